//! A fresh database of either kind for a test, and what it holds. Postgres is required: without `TEST_POSTGRES_URL` its
//! tests fail.

use super::{Session, Store, database::Wire};
use crate::domain::{
    ids::{CartId, LineId, OrganisationId},
    negotiation::LineStatus,
};
use sqlx::{AssertSqlSafe, Connection, FromRow, PgConnection};
use std::collections::BTreeMap;
use tempfile::TempDir;
use uuid::Uuid;

/// A database that lives as long as its test.
pub struct Fresh {
    pub store: Store,
    _dir: Option<TempDir>,
}

/// An empty SQLite file with the newest schema.
pub async fn sqlite() -> Fresh {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let url = format!("sqlite:{}", dir.path().join("test.db").display());
    Fresh { store: Store::open(&url).await.expect("a SQLite database"), _dir: Some(dir) }
}

/// An empty database of its own in the cluster of `TEST_POSTGRES_URL`, with the newest schema.
pub async fn postgres() -> Fresh {
    let cluster = std::env::var("TEST_POSTGRES_URL")
        .expect("TEST_POSTGRES_URL is not set: run the tests by `make test` or under `.ci/with-postgres`");
    #[allow(clippy::disallowed_methods)]
    let name = format!("test_{}", Uuid::now_v7().simple());
    let mut connection = PgConnection::connect(&cluster).await.expect("the Postgres cluster answers");
    let create = AssertSqlSafe(format!("CREATE DATABASE {name}"));
    sqlx::query(create).execute(&mut connection).await.expect("a new database");
    let url = match cluster.split_once('?') {
        Some((base, options)) => format!("{}/{name}?{options}", base.trim_end_matches("/postgres")),
        None => format!("{}/{name}", cluster.trim_end_matches("/postgres")),
    };
    Fresh { store: Store::open(&url).await.expect("a Postgres database"), _dir: None }
}

/// Reads everything that a database holds, to see that something changed nothing.
pub struct Contents {
    store: Store,
    sql: String,
}

const SQLITE_COLUMNS: &str =
    "SELECT t.name, group_concat('quote(\"' || c.name || '\")', ' || '','' || ') FROM sqlite_schema t
    JOIN pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' GROUP BY t.name ORDER BY t.name";
const POSTGRES_TABLES: &str = "SELECT table_name::text, ''::text FROM information_schema.tables
    WHERE table_schema = 'public' ORDER BY table_name";

impl Contents {
    /// Every table but the one that counts refused tries to sign in.
    pub async fn of(store: &Store) -> Self {
        let mut reader = store.read().await.expect("a reader");
        let (tables, is_postgres) = match reader.wire() {
            Wire::Sqlite(link) => (sqlx::query_as::<_, (String, String)>(SQLITE_COLUMNS).fetch_all(link).await, false),
            Wire::Postgres(link) => (sqlx::query_as::<_, (String, String)>(POSTGRES_TABLES).fetch_all(link).await, true),
        };
        let tables = tables.expect("the tables").into_iter();
        let tables = tables.filter(|(table, _)| !matches!(table.as_str(), "_sqlx_migrations" | "sign_in_throttle"));
        let read = |(table, columns): (String, String)| match is_postgres {
            true => {
                format!("SELECT '{table}', md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM \"{table}\" t")
            }
            false => format!("SELECT '{table}', coalesce(group_concat({columns}, '|'), '') FROM \"{table}\""),
        };
        Self { store: store.clone(), sql: tables.map(read).collect::<Vec<_>>().join(" UNION ALL ") }
    }

    /// The contents by table, in a form that is good for comparing only.
    pub async fn read(&self) -> BTreeMap<String, String> {
        let mut reader = self.store.read().await.expect("a reader");
        let sql = AssertSqlSafe(self.sql.clone());
        let tables = match reader.wire() {
            Wire::Sqlite(link) => sqlx::query_as::<_, (String, String)>(sql).fetch_all(link).await,
            Wire::Postgres(link) => sqlx::query_as::<_, (String, String)>(sql).fetch_all(link).await,
        };
        tables.expect("the contents").into_iter().collect()
    }
}

statements! {
    LINES = ["SELECT l.id, l.cart_id, l.seller_id, l.status, b.cart_id AS bag_cart_id, b.seller_id AS bag_seller_id,
        (SELECT COUNT(*) FROM message m WHERE m.line_id = l.id) AS messages,
        (SELECT COUNT(*) FROM line_transaction t WHERE t.line_id = l.id) AS transactions
        FROM cart_line l JOIN bag b ON b.id = l.bag_id ORDER BY l.id"];
    COMPLETE = ["UPDATE cart_line SET status = 'closed' WHERE id = $1 AND status = 'accepted'"];
    PROCESS = ["UPDATE cart SET checkout_status = 'PROCESSING' WHERE id = $1"];
    SUBMISSION = ["INSERT INTO submission
        (id, cart_id, organisation_id, submitted_by, submitted_at, state, details, totals, exceeded, version)
        SELECT id, id, organisation_id, creator_id, modified_at, 'pending', '{}', '[]', '[]', 1 FROM cart WHERE id = $1"];
    AWAIT_APPROVAL = ["UPDATE cart SET pending_submission = id WHERE id = $1"];
}

/// A line with what belongs to it, as it is stored.
#[derive(Debug, FromRow)]
pub struct StoredLine {
    pub id: LineId,
    pub cart_id: CartId,
    pub seller_id: OrganisationId,
    pub status: LineStatus,
    pub bag_cart_id: CartId,
    pub bag_seller_id: OrganisationId,
    pub messages: i64,
    pub transactions: i64,
}

/// All lines there are.
pub async fn stored_lines(store: &Store) -> Vec<StoredLine> {
    let mut reader = store.read().await.expect("a connection");
    fetch_all!(&mut reader, StoredLine, LINES).expect("the lines")
}

/// Ends an agreed line as a completed transaction does.
pub async fn complete(store: &Store, line_id: LineId) {
    let mut tx = store.write().await.expect("a transaction");
    assert_eq!(execute!(&mut tx, COMPLETE, line_id).expect("an update"), 1);
    tx.commit().await.expect("a commit");
}

/// A cart becomes an order.
pub async fn process(store: &Store, cart_id: CartId) {
    let mut tx = store.write().await.expect("a transaction");
    assert_eq!(execute!(&mut tx, PROCESS, cart_id).expect("an update"), 1);
    tx.commit().await.expect("a commit");
}

/// A cart waits for an approval.
pub async fn submit(store: &Store, cart_id: CartId) {
    let mut tx = store.write().await.expect("a transaction");
    assert_eq!(execute!(&mut tx, SUBMISSION, cart_id).expect("a row"), 1);
    assert_eq!(execute!(&mut tx, AWAIT_APPROVAL, cart_id).expect("an update"), 1);
    tx.commit().await.expect("a commit");
}

/// Expands each test to one per database: `on_both! { async fn claim(store: Store) { … } }`.
macro_rules! on_both {
    ($($(#[$attribute:meta])* async fn $name:ident($store:ident: Store) $body:block)*) => {$(
        mod $name {
            use super::*;

            $(#[$attribute])*
            async fn check($store: $crate::server::storage::Store) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn sqlite() {
                let fresh = $crate::server::storage::testing::sqlite().await;
                check(fresh.store.clone()).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn postgres() {
                let fresh = $crate::server::storage::testing::postgres().await;
                check(fresh.store.clone()).await;
            }
        }
    )*};
}
pub(crate) use on_both;
