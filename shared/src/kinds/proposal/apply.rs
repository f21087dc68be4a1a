//! The state after an event. Total: an event that does not fit leaves the state as it is.

use chrono::{DateTime, Utc};

use crate::id::{PersonId, ProposalId, UnitId};
use crate::rules::charter::Settlement;

use super::event::Event;
use super::intent::{Draft, Verdict};
use super::model::{
    Amendment, Comment, Decision, Finished, Hidden, Judgement, Objection, Passage, Proposal, Question, Stage,
};
use super::{FOLLOWERS_MAX, PASSAGES_MAX};

pub(super) fn apply(
    state: Option<Proposal>,
    id: ProposalId,
    event: &Event,
    by: PersonId,
    at: DateTime<Utc>,
) -> Option<Proposal> {
    match (state, event) {
        (None, Event::Submitted { draft, settlement, path, until }) => {
            let mut proposal = submitted(id, draft, settlement, path, by, at);
            enter(&mut proposal, Stage::Submitted, *until, by, at, None);
            Some(proposal)
        }
        (None, _) => None,
        (Some(mut proposal), event) => {
            change(&mut proposal, event, by, at);
            Some(proposal)
        }
    }
}

fn submitted(
    id: ProposalId,
    draft: &Draft,
    settlement: &Settlement,
    path: &[UnitId],
    by: PersonId,
    at: DateTime<Utc>,
) -> Proposal {
    Proposal {
        id,
        author: by,
        co_authors: Vec::new(),
        submitted_at: at,
        draft: draft.clone(),
        published: None,
        place: path.to_vec(),
        stage: Stage::Submitted,
        until: at,
        settlement: settlement.clone(),
        overdue: false,
        returned: None,
        appeals: 0,
        entitled: 0,
        needed: 0,
        supporters: Vec::new(),
        followers: Vec::new(),
        comments: Vec::new(),
        questions: Vec::new(),
        amendments: Vec::new(),
        forum: None,
        session_at: None,
        body: None,
        decision: None,
        objections: Vec::new(),
        milestones: Vec::new(),
        tickets: Vec::new(),
        reopenings: 0,
        complaints: Vec::new(),
        judgements: Vec::new(),
        merged_into: None,
        passages: Vec::new(),
    }
}

/// Begins a stage, or the same one anew.
fn enter(
    proposal: &mut Proposal,
    stage: Stage,
    until: DateTime<Utc>,
    by: PersonId,
    at: DateTime<Utc>,
    note: Option<&str>,
) {
    proposal.stage = stage;
    proposal.until = until;
    proposal.overdue = false;
    if proposal.passages.len() >= PASSAGES_MAX {
        // That it was brought stays in sight; the log keeps what is dropped here.
        proposal.passages.remove(1);
    }
    proposal.passages.push(Passage { at, by, stage, note: note.map(str::to_owned) });
}

fn change(proposal: &mut Proposal, event: &Event, by: PersonId, at: DateTime<Utc>) {
    match event {
        Event::CoSigned { .. }
        | Event::Supported { .. }
        | Event::Followed { .. }
        | Event::Absorbed { .. }
        | Event::Linked { .. } => people(proposal, event),
        Event::Commented { .. }
        | Event::CommentReported { .. }
        | Event::CommentHidden { .. }
        | Event::Asked { .. }
        | Event::Answered { .. }
        | Event::AmendmentProposed { .. }
        | Event::AmendmentTaken { .. }
        | Event::Objected { .. }
        | Event::Judged { .. } => talk(proposal, event, by, at),
        Event::Planned { .. } | Event::Finished { .. } => work(proposal, event, by, at),
        _ => pass(proposal, event, by, at),
    }
}

fn people(proposal: &mut Proposal, event: &Event) {
    match event {
        Event::CoSigned { person } if !proposal.is_by(*person) => proposal.co_authors.push(*person),
        Event::Supported { person } if !proposal.supporters.contains(person) => proposal.supporters.push(*person),
        Event::Followed { person } => follow(proposal, *person),
        Event::Absorbed { people, .. } => people.iter().for_each(|person| follow(proposal, *person)),
        Event::Linked { ticket } if !proposal.tickets.contains(ticket) => proposal.tickets.push(*ticket),
        _ => {}
    }
}

fn follow(proposal: &mut Proposal, person: PersonId) {
    let known = proposal.is_by(person) || proposal.followers.contains(&person);
    if !known && proposal.followers.len() < FOLLOWERS_MAX {
        proposal.followers.push(person);
    }
}

fn nth<T>(list: &mut [T], number: u32) -> Option<&mut T> {
    list.get_mut(usize::try_from(number).ok()?)
}

fn talk(proposal: &mut Proposal, event: &Event, by: PersonId, at: DateTime<Utc>) {
    match event {
        Event::Commented { text } => {
            proposal.comments.push(Comment { at, by, text: text.clone(), reports: Vec::new(), hidden: None });
        }
        Event::CommentReported { number, person } => {
            if let Some(comment) = nth(&mut proposal.comments, *number) {
                comment.reports.push(*person);
            }
        }
        Event::CommentHidden { number, reason } => {
            if let Some(comment) = nth(&mut proposal.comments, *number) {
                comment.hidden = Some(Hidden { at, by, reason: reason.clone() });
            }
        }
        Event::Asked { text, part } => {
            proposal.questions.push(Question { at, by, text: text.clone(), part: part.clone() });
        }
        Event::Answered { number, text } => {
            if let Some(question) = nth(&mut proposal.questions, *number) {
                question.part.answer = Some(text.clone());
            }
        }
        Event::AmendmentProposed { text } => {
            proposal.amendments.push(Amendment { at, by, text: text.clone(), taken: None });
        }
        Event::AmendmentTaken { number } => {
            if let Some(amendment) = nth(&mut proposal.amendments, *number) {
                amendment.taken = Some(at);
            }
        }
        Event::Objected { text } => proposal.objections.push(Objection { at, by, text: text.clone() }),
        Event::Judged { stars, satisfied, comment } => {
            let (stars, satisfied, comment) = (*stars, *satisfied, comment.clone());
            proposal.judgements.push(Judgement { at, by, stars, satisfied, comment });
        }
        _ => {}
    }
}

