//! The integer geometry below points and outlines. Products are taken in 128 bits, so nothing rounds or overflows.

use super::{Point, ring_edges};

/// Longitude and latitude, 10⁻⁷ degree or a multiple of it.
pub(super) type Xy = (i64, i64);

/// How two edges lie to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meeting {
    /// No point in common.
    Apart,
    /// Exactly one point in common, which is an end of at least one of them.
    Touch(Xy),
    /// They cross at an inner point of both.
    Cross,
    /// They lie on one line and share a stretch of it.
    Overlap,
}

/// Twice the signed area of the triangle: positive when `c` lies to the left of the way from `a` to `b`.
pub(super) fn turn(a: Xy, b: Xy, c: Xy) -> i128 {
    i128::from(b.0 - a.0) * i128::from(c.1 - a.1) - i128::from(b.1 - a.1) * i128::from(c.0 - a.0)
}

/// Whether the edge crosses the half-line that runs east from `at`: its south end counts, its north end does not, and an edge
/// through `at` itself does not.
#[inline]
pub(super) fn crosses_east_of(at: Xy, from: Xy, to: Xy) -> bool {
    let rises = from.1 <= at.1;
    if rises == (to.1 <= at.1) {
        return false;
    }
    let side = turn(from, to, at);
    if rises { side > 0 } else { side < 0 }
}

/// Whether the point lies on the edge, ends included.
pub(super) fn is_on(at: Xy, from: Xy, to: Xy) -> bool {
    is_in_box(at, from, to) && turn(from, to, at) == 0
}

/// How the edges `a`–`b` and `c`–`d` lie to each other.
pub(super) fn meeting(a: Xy, b: Xy, c: Xy, d: Xy) -> Meeting {
    let sides = [turn(a, b, c).signum(), turn(a, b, d).signum(), turn(c, d, a).signum(), turn(c, d, b).signum()];
    if sides == [0; 4] {
        return meeting_on_a_line(a, b, c, d);
    }
    if sides[0] * sides[1] < 0 && sides[2] * sides[3] < 0 {
        return Meeting::Cross;
    }
    let ends = [(c, a, b), (d, a, b), (a, c, d), (b, c, d)];
    let touch = ends.iter().zip(sides).find(|((end, from, to), side)| *side == 0 && is_in_box(*end, *from, *to));
    touch.map_or(Meeting::Apart, |((end, ..), _)| Meeting::Touch(*end))
}

fn meeting_on_a_line(a: Xy, b: Xy, c: Xy, d: Xy) -> Meeting {
    // Along one line the pairs compare as the points do on it.
    let start = a.min(b).max(c.min(d));
    let end = a.max(b).min(c.max(d));
    match start.cmp(&end) {
        std::cmp::Ordering::Less => Meeting::Overlap,
        std::cmp::Ordering::Equal => Meeting::Touch(start),
        std::cmp::Ordering::Greater => Meeting::Apart,
    }
}

fn is_in_box(at: Xy, from: Xy, to: Xy) -> bool {
    (from.0.min(to.0)..=from.0.max(to.0)).contains(&at.0) && (from.1.min(to.1)..=from.1.max(to.1)).contains(&at.1)
}

/// Twice the signed area of a ring: positive counter-clockwise.
pub(super) fn twice_area(ring: &[Point]) -> i128 {
    let Some(start) = ring.first() else { return 0 };
    ring_edges(ring).map(|(from, to)| turn(start.xy(), from.xy(), to.xy())).sum()
}

/// Six times the integral of position over a ring's signed area, taken from `start`.
pub(super) fn moment(ring: &[Point], start: Xy) -> (i128, i128) {
    ring_edges(ring).fold((0, 0), |(lon, lat), (from, to)| {
        let (from, to) = (from.xy(), to.xy());
        let twice = turn(start, from, to);
        (lon + twice * i128::from(from.0 + to.0 - 2 * start.0), lat + twice * i128::from(from.1 + to.1 - 2 * start.1))
    })
}

/// The quotient to the nearest whole number; none by zero.
pub(super) fn divide_rounded(value: i128, by: i128) -> Option<i128> {
    let (value, by) = if by < 0 { (-value, -by) } else { (value, by) };
    (by != 0).then(|| (2 * value + by).div_euclid(2 * by))
}

/// The longitude, rounded down, at which an edge crosses a parallel (by the rule of [`crosses_east_of`]).
pub(super) fn lon_at(lat: i64, from: Xy, to: Xy) -> Option<i64> {
    if (from.1 <= lat) == (to.1 <= lat) {
        return None;
    }
    let along = i128::from(to.0 - from.0) * i128::from(lat - from.1);
    let rise = i128::from(to.1 - from.1);
    let (along, rise) = if rise < 0 { (-along, -rise) } else { (along, rise) };
    i64::try_from(i128::from(from.0) + along.div_euclid(rise)).ok()
}

/// Whether `ring` lies inside `other`, judged by its first point that is not on the border of `other`.
pub(super) fn ring_is_inside(ring: &[Point], other: &[Point]) -> bool {
    let is_on_other = |at: Xy| ring_edges(other).any(|(from, to)| is_on(at, from.xy(), to.xy()));
    let judge = ring.iter().map(|point| point.xy()).find(|at| !is_on_other(*at));
    judge.is_some_and(|at| {
        ring_edges(other).filter(|(from, to)| crosses_east_of(at, from.xy(), to.xy())).count() % 2 == 1
    })
}
