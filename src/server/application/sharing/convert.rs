//! How lines get from a shared cart into a personal one: planned by the domain, carried out here under the locks of both
//! carts and of all their lines. To sellers the lines that move stay the same.

use super::Buyer;
use crate::{
    api_types::sharing::{KeptView, MergeView, MergedView},
    domain::{
        ids::{BagId, CartId, LineId, OrganisationId, PersonId},
        negotiation::{self, Command, Mover, Side},
        quantity::count,
        sharing::{self, CartEvent, LineMoved, Merge, Merging, NoteFate, Plan, withdrawn_at},
        time::Timestamp,
    },
    server::{
        application::{
            Audience, Outcome, Work,
            negotiation::{Moved, record},
            work::mint,
        },
        storage::{
            self, Session, StorageError,
            sharing::{self as store, CartRecord, MergeRow},
        },
    },
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap};

/// What the seller of an absorbed line reads beside “removed from the cart”.
const ABSORBED: &str = "its units were added to the buyer's other line for this part";

/// What becomes of the lines, with what pages and histories say of them.
pub struct Planned {
    pub plan: Plan,
    rows: HashMap<LineId, MergeRow>,
}

/// Plans the merge of a shared cart into a personal one, if there is one yet.
///
/// # Errors
/// The database failed.
pub async fn plan(session: &mut impl Session, personal: Option<CartId>, shared: CartId) -> Outcome<Planned> {
    let own = match personal {
        Some(id) => store::active_lines(session, id).await?,
        None => Vec::new(),
    };
    let theirs = store::active_lines(session, shared).await?;
    let merging = |rows: &[MergeRow]| -> Vec<Merging> { rows.iter().map(Merging::from).collect() };
    let plan = sharing::plan(&merging(&own), &merging(&theirs));
    Ok(Planned { plan, rows: own.into_iter().chain(theirs).map(|row| (row.id, row)).collect() })
}

impl Planned {
    /// For pages; `others`: lines of the shared cart that are not active. They move as they are.
    pub fn view(&self, others: u32) -> MergeView {
        let merged = self.plan.merged.iter().filter_map(|merge| {
            let row = self.rows.get(&merge.survivor)?;
            Some(MergedView {
                line_id: merge.survivor,
                part_number: row.part_number.clone(),
                seller: row.seller.clone(),
                personal: merge.personal,
                shared: merge.shared,
                quantity: merge.quantity,
                capped: merge.capped,
                note: merge.note,
            })
        });
        let kept = self.plan.kept.iter().filter_map(|kept| {
            let row = self.rows.get(&kept.line_id)?;
            Some(KeptView {
                line_id: kept.line_id,
                other_id: kept.other_id,
                part_number: row.part_number.clone(),
                seller: row.seller.clone(),
                reason: kept.reason,
            })
        });
        MergeView {
            moved: count(self.plan.moved.len()).saturating_add(others),
            merged: merged.collect(),
            kept: kept.collect(),
        }
    }

    fn named(&self, ids: impl IntoIterator<Item = LineId>) -> Vec<LineMoved> {
        let named = ids.into_iter().filter_map(|id| self.rows.get(&id));
        let named =
            named.map(|row| LineMoved { line_id: row.id, part_number: row.part_number.clone(), quantity: row.quantity });
        named.collect()
    }

    /// Each line of the shared cart that became one with another.
    fn merged_shared(&self) -> impl Iterator<Item = LineId> {
        self.plan.merged.iter().map(|merge| if merge.shared_survives { merge.survivor } else { merge.absorbed })
    }
}

/// What was moved, as undoing reads it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Moves {
    /// Whose current cart it was.
    pub pointers: Vec<PersonId>,
    /// The cart went to the trash: no line stayed in it.
    pub was_trashed: bool,
    pub moved: Vec<LineId>,
    pub merged: Vec<MergeMove>,
}

