//! The peers: `geo` + `rstar` for locating, `zen-engine` for the decision table.

use std::hint::black_box;
use std::time::Instant;

use anyhow::{Result, ensure};
use geo::{Contains, Coord, LineString, Point as GeoPoint, Polygon};
use rstar::{AABB, PointDistance, RTree, RTreeObject};
use weft::id::UnitId;
use weft::org::{Directory, Tier};
use weft::place::{Outline, Point};
use weft::rules::Rulebook;
use weft_bench::zen;
use zen_engine::DecisionEngine;
use zen_engine::model::DecisionContent;

use crate::{Asked, MEASURE, per_call};

/// Prints their figures beside ours, mean nanoseconds per call.
///
/// # Errors
/// When a peer decides differently.
pub fn compare(org: &Directory, rules: &Rulebook, asked: &[Asked], locate: f64, decide: f64) -> Result<()> {
    let peer = PeerIndex::new(org);
    for one in asked {
        ensure!(org.locate(one.point) == peer.locate(one.point), "the peer locates {:?} elsewhere", one.point);
    }
    let peer_locate = per_call(asked, |one| peer.locate(one.point));
    println!("locate a point       geo+rstar {peer_locate:8.0}   ratio {:.2}", locate / peer_locate);
    let (rest, zen) = (decide - locate, zen_time(rules, asked)?);
    println!("the table alone     zen-engine {zen:8.0}   ratio {:.3}, ours with limits and holders", rest / zen);
    Ok(())
}

/// A grid as the peer holds it: floating-point polygon in an R-tree.
struct PeerArea {
    unit: UnitId,
    polygon: Polygon<f64>,
    bounds: AABB<[f64; 2]>,
}

impl RTreeObject for PeerArea {
    type Envelope = AABB<[f64; 2]>;
    fn envelope(&self) -> Self::Envelope {
        self.bounds
    }
}

impl PointDistance for PeerArea {
    fn distance_2(&self, point: &[f64; 2]) -> f64 {
        if self.polygon.contains(&GeoPoint::new(point[0], point[1])) { 0.0 } else { f64::MAX }
    }

    fn contains_point(&self, point: &[f64; 2]) -> bool {
        self.polygon.contains(&GeoPoint::new(point[0], point[1]))
    }
}

struct PeerIndex(RTree<PeerArea>);

impl PeerIndex {
    fn new(org: &Directory) -> Self {
        let grids = org.units().filter(|unit| unit.tier == Tier::Grid);
        Self(RTree::bulk_load(grids.map(|unit| peer_area(unit.id, &unit.outline)).collect()))
    }

    fn locate(&self, point: Point) -> Option<UnitId> {
        let point = [f64::from(point.lon_e7), f64::from(point.lat_e7)];
        self.0.locate_at_point(point).map(|area| area.unit)
    }
}

fn peer_area(unit: UnitId, outline: &Outline) -> PeerArea {
    let ring = |ring: &Vec<Point>| -> LineString<f64> {
        ring.iter().map(|point| Coord { x: f64::from(point.lon_e7), y: f64::from(point.lat_e7) }).collect()
    };
    let mut rings = outline.0.iter().map(ring);
    let polygon = Polygon::new(rings.next().unwrap_or_else(|| LineString::new(vec![])), rings.collect());
    let corners: Vec<[f64; 2]> = polygon.exterior().coords().map(|coord| [coord.x, coord.y]).collect();
    PeerArea { unit, bounds: AABB::from_points(&corners), polygon }
}

/// Mean nanoseconds of the same table in zen-engine, which neither finds holders nor counts limits.
fn zen_time(rules: &Rulebook, asked: &[Asked]) -> Result<f64> {
    let content: DecisionContent = serde_json::from_value(zen::graph(rules)?)?;
    let engine = DecisionEngine::default();
    let mut decision = engine.create_decision(content.into()).map_err(|error| anyhow::anyhow!("{error:?}"))?;
    decision.compile();
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let inputs: Vec<serde_json::Value> = asked.iter().map(zen_input).collect();
    let first =
        runtime.block_on(decision.evaluate(inputs[0].clone().into())).map_err(|error| anyhow::anyhow!("{error:?}"))?;
    ensure!(first.result.to_value().get("rule").is_some(), "zen-engine found no rule: {:?}", first.result);
    let (start, mut calls) = (Instant::now(), 0u32);
    while start.elapsed() < MEASURE {
        for input in &inputs {
            let answer = runtime.block_on(decision.evaluate(input.clone().into()));
            let _ = black_box(answer);
            calls += 1;
        }
    }
    Ok(start.elapsed().as_secs_f64() * 1e9 / f64::from(calls))
}

fn zen_input(asked: &Asked) -> serde_json::Value {
    let mut input = serde_json::json!({ "category": asked.category, "mode": "routine", "compound": null });
    for (key, value) in &asked.facts {
        input[key] = serde_json::to_value(value).unwrap_or_default();
    }
    input
}
