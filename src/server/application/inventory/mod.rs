//! A seller's inventory: listed, uploaded, checked, confirmed, discarded. A file goes through a dry run first and is then
//! applied in one transaction. Must not read files (`parse`), compare (`plan`), confirm or store listings (`apply`) itself.

mod apply;
mod columns;
mod confirm;
mod csv;
mod export;
mod matching;
mod parse;
mod plan;
mod progress;
mod records;
mod row;
#[cfg(test)]
mod tests;
mod undo;
mod workbook;

pub use apply::{Source, apply as apply_file, check as check_file};
pub use confirm::confirm_upload;
pub use export::{FileKind, TEMPLATE, template_workbook, text as text_file};
pub use matching::{match_columns, remembered as remembered_columns};
pub use progress::Progress;
pub use undo::undo_upload;

use super::{Audience, Context, Outcome, catalog};
use crate::{
    api_types::{
        AppError,
        inventory::{
            InventoryPage, InventoryRow, Undone, UploadCounts, UploadHistory, UploadPage, UploadReport, UploadStatus,
            UploadSummary,
        },
        paging::Page,
    },
    domain::{
        access::Permission,
        catalog::{ListingDraft, UploadMode},
        ids::{ListingId, OrganisationId, PersonId, UploadId},
        quantity::count,
        text,
    },
    server::{
        application::work::mint,
        storage::{
            self,
            catalog::{LISTINGS_ON_PAGE, OwnListing, OwnListings},
            upload::{NewUpload as StoredUpload, PAGE as UPLOADS_ON_PAGE, Upload},
        },
    },
};
use parse::{Parsed, ParsedRow};
use progress::{Meter, topic};
use std::sync::Arc;
use uuid::Uuid;

/// A file of fewer lines is done before the answer goes out.
const SMALL: u64 = 2_000;

/// About what a row takes in a packed workbook.
const BYTES_OF_A_ROW: u64 = 50;

/// The seller's own listings and latest uploads.
pub async fn load_inventory(ctx: Context, (q, after): (String, String)) -> Outcome<InventoryPage> {
    let (_, membership) = ctx.require(Permission::KeepInventory)?;
    let seller_id = membership.organisation_id;
    let after = read_cursor(&after)?;
    let mut reader = ctx.read().await?;
    let (words, way) = catalog::find_way(&mut reader, &q).await?;
    let query = OwnListings { seller_id, words: &words, way, after: (after.0, after.1) };
    let listings = storage::catalog::own_listings(&mut reader, &query).await?;
    let total = storage::catalog::count_own(&mut reader, seller_id).await?;
    let uploads = storage::upload::latest(&mut reader, seller_id).await?;
    let next = listings.get(LISTINGS_ON_PAGE).map(|_| {
        let last = &listings[LISTINGS_ON_PAGE - 1];
        format!("{}{}", last.id, last.part_key)
    });
    let rows = listings.into_iter().take(LISTINGS_ON_PAGE).map(row).collect();
    let uploads = uploads.into_iter().map(|upload| summary(&upload)).collect();
    Ok(InventoryPage { rows: Page { rows, next }, total: count(total), uploads })
}

/// One upload: its progress, its dry run or its result.
pub async fn load_upload(ctx: Context, id: UploadId) -> Outcome<UploadPage> {
    let (_, membership) = ctx.require(Permission::KeepInventory)?;
    let mut reader = ctx.read().await?;
    let upload = storage::upload::find(&mut reader, membership.organisation_id, id).await?.ok_or(AppError::NotFound)?;
    let progress = match upload.status {
        UploadStatus::Checking | UploadStatus::Applying => ctx.services.progress.get(id),
        UploadStatus::Unmatched
        | UploadStatus::Checked
        | UploadStatus::Applied
        | UploadStatus::Discarded
        | UploadStatus::Failed
        | UploadStatus::Undone => None,
    };
    let undo = undo::preview(&mut reader, membership.organisation_id, &upload).await?;
    Ok(UploadPage { summary: summary(&upload), progress, report: upload.report, undo })
}

