//! In which ways two verdicts differ.

use std::fmt;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

use super::judge::Judge;

/// A way in which two rulebooks differ on a matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Decided before, and not any more.
    Lost,
    /// Not decided before, and now.
    Gained,
    /// Decided by neither.
    Neither,
    /// Another level answers.
    Tier,
    /// Another post answers.
    Post,
    /// Another unit answers.
    Unit,
    /// Another person answers.
    Holder,
    /// Other departments are brought in.
    Joint,
    /// Small instead of big, or the reverse.
    Weight,
    /// A limit ends sooner.
    Sooner,
    /// A limit ends later.
    Later,
    /// Settled in time before, and too late now.
    Late,
    /// Settled too late before, and in time now.
    InTime,
}

impl Change {
    /// Every kind, in order.
    pub const ALL: [Self; 13] = [
        Self::Lost,
        Self::Gained,
        Self::Neither,
        Self::Tier,
        Self::Post,
        Self::Unit,
        Self::Holder,
        Self::Joint,
        Self::Weight,
        Self::Sooner,
        Self::Later,
        Self::Late,
        Self::InTime,
    ];
}

/// Ways in which two rulebooks differ on a matter: a set, on the wire a list.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Changes(u16);

impl Changes {
    /// Whether they agree.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether they differ in this way.
    #[must_use]
    pub const fn has(self, change: Change) -> bool {
        self.0 & (1 << change as u16) != 0
    }

    /// Each way, in order.
    pub fn iter(self) -> impl Iterator<Item = Change> {
        Change::ALL.into_iter().filter(move |change| self.has(*change))
    }

    fn with(self, change: Change, is_so: bool) -> Self {
        if is_so { Self(self.0 | 1 << change as u16) } else { self }
    }
}

impl FromIterator<Change> for Changes {
    fn from_iter<I: IntoIterator<Item = Change>>(changes: I) -> Self {
        changes.into_iter().fold(Self::default(), |all, change| all.with(change, true))
    }
}

impl fmt::Debug for Changes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

impl Serialize for Changes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for Changes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Vec::<Change>::deserialize(deserializer)?.into_iter().collect())
    }
}

/// How the last verdicts of two judges differ.
pub(super) fn between(from: &Judge, to: &Judge) -> Changes {
    let none = Changes::default();
    let (before, after) = match (from.answer(), to.answer()) {
        (None, None) => return none.with(Change::Neither, true),
        (Some(_), None) => return none.with(Change::Lost, true),
        (None, Some(_)) => return none.with(Change::Gained, true),
        (Some(before), Some(after)) => (before, after),
    };
    let limits = from.dues.iter().zip(&to.dues).map(|(before, after)| {
        let resolve = after.resolve_by.cmp(&before.resolve_by);
        resolve.then(after.acknowledge_by.cmp(&before.acknowledge_by))
    });
    // The rungs above count from the first that differs, so that one says it all.
    let limit = limits.into_iter().find(|order| order.is_ne());
    let in_time = |judge: &Judge| judge.missed.map(|missed| missed == 0);
    none.with(Change::Tier, before.tier != after.tier)
        .with(Change::Post, before.post != after.post)
        .with(Change::Unit, before.unit != after.unit)
        .with(Change::Holder, before.person != after.person)
        .with(Change::Joint, before.joint != after.joint || before.absent != after.absent)
        .with(Change::Weight, before.weight != after.weight)
        .with(Change::Sooner, limit.is_some_and(std::cmp::Ordering::is_lt))
        .with(Change::Later, limit.is_some_and(std::cmp::Ordering::is_gt))
        .with(Change::Late, (in_time(from), in_time(to)) == (Some(true), Some(false)))
        .with(Change::InTime, (in_time(from), in_time(to)) == (Some(false), Some(true)))
}
