//! Idle carts: notice, purge, and what keeps a cart.

use super::*;
use crate::{
    api_types::profile::MailInput,
    domain::{
        job::JobKind,
        mail::MailKind,
        negotiation::LineStatus,
        time::{HOUR_US, MINUTE_US, WEEK_US},
    },
    server::{
        application::{
            identity::{self, PersonSuspension},
            negotiation::{send_message, withdraw},
            queue,
        },
        testing::{buyer, reason_input, text_input},
    },
};

async fn purge(world: &World) -> u64 {
    execute(world.system(), purge_idle_carts, ()).await.expect("a round")
}

async fn notices(world: &World) -> u64 {
    execute(world.system(), give_notices, ()).await.expect("a round")
}

async fn exists(world: &World, cart: CartId) -> bool {
    cart_of(world, "tomas", cart).await.is_some()
}

/// Mara shares a cart with one open line.
async fn idle_cart(world: &World, part_number: &str) -> (CartId, LineId) {
    let id = add(world, "mara", world.list("Orbit", part_number, (100, None)).await, 3).await;
    (share(world, "mara", part_number).await, id)
}

on_both! {
    async fn an_empty_cart_goes_after_four_hours_and_no_sooner(store: Store) {
        let world = World::new(store).await;
        let (cart, id) = idle_cart(&world, "AN1").await;
        world.advance_us(HOUR_US);
        execute(world.as_person("mara"), withdraw, reason_input(buyer(id), "")).await.expect("taken out");
        world.advance_us(4 * HOUR_US - 1);
        assert_eq!((purge(&world).await, exists(&world, cart).await), (0, true));
        world.advance_us(1);
        assert_eq!((purge(&world).await, exists(&world, cart).await), (1, false));
        assert_eq!((purge(&world).await, current(&world, "mara").await.id), (0, None));
        assert_eq!(told(&world, cart).await[1], "“AN1” was purged after a time without activity, with 1 line.");
        restore(&world, "mara", cart).await.expect("from the trash");
        assert_eq!((purge(&world).await, exists(&world, cart).await), (0, true));
    }

    async fn any_other_cart_goes_eight_weeks_after_its_last_activity_and_a_week_after_its_notice(store: Store) {
        let world = World::new(store).await;
        let (cart, id) = idle_cart(&world, "AN1").await;
        world.advance_us(7 * WEEK_US - 1);
        assert_eq!((notices(&world).await, purge(&world).await), (0, 0));
        world.advance_us(1);
        assert_eq!((notices(&world).await, notices(&world).await, purge(&world).await), (1, 0, 0));
        world.advance_us(WEEK_US - 1);
        assert_eq!((purge(&world).await, exists(&world, cart).await), (0, true));
        world.advance_us(1);
        assert_eq!((purge(&world).await, exists(&world, cart).await), (1, false));
        let seen = line(&world, "jonas", id).await.expect("his");
        assert_eq!((seen.status, seen.thread.last().map(|entry| entry.text.clone())),
            (LineStatus::Closed, Some("Closed: the cart was purged.".to_owned())));
        assert_eq!(line(&world, "tomas", id).await.err(), Some(AppError::NotFound));
        restore(&world, "mara", cart).await.expect("from the trash");
        assert_eq!(line(&world, "tomas", id).await.expect("to read").status, LineStatus::Closed);
    }

    async fn whatever_either_side_does_keeps_a_cart_and_asks_for_another_notice(store: Store) {
        let world = World::new(store).await;
        let (cart, id) = idle_cart(&world, "AN1").await;
        world.advance_us(7 * WEEK_US + HOUR_US);
        assert_eq!(notices(&world).await, 1);
        world.advance_us(WEEK_US - MINUTE_US);
        world.quote(id, "41.20", 0).await.expect("the seller moves");
        world.advance_us(HOUR_US);
        assert_eq!((notices(&world).await, purge(&world).await, exists(&world, cart).await), (0, 0, true));
        world.advance_us(6 * WEEK_US);
        execute(world.as_person("tomas"), send_message, text_input(buyer(id), "Still there?")).await.expect("sent");
        world.advance_us(7 * WEEK_US - 1);
        assert_eq!((notices(&world).await, purge(&world).await), (0, 0));
        world.advance_us(1);
        assert_eq!((notices(&world).await, purge(&world).await), (1, 0));
        world.advance_us(WEEK_US);
        assert_eq!((notices(&world).await, purge(&world).await, exists(&world, cart).await), (0, 1, false));
    }

    async fn a_cart_with_something_agreed_is_never_purged(store: Store) {
        let world = World::new(store).await;
        let (cart, id) = idle_cart(&world, "AN1").await;
        world.quote(id, "41.20", 0).await.expect("quoted");
        world.accept(id, 1).await.expect("accepted");
        world.advance_us(100 * WEEK_US);
        assert_eq!((notices(&world).await, purge(&world).await, exists(&world, cart).await), (0, 0, true));
        assert_eq!(cart_of(&world, "mara", cart).await.expect("listed").purge, None);
    }

    async fn a_shorter_setting_purges_nobody_before_their_notice(store: Store) {
        let world = World::new(store).await;
        let (cart, _) = idle_cart(&world, "AN1").await;
        world.advance_us(5 * WEEK_US);
        set(&world, true, (4, 3, 2)).await;
        assert_eq!(purge(&world).await, 0);
        assert_eq!((notices(&world).await, purge(&world).await), (1, 0));
        world.advance_us(2 * WEEK_US - 1);
        assert_eq!((purge(&world).await, exists(&world, cart).await), (0, true));
        world.advance_us(1);
        assert_eq!(purge(&world).await, 1);
    }

    async fn switched_off_nothing_is_purged_and_time_counts_from_switching_on(store: Store) {
        let world = World::new(store).await;
        let (cart, _) = idle_cart(&world, "AN1").await;
        set(&world, false, (4, 8, 1)).await;
        world.advance_us(20 * WEEK_US);
        assert_eq!((notices(&world).await, purge(&world).await), (0, 0));
        set(&world, true, (4, 8, 1)).await;
        assert_eq!((notices(&world).await, purge(&world).await), (0, 0));
        world.advance_us(7 * WEEK_US);
        assert_eq!((notices(&world).await, purge(&world).await), (1, 0));
        world.advance_us(WEEK_US);
        assert_eq!((purge(&world).await, exists(&world, cart).await), (1, false));
    }

    async fn sharer_and_last_modifier_get_one_letter_each_per_time_without_activity(store: Store) {
        let world = World::new(store).await;
        let (cart, id) = idle_cart(&world, "AN1").await;
        execute(world.as_person("tomas"), send_message, text_input(buyer(id), "When?")).await.expect("sent");
        let kind = MailKind::SharedCartPurgeImminent;
        for who in ["mara", "tomas"] {
            let on = [(kind, "on".to_owned())].into();
            let input = MailInput { shown: kind.as_str().to_owned(), on };
            execute(world.as_person(who), identity::save_mail_switches, input).await.expect("switched on");
        }
        let letters = async |world: &World| {
            let jobs = execute(world.system(), queue::load_jobs, (JobKind::SendMail, 100)).await.expect("the queue");
            jobs.len()
        };
        world.advance_us(7 * WEEK_US);
        assert_eq!((notices(&world).await, letters(&world).await), (1, 2));
        assert_eq!((notices(&world).await, letters(&world).await), (0, 2));
        execute(world.as_person("mara"), send_message, text_input(buyer(id), "Still?")).await.expect("sent");
        let suspension = PersonSuspension { person_id: world.person("mara"), suspended: true };
        execute(world.system(), identity::suspend_person, suspension).await.expect("suspended");
        world.advance_us(7 * WEEK_US);
        assert_eq!((notices(&world).await, letters(&world).await), (1, 2), "she shared it, changed it last, and is gone");
        let view = cart_of(&world, "tomas", cart).await.expect("listed");
        assert_eq!((view.cart.creator.name.as_str(), view.modified_by.name.as_str()), ("mara", "mara"), "names stay");
    }
}
