//! What can be wrong with a rulebook: data, with a sentence for people.

mod about;
mod named;
mod text;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::id::UnitId;
use crate::org::{Post, Tier};
use crate::text::Text;

pub use about::{About, Part, Place, Severity};

use super::{CameOut, Case, Expected, Key, Repair, Rule, Rulebook, TICKET_TABLE, Test};

/// One thing that is wrong with a rulebook. `at` and `rule` say where, as a path of names such as `ticket/R-012`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// Two members of a part have the same name.
    Duplicate {
        /// The part.
        part: Part,
        /// The name.
        name: Key,
    },
    /// A name that nothing has.
    Dangling {
        /// What it should name.
        part: Part,
        /// The name.
        name: Key,
        /// Where it is used.
        at: String,
    },
    /// A part has more members than are allowed.
    TooMany {
        /// The part.
        part: Part,
        /// How many may be.
        max: usize,
    },
    /// A text is empty in one of the languages.
    MissingText {
        /// Where.
        at: String,
    },
    /// There is no table `ticket`.
    NoTicketTable,
    /// A rule has another number of tests than its table has columns.
    TestCount {
        /// The rule.
        rule: String,
        /// Columns.
        columns: usize,
        /// Tests.
        tests: usize,
    },
    /// A test does not fit the type of its column.
    TestType {
        /// The rule.
        rule: String,
        /// The column.
        column: Key,
    },
    /// A test that no value passes.
    EmptyTest {
        /// The rule.
        rule: String,
        /// The column.
        column: Key,
    },
    /// A rule's ladder has no rung for the rule's level.
    NoRung {
        /// The rule.
        rule: String,
        /// The ladder.
        ladder: Key,
        /// The level.
        tier: Tier,
    },
    /// A ladder without rungs.
    EmptyLadder {
        /// The ladder.
        ladder: Key,
    },
    /// A rung that is not above the one before.
    RungNotAbove {
        /// The ladder.
        ladder: Key,
        /// The rung, from 0.
        rung: usize,
    },
    /// A limit of nothing, or longer than can be meant.
    BadLimit {
        /// The ladder.
        ladder: Key,
        /// The rung, from 0.
        rung: usize,
    },
    /// A tier that is no level between compound and county.
    NotALevel {
        /// Where.
        at: String,
        /// The tier.
        tier: Tier,
    },
    /// A fact whose range or choice is empty.
    EmptyFact {
        /// The fact.
        fact: Key,
    },
    /// A category below one that is itself second-level, or whose name does not begin with that of its parent.
    CategoryMisplaced {
        /// The category.
        category: Key,
    },
    /// No rule can ever match this category.
    CategoryUnreached {
        /// The category.
        category: Key,
    },
    /// A stand-in from a level below: it could not act for the unit above.
    StandInBelow {
        /// The level of the empty post.
        tier: Tier,
        /// The empty post.
        post: Post,
    },
    /// Followed to its last stand-in, and on from there, the post comes back to itself.
    StandInCircle {
        /// The level of the empty post.
        tier: Tier,
        /// The empty post.
        post: Post,
    },
    /// Working hours are missing, empty or out of order.
    BadHours,
    /// A year without the number of its notice.
    NoNotice {
        /// The year.
        year: i32,
    },
    /// A holiday ends before it begins, is too long or overlaps another.
    BadHoliday {
        /// Its first day.
        from: NaiveDate,
    },
    /// A make-up day that is a holiday, or a working day anyway.
    BadMakeUp {
        /// The day.
        day: NaiveDate,
    },
    /// What was done under earlier rules would be judged by them for longer than is allowed.
    LongGrace {
        /// Most days.
        max: u16,
    },
    /// The calendar does not cover the year in which the rulebook begins.
    YearNotCovered {
        /// The year.
        year: i32,
    },
    /// A case that no rule of the table decides.
    Gap {
        /// The table.
        table: Key,
        /// The case. No fact of it can be left out, unless that makes it a case of another gap.
        case: Case,
        /// What would fill it, and more of its kind with it.
        repair: Option<Repair>,
    },
    /// Two rules of a table in which only one may match both match, though with the same outcome.
    Overlap {
        /// The table.
        table: Key,
        /// The two.
        rules: [Key; 2],
        /// A case that both match.
        case: Case,
    },
    /// Two rules of a table in which only one may match both match, with different outcomes.
    Conflict {
        /// The table.
        table: Key,
        /// The two.
        rules: [Key; 2],
        /// A case that both match.
        case: Case,
    },
    /// An [`Finding::Overlap`] with a rule that matches nothing but what the other matches too.
    Subsumed {
        /// The table.
        table: Key,
        /// The rule.
        rule: Key,
        /// The other.
        by: Key,
        /// A case that both match.
        case: Case,
    },
    /// A rule that never decides, because rules before it match whatever it matches.
    Masked {
        /// The table.
        table: Key,
        /// The rule.
        rule: Key,
        /// The rules before it. None of them can be left out, as far as that could be decided.
        by: Vec<Key>,
        /// A case that it matches and a rule before it decides.
        case: Case,
    },
    /// A rule that matches cases which a rule before it decides otherwise. Often meant so: an exception before what is general.
    PartlyMasked {
        /// The table.
        table: Key,
        /// The rule.
        rule: Key,
        /// The rule before it.
        by: Key,
        /// A case that it matches and the other decides.
        case: Case,
    },
    /// A rule whose cases a later one would decide the same.
    Redundant {
        /// The table.
        table: Key,
        /// The rule.
        rule: Key,
        /// The later one.
        by: Key,
    },
    /// Two rules that could be one.
    Mergeable {
        /// The table.
        table: Key,
        /// The two.
        rules: [Key; 2],
        /// The only column in which they differ.
        column: Key,
        /// The test of both there.
        test: Test,
    },
    /// A rule that tests a fact which none of its categories asks for.
    Unasked {
        /// The table.
        table: Key,
        /// The rule.
        rule: Key,
        /// The column.
        column: Key,
    },
    /// A question about a table was not decided within the limit.
    Undecided {
        /// The table.
        table: Key,
        /// The question.
        about: About,
        /// The rules in question; none for the whole table.
        rules: Vec<Key>,
    },
    /// There are more findings of a kind than are listed.
    More {
        /// The table.
        table: Key,
        /// The kind.
        about: About,
        /// How many more.
        more: usize,
    },
    /// Somebody further up would have less time than somebody below.
    LimitShrinks {
        /// The ladder.
        ladder: Key,
        /// The upper rung, from 0.
        rung: usize,
        /// Counted from this moment, the upper rung's time is up before the lower one's.
        at: DateTime<Utc>,
    },
    /// A limit cannot be counted, because the calendar ends before.
    LimitNotCovered {
        /// The ladder.
        ladder: Key,
        /// The rung, from 0.
        rung: usize,
        /// The year that is missing.
        year: i32,
    },
    /// A rule's ladder has no level that there is on the way from a grid up.
    NoLevelThere {
        /// The rule or ladder.
        at: String,
        /// The ladder.
        ladder: Key,
        /// The grid.
        grid: UnitId,
    },
    /// A post that nobody holds and in which nobody stands in on the rulebook's first day.
    Vacant {
        /// The level.
        tier: Tier,
        /// The post.
        post: Post,
        /// A unit where it is so.
        unit: UnitId,
        /// In how many units it is so.
        units: usize,
        /// A grid below it, or itself, where the case would find nobody.
        grid: UnitId,
        /// The rule or ladder that needs the post.
        at: String,
        /// A case that the post would have to answer for, at once or when the time of those below is up.
        case: Option<Case>,
    },
    /// A named example that is not decided as expected.
    ExampleFails {
        /// Its name.
        example: Text,
        /// Its case.
        case: Case,
        /// What is expected.
        expected: Expected,
        /// What came out.
        came: Box<CameOut>,
    },
    /// Something is wrong with a charter.
    #[cfg(feature = "deliberation")]
    Charter {
        /// The charter; the table `proposal` where it is about how that leads to charters.
        charter: Key,
        /// What.
        fault: super::CharterFault,
    },
    /// Whoever was asked does not carry the proof.
    NotProven,
}

