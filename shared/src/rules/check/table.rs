//! Whether a decision table fits its columns, and its rules what they name.

use crate::org::CompoundKind;
use crate::rules::eval::{Value, compound_key, passes};
use crate::rules::index::{CATEGORY, COMPOUND, MODE, category_passes};
use crate::rules::{
    DecisionTable, FactKind, FactValue, Finding, Interval, Mode, Part, Rule, Rulebook, TICKET_TABLE, Test,
};

use super::height;

pub(super) fn check(book: &Rulebook, table: &DecisionTable, findings: &mut Vec<Finding>) {
    let known = |column: &str| [CATEGORY, MODE, COMPOUND].contains(&column) || book.fact(column).is_some();
    let unknown = table.columns.iter().filter(|column| !known(column));
    findings.extend(unknown.map(|column| Finding::Dangling {
        part: Part::Column,
        name: column.clone(),
        at: table.key.clone(),
    }));
    check_tests(book, table, findings);
    for rule in &table.rules {
        check_outcome(book, rule, &format!("{}/{}", table.key, rule.id), findings);
    }
    if table.key == TICKET_TABLE {
        check_reach(book, table, findings);
    }
}

/// Whether every rule has a test for each column, of its type.
pub(super) fn check_tests(book: &Rulebook, table: &DecisionTable, findings: &mut Vec<Finding>) {
    for rule in &table.rules {
        let at = format!("{}/{}", table.key, rule.id);
        if rule.when.len() != table.columns.len() {
            findings.push(Finding::TestCount {
                rule: at.clone(),
                columns: table.columns.len(),
                tests: rule.when.len(),
            });
        }
        for (test, column) in rule.when.iter().zip(&table.columns) {
            check_test(book, test, column, &at, findings);
        }
    }
}

/// What the values of a column are.
pub(in crate::rules) enum ColumnKind<'a> {
    Keys(Vec<&'a str>),
    Boolean,
    /// Numbers or days.
    Ordered(&'a FactKind),
    Text(&'a FactKind),
}

pub(in crate::rules) fn column_kind<'a>(book: &'a Rulebook, column: &str) -> Option<ColumnKind<'a>> {
    Some(match column {
        CATEGORY => ColumnKind::Keys(book.categories.iter().map(|category| category.key.as_str()).collect()),
        MODE => ColumnKind::Keys(Mode::ALL.iter().map(|mode| mode.key()).collect()),
        COMPOUND => ColumnKind::Keys(CompoundKind::ALL.map(compound_key).into()),
        fact => match &book.fact(fact)?.kind {
            FactKind::Choice { options } => {
                ColumnKind::Keys(options.iter().map(|option| option.key.as_str()).collect())
            }
            FactKind::Boolean => ColumnKind::Boolean,
            ordered @ (FactKind::Integer { .. } | FactKind::Decimal { .. } | FactKind::Date { .. }) => {
                ColumnKind::Ordered(ordered)
            }
            text @ FactKind::Text { .. } => ColumnKind::Text(text),
        },
    })
}

fn check_test(book: &Rulebook, test: &Test, column: &str, rule: &str, findings: &mut Vec<Finding>) {
    let Some(kind) = column_kind(book, column) else {
        return;
    };
    match (test, kind) {
        (Test::Any, _) | (Test::Is(_), ColumnKind::Boolean) => {}
        (Test::In(keys) | Test::NotIn(keys), ColumnKind::Keys(values)) => {
            if passes_nothing(book, test, column, &values) {
                findings.push(Finding::EmptyTest { rule: rule.into(), column: column.into() });
            }
            let part = if column == CATEGORY { Part::Category } else { Part::Value };
            let unknown = keys.iter().filter(|key| !values.contains(&key.as_str()));
            findings.extend(unknown.map(|key| Finding::Dangling { part, name: key.clone(), at: rule.into() }));
        }
        (Test::In(texts), ColumnKind::Text(kind)) => {
            let mut values = texts.iter().map(|text| FactValue::Text { text: text.clone() });
            if !kind.is_empty() && !values.any(|value| kind.accepts(&value)) {
                findings.push(Finding::EmptyTest { rule: rule.into(), column: column.into() });
            }
        }
        // There is always some text that is not named.
        (Test::NotIn(_), ColumnKind::Text(_)) => {}
        (test, ColumnKind::Ordered(kind)) if fits(test, kind) => {
            let passes = |value: &FactValue| passes(test, Some(Value::Fact(value)));
            if !kind.is_empty() && !kind.stretches([test].into_iter()).iter().any(|(first, _)| passes(first)) {
                findings.push(Finding::EmptyTest { rule: rule.into(), column: column.into() });
            }
        }
        _ => findings.push(Finding::TestType { rule: rule.into(), column: column.into() }),
    }
}

/// Whether a test of numbers or days is of this type.
fn fits(test: &Test, kind: &FactKind) -> bool {
    match test {
        Test::Between(..) => matches!(kind, FactKind::Integer { .. }),
        Test::Within { any, .. } => any.iter().flat_map(Interval::ends).all(|end| kind.is_type_of(&end.at)),
        _ => false,
    }
}

/// Whether a test of names holds for none of the values. One that nothing has is another finding.
fn passes_nothing(book: &Rulebook, test: &Test, column: &str, values: &[&str]) -> bool {
    match test {
        Test::In(keys) => keys.is_empty(),
        Test::NotIn(_) if column == CATEGORY => {
            let choosable = book.categories.iter().filter(|category| book.is_choosable(category));
            let mut passes = choosable.map(|category| category_passes(test, &category.key, category.parent.as_deref()));
            !passes.any(|passes| passes)
        }
        Test::NotIn(keys) => !values.is_empty() && values.iter().all(|value| keys.iter().any(|key| key == value)),
        _ => false,
    }
}

fn check_outcome(book: &Rulebook, rule: &Rule, at: &str, findings: &mut Vec<Finding>) {
    let outcome = &rule.then;
    let known = |name: &str| book.services.iter().any(|service| service.key == name);
    let unknown = outcome.joint.iter().filter(|service| !known(service));
    findings.extend(unknown.map(|service| Finding::Dangling {
        part: Part::Service,
        name: service.clone(),
        at: at.to_owned(),
    }));
    if height(outcome.tier).is_none() {
        findings.push(Finding::NotALevel { at: at.to_owned(), tier: outcome.tier });
    }
    match book.ladder(&outcome.ladder) {
        None => {
            findings.push(Finding::Dangling { part: Part::Ladder, name: outcome.ladder.clone(), at: at.to_owned() })
        }
        Some(ladder) => {
            if !ladder.rungs.iter().any(|rung| rung.tier == outcome.tier) {
                findings.push(Finding::NoRung {
                    rule: at.to_owned(),
                    ladder: outcome.ladder.clone(),
                    tier: outcome.tier,
                });
            }
        }
    }
}

/// Every category that can be chosen must pass the category test of some rule.
fn check_reach(book: &Rulebook, table: &DecisionTable, findings: &mut Vec<Finding>) {
    let column = table.columns.iter().position(|column| column == CATEGORY);
    let reached = |category: &str, parent: Option<&str>| {
        table.rules.iter().any(|rule| match column {
            Some(column) => rule.when.get(column).is_some_and(|test| category_passes(test, category, parent)),
            None => true,
        })
    };
    let unreached = book
        .categories
        .iter()
        .filter(|category| book.is_choosable(category) && !reached(&category.key, category.parent.as_deref()));
    findings.extend(unreached.map(|category| Finding::CategoryUnreached { category: category.key.clone() }));
}
