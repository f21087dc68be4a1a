//! The first administrator: a one-time token, printed at the first start, makes the first account.

use std::sync::{Mutex, PoisonError};

use sha2::{Digest, Sha256};

use crate::clock::Clock;
use crate::session::hex;

/// The token that makes the first account. Only its hash is kept.
#[derive(Debug, Default)]
pub struct FirstToken {
    hash: Mutex<Option<[u8; 32]>>,
}

impl FirstToken {
    /// Draws a token; the text is for whoever started the server and is shown once.
    #[must_use]
    pub fn draw(clock: &dyn Clock) -> (Self, String) {
        let token = hex(&clock.random::<16>());
        let hash = Sha256::digest(token.as_bytes()).into();
        (Self { hash: Mutex::new(Some(hash)) }, token)
    }

    /// Whether this is the token and it was not used: it is used up by asking.
    #[must_use]
    pub fn take(&self, token: &str) -> bool {
        let given: [u8; 32] = Sha256::digest(token.as_bytes()).into();
        let mut kept = self.hash.lock().unwrap_or_else(PoisonError::into_inner);
        // Hashes are compared, not tokens: where they first differ tells nothing of the token.
        kept.take_if(|kept| *kept == given).is_some()
    }

    /// Makes a used token usable again, because nothing came of it.
    pub fn give_back(&self, token: &str) {
        let hash = Sha256::digest(token.as_bytes()).into();
        *self.hash.lock().unwrap_or_else(PoisonError::into_inner) = Some(hash);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemClock;

    #[test]
    fn a_token_works_once_and_only_itself() {
        let (first, token) = FirstToken::draw(&SystemClock);
        assert!(!first.take("another"));
        assert!(first.take(&token));
        assert!(!first.take(&token));
        first.give_back(&token);
        assert!(first.take(&token));
        assert!(!FirstToken::default().take(""));
    }
}
