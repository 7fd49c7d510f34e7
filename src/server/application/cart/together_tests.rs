//! The proof of working together: fifty members edit one cart of five hundred lines at once. Nothing is lost, versions have
//! no gaps, and what the cart comes to is what its lines come to.

use super::{
    tests::{join, list, note, share},
    *,
};
use crate::{
    api_types::cart::UndoRemovalInput,
    domain::{
        ids::{LineId, ListingId},
        money::totals,
    },
    server::{
        application::{
            audit::{self, Verdict},
            execute, inventory, negotiation as lines, query_in,
        },
        testing::{World, add_input, draft, on_both, quantity_input},
    },
};
use std::{collections::HashMap, sync::Arc};
use tokio::{sync::Barrier, task::JoinSet};

const MEMBERS: usize = 50;
const LINES: usize = 500;

/// Requests of each member, so that the test ends.
const ROUNDS: usize = 24;

/// What a member did to a line that was not refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Did {
    /// One more unit, by whichever way.
    Raised(LineId),
    Noted(LineId),
    RemovedAndKept(LineId),
    /// Somebody else was quicker, and both values were shown.
    Refused,
}

async fn fill(world: &World) -> Vec<(ListingId, LineId)> {
    let seller_id = world.organisation("Orbit");
    let drafts = (0..LINES).map(|number| draft(&format!("PN-{number:04}"), 900_000, Some("3.10"))).collect();
    inventory::import_listings(world.system(), (seller_id, drafts)).await.expect("listings");
    let listed = inventory::listing_identities(world.system(), seller_id).await.expect("identities");
    let mut opened = Vec::with_capacity(LINES);
    for (_, listing_id) in listed {
        opened.push((listing_id, world.open(listing_id, 2).await));
    }
    // Some have a standing offer that reaches far.
    for (_, line_id) in opened.iter().step_by(25) {
        let input = crate::api_types::negotiation::UpdatePriceInput {
            quantity: "100000".into(),
            ..crate::server::testing::price_input(*line_id, "2.95", 0)
        };
        execute(world.as_person("jonas"), lines::update_price, input).await.expect("an offer");
    }
    opened
}

async fn act(world: &World, who: &'static str, turn: usize, at: (ListingId, LineId)) -> Did {
    let (listing_id, line_id) = at;
    let as_member = || world.as_person(who);
    let seen = query_in(&as_member(), lines::load_item, line_id).await.expect("the details");
    match turn % 4 {
        0 => {
            let input = quantity_input(line_id, (seen.quantity, seen.version), seen.quantity + 1);
            match execute(as_member(), lines::change_quantity, input).await {
                Ok(_) => Did::Raised(line_id),
                Err(AppError::Refused(Refusal::QuantityChanged { .. })) => Did::Refused,
                Err(other) => panic!("{who}: {other}"),
            }
        }
        1 => {
            execute(as_member(), add_to_cart, add_input(listing_id, 1)).await.expect("adds add up");
            Did::Raised(line_id)
        }
        2 => match execute(as_member(), save_note, note(line_id, (&seen.note.text, &format!("{who} {turn}")))).await {
            Ok(_) => Did::Noted(line_id),
            Err(AppError::Changed { .. }) => Did::Refused,
            Err(other) => panic!("{who}: {other}"),
        },
        _remove => {
            execute(as_member(), remove_line, line_id).await.expect("removed");
            let undo = UndoRemovalInput { line_id: Some(line_id), cart_id: None };
            match execute(as_member(), undo_removal, undo).await {
                // A colleague who added it, or undid it too, was quicker: it stays all the same.
                Ok(_) | Err(AppError::Refused(Refusal::NothingToUndo)) => Did::RemovedAndKept(line_id),
                Err(other) => panic!("{who}: {other}"),
            }
        }
    }
}

