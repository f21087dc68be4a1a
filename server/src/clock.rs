//! The one place where the server reads a clock or draws randomness; everything else gets a [`Clock`].

use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use uuid::{Builder, Uuid};

/// Time and randomness, as a parameter.
pub trait Clock: Send + Sync + 'static {
    /// The time, in whole milliseconds.
    fn now(&self) -> DateTime<Utc>;

    /// Fills a buffer with bytes nobody can guess.
    fn fill(&self, bytes: &mut [u8]);

    /// Moves a clock that can be moved; says whether it did.
    fn advance(&self, _by: TimeDelta) -> bool {
        false
    }
}

impl dyn Clock {
    /// A new id, UUID version 7: ordered by this clock.
    #[must_use]
    pub fn new_id(&self) -> Uuid {
        let millis = u64::try_from(self.now().timestamp_millis()).unwrap_or(0);
        Builder::from_unix_timestamp_millis(millis, &self.random()).into_uuid()
    }

    /// Some bytes nobody can guess.
    #[must_use]
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }
}

/// The clock and randomness of the operating system.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the server's clock")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now().trunc_subsecs(3)
    }

    fn fill(&self, bytes: &mut [u8]) {
        #[expect(clippy::expect_used, reason = "without randomness no session or secret is safe: stop")]
        getrandom::fill(bytes).expect("the operating system gives random bytes");
    }
}

/// A clock that stands still until it is moved, for tests and `weft serve --test-clock`. Its randomness is the system's.
#[derive(Debug)]
pub struct ManualClock {
    now: Mutex<DateTime<Utc>>,
}

impl ManualClock {
    /// A clock standing at this time.
    #[must_use]
    pub fn at(now: DateTime<Utc>) -> Self {
        Self { now: Mutex::new(now.trunc_subsecs(3)) }
    }

    /// Moves it to this time.
    pub fn set(&self, now: DateTime<Utc>) {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner) = now.trunc_subsecs(3);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> DateTime<Utc> {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn fill(&self, bytes: &mut [u8]) {
        SystemClock.fill(bytes);
    }

    fn advance(&self, by: TimeDelta) -> bool {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        *now += by;
        true
    }
}

/// The system's time with a shift that can be grown: runs, and can be stepped (`weft serve --test-clock`).
#[derive(Debug, Default)]
pub struct ShiftedClock {
    shift: Mutex<TimeDelta>,
}

impl Clock for ShiftedClock {
    fn now(&self) -> DateTime<Utc> {
        SystemClock.now() + *self.shift.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn fill(&self, bytes: &mut [u8]) {
        SystemClock.fill(bytes);
    }

    fn advance(&self, by: TimeDelta) -> bool {
        let mut shift = self.shift.lock().unwrap_or_else(PoisonError::into_inner);
        *shift += by;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manual_clock_moves_only_when_told() {
        let start = SystemClock.now();
        let clock = ManualClock::at(start);
        assert_eq!(clock.now(), start);
        assert!(clock.advance(TimeDelta::hours(1)));
        assert_eq!(clock.now(), start + TimeDelta::hours(1));
    }

    #[test]
    fn new_ids_are_version_7_and_differ() {
        let clock: &dyn Clock = &SystemClock;
        assert_eq!(clock.new_id().get_version_num(), 7);
        assert_ne!(clock.new_id(), clock.new_id());
    }
}
