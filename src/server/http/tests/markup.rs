//! Reads HTML as browsers do, far enough to say which elements and attributes a page really has.

/// One start tag.
#[derive(Debug)]
pub struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    /// What stands in a script, style, title or text area; nothing for other elements.
    pub text: String,
}

impl Element {
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// The start tags of a page, outside of comments and of the text of scripts and styles.
pub fn elements(html: &str) -> Vec<Element> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            // `<!-->` and `<!--->` are whole comments.
            let end = comment.starts_with('>').then_some(0).or_else(|| comment.find("-->")).unwrap_or(comment.len());
            rest = &comment[end..];
        } else if rest.starts_with(|first: char| first.is_ascii_alphabetic()) {
            let (mut element, after) = element(rest);
            rest = after;
            if matches!(element.name.as_str(), "script" | "style" | "textarea" | "title") {
                let close = format!("</{}", element.name);
                let (text, after) = rest.split_at(rest.to_ascii_lowercase().find(&close).unwrap_or(rest.len()));
                element.text = text.to_owned();
                rest = after;
            }
            found.push(element);
        }
    }
    found
}

/// The element whose name begins the text, and what follows its tag.
fn element(text: &str) -> (Element, &str) {
    let end = text.find(|c: char| c.is_whitespace() || matches!(c, '/' | '>')).unwrap_or(text.len());
    let mut element = Element { name: text[..end].to_ascii_lowercase(), attributes: Vec::new(), text: String::new() };
    let mut rest = &text[end..];
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if rest.is_empty() || rest.starts_with('>') {
            return (element, rest.strip_prefix('>').unwrap_or(rest));
        }
        let end =
            rest[1..].find(|c: char| c.is_whitespace() || matches!(c, '/' | '>' | '=')).map_or(rest.len(), |at| at + 1);
        let name = rest[..end].to_ascii_lowercase();
        rest = rest[end..].trim_start();
        let (value, after) = match rest.strip_prefix('=') {
            Some(after) => value(after.trim_start()),
            None => ("", rest),
        };
        rest = after;
        element.attributes.push((name, decoded(value)));
    }
}

fn value(text: &str) -> (&str, &str) {
    match text.chars().next() {
        Some(quote @ ('"' | '\'')) => {
            let inner = &text[1..];
            let end = inner.find(quote).unwrap_or(inner.len());
            (&inner[..end], inner.get(end + 1..).unwrap_or_default())
        }
        _bare => {
            let end = text.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(text.len());
            text.split_at(end)
        }
    }
}

/// A text without its character references, as far as pages write any.
pub fn decoded(text: &str) -> String {
    let named = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&#39;", "'"), ("&amp;", "&")];
    named.iter().fold(text.to_owned(), |text, (name, sign)| text.replace(name, sign))
}

#[test]
fn an_element_is_what_a_browser_takes_for_one() {
    let html =
        "<p class=\"a>b\" title='x' hidden>1 < 2 <!-- <i> --><br/><script>if (a<b) {}</script><IMG src=x onerror=go()>";
    let found = elements(html);
    let names: Vec<_> = found.iter().map(|element| element.name.as_str()).collect();
    assert_eq!(names, ["p", "br", "script", "img"]);
    assert_eq!(found[2].text, "if (a<b) {}");
    assert_eq!(found[0].attribute("class"), Some("a>b"));
    assert_eq!((found[0].attribute("hidden"), found[3].attribute("onerror")), (Some(""), Some("go()")));
    assert_eq!(elements("<a href=\"&quot;&lt;\">")[0].attribute("href"), Some("\"<"));
}
