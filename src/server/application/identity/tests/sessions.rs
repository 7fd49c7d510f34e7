//! Sessions: recognised by their token's hash, rotated, ended by time, by sign-out and by suspension.

use super::{acts_in, arrive, demo_sign_in, give_password, is_guest, refused, tokens, visit};
use crate::{
    api_types::AppError,
    domain::{
        identity::{Role, Roles},
        time::{DAY_US, HOUR_US, MINUTE_US},
    },
    server::{
        application::{
            Audience, Hint, execute, hub,
            identity::{
                NewPassword, PersonSuspension, SetMember, current_principal, load_shell, purge_sessions, sessions::touch,
                set_member, set_password, sign_out, suspend_person, switch_organisation,
            },
        },
        storage::identity as store,
        testing::{PASSWORD, World, on_both},
    },
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// Emil of Fjord belongs to Halden as well.
async fn join_halden(world: &World, name: &str, suspended: bool) {
    let set = SetMember {
        organisation_id: world.organisation("Halden"),
        person_id: world.person(name),
        roles: Roles::default().with(Role::Buyer),
        suspended,
    };
    execute(world.system(), set_member, set).await.expect("a member");
}

/// A request, whose use of the session is noted at once instead of beside it.
async fn note_use(world: &World, token: &str) {
    let context = visit(world, token).await;
    assert!(context.principal.is_some());
    touch(&context, &tokens::hash(token)).await.expect("noted");
}

on_both! {
    async fn only_the_hash_of_a_token_is_stored(store: Store) {
        let world = World::new(store).await;
        let token = arrive(&world, "mara").await;
        let now = world.clock.now();
        let mut reader = world.services.store.read().await.expect("a reader");
        let hash: [u8; 32] = Sha256::digest(token.as_bytes()).into();
        let raw: [u8; 32] = URL_SAFE_NO_PAD.decode(&token).expect("base64url").try_into().expect("32 bytes");
        let long_ago = now.plus_days(-1);
        assert!(store::session(&mut reader, &hash, now, long_ago).await.expect("an answer").is_some());
        assert!(store::session(&mut reader, &raw, now, long_ago).await.expect("an answer").is_none());
        assert_eq!(visit(&world, &token).await.session, Some(hash));
    }

    async fn a_session_token_is_rotated_at_sign_in_and_at_switch(store: Store) {
        let world = World::new(store).await;
        join_halden(&world, "emil", false).await;
        let first = arrive(&world, "emil").await;
        assert_eq!(acts_in(&world, &first).await.as_deref(), Some("Fjord"));

        let browser = visit(&world, &first).await;
        let switched = execute(browser.clone(), switch_organisation, world.organisation("Halden")).await;
        let (second, membership) = switched.map(|(signed_in, membership)| (signed_in.token, membership)).expect("switched");
        assert_eq!((membership.organisation.as_str(), membership.buys), ("Halden", true));
        assert!(is_guest(&world, &first).await);
        assert_eq!(acts_in(&world, &second).await.as_deref(), Some("Halden"));
        // The old request comes again, from a second tab.
        let again = refused(browser, switch_organisation, world.organisation("Fjord")).await;
        assert_eq!(again, Some(AppError::SignInRequired));

        let browser = visit(&world, &second).await;
        let third = execute(browser, demo_sign_in, world.person("mara")).await.expect("signed in").token;
        assert!(is_guest(&world, &second).await);
        assert_eq!(visit(&world, &third).await.principal.map(|mara| mara.person_id), Some(world.person("mara")));
    }

    async fn a_switch_needs_an_active_membership(store: Store) {
        let world = World::new(store).await;
        join_halden(&world, "emil", true).await;
        let token = arrive(&world, "emil").await;
        for organisation in ["Halden", "Orbit"] {
            let browser = visit(&world, &token).await;
            let answer = refused(browser, switch_organisation, world.organisation(organisation)).await;
            assert_eq!(answer, Some(AppError::NotFound), "{organisation}");
        }
        assert_eq!(acts_in(&world, &token).await.as_deref(), Some("Fjord"));
        let answer = refused(world.guest(), switch_organisation, world.organisation("Fjord")).await;
        assert_eq!(answer, Some(AppError::SignInRequired));
    }

    async fn a_switch_does_not_lengthen_a_session(store: Store) {
        let world = World::new(store).await;
        let mut token = arrive(&world, "mara").await;
        for _ in 0..27 {
            world.advance_us(DAY_US / 2 - MINUTE_US);
            let browser = visit(&world, &token).await;
            token = execute(browser, switch_organisation, world.organisation("Halden")).await.expect("switched").0.token;
        }
        world.advance_us(HOUR_US * 11);
        note_use(&world, &token).await;
        world.advance_us(MINUTE_US * 59);
        assert!(!is_guest(&world, &token).await);
        world.advance_us(MINUTE_US * 28);
        assert!(is_guest(&world, &token).await);
    }

    async fn a_session_ends_after_twelve_idle_hours(store: Store) {
        let world = World::new(store).await;
        let token = arrive(&world, "mara").await;
        world.advance_us(11 * HOUR_US);
        note_use(&world, &token).await;
        world.advance_us(12 * HOUR_US - 1);
        assert!(!is_guest(&world, &token).await);
        let token = arrive(&world, "mara").await;
        world.advance_us(12 * HOUR_US);
        assert!(is_guest(&world, &token).await);
    }

    async fn a_suspended_member_loses_access_with_the_next_request(store: Store) {
        let world = World::new(store).await;
        let token = arrive(&world, "mara").await;
        let stream = visit(&world, &token).await;
        let mut hints = world.services.hub.subscribe();
        join_halden(&world, "mara", true).await;
        let heard = hints.try_recv().expect("a hint");
        assert_eq!(heard, Hint { audience: Audience::Person(world.person("mara")), topic: hub::ACCESS.into() });
        assert_eq!(acts_in(&world, &token).await, None);
        let principal = current_principal(stream, ()).await.expect("an answer").expect("still signed in");
        assert_eq!(principal.membership, None);
        let shell = load_shell(visit(&world, &token).await, ()).await.expect("a frame");
        assert_eq!(shell.organisations, []);
        assert_eq!(acts_in(&world, &arrive(&world, "mara").await).await, None);
    }

    async fn a_suspended_person_is_a_guest_everywhere(store: Store) {
        let world = World::new(store).await;
        let (token, stream) = (arrive(&world, "mara").await, arrive(&world, "mara").await);
        let stream = visit(&world, &stream).await;
        let person_id = world.person("mara");
        execute(world.system(), suspend_person, PersonSuspension { person_id, suspended: true }).await.expect("suspended");
        assert!(is_guest(&world, &token).await);
        assert_eq!(current_principal(stream, ()).await.expect("an answer"), None);
        assert_eq!(refused(world.guest(), demo_sign_in, person_id).await, Some(AppError::NotFound));
        execute(world.system(), suspend_person, PersonSuspension { person_id, suspended: false }).await.expect("readmitted");
        assert!(is_guest(&world, &token).await);
        assert!(!is_guest(&world, &arrive(&world, "mara").await).await);
    }

    async fn a_new_password_ends_every_session(store: Store) {
        let world = World::new(store).await;
        let token = arrive(&world, "mara").await;
        let new = NewPassword { person_id: world.person("mara"), password: PASSWORD.to_owned() };
        execute(world.system(), set_password, new).await.expect("set");
        assert!(is_guest(&world, &token).await);
    }

    async fn a_session_of_an_older_epoch_or_of_a_suspended_person_is_void(store: Store) {
        let world = World::new(store).await;
        let person_id = world.person("mara");
        let stored = async |auth_epoch: i64| {
            let token = tokens::Token::mint();
            let session = store::NewSession {
                token_hash: token.hash,
                person_id,
                organisation_id: None,
                auth_epoch,
                created_at: world.clock.now(),
                expires_at: world.clock.now().plus_us(HOUR_US),
            };
            let mut work = world.system().write().await.expect("a transaction");
            store::insert_session(&mut work.tx, &session).await.expect("stored");
            work.commit(&world.system()).await.expect("committed");
            token.text
        };
        assert!(!is_guest(&world, &stored(0).await).await);
        give_password(&world, "mara").await;
        assert!(is_guest(&world, &stored(0).await).await);
        assert!(!is_guest(&world, &stored(1).await).await);
        execute(world.system(), suspend_person, PersonSuspension { person_id, suspended: true }).await.expect("suspended");
        assert!(is_guest(&world, &stored(2).await).await);
    }

    async fn signing_out_ends_this_session_alone(store: Store) {
        let world = World::new(store).await;
        let (laptop, phone) = (arrive(&world, "mara").await, arrive(&world, "mara").await);
        execute(visit(&world, &laptop).await, sign_out, ()).await.expect("signed out");
        assert!(is_guest(&world, &laptop).await);
        assert!(!is_guest(&world, &phone).await);
        execute(world.guest(), sign_out, ()).await.expect("nothing to do for a guest");
    }

    async fn what_is_over_is_purged_and_nothing_else(store: Store) {
        let world = World::new(store).await;
        arrive(&world, "mara").await;
        world.advance_us(11 * HOUR_US);
        let token = arrive(&world, "tomas").await;
        world.advance_us(2 * HOUR_US);
        assert_eq!(execute(world.system(), purge_sessions, ()).await, Ok(1));
        assert_eq!(execute(world.system(), purge_sessions, ()).await, Ok(0));
        assert!(!is_guest(&world, &token).await);
    }

    async fn a_guest_costs_no_statement_and_a_member_one_to_be_known(store: Store) {
        let world = World::new(store).await;
        let guest = world.guest();
        let shell = load_shell(guest.clone(), ()).await.expect("a frame");
        assert_eq!((shell.principal, guest.store.statements()), (None, 0));
        let token = arrive(&world, "mara").await;
        let context = visit(&world, &token).await;
        assert_eq!(context.store.statements(), 1);
        let shell = load_shell(context, ()).await.expect("a frame");
        assert_eq!(shell.organisations.len(), 1);
        assert!(shell.principal.is_some_and(|mara| mara.membership.is_some()));
    }

    async fn a_token_that_stands_for_nothing_leaves_a_guest(store: Store) {
        let world = World::new(store).await;
        for token in ["", "x", "%00", &"A".repeat(43), &"ü".repeat(5_000)] {
            assert!(is_guest(&world, token).await);
        }
    }
}
