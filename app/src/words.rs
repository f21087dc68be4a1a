//! The domain's values in plain words of the page's language. All functions read the language reactively.

use chrono::{DateTime, Utc};
use leptos::prelude::Get;
use weft::aggregate::Rejection;
use weft::id::UnitId;
use weft::kinds::ticket::{ClosedHow, Entry, Phase, Refusal, Source, Step, Ticket};
use weft::org::{Directory, Holder, Post, Tier};
use weft::receipt::ReceiptFault;
use weft::registry::AnyRefusal;
use weft::rules::{FactKind, FactValue, Rulebook, Undecided, Why};
use weft::secret::Secret;
use weft::wire::{Differs, Fault, Judged};

use crate::outbox::Reason;
use crate::prefs::prefs;
use crate::text::{Phrase, common, matter as m, told};
use crate::when;

/// Stands for a name that this device does not know yet.
const UNKNOWN_YET: &str = "…";

/// A phase as the reporter reads it.
#[must_use]
pub const fn phase(phase: Phase) -> Phrase {
    match phase {
        Phase::Routed => m::PHASE_ROUTED,
        Phase::Accepted => m::PHASE_ACCEPTED,
        Phase::InProgress => m::PHASE_IN_PROGRESS,
        Phase::Waiting => m::PHASE_WAITING,
        Phase::Resolved => m::PHASE_RESOLVED,
        Phase::Closed => m::PHASE_CLOSED,
        Phase::Withdrawn => m::PHASE_WITHDRAWN,
        Phase::Merged => m::PHASE_MERGED,
    }
}

/// A phase as staff read it.
#[must_use]
pub const fn phase_for_staff(of: Phase) -> Phrase {
    match of {
        Phase::Waiting => crate::text::staff::act::PHASE_WAITING_STAFF,
        Phase::Resolved => crate::text::staff::act::PHASE_RESOLVED_STAFF,
        other => phase(other),
    }
}

/// The phase of this name on the wire.
#[must_use]
pub fn phase_named(name: &str) -> Option<Phase> {
    weft::json::read(&format!("\"{name}\"")).ok()
}

/// Where a report came in.
#[must_use]
pub const fn source(source: Source) -> Phrase {
    match source {
        Source::Web => m::SOURCE_WEB,
        Source::Patrol => m::SOURCE_PATROL,
        Source::Phone => m::SOURCE_PHONE,
        Source::Kiosk => m::SOURCE_KIOSK,
    }
}

/// A post.
#[must_use]
pub const fn post(post: Post) -> Phrase {
    match post {
        Post::GridMember => m::POST_GRID_MEMBER,
        Post::Secretary => m::POST_SECRETARY,
        Post::Desk => m::POST_DESK,
        Post::Liaison => m::POST_LIAISON,
        Post::Reserve => m::POST_RESERVE,
        Post::Emergency => m::POST_EMERGENCY,
    }
}

/// A tier.
#[must_use]
pub const fn tier(tier: Tier) -> Phrase {
    match tier {
        Tier::County => m::TIER_COUNTY,
        Tier::Town => m::TIER_TOWN,
        Tier::Community => m::TIER_COMMUNITY,
        Tier::Grid => m::TIER_GRID,
        Tier::Compound => m::TIER_COMPOUND,
        Tier::Department => m::TIER_DEPARTMENT,
        Tier::Station => m::TIER_STATION,
    }
}

/// A unit's name; its number's head when the unit is not known here.
#[must_use]
pub fn unit(id: UnitId, org: &Directory) -> String {
    match org.unit(id) {
        Some(unit) => told(&unit.name),
        // Until the units are on this device.
        None if org.is_empty() => UNKNOWN_YET.to_owned(),
        None => id.to_string().chars().take(8).collect(),
    }
}

/// A place from the town down: "汶上街道 · 东门社区 · 第3网格".
#[must_use]
pub fn place(path: &[UnitId], org: &Directory) -> String {
    let below_county = |id: &&UnitId| org.unit(**id).is_some_and(|unit| unit.tier != Tier::County);
    let names: Vec<String> = path.iter().rev().filter(below_county).map(|id| unit(*id, org)).collect();
    names.join(" · ")
}

/// A unit by its place from the town down, or for the county by its name.
#[must_use]
pub fn place_or_name(id: UnitId, org: &Directory) -> String {
    let place = place(&org.path(id), org);
    if place.is_empty() { unit(id, org) } else { place }
}

/// Several units, listed.
#[must_use]
pub fn units(ids: &[UnitId], org: &Directory) -> String {
    let names: Vec<String> = ids.iter().map(|id| unit(*id, org)).collect();
    names.join("、")
}

