//! Passwords: Argon2id, off the async threads, a few at a time, and equally slow for logins that do not exist.

use std::sync::Arc;
use std::time::Duration;

use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Argon2, Params};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::clock::Clock;

/// Fewest characters of a password.
pub const PASSWORD_CHARS_MIN: usize = 10;
/// Most characters of a password: bounds the work of hashing it.
pub const PASSWORD_CHARS_MAX: usize = 128;
/// Hashes computed at the same time: each takes 19 MiB and a core.
pub const HASHES_AT_ONCE_MAX: usize = 2;
/// Longest wait for a turn, milliseconds.
pub const HASH_WAIT_MS_MAX: u64 = 5_000;
const SALT_BYTES: usize = 16;
const DECOY_SALT: [u8; SALT_BYTES] = *b"weft decoy salt.";

/// How much work a hash is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Memory, KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
}

impl Cost {
    /// What OWASP's password storage cheat sheet recommends for Argon2id.
    pub const OWASP: Self = Self { memory_kib: 19_456, passes: 2 };
    /// As little as possible, for tests and throwaway data.
    pub const TRIFLING: Self = Self { memory_kib: 8, passes: 1 };
}

/// Why a password could not be hashed or tried.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Too many are waiting.
    #[error("too many passwords are being checked")]
    Crowded,
    /// The hash of the account cannot be read, or the cost is out of range.
    #[error("a password hash cannot be computed: {0}")]
    Unusable(String),
}

impl From<argon2::password_hash::Error> for PasswordError {
    fn from(error: argon2::password_hash::Error) -> Self {
        Self::Unusable(error.to_string())
    }
}

/// Hashes a password now, on this thread: for imports and sample data, not for a server's threads.
///
/// # Errors
/// [`PasswordError::Unusable`] when the cost is out of range.
pub fn hash_now(clock: &dyn Clock, cost: Cost, password: &str) -> Result<String, PasswordError> {
    hash_with_salt(cost, password, &clock.random::<SALT_BYTES>())
}

fn hash_with_salt(cost: Cost, password: &str, salt: &[u8]) -> Result<String, PasswordError> {
    let params = Params::new(cost.memory_kib, cost.passes, 1, None)
        .map_err(|error| PasswordError::Unusable(error.to_string()))?;
    Ok(Argon2::from(params).hash_password_with_salt(password.as_bytes(), salt)?.to_string())
}

/// Hashes and tries passwords for the server.
#[derive(Debug)]
pub struct Passwords {
    cost: Cost,
    turns: Semaphore,
    decoy: Arc<str>,
}

impl Passwords {
    /// Passwords at this cost.
    ///
    /// # Errors
    /// [`PasswordError::Unusable`] when the cost is out of range.
    pub fn new(cost: Cost) -> Result<Self, PasswordError> {
        let decoy = hash_with_salt(cost, "nobody has this password", &DECOY_SALT)?.into();
        Ok(Self { cost, turns: Semaphore::new(HASHES_AT_ONCE_MAX), decoy })
    }

    async fn turn(&self) -> Result<SemaphorePermit<'_>, PasswordError> {
        match tokio::time::timeout(Duration::from_millis(HASH_WAIT_MS_MAX), self.turns.acquire()).await {
            Ok(Ok(turn)) => Ok(turn),
            _ => Err(PasswordError::Crowded),
        }
    }

    /// The hash to keep for a password, as a PHC string.
    ///
    /// # Errors
    /// See [`PasswordError`].
    pub async fn hash(&self, clock: &dyn Clock, password: String) -> Result<String, PasswordError> {
        let _turn = self.turn().await?;
        let (cost, salt) = (self.cost, clock.random::<SALT_BYTES>());
        on_a_worker(move || hash_with_salt(cost, &password, &salt)).await
    }

    /// Whether the password is that of the hash. Without a hash the same work is done in vain, so that time tells nothing.
    ///
    /// # Errors
    /// See [`PasswordError`].
    pub async fn verify(&self, password: String, kept: Option<String>) -> Result<bool, PasswordError> {
        let _turn = self.turn().await?;
        let decoy = Arc::clone(&self.decoy);
        on_a_worker(move || {
            let hash = kept.as_deref().unwrap_or(&decoy);
            match Argon2::default().verify_password(password.as_bytes(), hash) {
                Ok(()) => Ok(kept.is_some()),
                Err(argon2::password_hash::Error::PasswordInvalid) => Ok(false),
                Err(error) => Err(error.into()),
            }
        })
        .await
    }
}

async fn on_a_worker<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, PasswordError> + Send + 'static,
) -> Result<T, PasswordError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| PasswordError::Unusable(error.to_string()))?
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemClock;

    #[tokio::test]
    async fn a_password_fits_its_own_hash_only() {
        let passwords = Passwords::new(Cost::TRIFLING).unwrap();
        let hash = passwords.hash(&SystemClock, "正确的密码一二三四五".to_owned()).await.unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert_eq!(passwords.verify("正确的密码一二三四五".to_owned(), Some(hash.clone())).await, Ok(true));
        assert_eq!(passwords.verify("另一个密码一二三四五".to_owned(), Some(hash)).await, Ok(false));
    }

    #[tokio::test]
    async fn no_password_fits_a_login_that_does_not_exist() {
        let passwords = Passwords::new(Cost::TRIFLING).unwrap();
        assert_eq!(passwords.verify("nobody has this password".to_owned(), None).await, Ok(false));
    }

    #[test]
    fn the_same_password_gets_different_hashes() {
        let hash = || hash_now(&SystemClock, Cost::TRIFLING, "same password").unwrap();
        assert_ne!(hash(), hash());
    }
}
