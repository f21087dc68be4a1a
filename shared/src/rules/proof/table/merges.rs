//! Rules that could be one.

use std::collections::BTreeMap;

use crate::rules::{About, Finding, HitPolicy, Test};

use super::super::suggest;
use super::Asked;

impl Asked<'_> {
    /// For each rule, the first before it with the same outcome that differs in one column only, if one test can stand for both and
    /// no rule between them minds.
    pub(super) fn merges(&mut self) {
        let mut found: Vec<(usize, Finding)> = Vec::new();
        let mut merged = vec![false; self.space.rules().len()];
        for axis in 0..self.space.axes.len() {
            for alike in self.alike_but_for(axis) {
                for (place, second) in alike.iter().enumerate() {
                    if merged[*second] {
                        continue;
                    }
                    let first =
                        alike[..place].iter().find_map(|first| Some((*first, self.merged(axis, *first, *second)?)));
                    if let Some((first, test)) = first {
                        let (table, rules) = (self.table(), [self.id(first), self.id(*second)]);
                        let column = self.space.axes[axis].name.clone();
                        found.push((*second, Finding::Mergeable { table, rules, column, test }));
                        merged[*second] = true;
                    }
                }
            }
        }
        found.sort_by_key(|(rule, _)| *rule);
        self.list(About::Mergeable, found.into_iter().map(|(_, finding)| finding).collect(), Vec::new());
    }

    /// Rules that pass the same cells on all other axes and have the same outcome, where there are several.
    fn alike_but_for(&self, axis: usize) -> Vec<Vec<usize>> {
        let mut outcomes = Vec::new();
        let mut groups: BTreeMap<Vec<usize>, Vec<usize>> = BTreeMap::new();
        for rule in self.live() {
            let outcome = &self.space.rules()[rule].then;
            let number = outcomes.iter().position(|known| *known == outcome).unwrap_or_else(|| {
                outcomes.push(outcome);
                outcomes.len() - 1
            });
            let others = self.space.axes.iter().enumerate().filter(|(position, _)| *position != axis);
            let key = others.map(|(_, other)| other.set_of_rule(rule)).chain([number]).collect();
            groups.entry(key).or_default().push(rule);
        }
        groups.into_values().filter(|rules| rules.len() > 1).collect()
    }

    /// The test that stands for two rules on this axis.
    fn merged(&self, axis: usize, first: usize, second: usize) -> Option<Test> {
        let column = self.space.axes[axis].column?;
        let (one, two) = (self.space.cells_of(axis, first), self.space.cells_of(axis, second));
        if one.cells.is_within(&two.cells) || two.cells.is_within(&one.cells) {
            return None;
        }
        if self.space.table.hit == HitPolicy::First {
            let moved = self.space.overlapping(second);
            let mut between = moved.iter().filter(|rule| first < *rule && *rule < second);
            if between.any(|rule| !self.have_same_outcome(rule, second)) {
                return None;
            }
        }
        let (mut cells, mut categories) = (one.cells.clone(), self.space.cells_of(0, first).cells.clone());
        cells.add(&two.cells);
        categories.add(&self.space.cells_of(0, second).cells);
        let written = |rule: usize| &self.space.rules()[rule].when[column];
        match (written(first), written(second)) {
            // As it was written, so that first-level categories stay.
            (Test::In(one), Test::In(two)) => {
                let new = two.iter().filter(|key| !one.contains(key));
                Some(Test::In(one.iter().chain(new).cloned().collect()))
            }
            _ => suggest::test(&self.space, axis, &cells, &categories),
        }
    }
}
