//! Whether some rules together match every case of a region, and if not, a case that they leave.
//!
//! One axis is fixed after another, after Calvanese et al., "Semantics, Analysis and Simplification of DMN Decision Tables" (Information
//! Systems 78, 2018), who sweep over one dimension at a time. On the way only the set of rules that still match counts: what was
//! found for a set holds for it on every way (memory), and for every larger one (dominance). A rule that passes all the rest of the
//! region ends the way at once. In the worst case none of this helps and the ways are as many as the cells' product: deciding it is
//! co-NP-complete in the number of columns. So there is a bound on steps.

use std::collections::{BTreeMap, BTreeSet};

use super::space::{CellSet, Point, Space};
use crate::rules::bits::Bits;

/// Most sets that a place remembers to have failed, for comparing with larger ones.
const FAILED_MAX: usize = 16;

/// The bound on steps is reached: nothing is known.
#[derive(Debug)]
pub(super) struct OutOfSteps;

/// Steps that are left. A step is a word of 64 rules looked at.
pub(super) struct Steps(pub(super) u64);

impl Steps {
    fn take(&mut self, steps: usize) -> Result<(), OutOfSteps> {
        self.0 = self.0.checked_sub(steps as u64).ok_or(OutOfSteps)?;
        Ok(())
    }
}

/// A case of the region that none of the rules matches, if there is any. Not knowing a fact passes the fewest rules and is tried first, so
/// that the case knows no more than it needs.
pub(super) fn uncovered(
    space: &Space<'_>,
    region: &[&CellSet],
    rules: &Bits,
    steps: &mut Steps,
) -> Result<Option<Point>, OutOfSteps> {
    if region.iter().any(|set| set.cells.is_empty()) {
        return Ok(None);
    }
    let mut walk = Walk { space, region, steps, failed: BTreeSet::new(), point: vec![0; region.len()] };
    Ok(walk.over_categories(rules)?.then_some(walk.point))
}

struct Walk<'w, 'a> {
    space: &'w Space<'a>,
    region: &'w [&'w CellSet],
    steps: &'w mut Steps,
    /// Sets of rules that match all that is left from an axis on, by what the category needs.
    failed: BTreeSet<(usize, Vec<bool>, Bits)>,
    point: Point,
}

/// What a category makes of the rest of the way.
struct Rest<'w> {
    /// On which axes the fact is always known.
    needs: &'w [bool],
    /// For each axis: the rules that pass all that is left from there on.
    passing: Vec<Bits>,
}

impl Walk<'_, '_> {
    fn over_categories(&mut self, rules: &Bits) -> Result<bool, OutOfSteps> {
        let space = self.space;
        let mut rests: BTreeMap<&[bool], Rest<'_>> = BTreeMap::new();
        let mut failed: Vec<(Bits, &[bool])> = Vec::new();
        for (_, category) in self.ordered(0, rules, false)? {
            let active = rules.and(&space.axes[0].cells[category].rules);
            let needs = space.needs(category);
            let fewer_cases = |known: &[bool]| known.iter().zip(needs).all(|(known, need)| known <= need);
            if failed.iter().any(|(set, known)| set.is_within(&active) && fewer_cases(known)) {
                continue;
            }
            if !rests.contains_key(needs) {
                rests.insert(needs, self.rest(needs)?);
            }
            self.point[0] = category;
            if self.descend(1, &rests[needs], &active)? {
                return Ok(true);
            }
            failed.push((active, needs));
        }
        Ok(false)
    }

    fn rest<'n>(&mut self, needs: &'n [bool]) -> Result<Rest<'n>, OutOfSteps> {
        let bound = self.space.bound;
        let mut passing = vec![Bits::below(bound, bound)];
        for (set, need) in self.region.iter().zip(needs).rev() {
            let mut here = passing[passing.len() - 1].clone();
            here.keep(set.within(*need));
            self.steps.take(here.words())?;
            passing.push(here);
        }
        passing.reverse();
        Ok(Rest { needs, passing })
    }

    /// Whether there is a case from this axis on that none of the active rules matches.
    fn descend(&mut self, axis: usize, rest: &Rest<'_>, active: &Bits) -> Result<bool, OutOfSteps> {
        if active.is_empty() {
            self.take_any(axis, rest);
            return Ok(true);
        }
        self.steps.take(active.words())?;
        if axis == self.region.len() || active.meets(&rest.passing[axis]) {
            return Ok(false);
        }
        let remembered = (axis, rest.needs.to_vec(), active.clone());
        if self.failed.contains(&remembered) {
            return Ok(false);
        }
        let mut failed: Vec<Bits> = Vec::new();
        for (_, cell) in self.ordered(axis, active, rest.needs[axis])? {
            let left = active.and(&self.space.axes[axis].cells[cell].rules);
            self.steps.take(left.words() * (failed.len() + 1))?;
            if failed.iter().any(|set| set.is_within(&left)) {
                continue;
            }
            self.point[axis] = cell;
            if self.descend(axis + 1, rest, &left)? {
                return Ok(true);
            }
            if failed.len() < FAILED_MAX {
                failed.push(left);
            }
        }
        self.failed.insert(remembered);
        Ok(false)
    }

    /// The cells of an axis, those with the fewest active rules first, and of these the first.
    fn ordered(&mut self, axis: usize, active: &Bits, is_known: bool) -> Result<Vec<(u32, usize)>, OutOfSteps> {
        let cells = &self.space.axes[axis].cells;
        let mut ordered = Vec::new();
        for cell in self.allowed(axis, is_known) {
            ordered.push((active.count_in(&cells[cell].rules), cell));
        }
        self.steps.take(ordered.len() * active.words())?;
        ordered.sort_unstable();
        Ok(ordered)
    }

    /// Fills in the rest of the point when it does not matter any more.
    fn take_any(&mut self, axis: usize, rest: &Rest<'_>) {
        for axis in axis..self.region.len() {
            let first = self.allowed(axis, rest.needs[axis]).next();
            self.point[axis] = first.unwrap_or_default();
        }
    }

    fn allowed(&self, axis: usize, is_known: bool) -> impl Iterator<Item = usize> {
        let skip = is_known && self.space.axes[axis].unknown;
        self.region[axis].cells.iter().filter(move |cell| !(skip && *cell == 0))
    }
}
