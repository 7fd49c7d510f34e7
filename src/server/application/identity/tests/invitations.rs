//! Invitations by link: used once, by the right person, in time.

use super::{acts_in, facts, give_password, refused, sent, tokens};
use crate::{
    api_types::{
        AppError,
        identity::{AcceptInvitationInput, InvitationLink, InviteInput, RoleBoxes},
    },
    domain::{
        identity::{InvitationEnd, Role, Roles},
        refusal::Refusal,
        time::DAY_US,
    },
    server::{
        application::{
            execute,
            identity::{
                SetMember, accept_invitation, invite, load_invitation, load_organisation, revoke_invitation, set_member,
                sign_in,
            },
        },
        storage::identity as store,
        testing::{PASSWORD, World, on_both},
    },
};
use sha2::{Digest, Sha256};
use tokio::task::JoinHandle;

const NEW: &str = "nadia@test.example";

fn invitation(email: &str) -> InviteInput {
    InviteInput { email: email.to_owned(), roles: RoleBoxes { buyer: Some("on".into()), ..RoleBoxes::default() } }
}

/// Olga of Halden invites; answers the token of the link.
async fn invited(world: &World, email: &str) -> String {
    let link = execute(world.as_person("olga"), invite, invitation(email)).await.expect("a link");
    token(&link)
}

fn token(link: &InvitationLink) -> String {
    link.path.strip_prefix("/invitations/").expect("a path of this site").to_owned()
}

fn acceptance(token: &str, password: &str) -> AcceptInvitationInput {
    AcceptInvitationInput { token: token.to_owned(), name: "Nadia".into(), password: password.to_owned() }
}

fn over(end: InvitationEnd) -> AppError {
    Refusal::InvitationOver { end, organisation: "Halden".into(), invited_by: "olga".into() }.into()
}

/// Why a link opens nothing; nothing for one that opens or never was one.
async fn end(world: &World, token: &str) -> Option<InvitationEnd> {
    match load_invitation(world.guest(), token.to_owned()).await.map_err(|failure| world.guest().report(failure)) {
        Err(AppError::Refused(Refusal::InvitationOver { end, .. })) => Some(end),
        Ok(_) | Err(_) => None,
    }
}

async fn opens(world: &World, token: &str) -> bool {
    load_invitation(world.guest(), token.to_owned()).await.is_ok()
}

/// How many of these acceptances went through; the others found the link used.
async fn joined(acceptances: [JoinHandle<Option<AppError>>; 2]) -> usize {
    let mut joined = 0;
    for done in acceptances {
        match done.await.expect("no panic") {
            None => joined += 1,
            Some(AppError::Refused(Refusal::InvitationOver { .. }) | AppError::Invalid(_)) => {}
            Some(other) => panic!("{other:?}"),
        }
    }
    joined
}

