//! SQLite's one writer. Transactions take turns on one connection, in the order in which they asked. Whoever waits when one is
//! done joins the transaction that stands open, behind a savepoint of its own; one commit makes all of them durable, and none
//! is told that it is done before. Must not know what is written.

use super::StorageError;
use sqlx::{Connection, SqliteConnection};
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};

/// The most transactions that one commit makes durable: it bounds how long the first of them waits.
const LARGEST_GROUP: usize = 32;

/// A turn that does not come within this time never comes.
const PATIENCE: Duration = Duration::from_secs(30);

pub(super) struct Writer {
    group: Arc<Mutex<Group>>,
    waiting: AtomicUsize,
}

/// The connection, and whose writes stand in its open transaction. Without any, none is open between two turns.
struct Group {
    /// `None` once the database is closed.
    connection: Option<SqliteConnection>,
    /// Told once the commit is done; dropped if it failed.
    done: Vec<oneshot::Sender<()>>,
}

/// One transaction. Dropped without a commit it leaves nothing behind.
pub(super) struct Turn {
    writer: Arc<Writer>,
    /// `None` once the turn is over.
    group: Option<OwnedMutexGuard<Group>>,
}

impl Writer {
    pub fn new(connection: SqliteConnection) -> Self {
        let group = Group { connection: Some(connection), done: Vec::new() };
        Self { group: Arc::new(Mutex::new(group)), waiting: AtomicUsize::new(0) }
    }

    /// Waits for a turn and takes SQLite's write lock, unless the open transaction holds it already.
    pub async fn begin(self: &Arc<Self>) -> Result<Turn, StorageError> {
        let mut waiting = Waiting::new(self);
        let locked = tokio::time::timeout(PATIENCE, self.group.clone().lock_owned()).await;
        let group = locked.map_err(|_late| sqlx::Error::PoolTimedOut)?;
        waiting.over();
        let mut turn = Turn { writer: self.clone(), group: Some(group) };
        let group = turn.group()?;
        let begin = if group.done.is_empty() { "BEGIN IMMEDIATE" } else { "SAVEPOINT turn" };
        match group.run(begin).await {
            Ok(()) => Ok(turn),
            Err(error) => {
                // There is nothing of one's own to take back.
                turn.leave(false);
                Err(error)
            }
        }
    }

    pub async fn close(&self) {
        let mut group = self.group.lock().await;
        if let Some(connection) = group.connection.take()
            && let Err(error) = connection.close().await
        {
            tracing::warn!(%error, "the writing connection did not close cleanly");
        }
    }

    /// Whether somebody waits who will commit what stands open.
    fn is_awaited(&self) -> bool {
        self.waiting.load(Ordering::SeqCst) > 0
    }
}

impl Group {
    fn connection(&mut self) -> Result<&mut SqliteConnection, StorageError> {
        Ok(self.connection.as_mut().ok_or(sqlx::Error::PoolClosed)?)
    }

    async fn run(&mut self, sql: &'static str) -> Result<(), StorageError> {
        sqlx::query(sql).execute(self.connection()?).await?;
        Ok(())
    }

    async fn commit(&mut self) -> Result<(), StorageError> {
        let committed = self.run("COMMIT").await;
        match committed {
            Ok(()) => self.done.drain(..).for_each(|done| {
                // Who does not wait any more need not be told.
                let _ = done.send(());
            }),
            Err(_) => self.fail().await,
        }
        committed
    }

    /// Takes back everything that stands open.
    async fn fail(&mut self) {
        self.done.clear();
        // Some failures end the transaction by themselves; then there is nothing to roll back.
        let _ = self.run("ROLLBACK").await;
    }

    /// Takes back the last turn alone.
    async fn roll_back(&mut self) {
        if self.done.is_empty() || self.run("ROLLBACK TO turn").await.is_err() || self.run("RELEASE turn").await.is_err() {
            self.fail().await;
        }
    }
}

impl Turn {
    fn group(&mut self) -> Result<&mut Group, StorageError> {
        Ok(self.group.as_deref_mut().ok_or(sqlx::Error::WorkerCrashed)?)
    }