/// A page of everything the seller ever uploaded, newest first.
pub async fn load_uploads(ctx: Context, before: String) -> Outcome<UploadHistory> {
    let (_, membership) = ctx.require(Permission::KeepInventory)?;
    let before = match before.trim() {
        "" => UploadId(Uuid::max()),
        id => id.parse().map_err(|_| AppError::BadRequest("the page's cursor is not readable".into()))?,
    };
    let mut reader = ctx.read().await?;
    let uploads = storage::upload::page(&mut reader, membership.organisation_id, before).await?;
    let next = uploads.get(UPLOADS_ON_PAGE).map(|_| uploads[UPLOADS_ON_PAGE - 1].id.to_string());
    let rows = uploads.iter().take(UPLOADS_ON_PAGE).map(summary).collect();
    Ok(UploadHistory { uploads: Page { rows, next } })
}

/// The seller's listings that the words find, all of them if there are none: to be written into a file.
pub async fn export_listings(ctx: Context, q: String) -> Outcome<Vec<ListingDraft>> {
    let (_, membership) = ctx.require(Permission::KeepInventory)?;
    let words = catalog::terms::read(&q);
    let mut reader = ctx.read().await?;
    Ok(storage::catalog::exported(&mut reader, membership.organisation_id, &words).await?)
}

/// Listings as a workbook, written where it holds nobody up.
///
/// # Errors
/// It could not be written.
pub async fn workbook_file(ctx: Context, drafts: Vec<ListingDraft>) -> Outcome<Vec<u8>> {
    let written = ctx.compute(move || export::workbook(&drafts)).await?;
    written.map_err(|error| ctx.internal("a workbook could not be written", &error).into())
}

/// A file as it arrives.
#[derive(Clone)]
pub struct NewUpload {
    pub file_name: String,
    pub mode: UploadMode,
    pub content: Arc<Vec<u8>>,
    /// Of a workbook; empty for the first one that shows.
    pub sheet: String,
}

/// Stores a file and begins its dry run.
pub async fn receive_upload(ctx: Context, upload: NewUpload) -> Outcome<UploadId> {
    let (principal, membership) = ctx.require(Permission::KeepInventory)?;
    let NewUpload { file_name, mode, content, sheet } = upload;
    if content.is_empty() {
        return Err(AppError::invalid("file", "choose a file that is not empty").into());
    }
    let sheet = text::optional(&sheet, 80).map_err(|reason| AppError::invalid("sheet", reason))?;
    let matching = remembered_columns(&ctx, membership.organisation_id).await?;
    let id = UploadId(mint());
    let source = Source {
        seller_id: membership.organisation_id,
        actor_id: Some(principal.person_id),
        file_name: read_file_name(&file_name),
        mode,
        content,
        sheet,
        matching,
        upload: Some(id),
        most_removals: None,
    };
    let stored = StoredUpload {
        id,
        organisation_id: source.seller_id,
        file_name: &source.file_name,
        mode,
        content: &source.content,
        sheet: source.sheet.as_deref(),
        matching: &source.matching,
        uploaded_by: principal.person_id,
    };
    let mut work = ctx.write().await?;
    storage::upload::insert(&mut work.tx, &stored, ctx.now()).await?;
    work.hint(Audience::Members(source.seller_id, Permission::KeepInventory), "inventory");
    work.commit(&ctx).await?;
    let rows = extent(&source.content);
    begin(check_upload(ctx, source, id), rows).await;
    Ok(id)
}

