//! Named examples: cases with what the county expects of them, kept with the rulebook as its tests. The proof runs them, so that nothing is
//! published by which one of them would be decided otherwise.

use serde::{Deserialize, Serialize};

use crate::org::{Post, Tier};
use crate::text::Text;

use super::{Case, Key, Outcome, Rule, Rulebook, Undecided};

/// A case and what is expected of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Example {
    /// What it shows; no two have the same Chinese name.
    pub name: Text,
    /// The case.
    pub case: Case,
    /// How it must be decided.
    pub expect: Expected,
}

/// What is expected of a case. What is left out may come out either way; if all is, it must only be decided.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Expected {
    /// The rule that decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<Key>,
    /// The level that is responsible first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<Tier>,
    /// The post at that level.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post: Option<Post>,
    /// The ladder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ladder: Option<Key>,
    /// The services brought in, in any order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joint: Option<Vec<Key>>,
}

/// How a case came out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CameOut {
    /// A rule decides it.
    Decided {
        /// Which.
        rule: Key,
        /// What follows.
        then: Outcome,
    },
    /// It is not decided.
    Undecided(Undecided),
}

impl Expected {
    /// All that a rule decides, whatever the rule is named.
    #[must_use]
    pub fn outcome(then: &Outcome) -> Self {
        Self {
            rule: None,
            tier: Some(then.tier),
            post: Some(then.post),
            ladder: Some(then.ladder.clone()),
            joint: Some(then.joint.clone()),
        }
    }

    /// Whether this rule decides as expected.
    #[must_use]
    pub fn is_met_by(&self, rule: &Rule) -> bool {
        let sorted = |keys: &[Key]| {
            let mut keys = keys.to_vec();
            keys.sort_unstable();
            keys
        };
        let then = &rule.then;
        self.rule.as_ref().is_none_or(|id| *id == rule.id)
            && self.tier.is_none_or(|tier| tier == then.tier)
            && self.post.is_none_or(|post| post == then.post)
            && self.ladder.as_ref().is_none_or(|ladder| *ladder == then.ladder)
            && self.joint.as_ref().is_none_or(|joint| sorted(joint) == sorted(&then.joint))
    }
}

impl Rulebook {
    /// How an example comes out, if otherwise than expected.
    #[must_use]
    pub fn contradicts(&self, example: &Example) -> Option<CameOut> {
        match self.rule_for(&example.case) {
            Ok(rule) if example.expect.is_met_by(rule) => None,
            Ok(rule) => Some(CameOut::Decided { rule: rule.id.clone(), then: rule.then.clone() }),
            Err(undecided) => Some(CameOut::Undecided(undecided)),
        }
    }
}
