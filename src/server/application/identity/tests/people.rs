//! An organisation's admins and their members.

use super::{acts_in, arrive, facts, sent, visit};
use crate::{
    api_types::{
        AppError,
        identity::{MemberInput, RoleBoxes},
    },
    domain::{
        identity::{Role, Roles},
        ids::PersonId,
    },
    server::{
        application::{
            Audience, Context, Hint, execute, hub,
            identity::{NewOrganisation, SetMember, create_organisation, load_organisation, set_member, update_member},
        },
        storage::identity::{self as store, Member},
        testing::{World, on_both},
    },
};

fn member(person_id: PersonId, roles: &[Role], suspended: bool) -> MemberInput {
    let ticked = |role| roles.contains(&role).then(|| "on".to_owned());
    let roles = RoleBoxes {
        buyer: ticked(Role::Buyer),
        approver: ticked(Role::Approver),
        seller: ticked(Role::Seller),
        admin: ticked(Role::Admin),
    };
    MemberInput { person_id, roles, suspended: suspended.then(|| "on".to_owned()) }
}

/// Makes somebody of the cast an admin of Halden beside Olga; answers a request of theirs.
async fn second_admin(world: &World, name: &str) -> Context {
    let roles = Roles::default().with(Role::Buyer).with(Role::Admin);
    let set =
        SetMember { organisation_id: world.organisation("Halden"), person_id: world.person(name), roles, suspended: false };
    execute(world.system(), set_member, set).await.expect("an admin");
    let token = arrive(world, name).await;
    visit(world, &token).await
}

