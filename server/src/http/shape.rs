//! The shapes of what travels, for the OpenAPI document only. `weft` defines the real types and knows nothing of OpenAPI; the tests
//! below hold both together.

#![expect(dead_code, reason = "these types are never made: the document is derived from them")]

mod agenda;

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

pub use agenda::{AgendaCount, AgendaPage, AgendaQuery, Measure, PublicProposal};

/// RFC 9457 problem details.
#[derive(ToSchema)]
pub struct Problem {
    /// A stable relative reference such as `/problems/rate-limited`.
    r#type: String,
    /// A short summary in English.
    title: String,
    /// The HTTP status.
    status: u16,
    /// What to tell the user, in Chinese.
    detail_zh: String,
    /// What to tell the user, in English.
    detail: String,
}

/// A command of any kind: its `kind`, and what to `do`.
#[derive(ToSchema)]
pub struct Command {
    /// Such as `ticket`.
    kind: String,
    /// The intent, as the kind defines it, such as `"confirm"` or `{"reopen": {"reason": {"clear": "…"}}}`.
    #[schema(value_type = Value)]
    r#do: Value,
}

/// A command on its way. It never carries who acts: the server takes that from the session.
#[derive(ToSchema)]
pub struct Envelope {
    /// UUID version 7: names the command for ever. The same id with another body is refused.
    id: Uuid,
    /// Who holds the queue.
    device: Uuid,
    /// Position in that queue.
    seq: u64,
    /// The device's clock: a claim, never used for order.
    issued_at: DateTime<Utc>,
    /// The rulebook version the device decided by.
    rules_version: u32,
    /// Which thing.
    target: Uuid,
    /// What to do with it.
    command: Command,
}

/// Commands in queue order.
#[derive(ToSchema)]
pub struct PushRequest {
    /// Who holds the queue.
    device: Uuid,
    /// At most 200.
    #[schema(max_items = 200)]
    commands: Vec<Envelope>,
}

/// One receipt for each command, in order.
#[derive(ToSchema)]
pub struct PushResponse {
    /// In the order of the commands.
    receipts: Vec<Receipt>,
}

/// What became of a command. Sent only once that is durable.
#[derive(ToSchema)]
pub struct Receipt {
    /// The command; the nil UUID when its id could not be read.
    id: Uuid,
    /// What became of it.
    outcome: Outcome,
    /// Whether the server had answered this command before.
    duplicate: bool,
    /// Present when other rules judged it than those the device had.
    judged: Option<Judged>,
}

/// A command was judged by other rules than those its maker had before them: the device's version is not in force any more and its grace
/// is over, or is not known here.
#[derive(ToSchema)]
pub struct Judged {
    /// The rulebook version on the device.
    made_under: u32,
    /// The version that judged.
    by: u32,
    /// What came out differently: `refused`, `answerer`, `limits`, `departments` or `other`. Empty when nothing did, or when the old
    /// version is not known any more.
    differs: Vec<String>,
}

/// What became of a command; which other fields there are depends on `outcome`.
#[derive(ToSchema)]
pub struct Outcome {
    /// `accepted`, `refused`, `forbidden`, `malformed` or `dependent`.
    outcome: String,
    /// If accepted: place of its last event in the log.
    position: Option<u64>,
    /// If accepted: the thing's version after it.
    version: Option<u64>,
    /// If refused: the kind's reason, as data.
    #[schema(value_type = Option<Value>)]
    reason: Option<Value>,
    /// If forbidden: what was missing.
    permission: Option<String>,
    /// If malformed: `unreadable`, `id_reused`, `other_device`, `other_kind` or `photo_missing`.
    fault: Option<String>,
    /// If dependent: the earlier command on the same thing that was not accepted.
    on: Option<Uuid>,
}

/// What a kiosk learns when it is enrolled.
#[derive(ToSchema)]
pub struct Enrolled {
    /// Its id.
    device: Uuid,
    /// Where it stands.
    unit: Uuid,
    /// What the desk calls it.
    name: String,
    /// The server's public X25519 key, base64 without padding.
    public_key: String,
}

