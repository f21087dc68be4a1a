//! Arbitrary but reproducible lives of tickets: one generator and one seed, the same commands everywhere.

mod deliberation;

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::actor::{Actor, Role};
use crate::aggregate::Context;
use crate::id::{CommandId, DeviceId, PersonId, TicketId, derive};
use crate::kinds::ticket::{Command, Phase, Submission};
use crate::kinds::unit;
use crate::org::{Directory, Post};
use crate::place::Point;
use crate::receipt::ReceiptCode;
use crate::registry::{AnyCommand, AnyState, Target};
use crate::rules::{FactValue, Facts, Rulebook};
use crate::secret::Secret;
use crate::wire::Envelope;

use super::{CORNER, GRIDS, SIDE_E7, directory, grid, morning, noise_report, rulebook, staff, unit_id};

/// Tickets alive side by side in a generated life.
const TICKETS: u64 = 48;

/// SplitMix64 (Steele, Lea and Flood 2014): a stream of numbers from a seed, the same on every machine.
#[derive(Clone, Debug)]
pub struct SplitMix64(pub u64);

impl SplitMix64 {
    /// The next number.
    pub fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `bound`.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.next_u64() % bound.max(1)
    }

    /// Whether an event of one chance in `of` happens.
    pub fn one_in(&mut self, of: u64) -> bool {
        self.below(of) == 0
    }

    /// One of these.
    ///
    /// # Panics
    /// When there is nothing to choose from.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[usize::try_from(self.below(from.len() as u64)).unwrap_or(0)]
    }
}

/// A county in which something happens all the time.
#[derive(Clone, Debug)]
pub struct Life {
    random: SplitMix64,
    /// The clock.
    pub now: DateTime<Utc>,
    /// The unit tree.
    pub org: Directory,
    /// The rules.
    pub rules: Rulebook,
    /// Everything there is.
    pub states: BTreeMap<Target, AnyState>,
    seq: u64,
}

/// One thing that was tried.
#[derive(Clone, Debug)]
pub struct Tried {
    /// Who tried.
    pub actor: Actor,
    /// What.
    pub envelope: Envelope,
}

