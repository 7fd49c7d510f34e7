//! Signatures of callbacks as in Standard Webhooks 1.0.0: HMAC-SHA256 over `id.timestamp.body`, as `v1,…`, by a secret that is
//! written `whsec_…`. Must not read a clock.

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

pub const ID: &str = "webhook-id";
pub const TIMESTAMP: &str = "webhook-timestamp";
pub const SIGNATURE: &str = "webhook-signature";

/// A callback may be as old, or as early, in seconds.
pub const TOLERANCE_S: i64 = 300;

const PREFIX: &str = "whsec_";

/// A new secret, of 32 random bytes.
pub fn new_secret() -> String {
    format!("{PREFIX}{}", STANDARD.encode(rand::random::<[u8; 32]>()))
}

/// What is sent beside a body.
pub fn sign(secret: &str, id: &str, timestamp: i64, body: &[u8]) -> Option<String> {
    let mac = mac(secret, id, timestamp, body)?;
    Some(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
}

/// Whether one of the signatures is right. `sent`: several, with blanks between them, while a secret is being changed.
pub fn is_right(secret: &str, sent: &str, id: &str, timestamp: i64, body: &[u8]) -> bool {
    sent.split_ascii_whitespace().filter_map(|one| one.strip_prefix("v1,")).take(8).any(|one| {
        let Ok(bytes) = STANDARD.decode(one) else { return false };
        mac(secret, id, timestamp, body).is_some_and(|mac| mac.verify_slice(&bytes).is_ok())
    })
}

fn mac(secret: &str, id: &str, timestamp: i64, body: &[u8]) -> Option<Hmac<Sha256>> {
    let key = STANDARD.decode(secret.strip_prefix(PREFIX)?).ok()?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).ok()?;
    mac.update(format!("{id}.{timestamp}.").as_bytes());
    mac.update(body);
    Some(mac)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the Standard Webhooks specification, 1.0.0.
    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const SIGNED: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    #[test]
    fn it_agrees_with_the_specification() {
        let body = br#"{"test": 2432232314}"#;
        let (id, at) = ("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330);
        assert_eq!(sign(SECRET, id, at, body).as_deref(), Some(SIGNED));
        assert!(is_right(SECRET, &format!("v1,AAAA {SIGNED}"), id, at, body));
        assert!(!is_right(SECRET, SIGNED, id, at + 1, body));
        assert!(!is_right(SECRET, SIGNED, "another", at, body));
        assert!(!is_right(SECRET, SIGNED, id, at, b"another"));
        assert!(!is_right(&new_secret(), SIGNED, id, at, body));
        for nothing in ["", "v1,", "v1a,AAAA", "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="] {
            assert!(!is_right(SECRET, nothing, id, at, body), "{nothing}");
        }
    }
}
