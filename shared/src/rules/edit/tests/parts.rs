//! Members, names and days.

use super::*;
use crate::rules::{Part, Severity, prove};
use crate::text::Language;

fn in_use(refused: Result<Rulebook, EditRefused>) -> Part {
    match refused.unwrap_err() {
        EditRefused::Breaks { findings } => match &findings[0] {
            Finding::Dangling { part, .. } => *part,
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_named_elsewhere_cannot_be_taken_away() {
    let book = demo();
    let remove = |name| book.edited(&Edit::Remove(name));
    assert_eq!(in_use(remove(MemberName::Category(key("fire")))), Part::Category);
    assert_eq!(in_use(remove(MemberName::Ladder(key("life_safety")))), Part::Ladder);
    assert_eq!(in_use(remove(MemberName::Service(key("fire")))), Part::Service);
    assert!(remove(MemberName::Fact(key("danger_to_life"))).is_err());
    let why = remove(MemberName::Ladder(key("life_safety"))).unwrap_err();
    assert!(why.text(Language::Zh, &book).contains("ticket/R-001"));
    let nothing = remove(MemberName::Fact(key("nothing"))).unwrap_err();
    assert_eq!(nothing, EditRefused::NotThere { part: Part::Fact, name: key("nothing") });
}

#[test]
fn what_nothing_names_can_be_taken_away() {
    let mut ladder = demo().ladders[0].clone();
    ladder.key = key("spare");
    let book = demo().edited(&Edit::Put(Box::new(Member::Ladder(ladder)))).unwrap();
    assert_eq!(book.ladders.last().unwrap().key, "spare");
    assert_eq!(book.edited(&Edit::Remove(MemberName::Ladder(key("spare")))).unwrap(), demo());
}

#[test]
fn a_new_name_reaches_every_place_that_used_the_old_one() {
    let rename = |book: Rulebook, of, to: &str| book.edited(&Edit::Rename { of, to: key(to) }).unwrap();
    let mut book = rename(demo(), Renamed::Category(key("roads")), "streets");
    book = rename(book, Renamed::Fact(key("danger_to_life")), "danger");
    book = rename(book, Renamed::Ladder(key("life_safety")), "rescue");
    let said = serde_json::to_string(&book).unwrap();
    assert!(!said.contains("roads.") && !said.contains("\"roads\"") && said.contains("streets.lamp"));
    assert!(!said.contains("danger_to_life") && !said.contains("life_safety"));
    book = rename(book, Renamed::Category(key("streets")), "roads");
    book = rename(book, Renamed::Fact(key("danger")), "danger_to_life");
    assert_eq!(rename(book, Renamed::Ladder(key("rescue")), "life_safety"), demo());
}

#[test]
fn a_value_is_renamed_where_its_column_tests_it() {
    let value = demo().values_of("place_kind")[0].0.clone();
    let of = Renamed::Value { fact: key("place_kind"), value };
    let book = demo().edited(&Edit::Rename { of, to: key("elsewhere") }).unwrap();
    assert_eq!(book.values_of("place_kind")[0].0, "elsewhere");
    assert!(book.broken().is_empty());
}

#[test]
fn a_name_that_is_taken_or_empty_is_refused() {
    let rename = |to: &str| demo().edited(&Edit::Rename { of: Renamed::Ladder(key("life_safety")), to: key(to) });
    assert!(matches!(rename("mediation"), Err(EditRefused::Breaks { .. })));
    assert!(matches!(rename(""), Err(EditRefused::BadName { .. })));
    assert!(matches!(rename("a b"), Err(EditRefused::BadName { .. })));
}

#[test]
fn a_fact_cannot_become_what_its_tests_do_not_fit() {
    let mut fact = demo().fact("danger_to_life").unwrap().clone();
    fact.kind = FactKind::Integer { min: 0, max: 1 };
    assert!(demo().edited(&Edit::Put(Box::new(Member::Fact(fact)))).is_err());
}

#[test]
fn a_column_goes_once_no_rule_tests_it() {
    let book = rulebook();
    let remove = Edit::RemoveColumn { table: key(TABLE), column: key("danger") };
    let Err(EditRefused::Tested { rule, .. }) = book.edited(&remove) else { panic!("a rule tests it") };
    let (table, column) = (key(TABLE), key("danger"));
    let book = book.edited(&Edit::SetTest { table, rule, column, test: Test::Any }).unwrap();
    let book = book.edited(&remove).unwrap();
    assert_eq!(book.tables[0].columns, ["category", "mode"]);
    assert!(book.tables[0].rules.iter().all(|rule| rule.when.len() == 2));
    let book = book.edited(&Edit::AddColumn { table: key(TABLE), column: key("floor") }).unwrap();
    let shifted = book.edited(&Edit::ShiftColumn { table: key(TABLE), column: key("mode"), left: true }).unwrap();
    assert_eq!(shifted.tables[0].columns, ["mode", "category", "floor"]);
    assert_eq!(shifted.tables[0].rules[1].when[0], book.tables[0].rules[1].when[1]);
}

#[test]
fn categories_change_places_among_those_of_their_level() {
    let book = demo();
    let firsts = |book: &Rulebook| book.categories_under(None).map(|known| known.key.clone()).collect::<Vec<_>>();
    let before = firsts(&book);
    let up = Edit::Shift { of: MemberName::Category(before[1].clone()), up: true };
    let after = firsts(&book.edited(&up).unwrap());
    assert_eq!(after[..2], [before[1].clone(), before[0].clone()]);
    let first_up = Edit::Shift { of: MemberName::Category(before[0].clone()), up: true };
    assert_eq!(book.edited(&first_up).unwrap(), book);
}

#[test]
fn days_join_the_holiday_beside_them_and_leave_it_again() {
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let set = |book: &Rulebook, on: &str, kind| book.edited(&Edit::SetDay { day: day(on), kind }).unwrap();
    let holidays = |book: &Rulebook| book.calendar.years[0].holidays.len();
    let book = demo();
    let more = set(&book, "2025-05-06", DayKind::Holiday);
    assert_eq!(more.calendar.kind_of(day("2025-05-06")), DayKind::Holiday);
    assert_eq!(holidays(&more), holidays(&book));
    assert_eq!(set(&more, "2025-05-06", DayKind::Ordinary), book);
    let cut = set(&book, "2025-05-03", DayKind::Ordinary);
    assert_eq!(holidays(&cut), holidays(&book) + 1);
    assert_eq!(set(&cut, "2025-05-03", DayKind::Holiday), book);
    let own = set(&book, "2025-07-01", DayKind::Holiday);
    assert_eq!(holidays(&own), holidays(&book) + 1);
    let worked = set(&book, "2025-07-05", DayKind::MakeUp);
    assert_eq!(worked.calendar.is_working_day(day("2025-07-05")), Ok(true));
    let other = book.edited(&Edit::SetDay { day: day("1999-01-01"), kind: DayKind::Holiday });
    assert_eq!(other, Err(EditRefused::NoYear { year: 1999 }));
}

#[test]
fn a_gap_that_a_removed_rule_leaves_is_filled_by_the_suggested_repair() {
    let book = demo();
    let last = key(rules(&book).last().unwrap());
    let gapped = book.edited(&Edit::RemoveRule { table: key(TABLE), rule: last }).unwrap();
    let found = prove(&gapped, &crate::org::Directory::default(), gapped.effective_from);
    let gap = found.iter().find(|finding| matches!(finding, Finding::Gap { .. })).unwrap();
    assert_eq!(gap.severity(), Severity::Error);
    let mended = gapped.edited(&Edit::Repair(gap.repair(&gapped).unwrap())).unwrap();
    assert_eq!(mended.rule_for(gap.counterexample().unwrap()).map(|_| ()), Ok(()));
    let stale = Edit::Repair(crate::rules::Repair::Remove { table: key(TABLE), rule: key("nothing") });
    assert_eq!(gapped.edited(&stale), Err(EditRefused::Stale));
}

#[test]
fn a_rung_is_part_of_its_ladder() {
    let mut ladder = demo().ladders[0].clone();
    ladder.rungs[0].acknowledge = Limit { amount: 7, unit: LimitUnit::Minutes };
    let book = demo().edited(&Edit::Put(Box::new(Member::Ladder(ladder.clone())))).unwrap();
    assert_eq!(book.ladders[0], ladder);
    assert_eq!(book.ladders.len(), demo().ladders.len());
}
