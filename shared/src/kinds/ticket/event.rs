//! What can happen to a ticket: outcomes, so that the log never decides again.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::id::{PersonId, PhotoHash, TicketId, UnitId};
use crate::org::Holder;
use crate::rules::{Charge, Decision, Facts, Key};
use crate::secret::{Secret, SecretVisitor};

use super::Part;
use super::intent::Submission;

/// Why a ticket was routed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoutedBecause {
    /// It was reported.
    Reported,
    /// It was returned for a wrong category.
    Recategorised {
        /// The reason given.
        reason: String,
    },
}

/// How a ticket ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClosedHow {
    /// The resident said it is fixed.
    Confirmed,
    /// The resident was silent.
    Silent,
}

/// A fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// It was reported.
    Submitted {
        /// The report.
        submission: Box<Submission>,
        /// Whether staff reported it on somebody's behalf.
        on_behalf: bool,
        /// The grid with all units above it.
        path: Vec<UnitId>,
    },
    /// The rulebook named who answers.
    Routed {
        /// The decision.
        decision: Box<Decision>,
        /// The departments' parts.
        parts: Vec<Part>,
        /// Why now.
        because: RoutedBecause,
    },
    /// Category and facts were set right.
    Recategorised {
        /// The category.
        category: Key,
        /// The facts.
        facts: Facts,
    },
    /// The post took it on.
    Accepted,
    /// Work began.
    Started,
    /// An internal note.
    Noted {
        /// The note.
        text: Secret<String>,
    },
    /// The resident was asked; the clock stopped.
    Asked {
        /// The question.
        question: String,
        /// How long to wait.
        until: DateTime<Utc>,
    },
    /// The resident said something.
    Replied {
        /// What.
        text: Secret<String>,
    },
    /// The clock runs on.
    RanOn {
        /// The new limit to accept.
        acknowledge_by: DateTime<Utc>,
        /// The new limit to resolve.
        resolve_by: DateTime<Utc>,
    },
    /// Handed to another post.
    Transferred {
        /// Who answers now.
        charge: Charge,
        /// Why.
        reason: String,
    },
    /// Sent up the ladder.
    Escalated {
        /// Who answers now.
        charge: Charge,
        /// By hand with a reason; none when time was up.
        reason: Option<String>,
    },
    /// A limit passed and nobody is above.
    Overran,
    /// Departments were brought in.
    BroughtIn {
        /// Their parts.
        parts: Vec<Part>,
    },
    /// A department answered.
    PartAnswered {
        /// Which.
        unit: UnitId,
        /// What.
        answer: String,
    },
    /// A department's part was let go.
    PartReleased {
        /// Which.
        unit: UnitId,
        /// Why.
        reason: String,
    },
    /// It was merged into another.
    Merged {
        /// Which lives on.
        into: TicketId,
        /// Who is to be told.
        people: Vec<PersonId>,
    },
    /// Another was merged into it.
    Absorbed {
        /// Which.
        from: TicketId,
        /// Who follows now.
        people: Vec<PersonId>,
    },
    /// Somebody follows it.
    Followed {
        /// Who.
        person: PersonId,
    },
    /// It was done.
    Resolved {
        /// What was done.
        done: String,
        /// Proof.
        photos: Vec<PhotoHash>,
        /// Until when the resident can answer before it closes.
        confirm_by: DateTime<Utc>,
    },
    /// The resident said it is fixed.
    Confirmed,
    /// The resident said it is not.
    Reopened {
        /// Why.
        reason: Secret<String>,
        /// Who answers now: the handler again.
        charge: Charge,
        /// One level up, who looks on.
        supervisor: Option<Holder>,
    },
    /// The resident judged.
    Rated {
        /// 1 to 5.
        stars: u8,
        /// Yes or no.
        satisfied: bool,
        /// In words.
        comment: Option<Secret<String>>,
    },
    /// It ended.
    Closed {
        /// How.
        how: ClosedHow,
        /// Until when it can be rated or reopened.
        rate_by: DateTime<Utc>,
    },
    /// The resident took it back.
    Withdrawn,
}

impl Event {
    /// Shows every secret, always in the same order.
    pub(super) fn secrets(&mut self, visit: &mut SecretVisitor<'_>) {
        match self {
            Self::Submitted { submission, .. } => submission.secrets(visit),
            Self::Noted { text } | Self::Replied { text } | Self::Reopened { reason: text, .. } => visit(text),
            Self::Rated { comment: Some(comment), .. } => visit(comment),
            _ => {}
        }
    }
}
