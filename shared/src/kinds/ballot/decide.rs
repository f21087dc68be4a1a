//! What follows from a command: preconditions first, then the facts.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::aggregate::Context;
use crate::id::BallotId;
use crate::kinds::content::{REASON_CHARS_MAX, check_count, check_secret, check_text};
use crate::rules::charter::{LateRule, Method, Procedure, Secrecy};
use crate::secret::Secret;

use super::model::{Ballot, Stage, Way};
use super::tally::tally;
use super::vote::{Choice, Commitment, Opening, slip};
use super::{Command, ELECTORS_MAX, Event, NewBallot, OPTIONS_MAX, PAPERS_MAX, Refusal};

type Decided = Result<Vec<Event>, Refusal>;

pub(super) fn decide(id: BallotId, state: Option<&Ballot>, command: &Command, cx: &Context<'_>) -> Decided {
    if let Command::Announce(ballot) = command {
        return match state {
            Some(_) => Err(Refusal::AlreadyThere),
            None => announce(ballot, cx),
        };
    }
    let it = state.ok_or(Refusal::NotThere)?;
    match command {
        Command::Announce(_) => Err(Refusal::AlreadyThere),
        Command::HandOut { elector } => it.hand_out(*elector),
        Command::Delegate { elector, to, paper } => it.delegate(*elector, *to, paper),
        Command::Cast { elector, code, way, cast_at, commitment, opening } => {
            let slip = it.takes_vote(id, *elector, code)?;
            it.in_time(*cast_at, cx.now)?;
            let opened = opening.clear().ok_or(Refusal::BadCommitment)?;
            if !opened.choice.fits(it.procedure.method, it.options.len()) || *way == Way::Paper {
                return Err(Refusal::BadChoice);
            }
            if opened.commitment(id) != *commitment {
                return Err(Refusal::BadCommitment);
            }
            let (elector, way, commitment, opening) = (*elector, *way, commitment.clone(), opening.clone());
            // A claim from the future is no claim.
            Ok(vec![Event::Cast { elector, slip, way, cast_at: (*cast_at).min(cx.now), commitment, opening }])
        }
        Command::Enter { elector, code, choice } => it.enter(id, *elector, code, choice, cx),
        Command::Declare { openings } => it.declare(id, openings),
        Command::Cancel { reason } => {
            it.in_stage(matches!(it.stage, Stage::Announced | Stage::Open | Stage::Closed))?;
            check_text(reason, REASON_CHARS_MAX)?;
            Ok(vec![Event::Cancelled { proposal: it.proposal, reason: reason.clone() }])
        }
        Command::TimeUp => it.time_up(cx.now),
    }
}

fn announce(ballot: &NewBallot, cx: &Context<'_>) -> Decided {
    let charter = cx.rules.charter(&ballot.charter);
    let charter = charter.ok_or_else(|| Refusal::NoCharter { charter: ballot.charter.clone() })?;
    let procedure = charter.procedure(ballot.weight);
    cx.org.unit(ballot.unit).ok_or(Refusal::UnknownUnit)?;
    if ballot.opens <= cx.now || ballot.closes <= ballot.opens {
        return Err(Refusal::BadTime);
    }
    check_count(ballot.options.len(), OPTIONS_MAX)?;
    ballot.options.iter().try_for_each(|option| check_text(option, REASON_CHARS_MAX))?;
    let needs_options = procedure.method != Method::YesNo;
    if needs_options && ballot.options.len() < 2 || !needs_options && !ballot.options.is_empty() {
        return Err(Refusal::BadChoice);
    }
    check_roll(ballot, procedure)?;
    let count_at = match procedure.late {
        LateRule::Received => ballot.closes,
        LateRule::Cast(grace) => cx.rules.calendar.deadline(ballot.closes, grace).map_err(|_| Refusal::BadTime)?,
    };
    Ok(vec![Event::Announced {
        ballot: Box::new(ballot.clone()),
        path: cx.org.path(ballot.unit),
        procedure: Box::new(procedure.clone()),
        count_at,
    }])
}

