//! What the check finds.

use super::*;
use crate::calendar::{Holiday, Limit, LimitUnit};
use crate::rules::{End, FactDef, FactKind, Finding, GRACE_DAYS_MAX, Interval, Ladder, Part, Settings, StandIn, Test};
use crate::text::Language;

/// What the check finds in the sample rulebook after a change.
fn found(change: impl FnOnce(&mut Rulebook)) -> Vec<Finding> {
    let mut book = book();
    change(&mut book);
    book.check()
}

fn dangling(part: Part, name: &str, at: &str) -> Vec<Finding> {
    vec![Finding::Dangling { part, name: name.into(), at: at.into() }]
}

#[test]
fn a_name_that_nothing_has_is_found_wherever_it_is_used() {
    let column = |book: &mut Rulebook| book.tables[0].columns[4] = "weather".into();
    assert_eq!(found(column), dangling(Part::Column, "weather", "ticket"));
    let service = |book: &mut Rulebook| book.tables[0].rules[0].then.joint[0] = "navy".into();
    assert_eq!(found(service), dangling(Part::Service, "navy", "ticket/R-001"));
    let ladder = |book: &mut Rulebook| book.tables[0].rules[0].then.ladder = "rope".into();
    assert_eq!(found(ladder), dangling(Part::Ladder, "rope", "ticket/R-001"));
    let fact = |book: &mut Rulebook| book.categories[1].questions[0].fact = "weather".into();
    assert_eq!(found(fact), dangling(Part::Fact, "weather", "property.fee"));
    let parent = |book: &mut Rulebook| book.categories[1].parent = Some("house".into());
    assert!(found(parent).contains(&dangling(Part::Category, "house", "property.fee")[0]));
    let tested = |book: &mut Rulebook| book.tables[0].rules[0].when[0] = Test::In(vec!["ice".into()]);
    assert_eq!(found(tested), dangling(Part::Category, "ice", "ticket/R-001"));
    let mode = |book: &mut Rulebook| book.tables[0].rules[0].when[1] = Test::In(vec!["calm".into()]);
    assert_eq!(found(mode), dangling(Part::Value, "calm", "ticket/R-001"));
}

#[test]
fn a_missing_ticket_table_is_found() {
    assert_eq!(found(|book| book.tables.clear()), [Finding::NoTicketTable]);
}

#[test]
fn names_must_be_unique_and_none_may_take_a_built_in_one() {
    let twice = |book: &mut Rulebook| book.tables[0].rules[1].id = "R-001".into();
    assert_eq!(found(twice), [Finding::Duplicate { part: Part::Rule, name: "R-001".into() }]);
    let built_in = |book: &mut Rulebook| {
        let mut fact = book.facts[0].clone();
        fact.key = "mode".into();
        book.facts.push(fact);
    };
    assert_eq!(found(built_in), [Finding::Duplicate { part: Part::Fact, name: "mode".into() }]);
}

#[test]
fn a_rule_must_have_one_test_for_each_column() {
    let short = |book: &mut Rulebook| {
        book.tables[0].rules[0].when.pop();
    };
    let finding = Finding::TestCount { rule: "ticket/R-001".into(), columns: 15, tests: 14 };
    assert_eq!(found(short), [finding]);
}

#[test]
fn a_test_must_fit_the_type_of_its_column() {
    let columns = ["category", "danger_to_life", "people_affected", "vulnerable"];
    let right = |column: &str, test: &Test| match column {
        "danger_to_life" => matches!(test, Test::Is(_)),
        "people_affected" => matches!(test, Test::Between(..)),
        _ => false,
    };
    for column in columns {
        for test in [Test::Is(true), Test::Between(Some(1), None)] {
            let position = book().tables[0].columns.iter().position(|name| name == column).unwrap();
            let findings = found(|book| book.tables[0].rules[0].when[position] = test.clone());
            let expected = Finding::TestType { rule: "ticket/R-001".into(), column: column.into() };
            assert_eq!(findings.contains(&expected), !right(column, &test), "{column} {test:?}");
        }
    }
}

/// What the check says of a test on a column of its own type.
fn tested(kind: FactKind, test: Test) -> Vec<Finding> {
    found(|book| {
        book.facts.push(FactDef { key: "new".into(), title: Text::new("新", "New"), kind });
        book.tables[0].columns.push("new".into());
        book.tables[0].rules.iter_mut().for_each(|rule| rule.when.push(Test::Any));
        *book.tables[0].rules[0].when.last_mut().unwrap() = test;
    })
}

