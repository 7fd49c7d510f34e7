//! Looking for carts and orders of all organisations. Says who and when, never what was bought or at what price.

use super::Representative;
use crate::{
    api_types::{
        AppError,
        support::{FoundCart, FoundOrder, SupportFound, SupportQuery},
    },
    domain::{
        cart::CartKind,
        ordering::{order_number_text, parse_order_number},
        quantity::count,
        text::{self, normalise_part_number},
    },
    server::{
        application::{Context, Outcome},
        storage::support::{self as store, FoundCartRow, FoundOrderRow, Wanted},
    },
};

/// Rows of each list.
const MOST: usize = 50;

/// The longest search, in characters.
const MAX_SEARCH: usize = 100;

/// What fits; without anything to look for, the orders that somebody has to look at.
///
/// # Errors
/// Not support; the search is too long.
pub async fn search(context: Context, query: SupportQuery) -> Outcome<SupportFound> {
    Representative::of(&context)?;
    let words = text::checked(&query.search, MAX_SEARCH).map_err(|reason| AppError::invalid("search", reason))?;
    let mut reader = context.read().await?;
    let limit = i64::try_from(MOST).unwrap_or(i64::MAX).saturating_add(1);
    let (mut orders, mut carts) = (Vec::new(), Vec::new());
    if words.is_empty() {
        orders = store::waiting(&mut reader, limit).await?;
    } else {
        let part_key = normalise_part_number(&words);
        let id = words.parse().ok();
        let wanted = Wanted { words: &words, number: parse_order_number(&words), part_key: &part_key, id };
        orders.extend(store::orders(&mut reader, wanted, limit).await?);
        carts.extend(store::carts(&mut reader, wanted, limit).await?);
    }
    let is_cut = orders.len() > MOST || carts.len() > MOST;
    Ok(SupportFound {
        search: words,
        orders: orders.into_iter().take(MOST).map(found_order).collect(),
        carts: carts.into_iter().take(MOST).map(found_cart).collect(),
        is_cut,
        now: context.now(),
    })
}

fn found_order(row: FoundOrderRow) -> FoundOrder {
    FoundOrder {
        id: row.id,
        number: order_number_text(row.number),
        status: row.status,
        customer_po: row.customer_po,
        organisation: row.organisation,
        submitted_by: row.submitted_by,
        submitted_at: row.submitted_at,
        is_held: row.is_held,
        is_refused: row.is_refused,
        is_stuck: row.is_stuck,
    }
}

fn found_cart(row: FoundCartRow) -> FoundCart {
    FoundCart {
        id: row.id,
        title: title(row.kind, &row.name, &row.creator),
        organisation: row.organisation,
        creator: row.creator,
        lines: count(row.lines),
        modified_at: row.modified_at,
        is_trashed: row.is_trashed,
    }
}

/// A cart as others call it.
pub(super) fn title(kind: CartKind, name: &str, creator: &str) -> String {
    match (kind, name) {
        (CartKind::Shared, name) if !name.is_empty() => name.to_owned(),
        (CartKind::Shared | CartKind::Personal, _) => format!("{creator}'s cart"),
    }
}
