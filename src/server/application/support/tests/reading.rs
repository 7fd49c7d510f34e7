//! Looking for and reading what is others'.

use super::*;

on_both! {
    async fn nothing_is_read_before_somebody_says_why(store: Store) {
        let world = World::new(store).await;
        let (ordered, _) = two_bags(&world).await;
        let (id, subject) = (ordered.id, format!("order:{}", ordered.id));
        let closed = query_in(&sally(&world, 1), load_order, id).await.expect("its name");
        assert_eq!((&*closed.organisation, closed.opened.is_some()), ("Halden", false));
        let silent = execute(sally(&world, 1), open, OpenInput { id, reason: "  ".into() }).await;
        assert!(matches!(silent, Err(AppError::Invalid(_))));
        for who in ["mara", "mick", "jonas"] {
            let other = Context { session: Some([9; 32]), ..world.as_person(who) };
            assert_eq!(query_in(&other, load_order, id).await, Err(AppError::Forbidden), "{who}");
            assert_eq!(open_as(&other, id).await, Err(AppError::Forbidden), "{who}");
        }
        for _again in 0..2 {
            open_as(&sally(&world, 1), id).await.expect("opened");
        }
        let opened = load(&world, id).await;
        assert_eq!((opened.order.bags.len(), &*opened.reason), (2, "Halden called: its PO is wrong."));
        for organisation in ["Halden", "Orbit", "Kestrel"] {
            let entries = log_of(&world, organisation, &subject).await;
            let read: Vec<_> = entries.iter().filter(|(action, ..)| action == "support.read_order").collect();
            assert_eq!(read.len(), 1, "{organisation}");
            assert_eq!(read[0].1, Some(world.person("sally")));
            assert!(read[0].2.contains("support read O-100001: Halden called: its PO is wrong."), "{}", read[0].2);
        }
        assert_eq!(log_of(&world, "Fjord", &subject).await, []);
        let elsewhere = query_in(&sally(&world, 2), load_order, id).await.expect("its name");
        assert!(elsewhere.opened.is_none(), "another session says why again");
        logs_hold(&world).await;
    }
}

on_both! {
    async fn what_is_not_there_is_not_found_and_what_is_closed_is_not_changed(store: Store) {
        let world = World::new(store).await;
        let (ordered, [orbits, _]) = two_bags(&world).await;
        let nowhere = CartId(ordered.bags[0].0);
        assert_eq!(query_in(&sally(&world, 1), load_order, nowhere).await, Err(AppError::NotFound));
        assert_eq!(open_as(&sally(&world, 1), nowhere).await, Err(AppError::NotFound));
        let order = OrderRef { order_id: ordered.id, request_id: request() };
        let input = CorrectOrderInput { order, revision_seen: 1, fields: fields(&[("notes", "x")]), reason: "why".into() };
        let answer = execute(sally(&world, 1), correct_order, input.clone()).await;
        assert_eq!(refused(answer), SupportRefusal::NotOpened);
        let gone = CorrectOrderInput { order: OrderRef { order_id: nowhere, ..order }, ..input };
        assert_eq!(execute(sally(&world, 1), correct_order, gone).await, Err(AppError::NotFound));
        assert_eq!(refused(decide(&world, orbits, "accept").await), SupportRefusal::NotOpened);
        assert_eq!(refused(change_bag(&world, orbits, ("SO-1", "")).await), SupportRefusal::NotOpened);
        let hold = HoldInput { order, reason: "why".into() };
        assert_eq!(refused(execute(sally(&world, 1), hold_order, hold).await), SupportRefusal::NotOpened);
    }
}

/// What a search finds, or without words what waits: the orders' numbers and the carts' titles.
async fn found(world: &World, words: &str) -> (Vec<String>, Vec<String>) {
    let input = SearchInput { words: words.into(), reason: "A buyer called.".into() };
    let id = match words {
        "" => None,
        _words => Some(execute(sally(world, 1), search, input).await.expect("looked for")),
    };
    let found = query_in(&sally(world, 1), load_search, id).await.expect("found");
    let orders = found.orders.into_iter().map(|order| order.number).collect();
    (orders, found.carts.into_iter().map(|cart| cart.title).collect())
}

on_both! {
    async fn orders_and_carts_are_found_by_whatever_a_caller_knows(store: Store) {
        let world = World::new(store).await;
        let (ordered, [orbits, kestrels]) = opened(&world).await;
        system(&world, orbits, BagCommand::Accept { revision: 1, erp_order_number: Some("SO-881".into()) }).await;
        let listing = world.list("Orbit", "MS-21042", (10, None)).await;
        world.open(listing, 2).await;
        let number = vec!["O-100001".to_owned()];
        let id = ordered.id.to_string();
        for words in ["o-100001", "100001", "so-881", "po-47", "kestrel", "an3", id.as_str()] {
            assert_eq!(found(&world, words).await, (number.clone(), vec![]), "{words}");
        }
        let cart = vec!["mara's cart".to_owned()];
        for words in ["hal", "Mara", "MARA@test.example"] {
            assert_eq!(found(&world, words).await, (number.clone(), cart.clone()), "{words}");
        }
        assert_eq!(found(&world, "ms21042").await, (vec![], cart));
        assert_eq!(found(&world, "Fjord").await, (vec![], vec![]));
        assert_eq!(found(&world, "").await, (vec![], vec![]), "nothing waits for somebody");
        reject(&world, kestrels).await;
        assert_eq!(found(&world, "").await, (number, vec![]));
    }
}

