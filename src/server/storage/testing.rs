//! A fresh database of either kind for a test. Postgres is required: without `TEST_POSTGRES_URL` its tests fail.

use super::Store;
use sqlx::{Connection, PgConnection};
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
    let create = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
    sqlx::query(create).execute(&mut connection).await.expect("a new database");
    let url = match cluster.split_once('?') {
        Some((base, options)) => format!("{}/{name}?{options}", base.trim_end_matches("/postgres")),
        None => format!("{}/{name}", cluster.trim_end_matches("/postgres")),
    };
    Fresh { store: Store::open(&url).await.expect("a Postgres database"), _dir: None }
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