impl Life {
    /// A life from a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let states = super::units()
            .into_iter()
            .map(|unit| (Target { kind: crate::registry::Kind::Unit, id: unit.id.into() }, AnyState::Unit(unit)))
            .collect();
        let random = SplitMix64(seed);
        Self { random, now: morning(), org: directory(), rules: rulebook(), states, seq: 0 }
    }

    /// Thinks of something to try next; most of it is sensible, some of it is not.
    pub fn next_try(&mut self) -> Tried {
        self.now += TimeDelta::seconds(i64::try_from(self.random.below(3_600)).unwrap_or(0));
        self.seq += 1;
        let (actor, target, command) = match self.random.below(64) {
            0 => self.unit_try(),
            1..24 => self.deliberation_try(),
            _ => self.ticket_try(),
        };
        let id = CommandId(derive(Uuid::from_u128(u128::from(self.seq)), "command"));
        let envelope = Envelope {
            id,
            device: DeviceId::named("sample"),
            seq: self.seq,
            issued_at: self.now,
            rules_version: self.rules.version,
            target,
            command,
        };
        Tried { actor, envelope }
    }

    /// Executes and applies it; the answer is what a server would say, as JSON.
    pub fn run(&mut self, tried: &Tried) -> String {
        let Tried { actor, envelope } = tried;
        let target = envelope.target();
        let cx = Context { actor, now: self.now, rules: &self.rules, org: &self.org, prove: crate::rules::prove };
        let result = envelope.command.execute(envelope.target, self.states.get(&target), &cx);
        let answer = serde_json::to_string(&result.as_ref().map_err(ToString::to_string)).unwrap_or_default();
        if let Ok(Ok(events)) = result {
            let mut state = self.states.remove(&target);
            for event in &events {
                state = event.apply(envelope.target, state, actor.person, self.now);
            }
            if let Some(state) = state {
                let is_unit = matches!(state, AnyState::Unit(_));
                self.states.insert(target, state);
                if is_unit {
                    self.org = Directory::new(self.states.values().filter_map(|state| match state {
                        AnyState::Unit(unit) => Some(unit.clone()),
                        _ => None,
                    }));
                }
            }
        }
        answer
    }

    /// Thinks of something to ask of a ticket in this phase; of a report if there is no ticket.
    pub fn thought(&mut self, phase: Option<Phase>) -> Command {
        let number = self.random.below(TICKETS);
        self.ticket_command(phase, number, 0)
    }

    fn unit_try(&mut self) -> (Actor, Uuid, AnyCommand) {
        let code = *self.random.pick(&["370-01", "370-01-02", "grid-0-0", "grid-2-1", "fire"]);
        let keeper = staff(Role::OrgKeeper, "370", PersonId::named("keeper"));
        let commander = staff(Role::CommandCentre, "370", PersonId::named("commander"));
        let emergency = self.random.one_in(2);
        let (actor, command) = if self.random.one_in(2) {
            (commander, unit::Command::SwitchMode { emergency })
        } else {
            let name = crate::text::Text::new(format!("{code}·{}", self.seq), code);
            (keeper, unit::Command::Rename { name })
        };
        (actor, unit_id(code).into(), AnyCommand::Unit(command))
    }

    fn ticket_try(&mut self) -> (Actor, Uuid, AnyCommand) {
        let number = self.random.below(TICKETS);
        let generation = self.seq / 4_000;
        let id = TicketId(derive(Uuid::from_u128(u128::from(number)), &format!("ticket/{generation}")));
        let target = Target { kind: crate::registry::Kind::Ticket, id: id.into() };
        let phase = match self.states.get(&target) {
            Some(AnyState::Ticket(ticket)) => Some(ticket.phase),
            _ => None,
        };
        let command = self.ticket_command(phase, number, generation);
        (self.actor_for(&command), id.into(), AnyCommand::Ticket(command))
    }

    fn actor_for(&mut self, command: &Command) -> Actor {
        if self.random.one_in(12) {
            return super::resident("passer-by");
        }
        match command {
            Command::Submit(_)
            | Command::Reply { .. }
            | Command::Confirm
            | Command::Reopen { .. }
            | Command::Rate { .. }
            | Command::Withdraw => super::resident("reporter"),
            Command::Follow => super::resident(self.random.pick::<&str>(&["one", "two", "three"])),
            Command::TimeUp | Command::RunOn | Command::CloseSilent | Command::Absorb { .. } => Actor::system(),
            Command::AnswerPart { .. } => staff(Role::DepartmentDesk, "fire", PersonId::named("fire")),
            _ if self.random.one_in(2) => super::grid_member(0, 0),
            _ => staff(Role::Desk, "370", PersonId::named("desk")),
        }
    }

    fn submission(&mut self) -> Submission {
        let random = &mut self.random;
        let column = i32::try_from(random.below(GRIDS.0 as u64)).unwrap_or(0);
        let row = i32::try_from(random.below(GRIDS.1 as u64)).unwrap_or(0);
        let mut report = noise_report(column, row);
        let jitter = |random: &mut SplitMix64| i32::try_from(random.below(SIDE_E7 as u64 * 2)).unwrap_or(0);
        if random.one_in(4) {
            report.point = Some(Point {
                lon_e7: CORNER.lon_e7 + column * SIDE_E7 + jitter(random),
                lat_e7: CORNER.lat_e7 + row * SIDE_E7 + jitter(random),
            });
            let unit = report.point.and_then(|point| self.org.locate(point));
            report.unit = unit.unwrap_or_else(|| grid(column, row));
        }
        let (category, facts) = self.category();
        Submission { receipt: ReceiptCode::drawn(self.random.next_u64().to_be_bytes()), category, facts, ..report }
    }

    fn category(&mut self) -> (String, Facts) {
        let random = &mut self.random;
        let fact = |key: &str, value: FactValue| (key.to_owned(), value);
        let hour = fact("hour", FactValue::Choice((*random.pick(&["day", "night", "never"])).into()));
        let danger = fact("danger", FactValue::Boolean(random.one_in(3)));
        let floor = fact("floor", FactValue::Integer(i64::try_from(random.below(70)).unwrap_or(0) - 4));
        match random.below(4) {
            0 => ("noise.night".into(), Facts::from([hour])),
            1 => ("fire.exit".into(), Facts::from([danger, floor])),
            2 => ("home.wall".into(), Facts::from([danger])),
            _ => ((*random.pick(&["noise", "nothing", "fire.exit"])).into(), Facts::new()),
        }
    }

    fn ticket_command(&mut self, phase: Option<Phase>, number: u64, generation: u64) -> Command {
        let words = || Secret::Clear("补充说明".to_owned());
        let reason = || "情况有变".to_owned();
        let Some(phase) = phase else {
            return Command::Submit(self.submission());
        };
        let roll = self.random.below(24);
        match (roll, phase) {
            (0, _) => Command::Note { text: words() },
            (1, _) => Command::Reply { text: words() },
            (2, _) => Command::Follow,
            (3, _) => Command::BringIn { services: vec!["fire".into(), "housing".into()], request: reason() },
            (4 | 5, _) => {
                let unit = unit_id(self.random.pick::<&str>(&["fire", "housing"]));
                Command::AnswerPart { unit, answer: "已到场处理".into() }
            }
            (6, _) => {
                let unit = unit_id(self.random.pick::<&str>(&["fire", "housing"]));
                Command::ReleasePart { unit, reason: reason() }
            }
            (7, _) => {
                let (category, facts) = self.category();
                Command::Reroute { category, facts, reason: reason() }
            }
            (8, _) => Command::Escalate { reason: reason() },
            (9, _) => {
                let unit = unit_id(self.random.pick::<&str>(&["370", "370-01", "370-01-01", "fire"]));
                Command::Transfer { unit, post: *self.random.pick(&[Post::Desk, Post::Reserve]), reason: reason() }
            }
            (10, _) => Command::TimeUp,
            (11, Phase::Routed | Phase::Accepted) => Command::Ask { question: "是哪一层?".into() },
            (12, _) if self.random.one_in(6) => Command::Withdraw,
            (13, _) if self.random.one_in(4) => {
                let other =
                    derive(Uuid::from_u128(u128::from((number + 1) % TICKETS)), &format!("ticket/{generation}"));
                Command::Merge { into: TicketId(other) }
            }
            (14, _) => Command::Submit(self.submission()),
            (_, Phase::Routed) => Command::Accept,
            (_, Phase::Accepted) => Command::Start,
            (_, Phase::InProgress) => {
                Command::Resolve { done: "已劝导，音量调低。".into(), photos: Vec::new() }
            }
            (_, Phase::Waiting) => Command::RunOn,
            (15..=18, Phase::Resolved) => Command::Confirm,
            (19, Phase::Resolved | Phase::Closed) => Command::Reopen { reason: words() },
            (_, Phase::Resolved) => Command::CloseSilent,
            (_, _) => {
                let stars = u8::try_from(self.random.below(7)).unwrap_or(0);
                Command::Rate { stars, satisfied: stars > 2, comment: Some(words()) }
            }
        }
    }
}

/// SHA-256 over `count` tries and their answers: equal digests mean equal decisions, byte for byte.
#[must_use]
pub fn digest(seed: u64, count: u64) -> String {
    let mut life = Life::new(seed);
    let mut hasher = Sha256::new();
    for _ in 0..count {
        let tried = life.next_try();
        hasher.update(serde_json::to_vec(&tried.envelope).unwrap_or_default());
        hasher.update(life.run(&tried));
    }
    for state in life.states.values() {
        hasher.update(serde_json::to_vec(state).unwrap_or_default());
    }
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
