//! Kind `ballot` 表决: everybody entitled votes once, online, at a kiosk or on paper, and anyone can count again.
//!
//! Whoever votes shows the code of a voting slip. In a named ballot each slip belongs to an elector of the roll; in a secret one slips are
//! drawn from a heap, and only that somebody has taken one is written down. What is kept of a vote is a commitment, and sealed what opens it;
//! after closing all openings are published, and the count follows from them alone. What that hides and what not is in
//! `docs/adr/0024-secret-ballots.md`.

mod apply;
mod decide;
mod model;
pub mod schulze;
pub mod tally;
#[cfg(test)]
mod tests;
pub mod vote;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::actor::{Actor, Permission, Scope};
use crate::aggregate::{Aggregate, Context, ScopeKey};
use crate::id::{BallotId, PersonId, ProposalId, UnitId};
use crate::kinds::content::ContentFault;
use crate::kinds::proposal::Verdict;
use crate::rules::charter::Measure;
use crate::rules::{Key, Weight};
use crate::secret::{Secret, SecretSlot, SecretVisitor};

pub use model::{Ballot, Elector, Paper, PaperEntry, Stage, Vote, Way};
pub use tally::Tally;
pub use vote::{Choice, Commitment, Opening, slip};

/// Most electors of one roll.
pub const ELECTORS_MAX: usize = 3_000;
/// Most options.
pub const OPTIONS_MAX: usize = 20;
/// Most papers of which the two entries differ at one time.
pub const PAPERS_MAX: usize = 200;

/// A ballot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewBallot {
    /// What is decided.
    pub proposal: ProposalId,
    /// The unit whose people are entitled.
    pub unit: UnitId,
    /// The charter by which it is decided.
    pub charter: Key,
    /// Ordinary or weighty.
    pub weight: Weight,
    /// The options, if there is more than yes and no.
    pub options: Vec<String>,
    /// When voting begins.
    pub opens: DateTime<Utc>,
    /// When it ends.
    pub closes: DateTime<Utc>,
    /// The electoral roll.
    pub roll: Vec<Elector>,
    /// Slips of a secret ballot, none of them anybody's: [`slip`] of each code.
    pub slips: Vec<Uuid>,
}

/// An intent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// It is announced.
    Announce(Box<NewBallot>),
    /// An elector of a secret ballot has drawn a slip.
    HandOut {
        /// Which elector, from 0.
        elector: u32,
    },
    /// An elector has delegated their vote in writing.
    Delegate {
        /// Whose vote, from 0.
        elector: u32,
        /// Who casts it.
        to: u32,
        /// Where the paper is kept.
        paper: String,
    },
    /// A vote.
    Cast {
        /// Whose, from 0; none in a secret ballot.
        elector: Option<u32>,
        /// The code of the slip: the elector's own, the delegate's, or one drawn.
        code: String,
        /// How it came.
        way: Way,
        /// When it was given, as the device says.
        cast_at: DateTime<Utc>,
        /// What it is kept as.
        commitment: Commitment,
        /// What opens it.
        opening: Secret<Opening>,
    },
    /// A vote on paper is entered, by one person and then by another.
    Enter {
        /// Whose, from 0; none in a secret ballot.
        elector: Option<u32>,
        /// The code on the paper.
        code: String,
        /// What it says.
        choice: Secret<Choice>,
    },
    /// What the votes are, and with that the result: by anybody who counts.
    Declare {
        /// All openings.
        openings: Vec<Opening>,
    },
    /// It does not take place.
    Cancel {
        /// Why.
        reason: String,
    },
    /// Time itself: voting begins or ends.
    TimeUp,
}

