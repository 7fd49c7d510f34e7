//! Whole pages: what they cost the database, however much is on them.

use super::{Door, Form, post};
use crate::{
    domain::ids::{CartId, LineId},
    server::{
        application::{cart, execute, inventory, negotiation, query_in, sharing},
        testing::{buyer, draft, on_both, request, text_input},
    },
};
use axum::{
    body::Body,
    http::{Request, header},
};
use std::sync::Arc;

/// Lists parts at Orbit and puts a line for each into Mara's cart, with an offer and a message.
async fn lines(door: &Door, numbers: std::ops::Range<usize>) -> Vec<LineId> {
    let seller_id = door.world.organisation("Orbit");
    let drafts = numbers.map(|number| draft(&format!("PN-{number:03}"), 50, Some("3.10"))).collect();
    inventory::import_listings(door.world.system(), (seller_id, drafts)).await.expect("listings");
    let listed = inventory::listing_identities(door.world.system(), seller_id).await.expect("identities");
    let mut lines = Vec::new();
    for (_, listing_id) in listed {
        let line_id = door.world.open(listing_id, 2).await;
        // A listing that has a line already was quoted before.
        if door.world.quote(line_id, "2.95", 0).await.is_ok() {
            let input = text_input(buyer(line_id), "When can it leave?");
            execute(door.world.as_person("mara"), negotiation::send_message, input).await.expect("sent");
        }
        lines.push(line_id);
    }
    lines
}

/// Mara's cart, and the newest entry of its history.
async fn history(door: &Door) -> (CartId, i64) {
    let mara = || door.world.as_person("mara");
    let carts = query_in(&mara(), sharing::load_carts, ()).await.expect("the carts").carts;
    let id = carts.iter().find_map(|view| view.cart.id).expect("a cart");
    let history = query_in(&mara(), cart::load_history, (id, String::new())).await.expect("a history");
    (id, history.entries.rows[0].sequence)
}

