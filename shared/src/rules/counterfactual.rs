//! What would have to differ for another level to be responsible: the smallest change of a case, found by the tests of the table itself.
//!
//! The category stays as it is; what can change are the answers to its questions, the mode and the kind of compound. An answer can be given
//! or become another one, but not be taken back. Values are cut where a rule that can still match tells them apart, so that trying one
//! value of each piece tries them all. Fewer changes come first, and then answers before circumstances, and then nearer numbers.

pub(super) mod search;
mod text;

use serde::{Deserialize, Serialize};

use crate::id::UnitId;
use crate::org::{Directory, Post, Tier};

use super::eval::compound_named;
use super::index::{COMPOUND, MODE};
use super::{Case, FactValue, Facts, Key, Matter, Mode, Rulebook, Undecided, Why};

/// Most cases that are tried for one answer: milliseconds of them. Beyond that it is left open, never guessed.
pub const CASES_TRIED_MAX: u32 = 20_000;

/// What would have to differ for another level to be responsible first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counterfactual {
    /// For the next level above that any change leads to.
    pub higher: Reach,
    /// For the next level below that any change leads to.
    pub lower: Reach,
}

/// Whether another level can be reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// By this change.
    By(Change),
    /// By none.
    Never,
    /// Not known: it would take more than [`CASES_TRIED_MAX`].
    Open,
}

/// A change of a case, and what would follow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// What would be otherwise, in the order of the category's questions.
    pub facts: Vec<Changed>,
    /// The rule that would decide.
    pub rule: Key,
    /// The level that would be responsible.
    pub tier: Tier,
    /// The post there.
    pub post: Post,
}

/// A fact that would be otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// Which: `mode`, `compound` or a fact.
    pub fact: Key,
    /// The nearest value that would do.
    pub to: FactValue,
    /// The farthest from there on that would do as well, and all between.
    pub until: FactValue,
    /// Whether the fact has no value beyond.
    pub to_the_end: bool,
}

impl Rulebook {
    /// What would have to differ in a case for the next level up to be responsible, and for one below.
    ///
    /// # Errors
    /// When the case itself is not decided, see [`Undecided`].
    pub fn counterfactual(&self, case: &Case) -> Result<Counterfactual, Undecided> {
        search::counterfactual(self, case, CASES_TRIED_MAX)
    }
}

impl Why {
    /// What would have had to differ in the matter that it explains, by the rulebook that decided it. None where this is another one, or
    /// the matter no longer is what was decided upon, since an answer or the place has changed.
    #[must_use]
    pub fn otherwise(
        &self,
        rules: &Rulebook,
        category: &str,
        facts: &Facts,
        unit: UnitId,
        org: &Directory,
    ) -> Option<Counterfactual> {
        if rules.version != self.rules_version {
            return None;
        }
        // The mode of then is recorded only where it mattered.
        let of_mode = |mode| {
            let case = Rulebook::case_of(&Matter { category, facts, unit, mode, at: self.from }, org).ok()?;
            let is_same = rules.rule_for(&case).is_ok_and(|rule| rule.id == self.rule);
            is_same.then(|| rules.counterfactual(&case).ok()).flatten()
        };
        Mode::ALL.into_iter().find_map(of_mode)
    }
}

impl Change {
    /// The case with this change made.
    #[must_use]
    pub fn of(&self, case: &Case) -> Case {
        let mut case = case.clone();
        self.facts.iter().for_each(|changed| set(&mut case, &changed.fact, &changed.to));
        case
    }
}

fn set(case: &mut Case, fact: &str, value: &FactValue) {
    match (fact, value) {
        (MODE, FactValue::Choice(key)) => {
            case.mode = Mode::ALL.into_iter().find(|mode| mode.key() == key).unwrap_or_default();
        }
        (COMPOUND, FactValue::Choice(key)) => case.compound = compound_named(key),
        _ => _ = case.facts.insert(fact.to_owned(), value.clone()),
    }
}
