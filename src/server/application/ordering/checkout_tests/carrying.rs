//! Lines still in negotiation go on in another cart, with everything that they are.

use super::*;
use crate::{
    api_types::{
        negotiation::{LineFilter, LineList, LineSort, Tab},
        sharing::CartHead,
    },
    domain::{cart::CartKind, negotiation::Side},
    server::{
        application::{cart::dismiss_lost, negotiation},
        testing::{buyer, text_input},
    },
};

async fn current(desk: &Desk, who: &str) -> CartHead {
    desk.review(who).await.cart
}

async fn lines(desk: &Desk, who: &str) -> LineList {
    let filter = LineFilter { side: Side::Buyer, tab: Tab::Active, after: String::new(), limit: 0, sort: LineSort::Newest };
    query_in(&desk.world.as_person(who), negotiation::load_lines, filter).await.expect("the cart")
}

on_both! {
    async fn a_line_in_negotiation_keeps_its_id_its_thread_and_its_offer(store: Store) {
        let desk = Desk::new(store).await;
        for kind in [CartKind::Personal, CartKind::Shared] {
            let open = desk.add("mara", desk.bolt, 4).await;
            execute(desk.world.as_person("mara"), negotiation::send_message, text_input(buyer(open), "By May?")).await.expect("sent");
            desk.world.quote(open, "40.00", 0).await.expect("quoted");
            desk.buy("mara", desk.seal, 8).await;
            if kind == CartKind::Shared {
                desk.share("mara", "Hangar").await;
            }
            let before = (current(&desk, "mara").await, desk.stored(open).await);
            assert_eq!(desk.review("mara").await.carried.len(), 1);
            let submitted = desk.submit("mara").await.expect("ordered");
            let Submitted::Ordered { order, carried: Some(carried), .. } = submitted else { panic!("{submitted:?}") };
            assert_eq!(carried.lines, 1);
            let after = current(&desk, "mara").await;
            assert_eq!(after.id, Some(carried.cart_id), "it is the current cart");
            assert_eq!((after.kind, after.name, after.description), (kind, before.0.name, before.0.description));
            let stored = desk.stored(open).await;
            assert_eq!((stored.cart_id, stored.bag_cart_id), (carried.cart_id, carried.cart_id));
            assert_eq!((stored.id, stored.messages, stored.bag_seller_id), (open, before.1.messages, before.1.seller_id));
            assert_eq!(lines(&desk, "mara").await.lines.rows.len(), 1);
            // The negotiation goes on where it stood.
            desk.world.accept(open, 1).await.expect("accepted");
            let next = desk.submit("mara").await.expect("ordered");
            let Submitted::Ordered { order: second, carried: None, .. } = next else { panic!("{next:?}") };
            assert_eq!((second.id, second.number), (carried.cart_id, order.number + 1));
        }
    }

    async fn a_cart_that_was_submitted_is_told_to_whoever_worked_in_it(store: Store) {
        let desk = Desk::new(store).await;
        desk.add("mara", desk.bolt, 4).await;
        desk.buy("mara", desk.seal, 8).await;
        let cart_id = desk.share("mara", "Hangar").await;
        desk.switch("tomas", Some(cart_id)).await;
        let (id, number) = ordered(desk.submit("mara").await.expect("ordered"));
        let here = current(&desk, "tomas").await;
        assert_eq!((here.id == current(&desk, "mara").await.id, here.name.as_str()), (true, "Hangar"));
        let became = desk.readiness("tomas").await.became.expect("told");
        assert_eq!((became.name.as_str(), became.order.id, became.order.number), ("Hangar", id, number));
        assert_eq!(became.order.submitted_by.name, "mara");
        assert_eq!(desk.readiness("mara").await.became, None, "she knows");
        execute(desk.world.as_person("tomas"), dismiss_lost, ()).await.expect("read");
        assert_eq!(desk.readiness("tomas").await.became, None);
    }

    async fn without_such_lines_everybody_is_back_in_their_personal_cart(store: Store) {
        let desk = Desk::new(store).await;
        desk.buy("mara", desk.seal, 8).await;
        let cart_id = desk.share("mara", "Hangar").await;
        desk.switch("tomas", Some(cart_id)).await;
        ordered(desk.submit("tomas").await.expect("ordered"));
        for who in ["mara", "tomas"] {
            let cart = current(&desk, who).await;
            assert_eq!((cart.id, cart.kind), (None, CartKind::Personal), "{who}");
        }
        assert_eq!(desk.readiness("mara").await.became.expect("told").order.submitted_by.name, "tomas");
    }

    async fn what_is_added_while_a_cart_is_submitted_lands_in_a_cart_that_goes_on(store: Store) {
        let desk = Arc::new(Desk::new(store).await);
        for round in 0..40 {
            desk.buy("mara", desk.seal, 8).await;
            let cart_id = desk.share("mara", "Hangar").await;
            desk.switch("tomas", Some(cart_id)).await;
            let page = desk.review("mara").await;
            let add = execute(desk.world.as_person("tomas"), cart::add_to_cart, add_input(desk.bolt, 1));
            let (added, submitted) = tokio::join!(add, desk.send("mara", input_of(&page)));
            let (added, submitted) = (added.expect("added").line_id, submitted.expect("submitted"));
            ordered(submitted);
            let stored = desk.stored(added).await;
            assert_ne!(stored.cart_id, cart_id, "round {round}: an order keeps no line in negotiation");
            assert_eq!(current(&desk, "tomas").await.id, Some(stored.cart_id), "round {round}");
            // The next round begins without it.
            let withdraw = crate::server::testing::reason_input(buyer(added), "");
            execute(desk.world.as_person("tomas"), negotiation::withdraw, withdraw).await.expect("withdrawn");
            desk.switch("mara", None).await;
        }
    }

    async fn an_offer_is_accepted_into_the_order_or_into_the_cart_that_goes_on(store: Store) {
        let desk = Desk::new(store).await;
        for round in 0..40 {
            desk.buy("mara", desk.seal, 8).await;
            let line = desk.add("mara", desk.bolt, 1).await;
            desk.world.quote(line, "40.00", 0).await.expect("quoted");
            let page = desk.review("mara").await;
            let (accepted, submitted) = tokio::join!(desk.world.accept(line, 1), desk.send("mara", input_of(&page)));
            accepted.expect("accepted, before or after");
            let cart_id = desk.stored(line).await.cart_id;
            match submitted {
                Ok(submitted) => assert_ne!(ordered(submitted).0, cart_id, "round {round}: nothing unseen was ordered"),
                Err(error) => assert_eq!(error, AppError::Refused(Refusal::CheckoutChanged), "round {round}"),
            }
            ordered(desk.submit("mara").await.expect("ordered"));
            assert_eq!(current(&desk, "mara").await.id, None, "round {round}");
        }
    }
}
