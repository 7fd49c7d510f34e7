//! The queue under several workers, and letters from the event to the server, with everything that can go wrong between.

mod calling;
mod delivering;

use super::worker::{Outside, round};
use crate::{
    api_types::{
        profile::MailInput,
        sharing::{ShareInput, SwitchInput},
    },
    domain::{
        ids::{CartId, LineId},
        job::{Attempt, JobKind, MOST_ATTEMPTS, Settled},
        mail::MailKind,
        time::{DAY_US, HOUR_US, WEEK_US},
    },
    server::{
        application::{
            cart, execute, identity,
            identity::SetMember,
            queue::{self, ClaimedJob, JobRow, LEASE_US, Task},
            sharing,
        },
        integrations::{
            erp::{Erp, Limits, Reach},
            mail::{
                Post, Settings,
                testing::{Manner, Server, header_of},
            },
        },
        testing::{World, add_input, on_both, request},
    },
};
use std::{collections::BTreeSet, sync::Arc};

fn outside(server: &Server) -> Outside {
    let settings = Settings {
        smtp_url: Some(server.url()),
        from: Some("post@market.example".into()),
        folder: "unused".into(),
        base_url: Some("https://market.example".into()),
    };
    Outside {
        post: Arc::new(Post::open(&settings, ([127, 0, 0, 1], 3_000).into()).expect("settings")),
        erp: Arc::new(Erp::new(Reach::Public, Limits::USUAL).expect("a client")),
    }
}

/// Switches exactly these types of mail on.
async fn switch(world: &World, name: &str, on: &[MailKind]) {
    let shown = MailKind::ALL.map(MailKind::as_str).join(",");
    let on = on.iter().map(|kind| (*kind, "on".to_owned())).collect();
    execute(world.as_person(name), identity::save_mail_switches, MailInput { shown, on }).await.expect("saved");
}

async fn jobs(world: &World) -> Vec<JobRow> {
    execute(world.system(), queue::load_jobs, (JobKind::SendMail, 1_000)).await.expect("jobs")
}

async fn states(world: &World) -> Vec<(String, i64)> {
    jobs(world).await.into_iter().map(|job| (job.state, job.attempts)).collect()
}

async fn add_tasks(world: &World, count: usize) {
    let context = world.system();
    let mut work = context.write().await.expect("a transaction");
    let task = |number: usize| Task { kind: JobKind::SendMail, key: format!("k{number}"), payload: "{}".into() };
    queue::enqueue(&mut work, (0..count).map(task).collect(), context.now()).await.expect("queued");
    work.commit(&context).await.expect("committed");
}

async fn claim(world: &World, most: i64) -> Vec<ClaimedJob> {
    execute(world.system(), queue::claim, most).await.expect("claimed")
}

async fn settle(world: &World, job: &ClaimedJob, attempt: Attempt) -> Option<Settled> {
    execute(world.system(), queue::settle, (job.clone(), attempt)).await.expect("settled")
}

/// Mara asks Orbit for a part.
async fn asked(world: &World) -> LineId {
    let listing = world.list("Orbit", "MS20470", (50, None)).await;
    world.open(listing, 5).await
}