on_both! {
    async fn the_last_admin_stays(store: Store) {
        let world = World::new(store).await;
        let olga = world.person("olga");
        let demoted = execute(world.as_person("olga"), update_member, member(olga, &[Role::Buyer], false)).await;
        assert!(demoted.expect_err("refused").reason_for("roles").is_some());
        let suspended = execute(world.as_person("olga"), update_member, member(olga, &[Role::Admin], true)).await;
        assert!(suspended.expect_err("refused").reason_for("suspended").is_some());
        let both = member(olga, &[Role::Admin, Role::Approver], false);
        assert_eq!(execute(world.as_person("olga"), update_member, both).await, Ok(()));

        second_admin(&world, "mara").await;
        let demoted = execute(world.as_person("olga"), update_member, member(olga, &[Role::Buyer], false)).await;
        assert_eq!(demoted, Ok(()));
        // The request still believes that she is an admin; the transaction knows better.
        let again = execute(world.as_person("olga"), update_member, member(olga, &[Role::Admin], false)).await;
        assert_eq!(again, Err(AppError::Forbidden));
    }

    async fn a_suspended_admin_does_not_count(store: Store) {
        let world = World::new(store).await;
        let olga = world.person("olga");
        second_admin(&world, "mara").await;
        let mara = member(world.person("mara"), &[Role::Admin], true);
        assert_eq!(execute(world.as_person("olga"), update_member, mara).await, Ok(()));
        let demoted = execute(world.as_person("olga"), update_member, member(olga, &[Role::Buyer], false)).await;
        assert!(demoted.is_err());
    }

    async fn two_admins_who_demote_each_other_leave_one(store: Store) {
        let world = World::new(store).await;
        let (mara, olga) = (second_admin(&world, "mara").await, world.as_person("olga"));
        let requests = [mara.clone(), olga.clone()];
        let before = mara.store.statements();
        let of_olga = member(world.person("olga"), &[Role::Buyer], false);
        let of_mara = member(world.person("mara"), &[Role::Buyer], false);
        // Both arrive while the members are locked, so that they go on at the same time.
        let mut work = world.system().write().await.expect("a transaction");
        for name in ["mara", "olga"] {
            let member = Member { organisation_id: world.organisation("Halden"), person_id: world.person(name) };
            store::lock_member(&mut work.tx, member).await.expect("an answer").expect("locked");
        }
        let both = [tokio::spawn(execute(mara, update_member, of_olga)), tokio::spawn(execute(olga, update_member, of_mara))];
        // On SQLite they wait for the writer itself.
        if world.services.store.kind() == "postgres" {
            sent(&requests[..1], before + 1).await;
            sent(&requests[1..], 1).await;
        }
        drop(work);
        let mut answers = Vec::new();
        for done in both {
            answers.push(done.await.expect("no panic"));
        }
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1, "{answers:?}");
        assert!(answers.contains(&Err(AppError::Forbidden)));
    }

    async fn a_changed_role_holds_at_once_is_heard_and_remembered(store: Store) {
        let world = World::new(store).await;
        let token = arrive(&world, "mara").await;
        let (before, mut hints) = (facts(&world, "Halden").await, world.services.hub.subscribe());
        let change = member(world.person("mara"), &[Role::Approver], false);
        execute(world.as_person("olga"), update_member, change.clone()).await.expect("changed");
        let principal = visit(&world, &token).await.principal.expect("signed in");
        let roles = principal.membership.expect("a member").roles;
        assert_eq!(roles.list(), [Role::Approver]);
        let heard = Hint { audience: Audience::Person(world.person("mara")), topic: hub::ACCESS.into() };
        assert_eq!(hints.try_recv(), Ok(heard));
        assert_eq!(facts(&world, "Halden").await, before + 1);
        // Nothing changes: nothing to remember, nothing to hear.
        execute(world.as_person("olga"), update_member, change).await.expect("the same again");
        assert_eq!(facts(&world, "Halden").await, before + 1);
        assert!(hints.try_recv().is_err());
        let both = member(world.person("mara"), &[Role::Buyer], true);
        execute(world.as_person("olga"), update_member, both).await.expect("suspended");
        assert_eq!(facts(&world, "Halden").await, before + 3);
        assert_eq!(acts_in(&world, &token).await, None);
    }

    async fn members_are_for_the_admins_of_their_organisation(store: Store) {
        let world = World::new(store).await;
        let page = load_organisation(world.as_person("olga"), ()).await.expect("a page");
        let names: Vec<_> = page.members.iter().map(|member| (member.name.as_str(), member.suspended)).collect();
        assert_eq!(names, [("mara", false), ("olga", false), ("sven", true), ("tomas", false)]);
        assert_eq!(page.members.iter().filter(|member| member.is_me).count(), 1);
        for name in ["mara", "tomas", "jonas", "sven", "sally", "mick"] {
            let context = world.as_person(name);
            let refused = if name == "sven" { AppError::NoOrganisation } else { AppError::Forbidden };
            let answer = load_organisation(context.clone(), ()).await.map_err(|failure| context.report(failure));
            assert_eq!(answer, Err(refused.clone()), "{name}");
            let input = member(world.person("mara"), &[Role::Admin], false);
            assert_eq!(execute(context, update_member, input).await, Err(refused), "{name}");
        }
        let foreign = member(world.person("mara"), &[Role::Seller], false);
        assert_eq!(execute(world.as_person("ursula"), update_member, foreign).await, Err(AppError::NotFound));
        let none = execute(world.as_person("olga"), update_member, member(world.person("mara"), &[], false)).await;
        assert!(none.expect_err("refused").reason_for("roles").is_some());
    }

    async fn an_organisation_has_a_name_of_its_own_and_a_trade(store: Store) {
        let world = World::new(store).await;
        let new = |name: &str, buys| NewOrganisation { name: name.into(), buys, sells: false };
        let taken = execute(world.system(), create_organisation, new(" Halden ", true)).await;
        assert_eq!(taken, Err(AppError::invalid("name", "is taken")));
        let idle = execute(world.system(), create_organisation, new("Idle", false)).await;
        assert!(idle.expect_err("refused").reason_for("buys").is_some());
        assert_eq!(facts(&world, "Orbit").await, 4);
    }
}
