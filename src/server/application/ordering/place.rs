//! The order that a locked cart becomes: stored whole, told to every seller about its own part only, and handed over.

use super::{
    checkout::{agreed_lines, order_ref},
    panel::read,
    submit::{carried_to, hint_cart},
    told::{Moved, OrderName, Readers, Telling, fact, hint_buyers, hint_sellers, json, remember_order, tell},
};
use crate::{
    api_types::{
        AppError,
        checkout::{Carried, Submitted},
    },
    domain::{
        access::Permission,
        ids::{BagId, CartId, EventId, LineId, OrganisationId, PersonId},
        mail::MailKind,
        money::{Money, totals},
        notification::{About, OrderTold},
        ordering::{CheckoutDetails, Excess, NewBag, OrderEvent, month_of, order_number_text, split},
        quantity::count,
        refusal::Refusal,
        sharing::{CartEvent, LineMoved},
        time::Timestamp,
    },
    server::{
        application::{
            Audience, Outcome, Work,
            audit::{self, Fact},
            delivery,
            work::mint,
        },
        storage::{
            self, Lock,
            ordering::{
                entry::NewEntry,
                limit,
                order::{self, ActiveRow, AgreedRow, NewOrder},
                submission::SubmissionRow,
            },
            sharing::CartRecord,
        },
    },
};
use std::collections::{BTreeMap, BTreeSet};

/// A cart about to become an order. Cart and lines are locked, the budget of the month is held.
pub(super) struct Placing<'a> {
    pub cart: &'a Lock<CartRecord>,
    pub agreed: Vec<AgreedRow>,
    pub totals: Vec<Money>,
    pub details: &'a CheckoutDetails,
    /// Whose order it is.
    pub submitted_by: PersonId,
    /// Who lets it happen now: the submitter, or an approver.
    pub by: PersonId,
    pub organisation: &'a str,
    /// The submission that waited, with the approver's comment.
    pub submission: Option<(&'a SubmissionRow, &'a str)>,
    pub at: Timestamp,
}

/// Makes the order with everything that follows from it.
///
/// # Errors
/// The cart is an order already, or the database failed; then nothing may be committed.
pub(super) async fn place(work: &mut Work, placing: Placing<'_>) -> Outcome<Submitted> {
    let (id, buyer_id) = (placing.cart.cart.id, placing.cart.cart.organisation_id);
    let with_id = |bag: NewBag| (bag.id.unwrap_or_else(|| BagId(mint())), bag);
    let bags: Vec<(BagId, NewBag)> = split(&agreed_lines(&placing.agreed)).into_iter().map(with_id).collect();
    limit::spend(&mut work.tx, (buyer_id, placing.submitted_by), &month_of(placing.at), &placing.totals).await?;
    let active = order::active(&mut work.tx, id).await?;
    if !order::freeze(&mut work.tx, placing.cart, placing.submitted_by, (placing.by, placing.at)).await? {
        return Err(Refusal::CartChanged.into());
    }
    let carried = carry_over(work, &placing, &active).await?;
    lock_logs(work, buyer_id, &bags).await?;
    // Whoever orders next waits from here to the commit.
    let number = order::next_number(&mut work.tx).await?;
    let header = json(&placing.details.header)?;
    let new = NewOrder {
        id,
        number,
        organisation_id: buyer_id,
        submitted_by: placing.submitted_by,
        at: placing.at,
        submission_id: placing.submission.map(|(row, _)| row.id),
        customer_po: placing.details.customer_po.as_deref(),
        header: &header,
        bags: &bags,
        lines: &placing.agreed,
    };
    order::insert(&mut work.tx, &new).await?;
    let told = Placed { placing: &placing, number, bags: &bags, carried, active: &active };
    told.remember(work).await?;
    told.tell_sellers(work).await?;
    told.hint(work);
    let ids: Vec<BagId> = bags.iter().map(|(id, _)| *id).collect();
    delivery::hand_over(work, id, &ids, placing.at).await?;
    let row = order::find_ref(&mut work.tx, id).await?.ok_or(AppError::NotFound)?;
    Ok(Submitted::Ordered { order: order_ref(&row), already: false, carried })
}

