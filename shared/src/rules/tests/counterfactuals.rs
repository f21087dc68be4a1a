//! What would have to differ: on the demo, and against every case of small rulebooks.

use super::*;
use crate::rules::counterfactual::search;
use crate::rules::{Case, Change, Counterfactual, Reach, Rule};
use crate::sample::commands::SplitMix64;
use crate::sample::rulebooks::{KINDS, LEVEL_MAX, ORDERED, small_rulebook, step};
use crate::text::Language;

const LEVELS: [Tier; 5] = [Tier::Compound, Tier::Grid, Tier::Community, Tier::Town, Tier::County];

fn case<const N: usize>(category: &str, pairs: [(&str, FactValue); N]) -> Case {
    Case { category: category.into(), mode: Mode::Routine, compound: None, facts: facts(pairs) }
}

fn said(case: &Case) -> [Option<String>; 4] {
    let book = book();
    let Counterfactual { higher, lower } = book.counterfactual(case).unwrap();
    let text = |reach: &Reach, language| reach.text(language, &book);
    [text(&higher, Language::Zh), text(&higher, Language::En), text(&lower, Language::Zh), text(&lower, Language::En)]
}

#[test]
fn it_is_said_in_both_languages_from_which_number_on_the_next_level_is_responsible() {
    let forty = case("utilities.water", [("people_affected", FactValue::Integer(40))]);
    let [zh, en, below, _] = said(&forty);
    assert_eq!(zh.as_deref(), Some("若“受影响人数”为50至499，则由镇街负责（规则 R-033）。"));
    assert_eq!(en.as_deref(), Some("If “people affected” is 50 to 499, the town would be responsible (rule R-033)."));
    assert_eq!(below, None, "the grid never has it");
    let sixty = case("utilities.water", [("people_affected", FactValue::Integer(60))]);
    let [zh, _, below, en] = said(&sixty);
    assert_eq!(zh.as_deref(), Some("若“受影响人数”达到500及以上，则由县区负责（规则 R-032）。"));
    assert_eq!(below.as_deref(), Some("若“受影响人数”不超过49，则由社区或村负责（规则 R-083）。"));
    assert_eq!(
        en.as_deref(),
        Some("If “people affected” is 49 or less, the community or village would be responsible (rule R-083).")
    );
}

#[test]
fn a_single_answer_comes_before_numbers_and_what_was_not_answered_can_be() {
    let dry = case("flood.street", [("danger_to_life", FactValue::Boolean(false))]);
    assert_eq!(said(&dry)[0].as_deref(), Some("若“危及人身安全”为是，则由镇街负责（规则 R-005）。"));
    let many = case(
        "health.infection",
        [("danger_to_life", FactValue::Boolean(true)), ("people_affected", FactValue::Integer(0))],
    );
    let both = "若“危及人身安全”为否，且“受影响人数”达到500及以上，则由县区负责（规则 R-032）。";
    assert_eq!(said(&many)[0].as_deref(), Some(both), "danger comes first, so that both would have to differ");
    let smell = case("sanitation.smell", []);
    assert_eq!(said(&smell)[0].as_deref(), Some("若“受影响人数”为50至499，则由镇街负责（规则 R-035）。"));
}

/// What small rulebooks decide, with levels that tell rules apart.
fn small(seed: u64) -> Rulebook {
    let random = &mut SplitMix64(seed ^ 0x5eed);
    let mut book = small_rulebook(seed);
    for rule in &mut book.tables[0].rules {
        rule.then.tier = LEVELS[random.below(5) as usize];
    }
    book.changed();
    book
}

/// Every case that differs from this one by answers given or changed, the mode and the kind of compound.
fn others(book: &Rulebook, case: &Case) -> Vec<Case> {
    let mut all = vec![case.clone()];
    let category = book.category(&case.category).unwrap();
    let asked = |key: &str| case.facts.contains_key(key) || category.questions.iter().any(|ask| ask.fact == key);
    for fact in book.facts.iter().filter(|fact| asked(&fact.key)) {
        let values: Vec<FactValue> = match fact.key.as_str() {
            ordered if ORDERED.contains(&ordered) => (0..=LEVEL_MAX).map(|steps| step(ordered, steps)).collect(),
            "name" => KINDS
                .iter()
                .map(|name| FactValue::Text { text: (*name).to_owned() })
                .chain(fact.sample_values())
                .collect(),
            _ => fact.sample_values(),
        };
        let mut more = Vec::new();
        for case in &all {
            more.extend(values.iter().map(|value| {
                let mut case = case.clone();
                case.facts.insert(fact.key.clone(), value.clone());
                case
            }));
        }
        all.extend(more);
    }
    let modes = all.iter().flat_map(|case| Mode::ALL.map(|mode| Case { mode, ..case.clone() }));
    let all: Vec<Case> = modes.collect();
    let kinds = all.iter().flat_map(|case| CompoundKind::ALL.map(|kind| Case { compound: Some(kind), ..case.clone() }));
    kinds.chain(all.clone()).collect()
}

