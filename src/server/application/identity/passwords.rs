//! Passwords: what one must look like, its slow hash, and proving one. Must not know whose password it is.

use super::tokens;
use crate::{
    api_types::AppError,
    server::application::{Context, Outcome},
};
use argon2::{Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version};

/// Argon2id with 19 MiB, two passes and one lane: the OWASP password storage cheat sheet's minimum.
const PARAMS: (u32, u32, u32) = (19 * 1024, 2, 1);

const SHORTEST: usize = 10;
const LONGEST: usize = 200;

/// # Errors
/// A sentence fit to stand beside the field.
pub(super) fn checked(password: &str) -> Result<(), String> {
    match password.chars().count() {
        SHORTEST..=LONGEST => Ok(()),
        _ => Err(format!("needs {SHORTEST} to {LONGEST} characters")),
    }
}

/// A password nobody has to remember: 120 random bits.
pub fn generate_password() -> String {
    tokens::random_text::<15>()
}

/// The PHC string to store for a password.
///
/// # Errors
/// The server is stopping.
pub(super) async fn hash(context: &Context, password: &str) -> Outcome<String> {
    let password = password.to_owned();
    let hashed = slowly(context, move || {
        let hash: Result<PasswordHash, _> = argon2().hash_password(password.as_bytes());
        hash.map(|hash| hash.to_string())
    });
    hashed.await?.map_err(|error| {
        tracing::error!(%error, "a password could not be hashed");
        AppError::Unavailable.into()
    })
}

/// Whether the password is the one whose PHC string is stored. Takes as long if nothing is stored,
/// so that the time tells nobody who has an account.
///
/// # Errors
/// The server is stopping.
pub(super) async fn verify(context: &Context, password: &str, stored: Option<String>) -> Outcome<bool> {
    let password = password.to_owned();
    slowly(context, move || match stored {
        Some(stored) => match PasswordHash::new(&stored) {
            Ok(hash) => argon2().verify_password(password.as_bytes(), &hash).is_ok(),
            Err(error) => {
                tracing::error!(%error, "a stored password hash cannot be read");
                false
            }
        },
        None => {
            let mut thrown_away = [0; 32];
            // Wrong whatever comes out.
            let _ = argon2().hash_password_into(password.as_bytes(), &[0; 16], &mut thrown_away);
            false
        }
    })
    .await
}

fn argon2() -> Argon2<'static> {
    let (memory_kib, passes, lanes) = PARAMS;
    let params = Params::new(memory_kib, passes, lanes, None).expect("the parameters are within Argon2's bounds");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Runs on a thread that may block, when one of the few places for hashing is free.
async fn slowly<T: Send + 'static>(context: &Context, work: impl FnOnce() -> T + Send + 'static) -> Outcome<T> {
    let place = context.services.hashing.clone().acquire_owned().await.map_err(|_| AppError::Unavailable)?;
    let done = tokio::task::spawn_blocking(move || {
        let done = work();
        drop(place);
        done
    });
    Ok(done.await.map_err(|_| AppError::Unavailable)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_has_ten_to_two_hundred_characters() {
        for (length, fits) in [(0, false), (9, false), (10, true), (200, true), (201, false)] {
            assert_eq!(checked(&"ü".repeat(length)).is_ok(), fits, "{length}");
        }
    }

    #[test]
    fn a_stored_hash_names_argon2id_and_its_cost() {
        let hash: PasswordHash = argon2().hash_password(b"correct horse battery").expect("hashes");
        assert!(hash.to_string().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(argon2().verify_password(b"correct horse battery", &hash).is_ok());
        assert!(argon2().verify_password(b"correct horse batterz", &hash).is_err());
    }
}
