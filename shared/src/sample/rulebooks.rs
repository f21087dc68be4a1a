//! Small rulebooks, drawn from a seed.

use crate::org::{Post, Tier};
use crate::rules::{
    Category, Choice, DecisionTable, FactDef, FactKind, HitPolicy, Mode, Outcome, Question, Rule, Rulebook, Test,
    Weight,
};

use super::commands::SplitMix64;
use super::text;

/// Highest value of the whole number `level`; the lowest is 0.
pub const LEVEL_MAX: i64 = 4;
/// The categories, of which the first has the next two below it.
pub const CATEGORIES: [&str; 4] = ["a", "a.x", "a.y", "b"];
/// The values of the choice `kind`.
pub const KINDS: [&str; 3] = ["p", "q", "r"];
const COMPOUNDS: [&str; 5] = ["new", "old", "resettlement", "commercial", "village"];
const COLUMNS: [&str; 6] = ["category", "mode", "compound", "flag", "level", "kind"];

/// A rulebook whose only table, `ticket`, has up to six columns and seven rules that make sense or not: for comparing what is said of it
/// with every case that there is.
#[must_use]
pub fn small_rulebook(seed: u64) -> Rulebook {
    let random = &mut SplitMix64(seed);
    let options = KINDS.map(|key| Choice { key: key.into(), title: text("试", "try") }).into();
    let kinds = [
        ("flag", FactKind::Boolean),
        ("level", FactKind::Integer { min: 0, max: LEVEL_MAX }),
        ("kind", FactKind::Choice { options }),
    ];
    let facts = kinds.map(|(key, kind)| FactDef { key: key.into(), title: text("试", "try"), kind }).into();
    let category = |key: &str, random: &mut SplitMix64| {
        let asked = ["flag", "level", "kind"].into_iter().filter(|_| random.below(3) > 0);
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
    let columns: Vec<String> = COLUMNS.iter().filter(|_| random.below(5) > 1).map(|name| (*name).to_owned()).collect();
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
