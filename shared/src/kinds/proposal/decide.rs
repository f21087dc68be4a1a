//! What follows from a command: preconditions first, then the facts.

mod forum;
mod screen;
mod talk;
mod work;

use chrono::{DateTime, Utc};

use crate::aggregate::Context;
use crate::calendar::{Limit, county_day};
use crate::id::{ProposalId, UnitId};
use crate::kinds::content::{REASON_CHARS_MAX, TEXT_CHARS_MAX, check_count, check_secret};
use crate::org::Tier;
use crate::rules::charter::{Charter, Motion, Settlement, Standing};

use super::event::Event;
use super::intent::{Command, Draft, Refusal};
use super::model::{Proposal, Stage};
use super::{CO_AUTHORS_MAX, FOLLOWERS_MAX, OPTIONS_MAX, PICTURES_MAX, SUPPORTERS_MAX};

type Decided = Result<Vec<Event>, Refusal>;

pub(super) fn decide(id: ProposalId, state: Option<&Proposal>, command: &Command, cx: &Context<'_>) -> Decided {
    if let Command::Submit(draft) = command {
        return match state {
            Some(_) => Err(Refusal::AlreadyThere),
            None => submit(draft, cx),
        };
    }
    let case = Case { it: state.ok_or(Refusal::NotThere)?, cx };
    match command {
        Command::Submit(_) => Err(Refusal::AlreadyThere),
        Command::CoSign => case.co_sign(),
        Command::Revise(draft) => case.revise(draft),
        Command::Withdraw => case.withdraw(),
        Command::Appeal { reason } => case.appeal(reason),
        Command::Support => case.support(),
        Command::Follow => case.follow(),
        Command::Comment { text } => case.comment(text),
        Command::ReportComment { number } => case.report_comment(*number),
        Command::HideComment { number, reason } => case.hide_comment(*number, reason),
        Command::Ask { service, text } => case.ask(service, text),
        Command::Answer { number, unit, text } => case.answer(*number, *unit, text),
        Command::Amend { text } => case.amend(text),
        Command::TakeAmendment { number } => case.take_amendment(*number),
        Command::Accept { published, entitled } => case.accept(published, *entitled),
        Command::Return { reason, mend } => case.give_back(reason, mend),
        Command::Merge { into } => case.merge(id, *into),
        Command::Absorb { from, people } => Ok(vec![Event::Absorbed { from: *from, people: people.clone() }]),
        Command::PassOn { report } => case.pass_on(id, report),
        Command::DecideMicro { body, reason } => case.decide_micro(*body, reason),
        Command::Notice { forum, unit, at, ends, charter, weight } => {
            case.notice(*forum, *unit, (*at, *ends), charter, *weight)
        }
        Command::Open { forum } => case.open(*forum),
        Command::Postpone { forum, reason } => case.postpone(*forum, reason),
        Command::Decide { forum, verdict, votes } => case.conclude(*forum, verdict, *votes),
        Command::Object { text } => case.object(text),
        Command::Plan { milestones } => case.plan(milestones),
        Command::Finish { number, note, cost_yuan, photos } => case.finish(*number, note, *cost_yuan, photos),
        Command::Link { ticket } => case.link(*ticket),
        Command::Judge { stars, satisfied, comment } => case.judge(*stars, *satisfied, comment.as_ref()),
        Command::Reopen { reason } => case.reopen(reason),
        Command::TimeUp => case.time_up(),
    }
}

/// A proposal with what may be looked at beside it.
struct Case<'a> {
    it: &'a Proposal,
    cx: &'a Context<'a>,
}

fn submit(draft: &Draft, cx: &Context<'_>) -> Decided {
    let (settlement, until) = settled(draft, cx)?;
    let draft = Box::new(draft.clone());
    let path = cx.org.path(draft.unit);
    Ok(vec![Event::Submitted { draft, settlement: Box::new(settlement), path, until }])
}

/// Who answers for a draft and until when it is screened, if it may be brought at all.
fn settled(draft: &Draft, cx: &Context<'_>) -> Result<(Settlement, DateTime<Utc>), Refusal> {
    check_secret(&draft.title, REASON_CHARS_MAX)?;
    check_secret(&draft.text, TEXT_CHARS_MAX)?;
    check_count(draft.options.len(), OPTIONS_MAX)?;
    check_count(draft.photos.len(), PICTURES_MAX)?;
    check_count(draft.invited.len(), CO_AUTHORS_MAX)?;
    for option in &draft.options {
        check_secret(&option.title, REASON_CHARS_MAX)?;
        let odd = option.pictures.iter().find(|picture| usize::from(**picture) >= draft.photos.len());
        if let Some(picture) = odd {
            return Err(Refusal::NoSuch { number: (*picture).into() });
        }
    }
    let grid = cx.org.unit(draft.unit).filter(|unit| unit.tier == Tier::Grid && unit.to.is_none());
    let unit = grid.ok_or(Refusal::UnknownGrid)?.id;
    let motion = Motion { subject: &draft.subject, cost_yuan: draft.cost_yuan, reach: &draft.reach, unit, at: cx.now };
    let settlement = cx.rules.settle(&motion, cx.org).map_err(Refusal::Undecided)?;
    let charter = charter(&settlement, cx)?;
    entitled(charter.propose, unit, cx)?;
    let until = deadline(charter.periods.screen, cx)?;
    Ok((settlement, until))
}

