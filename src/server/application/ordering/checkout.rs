//! Looking at a cart on its way to an order: what would be ordered, what keeps it back, who would have to approve it. A fixed number
//! of statements.

use super::{
    Buyer,
    guest::guest_fields,
    panel::{Panel, read},
};
use crate::{
    api_types::{
        checkout::{
            AddressView, ApprovalNeed, BecameOrder, Blocker, CarriedLine, CheckoutBag, CheckoutFields, CheckoutLine,
            CheckoutPage, OrderRef, PendingSubmission, Readiness, Rejected,
        },
        guest::GuestFields,
        identity::PersonName,
    },
    domain::{
        audit::hex,
        identity::Role,
        ids::{CartId, RequestId},
        money::{Money, totals},
        ordering::{AgreedLine, CheckoutDetails, Excess, OrderAddress, SubmissionState, exceeded, month_of, split},
        quantity::count,
        time::DAY_US,
    },
    server::{
        application::{Context, Outcome, audit::sha256, sharing, work::mint},
        storage::{
            self, Reader, Session,
            ordering::{
                address::{AddressRow, Terms},
                order::{ActiveRow, AgreedRow, BecameRow, FactsRow, RefRow},
                submission::SubmissionRow,
            },
        },
    },
};

/// So long a page says that a cart became an order, in microseconds; after that its reader has other sorrows.
const BECAME_US: i64 = 14 * DAY_US;

/// What a review page and a Shopping cart page have in common: everything but the lines.
struct Look {
    facts: FactsRow,
    totals: Vec<Money>,
    latest: Option<SubmissionRow>,
    blockers: Vec<Blocker>,
    approval: Option<ApprovalNeed>,
    pending: Option<PendingSubmission>,
}

/// The review page of the current cart.
///
/// # Errors
/// The role has no carts.
pub async fn load_checkout(context: Context, (): ()) -> Outcome<CheckoutPage> {
    let mut reader = context.read().await?;
    let buyer = Buyer::looking(&context, &mut reader).await?;
    let cart = sharing::current_cart(&mut reader, buyer.owner(), &buyer.name).await?;
    let look = Look::at(&buyer, &mut reader, cart.id).await?;
    let (agreed, active) = match cart.id {
        None => (Vec::new(), Vec::new()),
        Some(id) => (
            storage::ordering::order::agreed(&mut reader, id).await?,
            storage::ordering::order::active(&mut reader, id).await?,
        ),
    };
    let addresses = storage::ordering::address::list(&mut reader, buyer.organisation_id()).await?;
    let terms = storage::ordering::address::terms(&mut reader, buyer.organisation_id()).await?;
    let before = storage::ordering::order::latest_header(&mut reader, buyer.organisation_id(), buyer.person_id).await?;
    let guest = match (buyer.is_guest, &before) {
        (false, _) => None,
        (true, None) => Some(GuestFields::default()),
        (true, Some(row)) => Some(guest_fields(&read(&row.header)?)),
    };
    let entered = match (&look.latest, before) {
        (Some(latest), _) if latest.state != SubmissionState::Approved => Some(read::<CheckoutDetails>(&latest.details)?),
        (_, Some(row)) => {
            // What was said about another order is not said again: only where it went and how.
            let mut header: crate::domain::ordering::OrderHeader = read(&row.header)?;
            header.notes = None;
            header.customer_reference_1 = None;
            header.customer_reference_2 = None;
            Some(CheckoutDetails { customer_po: None, header })
        }
        (_, None) => None,
    };
    Ok(CheckoutPage {
        bags: bags(&agreed),
        carried: active.iter().map(carried).collect(),
        fields: fields(entered, &addresses, &terms),
        addresses: addresses.into_iter().map(address).collect(),
        requires_customer_po: terms.requires_customer_po,
        rejected: look.rejected(),
        content: content(&agreed),
        guest,
        totals: look.totals,
        blockers: look.blockers,
        approval: look.approval,
        pending: look.pending,
        cart,
        request_id: RequestId(mint()),
        now: buyer.now,
    })
}

/// How far a cart of the asker is from an order; no cart: nothing is in it.
///
/// # Errors
/// The role has no carts.
pub async fn readiness(context: &Context, reader: &mut Reader, cart_id: Option<CartId>) -> Outcome<Readiness> {
    let buyer = Buyer::of(context)?;
    let look = Look::at(&buyer, reader, cart_id).await?;
    let since = buyer.now.plus_us(-BECAME_US);
    let lost = match look.facts.lost_one {
        true => storage::ordering::order::became(reader, buyer.owner(), since).await?,
        false => None,
    };
    Ok(look.readiness(lost))
}

