//! Saying what the columns of a file are, once: the choice is remembered for the organisation's next file. Must not read
//! the file.

use super::columns::{Matching, keys};
use crate::{
    api_types::{
        AppError,
        inventory::{FileColumn, MatchColumnsInput, UploadStatus},
    },
    domain::{access::Permission, ids::OrganisationId, stock_file::Field},
    server::{
        application::{Audience, Context, Outcome},
        storage,
    },
};
use std::sync::Arc;

/// What an organisation said of columns before.
///
/// # Errors
/// The database failed.
pub async fn remembered(ctx: &Context, organisation_id: OrganisationId) -> Outcome<Arc<Matching>> {
    let mut reader = ctx.read().await?;
    Ok(Arc::new(storage::column_match::remembered(&mut reader, organisation_id).await?))
}

/// Takes what somebody says of a file's columns; another dry run begins.
///
/// # Errors
/// Two columns say the same, a required field is missing, or the upload is past that.
pub async fn match_columns(ctx: Context, input: MatchColumnsInput) -> Outcome<()> {
    let (principal, membership) = ctx.require(Permission::KeepInventory)?;
    let (seller_id, person_id, id) = (membership.organisation_id, principal.person_id, input.upload_id);
    let mut work = ctx.write().await?;
    let upload = storage::upload::find(&mut work.tx, seller_id, id).await?.ok_or(AppError::NotFound)?;
    match upload.status {
        UploadStatus::Unmatched | UploadStatus::Checked => {}
        UploadStatus::Checking => return Err(AppError::invalid("upload", "is still being checked").into()),
        UploadStatus::Applying | UploadStatus::Applied | UploadStatus::Undone => {
            return Err(AppError::invalid("upload", "is confirmed already").into());
        }
        UploadStatus::Discarded => return Err(AppError::invalid("upload", "was discarded").into()),
        UploadStatus::Failed => return Err(AppError::invalid("upload", "could not be read").into()),
    }
    let columns = upload.report.as_ref().map(|report| report.columns.as_slice()).unwrap_or_default();
    let chosen = read(columns, &input.fields)?;
    let names: Vec<String> = columns.iter().map(|column| column.header.clone()).collect();
    let chosen: Vec<(String, Option<Field>)> = keys(&names).into_iter().zip(chosen).collect();
    let mut matching = upload.matching.clone();
    matching.extend(chosen.iter().cloned());
    if !storage::upload::rematch(&mut work.tx, (seller_id, id), &matching).await? {
        return Err(AppError::invalid("upload", "was changed by a colleague meanwhile; reload the page").into());
    }
    storage::column_match::remember(&mut work.tx, (seller_id, person_id), &chosen, ctx.now()).await?;
    work.hint(Audience::Members(seller_id, Permission::KeepInventory), super::progress::topic(id));
    work.commit(&ctx).await?;
    super::check_again(ctx, (seller_id, person_id), super::Upload { matching, ..upload }).await
}

/// The chosen field of each column.
fn read(columns: &[FileColumn], fields: &[String]) -> Result<Vec<Option<Field>>, AppError> {
    let refuse = |reason: String| Err(AppError::invalid("fields", reason));
    if fields.len() != columns.len() {
        return refuse(format!("the file has {} columns; reload the page", columns.len()));
    }
    let mut chosen: Vec<Option<Field>> = Vec::new();
    for (column, name) in columns.iter().zip(fields) {
        let field = match name.trim() {
            "" => None,
            name => match Field::parse(name) {
                Some(field) => Some(field),
                None => return refuse(format!("there is no field “{name}”")),
            },
        };
        let twice = chosen.iter().position(|before| field.is_some() && *before == field);
        if let (Some(first), Some(field)) = (twice, field) {
            let (first, second, words) = (&columns[first].header, &column.header, field.words());
            return refuse(format!("“{first}” and “{second}” cannot both be “{words}”; ignore one of them"));
        }
        chosen.push(field);
    }
    let missing = |field: &Field| field.is_required() && !chosen.contains(&Some(*field));
    let missing: Vec<_> = Field::ALL.into_iter().filter(missing).map(Field::words).collect();
    match missing.is_empty() {
        true => Ok(chosen),
        false => refuse(format!("say which column holds {}", missing.join(" and ").to_lowercase())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns() -> Vec<FileColumn> {
        let column = |header: &str| FileColumn { header: header.into(), samples: vec![], field: None, remembered: false };
        ["Teil", "Menge", "Farbe"].map(column).to_vec()
    }

    fn refusal(fields: [&str; 3]) -> String {
        read(&columns(), &fields.map(str::to_owned)).expect_err("refused").to_string()
    }

    #[test]
    fn every_column_is_a_field_of_its_own_or_ignored() {
        let chosen = read(&columns(), &["part_number", "quantity", ""].map(str::to_owned));
        assert_eq!(chosen, Ok(vec![Some(Field::PartNumber), Some(Field::Quantity), None]));
        assert!(refusal(["part_number", "quantity", "quantity"]).contains("“Menge” and “Farbe” cannot both be “Quantity”"));
        assert!(refusal(["part_number", "", ""]).contains("which column holds quantity"));
        assert!(refusal(["part_number", "quantity", "colour"]).contains("no field “colour”"));
        assert!(read(&columns(), &[]).is_err());
    }
}
