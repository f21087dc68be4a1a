//! Outlines, and how they lie to each other.

use std::collections::BTreeMap;

use serde_json::Value;

use super::table::{shortened, text};
use super::units::Drafts;
use super::{Fault, Faults, IMPORT_ROWS_MAX, ImportFile};
use crate::kinds::unit::OUTLINE_POINTS_MAX;
use crate::org::{Directory, Tier};
use crate::place::{Bounds, Outline};

/// Reads the outlines into their units.
pub(super) fn read(bytes: &[u8], drafts: &mut Drafts, faults: &mut Faults) {
    const FILE: ImportFile = ImportFile::Outlines;
    let Some(text) = text(FILE, bytes, faults) else {
        return;
    };
    let document: Value = serde_json::from_str(text).unwrap_or_default();
    let Some(features) = document["features"].as_array().filter(|_| document["type"] == "FeatureCollection") else {
        faults.add(FILE, 0, None, Fault::NotFeatures);
        return;
    };
    if features.len() > IMPORT_ROWS_MAX {
        faults.add(FILE, 0, None, Fault::TooManyRows { max: IMPORT_ROWS_MAX });
        return;
    }
    let mut first: BTreeMap<usize, usize> = BTreeMap::new();
    for (row, feature) in (1..).zip(features) {
        let code = feature["properties"]["code"].as_str().unwrap_or_default();
        let Some(at) = drafts.by_code.get(code).copied() else {
            let fault = if code.is_empty() { Fault::Empty } else { Fault::UnknownUnit { code: shortened(code) } };
            faults.add(FILE, row, Some("code"), fault);
            continue;
        };
        let earlier = *first.entry(at).or_insert(row);
        let read = if earlier == row { read_outline(feature) } else { Err(Fault::Duplicate { first: earlier }) };
        match (read, &mut drafts.list[at].unit) {
            (Ok(outline), Some(unit)) => unit.outline = outline,
            (Ok(_), None) => {}
            (Err(fault), _) => {
                drafts.list[at].is_bad = true;
                faults.add(FILE, row, Some("geometry"), fault);
            }
        }
    }
}

fn read_outline(feature: &Value) -> Result<Outline, Fault> {
    let outline = Outline::from_geojson(&feature["geometry"]).map_err(|why| Fault::Geometry { why })?;
    if outline.points().count() > OUTLINE_POINTS_MAX {
        return Err(Fault::TooManyPoints { max: OUTLINE_POINTS_MAX });
    }
    outline.check().map_err(|why| Fault::Outline { why })?;
    Ok(outline)
}

/// Checks that grids have outlines, that each lies within the one above and holds its own point, and that no grids share ground.
pub(super) fn check(drafts: &mut Drafts, county: &Directory, faults: &mut Faults) {
    let found: Vec<(usize, Option<&str>, Fault)> =
        (0..drafts.list.len()).filter_map(|at| fault_of(at, drafts, county)).collect();
    for (at, column, fault) in found {
        drafts.fault(at, column, fault, faults);
    }
    check_overlaps(drafts, county, faults);
}

fn fault_of<'a>(at: usize, drafts: &Drafts, county: &Directory) -> Option<(usize, Option<&'a str>, Fault)> {
    let draft = &drafts.list[at];
    let unit = draft.unit.as_ref()?;
    if unit.outline.is_empty() {
        // A bad row has been named already, perhaps for the very outline that is missing here.
        let is_missing = unit.tier == Tier::Grid && !draft.is_bad;
        return is_missing.then_some((at, None, Fault::OutlineMissing));
    }
    if unit.point.is_some_and(|point| !unit.outline.contains(point)) {
        return Some((at, Some("lon"), Fault::PointOutside));
    }
    let above = drafts.get(&draft.parent_code).and_then(|above| above.unit.as_ref()).map(|above| &above.outline);
    let above = above.or_else(|| county.unit(unit.parent?).map(|above| &above.outline))?;
    if above.is_empty() {
        return None;
    }
    let outside = unit.outline.first_outside(above)?;
    Some((at, None, Fault::OutsideParent { at: outside }))
}

/// A grid with the box around it: one of the file has its place there, one the county has already has none.
struct Ground<'a> {
    bounds: Bounds,
    outline: &'a Outline,
    code: &'a str,
    draft: Option<usize>,
}

fn check_overlaps(drafts: &mut Drafts, county: &Directory, faults: &mut Faults) {
    let held = county.units().filter(|unit| unit.tier == Tier::Grid && unit.to.is_none());
    let held = held.map(|unit| (None, unit.code.value.as_str(), &unit.outline));
    let new = drafts.list.iter().enumerate().filter_map(|(at, draft)| {
        let unit = draft.unit.as_ref().filter(|unit| unit.tier == Tier::Grid)?;
        Some((Some(at), draft.code.as_str(), &unit.outline))
    });
    let mut grounds: Vec<Ground<'_>> = { held.chain(new) }
        .filter_map(|(draft, code, outline)| Some(Ground { bounds: outline.bounds()?, outline, code, draft }))
        .collect();
    // Sorted by their western border, a grid need only be compared with those that begin before it ends.
    grounds.sort_by_key(|ground| (ground.bounds.min, ground.draft));
    let mut overlaps: Vec<(usize, String)> = Vec::new();
    for (place, one) in grounds.iter().enumerate() {
        let near = grounds[place + 1..].iter().take_while(|two| two.bounds.min.lon_e7 <= one.bounds.max.lon_e7);
        for two in near.filter(|two| one.outline.overlaps(two.outline)) {
            // The later row is the one that intrudes; what the county has already is never to blame.
            let (other, later) = if one.draft < two.draft { (one, two) } else { (two, one) };
            overlaps.extend(later.draft.map(|at| (at, other.code.to_owned())));
        }
    }
    overlaps.sort();
    for (at, other) in overlaps {
        drafts.fault(at, None, Fault::Overlaps { other }, faults);
    }
}
