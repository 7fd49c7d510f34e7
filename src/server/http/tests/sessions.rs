//! Cookies and headers of a site with and without TLS; sessions that begin, change and end through the router.

use super::{Door, Form, Setting, bare_post, encoded, get, markup::elements, post};
use crate::server::{
    application::{execute, identity},
    testing::{PASSWORD, on_both},
};
use axum::{body::Body, http::header};

async fn with_password(door: &Door, name: &str) {
    let password = identity::NewPassword { person_id: door.world.person(name), password: PASSWORD.to_owned() };
    execute(door.world.system(), identity::set_password, password).await.expect("a password");
}

fn sign_in_form(name: &str) -> Form {
    Form::default().with("input[email]", format!("{name}@test.example")).with("input[password]", PASSWORD)
}

fn demo(door: &Door, name: &str) -> Form {
    Form::default().with("person_id", door.world.person(name))
}

const SIGN_IN: &str = "/api/identity/sign_in";
const DEMO: &str = "/api/identity/demo_sign_in";

on_both! {
    async fn signing_in_rotates_the_session(store: Store) {
        let door = Door::new(store).await;
        with_password(&door, "mara").await;
        let before = door.session("mara").await;
        assert_eq!(door.get(&before, "/carts").await.status, 200);
        let reply = door.post(&before, SIGN_IN, &sign_in_form("mara")).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        let set = reply.header("set-cookie");
        let after = set.split(';').next().expect("a cookie").to_owned();
        assert_ne!(before, after);
        assert!(set.contains("; HttpOnly; SameSite=Lax") && set.contains("; Path=/") && !set.contains("Secure"), "{set}");
        assert_eq!(door.get(&before, "/carts").await.status, 401);
        assert_eq!(door.get(&after, "/connector/shopping-cart").await.status, 200);
    }

    async fn a_planted_session_is_not_taken_over_by_signing_in(store: Store) {
        let door = Door::new(store).await;
        let reply = door.post("sid=planted-by-somebody", DEMO, &demo(&door, "mara")).await;
        assert!(reply.header("set-cookie").starts_with("sid=") && !reply.header("set-cookie").contains("planted"));
        assert_eq!(door.get("sid=planted-by-somebody", "/carts").await.status, 401);
    }

    async fn signing_out_ends_the_session_and_takes_the_cookie(store: Store) {
        let door = Door::new(store).await;
        let cookie = door.session("mara").await;
        let reply = door.post(&cookie, "/api/identity/sign_out", &Form::default()).await;
        assert!(reply.header("set-cookie").starts_with("sid=; Max-Age=0;"), "{}", reply.header("set-cookie"));
        assert_eq!(door.get(&cookie, "/carts").await.status, 401);
    }

    async fn a_refused_sign_in_sets_no_cookie_and_keeps_the_session(store: Store) {
        let door = Door::new(store).await;
        let cookie = door.session("mara").await;
        let reply = door.post(&cookie, SIGN_IN, &sign_in_form("nobody")).await;
        assert_eq!((reply.status, reply.header("set-cookie")), (422, ""));
        assert_eq!(door.get(&cookie, "/connector/shopping-cart").await.status, 200);
    }

    async fn a_site_with_tls_is_reached_by_nothing_else(store: Store) {
        let door = Door::with(store, Setting { secure: true, ..Setting::default() }).await;
        let reply = door.post("", DEMO, &demo(&door, "mara")).await;
        let set = reply.header("set-cookie").to_owned();
        assert!(set.starts_with("__Host-sid=") && set.ends_with("; Path=/; HttpOnly; SameSite=Lax; Secure"), "{set}");
        let cookie = set.split(';').next().expect("a cookie");
        let page = door.get(cookie, "/connector/shopping-cart").await;
        assert_eq!(page.status, 200);
        assert_eq!(page.header("strict-transport-security"), "max-age=63072000; includeSubDomains");
        let planted = cookie.replace("__Host-", "");
        assert_eq!(door.get(&planted, "/carts").await.status, 401);
    }

    async fn a_site_without_tls_promises_none(store: Store) {
        let door = Door::new(store).await;
        assert!(!door.get("", "/connector/parts").await.headers.contains_key("strict-transport-security"));
    }

    async fn signing_in_leads_to_a_page_of_this_site_only(store: Store) {
        let door = Door::new(store).await;
        with_password(&door, "mara").await;
        for (next, location) in [
            ("/connector/demands?tab=closed", "/connector/demands?tab=closed"),
            ("https://evil.example/", "/connector/parts"),
            ("//evil.example", "/connector/parts"),
            ("/\\evil.example", "/connector/parts"),
            ("\\\\evil.example", "/connector/parts"),
            ("/\t/evil.example", "/connector/parts"),
            ("javascript:alert(1)", "/connector/parts"),
            ("/a\r\nSet-Cookie: sid=1", "/connector/parts"),
            ("", "/connector/parts"),
        ] {
            let form = sign_in_form("mara").with("input[next]", next);
            let request = post("", SIGN_IN).header(header::ACCEPT, "text/html");
            let reply = door.send(request.body(form.body()).expect("a request")).await;
            assert_eq!((reply.status, reply.header("location")), (302, location), "{next:?}");
        }
    }

    async fn the_form_of_the_sign_in_page_carries_no_way_to_another_site(store: Store) {
        let door = Door::new(store).await;
        for next in ["//evil.example/x", "https://evil.example/x", "javascript:alert(1)//x"] {
            let page = door.get("", &format!("/sign-in?next={}", encoded(next))).await;
            for element in elements(&page.body) {
                for name in ["href", "src", "action", "formaction"] {
                    let to = element.attribute(name).unwrap_or_default();
                    assert!(!to.contains("evil") && !to.starts_with("javascript:"), "{next}: {element:?}");
                }
            }
        }
    }

    async fn tries_at_a_password_are_throttled_with_the_wait_in_a_header(store: Store) {
        let door = Door::new(store).await;
        let mut statuses = Vec::new();
        for _ in 0..7 {
            let reply = door.post("", SIGN_IN, &sign_in_form("mara")).await;
            if reply.status == 429 {
                assert!(reply.header("retry-after").parse::<u32>().is_ok_and(|seconds| seconds > 0));
            }
            statuses.push(reply.status);
        }
        assert_eq!(statuses, [422, 422, 422, 422, 422, 429, 429]);
    }

    async fn another_site_cannot_sign_anybody_in(store: Store) {
        let door = Door::new(store).await;
        let request = bare_post("", DEMO).header("sec-fetch-site", "cross-site");
        let reply = door.send(request.body(demo(&door, "mara").body()).expect("a request")).await;
        assert_eq!((reply.status, reply.header("set-cookie")), (403, ""));
    }

    async fn two_cookies_of_one_name_open_nothing_more_than_the_first(store: Store) {
        let door = Door::new(store).await;
        let (mara, emil) = (door.session("mara").await, door.session("emil").await);
        let request = get(&format!("{mara}; {emil}"), "/connector/shopping-cart").body(Body::empty());
        assert_eq!(door.send(request.expect("a request")).await.status, 200);
        let garbage = get("sid=%00; sid==; sid; ;=;", "/carts").body(Body::empty());
        assert_eq!(door.send(garbage.expect("a request")).await.status, 401);
    }
}