#[test]
fn tests_of_numbers_days_and_texts_must_fit_their_columns_and_leave_something() {
    let (rule, column) = (String::from("ticket/R-001"), String::from("new"));
    let wrong = [Finding::TestType { rule: rule.clone(), column: column.clone() }];
    let empty = [Finding::EmptyTest { rule, column }];
    let decimal = |text: &str| FactValue::Decimal { decimal: text.parse().unwrap() };
    let fee = || FactKind::Decimal { min: "0".parse().unwrap(), max: "9".parse().unwrap(), places: 1 };
    let season = || FactKind::Date { min: "2026-01-01".parse().unwrap(), max: "2026-12-31".parse().unwrap() };
    let street = || FactKind::Text { chars_max: 2 };
    let within = |from: Option<FactValue>, to: Option<FactValue>, not| {
        let end = |at| End { at, open: true };
        Test::Within { any: vec![Interval { from: from.map(end), to: to.map(end) }], not }
    };
    assert_eq!(tested(fee(), within(Some(decimal("1.1")), Some(decimal("1.3")), false)), []);
    assert_eq!(tested(fee(), within(Some(decimal("1.1")), Some(decimal("1.2")), false)), empty);
    assert_eq!(tested(fee(), within(Some(decimal("-1")), Some(decimal("9.01")), true)), empty);
    assert_eq!(tested(fee(), Test::Within { any: vec![], not: false }), empty);
    assert_eq!(tested(fee(), Test::Between(Some(1), None)), wrong);
    assert_eq!(tested(fee(), within(Some(FactValue::Integer(1)), None, false)), wrong);
    assert_eq!(tested(season(), within(Some(decimal("1")), None, false)), wrong);
    let last = FactValue::Date { date: "2026-12-31".parse().unwrap() };
    assert_eq!(tested(season(), within(Some(last.clone()), None, false)), empty);
    assert_eq!(tested(season(), within(None, Some(last), false)), []);
    assert_eq!(tested(street(), Test::In(vec!["东街".into()])), []);
    assert_eq!(tested(street(), Test::NotIn(vec!["东街".into()])), []);
    assert_eq!(tested(street(), Test::In(vec!["东大街".into()])), empty, "longer than a text may be");
    assert_eq!(tested(street(), Test::Is(true)), wrong);
    assert!(tested(FactKind::Text { chars_max: 0 }, Test::Any).contains(&Finding::EmptyFact { fact: "new".into() }));
}

#[test]
fn a_test_that_nothing_passes_is_found() {
    let range = |book: &mut Rulebook| book.tables[0].rules[0].when[5] = Test::Between(Some(5), Some(4));
    let finding = Finding::EmptyTest { rule: "ticket/R-001".into(), column: "people_affected".into() };
    assert_eq!(found(range), [finding]);
}

#[test]
fn a_category_that_no_rule_can_match_is_found() {
    let unreached = |book: &mut Rulebook| {
        book.tables[0].rules.retain(|rule| rule.when[0] != Test::Any);
        book.tables[0].rules.retain(|rule| rule.when[0] != Test::In(vec!["dispute".into()]));
        book.tables[0].rules.retain(|rule| !rule.id.starts_with("R-10") && rule.id != "R-030");
    };
    let findings = found(unreached);
    assert!(findings.contains(&Finding::CategoryUnreached { category: "dispute.family".into() }));
    assert!(!findings.contains(&Finding::CategoryUnreached { category: "noise.music".into() }));
}

#[test]
fn a_third_level_and_a_name_outside_its_parent_are_found() {
    let third = |book: &mut Rulebook| {
        let mut category = book.categories[1].clone();
        category.key = "property.fee.parking".into();
        category.parent = Some("property.fee".into());
        book.categories.push(category);
    };
    let misplaced = |name: &str| Finding::CategoryMisplaced { category: name.into() };
    assert!(found(third).contains(&misplaced("property.fee.parking")));
    let elsewhere = |book: &mut Rulebook| book.categories[1].key = "noise.fee".into();
    assert!(found(elsewhere).contains(&misplaced("noise.fee")));
}

#[test]
fn ladders_must_have_rungs_that_rise_with_sensible_limits() {
    let empty = |book: &mut Rulebook| {
        book.ladders.push(Ladder { key: "rope".into(), title: Text::new("绳", "Rope"), rungs: vec![] });
    };
    assert_eq!(found(empty), [Finding::EmptyLadder { ladder: "rope".into() }]);
    let swapped = |book: &mut Rulebook| book.ladders[0].rungs.swap(1, 2);
    assert_eq!(found(swapped), [Finding::RungNotAbove { ladder: "life_safety".into(), rung: 2 }]);
    let aside = |book: &mut Rulebook| book.ladders[0].rungs[3].tier = Tier::Department;
    assert!(found(aside).contains(&Finding::NotALevel { at: "life_safety".into(), tier: Tier::Department }));
    for amount in [0, 400] {
        let limit = Limit { amount, unit: LimitUnit::WorkingDays };
        let findings = found(|book| book.ladders[0].rungs[1].resolve = limit);
        assert_eq!(findings, [Finding::BadLimit { ladder: "life_safety".into(), rung: 1 }]);
    }
}