/// How many steps a value of one of the ordered facts is from the first.
fn steps(value: &FactValue) -> Option<i64> {
    (0..=LEVEL_MAX).find(|steps| ORDERED.iter().any(|fact| step(fact, *steps) == *value))
}

/// How much two cases differ: facts, circumstances among them, and how many steps numbers and days are apart.
fn size(one: &Case, two: &Case) -> (usize, usize, u64) {
    let circumstances = usize::from(one.mode != two.mode) + usize::from(one.compound != two.compound);
    let facts = two.facts.iter().filter(|(key, value)| one.facts.get(*key) != Some(value));
    let far = |value: &FactValue, was: Option<&FactValue>| match (steps(value), was.map_or(Some(0), steps)) {
        (Some(is), Some(was)) => is.abs_diff(was),
        _ => 0,
    };
    let distance = facts.clone().map(|(key, value)| far(value, one.facts.get(key))).sum();
    (facts.count() + circumstances, circumstances, distance)
}

fn check(book: &Rulebook, case: &Case, rule: &Rule, seed: u64) {
    let found = book.counterfactual(case).unwrap();
    let level = |tier: Tier| LEVELS.iter().position(|level| *level == tier).unwrap();
    let here = level(rule.then.tier);
    let decided: Vec<(usize, Case)> = others(book, case)
        .into_iter()
        .filter_map(|other| Some((level(book.rule_for(&other).ok()?.then.tier), other)))
        .collect();
    let higher = decided.iter().map(|(level, _)| *level).filter(|level| *level > here).min();
    let lower = decided.iter().map(|(level, _)| *level).filter(|level| *level < here).max();
    for (reach, wanted) in [(&found.higher, higher), (&found.lower, lower)] {
        let at = |detail: &str| format!("seed {seed}, {case}, {detail}: {reach:?}");
        let (change, wanted) = match (reach, wanted) {
            (Reach::Never, None) => continue,
            (Reach::By(change), Some(wanted)) => (change, wanted),
            _ => panic!("{}", at(&format!("wanted {wanted:?}"))),
        };
        assert_eq!(level(change.tier), wanted, "{}", at("the next level"));
        let least = decided.iter().filter(|(level, _)| *level == wanted).map(|(_, other)| size(case, other)).min();
        assert_eq!(Some(size(case, &change.of(case))), least, "{}", at("the least"));
        really(book, case, change);
    }
}

/// Every value that a change names, and all between, leads where it says.
fn really(book: &Rulebook, case: &Case, change: &Change) {
    let nearest = book.rule_for(&change.of(case)).unwrap();
    assert_eq!((&nearest.id, nearest.then.tier, nearest.then.post), (&change.rule, change.tier, change.post));
    for changed in &change.facts {
        if let (Some(to), Some(until)) = (steps(&changed.to), steps(&changed.until)) {
            for number in to.min(until)..=to.max(until) {
                let mut other = change.of(case);
                other.facts.insert(changed.fact.clone(), step(&changed.fact, number));
                assert_eq!(book.rule_for(&other).unwrap().then.tier, change.tier, "{case} with {number}");
            }
            if to != until {
                let end = if to < until { LEVEL_MAX } else { 0 };
                assert_eq!(changed.to_the_end, until == end, "{changed:?}");
            }
        }
    }
}

#[test]
fn whatever_is_said_would_be_so_and_nothing_less_would_do() {
    let (mut asked, mut reached) = (0, 0);
    for seed in 0..400 {
        let book = small(seed);
        for category in ["a.x", "a.y", "b"] {
            let blank = Case { category: category.into(), mode: Mode::Routine, compound: None, facts: Facts::new() };
            let all = others(&book, &blank);
            let random = &mut SplitMix64(seed);
            for _ in 0..6 {
                let case = &all[random.below(all.len() as u64) as usize];
                let Ok(rule) = book.rule_for(case) else { continue };
                asked += 1;
                reached +=
                    usize::from(matches!(book.counterfactual(case), Ok(Counterfactual { higher: Reach::By(_), .. })));
                check(&book, case, rule, seed);
            }
        }
    }
    assert!(asked > 1_000 && reached > 300, "{asked} cases, {reached} of them with a level above");
}

#[test]
fn what_would_take_too_long_is_left_open() {
    let book = book();
    let few = case("utilities.water", [("people_affected", FactValue::Integer(40))]);
    assert_eq!(search::counterfactual(&book, &few, 0).unwrap().higher, Reach::Open);
    let question = case("noise.construction", []);
    assert!(book.counterfactual(&question).is_err(), "what is not decided has no other side");
}
