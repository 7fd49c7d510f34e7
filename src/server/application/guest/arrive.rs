//! A guest signs in: what they bought goes into their own cart, in the transaction that signs them in. Each line is closed where
//! it was and bought again where it goes, at the price that was agreed and without letting go of a unit, so that logs,
//! threads and transactions of everybody concerned stay whole. What cannot go stays with the guest.

use super::of_browser;
use crate::{
    api_types::{
        AppError,
        guest::{Arrival, ArrivedLine, AskedNow, KeptLine, KeptReason},
        negotiation::TransactionState,
    },
    domain::{
        access::{Permission, member_may},
        cart::{CartKind, CheckoutStatus},
        event::{Agreement, LineEvent},
        identity::Membership,
        ids::{BagId, CartId, EventId, LineId, ListingId, OrganisationId, PersonId},
        negotiation::{self, ClosedReason, Command, LineState, Mover},
        quantity::count,
        time::Timestamp,
    },
    server::{
        application::{
            Audience, Context, Outcome, Work,
            audit::{self, Fact},
            negotiation::{Moved, Opening, open_line, record_quietly},
            sharing,
            work::mint,
        },
        storage::{
            self, Lock, Session, StorageError,
            guest::{self as store, AgreedLine, GuestRecord},
            identity as people,
            negotiation::LineRecord,
            stock::Stock,
        },
    },
};
use std::collections::{BTreeSet, HashMap};

/// Whoever signs in, about to act in an organisation.
type Person = (PersonId, Option<OrganisationId>);

/// What a sign-in made of a guest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Arrived {
    /// Nothing of the guest is left: the browser may forget them.
    pub drops_guest: bool,
    /// What came of their cart can be read.
    pub has_report: bool,
}

/// Takes what the guest of this browser bought into the cart of whoever signs in.
///
/// # Errors
/// The database failed; then nothing may be committed.
pub async fn arrive(context: &Context, work: &mut Work, person: Person) -> Outcome<Arrived> {
    if context.guest_token.is_none() {
        return Ok(Arrived::default());
    }
    let Some(guest) = of_browser(context, &mut work.tx).await? else {
        return Ok(Arrived { drops_guest: true, has_report: false });
    };
    let arriving = match Arriving::begin(work, guest, person, context.now()).await? {
        Begun::Ready(arriving) => arriving,
        // Who may not buy, or not now, leaves the cart to the guest.
        Begun::Stays { has_report } => return Ok(Arrived { drops_guest: false, has_report }),
        Begun::Nothing(guest) => return Ok(Arrived { drops_guest: forget(work, &guest).await?, has_report: false }),
    };
    Ok(Arrived { drops_guest: arriving.carry_out(work).await?, has_report: true })
}

/// As [`arrive`], for whoever is signed in and could not take everything over then. Answers what came of it, and whether the
/// browser may forget the guest.
///
/// # Errors
/// The role has no carts; this browser knows no guest.
pub async fn bring_over(context: Context, (): ()) -> Outcome<bool> {
    let (principal, membership) = context.require(Permission::Buy)?;
    let person = (principal.person_id, Some(membership.organisation_id));
    let mut work = context.write().await?;
    of_browser(&context, &mut work.tx).await?.ok_or(AppError::NotFound)?;
    // Whoever signs in as the same person at this moment waits here.
    people::lock_person(&mut work.tx, person.0).await?;
    let arrived = arrive(&context, &mut work, person).await?;
    work.commit(&context).await?;
    Ok(arrived.drops_guest)
}

/// What came of a guest's cart, if its owner has not read it yet; as it was read with something else.
///
/// # Errors
/// It cannot be read.
pub fn arrival(report: Option<&str>) -> Outcome<Option<Arrival>> {
    let corrupt = |error: serde_json::Error| StorageError::Corrupt(format!("an arrival: {error}"));
    Ok(report.map(serde_json::from_str).transpose().map_err(corrupt)?)
}