on_both! {
    async fn two_workers_never_hold_one_job(store: Store) {
        let world = Arc::new(World::new(store).await);
        add_tasks(&world, 120).await;
        let mut workers = tokio::task::JoinSet::new();
        for _ in 0..8 {
            let world = world.clone();
            workers.spawn(async move {
                let mut mine = Vec::new();
                loop {
                    match claim(&world, 7).await {
                        claimed if claimed.is_empty() => return mine,
                        claimed => mine.extend(claimed.into_iter().map(|job| job.key)),
                    }
                }
            });
        }
        let mut all = Vec::new();
        while let Some(mine) = workers.join_next().await {
            all.extend(mine.expect("a worker"));
        }
        assert_eq!(all.len(), 120);
        assert_eq!(all.into_iter().collect::<BTreeSet<_>>().len(), 120, "nobody got what another had");
    }

    async fn the_same_work_is_queued_once(store: Store) {
        let world = World::new(store).await;
        add_tasks(&world, 2).await;
        add_tasks(&world, 3).await;
        assert_eq!(jobs(&world).await.len(), 3);
        for job in claim(&world, 10).await {
            settle(&world, &job, Attempt::Done).await;
        }
        add_tasks(&world, 3).await;
        assert!(claim(&world, 10).await.is_empty(), "what was done is not done again");
    }

    async fn a_lease_that_ends_is_taken_over_and_the_late_one_settles_nothing(store: Store) {
        let world = World::new(store).await;
        add_tasks(&world, 1).await;
        let first = claim(&world, 1).await.remove(0);
        world.advance_us(LEASE_US - 1);
        assert!(claim(&world, 1).await.is_empty(), "the lease still holds");
        world.advance_us(1);
        let second = claim(&world, 1).await.remove(0);
        assert_eq!((second.id, second.attempts), (first.id, 2));
        assert!(second.token > first.token);
        for late in [Attempt::Done, Attempt::RetryAfter("late".into()), Attempt::Failed("late".into())] {
            assert_eq!(settle(&world, &first, late).await, None);
        }
        assert_eq!(states(&world).await, [("leased".to_owned(), 2)]);
        assert_eq!(settle(&world, &second, Attempt::Done).await, Some(Settled::Done));
        assert_eq!(settle(&world, &second, Attempt::Done).await, None, "settled once");
        assert_eq!(states(&world).await, [("done".to_owned(), 2)]);
    }

    async fn tries_are_bounded_whether_they_fail_or_never_end(store: Store) {
        let world = World::new(store).await;
        add_tasks(&world, 2).await;
        for attempt in 1..=MOST_ATTEMPTS {
            let claimed = claim(&world, 10).await;
            assert_eq!(claimed.len(), 2, "try {attempt}");
            assert!(claimed.iter().all(|job| job.attempts == attempt && !queue::is_used_up(job)));
            // The other one's process ends each time.
            settle(&world, &claimed[0], Attempt::RetryAfter("busy".into())).await;
            world.advance_us(DAY_US);
        }
        let server = Server::start(&[]);
        round(&world.services, &outside(&server)).await;
        let jobs = jobs(&world).await;
        assert!(jobs.iter().all(|job| job.state == "failed"), "{jobs:?}");
        assert_eq!(jobs[0].last_error.as_deref(), Some("given up after 13 tries: busy"));
        assert_eq!(jobs[1].last_error.as_deref(), Some("none of its tries came to an end"));
        assert!(server.letters().is_empty());
    }

    async fn whoever_wants_it_gets_one_letter_of_an_event(store: Store) {
        let world = World::new(store).await;
        let server = Server::start(&[]);
        switch(&world, "mara", &[MailKind::NewOffer]).await;
        let line_id = asked(&world).await;
        world.quote(line_id, "41.20", 0).await.expect("quoted");
        assert_eq!(round(&world.services, &outside(&server)).await, 1);
        assert_eq!(round(&world.services, &outside(&server)).await, 0);
        let letters = server.letters();
        let [letter] = letters.as_slice() else { panic!("{} letters", letters.len()) };
        assert!(header_of(letter, "To").contains("mara@test.example"), "{letter}");
        assert_eq!(header_of(letter, "Subject"), "Orbit offered 41.20 USD each for MS20470");
        // Long lines are broken on the way (RFC 2045).
        let letter = letter.replace("=\n", "");
        assert!(letter.contains(&format!("https://market.example/connector/shopping-cart/lines/{line_id}")));
        assert_eq!(states(&world).await, [("done".to_owned(), 1)]);
    }

    async fn what_nobody_wants_by_mail_costs_no_statement(store: Store) {
        let world = World::new(store).await;
        let listings = [world.list("Orbit", "A1", (50, None)).await, world.list("Orbit", "A2", (50, None)).await];
        let mut counts = Vec::new();
        for listing in listings {
            let context = world.as_person("mara");
            execute(context.clone(), cart::add_to_cart, add_input(listing, 2)).await.expect("added");
            counts.push(context.store.statements());
            switch(&world, "jonas", &[MailKind::NewRequest]).await;
            switch(&world, "priya", &[MailKind::NewRequest]).await;
        }
        // The second is in a cart that there was already, so it needs no more than one statement for both sellers' letters.
        assert_eq!(jobs(&world).await.len(), 2);
        let third = world.list("Orbit", "A3", (50, None)).await;
        for name in ["jonas", "priya"] {
            switch(&world, name, &[]).await;
        }
        let context = world.as_person("mara");
        execute(context.clone(), cart::add_to_cart, add_input(third, 2)).await.expect("added");
        assert_eq!(counts[1], context.store.statements() + 1);
    }

    async fn nobody_who_left_or_changed_their_mind_gets_a_letter(store: Store) {
        let world = World::new(store).await;
        let server = Server::start(&[]);
        let line_id = asked(&world).await;
        for name in ["mara", "jonas"] {
            switch(&world, name, &[MailKind::NewOffer, MailKind::Message]).await;
        }
        world.quote(line_id, "41.20", 0).await.expect("quoted");
        switch(&world, "mara", &[]).await;
        round(&world.services, &outside(&server)).await;
        switch(&world, "mara", &[MailKind::NewOffer]).await;
        world.quote(line_id, "40.20", 1).await.expect("quoted");
        suspend(&world, "mara").await;
        round(&world.services, &outside(&server)).await;
        assert_eq!(states(&world).await, [("done".to_owned(), 1), ("done".to_owned(), 1)]);
        assert!(server.letters().is_empty());
        world.quote(line_id, "39.20", 2).await.expect("quoted");
        assert_eq!(jobs(&world).await.len(), 2, "a suspended member is not even told");
    }

    async fn a_crash_between_sending_and_marking_sends_the_same_letter_again(store: Store) {
        let world = World::new(store).await;
        let server = Server::start(&[]);
        switch(&world, "mara", &[MailKind::NewOffer]).await;
        world.quote(asked(&world).await, "41.20", 0).await.expect("quoted");
        let job = claim(&world, 10).await.remove(0);
        let sent = crate::server::jobs::send_mail::attempt(&world.system(), &outside(&server).post, &job.payload).await;
        assert_eq!(sent, Attempt::Done);
        // Nobody writes it down.
        world.advance_us(LEASE_US);
        assert_eq!(round(&world.services, &outside(&server)).await, 1);
        let ids: BTreeSet<_> = server.letters().iter().map(|letter| header_of(letter, "Message-ID")).collect();
        assert_eq!((server.letters().len(), ids.len()), (2, 1));
        assert_eq!(states(&world).await, [("done".to_owned(), 2)]);
    }

    async fn a_letter_is_tried_again_until_somebody_takes_it_or_refuses_it(store: Store) {
        let world = World::new(store).await;
        let server = Server::start(&[Manner::Busy, Manner::Vanish, Manner::Take, Manner::Refuse]);
        let outside = outside(&server);
        switch(&world, "mara", &[MailKind::NewOffer]).await;
        let line_id = asked(&world).await;
        world.quote(line_id, "41.20", 0).await.expect("quoted");
        for (attempt, state) in [(1, "waiting"), (2, "waiting"), (3, "done")] {
            assert_eq!(round(&world.services, &outside).await, 1);
            assert_eq!(states(&world).await, [(state.to_owned(), attempt)]);
            assert_eq!(round(&world.services, &outside).await, 0, "not before its time");
            world.advance_us(HOUR_US);
        }
        let ids: BTreeSet<_> = server.letters().iter().map(|letter| header_of(letter, "Message-ID")).collect();
        assert_eq!((server.letters().len(), ids.len()), (2, 1));
        world.quote(line_id, "40.20", 1).await.expect("quoted");
        round(&world.services, &outside).await;
        let refused = jobs(&world).await.pop().expect("a job");
        assert_eq!((refused.state.as_str(), refused.attempts), ("failed", 1));
        assert!(refused.last_error.is_some_and(|error| error.contains("550")));
    }

    async fn the_notice_of_a_purge_reaches_those_who_want_it_and_still_belong(store: Store) {
        let world = World::new(store).await;
        let server = Server::start(&[]);
        asked(&world).await;
        let input = ShareInput { name: "Hangar 3".into(), description: String::new(), request_id: request() };
        let cart = execute(world.as_person("mara"), sharing::share_cart, input).await.expect("shared");
        change(&world, cart.id, "A1").await;
        assert_eq!(notices(&world).await, 1);
        assert!(jobs(&world).await.is_empty(), "off until it is enabled");
        change(&world, cart.id, "A2").await;
        for name in ["mara", "tomas", "olga", "sven"] {
            switch(&world, name, &[MailKind::SharedCartPurgeImminent]).await;
        }
        assert_eq!(notices(&world).await, 1);
        assert_eq!(jobs(&world).await.len(), 2, "who shared it and who changed it last");
        assert_eq!(execute(world.system(), sharing::give_notices, ()).await, Ok(0), "once while nobody touches it");
        suspend(&world, "tomas").await;
        round(&world.services, &outside(&server)).await;
        let letters = server.letters();
        let [letter] = letters.as_slice() else { panic!("{} letters", letters.len()) };
        assert!(header_of(letter, "To").contains("mara@test.example"), "{letter}");
        assert!(letter.contains("https://market.example/carts"), "{letter}");
    }
}

/// Tomas puts another part into the shared cart.
async fn change(world: &World, cart_id: Option<CartId>, part: &str) {
    execute(world.as_person("tomas"), sharing::switch_cart, SwitchInput { cart_id }).await.expect("switched");
    let listing = world.list("Orbit", part, (50, None)).await;
    execute(world.as_person("tomas"), cart::add_to_cart, add_input(listing, 1)).await.expect("added");
}

/// Seven weeks later: how many carts are told of.
async fn notices(world: &World) -> u64 {
    world.advance_us(7 * WEEK_US);
    execute(world.system(), sharing::give_notices, ()).await.expect("a round")
}

async fn suspend(world: &World, name: &str) {
    let roles = crate::domain::identity::Roles::default().with(crate::domain::identity::Role::Buyer);
    let (organisation_id, person_id) = (world.organisation("Halden"), world.person(name));
    let set = SetMember { organisation_id, person_id, roles, suspended: true };
    execute(world.system(), identity::set_member, set).await.expect("suspended");
}