fn became(row: BecameRow) -> BecameOrder {
    BecameOrder {
        name: row.name.unwrap_or_default(),
        order: OrderRef {
            id: row.id,
            number: row.number,
            submitted_by: PersonName { id: row.submitted_by, name: row.submitter },
            submitted_at: row.submitted_at,
        },
    }
}

impl Look {
    async fn at(buyer: &Buyer, session: &mut impl Session, cart_id: Option<CartId>) -> Outcome<Self> {
        let facts = storage::ordering::order::facts(session, cart_id, buyer.owner()).await?;
        let mut look = Self { facts, totals: Vec::new(), latest: None, blockers: Vec::new(), approval: None, pending: None };
        if let Some(id) = cart_id.filter(|_| facts.agreed > 0) {
            look.totals = totals(storage::ordering::order::agreed_totals(session, id).await?);
        }
        if let Some(id) = cart_id.filter(|_| facts.was_submitted) {
            look.latest = storage::ordering::submission::latest_of_cart(session, id).await?;
        }
        let exceeded = match facts.is_limited {
            true => buyer.exceeded(session, &look.totals).await?,
            false => Vec::new(),
        };
        let waits = look.latest.as_ref().is_some_and(|latest| latest.state == SubmissionState::Pending);
        let panel = match waits || !exceeded.is_empty() {
            true => Some(Panel::load(session, buyer.organisation_id(), buyer.now).await?),
            false => None,
        };
        if let (Some(latest), Some(panel), true) = (&look.latest, &panel, waits) {
            look.pending = Some(pending(buyer, latest, panel)?);
        }
        look.block(buyer, exceeded, panel.as_ref());
        Ok(look)
    }

    /// What keeps the cart back, and whom it needs.
    fn block(&mut self, buyer: &Buyer, exceeded: Vec<Excess>, panel: Option<&Panel>) {
        if self.facts.agreed == 0 {
            self.blockers.push(Blocker::NothingAgreed);
        }
        if buyer.is_guest {
            return;
        }
        if !self.facts.has_ship_to {
            self.blockers.push(Blocker::NoShipTo);
        }
        if !self.facts.has_bill_to {
            self.blockers.push(Blocker::NoBillTo);
        }
        let Some(panel) = panel.filter(|_| self.pending.is_none() && !exceeded.is_empty()) else { return };
        let approvers = panel.names(buyer.person_id, &self.totals);
        if approvers.is_empty() {
            let reason = panel.explain_nobody(buyer.person_id, &self.totals);
            self.blockers.push(Blocker::NobodyApproves { reason });
        }
        self.approval = Some(ApprovalNeed { exceeded, approvers });
    }

    fn readiness(self, lost: Option<BecameRow>) -> Readiness {
        Readiness {
            agreed: count(self.facts.agreed),
            carried: count(self.facts.active),
            rejected: self.rejected(),
            totals: self.totals,
            blockers: self.blockers,
            approval: self.approval,
            pending: self.pending,
            became: lost.map(became),
        }
    }

    fn rejected(&self) -> Option<Rejected> {
        let latest = self.latest.as_ref().filter(|latest| latest.state == SubmissionState::Rejected)?;
        let by = PersonName { id: latest.decided_by?, name: latest.decider.clone()? };
        Some(Rejected { by, at: latest.decided_at?, comment: latest.comment.clone() })
    }
}

impl Buyer {
    /// The limits that an order of these totals is above now.
    pub(super) async fn exceeded(&self, session: &mut impl Session, totals: &[Money]) -> Outcome<Vec<Excess>> {
        let member = (self.organisation_id(), self.person_id);
        let limits = storage::ordering::limit::of_member(session, member).await?;
        if limits.is_empty() || totals.is_empty() {
            return Ok(Vec::new());
        }
        let spent = storage::ordering::limit::spent(session, member, &month_of(self.now)).await?;
        Ok(exceeded(&limits, &spent, totals))
    }
}

/// A submission that waits, as its readers see it.
pub(super) fn pending(buyer: &Buyer, row: &SubmissionRow, panel: &Panel) -> Outcome<PendingSubmission> {
    let asked: Vec<Money> = read(&row.totals)?;
    let is_mine = row.submitted_by == buyer.person_id;
    Ok(PendingSubmission {
        id: row.id,
        submitted_by: PersonName { id: row.submitted_by, name: row.submitter.clone() },
        submitted_at: row.submitted_at,
        exceeded: read(&row.exceeded)?,
        approvers: panel.names(row.submitted_by, &asked),
        can_withdraw: is_mine || buyer.membership.roles.has(Role::Admin),
        can_decide: panel.authority(row, &asked, buyer.person_id).is_some(),
    })
}

