//! The differences that are kept, of however many there are.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::id::UnitId;

use super::{Change, Changes, Difference, Key};

/// Differences kept: with up to about a kilobyte each, some ten megabytes.
pub const KEPT_MAX: usize = 10_000;
/// Of those that differ in the same ways, in one category and one unit, so many are kept.
pub const GROUP_KEPT_MAX: usize = 20;
/// Of each way of differing so many are kept even when [`KEPT_MAX`] is reached by others.
pub const KIND_KEPT_MAX: usize = 200;

/// Kept differences, with what decides whether another is.
#[derive(Default)]
pub(super) struct Kept {
    all: Vec<Difference>,
    kinds: [usize; Change::ALL.len()],
    groups: BTreeMap<(Changes, Key, UnitId), usize>,
}

impl Kept {
    /// Whether one more of this kind would be kept.
    pub fn wants(&self, changes: Changes, category: &str, unit: UnitId) -> bool {
        let is_rare = changes.iter().any(|change| self.kinds[change as usize] < KIND_KEPT_MAX);
        let of_group = || self.groups.get(&(changes, category.to_owned(), unit)).copied().unwrap_or_default();
        is_rare || (self.all.len() < KEPT_MAX && of_group() < GROUP_KEPT_MAX)
    }

    pub fn keep(&mut self, difference: Difference) -> Option<&Difference> {
        let unit = difference.place.first().copied()?;
        for change in difference.changes.iter() {
            self.kinds[change as usize] += 1;
        }
        *self.groups.entry((difference.changes, difference.category.clone(), unit)).or_default() += 1;
        self.all.push(difference);
        self.all.last()
    }

    pub fn len(&self) -> usize {
        self.all.len()
    }

    pub fn all(&self) -> &[Difference] {
        &self.all
    }
}

/// Which differences are looked at. All that is said holds together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// Differing in this way.
    pub change: Option<Change>,
    /// In this category, or below it if it is a first-level one.
    pub category: Option<Key>,
    /// In this unit or below it.
    pub unit: Option<UnitId>,
}

impl Filter {
    /// Whether a difference is looked at.
    #[must_use]
    pub fn fits(&self, difference: &Difference) -> bool {
        let in_category = |wanted: &Key| {
            let rest = difference.category.strip_prefix(wanted.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        self.change.is_none_or(|change| difference.changes.has(change))
            && self.category.as_ref().is_none_or(in_category)
            && self.unit.is_none_or(|unit| difference.place.contains(&unit))
    }
}
