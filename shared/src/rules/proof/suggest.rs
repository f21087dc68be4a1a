//! From cells back to tests, and from a case that nothing decides to a rule that would.

use crate::rules::index::CATEGORY;
use crate::rules::{End, FactValue, HitPolicy, Interval, Key, Outcome, Repair, Rule, Test};
use crate::text::Text;

use super::space::{Axis, Point, Space};
use crate::rules::bits::Bits;

/// The id of a suggested rule begins with this.
const SUGGESTED_ID: &str = "new-";

/// What would fill a gap, and which cases are filled by it.
pub(super) struct Filling {
    pub(super) repair: Option<Repair>,
    /// The cells of each axis.
    pub(super) cells: Vec<Bits>,
}

/// What would decide a case that no rule decides, and as many of its kind as one rule can. `number` tells suggestions apart, from 1.
pub(super) fn filling(space: &Space<'_>, point: &Point, number: usize) -> Filling {
    let mut cells = grown(space, point);
    let unknown = |space: &Space<'_>, cells: &[Bits]| {
        (1..space.axes.len()).find(|axis| test(space, *axis, &cells[*axis], &cells[0]).is_none())
    };
    if space.table.hit == HitPolicy::First {
        // At the end of the table a rule may match more than what is left.
        while let Some(axis) = unknown(space, &cells) {
            cells[axis] = space.axes[axis].all_cells();
        }
    } else if let Some(axis) = unknown(space, &cells) {
        // No test but `-` holds for a fact that is not known, and `-` would match what other rules match.
        let fact = space.axes[axis].name.clone();
        let category = space.category(point[0]).key.clone();
        let repair = space.book.fact(&fact).is_some().then_some(Repair::Require { category, fact });
        return Filling { repair, cells };
    }
    let rule = Box::new(rule(space, point, &cells, number));
    Filling { repair: Some(Repair::Append { table: space.table.key.clone(), rule }), cells }
}

/// The point grown to as many cells as can be without a rule that matches any of them.
fn grown(space: &Space<'_>, point: &Point) -> Vec<Bits> {
    let mut cells: Vec<Bits> = space.axes.iter().zip(point).map(|(axis, cell)| only(*cell, axis.cells.len())).collect();
    for position in (1..space.axes.len()).chain([0]) {
        let axis = &space.axes[position];
        let mut others = Bits::below(space.bound, space.bound);
        for (other, cells) in
            space.axes.iter().zip(&cells).enumerate().filter(|(other, _)| *other != position).map(|(_, pair)| pair)
        {
            let mut touched = Bits::none(space.bound);
            cells.iter().for_each(|cell| touched.add(&other.cells[cell].rules));
            others.keep(&touched);
        }
        let is_free = |cell: &usize| !axis.cells[*cell].rules.meets(&others);
        let start = point[position];
        let free: Vec<usize> = if position == 0 {
            let alike = |cell: &usize| axis.column.is_none() || space.needs(*cell) == space.needs(start);
            (0..axis.cells.len()).filter(|cell| alike(cell) && is_free(cell)).collect()
        } else if (0..axis.cells.len()).all(|cell| is_free(&cell)) {
            (0..axis.cells.len()).collect()
        } else if axis.unknown && start == 0 {
            vec![start]
        } else {
            neighbours(axis, start, is_free)
        };
        free.into_iter().for_each(|cell| cells[position].insert(cell));
    }
    cells
}

/// The free cells that can be put into one test with this one.
fn neighbours(axis: &Axis, start: usize, is_free: impl Fn(&usize) -> bool) -> Vec<usize> {
    let first = usize::from(axis.unknown);
    if !axis.cells[start].value.as_ref().is_some_and(FactValue::is_ordered) {
        return (first..axis.cells.len()).filter(is_free).collect();
    }
    let up = (start..axis.cells.len()).take_while(&is_free);
    (first..start).rev().take_while(&is_free).chain(up).collect()
}

fn only(cell: usize, bound: usize) -> Bits {
    let mut bits = Bits::none(bound);
    bits.insert(cell);
    bits
}

