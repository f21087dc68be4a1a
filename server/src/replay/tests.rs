//! Reading tables of matters.

use weft::rules::FactValue;
use weft::rules::replay::Past;

use super::mapping::Mapping;
use super::rows::Rows;
use super::*;

const DEMO: &str = include_str!("../../../demo/rulebook.json");

fn read(table: &str, mapping: &str) -> Vec<Result<Past, Fault>> {
    let book: Rulebook = serde_json::from_str(DEMO).unwrap();
    let mapping: Mapping = serde_json::from_str(mapping).unwrap();
    let mut county = County::nowhere();
    let mut rows = Rows::new(table.as_bytes(), mapping, [&book, &book]).unwrap();
    std::iter::from_fn(|| rows.next(&mut county)).collect()
}

#[test]
fn a_table_of_ours_is_read_with_times_of_china_and_facts_in_one_column_or_in_many() {
    let table = "\u{feff}category,unit,created,closed,facts,fact.depth_cm\n\
                 other.idea,A-1,2026-03-04 09:00,2026-03-04T09:00:00Z,\"{\"\"danger_to_life\"\":true}\",7\n\
                 other.idea,A-1,2026-03-04,,,\n";
    let book: Rulebook = serde_json::from_str(DEMO).unwrap();
    let (has_danger, has_depth) = (book.fact("danger_to_life").is_some(), book.fact("depth_cm").is_some());
    assert!(has_danger && has_depth, "the demo asks for both");
    let rows = read(table, "{}");
    let first = rows[0].as_ref().unwrap();
    assert_eq!(first.created.to_rfc3339(), "2026-03-04T01:00:00+00:00");
    assert_eq!(first.closed.unwrap().to_rfc3339(), "2026-03-04T09:00:00+00:00");
    assert_eq!(first.case.facts["danger_to_life"], FactValue::Boolean(true));
    assert_eq!(first.case.facts["depth_cm"], FactValue::Integer(7));
    assert_eq!(rows[1].as_ref().unwrap().created.to_rfc3339(), "2026-03-03T16:00:00+00:00");
}

#[test]
fn another_table_is_mapped_column_by_column_word_by_word() {
    let table = "Type,Borough,Opened,High\nIdea,North,01/31/2026 11:05:00 PM,Yes\nElse,North,01/31/2026 11:05:00 PM,\n";
    let mapping = r#"{
        "columns": {"category": "Type", "unit": "Borough", "created": "Opened", "fact.danger_to_life": "High"},
        "categories": {"Idea": "other.idea"}, "other_category": "other.question",
        "time": "%m/%d/%Y %I:%M:%S %p", "offset_minutes": -300
    }"#;
    let rows = read(table, mapping);
    let first = rows[0].as_ref().unwrap();
    assert_eq!(first.case.category, "other.idea");
    assert_eq!(first.created.to_rfc3339(), "2026-02-01T04:05:00+00:00");
    assert_eq!(first.case.facts["danger_to_life"], FactValue::Boolean(true));
    assert_eq!(rows[1].as_ref().unwrap().case.category, "other.question");
}

#[test]
fn a_bad_row_is_named_with_its_line_and_column() {
    let table = "category,created,closed,fact.depth_cm\n\
                 other.idea,gestern,,\n\
                 ,2026-03-04,,\n\
                 other.idea,2026-03-04\n\
                 other.idea,2026-03-04,2026-03-03,\n\
                 other.idea,2026-03-04,,high up\n\
                 other.idea,2026-03-04,,3\n";
    let rows = read(table, "{}");
    let place = |row: &Result<Past, Fault>| row.as_ref().err().map(|fault| (fault.line, fault.column.clone()));
    let found: Vec<_> = rows.iter().map(place).collect();
    let bad = |line, column: &str| Some((line, column.to_owned()));
    let wanted = [bad(2, "created"), bad(3, "category"), bad(4, ""), bad(5, "closed"), bad(6, "fact.depth_cm"), None];
    assert_eq!(found, wanted);
}

#[test]
fn a_heading_that_lacks_a_column_is_refused() {
    let book: Rulebook = serde_json::from_str(DEMO).unwrap();
    let refused = |table: &str, mapping: &str| {
        let mapping: Mapping = serde_json::from_str(mapping).unwrap();
        Rows::new(table.as_bytes(), mapping, [&book, &book]).err()
    };
    assert!(refused("category,unit\n", "{}").unwrap().contains("created"));
    let mapping = r#"{"columns": {"category": "Type"}}"#;
    assert!(refused("category,created\n", mapping).unwrap().contains("Type"));
    let mapping = r#"{"columns": {"fact.nothing": "created"}}"#;
    assert!(refused("category,created\n", mapping).unwrap().contains("fact.nothing"));
    assert_eq!(refused("category,created\n", "{}"), None);
}