/// Lines that are still in negotiation go to another cart like this one, thread and all, which becomes the current one of everybody whose
/// current cart this was. Without such lines everybody goes back to their personal cart.
async fn carry_over(work: &mut Work, placing: &Placing<'_>, active: &[ActiveRow]) -> Outcome<Option<Carried>> {
    let id = placing.cart.cart.id;
    if active.is_empty() {
        storage::sharing::unpoint(&mut work.tx, id).await?;
        order::forget_lost(&mut work.tx, id, placing.submitted_by).await?;
        return Ok(None);
    }
    let to = CartId(mint());
    order::insert_carried(&mut work.tx, placing.cart, to, (placing.by, placing.at)).await?;
    order::forget_lost(&mut work.tx, id, placing.submitted_by).await?;
    let sellers: BTreeSet<OrganisationId> = active.iter().map(|row| row.seller_id).collect();
    let bags: Vec<(BagId, OrganisationId)> = sellers.into_iter().map(|seller| (BagId(mint()), seller)).collect();
    storage::sharing::make_bags(&mut work.tx, to, &bags, placing.at).await?;
    let lines: Vec<LineId> = active.iter().map(|row| row.id).collect();
    storage::sharing::move_lines(&mut work.tx, &lines, to).await?;
    Ok(carried_to(to, lines.len()))
}

/// The logs that will be written to, in the order of their organisations: nobody waits for one who holds the order's number.
async fn lock_logs(work: &mut Work, buyer_id: OrganisationId, bags: &[(BagId, NewBag)]) -> Outcome<()> {
    let organisations: BTreeSet<OrganisationId> = bags.iter().map(|(_, bag)| bag.seller_id).chain([buyer_id]).collect();
    for organisation_id in organisations {
        storage::audit::lock_head(&mut work.tx, organisation_id).await?;
    }
    Ok(())
}

/// An order that is stored, about to be told of.
struct Placed<'a> {
    placing: &'a Placing<'a>,
    number: i64,
    bags: &'a [(BagId, NewBag)],
    carried: Option<Carried>,
    active: &'a [ActiveRow],
}

