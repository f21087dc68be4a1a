//! Which rules judge a command, and what comes out differently from what its maker was shown. Device and server ask the same functions.

use std::borrow::Borrow;

use chrono::NaiveDate;

use crate::aggregate::{Context, Rejection};
use crate::calendar::county_day;
use crate::kinds::rulebook::{RulebookDoc, in_force, judging, of_version};
use crate::kinds::ticket;
use crate::registry::{AnyCommand, AnyEvent, AnyRefusal, AnyState};
use crate::rules::{Decision, Rulebook};
use crate::wire::{Differs, Envelope, Judged};

/// The rulebook that judges this command on this day of the server; none before the first is in force. Rulebooks themselves are always
/// a matter of today's.
#[must_use]
pub fn rules_for<'a, C: Borrow<AnyCommand>>(
    docs: &'a [RulebookDoc],
    envelope: &Envelope<C>,
    today: NaiveDate,
) -> Option<&'a Rulebook> {
    match envelope.command.borrow() {
        AnyCommand::Rulebook(_) => in_force(docs.iter(), today),
        _ => judging(docs, envelope.rules_version, today),
    }
}

/// What to tell the maker of a command that is judged by other rules, `cx.rules`, than they had before them. Nothing when they had
/// these, or none at all.
#[must_use]
pub fn judged(docs: &[RulebookDoc], envelope: &Envelope, state: Option<&AnyState>, cx: &Context<'_>) -> Option<Judged> {
    let (made_under, by) = (envelope.rules_version, cx.rules.version);
    if made_under == 0 || made_under == by || matches!(envelope.command, AnyCommand::Rulebook(_)) {
        return None;
    }
    let shown = of_version(docs.iter(), made_under, county_day(cx.now)).map(|rules| Context { rules, ..*cx });
    let answer = |cx: &Context<'_>| envelope.command.execute(envelope.target, state, cx).ok();
    let both = shown.and_then(|shown| Some((answer(&shown)?, answer(cx)?)));
    let differs = both.map(|(shown, judged)| differs(&shown, &judged)).unwrap_or_default();
    Some(Judged { made_under, by, differs })
}

type Answer = Result<Vec<AnyEvent>, Rejection<AnyRefusal>>;

fn differs(shown: &Answer, judged: &Answer) -> Vec<Differs> {
    let (shown, judged) = match (shown, judged) {
        (Ok(shown), Ok(judged)) => (shown, judged),
        (Ok(_), Err(_)) => return vec![Differs::Refused],
        (Err(_), _) => return Vec::new(),
    };
    let mut found = Vec::new();
    match (decision(shown), decision(judged)) {
        (Some(shown), Some(judged)) => compare(shown, judged, &mut found),
        (None, None) => {}
        _ => found.push(Differs::Answerer),
    }
    let others =
        |events: &[AnyEvent]| events.iter().filter(|event| routed(event).is_none()).cloned().collect::<Vec<_>>();
    if others(shown) != others(judged) {
        found.push(Differs::Other);
    }
    found
}

fn compare(shown: &Decision, judged: &Decision, found: &mut Vec<Differs>) {
    let (was, is) = (&shown.charge, &judged.charge);
    if (&was.path, &was.holder) != (&is.path, &is.holder) {
        found.push(Differs::Answerer);
    }
    if (was.acknowledge_by, was.resolve_by) != (is.acknowledge_by, is.resolve_by) {
        found.push(Differs::Limits);
    }
    if shown.joint != judged.joint {
        found.push(Differs::Departments);
    }
}

fn decision(events: &[AnyEvent]) -> Option<&Decision> {
    events.iter().find_map(routed)
}

fn routed(event: &AnyEvent) -> Option<&Decision> {
    match event {
        AnyEvent::Ticket(ticket::Event::Routed { decision, .. }) => Some(decision),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
