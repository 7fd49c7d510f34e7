//! Agreements. One per line, everything copied, found by either party.

use super::{Session, StorageError, Tx};
use crate::{
    api_types::negotiation::TransactionState,
    domain::{
        catalog::Condition,
        event::Agreement,
        ids::{LineId, OrganisationId, PersonId, TransactionId},
        money::{Currency, Money, UnitPrice},
        negotiation::Side,
        quantity,
        time::Timestamp,
    },
};
use sqlx::FromRow;

statements! {
    INSERT = ["INSERT INTO line_transaction
        (id, line_id, listing_id, buyer_id, seller_id, part_number, manufacturer, description, condition, unit, certificate,
         quantity, price_micros, currency, subtotal_minor, lead_time_days, revision, comment, state, agreed_by, agreed_at)
        SELECT $1, l.id, l.listing_id, l.buyer_id, l.seller_id, l.part_number, l.manufacturer, l.description, l.condition,
         l.unit, l.certificate, $3, $4, $5, $6, $7, $8, $9, 'agreed', $10, $11
        FROM cart_line l WHERE l.id = $2"];
    BOUGHT = ["SELECT t.id, t.line_id, t.part_number, t.condition, o.name AS counterparty, t.quantity, t.price_micros,
        t.currency, t.subtotal_minor, t.state, t.agreed_at
        FROM line_transaction t JOIN organisation o ON o.id = t.seller_id JOIN cart_line l ON l.id = t.line_id
        JOIN cart c ON c.id = l.cart_id
        WHERE t.buyer_id = $1 AND (c.kind = 'shared' OR c.creator_id = $2) AND t.id < $3 ORDER BY t.id DESC LIMIT $4"];
    SOLD = ["SELECT t.id, t.line_id, t.part_number, t.condition, o.name AS counterparty, t.quantity, t.price_micros,
        t.currency, t.subtotal_minor, t.state, t.agreed_at
        FROM line_transaction t JOIN organisation o ON o.id = t.buyer_id
        WHERE t.seller_id = $1 AND t.id < $2 ORDER BY t.id DESC LIMIT $3"];
    COUNT_BOUGHT = ["SELECT COUNT(*) AS count FROM line_transaction t JOIN cart_line l ON l.id = t.line_id
        JOIN cart c ON c.id = l.cart_id WHERE t.buyer_id = $1 AND (c.kind = 'shared' OR c.creator_id = $2)"];
    COUNT_SOLD = ["SELECT COUNT(*) AS count FROM line_transaction WHERE seller_id = $1"];
    FIND = ["SELECT t.id, t.line_id, t.buyer_id, t.seller_id, b.name AS buyer, s.name AS seller, c.kind = 'shared' AS is_shared,
        c.creator_id, t.part_number, t.manufacturer, t.description, t.condition, t.unit, t.certificate, t.quantity,
        t.price_micros, t.currency, t.subtotal_minor, t.lead_time_days, t.revision, t.comment, t.state, t.agreed_at,
        p.name AS agreed_by
        FROM line_transaction t JOIN organisation b ON b.id = t.buyer_id JOIN organisation s ON s.id = t.seller_id
        JOIN person p ON p.id = t.agreed_by JOIN cart_line l ON l.id = t.line_id JOIN cart c ON c.id = l.cart_id
        WHERE t.id = $1"];
}

/// The terms that go into a transaction beside what the line itself says.
pub struct NewTransaction {
    pub id: TransactionId,
    pub line_id: LineId,
    pub agreement: Agreement,
    pub lead_time_days: Option<i32>,
    pub revision: Option<i64>,
    pub comment: Option<String>,
    pub agreed_by: PersonId,
    pub at: Timestamp,
}

/// Copies the line and the terms into its transaction.
///
/// # Errors
/// The database failed; also if the line has a transaction already.
pub async fn insert(tx: &mut Tx, new: &NewTransaction) -> Result<(), StorageError> {
    let Agreement { quantity, unit_price, subtotal } = new.agreement;
    execute!(
        tx,
        INSERT,
        new.id,
        new.line_id,
        quantity,
        unit_price.micros,
        unit_price.currency,
        subtotal.minor,
        new.lead_time_days,
        new.revision,
        &new.comment,
        new.agreed_by,
        new.at
    )?;
    Ok(())
}

/// A transaction as lists show it.
#[derive(FromRow)]
pub struct TransactionRecord {
    pub id: TransactionId,
    pub line_id: LineId,
    pub part_number: String,
    pub condition: Condition,
    pub counterparty: String,
    quantity: i64,
    price_micros: i64,
    currency: Currency,
    subtotal_minor: i64,
    pub state: TransactionState,
    pub agreed_at: Timestamp,
}

impl TransactionRecord {
    pub fn agreement(&self) -> Agreement {
        agreement(self.quantity, self.price_micros, self.subtotal_minor, self.currency)
    }
}

fn agreement(quantity: i64, micros: i64, minor: i64, currency: Currency) -> Agreement {
    Agreement { quantity, unit_price: UnitPrice { micros, currency }, subtotal: Money { minor, currency } }
}

/// A transaction with everything that was copied into it.
#[derive(FromRow)]
pub struct TransactionDetail {
    pub id: TransactionId,
    pub line_id: LineId,
    pub buyer_id: OrganisationId,
    pub seller_id: OrganisationId,
    pub buyer: String,
    pub seller: String,
    pub is_shared: bool,
    pub creator_id: PersonId,
    pub part_number: String,
    pub manufacturer: String,
    pub description: String,
    pub condition: Condition,
    pub unit: String,
    pub certificate: Option<String>,
    quantity: i64,
    price_micros: i64,
    currency: Currency,
    subtotal_minor: i64,
    pub lead_time_days: Option<i32>,
    pub revision: Option<i64>,
    pub comment: Option<String>,
    pub state: TransactionState,
    pub agreed_at: Timestamp,
    pub agreed_by: String,
}

impl TransactionDetail {
    pub fn agreement(&self) -> Agreement {
        agreement(self.quantity, self.price_micros, self.subtotal_minor, self.currency)
    }
}

/// Whose transactions: an organisation on one side, and the person who asks.
#[derive(Clone, Copy)]
pub struct Party {
    pub organisation_id: OrganisationId,
    pub person_id: PersonId,
    pub side: Side,
}

/// The newest transactions before one of them.
///
/// # Errors
/// The database failed.
pub async fn page(
    session: &mut impl Session,
    party: Party,
    before: TransactionId,
    limit: i64,
) -> Result<Vec<TransactionRecord>, StorageError> {
    let Party { organisation_id, person_id, side } = party;
    match side {
        Side::Buyer => fetch_all!(session, TransactionRecord, BOUGHT, organisation_id, person_id, before, limit),
        Side::Seller => fetch_all!(session, TransactionRecord, SOLD, organisation_id, before, limit),
    }
}

#[derive(FromRow)]
struct CountRow {
    count: i64,
}

/// # Errors
/// The database failed.
pub async fn count(session: &mut impl Session, party: Party) -> Result<u32, StorageError> {
    let row = match party.side {
        Side::Buyer => fetch_one!(session, CountRow, COUNT_BOUGHT, party.organisation_id, party.person_id)?,
        Side::Seller => fetch_one!(session, CountRow, COUNT_SOLD, party.organisation_id)?,
    };
    Ok(quantity::count(row.count))
}

/// # Errors
/// The database failed.
pub async fn find(session: &mut impl Session, id: TransactionId) -> Result<Option<TransactionDetail>, StorageError> {
    fetch_optional!(session, TransactionDetail, FIND, id)
}
