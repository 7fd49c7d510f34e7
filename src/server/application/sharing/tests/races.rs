//! Races: a touched cart survives its purge, a cart is shared and unshared once, and nothing that is added gets lost.

use super::*;
use crate::{
    domain::time::WEEK_US,
    server::{
        application::{
            audit::{self, Verdict},
            negotiation::{send_message, update_price},
        },
        testing::{buyer, price_input, text_input},
    },
};
use std::sync::Arc;
use tokio::{sync::Barrier, task::JoinSet};

/// Rounds of a race per database.
const ROUNDS: usize = 300;

/// Runs both at once.
async fn at_once<A, B>(one: impl Future<Output = A>, two: impl Future<Output = B>) -> (A, B) {
    let barrier = Barrier::new(2);
    tokio::join!(
        async {
            barrier.wait().await;
            one.await
        },
        async {
            barrier.wait().await;
            two.await
        }
    )
}

/// What a round of purge against touch left.
#[derive(Debug)]
struct Left {
    touched: bool,
    survived: bool,
}

/// Where the buyer's log has an action on a subject.
async fn sequence_of(world: &World, subject: &str, action: &str) -> Option<i64> {
    let mut reader = world.system().read().await.expect("a reader");
    let of = crate::server::storage::audit::of_subject;
    let links = of(&mut reader, world.organisation("Halden"), subject, (i64::MAX, 100)).await.expect("the log");
    links.into_iter().find(|link| link.entry.action == action).map(|link| link.entry.sequence)
}

async fn purge_against_touch(world: &World, round: usize, listings: (ListingId, ListingId)) -> Left {
    let id = add(world, "mara", listings.0, 1).await;
    let cart = share(world, "mara", "Hangar").await;
    switch(world, "tomas", Some(cart)).await.expect("switched");
    world.advance_us(7 * WEEK_US);
    execute(world.system(), give_notices, ()).await.expect("noticed");
    world.advance_us(WEEK_US);
    let purge = execute(world.system(), purge_idle_carts, ());
    let touched = match round % 3 {
        0 => {
            let touch = execute(world.as_person("tomas"), cart::add_to_cart, add_input(listings.1, 1));
            let added = at_once(purge, touch).await.1.expect("added somewhere").line_id;
            stored(world, added).await.cart_id == cart
        }
        1 => {
            let touch = execute(world.as_person("tomas"), send_message, text_input(buyer(id), "Wait"));
            match at_once(purge, touch).await.1 {
                Ok(_) => true,
                Err(error) => {
                    assert_eq!(error, AppError::NotFound);
                    false
                }
            }
        }
        _seller => {
            let touch = execute(world.as_person("jonas"), update_price, price_input(id, "1.50", 0));
            let _maybe_closed = at_once(purge, touch).await;
            // A seller may still answer a line whose cart is gone: then it was not in time.
            let priced = sequence_of(world, &format!("line:{id}"), "line.price_updated").await;
            let purged = sequence_of(world, &format!("cart:{cart}"), "cart.purged").await;
            priced.is_some_and(|priced| purged.is_none_or(|purged| priced < purged))
        }
    };
    Left { touched, survived: cart_of(world, "mara", cart).await.is_some() }
}

