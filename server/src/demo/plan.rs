//! What will happen to each sample ticket, and when: drawn up before, carried out by [`super::life`].

use chrono::{DateTime, Duration, NaiveTime, TimeDelta, Utc};
use weft::calendar::COUNTY_OFFSET;
use weft::id::{PersonId, TicketId, UnitId};
use weft::kinds::ticket::Source;
use weft::org::{CompoundKind, Directory, Tier, Unit};
use weft::place::Point;
use weft::rules::{Facts, Key};

use super::chance::Chance;
use super::matters::{Matters, Setting};
use super::people::resident;

/// Sample tickets, not counting second reports of the same matter.
pub const TICKETS: usize = 300;
/// How far back they go, days.
pub const DAYS: i64 = 60;
/// Of a hundred tickets, how many came in during the last days, and how many days that are.
const RECENT: (u64, i64) = (18, 4);
/// People who report.
const RESIDENTS: u64 = 180;

/// One step of a ticket's life.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// It is reported.
    Report,
    /// Whoever is responsible takes it on.
    Accept,
    /// Work begins.
    Start,
    /// An internal note.
    Note,
    /// The resident is asked.
    Ask,
    /// The resident replies.
    Reply,
    /// It is sent up by hand.
    Escalate,
    /// It goes to its right category.
    Reroute,
    /// It turns out to be the same matter as another.
    Merge(TicketId),
    /// All parts are answered and it is resolved.
    Resolve,
    /// The resident rates it, satisfied or not.
    Rate(u8),
    /// The resident finds it is not fixed.
    Reopen,
    /// The resident takes it back.
    Withdraw,
}

/// A ticket to be.
pub struct Plan {
    /// Its id.
    pub id: TicketId,
    /// Who reports it, unless staff do.
    pub owner: PersonId,
    /// The resident's number.
    pub resident: usize,
    /// Where.
    pub grid: UnitId,
    /// The spot.
    pub point: Option<Point>,
    /// In words.
    pub address: Option<String>,
    /// Category as reported.
    pub category: Key,
    /// Facts as reported.
    pub facts: Facts,
    /// Category and facts as they should be, if it is reported wrongly.
    pub right: Option<(Key, Facts)>,
    /// What is written.
    pub text: String,
    /// What is done about it.
    pub done: String,
    /// Where it comes in.
    pub source: Source,
    /// What happens, in order.
    pub steps: Vec<(DateTime<Utc>, Step)>,
    /// For all that is decided later.
    pub chance: Chance,
}

/// All tickets, as seen from `now`.
pub fn plans(matters: &Matters, org: &Directory, now: DateTime<Utc>) -> Vec<Plan> {
    let grids: Vec<&Unit> = org.units().filter(|unit| unit.tier == Tier::Grid).collect();
    let mut plans = Vec::new();
    for number in 0..TICKETS {
        let mut chance = Chance::of(format!("ticket/{number}"));
        let mut plan = report(number, matters, &grids, now, &mut chance);
        let twin = chance.happens(4).then(|| second_report(&plan, matters, number));
        if twin.is_none() {
            draw_life(&mut plan, now, &mut chance);
        } else {
            smooth(&mut plan, &mut chance);
        }
        plans.extend([Some(plan), twin].into_iter().flatten());
    }
    plans
}

fn report(number: usize, matters: &Matters, grids: &[&Unit], now: DateTime<Utc>, chance: &mut Chance) -> Plan {
    let matter = matters.pick(chance);
    let text = matter.text(chance);
    let setting = Setting::of(&text);
    let is_urban = |unit: &Unit| unit.compound != Some(CompoundKind::Village);
    let weight = |unit: &&Unit| match (setting, is_urban(unit)) {
        (Setting::Urban, true) | (Setting::Rural, false) | (Setting::Any, false) => 1,
        (Setting::Any, true) => 4,
        (Setting::Urban, false) | (Setting::Rural, true) => 0,
    };
    let grid = grids[chance.weighted(grids.iter().map(weight))];
    let resident_number = usize::try_from(1 + chance.below(RESIDENTS)).unwrap_or(1);
    let (percent, days) = RECENT;
    let back = if chance.happens(percent) { days } else { DAYS };
    let minutes = chance.below(u64::try_from(back * 24 * 60).unwrap_or(1));
    let at = at_waking_hours(now - TimeDelta::minutes(i64::try_from(minutes).unwrap_or_default()), chance);
    let address = chance.happens(70).then(|| address(is_urban(grid), chance));
    let point = (address.is_none() || chance.happens(75)).then(|| spot(grid, chance)).flatten();
    Plan {
        id: TicketId::named(&format!("demo/ticket/{number}")),
        owner: resident(resident_number),
        resident: resident_number,
        grid: grid.id,
        point,
        address,
        category: matter.category.clone(),
        facts: matter.facts(),
        right: None,
        text,
        done: matter.done[chance.place(matter.done.len())].clone(),
        source: source(&matter.category, chance),
        steps: vec![(at, Step::Report)],
        chance: Chance::of(format!("life/{number}")),
    }
}

