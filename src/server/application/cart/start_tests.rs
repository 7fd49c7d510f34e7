//! Claims about a new cart from an earlier state: whom it asks, and whom it does not ask a second time; on both databases.

use super::{
    tests::{LATER, join, list, opened, query_in_history, share, start},
    *,
};
use crate::{
    api_types::{
        cart::{Standing, StartPreview},
        sharing::SwitchInput,
    },
    domain::{ids::LineId, negotiation::LineStatus},
    server::{
        application::{execute, negotiation as lines, query_in, sharing},
        testing::{World, add_input, on_both, quantity_input},
    },
};

async fn last(world: &World, cart_id: CartId) -> i64 {
    let history = query_in_history(world, "mara", (cart_id, String::new())).await.expect("a history");
    history.entries.rows[0].sequence
}

async fn preview(world: &World, who: &str, of: (CartId, i64)) -> StartPreview {
    query_in(&world.as_person(who), load_start, of).await.expect("a preview")
}

/// Where the lines of a preview go on.
fn standings(preview: &StartPreview) -> Vec<(&str, Standing)> {
    preview.going_on.iter().map(|it| (it.line.part_number.as_str(), it.standing.clone())).collect()
}

fn negotiated(line_id: LineId, cart: &str, quantity: i64) -> Standing {
    Standing::Negotiated { line_id, cart: cart.into(), status: LineStatus::Open, quantity }
}

