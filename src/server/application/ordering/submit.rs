//! Submitting a cart: it becomes an order, or waits for an approval. The same cart is ordered once, whoever asks how often.

use super::{
    Buyer,
    checkout::{content, order_ref, pending},
    panel::Panel,
    place::{Placing, place},
    told::{Moved, Readers, Telling, fact, json, tell},
};
use crate::{
    api_types::{
        AppError,
        checkout::{Carried, CheckoutFields, SubmitInput, Submitted},
    },
    domain::{
        access::Permission,
        cart::{CartKind, CheckoutStatus},
        ids::{CartId, EventId, LineId, RequestId, SubmissionId},
        mail::MailKind,
        money::{Money, totals},
        notification::{About, OrderTold},
        ordering::{CheckoutDetails, Excess, MAX_CODE, MAX_NOTES, OrderEvent, OrderHeader, exceeded, month_of},
        quantity::count,
        refusal::Refusal,
        text,
    },
    server::{
        application::{Audience, Context, Outcome, Work, audit, input::Fields, work::mint},
        storage::{
            self, Lock,
            negotiation::Claim,
            ordering::{
                address::{AddressRow, Terms},
                limit,
                order::{self, AgreedRow},
                submission::{self as store, NewSubmission},
            },
            sharing::CartRecord,
        },
    },
};

/// Submits a cart. Of two that submit the same cart the second learns of the first one's order.
///
/// # Errors
/// Not a cart of the asker; fields that were refused; nothing is agreed, or not what the page showed; an approval is needed that
/// nobody may give.
pub async fn submit_order(context: Context, input: SubmitInput) -> Outcome<Submitted> {
    let buyer = Buyer::of(&context)?;
    let mut work = context.write().await?;
    let submitted = submit_within(&buyer, &mut work, input).await?;
    work.commit(&context).await?;
    Ok(submitted)
}

/// All of submitting but the commit.
pub(super) async fn submit_within(buyer: &Buyer, work: &mut Work, input: SubmitInput) -> Outcome<Submitted> {
    let asked = Asked { cart_id: input.cart_id, content: &input.content, request_id: input.request_id };
    submit_asked(buyer, work, asked, Entered::Fields(&input.fields)).await
}

/// Which cart is submitted, as which page showed it.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub cart_id: CartId,
    pub content: &'a str,
    pub request_id: RequestId,
}

/// What was entered at checkout.
pub(super) enum Entered<'a> {
    /// To be read.
    Fields(&'a CheckoutFields),
    Details(Box<CheckoutDetails>),
}

pub(super) async fn submit_asked(
    buyer: &Buyer,
    work: &mut Work,
    input: Asked<'_>,
    entered: Entered<'_>,
) -> Outcome<Submitted> {
    let claim = Claim {
        request_id: input.request_id,
        person_id: buyer.person_id,
        subject_id: input.cart_id.0,
        action: "submit_order",
        at: buyer.now,
    };
    let repeats = work.repeats(&claim).await?;
    let cart = storage::sharing::lock(&mut work.tx, input.cart_id).await?;
    let cart = cart.filter(|cart| buyer.knows(cart)).ok_or(AppError::NotFound)?;
    if let Some(known) = already(buyer, work, &cart).await? {
        return Ok(known);
    }
    if repeats {
        // Submitted by this form, and sent back since.
        return Err(AppError::invalid("request_id", "was used before; reload the page").into());
    }
    storage::sharing::lock_lines(&mut work.tx, cart.cart.id).await?;
    let agreed = order::agreed(&mut work.tx, cart.cart.id).await?;
    if agreed.is_empty() {
        return Err(Refusal::NothingAgreed.into());
    }
    if content(&agreed) != input.content {
        return Err(Refusal::CheckoutChanged.into());
    }
    let details = match entered {
        Entered::Fields(fields) => details(buyer, work, fields).await?,
        Entered::Details(details) => *details,
    };
    let ready = Ready { cart: &cart, agreed, details };
    ready.submit(buyer, work).await
}

/// What became of a cart that was submitted before.
async fn already(buyer: &Buyer, work: &mut Work, cart: &CartRecord) -> Outcome<Option<Submitted>> {
    if cart.cart.checkout_status != CheckoutStatus::InProgress {
        return Ok(Some(ordered_already(work, cart.cart.id).await?));
    }
    if !cart.cart.is_locked {
        return Ok(None);
    }
    let row = store::pending_of_cart(&mut work.tx, cart.cart.id).await?.ok_or(Refusal::CartChanged)?;
    let panel = Panel::load(&mut work.tx, buyer.organisation_id(), buyer.now).await?;
    Ok(Some(Submitted::AwaitingApproval { pending: pending(buyer, &row, &panel)?, already: true }))
}

