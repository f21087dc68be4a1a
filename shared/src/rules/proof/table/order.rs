//! What the order of rules does where the first that matches decides.

use crate::rules::{About, Case, Finding};

use super::super::search::OutOfSteps;
use super::super::space::{CellSet, Point};
use super::Asked;
use crate::rules::bits::Bits;

impl Asked<'_> {
    /// Rules that never decide, that decide less than they say, or that nobody would miss. For each rule, a case that it decides.
    pub(super) fn order(&mut self) -> Vec<Option<Case>> {
        let mut examples = vec![None; self.space.rules().len()];
        let (mut masked, mut partly, mut redundant) = (Vec::new(), Vec::new(), Vec::new());
        let (mut masked_undecided, mut partly_undecided) = (Vec::new(), Vec::new());
        for rule in self.live() {
            let overlapping = self.space.overlapping(rule);
            let before = overlapping.and(&Bits::below(rule, self.space.bound));
            match self.decided_by(rule, &before) {
                Ok(Some(point)) => {
                    examples[rule] = Some(self.case(&point));
                    match self.partly_masked(rule, &before) {
                        Ok(finding) => partly.extend(finding),
                        Err(OutOfSteps) => partly_undecided.push(rule),
                    }
                    redundant.extend(self.redundant(rule, &overlapping));
                }
                Ok(None) => masked.extend(self.masked(rule, before)),
                Err(OutOfSteps) => masked_undecided.push(rule),
            }
        }
        self.list(About::Masked, masked, masked_undecided);
        self.list(About::PartlyMasked, partly, partly_undecided);
        self.list(About::Redundant, redundant, Vec::new());
        examples
    }

    /// A case that the rule matches and none of these does.
    fn decided_by(&mut self, rule: usize, before: &Bits) -> Result<Option<Point>, OutOfSteps> {
        if before.meets(&self.space.containing(rule)) {
            return Ok(None);
        }
        let Asked { space, steps, question_steps_max, .. } = self;
        super::ask(space, steps, *question_steps_max, &space.region(rule), before)
    }

    fn masked(&mut self, rule: usize, before: Bits) -> Option<Finding> {
        let case = self.case(&self.space.meeting(rule, rule)?);
        let mut by = before;
        match by.first_in(&self.space.containing(rule)) {
            Some(one) => {
                by = Bits::none(self.space.bound);
                by.insert(one);
            }
            None => {
                let all: Vec<usize> = by.iter().collect();
                for other in all.into_iter().rev() {
                    by.remove(other);
                    if !matches!(self.decided_by(rule, &by), Ok(None)) {
                        by.insert(other);
                    }
                }
            }
        }
        Some(Finding::Masked { table: self.table(), rule: self.id(rule), by: self.ids(by.iter()), case })
    }

    /// The first rule before it that decides one of its cases otherwise.
    fn partly_masked(&mut self, rule: usize, before: &Bits) -> Result<Option<Finding>, OutOfSteps> {
        let mut earlier = Bits::none(self.space.bound);
        for other in before.iter() {
            if !self.have_same_outcome(rule, other) {
                let both: Vec<CellSet> = self
                    .space
                    .axes
                    .iter()
                    .map(|axis| axis.set(axis.of_rule(rule).cells.and(&axis.of_rule(other).cells), self.space.bound))
                    .collect();
                let region: Vec<&CellSet> = both.iter().collect();
                if let Some(point) = self.uncovered(&region, &earlier)? {
                    let (table, rule, by) = (self.table(), self.id(rule), self.id(other));
                    return Ok(Some(Finding::PartlyMasked { table, rule, by, case: self.case(&point) }));
                }
            }
            earlier.insert(other);
        }
        Ok(None)
    }

    /// Whether a later rule would decide all its cases the same, with none between them that decides any otherwise.
    fn redundant(&self, rule: usize, overlapping: &Bits) -> Option<Finding> {
        let containing = self.space.containing(rule);
        let later = overlapping.iter().filter(|later| *later > rule);
        let by =
            later.take_while(|later| self.have_same_outcome(rule, *later)).find(|later| containing.contains(*later))?;
        Some(Finding::Redundant { table: self.table(), rule: self.id(rule), by: self.id(by) })
    }
}
