//! How proposals, bodies, meetings, venues and ballots lead to one another.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::id::{MeetingId, ProposalId, UnitId, VenueId};
use crate::kinds::proposal::{Command, Forum, Verdict};
use crate::kinds::venue::{Booking, Purpose};
use crate::kinds::{ballot, body, meeting, proposal, ticket, venue};
use crate::registry::AnyCommand;
use crate::rules::charter::Measure;

type Reactions = Vec<(Uuid, AnyCommand)>;

fn ask(proposal: ProposalId, command: Command) -> (Uuid, AnyCommand) {
    (proposal.0, AnyCommand::Proposal(command))
}

/// Merging tells the other; passing on opens a ticket, which its author follows; a small work is counted in a body's books.
pub(super) fn of_proposal(id: Uuid, event: &proposal::Event) -> Reactions {
    match event {
        proposal::Event::Merged { into, people } => {
            vec![ask(*into, Command::Absorb { from: id.into(), people: people.clone() })]
        }
        proposal::Event::PassedOn { ticket, report, people } => {
            let intake = ticket::Command::Intake((**report).clone());
            let follow = ticket::Command::Absorb { from: id.into(), people: people.clone() };
            [intake, follow].map(|command| (ticket.0, AnyCommand::Ticket(command))).into()
        }
        proposal::Event::MicroDecided { body, place, year, cost_yuan, year_yuan_max, .. } => {
            let (year, cost_yuan, year_yuan_max) = (*year, *cost_yuan, *year_yuan_max);
            let spend =
                body::Command::Spend { proposal: id.into(), place: place.clone(), year, cost_yuan, year_yuan_max };
            vec![(body.0, AnyCommand::Body(spend))]
        }
        _ => Vec::new(),
    }
}

/// A call becomes a meeting.
pub(super) fn of_body(id: Uuid, event: &body::Event) -> Reactions {
    match event {
        body::Event::Convened { call, charter, members, path } => {
            let hold = meeting::Command::Hold {
                body: id.into(),
                call: call.clone(),
                charter: charter.clone(),
                members: members.clone(),
                path: path.clone(),
            };
            vec![(call.meeting.0, AnyCommand::Meeting(hold))]
        }
        _ => Vec::new(),
    }
}

/// A meeting puts proposals on notice and books its venue, and carries what it decides into them.
pub(super) fn of_meeting(id: Uuid, event: &meeting::Event) -> Reactions {
    let forum = Forum::Meeting(id.into());
    match event {
        meeting::Event::Held { call, charter, agenda, path, .. } => {
            let unit = path.first().copied().unwrap_or(UnitId(Uuid::nil()));
            let notice = |item: &meeting::Item| {
                let (at, charter, weight) = (call.at, charter.clone(), item.weight);
                ask(item.proposal, Command::Notice { forum, unit, at, ends: ends(at, call.minutes), charter, weight })
            };
            let book = call.venue.map(|venue| book(venue, id.into(), call.at, call.minutes));
            agenda.iter().map(notice).chain(book).collect()
        }
        meeting::Event::Opened { agenda } => {
            agenda.iter().map(|proposal| ask(*proposal, Command::Open { forum })).collect()
        }
        meeting::Event::Settled { proposal, outcome, .. } => {
            let votes = outcome.votes.map(|heads| Measure { heads: heads.into(), area_cm2: 0 });
            vec![ask(*proposal, Command::Decide { forum, verdict: outcome.verdict.clone(), votes })]
        }
        meeting::Event::Closed { left } => put_off(forum, left, "会议未议及"),
        meeting::Event::Cancelled { reason, left, venue } => {
            let release = venue.map(|(venue, from)| {
                (venue.0, AnyCommand::Venue(venue::Command::Release { from, reason: reason.clone() }))
            });
            put_off(forum, left, reason).into_iter().chain(release).collect()
        }
        _ => Vec::new(),
    }
}

fn ends(from: DateTime<Utc>, minutes: u16) -> DateTime<Utc> {
    from + TimeDelta::minutes(minutes.into())
}

fn book(venue: VenueId, meeting: MeetingId, from: DateTime<Utc>, minutes: u16) -> (Uuid, AnyCommand) {
    let booking = Booking { from, to: ends(from, minutes), purpose: Purpose::Meeting(meeting) };
    (venue.0, AnyCommand::Venue(venue::Command::Book { booking }))
}

fn put_off(forum: Forum, left: &[ProposalId], reason: &str) -> Reactions {
    let postpone = |proposal: &ProposalId| ask(*proposal, Command::Postpone { forum, reason: reason.to_owned() });
    left.iter().map(postpone).collect()
}

/// A ballot puts its proposal on notice and carries its result into it; without a quorum it is put off.
pub(super) fn of_ballot(id: Uuid, event: &ballot::Event) -> Reactions {
    let forum = Forum::Ballot(id.into());
    match event {
        ballot::Event::Announced { ballot, count_at, .. } => {
            let (at, ends, charter, weight) = (ballot.opens, *count_at, ballot.charter.clone(), ballot.weight);
            let unit = ballot.unit;
            vec![ask(ballot.proposal, Command::Notice { forum, unit, at, ends, charter, weight })]
        }
        ballot::Event::Opened { proposal } => vec![ask(*proposal, Command::Open { forum })],
        ballot::Event::Declared { proposal, verdict: Some(verdict), votes, .. } => {
            let decide = |verdict: &Verdict| Command::Decide { forum, verdict: verdict.clone(), votes: *votes };
            vec![ask(*proposal, decide(verdict))]
        }
        ballot::Event::Declared { proposal, verdict: None, .. } => put_off(forum, &[*proposal], "参与人数未达到要求"),
        ballot::Event::Cancelled { proposal, reason } => put_off(forum, &[*proposal], reason),
        _ => Vec::new(),
    }
}
