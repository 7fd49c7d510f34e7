//! How far uploads are that this process checks or applies right now. Must not outlive the process: what it forgets is
//! only a percentage.

use crate::{
    domain::{
        access::Permission,
        ids::{OrganisationId, UploadId},
    },
    server::application::{Audience, Hint, Services},
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// Rows done and rows in all, of every upload under way.
#[derive(Default)]
pub struct Progress {
    uploads: Mutex<HashMap<UploadId, (u64, u64)>>,
}

impl Progress {
    /// Notes how far an upload is; answers how far it was.
    pub fn set(&self, id: UploadId, done: u64, total: u64) -> Option<(u64, u64)> {
        self.uploads.lock().unwrap_or_else(PoisonError::into_inner).insert(id, (done, total))
    }

    pub fn get(&self, id: UploadId) -> Option<(u64, u64)> {
        self.uploads.lock().unwrap_or_else(PoisonError::into_inner).get(&id).copied()
    }

    pub fn clear(&self, id: UploadId) {
        self.uploads.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
    }
}

/// Tells the seller's open pages how far something is; tells nobody about an import without an upload.
#[derive(Clone)]
pub struct Meter {
    services: Arc<Services>,
    upload: Option<UploadId>,
    seller_id: OrganisationId,
}

impl Meter {
    pub fn new(services: &Arc<Services>, upload: Option<UploadId>, seller_id: OrganisationId) -> Self {
        Self { services: services.clone(), upload, seller_id }
    }

    /// Notes how far it is; pages hear of every twentieth part.
    pub fn at(&self, done: u64, total: u64) {
        let Some(upload) = self.upload else { return };
        let twentieths = |(done, total): (u64, u64)| done.saturating_mul(20) / total.max(1);
        let before = self.services.progress.set(upload, done, total);
        if before.map(twentieths) != Some(twentieths((done, total))) {
            self.hint(upload);
        }
    }

    /// It is over, one way or the other.
    pub fn end(&self) {
        let Some(upload) = self.upload else { return };
        self.services.progress.clear(upload);
        self.hint(upload);
    }

    fn hint(&self, upload: UploadId) {
        let audience = Audience::Members(self.seller_id, Permission::KeepInventory);
        self.services.hub.publish(Hint { audience, topic: topic(upload) });
    }
}

/// What pages that show an upload listen to.
pub fn topic(upload: UploadId) -> String {
    format!("upload:{upload}")
}