/// Gives up an upload that was not confirmed yet.
pub async fn discard_upload(ctx: Context, id: UploadId) -> Outcome<()> {
    let (_, membership) = ctx.require(Permission::KeepInventory)?;
    let seller_id = membership.organisation_id;
    let mut work = ctx.write().await?;
    let discarded = storage::upload::discard(&mut work.tx, seller_id, id, ctx.now()).await?;
    let upload = storage::upload::find(&mut work.tx, seller_id, id).await?.ok_or(AppError::NotFound)?;
    match upload.status {
        UploadStatus::Discarded if discarded => {
            work.hint(Audience::Members(seller_id, Permission::KeepInventory), topic(id));
            work.hint(Audience::Members(seller_id, Permission::KeepInventory), "inventory");
            work.commit(&ctx).await
        }
        UploadStatus::Discarded | UploadStatus::Failed => Ok(()),
        UploadStatus::Applying
        | UploadStatus::Applied
        | UploadStatus::Undone
        | UploadStatus::Checking
        | UploadStatus::Unmatched
        | UploadStatus::Checked => Err(AppError::invalid("upload", "is confirmed already").into()),
    }
}

/// Ends what a stopped process left unfinished. Called once, before requests are taken.
///
/// # Errors
/// The database failed.
pub async fn recover_uploads(ctx: Context) -> Outcome<()> {
    let failure = "The server stopped while the file was checked. Nothing was changed; upload it again.";
    let report = UploadReport { failure: Some(failure.into()), ..UploadReport::default() };
    let mut work = ctx.write().await?;
    let (failed, reset) = storage::upload::recover(&mut work.tx, &report, ctx.now()).await?;
    work.commit(&ctx).await?;
    if failed + reset > 0 {
        tracing::warn!(failed, reset, "uploads were left unfinished");
    }
    Ok(())
}

/// The organisation of that name, if it sells: for the command line, where nobody is signed in.
///
/// # Errors
/// [`AppError::NotFound`], or the database failed.
pub async fn find_seller(ctx: &Context, name: &str) -> Outcome<OrganisationId> {
    let mut reader = ctx.read().await?;
    let found = storage::catalog::seller_by_name(&mut reader, name).await?;
    Ok(found.ok_or(AppError::NotFound)?)
}

/// Adds listings to a seller's inventory or changes them, as an update without a file: for the demo marketplace.
///
/// # Errors
/// [`AppError::NotFound`] if the organisation does not sell, or the database failed.
pub async fn import_listings(
    ctx: Context,
    (seller_id, drafts): (OrganisationId, Vec<ListingDraft>),
) -> Outcome<UploadReport> {
    let listings: Vec<ParsedRow> =
        (1_u64..).zip(drafts).map(|(row, draft)| ParsedRow { row, identity: draft.identity(), draft }).collect();
    let quantity_column = "quantity".into();
    let parsed = Parsed { rows: listings.len() as u64, listings, quantity_column, ..Parsed::default() };
    let source = Source::without_file(seller_id, String::new());
    apply::apply_parsed(&ctx, &source, Arc::new(parsed)).await
}

/// Every listing of a seller by what makes it the same in the next upload, removed ones included.
///
/// # Errors
/// The database failed.
pub async fn listing_identities(ctx: Context, seller_id: OrganisationId) -> Outcome<Vec<(String, ListingId)>> {
    let mut reader = ctx.read().await?;
    let stored = storage::catalog::stored_listings(&mut reader, seller_id).await?;
    Ok(stored.into_iter().map(|listing| (listing.identity, listing.id)).collect())
}

/// About how many rows a file has: its lines, or what a workbook of its size may hold.
fn extent(content: &[u8]) -> u64 {
    match workbook::kind(content) {
        workbook::Kind::Text => content.iter().filter(|byte| **byte == b'\n').count() as u64,
        workbook::Kind::Workbook | workbook::Kind::Unreadable(_) => content.len() as u64 / BYTES_OF_A_ROW,
    }
}

/// Runs a task by itself; waits for it if the file is small.
async fn begin(task: impl Future<Output = ()> + Send + 'static, rows: u64) {
    let task = tokio::spawn(task);
    if rows < SMALL
        && let Err(error) = task.await
    {
        tracing::error!(%error, "an upload broke off");
    }
}

