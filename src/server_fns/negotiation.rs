//! Cart lines from both sides, and the transactions they become.

use crate::api_types::negotiation::{
    AcceptOfferInput, ChangeQuantityInput, CounterOfferInput, ExtendOfferInput, LineChanged, LineFilter, LineList, LineSort,
    LineView, ReasonInput, TakeOverInput, TransactionList, TransactionView, UpdatePriceInput,
};
use crate::api_types::thread::{MessageInput, RequestDocumentationInput};
use crate::api_types::{AppError, json::Json};
use crate::domain::{
    ids::{LineId, TransactionId},
    negotiation::Side,
};
use leptos::prelude::*;

/// One tab of the Shopping cart or of Requests.
#[server(prefix = "/api", endpoint = "negotiation/load_lines", output = Json)]
pub async fn load_lines(filter: LineFilter) -> Result<LineList, AppError> {
    use crate::server::application::{negotiation, query};
    query(negotiation::load_lines, filter).await
}

/// The drawer; `older` shows the thread beyond four weeks, `sort` is the order of the list behind it.
#[server(prefix = "/api", endpoint = "negotiation/load_line", output = Json)]
pub async fn load_line(
    line_id: LineId,
    side: Side,
    older: bool,
    #[server(default)] sort: LineSort,
) -> Result<LineView, AppError> {
    use crate::server::application::{negotiation, query};
    query(negotiation::load_line, negotiation::Look { line_id, side, older, sort }).await
}

/// Seller: a new offer revision.
#[server(prefix = "/api", endpoint = "negotiation/update_price", output = Json)]
pub async fn update_price(input: UpdatePriceInput) -> Result<LineChanged, AppError> {
    use crate::server::application::{command, negotiation};
    command(negotiation::update_price, input).await
}

/// Seller: the newest revision once more, with a later end.
#[server(prefix = "/api", endpoint = "negotiation/extend_offer", output = Json)]
pub async fn extend_offer(input: ExtendOfferInput) -> Result<LineChanged, AppError> {
    use crate::server::application::{command, negotiation};
    command(negotiation::extend_offer, input).await
}

/// Buyer: a price, quantity or date to be taken instead.
#[server(prefix = "/api", endpoint = "negotiation/counter_offer", output = Json)]
pub async fn counter_offer(input: CounterOfferInput) -> Result<LineChanged, AppError> {
    use crate::server::application::{command, negotiation};
    command(negotiation::counter_offer, input).await
}

/// Seller: the counter-offer named becomes an offer.
#[server(prefix = "/api", endpoint = "negotiation/take_over", output = Json)]
pub async fn take_over(input: TakeOverInput) -> Result<LineChanged, AppError> {
    use crate::server::application::{command, negotiation};
    command(negotiation::take_over, input).await
}

/// Buyer: accepts the revision named.
#[server(prefix = "/api", endpoint = "negotiation/accept_offer", output = Json)]
pub async fn accept_offer(input: AcceptOfferInput) -> Result<LineChanged, AppError> {
    use crate::server::application::{command, negotiation};
    command(negotiation::accept_offer, input).await
}

/// Seller: declines to quote.
#[server(prefix = "/api", endpoint = "negotiation/no_quote", output = Json)]
pub async fn no_quote(input: ReasonInput) -> Result<LineChanged, AppError> {
    use crate::server::application::{command, negotiation};
    command(negotiation::no_quote, input).await
}

/// Either side: ends the negotiation.
#[server(prefix = "/api", endpoint = "negotiation/withdraw", output = Json)]
pub async fn withdraw(input: ReasonInput) -> Result<LineChanged, AppError> {
    use crate::server::application::{command, negotiation};
    command(negotiation::withdraw, input).await
}

/// Buyer: asks for documentation.
#[server(prefix = "/api", endpoint = "negotiation/request_documentation", output = Json)]
pub async fn request_documentation(input: RequestDocumentationInput) -> Result<LineChanged, AppError> {
    use crate::server::application::{command, negotiation};
    command(negotiation::request_documentation, input).await
}

/// Buyer: another quantity.
#[server(prefix = "/api", endpoint = "negotiation/change_quantity", output = Json)]
pub async fn change_quantity(input: ChangeQuantityInput) -> Result<LineChanged, AppError> {
    use crate::api_types::done::Done;
    use crate::server::{
        application::{command, negotiation},
        http::flash,
    };
    let changed = command(negotiation::change_quantity, input).await?;
    flash::say(Done::QuantityChanged(changed.line_id));
    Ok(changed)
}

/// Either side: free text in the thread. With files it goes by `POST /lines/{id}/messages`.
#[server(prefix = "/api", endpoint = "negotiation/send_message", output = Json)]
pub async fn send_message(input: MessageInput) -> Result<LineChanged, AppError> {
    use crate::server::application::{command, negotiation};
    command(negotiation::send_message, input).await
}

/// Tells the other side that this person is typing.
#[server(prefix = "/api", endpoint = "negotiation/typing", output = Json)]
pub async fn typing(line_id: LineId, side: Side) -> Result<(), AppError> {
    use crate::server::application::{negotiation, query};
    query(negotiation::typing, (line_id, side)).await
}

/// Marks the first `messages` entries of the thread as seen by this person.
#[server(prefix = "/api", endpoint = "negotiation/mark_seen", output = Json)]
pub async fn mark_seen(line_id: LineId, side: Side, messages: u32) -> Result<(), AppError> {
    use crate::server::application::{command, negotiation};
    command(negotiation::mark_seen, (line_id, side, messages)).await
}

/// What was bought or sold; without a side the first that the person holds.
#[server(prefix = "/api", endpoint = "negotiation/load_transactions", output = Json)]
pub async fn load_transactions(side: Option<Side>, after: String) -> Result<TransactionList, AppError> {
    use crate::server::application::{negotiation, query};
    query(negotiation::load_transactions, (side, after)).await
}

/// One transaction with its terms.
#[server(prefix = "/api", endpoint = "negotiation/load_transaction", output = Json)]
pub async fn load_transaction(transaction_id: TransactionId) -> Result<TransactionView, AppError> {
    use crate::server::application::{negotiation, query};
    query(negotiation::load_transaction, transaction_id).await
}
