//! Looking for carts and orders of all organisations, with a reason that the platform keeps. Says who and when, never what was bought or at what price.

use super::{Representative, reason};
use crate::{
    api_types::{
        AppError,
        support::{FoundCart, FoundOrder, SearchInput, Searched, SupportFound},
    },
    domain::{
        cart::CartKind,
        ids::SupportSearchId,
        ordering::{order_number_text, parse_order_number},
        quantity::count,
        text::{self, normalise_part_number},
    },
    server::{
        application::{Context, Outcome, input::Fields, work::mint},
        storage::support::{self as store, FoundCartRow, FoundOrderRow, Wanted},
    },
};

/// Rows of each list.
const MOST: usize = 50;

/// The longest search, in characters.
const MAX_SEARCH: usize = 100;

/// Looks for something, and remembers what and why; answers where it is read.
///
/// # Errors
/// Not support; nothing to look for, or no reason; either is too long.
pub async fn search(context: Context, input: SearchInput) -> Outcome<SupportSearchId> {
    let eyes = Representative::of(&context)?;
    let mut fields = Fields::default();
    let words = fields.take("words", text::required(&input.words, MAX_SEARCH));
    let reason = fields.take("reason", reason(&input.reason));
    fields.check()?;
    let (words, reason) = (words.unwrap_or_default(), reason.unwrap_or_default());
    let id = SupportSearchId(mint());
    let mut work = context.write().await?;
    store::insert_search(&mut work.tx, eyes.eyes(), (id, &words, &reason), eyes.now).await?;
    work.commit(&context).await?;
    Ok(id)
}

/// What fits a search of this session; without one, the orders that somebody has to look at.
///
/// # Errors
/// Not support; this session made no such search.
pub async fn load_search(context: Context, id: Option<SupportSearchId>) -> Outcome<SupportFound> {
    let eyes = Representative::of(&context)?;
    let mut reader = context.read().await?;
    let limit = i64::try_from(MOST).unwrap_or(i64::MAX).saturating_add(1);
    let (searched, orders, carts) = match id {
        Some(id) => {
            let row = store::search(&mut reader, eyes.eyes(), id).await?.ok_or(AppError::NotFound)?;
            let part_key = normalise_part_number(&row.words);
            let number = parse_order_number(&row.words);
            let wanted = Wanted { words: &row.words, number, part_key: &part_key, id: row.words.parse().ok() };
            let orders = store::orders(&mut reader, wanted, limit).await?;
            let carts = store::carts(&mut reader, wanted, limit).await?;
            (Some(Searched { words: row.words, reason: row.reason }), orders, carts)
        }
        None => (None, store::waiting(&mut reader, limit).await?, Vec::new()),
    };
    let reason = match &searched {
        Some(searched) => searched.reason.clone(),
        None => eyes.suggested(&mut reader, false).await?,
    };
    Ok(SupportFound {
        is_cut: orders.len() > MOST || carts.len() > MOST,
        orders: orders.into_iter().take(MOST).map(found_order).collect(),
        carts: carts.into_iter().take(MOST).map(found_cart).collect(),
        searched,
        reason,
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
