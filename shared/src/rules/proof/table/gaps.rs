//! Cases that no rule decides.

use crate::rules::{About, Finding};

use super::super::search::OutOfSteps;
use super::super::space::{CellSet, Space};
use super::super::suggest::filling;
use super::{Asked, GAPS_MAX, ask};
use crate::rules::bits::Bits;

impl Asked<'_> {
    /// Gaps one after another: each is looked for in what the suggestions for those before it leave. The last question about a table,
    /// since it puts suggested rules into the space.
    pub(super) fn gaps(&mut self) -> Vec<Finding> {
        let (table, rules) = (self.table(), self.space.rules().len());
        let mut found = Vec::new();
        for number in 1..=GAPS_MAX + 1 {
            let covering = Bits::below(rules + number - 1, self.space.bound);
            let region = everything(&self.space);
            let region: Vec<&CellSet> = region.iter().collect();
            match ask(&self.space, &mut self.steps, self.question_steps_max, &region, &covering) {
                Ok(None) => break,
                Ok(Some(_)) if number > GAPS_MAX => {
                    found.push(Finding::More { table: table.clone(), about: About::Gap, more: 1 });
                }
                Ok(Some(point)) => {
                    let filling = filling(&self.space, &point, number);
                    self.space.suggest(rules + number - 1, &filling.cells);
                    found.push(Finding::Gap { table: table.clone(), case: self.case(&point), repair: filling.repair });
                }
                Err(OutOfSteps) => {
                    found.push(Finding::Undecided { table: table.clone(), about: About::Gap, rules: Vec::new() });
                    break;
                }
            }
        }
        found
    }
}

/// All cases, but for categories that no rule names at all: those are reported as such.
fn everything(space: &Space<'_>) -> Vec<CellSet> {
    let named = |axis: usize, cell: usize| axis > 0 || !space.axes[0].cells[cell].rules.is_empty();
    let cells = space.axes.iter().enumerate().map(|(position, axis)| {
        let mut cells = axis.all_cells();
        (0..axis.cells.len()).filter(|cell| !named(position, *cell)).for_each(|cell| cells.remove(cell));
        axis.set(cells, space.bound)
    });
    cells.collect()
}
