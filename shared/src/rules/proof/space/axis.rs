//! One column of a table, cut into cells.

use std::collections::BTreeMap;

use crate::rules::eval::{Value, passes};
use crate::rules::{FactKind, FactValue, Key, Test};

use crate::rules::bits::Bits;

/// Values of a column that no rule tells apart.
pub(in crate::rules::proof) struct Cell {
    /// The smallest of them; none where the fact is not known.
    pub(in crate::rules::proof) value: Option<FactValue>,
    /// The largest, for numbers and days.
    pub(in crate::rules::proof) last: Option<FactValue>,
    /// Whether they are all the texts that no rule names.
    pub(in crate::rules::proof) is_rest: bool,
    /// The rules that pass them.
    pub(in crate::rules::proof) rules: Bits,
}

/// Cells that rules pass together, and how they stand to all rules.
pub(in crate::rules::proof) struct CellSet {
    pub(in crate::rules::proof) cells: Bits,
    /// Rules that pass one of them.
    pub(in crate::rules::proof) touching: Bits,
    /// Rules that pass all of them.
    all: Bits,
    /// Rules that pass all of them where the fact is known.
    known: Bits,
}

/// What a column looks at.
pub(in crate::rules::proof) struct Axis {
    pub(in crate::rules::proof) name: Key,
    /// Its column; none for the category of a table that does not look at it.
    pub(in crate::rules::proof) column: Option<usize>,
    pub(in crate::rules::proof) cells: Vec<Cell>,
    /// Whether the first cell is that the fact is not known.
    pub(in crate::rules::proof) unknown: bool,
    sets: Vec<CellSet>,
    of_rule: Vec<usize>,
}

impl Cell {
    pub(super) fn key(key: &str, bound: usize) -> Self {
        Self::one(FactValue::Choice(key.to_owned()), bound)
    }

    pub(super) fn unknown(bound: usize) -> Self {
        Self { value: None, last: None, is_rest: false, rules: Bits::none(bound) }
    }

    fn one(value: FactValue, bound: usize) -> Self {
        Self { value: Some(value), ..Self::unknown(bound) }
    }
}

impl CellSet {
    /// Rules that pass all of the cells, or all where the fact is known.
    pub(in crate::rules::proof) fn within(&self, is_always_known: bool) -> &Bits {
        if is_always_known { &self.known } else { &self.all }
    }
}

impl Axis {
    pub(super) fn new(name: &str, column: Option<usize>, cells: Vec<Cell>, unknown: bool) -> Self {
        Self { name: name.to_owned(), column, cells, unknown, sets: Vec::new(), of_rule: Vec::new() }
    }

    /// Notes which cells a rule passes.
    pub(super) fn pass(&mut self, rule: usize, test: &Test) {
        for cell in &mut self.cells {
            if passes(test, cell.value.as_ref().map(Value::Fact)) {
                cell.rules.insert(rule);
            }
        }
    }

    /// How many words the cells and the rules' sets of them take.
    pub(super) fn words(&self, bound: usize) -> usize {
        let rule_words = self.cells.first().map_or(0, |cell| cell.rules.words());
        self.cells.len() * rule_words + bound * Bits::none(self.cells.len()).words()
    }

    /// Computes which cells each rule passes, equal sets once.
    pub(super) fn index(&mut self, rules: usize, bound: usize) {
        let mut of_rule = vec![Bits::none(self.cells.len()); rules];
        for (position, cell) in self.cells.iter().enumerate() {
            cell.rules.iter().for_each(|rule| of_rule[rule].insert(position));
        }
        let mut known: BTreeMap<Bits, usize> = BTreeMap::new();
        for cells in of_rule {
            let next = known.len();
            let set = *known.entry(cells).or_insert(next);
            self.of_rule.push(set);
        }
        let mut sets: Vec<(usize, Bits)> = known.into_iter().map(|(cells, set)| (set, cells)).collect();
        sets.sort_by_key(|(set, _)| *set);
        self.sets = sets.into_iter().map(|(_, cells)| self.set(cells, bound)).collect();
    }

    /// The cells that a rule passes.
    pub(in crate::rules::proof) fn of_rule(&self, rule: usize) -> &CellSet {
        &self.sets[self.of_rule[rule]]
    }

    /// A number for the cells that a rule passes: equal for rules that pass the same.
    pub(in crate::rules::proof) fn set_of_rule(&self, rule: usize) -> usize {
        self.of_rule[rule]
    }

    /// Every cell.
    pub(in crate::rules::proof) fn all_cells(&self) -> Bits {
        Bits::below(self.cells.len(), self.cells.len())
    }

    /// How some cells stand to all rules.
    pub(in crate::rules::proof) fn set(&self, cells: Bits, bound: usize) -> CellSet {
        let every = || Bits::below(bound, bound);
        let (mut touching, mut all, mut known) = (Bits::none(bound), every(), every());
        for cell in cells.iter() {
            let rules = &self.cells[cell].rules;
            touching.add(rules);
            all.keep(rules);
            if !(self.unknown && cell == 0) {
                known.keep(rules);
            }
        }
        CellSet { cells, touching, all, known }
    }
}

/// The cells of a fact where it is known: each value of its own, the stretches between the bounds that some rule sets, or each text that
/// some rule names and then all others.
pub(super) fn cells_of_fact<'t>(kind: &FactKind, tests: impl Iterator<Item = &'t Test>, bound: usize) -> Vec<Cell> {
    match kind {
        FactKind::Choice { options } => options.iter().map(|option| Cell::key(&option.key, bound)).collect(),
        FactKind::Boolean => [false, true].map(|answer| Cell::one(FactValue::Boolean(answer), bound)).into(),
        FactKind::Text { .. } => {
            let cell = |(text, is_rest)| Cell { is_rest, ..Cell::one(text, bound) };
            kind.texts(tests).into_iter().map(cell).collect()
        }
        FactKind::Integer { .. } | FactKind::Decimal { .. } | FactKind::Date { .. } => {
            let cell = |(first, last)| Cell { last: Some(last), ..Cell::one(first, bound) };
            kind.stretches(tests).into_iter().map(cell).collect()
        }
    }
}
