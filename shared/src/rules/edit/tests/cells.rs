//! Rules, cells and what is pasted into them.

use super::*;
use chrono::NaiveDate;

use crate::decimal::Decimal;
use crate::rules::{Case, End, FactDef, FactValue, Facts, Interval, Mode};
use crate::text::Language;

#[test]
fn a_new_rule_is_of_its_neighbours_category_and_outcome_and_waits_for_its_reason() {
    let book = demo().edited(&Edit::AddRule { table: key(TABLE), at: 2 }).unwrap();
    assert_eq!(&rules(&book)[1..4], ["R-002", "R-002a", "R-003"]);
    let new = rule(&book, "R-002a");
    assert_eq!(new.when[0], Test::In(vec![key("utilities.gas")]));
    assert!(new.when[1..].iter().all(|test| *test == Test::Any));
    assert_eq!(new.then, rule(&book, "R-002").then);
    assert_eq!(new.note, Text::default());
}

#[test]
fn a_table_without_rules_gets_its_first_from_the_first_ladder() {
    let mut book = rulebook();
    book.tables[0].rules.clear();
    let book = book.edited(&Edit::AddRule { table: key(TABLE), at: 9 }).unwrap();
    assert_eq!(book.tables[0].rules[0].then.ladder, book.ladders[0].key);
}

#[test]
fn a_copy_stands_below_under_a_name_of_its_own() {
    let copy = Edit::CopyRule { table: key(TABLE), rule: key("R-002") };
    let book = demo().edited(&copy).unwrap().edited(&copy).unwrap();
    assert_eq!(&rules(&book)[1..4], ["R-002", "R-002b", "R-002a"]);
    assert_eq!(rule(&book, "R-002").when, rule(&book, "R-002b").when);
}

#[test]
fn a_rule_moves_to_where_it_is_put() {
    let moved = |to| {
        let edit = Edit::MoveRule { table: key(TABLE), rule: key("fire"), to };
        rulebook().edited(&edit).unwrap()
    };
    assert_eq!(rules(&moved(0)), ["fire", "danger", "emergency", "wall", "rest"]);
    assert_eq!(rules(&moved(99)), ["danger", "emergency", "wall", "rest", "fire"]);
}

/// Every case of the sample book that its table tells apart.
fn cases(book: &Rulebook) -> Vec<Case> {
    let mut cases = Vec::new();
    for category in book.categories.iter().filter(|category| book.is_choosable(category)) {
        for mode in Mode::ALL {
            for danger in [None, Some(false), Some(true)] {
                let facts: Facts =
                    danger.map(|danger| (key("danger"), FactValue::Boolean(danger))).into_iter().collect();
                cases.push(Case { category: category.key.clone(), mode, compound: None, facts });
            }
        }
    }
    cases
}

#[test]
fn a_rule_that_is_split_decides_the_same_cases() {
    let book = rulebook();
    let then = |book: &Rulebook, case: &Case| book.rule_for(case).map(|rule| rule.then.clone());
    let mut count = 0;
    for id in rules(&book) {
        for column in &book.tables[0].columns {
            let parts = match book.values_of(column) {
                values if values.is_empty() => vec![Test::Is(true), Test::Is(false)],
                values => values.iter().map(|(value, _)| Test::In(vec![value.clone()])).collect(),
            };
            for part in parts {
                let edit = Edit::SplitRule { table: key(TABLE), rule: key(id), column: column.clone(), part };
                let Ok(split) = book.edited(&edit) else { continue };
                count += 1;
                assert_eq!(rules(&split).len(), 6, "{edit:?}");
                for case in cases(&book) {
                    assert_eq!(then(&book, &case), then(&split, &case), "{edit:?} on {case}");
                }
            }
        }
    }
    assert!(count > 20, "{count} splits were tried");
}