fn check_roll(ballot: &NewBallot, procedure: &Procedure) -> Result<(), Refusal> {
    check_count(ballot.roll.len(), ELECTORS_MAX)?;
    if ballot.roll.is_empty() {
        return Err(Refusal::Content(crate::kinds::content::ContentFault::Empty));
    }
    let is_secret = procedure.secrecy == Secrecy::Secret;
    let by_area = procedure.quorum.area.is_some() || procedure.majority.area.is_some();
    let mut seen = BTreeSet::new();
    for (elector, number) in ballot.roll.iter().zip(0u32..) {
        check_secret(&elector.name, REASON_CHARS_MAX)?;
        let has_slip = elector.slip.is_some_and(|slip| seen.insert(slip));
        let is_fresh = !elector.handed_out && elector.delegate.is_none();
        if has_slip == is_secret || (by_area && elector.area_cm2 == 0) || !is_fresh {
            return Err(Refusal::BadElector { elector: number });
        }
    }
    let (slips, electors) = (ballot.slips.len(), ballot.roll.len());
    let distinct: BTreeSet<&Uuid> = ballot.slips.iter().collect();
    let wanted = if is_secret { electors } else { 0 };
    if slips != wanted || distinct.len() != slips {
        return Err(Refusal::BadSlips { slips, electors });
    }
    Ok(())
}

impl Ballot {
    fn in_stage(&self, fits: bool) -> Result<(), Refusal> {
        if fits { Ok(()) } else { Err(Refusal::WrongStage { stage: self.stage }) }
    }

    fn hand_out(&self, number: u32) -> Decided {
        self.in_stage(matches!(self.stage, Stage::Announced | Stage::Open) && self.is_secret())?;
        let elector = self.elector(number).ok_or(Refusal::NoElector { elector: number })?;
        if elector.handed_out {
            return Err(Refusal::Already);
        }
        Ok(vec![Event::HandedOut { elector: number }])
    }

    /// Only in a named ballot: in a secret one whoever is asked to go may draw the slip too.
    fn delegate(&self, number: u32, to: u32, paper: &str) -> Decided {
        self.in_stage(matches!(self.stage, Stage::Announced | Stage::Open) && !self.is_secret())?;
        check_text(paper, REASON_CHARS_MAX)?;
        let elector = self.elector(number).ok_or(Refusal::NoElector { elector: number })?;
        let delegate = self.elector(to).ok_or(Refusal::NoElector { elector: to })?;
        self.has_not_voted(Some(number), None)?;
        let max = self.procedure.delegations_max;
        let held = self.roll.iter().filter(|elector| elector.delegate == Some(to)).count();
        // Nobody passes on what was delegated to them.
        let passes_on = delegate.delegate.is_some() || self.roll.iter().any(|other| other.delegate == Some(number));
        if number == to || held >= usize::from(max) || passes_on {
            return Err(Refusal::NoDelegation { max });
        }
        if elector.delegate.is_some() {
            return Err(Refusal::Already);
        }
        Ok(vec![Event::Delegated { elector: number, to, paper: paper.to_owned() }])
    }

    /// Whether a vote with this slip can be taken; what the slip is kept as.
    fn takes_vote(&self, id: BallotId, number: Option<u32>, code: &str) -> Result<Uuid, Refusal> {
        self.in_stage(self.stage == Stage::Open)?;
        check_text(code, REASON_CHARS_MAX)?;
        let slip = slip(id, code);
        if self.is_secret() {
            if number.is_some() {
                return Err(Refusal::WrongCode);
            }
            self.has_not_voted(None, Some(slip))?;
            // A device does not hold the slips; it takes the code for good, and the server decides.
            if !self.slips.is_empty() && !self.slips.contains(&slip) {
                return Err(Refusal::WrongCode);
            }
            let out = self.roll.iter().filter(|elector| elector.handed_out).count();
            return if self.votes.len() < out { Ok(slip) } else { Err(Refusal::NoSlipOut) };
        }
        let number = number.ok_or(Refusal::WrongCode)?;
        let elector = self.elector(number).ok_or(Refusal::NoElector { elector: number })?;
        let by = elector.delegate.map_or(Some(elector), |delegate| self.elector(delegate));
        let wanted = by.ok_or(Refusal::NoElector { elector: number })?.slip;
        if wanted.is_some_and(|wanted| wanted != slip) {
            return Err(Refusal::WrongCode);
        }
        self.has_not_voted(Some(number), None)?;
        Ok(slip)
    }

