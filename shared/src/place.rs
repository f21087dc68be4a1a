//! Points, outlines and which area a point lies in.
//!
//! Everything here is exact: coordinates are whole numbers, so a phone, a kiosk and the server always agree on the grid a
//! point lies in, and areas that share a border neither gap nor overlap by rounding.

mod check;
mod exact;
mod geojson;
mod index;

use serde::{Deserialize, Serialize};

pub use check::{OutlineFault, RING_POINTS_MIN};
pub use geojson::GeoJsonFault;
pub use index::AreaIndex;

use exact::{Xy, crosses_east_of};

/// 10⁻⁷ degrees in one degree.
pub const DEGREE_E7: i32 = 10_000_000;

/// Length of 10⁻⁷ degree along a meridian, metres, on a sphere of the Earth's mean radius (6,371,008.8 m).
const STEP_M: f64 = 0.011_119_508_023_353;

/// Radians in 10⁻⁷ degree.
const STEP_RAD: f64 = 1.745_329_251_994_329_5e-9;

/// A place on the ground: WGS84 in units of 10⁻⁷ degree (about 1 cm), so that every device computes the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "(i32, i32)", into = "(i32, i32)")]
pub struct Point {
    /// Longitude east, 10⁻⁷ degree.
    pub lon_e7: i32,
    /// Latitude north, 10⁻⁷ degree.
    pub lat_e7: i32,
}

impl From<(i32, i32)> for Point {
    fn from((lon_e7, lat_e7): (i32, i32)) -> Self {
        Self { lon_e7, lat_e7 }
    }
}

impl From<Point> for (i32, i32) {
    fn from(point: Point) -> Self {
        (point.lon_e7, point.lat_e7)
    }
}

impl Point {
    /// The nearest point to these degrees, or none outside of ±180° and ±90°.
    #[must_use]
    pub fn from_degrees(lon: f64, lat: f64) -> Option<Self> {
        let in_range = (-180.0..=180.0).contains(&lon) && (-90.0..=90.0).contains(&lat);
        in_range.then(|| Self { lon_e7: e7(lon), lat_e7: e7(lat) })
    }

    /// Longitude and latitude in degrees; seven decimals of them are exact.
    #[must_use]
    pub fn degrees(self) -> (f64, f64) {
        (f64::from(self.lon_e7) / f64::from(DEGREE_E7), f64::from(self.lat_e7) / f64::from(DEGREE_E7))
    }

    /// Distance to another point in whole metres, rounded to the nearest, the same on every machine.
    ///
    /// Equirectangular: within a county the error is far below a metre. Uses only the operations IEEE 754 fixes to the last bit
    /// (`+ - * /` and the square root) and a fixed polynomial for the cosine, because library cosines differ between platforms.
    #[must_use]
    pub fn distance_m(self, other: Self) -> u32 {
        let turn_e7 = 360 * i64::from(DEGREE_E7);
        let apart_e7 = (i64::from(self.lon_e7) - i64::from(other.lon_e7)).abs() % turn_e7;
        let lon_e7 = apart_e7.min(turn_e7 - apart_e7) as f64;
        let lat_e7 = (i64::from(self.lat_e7) - i64::from(other.lat_e7)) as f64;
        let middle_rad = (i64::from(self.lat_e7) + i64::from(other.lat_e7)) as f64 / 2.0 * STEP_RAD;
        let east = lon_e7 * cosine(middle_rad) * STEP_M;
        let north = lat_e7 * STEP_M;
        // A cast from float to integer saturates and truncates: adding a half rounds.
        ((east * east + north * north).sqrt() + 0.5) as u32
    }

    pub(crate) const fn xy(self) -> Xy {
        (self.lon_e7 as i64, self.lat_e7 as i64)
    }
}

/// Degrees within ±180 as 10⁻⁷ degree, to the nearest.
fn e7(degrees: f64) -> i32 {
    let scaled = degrees * f64::from(DEGREE_E7);
    (if scaled < 0.0 { scaled - 0.5 } else { scaled + 0.5 }) as i32
}

/// The cosine of an angle within ±π/2, to about 10⁻¹²: its Taylor polynomial to the sixteenth power.
fn cosine(angle_rad: f64) -> f64 {
    let square = angle_rad * angle_rad;
    (1..=8).rev().fold(1.0, |rest, pair| {
        let n = f64::from(2 * pair);
        1.0 - square / (n * (n - 1.0)) * rest
    })
}

/// The smallest east–west, north–south box around something, borders included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Bounds {
    /// South-west corner.
    pub min: Point,
    /// North-east corner.
    pub max: Point,
}

impl Bounds {
    /// The box around these points; none for no points.
    #[must_use]
    pub fn around(points: impl IntoIterator<Item = Point>) -> Option<Self> {
        points.into_iter().fold(None, |bounds: Option<Self>, point| {
            Some(bounds.map_or(Self { min: point, max: point }, |bounds| bounds.with(point)))
        })
    }

    /// The box that also holds this point.
    #[must_use]
    pub fn with(self, point: Point) -> Self {
        let pick = |of: fn(i32, i32) -> i32, corner: Point| Point {
            lon_e7: of(corner.lon_e7, point.lon_e7),
            lat_e7: of(corner.lat_e7, point.lat_e7),
        };
        Self { min: pick(i32::min, self.min), max: pick(i32::max, self.max) }
    }

    /// Whether the point lies in the box or on its border.
    #[must_use]
    pub fn contains(self, point: Point) -> bool {
        (self.min.lon_e7..=self.max.lon_e7).contains(&point.lon_e7)
            && (self.min.lat_e7..=self.max.lat_e7).contains(&point.lat_e7)
    }