/// The asker has read it.
///
/// # Errors
/// The role has no carts.
pub async fn dismiss_arrival(context: Context, (): ()) -> Outcome<()> {
    let (principal, membership) = context.require(Permission::Buy)?;
    let owner = (principal.person_id, membership.organisation_id);
    let mut work = context.write().await?;
    if store::forget_arrival(&mut work.tx, owner).await? {
        work.hint(Audience::Person(owner.0), "lines");
    }
    work.commit(&context).await
}

/// Lines that wait in the guest's cart of this browser for whoever is signed in; no statement without the guests' cookie.
///
/// # Errors
/// The database failed.
pub async fn waiting(context: &Context, session: &mut impl Session, own: OrganisationId) -> Outcome<u32> {
    match of_browser(context, session).await? {
        Some(guest) => Ok(count(store::count_agreed(session, guest.membership.organisation_id, own).await?)),
        None => Ok(0),
    }
}

/// Without orders that one may want to see again nothing of the guest is left.
async fn forget(work: &mut Work, guest: &GuestRecord) -> Outcome<bool> {
    let organisation_id = guest.membership.organisation_id;
    if store::has_orders(&mut work.tx, organisation_id).await? {
        return Ok(false);
    }
    store::end_sessions(&mut work.tx, organisation_id).await?;
    work.hint(Audience::Person(guest.principal.person_id), crate::server::application::hub::ACCESS);
    Ok(true)
}

/// A guest's cart under its lock, and whose it becomes.
struct Arriving {
    guest: GuestRecord,
    cart_id: CartId,
    lines: Vec<AgreedLine>,
    person_id: PersonId,
    membership: Membership,
    /// The personal cart that there is, under its lock.
    target: Option<CartId>,
    now: Timestamp,
}

enum Begun {
    Ready(Arriving),
    /// There is something, and it cannot go anywhere.
    Stays {
        has_report: bool,
    },
    /// The guest's cart is empty, ordered or gone.
    Nothing(GuestRecord),
}

/// A line that goes on: as it stands, and the listing that it is of; both under their locks.
struct Going {
    line: Lock<LineRecord>,
    stock: Lock<Stock>,
    agreement: Agreement,
}

impl Going {
    fn asked(&self) -> AskedNow {
        let listing = &self.stock.listing;
        match listing.draft.price_for(self.agreement.quantity).filter(|_| !listing.removed) {
            Some(price) if price == self.agreement.unit_price => AskedNow::Same,
            Some(price) => AskedNow::Other(price),
            None => AskedNow::Nothing,
        }
    }
}

impl Arriving {
    /// Locks the guest's cart, then the person's own. Of two that sign in at once the second finds the first's cart empty.
    async fn begin(work: &mut Work, guest: GuestRecord, person: Person, now: Timestamp) -> Outcome<Begun> {
        let Some(cart_id) = storage::cart::personal(&mut work.tx, guest.owner()).await? else {
            return Ok(Begun::Nothing(guest));
        };
        let cart = storage::sharing::lock(&mut work.tx, cart_id).await?.filter(|cart| {
            cart.cart.organisation_id == guest.membership.organisation_id
                && cart.trashed.is_none()
                && cart.cart.checkout_status == CheckoutStatus::InProgress
        });
        let lines = match cart {
            Some(_) => store::agreed(&mut work.tx, cart_id).await?,
            None => Vec::new(),
        };
        if lines.is_empty() {
            return Ok(Begun::Nothing(guest));
        }
        let Some(membership) = buying(work, person).await? else { return Ok(Begun::Stays { has_report: false }) };
        let owner = (person.0, membership.organisation_id);
        let mut target = None;
        if let Some(id) = storage::cart::personal(&mut work.tx, owner).await? {
            let own = storage::sharing::lock(&mut work.tx, id).await?;
            if own.as_ref().is_some_and(|own| own.cart.is_locked) {
                let kept = lines.into_iter().map(|line| keep(line, KeptReason::CartWaits)).collect();
                let arrival = Arrival { kept, ..Arrival::default() };
                report(work, owner, &arrival, now).await?;
                return Ok(Begun::Stays { has_report: true });
            }
            let fills = own.filter(|own| own.cart.checkout_status == CheckoutStatus::InProgress && own.trashed.is_none());
            target = fills.map(|own| own.cart.id);
        }
        Ok(Begun::Ready(Self { guest, cart_id, lines, person_id: person.0, membership, target, now }))
    }

