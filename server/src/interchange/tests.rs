//! Claims about reading and writing decision tables.

mod feels;
mod files;
mod policies;

use weft::rules::{
    Choice, DecisionTable, End, FactDef, FactKind, FactValue, HitPolicy, Interval, Outcome, Rule, Rulebook, Test,
};
use weft::sample::rulebook;
use weft::text::Text;

use super::{Fault, Grid, dmn, table, xlsx};

/// The sample rulebook with a fact of each type.
fn book() -> Rulebook {
    let mut book = rulebook();
    let option = |key: &str, zh: &str| Choice { key: key.into(), title: Text::new(zh, key) };
    let facts = [
        ("fee", "金额", FactKind::Decimal { min: "0".parse().unwrap(), max: "99.9".parse().unwrap(), places: 2 }),
        ("since", "日期", FactKind::Date { min: "2026-01-01".parse().unwrap(), max: "2026-12-31".parse().unwrap() }),
        ("street", "街道", FactKind::Text { chars_max: 20 }),
        ("age", "房龄", FactKind::Choice { options: vec![option("a=1", "老\"旧\""), option("b\\2", "新,建")] }),
    ];
    book.facts.extend(facts.map(|(key, zh, kind)| FactDef { key: key.into(), title: Text::new(zh, key), kind }));
    book
}

/// The names of the columns of [`table_of`], one of each type.
const COLUMNS: [&str; 8] = ["category", "mode", "danger", "floor", "fee", "since", "street", "age"];

/// A table with these tests, a rule for each row.
fn table_of(rows: Vec<[Test; 8]>) -> DecisionTable {
    let then = rulebook().tables[0].rules[0].then.clone();
    let rule = |(number, when): (usize, [Test; 8])| Rule {
        id: format!("规则-{number} <&\"'>"),
        when: when.into(),
        then: Outcome {
            joint: if number % 2 == 0 { vec![] } else { vec!["fire".into(), "housing".into()] },
            ..then.clone()
        },
        note: Text::new(format!("=1+{number}\n第二行"), "-a\t\"b\""),
    };
    DecisionTable {
        key: "ticket".into(),
        hit: HitPolicy::First,
        columns: COLUMNS.map(str::to_owned).into(),
        rules: rows.into_iter().enumerate().map(rule).collect(),
    }
}

fn end(at: FactValue, open: bool) -> Option<End> {
    Some(End { at, open })
}

fn within(from: Option<End>, to: Option<End>, not: bool) -> Test {
    Test::Within { any: vec![Interval { from, to }], not }
}

fn decimal(text: &str) -> FactValue {
    FactValue::Decimal { decimal: text.parse().unwrap() }
}

fn date(text: &str) -> FactValue {
    FactValue::Date { date: text.parse().unwrap() }
}

fn through_dmn(wanted: &DecisionTable, book: &Rulebook) -> Result<DecisionTable, Vec<Fault>> {
    let file = dmn::write(&table::grid(wanted, book)?);
    table::table(&dmn::chosen(dmn::read(file.as_bytes())?, None)?, book)
}

fn through_xlsx(wanted: &DecisionTable, book: &Rulebook) -> Result<DecisionTable, Vec<Fault>> {
    let file = xlsx::write(&table::grid(wanted, book)?).unwrap();
    table::table(&xlsx::read(&file)?, book)
}

/// The sentences of faults.
fn said(faults: &[Fault]) -> Vec<String> {
    faults.iter().map(|fault| fault.text().zh).collect()
}

/// A grid of the sample table, to be spoilt.
fn grid() -> Grid {
    table::grid(&rulebook().tables[0], &rulebook()).unwrap()
}
