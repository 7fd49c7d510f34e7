//! Unsharing into a personal cart, and taking it back.

use super::*;
use crate::{
    api_types::{cart::NoteInput, negotiation::LineChanged},
    domain::{
        negotiation::LineStatus,
        refusal::Refusal,
        sharing::{Capped, KeptReason, NoteFate},
        time::{HOUR_US, SECOND_US, Timestamp},
    },
    server::{
        application::negotiation::send_message,
        testing::{buyer, text_input},
    },
};

/// Everything that a line is, but for where and when.
async fn facts(world: &World, who: &str, id: LineId) -> (LineStatus, i64, usize, Option<u32>) {
    let view = line(world, who, id).await.expect("visible");
    (view.status, view.quantity, view.thread.len(), view.offer.map(|offer| offer.revision))
}

async fn quote(world: &World, id: LineId) -> LineChanged {
    world.quote(id, "41.20", 0).await.expect("quoted")
}

/// The note on a line of Mara's, with who wrote it and when.
async fn noted(world: &World, id: LineId) -> (String, Option<(String, Timestamp)>) {
    let item = query_in(&world.as_person("mara"), negotiation::load_item, id).await.expect("visible");
    (item.note.text, item.note.by)
}

on_both! {
    async fn converting_moves_every_line_with_its_thread_and_everybody_else_falls_back(store: Store) {
        let world = World::new(store).await;
        let mut lines = Vec::new();
        for number in ["AN1", "AN2", "AN3"] {
            lines.push(add(&world, "mara", world.list("Orbit", number, (100, None)).await, 3).await);
        }
        quote(&world, lines[0]).await;
        quote(&world, lines[1]).await;
        world.accept(lines[1], 1).await.expect("accepted");
        let cart = share(&world, "mara", "Hangar 2").await;
        switch(&world, "tomas", Some(cart)).await.expect("switched");
        let before = [facts(&world, "mara", lines[0]).await, facts(&world, "mara", lines[2]).await];
        let version = line(&world, "jonas", lines[0]).await.expect("his").version;
        let report = unshare(&world, "mara", cart, UnshareMode::Convert).await.expect("unshared");
        assert_eq!((report.merge.moved, report.merge.merged.len(), report.merge.kept.len()), (3, 0, 0));
        assert!(!report.is_still_shared);
        let own = current(&world, "mara").await;
        assert_eq!(own.kind, CartKind::Personal);
        for id in &lines {
            let stored = stored(&world, *id).await;
            assert_eq!((Some(stored.cart_id), stored.bag_cart_id), (own.id, stored.cart_id));
            assert_eq!(stored.bag_seller_id, stored.seller_id);
            assert_eq!(line(&world, "tomas", *id).await.err(), Some(AppError::NotFound));
        }
        assert_eq!([facts(&world, "mara", lines[0]).await, facts(&world, "mara", lines[2]).await], before);
        assert_eq!(line(&world, "jonas", lines[0]).await.expect("his").version, version, "its seller sees no change");
        assert_eq!((current(&world, "tomas").await.id, cart_of(&world, "tomas", cart).await), (None, None));
        assert_eq!(due(&world).await, []);
        world.advance_us(HOUR_US);
        assert_eq!(due(&world).await, []);
        let history = told(&world, cart).await;
        assert_eq!(history.last().map(String::as_str), Some("“Hangar 2” was turned into a personal cart: 3 lines moved."));
        let taken = told(&world, own.id.expect("a cart")).await;
        assert_eq!(taken, ["Took over 3 lines of the shared cart “Hangar 2”."]);
    }

    async fn plain_duplicates_add_up_and_undoing_divides_them_again(store: Store) {
        let world = World::new(store).await;
        let listing = world.list("Orbit", "AN3-5A", (100, None)).await;
        let shared = add(&world, "mara", listing, 3).await;
        let other = add(&world, "mara", world.list("Kestrel", "MS 20", (10, None)).await, 1).await;
        let cart = share(&world, "mara", "Hangar 2").await;
        switch(&world, "tomas", Some(cart)).await.expect("switched");
        switch(&world, "mara", None).await.expect("home");
        let personal = add(&world, "mara", listing, 5).await;
        // Raised by hand: another quantity alone makes no negotiation.
        add(&world, "mara", listing, 1).await;
        let preview = query_in(&world.as_person("mara"), preview_unshare, cart).await.expect("a preview");
        assert_eq!((preview.merge.moved, preview.merge.merged[0].quantity), (1, 9));
        assert_eq!(preview.lines.active(), 2);
        let report = unshare(&world, "mara", cart, UnshareMode::Convert).await.expect("unshared");
        assert_eq!(report.merge, preview.merge);
        assert_eq!((report.withdrawing, report.merge.merged[0].line_id), (1, personal));
        assert_eq!(facts(&world, "mara", personal).await.1, 9);
        assert_eq!(line(&world, "mara", shared).await.err(), Some(AppError::NotFound));
        assert_eq!(line(&world, "jonas", shared).await.expect("until it is withdrawn").status, LineStatus::Open);
        let shown = carts(&world, "mara").await;
        assert_eq!((shown.undo[0].cart_id, shown.in_trash), (cart, 1));
        undo(&world, "mara", cart).await.expect("in time");
        assert_eq!((facts(&world, "mara", personal).await.1, facts(&world, "tomas", shared).await.1), (6, 3));
        assert_eq!(stored(&world, other).await.cart_id, cart);
        assert_eq!(current(&world, "tomas").await.id, Some(cart), "back where he was");
        world.advance_us(HOUR_US);
        assert_eq!(due(&world).await, []);
        assert_eq!(carts(&world, "mara").await.in_trash, 0);
    }

    async fn a_negotiated_line_takes_the_plain_ones_units_and_keeps_its_thread(store: Store) {
        let world = World::new(store).await;
        let listing = world.list("Orbit", "AN3-5A", (100, None)).await;
        let shared = add(&world, "mara", listing, 3).await;
        execute(world.as_person("mara"), send_message, text_input(buyer(shared), "When?")).await.expect("sent");
        let cart = share(&world, "mara", "Hangar 2").await;
        switch(&world, "mara", None).await.expect("home");
        let personal = add(&world, "mara", listing, 5).await;
        let own = stored(&world, personal).await.cart_id;
        let report = unshare(&world, "mara", cart, UnshareMode::Convert).await.expect("unshared");
        assert_eq!((report.merge.merged[0].line_id, report.merge.merged[0].quantity), (shared, 8));
        let (status, quantity, entries, _) = facts(&world, "mara", shared).await;
        assert_eq!((status, quantity, entries), (LineStatus::Open, 8, 3));
        assert_eq!(stored(&world, shared).await.cart_id, own);
        assert_eq!(line(&world, "mara", personal).await.err(), Some(AppError::NotFound));
        assert_eq!(query_in(&world.as_person("mara"), load_trash, ()).await.expect("the trash").carts.len(), 1);
        undo(&world, "mara", cart).await.expect("in time");
        assert_eq!((stored(&world, shared).await.cart_id, stored(&world, personal).await.cart_id), (cart, own));
        assert_eq!((facts(&world, "mara", shared).await.1, facts(&world, "mara", personal).await.1), (3, 5));
        unshare(&world, "mara", cart, UnshareMode::Convert).await.expect("once more");
        world.advance_us(12 * SECOND_US);
        assert_eq!(due(&world).await, [personal]);
        assert_eq!(undo(&world, "mara", cart).await, Err(Refusal::NothingToUndo.into()));
    }

    async fn the_note_on_an_absorbed_line_goes_along_and_comes_back(store: Store) {
        let world = World::new(store).await;
        let mut listings = Vec::new();
        for number in ["AN1", "AN2", "AN3", "AN4"] {
            listings.push(world.list("Orbit", number, (100, None)).await);
        }
        let mut shared = Vec::new();
        for listing in &listings {
            shared.push(add(&world, "mara", *listing, 3).await);
        }
        // Negotiated, so that it absorbs the personal line.
        execute(world.as_person("mara"), send_message, text_input(buyer(shared[3]), "When?")).await.expect("sent");
        let cart = share(&world, "mara", "Hangar 2").await;
        switch(&world, "tomas", Some(cart)).await.expect("switched");
        switch(&world, "mara", None).await.expect("home");
        let mut own = Vec::new();
        for listing in &listings {
            own.push(add(&world, "mara", *listing, 5).await);
        }
        let long = ["x".repeat(600), "y".repeat(600)];
        for (who, id, text) in [
            ("tomas", shared[0], "left gear"),
            ("tomas", shared[1], "left gear"),
            ("mara", own[1], "right gear"),
            ("tomas", shared[2], long[0].as_str()),
            ("mara", own[2], long[1].as_str()),
            ("mara", own[3], "nose"),
        ] {
            let input = NoteInput { line_id: id, note: text.into(), note_seen: String::new() };
            execute(world.as_person(who), cart::save_note, input).await.expect("noted");
        }
        let noted_at = world.clock.now();
        world.advance_us(HOUR_US);
        let preview = query_in(&world.as_person("mara"), preview_unshare, cart).await.expect("a preview");
        let report = unshare(&world, "mara", cart, UnshareMode::Convert).await.expect("unshared");
        assert_eq!(report.merge, preview.merge);
        let fates: Vec<NoteFate> = report.merge.merged.iter().map(|merged| merged.note).collect();
        assert_eq!(fates, [NoteFate::Moves, NoteFate::Joins, NoteFate::Stays, NoteFate::Moves]);
        let at = world.clock.now();
        assert_eq!(noted(&world, own[0]).await, ("left gear".into(), Some(("tomas".into(), noted_at))));
        assert_eq!(noted(&world, own[1]).await, ("right gear\nleft gear".into(), Some(("mara".into(), at))));
        assert_eq!(noted(&world, own[2]).await, (long[1].clone(), Some(("mara".into(), noted_at))));
        assert_eq!(noted(&world, shared[3]).await, ("nose".into(), Some(("mara".into(), noted_at))));
        let history = told(&world, stored(&world, own[0]).await.cart_id).await;
        assert_eq!(history.iter().filter(|sentence| *sentence == "Note on AN1: “left gear”.").count(), 1);
        let changed = NoteInput { line_id: own[0], note: "both gears".into(), note_seen: "left gear".into() };
        execute(world.as_person("mara"), cart::save_note, changed).await.expect("noted");
        undo(&world, "mara", cart).await.expect("in time");
        assert_eq!(noted(&world, own[0]).await.0, "both gears", "what was written since stays");
        assert_eq!(noted(&world, own[1]).await, ("right gear".into(), Some(("mara".into(), noted_at))));
        assert_eq!(noted(&world, shared[1]).await, ("left gear".into(), Some(("tomas".into(), noted_at))));
        assert_eq!((noted(&world, shared[3]).await, noted(&world, own[3]).await.0), ((String::new(), None), "nose".into()));
    }

    async fn of_two_negotiations_for_one_listing_the_shared_one_stays_shared(store: Store) {
        let world = World::new(store).await;
        let listing = world.list("Orbit", "AN3-5A", (100, None)).await;
        let shared = add(&world, "mara", listing, 3).await;
        let free = add(&world, "mara", world.list("Kestrel", "MS 20", (10, None)).await, 1).await;
        quote(&world, shared).await;
        let cart = share(&world, "mara", "Hangar 2").await;
        switch(&world, "mara", None).await.expect("home");
        let personal = add(&world, "mara", listing, 5).await;
        quote(&world, personal).await;
        let before = (facts(&world, "mara", shared).await, facts(&world, "mara", personal).await);
        let report = unshare(&world, "mara", cart, UnshareMode::Convert).await.expect("as far as possible");
        assert!(report.is_still_shared);
        let kept = &report.merge.kept[0];
        assert_eq!((kept.line_id, kept.other_id, kept.reason), (shared, personal, KeptReason::BothNegotiated));
        assert_eq!((facts(&world, "tomas", shared).await, facts(&world, "mara", personal).await), before);
        assert_eq!(stored(&world, shared).await.cart_id, cart);
        assert_eq!(stored(&world, free).await.cart_id, stored(&world, personal).await.cart_id);
        assert_eq!(cart_of(&world, "tomas", cart).await.expect("still shared").lines.all(), 1);
        undo(&world, "mara", cart).await.expect("in time");
        assert_eq!(stored(&world, free).await.cart_id, cart);
    }

    async fn an_offer_that_would_lapse_keeps_its_line_and_a_sum_ends_at_the_limit(store: Store) {
        let world = World::new(store).await;
        let quoted = world.list("Orbit", "AN3-5A", (100, None)).await;
        let huge = world.list("Orbit", "AN4", (2_000_000, None)).await;
        let shared = add(&world, "mara", quoted, 3).await;
        add(&world, "mara", huge, 600_000).await;
        quote(&world, shared).await;
        let cart = share(&world, "mara", "Hangar 2").await;
        switch(&world, "mara", None).await.expect("home");
        add(&world, "mara", quoted, 5).await;
        let large = add(&world, "mara", huge, 500_000).await;
        let report = unshare(&world, "mara", cart, UnshareMode::Convert).await.expect("as far as possible");
        assert_eq!(report.merge.kept[0].reason, KeptReason::WouldLapse);
        assert_eq!(report.merge.merged[0].capped, Some(Capped { wanted: 1_100_000 }));
        assert_eq!(facts(&world, "mara", large).await.1, 999_999);
        assert_eq!(facts(&world, "tomas", shared).await.0, LineStatus::Quote);
        undo(&world, "mara", cart).await.expect("in time");
        assert_eq!(facts(&world, "mara", large).await.1, 500_000);
    }

    async fn only_who_unshared_undoes_it_once_and_in_time(store: Store) {
        let world = World::new(store).await;
        add(&world, "mara", world.list("Orbit", "AN3-5A", (100, None)).await, 3).await;
        let cart = share(&world, "mara", "Hangar 2").await;
        assert_eq!(unshare(&world, "tomas", cart, UnshareMode::Convert).await, Err(Refusal::NotYourCart.into()));
        unshare(&world, "mara", cart, UnshareMode::Convert).await.expect("unshared");
        assert_eq!(undo(&world, "tomas", cart).await, Err(Refusal::NothingToUndo.into()));
        world.advance_us(12 * SECOND_US - 1);
        undo(&world, "mara", cart).await.expect("just in time");
        assert_eq!(undo(&world, "mara", cart).await, Err(Refusal::NothingToUndo.into()));
        unshare(&world, "mara", cart, UnshareMode::Convert).await.expect("again");
        world.advance_us(12 * SECOND_US);
        assert_eq!(undo(&world, "mara", cart).await, Err(Refusal::NothingToUndo.into()));
        assert_eq!(current(&world, "mara").await.kind, CartKind::Personal);
    }

    async fn what_was_agreed_meanwhile_stays_where_it_is(store: Store) {
        let world = World::new(store).await;
        let listing = world.list("Orbit", "AN3-5A", (100, None)).await;
        let shared = add(&world, "mara", listing, 3).await;
        let cart = share(&world, "mara", "Hangar 2").await;
        switch(&world, "mara", None).await.expect("home");
        let personal = add(&world, "mara", listing, 5).await;
        unshare(&world, "mara", cart, UnshareMode::Convert).await.expect("unshared");
        quote(&world, personal).await;
        world.accept(personal, 1).await.expect("eight of them");
        undo(&world, "mara", cart).await.expect("in time");
        assert_eq!((facts(&world, "mara", personal).await.0, facts(&world, "mara", personal).await.1), (LineStatus::Accepted, 8));
        world.advance_us(12 * SECOND_US);
        assert_eq!(due(&world).await, [shared], "its units were bought with the other line");
    }

    async fn an_admin_who_buys_converts_into_their_own_cart_and_a_changed_cart_is_looked_at_again(store: Store) {
        let world = World::new(store).await;
        let id = add(&world, "mara", world.list("Orbit", "AN3-5A", (100, None)).await, 3).await;
        let cart = share(&world, "mara", "Hangar 2").await;
        let seen = query_in(&as_buyer(&world, "olga"), preview_unshare, cart).await.expect("an admin");
        switch(&world, "tomas", Some(cart)).await.expect("switched");
        add(&world, "tomas", world.list("Kestrel", "MS 20", (10, None)).await, 1).await;
        let input = |version_seen, request_id| UnshareInput {
            cart_id: cart,
            mode: UnshareMode::Convert,
            version_seen: Some(version_seen),
            request_id,
        };
        let stale = execute(as_buyer(&world, "olga"), unshare_cart, input(seen.version, request())).await;
        assert_eq!(stale, Err(Refusal::CartChanged.into()));
        let request_id = request();
        let done = execute(as_buyer(&world, "olga"), unshare_cart, input(seen.version + 1, request_id)).await;
        assert_eq!(done.expect("unshared").merge.moved, 2);
        let again = execute(as_buyer(&world, "olga"), unshare_cart, input(seen.version + 1, request_id)).await;
        assert!(!again.expect("the same request").is_still_shared);
        line(&world, "olga", id).await.expect("hers now");
        assert_eq!(line(&world, "mara", id).await.err(), Some(AppError::NotFound));
    }
}
