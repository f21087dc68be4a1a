//! Named examples as a rulebook's own tests.

use super::*;
use crate::calendar::county_day;
use crate::org::Directory;
use crate::rules::{CameOut, Case, Example, Expected, Finding, Part, Severity, Undecided, prove};
use crate::text::Language;

fn example(category: &str, facts: Facts, expect: Expected) -> Example {
    let case = Case { category: category.into(), mode: Mode::Routine, compound: None, facts };
    Example { name: Text::new("夜里施工", "works at night"), case, expect }
}

fn at_night() -> Example {
    let town = Expected { tier: Some(Tier::Town), post: Some(Post::Desk), ..Expected::default() };
    example("noise.construction", facts([("at_night", FactValue::Boolean(true))]), town)
}

fn failing(book: &Rulebook) -> Vec<Finding> {
    let found = prove(book, &Directory::default(), county_day(at("2025-09-30 10:00")));
    found.into_iter().filter(|finding| matches!(finding, Finding::ExampleFails { .. })).collect()
}

#[test]
fn the_demos_examples_are_a_dozen_and_come_out_as_expected() {
    let book = book();
    assert!(book.examples.len() >= 12, "{}", book.examples.len());
    assert_eq!(failing(&book), []);
}

#[test]
fn an_example_that_comes_out_otherwise_is_an_error_that_names_the_rule_and_stops_publication() {
    let mut book = book();
    book.examples = vec![at_night()];
    book.tables[0].rules.retain(|rule| rule.id != "R-050");
    book.changed();
    let found = failing(&book);
    let [finding] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(finding.severity(), Severity::Error);
    assert_eq!(finding.place().rules, ["R-051"]);
    assert_eq!(finding.counterexample(), Some(&at_night().case));
    assert_eq!(
        finding.text(Language::Zh),
        "示例“夜里施工”没有按预期分派：应为tier=Town, post=Desk，实际由规则 R-051 决定（tier=Community, post=Desk, \
         ladder=same_day, joint=urban_management）。"
    );
}

#[test]
fn an_example_that_nothing_decides_says_why() {
    let mut book = book();
    book.examples = vec![example("noise.construction", Facts::new(), Expected::default())];
    let found = failing(&book);
    let [Finding::ExampleFails { came, .. }] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(**came, CameOut::Undecided(Undecided::MissingFact { fact: "at_night".into() }));
}

#[test]
fn whatever_is_expected_counts_and_what_is_not_may_be_either() {
    let book = book();
    let rule = book.rule_for(&at_night().case).unwrap();
    let right = Expected { rule: Some(rule.id.clone()), ..Expected::outcome(&rule.then) };
    assert!(right.is_met_by(rule) && Expected::default().is_met_by(rule));
    let mut joint = rule.then.joint.clone();
    joint.reverse();
    assert!(Expected { joint: Some(joint), ..right.clone() }.is_met_by(rule), "in any order");
    let wrong = [
        Expected { rule: Some("R-051".into()), ..right.clone() },
        Expected { tier: Some(Tier::County), ..right.clone() },
        Expected { post: Some(Post::Secretary), ..right.clone() },
        Expected { ladder: Some("ordinary".into()), ..right.clone() },
        Expected { joint: Some(vec!["ecology".into()]), ..right },
    ];
    assert!(wrong.iter().all(|expected| !expected.is_met_by(rule)));
}

#[test]
fn examples_have_names_of_their_own_and_name_what_there_is() {
    let mut book = book();
    book.examples = vec![at_night(), at_night()];
    assert_eq!(book.check(), [Finding::Duplicate { part: Part::Example, name: "夜里施工".into() }]);
    let expect = Expected { ladder: Some("none".into()), joint: Some(vec!["nobody".into()]), ..Expected::default() };
    book.examples = vec![Example { expect, ..at_night() }];
    let found = prove(&book, &Directory::default(), county_day(at("2025-09-30 10:00")));
    for (part, name) in [(Part::Ladder, "none"), (Part::Service, "nobody")] {
        assert!(found.contains(&Finding::Dangling { part, name: name.into(), at: "夜里施工".into() }), "{name}");
    }
}

#[test]
fn a_rulebook_written_before_there_were_examples_reads_as_one_without() {
    let mut value = serde_json::to_value(book()).unwrap();
    value.as_object_mut().unwrap().remove("examples");
    let old: Rulebook = serde_json::from_value(value.clone()).unwrap();
    assert!(old.examples.is_empty());
    assert_eq!(serde_json::to_value(&old).unwrap(), value, "and writes no trace of them");
}

#[test]
fn findings_for_people_speak_by_titles_and_not_by_names() {
    let mut book = book();
    book.examples = vec![at_night()];
    book.tables[0].rules.retain(|rule| rule.id != "R-050" && rule.id != "R-196");
    book.changed();
    let said = failing(&book)[0].text_in(Language::Zh, &book);
    assert!(said.starts_with("示例“夜里施工”没有按预期分派：应为镇街受理员，实际由规则 R-051 决定（"), "{said}");
    let found = prove(&book, &Directory::default(), county_day(at("2025-09-30 10:00")));
    let gap = found.iter().find(|finding| matches!(finding, Finding::Gap { .. })).unwrap();
    assert!(gap.text(Language::Zh).contains("category=other."), "{gap:?}");
    for finding in found.iter().filter(|finding| finding.counterexample().is_some()) {
        for said in [Language::Zh, Language::En].map(|language| finding.text_in(language, &book)) {
            assert!(!said.contains('='), "{said}");
        }
    }
}
