//! Claims about removing, noting, presence, history and what comes of it; on both databases.

use super::*;
use crate::{
    api_types::{
        cart::{NoteInput, StartInput, StartPreview, UndoRemovalInput},
        negotiation::{ChangeQuantityInput, LineFilter, LineList, LineSort, Tab},
        sharing::{ShareInput, SwitchInput},
    },
    domain::{
        ids::{LineId, ListingId},
        negotiation::LineStatus,
        sharing::UNDO_US,
        time::SECOND_US,
    },
    server::{
        application::{execute, negotiation as lines, query_in, sharing},
        testing::{World, add_input, on_both, quantity_input, request},
    },
};
use std::{sync::Arc, time::Duration};
use tokio::{sync::Barrier, task::JoinSet};

/// After this time what was removed is withdrawn.
pub(super) const LATER: i64 = UNDO_US + 5 * SECOND_US;

/// Mara shares her cart and Tomas works in it.
pub(super) async fn share(world: &World) -> CartId {
    let input = ShareInput { name: "Hangar 2".into(), description: String::new(), request_id: request() };
    let shared = execute(world.as_person("mara"), sharing::share_cart, input).await.expect("shared");
    let id = shared.id.expect("a cart");
    join(world, "tomas", id).await;
    id
}

pub(super) async fn join(world: &World, who: &str, cart_id: CartId) {
    let input = SwitchInput { cart_id: Some(cart_id) };
    execute(world.as_person(who), sharing::switch_cart, input).await.expect("switched");
}

pub(super) async fn list(world: &World, who: &str, side: Side) -> LineList {
    let filter = LineFilter { side, tab: Tab::Active, after: String::new(), limit: 1_000, sort: LineSort::Newest };
    query_in(&world.as_person(who), lines::load_lines, filter).await.expect("the list")
}

async fn status(world: &World, line: LineId) -> LineStatus {
    query_in(&world.as_person("jonas"), lines::load_line, (line, Side::Seller, false)).await.expect("the line").status
}

fn one(line: LineId) -> UndoRemovalInput {
    UndoRemovalInput { line_id: Some(line), cart_id: None }
}

pub(super) fn note(line_id: LineId, texts: (&str, &str)) -> NoteInput {
    NoteInput { line_id, note_seen: texts.0.into(), note: texts.1.into() }
}

pub(super) async fn opened(world: &World, parts: &[&str]) -> Vec<(ListingId, LineId)> {
    let mut opened = Vec::new();
    for part in parts {
        let listing = world.list("Orbit", part, (100, None)).await;
        opened.push((listing, world.open(listing, 5).await));
    }
    opened
}

