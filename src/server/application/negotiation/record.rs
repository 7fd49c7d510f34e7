//! What follows from an event: offer, stock, transaction, thread, line, audit, notifications, hints; in one transaction.

use crate::{
    api_types::{AppError, negotiation::LineChanged},
    domain::{
        access::Permission,
        audit::hex,
        cart::CartKind,
        catalog::Listing,
        event::{Agreement, LineEvent},
        ids::{BagId, CartId, CounterId, EventId, LineId, MessageId, OfferId, OrganisationId, PersonId, TransactionId},
        mail::MailKind,
        negotiation::{self, LineState, LineStatus, Offer, Side},
        notification::{self as notices, Notice},
        refusal::Refusal,
        time::Timestamp,
        waiting::waits_since,
    },
    server::{
        application::{
            Audience, Failure, Outcome, Work,
            audit::{self, Fact},
            mail,
            work::mint,
        },
        storage::{
            self, Lock,
            file::{Attachment, NewFile},
            negotiation::{LineChange, LineRecord, NewLine, Saved},
            notification::NewNotification,
            thread::{NewMessage, Onlooker},
            transaction::NewTransaction,
        },
    },
};

/// Who moved a line: a person on a side, or the system itself.
#[derive(Clone, Copy)]
pub struct Moved {
    pub by: Option<(PersonId, Side)>,
    pub at: Timestamp,
}

impl Moved {
    fn person(self) -> Option<PersonId> {
        self.by.map(|(person_id, _)| person_id)
    }

    fn side(self) -> Option<Side> {
        self.by.map(|(_, side)| side)
    }
}

/// The facts about a line that outlive any one event.
struct Subject<'a> {
    line_id: LineId,
    cart_id: CartId,
    part_number: &'a str,
    buyer: (OrganisationId, &'a str),
    seller: (OrganisationId, &'a str),
    /// The one person on the buying side; `None`: every buyer.
    cart_owner: Option<PersonId>,
}

impl<'a> Subject<'a> {
    fn of(record: &'a LineRecord) -> Self {
        Self {
            line_id: record.id,
            cart_id: record.cart_id,
            part_number: &record.part.part_number,
            buyer: (record.buyer_id, &record.buyer),
            seller: (record.seller_id, &record.seller),
            cart_owner: record.cart_owner(),
        }
    }
}

/// What belongs to an event's entry in the thread beside the event itself.
#[derive(Clone, Copy, Default)]
pub struct Words<'a> {
    /// What a person wrote, for a message.
    pub text: Option<&'a str>,
    /// The entry that a message answers; of the same line.
    pub quoted_id: Option<MessageId>,
    pub files: &'a [NewFile<'a>],
    /// Both sides learn of it in other words: of the order that the line belongs to.
    pub is_told: bool,
}

/// Makes an event of a line true.
///
/// # Errors
/// The line was changed meanwhile, the stock is gone, or the database failed; then nothing may be committed.
pub async fn record(work: &mut Work, before: &Lock<LineRecord>, event: &LineEvent, moved: Moved) -> Outcome<LineChanged> {
    record_words(work, before, (event, Words::default()), moved).await
}

/// As [`record`], where both sides are told of it by other words.
///
/// # Errors
/// As [`record`].
pub async fn record_quietly(
    work: &mut Work,
    before: &Lock<LineRecord>,
    event: &LineEvent,
    moved: Moved,
) -> Outcome<LineChanged> {
    record_words(work, before, (event, Words { is_told: true, ..Words::default() }), moved).await
}

