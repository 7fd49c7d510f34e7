//! Claims about a seller's many requests: their orders, their clock, prices by formula, declining, the reports.

use super::*;
use crate::{
    api_types::{
        compare::SeenLine,
        negotiation::AnswerTime,
        triage::{ApplyInput, BulkAction, BulkInput, DeclineInput, FormulaInput, Skip},
    },
    domain::{
        formula::{Base, Step},
        ids::LineId,
        money::{Currency, UnitPrice},
        time::{HOUR_US, MINUTE_US},
    },
    server::testing::{documents_request, request},
};
use std::collections::BTreeSet;

fn formula(base: Base, discount: &str) -> FormulaInput {
    FormulaInput { base, discount: discount.into(), step: Step::Twentieth, ..FormulaInput::default() }
}

fn seen(lines: &[(LineId, i64)]) -> Vec<SeenLine> {
    lines.iter().map(|(line_id, version)| SeenLine { line_id: *line_id, version: *version }).collect()
}

fn apply(formula: FormulaInput, lines: Vec<SeenLine>) -> ApplyInput {
    ApplyInput { formula, lines, request_id: request(), valid_days: "14".into(), comment: "as agreed".into() }
}

fn joined(lines: &[LineId]) -> String {
    lines.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

/// Lines of Mara with Orbit, with and without a list price, in two currencies.
async fn many(world: &World, lines: usize) -> Vec<LineId> {
    let mut opened = Vec::new();
    for number in 0..lines {
        let price = ["1.00", "2.50", "2.50", "40"].get(number % 5).copied();
        let mut part = draft(&format!("Q-{number:02}"), 100, price);
        if let (Some(price), 1) = (&mut part.list_price, number % 2) {
            price.currency = Currency::parse("EUR").expect("known");
        }
        let import = (world.organisation("Orbit"), vec![part]);
        execute(world.system(), inventory::import_listings, import).await.expect("listed");
        let page = query_in(&world.guest(), crate::server::application::catalog::load_part, format!("Q{number:02}")).await;
        opened.push(world.open(page.expect("the part").listings[0].id, 1 + number as i64 % 3).await);
        world.advance_us(MINUTE_US * (number as i64 % 2));
    }
    opened
}

async fn paged(world: &World, sort: LineSort) -> Vec<crate::api_types::negotiation::LineRow> {
    let mut rows = Vec::new();
    let mut after = String::new();
    loop {
        let filter = LineFilter { side: Side::Seller, tab: Tab::Active, after, limit: 4, sort };
        let page = query_in(&world.as_person("jonas"), load_lines, filter).await.expect("a page").lines;
        assert!(page.rows.len() <= 4);
        rows.extend(page.rows);
        match page.next {
            Some(next) => after = next,
            None => return rows,
        }
    }
}

on_both! {
    async fn every_order_pages_without_gaps_or_doubles(store: Store) {
        let world = World::new(store).await;
        let lines = many(&world, 23).await;
        for line in &lines[..6] {
            world.advance_us(MINUTE_US);
            let currency = view(&world, "jonas", (*line, Side::Seller)).await.currency;
            let mut price = price_input(*line, "3.33", 0);
            price.currency = currency.map_or("USD", Currency::code).to_owned();
            execute(world.as_person("jonas"), update_price, price).await.expect("an offer");
        }
        for sort in LineSort::ALL {
            let rows = paged(&world, sort).await;
            let ids: BTreeSet<_> = rows.iter().map(|row| row.id).collect();
            assert_eq!((rows.len(), ids.len()), (lines.len(), lines.len()), "{sort:?}");
            let in_order = |a: &crate::api_types::negotiation::LineRow, b: &crate::api_types::negotiation::LineRow| match sort {
                LineSort::Newest => a.id > b.id,
                LineSort::Waiting => {
                    let key = |row: &crate::api_types::negotiation::LineRow| (row.waiting_since.is_none(), row.waiting_since);
                    key(a) <= key(b)
                }
                LineSort::Value => {
                    let key = |row: &crate::api_types::negotiation::LineRow| {
                        let total = row.subtotal.map(|total| (total.currency.code(), -total.minor));
                        (total.is_none(), total)
                    };
                    key(a) <= key(b)
                }
                LineSort::Changed => (a.updated_at, a.id) > (b.updated_at, b.id),
            };
            assert!(rows.windows(2).all(|pair| in_order(&pair[0], &pair[1])), "{sort:?}");
        }
        let filter = LineFilter { side: Side::Seller, tab: Tab::Active, after: "x".into(), limit: 4, sort: LineSort::Value };
        let refused = query_in(&world.as_person("jonas"), load_lines, filter).await;
        assert!(refused.is_err_and(|error| error.reason_for("after").is_some()));
    }

    async fn the_clock_runs_from_what_the_seller_has_not_answered(store: Store) {
        let world = World::new(store).await;
        let line = world.open(world.list("Orbit", "AN3-5A", (100, None)).await, 12).await;
        let asked = world.clock.now();
        let waiting = async || {
            let list = query_in(&world.as_person("jonas"), load_lines, filter(Side::Seller, Tab::Active)).await.expect("a list");
            (list.lines.rows[0].waiting_since, list.answer_time)
        };
        world.advance_us(HOUR_US);
        execute(world.as_person("mara"), send_message, text_input(buyer(line), "Still there?")).await.expect("sent");
        assert_eq!(waiting().await, (Some(asked), None), "asking again starts no new clock");
        world.advance_us(HOUR_US);
        world.quote(line, "41.20", 0).await.expect("an offer");
        let answered = Some(AnswerTime { median_us: 2 * HOUR_US, answers: 1 });
        assert_eq!(waiting().await, (None, answered));
        world.advance_us(HOUR_US);
        execute(world.as_person("mara"), send_message, text_input(buyer(line), "Any better?")).await.expect("sent");
        assert_eq!(waiting().await, (Some(world.clock.now()), answered), "the first answer is counted once");
        world.advance_us(100 * DAY_US);
        assert_eq!(waiting().await.1, None, "answers of old requests no longer count");
    }

    async fn a_formula_is_previewed_and_applied_line_by_line_with_a_report(store: Store) {
        let world = World::new(store).await;
        let priced = world.open(world.list("Orbit", "AN3-5A", (100, Some("41.20"))).await, 12).await;
        let bare = world.open(world.list("Orbit", "AN4-6A", (100, None)).await, 1).await;
        let moving = world.open(world.list("Orbit", "AN5-7A", (100, Some("10.00"))).await, 1).await;
        let gone = world.open(world.list("Orbit", "AN6-8A", (100, Some("10.00"))).await, 1).await;
        execute(world.as_person("mara"), withdraw, reason_input(buyer(gone), "")).await.expect("withdrawn");
        let all = [priced, bare, moving, gone];
        let input = BulkInput { lines: joined(&all), formula: formula(Base::ListPrice, "5") };
        let preview = query_in(&world.as_person("jonas"), load_preview, input).await.expect("a preview");
        let said: Vec<_> = preview.rows.iter().map(|row| (row.new.map(|price| price.to_string()), row.skip.clone())).collect();
        assert_eq!(said[0], (Some("39.15 USD".into()), None));
        assert_eq!(said[1], (None, Some(Skip::NoListPrice)));
        assert_eq!(said[2], (Some("9.50 USD".into()), None));
        assert_eq!(said[3], (None, Some(Skip::Ended(LineStatus::Withdrawn))));
        assert_eq!(preview.rows[0].change, Some(-498));
        // A line changes between preview and application.
        world.quote(moving, "9.90", 0).await.expect("an offer");
        let lines: Vec<_> = preview.rows.iter().map(|row| (row.line_id, row.version)).collect();
        let input = apply(formula(Base::ListPrice, "5"), seen(&lines));
        let id = execute(world.as_person("jonas"), apply_prices, input.clone()).await.expect("a report");
        assert_eq!(execute(world.as_person("jonas"), apply_prices, input).await, Ok(id), "the same request again");
        let report = query_in(&world.as_person("priya"), load_bulk_run, id).await.expect("a colleague reads it");
        assert_eq!((report.action, report.by.as_str()), (BulkAction::UpdatePrice, "jonas"));
        let refused: Vec<_> = report.outcomes.iter().map(|outcome| outcome.refused.clone()).collect();
        assert_eq!(refused[0], None);
        assert_eq!(refused[1].as_deref(), Some("no list price"));
        assert!(refused[2].as_ref().is_some_and(|why| why.contains("changed meanwhile")), "{refused:?}");
        assert_eq!(refused[3].as_deref(), Some("the line is withdrawn"));
        let line = view(&world, "mara", (priced, Side::Buyer)).await;
        let offer = line.offer.expect("an offer");
        assert_eq!((offer.unit_price.to_string(), offer.revision, offer.quantity), ("39.15 USD".into(), 1, 12));
        assert_eq!((offer.comment.as_deref(), offer.lead_time_days), (Some("as agreed"), Some(3)));
        assert_eq!(view(&world, "mara", (moving, Side::Buyer)).await.revisions, 1, "left alone");
        let foreign = query_in(&world.as_person("ines"), load_bulk_run, id).await;
        assert_eq!(foreign, Err(AppError::NotFound));
        assert_audit_intact(&world).await;
    }

    async fn the_last_offer_can_be_the_base_and_a_price_that_stays_is_skipped(store: Store) {
        let world = World::new(store).await;
        let line = world.open(world.list("Orbit", "AN3-5A", (100, None)).await, 12).await;
        let fresh = world.open(world.list("Orbit", "AN4-6A", (100, Some("3.00"))).await, 1).await;
        world.quote(line, "20.00", 0).await.expect("an offer");
        world.advance_us(20 * DAY_US);
        execute(world.system(), expire_offers, ()).await.expect("expired");
        let preview = async |discount: &str| {
            let input = BulkInput { lines: joined(&[line, fresh]), formula: formula(Base::LastOffer, discount) };
            query_in(&world.as_person("jonas"), load_preview, input).await.expect("a preview")
        };
        let first = preview("10").await;
        let usd = |micros| UnitPrice { micros, currency: Currency::parse("USD").expect("known") };
        assert_eq!(first.rows[0].new, Some(usd(18_000_000)), "an expired offer is still the last one");
        assert_eq!(first.rows[1].skip, Some(Skip::NoOfferYet));
        let lines = seen(&[(line, first.rows[0].version)]);
        execute(world.as_person("jonas"), apply_prices, apply(formula(Base::LastOffer, "10"), lines)).await.expect("applied");
        assert_eq!(preview("0").await.rows[0].skip, Some(Skip::Unchanged));
        assert!(preview("hundred").await.discount_error.is_some());
        let untouched = preview(" ").await;
        assert_eq!((untouched.discount_error, untouched.rows[0].new, untouched.rows[0].skip.clone()), (None, None, None));
        let lines = seen(&[(line, untouched.rows[0].version)]);
        let blind = execute(world.as_person("jonas"), apply_prices, apply(formula(Base::LastOffer, ""), lines)).await;
        assert!(blind.is_err_and(|why| why.reason_for("discount").is_some()), "nobody offers at a discount not typed");
        let mut only = formula(Base::LastOffer, "5");
        only.currency = "EUR".into();
        let input = BulkInput { lines: joined(&[line]), formula: only };
        let skipped = query_in(&world.as_person("jonas"), load_preview, input).await.expect("a preview").rows[0].skip.clone();
        assert_eq!(skipped, Some(Skip::OtherCurrency(Currency::parse("USD").expect("known"))));
    }

    async fn many_lines_are_declined_for_one_reason_each_for_itself(store: Store) {
        let world = World::new(store).await;
        let lines = many(&world, 3).await;
        execute(world.as_person("mara"), request_documentation, documents_request(lines[1])).await.expect("asked");
        let input = DeclineInput {
            lines: seen(&lines.iter().map(|line| (*line, 1)).collect::<Vec<_>>()),
            request_id: request(),
            code: "no_longer_made".into(),
            reason: String::new(),
        };
        let id = execute(world.as_person("jonas"), decline_lines, input.clone()).await.expect("a report");
        let report = query_in(&world.as_person("jonas"), load_bulk_run, id).await.expect("the report");
        assert_eq!(report.outcomes.iter().map(|it| it.refused.is_none()).collect::<Vec<_>>(), [true, false, true]);
        let declined = view(&world, "mara", (lines[0], Side::Buyer)).await;
        assert_eq!(declined.thread.last().map(|entry| entry.text.as_str()), Some("The seller declined to quote: no longer made"));
        let theft = execute(world.as_person("priya"), decline_lines, input).await;
        assert!(theft.is_err_and(|error| error.reason_for("request_id").is_some()), "another person's request");
    }

    async fn lines_of_others_too_many_or_none_are_refused_whole(store: Store) {
        let world = World::new(store).await;
        let mine = world.open(world.list("Orbit", "AN3-5A", (100, Some("1.00"))).await, 1).await;
        let theirs = world.open(world.list("Kestrel", "AN3-5A", (100, Some("1.00"))).await, 1).await;
        let input = apply(formula(Base::ListPrice, "5"), seen(&[(mine, 1), (theirs, 1)]));
        assert_eq!(execute(world.as_person("jonas"), apply_prices, input).await, Err(AppError::NotFound));
        assert_eq!(view(&world, "mara", (mine, Side::Buyer)).await.revisions, 0);
        let twice = apply(formula(Base::ListPrice, "5"), seen(&[(mine, 1), (mine, 1)]));
        let none = apply(formula(Base::ListPrice, "5"), Vec::new());
        for input in [twice, none] {
            let refused = execute(world.as_person("jonas"), apply_prices, input).await;
            assert!(refused.is_err_and(|error| error.reason_for("lines").is_some()));
        }
        let bad = ApplyInput { valid_days: "0".into(), ..apply(formula(Base::ListPrice, "x"), seen(&[(mine, 1)])) };
        let refused = execute(world.as_person("jonas"), apply_prices, bad).await.expect_err("refused");
        assert!(refused.reason_for("discount").is_some(), "{refused}");
    }

    async fn a_preview_takes_the_same_number_of_statements_however_many_lines(store: Store) {
        let world = World::new(store).await;
        let lines = many(&world, 12).await;
        let mut counted = Vec::new();
        for some in [&lines[..1], &lines[..]] {
            let context = world.as_person("jonas");
            let input = BulkInput { lines: joined(some), formula: formula(Base::ListPrice, "5") };
            query_in(&context, load_preview, input).await.expect("a preview");
            counted.push(context.store.statements());
        }
        assert_eq!(counted[0], counted[1]);
    }
}
