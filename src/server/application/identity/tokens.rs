//! Random tokens that stand for a session or an invitation. Only their hash may be stored.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rand::RngCore;
use sha2::{Digest, Sha256};

/// A new token: its text goes to the browser, its hash into the database.
pub struct Token {
    pub text: String,
    pub hash: [u8; 32],
}

impl Token {
    /// 32 bytes from the operating system's generator, as 43 characters of base64url.
    pub fn mint() -> Self {
        let text = random_text::<32>();
        let hash = hash(&text);
        Self { text, hash }
    }
}

/// SHA-256 of a token's text. A token has 256 random bits, so a slow hash would add nothing.
pub fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// `N` random bytes as base64url.
pub(super) fn random_text<const N: usize>() -> String {
    let mut bytes = [0; N];
    rand::rng().fill_bytes(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_43_characters_that_need_no_escaping() {
        let token = Token::mint();
        assert_eq!(token.text.len(), 43);
        assert!(token.text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')));
        assert_eq!(hash(&token.text), token.hash);
        assert_ne!(Token::mint().text, token.text);
    }
}
