//! The borders between grids: Voronoi edges of the seeds, cut at the county's ring. Grids share their borders, point for point.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, ensure};
use spade::{DelaunayTriangulation, Point2, Triangulation};
use weft::place::Point;

use super::ground::{Metres, is_inside};
use super::seeds::Buckets;

/// Ends of borders nearer than this to a corner of the county's ring move there, metres.
const SNAP_M: f64 = 60.0;
/// Borders shorter than this shrink to a point, metres.
const SHORT_M: f64 = 70.0;
/// Seeds far outside, so that every grid's cell is closed, metres.
const FAR_M: f64 = 400_000.0;

/// A border between two grids, or between a grid and the land outside.
#[derive(Clone, Debug)]
pub struct Arc {
    /// Where it starts: a node.
    pub from: usize,
    /// Where it ends: a node.
    pub to: usize,
    /// The grid to its left.
    pub left: usize,
    /// The grid to its right; none is outside of the county.
    pub right: Option<usize>,
}

/// All borders.
pub struct Mesh {
    /// Where borders meet; the first ones are the corners of the county's ring.
    pub nodes: Vec<Point>,
    /// The borders.
    pub arcs: Vec<Arc>,
}

/// The borders of the cells of these seeds within a ring that runs counter-clockwise.
pub fn mesh(ring: &[Point], seeds: &[Metres]) -> Result<Mesh> {
    let flat: Vec<Metres> = ring.iter().map(|point| Metres::of(*point)).collect();
    let mut draft = Draft { flat, nodes: ring.to_vec(), cuts: vec![Vec::new(); ring.len()], arcs: Vec::new() };
    let far = [(-1.0, -1.0), (0.0, -1.2), (1.0, -1.0), (1.2, 0.0), (1.0, 1.0), (0.0, 1.2), (-1.0, 1.0), (-1.2, 0.0)];
    let far = far.iter().map(|(x, y)| Point2::new(x * FAR_M, y * FAR_M));
    let places = seeds.iter().map(|seed| Point2::new(seed.x, seed.y)).chain(far).collect();
    let triangles = DelaunayTriangulation::<Point2<f64>>::bulk_load_stable(places)?;
    ensure!(triangles.num_vertices() == seeds.len() + 8, "two seeds in one place");
    let mut corners: BTreeMap<usize, usize> = BTreeMap::new();
    for edge in triangles.undirected_edges().map(|edge| edge.as_directed()) {
        let (left, right) = (edge.from().index(), edge.to().index());
        let faces = (edge.rev().face().as_inner(), edge.face().as_inner());
        let (Some(start), Some(end)) = faces else {
            continue;
        };
        if left >= seeds.len() || right >= seeds.len() {
            continue;
        }
        let ends = [start, end].map(|face| {
            let centre = face.circumcenter();
            (face.index(), Metres { x: centre.x, y: centre.y })
        });
        draft.add_border(ends, left, right, &mut corners);
    }
    draft.add_ring(seeds);
    let mut mesh = Mesh { nodes: draft.nodes, arcs: draft.arcs };
    mesh.shrink_short(ring.len());
    mesh.give_away_pieces();
    Ok(mesh)
}

struct Draft {
    flat: Vec<Metres>,
    nodes: Vec<Point>,
    /// For each edge of the ring: how far along it borders end, and at which node.
    cuts: Vec<Vec<(f64, usize)>>,
    arcs: Vec<Arc>,
}