    /// The connection. It is there until the turn ends, which takes the turn itself.
    pub fn connection(&mut self) -> &mut SqliteConnection {
        let group = self.group.as_deref_mut().expect("a turn holds the writer until it ends");
        group.connection.as_mut().expect("closing waits for the turn to end")
    }

    /// Makes the turn durable: at once, or together with those who wait.
    ///
    /// # Errors
    /// Nothing of it was stored.
    pub async fn commit(mut self) -> Result<(), StorageError> {
        let Some(mut group) = self.group.take() else { return Err(sqlx::Error::WorkerCrashed.into()) };
        let writer = self.writer.clone();
        // In a task of its own: somebody who goes away meanwhile leaves the others' commit whole.
        let ended = tokio::spawn(async move {
            if group.done.len() + 1 >= LARGEST_GROUP || !writer.is_awaited() {
                return group.commit().await.map(|()| None);
            }
            let released = if group.done.is_empty() { Ok(()) } else { group.run("RELEASE turn").await };
            if let Err(error) = released {
                group.roll_back().await;
                writer.settle(group).await;
                return Err(error);
            }
            let (done, told) = oneshot::channel();
            group.done.push(done);
            Ok(Some(told))
        });
        match ended.await.map_err(|_ended| sqlx::Error::WorkerCrashed)?? {
            None => Ok(()),
            Some(told) => told.await.map_err(|_dropped| StorageError::SharedCommitFailed),
        }
    }

    /// Leaves the writer to the next, or commits what stands open if there is none.
    fn leave(&mut self, roll_back: bool) {
        let (Some(mut group), Ok(runtime)) = (self.group.take(), tokio::runtime::Handle::try_current()) else { return };
        let writer = self.writer.clone();
        runtime.spawn(async move {
            if roll_back {
                group.roll_back().await;
            }
            writer.settle(group).await;
        });
    }
}

impl Writer {
    /// Commits what stands open unless somebody waits who will.
    async fn settle(&self, mut group: OwnedMutexGuard<Group>) {
        if !group.done.is_empty() && !self.is_awaited() {
            // Those whose writes these are learn of a failure.
            let _ = group.commit().await;
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.leave(true);
    }
}

/// Counts who waits for a turn. Whoever stops waiting leaves nobody behind who counted on it.
struct Waiting {
    writer: Option<Arc<Writer>>,
}

impl Waiting {
    fn new(writer: &Arc<Writer>) -> Self {
        writer.waiting.fetch_add(1, Ordering::SeqCst);
        Self { writer: Some(writer.clone()) }
    }

