//! The interface for programs: by session and by token, with what it refuses and how.

use super::{Door, Reply, ask, bare_post, get};
use crate::{
    api_types::profile::TokenInput,
    domain::identity::{Role, Roles},
    server::{
        application::{
            cart, execute,
            identity::{self, SetMember},
            query_in,
        },
        testing::{add_input, on_both},
    },
};
use axum::{
    body::Body,
    http::{Method, header, request::Builder},
};
use serde_json::{Value, json};

const ORDERS: &str = "/ccstore/v1/orders";
const SHARE: &str = "/ccstore/v1/orders/current/share";
const UNSHARE: &str = "/ccstore/v1/orders/current/unshare";
const SWITCH: &str = "/ccstore/v1/orders/current/switch";
const SETTINGS: &str = "/ccadmin/v1/merchant/sharedOrganizationCart";

/// How a program says who it is.
#[derive(Clone)]
enum By {
    Session(String),
    Token(String),
}

impl By {
    fn request(&self, method: Method, path: &str) -> Builder {
        match self {
            Self::Session(cookie) => ask(method, cookie, path).header("sec-fetch-site", "same-origin"),
            Self::Token(token) => ask(method, "", path).header(header::AUTHORIZATION, format!("Bearer {token}")),
        }
    }
}

/// The same person in both ways.
async fn both_ways(door: &Door, name: &str, organisation: &str) -> [By; 2] {
    [By::Session(door.session(name).await), By::Token(token(door, name, organisation).await)]
}

async fn token(door: &Door, name: &str, organisation: &str) -> String {
    let organisation_id = match organisation {
        "" => String::new(),
        name => door.world.organisation(name).to_string(),
    };
    let input = TokenInput { name: "ERP".into(), organisation_id, valid_days: "7".into() };
    execute(door.world.as_person(name), identity::create_token, input).await.expect("a token").token
}

async fn read(door: &Door, by: &By, path: &str) -> Reply {
    door.send(by.request(Method::GET, path).body(Body::empty()).expect("a request")).await
}

async fn write(door: &Door, by: &By, what: (Method, &str), body: &Value) -> Reply {
    let request = by.request(what.0, what.1).header(header::CONTENT_TYPE, "application/json");
    door.send(request.body(Body::from(body.to_string())).expect("a request")).await
}

async fn put(door: &Door, by: &By, path: &str, body: &Value) -> Reply {
    write(door, by, (Method::PUT, path), body).await
}

/// Somebody puts a part of Orbit's into their cart.
async fn add(door: &Door, name: &str, part: &str) {
    let listing = door.world.list("Orbit", part, (50, Some("3.10"))).await;
    execute(door.world.as_person(name), cart::add_to_cart, add_input(listing, 2)).await.expect("added");
}

/// The fields that a problem names.
fn named(reply: &Reply) -> Vec<String> {
    let problem = reply.json();
    let errors = problem["errors"].as_array().cloned().unwrap_or_default();
    errors.iter().map(|error| error["field"].as_str().unwrap_or_default().to_owned()).collect()
}