    async fn carry_out(mut self, work: &mut Work) -> Outcome<bool> {
        let own = self.membership.organisation_id;
        let (kept, lines): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.lines).into_iter().partition(|line| line.seller_id == own);
        let kept: Vec<KeptLine> = kept.into_iter().map(|line| keep(line, KeptReason::OwnListing)).collect();
        let going = lock_lines(work, &lines).await?;
        self.lock_logs(work, &going).await?;
        self.end(work, &going).await?;
        let is_attached = self.target.is_none() && kept.is_empty();
        let (target, held) = self.target(work, is_attached).await?;
        let mut arrived = Vec::with_capacity(going.len());
        for line in &going {
            let line_id = self.buy_again(work, line, target).await?;
            arrived.push(ArrivedLine {
                line_id,
                part_number: line.line.part.part_number.clone(),
                seller: line.stock.seller.clone(),
                agreement: line.agreement,
                asked: line.asked(),
                held: held.get(&line.line.listing_id).copied().unwrap_or_default(),
            });
        }
        storage::sharing::point_home(&mut work.tx, self.owner()).await?;
        let arrival = Arrival { is_attached, lines: arrived, kept };
        report(work, self.owner(), &arrival, self.now).await?;
        self.remember(work, &arrival, target).await?;
        self.hint(work, target);
        if arrival.kept.is_empty() { forget(work, &self.guest).await } else { Ok(false) }
    }

    fn owner(&self) -> (PersonId, OrganisationId) {
        (self.person_id, self.membership.organisation_id)
    }

    /// The logs that will be written to, in the order of their organisations.
    async fn lock_logs(&self, work: &mut Work, going: &[Going]) -> Outcome<()> {
        let own = [self.membership.organisation_id, self.guest.membership.organisation_id];
        let logs: BTreeSet<OrganisationId> = going.iter().map(|it| it.line.seller_id).chain(own).collect();
        for organisation_id in logs {
            storage::audit::lock_head(&mut work.tx, organisation_id).await?;
        }
        Ok(())
    }

    /// Ends the guest's lines. Their units stay agreed: they are bought again before anybody else sees them.
    async fn end(&self, work: &mut Work, going: &[Going]) -> Outcome<()> {
        for Going { line, .. } in going {
            let command = Command::Complete { reason: ClosedReason::TakenOver };
            let event = negotiation::decide(&line.line, Mover::System, command, self.now)?;
            record_quietly(work, line, &event, Moved { by: None, at: self.now }).await?;
        }
        let ids: Vec<LineId> = going.iter().map(|it| it.line.id).collect();
        storage::ordering::bag::move_transactions(&mut work.tx, &ids, TransactionState::Cancelled).await?;
        Ok(())
    }

    /// The cart where the lines go, with what it had of each listing: the one that there is, or the guest's own, which becomes the
    /// person's, or a new one.
    async fn target(&self, work: &mut Work, is_attached: bool) -> Outcome<(CartId, HashMap<ListingId, i64>)> {
        if let Some(id) = self.target {
            let held = store::held(&mut work.tx, id).await?.into_iter().collect();
            storage::cart::touch(&mut work.tx, id, self.person_id, self.now).await?;
            return Ok((id, held));
        }
        if !is_attached {
            let id = CartId(mint());
            storage::cart::create_personal(&mut work.tx, id, self.owner(), self.now).await?;
            return Ok((id, HashMap::new()));
        }
        let past = CartId(mint());
        store::insert_past(&mut work.tx, past, self.guest.owner(), self.now).await?;
        let lines = storage::sharing::other_lines(&mut work.tx, self.cart_id).await?;
        let sellers: BTreeSet<OrganisationId> = lines.iter().map(|line| line.seller_id).collect();
        let bags: Vec<_> = sellers.into_iter().map(|seller| (BagId(mint()), seller)).collect();
        storage::sharing::make_bags(&mut work.tx, past, &bags, self.now).await?;
        let lines: Vec<LineId> = lines.iter().map(|line| line.id).collect();
        storage::sharing::move_lines(&mut work.tx, &lines, past).await?;
        store::reown(&mut work.tx, self.cart_id, self.owner(), self.now).await?;
        Ok((self.cart_id, HashMap::new()))
    }

    async fn buy_again(&self, work: &mut Work, going: &Going, target: CartId) -> Outcome<LineId> {
        let Going { line, stock, agreement } = going;
        let of = (target, line.seller_id);
        let bag_id = storage::cart::bag(&mut work.tx, BagId(mint()), of, self.now).await?;
        let opening = Opening {
            cart: (target, CartKind::Personal),
            bag_id,
            listing: &stock.listing,
            seller: &stock.seller,
            buyer: (self.membership.organisation_id, &self.membership.organisation),
            person_id: self.person_id,
            at: self.now,
        };
        let part = &stock.listing.draft.part;
        let event = LineEvent::BoughtAtListPrice {
            part_number: part.part_number.clone(),
            condition: part.condition,
            agreement: *agreement,
            seller: stock.seller.clone(),
        };
        Ok(open_line(work, &opening, &event).await?.line_id)
    }

    /// Both organisations' logs say where what was bought went.
    async fn remember(&self, work: &mut Work, arrival: &Arrival, target: CartId) -> Outcome<()> {
        let guest_id = self.guest.membership.organisation_id;
        let payload = serde_json::json!({
            "cart": target,
            "attached": arrival.is_attached,
            "lines": arrival.lines.iter().map(|line| line.line_id).collect::<Vec<_>>(),
            "kept": arrival.kept.len(),
        });
        let fact = Fact {
            organisation_id: self.membership.organisation_id,
            event_id: EventId(mint()),
            at: self.now,
            actor_id: Some(self.person_id),
            action: "guest.signed_in".to_owned(),
            subject: format!("guest:{guest_id}"),
            payload: payload.to_string(),
        };
        audit::record(&mut work.tx, Fact { organisation_id: guest_id, ..fact.clone() }).await?;
        audit::record(&mut work.tx, fact).await
    }

    fn hint(&self, work: &mut Work, target: CartId) {
        sharing::hint_person(work, self.person_id);
        for topic in ["transactions".to_owned(), format!("cart:{target}")] {
            work.hint(Audience::Person(self.person_id), topic);
        }
        work.hint(Audience::Person(self.guest.principal.person_id), "lines");
    }
}