/// A fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "fields repeat those of the command of the same name, or of the state")]
pub enum Event {
    /// It was announced.
    Announced {
        ballot: Box<NewBallot>,
        path: Vec<UnitId>,
        procedure: Box<crate::rules::charter::Procedure>,
        count_at: DateTime<Utc>,
    },
    /// Somebody drew a slip.
    HandedOut { elector: u32 },
    /// Somebody delegated their vote.
    Delegated { elector: u32, to: u32, paper: String },
    /// Voting began.
    Opened { proposal: ProposalId },
    /// Somebody voted.
    Cast {
        elector: Option<u32>,
        slip: Uuid,
        way: Way,
        cast_at: DateTime<Utc>,
        commitment: Commitment,
        opening: Secret<Opening>,
    },
    /// A paper was entered, and waits for the second person.
    Entered { elector: Option<u32>, slip: Uuid, commitment: Commitment, choice: Secret<Choice> },
    /// Voting ended.
    Closed,
    /// The result.
    Declared { proposal: ProposalId, tally: Box<Tally>, verdict: Option<Verdict>, votes: [Measure; 3] },
    /// It did not take place.
    Cancelled { proposal: ProposalId, reason: String },
}

/// Why not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// There is no such ballot.
    #[error("no such ballot")]
    NotThere,
    /// It was announced already.
    #[error("already announced")]
    AlreadyThere,
    /// Not possible in this stage.
    #[error("not possible while {stage:?}")]
    WrongStage {
        /// The stage it is in.
        stage: Stage,
    },
    /// The unit is not known.
    #[error("unknown unit")]
    UnknownUnit,
    /// The rulebook has no such charter.
    #[error("no charter {charter}")]
    NoCharter {
        /// As named.
        charter: Key,
    },
    /// A text or list is empty or too long.
    #[error("{0}")]
    Content(ContentFault),
    /// It ends before it begins, begins in the past, or its end cannot be counted.
    #[error("no such time")]
    BadTime,
    /// An elector has no area although votes weigh by it, or two have the same slip.
    #[error("elector {elector} is not in order")]
    BadElector {
        /// Which, from 0.
        elector: u32,
    },
    /// A secret ballot needs as many slips as electors, all different, and a named one none.
    #[error("{slips} slips for {electors} electors")]
    BadSlips {
        /// As given.
        slips: usize,
        /// As given.
        electors: usize,
    },
    /// There is no such elector.
    #[error("no elector {elector}")]
    NoElector {
        /// As given.
        elector: u32,
    },
    /// That is not the code of a slip, or not of this elector's.
    #[error("not the code of the slip")]
    WrongCode,
    /// This elector or slip has voted already, by whichever way.
    #[error("voted already, by {way:?}")]
    AlreadyVoted {
        /// By which way.
        way: Way,
        /// When the server received it.
        at: DateTime<Utc>,
    },
    /// This elector has drawn a slip, delegated, or entered this already.
    #[error("already done")]
    Already,
    /// More votes than slips were drawn.
    #[error("no slip is out")]
    NoSlipOut,
    /// The charter knows no such delegation.
    #[error("at most {max} delegations")]
    NoDelegation {
        /// Limit for one delegate.
        max: u8,
    },
    /// The choice is none of those there are.
    #[error("no such choice")]
    BadChoice,
    /// The commitment is not that of the opening.
    #[error("the commitment is not that of the opening")]
    BadCommitment,
    /// It came too late for the charter's rule.
    #[error("too late: voting ended {closes}")]
    TooLate {
        /// When.
        closes: DateTime<Utc>,
    },
    /// The openings are not those of the votes: so many are missing, so many are not there.
    #[error("{missing} openings missing, {foreign} foreign")]
    Incomplete {
        /// Votes without an opening.
        missing: usize,
        /// Openings without a vote.
        foreign: usize,
    },
    /// Papers are still to be entered by a second person.
    #[error("{papers} papers wait for a second person")]
    PapersOpen {
        /// How many.
        papers: usize,
    },
    /// The limit has not passed yet.
    #[error("not due yet")]
    NotDue,
}

impl From<ContentFault> for Refusal {
    fn from(fault: ContentFault) -> Self {
        Self::Content(fault)
    }
}

