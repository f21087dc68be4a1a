//! The demo county as it is committed: real enough to work in, and exact.
#![cfg(not(target_arch = "wasm32"))]

use std::collections::BTreeMap;

use weft::id::UnitId;
use weft::import::{BadRows, Files, ImportReport, import, unit_id};
use weft::kinds::unit::{Command, NewUnit};
use weft::org::{Directory, Tier};
use weft::place::{AreaIndex, Bounds, Outline, Point};

const UNITS: &[u8] = include_bytes!("../../demo/units.csv");
const OUTLINES: &[u8] = include_bytes!("../../demo/outlines.geojson");

fn imported() -> ImportReport {
    let files = Files { units: Some(UNITS), outlines: Some(OUTLINES), appointments: None };
    import(files, &Directory::default(), BadRows::Refuse)
}

fn units() -> BTreeMap<UnitId, NewUnit> {
    let creates = imported().commands.into_iter().map(|(id, command)| match command {
        Command::Create(unit) => (id, *unit),
        other => panic!("{other:?}"),
    });
    creates.collect()
}

fn of_tier(units: &BTreeMap<UnitId, NewUnit>, tier: Tier) -> Vec<(UnitId, &NewUnit)> {
    units.iter().filter(|(_, unit)| unit.tier == tier).map(|(id, unit)| (*id, unit)).collect()
}

/// Points all over a box, without chance: a lattice whose steps share no factor with the coordinates' own.
fn lattice(bounds: Bounds, step_e7: usize) -> impl Iterator<Item = Point> {
    let lons = (bounds.min.lon_e7..=bounds.max.lon_e7).step_by(step_e7);
    lons.flat_map(move |lon_e7| {
        (bounds.min.lat_e7..=bounds.max.lat_e7).step_by(step_e7).map(move |lat_e7| Point { lon_e7, lat_e7 })
    })
}

#[test]
fn the_county_imports_without_a_fault_and_has_the_published_size() {
    let report = imported();
    assert_eq!(report.faults, []);
    let units = units();
    let counts = Tier::ALL.map(|tier| of_tier(&units, tier).len());
    assert_eq!(counts, [1, 15, 372, 743, 52, 10, 38]);
}

#[test]
fn grids_tile_every_level_exactly() {
    let units = units();
    for tier in [Tier::County, Tier::Town, Tier::Community] {
        let mut below: BTreeMap<UnitId, i128> = BTreeMap::new();
        let parts = units.values().filter(|unit| matches!(unit.tier, Tier::Town | Tier::Community | Tier::Grid));
        for unit in parts {
            *below.entry(unit.parent.unwrap()).or_default() += unit.outline.twice_area_e14();
        }
        for (id, unit) in of_tier(&units, tier) {
            assert_eq!(below[&id], unit.outline.twice_area_e14(), "{}", unit.name.zh);
        }
    }
}

#[test]
fn every_point_of_the_county_lies_in_exactly_one_grid_and_no_point_outside_does() {
    let units = units();
    let grids: Vec<(UnitId, Outline)> =
        of_tier(&units, Tier::Grid).into_iter().map(|(id, unit)| (id, unit.outline.clone())).collect();
    let index = AreaIndex::new(grids.clone());
    let county = &units[&unit_id("nbs", "370830000000")].outline;
    let corners = grids.iter().flat_map(|(_, outline)| outline.points());
    let mut inside = 0;
    for point in lattice(county.bounds().unwrap(), 130_003).chain(corners.step_by(23)) {
        let owners: Vec<UnitId> =
            grids.iter().filter(|(_, outline)| outline.contains(point)).map(|(id, _)| *id).collect();
        assert_eq!(owners.len(), usize::from(county.contains(point)), "{point:?}");
        assert_eq!(index.locate(point), owners.first().copied());
        inside += owners.len();
    }
    assert!(inside > 500);
}

#[test]
fn every_unit_lies_in_the_grids_of_the_unit_above() {
    let units = units();
    for unit in units.values().filter(|unit| unit.outline.is_empty()) {
        let point = unit.point.unwrap();
        assert!(units[&unit.parent.unwrap()].outline.contains(point), "{}", unit.name.zh);
    }
}
