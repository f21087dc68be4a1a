//! The state after an event. Total: an event that does not fit leaves the state as it is.

use chrono::{DateTime, Utc};

use crate::id::{PersonId, TicketId, UnitId};
use crate::rules::{Charge, Decision, Weight};

use super::Part;
use super::event::{Event, RoutedBecause};
use super::intent::Submission;
use super::model::{Entry, Note, Pause, Phase, Rating, Reply, Resolution, Step, Ticket};
use super::{FOLLOWERS_MAX, TIMELINE_ENTRIES_MAX};

pub(super) fn apply(
    state: Option<Ticket>,
    id: TicketId,
    event: &Event,
    by: PersonId,
    at: DateTime<Utc>,
) -> Option<Ticket> {
    match (state, event) {
        (None, Event::Submitted { submission, on_behalf, path }) => {
            Some(submitted(id, submission, *on_behalf, path, by, at))
        }
        (None, _) => None,
        (Some(mut ticket), event) => {
            step(&mut ticket, event, by, at);
            Some(ticket)
        }
    }
}

fn submitted(
    id: TicketId,
    submission: &Submission,
    on_behalf: bool,
    path: &[UnitId],
    by: PersonId,
    at: DateTime<Utc>,
) -> Ticket {
    let submission = submission.clone();
    Ticket {
        id,
        receipt: Some(submission.receipt),
        owner: by,
        source: submission.source,
        on_behalf,
        submitted_at: at,
        category: submission.category,
        facts: submission.facts,
        point: submission.point,
        place: path.to_vec(),
        address: submission.address,
        text: submission.text,
        contact: submission.contact,
        photos: submission.photos,
        phase: Phase::Routed,
        weight: Weight::Small,
        charge: None,
        why: None,
        supervisor: None,
        overdue: false,
        pause: None,
        parts: Vec::new(),
        notes: Vec::new(),
        replies: Vec::new(),
        first_limits: None,
        accepted_at: None,
        resolution: None,
        reopenings: 0,
        rating: None,
        closed: None,
        merged_into: None,
        followers: Vec::new(),
        timeline: vec![Entry { at, by, step: Step::Submitted { source: submission.source } }],
    }
}

fn step(ticket: &mut Ticket, event: &Event, by: PersonId, at: DateTime<Utc>) {
    let Some(step) = change(ticket, event, by, at) else {
        return;
    };
    if ticket.timeline.len() >= TIMELINE_ENTRIES_MAX {
        // The report itself stays in sight; the log keeps what is dropped here.
        ticket.timeline.remove(1);
    }
    ticket.timeline.push(Entry { at, by, step });
}

/// Changes the state and says what the timeline shows of it.
fn change(ticket: &mut Ticket, event: &Event, by: PersonId, at: DateTime<Utc>) -> Option<Step> {
    match event {
        Event::Submitted { .. } => None,
        Event::Routed { decision, parts, because } => Some(routed(ticket, decision, parts, because)),
        Event::Recategorised { category, facts } => {
            ticket.category.clone_from(category);
            ticket.facts.clone_from(facts);
            None
        }
        Event::Accepted => {
            ticket.phase = Phase::Accepted;
            ticket.overdue = false;
            ticket.accepted_at.get_or_insert(at);
            Some(Step::Accepted)
        }
        Event::Started => {
            ticket.phase = Phase::InProgress;
            Some(Step::Started)
        }
        Event::Noted { text } => {
            ticket.notes.push(Note { at, by, text: text.clone() });
            None
        }
        Event::Asked { question, until } => {
            let phase = ticket.phase;
            ticket.pause = Some(Pause { since: at, until: *until, question: question.clone(), phase });
            ticket.phase = Phase::Waiting;
            Some(Step::Asked { question: question.clone() })
        }
        Event::Replied { text } => {
            ticket.replies.push(Reply { at, text: text.clone() });
            Some(Step::Replied)
        }
        Event::RanOn { acknowledge_by, resolve_by } => ran_on(ticket, *acknowledge_by, *resolve_by),
        Event::Transferred { charge, reason } => {
            let to = charge.holder.clone();
            hand_over(ticket, charge);
            Some(Step::Transferred { to, reason: reason.clone() })
        }
        Event::Escalated { charge, reason } => {
            let to = charge.holder.clone();
            hand_over(ticket, charge);
            Some(Step::Escalated { to, reason: reason.clone() })
        }
        Event::Overran => {
            ticket.overdue = true;
            Some(Step::Overran)
        }
        Event::BroughtIn { .. } | Event::PartAnswered { .. } | Event::PartReleased { .. } => joint(ticket, event),
        Event::Merged { .. } | Event::Absorbed { .. } | Event::Followed { .. } => follow(ticket, event),
        Event::Resolved { .. }
        | Event::Confirmed
        | Event::Reopened { .. }
        | Event::Rated { .. }
        | Event::Closed { .. }
        | Event::Withdrawn => end(ticket, event, by, at),
    }
}

