use proptest::prelude::*;
use serde_json::json;

use super::*;

const CELL_E7: i32 = 4;

fn outline(rings: &[&[(i32, i32)]]) -> Outline {
    Outline(rings.iter().map(|ring| ring.iter().map(|at| Point::from(*at)).collect()).collect())
}

fn square(west: i32, south: i32, size: i32) -> Outline {
    outline(&[&[(west, south), (west + size, south), (west + size, south + size), (west, south + size)]])
}

/// A sheet of `columns` × `rows` four-cornered areas whose inner corners are moved by the given offsets.
fn sheet(columns: usize, rows: usize, offsets: &[(i32, i32)]) -> Vec<(usize, Outline)> {
    let corner = |column: usize, row: usize| {
        let is_edge = column == 0 || row == 0 || column == columns || row == rows;
        let (east, north) = if is_edge { (0, 0) } else { offsets[(row * columns + column) % offsets.len()] };
        Point { lon_e7: column as i32 * CELL_E7 + east, lat_e7: row as i32 * CELL_E7 + north }
    };
    let area = |at: usize| {
        let (column, row) = (at % columns, at / columns);
        let corners = [(0, 0), (1, 0), (1, 1), (0, 1)].map(|(east, north)| corner(column + east, row + north));
        (at, Outline(vec![corners.to_vec()]))
    };
    (0..columns * rows).map(area).collect()
}

proptest! {
    /// The half-open rule: every whole-numbered point of a tiled sheet, corners and borders included, has exactly one owner.
    #[test]
    fn areas_that_tile_own_each_point_exactly_once(
        columns in 1_usize..5,
        rows in 1_usize..5,
        offsets in prop::collection::vec((-1_i32..=1, -1_i32..=1), 1..25),
    ) {
        let areas = sheet(columns, rows, &offsets);
        let (east, north) = (columns as i32 * CELL_E7, rows as i32 * CELL_E7);
        let index = AreaIndex::new(areas.clone());
        for lon_e7 in -1..=east + 1 {
            for lat_e7 in -1..=north + 1 {
                let point = Point { lon_e7, lat_e7 };
                let owners: Vec<usize> =
                    areas.iter().filter(|(_, area)| area.contains(point)).map(|(at, _)| *at).collect();
                let is_on_sheet = (0..east).contains(&lon_e7) && (0..north).contains(&lat_e7);
                prop_assert_eq!(owners.len(), usize::from(is_on_sheet), "{:?} in {:?}", point, owners);
                prop_assert_eq!(index.locate(point), owners.first().copied());
            }
        }
        let total: i128 = areas.iter().map(|(_, area)| area.twice_area_e14()).sum();
        prop_assert_eq!(total, 2 * i128::from(east) * i128::from(north));
    }

    #[test]
    fn the_index_agrees_with_a_linear_scan_also_where_areas_overlap(
        triangles in prop::collection::vec(prop::array::uniform3((-50_i32..50, -50_i32..50)), 0..40),
        points in prop::collection::vec((-55_i32..55, -55_i32..55), 1..60),
    ) {
        let areas: Vec<(usize, Outline)> =
            triangles.iter().enumerate().map(|(at, corners)| (at, outline(&[corners]))).collect();
        let index = AreaIndex::new(areas.clone());
        for point in points.into_iter().map(Point::from) {
            let scanned = areas.iter().find(|(_, area)| area.contains(point)).map(|(at, _)| *at);
            prop_assert_eq!(index.locate(point), scanned);
        }
    }

    #[test]
    fn geojson_gives_back_every_point_exactly(lon_e7 in -1_800_000_000..=1_800_000_000, lat_e7 in -900_000_000..=900_000_000) {
        let point = Point { lon_e7, lat_e7 };
        let text = point.to_geojson().to_string();
        prop_assert_eq!(Point::from_geojson(&serde_json::from_str(&text).unwrap()), Ok(point));
    }

    #[test]
    fn the_inside_point_is_inside(corners in prop::collection::vec((-60_i32..60, -60_i32..60), 3..7)) {
        let outline = outline(&[&corners]);
        prop_assume!(outline.check().is_ok());
        if let Some(point) = outline.inside_point() {
            prop_assert!(outline.contains(point));
        }
    }

    #[test]
    fn overlap_is_symmetric_and_agrees_with_counting_shared_cells(
        one in prop::collection::vec((0_i32..7, 0_i32..7), 3..6),
        two in prop::collection::vec((0_i32..7, 0_i32..7), 3..6),
    ) {
        // Scaled up so that every piece of common ground that is larger than a crumb holds a whole-numbered point.
        const SCALE: i32 = 8;
        let scaled = |corners: &[(i32, i32)]| outline(&[&corners.iter().map(|(x, y)| (x * SCALE, y * SCALE)).collect::<Vec<_>>()]);
        let (one, two) = (scaled(&one), scaled(&two));
        prop_assume!(one.check().is_ok() && two.check().is_ok());
        prop_assert_eq!(one.overlaps(&two), two.overlaps(&one));
        let is_shared = |point: Point| [&one, &two].iter().all(|area| area.contains(point) && !area.is_on_border(point));
        let shared = (0..7 * SCALE).flat_map(|x| (0..7 * SCALE).map(move |y| Point::from((x, y)))).find(|at| is_shared(*at));
        if let Some(at) = shared {
            prop_assert!(one.overlaps(&two), "both hold {:?}", at);
        } else if one.overlaps(&two) {
            // Too thin for a whole-numbered point: then at least no area may be claimed to lie within the other.
            prop_assert!(!one.is_within(&two) && !two.is_within(&one));
        }
    }

    #[test]
    fn distance_is_within_a_metre_of_the_great_circle_across_a_county(
        from in (1_163_000_000_i32..1_167_000_000, 355_000_000_i32..359_500_000),
        by in (-4_000_000_i32..4_000_000, -4_000_000_i32..4_000_000),
    ) {
        let (from, to) = (Point::from(from), Point::from((from.0 + by.0, from.1 + by.1)));
        prop_assert!((f64::from(from.distance_m(to)) - great_circle_m(from, to)).abs() < 1.5);
        prop_assert_eq!(from.distance_m(to), to.distance_m(from));
    }
}

