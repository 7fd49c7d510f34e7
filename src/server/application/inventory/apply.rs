//! A file against the database: the dry run, and the one transaction that applies it. Must not ask who may upload.
//! However many rows a file has, the statements are a handful and a few more for every thousand rows.

use super::{
    columns::Matching,
    parse::{self, File, Parsed, Unread},
    plan::{self, Plan, Terms},
    progress::{Meter, topic},
};
use crate::{
    api_types::{
        AppError,
        inventory::{ClosingLine, UploadReport},
    },
    domain::{
        access::Permission,
        audit::hex,
        catalog::UploadMode,
        ids::{EventId, ListingId, OrganisationId, PersonId, UploadId},
    },
    server::{
        application::{Audience, Context, Outcome, Work, audit, catalog::terms, negotiation, work::mint},
        storage::{
            self, Session,
            catalog::{ActiveLine, ListingWrite},
        },
    },
};
use std::{collections::HashSet, sync::Arc};

/// The most lines that a report names.
const MAX_LINES: usize = 200;

/// Listings written between two looks at the clock; one statement takes as many.
const STEP: usize = 1_400;

/// Uploads of a seller whose changes are kept, so that they can be taken back one after the other.
const UNDOABLE: i64 = 10;

/// How often a transaction is tried that a deadlock broke off.
const TRIES: u64 = 4;

/// A file and whose inventory it is for.
#[derive(Clone)]
pub struct Source {
    pub seller_id: OrganisationId,
    /// Nobody: whoever runs the program.
    pub actor_id: Option<PersonId>,
    pub file_name: String,
    pub mode: UploadMode,
    pub content: Arc<Vec<u8>>,
    /// Of a workbook; the first one that shows if none is named.
    pub sheet: Option<String>,
    /// What the organisation said its columns are.
    pub matching: Arc<Matching>,
    /// Where the progress is told and the result is kept.
    pub upload: Option<UploadId>,
    /// How many removals were shown to whoever confirmed. More than that are not made, if they are most of the inventory.
    pub most_removals: Option<u64>,
}

impl Source {
    /// A change that no file makes.
    pub fn without_file(seller_id: OrganisationId, file_name: String) -> Self {
        Self {
            seller_id,
            actor_id: None,
            file_name,
            mode: UploadMode::Update,
            content: Arc::default(),
            sheet: None,
            matching: Arc::default(),
            upload: None,
            most_removals: None,
        }
    }
}

/// What a file would do; nothing is changed. A file that cannot be read is a report with a failure.
pub async fn check(ctx: &Context, source: &Source) -> Outcome<UploadReport> {
    let parsed = match parse(ctx, source).await? {
        Ok(parsed) => parsed,
        Err(unread) => return Ok(report_unread(unread)),
    };
    let mut reader = ctx.read().await?;
    let seller = storage::catalog::seller_name(&mut reader, source.seller_id).await?;
    seller.ok_or(AppError::NotFound)?;
    let stored = storage::catalog::stored_listings(&mut reader, source.seller_id).await?;
    let mode = source.mode;
    let plan = ctx.compute(move || plan::draw(&parsed, stored, mode)).await?;
    foresee(&mut reader, source.seller_id, plan).await
}

/// What a plan would do, with the lines of buyers that it would close.
async fn foresee(session: &mut impl Session, seller_id: OrganisationId, mut plan: Plan) -> Outcome<UploadReport> {
    if !plan.exhausted.is_empty() {
        let lines = storage::catalog::active_lines(session, seller_id).await?;
        note_closing(&mut plan.report, lines.iter().filter(|line| plan.exhausted.contains(&line.listing_id)));
    }
    Ok(plan.report)
}

/// Why a plan is not carried out: more would go than was shown when it was confirmed.
fn unforeseen(plan: &Plan, source: &Source) -> Option<String> {
    let (removed, listed) = (plan.report.removed, plan.report.listed);
    let too_many = source.most_removals.is_some_and(|most| removed > most) && plan.report.is_mass_removal();
    too_many.then(|| format!("The inventory has changed since: the file would now remove {removed} of {listed} listings."))
}