on_both! {
    async fn a_removed_line_can_be_kept_for_ten_seconds_and_is_withdrawn_after(store: Store) {
        let world = World::new(store).await;
        let line = opened(&world, &["AN3-5A"]).await[0].1;
        share(&world).await;
        let removed = execute(world.as_person("mara"), remove_line, line).await.expect("removed");
        assert_eq!(removed.lines, 1);
        let again = execute(world.as_person("tomas"), remove_line, line).await.expect("removed already");
        assert_eq!(again.lines, 0, "twice is once");
        assert_eq!(list(&world, "tomas", Side::Buyer).await.lines.rows.iter().filter(|row| row.is_removing).count(), 1);
        assert!(list(&world, "jonas", Side::Seller).await.lines.rows.iter().all(|row| !row.is_removing), "nobody else sees it");
        world.advance_us(UNDO_US - 1);
        assert_eq!(execute(world.system(), withdraw_removed, ()).await, Ok(0));
        assert_eq!(execute(world.as_person("tomas"), undo_removal, one(line)).await, Ok(1), "a colleague takes it back");
        world.advance_us(LATER);
        assert_eq!(execute(world.system(), withdraw_removed, ()).await, Ok(0));
        assert_eq!(status(&world, line).await, LineStatus::Open);
        execute(world.as_person("mara"), remove_line, line).await.expect("removed");
        world.advance_us(LATER);
        assert_eq!(execute(world.system(), withdraw_removed, ()).await, Ok(1));
        assert_eq!(status(&world, line).await, LineStatus::Withdrawn);
        let late = execute(world.as_person("mara"), undo_removal, one(line)).await;
        assert_eq!(late, Err(Refusal::NothingToUndo.into()));
        let refused = execute(world.as_person("mara"), remove_line, line).await.expect_err("it is over");
        assert_eq!(refused.status(), 409);
        for who in ["emil", "olga"] {
            assert!(execute(world.as_person(who), remove_line, line).await.is_err(), "{who}");
        }
    }

    async fn what_is_agreed_or_wanted_again_meanwhile_stays(store: Store) {
        let world = World::new(store).await;
        let lines = opened(&world, &["AN3-5A", "AN4-6A", "AN5-7A"]).await;
        world.quote(lines[0].1, "41.20", 0).await.expect("an offer");
        let cart_id = share(&world).await;
        let cleared = execute(world.as_person("mara"), clear_cart, cart_id).await.expect("cleared");
        assert_eq!(cleared.lines, 3);
        world.accept(lines[0].1, 1).await.expect("agreed meanwhile");
        let added = execute(world.as_person("tomas"), add_to_cart, add_input(lines[1].0, 2)).await.expect("wanted again");
        assert_eq!(added.line_id, lines[1].1);
        world.advance_us(LATER);
        assert_eq!(execute(world.system(), withdraw_removed, ()).await, Ok(1));
        let mut statuses = Vec::new();
        for (_, line) in &lines {
            statuses.push(status(&world, *line).await);
        }
        assert_eq!(statuses, [LineStatus::Accepted, LineStatus::Open, LineStatus::Withdrawn]);
        assert!(list(&world, "tomas", Side::Buyer).await.beside.expect("beside").removals.is_none());
    }

    async fn of_an_undo_and_the_withdrawal_exactly_one_happens(store: Store) {
        let world = Arc::new(World::new(store).await);
        let listing = world.list("Orbit", "AN3-5A", (999, None)).await;
        let mut kept = 0;
        for round in 0..60 {
            let line = world.open(listing, 1).await;
            execute(world.as_person("mara"), remove_line, line).await.expect("removed");
            world.advance_us(LATER);
            let head_start = Duration::from_millis(round % 8);
            let (barrier, mut racers) = (Arc::new(Barrier::new(2)), JoinSet::new());
            for undoes in [true, false] {
                let (world, barrier) = (world.clone(), barrier.clone());
                racers.spawn(async move {
                    barrier.wait().await;
                    match undoes {
                        true => {
                            tokio::time::sleep(head_start).await;
                            execute(world.as_person("mara"), undo_removal, one(line)).await.is_ok()
                        }
                        false => execute(world.system(), withdraw_removed, ()).await.expect("a round") == 0,
                    }
                });
            }
            let outcomes = racers.join_all().await;
            let is_open = status(&world, line).await == LineStatus::Open;
            assert!(outcomes.iter().all(|kept| *kept == is_open), "{outcomes:?}, open: {is_open}");
            kept += usize::from(is_open);
        }
        assert!(kept < 60, "the job wins now and then");
    }

    async fn of_two_notes_the_later_one_reads_both_and_sellers_never_hear_of_either(store: Store) {
        let world = World::new(store).await;
        let line = opened(&world, &["AN3-5A"]).await[0].1;
        share(&world).await;
        let before = list(&world, "jonas", Side::Seller).await.lines.rows;
        execute(world.as_person("mara"), save_note, note(line, ("", "left gear"))).await.expect("noted");
        let late = execute(world.as_person("tomas"), save_note, note(line, ("", "right gear"))).await;
        let both = AppError::Changed { field: "note".into(), theirs: "left gear".into(), yours: "right gear".into() };
        assert_eq!(late, Err(both));
        execute(world.as_person("tomas"), save_note, note(line, ("left gear", "right gear"))).await.expect("on purpose");
        let same = execute(world.as_person("mara"), save_note, note(line, ("left gear", "right gear"))).await;
        assert!(same.is_ok(), "both want the same");
        let item = query_in(&world.as_person("mara"), lines::load_item, line).await.expect("the details");
        assert_eq!((item.note.text.as_str(), item.version), ("right gear", 1), "no change of the negotiation");
        let shown = |list: LineList| list.lines.rows.iter().find(|row| row.id == line).and_then(|row| row.note.clone());
        assert_eq!(shown(list(&world, "tomas", Side::Buyer).await).as_deref(), Some("right gear"), "the list tells of it");
        assert_eq!(list(&world, "jonas", Side::Seller).await.lines.rows, before);
        let long = "x".repeat(900);
        execute(world.as_person("mara"), save_note, note(line, ("right gear", &long))).await.expect("a long one");
        let begins = shown(list(&world, "mara", Side::Buyer).await).expect("its beginning");
        assert_eq!((begins.chars().count(), begins.ends_with("x…")), (201, true));
        let refused = execute(world.as_person("mara"), save_note, note(line, (&long, &"x".repeat(1_001)))).await;
        assert!(matches!(refused, Err(AppError::Invalid(_))));
        for who in ["emil", "jonas", "olga"] {
            assert!(execute(world.as_person(who), save_note, note(line, ("", "mine"))).await.is_err(), "{who}");
        }
    }

    async fn a_price_meanwhile_refuses_no_quantity_unless_the_offer_would_lapse_unseen(store: Store) {
        let world = World::new(store).await;
        let line = opened(&world, &["AN3-5A"]).await[0].1;
        world.quote(line, "41.20", 0).await.expect("an offer for 5, after the page was drawn");
        let change = |who: &'static str, seen, to| {
            execute(world.as_person(who), lines::change_quantity, quantity_input(line, seen, to))
        };
        assert_eq!(change("mara", (5, 1), 9).await, Err(Refusal::LineChanged.into()), "it would lapse");
        let unasked = ChangeQuantityInput { lapse: None, ..quantity_input(line, (5, 2), 9) };
        let unasked = execute(world.as_person("mara"), lines::change_quantity, unasked).await;
        assert_eq!(unasked, Err(Refusal::WouldLapse { offer: true, counter: false }.into()), "nobody agreed to that");
        assert_eq!(change("mara", (5, 1), 4).await.map(|changed| changed.status), Ok(LineStatus::Quote));
        share(&world).await;
        let late = change("tomas", (5, 2), 3).await;
        assert_eq!(late, Err(Refusal::QuantityChanged { theirs: 4, yours: 3 }.into()));
        change("tomas", (4, 3), 3).await.expect("having seen it");
    }

    async fn colleagues_see_who_has_a_shared_cart_open_and_nobody_else_does(store: Store) {
        let world = World::new(store).await;
        opened(&world, &["AN3-5A"]).await;
        let cart_id = share(&world).await;
        let here = |who: &'static str, leaving| names(&world, who, (cart_id, leaving));
        assert_eq!(here("mara", false).await, Ok(vec![]));
        assert_eq!(here("tomas", false).await, Ok(vec!["mara".to_owned()]));
        assert_eq!(list(&world, "mara", Side::Buyer).await.beside.expect("beside").present.len(), 1);
        assert_eq!(here("emil", false).await, Ok(vec![]), "as of a cart that does not exist");
        for who in ["jonas", "olga"] {
            assert!(here(who, false).await.is_err(), "{who}");
        }
        assert_eq!(here("tomas", true).await, Ok(vec!["mara".to_owned()]));
        assert_eq!(here("mara", false).await, Ok(vec![]), "he left");
        here("tomas", false).await.expect("back");
        world.advance_us(16 * SECOND_US);
        assert_eq!(here("mara", false).await, Ok(vec![]), "he said nothing for sixteen seconds");
    }

    async fn a_history_says_who_what_before_and_after_page_by_page(store: Store) {
        let world = World::new(store).await;
        let line = opened(&world, &["AN3-5A"]).await[0].1;
        let cart_id = share(&world).await;
        world.quote(line, "41.20", 0).await.expect("an offer");
        execute(world.as_person("tomas"), lines::change_quantity, quantity_input(line, (5, 2), 4)).await.expect("fewer");
        execute(world.as_person("mara"), save_note, note(line, ("", "left gear"))).await.expect("noted");
        let load = |who: &'static str, after: &str| query_in_history(&world, who, (cart_id, after.to_owned()));
        let history = load("tomas", "").await.expect("a history");
        let told: Vec<_> = history.entries.rows.iter().map(|entry| (entry.who.as_deref(), entry.before.as_deref(), entry.after.as_deref())).collect();
        assert_eq!(told, [
            (Some("mara"), None, Some("left gear")),
            (Some("tomas"), Some("5"), Some("4")),
            (Some("jonas"), None, Some("41.20 USD each")),
            (Some("mara"), None, None),
            (Some("mara"), None, Some("5")),
        ]);
        assert!(history.entries.rows[3].what.contains("Hangar 2"));
        for number in 0..60 {
            let (seen, text) = (note_text(number), note_text(number + 1));
            execute(world.as_person("mara"), save_note, note(line, (&seen, &text))).await.expect("noted");
        }
        let first = load("mara", "").await.expect("a page");
        let next = first.entries.next.clone().expect("another page");
        let second = load("mara", &next).await.expect("the next page");
        let sequences: Vec<_> = first.entries.rows.iter().chain(&second.entries.rows).map(|entry| entry.sequence).collect();
        assert!(sequences.windows(2).all(|pair| pair[0] > pair[1]), "the latest first, none twice");
        assert_eq!((sequences.len(), second.entries.next), (65, None));
        for who in ["emil", "jonas", "olga"] {
            assert!(load(who, "").await.is_err(), "{who}");
        }
        assert!(matches!(load("mara", "x").await, Err(AppError::Invalid(_))));
    }

    async fn an_earlier_state_becomes_a_new_cart_with_what_is_still_offered(store: Store) {
        let world = World::new(store).await;
        let lines = opened(&world, &["AN3-5A", "AN4-6A", "AN5-7A"]).await;
        let cart_id = share(&world).await;
        let history = query_in_history(&world, "mara", (cart_id, String::new())).await.expect("a history");
        let sequence = history.entries.rows[0].sequence;
        execute(world.as_person("tomas"), lines::change_quantity, quantity_input(lines[0].1, (5, 1), 50)).await.expect("more");
        execute(world.as_person("tomas"), clear_cart, cart_id).await.expect("cleared");
        world.advance_us(LATER);
        assert_eq!(execute(world.system(), withdraw_removed, ()).await, Ok(3));
        let mut gone = crate::server::testing::draft("AN5-7A", 0, None);
        gone.quantity = 0;
        let seller = world.organisation("Orbit");
        crate::server::application::inventory::import_listings(world.system(), (seller, vec![gone])).await.expect("sold out");
        let preview = query_in(&world.as_person("tomas"), load_start, (cart_id, sequence)).await.expect("a preview");
        let wanted: Vec<_> = preview.lines.iter().map(|line| (line.part_number.as_str(), line.quantity)).collect();
        assert_eq!(wanted, [("AN3-5A", 5), ("AN4-6A", 5)], "as it was then");
        assert_eq!(preview.left_out.len(), 1);
        assert_eq!(preview.going_on, []);
        let input = start(cart_id, &preview, &[]);
        let started = execute(world.as_person("tomas"), start_from, input.clone()).await.expect("started");
        assert_eq!((started.lines, started.sellers, started.going_on, started.left_out), (2, 1, 0, 1));
        let twice = execute(world.as_person("tomas"), start_from, input).await.expect("the same cart");
        assert_eq!(twice.cart_id, started.cart_id);
        let cart = list(&world, "tomas", Side::Buyer).await;
        assert_eq!((cart.cart.and_then(|cart| cart.id), cart.active), (Some(started.cart_id), 2));
        assert_eq!(list(&world, "mara", Side::Buyer).await.cart.and_then(|cart| cart.id), Some(cart_id), "the old one stays");
        for (who, sequence) in [("emil", sequence), ("tomas", sequence + 10_000), ("jonas", sequence)] {
            assert!(query_in(&world.as_person(who), load_start, (cart_id, sequence)).await.is_err(), "{who}");
        }
    }
}

/// The form of a preview, with the listings that are ticked.
pub(super) fn start(cart_id: CartId, preview: &StartPreview, again: &[ListingId]) -> StartInput {
    StartInput {
        cart_id,
        sequence: preview.sequence,
        kind: "shared".into(),
        name: "Again".into(),
        again: again.to_vec(),
        seen: preview.seen.clone(),
        request_id: request(),
    }
}

async fn names(world: &World, who: &str, input: (CartId, bool)) -> Result<Vec<String>, AppError> {
    let others = query_in(&world.as_person(who), present, input).await?;
    Ok(others.into_iter().map(|person| person.name).collect())
}

fn note_text(number: usize) -> String {
    if number == 0 { "left gear".into() } else { format!("left gear {number}") }
}

pub(super) async fn query_in_history(
    world: &World,
    who: &str,
    input: (CartId, String),
) -> Result<crate::api_types::cart::CartHistory, AppError> {
    query_in(&world.as_person(who), load_history, input).await
}
