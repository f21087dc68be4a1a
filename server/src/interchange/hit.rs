//! Hit policies: which of DMN's the model has, and which come to the same.

use weft::rules::{About, DecisionTable, Finding, HitPolicy, Rulebook, prove_table};

use super::feel::{self, Literal};
use super::{Fault, Grid, Line, What};

/// The table under the hit policy of the grid.
///
/// `ANY` is `FIRST` once it is proved that rules which overlap agree, `COLLECT` is `UNIQUE` once it is proved that none overlap, and
/// `PRIORITY` is `FIRST` in the order of the outputs' values.
///
/// # Errors
/// When the policy is none of these, or what it needs does not hold.
pub fn settled(grid: &Grid, mut table: DecisionTable, book: &Rulebook) -> Result<DecisionTable, Vec<Fault>> {
    let refused = |what| Err(vec![Fault { place: grid.place(None, None), what }]);
    match named(&grid.hit) {
        "UNIQUE" => table.hit = HitPolicy::Unique,
        "FIRST" => table.hit = HitPolicy::First,
        "PRIORITY" => {
            let order = by_priority(grid)?;
            table.rules = order.into_iter().map(|rule| table.rules[rule].clone()).collect();
            table.hit = HitPolicy::First;
        }
        policy @ ("ANY" | "COLLECT") if grid.aggregation.is_none() => {
            table.hit = HitPolicy::Unique;
            let faults = overlaps(grid, &prove_table(book, &table), policy == "ANY");
            if !faults.is_empty() {
                return Err(faults);
            }
            table.hit = if policy == "ANY" { HitPolicy::First } else { HitPolicy::Unique };
        }
        other => return refused(What::Hit(grid.aggregation.as_deref().unwrap_or(other).to_owned())),
    }
    Ok(table)
}

/// The full name of a hit policy, which may be given by its letter.
#[must_use]
pub fn named(hit: &str) -> &str {
    match hit.trim() {
        "" | "U" => "UNIQUE",
        "F" => "FIRST",
        "A" => "ANY",
        "P" => "PRIORITY",
        "C" => "COLLECT",
        "R" => "RULE ORDER",
        "O" => "OUTPUT ORDER",
        other => other,
    }
}

/// What the proof says against `ANY`, where overlapping rules may agree, or `COLLECT`.
fn overlaps(grid: &Grid, found: &[Finding], may_agree: bool) -> Vec<Fault> {
    let against = found.iter().filter_map(|finding| match finding {
        Finding::Conflict { rules, .. } => Some(What::Conflict(named(&grid.hit).to_owned(), rules.to_vec())),
        Finding::Overlap { .. } | Finding::Subsumed { .. } if may_agree => None,
        Finding::Overlap { .. } | Finding::Subsumed { .. } => Some(What::Hit(named(&grid.hit).to_owned())),
        Finding::Undecided { about: About::Overlap | About::Table, .. }
        | Finding::More { about: About::Overlap, .. }
        | Finding::TooMany { .. } => Some(What::Unproven(named(&grid.hit).to_owned())),
        _ => None,
    });
    against.map(|what| Fault { place: grid.place(None, None), what }).collect()
}

/// The rules in the order of their outputs' priority: the first output counts most, and of each the value that is listed first.
///
/// # Errors
/// Outputs whose values are not listed.
pub(super) fn by_priority(grid: &Grid) -> Result<Vec<usize>, Vec<Fault>> {
    let listed: Vec<(usize, Vec<Literal>)> = grid
        .outputs
        .iter()
        .enumerate()
        .filter_map(|(column, output)| Some((column, feel::list(output.values.as_ref()?).ok()?)))
        .collect();
    let mut faults = Vec::new();
    if listed.is_empty() {
        let names: Vec<&str> = grid.outputs.iter().map(super::Column::title).collect();
        faults.push(Fault { place: grid.place(None, None), what: What::Priority(names.join(", ")) });
    }
    let mut keys = Vec::with_capacity(grid.lines.len());
    for line in &grid.lines {
        let place = |(column, values): &(usize, Vec<Literal>)| rank(line, *column, values).ok_or(*column);
        match listed.iter().map(place).collect::<Result<Vec<usize>, usize>>() {
            Ok(key) => keys.push(key),
            Err(column) => faults.push(Fault {
                place: grid.place(Some(line), Some(grid.outputs[column].title())),
                what: What::Priority(line.outputs.get(column).cloned().unwrap_or_default()),
            }),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut order: Vec<usize> = (0..keys.len()).collect();
    order.sort_by(|one, two| keys[*one].cmp(&keys[*two]));
    Ok(order)
}

fn rank(line: &Line, column: usize, values: &[Literal]) -> Option<usize> {
    let value = feel::literal(line.outputs.get(column)?).ok()?;
    values.iter().position(|known| *known == value)
}
