//! Stories of uploads that were a mistake.

use super::*;
use crate::{
    api_types::inventory::UndoView,
    server::{application::cart, testing::buy_input},
};

async fn undo(world: &World, id: UploadId) -> Result<(), AppError> {
    execute(world.as_person("priya"), undo_upload, id).await
}

async fn preview(world: &World, id: UploadId) -> UndoView {
    page(world, "jonas", id).await.undo.expect("an applied upload")
}

/// Sends and confirms a file; answers its upload.
async fn applied(world: &World, mode: UploadMode, content: &str) -> UploadId {
    let id = send(world, "jonas", mode, content).await;
    confirm(world, "jonas", id).await.expect("confirmed");
    world.advance_us(1_000_000);
    id
}

/// Jonas' inventory as a file: everything that listings say.
async fn file(world: &World) -> String {
    let drafts = execute(world.as_person("jonas"), export_listings, String::new()).await.expect("the listings");
    text_file(drafts).collect()
}

async fn refusal(world: &World, id: UploadId) -> String {
    let shown = preview(world, id).await.refusal.expect("a reason");
    let refused = undo(world, id).await.expect_err("refused").to_string();
    assert!(refused.contains(&shown), "{refused} / {shown}");
    shown
}

const OLD: &str = "pn,qty,mfr,price,currency,break_qty_1,break_price_1\n\
    AN3-5A,10,Alder,4.20,USD,10,3.90\nAN4-6A,20,Alder,,,,\nAN5-7A,30,Birch,1,EUR,,\n";
const NEW: &str = "pn,qty,mfr,price,currency\nAN3-5A,1,Alder,9.99,EUR\nAN5-7A,30,Birch,1,EUR\nAN6-8A,5,Alder,,\n";

