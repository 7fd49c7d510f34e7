//! The settings of the storefront on the wire.

use crate::domain::{storefront::StorefrontSettings, time::Timestamp};
use serde::{Deserialize, Serialize};

/// The settings, for merchant admins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StorefrontView {
    pub settings: StorefrontSettings,
    /// 0: never changed.
    pub version: i64,
    pub changed_by: Option<String>,
    pub changed_at: Option<Timestamp>,
}

/// The settings as chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StorefrontInput {
    /// A [`StorefrontAccess`](crate::domain::storefront::StorefrontAccess) by its name.
    pub access: String,
    /// The version that the form was drawn with.
    pub version_seen: i64,
}