/// The test that holds for exactly these cells, in cases of these categories; none if there is no such test.
pub(super) fn test(space: &Space<'_>, axis: usize, cells: &Bits, categories: &Bits) -> Option<Test> {
    let known = space.is_always_known(axis, categories);
    let axis = &space.axes[axis];
    let first = usize::from(axis.unknown);
    let all_known = (first..axis.cells.len()).all(|cell| cells.contains(cell));
    if all_known && (!axis.unknown || known || cells.contains(0)) {
        return Some(Test::Any);
    }
    if axis.unknown && cells.contains(0) {
        return None;
    }
    let chosen: Vec<usize> = cells.iter().collect();
    let (low, high) = (*chosen.first()?, *chosen.last()?);
    match axis.cells[low].value.as_ref()? {
        FactValue::Boolean(answer) => (low == high).then_some(Test::Is(*answer)),
        FactValue::Integer(from) => {
            let from = (low > first).then_some(*from);
            let to = match &axis.cells[high].last {
                Some(FactValue::Integer(last)) if high + 1 < axis.cells.len() => Some(*last),
                _ => None,
            };
            (high - low + 1 == chosen.len()).then_some(Test::Between(from, to))
        }
        FactValue::Decimal { .. } | FactValue::Date { .. } => {
            let end = |value: &Option<FactValue>| value.clone().map(|at| End { at, open: false });
            let from = if low > first { end(&axis.cells[low].value) } else { None };
            let to = if high + 1 < axis.cells.len() { end(&axis.cells[high].last) } else { None };
            let whole = Test::Within { any: vec![Interval { from, to }], not: false };
            (high - low + 1 == chosen.len()).then_some(whole)
        }
        FactValue::Text { .. } => Some(text_test(axis, cells)),
        FactValue::Choice(_) if axis.name == CATEGORY => Some(Test::In(category_names(space, cells))),
        FactValue::Choice(_) => {
            let keys = chosen.iter().filter_map(|cell| match &axis.cells[*cell].value {
                Some(FactValue::Choice(key)) => Some(key.clone()),
                _ => None,
            });
            Some(Test::In(keys.collect()))
        }
    }
}

/// The test of these texts: where those that nobody names are among them, of the others that are not.
fn text_test(axis: &Axis, cells: &Bits) -> Test {
    let has_rest = axis.cells.iter().enumerate().any(|(position, cell)| cell.is_rest && cells.contains(position));
    let wanted = axis.cells.iter().enumerate().filter(|(position, _)| cells.contains(*position) != has_rest);
    let texts = wanted.filter_map(|(_, cell)| match &cell.value {
        Some(FactValue::Text { text }) => Some(text.clone()),
        _ => None,
    });
    if has_rest { Test::NotIn(texts.collect()) } else { Test::In(texts.collect()) }
}

/// The names of these categories; a first-level one stands for all below it.
fn category_names(space: &Space<'_>, cells: &Bits) -> Vec<Key> {
    let all = space.axes[0].cells.len();
    let mut names: Vec<Key> = Vec::new();
    for cell in cells.iter() {
        let category = space.category(cell);
        let family = |parent: &Key| {
            (0..all).all(|other| space.category(other).parent.as_ref() != Some(parent) || cells.contains(other))
        };
        let name = category.parent.as_ref().filter(|parent| family(parent)).unwrap_or(&category.key);
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    names
}

fn rule(space: &Space<'_>, point: &Point, cells: &[Bits], number: usize) -> Rule {
    let mut when = vec![Test::Any; space.table.columns.len()];
    for (position, axis) in space.axes.iter().enumerate() {
        if let (Some(column), Some(test)) = (axis.column, test(space, position, &cells[position], &cells[0])) {
            when[column] = test;
        }
    }
    let taken = space.rules().iter().filter_map(|rule| rule.id.strip_prefix(SUGGESTED_ID)?.parse::<usize>().ok());
    let id = format!("{SUGGESTED_ID}{}", taken.max().unwrap_or(0).saturating_add(number));
    Rule {
        id,
        when,
        then: nearest(space, point),
        note: Text::new("由校验建议，填补空白，请核对", "Suggested by the proof to fill a gap; to be looked at"),
    }
}

/// The outcome of the rule that fails the fewest tests, the last of these.
fn nearest(space: &Space<'_>, point: &Point) -> Outcome {
    let failed = |rule: usize| {
        space.axes.iter().zip(point).filter(|(axis, cell)| !axis.cells[**cell].rules.contains(rule)).count()
    };
    let rules = space.rules();
    let nearest = (0..rules.len()).rev().min_by_key(|rule| failed(*rule)).unwrap_or_default();
    rules[nearest].then.clone()
}
