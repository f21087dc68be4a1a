//! Values, their types, and the tests of numbers, days and texts.

use super::*;
use crate::rules::eval::{Value, passes};
use crate::rules::{End, Interval, Test};

fn decimal(text: &str) -> FactValue {
    FactValue::Decimal { decimal: text.parse().unwrap() }
}

fn date(text: &str) -> FactValue {
    FactValue::Date { date: text.parse().unwrap() }
}

fn text(text: &str) -> FactValue {
    FactValue::Text { text: text.to_owned() }
}

fn fee() -> FactKind {
    FactKind::Decimal { min: "0".parse().unwrap(), max: "10".parse().unwrap(), places: 2 }
}

fn season() -> FactKind {
    FactKind::Date { min: "2026-01-01".parse().unwrap(), max: "2026-12-31".parse().unwrap() }
}

fn holds(test: &Test, value: &FactValue) -> bool {
    passes(test, Some(Value::Fact(value)))
}

fn interval(from: Option<(FactValue, bool)>, to: Option<(FactValue, bool)>) -> Interval {
    let end = |(at, open)| End { at, open };
    Interval { from: from.map(end), to: to.map(end) }
}

#[test]
fn values_read_back_from_json_as_they_were_written_and_old_ones_as_before() {
    for (json, value) in [
        ("true", FactValue::Boolean(true)),
        ("-3", FactValue::Integer(-3)),
        ("\"2026-01-01\"", FactValue::Choice("2026-01-01".into())),
        (r#"{"decimal":"2.5"}"#, decimal("2.50")),
        (r#"{"date":"2026-01-01"}"#, date("2026-01-01")),
        (r#"{"text":"2.5"}"#, text("2.5")),
    ] {
        assert_eq!(serde_json::from_str::<FactValue>(json).unwrap(), value);
        assert_eq!(crate::json::read::<FactValue>(json).unwrap(), value);
        assert_eq!(serde_json::to_string(&value).unwrap(), json);
    }
    for json in ["2.5", r#"{"decimal":2.5}"#, r#"{"date":"2026-02-30"}"#, "null", "{}"] {
        assert!(serde_json::from_str::<FactValue>(json).is_err(), "{json}");
    }
}

#[test]
fn a_type_takes_its_own_values_within_its_bounds_and_no_finer_ones() {
    let name = FactKind::Text { chars_max: 2 };
    for (kind, good, bad) in [
        (fee(), [decimal("0"), decimal("9.99")], [decimal("10.01"), decimal("1.005")]),
        (season(), [date("2026-01-01"), date("2026-12-31")], [date("2025-12-31"), date("2027-01-01")]),
        (name, [text("甲"), text("甲乙")], [text(""), text("甲乙丙")]),
    ] {
        assert!(good.iter().all(|value| kind.accepts(value)), "{kind:?}");
        assert!(!bad.iter().any(|value| kind.accepts(value)), "{kind:?}");
        assert!(!kind.accepts(&FactValue::Integer(1)) && !kind.accepts(&FactValue::Choice("甲".into())), "{kind:?}");
        assert!(good.iter().all(|value| kind.read(&format!(" {value} ")).as_ref() == Some(value)), "{kind:?}");
        assert!(bad.iter().all(|value| kind.read(&value.to_string()).is_none()), "{kind:?}");
    }
}

#[test]
fn a_type_without_values_is_empty() {
    assert!(!fee().is_empty() && !season().is_empty());
    assert!(FactKind::Text { chars_max: 0 }.is_empty());
    let between = |min: &str, max: &str, places| {
        FactKind::Decimal { min: min.parse().unwrap(), max: max.parse().unwrap(), places }.is_empty()
    };
    assert!(between("0.11", "0.19", 1), "no tenth lies between");
    assert!(!between("0.11", "0.2", 1));
    assert!(between("1", "2", 60), "too fine to be counted");
    assert!(FactKind::Date { min: "2026-01-02".parse().unwrap(), max: "2026-01-01".parse().unwrap() }.is_empty());
}

#[test]
fn an_open_end_is_not_within_and_an_absent_one_is_without_bound() {
    let half = interval(Some((decimal("1"), true)), Some((decimal("2"), false)));
    let within = Test::Within { any: vec![half.clone()], not: false };
    let without = Test::Within { any: vec![half], not: true };
    for (value, is_within) in [("1", false), ("1.01", true), ("2", true), ("2.01", false), ("-1", false)] {
        assert_eq!(holds(&within, &decimal(value)), is_within, "{value}");
        assert_eq!(holds(&without, &decimal(value)), !is_within, "{value}");
    }
    let until = Test::Within { any: vec![interval(None, Some((date("2026-05-01"), true)))], not: false };
    assert!(holds(&until, &date("2026-04-30")) && !holds(&until, &date("2026-05-01")));
    let any = Test::Within { any: vec![interval(None, None)], not: false };
    assert!(holds(&any, &decimal("5")) && holds(&any, &FactValue::Integer(5)) && holds(&any, &date("2026-01-01")));
}

#[test]
fn what_has_no_order_or_another_type_lies_nowhere() {
    let all = |not| Test::Within { any: vec![interval(None, None)], not };
    for value in [FactValue::Boolean(true), FactValue::Choice("p".into()), text("p")] {
        assert!(!holds(&all(false), &value) && !holds(&all(true), &value), "{value}");
    }
    assert!(!passes(&all(false), None), "nothing but `-` holds for what is not known");
    let ones = Test::Within { any: vec![interval(Some((FactValue::Integer(1), false)), None)], not: false };
    assert!(!holds(&ones, &decimal("2")) && holds(&ones, &FactValue::Integer(2)));
}

#[test]
fn a_text_is_one_of_the_named_ones_or_not() {
    let named = vec!["东街".to_owned()];
    assert!(holds(&Test::In(named.clone()), &text("东街")) && !holds(&Test::In(named.clone()), &text("西街")));
    assert!(!holds(&Test::NotIn(named.clone()), &text("东街")) && holds(&Test::NotIn(named), &text("西街")));
}

#[test]
fn there_is_always_a_text_that_nobody_names() {
    let one: BTreeSet<&str> = ["其他", "一"].into();
    assert_eq!(other_text(&BTreeSet::new(), 2), "其他");
    assert_eq!(other_text(&one, 2), "丁");
    assert_eq!(other_text(&BTreeSet::new(), 1), "一");
}

#[test]
fn an_ordered_type_is_cut_where_a_test_tells_neighbours_apart() {
    let finer = interval(Some((decimal("1.005"), false)), Some((decimal("2"), true)));
    let test = Test::Within { any: vec![finer], not: false };
    let stretches = fee().stretches([&test].into_iter());
    let expected = [("0", "1"), ("1.01", "1.99"), ("2", "10")].map(|(from, to)| (decimal(from), decimal(to)));
    assert_eq!(stretches, expected);
    let week = interval(Some((date("2026-12-25"), true)), None);
    let stretches = season().stretches([&Test::Within { any: vec![week], not: true }].into_iter());
    let expected = [("2026-01-01", "2026-12-25"), ("2026-12-26", "2026-12-31")];
    assert_eq!(stretches, expected.map(|(from, to)| (date(from), date(to))));
}
