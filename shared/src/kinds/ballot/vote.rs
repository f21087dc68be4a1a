//! A vote, what it is kept as, and what opens it.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::id::{BallotId, derive};
use crate::rules::charter::Method;

/// What somebody wants.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// Yes.
    For,
    /// No.
    Against,
    /// Neither.
    Abstain,
    /// One of the options, from 0.
    Option(u8),
    /// Options in order of preference; those left out come last, all alike.
    Ranking(Vec<u8>),
}

impl Choice {
    /// Whether it can be counted by this method among so many options.
    #[must_use]
    pub fn fits(&self, method: Method, options: usize) -> bool {
        match (self, method) {
            (Self::For | Self::Against, Method::YesNo) | (Self::Abstain, _) => true,
            (Self::Option(option), Method::Single) => usize::from(*option) < options,
            (Self::Ranking(ranking), Method::Ranked) => {
                let is_known = ranking.iter().all(|option| usize::from(*option) < options);
                let mut sorted = ranking.clone();
                sorted.sort_unstable();
                sorted.dedup();
                is_known && !ranking.is_empty() && sorted.len() == ranking.len()
            }
            _ => false,
        }
    }
}

/// What opens a commitment.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Opening {
    /// The vote.
    pub choice: Choice,
    /// Drawn at random by the device; of a paper, what follows from its code.
    pub nonce: Uuid,
}

/// SHA-256 of ballot, choice and nonce, in hexadecimal. It is the voter's receipt: it stands in the published list, and nobody can tell
/// the vote from it without the nonce.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Commitment(pub String);

impl Opening {
    /// What this is kept as.
    #[must_use]
    pub fn commitment(&self, ballot: BallotId) -> Commitment {
        let mut hasher = Sha256::new();
        hasher.update(ballot.0.as_bytes());
        hasher.update(self.nonce.as_bytes());
        hasher.update(written(&self.choice));
        Commitment(hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// The opening of a paper: two people who read the same from it make the same commitment.
    #[must_use]
    pub fn of_paper(ballot: BallotId, code: &str, choice: Choice) -> Self {
        Self { choice, nonce: derive(ballot.0, &format!("paper/{code}")) }
    }
}

/// A choice in few bytes, each in one way only.
fn written(choice: &Choice) -> Vec<u8> {
    match choice {
        Choice::For => vec![0],
        Choice::Against => vec![1],
        Choice::Abstain => vec![2],
        Choice::Option(option) => vec![3, *option],
        Choice::Ranking(ranking) => std::iter::once(4).chain(ranking.iter().copied()).collect(),
    }
}

/// What a slip is kept as: whoever has only this cannot tell its code.
#[must_use]
pub fn slip(ballot: BallotId, code: &str) -> Uuid {
    derive(ballot.0, &format!("slip/{code}"))
}
