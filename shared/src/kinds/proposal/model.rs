//! The state of a proposal.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::id::{BodyId, PersonId, PhotoHash, ProposalId, TicketId, UnitId};
use crate::kinds::joint::Part;
use crate::org::{Holder, Post};
use crate::rules::charter::{Measure, Settlement};
use crate::secret::{Secret, SecretVisitor};

use super::intent::{Draft, Forum, Published, Verdict};

/// Where a proposal is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Waiting to be screened.
    Submitted,
    /// Back with its author, to be mended.
    Returned,
    /// Public, gathering support.
    Gathering,
    /// Has its support, waits for a session.
    Tabled,
    /// On an agenda.
    Noticed,
    /// Being decided.
    InSession,
    /// Decided; objections can be raised.
    Objecting,
    /// Being carried out.
    Executing,
    /// Done; authors and supporters can judge.
    Done,
    /// Ended.
    Closed,
    /// Decided against.
    Rejected,
    /// Did not find its support, or was not mended, in time.
    Lapsed,
    /// Merged into another.
    Merged,
    /// Passed on as a ticket.
    PassedOn,
    /// Taken back.
    Withdrawn,
}

impl Stage {
    /// Every stage, in order of life.
    pub const ALL: [Self; 15] = [
        Self::Submitted,
        Self::Returned,
        Self::Gathering,
        Self::Tabled,
        Self::Noticed,
        Self::InSession,
        Self::Objecting,
        Self::Executing,
        Self::Done,
        Self::Closed,
        Self::Rejected,
        Self::Lapsed,
        Self::Merged,
        Self::PassedOn,
        Self::Withdrawn,
    ];

    /// Whether somebody still has to do something.
    #[must_use]
    pub const fn is_open(self) -> bool {
        (self as u8) < Self::Closed as u8
    }

    /// Whether people can discuss it.
    #[must_use]
    pub const fn is_discussed(self) -> bool {
        matches!(self, Self::Gathering | Self::Tabled | Self::Noticed | Self::InSession)
    }
}

/// Whose turn it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Awaiting<'a> {
    /// A post.
    Post(&'a Holder),
    /// The author.
    Author,
    /// Everybody: support, objections, judgements.
    Everybody,
}

/// Why a comment is hidden.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hidden {
    /// When.
    pub at: DateTime<Utc>,
    /// Who did.
    pub by: PersonId,
    /// Why.
    pub reason: String,
}

/// Something said about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub by: PersonId,
    /// What.
    pub text: Secret<String>,
    /// Who finds it improper.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reports: Vec<PersonId>,
    /// Whether it is hidden.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hidden: Option<Hidden>,
}

/// A question to a department.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// When.
    pub at: DateTime<Utc>,
    /// Who asks.
    pub by: PersonId,
    /// What.
    pub text: Secret<String>,
    /// The department's part, with its answer.
    pub part: Part,
}

/// A change that somebody proposes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amendment {
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub by: PersonId,
    /// How it should be.
    pub text: Secret<String>,
    /// When the author took it in.
    pub taken: Option<DateTime<Utc>>,
}

/// What was decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// When.
    pub at: DateTime<Utc>,
    /// Where; none for a small work that a grid member decided.
    pub forum: Option<Forum>,
    /// What.
    pub verdict: Verdict,
    /// Votes for it, against it and abstaining.
    pub votes: [Measure; 3],
}

/// An objection to a decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objection {
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub by: PersonId,
    /// Why.
    pub text: Secret<String>,
}

/// A piece of work that is planned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewMilestone {
    /// What.
    pub title: String,
    /// By which day.
    pub due: NaiveDate,
    /// Where the post is that sees to it.
    pub unit: UnitId,
    /// That post.
    pub post: Post,
    /// What it may cost, whole yuan.
    pub cost_yuan: u32,
}

/// A piece of work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Milestone {
    /// What was planned.
    #[serde(flatten)]
    pub plan: NewMilestone,
    /// Who held the post when it was planned.
    pub holder: Holder,
    /// The end of its last day.
    pub until: DateTime<Utc>,
    /// That it is done.
    pub finished: Option<Finished>,
}

/// A piece of work that is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finished {
    /// When.
    pub at: DateTime<Utc>,
    /// Who says so.
    pub by: PersonId,
    /// What was done.
    pub note: String,
    /// What it cost, whole yuan.
    pub cost_yuan: u32,
    /// Proof.
    pub photos: Vec<PhotoHash>,
}

/// What somebody thinks of the result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub by: PersonId,
    /// 1 to 5.
    pub stars: u8,
    /// Yes or no.
    pub satisfied: bool,
    /// In words.
    pub comment: Option<Secret<String>>,
}