on_both! {
    async fn what_goes_on_stays_where_it_is_and_is_asked_again_only_on_purpose(store: Store) {
        let world = World::new(store).await;
        let opened = opened(&world, &["AN3-5A", "AN4-6A"]).await;
        let kestrel = world.list("Kestrel", "AN5-7A", (100, None)).await;
        let ended = world.open(kestrel, 5).await;
        let cart_id = share(&world).await;
        let sequence = last(&world, cart_id).await;
        let more = quantity_input(opened[0].1, (5, 1), 8);
        execute(world.as_person("tomas"), lines::change_quantity, more).await.expect("more");
        execute(world.as_person("tomas"), remove_line, ended).await.expect("removed");
        world.advance_us(LATER);
        assert_eq!(execute(world.system(), withdraw_removed, ()).await, Ok(1));

        let shown = preview(&world, "tomas", (cart_id, sequence)).await;
        let asked: Vec<_> = shown.lines.iter().map(|line| (line.part_number.as_str(), line.seller.as_str())).collect();
        assert_eq!(asked, [("AN5-7A", "Kestrel")], "one seller is asked anew");
        assert_eq!(standings(&shown), [
            ("AN3-5A", negotiated(opened[0].1, "“Hangar 2”", 8)),
            ("AN4-6A", negotiated(opened[1].1, "“Hangar 2”", 5)),
        ]);
        assert_eq!(shown.going_on[0].line.quantity, 5, "as it was then");

        let again = [opened[1].0];
        let started = execute(world.as_person("tomas"), start_from, start(cart_id, &shown, &again)).await.expect("started");
        assert_eq!((started.lines, started.sellers, started.going_on, started.left_out), (2, 2, 1, 0));
        let mut parts: Vec<_> =
            list(&world, "tomas", Side::Buyer).await.lines.rows.into_iter().map(|row| (row.part_number, row.status)).collect();
        parts.sort_by(|one, two| one.0.cmp(&two.0));
        assert_eq!(parts, [("AN4-6A".to_owned(), LineStatus::Open), ("AN5-7A".to_owned(), LineStatus::Open)]);
        let old = list(&world, "mara", Side::Buyer).await;
        assert_eq!((old.cart.and_then(|cart| cart.id), old.active), (Some(cart_id), 2), "what goes on stays there");
        let told = query_in_history(&world, "tomas", (started.cart_id, String::new())).await.expect("a history");
        let told = told.entries.rows.last().expect("the first entry").what.clone();
        assert!(told.ends_with("2 lines; 1 line staying where they go on."), "{told}");
    }

    async fn nobody_else_is_asked_than_the_preview_said(store: Store) {
        let world = World::new(store).await;
        let opened = opened(&world, &["AN3-5A", "AN4-6A"]).await;
        let cart_id = share(&world).await;
        let sequence = last(&world, cart_id).await;
        let seen = preview(&world, "tomas", (cart_id, sequence)).await;
        let nothing = execute(world.as_person("tomas"), start_from, start(cart_id, &seen, &[])).await;
        assert!(matches!(&nothing, Err(AppError::Invalid(fields)) if fields[0].field == "again"), "{nothing:?}");
        // A line that went on when it was read has ended since: starting would ask its seller unseen.
        execute(world.as_person("mara"), remove_line, opened[0].1).await.expect("removed");
        let late = execute(world.as_person("tomas"), start_from, start(cart_id, &seen, &[opened[1].0])).await;
        assert_eq!(late, Err(Refusal::StartChanged.into()));
        let unknown = [world.list("Kestrel", "AN9", (10, None)).await];
        let shown = preview(&world, "tomas", (cart_id, sequence)).await;
        assert_eq!(shown.lines.len(), 1, "what is on its way out is asked for anew");
        let foreign = execute(world.as_person("tomas"), start_from, start(cart_id, &shown, &unknown)).await;
        assert_eq!(foreign, Err(Refusal::StartChanged.into()));
        let started = execute(world.as_person("tomas"), start_from, start(cart_id, &shown, &[])).await.expect("started");
        assert_eq!((started.lines, started.going_on), (1, 1));
    }

    async fn only_carts_that_are_open_to_the_reader_are_named(store: Store) {
        let world = World::new(store).await;
        let opened = opened(&world, &["AN3-5A"]).await;
        let cart_id = share(&world).await;
        let sequence = last(&world, cart_id).await;
        execute(world.as_person("mara"), remove_line, opened[0].1).await.expect("removed");
        world.advance_us(LATER);
        assert_eq!(execute(world.system(), withdraw_removed, ()).await, Ok(1));
        execute(world.as_person("mara"), sharing::switch_cart, SwitchInput { cart_id: None }).await.expect("home");
        let own = execute(world.as_person("mara"), add_to_cart, add_input(opened[0].0, 3)).await.expect("added").line_id;
        let hers = preview(&world, "mara", (cart_id, sequence)).await;
        assert_eq!(standings(&hers), [("AN3-5A", negotiated(own, "your personal cart", 3))]);
        let his = preview(&world, "tomas", (cart_id, sequence)).await;
        assert_eq!((standings(&his), his.lines.len()), (vec![], 1), "her own cart is her affair");
    }

    async fn what_was_agreed_by_then_is_another_purchase(store: Store) {
        let world = World::new(store).await;
        let opened = opened(&world, &["AN3-5A", "AN4-6A"]).await;
        let cart_id = share(&world).await;
        join(&world, "mara", cart_id).await;
        world.quote(opened[0].1, "41.20", 0).await.expect("an offer");
        world.accept(opened[0].1, 1).await.expect("agreed");
        let sequence = last(&world, cart_id).await;
        let shown = preview(&world, "tomas", (cart_id, sequence)).await;
        assert!(standings(&shown).contains(&("AN3-5A", Standing::Agreed { line_id: opened[0].1 })), "{shown:?}");
        assert_eq!((shown.lines.len(), shown.left_out.len()), (0, 0), "nothing of that state is left out");
        let started =
            execute(world.as_person("tomas"), start_from, start(cart_id, &shown, &[opened[0].0])).await.expect("started");
        assert_eq!((started.lines, started.sellers, started.going_on), (1, 1, 1));
    }

    async fn a_preview_of_many_lines_takes_as_many_statements_as_one_of_few(store: Store) {
        let world = World::new(store).await;
        opened(&world, &["AN1", "AN2"]).await;
        let cart_id = share(&world).await;
        let mut counted = Vec::new();
        for number in [0, 30] {
            for part in 0..number {
                let listing = world.list("Orbit", &format!("PN-{part}"), (100, None)).await;
                world.open(listing, 2).await;
            }
            let context = world.as_person("mara");
            let sequence = last(&world, cart_id).await;
            let shown = query_in(&context, load_start, (cart_id, sequence)).await.expect("a preview");
            assert_eq!(shown.going_on.len(), 2 + number);
            counted.push(context.store.statements());
        }
        assert_eq!(counted[0], counted[1]);
    }
}