impl Finding {
    /// How bad it is.
    #[must_use]
    pub const fn severity(&self) -> Severity {
        match self {
            Self::PartlyMasked { .. } | Self::Redundant { .. } | Self::Mergeable { .. } => Severity::Advice,
            Self::Unasked { .. } => Severity::Warning,
            Self::Undecided { about, .. } | Self::More { about, .. } => match about {
                About::Gap | About::Overlap | About::Masked | About::Table => Severity::Error,
                About::Unasked => Severity::Warning,
                About::PartlyMasked | About::Redundant | About::Mergeable => Severity::Advice,
            },
            _ => Severity::Error,
        }
    }

    /// Where it is, as far as it is in a table.
    #[must_use]
    pub fn place(&self) -> Place {
        let place = |table: &Key, rules: &[Key], column: Option<&Key>| Place {
            table: Some(table.clone()),
            rules: rules.to_vec(),
            column: column.cloned(),
        };
        let path = |path: &str, column: Option<&Key>| match path.split_once('/') {
            Some((table, rule)) => place(&table.to_owned(), &[rule.to_owned()], column),
            None => Place { column: column.cloned(), ..Place::default() },
        };
        match self {
            Self::Gap { table, .. } => place(table, &[], None),
            Self::Overlap { table, rules, .. } | Self::Conflict { table, rules, .. } => place(table, rules, None),
            Self::Subsumed { table, rule, by, .. }
            | Self::Redundant { table, rule, by }
            | Self::PartlyMasked { table, rule, by, .. } => place(table, &[rule.clone(), by.clone()], None),
            Self::Masked { table, rule, by, .. } => {
                let rules: Vec<Key> = std::iter::once(rule).chain(by).cloned().collect();
                place(table, &rules, None)
            }
            Self::Mergeable { table, rules, column, .. } => place(table, rules, Some(column)),
            Self::Unasked { table, rule, column } => place(table, std::slice::from_ref(rule), Some(column)),
            Self::Undecided { table, rules, .. } => place(table, rules, None),
            Self::More { table, .. } => place(table, &[], None),
            Self::TestType { rule, column } | Self::EmptyTest { rule, column } => path(rule, Some(column)),
            Self::TestCount { rule, .. } | Self::NoRung { rule, .. } => path(rule, None),
            Self::Dangling { part: Part::Column, name, at } => place(at, &[], Some(name)),
            Self::Dangling { at, .. }
            | Self::MissingText { at }
            | Self::NotALevel { at, .. }
            | Self::NoLevelThere { at, .. }
            | Self::Vacant { at, .. } => path(at, None),
            Self::ExampleFails { came, .. } => match &**came {
                CameOut::Decided { rule, .. } => place(&TICKET_TABLE.to_owned(), std::slice::from_ref(rule), None),
                CameOut::Undecided(_) => place(&TICKET_TABLE.to_owned(), &[], None),
            },
            _ => Place::default(),
        }
    }

