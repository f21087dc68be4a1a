//! Whether a decision table fits its columns, and its rules what they name.

use crate::org::CompoundKind;
use crate::rules::eval::compound_key;
use crate::rules::index::{CATEGORY, COMPOUND, MODE, category_passes};
use crate::rules::{DecisionTable, FactKind, Finding, Mode, Part, Rule, Rulebook, TICKET_TABLE, Test};

use super::height;

pub(super) fn check(book: &Rulebook, table: &DecisionTable, findings: &mut Vec<Finding>) {
    let known = |column: &str| [CATEGORY, MODE, COMPOUND].contains(&column) || book.fact(column).is_some();
    let unknown = table.columns.iter().filter(|column| !known(column));
    findings.extend(unknown.map(|column| Finding::Dangling {
        part: Part::Column,
        name: column.clone(),
        at: table.key.clone(),
    }));
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
        check_outcome(book, rule, &at, findings);
    }
    if table.key == TICKET_TABLE {
        check_reach(book, table, findings);
    }
}

/// What the values of a column are.
pub(in crate::rules) enum ColumnKind<'a> {
    Keys(Vec<&'a str>),
    Integer(i64, i64),
    Boolean,
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
            FactKind::Integer { min, max } => ColumnKind::Integer(*min, *max),
            FactKind::Boolean => ColumnKind::Boolean,
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
        (Test::Between(min, max), ColumnKind::Integer(least, most)) => {
            let (min, max) = (min.map_or(least, |min| min.max(least)), max.map_or(most, |max| max.min(most)));
            if min > max && least <= most {
                findings.push(Finding::EmptyTest { rule: rule.into(), column: column.into() });
            }
        }
        _ => findings.push(Finding::TestType { rule: rule.into(), column: column.into() }),
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
