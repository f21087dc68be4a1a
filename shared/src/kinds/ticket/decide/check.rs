//! What every command's content must be.

use chrono::{DateTime, Days, Utc};

use crate::kinds::ticket::intent::{Contact, Refusal};
use crate::kinds::ticket::model::Ticket;
use crate::kinds::ticket::{PHOTOS_MAX, REASON_CHARS_MAX};
use crate::secret::Secret;

/// Digits of a phone number.
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 5..=15;

pub(super) fn in_phase(ticket: &Ticket, fits: bool) -> Result<(), Refusal> {
    if fits { Ok(()) } else { Err(Refusal::WrongPhase { phase: ticket.phase }) }
}

pub(super) fn after_days(at: DateTime<Utc>, days: u64) -> DateTime<Utc> {
    at.checked_add_days(Days::new(days)).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

pub(super) fn check_text(text: &str, max: usize) -> Result<(), Refusal> {
    if text.trim().is_empty() {
        return Err(Refusal::Empty);
    }
    let chars = text.chars().count();
    if chars > max { Err(Refusal::TooLong { chars, max }) } else { Ok(()) }
}

/// A secret that arrives must be in clear: there is nothing else to keep.
pub(super) fn check_secret(secret: &Secret<String>, max: usize) -> Result<(), Refusal> {
    check_text(secret.clear().ok_or(Refusal::Empty)?, max)
}

pub(super) fn check_photos(count: usize) -> Result<(), Refusal> {
    if count > PHOTOS_MAX { Err(Refusal::TooManyPhotos { count, max: PHOTOS_MAX }) } else { Ok(()) }
}

pub(super) fn check_contact(contact: &Contact) -> Result<(), Refusal> {
    check_secret(&contact.name, REASON_CHARS_MAX)?;
    let phone = contact.phone.clear().ok_or(Refusal::BadPhone)?;
    let digits = phone.strip_prefix('+').unwrap_or(phone);
    let count = digits.chars().filter(char::is_ascii_digit).count();
    let plain = digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | ' '));
    if plain && PHONE_DIGITS.contains(&count) { Ok(()) } else { Err(Refusal::BadPhone) }
}