#[test]
fn numbers_split_where_they_are_cut_also_into_a_rest_of_two_ranges() {
    let mut book = demo();
    let column = key("people_affected");
    book.tables[0].hit = HitPolicy::Unique;
    let with = |part| Edit::SplitRule { table: key(TABLE), rule: key("R-001"), column: column.clone(), part };
    let at = book.tables[0].columns.iter().position(|name| *name == column).unwrap();
    let split = book.edited(&with(Test::Between(None, Some(10)))).unwrap();
    assert_eq!(rule(&split, "R-001").when[at], Test::Between(None, Some(10)));
    assert_eq!(rule(&split, "R-001a").when[at], Test::Between(Some(11), None));
    let middle = book.edited(&with(Test::Between(Some(3), Some(10)))).unwrap();
    assert_eq!(book.test_from(&column, "<=2, >=11"), Ok(rule(&middle, "R-001a").when[at].clone()));
    assert_eq!(book.edited(&with(Test::Between(None, None))), Err(EditRefused::NoSplit));
    assert_eq!(book.edited(&with(Test::Is(true))), Err(EditRefused::NoSplit));
}

#[test]
fn a_first_level_category_splits_into_one_below_it_and_the_others() {
    let below: Vec<Key> = demo().categories_under(Some("building")).map(|category| category.key.clone()).collect();
    let part = Test::In(vec![below[0].clone()]);
    let edit = Edit::SplitRule { table: key(TABLE), rule: key("R-003"), column: key("category"), part: part.clone() };
    let book = demo().edited(&edit).unwrap();
    assert_eq!(rule(&book, "R-003").when[0], part);
    assert_eq!(rule(&book, "R-003a").when[0], Test::In(below[1..].to_vec()));
}

#[test]
fn a_cell_reads_what_it_writes() {
    let mut book = demo();
    let bounds = |text: &str| text.parse::<Decimal>().unwrap();
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let kinds = [
        ("area", FactKind::Decimal { min: bounds("0"), max: bounds("500"), places: 2 }),
        ("since", FactKind::Date { min: day("2020-01-01"), max: day("2030-12-31") }),
        ("maker", FactKind::Text { chars_max: 20 }),
    ];
    book.facts.extend(kinds.map(|(key, kind)| FactDef { key: key.into(), title: Text::new(key, key), kind }));
    let decimal = |text: &str, open| End { at: FactValue::Decimal { decimal: bounds(text) }, open };
    let date = |text: &str, open| End { at: FactValue::Date { date: day(text) }, open };
    let within = |from, to| Interval { from, to };
    let several = [
        within(None, Some(decimal("1.5", true))),
        within(Some(decimal("2", false)), Some(decimal("2", false))),
        within(Some(decimal("7.25", true)), Some(decimal("9", false))),
    ];
    let mut tests = vec![
        ("area".to_owned(), Test::Within { any: several.to_vec(), not: true }),
        ("area".to_owned(), Test::Within { any: several.to_vec(), not: false }),
        (
            "since".to_owned(),
            Test::Within {
                any: vec![within(Some(date("2026-10-01", false)), Some(date("2026-10-08", false)))],
                not: false,
            },
        ),
        ("since".to_owned(), Test::Within { any: vec![within(Some(date("2026-10-01", true)), None)], not: true }),
        ("since".to_owned(), Test::Within { any: vec![within(None, None)], not: false }),
        ("people_affected".to_owned(), Test::Between(Some(-3), None)),
        ("maker".to_owned(), Test::In(vec!["甲厂、乙厂".into(), "除草剂".into(), "not so".into()])),
        ("maker".to_owned(), Test::NotIn(vec!["甲".into(), "乙, 丙".into()])),
    ];
    for table in &book.tables {
        let cells = table.rules.iter().flat_map(|rule| table.columns.iter().zip(&rule.when));
        tests.extend(cells.map(|(column, test)| (column.clone(), test.clone())));
    }
    for (column, test) in tests {
        let written = Rulebook::test_written(&test);
        assert_eq!(book.test_from(&column, &written), Ok(test), "{column}: {written}");
    }
}

