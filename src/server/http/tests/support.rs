//! Support's pages as a browser without scripts uses them: a reason, then an order that is corrected and sent again.

use super::{Door, Form};
use crate::{
    domain::{
        ids::{BagId, CartId},
        ordering::{self, BagCommand},
    },
    server::{
        application::{
            execute, negotiation,
            ordering::{
                bag::{Moved, lock_bag, record_bag},
                orders,
            },
            query_in,
            work::mint,
        },
        storage::ordering::testing::order,
        testing::{accept_input, on_both},
    },
};

/// An order of mara's with one bag of Orbit's, which Orbit's system refused.
async fn refused(door: &Door) -> (CartId, BagId) {
    let world = &door.world;
    let listing = world.list("Orbit", "AN3-5A", (50, None)).await;
    let line = world.open(listing, 4).await;
    world.quote(line, "2.50", 0).await.expect("a price");
    execute(world.as_person("mara"), negotiation::accept_offer, accept_input(line, 1)).await.expect("accepted");
    let ordered = order(&world.services.store, &[line], world.clock.now()).await;
    let context = world.system();
    let mut work = context.write().await.expect("a transaction");
    let bag = lock_bag(&mut work, ordered.bags[0]).await.expect("a database").expect("a bag");
    let command = BagCommand::Reject { revision: 1, reason: "unknown PO".into() };
    let event = ordering::decide(&bag.bag, command).expect("possible");
    record_bag(&mut work, &bag, &event, Moved { by: None, at: context.now() }).await.expect("recorded");
    work.commit(&context).await.expect("committed");
    (ordered.id, ordered.bags[0])
}

on_both! {
    async fn an_order_is_opened_with_a_reason_corrected_and_sent_again(store: Store) {
        let door = Door::new(store).await;
        let (id, bag_id) = refused(&door).await;
        let sally = door.session("sally").await;
        let page = format!("/support/orders/{id}");
        let queue = door.get(&sally, "/support").await;
        assert!(queue.body.contains("O-100001") && queue.body.contains("Refused"), "{}", queue.body);
        assert!(!queue.body.contains("AN3-5A"), "a list says who and when, not what");
        let look = Form::default().with("input[words]", "Halden").with("input[reason]", "Halden called");
        let looked = door.post(&sally, "/api/support/search", &look).await;
        assert_eq!(looked.status, 200, "{}", looked.body);
        let found = door.get(&sally, &format!("/support?of={}", looked.body.trim_matches('"'))).await;
        assert!(found.body.contains("O-100001") && found.body.contains("because: Halden called"), "{}", found.body);
        let lost = door.get(&sally, "/support?of=nonsense").await;
        assert_eq!(lost.status, 404);
        let closed = door.get(&sally, &page).await;
        assert!(closed.status == 200 && closed.body.contains("Why do you need to read it?"), "{}", closed.body);
        assert!(!closed.body.contains("AN3-5A") && !closed.body.contains("Orbit"), "nothing of it is told before");

        let opened = door.post(&sally, "/api/support/open", &Form::default().with("input[id]", id).with("input[reason]", "Their PO")).await;
        assert_eq!(opened.status, 200, "{}", opened.body);
        let open = door.get(&sally, &page).await;
        for shown in ["Orbit refuses it: unknown PO", "AN3-5A", "Send again", "Save corrections", "Ship-to street", "Keep back"] {
            assert!(open.body.contains(shown), "{shown}: {}", open.body);
        }
        assert!(!open.body.contains("Mark as accepted"), "a refused bag is not accepted by hand");
        assert!(!open.body.contains("/shopping-cart/lines/"), "nothing leads where support may not go");

        let form = || Form::default().with("input[order][order_id]", id).with("input[order][request_id]", mint());
        let form = || form().with("input[reason]", "The buyer said so");
        let wrong = form().with("input[revision_seen]", 1).with("input[fields][ship_to_country]", "Nowhere");
        let wrong = door.post(&sally, "/api/support/correct_order", &wrong).await;
        assert!(wrong.status == 422 && wrong.body.contains("ship_to_country"), "{} {}", wrong.status, wrong.body);
        let right = form().with("input[revision_seen]", 1).with("input[fields][customer_po]", "<b>PO-9</b>");
        let right = door.post(&sally, "/api/support/correct_order", &right).await;
        assert_eq!(right.status, 200, "{}", right.body);
        let send = Form::default().with("input[bag][bag_id]", bag_id).with("input[bag][request_id]", mint());
        let send = send.with("input[action]", "resubmit").with("input[reason]", "Corrected");
        assert_eq!(door.post(&sally, "/api/support/decide_bag", &send).await.status, 200);
        let after = door.get(&sally, &page).await;
        assert!(after.body.contains("&lt;b&gt;PO-9&lt;/b&gt;") && !after.body.contains("<b>PO-9"), "{}", after.body);
        let seen = query_in(&door.world.as_person("mara"), orders::load_order, id).await.expect("the order");
        assert_eq!(seen.bags[0].body.revision, 2);
        let log = door.get(&sally, "/support/log").await;
        assert!(log.body.contains("Looked for “Halden”") && log.body.contains("Opened O-100001"), "{}", log.body);
        let cart = door.get(&sally, &format!("/support/carts/{id}")).await;
        assert!(cart.body.contains("Corrected, as revision 2."), "{}", cart.body);
    }
}
