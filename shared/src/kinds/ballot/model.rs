//! The state of a ballot.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::id::{BallotId, PersonId, ProposalId, UnitId};
use crate::rules::charter::{Measure, Procedure, Secrecy};
use crate::rules::{Key, Weight};
use crate::secret::Secret;

use super::tally::Tally;
use super::vote::{Choice, Commitment, Opening};

/// Where a ballot is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Announced.
    Announced,
    /// Votes are taken.
    Open,
    /// Over; to be counted.
    Closed,
    /// Counted.
    Declared,
    /// Did not take place.
    Cancelled,
}

/// How a vote came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// A browser.
    Online,
    /// A kiosk at a station.
    Kiosk,
    /// Paper, entered by two people.
    Paper,
}

/// Somebody who is entitled to vote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Elector {
    /// Name and door.
    pub name: Secret<String>,
    /// Area, square centimetres; 0 where votes do not weigh by it.
    #[serde(default)]
    pub area_cm2: u64,
    /// [`super::slip`] of their code, in a named ballot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slip: Option<Uuid>,
    /// Whether they have drawn a slip, in a secret one.
    #[serde(default)]
    pub handed_out: bool,
    /// Who casts their vote, if they have delegated it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delegate: Option<u32>,
}

impl Elector {
    /// What their vote weighs.
    #[must_use]
    pub const fn weight(&self) -> Measure {
        Measure { heads: 1, area_cm2: self.area_cm2 }
    }
}

/// A vote as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vote {
    /// Whose, from 0; none in a secret ballot.
    pub elector: Option<u32>,
    /// The slip, in a secret ballot.
    pub slip: Uuid,
    /// How it came.
    pub way: Way,
    /// When the server received it.
    pub at: DateTime<Utc>,
    /// When it was given, as the device said.
    pub cast_at: DateTime<Utc>,
    /// What it is kept as: the voter's receipt.
    pub commitment: Commitment,
    /// What opens it.
    pub opening: Secret<Opening>,
}

/// A paper that waits for a second person, or whose entries differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// Whose, from 0; none in a secret ballot.
    pub elector: Option<u32>,
    /// Its slip.
    pub slip: Uuid,
    /// What was read from it.
    pub entries: Vec<PaperEntry>,
}

/// What somebody read from a paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperEntry {
    /// Who.
    pub by: PersonId,
    /// What, as it would be kept.
    pub commitment: Commitment,
    /// What; to be shown where two differ.
    pub choice: Secret<Choice>,
}

/// A ballot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ballot {
    /// Its id.
    pub id: BallotId,
    /// What is decided.
    pub proposal: ProposalId,
    /// The unit whose people are entitled, with all above it.
    pub path: Vec<UnitId>,
    /// The charter by which it is decided.
    pub charter: Key,
    /// Ordinary or weighty.
    pub weight: Weight,
    /// How, by the charter when it was announced.
    pub procedure: Procedure,
    /// The options, if there is more than yes and no.
    pub options: Vec<String>,
    /// When voting begins.
    pub opens: DateTime<Utc>,
    /// When it ends.
    pub closes: DateTime<Utc>,
    /// Until when votes given in time may still come in.
    pub count_at: DateTime<Utc>,
    /// Where it is in its life.
    pub stage: Stage,
    /// The electoral roll.
    pub roll: Vec<Elector>,
    /// Slips of a secret ballot that nobody has voted with yet.
    pub slips: Vec<Uuid>,
    /// The votes.
    pub votes: Vec<Vote>,
    /// Papers that are not votes yet.
    pub papers: Vec<Paper>,
    /// The result.
    pub tally: Option<Tally>,
}

impl Ballot {
    /// Whether nobody may see who voted how.
    #[must_use]
    pub fn is_secret(&self) -> bool {
        self.procedure.secrecy == Secrecy::Secret
    }

    /// All who are entitled.
    #[must_use]
    pub fn entitled(&self) -> Measure {
        self.roll.iter().map(|elector| self.weight_of(elector)).sum()
    }

    /// All who have voted so far: what may be known while votes are taken.
    #[must_use]
    pub fn turnout(&self) -> Measure {
        self.votes.iter().map(|vote| self.weight(vote)).sum()
    }

    /// What a vote weighs.
    #[must_use]
    pub fn weight(&self, vote: &Vote) -> Measure {
        let elector = vote.elector.and_then(|number| self.elector(number));
        elector.map_or(Measure { heads: 1, area_cm2: 0 }, |elector| self.weight_of(elector))
    }

    fn weight_of(&self, elector: &Elector) -> Measure {
        let by_area = self.procedure.quorum.area.is_some() || self.procedure.majority.area.is_some();
        if by_area { elector.weight() } else { Measure { heads: 1, area_cm2: 0 } }
    }

    /// An elector by their number.
    #[must_use]
    pub fn elector(&self, number: u32) -> Option<&Elector> {
        self.roll.get(usize::try_from(number).ok()?)
    }
}