/// That it came into a stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: PersonId,
    /// Into which.
    pub stage: Stage,
    /// Why, where somebody said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A proposal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// Its id.
    pub id: ProposalId,
    /// Who brought it.
    pub author: PersonId,
    /// Who signed too.
    pub co_authors: Vec<PersonId>,
    /// When it was brought.
    pub submitted_at: DateTime<Utc>,
    /// As it was brought.
    pub draft: Draft,
    /// As it was made public.
    pub published: Option<Published>,
    /// The grid with all units above it.
    pub place: Vec<UnitId>,
    /// Where it is in its life.
    pub stage: Stage,
    /// Until when this stage should last.
    pub until: DateTime<Utc>,
    /// Who answers for it, and by which charter it is decided.
    pub settlement: Settlement,
    /// A date passed at the top of the ladder.
    pub overdue: bool,
    /// Why it was returned, and how it can be mended.
    pub returned: Option<(String, String)>,
    /// How often the author appealed.
    pub appeals: u32,
    /// How many people are entitled to decide.
    pub entitled: u32,
    /// How much support it needs.
    pub needed: u32,
    /// Who supports it.
    pub supporters: Vec<PersonId>,
    /// Who else wants to hear what comes of it.
    pub followers: Vec<PersonId>,
    /// What was said.
    pub comments: Vec<Comment>,
    /// What was asked.
    pub questions: Vec<Question>,
    /// What was proposed to be changed.
    pub amendments: Vec<Amendment>,
    /// Where it is to be, or was, decided.
    pub forum: Option<Forum>,
    /// When that begins.
    pub session_at: Option<DateTime<Utc>>,
    /// In whose books a small work is counted.
    pub body: Option<BodyId>,
    /// What was decided last.
    pub decision: Option<Decision>,
    /// Objections to it.
    pub objections: Vec<Objection>,
    /// Pieces of work.
    pub milestones: Vec<Milestone>,
    /// Tickets that have to do with it.
    pub tickets: Vec<TicketId>,
    /// How often it was reopened.
    pub reopenings: u32,
    /// Why, each time.
    pub complaints: Vec<Secret<String>>,
    /// What people think of the result.
    pub judgements: Vec<Judgement>,
    /// Which it was merged into.
    pub merged_into: Option<ProposalId>,
    /// The stages it passed, oldest first.
    pub passages: Vec<Passage>,
}

impl Proposal {
    /// Whose turn it is and until when; none once it has ended.
    #[must_use]
    pub fn awaiting(&self) -> Option<(Awaiting<'_>, DateTime<Utc>)> {
        let who = match self.stage {
            Stage::Returned => Awaiting::Author,
            Stage::Gathering | Stage::Objecting | Stage::Done => Awaiting::Everybody,
            Stage::Submitted | Stage::Tabled | Stage::Noticed | Stage::InSession => {
                Awaiting::Post(&self.settlement.charge.holder)
            }
            // The next piece of work lies with whoever was named for it, while there is still time for it.
            Stage::Executing => {
                let next = self.next_milestone().filter(|next| next.until == self.until && !self.overdue);
                Awaiting::Post(next.map_or(&self.settlement.charge.holder, |next| &next.holder))
            }
            _ => return None,
        };
        Some((who, self.until))
    }

    /// The piece of work that is due first.
    #[must_use]
    pub fn next_milestone(&self) -> Option<&Milestone> {
        self.milestones.iter().filter(|work| work.finished.is_none()).min_by_key(|work| work.until)
    }

    /// Whether this person is its author or signed it.
    #[must_use]
    pub fn is_by(&self, person: PersonId) -> bool {
        self.author == person || self.co_authors.contains(&person)
    }

    /// Whether it has ever been public.
    #[must_use]
    pub const fn is_public(&self) -> bool {
        self.published.is_some()
    }

    /// What it has cost so far, yuan.
    #[must_use]
    pub fn spent_yuan(&self) -> u64 {
        self.milestones.iter().filter_map(|work| work.finished.as_ref()).map(|done| u64::from(done.cost_yuan)).sum()
    }

    /// Shows every secret, always in the same order.
    pub(super) fn secrets(&mut self, visit: &mut SecretVisitor<'_>) {
        self.draft.secrets(visit);
        self.comments.iter_mut().for_each(|comment| visit(&mut comment.text));
        self.questions.iter_mut().for_each(|question| visit(&mut question.text));
        self.amendments.iter_mut().for_each(|amendment| visit(&mut amendment.text));
        self.objections.iter_mut().for_each(|objection| visit(&mut objection.text));
        self.complaints.iter_mut().for_each(|complaint| visit(complaint));
        self.judgements
            .iter_mut()
            .filter_map(|judgement| judgement.comment.as_mut())
            .for_each(|comment| visit(comment));
    }
}