on_both! {
    async fn the_latest_upload_is_taken_back_and_every_listing_is_as_before(store: Store) {
        let world = World::new(store).await;
        applied(&world, UploadMode::Update, OLD).await;
        let (before, ids) = (file(&world).await, stock(&world).await);
        let id = applied(&world, UploadMode::Replace, NEW).await;
        let shown = preview(&world, id).await;
        assert_eq!((shown.restored, shown.removed, shown.closing, shown.refusal), (2, 1, 0, None));
        let recorded = facts(&world).await;
        undo(&world, id).await.expect("undone");
        assert_eq!(file(&world).await, before);
        assert_eq!(stock(&world).await, ids, "under the same ids");
        assert_eq!(facts(&world).await, recorded + 1);
        let done = page(&world, "jonas", id).await;
        assert_eq!((done.summary.status, done.summary.undone.map(|undone| undone.by)), (UploadStatus::Undone, Some("priya".into())));
        assert_eq!(done.undo, None);
        undo(&world, id).await.expect("a repetition changes nothing");
        assert_eq!(facts(&world).await, recorded + 1);
        let found = catalog::load_part(world.guest(), "AN46A".into()).await.expect("what came back is found");
        assert_eq!(found.listings.len(), 1);
    }

    async fn uploads_are_taken_back_one_after_the_other(store: Store) {
        let world = World::new(store).await;
        let first = applied(&world, UploadMode::Update, OLD).await;
        let before = file(&world).await;
        let second = applied(&world, UploadMode::Replace, NEW).await;
        let third = applied(&world, UploadMode::Update, "pn,qty,mfr\nAN5-7A,2,Birch\nAN4-6A,3,Alder\n").await;
        assert!(refusal(&world, second).await.contains("was stored after it"));
        undo(&world, third).await.expect("undone");
        undo(&world, second).await.expect("undone");
        assert_eq!(file(&world).await, before);
        undo(&world, first).await.expect("undone");
        assert_eq!(stock(&world).await, []);
        let again = applied(&world, UploadMode::Update, OLD).await;
        assert_eq!((file(&world).await, report(&world, "jonas", again).await.added), (before, 3));
    }

    async fn what_changed_since_is_not_overwritten(store: Store) {
        let world = World::new(store).await;
        applied(&world, UploadMode::Update, OLD).await;
        let id = applied(&world, UploadMode::Replace, NEW).await;
        let input = (world.organisation("Orbit"), vec![draft("AN6-8A", 77, None)]);
        execute(world.system(), import_listings, input).await.expect("changed by other means");
        let before = file(&world).await;
        assert_eq!(refusal(&world, id).await, "One of its listings was changed since.");
        assert_eq!(file(&world).await, before);
        let same = "pn,qty,mfr\nAN5-7A,30,Birch\n";
        let nothing = send(&world, "jonas", UploadMode::Update, same).await;
        let changed = applied(&world, UploadMode::Update, same).await;
        confirm(&world, "jonas", nothing).await.expect("when it was checked it changed something");
        assert_eq!(refusal(&world, nothing).await, "It changed nothing.");
        undo(&world, changed).await.expect("what changed nothing does not stand in the way");
        assert_eq!(file(&world).await, before);
    }

    async fn taking_back_keeps_what_is_agreed_and_closes_lines_without_stock(store: Store) {
        let world = World::new(store).await;
        applied(&world, UploadMode::Update, "pn,qty,mfr,price,currency\nAN3-5A,2,Alder,4,USD\n").await;
        let id = applied(&world, UploadMode::Update, "pn,qty,mfr,price,currency\nAN3-5A,50,Alder,4,USD\nAN9,9,Alder,1,USD\n").await;
        let listings = stock(&world).await;
        let (raised, added) = (listings[0].2, listings[1].2);
        for (listing, quantity) in [(raised, 8), (added, 3)] {
            execute(world.as_person("emil"), cart::buy_at_list_price, buy_input(listing, quantity)).await.expect("bought");
        }
        let line = world.open(added, 2).await;
        let kept = world.open(raised, 1).await;
        let shown = preview(&world, id).await;
        assert_eq!((shown.restored, shown.removed, shown.closing, shown.refusal), (1, 1, 2, None));
        let named: Vec<_> = shown.closing_lines.iter().map(|line| (line.buyer.as_str(), line.part_number.as_str())).collect();
        assert_eq!(named, [("Halden", "AN9"), ("Halden", "AN3-5A")]);
        undo(&world, id).await.expect("undone");
        for line in [line, kept] {
            let view = query_in(&world.as_person("mara"), negotiation::load_line, (line, Side::Buyer, false)).await.expect("the line");
            assert_eq!(view.status, LineStatus::Closed, "nothing is left of either");
        }
        let listings = stock(&world).await;
        assert_eq!(listings, [("AN3-5A".to_owned(), 0, raised)], "eight are agreed, so eight stay listed");
    }

    async fn only_the_seller_takes_back_and_only_what_was_stored(store: Store) {
        let world = World::new(store).await;
        let id = applied(&world, UploadMode::Update, OLD).await;
        for (who, expected) in [("ines", AppError::NotFound), ("mara", AppError::Forbidden)] {
            assert_eq!(execute(world.as_person(who), undo_upload, id).await, Err(expected));
        }
        let checked = send(&world, "jonas", UploadMode::Update, NEW).await;
        assert!(undo(&world, checked).await.is_err_and(|error| error.to_string().contains("was not stored")));
        assert_eq!(page(&world, "jonas", checked).await.undo, None);
    }

    async fn the_history_names_every_upload_and_older_ones_are_forgotten(store: Store) {
        let world = World::new(store).await;
        let mut ids = Vec::new();
        for quantity in 1..=12 {
            ids.push(applied(&world, UploadMode::Update, &format!("pn,qty\nA-1,{quantity}\n")).await);
        }
        let history = query_in(&world.as_person("priya"), load_uploads, String::new()).await.expect("the history");
        let shown: Vec<UploadId> = history.uploads.rows.iter().map(|upload| upload.id).collect();
        assert_eq!(shown, ids.iter().rev().copied().collect::<Vec<_>>(), "newest first");
        let newest = &history.uploads.rows[0];
        assert_eq!((newest.uploaded_by.as_str(), newest.counts.map(|counts| counts.changed)), ("jonas", Some(1)));
        let foreign = query_in(&world.as_person("ines"), load_uploads, String::new()).await.expect("the history");
        assert!(foreign.uploads.rows.is_empty());
        for id in ids.iter().rev().take(10) {
            undo(&world, *id).await.expect("undone");
        }
        assert!(refusal(&world, ids[1]).await.contains("too long ago"));
        assert_eq!(stock(&world).await[0].1, 2);
    }

    async fn the_page_of_an_upload_takes_as_many_statements_however_much_it_changed(store: Store) {
        let world = World::new(store).await;
        let mut taken = Vec::new();
        for rows in [2, 900] {
            let rows: String = (0..rows).map(|n| format!("P-{rows}-{n},5\n")).collect();
            let id = applied(&world, UploadMode::Replace, &format!("pn,qty\n{rows}")).await;
            let ctx = world.as_person("jonas");
            query_in(&ctx, load_upload, id).await.expect("the page");
            taken.push(ctx.store.statements());
        }
        assert_eq!(taken[0], taken[1]);
        assert!(taken[0] <= 5, "{taken:?}");
    }
}
