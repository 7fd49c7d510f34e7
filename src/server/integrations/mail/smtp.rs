//! Letters by SMTP (RFC 5321), with TLS from the start, by STARTTLS, or without.

use super::{Sending, Transport, Undelivered};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor, transport::smtp::Error};
use std::time::Duration;

/// How long a server may take for one answer.
const ANSWER: Duration = Duration::from_secs(20);

/// A mail server, with connections that are kept for the next letter.
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
}

impl Smtp {
    /// Opens `smtps://user:password@host:port` (TLS from the start), `smtp://…?tls=required` (STARTTLS) or `smtp://…`
    /// (unencrypted). Answers the server's name, too. Nothing is connected yet.
    ///
    /// # Errors
    /// A sentence without the password.
    pub fn open(url: &str) -> Result<(Self, String), String> {
        let form = "write smtps://user:password@host, smtp://host?tls=required or smtp://host";
        let rest = url.strip_prefix("smtps://").or_else(|| url.strip_prefix("smtp://")).ok_or(form)?;
        let (authority, query) = rest.split_once('?').unwrap_or((rest, ""));
        let authority = authority.split('/').next().unwrap_or_default();
        let (credentials, host) = match authority.rsplit_once('@') {
            Some((credentials, host)) => (Some(credentials), host),
            None => (None, authority),
        };
        let encrypted = url.starts_with("smtps:") || query == "tls=required";
        let local = ["localhost", "127.", "[::1]"].iter().any(|name| host.starts_with(name));
        match credentials {
            Some(pair) if !pair.contains(':') => return Err("a user needs a password, as in user:password@host".into()),
            Some(_) if !encrypted && !local => {
                return Err("the password would travel unencrypted; write smtps:// or add ?tls=required".into());
            }
            Some(_) | None => {}
        }
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|_unreadable| form)?;
        Ok((Self { transport: builder.timeout(Some(ANSWER)).build() }, host.to_owned()))
    }
}

impl Transport for Smtp {
    fn send<'a>(&'a self, message: &'a Message) -> Sending<'a> {
        Box::pin(
            async move { self.transport.send(message.clone()).await.map(|_taken| ()).map_err(|error| undelivered(&error)) },
        )
    }
}

/// The sign-in is missing or wrong (RFC 4954).
const ABOUT_US: [&str; 4] = ["530", "534", "535", "538"];

/// A refusal for good (5xx) concerns this letter, unless it is about who we are: that, a refusal for now (4xx) and
/// everything that happens to the connection may be over the next time.
fn undelivered(error: &Error) -> Undelivered {
    let code = error.status().map(|code| code.to_string()).unwrap_or_default();
    let reason = error.to_string();
    match code.starts_with('5') && !ABOUT_US.contains(&code.as_str()) {
        true => Undelivered::Never(reason),
        false => Undelivered::Later(reason),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_address_is_read_and_a_password_does_not_travel_in_the_clear() {
        for url in [
            "smtps://ada:secret@mail.example",
            "smtp://ada:secret@mail.example:2525?tls=required",
            "smtp://mail.example",
            "smtp://ada:secret@127.0.0.1:2525",
        ] {
            let (_, host) = Smtp::open(url).unwrap_or_else(|error| panic!("{url}: {error}"));
            assert!(host.starts_with("mail.example") || host == "127.0.0.1:2525", "{host}");
        }
        for url in
            ["", "mail.example", "http://mail.example", "smtp://", "smtp://x@mail.example", "smtp://a:secret@mail.example"]
        {
            let error = Smtp::open(url).err().unwrap_or_else(|| panic!("{url} was taken"));
            assert!(!error.contains("secret"), "{error}");
        }
    }
}
