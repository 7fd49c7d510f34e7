//! `getAllOrdersForProfile`, `shareOrder`, `unshareCurrentOrder`, and switching: carts by the verbs of the seed.

use super::order::{Order, Report, Unshared};
use crate::{
    api_types::{
        AppError,
        sharing::{CartView, ShareInput, SwitchInput, UnshareInput},
    },
    domain::{
        access::Permission,
        cart::CartKind,
        ids::{CartId, RequestId},
        refusal::Refusal,
        sharing::UnshareMode,
    },
    server::{
        application::{Context, execute, input::Fields, query_in, sharing, work::mint},
        http::{
            Site,
            rest::{
                Asked, Refused, answer,
                input::{Body, Properties, bytes},
                once,
            },
        },
    },
};
use axum::{
    Extension, Router,
    extract::{Query, rejection::QueryRejection},
    http::{HeaderMap, Method, Uri},
    response::Response,
    routing::{get, post, put},
};
use serde::Serialize;
use std::collections::HashMap;

/// Carts on one page, unless the program asks for fewer.
const MOST: usize = 250;

pub fn routes() -> Router<Site> {
    Router::new()
        .route("/ccstore/v1/orders", get(list))
        .route("/ccstore/v1/orders/current/share", put(share))
        .route("/ccstore/v1/orders/current/unshare", put(unshare))
        .route("/ccstore/v1/orders/current/switch", post(switch))
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    total_results: usize,
    offset: usize,
    limit: usize,
    items: Vec<Order>,
}

/// Which carts are asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum OrderType {
    #[default]
    All,
    Personal,
    Shared,
}

impl OrderType {
    fn parse(text: &str) -> Option<Self> {
        match text {
            "all" => Some(Self::All),
            "personal" => Some(Self::Personal),
            "shared" => Some(Self::Shared),
            _ => None,
        }
    }

    fn holds(self, kind: CartKind) -> bool {
        match self {
            Self::All => true,
            Self::Personal => kind == CartKind::Personal,
            Self::Shared => kind == CartKind::Shared,
        }
    }
}

type Asking = Result<Query<HashMap<String, String>>, QueryRejection>;

async fn list(Extension(context): Extension<Context>, query: Asking) -> Response {
    answer(&context, page(&context, query).await)
}

async fn page(context: &Context, query: Asking) -> Result<Page, Refused> {
    context.require(Permission::Buy)?;
    let Query(query) = query.map_err(|refused| AppError::BadRequest(refused.body_text()))?;
    let (order_type, limit, offset) = asked(&query)?;
    let carts = query_in(context, sharing::load_carts, ()).await?.carts.into_iter();
    // A personal cart that nothing was added to is none yet.
    let carts: Vec<_> = carts.filter(|view| view.cart.id.is_some() && order_type.holds(view.cart.kind)).collect();
    let total_results = carts.len();
    let items = carts.into_iter().skip(offset).take(limit).map(Order::from).collect();
    Ok(Page { total_results, offset, limit, items })
}

fn asked(query: &HashMap<String, String>) -> Result<(OrderType, usize, usize), AppError> {
    let mut fields = Fields::default();
    let of = |name: &str| query.get(name).map(String::as_str);
    let order_type = match of("orderType").map(OrderType::parse) {
        None => OrderType::All,
        Some(Some(order_type)) => order_type,
        Some(None) => {
            fields.refuse("orderType", "must be all, personal or shared");
            OrderType::All
        }
    };
    let mut number = |name: &str, least: usize, most: usize, usual: usize| match of(name).map(str::parse::<usize>) {
        None => usual,
        Some(Ok(number)) if (least..=most).contains(&number) => number,
        Some(_) => {
            fields.refuse(name, format!("must be a whole number from {least} to {most}"));
            usual
        }
    };
    let (limit, offset) = (number("limit", 1, MOST, MOST), number("offset", 0, 1_000_000, 0));
    fields.check()?;
    Ok((order_type, limit, offset))
}

