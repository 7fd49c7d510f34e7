//! The lines beside one among a seller's active ones, in every order but the newest first. Must not know who may see them.

use super::{Session, StorageError, line_view::Neighbours};
use crate::domain::ids::{LineId, OrganisationId};
use sqlx::FromRow;

/// One side of the line `m`.
macro_rules! beside {
    ($columns:literal, $own:literal, $order:literal) => {
        concat!(
            "(SELECT l.id FROM cart_line l WHERE l.seller_id = $1 AND l.status IN ('open', 'quote') AND ",
            $columns,
            $own,
            " ORDER BY ",
            $order,
            " LIMIT 1)"
        )
    };
}

statements! {
    BY_WAITING = [concat!(
        "SELECT ",
        beside!("(l.waiting_from_us, l.id) < ", "(m.waiting_from_us, m.id)", "l.waiting_from_us DESC, l.id DESC"),
        " AS previous, ",
        beside!("(l.waiting_from_us, l.id) > ", "(m.waiting_from_us, m.id)", "l.waiting_from_us, l.id"),
        " AS next FROM cart_line m WHERE m.id = $2"
    )];
    BY_VALUE = [concat!(
        "SELECT ",
        beside!(
            "(l.value_currency, l.value_rank, l.id) < ",
            "(m.value_currency, m.value_rank, m.id)",
            "l.value_currency DESC, l.value_rank DESC, l.id DESC"
        ),
        " AS previous, ",
        beside!(
            "(l.value_currency, l.value_rank, l.id) > ",
            "(m.value_currency, m.value_rank, m.id)",
            "l.value_currency, l.value_rank, l.id"
        ),
        " AS next FROM cart_line m WHERE m.id = $2"
    )];
    BY_CHANGE = [concat!(
        "SELECT ",
        beside!("(l.updated_at, l.id) > ", "(m.updated_at, m.id)", "l.updated_at, l.id"),
        " AS previous, ",
        beside!("(l.updated_at, l.id) < ", "(m.updated_at, m.id)", "l.updated_at DESC, l.id DESC"),
        " AS next FROM cart_line m WHERE m.id = $2"
    )];
}

/// By what a seller's active lines are sorted, other than the newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    Waiting,
    Value,
    Changed,
}

#[derive(FromRow)]
struct Row {
    previous: Option<LineId>,
    next: Option<LineId>,
}

/// The active lines of a seller before and after one of them in this order.
///
/// # Errors
/// The database failed.
pub async fn sorted(
    session: &mut impl Session,
    seller_id: OrganisationId,
    line_id: LineId,
    order: Order,
) -> Result<Neighbours, StorageError> {
    let Row { previous, next } = match order {
        Order::Waiting => fetch_one!(session, Row, BY_WAITING, seller_id, line_id)?,
        Order::Value => fetch_one!(session, Row, BY_VALUE, seller_id, line_id)?,
        Order::Changed => fetch_one!(session, Row, BY_CHANGE, seller_id, line_id)?,
    };
    Ok(Neighbours { previous, next })
}
