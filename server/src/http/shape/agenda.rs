//! The shapes of the agenda ledger.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Which part of the agenda ledger. All of them hold together.
#[derive(ToSchema, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AgendaQuery {
    /// Under this unit; without it the county.
    unit: Option<Uuid>,
    /// On this subject of the agenda catalogue.
    subject: Option<String>,
    /// In this stage, such as `gathering`.
    stage: Option<String>,
    /// Only those not yet ended.
    open: Option<bool>,
    /// Only those past their date.
    overdue: Option<bool>,
    /// With this text in title or summary.
    text: Option<String>,
    /// Brought at this time or later.
    from: Option<DateTime<Utc>>,
    /// Brought before this time.
    to: Option<DateTime<Utc>>,
    /// As `next` of the page before.
    cursor: Option<String>,
    /// Rows wanted, at most 200.
    #[param(maximum = 200)]
    limit: Option<usize>,
}

/// One page of the agenda ledger, newest first.
#[derive(ToSchema)]
pub struct AgendaPage {
    /// The rows.
    rows: Vec<PublicProposal>,
    /// Where the next page starts; absent on the last one.
    next: Option<String>,
}

/// A proposal as open data.
#[derive(ToSchema)]
pub struct PublicProposal {
    /// Its id.
    id: Uuid,
    /// In a few words.
    title: String,
    /// In a paragraph.
    summary: String,
    /// The subject, of the agenda catalogue.
    subject: String,
    /// How many it concerns.
    reach: String,
    /// What it may cost, yuan.
    cost_yuan: u32,
    /// The grid with all units above it.
    place: Vec<Uuid>,
    /// Such as `gathering`.
    stage: String,
    /// `small` (ordinary) or `big` (weighty).
    weight: String,
    /// The charter by which it is decided.
    charter: String,
    /// The unit that answers for it, while somebody does.
    unit: Option<Uuid>,
    /// Until when something is to happen.
    until: Option<DateTime<Utc>>,
    /// Whether a date has passed.
    overdue: bool,
    /// When it was brought.
    submitted_at: DateTime<Utc>,
    /// How many support it.
    supporters: u32,
    /// How many have to.
    needed: u32,
    /// When it is, or was, before a meeting or ballot.
    session_at: Option<DateTime<Utc>>,
    /// What was decided: `"rejected"`, `"deferred"`, `{"adopted": {"option": null}}` or `{"amended": {"text": "…"}}`.
    #[schema(value_type = Value)]
    verdict: Option<Value>,
    /// Votes for it, against it and abstaining, by heads and area.
    votes: Option<Vec<Measure>>,
    /// When that was.
    decided_at: Option<DateTime<Utc>>,
    /// Pieces of work done, and all of them.
    #[schema(value_type = Vec<u32>)]
    work: (u32, u32),
    /// What they have cost, yuan.
    spent_yuan: u64,
    /// When all of it was done.
    done_at: Option<DateTime<Utc>>,
    /// How many are satisfied with the result, of how many who say.
    #[schema(value_type = Vec<u32>)]
    satisfied: (u32, u32),
}

/// Heads and area, as votes weigh.
#[derive(ToSchema)]
pub struct Measure {
    /// People, households or owners.
    heads: u64,
    /// Area, square centimetres; 0 where area does not count.
    area_cm2: u64,
}

/// What the proposals of one unit and one month of being brought have come to.
#[derive(ToSchema)]
pub struct AgendaCount {
    /// The unit, with everything below it.
    unit: Uuid,
    /// First day of the month in which they were brought.
    month: NaiveDate,
    /// Brought.
    raised: u32,
    /// Made public.
    accepted: u32,
    /// Decided, one way or the other.
    decided: u32,
    /// Decided in favour, as proposed or amended.
    adopted: u32,
    /// Done.
    done: u32,
    /// Past their date.
    overdue: u32,
    /// What was spent on them, yuan.
    spent_yuan: u64,
    /// How many people judged the result.
    rated: u32,
    /// Of those, satisfied.
    satisfied: u32,
    /// How long half of them took for each of `screening`, `gathering`, `deciding`, `carrying_out`, whole days.
    #[schema(value_type = Value)]
    median_days: Value,
}
