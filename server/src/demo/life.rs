//! Lets the sample tickets live: real commands by the real people in charge, while a clock runs through sixty days.

use std::io::Write;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use weft::actor::{Actor, Grant, Role};
use weft::calendar::county_day;
use weft::kinds::ticket::{Command, Contact, Phase, Source, Submission, Ticket};
use weft::org::{Holder, Post, Tier};
use weft::receipt::ReceiptCode;
use weft::registry::{AnyCommand, AnyState, Kind, Target};
use weft::secret::Secret;

use super::matters::Matters;
use super::people::resident_name;
use super::plan::{Plan, Step};
use crate::clock::{Clock, ManualClock};
use crate::engine::Engine;
use crate::import::{ImportError, push};

/// How often what is due is run while nothing else happens.
const TICK: TimeDelta = TimeDelta::minutes(60);
/// Steps between two lines of progress.
const PROGRESS_STEPS: usize = 250;

/// How the plans went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lived {
    /// Commands that were accepted.
    pub taken: usize,
    /// Commands that were not: a plan that does not fit the rules.
    pub refused: usize,
}

/// Carries out all plans up to `now`.
pub async fn live(
    engine: &Engine,
    clock: &Arc<ManualClock>,
    matters: &Matters,
    plans: &mut [Plan],
    now: DateTime<Utc>,
    out: &mut impl Write,
) -> Result<Lived, ImportError> {
    let mut agenda: Vec<(DateTime<Utc>, usize, usize)> = Vec::new();
    for (ticket, plan) in plans.iter().enumerate() {
        agenda.extend(plan.steps.iter().enumerate().map(|(step, (at, _))| (*at, ticket, step)));
    }
    agenda.retain(|(at, ..)| *at <= now);
    agenda.sort_unstable();
    let mut lived = Lived::default();
    for (done, (at, ticket, step)) in agenda.iter().enumerate() {
        run_to(engine, clock, *at).await?;
        let plan = &mut plans[*ticket];
        let step = plan.steps[*step].1.clone();
        for (actor, command) in commands(engine, matters, plan, &step).await? {
            let target = (plan.id.into(), AnyCommand::Ticket(command));
            match push(engine, &actor, "demo", vec![target]).await {
                Ok(()) => lived.taken += 1,
                Err(ImportError::NotAccepted { target, outcome }) => {
                    tracing::warn!(%target, ?step, ?outcome, "a step of the demo was not accepted");
                    lived.refused += 1;
                }
                Err(other) => return Err(other),
            }
        }
        if (done + 1) % PROGRESS_STEPS == 0 {
            writeln!(out, "    {} / {}", done + 1, agenda.len())?;
        }
    }
    run_to(engine, clock, now).await?;
    Ok(lived)
}

/// Moves the clock on, in steps small enough that what time asks happens when it should.
async fn run_to(engine: &Engine, clock: &Arc<ManualClock>, at: DateTime<Utc>) -> Result<(), ImportError> {
    while clock.now() < at {
        clock.set(at.min(clock.now() + TICK));
        engine.tick().await?;
    }
    Ok(())
}

/// What a step means now: who does what. Nothing if it no longer fits, such as resolving what was merged meanwhile.
async fn commands(
    engine: &Engine,
    matters: &Matters,
    plan: &mut Plan,
    step: &Step,
) -> Result<Vec<(Actor, Command)>, ImportError> {
    if *step == Step::Report {
        return Ok(report(engine, plan).into_iter().collect());
    }
    let target = Target { kind: Kind::Ticket, id: plan.id.into() };
    let row = engine.get(&Actor::system(), target).await?;
    let Some(AnyState::Ticket(ticket)) = row.map(|row| row.state) else {
        return Ok(Vec::new());
    };
    let by_staff = staff_step(engine, matters, plan, step, &ticket);
    Ok(if by_staff.is_empty() { resident_step(matters, plan, step, &ticket).into_iter().collect() } else { by_staff })
}

fn report(engine: &Engine, plan: &mut Plan) -> Option<(Actor, Command)> {
    let contact = plan.chance.happens(65).then(|| Contact {
        name: Secret::Clear(resident_name(plan.resident)),
        phone: Secret::Clear(format!("1990000{:04}", plan.resident)),
    });
    let submission = Submission {
        receipt: ReceiptCode::drawn(plan.chance.below(u64::MAX).to_be_bytes()),
        category: plan.category.clone(),
        facts: plan.facts.clone(),
        point: plan.point,
        unit: plan.grid,
        address: plan.address.clone().map(Secret::Clear),
        text: Secret::Clear(plan.text.clone()),
        contact,
        photos: Vec::new(),
        source: plan.source,
    };
    let org = engine.org();
    let day = county_day(engine.clock().now());
    match plan.source {
        Source::Web | Source::Kiosk => Some((Actor::resident(plan.owner), Command::Submit(submission))),
        Source::Patrol => {
            let holder = org.holder(plan.grid, Post::GridMember, day)?;
            Some((actor(&holder), Command::Intake(submission)))
        }
        Source::Phone => {
            let community = org.above(plan.grid, Tier::Community)?;
            let holder = org.holder(community.id, Post::Desk, day)?;
            Some((actor(&holder), Command::Intake(submission)))
        }
    }
}