fn great_circle_m(from: Point, to: Point) -> f64 {
    let ((lon_a, lat_a), (lon_b, lat_b)) = (from.degrees(), to.degrees());
    let (lat_a, lat_b) = (lat_a.to_radians(), lat_b.to_radians());
    let half = |angle: f64| (angle / 2.0).sin().powi(2);
    let chord = half(lat_b - lat_a) + lat_a.cos() * lat_b.cos() * half((lon_b - lon_a).to_radians());
    2.0 * 6_371_008.8 * chord.sqrt().asin()
}

#[test]
fn a_border_belongs_to_the_east_and_to_the_north() {
    let (west, east) = (square(0, 0, 10), square(10, 0, 10));
    assert!(!west.contains(Point::from((10, 5))) && east.contains(Point::from((10, 5))));
    let (south, north) = (square(0, 0, 10), square(0, 10, 10));
    assert!(!south.contains(Point::from((5, 10))) && north.contains(Point::from((5, 10))));
    assert!(square(10, 10, 10).contains(Point::from((10, 10))), "the corner of four belongs to the north-eastern one");
}

#[test]
fn the_widest_coordinates_neither_overflow_nor_err() {
    let (low, high) = (i32::MIN, i32::MAX);
    let world = outline(&[&[(low, low), (high, low), (high, high), (low, high)]]);
    assert!(world.contains(Point::from((0, 0))) && !world.contains(Point::from((high, 0))));
    let side = i128::from(high) - i128::from(low);
    assert_eq!(world.twice_area_e14(), 2 * side * side);
    assert_eq!(world.check(), Err(OutlineFault::OutOfRange { at: Point::from((low, low)) }));
    assert!(Point::from((low, low)).distance_m(Point::from((high, high))) > 0);
}

#[test]
fn a_hole_is_outside_and_counts_off_whichever_way_it_turns() {
    let ring = |west: i32, size: i32| square(west, west, size).0.remove(0);
    let mut turned = ring(4, 2);
    turned.reverse();
    for hole in [ring(4, 2), turned] {
        let outline = Outline(vec![ring(0, 10), hole]);
        assert_eq!(outline.check(), Ok(()));
        assert_eq!(outline.twice_area_e14(), 2 * (100 - 4));
        assert!(!outline.contains(Point::from((5, 5))) && outline.contains(Point::from((1, 1))));
        assert!(outline.contains(outline.inside_point().unwrap()), "the centroid is in the hole, so another is taken");
    }
}