/// Everybody acts at once, on lines that several of them hit.
async fn edit(world: &Arc<World>, members: &[&'static str], opened: &Arc<Vec<(ListingId, LineId)>>) -> Vec<Did> {
    let (barrier, mut at_work) = (Arc::new(Barrier::new(members.len())), JoinSet::new());
    for (number, who) in members.iter().copied().enumerate() {
        let (world, opened, barrier) = (world.clone(), opened.clone(), barrier.clone());
        at_work.spawn(async move {
            barrier.wait().await;
            let mut did = Vec::with_capacity(ROUNDS);
            for round in 0..ROUNDS {
                // Half of the turns meet on the same few lines, the others are spread.
                let at = if round % 2 == 0 { round % 7 } else { (number * 31 + round * 17) % LINES };
                did.push(act(&world, who, number + round / 2, opened[at]).await);
            }
            did
        });
    }
    at_work.join_all().await.into_iter().flatten().collect()
}

on_both! {
    async fn fifty_members_edit_five_hundred_lines_at_once_and_nothing_is_lost(store: Store) {
        let mut world = World::new(store).await;
        let members = world.add_buyers("Halden", MEMBERS).await;
        let opened = Arc::new(fill(&world).await);
        let cart_id = share(&world).await;
        for who in &members {
            join(&world, who, cart_id).await;
        }
        let world = Arc::new(world);
        let did = edit(&world, &members, &opened).await;
        assert_eq!(did.len(), MEMBERS * ROUNDS);

        let mut raised: HashMap<LineId, i64> = HashMap::new();
        for one in &did {
            if let Did::Raised(line) = one {
                *raised.entry(*line).or_default() += 1;
            }
        }
        let cart = list(&world, "mara", Side::Buyer).await;
        assert_eq!(cart.lines.rows.len(), LINES, "no line is lost");
        assert!(cart.beside.as_ref().is_some_and(|beside| beside.removals.is_none()), "nothing waits to be withdrawn");
        let mut agreements = Vec::new();
        for (_, line_id) in opened.iter() {
            let item = query_in(&world.as_person("mara"), lines::load_item, *line_id).await.expect("the details");
            let ups = raised.get(line_id).copied().unwrap_or_default();
            assert_eq!(item.quantity, 2 + ups, "every change that was answered with a yes is there");
            assert_eq!(item.version, 1 + i64::from(item.revisions) + ups, "versions have no gaps");
            agreements.extend(item.agreement.map(|agreement| agreement.subtotal));
        }
        assert_eq!(cart.totals, totals(agreements), "the total is what the lines come to");
        assert_chains(&world, cart_id).await;
        for organisation in ["Halden", "Orbit"] {
            let verdict = audit::verify(&world.system(), world.organisation(organisation)).await.expect("a verdict");
            assert!(matches!(verdict, Verdict::Intact(entries) if entries > 0), "{organisation}: {verdict:?}");
        }
        assert!(did.contains(&Did::Refused), "some met on the same field, and were told");
    }
}

/// In the cart's history each quantity begins where the one before ended.
async fn assert_chains(world: &World, cart_id: CartId) {
    let mut last: HashMap<LineId, String> = HashMap::new();
    let (mut entries, mut after) = (Vec::new(), String::new());
    loop {
        let page = query_in(&world.as_person("mara"), load_history, (cart_id, after)).await.expect("a page");
        entries.extend(page.entries.rows);
        match page.entries.next {
            Some(next) => after = next,
            None => break,
        }
    }
    for entry in
        entries.into_iter().rev().filter(|entry| entry.what.starts_with("Quantity") || entry.what.starts_with("Asked"))
    {
        let ((line_id, _), after) = entry.line.zip(entry.after).expect("a line and its quantity");
        if let Some(before) = entry.before {
            assert_eq!(last.get(&line_id), Some(&before), "{}", entry.what);
        }
        last.insert(line_id, after);
    }
    assert_eq!(last.len(), LINES);
}