fn source(category: &str, chance: &mut Chance) -> Source {
    if category == "fire.small_place" {
        return Source::Patrol;
    }
    [Source::Web, Source::Patrol, Source::Phone, Source::Kiosk][chance.weighted([56, 18, 16, 10].into_iter())]
}

fn address(is_urban: bool, chance: &mut Chance) -> String {
    if is_urban {
        let (building, door, floor) = (1 + chance.below(28), 1 + chance.below(4), 1 + chance.below(6));
        format!("示例小区{building}号楼{door}单元{floor}0{}室", 1 + chance.below(2))
    } else {
        format!("村委会往{}约{}米", ["东", "西", "南", "北"][chance.place(4)], 50 + 10 * chance.below(40))
    }
}

/// Some point of the grid.
fn spot(grid: &Unit, chance: &mut Chance) -> Option<Point> {
    const TRIES: usize = 100;
    let bounds = grid.outline.bounds()?;
    let mut between = |low: i32, high: i32| {
        let span = u64::try_from(i64::from(high) - i64::from(low) + 1).unwrap_or(1);
        i32::try_from(i64::from(low) + i64::try_from(chance.below(span)).unwrap_or_default()).unwrap_or(low)
    };
    let mut tries = (0..TRIES).map(|_| Point {
        lon_e7: between(bounds.min.lon_e7, bounds.max.lon_e7),
        lat_e7: between(bounds.min.lat_e7, bounds.max.lat_e7),
    });
    tries.find(|point| grid.outline.contains(*point)).or_else(|| grid.outline.inside_point())
}

/// The same matter once more, reported by a neighbour two hours later.
fn second_report(first: &Plan, matters: &Matters, number: usize) -> Plan {
    let resident_number = first.resident + 1;
    let at = first.steps[0].0;
    Plan {
        id: TicketId::named(&format!("demo/twin/{number}")),
        owner: resident(resident_number),
        resident: resident_number,
        grid: first.grid,
        point: first.point,
        address: first.address.clone(),
        category: first.category.clone(),
        facts: first.facts.clone(),
        right: None,
        text: matters.merge_twin.replace("{t}", &first.text),
        done: first.done.clone(),
        source: Source::Web,
        steps: vec![(at + TimeDelta::minutes(5), Step::Report), (at + TimeDelta::minutes(20), Step::Merge(first.id))],
        chance: Chance::of(format!("twin/{number}")),
    }
}

/// Lives, as many of a hundred as they say.
fn draw_life(plan: &mut Plan, now: DateTime<Utc>, chance: &mut Chance) {
    let is_recent = plan.steps[0].0 > now - Duration::days(12);
    match chance.below(100) {
        0..4 if is_recent => {}
        0..8 => slow(plan, chance),
        8..18 => asked(plan, chance),
        18..24 => reopened(plan, chance),
        24..27 => plan.add_by_resident(20, 300, Step::Withdraw, chance),
        27..32 => rerouted(plan, chance),
        32..36 => escalated(plan, chance),
        _ => smooth(plan, chance),
    }
}

fn smooth(plan: &mut Plan, chance: &mut Chance) {
    plan.add_by_staff(5, 60, Step::Accept, chance);
    if chance.happens(60) {
        plan.add_by_staff(20, 120, Step::Start, chance);
    }
    if chance.happens(30) {
        plan.add_by_staff(10, 60, Step::Note, chance);
    }
    finish(plan, chance);
}

