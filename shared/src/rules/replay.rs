//! Replay: what two rulebooks make of the same past matters, so that a change can be judged by what it would have done.
//!
//! Matters are fed one by one; memory stays bounded however many there are. Everything is counted, and of the differences so many are
//! kept as [`KEPT_MAX`] and [`GROUP_KEPT_MAX`] allow. What a rulebook says is what [`Rulebook::route`] says of those facts that it
//! has a word for; only what follows from the rule and the place, not from the hour, is remembered between matters.
//!
//! Nobody knows how people would have worked under other rules. A matter that was settled at some hour is taken to have been settled at
//! that hour, whoever would have had it, and what was not settled in time to have gone up rung by rung, each counted from when the one
//! below ran out.

mod change;
mod judge;
mod kept;
mod summary;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::id::{PersonId, TicketId, UnitId};
use crate::org::{Directory, Post, Tier};

use super::{Case, Key, Rulebook, Undecided, Weight};
use judge::{Judge, Places};
use kept::Kept;
use summary::Tally;

pub use change::{Change, Changes};
pub use kept::{Filter, GROUP_KEPT_MAX, KEPT_MAX, KIND_KEPT_MAX};
pub use summary::{Breaches, CategoryCount, Load, Move, PlaceCount, REASONS_MAX, ROWS_MAX, Seat, Summary, UNITS_MAX};

/// Most cases and most answers remembered between matters; beyond that they are decided anew, which is slower and nothing else.
pub const REMEMBERED_MAX: usize = 250_000;

/// Where a matter comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// A ticket.
    Ticket(TicketId),
    /// A line of a file, the heading being 1.
    Line(u64),
    /// A ticket that the reader may not know more of.
    Withheld,
}

/// A matter of the past.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    /// Where it comes from.
    pub origin: Origin,
    /// What it was about. The kind of compound is taken from the unit where there is a directory.
    pub case: Case,
    /// Where it was.
    pub unit: UnitId,
    /// When it was reported.
    pub created: DateTime<Utc>,
    /// When somebody accepted it, if that is known.
    pub accepted: Option<DateTime<Utc>>,
    /// When it was settled, if that is known.
    pub closed: Option<DateTime<Utc>>,
}

/// What a rulebook makes of a matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Somebody answers.
    Decided(Box<Foreseen>),
    /// Nobody does.
    Undecided(Undecided),
}

/// Who would have answered, and until when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Foreseen {
    /// The rule.
    pub rule: Key,
    /// Small or big.
    pub weight: Weight,
    /// The level that answers.
    pub tier: Tier,
    /// The post there.
    pub post: Post,
    /// The unit. Without a directory that in which the matter was.
    pub unit: UnitId,
    /// Who held the post or stood in, where a directory knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// Whether that was a stand-in.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub stand_in: bool,
    /// Departments brought in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub joint: Vec<UnitId>,
    /// Services brought in that no department provides there; without a directory all that are brought in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub absent: Vec<Key>,
    /// The ladder.
    pub ladder: Key,
    /// The limits, rung by rung from whoever answers first, as far as the calendar goes.
    pub dues: Vec<Due>,
    /// How many of the rungs had run out when it was settled; none if it is not known when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missed: Option<u8>,
    /// Whether it was accepted too late; none if it is not known when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted_late: Option<bool>,
}

/// The limits at one rung.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// The level.
    pub tier: Tier,
    /// Accept until.
    pub acknowledge_by: DateTime<Utc>,
    /// Resolve until.
    pub resolve_by: DateTime<Utc>,
}

/// A matter of which two rulebooks make something else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// Where it comes from.
    pub origin: Origin,
    /// The category.
    pub category: Key,
    /// Where it was, with all units above, nearest first.
    pub place: Vec<UnitId>,
    /// When it was reported.
    pub created: DateTime<Utc>,
    /// When it was settled, if that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<DateTime<Utc>>,
    /// How they differ.
    pub changes: Changes,
    /// What the one makes of it.
    pub from: Verdict,
    /// What the other makes of it.
    pub to: Verdict,
}

/// A comparison of two rulebooks under way.
pub struct Replay {
    judges: [Judge; 2],
    places: Places,
    tally: Tally,
    kept: Kept,
}

impl Replay {
    /// Begins. Without units in the directory only levels, posts and dates are compared, and a matter may lie in any unit.
    #[must_use]
    pub fn new(from: Arc<Rulebook>, to: Arc<Rulebook>, org: Arc<Directory>) -> Self {
        Self::remembering(REMEMBERED_MAX, from, to, org)
    }

    fn remembering(max: usize, from: Arc<Rulebook>, to: Arc<Rulebook>, org: Arc<Directory>) -> Self {
        let same_calendar = from.calendar == to.calendar;
        let judges = [Judge::new(from, Arc::clone(&org), max), Judge::new(to, Arc::clone(&org), max)];
        Self { judges, places: Places::new(org), tally: Tally::new(same_calendar), kept: Kept::default() }
    }

    /// Takes in a matter. How the two books differ on it is returned only if it was kept.
    pub fn add(&mut self, past: Past) -> Option<&Difference> {
        let place = self.places.of(past.unit);
        let mut case = past.case;
        let known = place.and_then(|place| self.places.get(place));
        if let Some(known) = known {
            case.compound = known.compound.or(case.compound);
        }
        let asked = judge::Asked {
            case: &case,
            unit: past.unit,
            place: place.zip(known),
            created: past.created,
            accepted: past.accepted,
            closed: past.closed,
        };
        let [from, to] = &mut self.judges;
        from.judge(&asked, None);
        to.judge(&asked, self.tally.same_calendar.then_some(&*from));
        let changes = change::between(from, to);
        self.tally.count(&case.category, past.unit, [from, to], changes);
        if changes.is_empty() || !self.kept.wants(changes, &case.category, past.unit) {
            return None;
        }
        let path = known.map_or_else(|| vec![past.unit], |known| known.path.clone());
        self.kept.keep(Difference {
            origin: past.origin,
            category: case.category,
            place: path,
            created: past.created,
            closed: past.closed,
            changes,
            from: from.verdict(),
            to: to.verdict(),
        })
    }

    /// How many matters were taken in.
    #[must_use]
    pub fn seen(&self) -> u64 {
        self.tally.seen
    }

    /// Of how many the two books make something else.
    #[must_use]
    pub fn differing(&self) -> u64 {
        self.tally.differing
    }

    /// What has come of it so far.
    #[must_use]
    pub fn summary(&self) -> Summary {
        self.tally.summary(&self.judges, self.kept.len())
    }

    /// The differences that were kept, in the order of the matters.
    #[must_use]
    pub fn differences(&self) -> &[Difference] {
        self.kept.all()
    }
}
