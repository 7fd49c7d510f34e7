//! SQL texts as constants, and the macros that run them on either database.
//! A text that is run with the wrong number of arguments does not compile: SQLite would take a missing one as NULL.

/// One SQL text. Both databases read the same one; only a locking read differs, by its suffix.
#[derive(Debug)]
pub struct Statement {
    pub name: &'static str,
    pub sqlite: &'static str,
    pub postgres: &'static str,
}

impl Statement {
    /// The number of arguments: the highest `$n` of the text.
    pub const fn parameters(&self) -> usize {
        let text = self.sqlite.as_bytes();
        let mut highest = 0;
        let mut at = 0;
        while at < text.len() {
            if text[at] == b'$' {
                let mut number = 0;
                while at + 1 < text.len() && text[at + 1].is_ascii_digit() {
                    number = number * 10 + (text[at + 1] - b'0') as usize;
                    at += 1;
                }
                if number > highest {
                    highest = number;
                }
            }
            at += 1;
        }
        highest
    }
}

/// Declares the SQL texts of a module and the list of them. `locking` reads lock their rows until the commit
/// (`FOR UPDATE`; on SQLite the one writer holds the lock already). `claiming` texts pick rows that nobody else is just
/// picking: what is picked stands before the two dots, what happens to it behind them.
macro_rules! statements {
    (@texts claiming $pick:literal .. $then:literal) => {
        (concat!($pick, $then), concat!($pick, " FOR UPDATE SKIP LOCKED", $then))
    };
    (@texts locking $text:literal) => { ($text, concat!($text, " FOR UPDATE")) };
    (@texts $text:expr) => { ($text, $text) };
    ($($(#[$doc:meta])* $name:ident = [$($text:tt)+];)*) => {
        $(
            $(#[$doc])*
            const $name: $crate::server::storage::Statement = {
                let (sqlite, postgres) = statements!(@texts $($text)+);
                $crate::server::storage::Statement { name: stringify!($name), sqlite, postgres }
            };
        )*
        /// The SQL texts of this module.
        pub const STATEMENTS: &[&$crate::server::storage::Statement] = &[$(&$name),*];
    };
}

macro_rules! count {
    () => { 0 };
    ($head:expr $(, $tail:expr)*) => { 1 + count!($($tail),*) };
}

/// All rows. `fetch_all!(session, Row, STATEMENT, argument, …)`
macro_rules! fetch_all {
    ($session:expr, $row:ty, $statement:ident $(, $bind:expr)* $(,)?) => {
        fetch!($session, $row, fetch_all, $statement $(, $bind)*)
    };
}

/// The row, or `None`.
macro_rules! fetch_optional {
    ($session:expr, $row:ty, $statement:ident $(, $bind:expr)* $(,)?) => {
        fetch!($session, $row, fetch_optional, $statement $(, $bind)*)
    };
}

/// The one row that there always is.
macro_rules! fetch_one {
    ($session:expr, $row:ty, $statement:ident $(, $bind:expr)* $(,)?) => {
        fetch!($session, $row, fetch_one, $statement $(, $bind)*)
    };
}

macro_rules! fetch {
    ($session:expr, $row:ty, $method:ident, $statement:ident $(, $bind:expr)*) => {{
        const { assert!($statement.parameters() == count!($($bind),*), "the arguments do not match the SQL text") };
        match $crate::server::storage::Session::wire($session) {
            $crate::server::storage::database::Wire::Sqlite(connection) => {
                sqlx::query_as::<sqlx::Sqlite, $row>($statement.sqlite)$(.bind($bind))*.$method(connection).await
            }
            $crate::server::storage::database::Wire::Postgres(connection) => {
                sqlx::query_as::<sqlx::Postgres, $row>($statement.postgres)$(.bind($bind))*.$method(connection).await
            }
        }
        .map_err($crate::server::storage::StorageError::from)
    }};
}

/// Runs a statement without rows; answers how many rows it changed.
macro_rules! execute {
    ($session:expr, $statement:ident $(, $bind:expr)* $(,)?) => {{
        const { assert!($statement.parameters() == count!($($bind),*), "the arguments do not match the SQL text") };
        match $crate::server::storage::Session::wire($session) {
            $crate::server::storage::database::Wire::Sqlite(connection) => {
                sqlx::query::<sqlx::Sqlite>($statement.sqlite)$(.bind($bind))*.execute(connection).await
                    .map(|done| done.rows_affected())
            }
            $crate::server::storage::database::Wire::Postgres(connection) => {
                sqlx::query::<sqlx::Postgres>($statement.postgres)$(.bind($bind))*.execute(connection).await
                    .map(|done| done.rows_affected())
            }
        }
        .map_err($crate::server::storage::StorageError::from)
    }};
}

/// Inserts many rows with few statements: `insert_rows!(tx, "INSERT INTO t (a, b) ", 2, rows, |values, row| { … push_bind … })`,
/// with what follows the rows (`ON CONFLICT …`) as a last argument. Both databases bound the arguments of one statement, so
/// the rows go in chunks.
macro_rules! insert_rows {
    ($session:expr, $head:literal, $columns:literal, $rows:expr, |$values:ident, $row:ident| $body:block) => {
        insert_rows!($session, $head, $columns, $rows, |$values, $row| $body, "")
    };
    ($session:expr, $head:literal, $columns:literal, $rows:expr, |$values:ident, $row:ident| $body:block, $tail:literal) => {{
        for chunk in $rows.chunks(30_000 / $columns) {
            match $crate::server::storage::Session::wire($session) {
                $crate::server::storage::database::Wire::Sqlite(connection) => {
                    let mut builder = sqlx::QueryBuilder::<sqlx::Sqlite>::new($head);
                    builder.push_values(chunk, |mut $values, $row| $body).push($tail);
                    builder.build().persistent(false).execute(connection).await?;
                }
                $crate::server::storage::database::Wire::Postgres(connection) => {
                    let mut builder = sqlx::QueryBuilder::<sqlx::Postgres>::new($head);
                    builder.push_values(chunk, |mut $values, $row| $body).push($tail);
                    builder.build().persistent(false).execute(connection).await?;
                }
            }
        }
    }};
}

/// Runs a statement for many ids with few statements: `execute_for!(tx, ids, |sql| { sql.push("DELETE FROM t WHERE id"); })`;
/// the ids follow as a list.
macro_rules! execute_for {
    (@on $database:ty, $connection:expr, $chunk:expr, $sql:ident, $body:block) => {{
        let mut builder = sqlx::QueryBuilder::<$database>::new("");
        {
            let $sql = &mut builder;
            $body
        }
        let mut list = builder.push(" IN (").separated(", ");
        for id in $chunk {
            list.push_bind(*id);
        }
        builder.push(")").build().persistent(false).execute($connection).await?;
    }};
    ($session:expr, $ids:expr, |$sql:ident| $body:block) => {{
        for chunk in $ids.chunks(10_000) {
            match $crate::server::storage::Session::wire($session) {
                $crate::server::storage::database::Wire::Sqlite(connection) => {
                    execute_for!(@on sqlx::Sqlite, connection, chunk, $sql, $body)
                }
                $crate::server::storage::database::Wire::Postgres(connection) => {
                    execute_for!(@on sqlx::Postgres, connection, chunk, $sql, $body)
                }
            }
        }
    }};
}

/// The rows of a text for many ids, with few statements: `fetch_for!(session, Row, ids, |sql| { sql.push("SELECT … WHERE id"); })`;
/// the ids follow as a list.
macro_rules! fetch_for {
    (@on $database:ty, $connection:expr, $row:ty, $chunk:expr, $sql:ident, $body:block) => {{
        let mut builder = sqlx::QueryBuilder::<$database>::new("");
        {
            let $sql = &mut builder;
            $body
        }
        let mut list = builder.push(" IN (").separated(", ");
        for id in $chunk {
            list.push_bind(*id);
        }
        builder.push(")").build_query_as::<$row>().persistent(false).fetch_all($connection).await?
    }};
    ($session:expr, $row:ty, $ids:expr, |$sql:ident| $body:block) => {{
        let mut rows: Vec<$row> = Vec::with_capacity($ids.len());
        for chunk in $ids.chunks(10_000) {
            rows.extend(match $crate::server::storage::Session::wire($session) {
                $crate::server::storage::database::Wire::Sqlite(connection) => {
                    fetch_for!(@on sqlx::Sqlite, connection, $row, chunk, $sql, $body)
                }
                $crate::server::storage::database::Wire::Postgres(connection) => {
                    fetch_for!(@on sqlx::Postgres, connection, $row, chunk, $sql, $body)
                }
            });
        }
        rows
    }};
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_placeholder_counts() {
        let texts = |text| Statement { name: "X", sqlite: text, postgres: text };
        assert_eq!(texts("SELECT 1").parameters(), 0);
        assert_eq!(texts("SELECT $1, $12 WHERE $2 = $1").parameters(), 12);
    }
}
