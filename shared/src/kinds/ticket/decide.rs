//! What follows from a command: preconditions first, then the facts.

use chrono::{DateTime, Days, TimeDelta, Utc};

use crate::aggregate::Context;
use crate::id::{TicketId, UnitId};
use crate::org::{Post, Tier};
use crate::rules::{Charge, Facts, Key, Matter, Mode};
use crate::secret::Secret;

use super::event::{ClosedHow, Event, RoutedBecause};
use super::intent::{Command, Contact, Refusal, Submission};
use super::model::{Part, Phase, Ticket};
use super::{
    FOLLOWERS_MAX, NOTES_MAX, PHOTOS_MAX, REASON_CHARS_MAX, REOPENINGS_MAX, TEXT_CHARS_MAX,
};

/// Time to accept a reopened ticket when the rulebook no longer knows its ladder.
const REOPENED_ACKNOWLEDGE_DAYS: u64 = 1;
/// Time to resolve it then.
const REOPENED_RESOLVE_DAYS: u64 = 3;
/// Digits of a phone number.
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 5..=15;

type Decided = Result<Vec<Event>, Refusal>;

pub(super) fn decide(
    id: TicketId,
    state: Option<&Ticket>,
    command: &Command,
    cx: &Context<'_>,
) -> Decided {
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
        Command::Reroute {
            category,
            facts,
            reason,
        } => reroute(ticket, category, facts, reason, cx),
        Command::Escalate { reason } => escalate(ticket, reason, cx),
        Command::BringIn { services, request } => bring_in(ticket, services, request, cx),
        Command::AnswerPart { unit, answer } => answer_part(ticket, *unit, answer),
        Command::ReleasePart { unit, reason } => release_part(ticket, *unit, reason),
        Command::Merge { into } => merge(id, ticket, *into),
        Command::Absorb { from, people } => Ok(vec![Event::Absorbed {
            from: *from,
            people: people.clone(),
        }]),
        Command::Follow => follow(ticket, cx),
        Command::Resolve { done, photos } => resolve(ticket, done, photos, cx),
        Command::Confirm => confirm(ticket, cx),
        Command::Reopen { reason } => reopen(ticket, reason, cx),
        Command::Rate {
            stars,
            satisfied,
            comment,
        } => rate(ticket, *stars, *satisfied, comment.as_ref(), cx),
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
    let grid = cx
        .org
        .unit(submission.unit)
        .filter(|unit| unit.tier == Tier::Grid && unit.to.is_none());
    let grid = grid.ok_or(Refusal::UnknownGrid)?.id;
    if let Some(point) = submission.point {
        match cx.org.locate(point) {
            None => return Err(Refusal::OutsideCounty),
            Some(lies_in) if lies_in != grid => return Err(Refusal::OtherGrid { lies_in }),
            Some(_) => {}
        }
    }
    let routed = route(
        grid,
        &submission.category,
        &submission.facts,
        RoutedBecause::Reported,
        cx,
    )?;
    let submitted = Event::Submitted {
        submission: submission.clone(),
        on_behalf,
        path: cx.org.path(grid),
    };
    Ok(vec![submitted, routed])
}

fn route(
    grid: UnitId,
    category: &str,
    facts: &Facts,
    because: RoutedBecause,
    cx: &Context<'_>,
) -> Result<Event, Refusal> {
    let mode = if cx.org.in_emergency(grid) {
        Mode::Emergency
    } else {
        Mode::Routine
    };
    let matter = Matter {
        category,
        facts,
        unit: grid,
        mode,
        at: cx.now,
    };
    let decision = cx
        .rules
        .route(&matter, cx.org)
        .map_err(Refusal::Undecided)?;
    let parts = decision
        .joint
        .iter()
        .map(|unit| part(*unit, None, cx))
        .collect();
    Ok(Event::Routed {
        decision,
        parts,
        because,
    })
}

fn part(unit: UnitId, request: Option<String>, cx: &Context<'_>) -> Part {
    Part {
        unit,
        path: cx.org.path(unit),
        request,
        answer: None,
        released: None,
    }
}

fn accept(ticket: &Ticket) -> Decided {
    in_phase(ticket, ticket.phase == Phase::Routed)?;
    Ok(vec![Event::Accepted])
}

fn start(ticket: &Ticket) -> Decided {
    in_phase(
        ticket,
        matches!(ticket.phase, Phase::Routed | Phase::Accepted),
    )?;
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
    Ok(accepted_first(
        ticket,
        vec![Event::Asked {
            question: question.to_owned(),
            until,
        }],
    ))
}

