//! What evaluation looks up, computed once for each rulebook: the rules that can match each category, and those that pass each value of
//! a column that can be listed. So a decision is a few sets of rules put together, whatever number of rules there is.

use std::collections::BTreeMap;

use crate::org::CompoundKind;

use super::bits::Bits;
use super::eval::{Value, compound_key, passes};
use super::{Category, DecisionTable, FactKind, FactValue, Facts, Key, Mode, Rulebook, TICKET_TABLE, Test, Undecided};

/// Name of the built-in fact that holds the category.
pub(super) const CATEGORY: &str = "category";
/// Name of the built-in fact that holds the mode.
pub(super) const MODE: &str = "mode";
/// Name of the built-in fact that holds the kind of compound.
pub(super) const COMPOUND: &str = "compound";
/// The built-in facts, which no other fact may be named like.
pub(super) const BUILT_IN: [&str; 3] = [CATEGORY, MODE, COMPOUND];

/// The index of a rulebook.
#[derive(Clone, Debug, Default)]
pub struct RuleIndex {
    /// Which table routes tickets.
    pub(super) table: Option<usize>,
    /// What its columns are.
    pub(super) columns: Vec<Column>,
    /// The categories that can be chosen.
    pub(super) categories: BTreeMap<Key, CategoryPlace>,
    /// The columns that some rule tests, beside the category.
    pub(super) axes: Vec<Axis>,
    /// The facts that there are.
    facts: BTreeMap<Key, FactPlace>,
}

/// What a column of a table looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Category,
    Mode,
    Compound,
    Fact,
}

impl Column {
    pub(super) fn named(name: &str) -> Self {
        match name {
            CATEGORY => Self::Category,
            MODE => Self::Mode,
            COMPOUND => Self::Compound,
            _ => Self::Fact,
        }
    }
}

/// A category that can be chosen.
#[derive(Clone, Debug)]
pub(super) struct CategoryPlace {
    /// Its position in the rulebook.
    pub(super) position: usize,
    /// The rules whose test of the category it passes.
    pub(super) rules: Bits,
}

/// A fact.
#[derive(Clone, Debug)]
struct FactPlace {
    /// Its position in the rulebook.
    position: usize,
    /// The axes that look at it: one, unless a column is there twice.
    axes: Vec<usize>,
}

/// A column that some rule tests.
#[derive(Clone, Debug)]
pub(super) struct Axis {
    /// Its position in the table.
    pub(super) position: usize,
    pub(super) column: Column,
    /// Its values, if they can be listed. If not, as for numbers, days and texts, rules are asked one by one.
    values: Vec<FactValue>,
    /// The rules that pass where the fact is not known, then those that pass each value.
    rows: Vec<Bits>,
}

/// What an axis says of a case: the rules that may match, and the value of which they have to be asked.
pub(super) type Seen<'a, 'f> = (&'a Bits, Option<Value<'f>>);

impl RuleIndex {
    /// The index of a rulebook.
    pub(super) fn new(book: &Rulebook) -> Self {
        let position = book.tables.iter().position(|table| table.key == TICKET_TABLE);
        let table = position.and_then(|position| book.tables.get(position));
        let columns: Vec<Column> =
            table.map_or_else(Vec::new, |table| table.columns.iter().map(|column| Column::named(column)).collect());
        let choosable = book.categories.iter().enumerate().filter(|(_, category)| book.is_choosable(category));
        let categories = choosable.map(|(position, category)| {
            let rules = table.map_or(Bits::none(0), |table| rules_of(table, &columns, category));
            (category.key.clone(), CategoryPlace { position, rules })
        });
        let categories = categories.collect();
        let axes: Vec<Axis> = table.map_or_else(Vec::new, |table| {
            columns.iter().enumerate().filter_map(|(position, column)| axis(book, table, position, *column)).collect()
        });
        let mut facts = BTreeMap::new();
        for (position, fact) in book.facts.iter().enumerate() {
            let looks_at = |axis: &Axis| {
                let name = table.and_then(|table| table.columns.get(axis.position));
                axis.column == Column::Fact && name == Some(&fact.key)
            };
            let axes = (0..axes.len()).filter(|axis| looks_at(&axes[*axis])).collect();
            facts.entry(fact.key.clone()).or_insert(FactPlace { position, axes });
        }
        Self { table: position, columns, categories, axes, facts }
    }

