//! A flat ground in metres around the county's middle, to plan on. What is written is whole-numbered again.

use weft::place::Point;

/// Where the metres start.
const ORIGIN: Point = Point { lon_e7: 1_164_900_000, lat_e7: 357_300_000 };
/// Metres in 10⁻⁷ degree east at that latitude, and north.
const STEP_M: (f64, f64) = (0.009_027_0, 0.011_119_5);
/// Written coordinates are multiples of this many 10⁻⁷ degrees (six decimals, about 10 cm), to keep the files small.
const ROUND_E7: f64 = 10.0;

/// A place on the flat ground: metres east and north of the origin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Metres {
    /// East.
    pub x: f64,
    /// North.
    pub y: f64,
}

impl Metres {
    /// The place of a point.
    pub fn of(point: Point) -> Self {
        Self {
            x: f64::from(point.lon_e7 - ORIGIN.lon_e7) * STEP_M.0,
            y: f64::from(point.lat_e7 - ORIGIN.lat_e7) * STEP_M.1,
        }
    }

    /// The rounded point of a place.
    pub fn point(self) -> Point {
        let round = |metres: f64, step: f64| ((metres / step / ROUND_E7).round() * ROUND_E7) as i32;
        Point { lon_e7: ORIGIN.lon_e7 + round(self.x, STEP_M.0), lat_e7: ORIGIN.lat_e7 + round(self.y, STEP_M.1) }
    }

    /// The place a share of the way to another.
    pub fn towards(self, other: Self, share: f64) -> Self {
        Self { x: self.x + (other.x - self.x) * share, y: self.y + (other.y - self.y) * share }
    }

    /// The square of the distance to another, square metres.
    pub fn square_to(self, other: Self) -> f64 {
        let (x, y) = (self.x - other.x, self.y - other.y);
        x * x + y * y
    }

    /// The distance to another, metres.
    pub fn distance_to(self, other: Self) -> f64 {
        self.square_to(other).sqrt()
    }
}

/// Whether a place lies inside a ring (borders do not matter here: this only plans).
pub fn is_inside(at: Metres, ring: &[Metres]) -> bool {
    let before = ring.last().into_iter().chain(ring);
    let crosses = |(a, b): &(&Metres, &Metres)| {
        (a.y <= at.y) != (b.y <= at.y) && at.x < a.x + (at.y - a.y) / (b.y - a.y) * (b.x - a.x)
    };
    before.zip(ring).filter(crosses).count() % 2 == 1
}
