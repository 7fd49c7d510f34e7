//! A new cart from an earlier state of another one: first what it would hold, then the cart itself. The old cart stays as it
//! is. What of then goes on somewhere stays there, and its seller is asked again only on purpose; all else is asked for anew.

use super::{
    history::{Told, head, read},
    settings::largest_quantity,
    told::{tell, visible_cart},
};
use crate::{
    api_types::{
        AppError,
        cart::{GoingOn, LeftOut, Standing, StartInput, StartPreview, Started, StartedLine},
    },
    domain::{
        access::Permission,
        audit::hex,
        cart::{Cart, CartKind, CheckoutStatus},
        ids::{BagId, CartId, LineId, ListingId, OrganisationId, PersonId, RequestId},
        negotiation,
        quantity::{count, count_text},
        refusal::Refusal,
        sharing::{CartEvent, CartState, MAX_NAME},
        text,
        time::Timestamp,
    },
    server::{
        application::{
            Context, Outcome, Work,
            audit::sha256,
            negotiation::{Opening, open_line},
            sharing,
            work::mint,
        },
        storage::{
            self, Session,
            cart_history::{AliveRow, HistoryRow, SourceRow},
            negotiation::Claim,
        },
    },
};
use std::collections::{BTreeSet, HashMap, HashSet};

/// Entries of a history that are folded at most.
const MOST: i64 = 200_000;

/// What a new cart would hold of an earlier state.
struct Plan {
    as_of: Timestamp,
    offered: Offered,
}

/// Of lines of then: what would be asked for today, what goes on somewhere, and what is not offered.
#[derive(Default)]
pub struct Offered {
    pub lines: Vec<(ListingId, StartedLine)>,
    pub going_on: Vec<GoingOn>,
    pub left_out: Vec<LeftOut>,
}

impl Offered {
    /// Names what a preview shows: whoever reads it agrees to these requests and no others.
    fn content(&self) -> String {
        let lines = self.lines.iter().map(|(id, line)| format!("ask {id} {}", line.quantity));
        let going_on = self.going_on.iter().map(|it| format!("leave {} {}", it.listing_id, it.line.quantity));
        let content: Vec<_> = lines.chain(going_on).collect();
        hex(&sha256(content.join("\n").as_bytes()))
    }

    /// Moves lines that go on elsewhere to those that are asked for.
    ///
    /// # Errors
    /// One of them does not go on, or cannot be asked for again.
    fn ask_again(&mut self, again: &[ListingId]) -> Result<(), AppError> {
        for id in again {
            let at = self.going_on.iter().position(|it| it.listing_id == *id && it.blocked.is_none());
            let line = self.going_on.remove(at.ok_or(Refusal::StartChanged)?).line;
            self.lines.push((*id, line));
        }
        Ok(())
    }
}

/// What starting a new cart from the state after an entry would do.
///
/// # Errors
/// Not a cart that the asker may see; no such entry.
pub async fn load_start(context: Context, input: (CartId, i64)) -> Outcome<StartPreview> {
    let (cart_id, sequence) = input;
    let mut reader = context.read().await?;
    let cart = visible_cart(&context, &mut reader, cart_id).await?;
    let head = head(&context, &mut reader, cart_id).await?;
    let (principal, membership) = context.require(Permission::Buy)?;
    let owner = (principal.person_id, membership.organisation_id);
    let plan = plan(&mut reader, &cart, (sequence, owner)).await?;
    let can_be_personal = storage::cart::personal(&mut reader, owner).await?.is_none();
    let can_be_shared = sharing::is_enabled(&mut reader).await?;
    Ok(StartPreview {
        cart: head,
        sequence,
        as_of: plan.as_of,
        seen: plan.offered.content(),
        lines: plan.offered.lines.into_iter().map(|(_, line)| line).collect(),
        going_on: plan.offered.going_on,
        left_out: plan.offered.left_out,
        can_be_personal,
        can_be_shared,
        request_id: RequestId(mint()),
    })
}