on_both! {
    async fn a_touched_cart_always_survives_its_purge(store: Store) {
        let world = World::new(store).await;
        let listings =
            (world.list("Orbit", "AN1", (999_999, None)).await, world.list("Orbit", "AN2", (999_999, None)).await);
        for round in 0..ROUNDS {
            let left = purge_against_touch(&world, round, listings).await;
            assert_eq!(left.touched, left.survived, "round {round}");
            // The next round begins without carts.
            for cart in carts(&world, "mara").await.carts {
                match (cart.cart.kind, cart.cart.id) {
                    (CartKind::Shared, Some(id)) => {
                        unshare(&world, "mara", id, UnshareMode::Remove).await.expect("removed");
                    }
                    (CartKind::Personal, _) | (_, None) => {}
                }
            }
        }
        let verdict = audit::verify(&world.system(), world.organisation("Halden")).await.expect("a verdict");
        assert!(matches!(verdict, Verdict::Intact(_)), "{verdict:?}");
    }

    async fn of_two_who_share_or_unshare_one_cart_one_does(store: Store) {
        let world = World::new(store).await;
        let listing = world.list("Orbit", "AN1", (999_999, None)).await;
        for round in 0..40 {
            let id = add(&world, "mara", listing, 1).await;
            let share = |name: &str| {
                let input = ShareInput { name: name.into(), description: String::new(), request_id: request() };
                execute(world.as_person("mara"), share_cart, input)
            };
            let (one, two) = at_once(share("One"), share("Two")).await;
            assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1, "round {round}: {one:?} {two:?}");
            let cart = one.or(two).expect("one of them").id.expect("a cart");
            let (one, two) = at_once(
                unshare(&world, "mara", cart, UnshareMode::Convert),
                unshare(&world, "olga", cart, UnshareMode::Remove),
            )
            .await;
            assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1, "round {round}: {one:?} {two:?}");
            assert_eq!(line(&world, "mara", id).await.is_ok(), one.is_ok());
            let undone = at_once(undo(&world, "mara", cart), undo(&world, "mara", cart)).await;
            let undone = usize::from(undone.0.is_ok()) + usize::from(undone.1.is_ok());
            assert_eq!(undone, usize::from(one.is_ok()), "round {round}");
            if one.is_ok() {
                unshare(&world, "mara", cart, UnshareMode::Remove).await.expect("removed");
            }
            world.advance_us(WEEK_US);
        }
    }

    async fn what_is_added_while_a_cart_is_unshared_lands_in_one_cart_or_the_other(store: Store) {
        let world = World::new(store).await;
        let (seed, listing) =
            (world.list("Orbit", "AN1", (999_999, None)).await, world.list("Orbit", "AN2", (999_999, None)).await);
        for round in 0..60 {
            let first = add(&world, "mara", seed, 1).await;
            let cart = share(&world, "mara", "Hangar").await;
            switch(&world, "tomas", Some(cart)).await.expect("switched");
            let added = execute(world.as_person("tomas"), cart::add_to_cart, add_input(listing, 1));
            let (added, report) = at_once(added, unshare(&world, "mara", cart, UnshareMode::Convert)).await;
            let (added, report) = (added.expect("added").line_id, report.expect("unshared"));
            let own = stored(&world, first).await.cart_id;
            let in_mara = stored(&world, added).await.cart_id == own;
            assert_eq!(report.merge.moved, 1 + u32::from(in_mara), "round {round}");
            assert!(line(&world, if in_mara { "mara" } else { "tomas" }, added).await.is_ok(), "round {round}");
            // The next round begins with carts of its own.
            for who in ["mara", "tomas"] {
                if current(&world, who).await.id.is_some() {
                    let cart = share(&world, who, "Over").await;
                    unshare(&world, who, cart, UnshareMode::Remove).await.expect("removed");
                }
            }
        }
    }

    async fn parallel_adds_of_several_members_to_one_cart_all_count(store: Store) {
        let world = Arc::new(World::new(store).await);
        let (one, two) =
            (world.list("Orbit", "AN1", (999_999, None)).await, world.list("Kestrel", "AN2", (999_999, None)).await);
        add(&world, "mara", one, 1).await;
        let cart = share(&world, "mara", "Hangar").await;
        let before = cart_of(&world, "mara", cart).await.expect("listed").version;
        for who in ["tomas", "olga"] {
            switch(&world, who, Some(cart)).await.expect("switched");
        }
        let mut adding = JoinSet::new();
        for who in ["mara", "tomas", "olga"] {
            let world = world.clone();
            adding.spawn(async move {
                for number in 0..20 {
                    add(&world, who, if number % 2 == 0 { one } else { two }, 1).await;
                }
            });
        }
        adding.join_all().await;
        let rows = list(&world, "tomas", Tab::Active).await.lines.rows;
        let mut quantities: Vec<i64> = rows.iter().map(|row| row.quantity).collect();
        quantities.sort_unstable();
        assert_eq!(quantities, [30, 31]);
        let after = cart_of(&world, "mara", cart).await.expect("listed");
        assert_eq!(after.version, before + 60, "one version per change");
        assert_eq!(after.lines.all(), 2);
    }
}