fn keep(line: AgreedLine, reason: KeptReason) -> KeptLine {
    KeptLine { part_number: line.part_number, reason }
}

/// The organisation that a person is about to buy for, if they may.
async fn buying(work: &mut Work, person: Person) -> Outcome<Option<Membership>> {
    let Some(organisation_id) = person.1 else { return Ok(None) };
    let memberships = people::memberships(&mut work.tx, person.0).await?;
    let own = memberships.into_iter().find(|membership| membership.organisation_id == organisation_id);
    Ok(own.filter(|membership| member_may(membership, Permission::Buy)))
}

/// Listings and lines under their locks, in the order of the lines.
async fn lock_lines(work: &mut Work, lines: &[AgreedLine]) -> Outcome<Vec<Going>> {
    let mut going = Vec::with_capacity(lines.len());
    for AgreedLine { id, .. } in lines {
        let stock = storage::stock::lock_of_line(&mut work.tx, *id).await?;
        let line = storage::negotiation::lock(&mut work.tx, *id).await?;
        if let (Some(stock), Some(line)) = (stock, line)
            && let LineState::Accepted(agreement) = line.line.state
        {
            going.push(Going { line, stock, agreement });
        }
    }
    Ok(going)
}

async fn report(work: &mut Work, owner: (PersonId, OrganisationId), arrival: &Arrival, at: Timestamp) -> Outcome<()> {
    let text = serde_json::to_string(arrival).map_err(|error| StorageError::Corrupt(error.to_string()))?;
    store::save_arrival(&mut work.tx, owner, &text, at).await?;
    Ok(())
}
