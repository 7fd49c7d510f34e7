//! What a refused form of a browser without scripts held: it comes back in the address of the page, field by field.

/// Before the name of each field that comes back.
pub const PREFIX: &str = "__was.";

/// Whether a field may stand in an address: secrets may not, and a form's own marks need not.
pub fn comes_back(field: &str) -> bool {
    !["password", "token", "request_id"].iter().any(|hidden| field.contains(hidden))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_never_stand_in_an_address() {
        let fields = ["input[password]", "input[token]", "input[line][request_id]", "password", "input[quantity]", "q"];
        assert_eq!(fields.map(comes_back), [false, false, false, false, true, true]);
    }
}