#[test]
fn faults_of_outlines_are_named() {
    let bow = outline(&[&[(0, 0), (10, 10), (10, 0), (0, 10)]]);
    assert!(matches!(bow.check(), Err(OutlineFault::SelfIntersecting { .. }) | Err(OutlineFault::Flat { .. })));
    let crossed = outline(&[&[(0, 0), (10, 10), (10, 0), (0, 20)]]);
    assert_eq!(crossed.check(), Err(OutlineFault::SelfIntersecting { at: Point::from((0, 0)) }));
    let spike = outline(&[&[(0, 0), (10, 0), (20, 0), (10, 0), (10, 10)]]);
    assert!(matches!(spike.check(), Err(OutlineFault::SelfIntersecting { .. })));
    let pinched = outline(&[&[(0, 0), (10, 0), (5, 5), (10, 10), (0, 10), (5, 5)]]);
    assert!(matches!(pinched.check(), Err(OutlineFault::SelfIntersecting { .. })));
    assert_eq!(outline(&[&[(0, 0), (10, 0), (20, 0)]]).check(), Err(OutlineFault::Flat { ring: 0 }));
    assert_eq!(Outline::default().check(), Err(OutlineFault::Empty));
    let corner_to_corner = Outline([square(0, 0, 5).0, square(5, 5, 5).0].concat());
    assert_eq!(corner_to_corner.check(), Ok(()), "two rings may meet in a point");
}

#[test]
fn areas_side_by_side_do_not_overlap_and_lie_within_their_union() {
    let (west, east) = (square(0, 0, 10), square(10, 0, 10));
    let both = outline(&[&[(0, 0), (20, 0), (20, 10), (0, 10)]]);
    assert!(!west.overlaps(&east));
    assert!(west.is_within(&both) && east.is_within(&both) && both.is_within(&both));
    assert!(both.overlaps(&west) && both.overlaps(&both) && !both.is_within(&west));
    // The bent area's ends lie on the border of the square, but the way between them leaves it.
    let bent = outline(&[&[(0, 0), (10, 0), (10, 10), (5, 1), (0, 10)]]);
    let lid = outline(&[&[(0, 10), (5, 1), (10, 10)]]);
    assert!(!bent.overlaps(&lid) && !lid.is_within(&bent));
}

#[test]
fn geojson_keeps_pieces_and_holes_apart() {
    let ring = |west: i32, size: i32| square(west, west, size).0.remove(0);
    let outline = Outline(vec![ring(0, 100), ring(10, 20), ring(12, 4), ring(200, 50)]);
    let written = outline.to_geojson();
    assert_eq!(written["type"], "MultiPolygon");
    assert_eq!(written["coordinates"].as_array().unwrap().len(), 3, "mainland, island in its lake, and the rest");
    assert_eq!(written["coordinates"][0].as_array().unwrap().len(), 2, "the lake belongs to the mainland");
    let read = Outline::from_geojson(&written).unwrap();
    assert_eq!(read.twice_area_e14(), outline.twice_area_e14());
    assert_eq!(read.bounds(), outline.bounds());
    let simple = square(0, 0, 10);
    assert_eq!(Outline::from_geojson(&simple.to_geojson()), Ok(simple));
}

#[test]
fn geojson_faults_say_where() {
    let polygon = |ring: serde_json::Value| json!({ "type": "Polygon", "coordinates": [ring] });
    let read = |ring: serde_json::Value| Outline::from_geojson(&polygon(ring));
    assert_eq!(read(json!([[0, 0], [1, 0], [1, 1], [0, 1]])), Err(GeoJsonFault::Open { ring: 0 }));
    assert_eq!(read(json!([[0, 0], [1, 0], [0, 0]])), Err(GeoJsonFault::Short { ring: 0 }));
    assert_eq!(read(json!([[0, 0], [181, 0], [1, 1], [0, 0]])), Err(GeoJsonFault::Position { ring: 0, point: 1 }));
    assert_eq!(read(json!([[0, 0], ["1", 0], [1, 1], [0, 0]])), Err(GeoJsonFault::Position { ring: 0, point: 1 }));
    assert!(matches!(Outline::from_geojson(&json!({ "type": "LineString" })), Err(GeoJsonFault::Type { .. })));
    assert!(matches!(Point::from_geojson(&json!(null)), Err(GeoJsonFault::Type { .. })));
}