impl Draft {
    /// The parts of a Voronoi edge that lie inside the ring.
    fn add_border(
        &mut self,
        ends: [(usize, Metres); 2],
        left: usize,
        right: usize,
        corners: &mut BTreeMap<usize, usize>,
    ) {
        let [(_, start), (_, end)] = ends;
        let mut stops: Vec<(f64, Option<(usize, f64)>)> = vec![(0.0, None), (1.0, None)];
        for edge in 0..self.flat.len() {
            let (a, b) = (self.flat[edge], self.flat[(edge + 1) % self.flat.len()]);
            stops.extend(crossing(start, end, a, b).map(|(along, on_ring)| (along, Some((edge, on_ring)))));
        }
        stops.sort_by(|one, two| one.0.total_cmp(&two.0));
        for pair in stops.windows(2) {
            let middle = start.towards(end, (pair[0].0 + pair[1].0) / 2.0);
            if !is_inside(middle, &self.flat) {
                continue;
            }
            let [from, to] = [pair[0], pair[1]].map(|(along, on_ring)| match on_ring {
                Some((edge, share)) => self.cut(edge, share),
                None => {
                    let (face, place) = ends[usize::from(along > 0.5)];
                    *corners.entry(face).or_insert_with(|| {
                        self.nodes.push(place.point());
                        self.nodes.len() - 1
                    })
                }
            });
            self.arcs.push(Arc { from, to, left, right: Some(right) });
        }
    }

    /// The node at which a border ends on an edge of the ring.
    fn cut(&mut self, edge: usize, share: f64) -> usize {
        let next = (edge + 1) % self.flat.len();
        let place = self.flat[edge].towards(self.flat[next], share);
        if let Some(corner) = [edge, next].into_iter().find(|corner| place.distance_to(self.flat[*corner]) < SNAP_M) {
            return corner;
        }
        let near = self.cuts[edge].iter().find(|(_, node)| Metres::of(self.nodes[*node]).distance_to(place) < SNAP_M);
        if let Some((_, node)) = near {
            return *node;
        }
        self.nodes.push(place.point());
        self.cuts[edge].push((share, self.nodes.len() - 1));
        self.nodes.len() - 1
    }

    /// The ring itself, cut where borders end on it.
    fn add_ring(&mut self, seeds: &[Metres]) {
        let buckets = Buckets::new(seeds);
        for edge in 0..self.flat.len() {
            self.cuts[edge].sort_by(|one, two| one.0.total_cmp(&two.0));
            let mut stops = vec![edge];
            stops.extend(self.cuts[edge].iter().map(|(_, node)| *node));
            stops.push((edge + 1) % self.flat.len());
            for pair in stops.windows(2) {
                let [a, b] = [pair[0], pair[1]].map(|node| Metres::of(self.nodes[node]));
                let left = buckets.nearest(a.towards(b, 0.5), seeds);
                self.arcs.push(Arc { from: pair[0], to: pair[1], left, right: None });
            }
        }
    }
}

/// Where the ways `start`–`end` and `a`–`b` cross, as shares of each.
fn crossing(start: Metres, end: Metres, a: Metres, b: Metres) -> Option<(f64, f64)> {
    let (way, edge) = ((end.x - start.x, end.y - start.y), (b.x - a.x, b.y - a.y));
    let offset = (a.x - start.x, a.y - start.y);
    let cross = way.0 * edge.1 - way.1 * edge.0;
    let along = (offset.0 * edge.1 - offset.1 * edge.0) / cross;
    let on_ring = (offset.0 * way.1 - offset.1 * way.0) / cross;
    ((0.0..1.0).contains(&along) && (0.0..1.0).contains(&on_ring)).then_some((along, on_ring))
}

impl Mesh {
    /// A border's length, metres.
    pub fn length_m(&self, arc: &Arc) -> f64 {
        Metres::of(self.nodes[arc.from]).distance_to(Metres::of(self.nodes[arc.to]))
    }

    /// Which grids share a border that can be seen on a map.
    pub fn neighbours(&self, grids: usize) -> Vec<BTreeSet<usize>> {
        let mut neighbours = vec![BTreeSet::new(); grids];
        for arc in self.arcs.iter().filter(|arc| self.length_m(arc) >= SHORT_M) {
            if let Some(right) = arc.right {
                neighbours[arc.left].insert(right);
                neighbours[right].insert(arc.left);
            }
        }
        neighbours
    }

