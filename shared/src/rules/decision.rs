//! What is asked of a rulebook, and what it answers.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::calendar::{CalendarError, DaysCounted, Limit};
use crate::id::UnitId;
use crate::org::{Holder, Post, Tier};
use crate::text::Text;

use super::{FactValue, Facts, Key, Mode, Weight};

/// What is to be decided.
#[derive(Clone, Copy, Debug)]
pub struct Matter<'a> {
    /// The category.
    pub category: &'a str,
    /// What else is known.
    pub facts: &'a Facts,
    /// The grid (or other unit) where it is.
    pub unit: UnitId,
    /// Routine or emergency.
    pub mode: Mode,
    /// When it was reported.
    pub at: DateTime<Utc>,
}

/// A decision: outcomes, not references, so that the log never routes again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Small or big.
    pub weight: Weight,
    /// Who answers now, at which rung.
    pub charge: Charge,
    /// Departments brought in.
    pub joint: Vec<UnitId>,
    /// Why.
    pub why: Why,
}

/// Who answers for a matter, and until when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charge {
    /// The unit responsible, with all units above it, nearest first. With a stand-in it is still the unit whose post is empty.
    pub path: Vec<UnitId>,
    /// Who holds the post, or stands in.
    pub holder: Holder,
    /// Whether the post itself was empty and this is a stand-in.
    pub stand_in: bool,
    /// The ladder.
    pub ladder: Key,
    /// The rung, from 0.
    pub rung: u8,
    /// Whether there is nobody above.
    pub last: bool,
    /// Accept until.
    pub acknowledge_by: DateTime<Utc>,
    /// Resolve until.
    pub resolve_by: DateTime<Utc>,
}

/// Why a decision came out as it did: data, rendered by [`Why::text`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Why {
    /// The rulebook version.
    pub rules_version: u32,
    /// The table.
    pub table: Key,
    /// The rule that matched.
    pub rule: Key,
    /// The county's reason for the rule.
    pub note: Text,
    /// The facts the rule tested, with their values.
    pub facts: Vec<(Key, FactValue)>,
    /// How the time to resolve was counted.
    pub limit: Limit,
    /// Whether a stand-in answers because the post is empty.
    pub stand_in: bool,
    /// When it was reported: what the limits count from.
    pub from: DateTime<Utc>,
    /// Which days the time to resolve skipped, if it was counted in working time.
    pub counted: DaysCounted,
    /// Services the rule brings in that no department provides here.
    pub absent: Vec<Key>,
    /// How the time to accept was counted; explanations recorded before that was kept have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accept: Option<Counted>,
    /// The empty post, where a stand-in answers; explanations recorded before that was kept have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub empty: Option<Post>,
}

/// How a time was counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// The time.
    pub limit: Limit,
    /// Which days it skipped, if it was counted in working time.
    pub days: DaysCounted,
}

/// Why there is no decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Undecided {
    /// No such category, or a first-level one where a second-level one must be chosen.
    #[error("unknown category {category}")]
    UnknownCategory {
        /// As given.
        category: Key,
    },
    /// A required question was not answered.
    #[error("missing fact {fact}")]
    MissingFact {
        /// Which.
        fact: Key,
    },
    /// A fact is unknown, of the wrong type or out of range.
    #[error("bad fact {fact}")]
    BadFact {
        /// Which.
        fact: Key,
    },
    /// No rule matches.
    #[error("no rule matches")]
    NoRule,
    /// More than one rule of a table matches in which only one may.
    #[error("rules {first} and {second} both match")]
    Ambiguous {
        /// The first that matches.
        first: Key,
        /// The next.
        second: Key,
    },
    /// The rulebook names a table, ladder or level that is not there.
    #[error("the rulebook names {name}, which does not exist")]
    Dangling {
        /// What it names.
        name: Key,
    },
    /// Nobody holds the post and nobody stands in.
    #[error("nobody holds {post:?} at {tier:?}")]
    NobodyThere {
        /// The level.
        tier: Tier,
        /// The post.
        post: Post,
    },
    /// The unit is not known.
    #[error("unknown unit")]
    UnknownUnit,
    /// The calendar does not cover the year.
    #[error("the calendar does not cover {year}")]
    NoCalendar {
        /// Which year.
        year: i32,
    },
}

impl From<CalendarError> for Undecided {
    fn from(error: CalendarError) -> Self {
        match error {
            CalendarError::YearNotCovered(year) => Self::NoCalendar { year },
            CalendarError::NoWorkingHours => Self::Dangling { name: "calendar.hours".to_owned() },
            CalendarError::TooFar => Self::NoCalendar { year: NaiveDate::MAX.year() },
        }
    }
}
