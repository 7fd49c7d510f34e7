//! A new access token on its way to a browser without scripts: not in an address, which is kept and logged, but in a cookie
//! that one page can read, once, within a minute.

use super::{
    is_browser,
    session::{self, CookiePolicy},
};
use crate::api_types::profile::MadeToken;
use axum::http::{
    HeaderValue,
    header::{COOKIE, SET_COOKIE},
    request::Parts,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

const NAME: &str = "made_token";
const PAGE: &str = "/profile";

/// Sends a browser that posted a plain form back to the page that shows the token. With scripts the answer is shown where it
/// arrives, and there is no cookie.
pub fn give(made: &MadeToken) {
    if !use_context::<Parts>().is_some_and(|parts| is_browser(&parts.headers)) {
        return;
    }
    if let Ok(text) = serde_json::to_string(made) {
        set(&URL_SAFE_NO_PAD.encode(text), 60);
    }
    session::show_without_scripts(PAGE);
}

/// The token that this browser was given, which is taken from it.
pub fn take() -> Option<MadeToken> {
    let parts = use_context::<Parts>()?;
    let cookies = parts.headers.get_all(COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let (_, value) = pairs.find(|(name, _)| *name == NAME)?;
    set("", 0);
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(value).ok()?).ok()
}

fn set(value: &str, seconds: u32) {
    let policy = use_context::<CookiePolicy>().unwrap_or(CookiePolicy { secure: true });
    let secure = if policy.secure { "; Secure" } else { "" };
    let cookie = format!("{NAME}={value}; Max-Age={seconds}; Path={PAGE}; HttpOnly; SameSite=Strict{secure}");
    if let (Some(response), Ok(cookie)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(&cookie)) {
        response.append_header(SET_COOKIE, cookie);
    }
}