on_both! {
    async fn carts_are_listed_with_their_contributors(store: Store) {
        let door = Door::new(store).await;
        add(&door, "mara", "A1").await;
        for by in both_ways(&door, "mara", "Halden").await {
            let reply = read(&door, &by, ORDERS).await;
            assert_eq!((reply.status, reply.header("content-type")), (200, "application/json"), "{}", reply.body);
            let page = reply.json();
            assert_eq!((&page["totalResults"], &page["offset"], &page["limit"]), (&json!(1), &json!(0), &json!(250)));
            let order = &page["items"][0];
            let mara = door.world.person("mara").to_string();
            assert_eq!((&order["profileId"], &order["lastModifierId"]), (&json!(mara), &json!(mara)));
            assert_eq!((&order["sharedWithOrganization"], &order["submittedBy"]), (&json!(false), &Value::Null));
            assert_eq!(order["profile"], json!({ "firstName": "mara", "lastName": "" }));
            assert_eq!((&order["current"], &order["lines"]["open"]), (&json!(true), &json!(1)));
        }
        let tomas = By::Session(door.session("tomas").await);
        let none = read(&door, &tomas, ORDERS).await.json();
        assert_eq!((&none["totalResults"], &none["items"]), (&json!(0), &json!([])), "reading makes no cart");
    }

    async fn the_list_is_narrowed_and_paged_within_bounds(store: Store) {
        let door = Door::new(store).await;
        let mara = By::Session(door.session("mara").await);
        for (part, name) in [("A1", "Hangar 1"), ("A2", "Hangar 2")] {
            assert_eq!(write(&door, &mara, (Method::POST, SWITCH), &json!({ "orderId": null })).await.status, 200);
            add(&door, "mara", part).await;
            assert_eq!(put(&door, &mara, SHARE, &json!({ "name": name })).await.status, 200);
        }
        write(&door, &mara, (Method::POST, SWITCH), &json!({ "orderId": null })).await;
        add(&door, "mara", "A3").await;
        for (query, total, shown) in [
            ("", 3, 3),
            ("?orderType=all", 3, 3),
            ("?orderType=personal", 1, 1),
            ("?orderType=shared", 2, 2),
            ("?orderType=shared&limit=1", 2, 1),
            ("?orderType=shared&limit=1&offset=1", 2, 1),
            ("?offset=3", 3, 0),
        ] {
            let page = read(&door, &mara, &format!("{ORDERS}{query}")).await.json();
            let items = page["items"].as_array().map_or(0, Vec::len);
            assert_eq!((&page["totalResults"], items), (&json!(total), shown), "{query}");
        }
        let first = read(&door, &mara, &format!("{ORDERS}?orderType=shared&limit=1")).await.json();
        let second = read(&door, &mara, &format!("{ORDERS}?orderType=shared&limit=1&offset=1")).await.json();
        assert_eq!((&first["items"][0]["name"], &second["items"][0]["name"]), (&json!("Hangar 1"), &json!("Hangar 2")));
        let refused = read(&door, &mara, &format!("{ORDERS}?orderType=mine&limit=0&offset=-1")).await;
        refused.is_problem(422);
        assert_eq!(named(&refused), ["orderType", "limit", "offset"]);
    }

    async fn a_cart_is_shared_and_unshared_by_either_way(store: Store) {
        let door = Door::new(store).await;
        for by in both_ways(&door, "mara", "Halden").await {
            put(&door, &by, UNSHARE, &json!({})).await.is_problem(409);
            add(&door, "mara", "A1").await;
            let shared = put(&door, &by, SHARE, &json!({ "name": "Hangar 3", "description": "Check C" })).await;
            assert_eq!(shared.status, 200, "{}", shared.body);
            let order = shared.json();
            assert_eq!((&order["name"], &order["description"]), (&json!("Hangar 3"), &json!("Check C")));
            assert_eq!((&order["sharedWithOrganization"], &order["current"]), (&json!(true), &json!(true)));
            put(&door, &by, SHARE, &json!({ "name": "Again" })).await.is_problem(409);
            let tomas = By::Session(door.session("tomas").await);
            let seen = read(&door, &tomas, &format!("{ORDERS}?orderType=shared")).await.json();
            assert_eq!(seen["items"][0]["orderId"], order["orderId"], "a colleague sees it");
            let wrong = put(&door, &by, UNSHARE, &json!({ "mode": "steal" })).await;
            wrong.is_problem(422);
            assert_eq!(named(&wrong), ["mode"]);
            // Nothing said: convert.
            let unshared = put(&door, &by, UNSHARE, &json!({})).await;
            assert_eq!(unshared.status, 200, "{}", unshared.body);
            let report = unshared.json();
            assert_eq!((&report["unshared"]["orderId"], &report["unshared"]["mode"]), (&order["orderId"], &json!("convert")));
            assert_eq!(report["current"]["sharedWithOrganization"], json!(false));
            let seen = read(&door, &tomas, &format!("{ORDERS}?orderType=shared")).await.json();
            assert_eq!(seen["totalResults"], json!(0));
        }
    }

    async fn a_cart_without_a_name_is_called_by_its_sharers(store: Store) {
        let door = Door::new(store).await;
        add(&door, "mara", "A1").await;
        let mara = By::Token(token(&door, "mara", "Halden").await);
        let request = mara.request(Method::PUT, SHARE).body(Body::empty()).expect("a request");
        let reply = door.send(request).await;
        assert_eq!((reply.status, &reply.json()["name"]), (200, &json!("Cart of mara")), "{}", reply.body);
        let removed = put(&door, &mara, UNSHARE, &json!({ "mode": "remove" })).await;
        assert_eq!((removed.status, &removed.json()["unshared"]["mode"]), (200, &json!("remove")), "{}", removed.body);
    }

    async fn switching_is_answered_alike_when_it_is_sent_again(store: Store) {
        let door = Door::new(store).await;
        add(&door, "mara", "A1").await;
        let mara = By::Token(token(&door, "mara", "Halden").await);
        let id = put(&door, &mara, SHARE, &json!({ "name": "Hangar 1" })).await.json()["orderId"].clone();
        let send = async |key: &str, body: Value| {
            let request = mara.request(Method::POST, SWITCH).header("idempotency-key", key);
            let request = request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body.to_string()));
            door.send(request.expect("a request")).await
        };
        let away = send("away-1", json!({ "orderId": null })).await;
        assert_eq!((away.status, &away.json()["orderId"]), (200, &Value::Null), "{}", away.body);
        let back = send("back-1", json!({ "orderId": id })).await;
        assert_eq!((back.status, &back.json()["orderId"], back.header("idempotent-replayed")), (200, &id, ""));
        let again = send("away-1", json!({ "orderId": null })).await;
        assert_eq!((again.status, &again.body, again.header("idempotent-replayed")), (200, &away.body, "true"));
        let current = read(&door, &mara, &format!("{ORDERS}?orderType=shared")).await.json();
        assert_eq!(current["items"][0]["current"], json!(true), "what is answered again is not done again");
        for key in ["away-1", "back-1"] {
            let other = send(key, json!({ "orderId": door.world.person("mara") })).await;
            other.is_problem(422);
            assert_eq!(named(&other), ["Idempotency-Key"]);
        }
        for key in ["", &"k".repeat(256)] {
            let refused = send(key, json!({})).await;
            refused.is_problem(422);
            assert_eq!(named(&refused), ["Idempotency-Key"], "{key}");
        }
        send("gone", json!({ "orderId": door.world.person("mara") })).await.is_problem(404);
        let wrong = send("wrong", json!({ "orderId": "x" })).await;
        wrong.is_problem(422);
        assert_eq!(named(&wrong), ["orderId"]);
    }

    async fn what_cannot_be_read_is_refused_with_the_reason(store: Store) {
        let door = Door::new(store).await;
        let mara = By::Token(token(&door, "mara", "Halden").await);
        for (kind, body, status) in [
            ("text/plain", "{}", 415),
            ("application/x-www-form-urlencoded", "name=x", 415),
            ("application/json", "{\"name\":", 400),
            ("application/json", "[1]", 400),
            ("application/json", "{\"name\":7,\"colour\":\"red\"}", 422),
        ] {
            let request = mara.request(Method::PUT, SHARE).header(header::CONTENT_TYPE, kind).body(Body::from(body));
            let reply = door.send(request.expect("a request")).await;
            reply.is_problem(status);
            assert!(!reply.json()["detail"].as_str().unwrap_or_default().is_empty());
            if status == 422 {
                assert_eq!(named(&reply), ["name", "colour"]);
            }
        }
        let large = format!("{{\"name\":\"{}\"}}", "x".repeat(300_000));
        let request = mara.request(Method::PUT, SHARE).header(header::CONTENT_TYPE, "application/json");
        door.send(request.body(Body::from(large)).expect("a request")).await.is_problem(413);
        let wrong = door.send(mara.request(Method::DELETE, SHARE).body(Body::empty()).expect("a request")).await;
        wrong.is_problem(405);
    }

    async fn a_token_opens_the_interface_and_nothing_else(store: Store) {
        let door = Door::new(store).await;
        let token = token(&door, "mara", "Halden").await;
        let by = By::Token(token.clone());
        assert_eq!(read(&door, &by, ORDERS).await.status, 200);
        for path in ["/carts", "/profile", "/live"] {
            assert_eq!(read(&door, &by, path).await.status, 401, "{path}");
        }
        let reply = write(&door, &by, (Method::POST, "/api/profile/load_profile"), &json!({})).await;
        assert_eq!(reply.status, 403, "without the site's own origin a page's endpoint is closed");
        for wrong in ["", "cpt_", "cpt_unknown", &token[..20]] {
            // A good cookie beside it helps nothing.
            let request = get(&door.session("mara").await, ORDERS).header(header::AUTHORIZATION, format!("Bearer {wrong}"));
            let reply = door.send(request.body(Body::empty()).expect("a request")).await;
            reply.is_problem(401);
            assert!(reply.header("www-authenticate").starts_with("Bearer"));
        }
        let basic = get(&door.session("mara").await, ORDERS).header(header::AUTHORIZATION, "Basic YTpi");
        assert_eq!(door.send(basic.body(Body::empty()).expect("a request")).await.status, 200, "another scheme is not ours");
    }

    async fn a_token_that_ended_or_whose_owner_is_suspended_is_refused(store: Store) {
        let door = Door::new(store).await;
        let by = By::Token(token(&door, "mara", "Halden").await);
        let set = |suspended| SetMember {
            organisation_id: door.world.organisation("Halden"),
            person_id: door.world.person("mara"),
            roles: Roles::default().with(Role::Buyer),
            suspended,
        };
        execute(door.world.system(), identity::set_member, set(true)).await.expect("suspended");
        read(&door, &by, ORDERS).await.is_problem(401);
        execute(door.world.system(), identity::set_member, set(false)).await.expect("back");
        assert_eq!(read(&door, &by, ORDERS).await.status, 200);
        let page = query_in(&door.world.as_person("mara"), identity::load_profile, ()).await.expect("the profile");
        execute(door.world.as_person("mara"), identity::revoke_token, page.tokens[0].id).await.expect("revoked");
        read(&door, &by, ORDERS).await.is_problem(401);
        put(&door, &by, SHARE, &json!({})).await.is_problem(401);
    }

    async fn another_site_cannot_use_a_session_here(store: Store) {
        let door = Door::new(store).await;
        let cookie = door.session("mara").await;
        for method in [Method::PUT, Method::POST] {
            let path = if method == Method::PUT { SHARE } else { SWITCH };
            for site in ["cross-site", "same-site"] {
                let request = ask(method.clone(), &cookie, path).header("sec-fetch-site", site);
                let request = request.header(header::CONTENT_TYPE, "application/json").body(Body::from("{}"));
                door.send(request.expect("a request")).await.is_problem(403);
            }
        }
        let plain = bare_post(&cookie, SWITCH).body(Body::from("orderId=1")).expect("a request");
        door.send(plain).await.is_problem(403);
    }

    async fn the_merchants_admin_reads_and_changes_the_settings(store: Store) {
        let door = Door::new(store).await;
        let mut expected = json!({
            "enabled": true, "hoursUntilEmptyCartPurgeDue": 4, "weeksUntilPurgeDue": 8, "weeksBeforePurgeForNotice": 1
        });
        let mick = both_ways(&door, "mick", "").await;
        for by in &mick {
            assert_eq!(read(&door, by, SETTINGS).await.json(), expected);
        }
        // What is left out stays.
        for (by, said) in mick.iter().zip([json!({ "enabled": false }), json!({ "weeksUntilPurgeDue": 12 })]) {
            let reply = put(&door, by, SETTINGS, &said).await;
            for (name, value) in said.as_object().expect("an object") {
                expected[name] = value.clone();
            }
            assert_eq!((reply.status, reply.json()), (200, expected.clone()));
        }
        let refused = put(&door, &mick[0], SETTINGS, &json!({ "weeksUntilPurgeDue": 0, "hoursUntilEmptyCartPurgeDue": 9999 })).await;
        refused.is_problem(422);
        assert_eq!(named(&refused), ["hoursUntilEmptyCartPurgeDue", "weeksUntilPurgeDue"]);
        let refused = put(&door, &mick[1], SETTINGS, &json!({ "enabled": "yes", "weeksBeforePurgeForNotice": -1, "x": 1 })).await;
        refused.is_problem(422);
        assert_eq!(named(&refused), ["enabled", "weeksBeforePurgeForNotice", "x"]);
        assert_eq!(read(&door, &mick[0], SETTINGS).await.json(), expected, "a refusal stores nothing");
        for by in both_ways(&door, "mara", "Halden").await {
            read(&door, &by, SETTINGS).await.is_problem(403);
            put(&door, &by, SETTINGS, &json!({ "enabled": true })).await.is_problem(403);
        }
        add(&door, "mara", "A1").await;
        let mara = By::Session(door.session("mara").await);
        put(&door, &mara, SHARE, &json!({ "name": "Hangar" })).await.is_problem(409);
    }

    async fn a_list_takes_as_many_statements_for_ten_carts_as_for_one(store: Store) {
        let door = Door::new(store).await;
        let mara = By::Session(door.session("mara").await);
        let mut counts = Vec::new();
        for number in 0..10 {
            write(&door, &mara, (Method::POST, SWITCH), &json!({ "orderId": null })).await;
            add(&door, "mara", &format!("A{number}")).await;
            assert_eq!(put(&door, &mara, SHARE, &json!({ "name": format!("Hangar {number}") })).await.status, 200);
            let page = read(&door, &mara, ORDERS).await;
            counts.push(page.statements().to_owned());
        }
        assert_eq!(counts.first(), counts.last());
    }
}