#[test]
fn a_cell_reads_what_people_write() {
    let book = demo();
    let read = |column: &str, said: &str| book.test_from(column, said).unwrap();
    let between = |from: i64, to: i64| Test::Between(Some(from), Some(to));
    for any in ["", " - ", "不限", "Any"] {
        assert_eq!(read("injured", any), Test::Any);
    }
    assert_eq!(read("depth_cm", "≥ 30"), Test::Between(Some(30), None));
    assert_eq!(read("depth_cm", "<30"), Test::Between(None, Some(29)));
    assert_eq!(read("depth_cm", "30"), between(30, 30));
    for range in ["30..50", "30 到 50", "30 to 50", "30-50", "[30..50]", "(29..51)"] {
        assert_eq!(read("depth_cm", range), between(30, 50), "{range}");
    }
    assert_eq!(read("depth_cm", "-5--1"), between(-5, -1));
    assert_eq!(read("danger_to_life", "是"), Test::Is(true));
    assert_eq!(read("danger_to_life", "no"), Test::Is(false));
    assert_eq!(read("mode", "应急"), Test::In(vec![key("emergency")]));
    assert_eq!(read("category", "fire、roads.lamp"), Test::In(vec![key("fire"), key("roads.lamp")]));
    assert_eq!(read("category", "not (fire)"), Test::NotIn(vec![key("fire")]));
    assert_eq!(book.test_from("category", "fire、雪人"), Err(CellFault::NoValue("雪人".into())));
    assert_eq!(book.test_from("depth_cm", "深"), Err(CellFault::NoRange("深".into())));
    assert_eq!(book.test_from("danger_to_life", "也许"), Err(CellFault::NoAnswer("也许".into())));
}

#[test]
fn every_value_of_a_column_has_the_title_that_it_is_listed_with() {
    let book = demo();
    let columns = &book.tables[0].columns;
    let listed: Vec<_> =
        columns.iter().flat_map(|column| book.values_of(column).into_iter().map(move |v| (column, v))).collect();
    assert!(listed.len() > 100);
    for (column, (value, title)) in listed {
        assert_eq!(book.value_title(column, &value), Some(title));
    }
    assert_eq!(book.value_title("category", "雪人"), None);
}

#[test]
fn a_paste_fills_cells_from_where_it_begins_and_new_rules_below() {
    let book = demo();
    let last = book.tables[0].rules.len() - 1;
    let edit = book.pasted(TABLE, last, 1, "平时\t\"老旧小区\"\t是\r\n应急\t-\tno\n").unwrap();
    let book = book.edited(&edit).unwrap();
    let [.., above, below] = &book.tables[0].rules[..] else { panic!("there are rules") };
    assert_eq!(above.when[1], Test::In(vec![key("routine")]));
    assert_eq!(above.when[2], Test::In(vec![key("old")]));
    assert_eq!(below.when[1..4], [Test::In(vec![key("emergency")]), Test::Any, Test::Is(false)]);
    assert_eq!(below.then, above.then);
}

#[test]
fn a_paste_names_the_row_and_column_that_it_cannot_read() {
    let book = demo();
    let fault = |column, text: &str| book.pasted(TABLE, 0, column, text).unwrap_err();
    let no = fault(3, "是\t否\n是\t三");
    assert_eq!((no.row, no.column), (2, 2));
    assert_eq!(no.why, CellFault::NoAnswer("三".into()));
    assert!(no.text(Language::Zh, Some("有人受伤")).contains("第 2 行第 2 列（有人受伤）"));
    let no = fault(14, "-\t-");
    assert_eq!((no.row, no.column, no.why), (1, 2, CellFault::NoColumn));
    assert_eq!(fault(0, "fire\n\"fire").why, CellFault::OpenQuote);
}

#[test]
fn a_quoted_cell_keeps_its_tabs_lines_and_quotes() {
    let fault = |text: &str| demo().pasted(TABLE, 0, 0, text).unwrap_err().why;
    assert_eq!(fault("\"雪\t\"\"人\""), CellFault::NoValue("雪\t\"人".into()));
}

#[test]
fn a_table_takes_the_place_of_the_one_of_its_name_and_only_if_its_names_are_known() {
    let book = demo();
    let mut table = book.table(TABLE).unwrap().clone();
    table.rules.truncate(3);
    let after = book.edited(&Edit::SetTable(Box::new(table.clone()))).unwrap();
    assert_eq!(after.table(TABLE), Some(&table));
    assert_eq!(after.tables.len(), book.tables.len());
    table.rules[0].then.ladder = key("nowhere");
    let refused = book.edited(&Edit::SetTable(Box::new(table.clone())));
    assert!(matches!(refused, Err(EditRefused::Breaks { .. })), "{refused:?}");
    table.key = key("elsewhere");
    let refused = book.edited(&Edit::SetTable(Box::new(table)));
    assert!(matches!(refused, Err(EditRefused::NotThere { .. })), "{refused:?}");
}
