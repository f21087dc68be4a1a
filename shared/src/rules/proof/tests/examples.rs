//! The sample rulebooks, and what is asked beside single tables.

use super::*;
use crate::org::{Appointment, Post, Tier, Unit};
use crate::rules::{FactKind, FactValue, Ladder, Matter, Question, Rung, Severity, Test};
use crate::sample::{directory, first_day, rulebook, units};

fn demo() -> Rulebook {
    serde_json::from_str(include_str!("../../../../../demo/rulebook.json")).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn errors(findings: &[Finding]) -> Vec<&Finding> {
    findings.iter().filter(|finding| finding.severity() == Severity::Error).collect()
}

fn prove_demo(change: impl FnOnce(&mut Rulebook)) -> Vec<Finding> {
    let mut book = demo();
    change(&mut book);
    prove(&book, &Directory::default(), book.effective_from)
}

#[test]
fn the_sample_rulebooks_may_be_published() {
    assert_eq!(errors(&prove_demo(|_| {})), [&Finding::NotProven; 0]);
    let sample = rulebook();
    assert_eq!(errors(&prove(&sample, &directory(), first_day())), [&Finding::NotProven; 0]);
}

#[test]
fn a_rule_taken_out_leaves_a_gap_whose_suggestion_fills_it() {
    let mut book = demo();
    book.tables[0].rules.retain(|rule| rule.id != "R-063");
    let found = prove(&book, &Directory::default(), book.effective_from);
    let gap = found.iter().find(|finding| matches!(finding, Finding::Gap { .. })).expect("a gap");
    let case = gap.counterexample().unwrap();
    assert!(case.category.starts_with("sanitation."), "{case}");
    assert_eq!(book.rule_for(case), Err(Undecided::NoRule));
    let repairs: Vec<_> = found
        .iter()
        .filter_map(|finding| match finding {
            Finding::Gap { repair, .. } => repair.clone(),
            _ => None,
        })
        .collect();
    repairs.iter().for_each(|repair| book.repair(repair));
    assert_eq!(errors(&prove(&book, &Directory::default(), book.effective_from)), [&Finding::NotProven; 0]);
}

#[test]
fn a_rule_of_a_fact_that_nobody_is_asked_for_is_found() {
    let found = prove_demo(|book| {
        let asks = |question: &Question| question.fact != "depth_cm";
        book.categories.iter_mut().for_each(|category| category.questions.retain(asks));
    });
    let unasked =
        found.iter().filter(|finding| matches!(finding, Finding::Unasked { column, .. } if column == "depth_cm"));
    assert!(unasked.count() > 0);
    assert!(!prove_demo(|_| {}).iter().any(|finding| matches!(finding, Finding::Unasked { .. })));
}

#[test]
fn a_range_that_no_value_reaches_is_an_empty_test() {
    let column = demo().tables[0].columns.iter().position(|column| column == "people_affected").unwrap();
    let found = prove_demo(|book| book.tables[0].rules[0].when[column] = Test::Between(Some(100_001), None));
    let empty = Finding::EmptyTest { rule: "ticket/R-001".into(), column: "people_affected".into() };
    assert!(found.contains(&empty));
}

#[test]
fn a_rule_after_one_that_matches_everything_is_masked() {
    let mut book = rulebook();
    book.tables[0].rules.swap(3, 4);
    let found = prove(&book, &Directory::default(), first_day());
    let [Finding::Masked { rule, by, case, .. }] = errors(&found)[..] else {
        panic!("{found:?}");
    };
    assert_eq!((rule.as_str(), by.as_slice()), ("wall", &["rest".to_owned()][..]));
    assert_eq!(case.facts["danger"], FactValue::Boolean(false));
}

#[test]
fn rules_are_not_to_be_merged_over_one_that_minds() {
    let mut book = rulebook();
    let rules = &mut book.tables[0].rules;
    let mut late = rules[3].clone();
    (late.id, late.when[0]) = ("late".into(), Test::In(vec!["noise".into()]));
    rules.insert(4, late);
    let merges = |book: &Rulebook| {
        let found = prove(book, &Directory::default(), first_day());
        found.iter().filter(|finding| matches!(finding, Finding::Mergeable { .. })).count()
    };
    assert_eq!(merges(&book), 1, "wall and late");
    let night = book.tables[0].rules.remove(1);
    book.tables[0].rules.insert(3, night);
    assert_eq!(merges(&book), 0, "an emergency between them decides some cases of the second otherwise");
}

/// The units of the sample county without some posts.
fn without(posts: &[(Tier, Post)]) -> Directory {
    let mut units = units();
    for unit in &mut units {
        let tier = unit.tier;
        unit.appointments.retain(|held| !posts.contains(&(tier, held.post)));
    }
    Directory::new(units)
}

#[test]
fn a_post_that_nobody_holds_is_found_with_a_case_that_finds_nobody() {
    let org = without(&[(Tier::Town, Post::Desk)]);
    let book = rulebook();
    let found = prove(&book, &org, first_day());
    let [Finding::Vacant { tier, post, unit, grid, at, case, units }] = errors(&found)[..] else {
        panic!("{found:?}");
    };
    assert_eq!((*tier, *post, at.as_str(), *units), (Tier::Town, Post::Desk, "ticket/danger", 1));
    assert_eq!(org.unit(*unit).unwrap().tier, Tier::Town);
    let case = case.as_ref().unwrap();
    let at = "2026-03-02T04:00:00Z".parse().unwrap();
    let matter = Matter { category: &case.category, facts: &case.facts, unit: *grid, mode: case.mode, at };
    assert_eq!(book.route(&matter, &org), Err(Undecided::NobodyThere { tier: *tier, post: *post }));
}

#[test]
fn a_post_that_is_stood_in_for_or_whose_holder_begins_that_day_is_not_vacant() {
    let stood_in = without(&[(Tier::Grid, Post::GridMember)]);
    assert!(errors(&prove(&rulebook(), &stood_in, first_day())).is_empty());
    let both =
        without(&[(Tier::Grid, Post::GridMember), (Tier::Community, Post::Desk), (Tier::Community, Post::Secretary)]);
    let found = prove(&rulebook(), &both, first_day());
    let vacant: Vec<_> = found.iter().filter(|finding| matches!(finding, Finding::Vacant { .. })).collect();
    assert_eq!(vacant.len(), 2, "{vacant:?}");
    let later =
        |unit: &mut Unit| unit.appointments.iter_mut().for_each(|held: &mut Appointment| held.from = day("2026-06-01"));
    let mut all = units();
    all.iter_mut().for_each(later);
    let org = Directory::new(all);
    assert!(!errors(&prove(&rulebook(), &org, day("2026-05-31"))).is_empty());
    assert!(errors(&prove(&rulebook(), &org, day("2026-06-01"))).is_empty());
}

#[test]
fn a_post_that_only_the_ladder_leads_to_must_be_held_too() {
    let org = without(&[(Tier::County, Post::Desk)]);
    let found = prove(&rulebook(), &org, first_day());
    let [Finding::Vacant { tier: Tier::County, post: Post::Desk, at, grid, .. }] = errors(&found)[..] else {
        panic!("{found:?}");
    };
    let at_noon = "2026-03-02T04:00:00Z".parse().unwrap();
    let nobody = Undecided::NobodyThere { tier: Tier::County, post: Post::Desk };
    assert_eq!(rulebook().charge(at, 3, *grid, at_noon, &org), Err(nobody));
}

#[test]
fn a_grid_that_is_closed_by_then_needs_nobody() {
    let mut all = units();
    for unit in all.iter_mut().filter(|unit| unit.tier != Tier::County) {
        unit.to = Some(day("2026-03-01"));
        unit.appointments.clear();
    }
    let org = Directory::new(all);
    assert!(!errors(&prove(&rulebook(), &org, day("2026-03-01"))).is_empty());
    assert!(errors(&prove(&rulebook(), &org, day("2026-03-02"))).is_empty());
}

#[test]
fn a_ladder_without_a_level_above_a_grid_is_found() {
    let mut book = rulebook();
    let rung = Rung { tier: Tier::Compound, ..book.ladders[0].rungs[0].clone() };
    book.ladders.push(Ladder { key: "low".into(), title: book.title.clone(), rungs: vec![rung] });
    let outcome = &mut book.tables[0].rules[4].then;
    (outcome.tier, outcome.ladder) = (Tier::Compound, "low".into());
    let found = prove(&book, &directory(), first_day());
    assert!(matches!(errors(&found)[..], [Finding::NoLevelThere { .. }]), "{found:?}");
}

#[test]
fn names_that_appear_twice_are_mended_before_anything_else_is_asked() {
    let found = prove_demo(|book| {
        book.tables[0].rules[1].id = "R-001".into();
        book.tables[0].rules.pop();
    });
    assert!(matches!(found[..], [Finding::Duplicate { .. }]), "{found:?}");
}

#[test]
fn what_cannot_be_known_of_an_unknown_column_is_no_reason_to_fail() {
    let found = prove_demo(|book| book.tables[0].columns[4] = "weather".into());
    assert!(found.iter().any(|finding| matches!(finding, Finding::Dangling { name, .. } if name == "weather")));
    let found = prove_demo(|book| {
        let people = book.facts.iter_mut().find(|fact| fact.key == "people_affected").unwrap();
        people.kind = FactKind::Integer { min: 2, max: 1 };
    });
    assert!(found.contains(&Finding::EmptyFact { fact: "people_affected".into() }));
}

#[test]
fn who_does_not_carry_the_proof_finds_nothing_good() {
    let found = unproven(&rulebook(), &directory(), first_day());
    assert_eq!(errors(&found), [&Finding::NotProven]);
}
