//! Who answers, until when.

use super::*;
use crate::org::Holder;
use crate::rules::{Decision, HitPolicy, Test, Undecided};

fn route(category: &str, facts: &Facts, unit: &str) -> Result<Decision, Undecided> {
    book().route(&matter(category, facts, unit), &org())
}

fn holder(unit: &str, post: Post, name: &str) -> Holder {
    Holder { unit: id(unit), post, person: PersonId::named(name), name: name.to_owned() }
}

#[test]
fn a_small_matter_goes_to_the_grid_member_with_the_ladders_limits() {
    let decision = route("noise.neighbour", &Facts::new(), "网格").unwrap();
    assert_eq!(decision.why.rule, "R-056");
    assert_eq!(decision.charge.holder, holder("网格", Post::GridMember, "王一零一"));
    assert_eq!(decision.charge.path, [id("网格"), id("社区"), id("镇"), id("县")]);
    assert!(!decision.charge.stand_in && !decision.charge.last);
    assert_eq!((decision.charge.ladder.as_str(), decision.charge.rung), ("ordinary", 0));
    // Four working hours from ten; three working days over the National Day week.
    assert_eq!(decision.charge.acknowledge_by, at("2025-09-30 15:30"));
    assert_eq!(decision.charge.resolve_by, at("2025-10-11 17:30"));
}

#[test]
fn the_first_matching_rule_decides() {
    let both = facts([("danger_to_life", FactValue::Boolean(true)), ("lane_blocked", FactValue::Boolean(true))]);
    assert_eq!(route("fire.lane", &both, "网格").unwrap().why.rule, "R-001");
    let blocked = facts([("danger_to_life", FactValue::Boolean(false)), ("lane_blocked", FactValue::Boolean(true))]);
    assert_eq!(route("fire.lane", &blocked, "网格").unwrap().why.rule, "R-090");
}

#[test]
fn a_big_matter_goes_to_the_town_with_its_departments() {
    let facts = facts([("at_night", FactValue::Boolean(true))]);
    let decision = route("noise.construction", &facts, "网格").unwrap();
    assert_eq!(decision.charge.holder, holder("镇", Post::Desk, "镇一"));
    assert_eq!(decision.charge.path, [id("镇"), id("县")]);
    assert_eq!(decision.charge.rung, 2);
    assert_eq!(decision.joint, [id("ecology"), id("urban_management")]);
    // Urgent limits run through the night.
    assert_eq!(decision.charge.resolve_by, at("2025-10-02 10:00"));
}

#[test]
fn an_emergency_changes_who_answers() {
    let book = book();
    let facts = Facts::new();
    let calm = matter("sanitation.litter", &facts, "网格");
    let urgent = Matter { mode: Mode::Emergency, ..calm };
    assert_eq!(book.route(&calm, &org()).unwrap().charge.ladder, "same_day");
    assert_eq!(book.route(&urgent, &org()).unwrap().charge.ladder, "emergency");
}

#[test]
fn the_kind_of_compound_is_a_fact() {
    let none = Facts::new();
    assert_eq!(route("property.green", &none, "网格").unwrap().charge.holder.name, "王一零一");
    let old = route("property.green", &none, "老旧网格").unwrap();
    assert_eq!(old.charge.holder, holder("社区", Post::Desk, "社一"));
    assert!(old.why.facts.contains(&("compound".into(), FactValue::Choice("old".into()))));
}

#[test]
fn an_empty_post_is_stood_in_for_and_the_unit_stays_responsible() {
    let decision = route("noise.neighbour", &Facts::new(), "空网格").unwrap();
    assert_eq!(decision.charge.holder, holder("社区", Post::Desk, "社一"));
    assert_eq!(decision.charge.path[0], id("空网格"));
    assert!(decision.charge.stand_in && decision.why.stand_in);
}

#[test]
fn nobody_and_no_stand_in_is_an_error() {
    let mut book = book();
    book.stand_ins.clear();
    let answer = book.route(&matter("noise.neighbour", &Facts::new(), "空网格"), &org());
    assert_eq!(answer, Err(Undecided::NobodyThere { tier: Tier::Grid, post: Post::GridMember }));
}

#[test]
fn an_appointment_that_has_ended_by_the_county_day_does_not_hold() {
    let mut units = units();
    let grid = units.iter_mut().find(|unit| unit.id == id("网格")).unwrap();
    grid.appointments[0].to = NaiveDate::from_ymd_opt(2025, 9, 29);
    let decision = book().route(&matter("noise.neighbour", &Facts::new(), "网格"), &Directory::new(units)).unwrap();
    assert!(decision.charge.stand_in);
}

#[test]
fn where_the_level_is_missing_the_next_rung_answers() {
    let decision = route("noise.neighbour", &Facts::new(), "社区").unwrap();
    assert_eq!((decision.charge.rung, decision.charge.path[0]), (1, id("社区")));
    assert_eq!(decision.charge.holder.post, Post::Desk);
}