/// As [`record`], with what a person adds to the entry.
///
/// # Errors
/// As [`record`].
pub async fn record_words(
    work: &mut Work,
    before: &Lock<LineRecord>,
    event: (&LineEvent, Words<'_>),
    moved: Moved,
) -> Outcome<LineChanged> {
    let (event, words) = event;
    let after = negotiation::apply(before.line.clone(), event);
    let (live_offer_id, live_counter_id) = insert_terms(work, before, event, moved).await?;
    let change = LineChange {
        after: &after,
        live_offer_id,
        live_counter_id,
        message_by: moved.side(),
        changed_by: moved.person(),
        at: moved.at,
        waiting_since: waits_since(after.state.status(), moved.side(), before.waiting_since, moved.at),
        first_answer_us: before
            .first_answer_us
            .or_else(|| (moved.side() == Some(Side::Seller)).then(|| moved.at.since_us(before.created_at).max(0))),
        ended: match event {
            LineEvent::QuoteDeclined { reason } => Some((Side::Seller, reason.as_ref())),
            LineEvent::Withdrawn { by, reason } => Some((*by, reason.as_ref())),
            _other => None,
        },
    };
    match storage::negotiation::save(&mut work.tx, before, &change).await? {
        Saved::Done => {}
        Saved::Stale => return Err(Refusal::LineChanged.into()),
    }
    if let (LineEvent::OfferAccepted { agreement, .. }, LineState::Quote(offer), Some(agreed_by)) =
        (event, &before.line.state, moved.person())
    {
        insert_transaction(work, before.id, Terms { agreement: *agreement, offer: Some(offer), agreed_by, at: moved.at })
            .await?;
    }
    record_documents(work, before.id, (event, moved.at)).await?;
    let subject = Subject::of(before);
    let entry = Entry { event, words, sequence: before.messages + 1 };
    let own = match moved.side() {
        Some(Side::Buyer) => before.buyer_messages,
        Some(Side::Seller) => before.seller_messages,
        None => 0,
    };
    tell(work, &subject, &entry, moved, before.messages - own).await?;
    Ok(LineChanged { line_id: before.id, status: after.state.status(), version: after.version })
}

/// Stores the offer or counter-offer that an event makes; answers which of each stands if one does afterwards.
async fn insert_terms(
    work: &mut Work,
    before: &LineRecord,
    event: &LineEvent,
    moved: Moved,
) -> Outcome<(Option<OfferId>, Option<CounterId>)> {
    let mut standing = (before.live_offer_id, before.live_counter_id);
    let Some(person_id) = moved.person() else { return Ok(standing) };
    let made = (person_id, moved.at);
    if let Some(offer) = event.new_offer() {
        let id = OfferId(mint());
        storage::offer::insert(&mut work.tx, id, (before.id, offer), made).await?;
        standing.0 = Some(id);
    }
    if let LineEvent::CounterOffered { counter } = event {
        let id = CounterId(mint());
        storage::offer::insert_counter(&mut work.tx, id, (before.id, counter), made).await?;
        standing.1 = Some(id);
    }
    Ok(standing)
}

/// Tells what is not written into the thread: that an offer ends. The line stays as it is.
///
/// # Errors
/// The database failed; then nothing may be committed.
pub async fn tell_of_ending(work: &mut Work, line: &LineRecord, event: &LineEvent, at: Timestamp) -> Outcome<()> {
    let (subject, moved) = (Subject::of(line), Moved { by: None, at });
    notify(work, &subject, event, (EventId(mint()), moved)).await?;
    hint(work, &subject, None);
    Ok(())
}

/// Keeps the line's checklist of documents as an event leaves it.
async fn record_documents(work: &mut Work, line_id: LineId, event: (&LineEvent, Timestamp)) -> Outcome<()> {
    match event {
        (LineEvent::DocumentationRequested { wanted }, at) => {
            storage::file::want(&mut work.tx, line_id, wanted, at).await?;
        }
        (LineEvent::DocumentationProvided { answers, .. }, at) => {
            storage::file::answer(&mut work.tx, line_id, answers, at).await?;
        }
        (_other, _) => {}
    }
    Ok(())
}

struct Terms<'a> {
    agreement: Agreement,
    offer: Option<&'a Offer>,
    agreed_by: PersonId,
    at: Timestamp,
}