    /// What every axis says of these facts, if they can be decided upon in this category.
    pub(super) fn look<'a, 'f>(
        &'a self,
        book: &Rulebook,
        category: &Category,
        facts: &'f Facts,
    ) -> Result<Vec<Seen<'a, 'f>>, Undecided> {
        let mut seen: Vec<Seen<'a, 'f>> = self.axes.iter().map(|axis| axis.see(None)).collect();
        for (fact, value) in facts {
            let place = self
                .facts
                .get(fact)
                .filter(|place| book.facts.get(place.position).is_some_and(|fact| fact.kind.accepts(value)));
            let place = place.ok_or_else(|| Undecided::BadFact { fact: fact.clone() })?;
            for axis in &place.axes {
                seen[*axis] = self.axes[*axis].see(Some(Value::Fact(value)));
            }
        }
        let is_open = |fact: &Key| !facts.contains_key(fact);
        match category.questions.iter().find(|question| question.required && is_open(&question.fact)) {
            Some(question) => Err(Undecided::MissingFact { fact: question.fact.clone() }),
            None => Ok(seen),
        }
    }
}

impl Axis {
    /// What it says of a case.
    pub(super) fn see<'f>(&self, value: Option<Value<'f>>) -> Seen<'_, 'f> {
        let is_value = |listed: &FactValue, value: Value<'_>| match (value, listed) {
            (Value::Key(key), FactValue::Choice(listed)) => key == listed,
            (Value::Fact(value), listed) => value == listed,
            _ => false,
        };
        let listed = value.and_then(|value| self.values.iter().position(|listed| is_value(listed, value)));
        (&self.rows[listed.map_or(0, |place| place + 1)], value)
    }

    /// Whether rules have to be asked one by one.
    pub(super) fn is_open(&self) -> bool {
        self.values.is_empty()
    }
}

/// Whether a test of the category column holds for a category; a first-level one stands for all below it.
pub(super) fn category_passes(test: &Test, category: &str, parent: Option<&str>) -> bool {
    let named = |keys: &[Key]| keys.iter().any(|key| key == category || Some(key.as_str()) == parent);
    match test {
        Test::Any => true,
        Test::In(keys) => named(keys),
        Test::NotIn(keys) => !named(keys),
        Test::Between(..) | Test::Is(_) | Test::Within { .. } => false,
    }
}

/// The rules whose test of the category holds. One that has not a test for each column never matches.
fn rules_of(table: &DecisionTable, columns: &[Column], category: &Category) -> Bits {
    let parent = category.parent.as_deref();
    let passes =
        |(test, column): (&Test, &Column)| *column != Column::Category || category_passes(test, &category.key, parent);
    let mut rules = Bits::none(table.rules.len());
    for (position, rule) in table.rules.iter().enumerate() {
        if rule.when.len() == columns.len() && rule.when.iter().zip(columns).all(passes) {
            rules.insert(position);
        }
    }
    rules
}

/// A column, if some rule tests it and it is not the category.
fn axis(book: &Rulebook, table: &DecisionTable, position: usize, column: Column) -> Option<Axis> {
    let test = |rule: usize| table.rules[rule].when.get(position).unwrap_or(&Test::Any);
    let all = 0..table.rules.len();
    if column == Column::Category || all.clone().all(|rule| *test(rule) == Test::Any) {
        return None;
    }
    let key = |key: &str| FactValue::Choice(key.to_owned());
    let values: Vec<FactValue> = match column {
        Column::Mode => Mode::ALL.map(|mode| key(mode.key())).into(),
        Column::Compound => CompoundKind::ALL.map(|kind| key(compound_key(kind))).into(),
        _ => match book.fact(table.columns.get(position)?).map(|fact| &fact.kind) {
            Some(FactKind::Choice { options }) => options.iter().map(|option| key(&option.key)).collect(),
            Some(FactKind::Boolean) => [false, true].map(FactValue::Boolean).into(),
            _ => Vec::new(),
        },
    };
    let is_open = values.is_empty();
    let known = values.iter().map(|value| Some(Value::Fact(value)));
    let row = |value: Option<Value<'_>>| {
        let mut row = Bits::none(table.rules.len());
        all.clone().filter(|rule| is_open || passes(test(*rule), value)).for_each(|rule| row.insert(rule));
        row
    };
    let rows = [None].into_iter().chain(known).map(row).collect();
    Some(Axis { position, column, values, rows })
}
