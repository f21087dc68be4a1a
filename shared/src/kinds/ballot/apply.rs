//! The state after an event. Total: an event that does not fit leaves the state as it is.

use chrono::{DateTime, Utc};

use crate::id::{BallotId, PersonId};

use super::model::{Ballot, Paper, PaperEntry, Stage, Vote};
use super::{Event, NewBallot};

pub(super) fn apply(
    state: Option<Ballot>,
    id: BallotId,
    event: &Event,
    by: PersonId,
    at: DateTime<Utc>,
) -> Option<Ballot> {
    match (state, event) {
        (None, Event::Announced { ballot, path, procedure, count_at }) => {
            let NewBallot { proposal, charter, weight, options, opens, closes, roll, slips, .. } = (**ballot).clone();
            let (path, procedure, count_at) = (path.clone(), (**procedure).clone(), *count_at);
            Some(Ballot {
                id,
                proposal,
                path,
                charter,
                weight,
                procedure,
                options,
                opens,
                closes,
                count_at,
                stage: Stage::Announced,
                roll,
                slips,
                votes: Vec::new(),
                papers: Vec::new(),
                tally: None,
            })
        }
        (None, _) => None,
        (Some(mut ballot), event) => {
            change(&mut ballot, event, by, at);
            Some(ballot)
        }
    }
}

fn change(ballot: &mut Ballot, event: &Event, by: PersonId, at: DateTime<Utc>) {
    let nth = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
    match event {
        Event::Announced { .. } => {}
        Event::HandedOut { elector } => {
            if let Some(elector) = ballot.roll.get_mut(nth(*elector)) {
                elector.handed_out = true;
            }
        }
        Event::Delegated { elector, to, .. } => {
            if let Some(elector) = ballot.roll.get_mut(nth(*elector)) {
                elector.delegate = Some(*to);
            }
        }
        Event::Opened { .. } => ballot.stage = Stage::Open,
        Event::Cast { elector, slip, way, cast_at, commitment, opening } => {
            ballot.papers.retain(|paper| paper.slip != *slip || paper.elector != *elector);
            ballot.votes.push(Vote {
                elector: *elector,
                slip: *slip,
                way: *way,
                at,
                cast_at: *cast_at,
                commitment: commitment.clone(),
                opening: opening.clone(),
            });
        }
        Event::Entered { elector, slip, commitment, choice } => {
            let entry = PaperEntry { by, commitment: commitment.clone(), choice: choice.clone() };
            match ballot.papers.iter_mut().find(|paper| paper.slip == *slip && paper.elector == *elector) {
                Some(paper) => paper.entries.push(entry),
                None => ballot.papers.push(Paper { elector: *elector, slip: *slip, entries: vec![entry] }),
            }
        }
        Event::Closed => ballot.stage = Stage::Closed,
        Event::Declared { tally, .. } => {
            ballot.stage = Stage::Declared;
            ballot.tally = Some((**tally).clone());
        }
        Event::Cancelled { .. } => ballot.stage = Stage::Cancelled,
    }
}