async fn insert_transaction(work: &mut Work, line_id: LineId, terms: Terms<'_>) -> Outcome<()> {
    let new = NewTransaction {
        id: TransactionId(mint()),
        line_id,
        agreement: terms.agreement,
        lead_time_days: terms.offer.and_then(|offer| offer.lead_time_days),
        revision: terms.offer.map(|offer| i64::from(offer.revision)),
        comment: terms.offer.and_then(|offer| offer.comment.clone()),
        agreed_by: terms.agreed_by,
        at: terms.at,
    };
    storage::transaction::insert(&mut work.tx, &new).await?;
    Ok(())
}

/// A line about to be stored.
pub struct Opening<'a> {
    pub cart: (CartId, CartKind),
    pub bag_id: BagId,
    pub listing: &'a Listing,
    pub seller: &'a str,
    pub buyer: (OrganisationId, &'a str),
    pub person_id: PersonId,
    pub at: Timestamp,
}

/// Stores a new line, opened or bought at once, with everything that follows from it.
///
/// # Errors
/// The database failed; then nothing may be committed.
pub async fn open_line(work: &mut Work, opening: &Opening<'_>, event: &LineEvent) -> Outcome<LineChanged> {
    let (quantity, agreement) = match event {
        LineEvent::Opened { quantity, .. } => (*quantity, None),
        LineEvent::BoughtAtListPrice { agreement, .. } => (agreement.quantity, Some(*agreement)),
        _other => return Err(Failure::App(AppError::BadRequest("not an opening".into()))),
    };
    let id = LineId(mint());
    let new = NewLine {
        id,
        cart_id: opening.cart.0,
        bag_id: opening.bag_id,
        listing: opening.listing,
        buyer_id: opening.buyer.0,
        quantity,
        agreement,
        added_by: opening.person_id,
        at: opening.at,
    };
    storage::negotiation::insert(&mut work.tx, &new).await?;
    if let Some(agreement) = agreement {
        let terms = Terms { agreement, offer: None, agreed_by: opening.person_id, at: opening.at };
        insert_transaction(work, id, terms).await?;
    }
    let subject = Subject {
        line_id: id,
        cart_id: opening.cart.0,
        part_number: &opening.listing.draft.part.part_number,
        buyer: opening.buyer,
        seller: (opening.listing.seller_id, opening.seller),
        cart_owner: match opening.cart.1 {
            CartKind::Personal => Some(opening.person_id),
            CartKind::Shared => None,
        },
    };
    let moved = Moved { by: Some((opening.person_id, Side::Buyer)), at: opening.at };
    tell(work, &subject, &Entry { event, words: Words::default(), sequence: 1 }, moved, 0).await?;
    let status = if agreement.is_some() { LineStatus::Accepted } else { LineStatus::Open };
    Ok(LineChanged { line_id: id, status, version: 1 })
}

struct Entry<'a> {
    event: &'a LineEvent,
    words: Words<'a>,
    /// Of the thread's entry.
    sequence: i64,
}

/// Thread, audit log, notifications and hints. `seen_others` is what the mover has before them from the other side.
async fn tell(work: &mut Work, subject: &Subject<'_>, entry: &Entry<'_>, moved: Moved, seen_others: i64) -> Outcome<()> {
    let event_id = EventId(mint());
    let event_json = json(entry.event)?;
    let message = NewMessage {
        id: MessageId(mint()),
        line_id: subject.line_id,
        sequence: entry.sequence,
        is_text: entry.words.text.is_some(),
        body: entry.words.text.unwrap_or(&event_json),
        author_id: moved.person(),
        side: moved.side(),
        at: moved.at,
        quoted_id: entry.words.quoted_id,
    };
    storage::thread::append(&mut work.tx, &message).await?;
    if let Some(uploaded_by) = moved.person() {
        let to = Attachment { line_id: subject.line_id, message_id: message.id, uploaded_by, at: moved.at };
        storage::file::attach(&mut work.tx, to, entry.words.files).await?;
    }
    if let Some((person_id, side)) = moved.by
        && seen_others > 0
    {
        let who = Onlooker { line_id: subject.line_id, person_id, side };
        storage::thread::see(&mut work.tx, who, seen_others, moved.at).await?;
    }
    audit_both(work, subject, (entry, message.id), (event_id, moved)).await?;
    if !entry.words.is_told {
        notify(work, subject, entry.event, (event_id, moved)).await?;
    }
    hint(work, subject, moved.person());
    Ok(())
}

