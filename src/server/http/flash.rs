//! Messages that travel in an address to the next page, for browsers without scripts. An address that anybody could write
//! shows nothing: what a redirect of this server says is signed for the session it is said to, and what is not signed
//! is taken out of the address before a page is drawn.

use crate::ui::components::encode;
use crate::{
    api_types::{
        AppError,
        done::{Done, PARAMETER},
        returned::{self, comes_back},
    },
    server::application::Context,
};
use axum::{
    extract::Request,
    http::{HeaderValue, Method, Uri, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use base64::{Engine, engine::general_purpose::URL_SAFE};
use leptos::{prelude::use_context, server_fn::error::FromServerFnError};
use sha2::{Digest, Sha256};
use std::sync::OnceLock;

/// The parameters that a page shows something for. `__path` and `__err` are those of the server functions.
const MESSAGES: [&str; 5] = ["__path", "__err", "error", "invited", PARAMETER];

/// What was typed into a refused form comes back under names that begin so.
const DRAFT: &str = "draft.";

const SIGNATURE: &str = "__sig";

/// The fields of a refused form come back as long as they fit, in bytes of the address: a proxy may take 8 KB of one.
const LONGEST_FORM: usize = 6_000;

/// Middleware: takes unsigned messages out of what is asked for, and signs those of the answer.
pub async fn guarded(request: Request, next: Next) -> Response {
    let key = key(request.extensions().get::<Context>());
    if matches!(*request.method(), Method::GET | Method::HEAD)
        && let Some(clean) = without_forgery(request.uri(), &key)
    {
        return Redirect::to(&clean).into_response();
    }
    let host = host(&request);
    let mut response = next.run(request).await;
    let location = response.headers().get(header::LOCATION).and_then(|to| to.to_str().ok());
    let signed = location.filter(|to| is_here(to, &host)).and_then(|to| signed(to, &key));
    if let Some(location) = signed.and_then(|signed| HeaderValue::from_str(&signed).ok()) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

/// Tells a browser that posted a plain form what was done, on the page that it came from. For server functions.
pub fn say(done: Done) {
    show_again([format!("{PARAMETER}={}", done.code())]);
}

/// Sends a browser that posted a plain form back to the page that it came from, with what that page is to show.
fn show_again(said: impl IntoIterator<Item = String>) {
    let Some(parts) = use_context::<Parts>() else { return };
    let from = parts.headers.get(header::REFERER).and_then(|from| from.to_str().ok()).unwrap_or("/");
    let (path, query) = path_and_query(from);
    let kept = pairs(query).filter(|pair| !is_message(pair) && name(pair) != SIGNATURE).map(str::to_owned);
    let query = kept.chain(said).collect::<Vec<_>>().join("&");
    super::session::show_without_scripts(&format!("{path}?{query}"));
}

/// Where a browser without scripts goes after its form: what an older form held leaves the address, and what this one
/// held comes along if it was refused.
pub fn with_form(location: &str, form: &str) -> String {
    let (address, query) = location.split_once('?').unwrap_or((location, ""));
    let mut kept: Vec<String> =
        pairs(query).filter(|pair| !name(pair).starts_with(returned::PREFIX)).map(str::to_owned).collect();
    // What could not even be read is not repeated.
    let refused = kept.iter().find_map(|pair| error_of(pair));
    if refused.is_some_and(|error| !matches!(error, AppError::BadRequest(_))) {
        let mut fields: Vec<String> = pairs(form).filter(|pair| comes_back(&name(pair))).map(field).collect();
        fields.sort_by_key(String::len);
        let mut room = LONGEST_FORM;
        kept.extend(fields.into_iter().take_while(|field| {
            let fits = field.len() < room;
            room = room.saturating_sub(field.len() + 1);
            fits
        }));
    }
    if kept.is_empty() { address.to_owned() } else { format!("{address}?{}", kept.join("&")) }
}

/// A field of a form as a pair of an address. The value is coded twice: the router decodes it twice.
fn field(pair: &str) -> String {
    let value = decoded(pair.split_once('=').map_or("", |(_, value)| value));
    format!("{}{}={}", returned::PREFIX, encode(&name(pair)), encode(&encode(&value)))
}

/// Shows the page that a plain form came from again, with a text in one of its fields. For server functions.
pub fn fill_in(field: &str, text: &str) {
    show_again([format!("{DRAFT}{field}={}", encode(&encode(text)))]);
}

/// A session's own key, or the guests' of this process and network address. A session's hash is known to the server
/// alone, so that nobody can sign for somebody else.
fn key(context: Option<&Context>) -> [u8; 32] {
    static GUESTS: OnceLock<[u8; 32]> = OnceLock::new();
    let secret = match context.and_then(|context| context.session) {
        Some(session) => session,
        None => *GUESTS.get_or_init(rand::random),
    };
    let client = context.filter(|context| context.session.is_none()).map_or("", |context| &context.client);
    keyed(&secret, &[b"messages of addresses", client.as_bytes()])
}

/// HMAC-SHA-256 (RFC 2104) of parts that no other parts could be mistaken for.
fn keyed(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    let pad = |byte: u8| {
        let mut block = [byte; 64];
        block.iter_mut().zip(key).for_each(|(block, key)| *block ^= key);
        block
    };
    let mut inner = Sha256::new_with_prefix(pad(0x36));
    for part in parts {
        inner.update(part.len().to_be_bytes());
        inner.update(part);
    }
    Sha256::new_with_prefix(pad(0x5c)).chain_update(inner.finalize()).finalize().into()
}

fn pairs(query: &str) -> impl Iterator<Item = &str> {
    query.split('&').filter(|pair| !pair.is_empty())
}

/// The name of a pair as whoever reads the address will see it.
fn name(pair: &str) -> String {
    decoded(pair.split('=').next().unwrap_or_default())
}

/// Part of a form or of a query, without its coding.
fn decoded(raw: &str) -> String {
    let raw = raw.as_bytes();
    let (mut text, mut at) = (Vec::with_capacity(raw.len()), 0);
    while at < raw.len() {
        let coded = raw.get(at + 1..at + 3).and_then(|digits| std::str::from_utf8(digits).ok());
        match (raw[at], coded.and_then(|digits| u8::from_str_radix(digits, 16).ok())) {
            (b'%', Some(byte)) => {
                text.push(byte);
                at += 2;
            }
            (b'+', _) => text.push(b' '),
            (byte, _) => text.push(byte),
        }
        at += 1;
    }
    String::from_utf8_lossy(&text).into_owned()
}

fn is_message(pair: &&str) -> bool {
    let name = name(pair);
    [DRAFT, returned::PREFIX].iter().any(|prefix| name.starts_with(prefix)) || MESSAGES.contains(&name.as_str())
}

/// HTTP/2 names the host in the address itself.
fn host(request: &Request) -> String {
    let named = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    named.or_else(|| request.uri().authority().map(|it| it.as_str())).unwrap_or_default().to_owned()
}

/// Whether a redirect stays on this site: what is said elsewhere is not this server's to sign.
fn is_here(location: &str, host: &str) -> bool {
    match location.split_once("://") {
        Some((_, rest)) => rest.split(['/', '?', '#']).next().is_some_and(|other| other.eq_ignore_ascii_case(host)),
        None => location.starts_with('/') && !location.starts_with("//"),
    }
}

/// Path and query of an address, with or without its host.
fn path_and_query(address: &str) -> (&str, &str) {
    let local = match address.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("/", |at| &rest[at..]),
        None => address,
    };
    let local = local.split('#').next().unwrap_or_default();
    local.split_once('?').unwrap_or((local, ""))
}

fn signature(path: &str, query: &str, key: &[u8; 32]) -> Option<String> {
    let messages: Vec<&[u8]> = pairs(query).filter(is_message).map(str::as_bytes).collect();
    if messages.is_empty() {
        return None;
    }
    let said = [path.as_bytes()].into_iter().chain(messages).collect::<Vec<_>>();
    Some(URL_SAFE.encode(keyed(key, &said)))
}

/// Where to go instead, if the address says something that this server did not say to this session.
fn without_forgery(uri: &Uri, key: &[u8; 32]) -> Option<String> {
    let query = uri.query()?;
    let expected = signature(uri.path(), query, key)?;
    let given = pairs(query).find_map(|pair| pair.strip_prefix(SIGNATURE)?.strip_prefix('='));
    // Compared in constant time, as hashes of both: how many letters agree is nobody's business.
    let is_own = given.is_some_and(|given| Sha256::digest(given.as_bytes()) == Sha256::digest(expected.as_bytes()));
    if is_own {
        return None;
    }
    let kept: Vec<_> = pairs(query).filter(|pair| !is_message(pair) && name(pair) != SIGNATURE).collect();
    // Two slashes at the front would name another host.
    let path = format!("/{}", uri.path().trim_start_matches('/'));
    Some(if kept.is_empty() { path } else { format!("{path}?{}", kept.join("&")) })
}

/// The address of a redirect with its signature; `None` if it says nothing.
fn signed(location: &str, key: &[u8; 32]) -> Option<String> {
    let (path, query) = path_and_query(location);
    let kept: Vec<_> = pairs(query).filter(|pair| name(pair) != SIGNATURE).map(plain).collect();
    let query = kept.join("&");
    let signature = signature(path, &query, key)?;
    Some(format!("{path}?{query}&{SIGNATURE}={signature}"))
}

/// Why a form could not be read is for its developer, and may repeat what was sent: a page only says that it was so.
fn plain(pair: &str) -> String {
    match error_of(pair) {
        Some(AppError::BadRequest(_)) => {
            let told = AppError::BadRequest("it is not what this form sends. Nothing was changed.".to_owned());
            format!("__err={}", URL_SAFE.encode(told.ser()).replace('=', "%3D"))
        }
        Some(_) | None => pair.to_owned(),
    }
}

/// The error that a pair of an address tells.
fn error_of(pair: &str) -> Option<AppError> {
    let coded = pair.strip_prefix("__err=")?.replace("%3D", "=").replace("%3d", "=");
    URL_SAFE.decode(coded).ok().map(|bytes| AppError::de(bytes.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: [u8; 32] = [7; 32];

    fn asked(address: &str, key: &[u8; 32]) -> Option<String> {
        without_forgery(&address.parse().expect("an address"), key)
    }

    #[test]
    fn the_signature_is_hmac_as_others_compute_it() {
        // Of nothing, under a key of zeros.
        let ours = keyed(&[0; 32], &[]);
        let hex: String = ours.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
    }

    #[test]
    fn what_this_server_said_to_this_session_passes_and_nothing_else() {
        let location = signed("http://market.example/connector/inventory?q=x&error=too%20large", &KEY).expect("signed");
        assert!(location.starts_with("/connector/inventory?q=x&error=too%20large&__sig="), "{location}");
        assert_eq!(asked(&location, &KEY), None);
        assert_eq!(asked(&location, &[8; 32]).as_deref(), Some("/connector/inventory?q=x"), "another session's");
        for (from, to) in [("too", "two"), ("inventory", "parts"), ("error", "done")] {
            let forged = location.replace(from, to);
            assert!(asked(&forged, &KEY).is_some(), "{forged}");
        }
        assert!(asked(&format!("{location}&error=more"), &KEY).is_some(), "nothing can be added");
    }

    #[test]
    fn only_what_stays_on_this_site_is_signed() {
        for (location, expected) in [
            ("/a?error=x", true),
            ("http://market.example/a?error=x", true),
            ("https://MARKET.example?error=x", true),
            ("https://other.example/a?error=x", false),
            ("//other.example/a", false),
            ("javascript:alert(1)", false),
        ] {
            assert_eq!(is_here(location, "market.example"), expected, "{location}");
        }
    }

    #[test]
    fn words_of_others_are_taken_out_however_their_name_is_written() {
        for query in [
            "error=Call",
            "__path=%2Fapi&__err=e30",
            "%5f%5Ferr=x&__path=y",
            "done=added",
            "invited=/invitations/x",
            "draft.text=Call",
        ] {
            assert_eq!(asked(&format!("/a?b=1&{query}&c=2"), &KEY).as_deref(), Some("/a?b=1&c=2"), "{query}");
        }
        assert_eq!(asked("/a?q=error&__sig=x", &KEY), None, "an address that says nothing is left alone");
        assert_eq!(asked("//evil.example/a?error=x", &KEY).as_deref(), Some("/evil.example/a"));
    }

    #[test]
    fn a_refused_form_comes_back_and_leaves_with_the_next_one() {
        let form = "input%5Bquantity%5D=60+%25+%C3%BC&input%5Bpassword%5D=secret&input%5Brequest_id%5D=1";
        let error = |error: AppError| format!("__path=%2Fapi&__err={}", URL_SAFE.encode(error.ser()).replace('=', "%3D"));
        let not_found = error(AppError::NotFound);
        let refused = with_form(&format!("http://a.example/p?q=1&__was.input%5Bquantity%5D=9&{not_found}"), form);
        let coded = "__was.input%5Bquantity%5D=60%2520%2525%2520%25C3%25BC";
        assert_eq!(refused, format!("http://a.example/p?q=1&{not_found}&{coded}"));
        let location = signed(&refused, &KEY).expect("signed");
        assert_eq!(asked(&location, &KEY), None);
        let forged = asked(&location.replace("=60", "=61"), &KEY);
        assert_eq!(forged.as_deref(), Some("/p?q=1"), "nobody fills in a form for somebody else");
        assert_eq!(with_form("http://a.example/p?__was.x=9", form), "http://a.example/p", "what was stored is done with");
        let long = format!("a={}&b=2", "x".repeat(LONGEST_FORM));
        assert_eq!(with_form(&format!("/p?{not_found}"), &long), format!("/p?{not_found}&__was.b=2"));
        let unreadable = format!("/p?{}", error(AppError::BadRequest("Call 555".into())));
        assert_eq!(with_form(&unreadable, form), unreadable, "what could not be read is not repeated");
    }

    #[test]
    fn an_older_signature_and_the_reason_of_an_unreadable_form_are_left_out() {
        let error = URL_SAFE.encode(AppError::BadRequest("Call 555".into()).ser());
        let location = signed(&format!("/a?__sig=old&__path=%2Fapi%2Fx&__err={error}"), &KEY).expect("signed");
        assert_eq!(location.matches(SIGNATURE).count(), 1);
        let told = location.split("__err=").nth(1).and_then(|rest| rest.split('&').next()).expect("an error");
        let told = URL_SAFE.decode(told.replace("%3D", "=")).expect("base64");
        assert!(!String::from_utf8_lossy(&told).contains("555"));
        assert_eq!(asked(&location, &KEY), None);
    }
}