on_both! {
    async fn nobody_looks_for_anything_without_a_reason_that_the_platform_reads(store: Store) {
        let world = World::new(store).await;
        let (ordered, _) = two_bags(&world).await;
        let look = |words: &str, reason: &str| {
            let input = SearchInput { words: words.into(), reason: reason.into() };
            execute(sally(&world, 1), search, input)
        };
        let Err(AppError::Invalid(refused)) = look(" ", "").await else { panic!("looked for nothing") };
        let names: Vec<_> = refused.iter().map(|field| field.field.as_str()).collect();
        assert_eq!(names, ["words", "reason"]);
        let id = look("Halden", "Halden called.").await.expect("looked for");
        let found = query_in(&sally(&world, 1), load_search, Some(id)).await.expect("found");
        assert_eq!((found.orders.len(), &*found.reason), (1, "Halden called."));
        assert_eq!(query_in(&sally(&world, 2), load_search, Some(id)).await, Err(AppError::NotFound), "another session");
        let closed = query_in(&sally(&world, 1), load_order, ordered.id).await.expect("its name");
        assert_eq!((&*closed.suggested, closed.opened.is_none()), ("Halden called.", true));
        world.advance_us(1);
        open_as(&sally(&world, 1), ordered.id).await.expect("opened");
        for who in ["mara", "jonas"] {
            let other = Context { session: Some([9; 32]), ..world.as_person(who) };
            assert_eq!(query_in(&other, load_log, String::new()).await, Err(AppError::Forbidden), "{who}");
            assert_eq!(query_in(&other, load_search, Some(id)).await, Err(AppError::Forbidden), "{who}");
        }
        let log = query_in(&world.as_person("mick"), load_log, String::new()).await.expect("the log");
        let did: Vec<_> = log.rows.iter().map(|deed| (&deed.what, &*deed.who, &*deed.reason)).collect();
        let opened = SupportAct::Opened { number: Some("O-100001".into()), organisation: "Halden".into() };
        let looked = SupportAct::LookedFor { words: "Halden".into() };
        assert_eq!(did, [(&opened, "sally", "Halden called: its PO is wrong."), (&looked, "sally", "Halden called.")]);
    }
}

on_both! {
    async fn a_cart_is_read_with_its_history_and_the_order_that_it_became_too(store: Store) {
        let world = World::new(store).await;
        let listing = world.list("Orbit", "MS-21042", (10, None)).await;
        let line = world.open(listing, 2).await;
        world.quote(line, "4.10", 0).await.expect("a price");
        let mine = query_in(&world.as_person("mara"), crate::server::application::sharing::load_carts, ()).await;
        let id = mine.expect("carts").carts.iter().find_map(|view| view.cart.id).expect("a cart");
        let cart = |session| {
            let context = sally(&world, session);
            async move { query_in(&context, load_cart, (id, String::new())).await.expect("the cart") }
        };
        let SupportCart { opened, title, .. } = cart(1).await;
        assert_eq!((opened, &*title), (None, "mara's cart"));
        open_as(&sally(&world, 1), id).await.expect("opened");
        let opened = cart(1).await.opened.expect("opened");
        assert_eq!((opened.lines.len(), &*opened.lines[0].part_number), (1, "MS-21042"));
        assert_eq!(opened.lines[0].price.map(|price| price.to_string()), Some("4.10 USD".into()));
        assert_eq!(opened.entries.rows.len(), 2, "{:?}", opened.entries.rows);
        assert_eq!(log_of(&world, "Halden", &format!("cart:{id}")).await.len(), 1);

        let (ordered, [orbits, _]) = super::opened(&world).await;
        accept(&world, orbits).await;
        let history = query_in(&sally(&world, 1), load_cart, (ordered.id, String::new())).await.expect("the cart");
        let opened = history.opened.expect("opened as an order");
        assert_eq!(opened.number.as_deref(), Some("O-100001"));
        let said = |what: &str| opened.entries.rows.iter().any(|entry| entry.what.contains(what));
        assert!(said("Accepted."), "{:?}", opened.entries.rows);
    }
}

on_both! {
    async fn a_page_costs_the_same_however_long_the_order_is(store: Store) {
        let world = World::new(store).await;
        let mut counts = Vec::new();
        for lines in [1, 6] {
            let mut bought = Vec::new();
            for number in 0..lines {
                bought.push(agreed(&world, "Orbit", &format!("AN{lines}-{number}"), (1, "2.50")).await);
            }
            let ordered = order(&world.services.store, &bought, world.clock.now()).await;
            open_as(&sally(&world, 1), ordered.id).await.expect("opened");
            let context = sally(&world, 1);
            query_in(&context, load_order, ordered.id).await.expect("the order");
            let cart = sally(&world, 1);
            query_in(&cart, load_cart, (ordered.id, String::new())).await.expect("the cart");
            let input = SearchInput { words: "Halden".into(), reason: "A buyer called.".into() };
            let id = execute(sally(&world, 1), search, input).await.expect("looked for");
            let search_in = sally(&world, 1);
            query_in(&search_in, load_search, Some(id)).await.expect("found");
            let log = sally(&world, 1);
            query_in(&log, load_log, String::new()).await.expect("the log");
            counts.push([context, cart, search_in, log].map(|context| context.store.statements()));
        }
        assert_eq!(counts[0], counts[1]);
        assert!(counts[0].iter().all(|count| *count <= 12), "{counts:?}");
    }
}