/// Does what a file says, all of it or nothing. A file that cannot be read is a report with a failure and changes nothing.
pub async fn apply(ctx: &Context, source: &Source) -> Outcome<UploadReport> {
    match parse(ctx, source).await? {
        Ok(parsed) => apply_parsed(ctx, source, parsed).await,
        Err(unread) => Ok(report_unread(unread)),
    }
}

fn report_unread(unread: Unread) -> UploadReport {
    match unread {
        Unread::Failure(sentence) => UploadReport { failure: Some(sentence), ..UploadReport::default() },
        Unread::Columns { reason, columns } => UploadReport { unmatched: Some(reason), columns, ..UploadReport::default() },
    }
}

/// As [`apply`], for listings that come from elsewhere than a file.
pub async fn apply_parsed(ctx: &Context, source: &Source, parsed: Arc<Parsed>) -> Outcome<UploadReport> {
    let mut tries = 1;
    loop {
        match apply_once(ctx, source, parsed.clone()).await {
            Err(crate::server::application::Failure::Storage(error)) if error.is_retryable() && tries < TRIES => {
                tokio::time::sleep(std::time::Duration::from_millis(50 * tries)).await;
                tries += 1;
            }
            done => return done,
        }
    }
}

async fn apply_once(ctx: &Context, source: &Source, parsed: Arc<Parsed>) -> Outcome<UploadReport> {
    let now = ctx.now();
    let mut work = ctx.write().await?;
    let seller = storage::catalog::take_turn(&mut work.tx, source.seller_id).await?.ok_or(AppError::NotFound)?;
    if let Some(upload) = source.upload
        && !storage::upload::take_up(&mut work.tx, upload).await?
    {
        return Err(AppError::invalid("upload", "is not waiting to be applied any more").into());
    }
    let stored = storage::catalog::stored_listings(&mut work.tx, source.seller_id).await?;
    let mode = source.mode;
    let mut plan = ctx.compute(move || plan::draw(&parsed, stored, mode)).await?;
    if let Some(failure) = unforeseen(&plan, source) {
        let report = foresee(&mut work.tx, source.seller_id, plan).await?;
        return Ok(UploadReport { failure: Some(failure), ..report });
    }
    write(ctx, &mut work, source, (&plan, &seller)).await?;
    close_lines(ctx, &mut work, source.seller_id, &mut plan).await?;
    if let Some(upload) = source.upload {
        storage::upload_change::insert(&mut work.tx, upload, &plan.changes).await?;
        storage::upload::save_applied(&mut work.tx, upload, &plan.report, now).await?;
        storage::upload_change::forget_old(&mut work.tx, source.seller_id, UNDOABLE).await?;
        work.hint(Audience::Members(source.seller_id, Permission::KeepInventory), topic(upload));
    }
    audit::record(&mut work.tx, fact(source, &plan.report, ctx)).await?;
    work.hint(Audience::Members(source.seller_id, Permission::KeepInventory), "inventory");
    work.commit(ctx).await?;
    Ok(plan.report)
}

/// Stores what the plan says, step by step.
pub async fn write(ctx: &Context, work: &mut Work, source: &Source, (plan, seller): (&Plan, &str)) -> Outcome<()> {
    let meter = Meter::new(&ctx.services, source.upload, source.seller_id);
    let total = (plan.writes.len() + plan.removals.len()) as u64;
    let now = ctx.now();
    let mut done = 0;
    meter.at(done, total);
    for step in plan.writes.chunks(STEP) {
        let listings: Vec<ListingWrite<'_>> =
            step.iter().map(|write| ListingWrite { id: write.id, identity: &write.identity, draft: &write.draft }).collect();
        storage::catalog::save_listings(&mut work.tx, source.seller_id, &listings, now).await?;
        let outdated: Vec<ListingId> =
            step.iter().filter(|write| write.terms == Terms::Replace).map(|write| write.id).collect();
        write_breaks(work, step).await?;
        storage::catalog::delete_terms(&mut work.tx, &outdated).await?;
        storage::catalog::insert_terms(&mut work.tx, &new_terms(step, seller)).await?;
        done += step.len() as u64;
        meter.at(done, total);
    }
    storage::catalog::remove_listings(&mut work.tx, &plan.removals, now).await?;
    storage::catalog::delete_terms(&mut work.tx, &plan.removals).await?;
    Ok(())
}