async fn share(Extension(context): Extension<Context>, headers: HeaderMap, body: Body) -> Response {
    answer(&context, shared(&context, &headers, body).await)
}

async fn shared(context: &Context, headers: &HeaderMap, body: Body) -> Result<Order, Refused> {
    let (principal, _) = context.require(Permission::Buy)?;
    let mut object = Properties::read(headers, &bytes(body)?)?;
    // The seed's endpoint names no body: a cart without a name is called by its sharer's.
    let name = object.text("name").unwrap_or_else(|| format!("Cart of {}", principal.name));
    let description = object.text("description").unwrap_or_default();
    object.finish()?;
    if current(context).await?.cart.kind == CartKind::Shared {
        return Err(AppError::from(Refusal::NotForThisCart).into());
    }
    let input = ShareInput { name, description, request_id: RequestId(mint()) };
    execute(context.clone(), sharing::share_cart, input).await?;
    Ok(current(context).await?.into())
}

async fn unshare(Extension(context): Extension<Context>, headers: HeaderMap, body: Body) -> Response {
    answer(&context, unshared(&context, &headers, body).await)
}

async fn unshared(context: &Context, headers: &HeaderMap, body: Body) -> Result<Unshared, Refused> {
    context.require(Permission::Buy)?;
    let mut object = Properties::read(headers, &bytes(body)?)?;
    let mode = object.parsed("mode", UnshareMode::parse, "must be convert or remove").unwrap_or_default();
    object.finish()?;
    let view = current(context).await?;
    let (CartKind::Shared, Some(cart_id)) = (view.cart.kind, view.cart.id) else {
        return Err(AppError::from(Refusal::NotForThisCart).into());
    };
    let input = UnshareInput { cart_id, mode, version_seen: None, request_id: RequestId(mint()) };
    let report = execute(context.clone(), sharing::unshare_cart, input).await?;
    Ok(Unshared { current: current(context).await?.into(), unshared: Report::from(report) })
}

async fn switch(Extension(context): Extension<Context>, uri: Uri, headers: HeaderMap, body: Body) -> Response {
    let read = context.require(Permission::Buy).map(|_| ()).and_then(|()| bytes(body));
    let body = match read {
        Ok(body) => body,
        Err(error) => return answer::<()>(&context, Err(error.into())),
    };
    let asked = Asked { method: Method::POST, uri: &uri, headers: &headers, body: &body };
    once(&context, asked, || switched(&context, &headers, &body)).await
}

async fn switched(context: &Context, headers: &HeaderMap, body: &[u8]) -> Result<Order, Refused> {
    let mut object = Properties::read(headers, body)?;
    let cart_id = object.parsed("orderId", |text| text.parse::<CartId>().ok(), "must be a cart's id, or null");
    object.finish()?;
    execute(context.clone(), sharing::switch_cart, SwitchInput { cart_id }).await?;
    Ok(current(context).await?.into())
}

/// The cart that the asker works on, made or not.
async fn current(context: &Context) -> Result<CartView, AppError> {
    let page = query_in(context, sharing::load_carts, ()).await?;
    page.carts.into_iter().find(|view| view.is_current).ok_or(AppError::NotFound)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<(OrderType, usize, usize), AppError> {
        asked(&pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn what_is_not_asked_for_is_all_of_the_first_page() {
        assert_eq!(read(&[]), Ok((OrderType::All, MOST, 0)));
        assert_eq!(read(&[("orderType", "shared"), ("limit", "1"), ("offset", "7")]), Ok((OrderType::Shared, 1, 7)));
    }

    #[test]
    fn every_parameter_that_cannot_be_is_named() {
        let error = read(&[("orderType", "mine"), ("limit", "0"), ("offset", "-1")]).expect_err("refused");
        for name in ["orderType", "limit", "offset"] {
            assert!(error.reason_for(name).is_some(), "{name}: {error}");
        }
        assert!(read(&[("limit", "251")]).is_err() && read(&[("limit", "ten")]).is_err());
    }
}
