//! Looking at carts: the list, the switcher, the current one, the trash. A fixed number of statements each.

use super::{Buyer, head, is_enabled, no_cart_yet, settings_now};
use crate::{
    api_types::{
        identity::PersonName,
        sharing::{CartChoice, CartHead, CartView, CartsPage, LineCounts, PurgeView, TrashPage, TrashedView, UndoView},
    },
    domain::{
        cart::CartKind,
        ids::{CartId, OrganisationId, PersonId, RequestId},
        money::{Money, totals},
        negotiation::LineStatus,
        quantity::count,
        sharing::{Activity, CartAction, PurgeClock, TRASH_US, UNDO_US, allows, cart_actions},
        time::Timestamp,
    },
    server::{
        application::{Context, Outcome, work::mint},
        storage::{
            self, Session,
            sharing::{self as store, CartRow, LineSum},
        },
    },
};
use std::collections::HashMap;

/// The carts that the asker can work in: their own first, then the organisation's by name.
///
/// # Errors
/// The role has no carts.
pub async fn load_carts(context: Context, (): ()) -> Outcome<CartsPage> {
    let buyer = Buyer::of(&context)?;
    let mut reader = context.read().await?;
    let clock = settings_now(&mut reader).await?;
    let rows = store::carts(&mut reader, buyer.owner()).await?;
    let mut sums = Sums::of(store::cart_sums(&mut reader, buyer.owner()).await?);
    let undo = store::undos(&mut reader, buyer.owner(), buyer.now.plus_us(-UNDO_US)).await?;
    let trashed_after = buyer.now.plus_us(-TRASH_US);
    let in_trash = store::count_trash(&mut reader, buyer.organisation_id(), trashed_after).await?;
    let mut carts = Vec::with_capacity(rows.len() + 1);
    let me = PersonName { id: buyer.person_id, name: context.person()?.name.clone() };
    if rows.first().is_none_or(|row| row.cart.kind == CartKind::Shared) {
        carts.push(not_made_yet(me, rows.iter().all(|row| !row.is_current)));
    }
    carts.extend(rows.into_iter().map(|row| buyer.view(row, &mut sums, clock)));
    let undo = undo.into_iter().map(|row| UndoView {
        cart_id: row.cart_id,
        name: row.name.unwrap_or_default(),
        mode: row.mode,
        is_still_shared: row.is_still_shared,
        withdrawing: count(row.withdrawing),
        until: row.unshared_at.plus_us(UNDO_US),
    });
    Ok(CartsPage {
        carts,
        undo: undo.collect(),
        in_trash: count(in_trash),
        enabled: clock.settings.enabled,
        request_id: RequestId(mint()),
        now: buyer.now,
    })
}

/// The personal cart before anything was added to it.
fn not_made_yet(me: PersonName, is_current: bool) -> CartView {
    CartView {
        cart: no_cart_yet(me.clone()),
        is_current,
        version: 0,
        lines: LineCounts::default(),
        totals: Vec::new(),
        agreed: Vec::new(),
        modified_by: me,
        modified_at: None,
        submitted_by: None,
        awaits_approval: false,
        purge: None,
        actions: vec![CartAction::MakeCurrent],
    }
}

impl Buyer {
    fn view(&self, row: CartRow, sums: &mut Sums, clock: PurgeClock) -> CartView {
        let sum = sums.take(row.cart.id);
        let cart = self.cart(&row.cart, row.checkout_status, row.is_locked);
        let activity = Activity {
            at: sum.changed_at.map_or(row.modified_at, |at| at.max(row.modified_at)),
            is_empty: sum.lines.all() == sum.taken_out,
            has_agreed: sum.lines.accepted > 0,
            noticed_at: row.noticed_at,
        };
        let purge = match row.cart.kind {
            CartKind::Personal => None,
            CartKind::Shared => clock
                .due_at(activity, self.now)
                .map(|due_at| PurgeView { due_at, is_near: clock.is_near(activity, self.now) }),
        };
        let submitted_by = row.submitted_by.zip(row.submitter).map(|(id, name)| PersonName { id, name });
        CartView {
            actions: cart_actions(self.standing(&cart, false, clock.settings.enabled)),
            cart: head(row.cart, self.person_id),
            is_current: row.is_current,
            version: row.version,
            lines: sum.lines,
            totals: totals(sum.offered.iter().chain(&sum.agreed).copied()),
            agreed: totals(sum.agreed),
            modified_by: PersonName { id: row.modified_by, name: row.modifier },
            modified_at: Some(row.modified_at),
            submitted_by,
            awaits_approval: cart.is_locked,
            purge,
        }
    }
}

