//! Values of facts, and whether what is known of a matter is what the rulebook asks for.

use std::collections::BTreeSet;
use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::decimal::Decimal;

use super::{Category, FactDef, FactKind, Facts, Key, Rulebook, Test, Undecided};

/// A value of a fact.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum FactValue {
    /// Yes or no.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A choice or category.
    Choice(Key),
    /// A decimal number.
    Decimal {
        /// The number.
        decimal: Decimal,
    },
    /// A day.
    Date {
        /// The day.
        date: NaiveDate,
    },
    /// A text.
    Text {
        /// The text.
        text: String,
    },
}

impl FactKind {
    /// Texts of this type of which no test tells more apart: those that some test names, then one that stands for all others, with whether it
    /// is that one.
    pub(super) fn texts<'t>(&self, tests: impl Iterator<Item = &'t Test>) -> Vec<(FactValue, bool)> {
        let Self::Text { chars_max } = self else {
            return Vec::new();
        };
        let named: BTreeSet<&str> = tests.flat_map(named).map(String::as_str).collect();
        let text = |text: &str| FactValue::Text { text: text.to_owned() };
        let rest = (text(&other_text(&named, *chars_max)), true);
        let all = named.iter().map(|name| (text(name), false)).chain([rest]);
        all.filter(|(value, _)| self.accepts(value)).collect()
    }

    /// Whether a value is of this type and within its bounds.
    #[must_use]
    pub fn accepts(&self, value: &FactValue) -> bool {
        match (self, value) {
            (Self::Choice { options }, FactValue::Choice(key)) => options.iter().any(|option| option.key == *key),
            (Self::Integer { min, max }, FactValue::Integer(number)) => (*min..=*max).contains(number),
            (Self::Boolean, FactValue::Boolean(_)) => true,
            (Self::Decimal { min, max, places }, FactValue::Decimal { decimal }) => {
                (*min..=*max).contains(decimal) && decimal.places() <= *places
            }
            (Self::Date { min, max }, FactValue::Date { date }) => (*min..=*max).contains(date),
            (Self::Text { chars_max }, FactValue::Text { text }) => {
                !text.is_empty() && text.chars().count() <= usize::from(*chars_max)
            }
            _ => false,
        }
    }

    /// What somebody typed, as a value of this type; none if it is not one.
    #[must_use]
    pub fn read(&self, text: &str) -> Option<FactValue> {
        let text = text.trim();
        let value = match self {
            Self::Choice { .. } => FactValue::Choice(text.to_owned()),
            Self::Integer { .. } => FactValue::Integer(text.parse().ok()?),
            Self::Boolean => FactValue::Boolean(text.parse().ok()?),
            Self::Decimal { .. } => FactValue::Decimal { decimal: text.parse().ok()? },
            Self::Date { .. } => FactValue::Date { date: text.parse().ok()? },
            Self::Text { .. } => FactValue::Text { text: text.to_owned() },
        };
        self.accepts(&value).then_some(value)
    }
}

/// As it is read again by [`FactKind::read`].
impl fmt::Display for FactValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Boolean(answer) => answer.fmt(f),
            Self::Integer(number) => number.fmt(f),
            Self::Choice(text) | Self::Text { text } => f.write_str(text),
            Self::Decimal { decimal } => decimal.fmt(f),
            Self::Date { date } => date.fmt(f),
        }
    }
}

impl FactDef {
    /// Every value that matters to no more than the type: the ends of a range, all of a choice. For trying out a table.
    #[must_use]
    pub fn sample_values(&self) -> Vec<FactValue> {
        match &self.kind {
            FactKind::Choice { options } => {
                options.iter().map(|option| FactValue::Choice(option.key.clone())).collect()
            }
            FactKind::Boolean => vec![FactValue::Boolean(false), FactValue::Boolean(true)],
            FactKind::Text { chars_max } => {
                vec![FactValue::Text { text: other_text(&BTreeSet::new(), *chars_max) }]
            }
            ordered => ordered.stretches([].iter()).into_iter().flat_map(|(first, last)| [first, last]).collect(),
        }
    }
}

/// What a text is called that is none of the named ones.
const OTHER: &str = "其他";

/// A text of at most so many characters that is none of these.
pub(super) fn other_text(named: &BTreeSet<&str>, chars_max: u16) -> String {
    let is_free = |text: &String| !named.contains(text.as_str());
    let long = (chars_max >= 2).then(|| OTHER.to_owned()).filter(is_free);
    // More single characters than a rulebook has room to name.
    long.or_else(|| ('一'..).map(String::from).find(is_free)).unwrap_or_default()
}

impl Rulebook {
    /// Whether these facts can be decided upon in this category.
    ///
    /// # Errors
    /// [`Undecided::BadFact`] for one that is unknown, of the wrong type or out of range, [`Undecided::MissingFact`] for a
    /// required question without an answer.
    pub fn check_facts(&self, category: &Category, facts: &Facts) -> Result<(), Undecided> {
        self.index().look(self, category, facts).map(drop)
    }
}

#[cfg(test)]
mod tests;

/// The names that a test lists.
fn named(test: &Test) -> &[Key] {
    match test {
        Test::In(names) | Test::NotIn(names) => names,
        _ => &[],
    }
}
