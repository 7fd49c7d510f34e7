//! The same request, sent again under the same key, is answered as it was the first time. Must not run the request.

use super::{Context, Outcome, Work, audit::sha256};
use crate::{
    api_types::AppError,
    domain::time::Timestamp,
    server::storage::{self, replay::Kept},
};

/// The header that carries the key; refusals name it.
pub const KEY: &str = "Idempotency-Key";

/// The longest key, in characters.
const LONGEST_KEY: usize = 255;

/// Answers are kept for this many days.
const REMEMBER_DAYS: i64 = 7;

/// A request with its key.
#[derive(Clone, Debug)]
pub struct Keyed {
    key: String,
    fingerprint: Vec<u8>,
}

impl Keyed {
    /// `request` is all that makes it the same request: method, address and body.
    ///
    /// # Errors
    /// The key is empty, too long, or not visible ASCII.
    pub fn new(context: &Context, key: &str, request: &str) -> Result<Self, AppError> {
        let visible = key.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
        if key.trim().is_empty() || key.len() > LONGEST_KEY || !visible {
            return Err(AppError::invalid(KEY, format!("1 to {LONGEST_KEY} visible ASCII characters")));
        }
        let place = context.person()?.membership.as_ref().map(|membership| membership.organisation_id.to_string());
        let asked = format!("{}\n{request}", place.unwrap_or_default());
        Ok(Self { key: key.to_owned(), fingerprint: sha256(asked.as_bytes()).to_vec() })
    }
}

/// The answer that was given before: its status and body.
///
/// # Errors
/// The key was used for another request.
pub async fn answered(context: Context, keyed: Keyed) -> Outcome<Option<(u16, String)>> {
    let person_id = context.person()?.person_id;
    let kept = storage::replay::find(&mut context.read().await?, (person_id, &keyed.key)).await?;
    match kept {
        None => Ok(None),
        Some(kept) if kept.fingerprint == keyed.fingerprint => {
            Ok(Some((u16::try_from(kept.status).unwrap_or(500), kept.body)))
        }
        Some(_) => Err(AppError::invalid(KEY, "was used for another request").into()),
    }
}

/// Keeps an answer for whoever asks again.
///
/// # Errors
/// The database failed: the request was carried out all the same.
pub async fn keep(context: Context, answer: (Keyed, u16, String)) -> Outcome<()> {
    let (keyed, status, body) = answer;
    let person_id = context.person()?.person_id;
    let kept = Kept { fingerprint: keyed.fingerprint, status: i64::from(status), body };
    let mut work = context.write().await?;
    storage::replay::keep(&mut work.tx, (person_id, &keyed.key), &kept, context.now()).await?;
    work.commit(&context).await
}

/// Forgets answers that nobody will ask for again; answers how many.
///
/// # Errors
/// The database failed.
pub async fn forget_answers(work: &mut Work, now: Timestamp) -> Outcome<u64> {
    Ok(storage::replay::forget(&mut work.tx, now.plus_days(-REMEMBER_DAYS)).await?)
}
