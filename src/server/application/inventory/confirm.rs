//! Confirming a checked upload: what somebody has to say first, and the storing behind the answer. Must not confirm what
//! was not shown: nothing at all, or more removals than the dry run named.

use super::{
    Source,
    apply::apply,
    begin,
    progress::{Meter, topic},
    stored_source, with_content,
};
use crate::{
    api_types::{
        AppError,
        inventory::{Confirmation, UploadReport, UploadStatus},
    },
    domain::{access::Permission, ids::UploadId},
    server::{
        application::{Audience, Context, Outcome},
        storage::{self, upload::Upload},
    },
};

/// Applies a checked upload. Confirming what is being applied, or was, changes nothing more.
///
/// # Errors
/// The upload is past that, it changes nothing, or it removes more than half of what is listed and the confirmation does
/// not say so.
pub async fn confirm_upload(ctx: Context, confirmation: Confirmation) -> Outcome<()> {
    let (principal, membership) = ctx.require(Permission::KeepInventory)?;
    let (seller_id, actor_id) = (membership.organisation_id, Some(principal.person_id));
    let id = confirmation.upload_id;
    let mut work = ctx.write().await?;
    let confirmed = storage::upload::confirm(&mut work.tx, seller_id, id).await?;
    let upload = storage::upload::find(&mut work.tx, seller_id, id).await?.ok_or(AppError::NotFound)?;
    if !confirmed {
        return match upload.status {
            UploadStatus::Applying | UploadStatus::Applied => Ok(()),
            UploadStatus::Undone => Err(AppError::invalid("upload", "was undone").into()),
            UploadStatus::Unmatched => Err(AppError::invalid("upload", "has columns that must be matched first").into()),
            UploadStatus::Checking => Err(AppError::invalid("upload", "is still being checked").into()),
            UploadStatus::Checked => Err(AppError::Unavailable.into()),
            UploadStatus::Discarded => Err(AppError::invalid("upload", "was discarded").into()),
            UploadStatus::Failed => Err(AppError::invalid("upload", "could not be read").into()),
        };
    }
    // Refused, the transaction is rolled back: the upload waits as before.
    let shown = upload.report.clone().unwrap_or_default();
    check(&shown, confirmation)?;
    work.hint(Audience::Members(seller_id, Permission::KeepInventory), topic(id));
    work.hint(Audience::Members(seller_id, Permission::KeepInventory), "inventory");
    work.commit(&ctx).await?;
    let source = Source { most_removals: Some(shown.removed), ..stored_source((seller_id, actor_id), &upload) };
    begin(apply_upload(ctx, source, upload), shown.rows + shown.removed).await;
    Ok(())
}

/// Whether a dry run may be confirmed so.
fn check(shown: &UploadReport, confirmation: Confirmation) -> Result<(), AppError> {
    if shown.changes() == 0 {
        return Err(AppError::invalid("upload", "changes nothing, so there is nothing to confirm"));
    }
    match shown.is_mass_removal() && confirmation.removing != Some(shown.removed) {
        false => Ok(()),
        true => {
            let reason = format!(
                "{} of {} listings would be removed; say that you want that. Nothing was stored",
                shown.removed, shown.listed
            );
            Err(AppError::invalid("removing", reason))
        }
    }
}

/// Applies a confirmed upload; if that comes to nothing, it waits for another confirmation and says so.
async fn apply_upload(ctx: Context, source: Source, upload: Upload) {
    let meter = Meter::new(&ctx.services, source.upload, source.seller_id);
    meter.at(0, 1);
    let (sentence, fresh) = match apply_stored(&ctx, source, &upload).await {
        Ok(report) => match report.failure.clone().or_else(|| report.unmatched.clone()) {
            None => return meter.end(),
            Some(sentence) => (sentence, report),
        },
        Err(failure) => (ctx.report(failure).to_string(), UploadReport::default()),
    };
    // What was not read again has nothing newer to show.
    let shown = if fresh.rows > 0 { fresh } else { upload.report.unwrap_or_default() };
    let report = UploadReport { failure: Some(format!("Nothing was stored. {sentence} Confirm again.")), ..shown };
    if let Err(failure) = save_not_applied(&ctx, upload.id, &report).await {
        ctx.report(failure);
    }
    meter.end();
}

async fn apply_stored(ctx: &Context, source: Source, upload: &Upload) -> Outcome<UploadReport> {
    apply(ctx, &with_content(ctx, source, upload.id).await?).await
}

async fn save_not_applied(ctx: &Context, id: UploadId, report: &UploadReport) -> Outcome<()> {
    let mut work = ctx.write().await?;
    storage::upload::save_not_applied(&mut work.tx, id, report).await?;
    work.commit(ctx).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn removing_most_of_an_inventory_is_confirmed_by_its_number() {
        let report = |listed, removed| UploadReport { listed, removed, changed: 1, ..UploadReport::default() };
        let says = |removing| Confirmation { upload_id: UploadId(Uuid::nil()), removing };
        for (listed, removed, removing, allowed) in
            [(10, 5, None, true), (10, 6, None, false), (10, 6, Some(5), false), (10, 6, Some(6), true), (0, 0, None, true)]
        {
            assert_eq!(check(&report(listed, removed), says(removing)).is_ok(), allowed, "{removed} of {listed}");
        }
        let refused = check(&report(10, 6), says(None)).expect_err("refused");
        assert!(refused.reason_for("removing").is_some_and(|reason| reason.contains("6 of 10 listings")), "{refused}");
        assert!(
            check(&UploadReport::default(), says(None)).is_err_and(|error| error.to_string().contains("changes nothing"))
        );
    }
}