#[test]
fn a_ladder_must_have_a_rung_for_the_level_of_each_rule_that_names_it() {
    let findings = found(|book| {
        book.ladders[0].rungs.remove(2);
    });
    let finding = Finding::NoRung { rule: "ticket/R-001".into(), ladder: "life_safety".into(), tier: Tier::Town };
    assert!(findings.contains(&finding));
}

#[test]
fn stand_ins_may_not_come_from_below_nor_lead_round() {
    let below = |book: &mut Rulebook| book.stand_ins[3].instead.insert(0, (Tier::Grid, Post::GridMember));
    let (tier, post) = (Tier::Community, Post::Desk);
    assert_eq!(found(below), [Finding::StandInBelow { tier, post }]);
    let itself = |book: &mut Rulebook| book.stand_ins[3].instead.insert(0, (tier, post));
    assert_eq!(found(itself), [Finding::StandInCircle { tier, post }]);
    let round = |book: &mut Rulebook| {
        book.stand_ins = vec![
            StandIn { tier, post, instead: vec![(tier, Post::Secretary)] },
            StandIn { tier, post: Post::Secretary, instead: vec![(tier, post)] },
        ];
    };
    let both = [post, Post::Secretary].map(|post| Finding::StandInCircle { tier, post });
    assert_eq!(found(round), both);
}

#[test]
fn the_calendar_must_be_in_order_and_cover_the_first_year() {
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    assert_eq!(found(|book| book.calendar.hours.reverse()), [Finding::BadHours]);
    assert_eq!(found(|book| book.calendar.hours.clear()), [Finding::BadHours]);
    assert_eq!(found(|book| book.calendar.years[0].notice.clear()), [Finding::NoNotice { year: 2025 }]);
    let overlap = Holiday { name: Text::new("试", "Trial"), from: day("2025-10-08"), to: day("2025-10-09") };
    assert_eq!(
        found(|book| book.calendar.years[0].holidays.push(overlap)),
        [Finding::BadHoliday { from: day("2025-10-08") }]
    );
    for made_up in ["2025-10-09", "2025-10-04"] {
        let findings = found(|book| book.calendar.years[0].make_up.push(day(made_up)));
        assert_eq!(findings, [Finding::BadMakeUp { day: day(made_up) }]);
    }
    let later = found(|book| book.effective_from = day("2028-01-01"));
    assert_eq!(later, [Finding::YearNotCovered { year: 2028 }]);
}

#[test]
fn texts_must_be_there_in_both_languages() {
    let findings = found(|book| book.categories[1].hint.en.clear());
    assert_eq!(findings, [Finding::MissingText { at: "property.fee".into() }]);
}

#[test]
fn a_fact_must_have_a_value() {
    let findings = found(|book| {
        let people = book.facts.iter_mut().find(|fact| fact.key == "people_affected").unwrap();
        people.kind = FactKind::Integer { min: 2, max: 1 };
    });
    assert_eq!(findings, [Finding::EmptyFact { fact: "people_affected".into() }]);
}

#[test]
fn an_endless_rulebook_is_refused_before_anything_else_is_looked_at() {
    let findings = found(|book| book.stand_ins = vec![book.stand_ins[0].clone(); 2_001]);
    assert_eq!(findings, [Finding::TooMany { part: Part::StandIn, max: 2_000 }]);
}

#[test]
fn earlier_rules_may_not_judge_for_ever() {
    assert_eq!(found(|book| book.settings.grace_days = GRACE_DAYS_MAX), []);
    let findings = found(|book| book.settings.grace_days = GRACE_DAYS_MAX + 1);
    assert_eq!(findings, [Finding::LongGrace { max: GRACE_DAYS_MAX }]);
    assert_eq!(findings[0].text(Language::Zh), "新旧规则的过渡期超过 90 天。");
}

#[test]
fn a_rulebook_from_before_there_was_a_grace_reads_and_writes_back_as_it_was() {
    let text = r#"{"silence_days":7,"wait_days":5,"duplicate_radius_m":50,"duplicate_days":14,"rate_days":30}"#;
    let settings: Settings = serde_json::from_str(text).unwrap();
    assert_eq!(settings.grace_days, 0);
    assert_eq!(serde_json::to_string(&settings).unwrap(), text, "or a command sent before would not be known again");
}

#[test]
fn findings_read_as_sentences_in_both_languages() {
    let finding = Finding::Dangling { part: Part::Ladder, name: "rope".into(), at: "ticket/R-001".into() };
    assert_eq!(finding.text(Language::Zh), "ticket/R-001 引用的升级阶梯“rope”不存在。");
    assert_eq!(finding.text(Language::En), "ticket/R-001 names the ladder “rope”, which does not exist.");
    let year = Finding::YearNotCovered { year: 2028 };
    assert_eq!(year.text(Language::Zh), "日历没有规则手册生效的 2028 年。");
    assert_eq!(Finding::BadHours.text(Language::En), "Working hours are missing, empty or out of order.");
}
