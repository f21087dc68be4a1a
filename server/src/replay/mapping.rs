//! How a table that is not ours is read as one of ours.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use weft::calendar::COUNTY_OFFSET;
use weft::rules::{FactValue, Key};

/// Columns whose names are ours; those of facts are `fact.` and the fact's name.
pub const COLUMNS: [&str; 9] = ["category", "unit", "lon", "lat", "mode", "created", "accepted", "closed", "facts"];
/// What the column of a fact begins with.
pub const FACT: &str = "fact.";

/// The form of a mapping file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mapping {
    /// Our columns, each with the name that it has in the table.
    pub columns: BTreeMap<String, String>,
    /// Their categories, each with ours.
    pub categories: BTreeMap<String, Key>,
    /// Our category for all others of theirs. Without it they are taken as they are, and decided by no rulebook that has no such one.
    pub other_category: Option<Key>,
    /// Their names of units, each with our code.
    pub units: BTreeMap<String, String>,
    /// Their values of our facts, each with ours.
    pub values: BTreeMap<Key, BTreeMap<String, FactValue>>,
    /// What counts as answered where the table has nothing, in categories that ask for it.
    pub facts: BTreeMap<Key, FactValue>,
    /// How times are written, such as `%m/%d/%Y %I:%M:%S %p`.
    pub time: Option<String>,
    /// What times without an offset are east of UTC, minutes; without it those of China.
    pub offset_minutes: Option<i32>,
}

impl Mapping {
    /// Takes over `OURS=THEIRS`.
    pub fn put(&mut self, column: &str) -> Result<(), String> {
        let (ours, theirs) = column.split_once('=').ok_or_else(|| format!("--column {column}: OURS=THEIRS"))?;
        self.columns.insert(ours.to_owned(), theirs.to_owned());
        Ok(())
    }

    /// Our columns that are no columns.
    pub fn unknown_columns(&self, facts: &BTreeSet<&str>) -> Vec<&str> {
        let is_known = |ours: &&String| {
            COLUMNS.contains(&ours.as_str()) || ours.strip_prefix(FACT).is_some_and(|fact| facts.contains(fact))
        };
        self.columns.keys().filter(|ours| !is_known(ours)).map(String::as_str).collect()
    }

    /// Seconds east of UTC of times that do not say it.
    pub fn offset_s(&self) -> i32 {
        self.offset_minutes.map_or(COUNTY_OFFSET.local_minus_utc(), |minutes| minutes.saturating_mul(60))
    }
}
