//! What can go wrong between the program and its database. Never shown to people.

/// A failure of storage itself; expected absences are `Option`s, refused saves are values.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    #[error("unknown kind of database address: {0}")]
    Address(String),
    #[error("SQLite {0} can corrupt a database; this program must be built with a newer one")]
    UnsafeSqlite(String),
    #[error("the schema could not be brought up to date: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    #[error("{0}")]
    Database(#[from] sqlx::Error),
    #[error("the commit shared with others failed; nothing was stored")]
    SharedCommitFailed,
    #[error("what was locked is no longer what was asked for")]
    Moved,
    #[error("stored value cannot be read: {0}")]
    Corrupt(String),
}

impl StorageError {
    /// The same transaction may succeed if it is run again: deadlock, serialisation failure, busy file,
    /// a commit that failed for another's sake, a line that went to another cart before it was locked.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Database(sqlx::Error::Database(error)) => {
                matches!(error.code().as_deref(), Some("40001" | "40P01" | "5" | "6" | "261" | "517"))
            }
            Self::SharedCommitFailed | Self::Moved => true,
            Self::Database(_) | Self::Address(_) | Self::UnsafeSqlite(_) | Self::Migration(_) | Self::Corrupt(_) => false,
        }
    }

    /// A unique index refused the row.
    pub fn is_duplicate(&self) -> bool {
        matches!(self, Self::Database(sqlx::Error::Database(error)) if error.is_unique_violation())
    }

    /// The database does not answer; the request may be repeated later.
    pub fn is_unavailable(&self) -> bool {
        matches!(self, Self::Database(sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_)))
    }
}
