//! Reading the agreements that lines became.

use super::{
    permission,
    views::{cursor_uuid, page},
};
use crate::{
    api_types::{
        AppError,
        negotiation::{TransactionList, TransactionRow, TransactionView},
    },
    domain::{
        access::{Permission, may, member_may},
        catalog::Part,
        ids::TransactionId,
        negotiation::Side,
    },
    server::{
        application::{Context, Outcome},
        storage::{
            self,
            transaction::{Party, TransactionDetail, TransactionRecord},
        },
    },
};

const PAGE: usize = 100;

/// What was bought or sold, newest first; without a side the first that the person holds. A side that they do not
/// hold counts nothing.
///
/// # Errors
/// The role does not allow the side; the cursor is not one of ours.
pub async fn load_transactions(context: Context, input: (Option<Side>, String)) -> Outcome<TransactionList> {
    let (side, after) = input;
    let sides = held(&context)?;
    let side = side.or(sides.first().copied()).ok_or(AppError::Forbidden)?;
    let (principal, membership) = context.require(permission(side))?;
    let before = TransactionId(cursor_uuid(&after)?);
    let party = |side| Party { organisation_id: membership.organisation_id, person_id: principal.person_id, side };
    let mut reader = context.read().await?;
    let rows = storage::transaction::page(&mut reader, party(side), before, PAGE as i64 + 1).await?;
    let (mut bought, mut sold) = (0, 0);
    for side in &sides {
        let count = storage::transaction::count(&mut reader, party(*side)).await?;
        match side {
            Side::Buyer => bought = count,
            Side::Seller => sold = count,
        }
    }
    let rows = rows.into_iter().map(|row| transaction_row(row, side)).collect();
    let rows = page(rows, PAGE, |row: &TransactionRow| row.id.to_string());
    Ok(TransactionList { rows, bought, sold, side, sides })
}

/// The sides that the person acts on in the organisation.
fn held(context: &Context) -> Result<Vec<Side>, AppError> {
    let (principal, _) = context.member()?;
    Ok([Side::Buyer, Side::Seller].into_iter().filter(|side| may(principal, permission(*side))).collect())
}

fn transaction_row(row: TransactionRecord, side: Side) -> TransactionRow {
    TransactionRow {
        agreement: row.agreement(),
        id: row.id,
        line_id: row.line_id,
        side,
        part_number: row.part_number,
        condition: row.condition,
        counterparty: row.counterparty,
        state: row.state,
        agreed_at: row.agreed_at,
    }
}

/// One transaction, seen by a party to it.
///
/// # Errors
/// It is not this person's to see.
pub async fn load_transaction(context: Context, id: TransactionId) -> Outcome<TransactionView> {
    let (principal, membership) = context.member()?;
    if !member_may(membership, Permission::Buy) && !member_may(membership, Permission::Sell) {
        return Err(AppError::Forbidden.into());
    }
    let detail = storage::transaction::find(&mut context.read().await?, id).await?.ok_or(AppError::NotFound)?;
    let buys = detail.buyer_id == membership.organisation_id
        && (detail.is_shared || detail.creator_id == principal.person_id)
        && member_may(membership, Permission::Buy);
    let sells = detail.seller_id == membership.organisation_id && member_may(membership, Permission::Sell);
    match (buys, sells) {
        (true, _) => Ok(transaction_view(detail, Side::Buyer)),
        (false, true) => Ok(transaction_view(detail, Side::Seller)),
        (false, false) => Err(AppError::NotFound.into()),
    }
}

fn transaction_view(detail: TransactionDetail, side: Side) -> TransactionView {
    let agreement = detail.agreement();
    let counterparty = match side {
        Side::Buyer => detail.seller,
        Side::Seller => detail.buyer,
    };
    TransactionView {
        row: TransactionRow {
            id: detail.id,
            line_id: detail.line_id,
            side,
            part_number: detail.part_number.clone(),
            condition: detail.condition,
            counterparty,
            agreement,
            state: detail.state,
            agreed_at: detail.agreed_at,
        },
        part: Part {
            part_number: detail.part_number,
            manufacturer: detail.manufacturer,
            description: detail.description,
            condition: detail.condition,
            unit: detail.unit,
            certificate: detail.certificate,
        },
        lead_time_days: detail.lead_time_days,
        revision: detail.revision.and_then(|revision| u32::try_from(revision).ok()),
        comment: detail.comment,
        agreed_by: detail.agreed_by,
    }
}