fn finish(plan: &mut Plan, chance: &mut Chance) {
    plan.add_by_staff(60, 16 * 60, Step::Resolve, chance);
    if chance.happens(70) {
        let stars = [5, 4, 3, 2, 1][chance.weighted([60, 26, 8, 4, 2].into_iter())];
        plan.add_by_resident(30, 40 * 60, Step::Rate(stars), chance);
    }
}

fn slow(plan: &mut Plan, chance: &mut Chance) {
    plan.add_by_staff(2 * 24 * 60, 4 * 24 * 60, Step::Accept, chance);
    finish(plan, chance);
}

fn asked(plan: &mut Plan, chance: &mut Chance) {
    plan.add_by_staff(5, 60, Step::Accept, chance);
    plan.add_by_staff(10, 60, Step::Ask, chance);
    if chance.happens(75) {
        plan.add_by_resident(60, 20 * 60, Step::Reply, chance);
    } else {
        // The rulebook waits five days for a reply; then work goes on without one.
        plan.add_by_staff(5 * 24 * 60 + 60, 6 * 24 * 60, Step::Start, chance);
    }
    finish(plan, chance);
}

fn reopened(plan: &mut Plan, chance: &mut Chance) {
    plan.add_by_staff(5, 60, Step::Accept, chance);
    plan.add_by_staff(60, 8 * 60, Step::Resolve, chance);
    plan.add_by_resident(12 * 60, 50 * 60, Step::Reopen, chance);
    plan.add_by_staff(5, 60, Step::Accept, chance);
    finish(plan, chance);
}

fn rerouted(plan: &mut Plan, chance: &mut Chance) {
    let facts: Facts = [("danger_to_life".to_owned(), weft::rules::FactValue::Boolean(false))].into();
    let wrong = ("other.rest".to_owned(), facts);
    let category = std::mem::replace(&mut plan.category, wrong.0);
    let facts = std::mem::replace(&mut plan.facts, wrong.1);
    plan.right = Some((category, facts));
    plan.add_by_staff(10, 60, Step::Reroute, chance);
    smooth(plan, chance);
}

fn escalated(plan: &mut Plan, chance: &mut Chance) {
    plan.add_by_staff(5, 60, Step::Accept, chance);
    plan.add_by_staff(60, 5 * 60, Step::Escalate, chance);
    smooth(plan, chance);
}

impl Plan {
    /// Adds a step so many minutes after the last, moved into office hours.
    fn add_by_staff(&mut self, from: u64, to: u64, step: Step, chance: &mut Chance) {
        let at = self.after(from, to, chance);
        self.steps.push((at_hours(at, 8, 18, chance), step));
    }

    /// Adds a step so many minutes after the last, moved to when people are awake.
    fn add_by_resident(&mut self, from: u64, to: u64, step: Step, chance: &mut Chance) {
        let at = self.after(from, to, chance);
        self.steps.push((at_waking_hours(at, chance), step));
    }

    fn after(&self, from: u64, to: u64, chance: &mut Chance) -> DateTime<Utc> {
        let minutes = i64::try_from(from + chance.below(to - from + 1)).unwrap_or_default();
        let last = self.steps.last().map_or(DateTime::UNIX_EPOCH, |(at, _)| *at);
        last + TimeDelta::minutes(minutes) + TimeDelta::seconds(7)
    }
}

fn at_waking_hours(at: DateTime<Utc>, chance: &mut Chance) -> DateTime<Utc> {
    at_hours(at, 7, 22, chance)
}

/// The time itself if it lies within these hours of the county's day, otherwise soon after they next begin.
fn at_hours(at: DateTime<Utc>, from: u32, to: u32, chance: &mut Chance) -> DateTime<Utc> {
    let here = at.with_timezone(&COUNTY_OFFSET);
    let hour = |hour: u32| NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default();
    if (hour(from)..hour(to)).contains(&here.time()) {
        return at;
    }
    let day = if here.time() < hour(from) { here.date_naive() } else { here.date_naive() + Duration::days(1) };
    let late = TimeDelta::seconds(i64::try_from(chance.below(70 * 60)).unwrap_or_default());
    let begin = day.and_time(hour(from)).and_local_timezone(COUNTY_OFFSET).single();
    begin.map_or(at, |begin| begin.to_utc() + late)
}
