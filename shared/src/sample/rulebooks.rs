//! Small rulebooks, drawn from a seed.

use chrono::{NaiveDate, TimeDelta};

use crate::decimal::Decimal;
use crate::org::{Post, Tier};
use crate::rules::{
    Category, Choice, DecisionTable, End, FactDef, FactKind, FactValue, HitPolicy, Interval, Mode, Outcome, Question,
    Rule, Rulebook, Test, Weight,
};

use super::commands::SplitMix64;
use super::text;

/// Highest value of the whole number `level`; the lowest is 0.
pub const LEVEL_MAX: i64 = 4;
/// The categories, of which the first has the next two below it.
pub const CATEGORIES: [&str; 4] = ["a", "a.x", "a.y", "b"];
/// The values of the choice `kind`, and the texts that rules name.
pub const KINDS: [&str; 3] = ["p", "q", "r"];
const COMPOUNDS: [&str; 5] = ["new", "old", "resettlement", "commercial", "village"];
/// Facts that have an order. `fee` is in tenths and `day` in days, from 0 and from [`first_day`].
pub const ORDERED: [&str; 3] = ["level", "fee", "day"];

/// The first day of the fact `day`.
#[must_use]
pub fn first_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 2, 27).unwrap_or_default()
}

/// The value of one of the [`ORDERED`] facts that is so many steps from the first.
#[must_use]
pub fn step(fact: &str, steps: i64) -> FactValue {
    match fact {
        "fee" => FactValue::Decimal { decimal: Decimal::new(steps, 1).unwrap_or_default() },
        "day" => FactValue::Date { date: first_day() + TimeDelta::days(steps) },
        _ => FactValue::Integer(steps),
    }
}

/// The types of all facts.
fn kind(fact: &str) -> FactKind {
    let tenths = |units| Decimal::new(units, 1).unwrap_or_default();
    match fact {
        "flag" => FactKind::Boolean,
        "level" => FactKind::Integer { min: 0, max: LEVEL_MAX },
        "fee" => FactKind::Decimal { min: tenths(0), max: tenths(LEVEL_MAX), places: 1 },
        "day" => FactKind::Date { min: first_day(), max: first_day() + TimeDelta::days(LEVEL_MAX) },
        "name" => FactKind::Text { chars_max: 2 },
        _ => {
            FactKind::Choice { options: KINDS.map(|key| Choice { key: key.into(), title: text("试", "try") }).into() }
        }
    }
}

/// A rulebook whose only table, `ticket`, has up to six columns and seven rules that make sense or not: for comparing what is said of it
/// with every case that there is. Of its three facts one is a `flag`, one is of the [`ORDERED`] and one is a choice, `kind`, or a text, `name`.
#[must_use]
pub fn small_rulebook(seed: u64) -> Rulebook {
    let random = &mut SplitMix64(seed);
    let names = ["flag", *random.pick(&ORDERED), *random.pick(&["kind", "name"])];
    let facts = names.map(|key| FactDef { key: key.into(), title: text("试", "try"), kind: kind(key) }).into();
    let category = |key: &str, random: &mut SplitMix64| {
        let asked = names.into_iter().filter(|_| random.below(3) > 0);
        let asked: Vec<&str> = asked.collect();
        let question =
            |fact: &&str| Question { fact: (*fact).into(), ask: text("试", "try"), required: random.below(2) == 0 };
        Category {
            key: key.into(),
            parent: key.split_once('.').map(|(parent, _)| parent.to_owned()),
            title: text("试", "try"),
            hint: text("试", "try"),
            questions: asked.iter().map(question).collect(),
        }
    };
    let categories = CATEGORIES.map(|key| category(key, random)).into();
    let all = ["category", "mode", "compound"].into_iter().chain(names);
    let columns: Vec<String> = all.filter(|_| random.below(5) > 1).map(str::to_owned).collect();
    let hit = if random.below(2) == 0 { HitPolicy::Unique } else { HitPolicy::First };
    let busy = 1 + random.below(4);
    let rules = (0..=random.below(6)).map(|number| Rule {
        id: format!("R-{number}"),
        when: columns.iter().map(|column| test(column, busy, random)).collect(),
        then: outcome(random.below(2) == 0),
        note: text("试", "try"),
    });
    let rules = rules.collect();
    let table = DecisionTable { key: "ticket".into(), hit, columns, rules };
    Rulebook { facts, categories, tables: vec![table], ..Rulebook::default() }
}

fn outcome(big: bool) -> Outcome {
    let weight = if big { Weight::Big } else { Weight::Small };
    Outcome { weight, tier: Tier::Grid, post: Post::GridMember, joint: vec![], ladder: "any".into() }
}

/// A test that fits the column; the more often `-`, the less busy.
fn test(column: &str, busy: u64, random: &mut SplitMix64) -> Test {
    if random.below(5) >= busy {
        return Test::Any;
    }
    match column {
        "flag" => Test::Is(random.below(2) == 0),
        ordered if ORDERED.contains(&ordered) && (ordered != "level" || random.below(3) == 0) => {
            let any = (0..random.below(3)).map(|_| Interval { from: end(ordered, random), to: end(ordered, random) });
            Test::Within { any: any.collect(), not: random.below(3) == 0 }
        }
        "level" => {
            let end = |random: &mut SplitMix64| (random.below(4) > 0).then(|| random.below(7) as i64 - 1);
            Test::Between(end(random), end(random))
        }
        names => {
            let all: Vec<&str> = match names {
                "category" => CATEGORIES.into(),
                "mode" => Mode::ALL.map(Mode::key).into(),
                "compound" => COMPOUNDS.into(),
                _ => KINDS.into(),
            };
            let some = all.into_iter().filter(|_| random.below(2) == 0).map(str::to_owned).collect();
            if random.below(3) == 0 { Test::NotIn(some) } else { Test::In(some) }
        }
    }
}

/// An end of an interval, or none. It may lie outside of the type's bounds, and between its steps.
fn end(ordered: &str, random: &mut SplitMix64) -> Option<End> {
    let steps = random.below(7) as i64 - 1;
    let at = match ordered {
        "fee" if random.below(4) == 0 => {
            FactValue::Decimal { decimal: Decimal::new(steps * 10 + 5, 2).unwrap_or_default() }
        }
        _ => step(ordered, steps),
    };
    (random.below(4) > 0).then(|| End { at, open: random.below(2) == 0 })
}
