//! What follows from a command: preconditions first, then the facts.

use chrono::TimeDelta;

use crate::aggregate::Context;
use crate::id::{BodyId, MeetingId, PersonId, UnitId};
use crate::kinds::body::{Call, Called};
use crate::kinds::content::{REASON_CHARS_MAX, TEXT_CHARS_MAX, check_text};
use crate::kinds::proposal::Verdict;
use crate::rules::charter::{Method, Procedure, Secrecy};

use super::{Command, DOOR_MIN, Event, Item, MINUTES_CHARS_MAX, Meeting, Outcome, Refusal, Stage, door};

type Decided = Result<Vec<Event>, Refusal>;

pub(super) fn decide(id: MeetingId, state: Option<&Meeting>, command: &Command, cx: &Context<'_>) -> Decided {
    if let Command::Hold { body, call, charter, members, path } = command {
        return match state {
            Some(_) => Err(Refusal::AlreadyThere),
            None => hold(*body, call, charter, members, path, cx),
        };
    }
    let it = state.ok_or(Refusal::NotThere)?;
    match command {
        Command::Hold { .. } => Err(Refusal::AlreadyThere),
        Command::CheckIn { code } => it.check_in(id, code, cx),
        Command::CheckInFor { person } => it.come(*person, cx),
        Command::Declare { item, person } => it.declare(*item, person.unwrap_or(cx.actor.person)),
        Command::Open => it.open(cx),
        Command::Settle { item, verdict, votes } => it.settle(*item, verdict, *votes, cx),
        Command::Minute { text } => {
            it.in_stage(matches!(it.stage, Stage::Open | Stage::Closed))?;
            check_text(text, MINUTES_CHARS_MAX)?;
            Ok(vec![Event::Minuted { text: text.clone() }])
        }
        Command::Close => {
            it.in_stage(it.stage == Stage::Open)?;
            Ok(vec![Event::Closed { left: it.left() }])
        }
        Command::Sign => {
            it.in_stage(it.stage == Stage::Closed)?;
            check_text(&it.minuted, MINUTES_CHARS_MAX)?;
            Ok(vec![Event::Signed])
        }
        Command::Cancel { reason } => {
            it.in_stage(it.stage == Stage::Called)?;
            check_text(reason, REASON_CHARS_MAX)?;
            Ok(vec![it.cancelled(reason)])
        }
        Command::TimeUp if cx.now < it.over_at() => Err(Refusal::NotDue),
        Command::TimeUp => match it.stage {
            Stage::Called => Ok(vec![it.cancelled("到时未召开")]),
            Stage::Open => Ok(vec![Event::Closed { left: it.left() }]),
            stage => Err(Refusal::WrongStage { stage }),
        },
    }
}

fn hold(body: BodyId, call: &Call, charter: &str, members: &[Called], path: &[UnitId], cx: &Context<'_>) -> Decided {
    let known = cx.rules.charter(charter).ok_or_else(|| Refusal::NoCharter { charter: charter.to_owned() })?;
    let item = |(proposal, weight): &(_, _)| Item {
        proposal: *proposal,
        weight: *weight,
        procedure: known.procedure(*weight).clone(),
        conflicts: Vec::new(),
        outcome: None,
    };
    let agenda: Vec<Item> = call.agenda.iter().map(item).collect();
    if agenda.iter().any(|item| needs_ballot(&item.procedure)) {
        return Err(Refusal::NeedsBallot);
    }
    Ok(vec![Event::Held {
        body,
        call: Box::new(call.clone()),
        charter: charter.to_owned(),
        members: members.to_vec(),
        path: path.to_vec(),
        agenda,
    }])
}

/// A show of hands counts heads, for and against, in the open.
fn needs_ballot(procedure: &Procedure) -> bool {
    let by_area = procedure.quorum.area.is_some() || procedure.majority.area.is_some();
    by_area || procedure.method == Method::Ranked || procedure.secrecy == Secrecy::Secret
}

impl Meeting {
    fn in_stage(&self, fits: bool) -> Result<(), Refusal> {
        if fits { Ok(()) } else { Err(Refusal::WrongStage { stage: self.stage }) }
    }