/// Who holds a post where: "东门第3网格 网格员·王一零三".
#[must_use]
pub fn holder(holder: &Holder, org: &Directory) -> String {
    let (unit, post) = (unit(holder.unit, org), post(holder.post).now());
    // Names in the county's records may already carry the post.
    if holder.name.contains(post) {
        format!("{unit} {}", holder.name)
    } else {
        format!("{unit} {post} {}", holder.name)
    }
}

/// A category's title, with the first level before it.
#[must_use]
pub fn category(key: &str, rules: &Rulebook) -> String {
    match rules.category(key) {
        Some(category) => told(&category.title),
        // Until the rulebook is on this device.
        None if rules.categories.is_empty() => UNKNOWN_YET.to_owned(),
        None => key.to_owned(),
    }
}

/// A secret text, or what stands for it.
#[must_use]
pub fn secret(text: &Secret<String>) -> String {
    match text {
        Secret::Clear(text) => text.clone(),
        Secret::Erased => m::ERASED.now().to_owned(),
        Secret::Sealed(_) | Secret::Withheld => m::HIDDEN.now().to_owned(),
    }
}

/// Why a decision came out as it did: the grounds, the county's note, the rule.
#[must_use]
pub fn why(why: &Why, rules: &Rulebook) -> String {
    let grounds: Vec<String> = why.facts.iter().filter_map(|(key, value)| ground(key, value, rules)).collect();
    let note = told(&why.note);
    let reason = if grounds.is_empty() { note } else { format!("{} → {note}", grounds.join("，")) };
    m::WHY_RULE.fill(&[&reason, &why.rule, &why.rules_version.to_string()])
}

/// An answer to a category's question: its title and its value.
#[must_use]
pub fn answer(key: &str, value: &FactValue, rules: &Rulebook) -> Option<(String, String)> {
    let fact = rules.fact(key)?;
    let value = match (value, &fact.kind) {
        (FactValue::Boolean(true), _) => common::YES.now().to_owned(),
        (FactValue::Boolean(false), _) => common::NO.now().to_owned(),
        (FactValue::Integer(_) | FactValue::Decimal { .. } | FactValue::Date { .. } | FactValue::Text { .. }, _) => {
            value.to_string()
        }
        (FactValue::Choice(chosen), FactKind::Choice { options }) => {
            told(&options.iter().find(|option| option.key == *chosen)?.title)
        }
        (FactValue::Choice(_), _) => return None,
    };
    Some((told(&fact.title), value))
}

/// A fact that a rule looked at, such as "受影响人数 30" or "非：危及人身安全". The category is said elsewhere.
fn ground(key: &str, value: &FactValue, rules: &Rulebook) -> Option<String> {
    let fact = rules.fact(key)?;
    let title = told(&fact.title);
    Some(match (value, &fact.kind) {
        (FactValue::Boolean(true), _) => title,
        (FactValue::Boolean(false), _) => m::WHY_NOT.fill(&[&title]),
        (FactValue::Integer(_) | FactValue::Decimal { .. } | FactValue::Date { .. } | FactValue::Text { .. }, _) => {
            format!("{title} {value}")
        }
        (FactValue::Choice(chosen), FactKind::Choice { options }) => {
            told(&options.iter().find(|option| option.key == *chosen)?.title)
        }
        (FactValue::Choice(_), _) => return None,
    })
}

/// How a step of the timeline reads, and its mood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepWords {
    /// One sentence.
    pub head: String,
    /// What was said with it.
    pub said: Option<String>,
    /// Good, bad or neither.
    pub mood: Mood,
}

/// Whether a step is good news.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mood {
    /// Neither.
    #[default]
    Plain,
    /// Good.
    Good,
    /// Bad.
    Bad,
}

