//! What the sandbox holds: every order once by its key, and how often each was tried.

use super::order::Order;
use serde::Serialize;
use sqlx::{
    FromRow, SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions},
};

const TABLES: &str = "CREATE TABLE IF NOT EXISTS tried (key TEXT NOT NULL PRIMARY KEY, tries INTEGER NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS held (number INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, bag_id TEXT NOT NULL,
        revision INTEGER NOT NULL, format TEXT NOT NULL, document TEXT NOT NULL, currency TEXT NOT NULL, total TEXT NOT NULL,
        lines INTEGER NOT NULL, state TEXT NOT NULL, callback TEXT, body TEXT NOT NULL) STRICT;";

/// An order that the sandbox has.
#[derive(Clone, Debug, FromRow, Serialize)]
pub struct Held {
    pub number: i64,
    pub key: String,
    pub bag_id: String,
    pub revision: i64,
    pub format: String,
    pub document: String,
    pub currency: String,
    pub total: String,
    pub lines: i64,
    /// `accepted`, `rejected`, or `replaced` by a later revision.
    pub state: String,
    pub callback: Option<String>,
}

impl Held {
    /// What the sandbox calls it.
    pub fn order_number(&self) -> String {
        format!("SO-{}", 5_000 + self.number)
    }
}

pub struct Store {
    pool: SqlitePool,
}

impl Store {
    /// # Errors
    /// The file cannot be opened.
    pub async fn open(path: Option<&str>) -> Result<Self, String> {
        let options = match path {
            None => SqliteConnectOptions::new().in_memory(true),
            Some(path) => {
                SqliteConnectOptions::new().filename(path).create_if_missing(true).journal_mode(SqliteJournalMode::Wal)
            }
        };
        // One connection: what is in memory is its own, and writers wait in line.
        let pool = SqlitePoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None);
        let pool = pool.connect_with(options).await.map_err(|error| format!("the sandbox's store: {error}"))?;
        sqlx::raw_sql(TABLES).execute(&pool).await.map_err(|error| format!("the sandbox's store: {error}"))?;
        Ok(Self { pool })
    }

    /// Counts a try of a key, from 1.
    pub async fn count_try(&self, key: &str) -> Result<i64, String> {
        let sql = "INSERT INTO tried (key, tries) VALUES ($1, 1) ON CONFLICT (key) DO UPDATE SET tries = tries + 1 RETURNING tries";
        sqlx::query_scalar(sql).bind(key).fetch_one(&self.pool).await.map_err(said)
    }

    /// Keeps an order, once: what was kept before is answered as it is, and no number is used up. A later revision takes the place of those before it.
    pub async fn keep(&self, order: &Order, state: &str) -> Result<Held, String> {
        let mut tx = self.pool.begin().await.map_err(said)?;
        let sql = "INSERT INTO held (key, bag_id, revision, format, document, currency, total, lines, state, callback, body)
            SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11 WHERE NOT EXISTS (SELECT 1 FROM held WHERE key = $1)";
        sqlx::query(sql)
            .bind(&order.key)
            .bind(&order.bag_id)
            .bind(order.revision)
            .bind(order.format)
            .bind(&order.document)
            .bind(&order.currency)
            .bind(&order.total)
            .bind(i64::try_from(order.lines).unwrap_or(i64::MAX))
            .bind(state)
            .bind(&order.callback)
            .bind(&order.body)
            .execute(&mut *tx)
            .await
            .map_err(said)?;
        let sql = "UPDATE held SET state = 'replaced' WHERE bag_id = $1 AND revision < $2";
        sqlx::query(sql).bind(&order.bag_id).bind(order.revision).execute(&mut *tx).await.map_err(said)?;
        tx.commit().await.map_err(said)?;
        self.find(&order.key).await?.ok_or_else(|| "the order is gone".to_owned())
    }

    pub async fn find(&self, key: &str) -> Result<Option<Held>, String> {
        sqlx::query_as("SELECT * FROM held WHERE key = $1").bind(key).fetch_optional(&self.pool).await.map_err(said)
    }

    /// Everything, oldest first.
    pub async fn list(&self) -> Result<Vec<Held>, String> {
        sqlx::query_as("SELECT * FROM held ORDER BY number").fetch_all(&self.pool).await.map_err(said)
    }
}

fn said(error: sqlx::Error) -> String {
    error.to_string()
}