fn work(proposal: &mut Proposal, event: &Event, by: PersonId, at: DateTime<Utc>) {
    match event {
        Event::Planned { milestones, until } => {
            proposal.milestones.retain(|work| work.finished.is_some());
            proposal.milestones.extend(milestones.iter().cloned());
            (proposal.until, proposal.overdue) = (*until, false);
        }
        Event::Finished { number, note, cost_yuan, photos, until } => {
            if let Some(work) = nth(&mut proposal.milestones, *number) {
                let (note, photos) = (note.clone(), photos.clone());
                work.finished = Some(Finished { at, by, note, cost_yuan: *cost_yuan, photos });
            }
            (proposal.until, proposal.overdue) = (*until, false);
        }
        _ => {}
    }
}

/// The stage that begins, how long it should last, and what is said about it.
type Turn<'e> = (Stage, DateTime<Utc>, Option<&'e str>);

fn pass(proposal: &mut Proposal, event: &Event, by: PersonId, at: DateTime<Utc>) {
    if matches!(event, Event::Overran) {
        proposal.overdue = true;
    }
    let turn = screened(proposal, event, at).or_else(|| concluded(proposal, event, at));
    if let Some((stage, until, note)) = turn {
        enter(proposal, stage, until, by, at, note);
    }
}

/// What comes before a proposal is tabled, and how it can end.
fn screened<'e>(proposal: &mut Proposal, event: &'e Event, at: DateTime<Utc>) -> Option<Turn<'e>> {
    Some(match event {
        Event::Revised { draft, settlement, until } => {
            proposal.draft = (**draft).clone();
            proposal.settlement = (**settlement).clone();
            (Stage::Submitted, *until, None)
        }
        Event::Appealed { reason, charge, until } => {
            proposal.settlement.charge = charge.clone();
            proposal.appeals = proposal.appeals.saturating_add(1);
            proposal.complaints.push(reason.clone());
            (Stage::Submitted, *until, None)
        }
        Event::Accepted { published, entitled, needed, until } => {
            proposal.published = Some(published.clone());
            (proposal.entitled, proposal.needed) = (*entitled, *needed);
            (Stage::Gathering, *until, None)
        }
        Event::Returned { reason, mend, until } => {
            proposal.returned = Some((reason.clone(), mend.clone()));
            (Stage::Returned, *until, Some(reason.as_str()))
        }
        Event::Merged { into, .. } => {
            proposal.merged_into = Some(*into);
            (Stage::Merged, at, None)
        }
        Event::PassedOn { ticket, .. } => {
            proposal.tickets.push(*ticket);
            (Stage::PassedOn, at, None)
        }
        Event::Escalated { charge, until } => {
            proposal.settlement.charge = charge.clone();
            (proposal.stage, *until, None)
        }
        Event::Tabled { until } => (Stage::Tabled, *until, None),
        Event::Lapsed => (Stage::Lapsed, at, None),
        Event::Closed => (Stage::Closed, at, None),
        Event::Withdrawn => (Stage::Withdrawn, at, None),
        _ => return None,
    })
}

/// From the agenda to the answer.
fn concluded<'e>(proposal: &mut Proposal, event: &'e Event, at: DateTime<Utc>) -> Option<Turn<'e>> {
    Some(match event {
        Event::MicroDecided { body, reason, until, .. } => {
            let verdict = Verdict::Adopted { option: None };
            proposal.body = Some(*body);
            proposal.decision = Some(Decision { at, forum: None, verdict, votes: Default::default() });
            (Stage::Executing, *until, Some(reason.as_str()))
        }
        Event::Noticed { forum, at: begins, until } => {
            (proposal.forum, proposal.session_at) = (Some(*forum), Some(*begins));
            (Stage::Noticed, *until, None)
        }
        Event::Opened { until } => (Stage::InSession, *until, None),
        Event::Postponed { reason, until } => {
            (proposal.forum, proposal.session_at) = (None, None);
            (Stage::Tabled, *until, Some(reason.as_str()))
        }
        Event::Decided { forum, verdict, votes, until } => {
            proposal.decision = Some(Decision { at, forum: Some(*forum), verdict: verdict.clone(), votes: *votes });
            if *verdict == Verdict::Deferred {
                (proposal.forum, proposal.session_at) = (None, None);
            }
            (after(verdict), *until, None)
        }
        Event::SentBack { until } => {
            proposal.objections.clear();
            (proposal.forum, proposal.session_at) = (None, None);
            (Stage::Tabled, *until, None)
        }
        Event::Upheld { until } => (Stage::Executing, *until, None),
        Event::Done { until } => (Stage::Done, *until, None),
        Event::Reopened { reason, charge, until } => {
            proposal.settlement.charge = charge.clone();
            proposal.reopenings = proposal.reopenings.saturating_add(1);
            proposal.complaints.push(reason.clone());
            proposal.judgements.clear();
            (Stage::Executing, *until, None)
        }
        _ => return None,
    })
}

/// The stage that follows from a verdict.
const fn after(verdict: &Verdict) -> Stage {
    match verdict {
        Verdict::Adopted { .. } | Verdict::Amended { .. } => Stage::Objecting,
        Verdict::Rejected => Stage::Rejected,
        Verdict::Deferred => Stage::Tabled,
    }
}
