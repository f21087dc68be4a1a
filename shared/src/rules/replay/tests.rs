//! A replay says of each matter what the rulebooks say, and counts it once.

use chrono::TimeDelta;
use uuid::Uuid;

use super::*;
use crate::calendar::county_day;
use crate::org::Unit;
use crate::rules::{FactValue, Facts, Limit, LimitUnit, Matter, Mode};
use crate::sample::commands::SplitMix64;
use crate::sample::{directory, first_day, grid, morning, rulebook, unit_id, units};

fn replay(from: &Rulebook, to: &Rulebook, org: &Directory) -> Replay {
    Replay::new(Arc::new(from.clone()), Arc::new(to.clone()), Arc::new(org.clone()))
}

fn past(category: &str, facts: &[(&str, FactValue)], unit: UnitId) -> Past {
    let facts = facts.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
    let case = Case { category: category.into(), mode: Mode::Routine, compound: None, facts };
    Past { origin: Origin::Line(2), case, unit, created: morning(), accepted: None, closed: None }
}

fn noise(unit: UnitId) -> Past {
    past("noise.night", &[("hour", FactValue::Choice("night".into()))], unit)
}

/// A matter somewhere, some time; now and then one that cannot be decided.
fn drawn(random: &mut SplitMix64) -> Past {
    let category = *random.pick(&["noise.night", "fire.exit", "home.wall", "fire", "gone"]);
    let unit = match random.below(12) {
        0 => unit_id("nowhere"),
        1 => unit_id("370-01-02"),
        number => grid(number as i32 % 3, number as i32 % 2),
    };
    let mut facts = Facts::new();
    if !random.one_in(8) {
        facts.insert("danger".into(), FactValue::Boolean(random.one_in(3)));
        facts.insert("hour".into(), FactValue::Choice("day".into()));
        facts.insert("floor".into(), FactValue::Integer(random.below(70) as i64 - 3));
    }
    let created = morning() + TimeDelta::minutes(random.below(900_000) as i64 - 300_000);
    let later = |random: &mut SplitMix64| created + TimeDelta::minutes(random.below(20_000) as i64);
    let mode = if random.one_in(4) { Mode::Emergency } else { Mode::Routine };
    Past {
        origin: Origin::Line(0),
        case: Case { category: category.into(), mode, compound: None, facts },
        unit,
        created,
        accepted: random.one_in(2).then(|| later(random)),
        closed: random.one_in(2).then(|| later(random)),
    }
}

/// The county, with grids whose member changes in the course of the year, one that has none, and one of a kind.
fn changing() -> Directory {
    let mut all: Vec<Unit> = units();
    for (number, unit) in all.iter_mut().filter(|unit| unit.tier == Tier::Grid).enumerate() {
        match number {
            0 => unit.appointments.clear(),
            1 => unit.compound = Some(crate::org::CompoundKind::Old),
            _ => {
                let turn = first_day() + TimeDelta::days(100 + 90 * number as i64);
                let mut next = unit.appointments[0].clone();
                unit.appointments[0].to = Some(turn);
                next.person = PersonId::named(&format!("next {number}"));
                next.from = turn + TimeDelta::days(if number == 4 { 20 } else { 1 });
                unit.appointments.push(next);
            }
        }
    }
    Directory::new(all)
}

/// Another rulebook: working time, another order, a rule and a category less.
fn changed() -> Rulebook {
    let mut book = rulebook();
    book.version = 2;
    book.tables[0].rules.remove(1);
    book.tables[0].rules[2].then.tier = Tier::Town;
    let rung = &mut book.ladders[0].rungs[0];
    (rung.acknowledge, rung.resolve) =
        (Limit { amount: 4, unit: LimitUnit::WorkingHours }, Limit { amount: 3, unit: LimitUnit::WorkingDays });
    book.changed();
    book
}

fn said(book: &Rulebook, org: &Directory, past: &Past) -> Result<crate::rules::Decision, Undecided> {
    let Case { category, facts, mode, .. } = &past.case;
    book.route(&Matter { category, facts, unit: past.unit, mode: *mode, at: past.created }, org)
}