/// Whoever holds a post, signed in.
fn actor(holder: &Holder) -> Actor {
    let role = if holder.post == Post::GridMember { Role::GridMember } else { Role::Desk };
    Actor::staff(holder.person, vec![Grant { role, unit: holder.unit }])
}

/// What those in charge do. Empty if it is not theirs or does not fit.
fn staff_step(
    engine: &Engine,
    matters: &Matters,
    plan: &mut Plan,
    step: &Step,
    ticket: &Ticket,
) -> Vec<(Actor, Command)> {
    let Some(charge) = ticket.charge.as_ref().filter(|_| ticket.phase.is_handled()) else {
        return Vec::new();
    };
    let command = match step {
        Step::Accept if ticket.phase == Phase::Routed => Command::Accept,
        Step::Start if ticket.phase != Phase::InProgress => Command::Start,
        Step::Note => Command::Note { text: Secret::Clear(one_of(&matters.notes, plan)) },
        Step::Ask => Command::Ask { question: one_of(&matters.questions, plan) },
        Step::Escalate if !charge.last => Command::Escalate { reason: matters.escalate.clone() },
        Step::Reroute => {
            let Some((category, facts)) = plan.right.take() else {
                return Vec::new();
            };
            Command::Reroute { category, facts, reason: matters.reroute.clone() }
        }
        Step::Merge(into) => {
            return merge(engine, ticket, Command::Merge { into: *into }).into_iter().collect();
        }
        Step::Resolve => return resolve(engine, matters, plan, ticket),
        _ => return Vec::new(),
    };
    vec![(actor(&charge.holder), command)]
}

/// Merging is for a desk: that of the community if a grid member is in charge.
fn merge(engine: &Engine, ticket: &Ticket, command: Command) -> Option<(Actor, Command)> {
    let holder = &ticket.charge.as_ref()?.holder;
    if holder.post != Post::GridMember {
        return Some((actor(holder), command));
    }
    let org = engine.org();
    let community = org.above(holder.unit, Tier::Community)?;
    let desk = org.holder(community.id, Post::Desk, county_day(engine.clock().now()))?;
    Some((actor(&desk), command))
}

/// First each department answers its part, then whoever is in charge answers the resident.
fn resolve(engine: &Engine, matters: &Matters, plan: &Plan, ticket: &Ticket) -> Vec<(Actor, Command)> {
    let Some(charge) = &ticket.charge else {
        return Vec::new();
    };
    let org = engine.org();
    let day = county_day(engine.clock().now());
    let open = ticket.parts.iter().filter(|part| part.answer.is_none() && part.released.is_none());
    let answers = open.filter_map(|part| {
        let service = org.unit(part.unit)?.service.as_ref()?;
        let answer = matters.parts.get(service)?.clone();
        let desk = org.holder(part.unit, Post::Desk, day)?;
        let grant = Grant { role: Role::DepartmentDesk, unit: part.unit };
        Some((Actor::staff(desk.person, vec![grant]), Command::AnswerPart { unit: part.unit, answer }))
    });
    let resolved = Command::Resolve { done: plan.done.clone(), photos: Vec::new() };
    answers.chain([(actor(&charge.holder), resolved)]).collect()
}

/// What the resident does. Nothing when staff reported it, who do not judge themselves.
fn resident_step(matters: &Matters, plan: &mut Plan, step: &Step, ticket: &Ticket) -> Option<(Actor, Command)> {
    if ticket.owner != plan.owner {
        return None;
    }
    let command = match (step, ticket.phase) {
        (Step::Reply, Phase::Waiting) => Command::Reply { text: Secret::Clear(one_of(&matters.replies, plan)) },
        (Step::Rate(stars), Phase::Resolved) => Command::Rate {
            stars: *stars,
            satisfied: *stars >= 3,
            comment: plan.chance.happens(50).then(|| Secret::Clear(one_of(&matters.comments, plan))),
        },
        (Step::Reopen, Phase::Resolved) => Command::Reopen { reason: Secret::Clear(one_of(&matters.reopen, plan)) },
        (Step::Withdraw, phase) if phase.is_handled() => Command::Withdraw,
        _ => return None,
    };
    Some((Actor::resident(plan.owner), command))
}

fn one_of(texts: &[String], plan: &mut Plan) -> String {
    texts.get(plan.chance.place(texts.len().max(1))).cloned().unwrap_or_default()
}