    /// The case that shows it.
    #[must_use]
    pub const fn counterexample(&self) -> Option<&Case> {
        match self {
            Self::Gap { case, .. }
            | Self::Overlap { case, .. }
            | Self::Conflict { case, .. }
            | Self::Subsumed { case, .. }
            | Self::Masked { case, .. }
            | Self::PartlyMasked { case, .. }
            | Self::ExampleFails { case, .. } => Some(case),
            Self::Vacant { case, .. } => case.as_ref(),
            #[cfg(feature = "deliberation")]
            Self::Charter { fault, .. } => fault.counterexample(),
            _ => None,
        }
    }

    /// What would mend it, if something can be suggested.
    #[must_use]
    pub fn repair(&self, book: &Rulebook) -> Option<Repair> {
        let remove = |table: &Key, rule: &Key| Some(Repair::Remove { table: table.clone(), rule: rule.clone() });
        match self {
            Self::Gap { repair, .. } => repair.clone(),
            Self::Subsumed { table, rule, .. }
            | Self::Masked { table, rule, .. }
            | Self::Redundant { table, rule, .. } => remove(table, rule),
            Self::Mergeable { table, rules, column, test } => {
                let known = book.table(table)?;
                let place = known.columns.iter().position(|name| name == column)?;
                let mut rule: Rule = known.rules.iter().find(|rule| rule.id == rules[0])?.clone();
                *rule.when.get_mut(place)? = test.clone();
                Some(Repair::Merge { table: table.clone(), rules: rules.clone(), rule: Box::new(rule) })
            }
            _ => None,
        }
    }
}