#[test]
fn climbing_reaches_the_county_and_ends_there() {
    let (book, org) = (book(), org());
    let climb = |rung| book.charge("ordinary", rung, id("网格"), at("2025-09-30 10:00"), &org);
    let names: Vec<_> = (0..4).map(|rung| climb(rung).unwrap().holder.name).collect();
    assert_eq!(names, ["王一零一", "社一", "镇一", "县一"]);
    assert_eq!((0..4).map(|rung| climb(rung).unwrap().last).collect::<Vec<_>>(), [false, false, false, true]);
    assert_eq!(climb(4), Err(Undecided::Dangling { name: "ordinary".into() }));
    assert_eq!(
        book.charge("nowhere", 0, id("网格"), at("2025-09-30 10:00"), &org),
        Err(Undecided::Dangling { name: "nowhere".into() })
    );
}

#[test]
fn only_a_second_level_category_can_be_decided() {
    for category in ["noise", "noise.nothing", ""] {
        let answer = route(category, &Facts::new(), "网格");
        assert_eq!(answer, Err(Undecided::UnknownCategory { category: category.into() }));
    }
}

#[test]
fn an_unknown_unit_is_an_error() {
    assert_eq!(route("noise.neighbour", &Facts::new(), "别处"), Err(Undecided::UnknownUnit));
}

#[test]
fn facts_must_be_known_and_of_their_type_and_range() {
    for (fact, value) in [
        ("weather", FactValue::Boolean(true)),
        ("people_affected", FactValue::Boolean(true)),
        ("people_affected", FactValue::Integer(-1)),
        ("people_affected", FactValue::Integer(100_001)),
        ("vulnerable", FactValue::Choice("giant".into())),
        ("at_night", FactValue::Integer(1)),
        ("category", FactValue::Choice("fire.lane".into())),
    ] {
        let answer = route("noise.music", &facts([(fact, value)]), "网格");
        assert_eq!(answer, Err(Undecided::BadFact { fact: fact.into() }));
    }
}

#[test]
fn a_required_question_must_be_answered() {
    let answer = route("building.crack", &Facts::new(), "网格");
    assert_eq!(answer, Err(Undecided::MissingFact { fact: "danger_to_life".into() }));
}

#[test]
fn two_matches_are_ambiguous_only_where_one_is_allowed() {
    let mut book = book();
    let twin = book.tables[0].rules.iter().find(|rule| rule.id == "R-056").unwrap().clone();
    book.tables[0].rules.push(crate::rules::Rule { id: "R-999".into(), ..twin });
    let facts = Facts::new();
    let matter = matter("noise.neighbour", &facts, "网格");
    assert_eq!(book.route(&matter, &org()).unwrap().why.rule, "R-056");
    let mut unique = book.clone();
    unique.tables[0].hit = HitPolicy::Unique;
    assert_eq!(
        unique.route(&matter, &org()),
        Err(Undecided::Ambiguous { first: "R-056".into(), second: "R-999".into() })
    );
}

#[test]
fn a_test_other_than_any_does_not_hold_for_an_unknown_fact() {
    let mut book = book();
    let column = book.tables[0].columns.iter().position(|column| column == "vulnerable").unwrap();
    book.tables[0].rules.retain(|rule| rule.id == "R-056");
    book.tables[0].rules[0].when[column] = Test::NotIn(vec!["elder".into()]);
    let none = Facts::new();
    assert_eq!(book.route(&matter("noise.neighbour", &none, "网格"), &org()), Err(Undecided::NoRule));
    let child = facts([("vulnerable", FactValue::Choice("child".into()))]);
    assert!(book.route(&matter("noise.neighbour", &child, "网格"), &org()).is_ok());
    let elder = facts([("vulnerable", FactValue::Choice("elder".into()))]);
    assert_eq!(book.route(&matter("noise.neighbour", &elder, "网格"), &org()), Err(Undecided::NoRule));
}

#[test]
fn a_year_without_notice_is_an_error_for_working_limits_only() {
    let book = book();
    let none = Facts::new();
    let late = Matter { at: at("2027-12-31 16:00"), ..matter("noise.neighbour", &none, "网格") };
    assert_eq!(book.route(&late, &org()), Err(Undecided::NoCalendar { year: 2028 }));
    let gas = facts([("danger_to_life", FactValue::Boolean(true))]);
    let urgent = Matter { at: at("2028-03-01 16:00"), ..matter("utilities.gas", &gas, "网格") };
    assert_eq!(book.route(&urgent, &org()).unwrap().charge.resolve_by, at("2028-03-01 18:00"));
}

#[test]
fn a_service_without_department_is_named_and_does_not_stop_the_decision() {
    let units = units().into_iter().filter(|unit| unit.service.as_deref() != Some("ecology"));
    let facts = facts([("at_night", FactValue::Boolean(true))]);
    let decision = book().route(&matter("noise.construction", &facts, "网格"), &Directory::new(units)).unwrap();
    assert_eq!(decision.joint, [id("urban_management")]);
    assert_eq!(decision.why.absent, ["ecology"]);
}

#[test]
fn a_rulebook_changed_in_place_decides_anew_once_it_is_told() {
    let mut book = book();
    let none = Facts::new();
    let matter = matter("noise.neighbour", &none, "网格");
    assert!(book.route(&matter, &org()).is_ok());
    book.tables[0].rules.clear();
    book.changed();
    assert_eq!(book.route(&matter, &org()), Err(Undecided::NoRule));
}