fn reply(ticket: &Ticket, text: &Secret<String>, cx: &Context<'_>) -> Decided {
    in_phase(ticket, ticket.phase.is_open())?;
    check_secret(text, TEXT_CHARS_MAX)?;
    if ticket.replies.len() >= NOTES_MAX {
        return Err(Refusal::Full { max: NOTES_MAX });
    }
    let replied = Event::Replied { text: text.clone() };
    Ok(std::iter::once(replied)
        .chain(ran_on(ticket, cx.now))
        .collect())
}

/// The clock runs on: both limits move by as long as it stood.
fn ran_on(ticket: &Ticket, now: DateTime<Utc>) -> Option<Event> {
    let pause = ticket
        .pause
        .as_ref()
        .filter(|_| ticket.phase == Phase::Waiting)?;
    let charge = ticket.charge.as_ref()?;
    let stood = (now - pause.since).max(TimeDelta::zero());
    let later = |limit: DateTime<Utc>| limit.checked_add_signed(stood).unwrap_or(limit);
    Some(Event::RanOn {
        acknowledge_by: later(charge.acknowledge_by),
        resolve_by: later(charge.resolve_by),
    })
}

fn transfer(ticket: &Ticket, unit: UnitId, post: Post, reason: &str, cx: &Context<'_>) -> Decided {
    in_phase(ticket, ticket.phase.is_handled())?;
    check_text(reason, REASON_CHARS_MAX)?;
    let charge = ticket.charge.as_ref().ok_or(Refusal::NotThere)?;
    let holder = cx
        .org
        .holder(unit, post, crate::calendar::county_day(cx.now))
        .ok_or(Refusal::NobodyThere { unit, post })?;
    if holder == charge.holder {
        return Err(Refusal::NothingChanges);
    }
    let charge = Charge {
        path: cx.org.path(unit),
        holder,
        stand_in: false,
        ..charge.clone()
    };
    Ok(vec![Event::Transferred {
        charge,
        reason: reason.to_owned(),
    }])
}

fn reroute(
    ticket: &Ticket,
    category: &Key,
    facts: &Facts,
    reason: &str,
    cx: &Context<'_>,
) -> Decided {
    in_phase(ticket, ticket.phase.is_handled())?;
    check_text(reason, REASON_CHARS_MAX)?;
    if *category == ticket.category && *facts == ticket.facts {
        return Err(Refusal::NothingChanges);
    }
    let grid = ticket.grid().ok_or(Refusal::UnknownGrid)?;
    let because = RoutedBecause::Recategorised {
        reason: reason.to_owned(),
    };
    let routed = route(grid, category, facts, because, cx)?;
    Ok(vec![
        Event::Recategorised {
            category: category.clone(),
            facts: facts.clone(),
        },
        routed,
    ])
}

fn escalate(ticket: &Ticket, reason: &str, cx: &Context<'_>) -> Decided {
    in_phase(ticket, ticket.phase.is_handled())?;
    check_text(reason, REASON_CHARS_MAX)?;
    let charge = next_rung(ticket, cx)?.ok_or(Refusal::AtTheTop)?;
    Ok(vec![Event::Escalated {
        charge,
        reason: Some(reason.to_owned()),
    }])
}

/// The charge one rung up; none at the top.
fn next_rung(ticket: &Ticket, cx: &Context<'_>) -> Result<Option<Charge>, Refusal> {
    let charge = ticket.charge.as_ref().ok_or(Refusal::NotThere)?;
    if charge.last {
        return Ok(None);
    }
    let grid = ticket.grid().ok_or(Refusal::UnknownGrid)?;
    let rung = charge.rung.saturating_add(1);
    cx.rules
        .charge(&charge.ladder, rung, grid, cx.now, cx.org)
        .map(Some)
        .map_err(Refusal::Undecided)
}

