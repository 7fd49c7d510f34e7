//! Stories of columns that nobody knows, of workbooks, and of stock that goes out as a file.

use super::*;
use crate::{
    api_types::inventory::MatchColumnsInput,
    domain::{pricing::PriceBreak, stock_file::Field},
};

fn choice(upload_id: UploadId, fields: &[&str]) -> MatchColumnsInput {
    MatchColumnsInput { upload_id, fields: fields.iter().map(|field| (*field).to_owned()).collect() }
}

async fn send_bytes(world: &World, content: Vec<u8>, sheet: &str) -> UploadId {
    let (mode, content) = (UploadMode::Replace, Arc::new(content));
    let new = NewUpload { file_name: "stock.xlsx".into(), mode, content, sheet: sheet.into() };
    execute(world.as_person("jonas"), receive_upload, new).await.expect("the file arrives")
}

const FOREIGN: &str = "Teil;Menge;Preis;Währung;Farbe\nA-1;5;1,50;EUR;rot\nA-2;7;;;blau\n";

on_both! {
    async fn unknown_columns_are_matched_once_and_remembered(store: Store) {
        let world = World::new(store).await;
        let id = send(&world, "jonas", UploadMode::Update, FOREIGN).await;
        let first = page(&world, "jonas", id).await;
        assert_eq!(first.summary.status, UploadStatus::Unmatched);
        let columns = first.report.expect("a report").columns;
        assert_eq!((columns[0].header.as_str(), columns[0].samples.join(" ")), ("Teil", "A-1 A-2".to_owned()));
        let confirmed = confirm(&world, "jonas", id).await;
        assert!(confirmed.is_err_and(|error| error.to_string().contains("matched first")));
        for (fields, word) in [
            (&["part_number", "part_number", "", "", ""][..], "cannot both be"),
            (&["part_number", "", "", "", ""], "which column holds quantity"),
            (&["part_number", "quantity"], "has 5 columns"),
        ] {
            let refused = execute(world.as_person("jonas"), match_columns, choice(id, fields)).await;
            assert!(refused.as_ref().is_err_and(|error| error.to_string().contains(word)), "{word}: {refused:?}");
        }
        let fields = ["part_number", "quantity", "price", "currency", ""];
        execute(world.as_person("jonas"), match_columns, choice(id, &fields)).await.expect("matched");
        let checked = page(&world, "jonas", id).await;
        let report = checked.report.expect("a dry run");
        assert_eq!((checked.summary.status, report.added, report.refused), (UploadStatus::Checked, 2, 0));
        assert!(report.unknown_columns.is_empty(), "what somebody ignores need not be named");
        confirm(&world, "jonas", id).await.expect("confirmed");
        assert_eq!(stock(&world).await.len(), 2);
        // A colleague's next file, with its columns in another order.
        let next = send(&world, "priya", UploadMode::Update, "Menge;TEIL;Farbe\n9;A-1;rot\n").await;
        let next = page(&world, "priya", next).await;
        assert_eq!(next.summary.status, UploadStatus::Checked);
        let columns = next.report.expect("a dry run").columns;
        assert_eq!((columns[1].field, columns[1].remembered), (Some(Field::PartNumber), true));
        assert_eq!((columns[2].field, columns[2].remembered), (None, true));
        // Not so at another seller.
        let foreign = send(&world, "ines", UploadMode::Update, FOREIGN).await;
        assert_eq!(page(&world, "ines", foreign).await.summary.status, UploadStatus::Unmatched);
    }

    async fn a_remembered_choice_can_be_changed_before_it_is_confirmed(store: Store) {
        let world = World::new(store).await;
        let file = "pn,qty,stock\nA-1,5,7\n";
        let id = send(&world, "jonas", UploadMode::Update, file).await;
        assert_eq!(page(&world, "jonas", id).await.summary.status, UploadStatus::Unmatched, "two columns say the quantity");
        execute(world.as_person("jonas"), match_columns, choice(id, &["part_number", "", "quantity"])).await.expect("matched");
        execute(world.as_person("jonas"), match_columns, choice(id, &["part_number", "quantity", ""])).await.expect("changed");
        confirm(&world, "jonas", id).await.expect("confirmed");
        assert_eq!(stock(&world).await[0].1, 5);
        let late = execute(world.as_person("jonas"), match_columns, choice(id, &["part_number", "", "quantity"])).await;
        assert!(late.is_err_and(|error| error.to_string().contains("confirmed already")));
        let foreign = execute(world.as_person("ines"), match_columns, choice(id, &["part_number", "", "quantity"])).await;
        assert_eq!(foreign, Err(AppError::NotFound));
    }

    async fn a_workbook_is_an_inventory_file_whatever_it_is_called(store: Store) {
        let world = World::new(store).await;
        let workbook = template_workbook().expect("a workbook");
        let id = send_bytes(&world, workbook.clone(), "").await;
        let report = report(&world, "jonas", id).await;
        assert_eq!((report.added, report.refused), (1, 0), "{report:?}");
        confirm(&world, "jonas", id).await.expect("confirmed");
        assert_eq!(stock(&world).await[0].0, "MS20470AD4-5");
        let elsewhere = send_bytes(&world, workbook, "Shelf 7").await;
        let failed = page(&world, "jonas", elsewhere).await;
        assert_eq!(failed.summary.status, UploadStatus::Failed);
        assert!(failed.report.and_then(|report| report.failure).is_some_and(|sentence| sentence.contains("“Shelf 7”")));
        let cut = send_bytes(&world, template_workbook().expect("a workbook")[..900].to_vec(), "").await;
        assert_eq!(page(&world, "jonas", cut).await.summary.status, UploadStatus::Failed);
    }

    async fn stock_that_goes_out_comes_back_unchanged(store: Store) {
        let world = World::new(store).await;
        let mut drafts: Vec<ListingDraft> = ["=2+3", "-AN5", "AN3-5A", "'@x", "14.7K"].map(|part| draft(part, 7, Some("4.2"))).to_vec();
        let steps = vec![PriceBreak { from: 10, micros: 3_900_000 }, PriceBreak { from: 50, micros: 123_456 }];
        drafts[2].breaks = crate::domain::pricing::PriceBreaks::new(steps).expect("valid");
        (drafts[2].part.description, drafts[2].stock_id) = ("=HYPERLINK(\"x\"), \"bolt\"; cut".into(), Some("+1".into()));
        (drafts[3].list_price, drafts[3].lead_time_days) = (None, None);
        let input = (world.organisation("Orbit"), drafts);
        execute(world.system(), import_listings, input).await.expect("listed");
        let listed = execute(world.as_person("jonas"), export_listings, String::new()).await.expect("the listings");
        assert_eq!(listed.len(), 5);
        let text: String = text_file(listed.clone()).collect();
        let workbook = execute(world.as_person("jonas"), workbook_file, listed).await.expect("a workbook");
        for content in [text.into_bytes(), workbook] {
            let id = send_bytes(&world, content, "").await;
            assert_eq!(counts(&report(&world, "jonas", id).await), (0, 0, 5, 0, 0));
        }
        let narrowed = execute(world.as_person("jonas"), export_listings, "an3".into()).await.expect("the listings");
        assert_eq!(narrowed.len(), 1);
        assert!(execute(world.as_person("ines"), export_listings, String::new()).await.expect("nothing").is_empty());
        assert_eq!(execute(world.as_person("mara"), export_listings, String::new()).await, Err(AppError::Forbidden));
    }

    async fn price_breaks_are_stored_changed_and_taken_away(store: Store) {
        let world = World::new(store).await;
        let breaks = || async {
            let page = query_in(&world.as_person("mara"), catalog::load_part, "A1".to_owned()).await.expect("the part");
            page.listings[0].breaks.to_string()
        };
        let head = "pn,qty,price,currency,break_qty_1,break_price_1,break_qty_2,break_price_2\n";
        for (row, stored, done) in [
            ("A-1,9,4.20,USD,10,3.90,50,3.50", "10:3900000;50:3500000", (1, 0, 0, 0, 0)),
            ("A-1,9,4.20,USD,10,3.90,50,3.50", "10:3900000;50:3500000", (0, 0, 1, 0, 0)),
            ("A-1,9,4.20,USD,20,3.80,,", "20:3800000", (0, 1, 0, 0, 0)),
            ("A-1,9,4.20,USD,,,,", "", (0, 1, 0, 0, 0)),
        ] {
            assert_eq!(counts(&apply(&world, UploadMode::Update, &format!("{head}{row}\n")).await), done, "{row}");
            assert_eq!(breaks().await, stored, "{row}");
        }
    }
}
