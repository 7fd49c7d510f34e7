//! Offer revisions and counter-offers, immutable once stored, and the reminders of an offer's end. Decides nothing.

use super::{Session, StorageError, Tx};
use crate::domain::{
    ids::{CounterId, LineId, OfferId, PersonId},
    money::{Currency, UnitPrice},
    negotiation::{Counter, Offer, Reminder},
    quantity::count,
    time::Timestamp,
};
use sqlx::FromRow;

statements! {
    INSERT_OFFER = ["INSERT INTO offer
        (id, line_id, revision, price_micros, currency, quantity, lead_time_days, valid_until, comment, made_by, made_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"];
    OF_REVISION = ["SELECT revision, price_micros, currency, quantity, lead_time_days, valid_until, comment
        FROM offer WHERE line_id = $1 AND revision = $2"];
    INSERT_COUNTER = ["INSERT INTO counter_offer
        (id, line_id, number, price_micros, currency, quantity, needed_by, comment, made_by, made_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"];
    COUNTER = ["SELECT number, price_micros, currency, quantity, needed_by, comment FROM counter_offer WHERE id = $1"];
    PLAN = ["INSERT INTO offer_reminder (offer_id, kind, due_at) VALUES ($1, $2, $3)"];
    ENDING = ["SELECT l.id FROM offer_reminder r JOIN offer o ON o.id = r.offer_id
        JOIN cart_line l ON l.id = o.line_id AND l.live_offer_id = r.offer_id
        WHERE r.reminded_at IS NULL AND r.due_at <= $1 AND l.offer_valid_until > $1
        GROUP BY l.id ORDER BY MIN(r.due_at) LIMIT $2"];
    REMINDED = ["SELECT o.revision, o.made_at, (SELECT MAX(r.kind) FROM offer_reminder r
        WHERE r.offer_id = o.id AND r.reminded_at IS NOT NULL) AS last FROM offer o WHERE o.id = $1"];
    MARK_REMINDED = ["UPDATE offer_reminder SET reminded_at = $2
        WHERE offer_id = $1 AND due_at <= $2 AND reminded_at IS NULL"];
    FORGET_REMINDERS = ["DELETE FROM offer_reminder WHERE reminded_at IS NULL AND due_at < $1"];
}

#[derive(FromRow)]
struct OfferRow {
    revision: i64,
    price_micros: i64,
    currency: Currency,
    quantity: i64,
    lead_time_days: Option<i32>,
    valid_until: Option<Timestamp>,
    comment: Option<String>,
}

/// The revision of a line.
///
/// # Errors
/// The database failed, or there is no such revision.
pub async fn of_revision(session: &mut impl Session, line_id: LineId, revision: i64) -> Result<Offer, StorageError> {
    let row = fetch_one!(session, OfferRow, OF_REVISION, line_id, revision)?;
    Ok(Offer {
        revision: count(row.revision),
        unit_price: UnitPrice { micros: row.price_micros, currency: row.currency },
        quantity: row.quantity,
        lead_time_days: row.lead_time_days,
        valid_until: row.valid_until,
        comment: row.comment,
    })
}

/// Stores an offer revision and plans its reminders. It is never changed afterwards.
///
/// # Errors
/// The database failed; also if the revision exists.
pub async fn insert(
    tx: &mut Tx,
    id: OfferId,
    of: (LineId, &Offer),
    made: (PersonId, Timestamp),
) -> Result<(), StorageError> {
    let (line_id, offer) = of;
    execute!(
        tx,
        INSERT_OFFER,
        id,
        line_id,
        i64::from(offer.revision),
        offer.unit_price.micros,
        offer.unit_price.currency,
        offer.quantity,
        offer.lead_time_days,
        offer.valid_until,
        &offer.comment,
        made.0,
        made.1
    )?;
    if let Some(valid_until) = offer.valid_until {
        for (reminder, due_at) in Reminder::planned(made.1, valid_until) {
            execute!(tx, PLAN, id, reminder, due_at)?;
        }
    }
    Ok(())
}

/// A counter-offer's columns; also part of what a drawer reads.
#[derive(FromRow)]
struct CounterRow {
    number: i64,
    price_micros: Option<i64>,
    currency: Option<Currency>,
    quantity: Option<i64>,
    needed_by: Option<Timestamp>,
    comment: Option<String>,
}

/// # Errors
/// The database failed, or there is no such counter-offer.
pub async fn counter(session: &mut impl Session, id: CounterId) -> Result<Counter, StorageError> {
    let row = fetch_one!(session, CounterRow, COUNTER, id)?;
    Ok(Counter {
        number: count(row.number),
        unit_price: UnitPrice::known(row.price_micros, row.currency),
        quantity: row.quantity,
        needed_by: row.needed_by,
        comment: row.comment,
    })
}

/// Stores a counter-offer. It is never changed afterwards.
///
/// # Errors
/// The database failed; also if the number exists.
pub async fn insert_counter(
    tx: &mut Tx,
    id: CounterId,
    of: (LineId, &Counter),
    made: (PersonId, Timestamp),
) -> Result<(), StorageError> {
    let (line_id, counter) = of;
    execute!(
        tx,
        INSERT_COUNTER,
        id,
        line_id,
        i64::from(counter.number),
        counter.unit_price.map(|price| price.micros),
        counter.unit_price.map(|price| price.currency),
        counter.quantity,
        counter.needed_by,
        &counter.comment,
        made.0,
        made.1
    )?;
    Ok(())
}

#[derive(FromRow)]
struct LineIdRow {
    id: LineId,
}

/// Lines whose live offer has a reminder to give.
///
/// # Errors
/// The database failed.
pub async fn ending(session: &mut impl Session, now: Timestamp, limit: i64) -> Result<Vec<LineId>, StorageError> {
    Ok(fetch_all!(session, LineIdRow, ENDING, now, limit)?.into_iter().map(|row| row.id).collect())
}

/// When an offer was made, and the last reminder given of it.
#[derive(FromRow)]
pub struct Reminded {
    pub revision: i64,
    pub made_at: Timestamp,
    pub last: Option<Reminder>,
}

/// # Errors
/// The database failed, or there is no such offer.
pub async fn reminded(session: &mut impl Session, offer_id: OfferId) -> Result<Reminded, StorageError> {
    fetch_one!(session, Reminded, REMINDED, offer_id)
}

/// Notes that whatever was due of an offer has been told; answers how many reminders that were.
///
/// # Errors
/// The database failed.
pub async fn mark_reminded(tx: &mut Tx, offer_id: OfferId, now: Timestamp) -> Result<u64, StorageError> {
    execute!(tx, MARK_REMINDED, offer_id, now)
}

/// Forgets reminders that nobody needed: their offers were answered, changed or are over.
///
/// # Errors
/// The database failed.
pub async fn forget_reminders(tx: &mut Tx, due_before: Timestamp) -> Result<u64, StorageError> {
    execute!(tx, FORGET_REMINDERS, due_before)
}
