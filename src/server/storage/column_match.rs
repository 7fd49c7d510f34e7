//! How organisations matched the columns of their files. Must not know what a file holds.

use super::{Reader, StorageError, Tx};
use crate::domain::{
    ids::{OrganisationId, PersonId},
    stock_file::Field,
    time::Timestamp,
};
use sqlx::FromRow;
use std::collections::HashMap;

statements! {
    REMEMBERED = ["SELECT header, field FROM column_match WHERE organisation_id = $1 ORDER BY header LIMIT 2000"];
}

#[derive(FromRow)]
struct Row {
    header: String,
    field: Option<String>,
}

/// The field of each column by its key; `None` for one to ignore. A field that is gone is not remembered.
///
/// # Errors
/// The database failed.
pub async fn remembered(
    reader: &mut Reader,
    organisation_id: OrganisationId,
) -> Result<HashMap<String, Option<Field>>, StorageError> {
    let rows = fetch_all!(reader, Row, REMEMBERED, organisation_id)?;
    let known = |row: Row| match row.field {
        None => Some((row.header, None)),
        Some(name) => Field::parse(&name).map(|field| (row.header, Some(field))),
    };
    Ok(rows.into_iter().filter_map(known).collect())
}

/// Remembers what somebody said of columns, over what was said before.
///
/// # Errors
/// The database failed.
pub async fn remember(
    tx: &mut Tx,
    (organisation_id, person_id): (OrganisationId, PersonId),
    columns: &[(String, Option<Field>)],
    at: Timestamp,
) -> Result<(), StorageError> {
    insert_rows!(
        tx,
        "INSERT INTO column_match (organisation_id, header, field, chosen_by, chosen_at) ",
        5,
        columns,
        |values, column| {
            values.push_bind(organisation_id).push_bind(column.0.as_str()).push_bind(column.1.map(Field::name));
            values.push_bind(person_id).push_bind(at);
        },
        " ON CONFLICT (organisation_id, header) DO UPDATE SET field = excluded.field, chosen_by = excluded.chosen_by,
        chosen_at = excluded.chosen_at"
    );
    Ok(())
}
