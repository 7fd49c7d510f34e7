//! Many requests at once, comparing sellers, saved replies, why lines ended.

use crate::api_types::compare::{AwardInput, CompareSort, CompareView};
use crate::api_types::negotiation::LineChanged;
use crate::api_types::triage::{
    ApplyInput, BulkInput, BulkReport, DeclineInput, Preview, ReasonStatistic, ReplyInput, ReplyList,
};
use crate::api_types::{AppError, json::Json};
use crate::domain::{
    ids::{BulkRunId, ReplyId},
    negotiation::Side,
};
use leptos::prelude::*;

/// The current cart's lines for one part, side by side.
#[server(prefix = "/api", endpoint = "negotiation/load_compare", output = Json)]
pub async fn load_compare(key: String, sort: CompareSort) -> Result<CompareView, AppError> {
    use crate::server::application::{negotiation, query};
    query(negotiation::load_compare, (key, sort)).await
}

/// Buyer: accepts one line and withdraws the others; shows the accepted one.
#[server(prefix = "/api", endpoint = "negotiation/accept_and_withdraw", output = Json)]
pub async fn accept_and_withdraw(input: AwardInput) -> Result<LineChanged, AppError> {
    use crate::server::application::{command, negotiation};
    let changed = command(negotiation::accept_and_withdraw, input).await?;
    leptos_axum::redirect(&format!("/connector/shopping-cart/lines/{}", changed.line_id));
    Ok(changed)
}

/// Seller: what a formula would do to the lines named.
#[server(prefix = "/api", endpoint = "negotiation/load_preview", output = Json)]
pub async fn load_preview(input: BulkInput) -> Result<Preview, AppError> {
    use crate::server::application::{negotiation, query};
    query(negotiation::load_preview, input).await
}

/// Seller: prices by formula; shows what was done to each line.
#[server(prefix = "/api", endpoint = "negotiation/apply_prices", output = Json)]
pub async fn apply_prices(input: ApplyInput) -> Result<BulkRunId, AppError> {
    use crate::server::application::{command, negotiation};
    let id = command(negotiation::apply_prices, input).await?;
    leptos_axum::redirect(&format!("/connector/requests/bulk/{id}"));
    Ok(id)
}

/// Seller: no quote for many lines; shows what was done to each line.
#[server(prefix = "/api", endpoint = "negotiation/decline_lines", output = Json)]
pub async fn decline_lines(input: DeclineInput) -> Result<BulkRunId, AppError> {
    use crate::server::application::{command, negotiation};
    let id = command(negotiation::decline_lines, input).await?;
    leptos_axum::redirect(&format!("/connector/requests/bulk/{id}"));
    Ok(id)
}

/// What an action on many lines did to each of them.
#[server(prefix = "/api", endpoint = "negotiation/load_bulk_run", output = Json)]
pub async fn load_bulk_run(run_id: BulkRunId) -> Result<BulkReport, AppError> {
    use crate::server::application::{negotiation, query};
    query(negotiation::load_bulk_run, run_id).await
}

/// Why lines ended without a deal, seen from one side.
#[server(prefix = "/api", endpoint = "negotiation/load_reasons", output = Json)]
pub async fn load_reasons(side: Side) -> Result<ReasonStatistic, AppError> {
    use crate::server::application::{negotiation, query};
    query(negotiation::load_reasons, side).await
}

/// The organisation's saved replies.
#[server(prefix = "/api", endpoint = "reply/load_replies", output = Json)]
pub async fn load_replies() -> Result<ReplyList, AppError> {
    use crate::server::application::{query, reply};
    query(reply::load_replies, ()).await
}

/// Saves a reply.
#[server(prefix = "/api", endpoint = "reply/save_reply", output = Json)]
pub async fn save_reply(input: ReplyInput) -> Result<ReplyId, AppError> {
    use crate::server::application::{command, reply};
    command(reply::save_reply, input).await
}

/// The message with a saved reply behind what was typed; sends nothing. A browser without scripts finds it in its field.
/// `put` names line and reply, with a blank between them.
#[server(prefix = "/api", endpoint = "reply/put_reply", output = Json)]
pub async fn put_reply(put: String, side: Side, text: String) -> Result<String, AppError> {
    use crate::server::{
        application::{query, reply},
        http::flash,
    };
    let (line, reply) = put.split_once(' ').unwrap_or_default();
    let (line_id, reply_id) =
        line.parse::<crate::domain::ids::LineId>().ok().zip(reply.parse::<ReplyId>().ok()).ok_or(AppError::NotFound)?;
    let text = query(reply::put_reply, reply::Put { line_id, side, reply_id, text }).await?;
    flash::fill_in("text", &text);
    Ok(text)
}

/// Deletes a reply.
#[server(prefix = "/api", endpoint = "reply/delete_reply", output = Json)]
pub async fn delete_reply(reply_id: ReplyId) -> Result<(), AppError> {
    use crate::server::application::{command, reply};
    command(reply::delete_reply, reply_id).await
}
