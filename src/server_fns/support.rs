//! Support: looking for carts and orders of all organisations, opening them with a reason, correcting orders.

use crate::{
    api_types::{
        AppError,
        json::Json,
        paging::Page,
        support::{
            CorrectBagInput, CorrectOrderInput, DecideBagInput, HoldInput, OpenInput, SearchInput, SupportCart, SupportDeed,
            SupportFound, SupportOrder,
        },
    },
    domain::ids::{CartId, SupportSearchId},
};
use leptos::prelude::*;

/// Looks for carts and orders of all organisations, and remembers why; shows what fits.
#[server(prefix = "/api", endpoint = "support/search", output = Json)]
pub async fn search_everything(input: SearchInput) -> Result<SupportSearchId, AppError> {
    use crate::server::application::{command, support};
    let id = command(support::search, input).await?;
    leptos_axum::redirect(&format!("/support?of={id}"));
    Ok(id)
}

/// What fits a search of this session; without one, the orders that somebody has to look at.
#[server(prefix = "/api", endpoint = "support/load_search", output = Json)]
pub async fn load_support_search(#[server(default)] of: Option<SupportSearchId>) -> Result<SupportFound, AppError> {
    use crate::server::application::{query, support};
    query(support::load_search, of).await
}

/// What support looked for and opened, and why.
#[server(prefix = "/api", endpoint = "support/load_log", output = Json)]
pub async fn load_support_log(#[server(default)] after: String) -> Result<Page<SupportDeed>, AppError> {
    use crate::server::application::{query, support};
    query(support::load_log, after).await
}

/// Opens a cart, or the order that it became, with a reason that its organisation can read.
#[server(prefix = "/api", endpoint = "support/open", output = Json)]
pub async fn open_for_support(input: OpenInput) -> Result<(), AppError> {
    use crate::server::application::{command, support};
    command(support::open, input).await
}

/// An order; nothing of it before it was opened.
#[server(prefix = "/api", endpoint = "support/load_order", output = Json)]
pub async fn load_support_order(order_id: CartId) -> Result<SupportOrder, AppError> {
    use crate::server::application::{query, support};
    query(support::load_order, order_id).await
}

/// A cart with its lines and its history; nothing of it before it was opened.
#[server(prefix = "/api", endpoint = "support/load_cart", output = Json)]
pub async fn load_support_cart(cart_id: CartId, #[server(default)] after: String) -> Result<SupportCart, AppError> {
    use crate::server::application::{query, support};
    query(support::load_cart, (cart_id, after)).await
}

/// Corrects fields of an order.
#[server(prefix = "/api", endpoint = "support/correct_order", output = Json)]
pub async fn correct_order(input: CorrectOrderInput) -> Result<SupportOrder, AppError> {
    use crate::{
        api_types::done::Done,
        server::{
            application::{command, support},
            http::flash::say,
        },
    };
    let order = command(support::correct_order, input).await?;
    say(Done::Saved);
    Ok(order)
}

/// Corrects what a bag has of its own.
#[server(prefix = "/api", endpoint = "support/correct_bag", output = Json)]
pub async fn correct_bag(input: CorrectBagInput) -> Result<SupportOrder, AppError> {
    use crate::server::application::{command, support};
    command(support::correct_bag, input).await
}

/// Accepts or rejects a bag by hand, sends it again, or gives it up.
#[server(prefix = "/api", endpoint = "support/decide_bag", output = Json)]
pub async fn decide_bag(input: DecideBagInput) -> Result<SupportOrder, AppError> {
    use crate::server::application::{command, support};
    command(support::decide_bag, input).await
}

/// Keeps an order back: what was not sent is not sent.
#[server(prefix = "/api", endpoint = "support/hold_order", output = Json)]
pub async fn hold_order(input: HoldInput) -> Result<SupportOrder, AppError> {
    use crate::server::application::{command, support};
    command(support::hold_order, input).await
}

/// Lets an order go on that was kept back.
#[server(prefix = "/api", endpoint = "support/release_order", output = Json)]
pub async fn release_order(input: HoldInput) -> Result<SupportOrder, AppError> {
    use crate::server::application::{command, support};
    command(support::release_order, input).await
}