/// The order that a cart is by now.
///
/// # Errors
/// There is none.
pub(super) async fn ordered_already(work: &mut Work, id: CartId) -> Outcome<Submitted> {
    let row = order::find_ref(&mut work.tx, id).await?.ok_or(AppError::NotFound)?;
    // How many lines went there is told once, by who ordered.
    let carried = row.carried_to.map(|cart_id| Carried { cart_id, lines: 0 });
    Ok(Submitted::Ordered { order: order_ref(&row), already: true, carried })
}

/// Reads what was entered; names every refused field.
async fn details(buyer: &Buyer, work: &mut Work, typed: &CheckoutFields) -> Outcome<CheckoutDetails> {
    let addresses = storage::ordering::address::list(&mut work.tx, buyer.organisation_id()).await?;
    let terms = storage::ordering::address::terms(&mut work.tx, buyer.organisation_id()).await?;
    Ok(read_details(buyer, typed, (&addresses, &terms))?)
}

fn read_details(buyer: &Buyer, typed: &CheckoutFields, known: (&[AddressRow], &Terms)) -> Result<CheckoutDetails, AppError> {
    let (addresses, terms) = known;
    let mut fields = Fields::default();
    let chosen = |typed: &str, fits: fn(&AddressRow) -> bool, what: &str| match typed.trim() {
        "" => Err(format!("choose an address to {what} to")),
        id => {
            let found = addresses.iter().find(|row| row.id.to_string() == id && fits(row));
            found.cloned().ok_or_else(|| format!("is no address of your organisation to {what} to; choose another"))
        }
    };
    let ship_to = fields.take("ship_to", chosen(&typed.ship_to, |row| row.is_ship_to, "ship"));
    let bill_to = fields.take("bill_to", chosen(&typed.bill_to, |row| row.is_bill_to, "bill"));
    let customer_po = match terms.requires_customer_po && typed.customer_po.trim().is_empty() {
        true => Err("your organisation demands one for every order".to_owned()),
        false => text::optional(&typed.customer_po, MAX_CODE),
    };
    let customer_po = fields.take("customer_po", customer_po).flatten();
    let mut code = |field: &str, typed: &str| fields.take(field, text::optional(typed, MAX_CODE)).flatten();
    let po_type_code = code("po_type_code", &typed.po_type_code);
    let terms_code = code("terms_code", &typed.terms_code);
    let customer_reference_1 = code("customer_reference_1", &typed.customer_reference_1);
    let customer_reference_2 = code("customer_reference_2", &typed.customer_reference_2);
    let ship_code = code("ship_code", &typed.ship_code);
    let notes = fields.take("notes", text::optional(&typed.notes, MAX_NOTES)).flatten();
    fields.check()?;
    let (Some(ship_to), Some(bill_to)) = (ship_to, bill_to) else { return Err(AppError::NotFound) };
    let header = OrderHeader {
        ship_to: ship_to.into(),
        bill_to: bill_to.into(),
        buyer: buyer.name.clone(),
        po_type_code,
        terms_code,
        customer_reference_1,
        customer_reference_2,
        notes,
        ship_code,
        ship_early: typed.ship_early.is_some(),
        ship_partial: typed.ship_partial.is_some(),
        ..OrderHeader::default()
    };
    Ok(CheckoutDetails { customer_po, header })
}

/// A locked cart with everything that an order of it needs.
struct Ready<'a> {
    cart: &'a Lock<CartRecord>,
    agreed: Vec<AgreedRow>,
    details: CheckoutDetails,
}