/// The state after an entry, and what became of it, as far as its reader may see.
async fn plan(session: &mut impl Session, cart: &Cart, what: (i64, (PersonId, OrganisationId))) -> Outcome<Plan> {
    let (sequence, reader) = what;
    let whose = (cart.organisation_id, cart.id);
    let rows = storage::cart_history::until(session, whose, sequence, MOST).await?;
    let last = rows.last().filter(|row| row.sequence == sequence).ok_or(AppError::NotFound)?;
    let as_of = last.at;
    let state = fold(&rows)?;
    let ids: Vec<LineId> = state.lines().iter().map(|line| line.line_id).collect();
    let sources: HashMap<LineId, SourceRow> =
        storage::cart_history::sources(session, &ids).await?.into_iter().map(|row| (row.line_id, row)).collect();
    let listings: Vec<ListingId> = sources.values().map(|row| row.listing_id).collect::<HashSet<_>>().into_iter().collect();
    let alive = storage::cart_history::alive(session, reader, &listings).await?;
    let wanted = state.lines().iter().filter_map(|line| Some((sources.get(&line.line_id)?, line.quantity, line.is_agreed)));
    let largest = largest_quantity(session).await?;
    Ok(Plan { as_of, offered: sort_out(wanted, &first_alive(alive, cart.id), largest) })
}

/// One negotiation of each listing: that of the cart itself, if there is one.
fn first_alive(alive: Vec<AliveRow>, cart_id: CartId) -> HashMap<ListingId, AliveRow> {
    let mut first: HashMap<ListingId, AliveRow> = HashMap::with_capacity(alive.len());
    for row in alive {
        let rank = |row: &AliveRow| (row.cart_id != cart_id, row.line_id);
        if first.get(&row.listing_id).is_none_or(|known| rank(&row) < rank(known)) {
            first.insert(row.listing_id, row);
        }
    }
    first
}

/// Sorts out what of some lines is offered today: what each was made from, its quantity, and whether it is agreed already.
/// No line asks for more than `largest`. What is negotiated elsewhere is not looked at.
pub fn offered<'a>(wanted: impl Iterator<Item = (&'a SourceRow, i64, bool)>, largest: i64) -> Offered {
    sort_out(wanted, &HashMap::new(), largest)
}

/// As [`offered`], with what negotiates for the same listings.
fn sort_out<'a>(
    wanted: impl Iterator<Item = (&'a SourceRow, i64, bool)>,
    alive: &HashMap<ListingId, AliveRow>,
    largest: i64,
) -> Offered {
    let (mut offered, mut seen) = (Offered::default(), HashSet::new());
    // What was agreed by then stands behind: a request of then goes before a purchase for the same listing.
    let (agreed, asked): (Vec<_>, Vec<_>) = wanted.partition(|(_, _, is_agreed)| *is_agreed);
    for (source, quantity, is_agreed) in asked.into_iter().chain(agreed) {
        let left_out = |reason: String| LeftOut {
            part_number: source.part_number.clone(),
            seller: source.seller.clone(),
            quantity,
            reason,
        };
        if !seen.insert(source.listing_id) {
            offered.left_out.push(left_out("is in the list already".to_owned()));
            continue;
        }
        let blocked = why_not(source, largest);
        let standing = match alive.get(&source.listing_id) {
            Some(row) => Some(negotiated(row)),
            None => is_agreed.then_some(Standing::Agreed { line_id: source.line_id }),
        };
        let line = started(source, quantity, largest);
        match (standing, blocked) {
            (Some(standing), blocked) => {
                offered.going_on.push(GoingOn { listing_id: source.listing_id, line, standing, blocked });
            }
            (None, Some(reason)) => offered.left_out.push(left_out(reason)),
            (None, None) => offered.lines.push((source.listing_id, line)),
        }
    }
    offered
}

fn negotiated(row: &AliveRow) -> Standing {
    let cart = match (row.kind, &row.name) {
        (CartKind::Shared, Some(name)) => format!("“{name}”"),
        (CartKind::Shared, None) => "a shared cart".to_owned(),
        (CartKind::Personal, _) => "your personal cart".to_owned(),
    };
    Standing::Negotiated { line_id: row.line_id, cart, status: row.status, quantity: row.quantity }
}

