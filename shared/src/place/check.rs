//! Whether an outline is sound, and how two outlines lie to each other.

use serde::{Deserialize, Serialize};

use super::exact::{Meeting, Xy, crosses_east_of, is_on, meeting};
use super::{DEGREE_E7, Outline, Point, ring_edges};

/// Fewest points of a ring.
pub const RING_POINTS_MIN: usize = 3;

/// What is wrong with an outline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum OutlineFault {
    /// There is no ring.
    #[error("there is no ring")]
    Empty,
    /// A ring has fewer than [`RING_POINTS_MIN`] points, or encloses nothing.
    #[error("ring {ring} encloses nothing")]
    Flat {
        /// Which ring, from 0.
        ring: usize,
    },
    /// A point lies outside of ±180° and ±90°.
    #[error("{at:?} is not a place on the Earth")]
    OutOfRange {
        /// The point.
        at: Point,
    },
    /// Two edges cross or touch where they must not.
    #[error("edges cross or touch at or after {at:?}")]
    SelfIntersecting {
        /// Where the first of the two edges begins.
        at: Point,
    },
}

/// An edge with the ring it belongs to and its place in it.
#[derive(Clone, Copy)]
struct Edge {
    ring: usize,
    at: usize,
    from: Xy,
    to: Xy,
}

impl Outline {
    /// Whether every ring is simple and encloses something, and rings meet at most in single points.
    ///
    /// # Errors
    /// The first fault found.
    pub fn check(&self) -> Result<(), OutlineFault> {
        if self.is_empty() {
            return Err(OutlineFault::Empty);
        }
        let is_on_earth = |point: &Point| {
            point.lon_e7.unsigned_abs() <= 180 * DEGREE_E7.unsigned_abs()
                && point.lat_e7.unsigned_abs() <= 90 * DEGREE_E7.unsigned_abs()
        };
        if let Some(at) = self.points().find(|point| !is_on_earth(point)) {
            return Err(OutlineFault::OutOfRange { at });
        }
        let is_flat = |ring: &Vec<Point>| ring.len() < RING_POINTS_MIN || super::exact::twice_area(ring) == 0;
        if let Some(ring) = self.0.iter().position(is_flat) {
            return Err(OutlineFault::Flat { ring });
        }
        self.first_conflict().map_or(Ok(()), |at| Err(OutlineFault::SelfIntersecting { at }))
    }

    /// Whether no part of this outline lies outside of the other; borders may coincide.
    #[must_use]
    pub fn is_within(&self, other: &Self) -> bool {
        self.first_outside(other).is_none()
    }

    /// A point of this outline that shows it is not within the other.
    #[must_use]
    pub fn first_outside(&self, other: &Self) -> Option<Point> {
        if let Some(outside) = self.points().find(|point| !other.contains(*point) && !other.is_on_border(*point)) {
            return Some(outside);
        }
        self.edges().find(|edge| self.leaves(other, *edge)).map(|(from, _)| from)
    }

    /// Whether the two have a common area (not only a common border).
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        let (Some(ours), Some(theirs)) = (self.bounds(), other.bounds()) else {
            return false;
        };
        if !ours.meets(theirs) {
            return false;
        }
        let enters = |one: &Self, two: &Self| {
            one.edges().any(|edge| {
                crosses_properly(edge, two) || stretches(edge, two).any(|(at, on)| !on && two.has_doubled(at))
            })
        };
        // When all borders coincide, only an inner point tells the same area from the one beside it.
        let holds =
            |one: &Self, two: &Self| one.inside_point().is_some_and(|at| two.contains(at) && !two.is_on_border(at));
        enters(self, other) || enters(other, self) || holds(self, other) || holds(other, self)
    }

    fn leaves(&self, other: &Self, edge: (Point, Point)) -> bool {
        crosses_properly(edge, other) || stretches(edge, other).any(|(at, on)| !on && !other.has_doubled(at))
    }

    /// [`Self::contains`] for a point in doubled coordinates, so that the middle between two points is one.
    fn has_doubled(&self, at: Xy) -> bool {
        self.edges().filter(|(from, to)| crosses_east_of(at, doubled(from.xy()), doubled(to.xy()))).count() % 2 == 1
    }

    /// Where two edges cross, overlap, or touch without being neighbours in their ring.
    fn first_conflict(&self) -> Option<Point> {
        let mut edges: Vec<Edge> =
            self.0.iter().enumerate().flat_map(|(ring, points)| numbered(ring, points)).collect();
        // Sorted by their western end, an edge need only be compared with those that begin before it ends.
        edges.sort_by_key(|edge| (edge.from.0.min(edge.to.0), edge.ring, edge.at));
        edges.iter().enumerate().find_map(|(place, one)| {
            let east = one.from.0.max(one.to.0);
            let mut near = edges[place + 1..].iter().take_while(|two| two.from.0.min(two.to.0) <= east);
            near.any(|two| self.conflict(one, two)).then(|| self.0[one.ring][one.at])
        })
    }

    fn conflict(&self, one: &Edge, two: &Edge) -> bool {
        match meeting(one.from, one.to, two.from, two.to) {
            Meeting::Apart => false,
            Meeting::Cross | Meeting::Overlap => true,
            Meeting::Touch(at) => {
                let points = self.0[one.ring].len();
                let follows = |first: &Edge, second: &Edge| (first.at + 1) % points == second.at && first.to == at;
                one.ring == two.ring && !follows(one, two) && !follows(two, one)
            }
        }
    }
}

fn numbered(ring: usize, points: &[Point]) -> impl Iterator<Item = Edge> {
    let next = points.iter().cycle().skip(1);
    points.iter().zip(next).enumerate().map(move |(at, (from, to))| Edge { ring, at, from: from.xy(), to: to.xy() })
}

fn crosses_properly((from, to): (Point, Point), other: &Outline) -> bool {
    let mut edges = other.edges();
    edges.any(|(a, b)| meeting(from.xy(), to.xy(), a.xy(), b.xy()) == Meeting::Cross)
}

/// The stretches into which the other outline's border divides an edge that does not properly cross it: the middle of each in
/// doubled coordinates, and whether it lies on that border. Borders then meet the edge only in whole-numbered points.
fn stretches((from, to): (Point, Point), other: &Outline) -> impl Iterator<Item = (Xy, bool)> {
    let (from, to) = (from.xy(), to.xy());
    let mut stops = vec![from, to];
    for (a, b) in other.edges() {
        match meeting(from, to, a.xy(), b.xy()) {
            Meeting::Touch(at) => stops.push(at),
            Meeting::Overlap => stops.extend([a.xy(), b.xy()].into_iter().filter(|end| is_on(*end, from, to))),
            Meeting::Apart | Meeting::Cross => {}
        }
    }
    stops.sort_unstable();
    stops.dedup();
    let middles: Vec<Xy> = stops.windows(2).map(|pair| (pair[0].0 + pair[1].0, pair[0].1 + pair[1].1)).collect();
    middles.into_iter().map(|middle| {
        let on = other.0.iter().flat_map(|ring| ring_edges(ring));
        let on = { on }.any(|(a, b)| is_on(middle, doubled(a.xy()), doubled(b.xy())));
        (middle, on)
    })
}

const fn doubled(at: Xy) -> Xy {
    (at.0 * 2, at.1 * 2)
}