/// A report that only the server can read.
#[derive(ToSchema)]
pub struct Sealed {
    /// The command's id.
    id: Uuid,
    /// An `Envelope` as JSON in a sealed box (libsodium's `crypto_box_seal`), base64 without padding.
    sealed: String,
}

/// How a kiosk fares, as it says itself.
#[derive(ToSchema)]
pub struct KioskHealth {
    /// Reports not delivered yet.
    queue: u32,
    /// When the oldest of them was made.
    oldest_at: Option<DateTime<Utc>>,
    /// Storage in use, bytes.
    storage_used_bytes: u64,
    /// Storage that the browser grants, bytes.
    storage_quota_bytes: u64,
    /// The app's version.
    version: String,
}

/// Sealed reports of a kiosk.
#[derive(ToSchema)]
pub struct KioskPush {
    /// The kiosk.
    device: Uuid,
    /// How it fares.
    health: Option<KioskHealth>,
    /// At most 100.
    #[schema(max_items = 100)]
    sealed: Vec<Sealed>,
}

/// A thing: its kind and id.
#[derive(ToSchema)]
pub struct Target {
    /// Such as `ticket`.
    kind: String,
    /// Which one.
    id: Uuid,
}

/// The state of a thing as this reader may see it.
#[derive(ToSchema)]
pub struct Row {
    /// The thing's id.
    id: Uuid,
    /// The thing's own count.
    version: u64,
    /// Its place in the log.
    position: u64,
    /// Such as `ticket`.
    kind: String,
    /// As the kind defines it. A secret is `{"clear": …}`, `"withheld"` or `"erased"`.
    #[schema(value_type = Value)]
    state: Value,
}

/// What changed for this reader since the cursor.
#[derive(ToSchema)]
pub struct PullResponse {
    /// Changed or new rows, oldest change first.
    rows: Vec<Row>,
    /// Things that left the reader's scope.
    removed: Vec<Target>,
    /// Where to go on.
    cursor: String,
    /// Whether to ask again at once.
    more: bool,
    /// Whether the reader's roles changed: start again from an empty cursor.
    rebuild: bool,
    /// Tells the reader for whom this was made from any other: who takes itself for somebody else asks for its session.
    reader: Option<Uuid>,
}

/// An event in the log.
#[derive(ToSchema)]
pub struct Recorded {
    /// Place in the county's log.
    position: u64,
    /// The thing.
    target: Target,
    /// The thing's own count.
    version: u64,
    /// The server's clock.
    at: DateTime<Utc>,
    /// Who.
    by: Uuid,
    /// The command it came from.
    cause: Uuid,
    /// What happened, as the kind defines it.
    #[schema(value_type = Value)]
    event: Value,
}

/// A text in both languages.
#[derive(ToSchema)]
pub struct Text {
    /// Chinese.
    zh: String,
    /// English.
    en: String,
}

/// A role at a unit: it holds for the unit and everything below it.
#[derive(ToSchema)]
pub struct Grant {
    /// Such as `grid_member`.
    role: String,
    /// Where.
    unit: Uuid,
}

/// Who acts.
#[derive(ToSchema)]
pub struct Actor {
    /// The person, or the anonymous reporter of this browser.
    person: Uuid,
    /// Roles held.
    grants: Vec<Grant>,
    /// Tickets whose receipt code this session has shown.
    receipts: Vec<Uuid>,
    /// Always false for a client.
    system: bool,
}

/// Who the server takes this browser for.
#[derive(ToSchema)]
pub struct SessionInfo {
    /// Who acts.
    actor: Actor,
    /// The account's display name; absent for an anonymous reporter.
    name: Option<String>,
    /// The server's clock.
    now: DateTime<Utc>,
    /// The county's name.
    county: Text,
}