    /// Whether the boxes have a point in common.
    #[must_use]
    pub fn meets(self, other: Self) -> bool {
        self.min.lon_e7 <= other.max.lon_e7
            && other.min.lon_e7 <= self.max.lon_e7
            && self.min.lat_e7 <= other.max.lat_e7
            && other.min.lat_e7 <= self.max.lat_e7
    }
}

/// An area: rings by the even-odd rule, each a list of points without a repeated last one. A ring inside another is a hole.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Outline(pub Vec<Vec<Point>>);

impl Outline {
    /// Whether there is no ring at all, as for a unit that has only a point.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the point belongs to the area.
    ///
    /// **Borders.** A point on a border belongs to the area just **east** of it; where the border itself runs exactly
    /// east–west, to the area just **north** of it. In other words: a point counts as if it lay a hair to the east and, far
    /// less than that, to the north. So of areas that tile a county each point, also a shared corner, lies in exactly one.
    #[must_use]
    pub fn contains(&self, point: Point) -> bool {
        let at = point.xy();
        self.edges().filter(|(from, to)| crosses_east_of(at, from.xy(), to.xy())).count() % 2 == 1
    }

    /// Whether the point lies exactly on some edge.
    #[must_use]
    pub fn is_on_border(&self, point: Point) -> bool {
        self.edges().any(|(from, to)| exact::is_on(point.xy(), from.xy(), to.xy()))
    }

    /// Every edge of every ring, the closing ones included.
    pub fn edges(&self) -> impl Iterator<Item = (Point, Point)> {
        self.0.iter().flat_map(|ring| ring_edges(ring))
    }

    /// Every point of every ring.
    pub fn points(&self) -> impl Iterator<Item = Point> {
        self.0.iter().flatten().copied()
    }

    /// The box around it; none for an empty outline.
    #[must_use]
    pub fn bounds(&self) -> Option<Bounds> {
        Bounds::around(self.points())
    }

    /// Twice the area in square degrees × 10¹⁴: a whole number, so that areas can be added and compared exactly. Holes count off.
    #[must_use]
    pub fn twice_area_e14(&self) -> i128 {
        self.signed_rings().map(|(sign, ring)| sign * exact::twice_area(ring)).sum()
    }

    /// The centre of gravity, rounded; none without an area. May lie outside of a bent area: see [`Self::inside_point`].
    #[must_use]
    pub fn centroid(&self) -> Option<Point> {
        let start = self.points().next()?.xy();
        let (mut lon, mut lat, mut twice_area) = (0_i128, 0_i128, 0_i128);
        for (sign, ring) in self.signed_rings() {
            let moment = exact::moment(ring, start);
            lon += sign * moment.0;
            lat += sign * moment.1;
            twice_area += sign * exact::twice_area(ring);
        }
        let share = |moment: i128, start: i64| {
            let offset = exact::divide_rounded(moment, 3 * twice_area)?;
            i32::try_from(i128::from(start) + offset).ok()
        };
        Some(Point { lon_e7: share(lon, start.0)?, lat_e7: share(lat, start.1)? })
    }

    /// A point that belongs to the area, as central as is easy: for labels and stand-in positions. None without an area that
    /// holds a whole-numbered point.
    #[must_use]
    pub fn inside_point(&self) -> Option<Point> {
        let is_good = |point: &Point| self.contains(*point) && !self.is_on_border(*point);
        if let Some(centre) = self.centroid().filter(is_good) {
            return Some(centre);
        }
        let bounds = self.bounds()?;
        let (south, north) = (i64::from(bounds.min.lat_e7), i64::from(bounds.max.lat_e7));
        let lines = [4, 3, 5, 2, 6, 1, 7].map(|eighth| south + (north - south) * eighth / 8);
        lines
            .into_iter()
            .filter_map(|lat| self.widest_middle(i32::try_from(lat).ok()?))
            .find(is_good)
            .or_else(|| self.points().find(|point| self.contains(*point)))
    }

    /// The middle of the widest stretch inside the area along this parallel.
    fn widest_middle(&self, lat_e7: i32) -> Option<Point> {
        let mut crossings: Vec<i64> =
            self.edges().filter_map(|(from, to)| exact::lon_at(i64::from(lat_e7), from.xy(), to.xy())).collect();
        crossings.sort_unstable();
        let (west, east) = crossings
            .chunks_exact(2)
            .map(|pair| (pair[0], pair[1]))
            .max_by_key(|(west, east)| (east - west, std::cmp::Reverse(*west)))?;
        Some(Point { lon_e7: i32::try_from((west + east) / 2).ok()?, lat_e7 })
    }

    /// Each ring turned counter-clockwise, with 1 for land and −1 for a hole.
    fn signed_rings(&self) -> impl Iterator<Item = (i128, &[Point])> {
        (0..self.0.len()).map(|at| {
            let turn = if exact::twice_area(&self.0[at]) < 0 { -1 } else { 1 };
            let land = if self.is_hole(at) { -1 } else { 1 };
            (turn * land, self.0[at].as_slice())
        })
    }

    /// Whether this ring lies inside an odd number of the others.
    fn is_hole(&self, at: usize) -> bool {
        let others = self.0.iter().enumerate().filter(|(other, _)| *other != at);
        others.filter(|(_, other)| exact::ring_is_inside(&self.0[at], other)).count() % 2 == 1
    }
}

/// The edges of a closed ring.
fn ring_edges(ring: &[Point]) -> impl Iterator<Item = (Point, Point)> {
    let before = ring.last().into_iter().chain(ring);
    before.zip(ring).map(|(from, to)| (*from, *to))
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;
