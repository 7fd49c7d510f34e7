//! Claims about the largest quantity of a line, wherever a buyer names one; on both databases.

use super::{
    tests::{list, share},
    *,
};
use crate::{
    api_types::{
        cart::{CartSettingsInput, StartInput},
        negotiation::TakeOverInput,
        sharing::{SwitchInput, UnshareInput},
    },
    domain::{
        cart::CartSettings,
        ids::{LineId, ListingId},
        negotiation::LineStatus,
        quantity::SaleUnits,
        sharing::{Capped, UnshareMode},
    },
    server::{
        application::{execute, inventory, negotiation as lines, query_in},
        testing::{World, add_input, buy_input, counter_input, draft, on_both, quantity_input, request, seller},
    },
};

/// What a form holds that was drawn with these settings.
pub(super) fn input(settings: CartSettings, version_seen: i64) -> CartSettingsInput {
    CartSettingsInput {
        largest_quantity: settings.largest_quantity.to_string(),
        purge_abandoned: settings.purge_abandoned.then(|| "on".to_owned()),
        retention_days: settings.retention_days.to_string(),
        purge_time: settings.purge_time_text(),
        version_seen,
    }
}

/// Mick stores settings, whatever they were before.
pub async fn set(world: &World, settings: CartSettings) {
    let seen = query_in(&world.as_person("mick"), load_cart_settings, ()).await.expect("the settings");
    execute(world.as_person("mick"), save_cart_settings, input(settings, seen.version)).await.expect("stored");
}

async fn limit(world: &World, largest_quantity: i64) {
    set(world, CartSettings { largest_quantity, ..CartSettings::default() }).await;
}

async fn add(world: &World, listing_id: ListingId, quantity: i64) -> Result<LineId, AppError> {
    let added = execute(world.as_person("mara"), add_to_cart, add_input(listing_id, quantity)).await;
    added.map(|added| added.line_id)
}

async fn change(world: &World, line_id: LineId, to: i64) -> Result<LineChanged, AppError> {
    let seen = query_in(&world.as_person("mara"), lines::load_item, line_id).await.expect("the line");
    execute(world.as_person("mara"), lines::change_quantity, quantity_input(line_id, (seen.quantity, seen.version), to))
        .await
}

/// The refused field with its reason.
fn refused<T: std::fmt::Debug>(answer: Result<T, AppError>) -> (String, String) {
    match answer {
        Err(AppError::Invalid(fields)) => (fields[0].field.clone(), fields[0].reason.clone()),
        other => panic!("not refused: {other:?}"),
    }
}

fn too_much(held: i64) -> (String, String) {
    let by_now = if held == 0 { String::new() } else { format!("; this one has {held} by now") };
    ("quantity".to_owned(), format!("a line has at most 500{by_now}"))
}

