//! A new cart from an earlier state of another one: first what it would hold, then the cart itself. Every line is asked for
//! anew; the old cart stays as it is.

use super::{
    history::{Told, head, read},
    settings::largest_quantity,
    told::{tell, visible_cart},
};
use crate::{
    api_types::{
        AppError,
        cart::{LeftOut, StartInput, StartPreview, Started, StartedLine},
    },
    domain::{
        access::Permission,
        cart::{Cart, CartKind, CheckoutStatus},
        ids::{BagId, CartId, LineId, ListingId, OrganisationId, PersonId, RequestId},
        negotiation,
        quantity::{count, count_text},
        sharing::{CartEvent, CartState, MAX_NAME},
        text,
        time::Timestamp,
    },
    server::{
        application::{
            Context, Outcome, Work,
            negotiation::{Opening, open_line},
            sharing,
            work::mint,
        },
        storage::{
            self, Session,
            cart_history::{HistoryRow, SourceRow},
            negotiation::Claim,
        },
    },
};
use std::collections::{HashMap, HashSet};

/// Entries of a history that are folded at most.
const MOST: i64 = 200_000;

/// What a new cart would hold of an earlier state.
struct Plan {
    as_of: Timestamp,
    offered: Offered,
}

/// Of lines of then: what is offered today, and what is not.
#[derive(Default)]
pub struct Offered {
    pub lines: Vec<(ListingId, StartedLine)>,
    pub left_out: Vec<LeftOut>,
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
    let plan = plan(&mut reader, &cart, sequence).await?;
    let (principal, membership) = context.require(Permission::Buy)?;
    let owner = (principal.person_id, membership.organisation_id);
    let can_be_personal = storage::cart::personal(&mut reader, owner).await?.is_none();
    let can_be_shared = sharing::is_enabled(&mut reader).await?;
    Ok(StartPreview {
        cart: head,
        sequence,
        as_of: plan.as_of,
        lines: plan.offered.lines.into_iter().map(|(_, line)| line).collect(),
        left_out: plan.offered.left_out,
        can_be_personal,
        can_be_shared,
        request_id: RequestId(mint()),
    })
}

/// The state after an entry, and what of it is offered today.
async fn plan(session: &mut impl Session, cart: &Cart, sequence: i64) -> Outcome<Plan> {
    let whose = (cart.organisation_id, cart.id);
    let rows = storage::cart_history::until(session, whose, sequence, MOST).await?;
    let last = rows.last().filter(|row| row.sequence == sequence).ok_or(AppError::NotFound)?;
    let as_of = last.at;
    let state = fold(&rows)?;
    let ids: Vec<LineId> = state.lines().iter().map(|line| line.line_id).collect();
    let sources: HashMap<LineId, SourceRow> =
        storage::cart_history::sources(session, &ids).await?.into_iter().map(|row| (row.line_id, row)).collect();
    let wanted = state.lines().iter().filter_map(|line| Some((sources.get(&line.line_id)?, line.quantity, line.is_agreed)));
    Ok(Plan { as_of, offered: offered(wanted, largest_quantity(session).await?) })
}

/// Sorts out what of some lines is offered today: what each was made from, its quantity, and whether it is agreed already.
/// No line asks for more than `largest`.
pub fn offered<'a>(wanted: impl Iterator<Item = (&'a SourceRow, i64, bool)>, largest: i64) -> Offered {
    let mut offered = Offered::default();
    let mut seen: HashSet<ListingId> = HashSet::new();
    for (source, quantity, is_agreed) in wanted {
        let reason = match (is_agreed, source.removed_at, source.available) {
            (true, ..) => Some("agreed by then; buy it again if you need more".to_owned()),
            (false, Some(_), _) => Some(format!("{} no longer offers it", source.seller)),
            (false, None, ..=0) => Some(format!("{} has none left", source.seller)),
            (false, None, _) if source.units().most(largest).is_none() => Some(format!(
                "is sold from {} on, and a line has at most {}",
                count_text(source.units().smallest()),
                count_text(largest)
            )),
            (false, None, _) if !seen.insert(source.listing_id) => Some("is in the list already".to_owned()),
            (false, None, _) => None,
        };
        let (part_number, seller) = (source.part_number.clone(), source.seller.clone());
        match reason {
            Some(reason) => offered.left_out.push(LeftOut { part_number, seller, quantity, reason }),
            None => offered.lines.push((source.listing_id, started(source, quantity, largest))),
        }
    }
    offered
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

/// Starts a new cart with what of an earlier state is still offered; it becomes the asker's current one.
///
/// # Errors
/// As [`load_start`]; the name is refused; there is a personal cart already, or carts cannot be shared; nothing of that
/// state is offered any more.
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
    let plan = plan(&mut work.tx, &source, input.sequence).await?;
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
        return Err(AppError::invalid("lines", "nothing of it is offered any more").into());
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
    let (lines, left_out) = (count(offered.lines.len()), count(offered.left_out.len()));
    let event = CartEvent::StartedFrom { from: from.0, name: from.1, as_of: from.2, lines, left_out };
    tell(work, &cart, &event, (person_id, now)).await?;
    open_lines(work, &cart, (&offered, buyer.1), now).await?;
    storage::sharing::point(&mut work.tx, (person_id, buyer.0), cart.id).await?;
    Ok(Started { cart_id: cart.id, lines, left_out })
}

/// Claims the request; if it was carried out before, the cart it made is the answer.
async fn claimed(work: &mut Work, input: &StartInput, by: (PersonId, Timestamp)) -> Outcome<Option<Started>> {
    let (request_id, subject_id) = (input.request_id, input.cart_id.0);
    let claim = Claim { request_id, person_id: by.0, subject_id, action: "start_from", at: by.1 };
    let done = Started { cart_id: CartId(request_id.0), lines: 0, left_out: 0 };
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

async fn open_lines(work: &mut Work, cart: &Cart, what: (&Offered, &str), now: Timestamp) -> Outcome<()> {
    let (offered, buyer) = what;
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
    }
    Ok(())
}
