//! The session's cookie, and the context of a request that it stands for. Must not know how sessions are kept.

use crate::{
    api_types::AppError,
    domain::time::SECOND_US,
    server::application::{
        Context, Services,
        guest::{self, GUEST_LIFE_US, GuestCookie},
        identity::{self, SESSION_LIFE_US, SignedIn},
    },
};
use axum::http::{
    HeaderMap, HeaderValue,
    header::{COOKIE, SET_COOKIE},
    request::Parts,
};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use std::{net::IpAddr, sync::Arc};

/// Where a person arrives who was on the way to nowhere else.
pub const HOME: &str = "/connector/parts";

/// Where a report of what a guest bought stands.
const CART: &str = "/connector/shopping-cart";

const SIGN_IN: &str = "/sign-in";

/// Longer paths are not followed after signing in.
const LONGEST_PATH: usize = 2_000;

/// How the cookie is written. The router provides it to every server function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CookiePolicy {
    /// The site is reached by https: the cookie travels no other way, and no other host can set it.
    pub secure: bool,
}

/// What is known of a request before anyone has looked at its cookie.
pub struct Visit<'a> {
    pub headers: &'a HeaderMap,
    /// The network address of the client, for throttling.
    pub client: IpAddr,
    pub request_id: &'a str,
}

impl CookiePolicy {
    /// A browser takes a cookie with the prefix only if it is secure, for this host alone and for every path.
    fn name(self) -> &'static str {
        if self.secure { "__Host-sid" } else { "sid" }
    }

    /// Of the cookie that a guest is known by.
    fn guest_name(self) -> &'static str {
        if self.secure { "__Host-guest" } else { "guest" }
    }

    fn set_guest(self, token: &str) -> String {
        format!("{}={token}; Max-Age={}{}", self.guest_name(), GUEST_LIFE_US / SECOND_US, self.attributes())
    }

    fn clear_guest(self) -> String {
        format!("{}=; Max-Age=0{}", self.guest_name(), self.attributes())
    }

    fn set(self, token: &str) -> String {
        format!("{}={token}; Max-Age={}{}", self.name(), SESSION_LIFE_US / SECOND_US, self.attributes())
    }

    fn clear(self) -> String {
        format!("{}=; Max-Age=0{}", self.name(), self.attributes())
    }

    fn attributes(self) -> &'static str {
        match self.secure {
            true => "; Path=/; HttpOnly; SameSite=Lax; Secure",
            false => "; Path=/; HttpOnly; SameSite=Lax",
        }
    }

    fn token(self, headers: &HeaderMap) -> Option<&str> {
        Self::value(headers, self.name())
    }

    fn guest_token(self, headers: &HeaderMap) -> Option<&str> {
        Self::value(headers, self.guest_name())
    }

    fn value<'a>(headers: &'a HeaderMap, wanted: &str) -> Option<&'a str> {
        let cookies = headers.get_all(COOKIE).into_iter().filter_map(|value| value.to_str().ok());
        let pairs = cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.filter(|(name, _)| *name == wanted).map(|(_, token)| token).find(|token| !token.is_empty())
    }
}

/// The context of a request: its principal by the cookie, or a guest. Without a cookie nothing is asked of the database.
///
/// # Errors
/// The database does not answer.
pub async fn context(services: &Arc<Services>, policy: CookiePolicy, visit: Visit<'_>) -> Result<Context, AppError> {
    let mut context = Context::new(services, None, visit.request_id);
    context.client = visit.client.to_string().into();
    if let Some(token) = policy.token(visit.headers) {
        identity::resume(&mut context, token).await.map_err(|failure| context.report(failure))?;
    }
    if let Some(token) = policy.guest_token(visit.headers) {
        guest::resume(&mut context, token).await.map_err(|failure| context.report(failure))?;
    }
    Ok(context)
}

/// Gives the browser its new session and sends it on. For server functions.
pub fn start(signed_in: SignedIn, next: &str) {
    answer(|policy| policy.set(&signed_in.token));
    if signed_in.drops_guest {
        forget_guest();
    }
    let next = local_path(next);
    // Whoever was on the way to nowhere else reads what came of their cart.
    leptos_axum::redirect(if signed_in.has_report && next == HOME { CART } else { &next });
}

/// Lets the browser know the guest who was made for it. For server functions.
pub fn start_guest(cookie: &GuestCookie) {
    answer(|policy| policy.set_guest(&cookie.token));
}

/// Lets the browser go on knowing its guest for as long as the server does. For server functions.
pub fn renew_guest() {
    let policy = use_context::<CookiePolicy>().unwrap_or(CookiePolicy { secure: true });
    let parts = use_context::<Parts>();
    if let Some(token) = parts.as_ref().and_then(|parts| policy.guest_token(&parts.headers)) {
        answer(|policy| policy.set_guest(token));
    }
}

