//! The state of a ticket.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::id::{PersonId, PhotoHash, TicketId, UnitId};
use crate::kinds::joint::Part;
use crate::org::Holder;
use crate::place::Point;
use crate::receipt::ReceiptCode;
use crate::rules::{Charge, Facts, Key, Weight, Why};
use crate::secret::{Secret, SecretVisitor};

use super::event::ClosedHow;
use super::intent::{Contact, Source};

/// Most entries kept in a ticket's own timeline; the log keeps all.
pub const TIMELINE_ENTRIES_MAX: usize = 200;

/// Where a ticket is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// With a post that has not accepted it yet.
    Routed,
    /// Accepted.
    Accepted,
    /// Being worked on.
    InProgress,
    /// Waiting for the resident; the clock stands.
    Waiting,
    /// Done, waiting for the resident's word.
    Resolved,
    /// Ended.
    Closed,
    /// Taken back by the resident.
    Withdrawn,
    /// Merged into another.
    Merged,
}

impl Phase {
    /// Every phase, in order of life.
    pub const ALL: [Self; 8] = [
        Self::Routed,
        Self::Accepted,
        Self::InProgress,
        Self::Waiting,
        Self::Resolved,
        Self::Closed,
        Self::Withdrawn,
        Self::Merged,
    ];

    /// Whether somebody still has to do something.
    #[must_use]
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Closed | Self::Withdrawn | Self::Merged)
    }

    /// Whether staff are working on it.
    #[must_use]
    pub const fn is_handled(self) -> bool {
        matches!(self, Self::Routed | Self::Accepted | Self::InProgress)
    }
}

/// Whose turn it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Awaiting<'a> {
    /// A post.
    Post(&'a Holder),
    /// The resident.
    Resident,
}

/// A stopped clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// Since when.
    pub since: DateTime<Utc>,
    /// Until when at most.
    pub until: DateTime<Utc>,
    /// What the resident was asked.
    pub question: String,
    /// The phase to go back to.
    pub phase: Phase,
}

/// An internal note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub by: PersonId,
    /// What.
    pub text: Secret<String>,
}

/// Something the resident said after reporting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub text: Secret<String>,
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolution {
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub by: PersonId,
    /// What.
    pub done: String,
    /// Proof.
    pub photos: Vec<PhotoHash>,
    /// Until when the resident can answer before it closes.
    pub confirm_by: DateTime<Utc>,
}

/// The resident's judgement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rating {
    /// When.
    pub at: DateTime<Utc>,
    /// 1 to 5.
    pub stars: u8,
    /// Yes or no.
    pub satisfied: bool,
    /// In words.
    pub comment: Option<Secret<String>>,
}

/// One line of the timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub by: PersonId,
    /// What.
    pub step: Step,
}

/// What a line of the timeline says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each repeats the event of the same name, fields included")]
pub enum Step {
    Submitted { source: Source },
    Routed { to: Holder, acknowledge_by: DateTime<Utc>, resolve_by: DateTime<Utc> },
    Recategorised { category: Key, reason: String },
    Accepted,
    Started,
    Asked { question: String },
    Replied,
    RanOn,
    Transferred { to: Holder, reason: String },
    Escalated { to: Holder, reason: Option<String> },
    Overran,
    BroughtIn { units: Vec<UnitId> },
    PartAnswered { unit: UnitId, answer: String },
    PartReleased { unit: UnitId, reason: String },
    Merged { into: TicketId },
    Absorbed,
    Resolved { done: String },
    Confirmed,
    Reopened,
    Rated { stars: u8, satisfied: bool },
    Closed { how: ClosedHow },
    Withdrawn,
}