    /// The closed ways around a set of grids, each as borders and whether they run backwards. The set lies to the left.
    pub fn rings(&self, is_in: impl Fn(usize) -> bool) -> Vec<Vec<(usize, bool)>> {
        let mut from: BTreeMap<usize, Vec<(usize, bool)>> = BTreeMap::new();
        for (at, arc) in self.arcs.iter().enumerate() {
            let (left, right) = (is_in(arc.left), arc.right.is_some_and(&is_in));
            if left != right {
                from.entry(if left { arc.from } else { arc.to }).or_default().push((at, !left));
            }
        }
        let mut rings = Vec::new();
        while let Some(start) = from.keys().next().copied() {
            let mut way: Vec<(usize, (usize, bool))> = Vec::new();
            let mut node = start;
            while let Some(step) = next_step(&mut from, node) {
                way.push((node, step));
                let arc = &self.arcs[step.0];
                node = if step.1 { arc.from } else { arc.to };
                // A node met twice closes a ring of its own, so that every ring is simple.
                if let Some(place) = way.iter().position(|(met, _)| *met == node) {
                    rings.push(way.split_off(place).into_iter().map(|(_, step)| step).collect());
                }
            }
        }
        rings
    }

    /// Shrinks inner borders that are too short to see to one of their ends.
    fn shrink_short(&mut self, ring_corners: usize) {
        let on_ring: BTreeSet<usize> = { self.arcs.iter() }
            .filter(|arc| arc.right.is_none())
            .flat_map(|arc| [arc.from, arc.to])
            .chain(0..ring_corners)
            .collect();
        let mut moved: BTreeMap<usize, usize> = BTreeMap::new();
        let mut kept: BTreeSet<usize> = BTreeSet::new();
        for arc in self.arcs.iter().filter(|arc| arc.right.is_some() && self.length_m(arc) < SHORT_M) {
            let (goes, stays) = if on_ring.contains(&arc.from) { (arc.to, arc.from) } else { (arc.from, arc.to) };
            let is_free = !moved.contains_key(&goes) && !moved.contains_key(&stays) && !kept.contains(&goes);
            if is_free && !on_ring.contains(&goes) {
                moved.insert(goes, stays);
                kept.insert(stays);
            }
        }
        for arc in &mut self.arcs {
            arc.from = moved.get(&arc.from).copied().unwrap_or(arc.from);
            arc.to = moved.get(&arc.to).copied().unwrap_or(arc.to);
        }
        self.arcs.retain(|arc| arc.from != arc.to);
    }

    /// Where a bay of the county cuts a grid in two, the smaller piece goes to the neighbour it borders most.
    fn give_away_pieces(&mut self) {
        let grids = self.arcs.iter().map(|arc| arc.left.max(arc.right.unwrap_or_default())).max().unwrap_or_default();
        for grid in 0..=grids {
            let mut rings = self.rings(|other| other == grid);
            rings.sort_by_key(|ring| std::cmp::Reverse(self.twice_area(ring)));
            for piece in rings.into_iter().skip(1) {
                self.give_away(grid, &piece);
            }
        }
        self.arcs.retain(|arc| arc.right != Some(arc.left));
    }

    fn give_away(&mut self, grid: usize, piece: &[(usize, bool)]) {
        let mut borders: BTreeMap<usize, f64> = BTreeMap::new();
        for (at, is_back) in piece {
            let arc = &self.arcs[*at];
            if let Some(other) = if *is_back { Some(arc.left) } else { arc.right } {
                *borders.entry(other).or_default() += self.length_m(arc);
            }
        }
        let Some((heir, _)) = borders.into_iter().max_by(|one, two| one.1.total_cmp(&two.1)) else {
            return;
        };
        for (at, _) in piece {
            let arc = &mut self.arcs[*at];
            if arc.left == grid {
                arc.left = heir;
            } else {
                arc.right = Some(heir);
            }
        }
    }

    fn twice_area(&self, ring: &[(usize, bool)]) -> i128 {
        let start = |(at, is_back): &(usize, bool)| {
            let arc = &self.arcs[*at];
            self.nodes[if *is_back { arc.to } else { arc.from }]
        };
        weft::place::Outline(vec![ring.iter().map(start).collect()]).twice_area_e14()
    }
}

fn next_step(from: &mut BTreeMap<usize, Vec<(usize, bool)>>, node: usize) -> Option<(usize, bool)> {
    let steps = from.get_mut(&node)?;
    let step = steps.pop();
    if steps.is_empty() {
        from.remove(&node);
    }
    step
}
