//! Budgets hold under parallel submissions, and what is canceled in the same month is given back.

use super::*;
use crate::{
    domain::{
        money::{Currency, Money},
        ordering::month_of,
        time::DAY_US,
    },
    server::{application::ordering::submit::above_budget, storage::ordering::limit as store},
};
use tokio::task::JoinSet;

/// Rounds of fifty on each database, by the transaction alone and by whole submissions.
const ROUNDS: usize = 200;
const WHOLE_ROUNDS: usize = 3;
const PARALLEL: usize = 50;

fn dollars(minor: i64) -> Money {
    Money { minor, currency: Currency::parse("USD").expect("known") }
}

async fn spent(world: &World, who: &str) -> i64 {
    let mut reader = world.system().read().await.expect("a reader");
    let member = (world.organisation("Halden"), world.person(who));
    let spent = store::spent(&mut reader, member, &month_of(world.clock.now())).await.expect("an answer");
    spent.first().map_or(0, |money| money.minor)
}

on_both! {
    async fn of_fifty_parallel_orders_a_budget_for_ten_lets_ten_pass(store: Store) {
        let desk = Arc::new(Desk::new(store).await);
        desk.limit("mara", "", "10").await;
        for round in 0..ROUNDS {
            let mut racing = JoinSet::new();
            for _ in 0..PARALLEL {
                let desk = desk.clone();
                racing.spawn(async move {
                    let spend = async |context: Context, (): ()| -> Outcome<bool> {
                        let buyer = Buyer::of(&context)?;
                        let mut work = context.write().await?;
                        let passes = above_budget(&buyer, &mut work, &[dollars(100)]).await?.is_empty();
                        if passes {
                            let member = (buyer.organisation_id(), buyer.person_id);
                            store::spend(&mut work.tx, member, &month_of(buyer.now), &[dollars(100)]).await?;
                        }
                        work.commit(&context).await?;
                        Ok(passes)
                    };
                    spend(desk.world.as_person("mara"), ()).await.expect("an answer")
                });
            }
            let passed = racing.join_all().await.into_iter().filter(|passed| *passed).count();
            assert_eq!((passed, spent(&desk.world, "mara").await), (10, 1_000), "round {round}");
            desk.world.advance_us(31 * DAY_US);
        }
    }

    async fn of_fifty_parallel_submissions_a_budget_for_ten_orders_ten(store: Store) {
        let desk = Arc::new(Desk::new(store).await);
        desk.limit("mara", "", "412").await;
        for round in 0..WHOLE_ROUNDS {
            let mut inputs = Vec::with_capacity(PARALLEL);
            for number in 0..PARALLEL {
                desk.buy("mara", desk.bolt, 1).await;
                desk.share("mara", &format!("Cart {round}.{number}")).await;
                inputs.push(input_of(&desk.review("mara").await));
                desk.switch("mara", None).await;
            }
            let mut racing = JoinSet::new();
            for input in inputs {
                let desk = desk.clone();
                racing.spawn(async move { desk.send("mara", input).await.expect("an answer") });
            }
            let answers = racing.join_all().await;
            let passed = answers.iter().filter(|answer| matches!(answer, Submitted::Ordered { .. })).count();
            assert_eq!((passed, spent(&desk.world, "mara").await), (10, 41_200), "round {round}");
            desk.world.advance_us(31 * DAY_US);
        }
    }

    async fn a_canceled_order_gives_its_month_back_and_no_other(store: Store) {
        let desk = Desk::new(store).await;
        desk.limit("mara", "", "100").await;
        desk.buy("mara", desk.bolt, 2).await;
        let (id, _) = ordered(desk.submit("mara").await.expect("ordered"));
        assert_eq!(spent(&desk.world, "mara").await, 8_240);
        let cancel = async |at| {
            let mut work = desk.world.system().write().await.expect("a transaction");
            give_back(&mut work, id, at).await.expect("given back");
            work.commit(&desk.world.system()).await.expect("committed");
        };
        cancel(desk.world.clock.now().plus_us(31 * DAY_US)).await;
        assert_eq!(spent(&desk.world, "mara").await, 8_240, "in another month it is too late");
        cancel(desk.world.clock.now()).await;
        assert_eq!(spent(&desk.world, "mara").await, 0);
    }

    async fn limits_are_for_admins_and_bind_from_the_first_one_on(store: Store) {
        let desk = Desk::new(store).await;
        let input = |who: &str, currency: &str, per_order: &str| LimitInput {
            person_id: desk.world.person(who),
            currency: currency.into(),
            per_order: per_order.into(),
            per_month: String::new(),
        };
        let save = async |by: &str, input| execute(desk.world.as_person(by), save_limit, input).await;
        assert_eq!(save("mara", input("mara", "USD", "")).await, Err(AppError::Forbidden));
        for (who, reason) in [("emil", "another organisation's"), ("sven", "suspended"), ("jonas", "a seller")] {
            assert_eq!(save("olga", input(who, "USD", "1")).await, Err(AppError::NotFound), "{reason}");
        }
        let refused = save("olga", input("mara", "USX", "")).await.expect_err("refused");
        assert!(refused.reason_for("currency").is_some(), "{refused}");
        let refused = save("olga", input("mara", "USD", "a lot")).await.expect_err("refused");
        assert!(refused.reason_for("per_order").is_some(), "{refused}");
        desk.buy("mara", desk.bolt, 1).await;
        assert_eq!(desk.readiness("mara").await.approval, None, "without a limit everything is ordered alone");
        save("olga", input("mara", "EUR", "")).await.expect("saved");
        let need = desk.readiness("mara").await.approval.expect("dollars need an approval now");
        let names: Vec<_> = need.approvers.iter().map(|approver| approver.name.as_str()).collect();
        assert_eq!((need.exceeded.len(), names.as_slice()), (1, ["tomas"].as_slice()));
        let page = query_in(&desk.world.as_person("olga"), load_ordering, ()).await.expect("the page");
        let mara = page.members.iter().find(|member| member.person.name == "mara").expect("listed");
        assert_eq!((mara.limits.len(), mara.limits[0].per_order), (1, None));
        let remove = crate::api_types::checkout::RemoveLimitInput { person_id: mara.person.id, currency: "EUR".into() };
        execute(desk.world.as_person("olga"), remove_limit, remove).await.expect("removed");
        ordered(desk.submit("mara").await.expect("ordered"));
    }
}
