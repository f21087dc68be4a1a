//! What a rulebook says: plain data.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::cached::Cached;
use crate::calendar::{Calendar, Limit};
use crate::decimal::Decimal;
use crate::org::{Post, Tier};
use crate::text::Text;

use super::example::Example;
use super::index::RuleIndex;
use super::{FactValue, Interval};

/// The table that routes tickets.
pub const TICKET_TABLE: &str = "ticket";
/// The table that says at which level a proposal is decided, and whether it is weighty.
pub const PROPOSAL_TABLE: &str = "proposal";

/// A rulebook. Evaluation keeps an index beside it: after a change in place call [`Rulebook::changed`]; a clone needs nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Rulebook {
    /// Counts up with every publication.
    pub version: u32,
    /// Its title.
    pub title: Text,
    /// First day on which it decides.
    pub effective_from: NaiveDate,
    /// Working days and hours.
    pub calendar: Calendar,
    /// Services of departments that rules may bring in.
    pub services: Vec<Service>,
    /// Two levels of categories.
    pub categories: Vec<Category>,
    /// Further facts the tables may ask for, beside the built-in `category`, `mode` and `compound`.
    pub facts: Vec<FactDef>,
    /// Decision tables; the ticket table is named `ticket`.
    pub tables: Vec<DecisionTable>,
    /// Escalation ladders.
    pub ladders: Vec<Ladder>,
    /// Who stands in when a post is empty, in this order.
    pub stand_ins: Vec<StandIn>,
    /// Limits that are not a table's.
    pub settings: Settings,
    /// Cases with what is expected of them: its tests.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<Example>,
    /// How proposals are deliberated, by level and kind of compound. The first that fits is taken.
    #[cfg(feature = "deliberation")]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub charters: Vec<super::Charter>,
    /// Computed from the rest. Leave it at its default.
    #[serde(skip)]
    pub index: Cached<RuleIndex>,
}

/// Limits of the ticket's life that are not in a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
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
    /// Days, counted from the day on which this or another rulebook took over, in which what people did under the rules before is still
    /// judged by those; 0 for not at all. The rulebook in force counts. At most [`GRACE_DAYS_MAX`].
    #[serde(default, skip_serializing_if = "is_none")]
    #[cfg_attr(test, schemars(range(max = 90)))]
    pub grace_days: u16,
}

/// Longest grace for what was done under earlier rules, days: a season, longer than any device is without a network.
pub const GRACE_DAYS_MAX: u16 = 90;

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
const fn is_none(days: &u16) -> bool {
    *days == 0
}

impl Default for Settings {
    fn default() -> Self {
        Self { silence_days: 7, wait_days: 5, duplicate_radius_m: 50, duplicate_days: 14, rate_days: 30, grace_days: 7 }
    }
}

/// A stable name inside the rulebook, such as `noise.night` or `fire`.
pub type Key = String;

/// A service that a department of the county provides, such as `fire`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Service {
    /// Its stable name, as departments carry it.
    pub key: Key,
    /// Its title.
    pub title: Text,
}

/// What a matter is about. First level has no parent; only second-level categories can be chosen where there are any.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
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
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
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
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
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
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
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
    /// A decimal number between these, inclusive.
    Decimal {
        /// Smallest.
        min: Decimal,
        /// Largest.
        max: Decimal,
        /// Most places behind the point.
        places: u8,
    },
    /// A day between these, inclusive.
    Date {
        /// First.
        min: NaiveDate,
        /// Last.
        max: NaiveDate,
    },
    /// A word or a few, which is one of those that a rule names or something else. It is kept in the log, so nothing about a person may
    /// be asked this way.
    Text {
        /// Most characters; there is at least one.
        chars_max: u16,
    },
}

/// A value of a choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Choice {
    /// Its stable name.
    pub key: Key,
    /// Its title.
    pub title: Text,
}

/// What is known of a matter beside its category.
pub type Facts = BTreeMap<Key, FactValue>;

/// Routine or emergency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// 平.
    #[default]
    Routine,
    /// 急.
    Emergency,
}

impl Mode {
    /// Both, in order.
    pub const ALL: [Self; 2] = [Self::Routine, Self::Emergency];

    /// Its name as a fact's value.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Routine => "routine",
            Self::Emergency => "emergency",
        }
    }
}

/// Small or big matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// 小事: grid members and the community settle it.
    Small,
    /// 大事: goes up level by level, with departments.
    Big,
}

/// A decision table as in DMN.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum HitPolicy {
    /// At most one rule matches any case.
    Unique,
    /// The first rule that matches decides.
    First,
}

/// One row of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Test {
    /// `-`: always holds, also when the fact is not known. No other test holds when the fact is not known.
    Any,
    /// One of these values or texts; a first-level category stands for all below it.
    In(Vec<Key>),
    /// None of these.
    NotIn(Vec<Key>),
    /// A whole number between these, inclusive; an absent end is open.
    Between(Option<i64>, Option<i64>),
    /// Yes or no.
    Is(bool),
    /// A number or day in one of these intervals, or in none of them.
    Within {
        /// The intervals.
        any: Vec<Interval>,
        /// Whether it must be in none of them.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        not: bool,
    },
}

/// What a rule decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
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
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
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
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
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

/// Who stands in for an empty post: tried in order until one is held. Stand-ins of stand-ins are not looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct StandIn {
    /// The level of the empty post.
    pub tier: Tier,
    /// The empty post.
    pub post: Post,
    /// Where to look, in order: the same level or one above it, and a post there.
    pub instead: Vec<(Tier, Post)>,
}

impl Rulebook {
    /// The category of this name.
    #[must_use]
    pub fn category(&self, key: &str) -> Option<&Category> {
        self.categories.iter().find(|category| category.key == key)
    }

    /// The categories directly below, or those of the first level.
    pub fn categories_under(&self, parent: Option<&str>) -> impl Iterator<Item = &Category> {
        self.categories.iter().filter(move |category| category.parent.as_deref() == parent)
    }

    /// Whether a matter can be given this category: it has none below it.
    #[must_use]
    pub fn is_choosable(&self, category: &Category) -> bool {
        self.categories_under(Some(&category.key)).next().is_none()
    }

    /// The definition of a fact.
    #[must_use]
    pub fn fact(&self, key: &str) -> Option<&FactDef> {
        self.facts.iter().find(|fact| fact.key == key)
    }

    /// The table of this name.
    #[must_use]
    pub fn table(&self, key: &str) -> Option<&DecisionTable> {
        self.tables.iter().find(|table| table.key == key)
    }

    /// The ladder of this name.
    #[must_use]
    pub fn ladder(&self, key: &str) -> Option<&Ladder> {
        self.ladders.iter().find(|ladder| ladder.key == key)
    }

    /// Forgets what was computed from it. To be called after a change in place.
    pub fn changed(&mut self) {
        self.index.forget();
        self.calendar.changed();
    }
}
