//! Rate limits per address and per person, on the server's own clock.

use std::hash::Hash;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use governor::clock::Clock as GovernorClock;
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use weft::id::PersonId;

use super::problem::{Failure, ProblemKind};
use crate::clock::Clock;

/// Keys that a limiter holds before it forgets those that are fresh again.
pub const KEYS_MAX: usize = 100_000;

/// How much is let through: a burst, filled up again evenly over a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// At once.
    pub burst: u32,
    /// Seconds until a used-up burst is whole again.
    pub refill_s: u64,
}

/// Every limit of the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowances {
    /// Look-ups by receipt code, for an address: with 10¹⁵ codes, guessing is hopeless.
    pub lookups: Allowance,
    /// Sign-ins tried, for an address.
    pub sign_ins: Allowance,
    /// Enrolment codes tried, for an address, and made, for a person: with 10⁹ codes of half an hour, guessing is hopeless.
    pub enrolments: Allowance,
    /// New anonymous sessions, for an address. Many households and a whole town's telephones may share one.
    pub sessions: Allowance,
    /// Pushes, for a person.
    pub pushes: Allowance,
    /// Photos, for a person.
    pub photos: Allowance,
    /// Photos, for an address.
    pub address_photos: Allowance,
    /// Queries and pulls, for an address.
    pub reads: Allowance,
}

impl Default for Allowances {
    fn default() -> Self {
        Self {
            lookups: Allowance { burst: 10, refill_s: 60 },
            sign_ins: Allowance { burst: 30, refill_s: 60 },
            enrolments: Allowance { burst: 10, refill_s: 60 },
            sessions: Allowance { burst: 120, refill_s: 60 },
            pushes: Allowance { burst: 240, refill_s: 60 },
            photos: Allowance { burst: 60, refill_s: 3_600 },
            address_photos: Allowance { burst: 600, refill_s: 3_600 },
            reads: Allowance { burst: 1_200, refill_s: 60 },
        }
    }
}

impl Allowances {
    /// Limits that a load test does not reach.
    #[must_use]
    pub const fn boundless() -> Self {
        let boundless = Allowance { burst: 1_000_000, refill_s: 1 };
        Self {
            lookups: boundless,
            sign_ins: boundless,
            enrolments: boundless,
            sessions: boundless,
            pushes: boundless,
            photos: boundless,
            address_photos: boundless,
            reads: boundless,
        }
    }
}

/// What counts as one address: an IPv4 address, or the network of 2⁶⁴ IPv6 addresses that one household gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AddressKey {
    /// IPv4.
    V4(u32),
    /// The upper half of an IPv6 address.
    V6(u64),
}

impl From<IpAddr> for AddressKey {
    fn from(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self::V4(address.to_bits()),
            IpAddr::V6(address) => Self::V6((address.to_bits() >> 64) as u64),
        }
    }
}

/// The server's clock as the limiter wants it.
#[derive(Clone)]
struct LimiterClock(Arc<dyn Clock>);

impl GovernorClock for LimiterClock {
    type Instant = Duration;

    fn now(&self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.now().timestamp_millis()).unwrap_or(0))
    }
}

/// One limit, for each key of its own.
pub struct Gate<K: Clone + Eq + Hash> {
    limiter: RateLimiter<K, DashMapStateStore<K>, LimiterClock, NoOpMiddleware<Duration>>,
    kind: ProblemKind,
}

impl<K: Clone + Eq + Hash> Gate<K> {
    fn new(allowance: Allowance, clock: &Arc<dyn Clock>, kind: ProblemKind) -> Self {
        let burst = NonZeroU32::new(allowance.burst).unwrap_or(NonZeroU32::MIN);
        let period = Duration::from_secs(allowance.refill_s) / burst.get();
        let quota = Quota::with_period(period).unwrap_or(Quota::per_second(burst)).allow_burst(burst);
        let limiter = RateLimiter::new(quota, DashMapStateStore::default(), LimiterClock(Arc::clone(clock)));
        Self { limiter, kind }
    }