impl Aggregate for Ballot {
    const KIND: &'static str = "ballot";
    type Id = BallotId;
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;

    fn authority(state: Option<&Self>, command: &Command) -> (Permission, Scope) {
        match command {
            Command::Announce(ballot) => (Permission::KeepBallots, Scope::Within(ballot.unit)),
            // Whoever has the slip votes; whoever counts right may say so.
            Command::Cast { .. } | Command::Declare { .. } => (Permission::TakePart, Scope::Anyone),
            Command::TimeUp => (Permission::RunClock, Scope::System),
            _ => (Permission::KeepBallots, Scope::Path(state.map(|it| it.path.clone()).unwrap_or_default())),
        }
    }

    fn decide(id: BallotId, state: Option<&Self>, command: &Command, cx: &Context<'_>) -> Result<Vec<Event>, Refusal> {
        decide::decide(id, state, command, cx)
    }

    fn apply(state: Option<Self>, id: BallotId, event: &Event, by: PersonId, at: DateTime<Utc>) -> Option<Self> {
        apply::apply(state, id, event, by, at)
    }

    /// Before closing nobody sees a vote, nor how many of them are which. After it everybody sees all, in an order that says nothing.
    fn view(mut self, reader: &Actor, _now: DateTime<Utc>) -> Option<Self> {
        if reader.system {
            return Some(self);
        }
        let keeps = reader.holds(Permission::KeepBallots, &self.path);
        for elector in &mut self.roll {
            elector.slip = None;
            if !keeps {
                elector.name.withhold();
            }
        }
        self.slips.clear();
        for paper in &mut self.papers {
            // Where two have read differently, both are shown to those who keep the papers.
            if !keeps || paper.entries.len() < 2 {
                paper.entries.iter_mut().for_each(|entry| entry.choice.withhold());
            }
            paper.slip = Uuid::nil();
        }
        let is_over = self.stage >= Stage::Closed;
        for vote in &mut self.votes {
            vote.slip = Uuid::nil();
            if !is_over {
                vote.opening.withhold();
                vote.commitment = Commitment::default();
            }
        }
        if self.is_secret() {
            self.votes.iter_mut().for_each(|vote| (vote.at, vote.cast_at) = (self.closes, self.closes));
        }
        self.votes.sort_by(|one, two| (&one.commitment, one.elector).cmp(&(&two.commitment, two.elector)));
        Some(self)
    }

    fn is_absence(why: &Refusal) -> bool {
        *why == Refusal::NotThere
    }

    fn scopes(&self) -> Vec<ScopeKey> {
        self.path.iter().copied().map(ScopeKey::Unit).collect()
    }

    fn is_live(&self) -> bool {
        self.stage <= Stage::Closed
    }

    fn due(&self) -> Option<(DateTime<Utc>, Command)> {
        match self.stage {
            Stage::Announced => Some((self.opens, Command::TimeUp)),
            // A paper that only one person has entered, or two differently, is waited for.
            Stage::Open => self.papers.is_empty().then_some((self.count_at, Command::TimeUp)),
            Stage::Closed | Stage::Declared | Stage::Cancelled => None,
        }
    }

    fn event_secrets(event: &mut Event, visit: &mut SecretVisitor<'_>) {
        match event {
            Event::Announced { ballot, .. } => ballot.roll.iter_mut().for_each(|elector| visit(&mut elector.name)),
            Event::Cast { opening, .. } => visit(opening),
            Event::Entered { choice, .. } => visit(choice),
            _ => {}
        }
    }

    fn state_secrets(&mut self, visit: &mut SecretVisitor<'_>) {
        self.roll.iter_mut().for_each(|elector| visit(&mut elector.name));
        self.votes.iter_mut().for_each(|vote| visit(&mut vote.opening));
        let entries = self.papers.iter_mut().flat_map(|paper| paper.entries.iter_mut());
        entries.for_each(|entry| visit(&mut entry.choice));
    }
}
