//! What every command's content must be.

use crate::kinds::content::{ContentFault, check_secret};
use crate::kinds::ticket::intent::{Contact, Refusal};
use crate::kinds::ticket::model::Ticket;
use crate::kinds::ticket::{PHOTOS_MAX, REASON_CHARS_MAX};

/// Digits of a phone number.
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 5..=15;

pub(super) fn in_phase(ticket: &Ticket, fits: bool) -> Result<(), Refusal> {
    if fits { Ok(()) } else { Err(Refusal::WrongPhase { phase: ticket.phase }) }
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

impl From<ContentFault> for Refusal {
    fn from(fault: ContentFault) -> Self {
        match fault {
            ContentFault::Empty => Self::Empty,
            ContentFault::TooLong { chars, max } => Self::TooLong { chars, max },
            ContentFault::TooMany { max, .. } => Self::Full { max },
        }
    }
}
