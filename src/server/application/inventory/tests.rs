//! Stories of sellers and their files, on both databases.

mod confirming;
mod files;
mod undoing;

use super::*;
use crate::{
    api_types::inventory::{ClosingLine, Confirmation, RowError},
    domain::negotiation::{LineStatus, Side},
    server::{
        application::{audit, execute, negotiation, query_in},
        testing::{World, draft, on_both},
    },
};
use std::time::Instant;

/// A file arrives, and its dry run is over: small files are checked before the answer.
async fn send(world: &World, who: &str, mode: UploadMode, content: &str) -> UploadId {
    let content = Arc::new(content.as_bytes().to_vec());
    let new = NewUpload { file_name: "C:\\stock\\parts.csv".into(), mode, content, sheet: String::new() };
    execute(world.as_person(who), receive_upload, new).await.expect("the file arrives")
}

async fn page(world: &World, who: &str, id: UploadId) -> UploadPage {
    query_in(&world.as_person(who), load_upload, id).await.expect("the upload's page")
}

async fn report(world: &World, who: &str, id: UploadId) -> UploadReport {
    page(world, who, id).await.report.expect("a report")
}

/// Agrees to everything that the dry run shows.
async fn confirm(world: &World, who: &str, upload_id: UploadId) -> Result<(), AppError> {
    let removing = page(world, "jonas", upload_id).await.report.map(|report| report.removed);
    execute(world.as_person(who), confirm_upload, Confirmation { upload_id, removing }).await
}

/// Sends a file and confirms it, if there is something to confirm; answers what it did.
async fn apply(world: &World, mode: UploadMode, content: &str) -> UploadReport {
    let id = send(world, "jonas", mode, content).await;
    let checked = report(world, "jonas", id).await;
    if checked.changes() == 0 {
        return checked;
    }
    confirm(world, "jonas", id).await.expect("confirmed");
    let page = page(world, "jonas", id).await;
    assert_eq!(page.summary.status, UploadStatus::Applied, "{:?}", page.report);
    page.report.expect("a report")
}

/// Jonas' whole inventory: part number, units available, id.
async fn stock(world: &World) -> Vec<(String, i64, ListingId)> {
    let input = (String::new(), String::new());
    let page = query_in(&world.as_person("jonas"), load_inventory, input).await.expect("the inventory");
    page.rows.rows.into_iter().map(|row| (row.draft.part.part_number, row.available, row.id)).collect()
}

fn counts(report: &UploadReport) -> (u64, u64, u64, u64, u64) {
    (report.added, report.changed, report.unchanged, report.removed, report.refused)
}

async fn facts(world: &World) -> i64 {
    match audit::verify(&world.system(), world.organisation("Orbit")).await.expect("the log is read") {
        audit::Verdict::Intact(entries) => entries,
        audit::Verdict::Broken(fault) => panic!("the log is broken: {fault}"),
    }
}

const TWO: &str = "pn,qty,mfr\nAN3-5A,10,Alder\nAN4-6A,20,Alder\n";