    fn over(&mut self) {
        if let Some(writer) = self.writer.take() {
            writer.waiting.fetch_sub(1, Ordering::SeqCst);
        }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        let Some(writer) = self.writer.clone() else { return };
        self.over();
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                let group = writer.group.clone().lock_owned().await;
                writer.settle(group).await;
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A writer on a database of one table, and a connection that sees what is committed.
    async fn open(folder: &tempfile::TempDir) -> (Arc<Writer>, SqliteConnection) {
        let url = format!("sqlite:{}?mode=rwc", folder.path().join("writer.db").display());
        let mut connection = SqliteConnection::connect(&url).await.expect("a database");
        for sql in ["PRAGMA journal_mode = WAL", "CREATE TABLE entry (number INTEGER NOT NULL PRIMARY KEY)"] {
            sqlx::query(sql).execute(&mut connection).await.expect("a table");
        }
        (Arc::new(Writer::new(connection)), SqliteConnection::connect(&url).await.expect("a reader"))
    }

    async fn insert(turn: &mut Turn, number: i64) {
        let insert = sqlx::query("INSERT INTO entry (number) VALUES ($1)").bind(number);
        insert.execute(turn.connection()).await.expect("a row");
    }

    async fn stored(reader: &mut SqliteConnection) -> Vec<i64> {
        let numbers = sqlx::query_scalar("SELECT number FROM entry ORDER BY number").fetch_all(reader).await;
        numbers.expect("the rows")
    }

    async fn until_awaited(writer: &Writer) {
        while !writer.is_awaited() {
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test]
    async fn who_waits_shares_the_commit_and_nobody_is_told_before() {
        let folder = tempfile::tempdir().expect("a folder");
        let (writer, mut reader) = open(&folder).await;
        let mut first = writer.begin().await.expect("a turn");
        insert(&mut first, 1).await;
        let (go, wait) = oneshot::channel::<()>();
        let second = tokio::spawn({
            let writer = writer.clone();
            async move {
                let mut turn = writer.begin().await.expect("a turn");
                insert(&mut turn, 2).await;
                wait.await.expect("a sign");
                turn.commit().await
            }
        });
        until_awaited(&writer).await;
        let first = tokio::spawn(first.commit());
        while writer.is_awaited() {
            tokio::task::yield_now().await;
        }
        assert!(!first.is_finished());
        assert_eq!(stored(&mut reader).await, Vec::<i64>::new());
        go.send(()).expect("the second waits");
        assert!(first.await.expect("no panic").is_ok() && second.await.expect("no panic").is_ok());
        assert_eq!(stored(&mut reader).await, vec![1, 2]);
    }

    #[tokio::test]
    async fn who_gives_up_takes_back_the_own_turn_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let (writer, mut reader) = open(&folder).await;
        let mut first = writer.begin().await.expect("a turn");
        insert(&mut first, 1).await;
        let second = tokio::spawn({
            let writer = writer.clone();
            async move { insert(&mut writer.begin().await.expect("a turn"), 2).await }
        });
        until_awaited(&writer).await;
        first.commit().await.expect("stored");
        second.await.expect("no panic");
        assert_eq!(stored(&mut reader).await, vec![1]);
        let mut alone = writer.begin().await.expect("a turn");
        insert(&mut alone, 3).await;
        drop(alone);
        let mut last = writer.begin().await.expect("a turn");
        insert(&mut last, 4).await;
        last.commit().await.expect("stored");
        assert_eq!(stored(&mut reader).await, vec![1, 4]);
    }

    #[tokio::test]
    async fn who_stops_waiting_leaves_no_commit_undone() {
        let folder = tempfile::tempdir().expect("a folder");
        let (writer, mut reader) = open(&folder).await;
        let mut first = writer.begin().await.expect("a turn");
        insert(&mut first, 1).await;
        let waits = tokio::spawn({
            let writer = writer.clone();
            async move { writer.begin().await.map(drop) }
        });
        until_awaited(&writer).await;
        let first = tokio::spawn(first.commit());
        waits.abort();
        first.await.expect("no panic").expect("stored");
        assert_eq!(stored(&mut reader).await, vec![1]);
        assert_eq!(writer.waiting.load(Ordering::SeqCst), 0);
    }

    #[tokio::test]
    async fn a_failed_commit_is_told_to_all_and_stores_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let (writer, mut reader) = open(&folder).await;
        let mut first = writer.begin().await.expect("a turn");
        insert(&mut first, 1).await;
        let second = tokio::spawn({
            let writer = writer.clone();
            async move {
                let mut turn = writer.begin().await.expect("a turn");
                // Ends the transaction behind the writer's back, as a full disk does.
                sqlx::query("ROLLBACK").execute(turn.connection()).await.expect("rolled back");
                turn.commit().await
            }
        });
        until_awaited(&writer).await;
        assert!(matches!(first.commit().await, Err(StorageError::SharedCommitFailed)));
        assert!(second.await.expect("no panic").is_err());
        assert_eq!(stored(&mut reader).await, Vec::<i64>::new());
        let mut next = writer.begin().await.expect("a turn");
        insert(&mut next, 2).await;
        next.commit().await.expect("stored");
        assert_eq!(stored(&mut reader).await, vec![2]);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn of_many_at_once_exactly_those_are_stored_who_were_told_so() {
        let folder = tempfile::tempdir().expect("a folder");
        let (writer, mut reader) = open(&folder).await;
        let turns = (0..400).map(|number| {
            let writer = writer.clone();
            tokio::spawn(async move {
                let mut turn = writer.begin().await.expect("a turn");
                insert(&mut turn, number).await;
                if number % 3 == 0 {
                    return None;
                }
                turn.commit().await.ok().map(|()| number)
            })
        });
        let mut told = Vec::new();
        for turn in turns.collect::<Vec<_>>() {
            told.extend(turn.await.expect("no panic"));
        }
        told.sort_unstable();
        assert_eq!(told.len(), 266);
        assert_eq!(stored(&mut reader).await, told);
    }
}
