//! Whether there is somebody to answer wherever the rules may lead.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::id::UnitId;
use crate::org::{Directory, Post, Tier, Unit};
use crate::rules::eval::path_up;
use crate::rules::{Case, Finding, Key, Rulebook, TICKET_TABLE};

/// A post that some rule needs.
struct Need<'a> {
    /// The rule or ladder.
    at: String,
    /// A case that leads there.
    case: Option<&'a Case>,
}

/// An empty post.
struct Empty {
    unit: UnitId,
    grid: UnitId,
    units: usize,
}

/// Checks that on `day` every post that the rules of the ticket table, or the ladders from there up, lead to is held or stood in for
/// in every unit on the way from a grid up. `examples` are cases that the rules decide.
pub(super) fn check(
    book: &Rulebook,
    org: &Directory,
    day: NaiveDate,
    examples: &[Option<Case>],
    findings: &mut Vec<Finding>,
) {
    let needs = needs(book, examples);
    let ways = ways(book);
    let mut lost: BTreeSet<usize> = BTreeSet::new();
    let mut empty: BTreeMap<(Tier, Post), Empty> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    let is_open = |unit: &&Unit| unit.tier == Tier::Grid && unit.to.is_none_or(|to| day <= to);
    for grid in org.units().filter(is_open) {
        let Ok(path) = path_up(grid.id, org) else {
            continue;
        };
        for (position, (at, ladder, tiers)) in ways.iter().enumerate() {
            let leads_somewhere = tiers.iter().any(|tier| path.iter().any(|unit| unit.tier == *tier));
            if !leads_somewhere && lost.insert(position) {
                findings.push(Finding::NoLevelThere { at: at.clone(), ladder: ladder.clone(), grid: grid.id });
            }
        }
        for (tier, post) in needs.keys() {
            let Some(unit) = path.iter().find(|unit| unit.tier == *tier) else {
                continue;
            };
            if seen.insert((unit.id, *post)) && book.holder(&path, *tier, *post, day).is_err() {
                let first = Empty { unit: unit.id, grid: grid.id, units: 0 };
                empty.entry((*tier, *post)).or_insert(first).units += 1;
            }
        }
    }
    findings.extend(empty.into_iter().map(|((tier, post), Empty { unit, grid, units })| {
        let need = &needs[&(tier, post)];
        Finding::Vacant { tier, post, unit, units, grid, at: need.at.clone(), case: need.case.cloned() }
    }));
}

/// Every post that a rule leads to at once or by its ladder, with the first that does.
fn needs<'a>(book: &Rulebook, examples: &'a [Option<Case>]) -> BTreeMap<(Tier, Post), Need<'a>> {
    let mut needs = BTreeMap::new();
    for (position, rule) in book.table(TICKET_TABLE).iter().flat_map(|table| &table.rules).enumerate() {
        let outcome = &rule.then;
        let case = examples.get(position).and_then(Option::as_ref);
        let Some(ladder) = book.ladder(&outcome.ladder) else {
            continue;
        };
        let Some(rung) = ladder.rungs.iter().position(|rung| rung.tier == outcome.tier) else {
            continue;
        };
        let at = format!("{TICKET_TABLE}/{}", rule.id);
        needs.entry((outcome.tier, outcome.post)).or_insert(Need { at, case });
        for above in ladder.rungs.iter().skip(rung + 1) {
            needs.entry((above.tier, above.post)).or_insert_with(|| Need { at: ladder.key.clone(), case });
        }
    }
    needs
}

/// For every rule, the levels that its ladder leads to.
fn ways(book: &Rulebook) -> Vec<(String, Key, Vec<Tier>)> {
    let mut known = BTreeSet::new();
    let mut ways = Vec::new();
    for rule in book.table(TICKET_TABLE).iter().flat_map(|table| &table.rules) {
        let outcome = &rule.then;
        let tiers = book.ladder(&outcome.ladder).into_iter().flat_map(|ladder| &ladder.rungs).map(|rung| rung.tier);
        let tiers: Vec<Tier> = tiers.skip_while(|tier| *tier != outcome.tier).collect();
        if !tiers.is_empty() && known.insert((&outcome.ladder, outcome.tier)) {
            ways.push((format!("{TICKET_TABLE}/{}", rule.id), outcome.ladder.clone(), tiers));
        }
    }
    ways
}