on_both! {
    async fn pages_take_as_many_statements_with_forty_lines_as_with_two(store: Store) {
        let door = Door::new(store).await;
        let (mara, jonas) = (door.session("mara").await, door.session("jonas").await);
        let first = lines(&door, 0..2).await[0];
        let (cart, entry) = history(&door).await;
        let pages = [
            (&mara, "/connector/shopping-cart".to_owned()),
            (&mara, format!("/connector/shopping-cart/lines/{first}")),
            (&mara, "/connector/shopping-cart?tab=closed".to_owned()),
            (&mara, format!("/connector/shopping-cart?details={first}")),
            (&mara, "/carts".to_owned()),
            (&mara, "/carts/trash".to_owned()),
            (&mara, format!("/carts/{cart}/history")),
            (&mara, format!("/carts/{cart}/start?after={entry}")),
            (&mara, "/connector".to_owned()),
            (&mara, "/connector/parts".to_owned()),
            (&mara, "/connector/parts/PN000".to_owned()),
            (&mara, "/notifications".to_owned()),
            (&jonas, "/connector".to_owned()),
            (&mara, "/connector/shopping-cart/compare/PN000".to_owned()),
            (&mara, "/connector/shopping-cart/reasons".to_owned()),
            (&jonas, "/connector/requests".to_owned()),
            (&jonas, "/connector/requests?sort=value".to_owned()),
            (&jonas, "/connector/replies".to_owned()),
            (&jonas, format!("/connector/requests/lines/{first}")),
            (&jonas, "/connector/inventory".to_owned()),
        ];
        let mut before = Vec::new();
        for (cookie, path) in &pages {
            let reply = door.get(cookie, path).await;
            assert_eq!(reply.status, 200, "{path}");
            assert!(reply.statements().starts_with("sql;desc=\""), "{path}: {}", reply.statements());
            assert_ne!(reply.statements(), "sql;desc=\"0 statements\"", "{path}");
            before.push(reply.statements().to_owned());
        }
        assert_eq!(lines(&door, 2..40).await.len(), 40);
        for ((cookie, path), before) in pages.iter().zip(&before) {
            let reply = door.get(cookie, path).await;
            assert_eq!(reply.statements(), before, "{path}");
        }
        let cart = door.get(&mara, "/connector/shopping-cart").await.body;
        assert!(cart.matches("/connector/shopping-cart/lines/").count() >= 40, "all lines are on the page");
    }

    /// A page is one or two round trips per part of it: session, frame, list, how far it is from an order, drawer.
    async fn the_drawer_takes_a_handful_of_statements(store: Store) {
        let door = Door::new(store).await;
        let mara = door.session("mara").await;
        let line_id = lines(&door, 0..1).await[0];
        for (path, most) in [
            ("/connector/shopping-cart".to_owned(), 9),
            (format!("/connector/shopping-cart/lines/{line_id}"), 17),
            ("/connector".to_owned(), 10),
            ("/favicon.svg".to_owned(), 0),
        ] {
            let reply = door.get(&mara, &path).await;
            let digits: String = reply.statements().chars().filter(char::is_ascii_digit).collect();
            assert!(digits.parse::<u32>().expect("a number") <= most, "{path}: {}", reply.statements());
        }
    }

    async fn the_settings_page_has_the_settings_of_carts_and_keeps_what_was_typed_without_scripts(store: Store) {
        let door = Door::new(store).await;
        let mick = door.session("mick").await;
        let page = door.get(&mick, "/admin/settings").await;
        for text in ["Largest quantity of a line", "Abandoned personal carts are emptied", "Last run: ", "In force: a line has at most 999,999"] {
            assert!(page.body.contains(text), "{text}");
        }
        let form = |largest: &str| {
            let form = Form::default().with("input[largest_quantity]", largest).with("input[retention_days]", 30);
            form.with("input[purge_abandoned]", "on").with("input[purge_time]", "04:30").with("input[version_seen]", 0)
        };
        let send = |form: Form| -> Request<Body> {
            let request = post(&mick, "/api/cart/save_cart_settings");
            let request = request.header(header::ACCEPT, "text/html,application/xhtml+xml,*/*;q=0.8");
            request.header(header::REFERER, "http://market.example/admin/settings").body(form.body()).expect("a request")
        };
        let refused = door.send(send(form("lots"))).await;
        let back = door.get(&mick, refused.header("location")).await;
        assert!(back.body.contains("“lots” is not a whole number") && back.body.contains("04:30"));
        let saved = door.send(send(form("5,000"))).await;
        let page = door.get(&mick, saved.header("location")).await;
        assert!(page.body.contains("Saved. It holds from now on."));
        assert!(page.body.contains("In force: a line has at most 5,000, personal carts are emptied after 30 days, at 04:30 UTC."));
    }

    async fn a_lost_cart_is_told_of_on_every_page_and_put_away_without_scripts(store: Store) {
        let door = Door::new(store).await;
        let (mara, tomas) = (door.session("mara").await, door.session("tomas").await);
        lines(&door, 0..1).await;
        let shared = Form::default().with("input[name]", "Hangar 2").with("input[request_id]", request().0);
        assert_eq!(door.post(&mara, "/api/sharing/share_cart", &shared).await.status, 200);
        let (cart, _) = history(&door).await;
        let named = |form: Form| form.with("input[cart_id]", cart);
        assert_eq!(door.post(&tomas, "/api/sharing/switch_cart", &named(Form::default())).await.status, 200);
        let gone = named(Form::default()).with("input[mode]", "remove").with("input[request_id]", request().0);
        assert_eq!(door.post(&mara, "/api/sharing/unshare_cart", &gone).await.status, 200);
        let told = "“Hangar 2” was removed by mara";
        let paths = ["/connector", "/connector/parts", "/connector/shopping-cart", "/carts", "/orders", "/notifications"];
        for path in paths {
            let page = door.get(&tomas, path).await;
            assert_eq!(page.body.matches(&format!("<strong>{told}")).count(), 1, "{path} says it, once");
            assert!(!door.get(&mara, path).await.body.contains(told), "{path}: she did it");
        }
        let read = post(&tomas, "/api/cart/dismiss_lost").header(header::ACCEPT, "text/html,application/xhtml+xml,*/*;q=0.8");
        let read = read.header(header::REFERER, "http://market.example/orders").body(Body::empty()).expect("a request");
        let back = door.send(read).await;
        assert_eq!(back.status, 302, "{}", back.body);
        assert!(!door.get(&tomas, "/orders").await.body.contains(told));
    }

    async fn settings_say_who_changed_what(store: Store) {
        let door = Door::new(store).await;
        let mick = door.session("mick").await;
        assert!(!door.get(&mick, "/admin/settings").await.body.contains("Before and after"));
        let form = Form::default().with("input[largest_quantity]", "5,000").with("input[retention_days]", 90);
        let form = form.with("input[purge_time]", "03:00").with("input[version_seen]", 0);
        assert_eq!(door.post(&mick, "/api/cart/save_cart_settings", &form).await.status, 200);
        let page = door.get(&mick, "/admin/settings").await.body;
        assert!(page.contains("Largest quantity: 999,999 → ") && page.contains("<strong>5,000<"));
    }

    /// What a page's head, list and drawer share must outlive whichever of them is drawn first.
    async fn pages_that_are_drawn_at_the_same_time_do_not_disturb_each_other(store: Store) {
        let door = Arc::new(Door::new(store).await);
        let cookie = door.session("mara").await;
        let line_id = lines(&door, 0..2).await[0];
        let paths = [
            "/connector/shopping-cart".to_owned(),
            format!("/connector/shopping-cart/lines/{line_id}"),
            "/connector/parts/PN001".to_owned(),
            "/notifications".to_owned(),
        ];
        let mut visits = tokio::task::JoinSet::new();
        for visit in 0..8 {
            let (door, cookie, paths) = (door.clone(), cookie.clone(), paths.clone());
            visits.spawn(async move {
                for number in 0..60 {
                    let path = &paths[(visit + number) % paths.len()];
                    assert_eq!(door.get(&cookie, path).await.status, 200, "{path}");
                }
            });
        }
        while let Some(visit) = visits.join_next().await {
            visit.expect("every page came");
        }
    }
}
