//! Addresses of this site with their query, escaped the same way on both sides.

/// `path?name=value&…`; empty values are left out.
pub fn href(path: &str, query: &[(&str, &str)]) -> String {
    let mut address = path.to_owned();
    let mut separator = '?';
    for (name, value) in query.iter().filter(|(_, value)| !value.is_empty()) {
        address.push(separator);
        address.push_str(name);
        address.push('=');
        address.push_str(&encode(value));
        separator = '&';
    }
    address
}

/// Percent-encodes everything but the unreserved characters (RFC 3986, section 2.3).
pub fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => encoded.push(char::from(byte)),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_values_are_left_out_and_the_rest_is_escaped() {
        assert_eq!(href("/a", &[("q", "x y&z"), ("after", ""), ("tab", "closed")]), "/a?q=x%20y%26z&tab=closed");
        assert_eq!(href("/a", &[("q", "")]), "/a");
        assert_eq!(encode("ü/"), "%C3%BC%2F");
        assert_eq!(encode("file: größer & more"), "file%3A%20gr%C3%B6%C3%9Fer%20%26%20more");
    }
}
