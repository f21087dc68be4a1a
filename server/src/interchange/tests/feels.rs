//! The notation.

use weft::rules::Test;

use super::super::What;
use super::super::feel::{cell, list, literal};
use super::super::typed::{Kind, written};
use super::*;

fn test(column: &str, text: &str) -> Result<Test, What> {
    let book = book();
    Kind::of(&book, column).unwrap().test(&cell(text).map_err(What::Feel)?)
}

#[test]
fn every_notation_of_a_range_means_the_same_ends() {
    let (one, five) = (|open| end(FactValue::Integer(1), open), |open| end(FactValue::Integer(5), open));
    for (text, from_open, to_open) in [
        ("[1..5]", false, false),
        ("(1..5)", true, true),
        ("]1..5[", true, true),
        ("]1..5]", true, false),
        ("[ 1 .. 5 )", false, true),
    ] {
        let expected = match (from_open, to_open) {
            (false, false) => Test::Between(Some(1), Some(5)),
            _ => within(one(from_open), five(to_open), false),
        };
        assert_eq!(test("floor", text), Ok(expected), "{text}");
    }
    assert_eq!(test("floor", ">= 1"), Ok(Test::Between(Some(1), None)));
    assert_eq!(test("floor", "<5"), Ok(within(None, five(true), false)));
    assert_eq!(test("floor", "-3"), Ok(Test::Between(Some(-3), Some(-3))));
    assert_eq!(test("fee", "(.5..1.50]"), Ok(within(end(decimal("0.5"), true), end(decimal("1.5"), false), false)));
    let may = within(end(date("2026-05-01"), false), end(date("2026-06-01"), true), false);
    assert_eq!(test("since", "[date(\"2026-05-01\")..@\"2026-06-01\")"), Ok(may));
}

#[test]
fn lists_negations_and_the_rest_are_read() {
    assert_eq!(test("floor", " - "), Ok(Test::Any));
    assert_eq!(test("floor", ""), Ok(Test::Any));
    assert_eq!(test("danger", "true"), Ok(Test::Is(true)));
    assert_eq!(test("danger", "not(true)"), Ok(Test::Is(false)));
    assert_eq!(test("category", "\"fire\", \"home.wall\""), Ok(Test::In(vec!["fire".into(), "home.wall".into()])));
    assert_eq!(test("category", "not(\"fire\")"), Ok(Test::NotIn(vec!["fire".into()])));
    assert_eq!(test("category", "\"墙体开裂\""), Ok(Test::In(vec!["home.wall".into()])), "a title serves as well");
    assert_eq!(test("street", "not(\"东街\", null)"), Ok(Test::NotIn(vec!["东街".into()])));
    assert_eq!(test("street", "not(null)"), Ok(Test::NotIn(vec![])));
    assert_eq!(test("floor", "not(null)"), Ok(Test::Between(None, None)));
    let some = Test::Within {
        any: vec![
            Interval { from: None, to: end(FactValue::Integer(0), true) },
            Interval { from: end(FactValue::Integer(3), false), to: end(FactValue::Integer(3), false) },
        ],
        not: true,
    };
    assert_eq!(test("floor", "not(< 0, 3)"), Ok(some));
}

#[test]
fn what_is_not_supported_is_said_with_its_place() {
    for (text, at, found) in [
        ("1 + 2", 3, "+"),
        ("old", 1, "old"),
        ("< x", 3, "x"),
        ("[1..", 1, ""),
        ("[1,5]", 3, ","),
        ("\"a", 3, ""),
        ("date(\"2026-02-30\")", 1, "2026-02-30"),
        ("duration(\"P1D\")", 1, "duration"),
        ("1.0000000001", 1, "1"),
        ("not(1", 1, ""),
        ("1,,2", 3, ","),
        ("“老”", 1, "“"),
    ] {
        let fault = cell(text).unwrap_err();
        assert_eq!(fault.found, found, "{text}");
        assert!(found.is_empty() || fault.at == at, "{text}: {}", fault.at);
    }
    assert_eq!(literal("\"a\\\"\\u4e00\\n\"").unwrap().to_string(), "\"a\\\"一\\n\"");
    assert_eq!(list("[\"a\", 1]").unwrap().len(), 2);
    assert_eq!((list(" - ").unwrap().len(), list("[]").unwrap().len()), (0, 0));
    assert!(list("[\"a\"").is_err() && list("\"a\" \"b\"").is_err());
}

#[test]
fn a_cell_must_fit_its_column() {
    for (column, text) in [
        ("floor", "1.5"),
        ("floor", "\"1\""),
        ("floor", "true"),
        ("danger", "1"),
        ("danger", "true, false"),
        ("fee", "date(\"2026-01-01\")"),
        ("since", "5"),
        ("street", "[1..5]"),
        ("street", "null"),
    ] {
        assert!(matches!(test(column, text), Err(What::WrongType(_))), "{column} {text}");
    }
    assert_eq!(test("category", "\"ice\""), Err(What::UnknownValue("ice".into())));
    assert_eq!(test("age", "\"a=1\", \"ab\""), Err(What::UnknownValue("ab".into())));
}

#[test]
fn what_is_written_is_read_as_it_was() {
    let integers = [Test::Between(Some(1), None), Test::Between(Some(2), Some(2)), Test::Between(None, None)];
    for test_of in integers {
        assert_eq!(test("floor", &written(&test_of).unwrap()), Ok(test_of));
    }
    assert_eq!(written(&Test::In(vec![])), Err(What::NotWritable));
    assert_eq!(written(&Test::Within { any: vec![], not: false }), Err(What::NotWritable));
    assert_eq!(written(&within(None, None, true)), Err(What::NotWritable));
}
