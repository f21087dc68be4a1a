//! The sample rulebook is complete: nothing can be reported that it does not decide.

use std::collections::BTreeSet;

use super::*;
use crate::rules::{Category, FactKind, Test, Weight};

/// Values of a fact that can make a difference: unknown, and both sides of every bound that some rule sets.
fn values(book: &Rulebook, fact: &str, required: bool) -> Vec<Option<FactValue>> {
    let known = book.fact(fact).unwrap();
    let mut values: BTreeSet<FactValue> = known.sample_values().into_iter().collect();
    if let FactKind::Integer { min, max } = known.kind {
        let column = book.tables[0].columns.iter().position(|column| column == fact).unwrap();
        for rule in &book.tables[0].rules {
            if let Test::Between(from, to) = rule.when[column] {
                let bounds = [from.map(|from| from - 1), from, to, to.map(|to| to + 1)];
                let within = bounds.into_iter().flatten().filter(|bound| (min..=max).contains(bound));
                values.extend(within.map(FactValue::Integer));
            }
        }
    }
    let unknown = (!required).then_some(None);
    unknown.into_iter().chain(values.into_iter().map(Some)).collect()
}

/// Every combination of answers to a category's questions, as far as rules can tell them apart.
fn answers(book: &Rulebook, category: &Category) -> Vec<Facts> {
    category.questions.iter().fold(vec![Facts::new()], |known, question| {
        let values = values(book, &question.fact, question.required);
        let with = |facts: &Facts| -> Vec<Facts> {
            values
                .iter()
                .map(|value| {
                    let mut facts = facts.clone();
                    facts.extend(value.clone().map(|value| (question.fact.clone(), value)));
                    facts
                })
                .collect()
        };
        known.iter().flat_map(with).collect()
    })
}

/// Grids of every kind of compound, and one of none.
fn grids(units: &mut Vec<Unit>) -> Vec<String> {
    let mut names = vec!["网格".to_owned()];
    for kind in CompoundKind::ALL {
        let name = format!("{kind:?}");
        let mut grid = unit(&name, Some("社区"), Tier::Grid, &[(Post::GridMember, "王一零二")]);
        grid.compound = Some(kind);
        units.push(grid);
        names.push(name);
    }
    names
}

#[test]
fn every_category_in_each_mode_with_any_answers_is_decided_by_a_live_rule() {
    let book = book();
    let mut units = units();
    let grids = grids(&mut units);
    let org = Directory::new(units);
    let mut used = BTreeSet::new();
    for category in book.categories.iter().filter(|category| book.is_choosable(category)) {
        for facts in answers(&book, category) {
            for (grid, mode) in grids.iter().flat_map(|grid| Mode::ALL.map(|mode| (grid, mode))) {
                let matter = Matter { mode, ..matter(&category.key, &facts, grid) };
                let decision = book.route(&matter, &org).unwrap_or_else(|why| panic!("{matter:?}: {why}"));
                assert!(decision.charge.acknowledge_by <= decision.charge.resolve_by, "{matter:?}");
                assert!(decision.why.absent.is_empty(), "{matter:?}");
                used.insert(decision.why.rule);
            }
        }
    }
    let all: BTreeSet<_> = book.tables[0].rules.iter().map(|rule| rule.id.clone()).collect();
    let dead: Vec<_> = all.difference(&used).collect();
    assert_eq!(dead, [""; 0], "rules that nothing a resident can answer reaches");
}

#[test]
fn it_hangs_together() {
    assert_eq!(book().check(), []);
}

#[test]
fn it_has_a_dozen_first_level_categories_with_three_to_six_below_each() {
    let book = book();
    let first: Vec<_> = book.categories_under(None).collect();
    assert!(first.len() >= 12, "{}", first.len());
    for category in first {
        let below = book.categories_under(Some(&category.key)).count();
        assert!((3..=6).contains(&below), "{} has {below}", category.key);
    }
}

#[test]
fn limits_grow_from_rung_to_rung_and_every_ladder_ends_at_the_county() {
    let book = book();
    let from = at("2025-03-03 09:00");
    for ladder in &book.ladders {
        let due = |limit| book.calendar.deadline(from, limit).unwrap();
        let limits: Vec<_> = ladder.rungs.iter().map(|rung| (due(rung.acknowledge), due(rung.resolve))).collect();
        assert!(limits.is_sorted_by(|a, b| a.0 < b.0 && a.1 < b.1), "{}", ladder.key);
        assert!(limits.iter().all(|(acknowledge, resolve)| acknowledge <= resolve), "{}", ladder.key);
        assert_eq!(ladder.rungs.last().unwrap().tier, Tier::County);
    }
}

#[test]
fn every_post_that_a_rule_or_rung_names_has_a_stand_in() {
    let book = book();
    let rungs = book.ladders.iter().flat_map(|ladder| &ladder.rungs).map(|rung| (rung.tier, rung.post));
    let rules = book.tables[0].rules.iter().map(|rule| (rule.then.tier, rule.then.post));
    for (tier, post) in rungs.chain(rules) {
        let stood_in = book.stand_ins.iter().any(|empty| empty.tier == tier && empty.post == post);
        assert!(stood_in, "{tier:?} {post:?}");
    }
}

#[test]
fn there_are_small_and_big_matters_and_every_service_is_brought_in() {
    let book = book();
    let outcomes = || book.tables[0].rules.iter().map(|rule| &rule.then);
    for weight in [Weight::Small, Weight::Big] {
        assert!(outcomes().any(|outcome| outcome.weight == weight));
    }
    for service in &book.services {
        assert!(outcomes().any(|outcome| outcome.joint.contains(&service.key)), "{}", service.key);
    }
}
