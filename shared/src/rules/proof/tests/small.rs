//! Small tables, drawn from a seed, and all cases that can be asked of them.

use super::*;
use crate::org::CompoundKind;
use crate::rules::proof::table::{self, TableProof};
use crate::rules::{End, FactKind, FactValue, Facts, Interval, Mode, Rule, Test};
use crate::sample::rulebooks::{CATEGORIES, KINDS, LEVEL_MAX, ORDERED, small_rulebook, step};

/// A rulebook of one small table, with every case and which rules match it.
pub(super) struct Small {
    pub(super) book: Rulebook,
    pub(super) cases: Vec<Case>,
    /// For each rule, whether it matches each case, by evaluation.
    pub(super) matches: Vec<Vec<bool>>,
}

impl Small {
    pub(super) fn new(seed: u64) -> Self {
        let book = small_rulebook(seed);
        let cases = cases(&book);
        let matches = book.tables[0].rules.iter().map(|rule| matching(&book, rule, &cases)).collect();
        Self { book, cases, matches }
    }

    pub(super) fn prove(&self) -> TableProof {
        table::prove(&self.book, &self.book.tables[0], TABLE_STEPS_MAX, QUESTION_STEPS_MAX)
    }

    pub(super) fn rules(&self) -> &[Rule] {
        &self.book.tables[0].rules
    }

    pub(super) fn rule(&self, id: &str) -> usize {
        self.rules().iter().position(|rule| rule.id == id).unwrap_or_else(|| panic!("no rule {id}"))
    }

    /// The cases that a rule matches.
    pub(super) fn of(&self, rule: usize) -> impl Iterator<Item = usize> + '_ {
        (0..self.cases.len()).filter(move |case| self.matches[rule][*case])
    }

    /// The first rule that matches a case.
    pub(super) fn first(&self, case: usize) -> Option<usize> {
        (0..self.matches.len()).find(|rule| self.matches[*rule][case])
    }

    pub(super) fn overlap(&self, one: usize, two: usize) -> bool {
        self.of(one).any(|case| self.matches[two][case])
    }

    pub(super) fn contains(&self, outer: usize, inner: usize) -> bool {
        self.of(inner).all(|case| self.matches[outer][case])
    }

    pub(super) fn is_void(&self, rule: usize) -> bool {
        self.of(rule).next().is_none()
    }

    pub(super) fn same_outcome(&self, one: usize, two: usize) -> bool {
        self.rules()[one].then == self.rules()[two].then
    }
}

/// Which cases a rule matches: the only rule of a table, asked.
pub(super) fn matching(book: &Rulebook, rule: &Rule, cases: &[Case]) -> Vec<bool> {
    let mut alone = book.clone();
    alone.tables[0].rules = vec![rule.clone()];
    cases.iter().map(|case| alone.rule_for(case).is_ok()).collect()
}

/// Every test that a column can have, as far as values tell them apart.
pub(super) fn tests(column: &str) -> Vec<Test> {
    let subsets = |all: &[&str]| -> Vec<Test> {
        let chosen = |mask: usize| all.iter().enumerate().filter(move |(bit, _)| mask >> bit & 1 == 1);
        (1..1_usize << all.len())
            .map(|mask| Test::In(chosen(mask).map(|(_, key)| (*key).to_owned()).collect()))
            .collect()
    };
    let mut tests = vec![Test::Any];
    tests.extend(match column {
        "flag" => vec![Test::Is(false), Test::Is(true)],
        ordered if ORDERED.contains(&ordered) => {
            let end = |steps| Some(End { at: step(ordered, steps), open: false });
            let one = |from, to| Test::Within { any: vec![Interval { from: end(from), to: end(to) }], not: false };
            (0..=LEVEL_MAX).flat_map(|from| (from..=LEVEL_MAX).map(move |to| one(from, to))).collect()
        }
        "name" => {
            let others = subsets(&KINDS).into_iter().chain([Test::In(vec![])]).map(|test| match test {
                Test::In(names) => Test::NotIn(names),
                test => test,
            });
            subsets(&KINDS).into_iter().chain(others).collect()
        }
        "category" => subsets(&CATEGORIES[1..]),
        "mode" => subsets(&Mode::ALL.map(Mode::key)),
        "compound" => subsets(&CompoundKind::ALL.map(crate::rules::eval::compound_key)),
        _ => subsets(&KINDS),
    });
    tests
}

/// Every case that the book takes, as far as the table's columns can tell them apart.
pub(super) fn cases(book: &Rulebook) -> Vec<Case> {
    let looks_at = |name: &str| book.tables[0].columns.iter().any(|column| column == name);
    let kinds = CompoundKind::ALL.iter().filter(|_| looks_at("compound")).map(|kind| Some(*kind));
    let compounds: Vec<Option<CompoundKind>> = kinds.chain([None]).collect();
    let mut all = vec![Facts::new()];
    for fact in &book.facts {
        let values: Vec<FactValue> = match &fact.kind {
            FactKind::Boolean => [false, true].map(FactValue::Boolean).into(),
            FactKind::Choice { .. } => KINDS.map(|key| FactValue::Choice(key.into())).into(),
            FactKind::Text { .. } => {
                [KINDS[0], KINDS[1], KINDS[2], "x"].map(|text| FactValue::Text { text: text.into() }).into()
            }
            _ => (0..=LEVEL_MAX).map(|steps| step(&fact.key, steps)).collect(),
        };
        let with = |facts: &Facts, value: &FactValue| {
            let mut facts = facts.clone();
            facts.insert(fact.key.clone(), value.clone());
            facts
        };
        let known: Vec<Facts> = all.iter().flat_map(|facts| values.iter().map(|value| with(facts, value))).collect();
        all.extend(known);
    }
    let mut cases = Vec::new();
    for category in &CATEGORIES[1..] {
        for facts in &all {
            if book.check_facts(book.category(category).unwrap(), facts).is_err() {
                continue;
            }
            for (mode, compound) in Mode::ALL.iter().flat_map(|mode| compounds.iter().map(move |kind| (*mode, *kind))) {
                cases.push(Case { category: (*category).to_owned(), mode, compound, facts: facts.clone() });
            }
        }
    }
    cases
}
