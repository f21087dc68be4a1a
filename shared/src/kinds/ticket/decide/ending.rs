//! How a ticket ends: resolved, judged by the resident, withdrawn, or closed by time; and what time asks before.

use crate::aggregate::Context;
use crate::id::UnitId;
use crate::kinds::content::{after_days, check_secret, check_text};
use crate::kinds::ticket::event::{ClosedHow, Event};
use crate::kinds::ticket::intent::Refusal;
use crate::kinds::ticket::model::{Phase, Ticket};
use crate::kinds::ticket::{REASON_CHARS_MAX, REOPENINGS_MAX, TEXT_CHARS_MAX};
use crate::rules::Charge;
use crate::secret::Secret;

use super::check::{check_photos, in_phase};
use super::{Decided, accepted_first, next_rung, ran_on};

/// Time to accept a reopened ticket when the rulebook no longer knows its ladder.
const REOPENED_ACKNOWLEDGE_DAYS: u64 = 1;
/// Time to resolve it then.
const REOPENED_RESOLVE_DAYS: u64 = 3;

pub(super) fn resolve(ticket: &Ticket, done: &str, photos: &[crate::id::PhotoHash], cx: &Context<'_>) -> Decided {
    in_phase(ticket, ticket.phase.is_handled())?;
    check_text(done, TEXT_CHARS_MAX)?;
    check_photos(photos.len())?;
    let open: Vec<UnitId> = ticket.parts.iter().filter(|part| part.is_open()).map(|part| part.unit).collect();
    if !open.is_empty() {
        return Err(Refusal::PartsOpen { units: open });
    }
    let confirm_by = after_days(cx.now, cx.rules.settings.silence_days.into());
    let resolved = Event::Resolved { done: done.to_owned(), photos: photos.to_vec(), confirm_by };
    Ok(accepted_first(ticket, vec![resolved]))
}

fn closed(how: ClosedHow, cx: &Context<'_>) -> Event {
    Event::Closed { how, rate_by: after_days(cx.now, cx.rules.settings.rate_days.into()) }
}

pub(super) fn confirm(ticket: &Ticket, cx: &Context<'_>) -> Decided {
    in_phase(ticket, ticket.phase == Phase::Resolved)?;
    Ok(vec![Event::Confirmed, closed(ClosedHow::Confirmed, cx)])
}

pub(super) fn reopen(ticket: &Ticket, reason: &Secret<String>, cx: &Context<'_>) -> Decided {
    still_open_to_judgement(ticket, cx)?;
    check_secret(reason, TEXT_CHARS_MAX)?;
    if ticket.reopenings >= REOPENINGS_MAX {
        return Err(Refusal::Full { max: REOPENINGS_MAX as usize });
    }
    let old = ticket.charge.as_ref().ok_or(Refusal::NotThere)?;
    let grid = ticket.grid().ok_or(Refusal::UnknownGrid)?;
    let limits = cx.rules.charge(&old.ladder, old.rung, grid, cx.now, cx.org).map_or_else(
        |_| (after_days(cx.now, REOPENED_ACKNOWLEDGE_DAYS), after_days(cx.now, REOPENED_RESOLVE_DAYS)),
        |fresh| (fresh.acknowledge_by, fresh.resolve_by),
    );
    let charge = Charge { acknowledge_by: limits.0, resolve_by: limits.1, ..old.clone() };
    let supervisor = next_rung(ticket, cx).ok().flatten().map(|above| above.holder);
    Ok(vec![Event::Reopened { reason: reason.clone(), charge, supervisor }])
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

pub(super) fn rate(
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
    let rated = Event::Rated { stars, satisfied, comment: comment.cloned() };
    let confirmed = (ticket.phase == Phase::Resolved && satisfied)
        .then(|| [Event::Confirmed, closed(ClosedHow::Confirmed, cx)])
        .into_iter()
        .flatten();
    Ok(std::iter::once(rated).chain(confirmed).collect())
}

pub(super) fn withdraw(ticket: &Ticket) -> Decided {
    in_phase(ticket, ticket.phase.is_open())?;
    Ok(vec![Event::Withdrawn])
}

pub(super) fn time_up(ticket: &Ticket, cx: &Context<'_>) -> Decided {
    in_phase(ticket, ticket.phase.is_handled() && !ticket.overdue)?;
    is_due(ticket, cx)?;
    // A ladder that the rulebook no longer knows, or an empty post above, must not lose the ticket: it stays and counts as overdue.
    let event = match next_rung(ticket, cx) {
        Ok(Some(charge)) => Event::Escalated { charge, reason: None },
        Ok(None) | Err(_) => Event::Overran,
    };
    Ok(vec![event])
}

pub(super) fn run_on(ticket: &Ticket, cx: &Context<'_>) -> Decided {
    in_phase(ticket, ticket.phase == Phase::Waiting)?;
    is_due(ticket, cx)?;
    Ok(ran_on(ticket, cx.now).into_iter().collect())
}

pub(super) fn close_silent(ticket: &Ticket, cx: &Context<'_>) -> Decided {
    in_phase(ticket, ticket.phase == Phase::Resolved)?;
    is_due(ticket, cx)?;
    Ok(vec![closed(ClosedHow::Silent, cx)])
}

fn is_due(ticket: &Ticket, cx: &Context<'_>) -> Result<(), Refusal> {
    let due = ticket.awaiting().is_some_and(|(_, until)| until <= cx.now);
    if due { Ok(()) } else { Err(Refusal::NotDue) }
}