    fn is_member(&self, person: PersonId) -> Result<(), Refusal> {
        let known = self.members.iter().any(|called| called.person == person);
        if known { Ok(()) } else { Err(Refusal::NotAMember) }
    }

    /// A member's device does not hold the door's code; it takes the code for good, and the server decides.
    fn check_in(&self, id: MeetingId, code: &str, cx: &Context<'_>) -> Decided {
        check_text(code, REASON_CHARS_MAX)?;
        if self.door.is_some_and(|wanted| wanted != door(id, code)) {
            return Err(Refusal::WrongCode);
        }
        self.come(cx.actor.person, cx)
    }

    fn come(&self, person: PersonId, cx: &Context<'_>) -> Decided {
        self.in_stage(matches!(self.stage, Stage::Called | Stage::Open))?;
        self.is_member(person)?;
        let from = self.at - TimeDelta::minutes(DOOR_MIN);
        if cx.now < from {
            return Err(Refusal::TooEarly { from });
        }
        if self.present.contains(&person) {
            return Err(Refusal::Already);
        }
        Ok(vec![Event::CheckedIn { person }])
    }

    /// As long as a matter is not decided.
    fn declare(&self, item: u8, person: PersonId) -> Decided {
        self.in_stage(matches!(self.stage, Stage::Called | Stage::Open))?;
        self.is_member(person)?;
        let matter = self.undecided(item)?;
        if matter.conflicts.contains(&person) {
            return Err(Refusal::Already);
        }
        Ok(vec![Event::Declared { item, person }])
    }

    fn undecided(&self, item: u8) -> Result<&Item, Refusal> {
        let matter = self.agenda.get(usize::from(item)).ok_or(Refusal::NoItem { item })?;
        if matter.outcome.is_some() { Err(Refusal::Already) } else { Ok(matter) }
    }

    /// A session opens once there is a quorum for one matter at least.
    fn open(&self, cx: &Context<'_>) -> Decided {
        self.in_stage(self.stage == Stage::Called)?;
        let from = self.at - TimeDelta::minutes(DOOR_MIN);
        if cx.now < from {
            return Err(Refusal::TooEarly { from });
        }
        if !self.agenda.iter().any(|item| self.has_quorum(item)) {
            return Err(self.agenda.first().map_or(Refusal::NotThere, |item| self.no_quorum(item)));
        }
        Ok(vec![Event::Opened { agenda: self.agenda.iter().map(|item| item.proposal).collect() }])
    }

    fn no_quorum(&self, item: &Item) -> Refusal {
        let (entitled, present) = self.quorum(item);
        Refusal::NoQuorum { present, entitled, needed: item.procedure.quorum.heads.least(entitled.into()) }
    }

    fn settle(&self, number: u8, verdict: &Verdict, votes: [u32; 3], cx: &Context<'_>) -> Decided {
        self.in_stage(self.stage == Stage::Open)?;
        let item = self.undecided(number)?;
        if let Verdict::Amended { text } = verdict {
            check_text(text, TEXT_CHARS_MAX)?;
        }
        if !self.has_quorum(item) {
            return Err(self.no_quorum(item));
        }
        let (_, present) = self.quorum(item);
        let cast: u64 = votes.iter().copied().map(u64::from).sum();
        if cast > present.into() {
            return Err(Refusal::TooManyVotes { votes: cast, present });
        }
        let [yes, ..] = votes;
        let majority = item.procedure.majority.heads;
        let carried = majority.is_met(yes.into(), present.into());
        match verdict {
            Verdict::Adopted { .. } | Verdict::Amended { .. } if !carried => {
                return Err(Refusal::NotCarried { votes: yes, needed: majority.least(present.into()) });
            }
            Verdict::Rejected if carried => return Err(Refusal::Carried { votes: yes }),
            _ => {}
        }
        let outcome = Outcome { at: cx.now, verdict: verdict.clone(), votes, present };
        Ok(vec![Event::Settled { item: number, proposal: item.proposal, outcome }])
    }

    fn cancelled(&self, reason: &str) -> Event {
        let venue = self.venue.map(|venue| (venue, self.at));
        Event::Cancelled { reason: reason.to_owned(), left: self.left(), venue }
    }
}
