//! The rulebook: categories, calendar, decision tables, ladders and stand-ins of a county, as one versioned document.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;
use crate::id::UnitId;
use crate::org::{Directory, Holder, Post, Tier};
use crate::text::Text;

/// A rulebook.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Rulebook {
    /// Counts up with every publication.
    pub version: u32,
    /// Its title.
    pub title: Text,
    /// First day on which it decides.
    pub effective_from: NaiveDate,
    /// Working days and hours.
    pub calendar: Calendar,
    /// Two levels of categories.
    pub categories: Vec<Category>,
    /// Further facts the tables may ask for, beside the built-in ones.
    pub facts: Vec<FactDef>,
    /// Decision tables; the ticket table is named `ticket`.
    pub tables: Vec<DecisionTable>,
    /// Escalation ladders.
    pub ladders: Vec<Ladder>,
    /// Who stands in when a post is empty, in this order.
    pub stand_ins: Vec<StandIn>,
    /// Limits that are not a table's.
    pub settings: Settings,
}

/// Limits of the ticket's life that are not in a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Days of silence after which a resolved ticket closes.
    pub silence_days: u16,
    /// Days a paused ticket waits for the resident before the clock runs on.
    pub wait_days: u16,
    /// Distance within which a ticket counts as a possible duplicate, metres.
    pub duplicate_radius_m: u32,
    /// Age within which a ticket counts as a possible duplicate, days.
    pub duplicate_days: u16,
    /// Days after closing in which it can be rated or reopened.
    pub rate_days: u16,
}

impl Default for Settings {
    fn default() -> Self {
        Self { silence_days: 7, wait_days: 5, duplicate_radius_m: 50, duplicate_days: 14, rate_days: 30 }
    }
}

/// A stable name inside the rulebook, such as `noise.night` or `fire`.
pub type Key = String;

/// What a matter is about. First level has no parent; only second-level categories can be chosen where there are any.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category {
    /// Its stable name; a second-level one is `first.second`.
    pub key: Key,
    /// The first-level category it belongs to.
    pub parent: Option<Key>,
    /// Its title.
    pub title: Text,
    /// One line of help.
    pub hint: Text,
    /// Facts asked for in this category, in order.
    pub questions: Vec<Question>,
}

/// A question of a category: fills one fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// The fact it fills.
    pub fact: Key,
    /// As asked of a resident.
    pub ask: Text,
    /// Whether it must be answered.
    pub required: bool,
}

/// A fact that a decision may depend on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactDef {
    /// Its stable name.
    pub key: Key,
    /// Its title.
    pub title: Text,
    /// Its type.
    pub kind: FactKind,
}

/// The type of a fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FactKind {
    /// One of these.
    Choice {
        /// Allowed values.
        options: Vec<Choice>,
    },
    /// A whole number between these, inclusive.
    Integer {
        /// Smallest.
        min: i64,
        /// Largest.
        max: i64,
    },
    /// Yes or no.
    Boolean,
}

/// A value of a choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Its stable name.
    pub key: Key,
    /// Its title.
    pub title: Text,
}

/// A value of a fact.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum FactValue {
    /// Yes or no.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A choice or category.
    Choice(Key),
}

/// What is known of a matter beside its category.
pub type Facts = BTreeMap<Key, FactValue>;

/// Routine or emergency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// 平.
    #[default]
    Routine,
    /// 急.
    Emergency,
}

/// Small or big matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// 小事: grid members and the community settle it.
    Small,
    /// 大事: goes up level by level, with departments.
    Big,
}

/// A decision table as in DMN.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionTable {
    /// Its name.
    pub key: Key,
    /// How rules that match together are treated.
    pub hit: HitPolicy,
    /// The facts it looks at: `category`, `mode`, `compound`, or a [`FactDef`]'s key.
    pub columns: Vec<Key>,
    /// Its rules, in order.
    pub rules: Vec<Rule>,
}

/// DMN hit policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HitPolicy {
    /// At most one rule matches any case.
    Unique,
    /// The first rule that matches decides.
    First,
}

/// One row of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// Its stable name, shown in explanations.
    pub id: Key,
    /// One test for each column, in order.
    pub when: Vec<Test>,
    /// What follows.
    pub then: Outcome,
    /// Why the county decided so.
    pub note: Text,
}

/// A DMN unary test.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Test {
    /// `-`: always holds, also when the fact is not known.
    Any,
    /// One of these; a first-level category stands for all below it.
    In(Vec<Key>),
    /// None of these.
    NotIn(Vec<Key>),
    /// A whole number between these, inclusive; an absent end is open.
    Between(Option<i64>, Option<i64>),
    /// Yes or no.
    Is(bool),
}

/// What a rule decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Small or big.
    pub weight: Weight,
    /// The level that is responsible first.
    pub tier: Tier,
    /// The post at that level.
    pub post: Post,
    /// Departments brought in at once, by service.
    pub joint: Vec<Key>,
    /// The ladder that sets the limits.
    pub ladder: Key,
}

/// An escalation ladder: from rung to rung when time is up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ladder {
    /// Its stable name.
    pub key: Key,
    /// Its title.
    pub title: Text,
    /// Its rungs, lowest first; the last one has nobody above.
    pub rungs: Vec<Rung>,
}

/// One level of a ladder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rung {
    /// The level.
    pub tier: Tier,
    /// The post at that level.
    pub post: Post,
    /// Time until it must be accepted.
    pub acknowledge: Limit,
    /// Time until it must be resolved.
    pub resolve: Limit,
}

/// A length of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    /// How many.
    pub amount: u32,
    /// Of what.
    pub unit: LimitUnit,
}

/// How a length of time is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitUnit {
    /// Elapsed minutes.
    Minutes,
    /// Elapsed hours.
    Hours,
    /// Elapsed days.
    Days,
    /// Hours within the county's working hours.
    WorkingHours,
    /// Whole working days: until the end of the n-th working day after this one.
    WorkingDays,
}

/// Who stands in for an empty post: tried in order until one is held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandIn {
    /// The level of the empty post.
    pub tier: Tier,
    /// The empty post.
    pub post: Post,
    /// Where to look, in order: a level on the path up and a post there.
    pub instead: Vec<(Tier, Post)>,
}

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
    /// The unit responsible, with all units above it, nearest first.
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
}

/// Why there is no decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "undecided", rename_all = "snake_case")]
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

impl Rulebook {
    /// Decides who answers for a matter.
    ///
    /// # Errors
    /// See [`Undecided`].
    pub fn route(&self, _matter: &Matter<'_>, _org: &Directory) -> Result<Decision, Undecided> {
        Err(Undecided::NoRule)
    }

    /// The charge at a rung of a ladder for a unit, counted from `at`.
    ///
    /// # Errors
    /// See [`Undecided`].
    pub fn charge(
        &self,
        _ladder: &str,
        _rung: u8,
        _unit: UnitId,
        _at: DateTime<Utc>,
        _org: &Directory,
    ) -> Result<Charge, Undecided> {
        Err(Undecided::NoRule)
    }
}
