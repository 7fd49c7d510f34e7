//! Guests who do two things at once: nothing is lost, and nothing is bought twice.

use super::{
    signing_in::{owned, sign_in},
    *,
};
use std::sync::Arc;
use tokio::sync::Barrier;

/// Rounds of a race per database.
const ROUNDS: i64 = 20;

on_both! {
    async fn of_two_sign_ins_at_once_one_takes_the_cart_over(store: Store) {
        let world = Arc::new(World::new(store).await);
        let bolt = world.list("Orbit", "AN1", (900_000, Some("3.10"))).await;
        for round in 1..=ROUNDS {
            let token = world.new_guest(&[(bolt, 5)]).await;
            // From another address each, or somebody would have to wait.
            world.advance_us(crate::domain::time::DAY_US / 2);
            let start = Arc::new(Barrier::new(2));
            let entering = ["mara", "emil"].map(|who| {
                let (world, token, start) = (world.clone(), token.clone(), start.clone());
                tokio::spawn(async move {
                    start.wait().await;
                    sign_in(&world, &token, who).await
                })
            });
            for entered in entering {
                entered.await.expect("no panic");
            }
            let (mara, emil) = (owned(&world, "mara").await.len() as i64, owned(&world, "emil").await.len() as i64);
            assert_eq!((mara + emil, available(&world, "AN1").await), (round, 900_000 - 5 * round));
        }
        logs_hold(&world, &["Halden", "Fjord", "Orbit"]).await;
    }

    async fn of_signing_in_and_ordering_at_once_exactly_one_happens(store: Store) {
        let world = Arc::new(World::new(store).await);
        let bolt = world.list("Orbit", "AN1", (900_000, Some("3.10"))).await;
        let mut taken = 0;
        for round in 1..=ROUNDS {
            let token = world.new_guest(&[(bolt, 5)]).await;
            let input = order_input(&review(&world, &token).await);
            let start = Arc::new(Barrier::new(2));
            let ordering = {
                let (world, token, start) = (world.clone(), token.clone(), start.clone());
                tokio::spawn(async move {
                    start.wait().await;
                    submit(&world, &token, input).await
                })
            };
            let entering = {
                let (world, token, start) = (world.clone(), token.clone(), start.clone());
                tokio::spawn(async move {
                    start.wait().await;
                    sign_in(&world, &token, "mara").await
                })
            };
            let (ordered, entered) = (ordering.await.expect("no panic"), entering.await.expect("no panic"));
            taken += i64::from(entered.has_report);
            assert_ne!(ordered.is_ok(), entered.has_report, "{ordered:?}");
            assert_eq!((owned(&world, "mara").await.len() as i64, available(&world, "AN1").await), (taken, 900_000 - 5 * round));
            world.advance_us(crate::domain::time::DAY_US / 2);
        }
    }
}