/// Two lines that became one.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MergeMove {
    pub survivor: LineId,
    pub absorbed: LineId,
    pub shared_survives: bool,
    /// Units that the survivor took.
    pub added: i64,
    #[serde(default)]
    pub note: Option<NoteMove>,
}

/// The note that a survivor was given, and what it had before.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NoteMove {
    pub after: String,
    pub before: String,
    pub by: Option<PersonId>,
    pub at: Option<Timestamp>,
}

/// What carrying out did.
pub struct Done {
    pub moves: Moves,
    /// Of each cart what its history says.
    pub events: Vec<(CartId, CartEvent)>,
    /// Lines that were not active.
    pub others: u32,
}

/// Moves and merges. Both carts and their lines are locked.
///
/// # Errors
/// The database failed; then nothing may be committed.
pub async fn carry_out(
    buyer: &Buyer,
    work: &mut Work,
    carts: (&CartRecord, &CartRecord),
    planned: &Planned,
) -> Outcome<Done> {
    let (shared, own) = (carts.0.cart.id, carts.1.cart.id);
    let others = store::other_lines(&mut work.tx, shared).await?;
    let plan = &planned.plan;
    let absorbed = park(buyer, work, shared, planned).await?;
    let mut moving: Vec<LineId> = plan.moved.clone();
    moving.extend(others.iter().map(|row| row.id));
    let surviving = plan.merged.iter().filter(|merge| merge.shared_survives).map(|merge| merge.survivor);
    let coming: Vec<LineId> = moving.iter().copied().chain(surviving).collect();
    let sellers = coming.iter().filter_map(|id| planned.rows.get(id)).map(|row| row.seller_id);
    let sellers = sellers.chain(others.iter().map(|row| row.seller_id));
    bags(work, own, (sellers.collect(), buyer)).await?;
    store::move_lines(&mut work.tx, &coming, own).await?;
    let mut merged = add_up(buyer, work, planned).await?;
    let noted = carry_notes(buyer, work, planned, &mut merged).await?;
    let by = (buyer.person_id, withdrawn_at(buyer.now));
    store::withdraw_lines_later(&mut work.tx, &absorbed, by, ABSORBED).await?;
    let name = carts.0.name.clone();
    let mut moved = planned.named(plan.moved.iter().copied());
    moved.extend(others.iter().map(|row| LineMoved {
        line_id: row.id,
        part_number: row.part_number.clone(),
        quantity: row.quantity,
    }));
    let joined = planned.named(planned.merged_shared());
    let kept = planned.named(plan.kept.iter().map(|kept| kept.line_id));
    let converted = CartEvent::Converted { name: name.clone(), to: own, moved: moved.clone(), merged: joined.clone(), kept };
    let took_over = CartEvent::TookOver { from: shared, name, moved, merged: joined };
    let mut events = vec![(shared, converted), (own, took_over)];
    events.extend(noted.into_iter().map(|event| (own, event)));
    Ok(Done { moves: Moves { moved: moving, merged, ..Moves::default() }, events, others: count(others.len()) })
}

/// Makes room: a personal line that a shared one absorbs waits for its end in a cart that nobody sees. Answers where every
/// absorbed line is then.
async fn park(buyer: &Buyer, work: &mut Work, shared: CartId, planned: &Planned) -> Outcome<Vec<(LineId, CartId)>> {
    let merged = &planned.plan.merged;
    let leaving: Vec<LineId> = merged.iter().filter(|merge| merge.shared_survives).map(|merge| merge.absorbed).collect();
    let parking = CartId(mint());
    if !leaving.is_empty() {
        store::insert_parking(&mut work.tx, parking, buyer.owner(), buyer.now).await?;
        let sellers = leaving.iter().filter_map(|id| planned.rows.get(id)).map(|row| row.seller_id).collect();
        bags(work, parking, (sellers, buyer)).await?;
        store::move_lines(&mut work.tx, &leaving, parking).await?;
    }
    let place = |merge: &Merge| (merge.absorbed, if merge.shared_survives { parking } else { shared });
    Ok(merged.iter().map(place).collect())
}

