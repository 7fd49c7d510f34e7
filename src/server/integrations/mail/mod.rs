//! E-mail: what a letter is, and the way out of the house. Must not decide who gets one.

mod folder;
mod smtp;
mod template;
#[cfg(test)]
pub mod testing;
#[cfg(test)]
mod tests;

use crate::domain::{
    ids::{EventId, PersonId},
    mail::MailKind,
    time::Timestamp,
};
use lettre::{
    Message,
    message::{
        Mailbox, MultiPart,
        header::{HeaderName, HeaderValue},
    },
};
use std::{
    net::SocketAddr,
    path::PathBuf,
    pin::Pin,
    time::{Duration, SystemTime},
};

/// The longest subject, in characters.
const LONGEST_SUBJECT: usize = 180;

/// Whoever does not take a letter within this time is asked again later.
const PATIENCE: Duration = Duration::from_secs(30);

/// Why a letter did not go out, for the operator.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Undelivered {
    /// Perhaps later; it may even have arrived, and is sent again under the same Message-ID.
    #[error("{0}")]
    Later(String),
    /// This letter will never be taken.
    #[error("{0}")]
    Never(String),
}

/// What is under way while a letter is handed over.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Result<(), Undelivered>> + Send + 'a>>;

/// A way out of the house.
pub trait Transport: Send + Sync {
    /// Hands a message over. Done means that somebody else is responsible for it now.
    fn send<'a>(&'a self, message: &'a Message) -> Sending<'a>;
}

/// What the operator said about mail. Nothing said: letters go into a folder.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    pub smtp_url: Option<String>,
    pub from: Option<String>,
    pub folder: PathBuf,
    pub base_url: Option<String>,
}

/// A letter's content in plain words; escaping is the templates' business.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The type that its reader can switch off; `None`: of no type, for whoever has no account.
    pub kind: Option<MailKind>,
    /// Event and person: there is one letter of each pair.
    pub event_id: EventId,
    pub person_id: PersonId,
    pub name: String,
    pub email: String,
    pub subject: String,
    pub paragraphs: Vec<String>,
    pub facts: Vec<(&'static str, String)>,
    /// What the link says, and the path of this site that it leads to.
    pub action: &'static str,
    pub path: String,
    pub at: Timestamp,
}

/// The way out together with who writes and where this site is reached.
pub struct Post {
    transport: Box<dyn Transport>,
    from: Mailbox,
    base_url: String,
}

impl Post {
    /// Reads the settings; `listen` is where the site is reached if nobody says otherwise.
    ///
    /// # Errors
    /// A sentence that names the setting and what is wrong with it.
    pub fn open(settings: &Settings, listen: SocketAddr) -> Result<Self, String> {
        let base_url = match &settings.base_url {
            Some(url) => base_url(url)?,
            None => format!("http://{listen}"),
        };
        let from = match (&settings.from, &settings.smtp_url) {
            (Some(from), _) => from.parse().map_err(|error| format!("COUNTERPART_MAIL_FROM: “{from}”: {error}"))?,
            (None, None) => "Counterpart <counterpart@localhost>".parse().map_err(|error| format!("{error}"))?,
            (None, Some(_)) => return Err("COUNTERPART_MAIL_FROM: say who writes, as in “Parts <parts@example.com>”".into()),
        };
        let transport: Box<dyn Transport> = match &settings.smtp_url {
            Some(url) => {
                let (smtp, host) = smtp::Smtp::open(url).map_err(|reason| format!("COUNTERPART_SMTP_URL: {reason}"))?;
                tracing::info!(%host, %from, "e-mail goes out by SMTP");
                Box::new(smtp)
            }
            None => {
                tracing::warn!(folder = %settings.folder.display(), "no COUNTERPART_SMTP_URL is set: e-mail is written into a folder");
                Box::new(folder::Folder::new(settings.folder.clone()))
            }
        };
        Ok(Self { transport, from, base_url })
    }

    /// Where this site is reached, without a slash at its end.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    #[cfg(test)]
    pub fn with(transport: Box<dyn Transport>) -> Self {
        let from = "Counterpart <post@market.example>".parse().expect("an address");
        Self { transport, from, base_url: "https://market.example".to_owned() }
    }

    /// Writes a letter and hands it over.
    ///
    /// # Errors
    /// It was not taken, or nobody knows.
    pub async fn send(&self, draft: &Draft) -> Result<(), Undelivered> {
        let message = self.message(draft)?;
        match tokio::time::timeout(PATIENCE, self.transport.send(&message)).await {
            Ok(sent) => sent,
            Err(_elapsed) => Err(Undelivered::Later(format!("no answer within {} seconds", PATIENCE.as_secs()))),
        }
    }

    fn message(&self, draft: &Draft) -> Result<Message, Undelivered> {
        let never = |what: &str, error: &dyn std::fmt::Display| Undelivered::Never(format!("{what}: {error}"));
        let address = draft.email.parse().map_err(|error| never("the address", &error))?;
        let subject = one_line(&draft.subject, LONGEST_SUBJECT);
        let body = template::write(draft, &subject, &self.base_url).map_err(|error| never("the template", &error))?;
        let age = Duration::from_micros(u64::try_from(draft.at.0).unwrap_or(0));
        let mut message = Message::builder()
            .message_id(Some(self.message_id(draft)))
            .date(SystemTime::UNIX_EPOCH + age)
            .from(self.from.clone())
            .to(Mailbox::new(Some(one_line(&draft.name, 120)), address))
            .subject(subject)
            // RFC 3834: nobody's holiday notice answers this.
            .raw_header(header("Auto-Submitted", "auto-generated".to_owned()));
        if draft.kind.is_some() {
            message = message.raw_header(header("List-Unsubscribe", format!("<{}>", template::settings(&self.base_url))));
        }
        message
            .multipart(MultiPart::alternative_plain_html(body.text, body.html))
            .map_err(|error| never("the message", &error))
    }

    /// Made of the event and the person alone: what is sent again is known to be the same letter.
    fn message_id(&self, draft: &Draft) -> String {
        format!("<{}.{}@{}>", draft.event_id, draft.person_id, self.from.email.domain())
    }
}

fn header(name: &'static str, value: String) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value)
}

/// A text without line breaks and other control characters, and not longer than a header should be.
fn one_line(text: &str, most: usize) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// Where links in letters lead: scheme and host, and nothing behind.
fn base_url(text: &str) -> Result<String, String> {
    let wrong = || format!("COUNTERPART_BASE_URL: “{text}” is not an address like https://market.example");
    let url = text.trim().trim_end_matches('/');
    let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).ok_or_else(wrong)?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
    if host.is_empty() || !host.chars().all(plain) {
        return Err(wrong());
    }
    Ok(url.to_owned())
}