/// What an exported history says of the entry must follow from its payload: see [`crate::api_types::history::replay`].
async fn audit_both(
    work: &mut Work,
    subject: &Subject<'_>,
    entry: (&Entry<'_>, MessageId),
    what: (EventId, Moved),
) -> Outcome<()> {
    let ((entry, message_id), (event_id, moved)) = (entry, what);
    let mut payload = serde_json::json!({
        "event": entry.event,
        "part_number": subject.part_number,
        "message": message_id,
        "number": entry.sequence,
    });
    if let Some(side) = moved.side() {
        payload["side"] = side.as_str().into();
    }
    if let Some(text) = entry.words.text {
        payload["text"] = text.into();
    }
    if let Some(quoted_id) = entry.words.quoted_id {
        payload["quoted"] = quoted_id.to_string().into();
    }
    if !entry.words.files.is_empty() {
        payload["files"] = entry.words.files.iter().map(file_fact).collect();
    }
    let fact = Fact {
        organisation_id: subject.buyer.0,
        event_id,
        at: moved.at,
        actor_id: moved.person(),
        action: entry.event.name().to_owned(),
        subject: format!("line:{}", subject.line_id),
        payload: payload.to_string(),
    };
    audit::record_two(&mut work.tx, fact, subject.seller.0, subject.cart_id).await
}

/// What the audit log remembers of a file: its content by the hash.
fn file_fact(file: &NewFile<'_>) -> serde_json::Value {
    serde_json::json!({
        "id": file.id,
        "name": file.name,
        "type": file.kind.media_type(),
        "size": file.content.len(),
        "sha256": hex(file.hash),
    })
}

async fn notify(work: &mut Work, subject: &Subject<'_>, event: &LineEvent, what: (EventId, Moved)) -> Outcome<()> {
    let (event_id, moved) = what;
    for side in notices::audience(event, moved.side()) {
        let counterparty = match side {
            Side::Buyer => subject.seller.1,
            Side::Seller => subject.buyer.1,
        };
        let notice = Notice {
            event: event.clone(),
            part_number: subject.part_number.to_owned(),
            counterparty: counterparty.to_owned(),
        };
        let notice = json(&notice)?;
        let kind = MailKind::of(event);
        let line_id = subject.line_id;
        let new = NewNotification { event_id, line_id, notice: &notice, about: None, mail: kind, at: moved.at };
        let by_mail = match side {
            Side::Buyer => {
                storage::notification::notify_buyers(&mut work.tx, &new, subject.buyer.0, subject.cart_owner).await?
            }
            Side::Seller => storage::notification::notify_sellers(&mut work.tx, &new, subject.seller.0).await?,
        };
        mail::queue_line_letters(work, (event_id, kind), &by_mail, moved.at).await?;
    }
    Ok(())
}

fn hint(work: &mut Work, subject: &Subject<'_>, mover: Option<PersonId>) {
    let buyers = match subject.cart_owner {
        Some(person_id) => Audience::Person(person_id),
        None => Audience::Members(subject.buyer.0, Permission::Buy),
    };
    for audience in [buyers, Audience::Members(subject.seller.0, Permission::Sell)] {
        work.hint(audience, format!("line:{}", subject.line_id));
        work.hint(audience, "lines");
        if Some(audience) != mover.map(Audience::Person) {
            work.hint(audience, "notifications");
        }
    }
}

fn json(value: &impl serde::Serialize) -> Outcome<String> {
    serde_json::to_string(value).map_err(|error| storage::StorageError::Corrupt(error.to_string()).into())
}
