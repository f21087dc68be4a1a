//! What follows from a command: preconditions first, then the facts.

mod check;
mod ending;

use chrono::{DateTime, TimeDelta, Utc};

use crate::aggregate::Context;
use crate::id::{TicketId, UnitId};
use crate::kinds::content::{after_days, check_secret, check_text};
use crate::org::{Post, Tier};
use crate::rules::{Charge, Facts, Key, Matter, Mode};
use crate::secret::Secret;

use super::Part;
use super::event::{Event, RoutedBecause};
use super::intent::{Command, Refusal, Submission};
use super::model::{Phase, Ticket};
use super::{FOLLOWERS_MAX, NOTES_MAX, REASON_CHARS_MAX, TEXT_CHARS_MAX};

use check::{check_contact, check_photos, in_phase};
use ending::{close_silent, confirm, rate, reopen, resolve, run_on, time_up, withdraw};

type Decided = Result<Vec<Event>, Refusal>;

pub(super) fn decide(id: TicketId, state: Option<&Ticket>, command: &Command, cx: &Context<'_>) -> Decided {
    if let Command::Submit(submission) | Command::Intake(submission) = command {
        return match state {
            Some(_) => Err(Refusal::AlreadyThere),
            None => submit(submission, matches!(command, Command::Intake(_)), cx),
        };
    }
    let ticket = state.ok_or(Refusal::NotThere)?;
    match command {
        Command::Submit(_) | Command::Intake(_) => Err(Refusal::AlreadyThere),
        Command::Accept => accept(ticket),
        Command::Start => start(ticket),
        Command::Note { text } => note(ticket, text),
        Command::Ask { question } => ask(ticket, question, cx),
        Command::Reply { text } => reply(ticket, text, cx),
        Command::Transfer { unit, post, reason } => transfer(ticket, *unit, *post, reason, cx),
        Command::Reroute { category, facts, reason } => reroute(ticket, category, facts, reason, cx),
        Command::Escalate { reason } => escalate(ticket, reason, cx),
        Command::BringIn { services, request } => bring_in(ticket, services, request, cx),
        Command::AnswerPart { unit, answer } => answer_part(ticket, *unit, answer),
        Command::ReleasePart { unit, reason } => release_part(ticket, *unit, reason),
        Command::Merge { into } => merge(id, ticket, *into),
        Command::Absorb { from, people } => Ok(vec![Event::Absorbed { from: *from, people: people.clone() }]),
        Command::Follow => follow(ticket, cx),
        Command::Resolve { done, photos } => resolve(ticket, done, photos, cx),
        Command::Confirm => confirm(ticket, cx),
        Command::Reopen { reason } => reopen(ticket, reason, cx),
        Command::Rate { stars, satisfied, comment } => rate(ticket, *stars, *satisfied, comment.as_ref(), cx),
        Command::Withdraw => withdraw(ticket),
        Command::TimeUp => time_up(ticket, cx),
        Command::RunOn => run_on(ticket, cx),
        Command::CloseSilent => close_silent(ticket, cx),
    }
}

fn submit(submission: &Submission, on_behalf: bool, cx: &Context<'_>) -> Decided {
    check_secret(&submission.text, TEXT_CHARS_MAX)?;
    if let Some(address) = &submission.address {
        check_secret(address, REASON_CHARS_MAX)?;
    }
    if let Some(contact) = &submission.contact {
        check_contact(contact)?;
    }
    check_photos(submission.photos.len())?;
    let grid = cx.org.unit(submission.unit).filter(|unit| unit.tier == Tier::Grid && unit.to.is_none());
    let grid = grid.ok_or(Refusal::UnknownGrid)?.id;
    if let Some(point) = submission.point {
        match cx.org.locate(point) {
            None => return Err(Refusal::OutsideCounty),
            Some(lies_in) if lies_in != grid => return Err(Refusal::OtherGrid { lies_in }),
            Some(_) => {}
        }
    }
    let routed = route(grid, &submission.category, &submission.facts, RoutedBecause::Reported, cx)?;
    let submitted = Event::Submitted { submission: Box::new(submission.clone()), on_behalf, path: cx.org.path(grid) };
    Ok(vec![submitted, routed])
}

