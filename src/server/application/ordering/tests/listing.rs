//! Lists of orders and bags, ordering again, the document; and what they cost.

use super::*;
use crate::{
    api_types::order::{BagFilter, BagTab, OrderFilter, OrderTab, ReorderInput},
    server::{
        application::{cart, inventory},
        testing::draft,
    },
};

async fn orders(world: &World, who: &str, filter: OrderFilter) -> Vec<String> {
    let list = query_in(&world.as_person(who), load_orders, filter).await.expect("orders");
    list.orders.rows.into_iter().map(|row| row.number).collect()
}

fn searching(search: &str) -> OrderFilter {
    OrderFilter { search: search.into(), ..OrderFilter::default() }
}

on_both! {
    async fn orders_are_found_by_number_po_and_part_and_counted_by_tab(store: Store) {
        let world = World::new(store).await;
        let (first, _) = one_bag(&world).await;
        let (second, [orbit, kestrel], _) = two_bags(&world).await;
        accept(&world, orbit).await;
        reject(&world, kestrel).await;
        let [one, two] = [first.number, second.number].map(|number| format!("O-{number}"));
        assert_eq!(orders(&world, "tomas", OrderFilter::default()).await, [two.clone(), one.clone()]);
        for (search, found) in [(one.as_str(), 1), (&second.number.to_string(), 1), ("po-47", 2), ("an-5", 1), ("AN", 2), ("zz", 0)] {
            assert_eq!(orders(&world, "mara", searching(search)).await.len(), found, "{search}");
        }
        let list = query_in(&world.as_person("mara"), load_orders, OrderFilter::default()).await.expect("orders");
        assert_eq!(list.counts, [2, 2, 1, 0, 0], "{:?}", OrderTab::ALL);
        let row = &list.orders.rows[0];
        let sellers: Vec<_> = row.bags.iter().map(|bag| (bag.seller.as_str(), bag.status)).collect();
        assert_eq!(sellers, [("Kestrel", BagStatus::Rejected), ("Orbit", BagStatus::Accepted)]);
        assert_eq!((row.totals[0].to_string(), row.lines), ("224.98 USD".into(), 2));
        let trouble = OrderFilter { tab: OrderTab::Trouble, ..OrderFilter::default() };
        assert_eq!(orders(&world, "mara", trouble).await, [two]);
        let mine = OrderFilter { mine: Some("on".into()), ..OrderFilter::default() };
        assert_eq!((orders(&world, "tomas", mine.clone()).await.len(), orders(&world, "mara", mine).await.len()), (0, 2));
        assert!(orders(&world, "emil", OrderFilter::default()).await.is_empty());
        let forbidden = query_in(&world.as_person("jonas"), load_orders, OrderFilter::default()).await;
        assert_eq!(forbidden.map(|list| list.counts), Err(AppError::Forbidden));
    }

    async fn a_seller_finds_its_bags_and_what_is_to_be_done(store: Store) {
        let world = World::new(store).await;
        let (first, [an3, _]) = one_bag(&world).await;
        let (second, [orbit, kestrel], _) = two_bags(&world).await;
        accept(&world, kestrel).await;
        let list = async |tab: BagTab, search: &str| {
            let filter = BagFilter { tab, search: search.into(), after: String::new() };
            let list = query_in(&world.as_person("jonas"), load_bags, filter).await.expect("bags");
            (list.bags.rows.into_iter().map(|row| row.id).collect::<Vec<_>>(), list.counts)
        };
        let (all, counts) = list(BagTab::All, "").await;
        assert_eq!((all, counts), (vec![orbit, first.bags[0]], vec![2, 1, 1, 1, 1, 0]));
        assert_eq!(list(BagTab::Waiting, "").await.0, [orbit]);
        assert_eq!(list(BagTab::All, "hald").await.0.len(), 2, "by the buyer's name");
        assert_eq!(list(BagTab::All, "an-5").await.0.len(), 0, "a line of another seller's bag finds nothing");
        assert_eq!(list(BagTab::All, &format!("O-{}", second.number)).await.0, [orbit]);
        let id = first.bags[0];
        execute(world.as_person("jonas"), acknowledge_bag, AcknowledgeInput { bag_id: id, request_id: request() })
            .await
            .expect("seen");
        ship(&world, id, &[(an3, 10)]).await.expect("sent");
        ship(&world, id, &[]).await.expect("the rest");
        assert_eq!(list(BagTab::New, "").await, (vec![], vec![2, 0, 0, 1, 1, 0]));
        pay(&world, id, "30").await.expect("paid");
        assert_eq!(list(BagTab::Done, "").await, (vec![id], vec![2, 0, 0, 0, 1, 1]));
    }

    async fn pages_of_orders_and_bags_have_neither_gaps_nor_doubles_and_cost_the_same(store: Store) {
        let world = World::new(store.clone()).await;
        let mut made = Vec::new();
        for number in 0..53 {
            let line = agreed(&world, "Orbit", &format!("P-{number}"), (1, "1.00")).await;
            made.push(order(&store, &[line], world.clock.now()).await);
        }
        made.reverse();
        let (mut seen, mut after) = (Vec::new(), String::new());
        let mut costs = Vec::new();
        loop {
            let context = world.as_person("mara");
            let filter = OrderFilter { after, ..OrderFilter::default() };
            let list = query_in(&context, load_orders, filter).await.expect("orders");
            costs.push(context.store.statements());
            seen.extend(list.orders.rows.into_iter().map(|row| row.id));
            match list.orders.next {
                Some(next) => after = next,
                None => break,
            }
        }
        assert_eq!(seen, made.iter().map(|ordered| ordered.id).collect::<Vec<_>>());
        assert_eq!(costs, [3, 3]);
        let (mut seen, mut after) = (Vec::new(), String::new());
        let mut costs = Vec::new();
        loop {
            let context = world.as_person("jonas");
            let list = query_in(&context, load_bags, BagFilter { after, ..BagFilter::default() }).await.expect("bags");
            costs.push(context.store.statements());
            seen.extend(list.bags.rows.into_iter().map(|row| row.id));
            match list.bags.next {
                Some(next) => after = next,
                None => break,
            }
        }
        assert_eq!(seen, made.iter().map(|ordered| ordered.bags[0]).collect::<Vec<_>>());
        assert_eq!(costs, [2, 2]);
    }

    async fn an_order_costs_the_same_however_much_is_in_it(store: Store) {
        let world = World::new(store.clone()).await;
        let mut lines = vec![agreed(&world, "Orbit", "FIRST", (1, "1.00")).await];
        let small = order(&store, &lines, world.clock.now()).await;
        lines.clear();
        for number in 0..12 {
            let seller = if number % 2 == 0 { "Orbit" } else { "Kestrel" };
            lines.push(agreed(&world, seller, &format!("N-{number}"), (2, "1.00")).await);
        }
        let large = order(&store, &lines, world.clock.now()).await;
        for bag in &large.bags {
            accept(&world, *bag).await;
        }
        let mut costs = Vec::new();
        for ordered in [&small, &large] {
            let context = world.as_person("mara");
            query_in(&context, load_order, ordered.id).await.expect("an order");
            costs.push(context.store.statements());
        }
        assert_eq!(costs, [6, 6]);
        let context = world.as_person("jonas");
        let mine = large.bags.iter().copied();
        for bag in mine {
            if query_in(&world.as_person("jonas"), load_bag, bag).await.is_ok() {
                query_in(&context, load_bag, bag).await.expect("a bag");
            }
        }
        assert_eq!(context.store.statements(), 5);
    }

    async fn an_order_is_ordered_again_and_what_is_gone_is_named(store: Store) {
        let world = World::new(store).await;
        let (ordered, _) = one_bag(&world).await;
        let removed = inventory::import_listings(world.system(), (world.organisation("Orbit"), vec![draft("AN4", 0, None)]));
        removed.await.expect("nothing left of AN4");
        let preview = query_in(&world.as_person("tomas"), load_reorder, ordered.id).await.expect("a preview");
        let lines: Vec<_> = preview.lines.iter().map(|line| (line.part_number.as_str(), line.quantity)).collect();
        assert_eq!((lines, preview.left_out[0].part_number.as_str()), (vec![("AN3", 10)], "AN4"));
        assert!(preview.left_out[0].reason.contains("none left") && preview.can_be_personal);
        let input = ReorderInput {
            order_id: ordered.id,
            kind: "personal".into(),
            name: String::new(),
            request_id: preview.request_id,
        };
        let started = execute(world.as_person("tomas"), reorder, input.clone()).await.expect("a new cart");
        assert_eq!((started.lines, started.left_out), (1, 1));
        let again = execute(world.as_person("tomas"), reorder, input).await.expect("the same cart");
        assert_eq!(again.cart_id, started.cart_id);
        let history = order_of(&world, "mara", ordered.id).await.history;
        assert!(history.iter().any(|entry| entry.name == "order.reordered" && entry.by.as_deref() == Some("tomas")));
        let told = query_in(&world.as_person("tomas"), cart::load_history, (started.cart_id, String::new())).await;
        assert!(!told.expect("a history").entries.rows.is_empty());
        let foreign = query_in(&world.as_person("emil"), load_reorder, ordered.id).await;
        assert_eq!(foreign.map(|preview| preview.number), Err(AppError::NotFound));
    }

    async fn an_order_is_a_document(store: Store) {
        let world = World::new(store).await;
        let (ordered, [an3, _]) = one_bag(&world).await;
        ship(&world, ordered.bags[0], &[(an3, 1)]).await.expect("sent");
        let (number, pages) = query_in(&world.as_person("tomas"), load_order_pages, ordered.id).await.expect("pages");
        assert_eq!((number, pages.starts_with(b"%PDF-")), (format!("O-{}", ordered.number), true));
        let foreign = query_in(&world.as_person("emil"), load_order_pages, ordered.id).await;
        assert_eq!(foreign.map(|_| ()), Err(AppError::NotFound));
    }
}
