//! Notifications on the wire.

use super::paging::Page;
use crate::domain::{
    ids::{EventId, LineId},
    negotiation::Side,
    notification::{About, Told},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotificationView {
    pub event_id: EventId,
    pub notice: Told,
    pub line_id: LineId,
    /// Where it leads, if it is not about its line alone.
    pub about: Option<About>,
    /// The side from which the reader sees the line.
    pub side: Side,
    pub at: Timestamp,
    pub read: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotificationPage {
    pub notifications: Page<NotificationView>,
    pub unread: u32,
    pub now: Timestamp,
}
