//! The orders of a seller's active requests: where a page of each goes on, and how fast the seller answers.

use super::views::cursor_uuid;
use crate::{
    api_types::{
        AppError,
        negotiation::{AnswerTime, LineFilter, LineSort, Tab},
    },
    domain::{
        ids::{LineId, OrganisationId},
        negotiation::Side,
        quantity::count,
        time::Timestamp,
    },
    server::{
        application::{Context, Outcome},
        storage::{
            self, Reader,
            line_view::{After, LineListRow},
        },
    },
};
use uuid::Uuid;

/// Answers count for this many days.
pub const ANSWER_DAYS: i64 = 90;

/// Where a page of a list begins.
pub enum Position {
    /// The newest first, before this line.
    Newest(LineId),
    Sorted(After),
}

impl Position {
    /// Reads the cursor that the page before handed out under the same order. Only the active requests of a seller have
    /// other orders than the newest first.
    ///
    /// # Errors
    /// The cursor is not one of this order.
    pub fn read(filter: &LineFilter) -> Result<Self, AppError> {
        let sort = match (filter.side, filter.tab) {
            (Side::Seller, Tab::Active) => filter.sort,
            (Side::Seller, Tab::Closed) | (Side::Buyer, Tab::Active | Tab::Closed) => LineSort::Newest,
        };
        let after = filter.after.as_str();
        let unreadable = || AppError::invalid("after", "is not a page of this list");
        Ok(match sort {
            LineSort::Newest => Self::Newest(LineId(cursor_uuid(after)?)),
            LineSort::Waiting if after.is_empty() => Self::Sorted(After::Waiting(i64::MIN, LineId(Uuid::nil()))),
            LineSort::Value if after.is_empty() => Self::Sorted(After::Value(String::new(), i64::MIN, LineId(Uuid::nil()))),
            LineSort::Changed if after.is_empty() => Self::Sorted(After::Changed(Timestamp(i64::MAX), LineId(Uuid::max()))),
            LineSort::Waiting => {
                let (from_us, line) = two(after).ok_or_else(unreadable)?;
                Self::Sorted(After::Waiting(from_us, line))
            }
            LineSort::Value => {
                let (currency, rest) = after.split_once('.').ok_or_else(unreadable)?;
                let (rank, line) = two(rest).ok_or_else(unreadable)?;
                Self::Sorted(After::Value(currency.to_owned(), rank, line))
            }
            LineSort::Changed => {
                let (at, line) = two(after).ok_or_else(unreadable)?;
                Self::Sorted(After::Changed(Timestamp(at), line))
            }
        })
    }

    /// The line before which the newest are listed.
    pub fn before(&self) -> LineId {
        match self {
            Self::Newest(before) => *before,
            Self::Sorted(_) => LineId(Uuid::max()),
        }
    }

    /// The cursor behind a row.
    pub fn cursor(&self, row: &LineListRow) -> String {
        match self {
            Self::Newest(_) => row.id.to_string(),
            Self::Sorted(After::Waiting(..)) => format!("{}.{}", row.waiting_from_us, row.id),
            Self::Sorted(After::Value(..)) => format!("{}.{}.{}", row.value_currency, row.value_rank, row.id),
            Self::Sorted(After::Changed(..)) => format!("{}.{}", row.updated_at.0, row.id),
        }
    }
}

fn two(text: &str) -> Option<(i64, LineId)> {
    let (number, id) = text.split_once('.')?;
    Some((number.parse().ok()?, id.parse().ok()?))
}

/// The seller's own usual time to answer.
pub async fn answer_time(context: &Context, reader: &mut Reader, seller_id: OrganisationId) -> Outcome<Option<AnswerTime>> {
    let since = context.now().plus_days(-ANSWER_DAYS);
    let row = storage::compare::answers_of(reader, seller_id, since).await?;
    Ok(row.map(|row| AnswerTime { median_us: row.median_us, answers: count(row.answers) }))
}