/// Names exactly the agreed lines of a cart. What is agreed never changes, so their identifiers and totals say it all.
pub(super) fn content(agreed: &[AgreedRow]) -> String {
    let line = |row: &AgreedRow| format!("{} {} {}\n", row.id, row.quantity, row.subtotal());
    let text: String = agreed.iter().map(line).collect();
    hex(&sha256(text.as_bytes())).chars().take(32).collect()
}

pub(super) fn agreed_lines(rows: &[AgreedRow]) -> Vec<AgreedLine> {
    let line = |row: &AgreedRow| AgreedLine {
        line_id: row.id,
        bag_id: row.bag_id,
        seller_id: row.seller_id,
        subtotal: row.subtotal(),
    };
    rows.iter().map(line).collect()
}

/// Agreed lines by seller and currency.
pub fn bags(agreed: &[AgreedRow]) -> Vec<CheckoutBag> {
    let by_id: std::collections::HashMap<_, _> = agreed.iter().map(|row| (row.id, row)).collect();
    let bag = |bag: crate::domain::ordering::NewBag| {
        let lines: Vec<&AgreedRow> = bag.lines.iter().filter_map(|id| by_id.get(id).copied()).collect();
        CheckoutBag {
            seller_id: bag.seller_id,
            seller: lines.first().map(|row| row.seller.clone()).unwrap_or_default(),
            total: bag.total,
            lines: lines.into_iter().map(line).collect(),
        }
    };
    split(&agreed_lines(agreed)).into_iter().map(bag).collect()
}

fn line(row: &AgreedRow) -> CheckoutLine {
    CheckoutLine {
        line_id: row.id,
        part_number: row.part_number.clone(),
        manufacturer: row.manufacturer.clone(),
        description: row.description.clone(),
        condition: row.condition,
        quantity: row.quantity,
        unit: row.unit.clone(),
        unit_price: row.unit_price(),
        subtotal: row.subtotal(),
        lead_time_days: row.lead_time_days.map(i64::from),
        agreed_at: row.agreed_at,
    }
}

fn carried(row: &ActiveRow) -> CarriedLine {
    CarriedLine {
        line_id: row.id,
        part_number: row.part_number.clone(),
        seller: row.seller.clone(),
        status: row.status,
        quantity: row.quantity,
        offer: row.offer(),
        is_leaving: row.is_leaving,
    }
}

pub(super) fn address(row: AddressRow) -> AddressView {
    let (id, is_bill_to, is_ship_to, version) = (row.id, row.is_bill_to, row.is_ship_to, row.version);
    AddressView { id, is_bill_to, is_ship_to, version, address: row.into() }
}

/// What the form starts with: what was entered before, or the one address that there is.
fn fields(entered: Option<CheckoutDetails>, addresses: &[AddressRow], terms: &Terms) -> CheckoutFields {
    let CheckoutDetails { customer_po, header } = entered.unwrap_or_default();
    let known = |label: &str, fits: fn(&AddressRow) -> bool| {
        let mut fitting = addresses.iter().filter(|row| fits(row));
        let same = fitting.clone().find(|row| OrderAddress::from((*row).clone()).label == label && !label.is_empty());
        let only = fitting.next().filter(|_| fitting.next().is_none());
        same.or(only).map(|row| row.id.to_string()).unwrap_or_default()
    };
    let tick = |is: bool| is.then(|| "on".to_owned());
    CheckoutFields {
        ship_to: known(&header.ship_to.label, |row| row.is_ship_to),
        bill_to: known(&header.bill_to.label, |row| row.is_bill_to),
        customer_po: customer_po.unwrap_or_default(),
        po_type_code: header.po_type_code.unwrap_or_default(),
        terms_code: header.terms_code.or_else(|| terms.terms_code.clone()).unwrap_or_default(),
        customer_reference_1: header.customer_reference_1.unwrap_or_default(),
        customer_reference_2: header.customer_reference_2.unwrap_or_default(),
        notes: header.notes.unwrap_or_default(),
        ship_code: header.ship_code.unwrap_or_default(),
        ship_early: tick(header.ship_early),
        ship_partial: tick(header.ship_partial),
    }
}

pub(super) fn order_ref(row: &RefRow) -> OrderRef {
    OrderRef {
        id: row.id,
        number: row.number,
        submitted_by: PersonName { id: row.submitted_by, name: row.submitter.clone() },
        submitted_at: row.submitted_at,
    }
}
