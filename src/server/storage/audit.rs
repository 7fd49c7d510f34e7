//! The audit log: appended under the lock of its organisation's head, read in order. Never changed, never deleted.

use super::{Reader, Session, StorageError, Tx};
use crate::domain::{
    audit::{Entry, GENESIS, Hash, Link},
    ids::{CartId, EventId, OrganisationId, PersonId},
    time::Timestamp,
};
use sqlx::FromRow;

statements! {
    /// Creates the head if need be, locks it and answers it.
    LOCK_HEAD = ["INSERT INTO audit_head (organisation_id, sequence, hash) VALUES ($1, 0, $2)
        ON CONFLICT (organisation_id) DO UPDATE SET sequence = audit_head.sequence
        RETURNING sequence, hash"];
    INSERT_ENTRY = ["INSERT INTO audit_entry
        (organisation_id, sequence, event_id, at, actor_id, action, subject, payload, hash, cart_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"];
    MOVE_HEAD = ["UPDATE audit_head SET sequence = $2, hash = $3 WHERE organisation_id = $1"];
    /// As `LOCK_HEAD`, for two chains; locked in the order given.
    LOCK_TWO = ["INSERT INTO audit_head (organisation_id, sequence, hash) VALUES ($1, 0, $3), ($2, 0, $3)
        ON CONFLICT (organisation_id) DO UPDATE SET sequence = audit_head.sequence
        RETURNING organisation_id, sequence, hash"];
    INSERT_TWO = ["INSERT INTO audit_entry
        (organisation_id, sequence, event_id, at, actor_id, action, subject, payload, hash, cart_id)
        VALUES ($1, $3, $7, $8, $9, $10, $11, $12, $5, $13), ($2, $4, $7, $8, $9, $10, $11, $12, $6, $14)"];
    MOVE_TWO = ["INSERT INTO audit_head (organisation_id, sequence, hash) VALUES ($1, $3, $5), ($2, $4, $6)
        ON CONFLICT (organisation_id) DO UPDATE SET sequence = excluded.sequence, hash = excluded.hash"];
    ENTRIES = ["SELECT sequence, event_id, at, actor_id, action, subject, payload, hash FROM audit_entry
        WHERE organisation_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3"];
    /// What an organisation's log says of one subject, each entry with the hash before it.
    OF_SUBJECT = ["SELECT e.sequence, e.event_id, e.at, e.actor_id, e.action, e.subject, e.payload, e.hash,
        (SELECT p.hash FROM audit_entry p WHERE p.organisation_id = e.organisation_id AND p.sequence = e.sequence - 1)
        AS previous FROM audit_entry e
        WHERE e.organisation_id = $1 AND e.subject = $2 AND e.sequence <= $3 ORDER BY e.sequence LIMIT $4"];
    HEAD = ["SELECT sequence, hash FROM audit_head WHERE organisation_id = $1"];
}

#[derive(FromRow)]
struct HeadRow {
    sequence: i64,
    hash: Vec<u8>,
}

#[derive(FromRow)]
struct EntryRow {
    sequence: i64,
    event_id: EventId,
    at: Timestamp,
    actor_id: Option<PersonId>,
    action: String,
    subject: String,
    payload: String,
    hash: Vec<u8>,
}

impl EntryRow {
    fn read(self, organisation_id: OrganisationId) -> Result<(Entry, Hash), StorageError> {
        let entry = Entry {
            organisation_id,
            sequence: self.sequence,
            event_id: self.event_id,
            at: self.at,
            actor_id: self.actor_id,
            action: self.action,
            subject: self.subject,
            payload: self.payload,
        };
        Ok((entry, read_hash(self.hash)?))
    }
}

/// Where a chain ends.
pub struct Head {
    pub sequence: i64,
    pub hash: Hash,
}

impl HeadRow {
    fn read(self) -> Result<Head, StorageError> {
        Ok(Head { sequence: self.sequence, hash: read_hash(self.hash)? })
    }
}

fn read_hash(bytes: Vec<u8>) -> Result<Hash, StorageError> {
    bytes.try_into().map_err(|_| StorageError::Corrupt("an audit hash is not 32 bytes long".into()))
}

/// Locks an organisation's chain until the commit.
///
/// # Errors
/// The database failed.
pub async fn lock_head(tx: &mut Tx, organisation_id: OrganisationId) -> Result<Head, StorageError> {
    let genesis = GENESIS.to_vec();
    fetch_one!(tx, HeadRow, LOCK_HEAD, organisation_id, &genesis)?.read()
}

/// Appends an entry behind the head that was locked; `cart_id`: the cart whose history it belongs to.
///
/// # Errors
/// The database failed, or the sequence is taken.
pub async fn append(tx: &mut Tx, entry: &Entry, hash: &Hash, cart_id: Option<CartId>) -> Result<(), StorageError> {
    execute!(
        tx,
        INSERT_ENTRY,
        entry.organisation_id,
        entry.sequence,
        entry.event_id,
        entry.at,
        entry.actor_id,
        &entry.action,
        &entry.subject,
        &entry.payload,
        hash.as_slice(),
        cart_id
    )?;
    execute!(tx, MOVE_HEAD, entry.organisation_id, entry.sequence, hash.as_slice())?;
    Ok(())
}

/// Locks two organisations' chains until the commit, in the order given. The organisations are different ones.
///
/// # Errors
/// The database failed.
pub async fn lock_heads(tx: &mut Tx, organisations: [OrganisationId; 2]) -> Result<[Head; 2], StorageError> {
    #[derive(FromRow)]
    struct Row {
        organisation_id: OrganisationId,
        #[sqlx(flatten)]
        head: HeadRow,
    }
    let genesis = GENESIS.to_vec();
    let mut rows = fetch_all!(tx, Row, LOCK_TWO, organisations[0], organisations[1], &genesis)?;
    rows.sort_by_key(|row| row.organisation_id != organisations[0]);
    let heads = rows.into_iter().map(|row| row.head.read()).collect::<Result<Vec<_>, _>>()?;
    heads.try_into().map_err(|_| StorageError::Corrupt("two audit logs have not two heads".into()))
}

/// An entry, its hash, and the cart whose history it belongs to.
pub type Appended<'a> = (&'a Entry, &'a Hash, Option<CartId>);

/// Appends the same fact to two chains whose heads were locked.
///
/// # Errors
/// The database failed, or a sequence is taken.
pub async fn append_two(tx: &mut Tx, entries: [Appended<'_>; 2]) -> Result<(), StorageError> {
    let [(one, one_hash, one_cart), (two, two_hash, two_cart)] = entries;
    execute!(
        tx,
        INSERT_TWO,
        one.organisation_id,
        two.organisation_id,
        one.sequence,
        two.sequence,
        one_hash.as_slice(),
        two_hash.as_slice(),
        one.event_id,
        one.at,
        one.actor_id,
        &one.action,
        &one.subject,
        &one.payload,
        one_cart,
        two_cart
    )?;
    execute!(
        tx,
        MOVE_TWO,
        one.organisation_id,
        two.organisation_id,
        one.sequence,
        two.sequence,
        one_hash.as_slice(),
        two_hash.as_slice()
    )?;
    Ok(())
}

/// The head as it stands; `None` if nothing was ever recorded.
///
/// # Errors
/// The database failed.
pub async fn head(reader: &mut Reader, organisation_id: OrganisationId) -> Result<Option<Head>, StorageError> {
    fetch_optional!(reader, HeadRow, HEAD, organisation_id)?.map(HeadRow::read).transpose()
}

/// The next entries after a sequence, with their hashes.
///
/// # Errors
/// The database failed.
pub async fn entries(
    session: &mut impl Session,
    organisation_id: OrganisationId,
    after: i64,
    limit: i64,
) -> Result<Vec<(Entry, Hash)>, StorageError> {
    let rows = fetch_all!(session, EntryRow, ENTRIES, organisation_id, after, limit)?;
    rows.into_iter().map(|row| row.read(organisation_id)).collect()
}

/// The entries about one subject up to the sequence `window.0`, in their order, each with the hash before it; at most
/// `window.1`.
///
/// # Errors
/// The database failed.
pub async fn of_subject(
    reader: &mut Reader,
    organisation_id: OrganisationId,
    subject: &str,
    window: (i64, i64),
) -> Result<Vec<Link>, StorageError> {
    let (until, limit) = window;
    #[derive(FromRow)]
    struct Row {
        #[sqlx(flatten)]
        entry: EntryRow,
        previous: Option<Vec<u8>>,
    }
    let rows = fetch_all!(reader, Row, OF_SUBJECT, organisation_id, subject, until, limit)?;
    let link = |row: Row| {
        let previous = row.previous.map(read_hash).transpose()?.unwrap_or(GENESIS);
        let (entry, hash) = row.entry.read(organisation_id)?;
        Ok(Link { entry, previous, hash })
    };
    rows.into_iter().map(link).collect()
}
