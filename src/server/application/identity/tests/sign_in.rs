//! Signing in by password, and what guessing costs.

use super::{arrive, demo_sign_in, give_password, is_guest, refused, visit};
use crate::{
    api_types::{AppError, identity::SignInInput},
    domain::time::{MINUTE_US, SECOND_US},
    server::{
        application::{
            Context, Services, execute,
            identity::{NewPerson, PersonSuspension, create_person, load_sign_in, sign_in, suspend_person},
        },
        testing::{PASSWORD, World, on_both},
    },
};

fn input(email: &str, password: &str) -> SignInInput {
    SignInInput { email: email.to_owned(), password: password.to_owned(), next: String::new() }
}

fn wrong() -> Option<AppError> {
    Some(AppError::invalid("password", "e-mail or password is wrong"))
}

const MARA: &str = "mara@test.example";
const GUESS: &str = "incorrect donkey";

on_both! {
    async fn a_person_signs_in_by_the_address_in_any_case(store: Store) {
        let world = World::new(store).await;
        give_password(&world, "mara").await;
        let before = arrive(&world, "tomas").await;
        let browser = visit(&world, &before).await;
        let token = execute(browser, sign_in, input(" Mara@Test.Example ", PASSWORD)).await.expect("signed in").token;
        assert_eq!(visit(&world, &token).await.principal.map(|mara| mara.name), Some("mara".into()));
        assert!(is_guest(&world, &before).await);
    }

    async fn unknown_wrong_without_password_and_suspended_get_one_answer(store: Store) {
        let world = World::new(store).await;
        give_password(&world, "mara").await;
        give_password(&world, "tomas").await;
        let suspension = PersonSuspension { person_id: world.person("tomas"), suspended: true };
        execute(world.system(), suspend_person, suspension).await.expect("suspended");
        for (email, password) in [
            ("nobody@test.example", PASSWORD),
            (MARA, GUESS),
            (MARA, ""),
            ("olga@test.example", PASSWORD),
            ("olga@test.example", ""),
            ("tomas@test.example", PASSWORD),
        ] {
            assert_eq!(refused(world.guest(), sign_in, input(email, password)).await, wrong(), "{email}");
        }
    }

    async fn sign_in_slows_down_after_failures(store: Store) {
        let world = World::new(store).await;
        give_password(&world, "mara").await;
        for _ in 0..5 {
            assert_eq!(refused(world.guest(), sign_in, input(MARA, GUESS)).await, wrong());
        }
        let right = || refused(world.guest(), sign_in, input(MARA, PASSWORD));
        assert_eq!(right().await, Some(AppError::TooManyAttempts(5)));
        world.advance_us(5 * SECOND_US - 1);
        assert_eq!(right().await, Some(AppError::TooManyAttempts(1)));
        world.advance_us(1);
        assert_eq!(refused(world.guest(), sign_in, input(MARA, GUESS)).await, wrong());
        assert_eq!(right().await, Some(AppError::TooManyAttempts(10)));
        world.advance_us(10 * SECOND_US);
        assert_eq!(right().await, None);
        assert_eq!(refused(world.guest(), sign_in, input(MARA, GUESS)).await, wrong());
        assert_eq!(right().await, None);
    }

    async fn an_unknown_address_slows_down_as_a_known_one(store: Store) {
        let world = World::new(store).await;
        let guess = || refused(world.guest(), sign_in, input("nobody@test.example", GUESS));
        for _ in 0..5 {
            assert_eq!(guess().await, wrong());
        }
        assert_eq!(guess().await, Some(AppError::TooManyAttempts(5)));
    }

    async fn one_network_address_slows_down_over_many_people(store: Store) {
        let world = World::new(store).await;
        let from = |client: &str| Context { client: client.into(), ..world.guest() };
        for number in 0..20 {
            let guess = input(&format!("{number}@test.example"), GUESS);
            assert_eq!(refused(from("192.0.2.1"), sign_in, guess).await, wrong(), "{number}");
        }
        let guess = input("another@test.example", GUESS);
        let answer = refused(from("192.0.2.1"), sign_in, guess.clone()).await;
        assert_eq!(answer, Some(AppError::TooManyAttempts(5)));
        assert_eq!(refused(from("192.0.2.2"), sign_in, guess).await, wrong());
    }

    async fn tries_at_the_same_time_count_each(store: Store) {
        let world = World::new(store).await;
        let tries = (0..12).map(|_| tokio::spawn(refused(world.guest(), sign_in, input(MARA, GUESS))));
        let tries: Vec<_> = tries.collect();
        let mut looked_at = 0;
        for done in tries {
            match done.await.expect("no panic") {
                Some(AppError::TooManyAttempts(_)) => {}
                other => {
                    assert_eq!(other, wrong());
                    looked_at += 1;
                }
            }
        }
        assert_eq!(looked_at, 5);
    }

    async fn failures_are_forgotten_after_a_day(store: Store) {
        let world = World::new(store).await;
        for _ in 0..5 {
            assert_eq!(refused(world.guest(), sign_in, input(MARA, GUESS)).await, wrong());
        }
        world.advance_us(24 * 60 * MINUTE_US + 1);
        for _ in 0..5 {
            assert_eq!(refused(world.guest(), sign_in, input(MARA, GUESS)).await, wrong());
        }
    }

    async fn only_a_demo_signs_in_without_a_password(store: Store) {
        let world = World::new(store).await;
        let page = load_sign_in(world.guest(), ()).await.expect("a page");
        let names: Vec<_> = page.demo_people.iter().map(|person| person.name.as_str()).collect();
        assert!(names.contains(&"mara") && names.contains(&"mick") && !names.contains(&"sven"), "{names:?}");
        let earnest = Services::new(world.services.store.clone(), world.clock.clone(), false);
        let guest = Context::new(&earnest, None, "test");
        assert_eq!(load_sign_in(guest.clone(), ()).await.expect("a page").demo_people, []);
        assert_eq!(refused(guest, demo_sign_in, world.person("mara")).await, Some(AppError::NotFound));
    }

    async fn a_password_and_an_address_must_be_plausible(store: Store) {
        let world = World::new(store).await;
        let new = NewPerson {
            email: "nowhere".into(),
            name: " ".into(),
            password: Some("short".into()),
            platform_role: None,
        };
        let error = execute(world.system(), create_person, new).await.expect_err("refused");
        for field in ["email", "name", "password"] {
            assert!(error.reason_for(field).is_some(), "{field}");
        }
        let new = NewPerson { email: MARA.to_uppercase(), name: "Mara".into(), password: None, platform_role: None };
        let taken = execute(world.system(), create_person, new).await;
        assert_eq!(taken, Err(AppError::invalid("email", "is taken")));
    }
}
