//! Removing a shared cart, the trash, and what is forgotten.

use super::*;
use crate::{
    domain::{
        negotiation::LineStatus,
        refusal::Refusal,
        sharing::TrashReason,
        time::{DAY_US, HOUR_US, SECOND_US},
    },
    server::application::negotiation::load_transactions,
};

on_both! {
    async fn what_is_agreed_blocks_removal_and_all_else_waits_to_be_withdrawn(store: Store) {
        let world = World::new(store).await;
        let open = add(&world, "mara", world.list("Orbit", "AN1", (100, None)).await, 3).await;
        let quoted = add(&world, "mara", world.list("Orbit", "AN2", (100, None)).await, 3).await;
        world.quote(quoted, "41.20", 0).await.expect("quoted");
        let cart = share(&world, "mara", "Hangar 2").await;
        let agreed = add(&world, "mara", world.list("Orbit", "AN3", (100, None)).await, 3).await;
        world.quote(agreed, "10", 0).await.expect("quoted");
        world.accept(agreed, 1).await.expect("accepted");
        let refused = unshare(&world, "mara", cart, UnshareMode::Remove).await;
        assert_eq!(refused, Err(Refusal::CartHasAgreed { agreed: 1 }.into()));
        assert!(!query_in(&world.as_person("mara"), preview_unshare, cart).await.expect("a preview").can_remove);
        unshare(&world, "mara", cart, UnshareMode::Convert).await.expect("converted");
        assert_eq!(line(&world, "mara", agreed).await.expect("kept").status, LineStatus::Accepted);
        let cart = share(&world, "mara", "Hangar 3").await;
        assert_eq!(unshare(&world, "mara", cart, UnshareMode::Remove).await.err(), Some(Refusal::CartHasAgreed { agreed: 1 }.into()));
        assert_eq!(due(&world).await, []);
        for id in [open, quoted] {
            assert_eq!(line(&world, "mara", id).await.expect("kept").thread.len(), 1 + usize::from(id == quoted));
        }
    }

    async fn a_removed_cart_is_gone_for_buyers_at_once_and_for_sellers_when_nobody_can_undo_it(store: Store) {
        let world = World::new(store).await;
        let open = add(&world, "mara", world.list("Orbit", "AN1", (100, None)).await, 3).await;
        let quoted = add(&world, "mara", world.list("Orbit", "AN2", (100, None)).await, 3).await;
        world.quote(quoted, "41.20", 0).await.expect("quoted");
        let cart = share(&world, "mara", "Hangar 2").await;
        switch(&world, "tomas", Some(cart)).await.expect("switched");
        let report = unshare(&world, "mara", cart, UnshareMode::Remove).await.expect("removed");
        assert_eq!((report.withdrawing, report.is_still_shared), (2, false));
        for who in ["mara", "tomas"] {
            assert_eq!(line(&world, who, open).await.err(), Some(AppError::NotFound), "{who}");
            assert_eq!((current(&world, who).await.id, list(&world, who, Tab::Active).await.lines.rows.len()), (None, 0));
            assert_eq!(switch(&world, who, Some(cart)).await, Err(AppError::NotFound));
        }
        assert_eq!(world.accept(quoted, 1).await, Err(AppError::NotFound));
        assert_eq!(line(&world, "jonas", quoted).await.expect("his").status, LineStatus::Quote);
        world.advance_us(12 * SECOND_US - 1);
        assert_eq!(due(&world).await, []);
        undo(&world, "mara", cart).await.expect("just in time");
        world.advance_us(HOUR_US);
        assert_eq!(due(&world).await, []);
        assert_eq!((current(&world, "tomas").await.id, current(&world, "mara").await.id), (Some(cart), Some(cart)));
        unshare(&world, "mara", cart, UnshareMode::Remove).await.expect("removed");
        world.advance_us(12 * SECOND_US);
        assert_eq!(due(&world).await, [open, quoted]);
    }

    async fn the_sharer_or_an_admin_restores_a_cart_within_thirty_days_and_nobody_jumps_into_it(store: Store) {
        let world = World::new(store).await;
        let listing = world.list("Orbit", "AN1", (100, None)).await;
        let id = add(&world, "mara", listing, 3).await;
        let cart = share(&world, "mara", "Hangar 2").await;
        switch(&world, "tomas", Some(cart)).await.expect("switched");
        unshare(&world, "mara", cart, UnshareMode::Remove).await.expect("removed");
        let trash = query_in(&world.as_person("tomas"), load_trash, ()).await.expect("the trash");
        let shown = &trash.carts[0];
        assert_eq!((shown.reason, shown.trashed_by.as_deref(), shown.can_restore), (TrashReason::Removed, Some("mara"), false));
        assert_eq!(shown.until, world.clock.now().plus_us(THIRTY_DAYS_US));
        assert_eq!(restore(&world, "tomas", cart).await, Err(Refusal::NotYourCart.into()));
        world.advance_us(5 * SECOND_US);
        restore(&world, "olga", cart).await.expect("an admin who buys");
        world.advance_us(HOUR_US);
        assert_eq!(due(&world).await, [], "brought back before it was withdrawn");
        assert_eq!(line(&world, "tomas", id).await.expect("back").status, LineStatus::Open);
        assert_eq!((current(&world, "tomas").await.id, current(&world, "mara").await.id), (None, None));
        assert_eq!(restore(&world, "mara", cart).await, Err(Refusal::NotForThisCart.into()));
        unshare(&world, "mara", cart, UnshareMode::Remove).await.expect("removed");
        world.advance_us(30 * DAY_US - 1);
        restore(&world, "mara", cart).await.expect("on the last day");
        unshare(&world, "mara", cart, UnshareMode::Remove).await.expect("removed");
        world.advance_us(30 * DAY_US);
        assert_eq!(restore(&world, "mara", cart).await, Err(AppError::NotFound));
        assert_eq!(query_in(&world.as_person("mara"), load_trash, ()).await.expect("the trash").carts.len(), 0);
    }

    async fn what_is_forgotten_leaves_lines_threads_and_agreements(store: Store) {
        let world = World::new(store).await;
        let agreed = add(&world, "mara", world.list("Orbit", "AN1", (100, None)).await, 3).await;
        world.quote(agreed, "10", 0).await.expect("quoted");
        world.accept(agreed, 1).await.expect("accepted");
        let plain = add(&world, "mara", world.list("Orbit", "AN2", (100, None)).await, 3).await;
        let cart = share(&world, "mara", "Hangar 2").await;
        // An agreement of a cart that went to the trash all the same: as completed ones do.
        crate::server::storage::testing::complete(&world.services.store, agreed).await;
        unshare(&world, "mara", cart, UnshareMode::Remove).await.expect("removed");
        world.advance_us(30 * DAY_US - 1);
        assert_eq!(execute(world.system(), forget_old_carts, ()).await, Ok(0));
        world.advance_us(1);
        assert_eq!(execute(world.system(), forget_old_carts, ()).await, Ok(1));
        assert_eq!(execute(world.system(), forget_old_carts, ()).await, Ok(0));
        for who in ["mara", "tomas"] {
            let bought = query_in(&world.as_person(who), load_transactions, (Some(Side::Buyer), String::new())).await;
            assert_eq!(bought.expect("the agreements").rows.rows.len(), 1, "{who}");
        }
        let seen = line(&world, "jonas", plain).await.expect("his record");
        assert!(seen.has_older, "the thread is there, older than what is shown");
        assert_eq!(told(&world, cart).await.last().map(String::as_str),
            Some("The time in the trash is over: name and description are gone, 2 lines stay on record."));
        assert_eq!(restore(&world, "mara", cart).await, Err(AppError::NotFound));
    }
}

const THIRTY_DAYS_US: i64 = 30 * DAY_US;