/// One page of tickets, newest first.
#[derive(ToSchema)]
pub struct TicketPage {
    /// As the reader may see them.
    rows: Vec<Row>,
    /// Where the next page starts; absent on the last one.
    next: Option<String>,
}

/// Which tickets. All filters hold together.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TicketQuery {
    /// Under this unit; without it wherever the reader may look.
    unit: Option<Uuid>,
    /// In this category, or below it if it is a first-level one.
    category: Option<String>,
    /// In this phase, such as `in_progress`.
    phase: Option<String>,
    /// Only those not yet settled.
    open: Option<bool>,
    /// Only those past their date.
    overdue: Option<bool>,
    /// Containing this text. Not for the ledger.
    text: Option<String>,
    /// Reported at this time or later.
    from: Option<DateTime<Utc>>,
    /// Reported before this time.
    to: Option<DateTime<Utc>>,
    /// As `next` of the page before.
    cursor: Option<String>,
    /// Rows wanted, at most 200.
    #[param(maximum = 200)]
    limit: Option<usize>,
}

/// One page of the public ledger, newest first.
#[derive(ToSchema)]
pub struct LedgerPage {
    /// The rows.
    rows: Vec<PublicTicket>,
    /// Where the next page starts; absent on the last one.
    next: Option<String>,
}

/// A ticket as open data.
#[derive(ToSchema)]
pub struct PublicTicket {
    /// The row's id: not the ticket's, which would open it.
    id: Uuid,
    /// `web`, `patrol`, `phone` or `kiosk`.
    source: String,
    /// When it was reported.
    submitted_at: DateTime<Utc>,
    /// Second-level category.
    category: String,
    /// The grid with all units above it.
    place: Vec<Uuid>,
    /// Such as `in_progress`.
    phase: String,
    /// `small` or `big`.
    weight: String,
    /// The unit that answers.
    unit: Option<Uuid>,
    /// Until when it is to be resolved.
    resolve_by: Option<DateTime<Utc>>,
    /// When it was resolved.
    resolved_at: Option<DateTime<Utc>>,
    /// The answer given.
    done: Option<String>,
    /// 1 to 5.
    stars: Option<u8>,
    /// Yes or no.
    satisfied: Option<bool>,
    /// How often it was reopened.
    reopenings: u32,
}

/// Two rulebooks to be compared. Each is `"in_force"`, `{"kept": id}` for a draft or version, or `{"given": rulebook}`.
#[derive(ToSchema)]
pub struct ReplayRequest {
    /// The one.
    #[schema(value_type = Value)]
    from: Value,
    /// The other.
    #[schema(value_type = Value)]
    to: Value,
    /// Only tickets reported at this time or later.
    since: Option<DateTime<Utc>>,
    /// Only tickets reported before this time.
    until: Option<DateTime<Utc>>,
}

/// The three rates (三率) of one unit in one month of reporting, as counts.
#[derive(ToSchema)]
pub struct Rates {
    /// The unit, with everything below it.
    unit: Uuid,
    /// First day of the month in which the tickets were reported.
    month: NaiveDate,
    /// Tickets reported.
    reported: u64,
    /// Those accepted, or past the limit for it.
    response_due: u64,
    /// Of those, accepted within the limit: 响应率.
    response_met: u64,
    /// Those resolved, or past the limit for it.
    resolution_due: u64,
    /// Of those, resolved within the limit: 解决率.
    resolution_met: u64,
    /// Those on which the resident said whether they were satisfied.
    rated: u64,
    /// Of those, satisfied: 满意率.
    satisfied: u64,
}

/// A matter already reported nearby. Public: no text, no person.
#[derive(ToSchema)]
pub struct Candidate {
    /// The ticket.
    id: Uuid,
    /// The category's key.
    category: String,
    /// The phase.
    phase: String,
    /// When it was reported.
    reported_at: DateTime<Utc>,
    /// How far away, whole metres.
    distance_m: u32,
}

#[cfg(test)]
mod tests;
