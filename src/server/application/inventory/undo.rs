//! Taking the latest upload back: listings say again what they said before it. All of it or nothing, and only if nothing
//! changed them since. Must not undo what buyers and sellers agreed meanwhile.

use super::{apply, plan::Plan, progress::topic};
use crate::{
    api_types::{
        AppError,
        inventory::{ClosingLine, UndoView, UploadReport, UploadStatus},
    },
    domain::{
        access::Permission,
        ids::{EventId, ListingId, OrganisationId, UploadId},
    },
    server::{
        application::{Audience, Context, Failure, Outcome, audit, work::mint},
        storage::{
            self, Reader, Session,
            catalog::StoredListing,
            upload::Upload,
            upload_change::{Change, Counts},
        },
    },
};
use std::{collections::HashMap, time::Duration};

/// The most lines that a preview names.
const MAX_LINES: usize = 200;

/// How often a transaction is tried that a deadlock broke off.
const TRIES: u64 = 4;

/// What taking an upload back would do; nothing for one that is not applied.
///
/// # Errors
/// The database failed.
pub async fn preview(reader: &mut Reader, seller_id: OrganisationId, upload: &Upload) -> Outcome<Option<UndoView>> {
    if upload.status != UploadStatus::Applied {
        return Ok(None);
    }
    let counts = storage::upload_change::counts(reader, upload.id).await?;
    let refusal = refusal(reader, (seller_id, upload), counts).await?;
    let lines = match refusal {
        None => storage::upload_change::closing(reader, upload.id).await?,
        Some(_) => Vec::new(),
    };
    let number = |count: i64| u64::try_from(count).unwrap_or(0);
    Ok(Some(UndoView {
        restored: number(counts.changes - counts.leaving),
        removed: number(counts.leaving),
        closing: lines.len() as u64,
        closing_lines: lines
            .into_iter()
            .take(MAX_LINES)
            .map(|line| ClosingLine { buyer: line.buyer, part_number: line.part_number, quantity: line.quantity })
            .collect(),
        refusal,
    }))
}

/// Why an applied upload cannot be taken back, if it cannot.
async fn refusal(
    session: &mut impl Session,
    (seller_id, upload): (OrganisationId, &Upload),
    counts: Counts,
) -> Outcome<Option<String>> {
    let did = upload.report.as_ref().map_or(0, UploadReport::changes);
    let latest = storage::upload_change::latest_applied(session, seller_id).await?.filter(|_| did > 0);
    if let Some(later) = latest.filter(|latest| latest.id != upload.id) {
        return Ok(Some(format!("“{}” was stored after it; only the latest upload can be undone.", later.file_name)));
    }
    Ok(match (did, counts) {
        (0, _) => Some("It changed nothing.".into()),
        (_, Counts { changes: 0, .. }) => Some("It is too long ago: what was there before is not kept any more.".into()),
        (_, Counts { touched: 0, .. }) => None,
        (_, Counts { touched: 1, .. }) => Some("One of its listings was changed since.".into()),
        (_, Counts { touched, .. }) => Some(format!("{touched} of its listings were changed since.")),
    })
}

/// Takes the latest upload back. Repeated, it changes nothing more.
///
/// # Errors
/// It cannot be taken back, for the reason its page shows.
pub async fn undo_upload(ctx: Context, id: UploadId) -> Outcome<()> {
    let mut tries = 1;
    loop {
        match undo_once(&ctx, id).await {
            Err(Failure::Storage(error)) if error.is_retryable() && tries < TRIES => {
                tokio::time::sleep(Duration::from_millis(50 * tries)).await;
                tries += 1;
            }
            done => return done,
        }
    }
}

async fn undo_once(ctx: &Context, id: UploadId) -> Outcome<()> {
    let (principal, membership) = ctx.require(Permission::KeepInventory)?;
    let (seller_id, now) = (membership.organisation_id, ctx.now());
    let mut work = ctx.write().await?;
    let seller = storage::catalog::take_turn(&mut work.tx, seller_id).await?.ok_or(AppError::NotFound)?;
    let upload = storage::upload::find(&mut work.tx, seller_id, id).await?.ok_or(AppError::NotFound)?;
    match upload.status {
        UploadStatus::Applied => {}
        UploadStatus::Undone => return Ok(()),
        UploadStatus::Checking
        | UploadStatus::Unmatched
        | UploadStatus::Checked
        | UploadStatus::Applying
        | UploadStatus::Discarded
        | UploadStatus::Failed => return Err(AppError::invalid("upload", "was not stored").into()),
    }
    let counts = storage::upload_change::counts(&mut work.tx, id).await?;
    if let Some(reason) = refusal(&mut work.tx, (seller_id, &upload), counts).await? {
        return Err(AppError::invalid("upload", reason).into());
    }
    let changes = storage::upload_change::of_upload(&mut work.tx, id).await?;
    let stored = storage::catalog::stored_listings(&mut work.tx, seller_id).await?;
    let mut plan = ctx.compute(move || draw(&changes, stored)).await??;
    // Where the writing tells nobody how far it is: it is part of the answer.
    let source = apply::Source::without_file(seller_id, upload.file_name.clone());
    apply::write(ctx, &mut work, &source, (&plan, &seller)).await?;
    apply::close_lines(ctx, &mut work, seller_id, &mut plan).await?;
    storage::upload_change::forget(&mut work.tx, id, seller_id).await?;
    storage::upload::save_undone(&mut work.tx, (seller_id, id), (principal.person_id, now)).await?;
    let payload = serde_json::json!({
        "file_name": upload.file_name,
        "restored": counts.changes - counts.leaving,
        "removed": counts.leaving,
        "closed_lines": plan.report.closing,
    });
    let fact = audit::Fact {
        organisation_id: seller_id,
        event_id: EventId(mint()),
        at: now,
        actor_id: Some(principal.person_id),
        action: "inventory.undone".into(),
        subject: topic(id),
        payload: payload.to_string(),
    };
    audit::record(&mut work.tx, fact).await?;
    work.hint(Audience::Members(seller_id, Permission::KeepInventory), topic(id));
    work.hint(Audience::Members(seller_id, Permission::KeepInventory), "inventory");
    work.commit(ctx).await
}

/// The way back: what was there before is written, what was not leaves the market. What is agreed stays covered.
fn draw(changes: &[Change], stored: Vec<StoredListing>) -> Result<Plan, AppError> {
    let stored: HashMap<ListingId, StoredListing> = stored.into_iter().map(|listing| (listing.id, listing)).collect();
    let mut plan = Plan::empty();
    for change in changes {
        // Listings are never deleted, and this seller's turn is taken.
        let Some(listing) = stored.get(&change.listing_id).filter(|listing| listing.version == change.version_after) else {
            return Err(AppError::invalid("upload", "its listings were changed since"));
        };
        match &change.before {
            None => plan.remove(listing),
            Some(before) => {
                let mut before = before.clone();
                before.quantity = before.quantity.max(listing.agreed);
                if !listing.removed {
                    plan.touch(listing, before.quantity - listing.agreed);
                }
                plan.write(listing, before);
            }
        }
    }
    plan.removals.sort_unstable();
    Ok(plan)
}
