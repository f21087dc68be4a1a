//! What can be asked of a proposal, and why not.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::id::{BallotId, BodyId, MeetingId, PersonId, PhotoHash, ProposalId, TicketId, UnitId};
use crate::kinds::content::ContentFault;
use crate::kinds::ticket::{Source, Submission};
use crate::rules::charter::Measure;
use crate::rules::{Key, Undecided, Weight};
use crate::secret::{Secret, SecretVisitor};

use super::model::{NewMilestone, Stage};

/// What somebody proposes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The subject, of the agenda catalogue.
    pub subject: Key,
    /// What it may cost, whole yuan.
    pub cost_yuan: u32,
    /// How many it concerns, as the rulebook names it.
    pub reach: Key,
    /// The grid where it is.
    pub unit: UnitId,
    /// In a few words.
    pub title: Secret<String>,
    /// What, and why.
    pub text: Secret<String>,
    /// Ways to do it, if there are several; at most [`super::OPTIONS_MAX`].
    pub options: Vec<Plan>,
    /// Pictures of the options, uploaded before; at most [`super::PICTURES_MAX`].
    pub photos: Vec<PhotoHash>,
    /// Who is asked to sign too; at most [`super::CO_AUTHORS_MAX`].
    pub invited: Vec<PersonId>,
    /// Where it came in.
    pub source: Source,
}

/// One way to do it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// In a few words.
    pub title: Secret<String>,
    /// What it would cost, whole yuan.
    pub cost_yuan: u32,
    /// Which of the draft's pictures show it.
    pub pictures: Vec<u8>,
}

impl Draft {
    /// Shows every secret, always in the same order.
    pub(super) fn secrets(&mut self, visit: &mut SecretVisitor<'_>) {
        visit(&mut self.title);
        visit(&mut self.text);
        self.options.iter_mut().for_each(|option| visit(&mut option.title));
    }
}

/// The words in which it is made public: written by whoever screens it, so that nothing personal gets into open data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// In a few words.
    pub title: String,
    /// In a paragraph.
    pub summary: String,
    /// The options, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
}

/// Where it is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Forum {
    /// In a meeting.
    Meeting(MeetingId),
    /// By ballot.
    Ballot(BallotId),
}

/// What was decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It is to be done.
    Adopted {
        /// Which option, from 0, if there were several.
        option: Option<u8>,
    },
    /// It is to be done otherwise than proposed.
    Amended {
        /// How.
        text: String,
    },
    /// It is not to be done.
    Rejected,
    /// Another session is to decide.
    Deferred,
}

/// An intent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Somebody proposes.
    Submit(Box<Draft>),
    /// Somebody who was asked to signs too.
    CoSign,
    /// The author mends what was returned.
    Revise(Box<Draft>),
    /// The author takes it back.
    Withdraw,
    /// The author asks the level above to look at the return once more.
    Appeal {
        /// Why.
        reason: Secret<String>,
    },
    /// Somebody supports it.
    Support,
    /// Somebody wants to hear what comes of it.
    Follow,
    /// Somebody says something about it.
    Comment {
        /// What.
        text: Secret<String>,
    },
    /// Somebody finds a comment improper.
    ReportComment {
        /// Which, from 0.
        number: u32,
    },
    /// A comment is hidden.
    HideComment {
        /// Which, from 0.
        number: u32,
        /// Why, seen by everybody.
        reason: String,
    },
    /// Somebody asks a department.
    Ask {
        /// By its service, as the rulebook names it.
        service: Key,
        /// What.
        text: Secret<String>,
    },
    /// The department answers, in public.
    Answer {
        /// Which question, from 0.
        number: u32,
        /// The department.
        unit: UnitId,
        /// Its answer.
        text: String,
    },
    /// Somebody would have it otherwise.
    Amend {
        /// How.
        text: Secret<String>,
    },
    /// The author takes an amendment in.
    TakeAmendment {
        /// Which, from 0.
        number: u32,
    },
    /// It is made public and gathers support.
    Accept {
        /// In which words.
        published: Published,
        /// How many people are entitled to decide on it.
        entitled: u32,
    },
    /// It is returned to be mended.
    Return {
        /// Why.
        reason: String,
        /// How it can be mended.
        mend: String,
    },
    /// It is the same as another.
    Merge {
        /// The one that lives on.
        into: ProposalId,
    },
    /// Takes over the people of a merged one.
    Absorb {
        /// The merged one.
        from: ProposalId,
        /// Its authors and followers.
        people: Vec<PersonId>,
    },
    /// It is only a repair: a ticket is opened for it.
    PassOn {
        /// The report, with a receipt code drawn by the device.
        report: Box<Submission>,
    },
    /// A grid member decides a small work without a meeting.
    DecideMicro {
        /// The body in whose books it is counted.
        body: BodyId,
        /// Why it is done.
        reason: String,
    },
    /// It is on the agenda of a meeting or put to a ballot.
    Notice {
        /// Which.
        forum: Forum,
        /// Whose people decide there.
        unit: UnitId,
        /// When that begins.
        at: DateTime<Utc>,
        /// When that is over.
        ends: DateTime<Utc>,
        /// By which charter it will be decided there.
        charter: Key,
        /// Ordinary or weighty.
        weight: Weight,
    },
    /// The meeting or ballot has begun.
    Open {
        /// Which.
        forum: Forum,
    },
    /// The meeting or ballot did not take place, or came to nothing.
    Postpone {
        /// Which.
        forum: Forum,
        /// Why.
        reason: String,
    },
    /// The meeting or ballot has decided.
    Decide {
        /// Which.
        forum: Forum,
        /// What.
        verdict: Verdict,
        /// Votes for it, against it and abstaining.
        votes: [Measure; 3],
    },
    /// Somebody objects to the decision.
    Object {
        /// Why.
        text: Secret<String>,
    },
    /// How it will be carried out.
    Plan {
        /// Pieces of work that are still to be done; those done stay.
        milestones: Vec<NewMilestone>,
    },
    /// A piece of work is done.
    Finish {
        /// Which, from 0.
        number: u32,
        /// What was done.
        note: String,
        /// What it cost, whole yuan.
        cost_yuan: u32,
        /// Proof, uploaded before.
        photos: Vec<PhotoHash>,
    },
    /// A ticket has to do with it.
    Link {
        /// Which.
        ticket: TicketId,
    },
    /// An author or supporter judges the result.
    Judge {
        /// 1 to 5.
        stars: u8,
        /// Yes or no.
        satisfied: bool,
        /// In words.
        comment: Option<Secret<String>>,
    },
    /// An author or supporter says that it has come to a halt, or is not done.
    Reopen {
        /// Why.
        reason: Secret<String>,
    },
    /// Time itself: a date has passed.
    TimeUp,
}