fn route(
    grid: UnitId,
    category: &str,
    facts: &Facts,
    because: RoutedBecause,
    cx: &Context<'_>,
) -> Result<Event, Refusal> {
    let mode = if cx.org.in_emergency(grid) { Mode::Emergency } else { Mode::Routine };
    let matter = Matter { category, facts, unit: grid, mode, at: cx.now };
    let decision = cx.rules.route(&matter, cx.org).map_err(Refusal::Undecided)?;
    let parts = decision.joint.iter().map(|unit| Part::asked(*unit, None, cx.org)).collect();
    Ok(Event::Routed { decision: Box::new(decision), parts, because })
}

fn accept(ticket: &Ticket) -> Decided {
    in_phase(ticket, ticket.phase == Phase::Routed)?;
    Ok(vec![Event::Accepted])
}

fn start(ticket: &Ticket) -> Decided {
    in_phase(ticket, matches!(ticket.phase, Phase::Routed | Phase::Accepted))?;
    Ok(accepted_first(ticket, vec![Event::Started]))
}

/// Whoever starts or resolves a ticket nobody has accepted yet has accepted it.
fn accepted_first(ticket: &Ticket, mut events: Vec<Event>) -> Vec<Event> {
    if ticket.phase == Phase::Routed {
        events.insert(0, Event::Accepted);
    }
    events
}

fn note(ticket: &Ticket, text: &Secret<String>) -> Decided {
    check_secret(text, TEXT_CHARS_MAX)?;
    if ticket.notes.len() >= NOTES_MAX {
        return Err(Refusal::Full { max: NOTES_MAX });
    }
    Ok(vec![Event::Noted { text: text.clone() }])
}

fn ask(ticket: &Ticket, question: &str, cx: &Context<'_>) -> Decided {
    in_phase(ticket, ticket.phase.is_handled())?;
    check_text(question, REASON_CHARS_MAX)?;
    let until = after_days(cx.now, cx.rules.settings.wait_days.into());
    Ok(accepted_first(ticket, vec![Event::Asked { question: question.to_owned(), until }]))
}

fn reply(ticket: &Ticket, text: &Secret<String>, cx: &Context<'_>) -> Decided {
    in_phase(ticket, ticket.phase.is_open())?;
    check_secret(text, TEXT_CHARS_MAX)?;
    if ticket.replies.len() >= NOTES_MAX {
        return Err(Refusal::Full { max: NOTES_MAX });
    }
    let replied = Event::Replied { text: text.clone() };
    Ok(std::iter::once(replied).chain(ran_on(ticket, cx.now)).collect())
}

/// The clock runs on: both limits move by as long as it stood.
fn ran_on(ticket: &Ticket, now: DateTime<Utc>) -> Option<Event> {
    let pause = ticket.pause.as_ref().filter(|_| ticket.phase == Phase::Waiting)?;
    let charge = ticket.charge.as_ref()?;
    let stood = (now - pause.since).max(TimeDelta::zero());
    let later = |limit: DateTime<Utc>| limit.checked_add_signed(stood).unwrap_or(limit);
    Some(Event::RanOn { acknowledge_by: later(charge.acknowledge_by), resolve_by: later(charge.resolve_by) })
}

fn transfer(ticket: &Ticket, unit: UnitId, post: Post, reason: &str, cx: &Context<'_>) -> Decided {
    in_phase(ticket, ticket.phase.is_handled())?;
    check_text(reason, REASON_CHARS_MAX)?;
    let charge = ticket.charge.as_ref().ok_or(Refusal::NotThere)?;
    let holder =
        cx.org.holder(unit, post, crate::calendar::county_day(cx.now)).ok_or(Refusal::NobodyThere { unit, post })?;
    if holder == charge.holder {
        return Err(Refusal::NothingChanges);
    }
    let charge = Charge { path: cx.org.path(unit), holder, stand_in: false, ..charge.clone() };
    Ok(vec![Event::Transferred { charge, reason: reason.to_owned() }])
}

