//! Who sees a rulebook, which one is in force, and what the log makes of it.

use super::*;

#[test]
fn drafts_are_seen_by_rule_people_and_published_ones_by_all() {
    let case = Case::drafted();
    let resident = sample::resident("r");
    let sees = |doc: &RulebookDoc, reader: &Actor| doc.clone().view(reader, case.now).is_some();
    assert!(sees(case.doc(), &keeper()) && sees(case.doc(), &approver()));
    assert!(!sees(case.doc(), &resident));
    assert!(!sees(case.doc(), &staff(Role::Desk, "370", person("desk"))));
    assert!(!case.doc().scopes().contains(&ScopeKey::Public));
    let published = Case::drafted().given(&approver(), publish("2026-03-10"));
    assert!(sees(published.doc(), &resident));
    assert_eq!(published.doc().scopes(), [ScopeKey::Public]);
}

#[test]
fn the_one_that_began_last_is_in_force_and_the_higher_version_of_two() {
    let published = |version, from: &str| {
        let mut doc = Case::drafted().doc().clone();
        let events = [Event::Published { version, effective_from: day(from) }];
        doc = fold(Some(doc), RulebookId::named(ID), &events, person("p"), Case::new().now).unwrap();
        doc
    };
    let docs = [published(5, "2026-01-01"), published(4, "2026-03-01"), published(6, "2026-03-01")];
    let version = |on: &str| in_force(docs.iter(), day(on)).map(|book| book.version);
    assert_eq!(version("2025-12-31"), None);
    assert_eq!(version("2026-02-28"), Some(5));
    assert_eq!(version("2026-03-01"), Some(6));
    let withdrawn = Case::drafted().given(&approver(), publish("2026-03-10"));
    let withdrawn = withdrawn.given(&approver(), Command::Withdraw);
    assert_eq!(in_force([withdrawn.doc()].into_iter(), day("2026-04-01")), None);
}

#[test]
fn events_that_do_not_fit_leave_it_as_it_is() {
    let published = Case::drafted().given(&approver(), publish("2026-03-10"));
    let before = published.doc().clone();
    let late = [
        Event::Drafted { county: vec![], book: Box::default() },
        Event::Revised { book: Box::default() },
        Event::Published { version: 9, effective_from: day("2030-01-01") },
    ];
    let id = RulebookId::named(ID);
    let after = fold(Some(before.clone()), id, &late, person("p"), published.now);
    assert_eq!(after, Some(before));
    assert_eq!(fold(None::<RulebookDoc>, id, &[Event::Withdrawn], person("p"), published.now), None);
}

#[test]
fn its_json_stays_readable() {
    let json = serde_json::to_value(Command::Publish { effective_from: None }).unwrap();
    assert_eq!(json, serde_json::json!({"publish": {"effective_from": null}}));
    let case = Case::drafted().given(&approver(), publish("2026-03-10"));
    let text = serde_json::to_string(case.doc()).unwrap();
    assert_eq!(serde_json::from_str::<RulebookDoc>(&text).unwrap(), *case.doc());
}