fn assert_is(verdict: &Verdict, said: &Result<crate::rules::Decision, Undecided>) {
    match (verdict, said) {
        (Verdict::Undecided(why), Err(said)) => assert_eq!(why, said),
        (Verdict::Decided(found), Ok(said)) => {
            assert_eq!(found.rule, said.why.rule);
            assert_eq!(found.weight, said.weight);
            assert_eq!((found.unit, found.person), (said.charge.holder.unit, Some(said.charge.holder.person)));
            assert_eq!(found.stand_in, said.charge.stand_in);
            assert_eq!((&found.joint, &found.absent), (&said.joint, &said.why.absent));
            assert_eq!(found.ladder, said.charge.ladder);
            let first = &found.dues[0];
            assert_eq!((first.acknowledge_by, first.resolve_by), (said.charge.acknowledge_by, said.charge.resolve_by));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn each_verdict_is_what_the_rulebook_says_however_much_is_remembered() {
    let (from, to, org) = (rulebook(), changed(), changing());
    for remembered in [0, 1, 7, REMEMBERED_MAX] {
        let mut random = SplitMix64(7);
        let mut replay =
            Replay::remembering(remembered, Arc::new(from.clone()), Arc::new(to.clone()), Arc::new(org.clone()));
        for _ in 0..3_000 {
            let past = drawn(&mut random);
            replay.add(past.clone());
            assert_is(&replay.judges[0].verdict(), &said(&from, &org, &past));
            assert_is(&replay.judges[1].verdict(), &said(&to, &org, &past));
        }
        let summary = replay.summary();
        let all: u64 = summary.loads.iter().filter(|load| load.post.is_some()).map(|load| load.from).sum();
        let undecided: u64 = summary.undecided_from.values().sum();
        assert_eq!((summary.matters, all + undecided), (3_000, 3_000), "{remembered}");
        assert_eq!(summary.moves.iter().map(|one| one.count).sum::<u64>(), 3_000);
        assert_eq!(summary.categories.iter().map(|one| one.matters).sum::<u64>(), 3_000);
        assert_eq!(summary.places.iter().map(|one| one.differing).sum::<u64>(), summary.differing);
    }
}

#[test]
fn a_rulebook_differs_in_nothing_from_itself() {
    let (book, org) = (rulebook(), changing());
    let mut replay = replay(&book, &book, &org);
    let mut random = SplitMix64(3);
    (0..2_000).for_each(|_| {
        replay.add(drawn(&mut random));
    });
    let summary = replay.summary();
    assert_eq!(summary.differing, 0);
    assert_eq!(summary.changes.keys().collect::<Vec<_>>(), [&Change::Neither], "{:?}", summary.undecided_from);
    assert_eq!(summary.from, summary.to);
    assert!(summary.loads.iter().all(|load| load.from == load.to));
    assert!(summary.moves.iter().all(|one| one.from == one.to));
}

#[test]
fn a_matter_that_one_rulebook_does_not_know_is_lost_or_gained_and_one_that_none_knows_is_still_told() {
    let (from, org) = (rulebook(), directory());
    let mut to = from.clone();
    to.categories.retain(|category| category.key != "noise.night");
    let mut there = replay(&from, &to, &org);
    assert!(there.add(noise(grid(0, 0))).unwrap().changes.has(Change::Lost));
    assert!(there.add(past("gone", &[], grid(0, 0))).unwrap().changes.has(Change::Neither));
    let summary = there.summary();
    assert_eq!((summary.matters, summary.differing), (2, 1));
    assert_eq!(summary.undecided_to.values().sum::<u64>(), 2);
    let lost = Move { from: Some(Seat { tier: Tier::Grid, post: Post::GridMember }), to: None, count: 1 };
    assert!(summary.moves.contains(&lost), "{:?}", summary.moves);
    let mut back = replay(&to, &from, &org);
    assert!(back.add(noise(grid(0, 0))).unwrap().changes.has(Change::Gained));
}

#[test]
fn a_fact_that_a_rulebook_has_no_word_for_was_not_given_and_a_value_that_it_does_not_know_undecides() {
    let (from, org) = (rulebook(), directory());
    let mut to = from.clone();
    to.facts.retain(|fact| fact.key != "floor");
    let exit = |floor| {
        let facts = [("danger", FactValue::Boolean(false)), ("floor", FactValue::Integer(floor))];
        past("fire.exit", &facts, grid(0, 0))
    };
    to.categories.iter_mut().for_each(|category| category.questions.retain(|question| question.fact != "floor"));
    let mut replay = replay(&from, &to, &org);
    assert_eq!(replay.add(exit(3)), None);
    assert_eq!(replay.add(exit(300)).unwrap().changes, [Change::Gained].into_iter().collect());
}

#[test]
fn a_rule_that_sends_elsewhere_shows_the_move_the_load_and_the_limits() {
    let (from, org) = (rulebook(), directory());
    let mut to = from.clone();
    let rest = to.tables[0].rules.iter_mut().find(|rule| rule.id == "rest").unwrap();
    (rest.then.tier, rest.then.post, rest.then.weight) = (Tier::Community, Post::Desk, Weight::Big);
    rest.then.joint = vec!["housing".into()];
    let mut replay = replay(&from, &to, &org);
    let found = replay.add(noise(grid(0, 0))).unwrap().clone();
    let wanted =
        [Change::Tier, Change::Post, Change::Unit, Change::Holder, Change::Joint, Change::Weight, Change::Later];
    assert_eq!(found.changes, wanted.into_iter().collect());
    assert_eq!(found.place, org.path(grid(0, 0)));
    let summary = replay.summary();
    let load = |unit, post| summary.loads.iter().find(|load| (load.unit, load.post) == (unit, post)).unwrap();
    let (there, desk) = (load(grid(0, 0), Some(Post::GridMember)), load(unit_id("370-01-01"), Some(Post::Desk)));
    assert_eq!((there.from, there.to, desk.from, desk.to), (1, 0, 0, 1));
    assert_eq!(load(unit_id("housing"), None).to, 1);
    assert_eq!(summary.heaviest.map(|load| load.map(|load| load.unit)), [Some(grid(0, 0)), Some(unit_id("370-01-01"))]);
}

#[test]
fn limits_run_out_rung_by_rung_until_the_matter_was_settled() {
    let (from, org) = (rulebook(), directory());
    let mut to = from.clone();
    // Eight times as much to resolve as to accept: 192, 384, 576, 768 hours before, and 8 on the lowest rung now.
    to.ladders[0].rungs[0].resolve = Limit { amount: 8, unit: LimitUnit::Hours };
    let mut replay = replay(&from, &to, &org);
    let settled = |hours| Past { closed: Some(morning() + TimeDelta::hours(hours)), ..noise(grid(0, 0)) };
    let found = replay.add(settled(100)).unwrap();
    assert_eq!(found.changes, [Change::Sooner, Change::Late].into_iter().collect());
    let Verdict::Decided(to) = &found.to else { panic!("{found:?}") };
    let hours: Vec<i64> = to.dues.iter().map(|due| (due.resolve_by - morning()).num_hours()).collect();
    assert_eq!(hours, [8, 8 + 384, 8 + 384 + 576, 8 + 384 + 576 + 768]);
    assert_eq!(to.missed, Some(1));
    assert_eq!(replay.add(settled(8)).unwrap().changes, [Change::Sooner].into_iter().collect());
    replay.add(Past { accepted: Some(morning() + TimeDelta::hours(25)), ..settled(2_000) });
    let summary = replay.summary();
    assert_eq!((summary.from.settled, summary.from.missed), (3, [0, 0, 0, 1]));
    assert_eq!((summary.to.settled, summary.to.missed), (3, [1, 0, 0, 1]));
    assert_eq!((summary.to.accepted, summary.to.accepted_late), (1, 1));
}

#[test]
fn without_a_directory_levels_and_dates_are_compared() {
    let (from, to, org) = (rulebook(), changed(), Directory::default());
    let mut replay = replay(&from, &to, &org);
    let found = replay.add(noise(UnitId::named("anywhere"))).unwrap();
    assert_eq!(found.changes, [Change::Sooner].into_iter().collect(), "{found:?}");
    let wall = past("home.wall", &[("danger", FactValue::Boolean(false))], UnitId::named("elsewhere"));
    let found = replay.add(wall).unwrap();
    assert!(found.changes.has(Change::Tier));
    let (Verdict::Decided(from), Verdict::Decided(to)) = (&found.from, &found.to) else { panic!("{found:?}") };
    assert_eq!(
        (from.unit, from.person, &*from.absent),
        (UnitId::named("elsewhere"), None, &["housing".to_owned()][..])
    );
    assert_eq!(to.tier, Tier::Town);
    assert!(replay.summary().loads.is_empty());
}

#[test]
fn who_held_the_post_on_the_day_counts() {
    let (book, org) = (rulebook(), changing());
    let mut replay = replay(&book, &changed(), &org);
    for day in [0, 200, 400, 600] {
        let unit = org.units().filter(|unit| unit.tier == Tier::Grid).nth(4).unwrap();
        let past = Past { created: morning() + TimeDelta::days(day - 300), ..noise(unit.id) };
        let wanted = said(&book, &org, &past).unwrap().charge.holder.person;
        let held = org.holder(unit.id, Post::GridMember, county_day(past.created)).map(|held| held.person);
        replay.add(past);
        let Verdict::Decided(found) = replay.judges[0].verdict() else { panic!("undecided") };
        assert_eq!(found.person, Some(wanted));
        assert!(held.is_none_or(|held| held == wanted));
    }
}

#[test]
fn what_is_kept_is_bounded_and_what_is_rare_is_kept_all_the_same() {
    let (from, to) = (rulebook(), changed());
    let mut replay = replay(&from, &to, &Directory::default());
    let unit = |number: usize| UnitId(Uuid::from_u128(number as u128));
    (0..=GROUP_KEPT_MAX + KIND_KEPT_MAX).for_each(|_| {
        replay.add(noise(unit(0)));
    });
    assert_eq!(replay.differences().len(), KIND_KEPT_MAX, "of one group only what is rare");
    (0..KEPT_MAX * 2).for_each(|number| {
        replay.add(noise(unit(1 + number)));
    });
    assert_eq!(replay.differences().len(), KEPT_MAX);
    replay.add(past("gone", &[], unit(1)));
    assert_eq!(replay.differences().len(), KEPT_MAX + 1);
    assert_eq!(replay.summary().differing, (GROUP_KEPT_MAX + KIND_KEPT_MAX + 1 + KEPT_MAX * 2) as u64);
}

#[test]
fn a_filter_looks_at_the_kind_the_category_and_the_place() {
    let mut replay = replay(&rulebook(), &changed(), &directory());
    let found = replay.add(noise(grid(0, 0))).unwrap().clone();
    let fits = |filter: Filter| filter.fits(&found);
    assert!(fits(Filter::default()));
    assert!(fits(Filter { change: Some(Change::Sooner), ..Filter::default() }));
    assert!(!fits(Filter { change: Some(Change::Lost), ..Filter::default() }));
    assert!(fits(Filter { category: Some("noise".into()), ..Filter::default() }));
    assert!(!fits(Filter { category: Some("noise.nig".into()), ..Filter::default() }));
    assert!(fits(Filter { unit: Some(unit_id("370-01-01")), ..Filter::default() }));
    assert!(!fits(Filter { unit: Some(unit_id("370-01-02")), ..Filter::default() }));
}

#[test]
fn a_difference_is_the_same_on_the_other_side_of_the_wire() {
    let mut replay = replay(&rulebook(), &changed(), &directory());
    let found = replay.add(noise(grid(0, 0))).unwrap().clone();
    let text = serde_json::to_string(&found).unwrap();
    assert_eq!(serde_json::from_str::<Difference>(&text).unwrap(), found, "{text}");
    let summary = replay.summary();
    let text = serde_json::to_string(&summary).unwrap();
    assert_eq!(serde_json::from_str::<Summary>(&text).unwrap(), summary, "{text}");
}
