//! What can be asked of a ticket, and why not.

use serde::{Deserialize, Serialize};

use crate::id::{PersonId, PhotoHash, TicketId, UnitId};
use crate::org::Post;
use crate::place::Point;
use crate::receipt::ReceiptCode;
use crate::rules::{Facts, Key, Undecided};
use crate::secret::{Secret, SecretVisitor};

use super::model::Phase;

/// Where a report came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A browser.
    Web,
    /// A grid member on patrol.
    Patrol,
    /// A call taken at a desk.
    Phone,
    /// A kiosk at a station.
    Kiosk,
}

/// How to reach the reporter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// What to call them.
    pub name: Secret<String>,
    /// Phone number, digits with an optional leading `+`.
    pub phone: Secret<String>,
}

/// A report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submission {
    /// The code that opens the ticket without an account, drawn at random by the device.
    pub receipt: ReceiptCode,
    /// Second-level category.
    pub category: Key,
    /// Answers to the category's questions.
    pub facts: Facts,
    /// The spot, if known.
    pub point: Option<Point>,
    /// The grid; if a spot is given it must lie in it.
    pub unit: UnitId,
    /// In words, such as building and door.
    pub address: Option<Secret<String>>,
    /// What is the matter.
    pub text: Secret<String>,
    /// How to reach the reporter.
    pub contact: Option<Contact>,
    /// At most [`super::PHOTOS_MAX`], uploaded before.
    pub photos: Vec<PhotoHash>,
    /// Where it came in.
    pub source: Source,
}

impl Submission {
    /// Shows every secret, always in the same order.
    pub fn secrets(&mut self, visit: &mut SecretVisitor<'_>) {
        visit(&mut self.text);
        if let Some(address) = &mut self.address {
            visit(address);
        }
        if let Some(contact) = &mut self.contact {
            visit(&mut contact.name);
            visit(&mut contact.phone);
        }
    }
}

/// An intent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// A resident reports for themselves.
    Submit(Submission),
    /// Staff report what they saw or were told on the phone.
    Intake(Submission),
    /// The responsible post takes it on.
    Accept,
    /// Work has begun.
    Start,
    /// An internal note, never seen by residents.
    Note {
        /// The note.
        text: Secret<String>,
    },
    /// Asks the resident; the clock stops.
    Ask {
        /// The question, seen by the resident.
        question: String,
    },
    /// The resident answers or adds something; a stopped clock runs on.
    Reply {
        /// What they say.
        text: Secret<String>,
    },
    /// Hands it to a post at another unit.
    Transfer {
        /// The unit.
        unit: UnitId,
        /// The post there.
        post: Post,
        /// Why, seen by the resident.
        reason: String,
    },
    /// Returns it for a wrong category: it is routed once more, by category and facts together.
    Reroute {
        /// The right category.
        category: Key,
        /// The answers to its questions.
        facts: Facts,
        /// Why.
        reason: String,
    },
    /// Sends it up the ladder by hand.
    Escalate {
        /// Why.
        reason: String,
    },
    /// Brings departments in.
    BringIn {
        /// By service, as the rulebook names them.
        services: Vec<Key>,
        /// What they are asked.
        request: String,
    },
    /// A department answers its part.
    AnswerPart {
        /// The department.
        unit: UnitId,
        /// Its answer.
        answer: String,
    },
    /// Lets a department's part go unanswered.
    ReleasePart {
        /// The department.
        unit: UnitId,
        /// Why.
        reason: String,
    },
    /// It is the same matter as another ticket.
    Merge {
        /// The one that lives on.
        into: TicketId,
    },
    /// Takes over the followers of a merged ticket.
    Absorb {
        /// The merged ticket.
        from: TicketId,
        /// Its owner and followers.
        people: Vec<PersonId>,
    },
    /// A resident wants to hear what comes of it.
    Follow,
    /// Done, with proof.
    Resolve {
        /// What was done: the one answer the resident gets.
        done: String,
        /// Proof, at most [`super::PHOTOS_MAX`].
        photos: Vec<PhotoHash>,
    },
    /// The resident says it is fixed.
    Confirm,
    /// The resident says it is not.
    Reopen {
        /// Why.
        reason: Secret<String>,
    },
    /// The resident judges.
    Rate {
        /// 1 to 5.
        stars: u8,
        /// Yes or no.
        satisfied: bool,
        /// In words.
        comment: Option<Secret<String>>,
    },
    /// The resident takes it back.
    Withdraw,
    /// Time itself: a limit has passed.
    TimeUp,
    /// Time itself: the resident did not answer, the clock runs on.
    RunOn,
    /// Time itself: no word from the resident after resolution.
    CloseSilent,
}

impl Command {
    /// The photos that must have been uploaded before.
    #[must_use]
    pub fn photos(&self) -> &[PhotoHash] {
        match self {
            Self::Submit(submission) | Self::Intake(submission) => &submission.photos,
            Self::Resolve { photos, .. } => photos,
            _ => &[],
        }
    }
}

/// Why not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// There is no such ticket.
    #[error("no such ticket")]
    NotThere,
    /// The ticket was reported already.
    #[error("already reported")]
    AlreadyThere,
    /// Not possible in this phase.
    #[error("not possible while {phase:?}")]
    WrongPhase {
        /// The phase it is in.
        phase: Phase,
    },
    /// A text that must say something is empty.
    #[error("the text is empty")]
    Empty,
    /// A text is too long.
    #[error("{chars} characters, at most {max}")]
    TooLong {
        /// As given.
        chars: usize,
        /// Limit.
        max: usize,
    },
    /// Too many photos.
    #[error("{count} photos, at most {max}")]
    TooManyPhotos {
        /// As given.
        count: usize,
        /// Limit.
        max: usize,
    },
    /// Not a phone number.
    #[error("not a phone number")]
    BadPhone,
    /// The spot lies outside every grid of the county.
    #[error("outside the county")]
    OutsideCounty,
    /// The spot lies in another grid than the one named.
    #[error("the spot lies in another grid")]
    OtherGrid {
        /// Where it lies.
        lies_in: UnitId,
    },
    /// The unit named is no grid of this county.
    #[error("no such grid")]
    UnknownGrid,
    /// The rulebook gives no answer.
    #[error("undecided: {0}")]
    Undecided(Undecided),
    /// The category and facts are the same as before.
    #[error("nothing would change")]
    NothingChanges,
    /// Nobody holds that post there.
    #[error("nobody holds that post there")]
    NobodyThere {
        /// The unit.
        unit: UnitId,
        /// The post.
        post: Post,
    },
    /// There is nobody above.
    #[error("already at the top")]
    AtTheTop,
    /// No such department near this place.
    #[error("no department {service}")]
    NoDepartment {
        /// As named.
        service: Key,
    },
    /// That department has no open part in it.
    #[error("that department has no open part")]
    NoOpenPart,
    /// Departments have not answered yet.
    #[error("departments have not answered")]
    PartsOpen {
        /// Which.
        units: Vec<UnitId>,
    },
    /// A ticket cannot be merged into itself.
    #[error("the same ticket")]
    SameTicket,
    /// Stars are 1 to 5.
    #[error("stars are 1 to 5")]
    BadStars,
    /// It was rated already.
    #[error("already rated")]
    AlreadyRated,
    /// The time for this has passed.
    #[error("too late")]
    TooLate,
    /// The limit has not passed yet.
    #[error("not due yet")]
    NotDue,
    /// A list is full.
    #[error("at most {max}")]
    Full {
        /// Limit.
        max: usize,
    },
    /// This person follows it already.
    #[error("already following")]
    AlreadyFollowing,
}
