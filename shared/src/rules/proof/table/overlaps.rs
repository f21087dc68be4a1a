//! Cases that two rules match in a table in which only one may.

use crate::rules::{About, Case, Finding};

use super::Asked;

impl Asked<'_> {
    /// Every pair of rules that overlap. For each rule, a case that it decides.
    pub(super) fn overlaps(&mut self) -> Vec<Option<Case>> {
        let mut found = Vec::new();
        let mut examples = vec![None; self.space.rules().len()];
        for one in self.live() {
            let overlapping = self.space.overlapping(one);
            if overlapping.iter().all(|two| two == one) {
                examples[one] = self.space.meeting(one, one).map(|point| self.case(&point));
            }
            for two in overlapping.iter().filter(|two| *two > one) {
                found.extend(self.overlap(one, two));
            }
        }
        self.list(About::Overlap, found, Vec::new());
        examples
    }

    fn overlap(&self, one: usize, two: usize) -> Option<Finding> {
        let (table, rules) = (self.table(), [self.id(one), self.id(two)]);
        let case = self.case(&self.space.meeting(one, two)?);
        Some(if !self.have_same_outcome(one, two) {
            Finding::Conflict { table, rules, case }
        } else if self.space.containing(two).contains(one) {
            let [by, rule] = rules;
            Finding::Subsumed { table, rule, by, case }
        } else if self.space.containing(one).contains(two) {
            let [rule, by] = rules;
            Finding::Subsumed { table, rule, by, case }
        } else {
            Finding::Overlap { table, rules, case }
        })
    }
}
