//! Addresses of organisations, and what they demand of their orders.

use crate::{
    domain::{
        ids::{AddressId, OrganisationId, PersonId},
        ordering::OrderAddress,
        time::Timestamp,
    },
    server::storage::{Session, StorageError, Tx},
};
use sqlx::FromRow;

statements! {
    LIST = ["SELECT id, label, is_bill_to, is_ship_to, customer_number, ship_to_number, name, attention, street, street2, city,
        region, postal_code, country, email, phone, version FROM address
        WHERE organisation_id = $1 AND archived_at IS NULL ORDER BY label, id LIMIT 1000"];
    INSERT = ["INSERT INTO address (id, organisation_id, label, is_bill_to, is_ship_to, customer_number, ship_to_number, name,
        attention, street, street2, city, region, postal_code, country, email, phone, changed_by, changed_at, version)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, 1)"];
    UPDATE = ["UPDATE address SET label = $3, is_bill_to = $4, is_ship_to = $5, customer_number = $6, ship_to_number = $7,
        name = $8, attention = $9, street = $10, street2 = $11, city = $12, region = $13, postal_code = $14, country = $15,
        email = $16, phone = $17, changed_by = $18, changed_at = $19, version = version + 1
        WHERE id = $1 AND organisation_id = $2 AND archived_at IS NULL AND version = $20"];
    IS_THERE = ["SELECT COUNT(*) AS count FROM address WHERE id = $1 AND organisation_id = $2 AND archived_at IS NULL"];
    ARCHIVE = ["UPDATE address SET archived_at = $4, changed_by = $3, changed_at = $4, version = version + 1
        WHERE id = $1 AND organisation_id = $2 AND archived_at IS NULL RETURNING label"];
    TERMS = ["SELECT requires_customer_po, terms_code FROM organisation WHERE id = $1"];
    SAVE_TERMS = ["UPDATE organisation SET requires_customer_po = $2, terms_code = $3 WHERE id = $1"];
}

/// A stored address that is in use.
#[derive(Clone, Debug, FromRow)]
pub struct AddressRow {
    pub id: AddressId,
    pub is_bill_to: bool,
    pub is_ship_to: bool,
    pub version: i64,
    label: String,
    customer_number: Option<String>,
    ship_to_number: Option<String>,
    name: String,
    attention: Option<String>,
    street: String,
    street2: Option<String>,
    city: String,
    region: Option<String>,
    postal_code: String,
    country: String,
    email: Option<String>,
    phone: Option<String>,
}

impl From<AddressRow> for OrderAddress {
    fn from(row: AddressRow) -> Self {
        Self {
            label: row.label,
            customer_number: row.customer_number,
            ship_to_number: row.ship_to_number,
            name: row.name,
            attention: row.attention,
            street: row.street,
            street2: row.street2,
            city: row.city,
            region: row.region,
            postal_code: row.postal_code,
            country: row.country,
            email: row.email,
            phone: row.phone,
        }
    }
}

/// An address about to be stored.
pub struct NewAddress<'a> {
    pub id: AddressId,
    pub organisation_id: OrganisationId,
    pub address: &'a OrderAddress,
    pub is_bill_to: bool,
    pub is_ship_to: bool,
    pub by: (PersonId, Timestamp),
}

/// What an organisation demands of its orders.
#[derive(Clone, Debug, Default, PartialEq, Eq, FromRow)]
pub struct Terms {
    pub requires_customer_po: bool,
    pub terms_code: Option<String>,
}

/// The addresses of an organisation that are in use, by label.
///
/// # Errors
/// The database failed.
pub async fn list(session: &mut impl Session, organisation_id: OrganisationId) -> Result<Vec<AddressRow>, StorageError> {
    fetch_all!(session, AddressRow, LIST, organisation_id)
}

/// # Errors
/// The database failed.
pub async fn insert(tx: &mut Tx, new: &NewAddress<'_>) -> Result<(), StorageError> {
    let address = new.address;
    execute!(
        tx,
        INSERT,
        new.id,
        new.organisation_id,
        &address.label,
        new.is_bill_to,
        new.is_ship_to,
        &address.customer_number,
        &address.ship_to_number,
        &address.name,
        &address.attention,
        &address.street,
        &address.street2,
        &address.city,
        &address.region,
        &address.postal_code,
        &address.country,
        &address.email,
        &address.phone,
        new.by.0,
        new.by.1
    )?;
    Ok(())
}

/// Changes an address under the version that was seen; answers whether it still had it.
///
/// # Errors
/// The database failed.
pub async fn update(tx: &mut Tx, new: &NewAddress<'_>, version: i64) -> Result<bool, StorageError> {
    let address = new.address;
    let changed = execute!(
        tx,
        UPDATE,
        new.id,
        new.organisation_id,
        &address.label,
        new.is_bill_to,
        new.is_ship_to,
        &address.customer_number,
        &address.ship_to_number,
        &address.name,
        &address.attention,
        &address.street,
        &address.street2,
        &address.city,
        &address.region,
        &address.postal_code,
        &address.country,
        &address.email,
        &address.phone,
        new.by.0,
        new.by.1,
        version
    )?;
    Ok(changed == 1)
}

#[derive(FromRow)]
struct CountRow {
    count: i64,
}

/// Whether an organisation has an address in use.
///
/// # Errors
/// The database failed.
pub async fn is_there(
    session: &mut impl Session,
    id: AddressId,
    organisation_id: OrganisationId,
) -> Result<bool, StorageError> {
    Ok(fetch_one!(session, CountRow, IS_THERE, id, organisation_id)?.count == 1)
}

#[derive(FromRow)]
struct LabelRow {
    label: String,
}

/// Takes an address out of use; answers its label. `None`: there is none such in use.
///
/// # Errors
/// The database failed.
pub async fn archive(
    tx: &mut Tx,
    of: (AddressId, OrganisationId),
    by: (PersonId, Timestamp),
) -> Result<Option<String>, StorageError> {
    Ok(fetch_optional!(tx, LabelRow, ARCHIVE, of.0, of.1, by.0, by.1)?.map(|row| row.label))
}

/// # Errors
/// The database failed.
pub async fn terms(session: &mut impl Session, organisation_id: OrganisationId) -> Result<Terms, StorageError> {
    Ok(fetch_optional!(session, Terms, TERMS, organisation_id)?.unwrap_or_default())
}

/// # Errors
/// The database failed.
pub async fn save_terms(tx: &mut Tx, organisation_id: OrganisationId, terms: &Terms) -> Result<(), StorageError> {
    execute!(tx, SAVE_TERMS, organisation_id, terms.requires_customer_po, &terms.terms_code)?;
    Ok(())
}
