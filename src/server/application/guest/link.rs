//! The link to a guest's order that stands in the letter about it: whoever has it reads that one order, and nothing else of the
//! guest. It holds for as long as the order is kept.

use crate::{
    domain::ids::CartId,
    server::{
        application::{Outcome, audit::sha256},
        storage::{
            Session,
            guest::{self as store, GuestRecord},
        },
    },
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

/// The page of an order as its link names it.
pub fn order_link(secret: &[u8], id: CartId) -> String {
    format!("/orders/{id}?key={}", key(secret, id))
}

/// Secret and identifier have one length each, so that no other pair is written the same.
fn key(secret: &[u8], id: CartId) -> String {
    let said = [secret, b"order", id.0.as_bytes()].concat();
    URL_SAFE_NO_PAD.encode(sha256(&said))
}

/// The guest who placed an order, for whoever has its link.
///
/// # Errors
/// The database failed.
pub async fn by_link(session: &mut impl Session, id: CartId, given: &str) -> Outcome<Option<GuestRecord>> {
    if given.is_empty() {
        return Ok(None);
    }
    let placed = store::of_order(session, id).await?;
    // Compared as hashes of both: how many letters agree is nobody's business.
    let is_key = |secret: &[u8]| sha256(given.as_bytes()) == sha256(key(secret, id).as_bytes());
    Ok(placed.filter(|placed| is_key(&placed.link_secret)).map(|placed| placed.guest))
}