impl Placed<'_> {
    fn name(&self) -> OrderName {
        let cart = &self.placing.cart.cart;
        OrderName { id: cart.id, number: self.number, buyer_id: cart.organisation_id }
    }

    /// History and the buyer's log: that it was asked for, approved, submitted.
    async fn remember(&self, work: &mut Work) -> Outcome<()> {
        let Placing { submitted_by, by, at, totals, .. } = self.placing;
        if let Some((row, comment)) = self.placing.submission {
            self.remember_request(work, row).await?;
            let event = OrderEvent::Approved { comment: comment.to_owned() };
            let event_id = remember_order(work, self.name(), &event, Moved { by: Some(*by), at: *at }).await?;
            self.tell_submitter(work, (event, event_id)).await?;
        }
        let event = OrderEvent::Submitted {
            number: self.number,
            lines: self.placing.agreed.iter().map(|row| row.id).collect(),
            totals: totals.clone(),
            bags: count(self.bags.len()),
            carried: self.carried.map_or(0, |carried| carried.lines),
            carried_to: self.carried.map(|carried| carried.cart_id),
        };
        remember_order(work, self.name(), &event, Moved { by: Some(*submitted_by), at: *at }).await?;
        self.remember_carts(work).await
    }

    /// That an approval was asked for is in the log since then; the order's history begins with it.
    async fn remember_request(&self, work: &mut Work, row: &SubmissionRow) -> Outcome<()> {
        let exceeded: Vec<Excess> = read(&row.exceeded)?;
        let words = exceeded.iter().map(Excess::words).collect();
        let event = OrderEvent::ApprovalRequested { totals: self.placing.totals.clone(), exceeded: words };
        let entry = NewEntry {
            id: EventId(mint()),
            order_id: self.name().id,
            bag_id: None,
            event: &json(&event)?,
            actor_id: Some(row.submitted_by),
            at: row.submitted_at,
        };
        Ok(storage::ordering::entry::insert(&mut work.tx, &entry).await?)
    }

    async fn tell_submitter(&self, work: &mut Work, what: (OrderEvent, EventId)) -> Outcome<()> {
        let (event, event_id) = what;
        let (name, number) = (self.name(), order_number_text(self.number));
        let Some(line) = self.placing.agreed.first() else { return Ok(()) };
        let approver = storage::ordering::submission::person_name(&mut work.tx, self.placing.by).await?;
        let telling = Telling {
            event_id,
            mail: MailKind::of_order(&event),
            told: OrderTold::Order(event),
            order: &number,
            who: &approver,
            about: About::Order(name.id),
            line_id: line.id,
            at: self.placing.at,
        };
        tell(work, &telling, Readers::Buyers(name.buyer_id, Some(self.placing.submitted_by))).await
    }

    /// The histories of the cart that was ordered, and of the one that goes on.
    async fn remember_carts(&self, work: &mut Work) -> Outcome<()> {
        let (id, order) = (self.name().id, order_number_text(self.number));
        let moved: Vec<LineMoved> = self
            .active
            .iter()
            .map(|row| LineMoved { line_id: row.id, part_number: row.part_number.clone(), quantity: row.quantity })
            .collect();
        let to = self.carried.map(|carried| carried.cart_id);
        let lines = count(self.placing.agreed.len());
        let event = CartEvent::Ordered { order: order.clone(), lines, to, carried: moved.clone() };
        self.remember_cart(work, (id, &event)).await?;
        match to {
            Some(to) => self.remember_cart(work, (to, &CartEvent::CarriedOver { from: id, order, moved })).await,
            None => Ok(()),
        }
    }

    async fn remember_cart(&self, work: &mut Work, what: (CartId, &CartEvent)) -> Outcome<()> {
        let fact = Fact {
            organisation_id: self.name().buyer_id,
            event_id: EventId(mint()),
            at: self.placing.at,
            actor_id: Some(self.placing.by),
            action: what.1.name().to_owned(),
            subject: format!("cart:{}", what.0),
            payload: serde_json::json!({ "event": what.1 }).to_string(),
        };
        audit::record(&mut work.tx, fact).await
    }

    /// Every seller learns of its own bags, and of nothing else in the order.
    async fn tell_sellers(&self, work: &mut Work) -> Outcome<()> {
        let mut sellers: BTreeMap<OrganisationId, Vec<&(BagId, NewBag)>> = BTreeMap::new();
        for bag in self.bags {
            sellers.entry(bag.1.seller_id).or_default().push(bag);
        }
        let (name, number) = (self.name(), order_number_text(self.number));
        let moved = Moved { by: Some(self.placing.submitted_by), at: self.placing.at };
        for (seller_id, bags) in sellers {
            let lines: Vec<LineId> = bags.iter().flat_map(|(_, bag)| bag.lines.iter().copied()).collect();
            let (Some((bag_id, _)), Some(line_id)) = (bags.first(), lines.first().copied()) else { continue };
            let event = OrderEvent::Submitted {
                number: self.number,
                totals: totals(bags.iter().map(|(_, bag)| bag.total)),
                bags: count(bags.len()),
                carried: 0,
                carried_to: None,
                lines,
            };
            let event_id = EventId(mint());
            let payload = serde_json::json!({ "event": event, "number": number });
            audit::record(&mut work.tx, fact((seller_id, name.id, event_id), event.name(), payload, moved)).await?;
            let telling = Telling {
                event_id,
                mail: MailKind::of_order(&event),
                told: OrderTold::Order(event),
                order: &number,
                who: self.placing.organisation,
                about: About::Bag(*bag_id),
                line_id,
                at: self.placing.at,
            };
            tell(work, &telling, Readers::Sellers(seller_id)).await?;
        }
        Ok(())
    }

    fn hint(&self, work: &mut Work) {
        let name = self.name();
        hint_cart(work, self.placing.cart);
        hint_buyers(work, name.id, name.buyer_id);
        work.hint(Audience::Members(name.buyer_id, Permission::Buy), "transactions");
        for (bag_id, bag) in self.bags {
            hint_sellers(work, *bag_id, bag.seller_id);
            work.hint(Audience::Members(bag.seller_id, Permission::Sell), "transactions");
        }
    }
}

/// Gives the budget of a month back what an order took from it, if it is canceled in the same month. For the transaction that cancels.
///
/// # Errors
/// The database failed; then nothing may be committed.
pub async fn give_back(work: &mut Work, order_id: CartId, at: Timestamp) -> Outcome<()> {
    let Some(spent) = order::spent(&mut work.tx, order_id).await? else { return Ok(()) };
    let month = month_of(spent.at);
    if month == month_of(at) {
        limit::give_back(&mut work.tx, spent.member, &month, &spent.totals).await?;
    }
    Ok(())
}
