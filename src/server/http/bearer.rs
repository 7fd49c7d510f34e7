//! Programs that act by a personal access token (RFC 6750), at the addresses of the REST interface alone. Such a request has
//! no cookies and needs no check of its origin: no browser sends a token by itself.

use super::{problem, session::Visit};
use crate::{
    api_types::AppError,
    server::application::{
        Context, Services,
        identity::{self, Bearer},
    },
};
use axum::{
    http::{HeaderMap, HeaderValue, Uri, header},
    response::Response,
};
use std::sync::Arc;

/// Where a token is looked at.
const PLACES: [&str; 2] = ["/ccstore/", "/ccadmin/"];

/// Marks a request whose token was recognised.
#[derive(Clone, Copy, Debug)]
pub struct ByToken;

/// The token of a request, if it is one that acts by a token. Whatever else stands in the header is not looked at.
pub fn token<'h>(uri: &Uri, headers: &'h HeaderMap) -> Option<&'h str> {
    if !PLACES.iter().any(|place| uri.path().starts_with(place)) {
        return None;
    }
    let value = headers.get(header::AUTHORIZATION)?;
    // A header that is no text names no token that there is.
    let (scheme, token) = value.to_str().unwrap_or("Bearer ").split_once(' ').unwrap_or_default();
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

/// The context of whom the token stands for. Cookies are not looked at, and a token that stands for nobody is refused.
///
/// # Errors
/// The answer to a request that is refused.
pub async fn context(services: &Arc<Services>, token: &str, visit: Visit<'_>) -> Result<Context, Response> {
    let mut context = Context::new(services, None, visit.request_id);
    context.client = visit.client.to_string().into();
    match identity::resume_bearer(&mut context, token).await {
        Ok(Bearer::Recognised) => Ok(context),
        Ok(Bearer::Unknown) => Err(unknown(visit.request_id)),
        Err(failure) => Err(problem::response(&context.report(failure), visit.request_id)),
    }
}

fn unknown(request_id: &str) -> Response {
    let mut response = problem::response(&AppError::SignInRequired, request_id);
    let challenge = HeaderValue::from_static("Bearer error=\"invalid_token\"");
    response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(path: &str, value: &'static str) -> Option<String> {
        let headers = HeaderMap::from_iter([(header::AUTHORIZATION, HeaderValue::from_static(value))]);
        token(&path.parse().expect("an address"), &headers).map(str::to_owned)
    }

    #[test]
    fn a_token_counts_at_the_rest_interface_alone() {
        assert_eq!(sent("/ccstore/v1/orders?limit=1", "Bearer cpt_x"), Some("cpt_x".into()));
        assert_eq!(sent("/ccadmin/v1/merchant/sharedOrganizationCart", "bearer  cpt_x "), Some("cpt_x".into()));
        for path in ["/api/cart/add_to_cart", "/connector/parts", "/live", "/ccstores", "/files/ccstore/7"] {
            assert_eq!(sent(path, "Bearer cpt_x"), None, "{path}");
        }
    }

    #[test]
    fn an_empty_token_is_one_that_nobody_has() {
        assert_eq!(sent("/ccstore/v1/orders", "Bearer "), Some(String::new()));
        assert_eq!(sent("/ccstore/v1/orders", "Basic YTpi"), None);
    }
}