/// A bag for each seller.
pub async fn bags(work: &mut Work, cart: CartId, of: (BTreeSet<OrganisationId>, &Buyer)) -> Outcome<()> {
    let (sellers, buyer) = of;
    let bags: Vec<(BagId, OrganisationId)> = sellers.into_iter().map(|seller| (BagId(mint()), seller)).collect();
    Ok(store::make_bags(&mut work.tx, cart, &bags, buyer.now).await?)
}

/// Gives every surviving line the units of the one that it absorbed.
async fn add_up(buyer: &Buyer, work: &mut Work, planned: &Planned) -> Outcome<Vec<MergeMove>> {
    let mut done = Vec::with_capacity(planned.plan.merged.len());
    let mut changes = Vec::new();
    for merge in &planned.plan.merged {
        let before = if merge.shared_survives { merge.shared } else { merge.personal };
        let Merge { survivor, absorbed, shared_survives, quantity, .. } = *merge;
        done.push(MergeMove { survivor, absorbed, shared_survives, added: quantity - before, note: None });
        if quantity != before {
            changes.push((survivor, quantity));
        }
    }
    change_quantities(buyer, work, changes).await?;
    Ok(done)
}

/// Gives every surviving line the note of the one that it absorbed, where there is room for it. The absorbed line keeps its
/// own, so that undoing finds it.
async fn carry_notes(
    buyer: &Buyer,
    work: &mut Work,
    planned: &Planned,
    merged: &mut [MergeMove],
) -> Outcome<Vec<CartEvent>> {
    let mut events = Vec::new();
    for (merge, done) in planned.plan.merged.iter().zip(merged) {
        let (survivor, absorbed) = (planned.rows.get(&merge.survivor), planned.rows.get(&merge.absorbed));
        let Some((survivor, absorbed)) = survivor.zip(absorbed) else { continue };
        let (note, by) = match merge.note {
            NoteFate::None | NoteFate::Stays => continue,
            NoteFate::Moves => (absorbed.note.clone(), (absorbed.note_by, absorbed.note_at)),
            NoteFate::Joins => {
                (sharing::joined_notes(&survivor.note, &absorbed.note), (Some(buyer.person_id), Some(buyer.now)))
            }
        };
        storage::cart_item::set_note(&mut work.tx, survivor.id, (&survivor.note, &note), by).await?;
        work.hint(Audience::Person(buyer.person_id), format!("line:{}", survivor.id));
        let (before, part_number) = (survivor.note.clone(), survivor.part_number.clone());
        events.push(CartEvent::NoteChanged {
            line_id: survivor.id,
            part_number,
            before: before.clone(),
            after: note.clone(),
        });
        done.note = Some(NoteMove { after: note, before, by: survivor.note_by, at: survivor.note_at });
    }
    Ok(events)
}

/// Gives lines other quantities, as their buyer. Locks lines by id, then the audit logs by organisation.
pub async fn change_quantities(buyer: &Buyer, work: &mut Work, mut changes: Vec<(LineId, i64)>) -> Outcome<()> {
    changes.sort_unstable();
    let mut locked = Vec::with_capacity(changes.len());
    let mut logs = BTreeSet::new();
    for (line_id, to) in changes {
        let line = storage::negotiation::lock(&mut work.tx, line_id).await?;
        let line = line.ok_or_else(|| StorageError::Corrupt(format!("line {line_id} is gone")))?;
        logs.extend([line.buyer_id, line.seller_id]);
        locked.push((line, to));
    }
    for organisation_id in logs {
        storage::audit::lock_head(&mut work.tx, organisation_id).await?;
    }
    let moved = Moved { by: Some((buyer.person_id, Side::Buyer)), at: buyer.now };
    for (line, to) in &locked {
        let command = Command::ChangeQuantity { to: *to, seen: None };
        let event = negotiation::decide(&line.line, Mover::Side(Side::Buyer), command, buyer.now)?;
        record(work, line, &event, moved).await?;
    }
    Ok(())
}
