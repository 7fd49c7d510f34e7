//! Stories of what must not be confirmed by mistake: nothing at all, and the loss of most of the stock.

use super::*;

const FOUR: &str = "pn,qty\nAN3-5A,10\nAN4-6A,20\nAN5-7A,30\nAN6-8A,40\n";
const ONE: &str = "pn,qty\nAN3-5A,10\n";

fn says(upload_id: UploadId, removing: Option<u64>) -> Confirmation {
    Confirmation { upload_id, removing }
}

on_both! {
    async fn a_file_of_a_header_alone_removes_nothing(store: Store) {
        let world = World::new(store).await;
        apply(&world, UploadMode::Update, FOUR).await;
        let before = stock(&world).await;
        for content in ["pn,qty\n", "Teil,Menge", "part_number,quantity\r\n\r\n,,\r\n"] {
            let page = page(&world, "jonas", send(&world, "jonas", UploadMode::Replace, content).await).await;
            let failure = page.report.and_then(|report| report.failure).unwrap_or_default();
            assert_eq!(page.summary.status, UploadStatus::Failed, "{content}");
            assert!(failure.contains("nothing below it to list") && failure.contains("off the market"), "{failure}");
        }
        let workbook = export::workbook(&[]).expect("a workbook");
        let new = NewUpload { file_name: "x".into(), mode: UploadMode::Replace, content: Arc::new(workbook), sheet: String::new() };
        let id = execute(world.as_person("jonas"), receive_upload, new).await.expect("the file arrives");
        assert_eq!(page(&world, "jonas", id).await.summary.status, UploadStatus::Failed);
        assert_eq!(stock(&world).await, before);
    }

    async fn losing_most_of_the_stock_is_confirmed_by_its_number(store: Store) {
        let world = World::new(store).await;
        apply(&world, UploadMode::Update, FOUR).await;
        let before = stock(&world).await;
        let id = send(&world, "jonas", UploadMode::Replace, ONE).await;
        let shown = report(&world, "jonas", id).await;
        assert_eq!((shown.removed, shown.listed, shown.is_mass_removal()), (3, 4, true));
        for removing in [None, Some(2), Some(4)] {
            let refused = execute(world.as_person("jonas"), confirm_upload, says(id, removing)).await.expect_err("refused");
            assert!(refused.reason_for("removing").is_some_and(|reason| reason.contains("3 of 4")), "{refused}");
        }
        assert_eq!((page(&world, "jonas", id).await.summary.status, stock(&world).await), (UploadStatus::Checked, before));
        execute(world.as_person("jonas"), confirm_upload, says(id, Some(3))).await.expect("confirmed");
        assert_eq!(stock(&world).await.len(), 1);
    }

    async fn what_would_remove_more_than_was_shown_is_not_stored(store: Store) {
        let world = World::new(store).await;
        apply(&world, UploadMode::Update, "pn,qty\nAN3-5A,9\nAN4-6A,20\n").await;
        let id = send(&world, "jonas", UploadMode::Replace, ONE).await;
        assert!(!report(&world, "jonas", id).await.is_mass_removal(), "one of two");
        let line = world.open(stock(&world).await[1].2, 2).await;
        let more = ["B1", "B2", "B3"].map(|part| draft(part, 5, None)).to_vec();
        execute(world.system(), import_listings, (world.organisation("Orbit"), more)).await.expect("listed meanwhile");
        let (before, recorded) = (stock(&world).await, facts(&world).await);
        execute(world.as_person("jonas"), confirm_upload, says(id, None)).await.expect("taken");
        let waiting = page(&world, "jonas", id).await;
        let shown = waiting.report.expect("a report");
        assert_eq!((waiting.summary.status, shown.removed, shown.listed, shown.closing), (UploadStatus::Checked, 4, 5, 1));
        assert!(shown.failure.is_some_and(|failure| failure.contains("4 of 5 listings") && failure.contains("Confirm again")));
        assert_eq!((stock(&world).await, facts(&world).await), (before, recorded));
        assert!(execute(world.as_person("jonas"), confirm_upload, says(id, None)).await.is_err());
        execute(world.as_person("jonas"), confirm_upload, says(id, Some(4))).await.expect("confirmed");
        assert_eq!(stock(&world).await.len(), 1);
        let view = query_in(&world.as_person("mara"), negotiation::load_line, (line, Side::Buyer, false)).await;
        assert_eq!(view.expect("her line").status, LineStatus::Closed);
    }

    async fn a_file_that_changes_nothing_is_not_confirmed(store: Store) {
        let world = World::new(store).await;
        apply(&world, UploadMode::Update, FOUR).await;
        for content in [FOUR, ONE, "pn,qty\nAN3-5A,many\n"] {
            let id = send(&world, "jonas", UploadMode::Update, content).await;
            let summary = page(&world, "jonas", id).await.summary;
            assert!(summary.changes_nothing() && summary.status == UploadStatus::Checked, "{content}");
            let refused = confirm(&world, "jonas", id).await.expect_err("nothing to confirm");
            assert!(refused.to_string().contains("changes nothing"), "{refused}");
            execute(world.as_person("jonas"), discard_upload, id).await.expect("discarded");
            assert!(!page(&world, "jonas", id).await.summary.changes_nothing(), "what is given up has its own word");
        }
    }
}