    /// One vote for each elector or slip, by whichever way.
    fn has_not_voted(&self, elector: Option<u32>, slip: Option<Uuid>) -> Result<(), Refusal> {
        let is_same = |vote: &&super::Vote| {
            let same_elector = elector.is_some() && vote.elector == elector;
            same_elector || slip.is_some_and(|slip| vote.slip == slip)
        };
        match self.votes.iter().find(is_same) {
            Some(vote) => Err(Refusal::AlreadyVoted { way: vote.way, at: vote.at }),
            None => Ok(()),
        }
    }

    /// By the charter's rule for what comes late.
    fn in_time(&self, cast_at: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), Refusal> {
        let is_in_time = match self.procedure.late {
            LateRule::Received => now <= self.closes,
            LateRule::Cast(_) => cast_at <= self.closes && now <= self.count_at,
        };
        if is_in_time { Ok(()) } else { Err(Refusal::TooLate { closes: self.closes }) }
    }

    /// The first entry waits; one by somebody else that says the same makes it a vote, one that differs stays beside it, to be shown.
    fn enter(
        &self,
        id: BallotId,
        elector: Option<u32>,
        code: &str,
        choice: &Secret<Choice>,
        cx: &Context<'_>,
    ) -> Decided {
        let slip = self.takes_vote(id, elector, code)?;
        let read = choice.clear().ok_or(Refusal::BadChoice)?;
        if !read.fits(self.procedure.method, self.options.len()) {
            return Err(Refusal::BadChoice);
        }
        let opening = Opening::of_paper(id, code, read.clone());
        let commitment = opening.commitment(id);
        let known = self.papers.iter().find(|paper| paper.slip == slip && paper.elector == elector);
        let Some(paper) = known else {
            if cx.now > self.count_at {
                return Err(Refusal::TooLate { closes: self.closes });
            }
            check_count(self.papers.len() + 1, PAPERS_MAX)?;
            return Ok(vec![Event::Entered { elector, slip, commitment, choice: choice.clone() }]);
        };
        if paper.entries.iter().any(|entry| entry.by == cx.actor.person) {
            return Err(Refusal::Already);
        }
        if paper.entries.iter().any(|entry| entry.commitment == commitment) {
            // Papers are in the box when voting ends, however long it takes to enter them.
            let cast_at = cx.now.min(self.closes);
            let opening = Secret::Clear(opening);
            return Ok(vec![Event::Cast { elector, slip, way: Way::Paper, cast_at, commitment, opening }]);
        }
        Ok(vec![Event::Entered { elector, slip, commitment, choice: choice.clone() }])
    }

    /// Anybody may declare the result, since it takes all openings, and only those, to do so.
    fn declare(&self, id: BallotId, openings: &[Opening]) -> Decided {
        self.in_stage(self.stage == Stage::Closed)?;
        let mut by_commitment: BTreeMap<Commitment, Vec<&Opening>> = BTreeMap::new();
        for opening in openings {
            by_commitment.entry(opening.commitment(id)).or_default().push(opening);
        }
        let mut counted = Vec::with_capacity(self.votes.len());
        let mut missing = 0;
        for vote in &self.votes {
            match by_commitment.get_mut(&vote.commitment).and_then(Vec::pop) {
                Some(opening) => counted.push((&opening.choice, self.weight(vote))),
                None => missing += 1,
            }
        }
        let foreign = by_commitment.values().map(Vec::len).sum();
        if missing > 0 || foreign > 0 {
            return Err(Refusal::Incomplete { missing, foreign });
        }
        let tally = tally(self.procedure.method, self.options.len(), self.entitled(), counted);
        let (verdict, votes) = tally.verdict(&self.procedure);
        Ok(vec![Event::Declared { proposal: self.proposal, tally: Box::new(tally), verdict, votes }])
    }

    fn time_up(&self, now: DateTime<Utc>) -> Decided {
        match self.stage {
            Stage::Announced if self.opens <= now => Ok(vec![Event::Opened { proposal: self.proposal }]),
            Stage::Open if !self.papers.is_empty() => Err(Refusal::PapersOpen { papers: self.papers.len() }),
            Stage::Open if self.count_at <= now => Ok(vec![Event::Closed]),
            Stage::Announced | Stage::Open => Err(Refusal::NotDue),
            stage => Err(Refusal::WrongStage { stage }),
        }
    }
}
