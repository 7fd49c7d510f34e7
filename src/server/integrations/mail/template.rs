//! The words around a letter, as text and as HTML. The templates are checked while compiling; HTML is escaped by them.

use super::Draft;
use crate::domain::mail::MailKind;
use askama::Template;

/// A letter's two bodies; both say the same.
pub struct Body {
    pub text: String,
    pub html: String,
}

#[derive(Template)]
#[template(path = "mail/letter.txt")]
struct Text<'a> {
    kind: &'a str,
    settings: &'a str,
    name: &'a str,
    paragraphs: &'a [String],
    facts: &'a [(&'static str, String)],
    action: &'a str,
    link: &'a str,
}

#[derive(Template)]
#[template(path = "mail/letter.html")]
struct Html<'a> {
    subject: &'a str,
    kind: &'a str,
    settings: &'a str,
    name: &'a str,
    paragraphs: &'a [String],
    facts: &'a [(&'static str, String)],
    action: &'a str,
    link: &'a str,
}

/// Where people choose which e-mails they get.
pub fn settings(base_url: &str) -> String {
    format!("{base_url}/profile")
}

/// # Errors
/// Nothing that a draft could cause.
pub fn write(draft: &Draft, subject: &str, base_url: &str) -> Result<Body, askama::Error> {
    let (settings, link) = (settings(base_url), format!("{base_url}{}", draft.path));
    let Draft { name, paragraphs, facts, action, .. } = draft;
    let (kind, settings, link) = (draft.kind.map_or("", MailKind::label), settings.as_str(), link.as_str());
    let text = Text { kind, settings, name, paragraphs, facts, action, link }.render()?;
    let html = Html { subject, kind, settings, name, paragraphs, facts, action, link }.render()?;
    Ok(Body { text, html })
}
