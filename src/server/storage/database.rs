//! Connections: SQLite with one writer and several readers, or a pool of Postgres. Counts the statements of a request.

use super::{
    StorageError,
    writer::{Turn, Writer},
};
use sqlx::{
    Connection, PgConnection, PgPool, Postgres, Sqlite, SqliteConnection, SqlitePool,
    migrate::Migrator,
    pool::PoolConnection,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{
    str::FromStr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

static SQLITE_MIGRATIONS: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES_MIGRATIONS: Migrator = sqlx::migrate!("migrations/postgres");

/// SQLite before this version can corrupt a database in WAL mode (the WAL-reset bug).
const OLDEST_SAFE_SQLITE: &str = "3.51.3";

const SQLITE_READERS: u32 = 4;
pub(super) const POSTGRES_CONNECTIONS: u32 = 10;

/// A connection that answered within this time is taken to be alive.
const FRESH: Duration = Duration::from_secs(1);

enum Pools {
    Sqlite { writer: Arc<Writer>, readers: SqlitePool },
    Postgres(PgPool),
}

/// The database, with a counter of the statements sent through this handle.
#[derive(Clone)]
pub struct Store {
    pools: Arc<Pools>,
    statements: Arc<AtomicU64>,
}

/// One connection of either database, ready for a statement.
pub enum Wire<'c> {
    Sqlite(&'c mut SqliteConnection),
    Postgres(&'c mut PgConnection),
}

/// Something statements can be sent through: a reader or a write transaction.
pub trait Session: Send {
    fn wire(&mut self) -> Wire<'_>;
}

enum ReadLink {
    Sqlite(PoolConnection<Sqlite>),
    Postgres(PoolConnection<Postgres>),
}

/// A connection that only reads.
pub struct Reader {
    link: ReadLink,
    statements: Arc<AtomicU64>,
}

enum WriteLink {
    Sqlite(Turn),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

/// A write transaction. Dropped without a commit it leaves nothing behind.
pub struct Tx {
    link: WriteLink,
    statements: Arc<AtomicU64>,
}

impl Store {
    /// Opens a database by its address (`sqlite:PATH` or `postgres://…`) and brings its schema up to date.
    ///
    /// # Errors
    /// The address is not understood, the database does not answer, or a migration fails.
    pub async fn open(url: &str) -> Result<Self, StorageError> {
        let pools = if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            open_postgres(url).await?
        } else if url.starts_with("sqlite:") {
            open_sqlite(url).await?
        } else {
            return Err(StorageError::Address(url.split(':').next().unwrap_or_default().to_owned()));
        };
        Ok(Self { pools: Arc::new(pools), statements: Arc::default() })
    }

    /// A handle with a counter of its own, for one request.
    pub fn for_request(&self) -> Self {
        Self { pools: self.pools.clone(), statements: Arc::default() }
    }

    /// Statements sent through this handle so far.
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// `sqlite` or `postgres`.
    pub fn kind(&self) -> &'static str {
        match &*self.pools {
            Pools::Sqlite { .. } => "sqlite",
            Pools::Postgres(_) => "postgres",
        }
    }

    /// # Errors
    /// No connection is free in time.
    pub async fn read(&self) -> Result<Reader, StorageError> {
        let link = match &*self.pools {
            Pools::Sqlite { readers, .. } => ReadLink::Sqlite(readers.acquire().await?),
            Pools::Postgres(pool) => ReadLink::Postgres(pool.acquire().await?),
        };
        Ok(Reader { link, statements: self.statements.clone() })
    }

    /// Begins a write transaction. SQLite takes its one write lock at once, Postgres locks row by row.
    ///
    /// # Errors
    /// No connection is free in time.
    pub async fn write(&self) -> Result<Tx, StorageError> {
        let link = match &*self.pools {
            Pools::Sqlite { writer, .. } => WriteLink::Sqlite(writer.begin().await?),
            Pools::Postgres(pool) => {
                let pool = pool.clone();
                // A BEGIN that is dropped half-way leaves its transaction open on a pooled connection
                // (launchbadge/sqlx#4393): in a task of its own it is never dropped.
                let begun = tokio::spawn(async move { pool.begin_with("BEGIN ISOLATION LEVEL READ COMMITTED").await });
                WriteLink::Postgres(begun.await.map_err(|_ended| sqlx::Error::WorkerCrashed)??)
            }
        };
        Ok(Tx { link, statements: self.statements.clone() })
    }

    /// Waits for the running statements and closes every connection.
    pub async fn close(&self) {
        match &*self.pools {
            Pools::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}

impl Tx {
    /// Makes everything that was written durable and visible.
    ///
    /// # Errors
    /// Nothing was stored.
    pub async fn commit(self) -> Result<(), StorageError> {
        match self.link {
            WriteLink::Sqlite(turn) => turn.commit().await?,
            WriteLink::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}

impl Session for Reader {
    fn wire(&mut self) -> Wire<'_> {
        self.statements.fetch_add(1, Ordering::Relaxed);
        match &mut self.link {
            ReadLink::Sqlite(connection) => Wire::Sqlite(connection),
            ReadLink::Postgres(connection) => Wire::Postgres(connection),
        }
    }
}

impl Session for Tx {
    fn wire(&mut self) -> Wire<'_> {
        self.statements.fetch_add(1, Ordering::Relaxed);
        match &mut self.link {
            WriteLink::Sqlite(turn) => Wire::Sqlite(turn.connection()),
            WriteLink::Postgres(tx) => Wire::Postgres(tx),
        }
    }
}

async fn open_sqlite(url: &str) -> Result<Pools, StorageError> {
    let options = SqliteConnectOptions::from_str(url)?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5))
        .statement_cache_capacity(256)
        // Rows come from another thread: a longer list costs less with fewer turns.
        .row_buffer_size(1_024)
        .pragma("cache_size", "-16000")
        // Pages that every transaction changes go into the file once for many of them.
        .pragma("wal_autocheckpoint", "8000");
    let mut writer = SqliteConnection::connect_with(&options).await?;
    SQLITE_MIGRATIONS.run(&mut writer).await?;
    let version: String = sqlx::query_scalar("SELECT sqlite_version()").fetch_one(&mut writer).await?;
    if is_older(&version, OLDEST_SAFE_SQLITE) {
        return Err(StorageError::UnsafeSqlite(version));
    }
    // A file does not go away: no connection is tested before it is taken.
    let readers = SqlitePoolOptions::new().max_connections(SQLITE_READERS).test_before_acquire(false);
    // What readers do not keep themselves, the system's own cache has.
    let readers = readers.connect_with(options.read_only(true).pragma("cache_size", "-4000")).await?;
    Ok(Pools::Sqlite { writer: Arc::new(Writer::new(writer)), readers })
}

async fn open_postgres(url: &str) -> Result<Pools, StorageError> {
    let options = PgConnectOptions::from_str(url)?
        .application_name("counterpart")
        .statement_cache_capacity(256)
        // Compiling a plan costs more than any of our statements takes.
        .options([("jit", "off")]);
    let pool = PgPoolOptions::new()
        .max_connections(POSTGRES_CONNECTIONS)
        .acquire_timeout(Duration::from_secs(10))
        // sqlx asks every connection for a sign of life when it is given back; before it is taken again that costs
        // another round trip, worth it only for one that has lain idle.
        .test_before_acquire(false)
        .before_acquire(|connection, used| {
            Box::pin(async move {
                if used.idle_for > FRESH {
                    connection.ping().await?;
                }
                Ok(true)
            })
        })
        .connect_with(options)
        .await?;
    POSTGRES_MIGRATIONS.run(&pool).await?;
    Ok(Pools::Postgres(pool))
}

fn is_older(version: &str, than: &str) -> bool {
    let numbers = |text: &str| -> Vec<u32> { text.split('.').filter_map(|part| part.parse().ok()).collect() };
    numbers(version) < numbers(than)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_by_number() {
        assert!(is_older("3.9.0", "3.51.3") && is_older("3.46.0", "3.51.3"));
        assert!(!is_older("3.51.3", "3.51.3") && !is_older("3.100.0", "3.51.3"));
    }
}