impl Ready<'_> {
    /// Orders, or asks for an approval: decided by the limits as they stand while the month's budget is held.
    async fn submit(self, buyer: &Buyer, work: &mut Work) -> Outcome<Submitted> {
        let totals = totals(self.agreed.iter().map(AgreedRow::subtotal));
        let exceeded = above_budget(buyer, work, &totals).await?;
        if !exceeded.is_empty() {
            return self.ask(buyer, work, (totals, exceeded)).await;
        }
        let placing = Placing {
            cart: self.cart,
            agreed: self.agreed,
            totals,
            details: &self.details,
            submitted_by: buyer.person_id,
            by: buyer.person_id,
            organisation: &buyer.membership.organisation,
            submission: None,
            at: buyer.now,
        };
        place(work, placing).await
    }

    /// The submission waits, and the cart is locked.
    async fn ask(self, buyer: &Buyer, work: &mut Work, why: (Vec<Money>, Vec<Excess>)) -> Outcome<Submitted> {
        let (totals, exceeded) = why;
        let panel = Panel::load(&mut work.tx, buyer.organisation_id(), buyer.now).await?;
        let eligible = panel.eligible(buyer.person_id, &totals);
        if eligible.is_empty() {
            let reason = panel.explain_nobody(buyer.person_id, &totals);
            return Err(Refusal::NobodyApproves { reason }.into());
        }
        let id = SubmissionId(mint());
        let new = NewSubmission {
            id,
            cart_id: self.cart.cart.id,
            organisation_id: buyer.organisation_id(),
            submitted_by: buyer.person_id,
            at: buyer.now,
            details: &json(&self.details)?,
            totals: &json(&totals)?,
            exceeded: &json(&exceeded)?,
        };
        if !store::insert(&mut work.tx, &new).await? {
            return Err(Refusal::CartChanged.into());
        }
        let words = exceeded.iter().map(Excess::words).collect();
        let event = OrderEvent::ApprovalRequested { totals, exceeded: words };
        let people: Vec<_> = eligible.iter().map(|found| found.person_id).collect();
        let line_id = self.agreed.first().map(|row| row.id).ok_or(Refusal::NothingAgreed)?;
        let asked = Asking { cart: self.cart, line_id, event };
        let event_id = remember(buyer, work, &asked).await?;
        for person_id in people {
            let telling = asked.telling(event_id, (&buyer.name, About::Approvals), buyer.now);
            tell(work, &telling, Readers::Buyers(buyer.organisation_id(), Some(person_id))).await?;
        }
        let row = store::find(&mut work.tx, id, buyer.organisation_id()).await?.ok_or(AppError::NotFound)?;
        Ok(Submitted::AwaitingApproval { pending: pending(buyer, &row, &panel)?, already: false })
    }
}

/// The limits that an order of these totals is above. The month's budget is held until the commit, so that of parallel submissions each
/// sees what the one before it spent.
pub(super) async fn above_budget(buyer: &Buyer, work: &mut Work, totals: &[Money]) -> Outcome<Vec<Excess>> {
    let member = (buyer.organisation_id(), buyer.person_id);
    let spent = limit::hold(&mut work.tx, member, &month_of(buyer.now), totals).await?;
    let limits = limit::of_member(&mut work.tx, member).await?;
    Ok(exceeded(&limits, &spent, totals))
}

/// What happens to a cart that is to become an order.
pub(super) struct Asking<'a> {
    pub cart: &'a CartRecord,
    /// Any agreed line of it.
    pub line_id: LineId,
    pub event: OrderEvent,
}

impl Asking<'_> {
    pub fn telling<'a>(
        &'a self,
        event_id: EventId,
        what: (&'a str, About),
        at: crate::domain::time::Timestamp,
    ) -> Telling<'a> {
        Telling {
            event_id,
            told: OrderTold::Order(self.event.clone()),
            order: title(self.cart),
            who: what.0,
            about: what.1,
            line_id: self.line_id,
            mail: MailKind::of_order(&self.event),
            at,
        }
    }
}

/// What people call a cart in a sentence.
pub(super) fn title(cart: &CartRecord) -> &str {
    match cart.cart.kind {
        CartKind::Personal => "a personal cart",
        CartKind::Shared => &cart.name,
    }
}

/// Remembers what happens to a cart that is no order yet in the buyer's log; whoever shows it looks again.
pub(super) async fn remember(buyer: &Buyer, work: &mut Work, asked: &Asking<'_>) -> Outcome<EventId> {
    let (event_id, cart) = (EventId(mint()), &asked.cart.cart);
    let payload = serde_json::json!({ "event": asked.event });
    let moved = Moved { by: Some(buyer.person_id), at: buyer.now };
    let of = (cart.organisation_id, cart.id, event_id);
    audit::record(&mut work.tx, fact(of, asked.event.name(), payload, moved)).await?;
    hint_cart(work, asked.cart);
    Ok(event_id)
}

/// A cart, its lines and what waits for an approval look different to the buyers of its organisation.
pub(super) fn hint_cart(work: &mut Work, cart: &CartRecord) {
    let buyers = Audience::Members(cart.cart.organisation_id, Permission::Buy);
    for topic in ["carts", "lines", "approvals"] {
        work.hint(buyers, topic);
    }
    work.hint(buyers, format!("cart:{}", cart.cart.id));
}

/// Lines, as numbers are told.
pub(super) fn carried_to(cart_id: CartId, lines: usize) -> Option<Carried> {
    (lines > 0).then(|| Carried { cart_id, lines: count(lines) })
}
