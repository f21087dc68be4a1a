//! What can happen to a proposal: outcomes, so that the log never decides again.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::id::{BodyId, PersonId, PhotoHash, ProposalId, TicketId, UnitId};
use crate::kinds::joint::Part;
use crate::kinds::ticket::Submission;
use crate::rules::Charge;
use crate::rules::charter::{Measure, Settlement};
use crate::secret::{Secret, SecretVisitor};

use super::intent::{Draft, Forum, Published, Verdict};
use super::model::Milestone;

/// A fact. `until` is always how long the stage that begins should last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "fields repeat those of the command of the same name, or of the state")]
pub enum Event {
    /// It was brought, and the rulebook said who answers and by which charter.
    Submitted { draft: Box<Draft>, settlement: Box<Settlement>, path: Vec<UnitId>, until: DateTime<Utc> },
    /// Somebody signed too.
    CoSigned { person: PersonId },
    /// The author mended it.
    Revised { draft: Box<Draft>, settlement: Box<Settlement>, until: DateTime<Utc> },
    /// The author took it back.
    Withdrawn,
    /// The author appealed, and the level above answers now.
    Appealed { reason: Secret<String>, charge: Charge, until: DateTime<Utc> },
    /// Somebody supports it.
    Supported { person: PersonId },
    /// Somebody follows it.
    Followed { person: PersonId },
    /// Somebody said something.
    Commented { text: Secret<String> },
    /// Somebody finds a comment improper.
    CommentReported { number: u32, person: PersonId },
    /// A comment was hidden.
    CommentHidden { number: u32, reason: String },
    /// A department was asked.
    Asked { text: Secret<String>, part: Part },
    /// The department answered.
    Answered { number: u32, text: String },
    /// Somebody would have it otherwise.
    AmendmentProposed { text: Secret<String> },
    /// The author took an amendment in.
    AmendmentTaken { number: u32 },
    /// It is public, and gathers support.
    Accepted { published: Published, entitled: u32, needed: u32, until: DateTime<Utc> },
    /// It was returned to be mended.
    Returned { reason: String, mend: String, until: DateTime<Utc> },
    /// It was merged into another.
    Merged { into: ProposalId, people: Vec<PersonId> },
    /// Another was merged into it.
    Absorbed { from: ProposalId, people: Vec<PersonId> },
    /// A ticket was opened for it.
    PassedOn { ticket: TicketId, report: Box<Submission>, people: Vec<PersonId> },
    /// It has its support.
    Tabled { until: DateTime<Utc> },
    /// A grid member decided a small work.
    MicroDecided {
        body: BodyId,
        reason: String,
        place: Vec<UnitId>,
        year: i32,
        cost_yuan: u32,
        year_yuan_max: u32,
        until: DateTime<Utc>,
    },
    /// It is on an agenda.
    Noticed { forum: Forum, at: DateTime<Utc>, until: DateTime<Utc> },
    /// The session has begun.
    Opened { until: DateTime<Utc> },
    /// The session did not take place or came to nothing.
    Postponed { reason: String, until: DateTime<Utc> },
    /// It was decided.
    Decided { forum: Forum, verdict: Verdict, votes: [Measure; 3], until: DateTime<Utc> },
    /// Somebody objects.
    Objected { text: Secret<String> },
    /// So many object that it has to be decided anew.
    SentBack { until: DateTime<Utc> },
    /// Nobody, or too few, objected: it is carried out.
    Upheld { until: DateTime<Utc> },
    /// How it will be carried out: the pieces of work that are still to be done.
    Planned { milestones: Vec<Milestone>, until: DateTime<Utc> },
    /// A piece of work is done.
    Finished { number: u32, note: String, cost_yuan: u32, photos: Vec<PhotoHash>, until: DateTime<Utc> },
    /// All of it is done.
    Done { until: DateTime<Utc> },
    /// A ticket has to do with it.
    Linked { ticket: TicketId },
    /// Somebody judged the result.
    Judged { stars: u8, satisfied: bool, comment: Option<Secret<String>> },
    /// It has come to a halt, or is not done after all: the level above answers.
    Reopened { reason: Secret<String>, charge: Charge, until: DateTime<Utc> },
    /// A date passed: the level above answers.
    Escalated { charge: Charge, until: DateTime<Utc> },
    /// A date passed, and nobody is above.
    Overran,
    /// It did not find its support, or was not mended, in time.
    Lapsed,
    /// It ended.
    Closed,
}

impl Event {
    /// Shows every secret, always in the same order.
    pub(super) fn secrets(&mut self, visit: &mut SecretVisitor<'_>) {
        match self {
            Self::Submitted { draft, .. } | Self::Revised { draft, .. } => draft.secrets(visit),
            Self::Appealed { reason: text, .. }
            | Self::Reopened { reason: text, .. }
            | Self::Commented { text }
            | Self::Asked { text, .. }
            | Self::AmendmentProposed { text }
            | Self::Objected { text }
            | Self::Judged { comment: Some(text), .. } => visit(text),
            Self::PassedOn { report, .. } => report.secrets(visit),
            _ => {}
        }
    }
}
