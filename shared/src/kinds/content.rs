//! What the content of any command must be: not empty, not too long, in clear where it is to be kept.

use chrono::{DateTime, Days, Utc};
use serde::{Deserialize, Serialize};

use crate::secret::Secret;

/// Longest text of a report, answer or note, characters.
pub const TEXT_CHARS_MAX: usize = 2_000;
/// Longest reason, title or address, characters.
pub const REASON_CHARS_MAX: usize = 500;
/// Most photos of one report, option or piece of work.
pub const PHOTOS_MAX: usize = 6;

/// What is wrong with the content of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum ContentFault {
    /// A text that must say something is empty.
    #[error("the text is empty")]
    Empty,
    /// A text is too long.
    #[error("{chars} characters, at most {max}")]
    TooLong {
        /// As given.
        chars: usize,
        /// Limit.
        max: usize,
    },
    /// Too many of something.
    #[error("{count}, at most {max}")]
    TooMany {
        /// As given.
        count: usize,
        /// Limit.
        max: usize,
    },
}

/// A text that must say something.
///
/// # Errors
/// [`ContentFault::Empty`] or [`ContentFault::TooLong`].
pub fn check_text(text: &str, max: usize) -> Result<(), ContentFault> {
    if text.trim().is_empty() {
        return Err(ContentFault::Empty);
    }
    let chars = text.chars().count();
    if chars > max { Err(ContentFault::TooLong { chars, max }) } else { Ok(()) }
}

/// A secret that arrives must be in clear: there is nothing else to keep.
///
/// # Errors
/// [`ContentFault::Empty`] or [`ContentFault::TooLong`].
pub fn check_secret(secret: &Secret<String>, max: usize) -> Result<(), ContentFault> {
    check_text(secret.clear().ok_or(ContentFault::Empty)?, max)
}

/// A list that may hold so many.
///
/// # Errors
/// [`ContentFault::TooMany`].
pub const fn check_count(count: usize, max: usize) -> Result<(), ContentFault> {
    if count > max { Err(ContentFault::TooMany { count, max }) } else { Ok(()) }
}

/// So many days later.
#[must_use]
pub fn after_days(at: DateTime<Utc>, days: u64) -> DateTime<Utc> {
    at.checked_add_days(Days::new(days)).unwrap_or(DateTime::<Utc>::MAX_UTC)
}