/// A ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// Its id.
    pub id: TicketId,
    /// Opens it without an account; absent for those who only follow.
    pub receipt: Option<ReceiptCode>,
    /// Who reported it, or took the report.
    pub owner: PersonId,
    /// Where it came in.
    pub source: Source,
    /// Whether staff reported it on somebody's behalf.
    pub on_behalf: bool,
    /// When it was reported.
    pub submitted_at: DateTime<Utc>,
    /// Second-level category.
    pub category: Key,
    /// Answers to its questions.
    pub facts: Facts,
    /// The spot.
    pub point: Option<Point>,
    /// The grid with all units above it.
    pub place: Vec<UnitId>,
    /// In words.
    pub address: Option<Secret<String>>,
    /// What is the matter.
    pub text: Secret<String>,
    /// How to reach the reporter.
    pub contact: Option<Contact>,
    /// Photos of the matter.
    pub photos: Vec<PhotoHash>,
    /// Where it is in its life.
    pub phase: Phase,
    /// Small or big.
    pub weight: Weight,
    /// Who answers, and until when. Present from the first routing on.
    pub charge: Option<Charge>,
    /// Why it went there.
    pub why: Option<Why>,
    /// After reopening: one level up, who looks on.
    pub supervisor: Option<Holder>,
    /// A limit passed at the top of the ladder.
    pub overdue: bool,
    /// The stopped clock.
    pub pause: Option<Pause>,
    /// Departments' parts.
    pub parts: Vec<Part>,
    /// Internal notes.
    pub notes: Vec<Note>,
    /// What the resident said later, and reasons for reopening.
    pub replies: Vec<Reply>,
    /// The first limits, by which response and resolution are judged.
    pub first_limits: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// When it was first accepted.
    pub accepted_at: Option<DateTime<Utc>>,
    /// What was done.
    pub resolution: Option<Resolution>,
    /// How often it was reopened.
    pub reopenings: u32,
    /// The resident's judgement.
    pub rating: Option<Rating>,
    /// When it ended, and until when it can be rated or reopened.
    pub closed: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// Which ticket it was merged into.
    pub merged_into: Option<TicketId>,
    /// Who else wants to hear what comes of it.
    pub followers: Vec<PersonId>,
    /// What happened, oldest first.
    pub timeline: Vec<Entry>,
}

impl Ticket {
    /// Whose turn it is and until when; none once it has ended.
    #[must_use]
    pub fn awaiting(&self) -> Option<(Awaiting<'_>, DateTime<Utc>)> {
        let charge = self.charge.as_ref()?;
        match self.phase {
            Phase::Routed => Some((Awaiting::Post(&charge.holder), charge.acknowledge_by)),
            Phase::Accepted | Phase::InProgress => Some((Awaiting::Post(&charge.holder), charge.resolve_by)),
            Phase::Waiting => self.pause.as_ref().map(|pause| (Awaiting::Resident, pause.until)),
            Phase::Resolved => self.resolution.as_ref().map(|done| (Awaiting::Resident, done.confirm_by)),
            Phase::Closed | Phase::Withdrawn | Phase::Merged => None,
        }
    }

    /// Whether a limit has passed at this moment.
    #[must_use]
    pub fn is_overdue(&self, now: DateTime<Utc>) -> bool {
        self.overdue || (self.phase.is_handled() && self.awaiting().is_some_and(|(_, until)| until < now))
    }

    /// The grid it lies in.
    #[must_use]
    pub fn grid(&self) -> Option<UnitId> {
        self.place.first().copied()
    }

    /// Shows every secret, always in the same order.
    pub(super) fn secrets(&mut self, visit: &mut SecretVisitor<'_>) {
        visit(&mut self.text);
        if let Some(address) = &mut self.address {
            visit(address);
        }
        if let Some(contact) = &mut self.contact {
            visit(&mut contact.name);
            visit(&mut contact.phone);
        }
        self.notes.iter_mut().for_each(|note| visit(&mut note.text));
        self.replies.iter_mut().for_each(|reply| visit(&mut reply.text));
        if let Some(comment) = self.rating.as_mut().and_then(|rating| rating.comment.as_mut()) {
            visit(comment);
        }
    }
}
