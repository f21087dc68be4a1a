//! Charters 自治章程 / 议事规则: who may bring a proposal, which assembly decides it, by what majority, and how long each step takes.
//!
//! Which level a proposal goes to, and whether it is weighty, the decision table `proposal` says, by subject, cost, reach and kind of
//! compound; so the proof of tables covers it. The charter of that level and kind of compound says how it is decided there.

mod check;
pub mod law;
mod settle;
#[cfg(test)]
mod tests;
mod text;

use serde::{Deserialize, Serialize};

use crate::calendar::Limit;
use crate::org::{CompoundKind, Tier};
use crate::text::Text;

use super::{Case, Key, Rulebook, Weight};

pub use check::Threshold;
pub(super) use check::{check, check_names};
pub use law::Basis;
pub use settle::{Motion, Settlement};

/// The fact that holds the subject: its choices are the agenda catalogue 议题目录.
pub const SUBJECT: &str = "subject";
/// The fact that holds the cost, whole yuan.
pub const COST: &str = "cost_yuan";
/// The fact that holds how many it concerns: one building, the compound, the community, …
pub const REACH: &str = "reach";
/// The facts that every proposal has.
pub const MOTION_FACTS: [&str; 3] = [SUBJECT, COST, REACH];

/// A share of a whole, exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Share {
    /// So many …
    pub of: u32,
    /// … out of so many.
    pub out_of: u32,
    /// Whether it must be more than that (过半数) and not just that (以上, which includes the number: Civil Code art. 1259).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub above: bool,
}

impl Share {
    /// That share or more.
    #[must_use]
    pub const fn at_least(of: u32, out_of: u32) -> Self {
        Self { of, out_of, above: false }
    }

    /// More than that share.
    #[must_use]
    pub const fn more_than(of: u32, out_of: u32) -> Self {
        Self { of, out_of, above: true }
    }

    /// Whether a part of a whole reaches it. Nothing of nothing reaches no share.
    #[must_use]
    pub fn is_met(self, part: u64, whole: u64) -> bool {
        let (got, wanted) = (u128::from(part) * u128::from(self.out_of), u128::from(whole) * u128::from(self.of));
        whole > 0 && if self.above { got > wanted } else { got >= wanted }
    }

    /// The smallest part of a whole that reaches it.
    #[must_use]
    pub fn least(self, whole: u64) -> u64 {
        let (wanted, out_of) = (u128::from(whole) * u128::from(self.of), u128::from(self.out_of.max(1)));
        let least = if self.above { wanted / out_of + 1 } else { wanted.div_ceil(out_of) };
        u64::try_from(least).unwrap_or(u64::MAX)
    }

    /// Whether a whole can reach it.
    #[must_use]
    pub const fn can_be_met(self) -> bool {
        self.out_of > 0 && (self.of < self.out_of || (self.of == self.out_of && !self.above))
    }

    /// Whether whatever reaches this reaches the other.
    #[must_use]
    pub fn implies(self, other: Self) -> bool {
        let (own, others) =
            (u64::from(self.of) * u64::from(other.out_of), u64::from(other.of) * u64::from(self.out_of));
        own > others || (own == others && (self.above || !other.above))
    }
}

/// What a count must reach: a share of the heads and, where votes weigh by area, of the area too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Hurdle {
    /// Of the heads.
    pub heads: Share,
    /// Of the area.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<Share>,
}

impl Hurdle {
    /// The same share of both.
    #[must_use]
    pub const fn both(share: Share) -> Self {
        Self { heads: share, area: Some(share) }
    }

    /// A share of the heads.
    #[must_use]
    pub const fn heads(share: Share) -> Self {
        Self { heads: share, area: None }
    }

    /// Whether a part of a whole reaches it.
    #[must_use]
    pub fn is_met(self, part: Measure, whole: Measure) -> bool {
        self.heads.is_met(part.heads, whole.heads)
            && self.area.is_none_or(|area| area.is_met(part.area_cm2, whole.area_cm2))
    }

    fn shares(self) -> impl Iterator<Item = Share> {
        [Some(self.heads), self.area].into_iter().flatten()
    }

    fn implies(self, other: Self) -> bool {
        self.heads.implies(other.heads) && other.area.is_none_or(|area| self.area.is_some_and(|own| own.implies(area)))
    }
}

/// Heads and area, as votes weigh.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Measure {
    /// People, households or owners.
    pub heads: u64,
    /// Area, square centimetres; 0 where area does not count.
    #[serde(default)]
    pub area_cm2: u64,
}

impl std::ops::Add for Measure {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { heads: self.heads.saturating_add(other.heads), area_cm2: self.area_cm2.saturating_add(other.area_cm2) }
    }
}

impl std::iter::Sum for Measure {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), std::ops::Add::add)
    }
}

/// Who decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Assembly {
    /// 业主大会: all owners, by heads and area.
    Owners,
    /// 村民会议: all villagers of age.
    Villagers,
    /// 村民代表会议: the villagers' representatives.
    VillagerRepresentatives,
    /// 居民会议: households or their representatives.
    Residents,
    /// 居民议事会: the members of a deliberation body.
    Council,
}

/// Who may bring or support a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Everybody there.
    Resident,
    /// Only those who hold a post there, at this level or one above.
    PostHolder,
}

/// How much support a proposal needs before it is tabled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Support {
    /// None.
    None,
    /// So many people.
    People(u32),
    /// A share of those entitled, whose number the desk states when it accepts the proposal.
    Share(Share),
}