/// Why a seller cannot be asked today.
fn why_not(source: &SourceRow, largest: i64) -> Option<String> {
    match (source.removed_at, source.available) {
        (Some(_), _) => Some(format!("{} no longer offers it", source.seller)),
        (None, ..=0) => Some(format!("{} has none left", source.seller)),
        (None, _) if source.units().most(largest).is_none() => Some(format!(
            "is sold from {} on, and a line has at most {}",
            count_text(source.units().smallest()),
            count_text(largest)
        )),
        (None, _) => None,
    }
}

/// A line as it would be asked for today.
fn started(source: &SourceRow, wanted: i64, largest: i64) -> StartedLine {
    let (quantity, pack) = match source.units().check(wanted) {
        Ok(_) => (wanted, None),
        Err(snapped) => (snapped.to, Some(snapped.reason)),
    };
    let most = source.units().most(largest).filter(|most| quantity > *most);
    let limit = most.map(|most| {
        format!("a line has at most {}: {} becomes {}", count_text(largest), count_text(wanted), count_text(most))
    });
    let (quantity, pack) = (most.unwrap_or(quantity), limit.or(pack));
    let stock = (quantity > source.available).then(|| format!("only {} available", count_text(source.available)));
    let remark: Vec<_> = [pack, stock].into_iter().flatten().collect();
    StartedLine {
        part_number: source.part_number.clone(),
        description: source.description.clone(),
        seller: source.seller.clone(),
        quantity,
        remark: Some(remark.join("; ")).filter(|remark| !remark.is_empty()),
    }
}

fn fold(rows: &[HistoryRow]) -> Outcome<CartState> {
    let mut state = CartState::default();
    for row in rows {
        match read(row)? {
            Told::Order(_) => {}
            Told::Cart(event) => state.fold_cart(&event),
            Told::Line { line_id, event, .. } => state.fold_line(line_id, &event),
        }
    }
    Ok(state)
}

/// Starts a new cart with what of an earlier state is still offered and does not go on elsewhere; it becomes the asker's
/// current one. Lines that go on are asked for again if their listings are named.
///
/// # Errors
/// As [`load_start`]; the name is refused; there is a personal cart already, or carts cannot be shared; nothing of that
/// state is left to ask for; others would be asked than the preview said.
pub async fn start_from(context: Context, input: StartInput) -> Outcome<Started> {
    let (principal, membership) = context.require(Permission::Buy)?;
    let (kind, name) = read_kind(&input.kind, &input.name)?;
    let now = context.now();
    let mut reader = context.read().await?;
    let source = visible_cart(&context, &mut reader, input.cart_id).await?;
    let title = head(&context, &mut reader, input.cart_id).await?.title().to_owned();
    drop(reader);
    let mut work = context.write().await?;
    if let Some(done) = claimed(&mut work, &input, (principal.person_id, now)).await? {
        return Ok(done);
    }
    let owner = (principal.person_id, membership.organisation_id);
    let mut plan = plan(&mut work.tx, &source, (input.sequence, owner)).await?;
    if !input.seen.is_empty() && input.seen != plan.offered.content() {
        return Err(Refusal::StartChanged.into());
    }
    plan.offered.ask_again(&input.again)?;
    let start = Start {
        // A repeated request finds its cart by it.
        id: CartId(input.request_id.0),
        kind,
        name: &name,
        person_id: principal.person_id,
        buyer: (membership.organisation_id, &membership.organisation),
        from: (source.id, title, plan.as_of),
        offered: plan.offered,
    };
    let started = begin(&mut work, start, now).await?;
    work.commit(&context).await?;
    Ok(started)
}

/// The kind and name of a new cart as typed: a personal one has no name.
///
/// # Errors
/// The kind or the name is refused.
pub fn read_kind(kind: &str, name: &str) -> Result<(CartKind, String), AppError> {
    let kind = match kind {
        "shared" => CartKind::Shared,
        "personal" => CartKind::Personal,
        other => return Err(AppError::invalid("kind", format!("“{other}” is no kind of cart"))),
    };
    let name = match kind {
        CartKind::Shared => text::required(name, MAX_NAME),
        CartKind::Personal => Ok(String::new()),
    };
    Ok((kind, name.map_err(|reason| AppError::invalid("name", reason))?))
}

