//! Whom the server takes this browser for, and what happens on the device when that changes.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use weft::actor::Actor;
use weft::id::PersonId;
use weft::text::Text;
use weft::wire::SessionInfo;

use crate::outbox::Account;

/// Smallest change of the difference between the clocks that counts, milliseconds: less is the journey of an answer.
pub const SKEW_MS_MIN: i64 = 2_000;

/// Who uses the app, for pages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SessionState {
    /// The database is not open yet.
    #[default]
    Unknown,
    /// Somebody without an account.
    Anonymous(Actor),
    /// Somebody who signed in.
    Staff {
        /// Who acts.
        actor: Actor,
        /// The name to show.
        name: String,
    },
}

impl SessionState {
    /// Who acts, once known.
    #[must_use]
    pub const fn actor(&self) -> Option<&Actor> {
        match self {
            Self::Unknown => None,
            Self::Anonymous(actor) | Self::Staff { actor, .. } => Some(actor),
        }
    }

    /// Whether somebody signed in.
    #[must_use]
    pub const fn is_signed_in(&self) -> bool {
        matches!(self, Self::Staff { .. })
    }
}

/// Whom this device works for, kept so that it can start without a network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Who acts.
    pub actor: Actor,
    /// The account's name; none without an account.
    pub name: Option<String>,
    /// The county's name, empty until the server told it.
    pub county: Text,
    /// Whether the server knows this person. Before a browser's first push the id is the device's own guess.
    pub known: bool,
    /// The server's clock minus the device's, milliseconds.
    pub skew_ms: i64,
}

/// What a new word from the server means for the device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The same person, perhaps with other roles.
    Same,
    /// Another person: what the former one alone may see must go.
    Switched,
}

impl Identity {
    /// Somebody without an account, whom the server has not seen yet.
    #[must_use]
    pub fn anonymous(person: PersonId) -> Self {
        Self { actor: Actor::resident(person), name: None, county: Text::default(), known: false, skew_ms: 0 }
    }

    /// The account under which commands are made now.
    #[must_use]
    pub const fn account(&self) -> Account {
        match self.name {
            Some(_) => Account::Person(self.actor.person),
            None => Account::Anonymous,
        }
    }

    /// Whom the server would make an answer for if it takes this browser for the same: see [`Actor::mark`].
    #[must_use]
    pub fn mark(&self) -> uuid::Uuid {
        if self.known { self.actor.mark() } else { Actor::nobody().mark() }
    }

    /// The county's clock: the device's, corrected by what the server said.
    #[must_use]
    pub fn now(&self, device: DateTime<Utc>) -> DateTime<Utc> {
        device.checked_add_signed(chrono::TimeDelta::milliseconds(self.skew_ms)).unwrap_or(device)
    }

    /// What pages see.
    #[must_use]
    pub fn state(&self) -> SessionState {
        match &self.name {
            Some(name) => SessionState::Staff { actor: self.actor.clone(), name: name.clone() },
            None => SessionState::Anonymous(self.actor.clone()),
        }
    }

    /// What the server's word makes of this identity. `device` is the device's clock when the word came.
    #[must_use]
    pub fn told(&self, info: &SessionInfo, device: DateTime<Utc>) -> (Self, Change) {
        let nobody = info.actor.is_nobody();
        let mut next = Self {
            actor: info.actor.clone(),
            name: info.name.clone(),
            county: info.county.clone(),
            known: !nobody,
            skew_ms: (info.now - device).num_milliseconds(),
        };
        if (self.skew_ms - next.skew_ms).abs() < SKEW_MS_MIN {
            next.skew_ms = self.skew_ms;
        }
        let other = self.known && next.known && self.actor.person != next.actor.person;
        if self.account() != next.account() || other {
            return (next, Change::Switched);
        }
        if nobody {
            next.actor.person = self.actor.person;
        }
        (next, Change::Same)
    }

    /// After signing out, or when the server no longer knows the session: somebody new without an account.
    #[must_use]
    pub fn signed_out(&self, fresh: PersonId) -> Self {
        Self { county: self.county.clone(), skew_ms: self.skew_ms, ..Self::anonymous(fresh) }
    }
}

#[cfg(test)]
mod tests {
    use weft::id::PersonId;

    use super::*;

    fn device() -> DateTime<Utc> {
        DateTime::from_timestamp_millis(1_000_000).unwrap()
    }

    fn info(person: PersonId, name: Option<&str>) -> SessionInfo {
        SessionInfo {
            actor: Actor::resident(person),
            name: name.map(str::to_owned),
            now: device() + chrono::TimeDelta::hours(1),
            county: Text::new("测试县", "Test County"),
        }
    }

    #[test]
    fn the_server_s_id_replaces_the_guess_without_a_switch() {
        let guess = Identity::anonymous(PersonId::named("guess"));
        let (told, change) = guess.told(&info(PersonId::named("real"), None), device());
        assert_eq!((told.actor.person, told.known, change), (PersonId::named("real"), true, Change::Same));
    }

    #[test]
    fn a_server_that_knows_nobody_leaves_the_guess() {
        let guess = Identity::anonymous(PersonId::named("guess"));
        let (told, change) = guess.told(&info(Actor::nobody().person, None), device());
        assert_eq!((told.actor.person, told.known, change), (PersonId::named("guess"), false, Change::Same));
    }

    #[test]
    fn signing_in_and_an_expired_session_are_switches() {
        let guess = Identity::anonymous(PersonId::named("guess"));
        let (staff, change) = guess.told(&info(PersonId::named("staff"), Some("测试员甲")), device());
        assert_eq!(change, Change::Switched);
        assert_eq!(staff.account(), Account::Person(PersonId::named("staff")));
        assert_eq!(staff.told(&info(PersonId::named("real"), None), device()).1, Change::Switched);
    }

    #[test]
    fn a_journey_of_a_second_is_no_difference_of_clocks() {
        let (told, _) =
            Identity::anonymous(PersonId::named("guess")).told(&info(PersonId::named("real"), None), device());
        let later = device() - chrono::TimeDelta::seconds(1);
        assert_eq!(told.told(&info(PersonId::named("real"), None), later).0, told);
    }

    #[test]
    fn a_device_clock_an_hour_slow_is_put_right_by_the_server_s() {
        let (told, _) =
            Identity::anonymous(PersonId::named("guess")).told(&info(PersonId::named("real"), None), device());
        assert_eq!(told.now(device()), device() + chrono::TimeDelta::hours(1));
    }
}
