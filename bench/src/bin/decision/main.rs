//! Route + locate: how long one decision takes, beside `geo` + `rstar` for locating and `zen-engine` for the decision table.
//!
//! `cargo xtask bench decision` runs it natively, beside the peers, and then alone in wasm under V8, the engine of Chromium.

#[cfg(not(target_family = "wasm"))]
mod peers;

use std::hint::black_box;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use weft::org::{Directory, Tier};
use weft::place::Point;
use weft::rules::{Facts, Matter, Mode, Rulebook};
use weft::sample::commands::SplitMix64;
use weft::sample::morning;

/// How many different matters go round.
const MATTERS: usize = 4_096;
/// Each measure runs at least so long.
const MEASURE: Duration = Duration::from_secs(2);

/// A report to be decided.
struct Asked {
    point: Point,
    category: String,
    facts: Facts,
}

fn main() -> Result<()> {
    let (org, rules) = (weft_bench::county()?, weft_bench::rulebook()?);
    let asked = matters(&org, &rules)?;
    println!("{} grids, {} rules; nanoseconds per call, mean over {MATTERS} matters", grids(&org), table_len(&rules));

    let locate = per_call(&asked, |one| org.locate(one.point));
    println!("locate a point            weft {locate:8.0}");
    let decide = per_call(&asked, |one| {
        let unit = org.locate(one.point)?;
        rules
            .route(
                &Matter { category: &one.category, facts: &one.facts, unit, mode: Mode::Routine, at: morning() },
                &org,
            )
            .ok()
    });
    println!("locate + route + limits   weft {decide:8.0}   (aim 2000, native)");
    #[cfg(not(target_family = "wasm"))]
    peers::compare(&org, &rules, &asked, locate, decide)?;
    Ok(())
}

fn grids(org: &Directory) -> usize {
    org.units().filter(|unit| unit.tier == Tier::Grid).count()
}

fn table_len(rules: &Rulebook) -> usize {
    rules.table("ticket").map_or(0, |table| table.rules.len())
}

/// Matters all over the county that the rulebook decides.
fn matters(org: &Directory, rules: &Rulebook) -> Result<Vec<Asked>> {
    let bounds: Vec<Point> =
        org.units().filter(|unit| unit.tier == Tier::County).flat_map(|unit| unit.outline.0.concat()).collect();
    let span = |of: fn(&Point) -> i32| -> Option<(i32, i32)> {
        Some((bounds.iter().map(of).min()?, bounds.iter().map(of).max()?))
    };
    let (west, east) = span(|point| point.lon_e7).context("the county has an outline")?;
    let (south, north) = span(|point| point.lat_e7).context("the county has an outline")?;
    let categories: Vec<_> = rules.categories.iter().filter(|category| rules.is_choosable(category)).collect();
    let mut random = SplitMix64(370_830);
    let mut asked = Vec::with_capacity(MATTERS);
    while asked.len() < MATTERS {
        let mut within =
            |from: i32, to: i32| from + i32::try_from(random.below(u64::from(to.abs_diff(from)))).unwrap_or(0);
        let point = Point { lon_e7: within(west, east), lat_e7: within(south, north) };
        let category = random.pick(&categories);
        let mut facts = Facts::new();
        for question in &category.questions {
            if let Some(fact) = rules.fact(&question.fact) {
                facts.insert(fact.key.clone(), random.pick(&fact.sample_values()).clone());
            }
        }
        let Some(unit) = org.locate(point) else { continue };
        let matter = Matter { category: &category.key, facts: &facts, unit, mode: Mode::Routine, at: morning() };
        rules.route(&matter, org)?;
        asked.push(Asked { point, category: category.key.clone(), facts });
    }
    Ok(asked)
}

/// Mean nanoseconds of a call.
fn per_call<T>(asked: &[Asked], mut call: impl FnMut(&Asked) -> T) -> f64 {
    asked.iter().for_each(|one| {
        black_box(call(one));
    });
    let (start, mut calls) = (Instant::now(), 0u32);
    while start.elapsed() < MEASURE {
        for one in asked {
            black_box(call(black_box(one)));
            calls += 1;
        }
    }
    start.elapsed().as_secs_f64() * 1e9 / f64::from(calls)
}