/// A cart about to be started with lines of an earlier one.
pub struct Start<'a> {
    pub id: CartId,
    pub kind: CartKind,
    pub name: &'a str,
    pub person_id: PersonId,
    pub buyer: (OrganisationId, &'a str),
    /// The earlier cart, its name, and the time of the state taken.
    pub from: (CartId, String, Timestamp),
    pub offered: Offered,
}

/// Makes the cart with its lines; it becomes its person's current one.
///
/// # Errors
/// There is a personal cart already, or carts cannot be shared; nothing of it is offered any more.
pub async fn begin(work: &mut Work, start: Start<'_>, now: Timestamp) -> Outcome<Started> {
    let Start { id, kind, name, person_id, buyer, from, offered } = start;
    if offered.lines.is_empty() {
        return Err(match offered.going_on.is_empty() {
            true => AppError::invalid("lines", "nothing of it is offered any more"),
            false => AppError::invalid("again", "all of it goes on elsewhere; tick what is to be asked for again"),
        }
        .into());
    }
    let cart = Cart {
        id,
        organisation_id: buyer.0,
        creator_id: person_id,
        kind,
        checkout_status: CheckoutStatus::InProgress,
        is_locked: false,
    };
    insert(work, &cart, (name, now)).await?;
    let [lines, going_on, left_out] = [offered.lines.len(), offered.going_on.len(), offered.left_out.len()].map(count);
    let event = CartEvent::StartedFrom { from: from.0, name: from.1, as_of: from.2, lines, going_on, left_out };
    tell(work, &cart, &event, (person_id, now)).await?;
    let sellers = open_lines(work, &cart, (&offered, buyer.1), now).await?;
    storage::sharing::point(&mut work.tx, (person_id, buyer.0), cart.id).await?;
    Ok(Started { cart_id: cart.id, lines, sellers, going_on, left_out })
}

/// Claims the request; if it was carried out before, the cart it made is the answer.
async fn claimed(work: &mut Work, input: &StartInput, by: (PersonId, Timestamp)) -> Outcome<Option<Started>> {
    let (request_id, subject_id) = (input.request_id, input.cart_id.0);
    let claim = Claim { request_id, person_id: by.0, subject_id, action: "start_from", at: by.1 };
    let done = Started::before(CartId(request_id.0));
    Ok(work.repeats(&claim).await?.then_some(done))
}

async fn insert(work: &mut Work, cart: &Cart, what: (&str, Timestamp)) -> Outcome<()> {
    let (name, now) = what;
    let owner = (cart.creator_id, cart.organisation_id);
    sharing::check_change(&mut work.tx, cart.kind).await?;
    match cart.kind {
        CartKind::Shared => Ok(storage::cart::insert_shared(&mut work.tx, cart.id, owner, (name, now)).await?),
        CartKind::Personal if storage::cart::personal(&mut work.tx, owner).await?.is_some() => {
            Err(AppError::invalid("kind", "you have a personal cart already; share it first, or start a shared cart").into())
        }
        CartKind::Personal => Ok(storage::cart::create_personal(&mut work.tx, cart.id, owner, now).await?),
    }
}

/// Answers how many sellers were asked.
async fn open_lines(work: &mut Work, cart: &Cart, what: (&Offered, &str), now: Timestamp) -> Outcome<u32> {
    let (offered, buyer) = what;
    let mut sellers = BTreeSet::new();
    for (listing_id, line) in &offered.lines {
        let stock = storage::stock::find(&mut work.tx, *listing_id).await?.ok_or(AppError::NotFound)?;
        let opened = negotiation::open(&stock.listing, &stock.seller, cart.organisation_id, line.quantity)?;
        let of = (cart.id, stock.listing.seller_id);
        let bag_id = storage::cart::bag(&mut work.tx, BagId(mint()), of, now).await?;
        let opening = Opening {
            cart: (cart.id, cart.kind),
            bag_id,
            listing: &stock.listing,
            seller: &stock.seller,
            buyer: (cart.organisation_id, buyer),
            person_id: cart.creator_id,
            at: now,
        };
        open_line(work, &opening, &opened).await?;
        sellers.insert(stock.listing.seller_id);
    }
    Ok(count(sellers.len()))
}
