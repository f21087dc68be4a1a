//! What evaluation looks up, computed once for each rulebook: the rules that can match each category.

use std::collections::BTreeMap;

use super::{DecisionTable, Key, Rulebook, TICKET_TABLE, Test};

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
    /// The rules whose test of the category it passes, in order.
    pub(super) rules: Vec<RulePlace>,
}

/// A rule that a category may match.
#[derive(Clone, Debug)]
pub(super) struct RulePlace {
    /// Its position in the table.
    pub(super) position: usize,
    /// The columns that are left to be tested, in order.
    pub(super) tested: Vec<usize>,
}

impl RuleIndex {
    /// The index of a rulebook.
    pub(super) fn new(book: &Rulebook) -> Self {
        let table = book.tables.iter().position(|table| table.key == TICKET_TABLE);
        let columns = table.map_or_else(Vec::new, |table| {
            book.tables[table].columns.iter().map(|column| Column::named(column)).collect()
        });
        let choosable = book.categories.iter().enumerate().filter(|(_, category)| book.is_choosable(category));
        let categories = choosable.map(|(position, category)| {
            let parent = category.parent.as_deref();
            let rules =
                table.map_or_else(Vec::new, |table| rules_for(&book.tables[table], &columns, &category.key, parent));
            (category.key.clone(), CategoryPlace { position, rules })
        });
        Self { table, categories: categories.collect(), columns }
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

fn rules_for(table: &DecisionTable, columns: &[Column], category: &str, parent: Option<&str>) -> Vec<RulePlace> {
    let passes =
        |(test, column): (&Test, &Column)| *column != Column::Category || category_passes(test, category, parent);
    let left = |(test, column): (&Test, &Column)| *column != Column::Category && *test != Test::Any;
    table
        .rules
        .iter()
        .enumerate()
        .filter(|(_, rule)| rule.when.len() == columns.len())
        .filter(|(_, rule)| rule.when.iter().zip(columns).all(passes))
        .map(|(position, rule)| {
            let tests = rule.when.iter().zip(columns).enumerate();
            let tested = tests.filter(|(_, test)| left(*test)).map(|(column, _)| column);
            RulePlace { position, tested: tested.collect() }
        })
        .collect()
}