fn reroute(ticket: &Ticket, category: &Key, facts: &Facts, reason: &str, cx: &Context<'_>) -> Decided {
    in_phase(ticket, ticket.phase.is_handled())?;
    check_text(reason, REASON_CHARS_MAX)?;
    if *category == ticket.category && *facts == ticket.facts {
        return Err(Refusal::NothingChanges);
    }
    let grid = ticket.grid().ok_or(Refusal::UnknownGrid)?;
    let because = RoutedBecause::Recategorised { reason: reason.to_owned() };
    let routed = route(grid, category, facts, because, cx)?;
    Ok(vec![Event::Recategorised { category: category.clone(), facts: facts.clone() }, routed])
}

fn escalate(ticket: &Ticket, reason: &str, cx: &Context<'_>) -> Decided {
    in_phase(ticket, ticket.phase.is_handled())?;
    check_text(reason, REASON_CHARS_MAX)?;
    let charge = next_rung(ticket, cx)?.ok_or(Refusal::AtTheTop)?;
    Ok(vec![Event::Escalated { charge, reason: Some(reason.to_owned()) }])
}

/// The charge one rung up; none at the top.
fn next_rung(ticket: &Ticket, cx: &Context<'_>) -> Result<Option<Charge>, Refusal> {
    let charge = ticket.charge.as_ref().ok_or(Refusal::NotThere)?;
    let grid = ticket.grid().ok_or(Refusal::UnknownGrid)?;
    cx.rules.charge_above(charge, grid, cx.now, cx.org).map_err(Refusal::Undecided)
}

fn bring_in(ticket: &Ticket, services: &[Key], request: &str, cx: &Context<'_>) -> Decided {
    in_phase(ticket, ticket.phase.is_handled())?;
    check_text(request, REASON_CHARS_MAX)?;
    let grid = ticket.grid().ok_or(Refusal::UnknownGrid)?;
    let mut parts: Vec<Part> = Vec::with_capacity(services.len());
    for service in services {
        let unit =
            cx.org.department(service, grid).ok_or_else(|| Refusal::NoDepartment { service: service.clone() })?;
        let known = ticket.parts.iter().chain(&parts).any(|part| part.unit == unit && part.is_open());
        if !known {
            parts.push(Part::asked(unit, Some(request.to_owned()), cx.org));
        }
    }
    if parts.is_empty() {
        return Err(Refusal::NothingChanges);
    }
    Ok(vec![Event::BroughtIn { parts }])
}

fn answer_part(ticket: &Ticket, unit: UnitId, answer: &str) -> Decided {
    open_part(ticket, unit)?;
    check_text(answer, TEXT_CHARS_MAX)?;
    Ok(vec![Event::PartAnswered { unit, answer: answer.to_owned() }])
}

fn release_part(ticket: &Ticket, unit: UnitId, reason: &str) -> Decided {
    open_part(ticket, unit)?;
    check_text(reason, REASON_CHARS_MAX)?;
    Ok(vec![Event::PartReleased { unit, reason: reason.to_owned() }])
}

fn open_part(ticket: &Ticket, unit: UnitId) -> Result<(), Refusal> {
    in_phase(ticket, ticket.phase.is_open())?;
    let open = ticket.parts.iter().any(|part| part.unit == unit && part.is_open());
    if open { Ok(()) } else { Err(Refusal::NoOpenPart) }
}

fn merge(id: TicketId, ticket: &Ticket, into: TicketId) -> Decided {
    in_phase(ticket, ticket.phase.is_open())?;
    if into == id {
        return Err(Refusal::SameTicket);
    }
    let people = std::iter::once(ticket.owner).chain(ticket.followers.iter().copied()).collect();
    Ok(vec![Event::Merged { into, people }])
}

fn follow(ticket: &Ticket, cx: &Context<'_>) -> Decided {
    in_phase(ticket, ticket.phase.is_open())?;
    let person = cx.actor.person;
    if ticket.owner == person || ticket.followers.contains(&person) {
        return Err(Refusal::AlreadyFollowing);
    }
    if ticket.followers.len() >= FOLLOWERS_MAX {
        return Err(Refusal::Full { max: FOLLOWERS_MAX });
    }
    Ok(vec![Event::Followed { person }])
}