/// Takes the guest from the browser. For server functions.
pub fn forget_guest() {
    answer(CookiePolicy::clear_guest);
}

/// Takes the session from the browser and shows the sign-in page. For server functions.
pub fn end() {
    answer(CookiePolicy::clear);
    leptos_axum::redirect(SIGN_IN);
}

/// Sends a browser that posted a plain form to the page that shows the answer. For server functions; with scripts
/// the answer is shown where it arrives.
pub fn show_without_scripts(path: &str) {
    if use_context::<Parts>().is_some_and(|parts| super::is_browser(&parts.headers)) {
        leptos_axum::redirect(&local_path(path));
    }
}

fn answer(cookie: impl FnOnce(CookiePolicy) -> String) {
    let policy = use_context::<CookiePolicy>().unwrap_or(CookiePolicy { secure: true });
    // A token that came with the request may be anything.
    let Ok(value) = HeaderValue::from_str(&cookie(policy)) else { return };
    match use_context::<ResponseOptions>() {
        Some(response) => response.append_header(SET_COOKIE, value),
        None => tracing::error!("a session's cookie was written outside of a request"),
    }
}

/// The path if it leads to a page of this site, else [`HOME`]. What is not ASCII is percent-encoded.
pub fn local_path(path: &str) -> String {
    let elsewhere = !path.starts_with('/') || path.starts_with("//") || path.contains('\\');
    if elsewhere || path.len() > LONGEST_PATH || path.contains(char::is_control) {
        return HOME.to_owned();
    }
    let mut encoded = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'!'..=b'~' => encoded.push(char::from(byte)),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: CookiePolicy = CookiePolicy { secure: false };
    const SECURE: CookiePolicy = CookiePolicy { secure: true };

    fn headers(lines: &[&'static str]) -> HeaderMap {
        lines.iter().map(|line| (COOKIE, HeaderValue::from_static(line))).collect()
    }

    #[test]
    fn only_a_path_of_this_site_is_followed() {
        for (path, followed) in [
            ("/connector/cart", "/connector/cart"),
            ("/connector/parts?q=ms%2020&tab=b#x", "/connector/parts?q=ms%2020&tab=b#x"),
            ("/connector/parts?q=ü b", "/connector/parts?q=%C3%BC%20b"),
            ("/", "/"),
            ("", HOME),
            ("connector", HOME),
            ("//evil.example", HOME),
            ("/\\evil.example", HOME),
            ("/\t/evil.example", HOME),
            ("/a\r\nSet-Cookie: sid=1", HOME),
            ("\u{85}//evil.example", HOME),
            (" //evil.example", HOME),
            ("https://evil.example/", HOME),
            ("javascript:alert(1)", HOME),
        ] {
            assert_eq!(local_path(path), followed, "{path:?}");
        }
        assert_eq!(local_path(&format!("/{}", "a".repeat(LONGEST_PATH))), HOME);
    }

    #[test]
    fn the_cookie_is_out_of_reach_of_scripts_and_other_sites() {
        assert_eq!(PLAIN.set("abc"), "sid=abc; Max-Age=1209600; Path=/; HttpOnly; SameSite=Lax");
        assert_eq!(SECURE.set("abc"), "__Host-sid=abc; Max-Age=1209600; Path=/; HttpOnly; SameSite=Lax; Secure");
        assert_eq!(SECURE.clear(), "__Host-sid=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax; Secure");
    }

    #[test]
    fn a_guests_cookie_is_another_one_and_as_well_kept() {
        assert_eq!(PLAIN.set_guest("abc"), "guest=abc; Max-Age=2592000; Path=/; HttpOnly; SameSite=Lax");
        assert_eq!(SECURE.clear_guest(), "__Host-guest=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax; Secure");
        let both = headers(&["sid=abc; guest=def"]);
        assert_eq!((PLAIN.token(&both), PLAIN.guest_token(&both)), (Some("abc"), Some("def")));
        assert_eq!(SECURE.guest_token(&headers(&["guest=planted"])), None);
    }

    #[test]
    fn the_token_is_found_among_other_cookies() {
        assert_eq!(PLAIN.token(&headers(&["theme=dark; sid=abc; x=sid"])), Some("abc"));
        assert_eq!(PLAIN.token(&headers(&["theme=dark", "sid=abc"])), Some("abc"));
        assert_eq!(PLAIN.token(&headers(&["xsid=abc", "sid="])), None);
        assert_eq!(PLAIN.token(&headers(&[])), None);
    }

    #[test]
    fn a_secure_site_ignores_a_cookie_that_a_sibling_host_could_have_set() {
        assert_eq!(SECURE.token(&headers(&["sid=planted"])), None);
        assert_eq!(SECURE.token(&headers(&["sid=planted; __Host-sid=abc"])), Some("abc"));
    }
}