fn bring_in(ticket: &Ticket, services: &[Key], request: &str, cx: &Context<'_>) -> Decided {
    in_phase(ticket, ticket.phase.is_handled())?;
    check_text(request, REASON_CHARS_MAX)?;
    let grid = ticket.grid().ok_or(Refusal::UnknownGrid)?;
    let mut parts: Vec<Part> = Vec::with_capacity(services.len());
    for service in services {
        let unit = cx
            .org
            .department(service, grid)
            .ok_or_else(|| Refusal::NoDepartment {
                service: service.clone(),
            })?;
        let known = ticket
            .parts
            .iter()
            .chain(&parts)
            .any(|part| part.unit == unit && part.is_open());
        if !known {
            parts.push(part(unit, Some(request.to_owned()), cx));
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
    Ok(vec![Event::PartAnswered {
        unit,
        answer: answer.to_owned(),
    }])
}

fn release_part(ticket: &Ticket, unit: UnitId, reason: &str) -> Decided {
    open_part(ticket, unit)?;
    check_text(reason, REASON_CHARS_MAX)?;
    Ok(vec![Event::PartReleased {
        unit,
        reason: reason.to_owned(),
    }])
}

fn open_part(ticket: &Ticket, unit: UnitId) -> Result<(), Refusal> {
    in_phase(ticket, ticket.phase.is_open())?;
    let open = ticket
        .parts
        .iter()
        .any(|part| part.unit == unit && part.is_open());
    if open {
        Ok(())
    } else {
        Err(Refusal::NoOpenPart)
    }
}

fn merge(id: TicketId, ticket: &Ticket, into: TicketId) -> Decided {
    in_phase(ticket, ticket.phase.is_open())?;
    if into == id {
        return Err(Refusal::SameTicket);
    }
    let people = std::iter::once(ticket.owner)
        .chain(ticket.followers.iter().copied())
        .collect();
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

fn resolve(
    ticket: &Ticket,
    done: &str,
    photos: &[crate::id::PhotoHash],
    cx: &Context<'_>,
) -> Decided {
    in_phase(ticket, ticket.phase.is_handled())?;
    check_text(done, TEXT_CHARS_MAX)?;
    check_photos(photos.len())?;
    let open: Vec<UnitId> = ticket
        .parts
        .iter()
        .filter(|part| part.is_open())
        .map(|part| part.unit)
        .collect();
    if !open.is_empty() {
        return Err(Refusal::PartsOpen { units: open });
    }
    let confirm_by = after_days(cx.now, cx.rules.settings.silence_days.into());
    let resolved = Event::Resolved {
        done: done.to_owned(),
        photos: photos.to_vec(),
        confirm_by,
    };
    Ok(accepted_first(ticket, vec![resolved]))
}

fn closed(how: ClosedHow, cx: &Context<'_>) -> Event {
    Event::Closed {
        how,
        rate_by: after_days(cx.now, cx.rules.settings.rate_days.into()),
    }
}

fn confirm(ticket: &Ticket, cx: &Context<'_>) -> Decided {
    in_phase(ticket, ticket.phase == Phase::Resolved)?;
    Ok(vec![Event::Confirmed, closed(ClosedHow::Confirmed, cx)])
}

fn reopen(ticket: &Ticket, reason: &Secret<String>, cx: &Context<'_>) -> Decided {
    still_open_to_judgement(ticket, cx)?;
    check_secret(reason, TEXT_CHARS_MAX)?;
    if ticket.reopenings >= REOPENINGS_MAX {
        return Err(Refusal::Full {
            max: REOPENINGS_MAX as usize,
        });
    }
    let old = ticket.charge.as_ref().ok_or(Refusal::NotThere)?;
    let grid = ticket.grid().ok_or(Refusal::UnknownGrid)?;
    let limits = cx
        .rules
        .charge(&old.ladder, old.rung, grid, cx.now, cx.org)
        .map_or_else(
            |_| {
                (
                    after_days(cx.now, REOPENED_ACKNOWLEDGE_DAYS),
                    after_days(cx.now, REOPENED_RESOLVE_DAYS),
                )
            },
            |fresh| (fresh.acknowledge_by, fresh.resolve_by),
        );
    let charge = Charge {
        acknowledge_by: limits.0,
        resolve_by: limits.1,
        ..old.clone()
    };
    let supervisor = next_rung(ticket, cx)
        .ok()
        .flatten()
        .map(|above| above.holder);
    Ok(vec![Event::Reopened {
        reason: reason.clone(),
        charge,
        supervisor,
    }])
}

/// Resolved, or closed after resolution and within the time for judging.
fn still_open_to_judgement(ticket: &Ticket, cx: &Context<'_>) -> Result<(), Refusal> {
    match (ticket.phase, ticket.closed) {
        (Phase::Resolved, _) => Ok(()),
        (Phase::Closed, Some((_, rate_by))) if cx.now <= rate_by => Ok(()),
        (Phase::Closed, _) => Err(Refusal::TooLate),
        (phase, _) => Err(Refusal::WrongPhase { phase }),
    }
}

fn rate(
    ticket: &Ticket,
    stars: u8,
    satisfied: bool,
    comment: Option<&Secret<String>>,
    cx: &Context<'_>,
) -> Decided {
    still_open_to_judgement(ticket, cx)?;
    if !(1..=5).contains(&stars) {
        return Err(Refusal::BadStars);
    }
    if let Some(comment) = comment {
        check_secret(comment, REASON_CHARS_MAX)?;
    }
    if ticket.rating.is_some() {
        return Err(Refusal::AlreadyRated);
    }
    let rated = Event::Rated {
        stars,
        satisfied,
        comment: comment.cloned(),
    };
    let confirmed = (ticket.phase == Phase::Resolved && satisfied)
        .then(|| [Event::Confirmed, closed(ClosedHow::Confirmed, cx)])
        .into_iter()
        .flatten();
    Ok(std::iter::once(rated).chain(confirmed).collect())
}

fn withdraw(ticket: &Ticket) -> Decided {
    in_phase(ticket, ticket.phase.is_open())?;
    Ok(vec![Event::Withdrawn])
}

fn time_up(ticket: &Ticket, cx: &Context<'_>) -> Decided {
    in_phase(ticket, ticket.phase.is_handled() && !ticket.overdue)?;
    is_due(ticket, cx)?;
    // A ladder that the rulebook no longer knows, or an empty post above, must not lose the ticket: it stays and counts as overdue.
    let event = match next_rung(ticket, cx) {
        Ok(Some(charge)) => Event::Escalated {
            charge,
            reason: None,
        },
        Ok(None) | Err(_) => Event::Overran,
    };
    Ok(vec![event])
}

fn run_on(ticket: &Ticket, cx: &Context<'_>) -> Decided {
    in_phase(ticket, ticket.phase == Phase::Waiting)?;
    is_due(ticket, cx)?;
    Ok(ran_on(ticket, cx.now).into_iter().collect())
}

fn close_silent(ticket: &Ticket, cx: &Context<'_>) -> Decided {
    in_phase(ticket, ticket.phase == Phase::Resolved)?;
    is_due(ticket, cx)?;
    Ok(vec![closed(ClosedHow::Silent, cx)])
}

fn is_due(ticket: &Ticket, cx: &Context<'_>) -> Result<(), Refusal> {
    let due = ticket.awaiting().is_some_and(|(_, until)| until <= cx.now);
    if due { Ok(()) } else { Err(Refusal::NotDue) }
}

fn in_phase(ticket: &Ticket, fits: bool) -> Result<(), Refusal> {
    if fits {
        Ok(())
    } else {
        Err(Refusal::WrongPhase {
            phase: ticket.phase,
        })
    }
}

fn after_days(at: DateTime<Utc>, days: u64) -> DateTime<Utc> {
    at.checked_add_days(Days::new(days))
        .unwrap_or(DateTime::<Utc>::MAX_UTC)
}

fn check_text(text: &str, max: usize) -> Result<(), Refusal> {
    if text.trim().is_empty() {
        return Err(Refusal::Empty);
    }
    let chars = text.chars().count();
    if chars > max {
        Err(Refusal::TooLong { chars, max })
    } else {
        Ok(())
    }
}

/// A secret that arrives must be in clear: there is nothing else to keep.
fn check_secret(secret: &Secret<String>, max: usize) -> Result<(), Refusal> {
    check_text(secret.clear().ok_or(Refusal::Empty)?, max)
}

fn check_photos(count: usize) -> Result<(), Refusal> {
    if count > PHOTOS_MAX {
        Err(Refusal::TooManyPhotos {
            count,
            max: PHOTOS_MAX,
        })
    } else {
        Ok(())
    }
}

fn check_contact(contact: &Contact) -> Result<(), Refusal> {
    check_secret(&contact.name, REASON_CHARS_MAX)?;
    let phone = contact.phone.clear().ok_or(Refusal::BadPhone)?;
    let digits = phone.strip_prefix('+').unwrap_or(phone);
    let count = digits.chars().filter(char::is_ascii_digit).count();
    let plain = digits
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, '-' | ' '));
    if plain && PHONE_DIGITS.contains(&count) {
        Ok(())
    } else {
        Err(Refusal::BadPhone)
    }
}
