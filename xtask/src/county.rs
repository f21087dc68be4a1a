//! `cargo xtask county`: makes the demo county's units and outlines, the same from the same seed on every machine.
//!
//! Real are the county's outline, its towns and its villages with their names and codes (see `demo/README.md`). Made up are
//! the number of grids of each village, every border inside the county, compounds, departments and stations.

mod ground;
mod mesh;
mod names;
mod plan;
mod random;
mod rows;
mod seeds;
mod shape;
mod share;
#[cfg(test)]
mod tests;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use weft::place::{Outline, Point};

use ground::Metres;
use random::SplitMix64;

/// What the whole county follows from.
const SEED: u64 = 370_830;

/// The files of the demo county.
struct Made {
    units_csv: String,
    outlines_geojson: String,
}

/// Writes `demo/units.csv` and `demo/outlines.geojson`.
pub fn county() -> Result<()> {
    let demo = demo();
    let made = make(&read(&demo, "divisions.csv")?, &read(&demo, "county.geojson")?)?;
    for (name, text) in [("units.csv", &made.units_csv), ("outlines.geojson", &made.outlines_geojson)] {
        fs::write(demo.join(name), text).with_context(|| format!("demo/{name}"))?;
        println!("demo/{name}: {} lines, {} kB", text.lines().count(), text.len() / 1_000);
    }
    Ok(())
}

fn demo() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../demo")
}

fn read(demo: &Path, name: &str) -> Result<String> {
    fs::read_to_string(demo.join(name)).with_context(|| format!("demo/{name}"))
}

fn make(divisions: &str, county_geojson: &str) -> Result<Made> {
    let mut random = SplitMix64::new(SEED);
    let ring = county_ring(county_geojson)?;
    let (county, towns) = plan::plan(divisions, &mut random)?;
    let flat: Vec<Metres> = ring.iter().map(|point| Metres::of(*point)).collect();
    let seat = Metres::of(plan::SEAT);
    let seeds = seeds::seeds(&flat, seat, &towns, plan::GRIDS, &mut random);
    let mesh = mesh::mesh(&ring, &seeds)?;
    let shares = share::share(&towns, &seeds, seat, &mesh.neighbours(seeds.len()))?;
    let shape = shape::shape(mesh, seeds.len(), &mut random)?;
    let (units_csv, outlines_geojson) = rows::write(&county, &towns, &shares, &shape, &mut random)?;
    Ok(Made { units_csv, outlines_geojson })
}

/// The county's only ring, counter-clockwise.
fn county_ring(geojson: &str) -> Result<Vec<Point>> {
    let document: Value = serde_json::from_str(geojson)?;
    let outline = Outline::from_geojson(&document["features"][0]["geometry"])?;
    outline.check()?;
    ensure!(outline.0.len() == 1, "expected one ring, found {}", outline.0.len());
    // Writing turns land counter-clockwise.
    let mut turned = Outline::from_geojson(&outline.to_geojson())?;
    Ok(turned.0.remove(0))
}