impl Command {
    /// The photos that must have been uploaded before.
    #[must_use]
    pub fn photos(&self) -> &[PhotoHash] {
        match self {
            Self::Submit(draft) | Self::Revise(draft) => &draft.photos,
            Self::Finish { photos, .. } => photos,
            Self::PassOn { report } => &report.photos,
            _ => &[],
        }
    }
}

/// Why not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// There is no such proposal.
    #[error("no such proposal")]
    NotThere,
    /// It was submitted already.
    #[error("already submitted")]
    AlreadyThere,
    /// Not possible in this stage.
    #[error("not possible while {stage:?}")]
    WrongStage {
        /// The stage it is in.
        stage: Stage,
    },
    /// A text or list is empty or too long.
    #[error("{0}")]
    Content(ContentFault),
    /// The rulebook gives no answer.
    #[error("undecided: {0}")]
    Undecided(Undecided),
    /// The unit named is no grid of this county.
    #[error("no such grid")]
    UnknownGrid,
    /// The rulebook no longer has its charter.
    #[error("no charter {charter}")]
    NoCharter {
        /// Which.
        charter: Key,
    },
    /// The charter leaves this to others.
    #[error("the charter leaves this to others")]
    NotEntitled,
    /// This person has done so already.
    #[error("already done")]
    Already,
    /// There is no such comment, question, amendment, picture or piece of work.
    #[error("no number {number}")]
    NoSuch {
        /// As given.
        number: u32,
    },
    /// It begins before the notice has run.
    #[error("not before {earliest}")]
    TooSoon {
        /// When at the earliest.
        earliest: DateTime<Utc>,
    },
    /// The limit has not passed yet.
    #[error("not due yet")]
    NotDue,
    /// Another charter or another majority applies to it.
    #[error("decided by charter {charter}, {weight:?}")]
    OtherCharter {
        /// The one that applies.
        charter: Key,
        /// The weight that applies.
        weight: Weight,
    },
    /// Others are to decide it: those of another unit.
    #[error("the people of {unit:?} decide it")]
    OtherPlace {
        /// The unit whose people decide.
        unit: Option<UnitId>,
    },
    /// It costs more than may be decided without a meeting, or is no small work.
    #[error("at most {max} yuan")]
    NotMicro {
        /// Limit, yuan; 0 where the charter knows no small works.
        max: u32,
    },
    /// A proposal cannot be merged into itself.
    #[error("the same proposal")]
    SameProposal,
    /// Stars are 1 to 5.
    #[error("stars are 1 to 5")]
    BadStars,
    /// No such department near this place.
    #[error("no department {service}")]
    NoDepartment {
        /// As named.
        service: Key,
    },
    /// A piece of work must be due in the future and lie with a post that is held.
    #[error("nobody could do piece {number} of the work by then")]
    BadMilestone {
        /// Which, from 0.
        number: u32,
    },
}

impl From<ContentFault> for Refusal {
    fn from(fault: ContentFault) -> Self {
        Self::Content(fault)
    }
}