on_both! {
    async fn a_reupload_keeps_the_listings_id(store: Store) {
        let world = World::new(store).await;
        assert_eq!(counts(&apply(&world, UploadMode::Update, TWO).await), (2, 0, 0, 0, 0));
        let before = stock(&world).await;
        let again = "pn;qty;mfr\nan3 5a;7;ALDER\nAN4-6A;20;Alder\n";
        assert_eq!(counts(&apply(&world, UploadMode::Replace, again).await), (0, 1, 1, 0, 0));
        let after = stock(&world).await;
        assert_eq!(after[0], ("an3 5a".into(), 7, before[0].2));
        assert_eq!(after[1], before[1]);
    }

    async fn replace_removes_what_the_file_does_not_name(store: Store) {
        let world = World::new(store).await;
        apply(&world, UploadMode::Update, TWO).await;
        let before = stock(&world).await;
        let one = "pn,qty,mfr\nAN4-6A,20,Alder\n";
        assert_eq!(counts(&apply(&world, UploadMode::Update, one).await), (0, 0, 1, 0, 0));
        assert_eq!(counts(&apply(&world, UploadMode::Replace, one).await), (0, 0, 1, 1, 0));
        assert_eq!(stock(&world).await, before[1..]);
        assert_eq!(counts(&apply(&world, UploadMode::Replace, TWO).await), (1, 0, 1, 0, 0));
        assert_eq!(stock(&world).await, before, "a removed listing comes back under its id");
    }

    async fn a_refused_row_is_not_a_removal(store: Store) {
        let world = World::new(store).await;
        apply(&world, UploadMode::Update, "pn,qty,sku\nAN3-5A,10,A1\nAN4-6A,20,\nAN5-7A,30,\n").await;
        let before = stock(&world).await;
        let bad = "pn,qty,sku,cond\nAN3-5A,many,A1,\nAN4-6A,20,,mint\n";
        assert_eq!(counts(&apply(&world, UploadMode::Replace, bad).await), (0, 0, 0, 1, 2));
        assert_eq!(stock(&world).await, before[..2]);
    }

    async fn a_broken_file_changes_nothing(store: Store) {
        let world = World::new(store).await;
        apply(&world, UploadMode::Update, TWO).await;
        let (before, recorded) = (stock(&world).await, facts(&world).await);
        for content in ["pn,qty\n\"AN3-5A,1\n", "Dear customer,\nno stock list\n", "\u{feff}", "PK\u{3}\u{4}"] {
            let id = send(&world, "jonas", UploadMode::Replace, content).await;
            let page = page(&world, "jonas", id).await;
            assert_eq!(page.summary.status, UploadStatus::Failed, "{content}");
            assert!(page.report.is_some_and(|report| report.failure.is_some()), "{content}");
            let refused = confirm(&world, "jonas", id).await;
            assert!(matches!(refused, Err(AppError::Invalid(_))), "{content}");
        }
        assert_eq!((stock(&world).await, facts(&world).await), (before, recorded));
    }

    async fn refused_rows_name_row_column_and_reason(store: Store) {
        let world = World::new(store).await;
        let file = "Part No,Qty,Cond,List Price,Currency,Shelf\nAN3-5A,1,NE,2.5,,A\n\n,1,mint,,,B\nAN4-6A,1.5,OH,,,C\n";
        let id = send(&world, "jonas", UploadMode::Update, file).await;
        let report = report(&world, "jonas", id).await;
        assert_eq!((report.rows, report.refused, report.unknown_columns), (3, 3, vec!["Shelf".to_owned()]));
        let named: Vec<_> = report.errors.iter().map(|error| (error.row, error.column.as_str())).collect();
        assert_eq!(named, [(2, "Currency"), (4, "Part No"), (4, "Cond"), (5, "Qty")]);
        assert!(report.errors[2].reason.contains("“mint” is none of FN, NE"), "{:?}", report.errors[2]);
        assert!(stock(&world).await.is_empty());
    }

    async fn quoted_semicolon_and_bom_files_are_read(store: Store) {
        let world = World::new(store).await;
        let file = "\u{feff}PN;Description;Qty;Price;Curr;MOQ;Pack\r\n\"AN3-5A\";\"Bolt; \"\"hex\"\"\";12,0;1.041,20;usd;20;10\r\n";
        apply(&world, UploadMode::Update, file).await;
        let page = query_in(&world.as_person("jonas"), load_inventory, ("bolt hex".into(), String::new())).await;
        let row = page.expect("the inventory").rows.rows.remove(0);
        assert_eq!(row.draft.part.description, "Bolt; \"hex\"");
        assert_eq!(row.draft.list_price.map(|price| price.to_string()).as_deref(), Some("1,041.20 USD"));
        assert_eq!((row.draft.quantity, row.draft.units.minimum, row.draft.units.pack), (12, 20, 10));
        assert_eq!((row.draft.part.unit.as_str(), row.draft.part.condition.code()), ("EA", "NE"));
    }

    async fn two_confirmations_apply_once(store: Store) {
        let world = World::new(store).await;
        let recorded = facts(&world).await;
        let id = send(&world, "jonas", UploadMode::Update, TWO).await;
        let mut heard = world.services.hub.subscribe();
        let (one, other) = tokio::join!(confirm(&world, "jonas", id), confirm(&world, "priya", id));
        assert_eq!((one, other), (Ok(()), Ok(())));
        while page(&world, "jonas", id).await.summary.status != UploadStatus::Applied {
            heard.recv().await.expect("a hint that it is applied");
        }
        assert_eq!((facts(&world).await, stock(&world).await.len()), (recorded + 1, 2));
        confirm(&world, "jonas", id).await.expect("a late repetition is no error");
        assert_eq!(facts(&world).await, recorded + 1);
        let late = execute(world.as_person("jonas"), discard_upload, id).await;
        assert!(matches!(late, Err(AppError::Invalid(_))));
    }

    async fn a_discarded_upload_is_never_applied(store: Store) {
        let world = World::new(store).await;
        let id = send(&world, "jonas", UploadMode::Update, TWO).await;
        for _ in 0..2 {
            execute(world.as_person("jonas"), discard_upload, id).await.expect("discarded");
        }
        assert!(confirm(&world, "jonas", id).await.is_err());
        let page = page(&world, "jonas", id).await;
        assert_eq!((page.summary.status, page.summary.file_name.as_str()), (UploadStatus::Discarded, "parts.csv"));
        assert!(stock(&world).await.is_empty());
    }

    async fn lost_stock_closes_the_buyers_lines(store: Store) {
        let world = World::new(store).await;
        apply(&world, UploadMode::Update, TWO).await;
        let stock = stock(&world).await;
        let (kept, lost) = (world.open(stock[0].2, 2).await, world.open(stock[1].2, 3).await);
        let id = send(&world, "jonas", UploadMode::Replace, "pn,qty,mfr\nAN3-5A,1,Alder\nAN4-6A,0,Alder\n").await;
        let dry_run = report(&world, "jonas", id).await;
        let closing = ClosingLine { buyer: "Halden".into(), part_number: "AN4-6A".into(), quantity: 3 };
        assert_eq!((dry_run.closing, dry_run.closing_lines), (1, vec![closing.clone()]));
        confirm(&world, "jonas", id).await.expect("confirmed");
        assert_eq!(report(&world, "jonas", id).await.closing_lines, [closing]);
        for (line, status) in [(kept, LineStatus::Open), (lost, LineStatus::Closed)] {
            let view = query_in(&world.as_person("mara"), negotiation::load_line, (line, Side::Buyer, false)).await;
            assert_eq!(view.expect("her line").status, status);
        }
    }

    async fn what_is_agreed_is_never_taken_back(store: Store) {
        let world = World::new(store).await;
        apply(&world, UploadMode::Update, TWO).await;
        let listing = stock(&world).await[0].2;
        let line = world.open(listing, 6).await;
        world.quote(line, "2.50", 0).await.expect("an offer");
        world.accept(line, 1).await.expect("an agreement");
        let report = apply(&world, UploadMode::Update, "pn,Qty on hand,qty,mfr\nAN3-5A,,2,Alder\n").await;
        let notice = RowError { row: 2, column: "qty".into(), reason: "6 are agreed with buyers, so 6 are kept".into() };
        assert_eq!((report.notices, report.changed, report.refused), (vec![notice], 1, 0));
        assert_eq!(stock(&world).await[0], ("AN3-5A".into(), 0, listing));
        assert_eq!(apply(&world, UploadMode::Replace, "pn,qty\nX,1\n").await.removed, 2);
    }

    async fn uploads_are_for_the_sellers_of_one_organisation(store: Store) {
        let world = World::new(store).await;
        let id = send(&world, "jonas", UploadMode::Update, TWO).await;
        for (who, expected) in [("ines", AppError::NotFound), ("mara", AppError::Forbidden), ("ursula", AppError::Forbidden)] {
            assert_eq!(query_in(&world.as_person(who), load_upload, id).await, Err(expected.clone()));
            assert_eq!(confirm(&world, who, id).await, Err(expected.clone()));
            assert_eq!(execute(world.as_person(who), discard_upload, id).await, Err(expected));
        }
        let new = NewUpload { file_name: "x".into(), mode: UploadMode::Update, content: Arc::new(vec![1]), sheet: String::new() };
        assert_eq!(execute(world.as_person("mara"), receive_upload, new.clone()).await, Err(AppError::Forbidden));
        assert_eq!(execute(world.guest(), receive_upload, new).await, Err(AppError::SignInRequired));
        assert_eq!(page(&world, "priya", id).await.summary.status, UploadStatus::Checked);
    }

    async fn an_import_that_breaks_off_leaves_everything_as_it_was(store: Store) {
        let world = World::new(store).await;
        apply(&world, UploadMode::Update, TWO).await;
        let (before, recorded) = (stock(&world).await, facts(&world).await);
        let mut drafts: Vec<ListingDraft> = (0..3_000).map(|n| draft(&format!("B{n}"), 1, None)).collect();
        drafts[2_999].quantity = -1;
        let broken = execute(world.system(), import_listings, (world.organisation("Orbit"), drafts)).await;
        assert!(matches!(broken, Err(AppError::Internal(_))), "{broken:?}");
        assert_eq!((stock(&world).await, facts(&world).await), (before, recorded));
    }

    async fn a_restart_ends_what_was_left_unfinished(store: Store) {
        let world = World::new(store).await;
        let ids = [send(&world, "jonas", UploadMode::Update, TWO).await, UploadId(mint())];
        let mut tx = world.services.store.write().await.expect("a transaction");
        storage::upload::confirm(&mut tx, world.organisation("Orbit"), ids[0]).await.expect("confirmed");
        let stored = StoredUpload {
            id: ids[1],
            organisation_id: world.organisation("Orbit"),
            file_name: "cut-off.csv",
            mode: UploadMode::Update,
            content: b"pn",
            sheet: None,
            matching: &columns::Matching::new(),
            uploaded_by: world.person("jonas"),
        };
        storage::upload::insert(&mut tx, &stored, world.system().now()).await.expect("stored");
        tx.commit().await.expect("a commit");
        recover_uploads(world.system()).await.expect("recovered");
        assert_eq!(page(&world, "jonas", ids[0]).await.summary.status, UploadStatus::Checked);
        let cut_off = page(&world, "jonas", ids[1]).await;
        assert_eq!(cut_off.summary.status, UploadStatus::Failed);
        assert!(cut_off.report.and_then(|report| report.failure).is_some_and(|failure| failure.contains("stopped")));
    }

    async fn twenty_one_thousand_rows_are_imported_with_few_statements(store: Store) {
        let world = World::new(store).await;
        let mut file = "part_number,manufacturer,description,condition,quantity,price,currency,stock_id\n".to_owned();
        for n in 0..21_000 {
            let makers = ["Alder", "Birch & Sons", "Cedar"];
            let row = format!("MS{n:05}-{},{},\"Bolt, hex, size {}\",NE,{},1.{n:05},USD,S{n}\n", n % 7, makers[n % 3], n % 90, n % 50);
            file.push_str(&row);
        }
        let source = |content: &str, mode| Source {
            seller_id: world.organisation("Orbit"),
            actor_id: Some(world.person("jonas")),
            file_name: "big.csv".into(),
            mode,
            content: Arc::new(content.as_bytes().to_vec()),
            sheet: None,
            matching: Arc::default(),
            upload: None,
            most_removals: None,
        };
        for (name, content, expected, most) in [
            ("insert", file.as_str(), (21_000, 0, 0, 0, 0), 70),
            ("repeat", file.as_str(), (0, 0, 21_000, 0, 0), 10),
            ("change", &file.replace("NE,1", "NE,2"), (0, 4_620, 16_380, 0, 0), 30),
            ("remove", "pn,qty\nX,1\n", (1, 0, 0, 21_000, 0), 20),
        ] {
            let (ctx, started) = (world.as_person("jonas"), Instant::now());
            let report = apply_file(&ctx, &source(content, UploadMode::Replace)).await.expect("applied");
            println!("{name}: {:?}, {} statements", started.elapsed(), ctx.store.statements());
            assert_eq!(counts(&report), expected, "{name}");
            assert!(ctx.store.statements() <= most, "{name}: {} statements", ctx.store.statements());
        }
    }

    async fn a_large_file_is_checked_and_applied_behind_the_answer(store: Store) {
        let world = World::new(store).await;
        let rows: String = (0..6_000).map(|n| format!("BIG-{n},{}\n", n % 9)).collect();
        let mut heard = world.services.hub.subscribe();
        let id = send(&world, "jonas", UploadMode::Update, &format!("pn,qty\n{rows}")).await;
        let expected = topic(id);
        let mut told = 0;
        for status in [UploadStatus::Checked, UploadStatus::Applied] {
            while page(&world, "jonas", id).await.summary.status != status {
                told += u64::from(heard.recv().await.expect("a hint").topic == expected);
            }
            if status == UploadStatus::Checked {
                confirm(&world, "jonas", id).await.expect("confirmed");
            }
        }
        assert!(told >= 2, "pages heard of it {told} times");
        assert_eq!(report(&world, "jonas", id).await.added, 6_000);
    }
}
