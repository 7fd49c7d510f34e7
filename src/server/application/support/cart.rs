//! A cart as support reads it: its lines and its history, and nothing to change.

use super::{Representative, search::title};
use crate::{
    api_types::{
        AppError,
        support::{OpenedCart, SupportCart, SupportLine},
    },
    domain::{ids::CartId, ordering::order_number_text},
    server::{
        application::{Context, Outcome, cart},
        storage::{
            self,
            support::{CartLineRow, SubjectRow},
        },
    },
};

/// Lines that are shown at most.
const MOST_LINES: i64 = 500;

/// A cart; before it was opened only its name. `after` names the last entry of the page of its history before.
///
/// # Errors
/// Not support; there is no such cart; the cursor is not one of ours.
pub async fn load_cart(context: Context, input: (CartId, String)) -> Outcome<SupportCart> {
    let eyes = Representative::of(&context)?;
    let (id, after) = input;
    let mut reader = context.read().await?;
    let subject = storage::support::subject(&mut reader, id).await?.ok_or(AppError::NotFound)?;
    let reason = eyes.opened(&mut reader, id).await?;
    let suggested = eyes.suggested(&mut reader, reason.is_some()).await?;
    let opened = match reason {
        Some(reason) => {
            let lines = storage::support::cart_lines(&mut reader, id, MOST_LINES).await?;
            let entries = cart::entries(&mut reader, (subject.organisation_id, id), &after).await?;
            let lines = lines.into_iter().map(line).collect();
            Some(Box::new(OpenedCart { entries, lines, ..opened(&subject, reason) }))
        }
        None => None,
    };
    let title = title(subject.kind, &subject.name, &subject.creator);
    Ok(SupportCart { id, title, organisation: subject.organisation, suggested, opened })
}

fn opened(subject: &SubjectRow, reason: String) -> OpenedCart {
    OpenedCart {
        reason,
        kind: subject.kind,
        description: subject.description.clone(),
        status: subject.checkout_status,
        is_trashed: subject.is_trashed,
        number: subject.number.map(order_number_text),
        creator: subject.creator.clone(),
        created_at: subject.created_at,
        modifier: subject.modifier.clone(),
        modified_at: subject.modified_at,
        lines: Vec::new(),
        entries: Default::default(),
    }
}

fn line(row: CartLineRow) -> SupportLine {
    SupportLine {
        price: row.price(),
        id: row.id,
        part_number: row.part_number,
        description: row.description,
        seller: row.seller,
        status: row.status,
        quantity: row.quantity,
    }
}
