//! How far the storefront is open: every page and server function that visitors reach, under each setting.

use super::{Door, Form};
use crate::{
    domain::storefront::StorefrontAccess,
    server::{
        application::{guest, storefront::tests::set},
        testing::{on_both, request},
    },
};

/// What only the price list says.
const PRICE: &str = "3.17";

/// What visitors reach of the catalogue, and of a cart.
const CATALOGUE: [&str; 4] =
    ["/connector/parts", "/connector/parts/AN1", "/api/catalog/search_parts", "/api/catalog/load_part"];
const CART: [&str; 6] = [
    "/connector/shopping-cart",
    "/checkout",
    "/api/negotiation/load_lines",
    "/api/checkout/load_checkout",
    "/api/guest/change_guest_quantity",
    "/api/cart/buy_at_list_price",
];

/// The status and body of one of these.
async fn ask(door: &Door, cookie: &str, path: &str, names: &[(&str, String)]) -> (u16, String) {
    let reply = match path.starts_with("/api/") {
        false => door.get(cookie, path).await,
        true => {
            let form = names.iter().fold(Form::default(), |form, (name, value)| form.with(name, value));
            door.post(cookie, path, &form).await
        }
    };
    (reply.status, reply.body)
}

on_both! {
    async fn every_way_of_a_visitor_obeys_the_setting(store: Store) {
        let door = Door::new(store).await;
        let listing = door.world.list("Orbit", "AN1", (1_000, Some(PRICE))).await;
        let token = door.world.new_guest(&[(listing, 5)]).await;
        let cart = guest::load_cart(&door.world.as_guest(&token).await).await.expect("a cart");
        let known = format!("guest={token}");
        let names = || {
            [
                ("search[q]", "AN1".to_owned()),
                ("key", "AN1".to_owned()),
                ("filter[side]", "buyer".to_owned()),
                ("filter[tab]", "active".to_owned()),
                ("input[line_id]", cart.bags[0].lines[0].line_id.to_string()),
                ("input[listing_id]", listing.to_string()),
                ("input[quantity]", "5".to_owned()),
                ("input[request_id]", request().0.to_string()),
            ]
        };
        for access in StorefrontAccess::ALL {
            set(&door.world, access).await;
            for path in CATALOGUE {
                for cookie in ["", known.as_str()] {
                    let (status, body) = ask(&door, cookie, path, &names()).await;
                    assert_eq!(status, if access.guests_browse() { 200 } else { 401 }, "{access:?}: {path}");
                    assert_eq!(body.contains(PRICE), access.guests_see_prices() && !path.starts_with("/api/"), "{access:?}: {path}");
                    let micros = format!("{}0000", PRICE.replace('.', ""));
                    assert_eq!(body.contains(&micros), access.guests_see_prices(), "{access:?}: {path}");
                }
            }
            for path in CART {
                let (status, body) = ask(&door, &known, path, &names()).await;
                assert_eq!(status, if access.guests_buy() { 200 } else { 401 }, "{access:?}: {path}: {body}");
                assert!(access.guests_buy() || !body.contains("AN1"), "{access:?}: {path}");
            }
        }
        let mara = door.session("mara").await;
        for path in CATALOGUE {
            assert_eq!(ask(&door, &mara, path, &names()).await.0, 200, "she is signed in: {path}");
        }
    }
}
