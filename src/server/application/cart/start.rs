//! A new cart from an earlier state of another one: first what it would hold, then the cart itself. Every line is asked for
//! anew; the old cart stays as it is.

use super::{
    history::{Told, head, read},
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
        ids::{BagId, CartId, LineId, ListingId, PersonId, RequestId},
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
    lines: Vec<(ListingId, StartedLine)>,
    left_out: Vec<LeftOut>,
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
        lines: plan.lines.into_iter().map(|(_, line)| line).collect(),
        left_out: plan.left_out,
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
    let mut plan = Plan { as_of, lines: Vec::new(), left_out: Vec::new() };
    let mut seen: HashSet<ListingId> = HashSet::new();
    for line in state.lines() {
        let Some(source) = sources.get(&line.line_id) else { continue };
        let reason = match (line.is_agreed, source.removed_at, source.available) {
            (true, ..) => Some("agreed by then; buy it again if you need more".to_owned()),
            (false, Some(_), _) => Some(format!("{} no longer offers it", source.seller)),
            (false, None, ..=0) => Some(format!("{} has none left", source.seller)),
            (false, None, _) if !seen.insert(source.listing_id) => Some("is in the list already".to_owned()),
            (false, None, _) => None,
        };
        let (part_number, seller, quantity) = (source.part_number.clone(), source.seller.clone(), line.quantity);
        match reason {
            Some(reason) => plan.left_out.push(LeftOut { part_number, seller, quantity, reason }),
            None => plan.lines.push((source.listing_id, started(source, quantity))),
        }
    }
    Ok(plan)
}

/// A line as it would be asked for today.
fn started(source: &SourceRow, wanted: i64) -> StartedLine {
    let (quantity, pack) = match source.units().check(wanted) {
        Ok(_) => (wanted, None),
        Err(snapped) => (snapped.to, Some(snapped.reason)),
    };
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
    let kind = match input.kind.as_str() {
        "shared" => CartKind::Shared,
        "personal" => CartKind::Personal,
        other => return Err(AppError::invalid("kind", format!("“{other}” is no kind of cart")).into()),
    };
    let name = match kind {
        CartKind::Shared => text::required(&input.name, MAX_NAME),
        CartKind::Personal => Ok(String::new()),
    };
    let name = name.map_err(|reason| AppError::invalid("name", reason))?;
    let (owner, now) = ((principal.person_id, membership.organisation_id), context.now());
    let mut reader = context.read().await?;
    let source = visible_cart(&context, &mut reader, input.cart_id).await?;
    let title = head(&context, &mut reader, input.cart_id).await?.title().to_owned();
    drop(reader);
    let mut work = context.write().await?;
    if let Some(done) = claimed(&mut work, &input, (principal.person_id, now)).await? {
        return Ok(done);
    }
    let plan = plan(&mut work.tx, &source, input.sequence).await?;
    if plan.lines.is_empty() {
        return Err(AppError::invalid("lines", "nothing of it is offered any more").into());
    }
    let cart = Cart {
        // A repeated request finds its cart by it.
        id: CartId(input.request_id.0),
        organisation_id: membership.organisation_id,
        creator_id: principal.person_id,
        kind,
        checkout_status: CheckoutStatus::InProgress,
    };
    insert(&mut work, &cart, (&name, now)).await?;
    let (lines, left_out) = (count(plan.lines.len()), count(plan.left_out.len()));
    let event = CartEvent::StartedFrom { from: source.id, name: title, as_of: plan.as_of, lines, left_out };
    tell(&mut work, &cart, &event, (owner.0, now)).await?;
    open_lines(&mut work, &cart, (&plan, &membership.organisation), now).await?;
    storage::sharing::point(&mut work.tx, owner, cart.id).await?;
    work.commit(&context).await?;
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

async fn open_lines(work: &mut Work, cart: &Cart, what: (&Plan, &str), now: Timestamp) -> Outcome<()> {
    let (plan, buyer) = what;
    for (listing_id, line) in &plan.lines {
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