    /// Lets one through.
    ///
    /// # Errors
    /// A problem that says when to try again.
    pub fn pass(&self, key: &K) -> Result<(), Failure> {
        if self.limiter.len() > KEYS_MAX {
            self.limiter.retain_recent();
        }
        self.limiter.check_key(key).map_err(|until| {
            let wait = until.wait_time_from(self.limiter.clock().now());
            Failure::passing(self.kind, u32::try_from(wait.as_secs() + 1).unwrap_or(u32::MAX))
        })
    }
}

/// Every limit of the server, in force.
pub struct Limits {
    /// See [`Allowances::lookups`].
    pub lookups: Gate<AddressKey>,
    /// See [`Allowances::sign_ins`].
    pub sign_ins: Gate<AddressKey>,
    /// See [`Allowances::enrolments`].
    pub enrolments: Gate<AddressKey>,
    /// See [`Allowances::enrolments`].
    pub enrolment_codes: Gate<PersonId>,
    /// See [`Allowances::sessions`].
    pub sessions: Gate<AddressKey>,
    /// See [`Allowances::pushes`].
    pub pushes: Gate<PersonId>,
    /// See [`Allowances::photos`].
    pub photos: Gate<PersonId>,
    /// See [`Allowances::address_photos`].
    pub address_photos: Gate<AddressKey>,
    /// See [`Allowances::reads`].
    pub reads: Gate<AddressKey>,
}

impl Limits {
    /// These allowances on this clock.
    #[must_use]
    pub fn new(allowances: Allowances, clock: &Arc<dyn Clock>) -> Self {
        let limited = ProblemKind::RateLimited;
        Self {
            lookups: Gate::new(allowances.lookups, clock, limited),
            sign_ins: Gate::new(allowances.sign_ins, clock, limited),
            enrolments: Gate::new(allowances.enrolments, clock, limited),
            enrolment_codes: Gate::new(allowances.enrolments, clock, limited),
            sessions: Gate::new(allowances.sessions, clock, limited),
            pushes: Gate::new(allowances.pushes, clock, limited),
            photos: Gate::new(allowances.photos, clock, ProblemKind::PhotoQuota),
            address_photos: Gate::new(allowances.address_photos, clock, ProblemKind::PhotoQuota),
            reads: Gate::new(allowances.reads, clock, limited),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};

    use super::*;
    use crate::clock::ManualClock;

    #[test]
    fn a_burst_passes_then_waits_for_the_clock_and_keys_are_apart() {
        let clock: Arc<dyn Clock> = Arc::new(ManualClock::at(DateTime::UNIX_EPOCH + TimeDelta::days(20_000)));
        let gate = Gate::new(Allowance { burst: 3, refill_s: 30 }, &clock, ProblemKind::RateLimited);
        for _ in 0..3 {
            assert_eq!(gate.pass(&"a"), Ok(()));
        }
        assert_eq!(gate.pass(&"a"), Err(Failure::passing(ProblemKind::RateLimited, 11)));
        assert_eq!(gate.pass(&"b"), Ok(()));
        clock.advance(TimeDelta::seconds(10));
        assert_eq!(gate.pass(&"a"), Ok(()));
        assert!(gate.pass(&"a").is_err());
    }

    #[test]
    fn one_household_is_one_address() {
        let key = |text: &str| AddressKey::from(text.parse::<IpAddr>().unwrap());
        assert_eq!(key("2001:db8:1:2::1"), key("2001:db8:1:2:ffff::9"));
        assert_ne!(key("2001:db8:1:2::1"), key("2001:db8:1:3::1"));
        assert_eq!(key("::ffff:192.0.2.1"), key("192.0.2.1"));
        assert_ne!(key("192.0.2.1"), key("192.0.2.2"));
    }
}