/// The dry run of an upload, with its result stored.
async fn check_upload(ctx: Context, source: Source, id: UploadId) {
    let meter = Meter::new(&ctx.services, source.upload, source.seller_id);
    meter.at(0, 1);
    let report = apply::check(&ctx, &source).await.unwrap_or_else(|failure| {
        let error = ctx.report(failure);
        UploadReport { failure: Some(format!("The file could not be checked. {error}")), ..UploadReport::default() }
    });
    if let Err(failure) = save_check(&ctx, (source.seller_id, id), &report).await {
        ctx.report(failure);
    }
    meter.end();
}

async fn save_check(ctx: &Context, (seller_id, id): (OrganisationId, UploadId), report: &UploadReport) -> Outcome<()> {
    let mut work = ctx.write().await?;
    storage::upload::save_check(&mut work.tx, id, report, ctx.now()).await?;
    work.hint(Audience::Members(seller_id, Permission::KeepInventory), "inventory");
    work.commit(ctx).await
}

/// A stored upload as it was read, without its content.
fn stored_source((seller_id, actor_id): (OrganisationId, Option<PersonId>), upload: &Upload) -> Source {
    Source {
        seller_id,
        actor_id,
        file_name: upload.file_name.clone(),
        mode: upload.mode,
        content: Arc::default(),
        sheet: upload.sheet.clone(),
        matching: Arc::new(upload.matching.clone()),
        upload: Some(upload.id),
        most_removals: None,
    }
}

async fn with_content(ctx: &Context, source: Source, id: UploadId) -> Outcome<Source> {
    let mut reader = ctx.read().await?;
    let content = storage::upload::content(&mut reader, id).await?.ok_or(AppError::NotFound)?;
    Ok(Source { content: Arc::new(content), ..source })
}

/// Another dry run, after somebody said what the columns are.
async fn check_again(ctx: Context, (seller_id, person_id): (OrganisationId, PersonId), upload: Upload) -> Outcome<()> {
    let source = with_content(&ctx, stored_source((seller_id, Some(person_id)), &upload), upload.id).await?;
    let rows = extent(&source.content);
    begin(check_upload(ctx, source, upload.id), rows).await;
    Ok(())
}

fn row(listing: OwnListing) -> InventoryRow {
    let OwnListing { id, part_key: _, draft, agreed, active_lines, updated_at } = listing;
    let available = (draft.quantity - agreed).max(0);
    InventoryRow { id, draft, available, active_lines: count(active_lines), updated_at }
}

fn summary(upload: &Upload) -> UploadSummary {
    UploadSummary {
        id: upload.id,
        file_name: upload.file_name.clone(),
        mode: upload.mode,
        status: upload.status,
        uploaded_by: upload.uploaded_by.clone(),
        created_at: upload.created_at,
        counts: upload.report.as_ref().map(|report| UploadCounts {
            added: report.added,
            changed: report.changed,
            removed: report.removed,
            refused: report.refused,
        }),
        undone: upload.undone.clone().map(|(by, at)| Undone { by, at }),
    }
}

/// A cursor is the id of the last listing seen, followed by its part key.
fn read_cursor(cursor: &str) -> Result<(&str, ListingId), AppError> {
    let cursor = catalog::cursor(cursor)?;
    if cursor.is_empty() {
        return Ok(("", ListingId(Uuid::nil())));
    }
    let unreadable = || AppError::BadRequest("the page's cursor is not readable".into());
    let (id, part_key) = cursor.split_at_checked(Uuid::nil().to_string().len()).ok_or_else(unreadable)?;
    Ok((part_key, id.parse().map_err(|_| unreadable())?))
}

/// The file's own name without the folders that some browsers send along.
fn read_file_name(sent: &str) -> String {
    let name = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = name.chars().filter(|c| !c.is_control()).take(200).collect();
    text::required(&name, 200).unwrap_or_else(|_| "inventory.csv".into())
}
