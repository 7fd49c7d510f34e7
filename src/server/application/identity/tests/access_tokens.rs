//! Access tokens: whom they stand for, and when no longer.

use crate::{
    api_types::{
        AppError,
        profile::{MadeToken, ProfilePage, TokenInput},
    },
    domain::{
        identity::{PlatformRole, Role, Roles},
        time::{DAY_US, MINUTE_US},
        token::{PREFIX, TokenState},
    },
    server::{
        application::{
            Context, execute,
            identity::{
                Bearer, PersonSuspension, SetMember, create_token, load_profile, resume_bearer, revoke_token, set_member,
                suspend_person,
            },
            query_in,
        },
        testing::{World, on_both},
    },
};

fn input(world: &World, organisation: &str, name: &str) -> TokenInput {
    let organisation_id = match organisation {
        "" => String::new(),
        name => world.organisation(name).to_string(),
    };
    TokenInput { name: name.into(), organisation_id, valid_days: "30".into() }
}

async fn made(world: &World, who: &str, organisation: &str) -> MadeToken {
    execute(world.as_person(who), create_token, input(world, organisation, "ERP")).await.expect("a token")
}

async fn profile(world: &World, who: &str) -> ProfilePage {
    query_in(&world.as_person(who), load_profile, ()).await.expect("the profile")
}

/// The request of a program that sends a token, if anybody stands behind it.
async fn request(world: &World, token: &str) -> Option<Context> {
    let mut context = world.guest();
    match resume_bearer(&mut context, token).await.expect("an answer") {
        Bearer::Recognised => Some(context),
        Bearer::Unknown => {
            assert!(context.principal.is_none());
            None
        }
    }
}

async fn set(world: &World, name: &str, suspended: bool) {
    let (organisation_id, person_id) = (world.organisation("Halden"), world.person(name));
    let set = SetMember { organisation_id, person_id, roles: Roles::default().with(Role::Buyer), suspended };
    execute(world.system(), set_member, set).await.expect("a member");
}

on_both! {
    async fn a_token_acts_as_its_owner_in_its_organisation(store: Store) {
        let world = World::new(store).await;
        let made = made(&world, "mara", "Halden").await;
        assert!(made.token.starts_with("cpt_") && made.token.len() == 47, "{}", made.token);
        let context = request(&world, &made.token).await.expect("recognised");
        let principal = context.principal.expect("somebody");
        assert_eq!((principal.person_id, principal.platform_role), (world.person("mara"), None));
        let membership = principal.membership.expect("a member");
        assert_eq!(membership.organisation_id, world.organisation("Halden"));
        assert!(membership.roles.has(Role::Buyer));
        assert!(context.session.is_none());
        for other in ["", "cpt_", "sid", &made.token[..46], &format!("{}x", made.token)] {
            assert!(request(&world, other).await.is_none(), "{other}");
        }
    }

    async fn a_page_shows_only_how_a_token_begins(store: Store) {
        let world = World::new(store).await;
        let made = made(&world, "mara", "Halden").await;
        let page = profile(&world, "mara").await;
        assert_eq!(page.tokens[0].prefix, made.token[..PREFIX]);
        assert!(!serde_json::to_string(&page).expect("JSON").contains(&made.token));
        assert!(profile(&world, "tomas").await.tokens.is_empty(), "others see nothing of it");
        assert_eq!(page.email, "mara@test.example");
    }

    async fn a_token_ends_by_revoking_or_by_time(store: Store) {
        let world = World::new(store).await;
        let first = made(&world, "mara", "Halden").await;
        let id = profile(&world, "mara").await.tokens[0].id;
        let foreign = execute(world.as_person("tomas"), revoke_token, id).await;
        assert_eq!(foreign.expect_err("not his"), AppError::NotFound);
        execute(world.as_person("mara"), revoke_token, id).await.expect("revoked");
        assert!(request(&world, &first.token).await.is_none());
        let again = execute(world.as_person("mara"), revoke_token, id).await;
        assert_eq!(again.expect_err("once"), AppError::NotFound);
        let second = made(&world, "mara", "Halden").await;
        world.advance_us(30 * DAY_US - 1);
        assert!(request(&world, &second.token).await.is_some());
        world.advance_us(1);
        assert!(request(&world, &second.token).await.is_none());
        let page = profile(&world, "mara").await;
        let states: Vec<_> = page.tokens.iter().map(|token| token.state(page.now)).collect();
        assert_eq!(states, [TokenState::Expired, TokenState::Revoked]);
    }

    async fn a_suspended_member_or_person_has_no_token(store: Store) {
        let world = World::new(store).await;
        let made = made(&world, "mara", "Halden").await;
        set(&world, "mara", true).await;
        assert!(request(&world, &made.token).await.is_none());
        set(&world, "mara", false).await;
        assert!(request(&world, &made.token).await.is_some());
        let suspension = PersonSuspension { person_id: world.person("mara"), suspended: true };
        execute(world.system(), suspend_person, suspension).await.expect("suspended");
        assert!(request(&world, &made.token).await.is_none());
    }

    async fn nobody_makes_a_token_for_where_they_do_not_belong(store: Store) {
        let world = World::new(store).await;
        for (who, organisation) in [("mara", "Orbit"), ("sven", "Halden"), ("mara", ""), ("mick", "Halden")] {
            let refused = execute(world.as_person(who), create_token, input(&world, organisation, "ERP")).await;
            let error = refused.expect_err("refused");
            assert!(error.reason_for("organisation_id").is_some(), "{who} {organisation}: {error}");
        }
        let nobody = execute(world.guest(), create_token, input(&world, "Halden", "ERP")).await;
        assert_eq!(nobody.expect_err("a guest"), AppError::SignInRequired);
        let platform = made(&world, "mick", "").await;
        let principal = request(&world, &platform.token).await.and_then(|context| context.principal).expect("mick");
        assert_eq!((principal.platform_role, principal.membership), (Some(PlatformRole::MerchantAdmin), None));
    }

    async fn every_refused_field_of_a_token_is_named(store: Store) {
        let world = World::new(store).await;
        let typed = TokenInput { name: " ".into(), organisation_id: "x".into(), valid_days: "36500".into() };
        let error = execute(world.as_person("mara"), create_token, typed).await.expect_err("refused");
        for field in ["name", "organisation_id", "valid_days"] {
            assert!(error.reason_for(field).is_some(), "{field}: {error}");
        }
        made(&world, "mara", "Halden").await;
        let twice = execute(world.as_person("mara"), create_token, input(&world, "Halden", "ERP")).await;
        assert_eq!(twice.expect_err("a double click").reason_for("name"), Some("you have a token of this name"));
        assert_eq!(profile(&world, "mara").await.tokens.len(), 1);
    }

    async fn the_last_use_is_known_to_the_minute(store: Store) {
        let world = World::new(store).await;
        let made = made(&world, "mara", "Halden").await;
        assert_eq!(profile(&world, "mara").await.tokens[0].used_at, None);
        for _ in 0..2 {
            let seen = world.clock.now();
            let context = request(&world, &made.token).await.expect("recognised");
            assert_eq!(context.store.statements(), 1, "noting it is not a statement of the request");
            let mut used = None;
            for _ in 0..2_000 {
                used = profile(&world, "mara").await.tokens[0].used_at;
                if used == Some(seen) {
                    break;
                }
                tokio::task::yield_now().await;
            }
            assert_eq!(used, Some(seen));
            world.advance_us(MINUTE_US);
        }
    }
}
