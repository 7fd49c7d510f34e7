//! Sharing, switching, naming, looking.

use super::*;
use crate::{
    api_types::cart::{NoteInput, UndoRemovalInput},
    domain::{
        negotiation::LineStatus,
        refusal::Refusal,
        sharing::CartAction,
        time::{HOUR_US, WEEK_US},
    },
    server::testing::{accept_input, draft},
};

on_both! {
    async fn a_shared_cart_is_the_same_cart_with_the_same_threads_for_every_buyer(store: Store) {
        let world = World::new(store).await;
        let listing = world.list("Orbit", "AN3-5A", (100, None)).await;
        let id = add(&world, "mara", listing, 4).await;
        world.quote(id, "41.20", 0).await.expect("quoted");
        let before = line(&world, "mara", id).await.expect("hers");
        assert_eq!(line(&world, "tomas", id).await.err(), Some(AppError::NotFound));
        let personal = current(&world, "mara").await;
        let cart = share(&world, "mara", "Hangar 2").await;
        assert_eq!((personal.id, personal.kind), (Some(cart), CartKind::Personal));
        assert_eq!((current(&world, "mara").await.id, current(&world, "tomas").await.id), (Some(cart), None));
        let seen = line(&world, "tomas", id).await.expect("shared");
        assert_eq!((seen.thread.len(), seen.offer), (before.thread.len(), before.offer));
        assert_eq!(line(&world, "emil", id).await.err(), Some(AppError::NotFound));
        assert_eq!(told(&world, cart).await, ["Shared as “Hangar 2” with 1 line."]);
        switch(&world, "tomas", Some(cart)).await.expect("his as well");
        let other = add(&world, "tomas", world.list("Kestrel", "MS 20", (10, None)).await, 1).await;
        assert_eq!(stored(&world, other).await.cart_id, cart);
        let view = cart_of(&world, "mara", cart).await.expect("the cart");
        assert_eq!((view.cart.creator.name.as_str(), view.modified_by.name.as_str()), ("mara", "tomas"));
        assert_eq!((view.lines.open, view.lines.quote), (1, 1));
        let rows = list(&world, "mara", Tab::Active).await;
        assert_eq!(rows.cart.expect("named").name, "Hangar 2");
        let by: Vec<_> = rows.lines.rows.into_iter().map(|row| row.contributors.expect("known").added_by).collect();
        assert_eq!(by, ["tomas", "mara"]);
        let accept = execute(world.as_person("tomas"), negotiation::accept_offer, accept_input(id, 1)).await;
        assert_eq!(accept.expect("a colleague's line").status, LineStatus::Accepted);
    }

    async fn a_cart_is_shared_once_and_switching_makes_no_cart(store: Store) {
        let world = World::new(store).await;
        let input = ShareInput { name: " Hangar 2 ".into(), description: "Left gear".into(), request_id: request() };
        let nothing = execute(world.as_person("mara"), share_cart, input.clone()).await;
        assert_eq!(nothing, Err(Refusal::NothingToShare.into()));
        let listing = world.list("Orbit", "AN3-5A", (100, None)).await;
        add(&world, "mara", listing, 4).await;
        let first = execute(world.as_person("mara"), share_cart, input.clone()).await.expect("shared");
        assert_eq!((first.name.as_str(), first.description.as_str()), ("Hangar 2", "Left gear"));
        switch(&world, "mara", None).await.expect("back to her own");
        assert_eq!(current(&world, "mara").await.id, None);
        assert_eq!(list(&world, "mara", Tab::Active).await.lines.rows.len(), 0);
        let own = add(&world, "mara", listing, 1).await;
        let again = execute(world.as_person("mara"), share_cart, input).await.expect("the same answer");
        assert_eq!(again, first);
        let personal = current(&world, "mara").await;
        assert_eq!((personal.kind, personal.id), (CartKind::Personal, Some(stored(&world, own).await.cart_id)));
        switch(&world, "mara", first.id).await.expect("shared");
        assert_eq!(current(&world, "mara").await.id, first.id);
        for name in ["", &"x".repeat(81)] {
            let input = ShareInput { name: name.into(), description: String::new(), request_id: request() };
            let refused = execute(world.as_person("mara"), share_cart, input).await.expect_err("refused");
            assert!(refused.reason_for("name").is_some());
        }
    }

    async fn a_cart_of_others_cannot_be_told_from_none(store: Store) {
        let world = World::new(store).await;
        add(&world, "mara", world.list("Orbit", "AN3-5A", (100, None)).await, 4).await;
        let own = current(&world, "mara").await.id.expect("a cart");
        assert_eq!(switch(&world, "tomas", Some(own)).await, Err(AppError::NotFound));
        let cart = share(&world, "mara", "Hangar 2").await;
        let rename = RenameInput { cart_id: cart, name: "Mine".into(), name_seen: "Hangar 2".into() };
        let who = "emil";
        assert_eq!(switch(&world, who, Some(cart)).await, Err(AppError::NotFound));
        assert_eq!(execute(world.as_person(who), rename_cart, rename.clone()).await, Err(AppError::NotFound));
        assert_eq!(unshare(&world, who, cart, UnshareMode::Remove).await, Err(AppError::NotFound));
        assert_eq!(restore(&world, who, cart).await, Err(AppError::NotFound));
        assert_eq!(undo(&world, who, cart).await, Err(AppError::NotFound));
        assert_eq!(query_in(&world.as_person(who), preview_unshare, cart).await, Err(AppError::NotFound));
        assert!(carts(&world, who).await.carts.iter().all(|shown| shown.cart.id != Some(cart)));
        for who in ["olga", "jonas", "mick"] {
            let refused = execute(world.as_person(who), switch_cart, SwitchInput { cart_id: Some(cart) }).await;
            assert_eq!(refused, Err(AppError::Forbidden), "{who}");
        }
    }

    async fn of_two_names_the_second_is_refused_with_both_and_other_fields_never_collide(store: Store) {
        let world = World::new(store).await;
        add(&world, "mara", world.list("Orbit", "AN3-5A", (100, None)).await, 4).await;
        let cart = share(&world, "mara", "Hangar 2").await;
        let rename = |name: &str, seen: &str| RenameInput { cart_id: cart, name: name.into(), name_seen: seen.into() };
        let describe = |text: &str, seen: &str| DescribeInput {
            cart_id: cart,
            description: text.into(),
            description_seen: seen.into(),
        };
        execute(world.as_person("tomas"), rename_cart, rename("Hangar 3", "Hangar 2")).await.expect("renamed");
        execute(world.as_person("mara"), describe_cart, describe("Left gear", "")).await.expect("another field");
        let theirs = AppError::Changed { field: "name".into(), theirs: "Hangar 3".into(), yours: "Hangar 4".into() };
        let late = execute(world.as_person("mara"), rename_cart, rename("Hangar 4", "Hangar 2")).await;
        assert_eq!(late, Err(theirs.clone()));
        assert_eq!(theirs.status(), 409);
        execute(world.as_person("mara"), rename_cart, rename("Hangar 4", "Hangar 3")).await.expect("on purpose");
        let same = execute(world.as_person("tomas"), rename_cart, rename("Hangar 4", "Hangar 2")).await;
        assert_eq!(same.expect("it is called that").description, "Left gear");
        assert_eq!(told(&world, cart).await[1..], [
            "Renamed from “Hangar 2” to “Hangar 3”.",
            "Described: “Left gear”.",
            "Renamed from “Hangar 3” to “Hangar 4”."
        ]);
        let view = cart_of(&world, "mara", cart).await.expect("the cart");
        assert_eq!(view.version, 6, "made, added to, shared, and three changes");
    }

    async fn switched_off_shared_carts_are_read_and_unshared_and_nothing_else(store: Store) {
        let world = World::new(store).await;
        let listing = world.list("Orbit", "AN3-5A", (100, None)).await;
        let id = add(&world, "mara", listing, 4).await;
        let cart = share(&world, "mara", "Hangar 2").await;
        set(&world, false, (4, 8, 1)).await;
        let disabled = AppError::Refused(Refusal::SharingDisabled);
        let added = execute(world.as_person("mara"), cart::add_to_cart, add_input(listing, 1)).await;
        assert_eq!(added.err(), Some(disabled.clone()));
        let rename = RenameInput { cart_id: cart, name: "X".into(), name_seen: "Hangar 2".into() };
        assert_eq!(execute(world.as_person("mara"), rename_cart, rename).await, Err(disabled.clone()));
        assert_eq!(line(&world, "tomas", id).await.expect("readable").quantity, 4);
        switch(&world, "tomas", Some(cart)).await.expect("looked at");
        let view = cart_of(&world, "mara", cart).await.expect("listed");
        assert_eq!(view.actions, [CartAction::MakeCurrent, CartAction::Unshare]);
        assert_eq!(view.purge, None);
        assert!(!carts(&world, "mara").await.enabled);
        switch(&world, "mara", None).await.expect("home");
        let again = add(&world, "mara", listing, 2).await;
        assert_ne!(stored(&world, again).await.cart_id, cart);
        let input = ShareInput { name: "More".into(), description: String::new(), request_id: request() };
        assert_eq!(execute(world.as_person("mara"), share_cart, input).await, Err(disabled));
        unshare(&world, "mara", cart, UnshareMode::Convert).await.expect("unshared");
        assert_eq!(line(&world, "tomas", id).await.err(), Some(AppError::NotFound));
    }

    async fn switched_off_lines_of_a_shared_cart_are_neither_noted_nor_removed_but_kept_after_all(store: Store) {
        let world = World::new(store).await;
        let listing = world.list("Orbit", "AN3-5A", (100, None)).await;
        let id = add(&world, "mara", listing, 4).await;
        let leaving = add(&world, "mara", world.list("Orbit", "AN4", (100, None)).await, 2).await;
        let cart = share(&world, "mara", "Hangar 2").await;
        execute(world.as_person("mara"), cart::remove_line, leaving).await.expect("removed");
        set(&world, false, (4, 8, 1)).await;
        let before = (told(&world, cart).await, cart_of(&world, "mara", cart).await.expect("listed").version);
        let disabled = AppError::Refused(Refusal::SharingDisabled);
        let note = |line_id| NoteInput { line_id, note: "left gear".into(), note_seen: String::new() };
        assert_eq!(execute(world.as_person("mara"), cart::save_note, note(id)).await, Err(disabled.clone()));
        assert_eq!(execute(world.as_person("mara"), cart::remove_line, id).await, Err(disabled.clone()));
        assert_eq!(execute(world.as_person("mara"), cart::clear_cart, cart).await, Err(disabled));
        let after = (told(&world, cart).await, cart_of(&world, "mara", cart).await.expect("listed").version);
        assert_eq!(after, before);
        let undo = UndoRemovalInput { line_id: Some(leaving), cart_id: None };
        assert_eq!(execute(world.as_person("mara"), cart::undo_removal, undo).await, Ok(1));
        switch(&world, "mara", None).await.expect("home");
        let own = add(&world, "mara", listing, 2).await;
        execute(world.as_person("mara"), cart::save_note, note(own)).await.expect("her own cart");
        assert_eq!(execute(world.as_person("mara"), cart::remove_line, own).await.expect("her own cart").lines, 1);
    }

    async fn totals_are_those_of_the_lines_per_currency_and_what_is_agreed_apart(store: Store) {
        let world = World::new(store).await;
        let listings = [("AN1", None), ("AN2", Some("2.505")), ("AN3", None)];
        let mut lines = Vec::new();
        for (number, price) in listings {
            lines.push(add(&world, "mara", world.list("Orbit", number, (100, price)).await, 3).await);
        }
        world.quote(lines[0], "0.3333", 0).await.expect("quoted");
        world.quote(lines[2], "10", 0).await.expect("quoted");
        world.accept(lines[2], 1).await.expect("accepted");
        let view = carts(&world, "mara").await.carts.remove(0);
        let shown = |amounts: &[crate::domain::money::Money]| -> Vec<String> {
            amounts.iter().map(ToString::to_string).collect()
        };
        assert_eq!((shown(&view.totals), shown(&view.agreed)), (vec!["31.00 USD".into()], vec!["30.00 USD".to_owned()]));
        assert_eq!((view.lines.open, view.lines.quote, view.lines.accepted), (1, 1, 1));
        assert!(view.actions.contains(&CartAction::Share) && view.purge.is_none());
    }

    async fn the_list_names_when_an_idle_cart_goes(store: Store) {
        let world = World::new(store).await;
        add(&world, "mara", world.list("Orbit", "AN3-5A", (100, None)).await, 4).await;
        let cart = share(&world, "mara", "Hangar 2").await;
        let begun = world.clock.now();
        let purge = |view: CartView| view.purge.expect("it goes some day");
        let shown = purge(cart_of(&world, "tomas", cart).await.expect("listed"));
        assert_eq!((shown.due_at, shown.is_near), (begun.plus_us(8 * WEEK_US), false));
        world.advance_us(7 * WEEK_US + HOUR_US);
        execute(world.system(), give_notices, ()).await.expect("noticed");
        let shown = purge(cart_of(&world, "tomas", cart).await.expect("listed"));
        assert_eq!((shown.due_at, shown.is_near), (world.clock.now().plus_us(WEEK_US), true));
    }

    async fn carts_and_switcher_take_the_same_number_of_statements_however_many_carts(store: Store) {
        let world = World::new(store).await;
        let mut counted = Vec::new();
        for (size, from) in [(1, 0), (6, 1)] {
            for number in from..size {
                let part = format!("P{number:03}");
                let lines = vec![draft(&part, 10, None), draft(&format!("Q{number:03}"), 10, None)];
                let listed = (world.organisation("Kestrel"), lines);
                execute(world.system(), crate::server::application::inventory::import_listings, listed).await.expect("listed");
                add(&world, "mara", world.list("Orbit", &part, (10, None)).await, 1).await;
                share(&world, "mara", &part).await;
                switch(&world, "mara", None).await.expect("home");
            }
            let mut row = Vec::new();
            let context = world.as_person("tomas");
            let page = query_in(&context, load_carts, ()).await.expect("the carts");
            assert_eq!(page.carts.len(), size + 1);
            row.push(context.store.statements());
            let context = world.as_person("tomas");
            let shell = query_in(&context, crate::server::application::identity::load_shell, ()).await.expect("a frame");
            assert_eq!(shell.carts.len(), size + 1);
            row.push(context.store.statements());
            let context = world.as_person("tomas");
            query_in(&context, load_trash, ()).await.expect("the trash");
            row.push(context.store.statements());
            let context = world.as_person("mara");
            let cart = page.carts[1].cart.id.expect("a cart");
            query_in(&context, preview_unshare, cart).await.expect("a preview");
            row.push(context.store.statements());
            counted.push(row);
        }
        assert_eq!(counted, [[5, 3, 3, 5], [5, 3, 3, 5]]);
    }

    async fn settings_are_the_merchants_and_name_every_refused_field(store: Store) {
        let world = World::new(store).await;
        for who in ["mara", "olga", "jonas", "sally"] {
            assert_eq!(query_in(&world.as_person(who), load_settings, ()).await, Err(AppError::Forbidden), "{who}");
            let saved = execute(world.as_person(who), save_settings, settings(false, (4, 8, 1))).await;
            assert_eq!(saved, Err(AppError::Forbidden), "{who}");
        }
        let before = query_in(&world.as_person("mick"), load_settings, ()).await.expect("the defaults");
        assert_eq!((before.version, before.changed_by, before.settings.enabled), (0, None, true));
        let input = SettingsInput { version_seen: Some(0), ..settings(true, (6, 10, 2)) };
        let saved = execute(world.as_person("mick"), save_settings, input.clone()).await.expect("saved");
        assert_eq!((saved.version, saved.changed_by.as_deref()), (1, Some("mick")));
        assert_eq!(saved.settings.weeks_until_purge_due, 10);
        let stale = execute(world.as_person("mick"), save_settings, input).await;
        assert_eq!(stale, Err(Refusal::SettingsChanged.into()));
        let wrong = SettingsInput { weeks_until_purge_due: "ten".into(), ..settings(true, (0, 8, 1)) };
        let refused = execute(world.as_person("mick"), save_settings, wrong).await.expect_err("refused");
        assert!(refused.reason_for("weeks_until_purge_due").is_some());
        let after = query_in(&world.as_person("mick"), load_settings, ()).await.expect("unchanged");
        assert_eq!(after, saved);
    }
}
