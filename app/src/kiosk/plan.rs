//! What the kiosk decides, apart from the browser.

use chrono::{DateTime, TimeDelta, Utc};
use weft::id::CommandId;
use weft::kiosk::{KIOSK_OFFLINE_DAYS_MAX, KIOSK_QUEUE_MAX};
use weft::wire::Receipt;

/// Seconds without a touch until the kiosk asks whether somebody is still there.
pub const IDLE_WARN_S: u32 = 45;
/// Seconds without a touch until it forgets whoever was there.
pub const IDLE_WIPE_S: u32 = 60;
/// Wrong PINs that are free of delay.
pub const PIN_TRIES_FREE: u32 = 5;
/// How long the PIN rests after that, seconds.
pub const PIN_REST_S: u32 = 60;
/// Digits of the operator's PIN.
pub const PIN_DIGITS: usize = 6;
/// How often a kiosk gives a sign of life, milliseconds.
pub const BEAT_MS: u32 = 60_000;
const RETRY_MS_FIRST: u32 = 2_000;
const RETRY_MS_MAX: u32 = 60_000;

/// What to do about somebody who has not touched the screen for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Idle {
    /// Nothing.
    Fresh,
    /// Ask whether they are there; so many seconds are left.
    Warn(u32),
    /// Forget them.
    Wipe,
}

/// What so many seconds without a touch mean.
#[must_use]
pub const fn idle(seconds: u32) -> Idle {
    match seconds {
        IDLE_WIPE_S.. => Idle::Wipe,
        IDLE_WARN_S.. => Idle::Warn(IDLE_WIPE_S - seconds),
        _ => Idle::Fresh,
    }
}

/// What has to be said of the queue to whoever is about to report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// Nothing.
    Plenty,
    /// The oldest report has waited longer than a kiosk is meant to be without a network. It goes on all the same.
    Overdue,
    /// No report can be taken: nothing kept is ever given up for a new one.
    Full,
}

/// Whether there is room for another report.
#[must_use]
pub fn room(queued: usize, oldest_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Room {
    if queued >= KIOSK_QUEUE_MAX {
        return Room::Full;
    }
    match oldest_at {
        Some(at) if now - at >= TimeDelta::days(KIOSK_OFFLINE_DAYS_MAX) => Room::Overdue,
        _ => Room::Plenty,
    }
}

/// When a report was made: its id begins with the time.
#[must_use]
pub fn made_at(id: CommandId) -> Option<DateTime<Utc>> {
    let (seconds, nanoseconds) = id.0.get_timestamp()?.to_unix();
    DateTime::from_timestamp(i64::try_from(seconds).ok()?, nanoseconds)
}

/// The reports that may be forgotten. Each answer is durable on the server, also one that says no: the report is kept there.
#[must_use]
pub fn answered(sent: &[CommandId], receipts: &[Receipt]) -> Vec<CommandId> {
    receipts.iter().map(|receipt| receipt.id).filter(|id| sent.contains(id)).collect()
}

/// How long to wait after so many failures in a row, milliseconds: longer each time, and spread, so that a town's kiosks do not
/// come back at the same moment.
#[must_use]
pub fn retry_ms(failures: u32, dice: u32) -> u32 {
    let ms = RETRY_MS_FIRST.saturating_mul(1 << failures.min(10)).min(RETRY_MS_MAX);
    ms / 2 + dice % (ms / 2 + 1)
}

#[cfg(test)]
mod tests {
    use weft::wire::{Fault, Outcome};

    use super::*;

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap()
    }

    #[test]
    fn a_warning_comes_at_45_seconds_and_the_wipe_at_60() {
        assert_eq!(idle(44), Idle::Fresh);
        assert_eq!(idle(45), Idle::Warn(15));
        assert_eq!(idle(59), Idle::Warn(1));
        assert_eq!(idle(60), Idle::Wipe);
        assert_eq!(idle(600), Idle::Wipe);
    }

    #[test]
    fn a_full_queue_takes_no_more_and_an_old_one_goes_on() {
        let old = now() - TimeDelta::days(KIOSK_OFFLINE_DAYS_MAX);
        assert_eq!(room(0, None, now()), Room::Plenty);
        assert_eq!(room(1, Some(old + TimeDelta::seconds(1)), now()), Room::Plenty);
        assert_eq!(room(1, Some(old), now()), Room::Overdue);
        assert_eq!(room(KIOSK_QUEUE_MAX - 1, Some(now()), now()), Room::Plenty);
        assert_eq!(room(KIOSK_QUEUE_MAX, Some(now()), now()), Room::Full);
    }

    #[test]
    fn what_was_answered_is_forgotten_whatever_the_answer_and_nothing_else() {
        let [one, two, other] = ["one", "two", "other"].map(CommandId::named);
        let receipt = |id, outcome| Receipt { id, outcome, duplicate: false, judged: None };
        let receipts = [
            receipt(one, Outcome::Malformed { fault: Fault::Unreadable }),
            receipt(other, Outcome::Accepted { position: 1, version: 1 }),
        ];
        assert_eq!(answered(&[one, two], &receipts), [one]);
    }

    #[test]
    fn a_report_s_id_tells_when_it_was_made() {
        let id = uuid::Builder::from_unix_timestamp_millis(1_800_000_000_000, &[7; 10]).into_uuid();
        assert_eq!(made_at(CommandId(id)), Some(now()));
        assert_eq!(made_at(CommandId::named("no time")), None);
    }

    #[test]
    fn waits_grow_and_are_spread_within_bounds() {
        for failures in 0..40 {
            for dice in [0, 1, u32::MAX] {
                let ms = retry_ms(failures, dice);
                assert!((RETRY_MS_FIRST / 2..=RETRY_MS_MAX).contains(&ms), "{failures} {dice}: {ms}");
            }
        }
        assert!(retry_ms(0, 0) < retry_ms(5, 0));
    }
}
