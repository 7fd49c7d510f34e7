//! Support: whatever of any organisation has to be read, with a reason that this organisation can read in its own log; orders
//! corrected until a seller has them, kept back, sent again. Must not do what the rules of bags do not allow.

mod bags;
mod cart;
mod correct;
mod hold;
mod log;
mod order;
mod reading;
mod search;
#[cfg(test)]
mod tests;
mod told;

pub use bags::{correct_bag, decide_bag};
pub use cart::load_cart;
pub use correct::correct_order;
pub use hold::{hold_order, release_order};
pub use log::load_log;
pub use order::load_order;
pub use reading::open;
pub use search::{load_search, search};

use super::{Context, Outcome, Work};
use crate::{
    api_types::AppError,
    domain::{
        access::PlatformPermission,
        ids::{PersonId, RequestId},
        text,
        time::Timestamp,
    },
    server::storage::negotiation::Claim,
};
use uuid::Uuid;

/// The longest reason, in characters.
const MAX_REASON: usize = 500;

/// A support representative at work, in one session.
#[derive(Clone, Copy, Debug)]
struct Representative {
    person_id: PersonId,
    session: [u8; 32],
    now: Timestamp,
}

impl Representative {
    /// # Errors
    /// Nobody is signed in, or the role does not allow it.
    fn of(context: &Context) -> Result<Self, AppError> {
        let person_id = context.require_platform(PlatformPermission::Support)?.person_id;
        let session = context.session.ok_or(AppError::SignInRequired)?;
        Ok(Self { person_id, session, now: context.now() })
    }

    fn eyes(&self) -> (&[u8; 32], PersonId) {
        (&self.session, self.person_id)
    }

    fn moved(&self) -> super::ordering::told::Moved {
        super::ordering::told::Moved { by: Some(self.person_id), at: self.now }
    }

    /// Whether the form was sent before, and what it asked for was done.
    async fn claimed(&self, work: &mut Work, of: (RequestId, Uuid), action: &'static str) -> Outcome<bool> {
        let (request_id, subject_id) = of;
        let claim = Claim { request_id, person_id: self.person_id, subject_id, action, at: self.now };
        work.repeats(&claim).await
    }
}

fn reason(typed: &str) -> Result<String, String> {
    text::required(typed, MAX_REASON)
}
