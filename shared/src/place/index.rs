//! From a point to its area in well under a microsecond.

use rstar::{AABB, RTree, RTreeObject};

use super::{Outline, Point};

/// Finds the area in which a point lies: a bulk-loaded R-tree of boxes, then the exact rule of [`Outline::contains`].
#[derive(Clone, Debug)]
pub struct AreaIndex<K> {
    areas: Vec<(K, Outline)>,
    boxes: RTree<AreaBox>,
}

#[derive(Clone, Copy, Debug)]
struct AreaBox {
    envelope: AABB<[i64; 2]>,
    area: usize,
}

impl RTreeObject for AreaBox {
    type Envelope = AABB<[i64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        self.envelope
    }
}

impl<K> Default for AreaIndex<K> {
    fn default() -> Self {
        Self { areas: Vec::new(), boxes: RTree::new() }
    }
}

impl<K: Copy> AreaIndex<K> {
    /// An index of these areas.
    #[must_use]
    pub fn new(areas: Vec<(K, Outline)>) -> Self {
        let boxes = areas.iter().enumerate().filter_map(|(area, (_, outline))| {
            let bounds = outline.bounds()?;
            Some(AreaBox { envelope: AABB::from_corners(corner(bounds.min), corner(bounds.max)), area })
        });
        let boxes = RTree::bulk_load(boxes.collect());
        Self { areas, boxes }
    }

    /// The area in which the point lies; of several that overlap there, the one given first.
    #[must_use]
    pub fn locate(&self, point: Point) -> Option<K> {
        self.boxes
            .locate_in_envelope_intersecting(AABB::from_point(corner(point)))
            .map(|found| found.area)
            .filter(|area| self.areas[*area].1.contains(point))
            .min()
            .map(|area| self.areas[area].0)
    }

    /// How many areas it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.areas.len()
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.areas.is_empty()
    }
}

fn corner(point: Point) -> [i64; 2] {
    [i64::from(point.lon_e7), i64::from(point.lat_e7)]
}