async fn write_breaks(work: &mut Work, step: &[plan::Write]) -> Outcome<()> {
    let outdated: Vec<ListingId> = step.iter().filter(|write| write.had_breaks).map(|write| write.id).collect();
    storage::catalog::delete_breaks(&mut work.tx, &outdated).await?;
    let breaks: Vec<_> = step.iter().map(|write| (write.id, &write.draft.breaks)).collect();
    storage::catalog::insert_breaks(&mut work.tx, &breaks).await?;
    Ok(())
}

/// The terms of the listings that need new ones, in the order of the index they go into.
fn new_terms(step: &[plan::Write], seller: &str) -> Vec<(String, ListingId)> {
    let mut rows: Vec<(String, ListingId)> = step
        .iter()
        .filter(|write| write.terms != Terms::Keep)
        .flat_map(|write| terms::of_listing(&write.draft.part, seller).into_iter().map(|term| (term, write.id)))
        .collect();
    rows.sort_unstable();
    rows
}

/// Closes the lines of buyers whose listing has nothing left, and puts them into the report.
pub async fn close_lines(ctx: &Context, work: &mut Work, seller_id: OrganisationId, plan: &mut Plan) -> Outcome<()> {
    if plan.touched.is_empty() {
        return Ok(());
    }
    let lines = storage::catalog::active_lines(&mut work.tx, seller_id).await?;
    let closing: Vec<&ActiveLine> =
        lines.iter().filter(|line| line.is_out_of_stock() && plan.touched.contains(&line.listing_id)).collect();
    let listings: HashSet<ListingId> = closing.iter().map(|line| line.listing_id).collect();
    note_closing(&mut plan.report, closing.into_iter());
    if !listings.is_empty() {
        let mut listings: Vec<ListingId> = listings.into_iter().collect();
        listings.sort_unstable();
        negotiation::close_lines_of_listings(ctx, work, &listings).await?;
    }
    Ok(())
}

fn note_closing<'l>(report: &mut UploadReport, lines: impl Iterator<Item = &'l ActiveLine>) {
    for line in lines {
        report.closing += 1;
        if report.closing_lines.len() < MAX_LINES {
            let (buyer, part_number) = (line.buyer.clone(), line.part_number.clone());
            report.closing_lines.push(ClosingLine { buyer, part_number, quantity: line.quantity });
        }
    }
}

/// Reads the file where it holds nobody up; the inner error says why it cannot be read.
async fn parse(ctx: &Context, source: &Source) -> Outcome<Result<Arc<Parsed>, Unread>> {
    let meter = Meter::new(&ctx.services, source.upload, source.seller_id);
    let Source { content, sheet, matching, .. } = source.clone();
    let read = move || {
        let file = File { content: &content, sheet: sheet.as_deref(), matching: &matching };
        parse::parse(&file, |done, total| meter.at(done, total))
    };
    let parsed = ctx.compute(read).await?;
    Ok(parsed.map(Arc::new))
}

fn fact(source: &Source, report: &UploadReport, ctx: &Context) -> audit::Fact {
    let sha256 = hex(&audit::sha256(&source.content));
    let payload = serde_json::json!({
        "file_name": source.file_name,
        "sha256": sha256,
        "mode": source.mode,
        "rows": report.rows,
        "added": report.added,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "removed": report.removed,
        "refused": report.refused,
        "closed_lines": report.closing,
    });
    audit::Fact {
        organisation_id: source.seller_id,
        event_id: EventId(mint()),
        at: ctx.now(),
        actor_id: source.actor_id,
        action: "inventory.applied".into(),
        subject: source.upload.map_or_else(|| "inventory".into(), topic),
        payload: payload.to_string(),
    }
}
