//! What both databases must do alike: the same schema, every SQL text prepared, nothing left of a dropped transaction.

use super::{
    Session, Statement, StorageError, Tx,
    database::{POSTGRES_CONNECTIONS, Wire},
    testing::{on_both, postgres, sqlite},
};
use crate::domain::time::Timestamp;
use sqlx::{Either, Executor, FromRow, SqlStr, Statement as _};
use std::{collections::BTreeSet, time::Duration};

statements! {
    THROTTLE = ["INSERT INTO sign_in_throttle (key, failures, last_failure_at) VALUES ($1, 1, $2)"];
    OPEN_TRANSACTIONS = ["SELECT pid || ' ' || query AS item FROM pg_stat_activity
        WHERE datname = current_database() AND state LIKE 'idle in transaction%'"];
    CLEAR = ["DELETE FROM sign_in_throttle"];
    SQLITE_COLUMNS = ["SELECT t.name || '.' || c.name || CASE WHEN c.\"notnull\" = 1 THEN ' NOT NULL' ELSE '' END AS item
        FROM sqlite_schema t JOIN pragma_table_info(t.name) c
        WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND t.name <> '_sqlx_migrations' ORDER BY item"];
    POSTGRES_COLUMNS = ["SELECT table_name || '.' || column_name || CASE WHEN is_nullable = 'NO' THEN ' NOT NULL' ELSE '' END
        AS item FROM information_schema.columns
        WHERE table_schema = 'public' AND table_name <> '_sqlx_migrations' ORDER BY item"];
    SQLITE_INDEXES = ["SELECT t.name || ' ' || CASE WHEN i.\"unique\" = 1 THEN 'UNIQUE ' ELSE '' END ||
        CASE WHEN i.partial = 1 THEN 'PARTIAL ' ELSE '' END ||
        (SELECT GROUP_CONCAT(c.name, ',') FROM (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno) c) AS item
        FROM sqlite_schema t JOIN pragma_index_list(t.name) i
        WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND t.name <> '_sqlx_migrations' ORDER BY item"];
    POSTGRES_INDEXES = ["SELECT t.relname || ' ' || CASE WHEN i.indisunique THEN 'UNIQUE ' ELSE '' END ||
        CASE WHEN i.indpred IS NOT NULL THEN 'PARTIAL ' ELSE '' END ||
        (SELECT string_agg(a.attname, ',' ORDER BY k.position) FROM unnest(i.indkey) WITH ORDINALITY AS k(number, position)
            JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.number) AS item
        FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace
        WHERE n.nspname = 'public' AND t.relname <> '_sqlx_migrations' ORDER BY item"];
}

/// The texts of this file belong to one database each, or to the tests alone.
const _: &[&Statement] = STATEMENTS;

#[derive(FromRow)]
struct Item {
    item: String,
}

on_both! {
    /// SQLite takes a missing argument as NULL: what the database counts must be what the text names.
    async fn every_sql_text_is_prepared_with_the_arguments_it_names(store: Store) {
        let mut tx = store.write().await.expect("a transaction");
        let mut prepared = 0;
        for (module, statements) in crate::server::storage::STATEMENTS {
            for statement in *statements {
                let counted = prepare(&mut tx, statement).await;
                let counted = counted.unwrap_or_else(|error| panic!("{module}::{}: {error}", statement.name));
                assert_eq!(counted, statement.parameters(), "{module}::{}", statement.name);
                prepared += 1;
            }
        }
        assert!(prepared > 80, "only {prepared} texts were found");
    }

    async fn a_transaction_that_is_dropped_leaves_nothing_behind(store: Store) {
        let mut tx = store.write().await.expect("a transaction");
        throttle(&mut tx).await.expect("a row");
        drop(tx);
        let mut tx = store.write().await.expect("a transaction");
        assert_eq!(execute!(&mut tx, CLEAR).expect("a delete"), 0);
        throttle(&mut tx).await.expect("a row");
        tx.commit().await.expect("a commit");
        let mut tx = store.write().await.expect("a transaction");
        let again = throttle(&mut tx).await.expect_err("the key is taken");
        assert!(again.is_duplicate() && !again.is_retryable());
    }

    async fn statements_are_counted_per_request(store: Store) {
        let (one, other) = (store.for_request(), store.for_request());
        let mut reader = one.read().await.expect("a reader");
        for _ in 0..3 {
            fetch_all!(&mut reader, Item, COUNT_ME).expect("rows");
        }
        assert_eq!((one.statements(), other.statements()), (3, 0));
    }
}

const COUNT_ME: Statement = Statement { name: "COUNT_ME", sqlite: "SELECT 'x' AS item", postgres: "SELECT 'x' AS item" };

async fn throttle(tx: &mut Tx) -> Result<u64, StorageError> {
    execute!(tx, THROTTLE, "somebody", Timestamp(1_773_057_900_000_000))
}

async fn prepare(tx: &mut Tx, statement: &Statement) -> Result<usize, sqlx::Error> {
    Ok(match tx.wire() {
        Wire::Sqlite(connection) => count(connection.prepare(SqlStr::from_static(statement.sqlite)).await?.parameters()),
        Wire::Postgres(connection) => count(connection.prepare(SqlStr::from_static(statement.postgres)).await?.parameters()),
    })
}

fn count<T>(parameters: Option<Either<&[T], usize>>) -> usize {
    match parameters {
        Some(Either::Left(types)) => types.len(),
        Some(Either::Right(number)) => number,
        None => 0,
    }
}

/// The items that only one of two sets has.
fn difference(a: &[Item], b: &[Item]) -> Vec<String> {
    let set = |items: &[Item]| -> BTreeSet<String> { items.iter().map(|item| item.item.clone()).collect() };
    set(a).symmetric_difference(&set(b)).cloned().collect()
}

#[tokio::test]
async fn both_databases_have_the_same_tables_columns_and_indexes() {
    let (lite, pg) = (sqlite().await, postgres().await);
    let mut lite = lite.store.read().await.expect("a reader");
    let mut pg = pg.store.read().await.expect("a reader");
    let columns = fetch_all!(&mut lite, Item, SQLITE_COLUMNS).expect("columns");
    assert!(columns.len() > 150, "only {} columns were found", columns.len());
    let others = fetch_all!(&mut pg, Item, POSTGRES_COLUMNS).expect("columns");
    assert_eq!(difference(&columns, &others), Vec::<String>::new(), "columns");
    let indexes = fetch_all!(&mut lite, Item, SQLITE_INDEXES).expect("indexes");
    assert!(indexes.len() > 40, "only {} indexes were found", indexes.len());
    let others = fetch_all!(&mut pg, Item, POSTGRES_INDEXES).expect("indexes");
    assert_eq!(difference(&indexes, &others), Vec::<String>::new(), "indexes");
}

/// Whoever gives up waiting for a transaction must not leave one open on a pooled connection (launchbadge/sqlx#4393).
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_begin_that_is_given_up_leaves_no_transaction_open() {
    let fresh = postgres().await;
    for us in 0..300 {
        let _given_up = tokio::time::timeout(Duration::from_micros(us * 2), fresh.store.write()).await;
    }
    // All connections at once: every BEGIN has ended, and none is looked at twice.
    let mut readers = Vec::new();
    for _ in 0..POSTGRES_CONNECTIONS {
        readers.push(fresh.store.read().await.expect("a reader"));
    }
    let open = fetch_all!(&mut readers[0], Item, OPEN_TRANSACTIONS).expect("the server's activity");
    assert_eq!(open.into_iter().map(|open| open.item).collect::<Vec<_>>(), Vec::<String>::new());
}