fn routed(ticket: &mut Ticket, decision: &Decision, parts: &[Part], because: &RoutedBecause) -> Step {
    let charge = &decision.charge;
    hand_over(ticket, charge);
    ticket.weight = decision.weight;
    ticket.why = Some(decision.why.clone());
    ticket.first_limits.get_or_insert((charge.acknowledge_by, charge.resolve_by));
    let fresh = parts.iter().filter(|part| ticket.parts.iter().all(|known| known.unit != part.unit));
    let fresh: Vec<Part> = fresh.cloned().collect();
    ticket.parts.extend(fresh);
    match because {
        RoutedBecause::Reported => Step::Routed {
            to: charge.holder.clone(),
            acknowledge_by: charge.acknowledge_by,
            resolve_by: charge.resolve_by,
        },
        RoutedBecause::Recategorised { reason } => {
            Step::Recategorised { category: ticket.category.clone(), reason: reason.clone() }
        }
    }
}

/// Somebody else answers now and has to accept first.
fn hand_over(ticket: &mut Ticket, charge: &Charge) {
    ticket.charge = Some(charge.clone());
    ticket.phase = Phase::Routed;
    ticket.overdue = false;
    ticket.pause = None;
}

fn ran_on(ticket: &mut Ticket, acknowledge_by: DateTime<Utc>, resolve_by: DateTime<Utc>) -> Option<Step> {
    let pause = ticket.pause.take()?;
    ticket.phase = pause.phase;
    if let Some(charge) = &mut ticket.charge {
        charge.acknowledge_by = acknowledge_by;
        charge.resolve_by = resolve_by;
    }
    Some(Step::RanOn)
}

fn joint(ticket: &mut Ticket, event: &Event) -> Option<Step> {
    match event {
        Event::BroughtIn { parts } => {
            ticket.parts.extend(parts.iter().cloned());
            Some(Step::BroughtIn { units: parts.iter().map(|part| part.unit).collect() })
        }
        Event::PartAnswered { unit, answer } => {
            let part = ticket.parts.iter_mut().find(|part| part.unit == *unit && part.is_open())?;
            part.answer = Some(answer.clone());
            Some(Step::PartAnswered { unit: *unit, answer: answer.clone() })
        }
        Event::PartReleased { unit, reason } => {
            let part = ticket.parts.iter_mut().find(|part| part.unit == *unit && part.is_open())?;
            part.released = Some(reason.clone());
            Some(Step::PartReleased { unit: *unit, reason: reason.clone() })
        }
        _ => None,
    }
}

fn follow(ticket: &mut Ticket, event: &Event) -> Option<Step> {
    match event {
        Event::Merged { into, .. } => {
            ticket.phase = Phase::Merged;
            ticket.merged_into = Some(*into);
            ticket.pause = None;
            Some(Step::Merged { into: *into })
        }
        Event::Absorbed { people, .. } => {
            people.iter().for_each(|person| add_follower(ticket, *person));
            Some(Step::Absorbed)
        }
        Event::Followed { person } => {
            add_follower(ticket, *person);
            None
        }
        _ => None,
    }
}

fn add_follower(ticket: &mut Ticket, person: PersonId) {
    let known = ticket.owner == person || ticket.followers.contains(&person);
    if !known && ticket.followers.len() < FOLLOWERS_MAX {
        ticket.followers.push(person);
    }
}

fn end(ticket: &mut Ticket, event: &Event, by: PersonId, at: DateTime<Utc>) -> Option<Step> {
    match event {
        Event::Resolved { done, photos, confirm_by } => {
            let (done, photos, confirm_by) = (done.clone(), photos.clone(), *confirm_by);
            ticket.phase = Phase::Resolved;
            ticket.overdue = false;
            ticket.resolution = Some(Resolution { at, by, done: done.clone(), photos, confirm_by });
            Some(Step::Resolved { done })
        }
        Event::Confirmed => Some(Step::Confirmed),
        Event::Reopened { reason, charge, supervisor } => {
            hand_over(ticket, charge);
            ticket.supervisor.clone_from(supervisor);
            ticket.replies.push(Reply { at, text: reason.clone() });
            ticket.reopenings = ticket.reopenings.saturating_add(1);
            ticket.resolution = None;
            ticket.closed = None;
            ticket.rating = None;
            Some(Step::Reopened)
        }
        Event::Rated { stars, satisfied, comment } => {
            ticket.rating = Some(Rating { at, stars: *stars, satisfied: *satisfied, comment: comment.clone() });
            Some(Step::Rated { stars: *stars, satisfied: *satisfied })
        }
        Event::Closed { how, rate_by } => {
            ticket.phase = Phase::Closed;
            ticket.closed = Some((at, *rate_by));
            Some(Step::Closed { how: *how })
        }
        Event::Withdrawn => {
            ticket.phase = Phase::Withdrawn;
            ticket.pause = None;
            Some(Step::Withdrawn)
        }
        _ => None,
    }
}