on_both! {
    async fn an_invitation_is_used_once(store: Store) {
        let world = World::new(store).await;
        let before = facts(&world, "Halden").await;
        let token = invited(&world, "Nadia@Test.example").await;
        let page = load_invitation(world.guest(), token.clone()).await.expect("a page");
        assert_eq!((page.organisation.as_str(), page.email.as_str()), ("Halden", NEW));
        assert_eq!((page.invited_by.as_str(), page.known_person), ("olga", false));
        let session = execute(world.guest(), accept_invitation, acceptance(&token, PASSWORD)).await.expect("joined");
        assert_eq!(acts_in(&world, &session.token).await.as_deref(), Some("Halden"));
        assert_eq!(facts(&world, "Halden").await, before + 2);
        assert_eq!(end(&world, &token).await, Some(InvitationEnd::Used));
        let again = refused(world.guest(), accept_invitation, acceptance(&token, PASSWORD)).await;
        assert_eq!(again, Some(over(InvitationEnd::Used)));
        let page = load_organisation(world.as_person("olga"), ()).await.expect("a page");
        assert_eq!(page.invitations, []);
        assert!(page.members.iter().any(|member| member.email == NEW && member.roles.list() == [Role::Buyer]));
        let by_password = crate::api_types::identity::SignInInput {
            email: NEW.into(),
            password: PASSWORD.into(),
            next: String::new(),
        };
        assert_eq!(refused(world.guest(), sign_in, by_password).await, None);
    }

    async fn of_two_who_use_a_link_at_once_one_joins(store: Store) {
        let world = World::new(store).await;
        let token = invited(&world, NEW).await;
        let both = [0, 1].map(|_| tokio::spawn(refused(world.guest(), accept_invitation, acceptance(&token, PASSWORD))));
        assert_eq!(joined(both).await, 1);
    }

    async fn of_two_requests_of_a_known_person_one_uses_the_link(store: Store) {
        let world = World::new(store).await;
        give_password(&world, "emil").await;
        let token = invited(&world, "emil@test.example").await;
        let requests = [world.guest(), world.guest()];
        let mut work = None;
        // Both arrive while a change, given up later, has locked the invitation. SQLite has one writer anyway.
        if world.services.store.kind() == "postgres" {
            let mut locked = world.system().write().await.expect("a transaction");
            let now = world.clock.now();
            let found = store::invitation_by_token(&mut locked.tx, &tokens::hash(&token), now).await.expect("an answer");
            let id = found.expect("an open invitation").id;
            let halden = world.organisation("Halden");
            assert!(store::revoke_invitation(&mut locked.tx, id, halden, now).await.expect("an answer"));
            work = Some(locked);
        }
        let both =
            requests.clone().map(|context| tokio::spawn(refused(context, accept_invitation, acceptance(&token, PASSWORD))));
        // Finding the link takes two statements, proving the password four; the next one locks.
        if work.is_some() {
            sent(&requests, 7).await;
        }
        drop(work);
        assert_eq!(joined(both).await, 1);
    }

    async fn a_known_person_proves_their_password(store: Store) {
        let world = World::new(store).await;
        give_password(&world, "emil").await;
        let token = invited(&world, "emil@test.example").await;
        assert!(load_invitation(world.guest(), token.clone()).await.expect("a page").known_person);
        let wrong = AppError::invalid("password", "e-mail or password is wrong");
        for _ in 0..5 {
            let guess = acceptance(&token, "incorrect donkey");
            assert_eq!(refused(world.guest(), accept_invitation, guess).await, Some(wrong.clone()));
        }
        let right = acceptance(&token, PASSWORD);
        let slow = refused(world.guest(), accept_invitation, right.clone()).await;
        assert_eq!(slow, Some(AppError::TooManyAttempts(5)));
        world.advance_us(DAY_US);
        let session = execute(world.guest(), accept_invitation, right).await.expect("joined");
        assert_eq!(acts_in(&world, &session.token).await.as_deref(), Some("Halden"));
    }

    async fn a_link_opens_nothing_once_it_is_old_or_taken_back_or_replaced(store: Store) {
        let world = World::new(store).await;
        let first = invited(&world, NEW).await;
        let second = invited(&world, NEW).await;
        assert_eq!(end(&world, &first).await, Some(InvitationEnd::Revoked), "replaced");
        assert!(opens(&world, &second).await);
        let page = load_organisation(world.as_person("olga"), ()).await.expect("a page");
        let id = page.invitations.first().expect("an invitation").id;
        assert_eq!(page.invitations.len(), 1);
        let foreign = execute(world.as_person("ursula"), revoke_invitation, id).await;
        assert_eq!(foreign, Err(AppError::NotFound));
        assert_eq!(execute(world.as_person("olga"), revoke_invitation, id).await, Ok(()));
        assert_eq!(execute(world.as_person("olga"), revoke_invitation, id).await, Err(AppError::NotFound));
        assert_eq!(end(&world, &second).await, Some(InvitationEnd::Revoked));
        let third = invited(&world, NEW).await;
        world.advance_us(7 * DAY_US - 1);
        assert!(opens(&world, &third).await);
        world.advance_us(1);
        let late = refused(world.guest(), accept_invitation, acceptance(&third, PASSWORD)).await;
        assert_eq!(late, Some(over(InvitationEnd::Expired)));
        assert_eq!([end(&world, "").await, end(&world, "x").await], [None, None], "of a link that never was one nothing is said");
        assert!(!opens(&world, "").await && !opens(&world, "x").await);
    }

    async fn only_the_hash_of_a_link_is_stored(store: Store) {
        let world = World::new(store).await;
        let token = invited(&world, NEW).await;
        let hash: [u8; 32] = Sha256::digest(token.as_bytes()).into();
        let mut reader = world.services.store.read().await.expect("a reader");
        let found = store::invitation_by_token(&mut reader, &hash, world.clock.now()).await.expect("an answer");
        assert_eq!(found.map(|invitation| invitation.email), Some(NEW.to_owned()));
    }

    async fn members_are_not_invited_and_only_admins_invite(store: Store) {
        let world = World::new(store).await;
        for email in ["mara@test.example", "sven@test.example"] {
            let answer = execute(world.as_person("olga"), invite, invitation(email)).await;
            assert!(answer.expect_err("refused").reason_for("email").is_some(), "{email}");
        }
        let nothing = InviteInput { email: "nowhere".into(), roles: RoleBoxes::default() };
        let error = execute(world.as_person("olga"), invite, nothing).await.expect_err("refused");
        assert!(error.reason_for("email").is_some() && error.reason_for("roles").is_some());
        assert_eq!(execute(world.as_person("mara"), invite, invitation(NEW)).await, Err(AppError::Forbidden));
        assert_eq!(execute(world.guest(), invite, invitation(NEW)).await, Err(AppError::SignInRequired));
    }

    async fn a_link_undoes_no_suspension(store: Store) {
        let world = World::new(store).await;
        give_password(&world, "emil").await;
        let token = invited(&world, "emil@test.example").await;
        let set = SetMember {
            organisation_id: world.organisation("Halden"),
            person_id: world.person("emil"),
            roles: Roles::default().with(Role::Buyer),
            suspended: true,
        };
        execute(world.system(), set_member, set).await.expect("suspended");
        let session = execute(world.guest(), accept_invitation, acceptance(&token, PASSWORD)).await.expect("signed in");
        assert_eq!(acts_in(&world, &session.token).await, None);
    }

    async fn a_new_person_needs_a_name_and_a_password(store: Store) {
        let world = World::new(store).await;
        let token = invited(&world, NEW).await;
        let input = AcceptInvitationInput { token: token.clone(), name: " ".into(), password: "short".into() };
        let error = refused(world.guest(), accept_invitation, input).await.expect("refused");
        assert!(error.reason_for("name").is_some() && error.reason_for("password").is_some());
        assert!(opens(&world, &token).await);
    }
}
