//! The audit log on the wire: what a verification found.

use serde::{Deserialize, Serialize};

/// What verifying an organisation's whole log found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditVerdict {
    pub organisation: String,
    /// Entries that were written.
    pub entries: i64,
    /// The hash at its end, as hexadecimal digits.
    pub head: String,
    /// The first broken entry; `None`: intact.
    pub fault: Option<String>,
}