on_both! {
    async fn a_buyer_names_no_more_than_the_merchant_allows(store: Store) {
        let world = World::new(store).await;
        let listing = world.list("Orbit", "AN1", (900_000, Some("3.10"))).await;
        limit(&world, 500).await;
        assert_eq!(refused(add(&world, listing, 501).await), too_much(0));
        let bought = execute(world.as_person("mara"), buy_at_list_price, buy_input(listing, 501)).await;
        assert_eq!(refused(bought), too_much(0));
        let id = add(&world, listing, 300).await.expect("added");
        assert_eq!(refused(add(&world, listing, 201).await), too_much(300));
        assert_eq!(refused(change(&world, id, 501).await), too_much(300));
        let counter = execute(world.as_person("mara"), lines::counter_offer, counter_input(id, "2.00", "501", 0)).await;
        assert_eq!(refused(counter), too_much(300));
        assert_eq!(add(&world, listing, 200).await, Ok(id));
        assert_eq!(list(&world, "mara", Side::Buyer).await.lines.rows[0].quantity, 500);
        let bought = execute(world.as_person("mara"), buy_at_list_price, buy_input(listing, 500)).await;
        assert_eq!(bought.expect("bought").status, LineStatus::Accepted);
    }

    async fn a_line_above_a_lowered_limit_stays_and_can_be_agreed_but_not_raised(store: Store) {
        let world = World::new(store).await;
        let listing = world.list("Orbit", "AN1", (900_000, None)).await;
        let id = add(&world, listing, 800).await.expect("added");
        limit(&world, 500).await;
        assert_eq!(refused(add(&world, listing, 1).await), too_much(800));
        assert_eq!(refused(change(&world, id, 801).await), too_much(800));
        change(&world, id, 700).await.expect("lowered");
        world.quote(id, "3.10", 0).await.expect("offered");
        assert_eq!(world.accept(id, 1).await.expect("agreed").status, LineStatus::Accepted);
    }

    async fn a_counter_offer_of_before_raises_no_line_above_the_limit(store: Store) {
        let world = World::new(store).await;
        let id = add(&world, world.list("Orbit", "AN1", (900_000, None)).await, 100).await.expect("added");
        let counter = execute(world.as_person("mara"), lines::counter_offer, counter_input(id, "2.00", "800", 0)).await;
        counter.expect("said");
        limit(&world, 500).await;
        let take = || TakeOverInput { line: seller(id), counter_seen: 1, revisions_seen: 0 };
        assert_eq!(refused(execute(world.as_person("jonas"), lines::take_over, take()).await), too_much(100));
        limit(&world, 800).await;
        execute(world.as_person("jonas"), lines::take_over, take()).await.expect("taken over");
    }

    async fn merging_ends_at_the_limit_and_says_so(store: Store) {
        let world = World::new(store).await;
        let listing = world.list("Orbit", "AN1", (900_000, None)).await;
        add(&world, listing, 300).await.expect("added");
        let cart_id = share(&world).await;
        let home = SwitchInput { cart_id: None };
        execute(world.as_person("mara"), sharing::switch_cart, home).await.expect("switched");
        add(&world, listing, 400).await.expect("added to her own");
        limit(&world, 500).await;
        let input = UnshareInput { cart_id, mode: UnshareMode::Convert, version_seen: None, request_id: request() };
        let report = execute(world.as_person("mara"), sharing::unshare_cart, input).await.expect("converted");
        let merged = &report.merge.merged[0];
        assert_eq!((merged.quantity, merged.capped), (500, Some(Capped { wanted: 700 })));
    }

    async fn an_earlier_state_is_started_with_no_more_than_the_limit(store: Store) {
        let world = World::new(store).await;
        let packs = |number: &str, pack| {
            let mut draft = draft(number, 900_000, None);
            draft.units = SaleUnits { minimum: 1, pack };
            draft
        };
        let drafts = vec![packs("AN1", 1), packs("AN2", 30), packs("AN3", 600)];
        let seller_id = world.organisation("Orbit");
        inventory::import_listings(world.system(), (seller_id, drafts)).await.expect("listings");
        for (_, listing_id) in inventory::listing_identities(world.system(), seller_id).await.expect("identities") {
            add(&world, listing_id, 600).await.expect("added");
        }
        let cart_id = share(&world).await;
        let history = query_in(&world.as_person("mara"), load_history, (cart_id, String::new())).await.expect("a history");
        let sequence = history.entries.rows[0].sequence;
        limit(&world, 500).await;
        let preview = query_in(&world.as_person("mara"), load_start, (cart_id, sequence)).await.expect("a preview");
        let again: Vec<_> = preview.going_on.iter().filter(|it| it.blocked.is_none()).collect();
        let mut shown: Vec<_> = again.iter().map(|it| (it.line.part_number.as_str(), it.line.quantity)).collect();
        shown.sort_unstable();
        assert_eq!(shown, [("AN1", 500), ("AN2", 480)]);
        let of = |number| preview.going_on.iter().find(|it| it.line.part_number == number).expect("it goes on");
        assert_eq!(of("AN2").line.remark.as_deref(), Some("a line has at most 500: 600 becomes 480"));
        assert_eq!(of("AN3").blocked.as_deref(), Some("is sold from 600 on, and a line has at most 500"));
        let input = StartInput {
            cart_id,
            sequence,
            kind: "shared".into(),
            name: "Again".into(),
            again: again.iter().map(|it| it.listing_id).collect(),
            seen: preview.seen.clone(),
            request_id: request(),
        };
        let started = execute(world.as_person("mara"), start_from, input).await.expect("started");
        assert_eq!((started.lines, started.sellers, started.going_on, started.left_out), (2, 1, 1, 0));
    }

    async fn settings_are_the_merchants_versioned_and_name_every_refused_field(store: Store) {
        let world = World::new(store).await;
        let before = query_in(&world.as_person("mick"), load_cart_settings, ()).await.expect("the settings");
        assert_eq!((before.settings, before.version, before.last_run), (CartSettings::default(), 0, None));
        for who in ["mara", "olga", "jonas", "sally"] {
            assert_eq!(query_in(&world.as_person(who), load_cart_settings, ()).await, Err(AppError::Forbidden), "{who}");
            let saved = execute(world.as_person(who), save_cart_settings, input(before.settings, 0)).await;
            assert_eq!(saved, Err(AppError::Forbidden), "{who}");
        }
        let wanted = CartSettings { largest_quantity: 5_000, purge_abandoned: true, retention_days: 30, purge_minute: 65 };
        let saved = execute(world.as_person("mick"), save_cart_settings, input(wanted, 0)).await.expect("stored");
        assert_eq!((saved.settings, saved.version, saved.changed_by.as_deref()), (wanted, 1, Some("mick")));
        let late = execute(world.as_person("mick"), save_cart_settings, input(before.settings, 0)).await;
        assert_eq!(late, Err(Refusal::SettingsChanged.into()));
        let wrong = CartSettingsInput {
            largest_quantity: "many".into(),
            retention_days: "0".into(),
            purge_time: "25:00".into(),
            ..input(wanted, 1)
        };
        match execute(world.as_person("mick"), save_cart_settings, wrong).await {
            Err(AppError::Invalid(fields)) => {
                let names: Vec<_> = fields.iter().map(|field| field.field.as_str()).collect();
                assert_eq!(names, ["largest_quantity", "retention_days", "purge_time"]);
            }
            other => panic!("not refused: {other:?}"),
        }
        assert_eq!(query_in(&world.as_person("mick"), load_cart_settings, ()).await.expect("unchanged").settings, wanted);
    }

    async fn a_limit_costs_an_add_no_statement(store: Store) {
        let world = World::new(store).await;
        let listing = world.list("Orbit", "AN1", (900_000, None)).await;
        add(&world, listing, 1).await.expect("added");
        let mut counted = Vec::new();
        for largest in [999_999, 500] {
            limit(&world, largest).await;
            let context = world.as_person("mara");
            execute(context.clone(), add_to_cart, add_input(listing, 1)).await.expect("added");
            counted.push(context.store.statements());
        }
        assert_eq!(counted[0], counted[1]);
    }
}