/// What the lines of each cart come to.
#[derive(Default)]
struct Sums {
    carts: HashMap<CartId, Sum>,
}

#[derive(Default)]
struct Sum {
    lines: LineCounts,
    taken_out: u32,
    offered: Vec<Money>,
    agreed: Vec<Money>,
    changed_at: Option<Timestamp>,
}

impl Sums {
    fn of(rows: Vec<LineSum>) -> Self {
        let mut sums = Self::default();
        for row in rows {
            sums.carts.entry(row.cart_id).or_default().add(&row);
        }
        sums
    }

    fn take(&mut self, id: CartId) -> Sum {
        self.carts.remove(&id).unwrap_or_default()
    }
}

impl Sum {
    fn add(&mut self, row: &LineSum) {
        let lines = count(row.lines);
        let money = row.currency.map(|currency| Money { minor: row.minor(), currency });
        let of_status = match row.status {
            LineStatus::Open => &mut self.lines.open,
            LineStatus::Quote => {
                self.offered.extend(money);
                &mut self.lines.quote
            }
            LineStatus::Accepted => {
                self.agreed.extend(money);
                &mut self.lines.accepted
            }
            LineStatus::NoQuote => &mut self.lines.no_quote,
            LineStatus::Withdrawn => &mut self.lines.withdrawn,
            LineStatus::Closed => &mut self.lines.closed,
        };
        *of_status = of_status.saturating_add(lines);
        self.taken_out = self.taken_out.saturating_add(count(row.taken_out));
        self.changed_at = self.changed_at.max(Some(row.updated_at));
    }
}

/// The carts that a person can switch between, for the head of every page.
///
/// # Errors
/// The database failed.
pub async fn switcher(
    session: &mut impl Session,
    owner: (PersonId, OrganisationId),
    name: &str,
) -> Outcome<Vec<CartChoice>> {
    let rows = storage::cart::open(session, owner).await?;
    let mut choices = Vec::with_capacity(rows.len() + 1);
    if rows.first().is_none_or(|row| row.cart.kind == CartKind::Shared) {
        let cart = no_cart_yet(PersonName { id: owner.0, name: name.to_owned() });
        choices.push(CartChoice {
            cart,
            is_current: rows.iter().all(|row| !row.is_current),
            active: 0,
            present: Vec::new(),
        });
    }
    choices.extend(rows.into_iter().map(|row| CartChoice {
        is_current: row.is_current,
        active: count(row.active),
        present: Vec::new(),
        cart: head(row.cart, owner.0),
    }));
    Ok(choices)
}

/// The cart that a person works on, named even before there is one.
///
/// # Errors
/// The database failed.
pub async fn current_cart(session: &mut impl Session, owner: (PersonId, OrganisationId), name: &str) -> Outcome<CartHead> {
    let cart = storage::cart::current_named(session, owner).await?;
    let me = || PersonName { id: owner.0, name: name.to_owned() };
    Ok(cart.map_or_else(|| no_cart_yet(me()), |cart| head(cart, owner.0)))
}

/// Carts of the organisation that can still be brought back, the latest first.
///
/// # Errors
/// The role has no carts.
pub async fn load_trash(context: Context, (): ()) -> Outcome<TrashPage> {
    let buyer = Buyer::of(&context)?;
    let after = buyer.now.plus_us(-TRASH_US);
    let mut reader = context.read().await?;
    let enabled = is_enabled(&mut reader).await?;
    let rows = store::trash(&mut reader, buyer.organisation_id(), after).await?;
    let mut sums = Sums::of(store::trash_sums(&mut reader, buyer.organisation_id(), after).await?);
    let carts = rows.into_iter().map(|row| {
        let cart = buyer.cart(&row.cart, row.checkout_status, row.is_locked);
        TrashedView {
            can_restore: allows(buyer.standing(&cart, true, enabled), CartAction::Restore).is_ok(),
            reason: row.trash_reason,
            trashed_by: row.trashed_by,
            trashed_at: row.trashed_at,
            until: row.trashed_at.plus_us(TRASH_US),
            lines: sums.take(row.cart.id).lines,
            cart: head(row.cart, buyer.person_id),
        }
    });
    Ok(TrashPage { carts: carts.collect(), request_id: RequestId(mint()), now: buyer.now })
}
