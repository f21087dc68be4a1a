//! Lock-out: after some wrong passwords a login rests, longer each time.
//!
//! Failures are counted for every login tried, whether it exists or not, and in memory: a count written only for logins that exist
//! would tell by its time which do. A restart forgets them; nobody outside can cause one.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

/// Wrong passwords that are free of delay.
pub const FAILURES_FREE: u32 = 5;
/// The first rest, seconds; each further failure doubles it.
pub const REST_FIRST_S: i64 = 30;
/// The longest rest, seconds.
pub const REST_S_MAX: i64 = 900;
/// Failures are forgotten after this long without another, seconds.
pub const FORGET_AFTER_S: i64 = 86_400;
/// Most logins counted at a time; beyond it the one that failed longest ago is forgotten.
pub const LOGINS_COUNTED_MAX: usize = 50_000;

#[derive(Clone, Copy, Debug)]
struct Count {
    failures: u32,
    last: DateTime<Utc>,
    rests_until: DateTime<Utc>,
}

/// The count of wrong passwords by login.
#[derive(Debug, Default)]
pub struct Lockout {
    counts: Mutex<HashMap<String, Count>>,
}

impl Lockout {
    fn counts(&self) -> std::sync::MutexGuard<'_, HashMap<String, Count>> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whole seconds until a password may be tried for this login; none when now.
    #[must_use]
    pub fn rest_s(&self, login: &str, now: DateTime<Utc>) -> Option<u32> {
        let until = self.counts().get(login)?.rests_until;
        let rest_ms = (until - now).num_milliseconds();
        (rest_ms > 0).then(|| u32::try_from(rest_ms.div_euclid(1_000) + 1).unwrap_or(u32::MAX))
    }

    /// A wrong password. Counted before it is answered, so that tries at the same moment count too.
    pub fn failed(&self, login: &str, now: DateTime<Utc>) {
        let mut counts = self.counts();
        if counts.len() >= LOGINS_COUNTED_MAX && !counts.contains_key(login) {
            forget(&mut counts, now);
        }
        let count = counts.entry(login.to_owned()).or_insert(Count { failures: 0, last: now, rests_until: now });
        if (now - count.last).num_seconds() >= FORGET_AFTER_S {
            count.failures = 0;
        }
        count.failures = count.failures.saturating_add(1);
        count.last = now;
        count.rests_until = now + rest_after(count.failures);
    }

    /// The right password, or a new one: failures are forgotten.
    pub fn cleared(&self, login: &str) {
        self.counts().remove(login);
    }
}

fn rest_after(failures: u32) -> TimeDelta {
    if failures < FAILURES_FREE {
        return TimeDelta::zero();
    }
    let doublings = (failures - FAILURES_FREE).min(16);
    TimeDelta::seconds((REST_FIRST_S << doublings).min(REST_S_MAX))
}

fn forget(counts: &mut HashMap<String, Count>, now: DateTime<Utc>) {
    counts.retain(|_, count| (now - count.last).num_seconds() < FORGET_AFTER_S);
    if counts.len() < LOGINS_COUNTED_MAX {
        return;
    }
    let oldest = counts.iter().min_by_key(|(_, count)| count.last).map(|(login, _)| login.clone());
    if let Some(oldest) = oldest {
        counts.remove(&oldest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(second)
    }

    #[test]
    fn a_login_rests_after_the_free_failures_and_longer_each_time() {
        let lockout = Lockout::default();
        for _ in 1..FAILURES_FREE {
            lockout.failed("a", at(0));
            assert_eq!(lockout.rest_s("a", at(0)), None);
        }
        let mut rests = Vec::new();
        for _ in 0..7 {
            lockout.failed("a", at(0));
            rests.push(lockout.rest_s("a", at(0)).unwrap() - 1);
        }
        assert_eq!(rests, [30, 60, 120, 240, 480, 900, 900]);
        assert_eq!(lockout.rest_s("a", at(900)), None);
        assert_eq!(lockout.rest_s("b", at(0)), None);
    }

    #[test]
    fn the_right_password_and_a_quiet_day_clear_the_count() {
        let lockout = Lockout::default();
        (0..FAILURES_FREE).for_each(|_| lockout.failed("a", at(0)));
        lockout.cleared("a");
        assert_eq!(lockout.rest_s("a", at(0)), None);
        (0..FAILURES_FREE).for_each(|_| lockout.failed("a", at(0)));
        lockout.failed("a", at(FORGET_AFTER_S));
        assert_eq!(lockout.rest_s("a", at(FORGET_AFTER_S)), None);
    }

    #[test]
    fn the_count_is_bounded_and_forgets_the_longest_quiet_login() {
        let lockout = Lockout::default();
        for number in 0..=LOGINS_COUNTED_MAX {
            lockout.failed(&format!("login {number}"), at(number as i64 / 1_000));
        }
        assert_eq!(lockout.counts().len(), LOGINS_COUNTED_MAX);
        assert!(lockout.counts().contains_key(&format!("login {LOGINS_COUNTED_MAX}")));
    }
}
