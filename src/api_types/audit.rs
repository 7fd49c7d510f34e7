//! Audit logs on the wire: what a verification found, and what merchants set.

use crate::domain::time::Timestamp;
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

/// A change of what merchants set for everybody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingChange {
    /// Its place in the platform's log.
    pub sequence: i64,
    pub at: Timestamp,
    /// `None`: the system itself.
    pub who: Option<String>,
    /// As its page calls it.
    pub setting: String,
    pub fields: Vec<FieldChange>,
}

/// One field of a setting, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    pub field: String,
    pub before: String,
    pub after: String,
}
