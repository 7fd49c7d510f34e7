//! Lines and offers on the way in: locked, saved under their version, inserted. Must not decide anything.

use super::{Lock, Session, StorageError, Tx, line_view::NOT_WAITING, offer};
use crate::domain::{
    cart::{CartKind, CheckoutStatus},
    catalog::{Condition, Listing, Part},
    event::Agreement,
    ids::{BagId, CartId, CounterId, DemandId, LineId, ListingId, OfferId, OrganisationId, PersonId, RequestId},
    money::{Currency, UnitPrice},
    negotiation::{Line, LineState, LineStatus, Side},
    pricing::PriceBreaks,
    quantity::SaleUnits,
    reason::Reason,
    text::normalise_part_number,
    time::Timestamp,
};
use sqlx::FromRow;
use uuid::Uuid;

statements! {
    LOCK = [locking "SELECT id, cart_id, listing_id, buyer_id, seller_id, status, part_number, part_key, manufacturer,
        description, condition, unit, certificate, minimum_quantity, pack_quantity, currency, quantity, revisions,
        live_offer_id, offer_price_micros, agreed_price_micros, agreed_quantity, documentation_pending, messages,
        buyer_messages, seller_messages, lead_time_days, counters, live_counter_id, list_price_micros, list_price_breaks,
        waiting_from_us, first_answer_us, created_at, version,
        (SELECT b.name FROM organisation b WHERE b.id = cart_line.buyer_id) AS buyer,
        (SELECT s.name FROM organisation s WHERE s.id = cart_line.seller_id) AS seller,
        (SELECT c.kind FROM cart c WHERE c.id = cart_line.cart_id) AS cart_kind,
        (SELECT c.creator_id FROM cart c WHERE c.id = cart_line.cart_id) AS cart_creator_id,
        (SELECT c.trashed_at IS NOT NULL FROM cart c WHERE c.id = cart_line.cart_id) AS cart_in_trash,
        (SELECT c.checkout_status FROM cart c WHERE c.id = cart_line.cart_id) AS checkout_status,
        (SELECT c.pending_submission IS NOT NULL FROM cart c WHERE c.id = cart_line.cart_id) AS cart_is_locked
        FROM cart_line WHERE id = $1"];
    LOCK_ACTIVE = [locking "SELECT id, cart_id, listing_id, buyer_id, seller_id, status, part_number, part_key, manufacturer,
        description, condition, unit, certificate, minimum_quantity, pack_quantity, currency, quantity, revisions,
        live_offer_id, offer_price_micros, agreed_price_micros, agreed_quantity, documentation_pending, messages,
        buyer_messages, seller_messages, lead_time_days, counters, live_counter_id, list_price_micros, list_price_breaks,
        waiting_from_us, first_answer_us, created_at, version,
        (SELECT b.name FROM organisation b WHERE b.id = cart_line.buyer_id) AS buyer,
        (SELECT s.name FROM organisation s WHERE s.id = cart_line.seller_id) AS seller,
        (SELECT c.kind FROM cart c WHERE c.id = cart_line.cart_id) AS cart_kind,
        (SELECT c.creator_id FROM cart c WHERE c.id = cart_line.cart_id) AS cart_creator_id,
        (SELECT c.trashed_at IS NOT NULL FROM cart c WHERE c.id = cart_line.cart_id) AS cart_in_trash,
        (SELECT c.checkout_status FROM cart c WHERE c.id = cart_line.cart_id) AS checkout_status,
        (SELECT c.pending_submission IS NOT NULL FROM cart c WHERE c.id = cart_line.cart_id) AS cart_is_locked
        FROM cart_line WHERE cart_id = $1 AND listing_id = $2 AND status IN ('open', 'quote')"];
    LOCK_ACTIVE_OF_LISTING = [locking "SELECT id, cart_id, listing_id, buyer_id, seller_id, status, part_number, part_key,
        manufacturer, description, condition, unit, certificate, minimum_quantity, pack_quantity, currency, quantity,
        revisions, live_offer_id, offer_price_micros, agreed_price_micros, agreed_quantity, documentation_pending, messages,
        buyer_messages, seller_messages, lead_time_days, counters, live_counter_id, list_price_micros, list_price_breaks,
        waiting_from_us, first_answer_us, created_at, version,
        (SELECT b.name FROM organisation b WHERE b.id = cart_line.buyer_id) AS buyer,
        (SELECT s.name FROM organisation s WHERE s.id = cart_line.seller_id) AS seller,
        (SELECT c.kind FROM cart c WHERE c.id = cart_line.cart_id) AS cart_kind,
        (SELECT c.creator_id FROM cart c WHERE c.id = cart_line.cart_id) AS cart_creator_id,
        (SELECT c.trashed_at IS NOT NULL FROM cart c WHERE c.id = cart_line.cart_id) AS cart_in_trash,
        (SELECT c.checkout_status FROM cart c WHERE c.id = cart_line.cart_id) AS checkout_status,
        (SELECT c.pending_submission IS NOT NULL FROM cart c WHERE c.id = cart_line.cart_id) AS cart_is_locked
        FROM cart_line WHERE listing_id = $1 AND status IN ('open', 'quote') ORDER BY id"];
    INSERT_LINE = ["INSERT INTO cart_line (id, cart_id, bag_id, listing_id, buyer_id, seller_id, status,
        part_number, part_key, manufacturer, description, condition, unit, certificate, minimum_quantity, pack_quantity,
        list_price_micros, currency, lead_time_days, quantity, revisions, agreed_price_micros, agreed_quantity,
        documentation_pending, messages, buyer_messages, seller_messages, added_by, changed_by, created_at, updated_at, version,
        value_currency, value_rank, waiting_from_us, list_price_breaks)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, 0, $21, $22,
        FALSE, 1, 1, 0, $23, $23, $24, $24, 1, $25, $26, $27, $28)"];
    SAVE_LINE = ["UPDATE cart_line SET status = $3, quantity = $4, currency = $5, revisions = $6, live_offer_id = $7,
        offer_price_micros = $8, offer_quantity = $9, offer_valid_until = $10, agreed_price_micros = $11,
        agreed_quantity = $12, documentation_pending = $13, messages = $14, buyer_messages = $15, seller_messages = $16,
        changed_by = COALESCE($17, changed_by), updated_at = $18, version = $19,
        counters = $20, live_counter_id = $21, value_currency = $22, value_rank = $23, waiting_from_us = $24,
        first_answer_us = $25, ended_by = $26, ended_at = $27, end_reason = $28, end_note = $29
        WHERE id = $1 AND version = $2"];
    CLAIM = ["INSERT INTO handled_request (request_id, person_id, subject_id, action, handled_at)
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT (request_id) DO NOTHING"];
    CLAIMED = ["SELECT person_id, subject_id, action FROM handled_request WHERE request_id = $1"];
    FORGET_CLAIMS = ["DELETE FROM handled_request WHERE handled_at < $1"];
    EXPIRED = ["SELECT id FROM cart_line WHERE offer_valid_until IS NOT NULL AND offer_valid_until <= $1
        ORDER BY offer_valid_until LIMIT $2"];
    CLOSE_DEMAND = ["UPDATE demand SET status = 'closed', closed_by = $4, closed_at = $5 WHERE id = (
        SELECT d.id FROM demand d WHERE d.organisation_id = $1 AND d.part_key = $2 AND d.status = 'open'
        AND (d.condition IS NULL OR d.condition = $3) ORDER BY d.id LIMIT 1) RETURNING id"];
}

#[derive(FromRow)]
struct LineRow {
    id: LineId,
    cart_id: CartId,
    listing_id: ListingId,
    buyer_id: OrganisationId,
    seller_id: OrganisationId,
    status: LineStatus,
    part_number: String,
    part_key: String,
    manufacturer: String,
    description: String,
    condition: Condition,
    unit: String,
    certificate: Option<String>,
    minimum_quantity: i64,
    pack_quantity: i64,
    currency: Option<Currency>,
    quantity: i64,
    revisions: i64,
    live_offer_id: Option<OfferId>,
    offer_price_micros: Option<i64>,
    agreed_price_micros: Option<i64>,
    agreed_quantity: Option<i64>,
    documentation_pending: bool,
    messages: i64,
    buyer_messages: i64,
    seller_messages: i64,
    lead_time_days: Option<i32>,
    counters: i64,
    live_counter_id: Option<CounterId>,
    list_price_micros: Option<i64>,
    list_price_breaks: Option<PriceBreaks>,
    waiting_from_us: i64,
    first_answer_us: Option<i64>,
    created_at: Timestamp,
    version: i64,
    buyer: String,
    seller: String,
    cart_kind: CartKind,
    cart_creator_id: PersonId,
    cart_in_trash: bool,
    checkout_status: CheckoutStatus,
    cart_is_locked: bool,
}

/// A line with what an action needs to know beside the rules' own [`Line`].
#[derive(Clone, Debug)]
pub struct LineRecord {
    pub id: LineId,
    pub cart_id: CartId,
    pub listing_id: ListingId,
    pub buyer_id: OrganisationId,
    pub seller_id: OrganisationId,
    pub buyer: String,
    pub seller: String,
    pub cart_kind: CartKind,
    pub cart_creator_id: PersonId,
    /// For buyers the line is not there; its seller sees it until it ends.
    pub cart_in_trash: bool,
    pub checkout_status: CheckoutStatus,
    /// A submission of the cart waits for an approval.
    pub cart_is_locked: bool,
    pub part: Part,
    pub part_key: String,
    pub lead_time_days: Option<i32>,
    pub list_price_micros: Option<i64>,
    pub list_price_breaks: PriceBreaks,
    /// Since when the line waits for its seller.
    pub waiting_since: Option<Timestamp>,
    /// From the opening to the seller's first move.
    pub first_answer_us: Option<i64>,
    pub created_at: Timestamp,
    pub live_offer_id: Option<OfferId>,
    pub live_counter_id: Option<CounterId>,
    pub messages: i64,
    pub buyer_messages: i64,
    pub seller_messages: i64,
    pub line: Line,
}

impl LineRecord {
    pub fn organisation(&self, side: Side) -> OrganisationId {
        match side {
            Side::Buyer => self.buyer_id,
            Side::Seller => self.seller_id,
        }
    }

    /// The name of one side's organisation.
    pub fn name(&self, side: Side) -> &str {
        match side {
            Side::Buyer => &self.buyer,
            Side::Seller => &self.seller,
        }
    }

    /// Whether a buyer of the organisation sees the line: in a cart of their own or a shared one, not in the trash.
    pub fn is_open_to(&self, person_id: PersonId) -> bool {
        !self.cart_in_trash && self.cart_owner().is_none_or(|owner| owner == person_id)
    }

    /// The one person who sees the buying side; `None`: every buyer of the organisation.
    pub fn cart_owner(&self) -> Option<PersonId> {
        match self.cart_kind {
            CartKind::Personal => Some(self.cart_creator_id),
            CartKind::Shared => None,
        }
    }
}

async fn read_line(session: &mut impl Session, row: LineRow) -> Result<LineRecord, StorageError> {
    let corrupt = |what: &str| StorageError::Corrupt(format!("line {}: {what}", row.id));
    let last_offer = match row.revisions {
        0 => None,
        newest => Some(offer::of_revision(session, row.id, newest).await?),
    };
    let counter = match row.live_counter_id {
        None => None,
        Some(id) => Some(offer::counter(session, id).await?),
    };
    let state = match row.status {
        LineStatus::Open => LineState::Open,
        // The live offer is always the newest revision.
        LineStatus::Quote => LineState::Quote(last_offer.clone().ok_or_else(|| corrupt("a quote without an offer"))?),
        LineStatus::NoQuote => LineState::NoQuote,
        LineStatus::Accepted => {
            let (Some(micros), Some(quantity), Some(currency)) =
                (row.agreed_price_micros, row.agreed_quantity, row.currency)
            else {
                return Err(corrupt("accepted without an agreement"));
            };
            LineState::Accepted(Agreement::new(quantity, UnitPrice { micros, currency }))
        }
        LineStatus::Withdrawn => LineState::Withdrawn,
        LineStatus::Closed => LineState::Closed,
    };
    let line = Line {
        state,
        quantity: row.quantity,
        units: SaleUnits { minimum: row.minimum_quantity, pack: row.pack_quantity },
        currency: row.currency,
        lead_time_days: row.lead_time_days,
        revisions: u32::try_from(row.revisions).map_err(|_| corrupt("revisions"))?,
        last_offer,
        counters: u32::try_from(row.counters).map_err(|_| corrupt("counter-offers"))?,
        counter,
        documentation_pending: row.documentation_pending,
        version: row.version,
    };
    let part = Part {
        part_number: row.part_number,
        manufacturer: row.manufacturer,
        description: row.description,
        condition: row.condition,
        unit: row.unit,
        certificate: row.certificate,
    };
    debug_assert_eq!(row.live_offer_id.is_some(), row.offer_price_micros.is_some());
    Ok(LineRecord {
        id: row.id,
        cart_id: row.cart_id,
        listing_id: row.listing_id,
        buyer_id: row.buyer_id,
        seller_id: row.seller_id,
        buyer: row.buyer,
        seller: row.seller,
        cart_kind: row.cart_kind,
        cart_creator_id: row.cart_creator_id,
        cart_in_trash: row.cart_in_trash,
        checkout_status: row.checkout_status,
        cart_is_locked: row.cart_is_locked,
        part,
        part_key: row.part_key,
        lead_time_days: row.lead_time_days,
        list_price_micros: row.list_price_micros,
        list_price_breaks: row.list_price_breaks.unwrap_or_default(),
        waiting_since: (row.waiting_from_us != NOT_WAITING).then_some(Timestamp(row.waiting_from_us)),
        first_answer_us: row.first_answer_us,
        created_at: row.created_at,
        live_offer_id: row.live_offer_id,
        live_counter_id: row.live_counter_id,
        messages: row.messages,
        buyer_messages: row.buyer_messages,
        seller_messages: row.seller_messages,
        line,
    })
}

/// # Errors
/// The database failed.
pub async fn lock(tx: &mut Tx, line_id: LineId) -> Result<Option<Lock<LineRecord>>, StorageError> {
    match fetch_optional!(tx, LineRow, LOCK, line_id)? {
        Some(row) => Ok(Some(Lock::new(read_line(tx, row).await?))),
        None => Ok(None),
    }
}

/// The active line of a cart for a listing, locked.
///
/// # Errors
/// The database failed.
pub async fn lock_active(
    tx: &mut Tx,
    cart_id: CartId,
    listing_id: ListingId,
) -> Result<Option<Lock<LineRecord>>, StorageError> {
    match fetch_optional!(tx, LineRow, LOCK_ACTIVE, cart_id, listing_id)? {
        Some(row) => Ok(Some(Lock::new(read_line(tx, row).await?))),
        None => Ok(None),
    }
}

/// Every active line of a listing, locked, in all carts.
///
/// # Errors
/// The database failed.
pub async fn lock_active_of_listing(tx: &mut Tx, listing_id: ListingId) -> Result<Vec<Lock<LineRecord>>, StorageError> {
    let rows = fetch_all!(tx, LineRow, LOCK_ACTIVE_OF_LISTING, listing_id)?;
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        lines.push(Lock::new(read_line(tx, row).await?));
    }
    Ok(lines)
}

/// A line to be stored, with its copy of what the listing says.
pub struct NewLine<'a> {
    pub id: LineId,
    pub cart_id: CartId,
    pub bag_id: BagId,
    pub listing: &'a Listing,
    pub buyer_id: OrganisationId,
    pub quantity: i64,
    pub agreement: Option<Agreement>,
    pub added_by: PersonId,
    pub at: Timestamp,
}

/// Stores a new line whose thread has one entry, the buyer's opening.
///
/// # Errors
/// The database failed; also if the cart has an active line for the listing.
pub async fn insert(tx: &mut Tx, new: &NewLine<'_>) -> Result<(), StorageError> {
    let draft = &new.listing.draft;
    let status = if new.agreement.is_some() { LineStatus::Accepted } else { LineStatus::Open };
    // What was agreed before the listing asked another price, or none, stays as it was.
    let agreed = new.agreement.map(|agreement| agreement.unit_price);
    let value = value_key(agreed.or_else(|| draft.price_for(new.quantity)), new.quantity);
    let currency = agreed.or(draft.list_price).map(|price| price.currency);
    let listed = draft.list_price.filter(|price| Some(price.currency) == currency);
    execute!(
        tx,
        INSERT_LINE,
        new.id,
        new.cart_id,
        new.bag_id,
        new.listing.id,
        new.buyer_id,
        new.listing.seller_id,
        status,
        &draft.part.part_number,
        normalise_part_number(&draft.part.part_number),
        &draft.part.manufacturer,
        &draft.part.description,
        draft.part.condition,
        &draft.part.unit,
        &draft.part.certificate,
        draft.units.minimum,
        draft.units.pack,
        listed.map(|price| price.micros),
        currency,
        draft.lead_time_days,
        new.quantity,
        agreed.map(|price| price.micros),
        new.agreement.map(|agreement| agreement.quantity),
        new.added_by,
        new.at,
        value.0,
        value.1,
        if new.agreement.is_some() { NOT_WAITING } else { new.at.0 },
        Some(&draft.breaks).filter(|breaks| listed.is_some() && !breaks.is_empty())
    )?;
    Ok(())
}

/// How a guarded save ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saved {
    Done,
    /// Somebody else changed the row after it was read.
    Stale,
}

/// What a save writes beside the rules' own line.
pub struct LineChange<'a> {
    pub after: &'a Line,
    /// The live offer's identifier, if the line is in `quote` afterwards.
    pub live_offer_id: Option<OfferId>,
    /// The identifier of the counter-offer that waits for an answer, if one does afterwards.
    pub live_counter_id: Option<CounterId>,
    /// The side whose entry was appended to the thread; `None`: the system's own.
    pub message_by: Option<Side>,
    pub changed_by: Option<PersonId>,
    pub at: Timestamp,
    /// Since when the line waits for its seller afterwards.
    pub waiting_since: Option<Timestamp>,
    pub first_answer_us: Option<i64>,
    /// Who ended the line without a deal, and why.
    pub ended: Option<(Side, Option<&'a Reason>)>,
}

/// Sorts behind every currency.
const NO_CURRENCY: &str = "ZZZ";

/// What a line is sorted by under its value: currency, and the negated total in minor units.
fn value_key(price: Option<UnitPrice>, quantity: i64) -> (&'static str, i64) {
    price.map_or((NO_CURRENCY, 0), |price| (price.currency.code(), -price.times(quantity).minor))
}

/// Saves a line under the version that was read.
///
/// # Errors
/// The database failed.
pub async fn save(tx: &mut Tx, before: &Lock<LineRecord>, change: &LineChange<'_>) -> Result<Saved, StorageError> {
    let after = change.after;
    let offer = match &after.state {
        LineState::Quote(offer) => Some(offer),
        LineState::Open | LineState::NoQuote | LineState::Accepted(_) | LineState::Withdrawn | LineState::Closed => None,
    };
    let agreement = match (&after.state, &before.line.state) {
        // What was agreed stays with a line that is closed.
        (LineState::Accepted(agreement), _) | (LineState::Closed, LineState::Accepted(agreement)) => Some(agreement),
        _other => None,
    };
    let by = |side| i64::from(change.message_by == Some(side));
    let list_price = UnitPrice::known(before.list_price_micros, after.currency);
    let list_price = list_price.map(|price| before.list_price_breaks.price_for(price, after.quantity));
    let value = match offer {
        Some(offer) => value_key(Some(offer.unit_price), after.quantity.min(offer.quantity)),
        None => value_key(list_price, after.quantity),
    };
    let reason = change.ended.and_then(|(_, reason)| reason);
    let changed = execute!(
        tx,
        SAVE_LINE,
        before.id,
        before.line.version,
        after.state.status(),
        after.quantity,
        after.currency,
        i64::from(after.revisions),
        offer.and(change.live_offer_id),
        offer.map(|offer| offer.unit_price.micros),
        offer.map(|offer| offer.quantity),
        offer.and_then(|offer| offer.valid_until),
        agreement.map(|agreement| agreement.unit_price.micros),
        agreement.map(|agreement| agreement.quantity),
        after.documentation_pending,
        before.messages + 1,
        before.buyer_messages + by(Side::Buyer),
        before.seller_messages + by(Side::Seller),
        change.changed_by,
        change.at,
        after.version,
        i64::from(after.counters),
        after.counter.as_ref().and(change.live_counter_id),
        value.0,
        value.1,
        change.waiting_since.map_or(NOT_WAITING, |since| since.0),
        change.first_answer_us,
        change.ended.map(|(side, _)| side),
        change.ended.map(|_| change.at),
        reason.map(|reason| reason.code),
        reason.and_then(|reason| reason.note.as_deref())
    )?;
    Ok(if changed == 1 { Saved::Done } else { Saved::Stale })
}

/// A request that was carried out before.
#[derive(Debug, FromRow)]
pub struct Handled {
    pub person_id: PersonId,
    pub subject_id: Uuid,
    pub action: String,
}

/// A request about to be carried out.
pub struct Claim {
    pub request_id: RequestId,
    pub person_id: PersonId,
    /// What it acts on.
    pub subject_id: Uuid,
    pub action: &'static str,
    pub at: Timestamp,
}

/// Claims a request for this transaction; `Some` if it was carried out before.
///
/// # Errors
/// The database failed.
pub async fn claim(tx: &mut Tx, claim: &Claim) -> Result<Option<Handled>, StorageError> {
    let Claim { request_id, person_id, subject_id, action, at } = claim;
    if execute!(tx, CLAIM, *request_id, *person_id, *subject_id, *action, *at)? == 1 {
        return Ok(None);
    }
    fetch_optional!(tx, Handled, CLAIMED, *request_id)
}

/// Forgets requests that nobody will repeat any more.
///
/// # Errors
/// The database failed.
pub async fn forget_claims(tx: &mut Tx, before: Timestamp) -> Result<u64, StorageError> {
    execute!(tx, FORGET_CLAIMS, before)
}

#[derive(FromRow)]
struct LineIdRow {
    id: LineId,
}

/// Lines whose offer's validity has passed, the longest ago first.
///
/// # Errors
/// The database failed.
pub async fn expired(session: &mut impl Session, now: Timestamp, limit: i64) -> Result<Vec<LineId>, StorageError> {
    Ok(fetch_all!(session, LineIdRow, EXPIRED, now, limit)?.into_iter().map(|row| row.id).collect())
}

#[derive(FromRow)]
struct DemandIdRow {
    id: DemandId,
}

/// Closes the buyer's oldest open demand that a line meets; `None` if there is none.
///
/// # Errors
/// The database failed.
pub async fn close_demand(
    tx: &mut Tx,
    record: &LineRecord,
    by: PersonId,
    now: Timestamp,
) -> Result<Option<DemandId>, StorageError> {
    let row =
        fetch_optional!(tx, DemandIdRow, CLOSE_DEMAND, record.buyer_id, &record.part_key, record.part.condition, by, now)?;
    Ok(row.map(|row| row.id))
}