/// A step of the timeline in plain words.
#[must_use]
pub fn step(entry: &Entry, now: DateTime<Utc>, rules: &Rulebook, org: &Directory) -> StepWords {
    let at = |moment: &DateTime<Utc>| when::moment(*moment, now, prefs().language.get());
    let (head, said, mood) = match &entry.step {
        Step::Submitted { source: from } => (m::STEP_SUBMITTED.fill(&[source(*from).now()]), None, Mood::Plain),
        Step::Routed { to, acknowledge_by, resolve_by } => {
            (m::STEP_ROUTED.fill(&[&holder(to, org), &at(acknowledge_by), &at(resolve_by)]), None, Mood::Plain)
        }
        Step::Recategorised { category: key, reason } => {
            (m::STEP_RECATEGORISED.fill(&[&category(key, rules)]), Some(reason.clone()), Mood::Plain)
        }
        Step::Accepted => (m::STEP_ACCEPTED.now().to_owned(), None, Mood::Plain),
        Step::Started => (m::STEP_STARTED.now().to_owned(), None, Mood::Plain),
        Step::Asked { question } => (m::STEP_ASKED.now().to_owned(), Some(question.clone()), Mood::Plain),
        Step::Replied => (m::STEP_REPLIED.now().to_owned(), None, Mood::Plain),
        Step::RanOn => (m::STEP_RAN_ON.now().to_owned(), None, Mood::Plain),
        Step::Transferred { to, reason } => {
            (m::STEP_TRANSFERRED.fill(&[&holder(to, org)]), Some(reason.clone()), Mood::Plain)
        }
        Step::Escalated { to, reason: None } => (m::STEP_TIME_UP.fill(&[&holder(to, org)]), None, Mood::Bad),
        Step::Escalated { to, reason } => (m::STEP_ESCALATED.fill(&[&holder(to, org)]), reason.clone(), Mood::Plain),
        Step::Overran => (m::STEP_OVERRAN.now().to_owned(), None, Mood::Bad),
        Step::BroughtIn { units: ids } => (m::STEP_BROUGHT_IN.fill(&[&units(ids, org)]), None, Mood::Plain),
        Step::PartAnswered { unit: id, answer } => {
            (m::STEP_PART_ANSWERED.fill(&[&unit(*id, org)]), Some(answer.clone()), Mood::Plain)
        }
        Step::PartReleased { unit: id, reason } => {
            (m::STEP_PART_RELEASED.fill(&[&unit(*id, org)]), Some(reason.clone()), Mood::Plain)
        }
        Step::Merged { .. } => (m::STEP_MERGED.now().to_owned(), None, Mood::Plain),
        Step::Absorbed => (m::STEP_ABSORBED.now().to_owned(), None, Mood::Plain),
        Step::Resolved { done } => (m::STEP_RESOLVED.now().to_owned(), Some(done.clone()), Mood::Good),
        Step::Confirmed => (m::STEP_CONFIRMED.now().to_owned(), None, Mood::Good),
        Step::Reopened => (m::STEP_REOPENED.now().to_owned(), None, Mood::Bad),
        Step::Rated { stars, satisfied } => {
            let word = if *satisfied { m::DO_RATE_YES } else { m::DO_RATE_NO };
            let mood = if *satisfied { Mood::Good } else { Mood::Bad };
            (m::STEP_RATED.fill(&[&stars.to_string(), word.now()]), None, mood)
        }
        Step::Closed { how: ClosedHow::Silent } => (m::STEP_CLOSED_SILENT.now().to_owned(), None, Mood::Plain),
        Step::Closed { .. } => (m::STEP_CLOSED.now().to_owned(), None, Mood::Plain),
        Step::Withdrawn => (m::STEP_WITHDRAWN.now().to_owned(), None, Mood::Plain),
    };
    StepWords { head, said, mood }
}

/// The limit that counts now, and whether it is the resident's turn.
#[must_use]
pub fn limit(ticket: &Ticket) -> Option<DateTime<Utc>> {
    ticket.awaiting().map(|(_, until)| until)
}

/// Why a command was not carried out.
#[must_use]
pub fn rejection(rejection: &Rejection<AnyRefusal>, rules: &Rulebook, org: &Directory) -> String {
    match rejection {
        Rejection::Forbidden { .. } => m::NO_PERMISSION.now().to_owned(),
        Rejection::Refused(refusal) => any_refusal(refusal, rules, org),
    }
}

/// Why a server did not accept a command.
#[must_use]
pub fn reason(reason: &Reason, rules: &Rulebook, org: &Directory) -> String {
    match reason {
        Reason::Refused(refusal) => any_refusal(refusal, rules, org),
        Reason::Forbidden(_) => m::NO_PERMISSION.now().to_owned(),
        Reason::Malformed(fault) => fault_words(*fault).now().to_owned(),
        Reason::Dependent(_) => m::FAULT_BEFORE.now().to_owned(),
    }
}

/// What came out differently because other rules judged it than the person had before them.
#[must_use]
pub fn judged(judged: &Judged) -> String {
    let differs = judged.differs.iter().map(|differs| differs_words(*differs).now()).collect::<Vec<_>>();
    m::JUDGED.fill(&[&judged.by.to_string(), &differs.join(common::LIST_COMMA.now())])
}

const fn differs_words(differs: Differs) -> Phrase {
    match differs {
        Differs::Refused => m::DIFFERS_REFUSED,
        Differs::Answerer => m::DIFFERS_ANSWERER,
        Differs::Limits => m::DIFFERS_LIMITS,
        Differs::Departments => m::DIFFERS_DEPARTMENTS,
        Differs::Other => m::DIFFERS_OTHER,
    }
}

