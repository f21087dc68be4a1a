//! Questions to the server beyond what a replica holds, and their answers: lists, the public ledger, rates, possible duplicates.

#[cfg(feature = "deliberation")]
pub mod agenda;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::id::{RulebookId, TicketId, UnitId};
use crate::kinds::ticket::PublicTicket;
use crate::rules::Rulebook;
use crate::rules::replay::{Difference, Summary};
use crate::wire::Row;

/// Most rows in one page of a list.
pub const PAGE_ROWS_MAX: usize = 200;
/// Rows in a page when the query does not say.
pub const PAGE_ROWS: usize = 50;

/// A list of tickets is asked for. All filters hold together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TicketQuery {
    /// Under this unit; without it, wherever the reader may look.
    pub unit: Option<UnitId>,
    /// In this category, or below it if it is a first-level one.
    pub category: Option<String>,
    /// In this phase (its name on the wire).
    pub phase: Option<String>,
    /// Only those not yet settled.
    pub open: bool,
    /// Only those past their date.
    pub overdue: bool,
    /// Containing this text.
    pub text: Option<String>,
    /// Reported at this time or later.
    pub from: Option<DateTime<Utc>>,
    /// Reported before this time.
    pub to: Option<DateTime<Utc>>,
    /// Where the page before ended.
    pub cursor: Option<String>,
    /// Rows wanted, at most [`PAGE_ROWS_MAX`].
    pub limit: Option<usize>,
}

/// One page of tickets, newest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TicketPage {
    /// As the reader may see them.
    pub rows: Vec<Row>,
    /// Where the next page starts; absent on the last one. A page may be short, even empty, and still have a next one.
    pub next: Option<String>,
}

/// One page of the public ledger, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerPage {
    /// The rows.
    pub rows: Vec<PublicTicket>,
    /// Where the next page starts; absent on the last one.
    pub next: Option<String>,
}

/// The three rates (三率) of one unit in one month of reporting, as counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rates {
    /// The unit, with everything below it.
    pub unit: UnitId,
    /// First day of the month in which the tickets were reported.
    pub month: NaiveDate,
    /// Tickets reported.
    pub reported: u64,
    /// Those accepted, or past the limit for it.
    pub response_due: u64,
    /// Of those, accepted within the limit: 响应率.
    pub response_met: u64,
    /// Those resolved, or past the limit for it.
    pub resolution_due: u64,
    /// Of those, resolved within the limit: 解决率.
    pub resolution_met: u64,
    /// Those on which the resident said whether they were satisfied.
    pub rated: u64,
    /// Of those, satisfied: 满意率.
    pub satisfied: u64,
}

/// A matter already reported nearby, offered before a new one is sent. Public: no text, no person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// The ticket.
    pub id: TicketId,
    /// The category's key.
    pub category: String,
    /// The phase's name on the wire.
    pub phase: String,
    /// When it was reported.
    pub reported_at: DateTime<Utc>,
    /// How far away, whole metres.
    pub distance_m: u32,
}

/// Most tickets of one replay, the newest first.
pub const REPLAY_TICKETS_MAX: usize = 1_000_000;

/// Which rulebook a replay takes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Book {
    /// The one in force now.
    InForce,
    /// A draft or a version that the server has.
    Kept(RulebookId),
    /// This one, perhaps on no other device yet.
    Given(Box<Rulebook>),
}

/// Two rulebooks are to be compared on the server's own tickets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReplayRequest {
    /// The one.
    pub from: Book,
    /// The other.
    pub to: Book,
    /// Only tickets reported at this time or later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<DateTime<Utc>>,
    /// Only tickets reported before this time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<DateTime<Utc>>,
}

/// What a replay says while it runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReplayLine {
    /// How far it is.
    Progress {
        /// Tickets looked at.
        seen: u64,
        /// Tickets there are; more may come in meanwhile, and those outside the time asked for count.
        all: u64,
        /// Those that differ.
        differing: u64,
    },
    /// A difference.
    Found(Box<Difference>),
    /// All of it: the last line.
    Done(Box<Summary>),
    /// It broke off: the last line.
    Failed,
}