fn charter<'a>(settlement: &Settlement, cx: &Context<'a>) -> Result<&'a Charter, Refusal> {
    cx.rules.charter(&settlement.charter).ok_or_else(|| Refusal::NoCharter { charter: settlement.charter.clone() })
}

fn deadline(limit: Limit, cx: &Context<'_>) -> Result<DateTime<Utc>, Refusal> {
    cx.rules.calendar.deadline(cx.now, limit).map_err(|error| Refusal::Undecided(error.into()))
}

/// Whether whoever acts has this standing at a grid.
fn entitled(standing: Standing, grid: UnitId, cx: &Context<'_>) -> Result<(), Refusal> {
    let (person, day) = (cx.actor.person, county_day(cx.now));
    let holds = |unit: UnitId| {
        let known = cx.org.unit(unit);
        known.is_some_and(|unit| unit.appointments.iter().any(|held| held.person == person && held.holds_on(day)))
    };
    match standing {
        Standing::Resident => Ok(()),
        Standing::PostHolder if cx.org.path(grid).into_iter().any(holds) => Ok(()),
        Standing::PostHolder => Err(Refusal::NotEntitled),
    }
}

impl Case<'_> {
    fn in_stage(&self, fits: bool) -> Result<(), Refusal> {
        if fits { Ok(()) } else { Err(Refusal::WrongStage { stage: self.it.stage }) }
    }

    fn charter(&self) -> Result<&Charter, Refusal> {
        charter(&self.it.settlement, self.cx)
    }

    fn grid(&self) -> Result<UnitId, Refusal> {
        self.it.place.first().copied().ok_or(Refusal::UnknownGrid)
    }

    /// A number into a list.
    fn known<T>(list: &[T], number: u32) -> Result<&T, Refusal> {
        usize::try_from(number).ok().and_then(|number| list.get(number)).ok_or(Refusal::NoSuch { number })
    }

    fn co_sign(&self) -> Decided {
        self.in_stage(self.it.stage.is_open())?;
        let person = self.cx.actor.person;
        if !self.it.draft.invited.contains(&person) {
            return Err(Refusal::NotEntitled);
        }
        if self.it.is_by(person) {
            return Err(Refusal::Already);
        }
        Ok(vec![Event::CoSigned { person }])
    }

    fn withdraw(&self) -> Decided {
        self.in_stage(self.it.stage < Stage::Objecting)?;
        Ok(vec![Event::Withdrawn])
    }

    /// Somebody supports it; with the last that is needed it is tabled.
    fn support(&self) -> Decided {
        self.in_stage(self.it.stage.is_discussed())?;
        let (person, charter) = (self.cx.actor.person, self.charter()?);
        entitled(charter.support, self.grid()?, self.cx)?;
        if self.it.supporters.contains(&person) || self.it.is_by(person) {
            return Err(Refusal::Already);
        }
        check_count(self.it.supporters.len() + 1, SUPPORTERS_MAX)?;
        let supported = Event::Supported { person };
        let enough = self.it.supporters.len() + 1 >= self.it.needed as usize;
        if self.it.stage == Stage::Gathering && enough {
            return Ok(vec![supported, Event::Tabled { until: deadline(charter.periods.table, self.cx)? }]);
        }
        Ok(vec![supported])
    }

    fn follow(&self) -> Decided {
        self.in_stage(self.it.stage.is_open() && self.it.is_public())?;
        let person = self.cx.actor.person;
        if self.it.is_by(person) || self.it.followers.contains(&person) {
            return Err(Refusal::Already);
        }
        check_count(self.it.followers.len() + 1, FOLLOWERS_MAX)?;
        Ok(vec![Event::Followed { person }])
    }

    /// Time asks: what people were to do in time lapses or goes on; what a post was to do goes up the ladder.
    fn time_up(&self) -> Decided {
        let (_, until) = self.it.awaiting().ok_or(Refusal::WrongStage { stage: self.it.stage })?;
        if self.it.overdue || self.cx.now < until {
            return Err(Refusal::NotDue);
        }
        match self.it.stage {
            Stage::Returned | Stage::Gathering => Ok(vec![Event::Lapsed]),
            Stage::Done => Ok(vec![Event::Closed]),
            // A charter that the rulebook no longer knows must not stop it: there is still somebody above.
            Stage::Objecting => match self.charter().and_then(|charter| deadline(charter.periods.report, self.cx)) {
                Ok(until) => Ok(vec![Event::Upheld { until }]),
                Err(_) => Ok(vec![Event::Upheld { until: self.cx.now }]),
            },
            _ => Ok(vec![self.above().map_or(Event::Overran, |(charge, until)| Event::Escalated { charge, until })]),
        }
    }

    /// The level above, and until when it is to act; none at the top, or where the rulebook no longer knows.
    fn above(&self) -> Option<(crate::rules::Charge, DateTime<Utc>)> {
        let charge = &self.it.settlement.charge;
        let above = self.cx.rules.charge_above(charge, self.grid().ok()?, self.cx.now, self.cx.org).ok()??;
        let until = above.resolve_by;
        Some((above, until))
    }
}