const fn fault_words(fault: Fault) -> Phrase {
    match fault {
        Fault::IdReused => m::FAULT_REUSED,
        Fault::PhotoMissing => m::FAULT_PHOTO,
        _ => m::FAULT_UNREADABLE,
    }
}

fn any_refusal(refusal: &AnyRefusal, rules: &Rulebook, org: &Directory) -> String {
    match refusal {
        AnyRefusal::Ticket(refusal) => ticket_refusal(refusal, rules, org),
        _ => m::NO_OTHER.now().to_owned(),
    }
}

/// Why a ticket refuses.
#[must_use]
pub fn ticket_refusal(refusal: &Refusal, rules: &Rulebook, org: &Directory) -> String {
    let plain = |phrase: Phrase| phrase.now().to_owned();
    match refusal {
        Refusal::NotThere => plain(m::NO_NOT_THERE),
        Refusal::AlreadyThere => plain(m::NO_ALREADY_THERE),
        Refusal::WrongPhase { phase: now } => m::NO_PHASE.fill(&[phase(*now).now()]),
        Refusal::Empty => plain(m::NO_EMPTY),
        Refusal::TooLong { chars, max } => m::NO_TOO_LONG.fill(&[&chars.to_string(), &max.to_string()]),
        Refusal::TooManyPhotos { count, max } => m::NO_PHOTOS.fill(&[&count.to_string(), &max.to_string()]),
        Refusal::BadPhone => plain(crate::text::report::CONTACT_BAD_PHONE),
        Refusal::OutsideCounty => plain(crate::text::report::WHERE_OUTSIDE),
        Refusal::OtherGrid { lies_in } => m::NO_GRID.fill(&[&unit(*lies_in, org)]),
        Refusal::UnknownGrid => plain(m::NO_UNKNOWN_GRID),
        Refusal::Undecided(undecided_because) => undecided(undecided_because, rules),
        Refusal::NothingChanges => plain(m::NO_CHANGE),
        Refusal::NobodyThere { unit: at, post: empty } => m::NO_HOLDER.fill(&[&unit(*at, org), post(*empty).now()]),
        Refusal::AtTheTop => plain(m::NO_TOP),
        Refusal::NoDepartment { service } => m::NO_DEPARTMENT.fill(&[service]),
        Refusal::NoOpenPart => plain(m::NO_PART),
        Refusal::PartsOpen { units: open } => m::NO_PARTS_OPEN.fill(&[&units(open, org)]),
        Refusal::SameTicket => plain(m::NO_SAME),
        Refusal::BadStars => plain(m::NO_STARS),
        Refusal::AlreadyRated => plain(m::NO_RATED),
        Refusal::TooLate => plain(m::NO_LATE),
        Refusal::NotDue => plain(m::NO_DUE),
        Refusal::Full { max } => m::NO_FULL.fill(&[&max.to_string()]),
        Refusal::AlreadyFollowing => plain(m::NO_FOLLOW),
    }
}

/// Why the rulebook gives no answer.
#[must_use]
pub fn undecided(undecided: &Undecided, rules: &Rulebook) -> String {
    match undecided {
        Undecided::UnknownCategory { .. } => m::NO_CATEGORY.now().to_owned(),
        Undecided::MissingFact { fact } | Undecided::BadFact { fact } => {
            let title = rules.fact(fact).map_or_else(|| fact.clone(), |fact| told(&fact.title));
            m::NO_FACT.fill(&[&title])
        }
        Undecided::NoRule => m::NO_RULE.now().to_owned(),
        Undecided::Ambiguous { first, second } => m::NO_SINGLE_RULE.fill(&[first, second]),
        Undecided::Dangling { name } => m::NO_DANGLING.fill(&[name]),
        Undecided::NobodyThere { tier: at, post: empty } => m::NO_HOLDER.fill(&[tier(*at).now(), post(*empty).now()]),
        Undecided::UnknownUnit => m::NO_UNIT.now().to_owned(),
        Undecided::NoCalendar { year } => m::NO_CALENDAR.fill(&[&year.to_string()]),
    }
}

/// What is wrong with a receipt code.
#[must_use]
pub const fn receipt_fault(fault: ReceiptFault) -> Phrase {
    match fault {
        ReceiptFault::NotDigits => common::CODE_NOT_DIGITS,
        ReceiptFault::WrongLength => common::CODE_LENGTH,
        ReceiptFault::WrongCheckDigit => common::CODE_WRONG,
    }
}
