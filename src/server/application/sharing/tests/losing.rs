//! Who lost the cart they worked in is told on every page, until they have read it.

use super::*;
use crate::{
    api_types::cart::LostCart,
    domain::{
        sharing::TrashReason,
        time::{DAY_US, HOUR_US},
    },
    server::application::identity::load_shell,
};

async fn lost(world: &World, who: &str) -> Option<LostCart> {
    query_in(&as_buyer(world, who), load_shell, ()).await.expect("the frame").lost
}

fn told(name: &str, reason: TrashReason, by: Option<&str>, world: &World) -> Option<LostCart> {
    Some(LostCart { name: name.into(), reason, by: by.map(str::to_owned), at: world.clock.now() })
}

async fn shared(world: &World, name: &str) -> CartId {
    add(world, "mara", world.list("Orbit", "AN1", (900, None)).await, 3).await;
    let cart = share(world, "mara", name).await;
    switch(world, "tomas", Some(cart)).await.expect("switched");
    cart
}

on_both! {
    async fn whoever_worked_in_an_unshared_cart_is_told_until_they_have_read_it(store: Store) {
        let world = World::new(store).await;
        for (name, mode) in [("Hangar 2", UnshareMode::Remove), ("Hangar 3", UnshareMode::Convert)] {
            let cart = shared(&world, name).await;
            assert_eq!(lost(&world, "tomas").await, None);
            unshare(&world, "mara", cart, mode).await.expect("unshared");
            let expected = told(name, mode.trash_reason(), Some("mara"), &world);
            assert_eq!(lost(&world, "tomas").await, expected);
            for who in ["mara", "olga", "emil", "jonas"] {
                assert_eq!(lost(&world, who).await, None, "{who} did it, or did not work in it");
            }
            world.advance_us(3 * DAY_US);
            assert_eq!(lost(&world, "tomas").await, expected, "a weekend later");
            execute(world.as_person("tomas"), cart::dismiss_lost, ()).await.expect("read");
            assert_eq!(lost(&world, "tomas").await, None);
        }
    }

    async fn a_cart_that_comes_back_is_not_told_of(store: Store) {
        let world = World::new(store).await;
        let cart = shared(&world, "Hangar 2").await;
        unshare(&world, "mara", cart, UnshareMode::Remove).await.expect("unshared");
        undo(&world, "mara", cart).await.expect("undone");
        assert_eq!(lost(&world, "tomas").await, None);
        unshare(&world, "mara", cart, UnshareMode::Remove).await.expect("unshared");
        world.advance_us(HOUR_US);
        restore(&world, "mara", cart).await.expect("restored");
        assert_eq!(lost(&world, "tomas").await, None);
    }

    async fn a_purged_cart_is_told_of_until_its_name_is_forgotten(store: Store) {
        let world = World::new(store).await;
        shared(&world, "Hangar 2").await;
        world.advance_us(56 * DAY_US);
        for job in 0..3 {
            execute(world.system(), give_notices, ()).await.expect("noticed");
            execute(world.system(), purge_idle_carts, ()).await.expect("purged");
            if job == 0 {
                world.advance_us(8 * DAY_US);
            }
        }
        for who in ["tomas", "mara"] {
            assert_eq!(lost(&world, who).await, told("Hangar 2", TrashReason::Purged, None, &world), "{who}");
        }
        world.advance_us(31 * DAY_US);
        execute(world.system(), forget_old_carts, ()).await.expect("forgotten");
        assert_eq!(lost(&world, "tomas").await, None);
    }

    async fn the_frame_of_whoever_lost_nothing_costs_no_statement_more(store: Store) {
        let world = World::new(store).await;
        let cart = shared(&world, "Hangar 2").await;
        let mut counted = Vec::new();
        for lose in [false, true] {
            if lose {
                unshare(&world, "mara", cart, UnshareMode::Convert).await.expect("unshared");
            }
            for who in ["mara", "tomas"] {
                let context = world.as_person(who);
                query_in(&context, load_shell, ()).await.expect("the frame");
                counted.push(context.store.statements());
            }
        }
        assert_eq!((counted[0], counted[1]), (counted[2], counted[0]));
        assert_eq!(counted[3], counted[1] + 1, "only where there is something to tell");
    }
}
