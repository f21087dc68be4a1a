//! A case: what a table is asked, without the place and the time. Examples of the proof are cases.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::org::CompoundKind;
use crate::text::Language;

use super::eval::compound_key;
use super::index::{CATEGORY, COMPOUND, MODE};
use super::why::ground;
use super::{FactValue, Facts, Key, Mode, Rulebook};

/// What a decision table is asked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Case {
    /// The category.
    pub category: Key,
    /// Routine or emergency.
    pub mode: Mode,
    /// The kind of compound, if the grid is of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compound: Option<CompoundKind>,
    /// What else is known.
    #[serde(default, skip_serializing_if = "Facts::is_empty")]
    pub facts: Facts,
}

impl Case {
    /// The case in plain words, with the rulebook's titles.
    #[must_use]
    pub fn text(&self, language: Language, rules: &Rulebook) -> String {
        let choice = |key: &str| FactValue::Choice(key.to_owned());
        let mut grounds = Vec::new();
        // A proposal has no category, and no emergency changes how it is decided.
        if !self.category.is_empty() {
            grounds.push(ground(CATEGORY, &choice(&self.category), rules, language));
            grounds.push(ground(MODE, &choice(self.mode.key()), rules, language));
        }
        grounds.extend(self.compound.map(|kind| ground(COMPOUND, &choice(compound_key(kind)), rules, language)));
        grounds.extend(self.facts.iter().map(|(fact, value)| ground(fact, value, rules, language)));
        grounds.join(match language {
            Language::Zh => "，",
            Language::En => ", ",
        })
    }
}

/// By names: `category=noise.night, mode=routine, floor=3`. A table of another program asks for no category; its cases have an empty one.
impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = |name: &str, value: &str| format!("{name}={value}");
        let mut parts = Vec::new();
        if !self.category.is_empty() {
            parts.push(named(CATEGORY, &self.category));
            parts.push(named(MODE, self.mode.key()));
        }
        parts.extend(self.compound.map(|kind| named(COMPOUND, compound_key(kind))));
        parts.extend(self.facts.iter().map(|(fact, value)| named(fact, &value.to_string())));
        f.write_str(&parts.join(", "))
    }
}