impl Support {
    /// How many people that is among so many.
    #[must_use]
    pub fn needed(self, entitled: u32) -> u32 {
        match self {
            Self::None => 0,
            Self::People(people) => people,
            Self::Share(share) => u32::try_from(share.least(entitled.into())).unwrap_or(u32::MAX),
        }
    }
}

/// How votes are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// For, against or abstaining.
    YesNo,
    /// One of several options.
    Single,
    /// Several options in order of preference, counted by Schulze's method.
    Ranked,
}

/// Whether anybody can see who voted how.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Secrecy {
    /// Nobody, see `docs/adr/0024-secret-ballots.md`.
    Secret,
    /// Everybody among those entitled.
    Named,
}

/// Which votes count that come in from kiosks, phones without a network and paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum LateRule {
    /// What the server has received by the closing time.
    Received,
    /// What was cast by the closing time, if it is received within so long after it. The device's word for when it was cast is a claim.
    Cast(Limit),
}

/// How one sort of matter is decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Procedure {
    /// Who decides.
    pub assembly: Assembly,
    /// How many of those entitled must take part.
    pub quorum: Hurdle,
    /// How many of those taking part must be for it.
    pub majority: Hurdle,
    /// How long before the session it is made known.
    pub notice: Limit,
    /// How votes are given.
    pub method: Method,
    /// Who sees them.
    pub secrecy: Secrecy,
    /// Which late ones count.
    pub late: LateRule,
    /// How many others one may vote for by written delegation.
    #[serde(default)]
    pub delegations_max: u8,
}

/// Small works 微实事 that a grid member may decide without a meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Micro {
    /// At most for one, yuan.
    pub matter_yuan_max: u32,
    /// At most in a calendar year, yuan.
    pub year_yuan_max: u32,
}

/// How long each step may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Periods {
    /// Until a proposal is screened.
    pub screen: Limit,
    /// Until a returned one must be mended.
    pub mend: Limit,
    /// Until it must have found its support.
    pub gather: Limit,
    /// Until a tabled one must be put on notice.
    pub table: Limit,
    /// After the session or the vote is over, until it must have decided.
    pub sit: Limit,
    /// In which objections can be raised against a decision.
    pub object: Limit,
    /// Until work must have a plan with dates, and between two reports on it.
    pub report: Limit,
    /// In which the result can be judged before it closes.
    pub judge: Limit,
}

/// A charter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Charter {
    /// Its stable name.
    pub key: Key,
    /// Its title.
    pub title: Text,
    /// The law it may not fall short of.
    pub basis: Basis,
    /// The level of units it is for; `grid` for a compound.
    pub tier: Tier,
    /// Kinds of compound it is for, by their names; none for all, and for places that are no compound.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub compounds: Vec<Key>,
    /// Subjects it admits, of the agenda catalogue.
    pub subjects: Vec<Key>,
    /// Who may propose.
    pub propose: Standing,
    /// Who may support.
    pub support: Standing,
    /// How much support is needed.
    pub needed: Support,
    /// Which share of those entitled sends a decision back by objecting.
    pub objectors: Share,
    /// How long each step may take.
    pub periods: Periods,
    /// How ordinary matters are decided.
    pub ordinary: Procedure,
    /// How weighty ones are.
    pub weighty: Procedure,
    /// Small works, if a grid member may decide them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub micro: Option<Micro>,
}

impl Charter {
    /// How a matter of this weight is decided.
    #[must_use]
    pub const fn procedure(&self, weight: Weight) -> &Procedure {
        match weight {
            Weight::Small => &self.ordinary,
            Weight::Big => &self.weighty,
        }
    }

    /// Whether it is for a unit of this level and kind.
    #[must_use]
    pub fn governs(&self, tier: Tier, compound: Option<CompoundKind>) -> bool {
        let named = |kind| self.compounds.iter().any(|key| key == super::eval::compound_key(kind));
        self.tier == tier && (self.compounds.is_empty() || compound.is_some_and(named))
    }
}

impl Rulebook {
    /// The charter of this name.
    #[must_use]
    pub fn charter(&self, key: &str) -> Option<&Charter> {
        self.charters.iter().find(|charter| charter.key == key)
    }

    /// The charter of a level and kind of compound: the first that is for it.
    #[must_use]
    pub fn charter_for(&self, tier: Tier, compound: Option<CompoundKind>) -> Option<&Charter> {
        self.charters.iter().find(|charter| charter.governs(tier, compound))
    }
}

/// What is wrong with a charter, or with how the table leads to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CharterFault {
    /// There are charters, but no table `proposal` that leads to them.
    NoTable,
    /// The rulebook lacks a fact that every proposal has, or it is of another type.
    NoFact {
        /// The fact.
        fact: Key,
    },
    /// A case is sent to a level where no charter is for it.
    NoCharter {
        /// The level.
        tier: Tier,
        /// The case.
        case: Case,
    },
    /// A case is sent to a charter that does not admit its subject.
    NotOnAgenda {
        /// The subject.
        subject: Key,
        /// The case.
        case: Case,
    },
    /// A threshold that nobody can ever reach.
    Unmeetable {
        /// Which.
        threshold: Threshold,
    },
    /// A threshold or notice below what the law asks for.
    BelowLaw {
        /// Which.
        threshold: Threshold,
        /// The law.
        basis: Basis,
    },
    /// A period of nothing, or longer than a year.
    BadPeriod {
        /// Which, by its name.
        period: Key,
    },
    /// A period cannot be counted, because the calendar ends before.
    NotCovered {
        /// Which, by its name.
        period: Key,
        /// The year that is missing.
        year: i32,
    },
    /// One small work may cost more than all of a year.
    MicroOverYear,
    /// Votes weigh by area and are to be secret: the weight would say whose vote it is.
    SecretByArea,
}
