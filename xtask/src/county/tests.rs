use super::*;

/// `cargo xtask county` was run after the last change of the generator or its inputs.
#[test]
fn the_committed_county_is_what_the_generator_makes() {
    let demo = demo();
    let made = make(&read(&demo, "divisions.csv").unwrap(), &read(&demo, "county.geojson").unwrap()).unwrap();
    assert!(made.units_csv == read(&demo, "units.csv").unwrap(), "demo/units.csv differs: run `cargo xtask county`");
    assert!(
        made.outlines_geojson == read(&demo, "outlines.geojson").unwrap(),
        "demo/outlines.geojson differs: run `cargo xtask county`"
    );
}

/// The written county follows the official ring: every corner of it is kept, and the corners added lie on it within 20 cm.
#[test]
fn the_written_county_is_the_official_one() {
    const OFF_M_MAX: f64 = 0.2;
    let demo = demo();
    let ring = county_ring(&read(&demo, "county.geojson").unwrap()).unwrap();
    let outlines: Value = serde_json::from_str(&read(&demo, "outlines.geojson").unwrap()).unwrap();
    let written = Outline::from_geojson(&outlines["features"][0]["geometry"]).unwrap();
    let points: Vec<Point> = written.points().collect();
    assert!(ring.iter().all(|corner| points.contains(corner)));
    let off_m = |point: Point| {
        let at = Metres::of(point);
        let edges = ring.iter().zip(ring.iter().cycle().skip(1)).map(|(from, to)| (Metres::of(*from), Metres::of(*to)));
        edges.map(|(from, to)| distance_to_way_m(at, from, to)).fold(f64::INFINITY, f64::min)
    };
    assert!(points.into_iter().all(|point| off_m(point) < OFF_M_MAX));
}

fn distance_to_way_m(at: Metres, from: Metres, to: Metres) -> f64 {
    let along = (at.x - from.x) * (to.x - from.x) + (at.y - from.y) * (to.y - from.y);
    at.distance_to(from.towards(to, (along / from.square_to(to)).clamp(0.0, 1.0)))
}
