//! Borders that look grown: long straight ones are bent a little, the same for both neighbours.

use anyhow::{Result, ensure};
use weft::place::{Outline, Point};

use super::ground::Metres;
use super::mesh::Mesh;
use super::random::SplitMix64;

/// Inner borders longer than this are bent, metres.
const STRAIGHT_M_MAX: f64 = 420.0;
/// How far the middle of a border moves aside at most, as a share of its length.
const BEND: f64 = 0.11;

/// The mesh with every border's own points.
pub struct Shape {
    mesh: Mesh,
    /// For each border, its points from first to last.
    paths: Vec<Vec<Point>>,
}

/// Bends the borders of `grids` grids, and straightens again those that would cross others.
pub fn shape(mesh: Mesh, grids: usize, random: &mut SplitMix64) -> Result<Shape> {
    let straight: Vec<Vec<Point>> =
        mesh.arcs.iter().map(|arc| vec![mesh.nodes[arc.from], mesh.nodes[arc.to]]).collect();
    let bent = mesh.arcs.iter().zip(&straight).map(|(arc, path)| {
        let mut points = vec![path[0]];
        if arc.right.is_some() {
            bend(Metres::of(path[0]), Metres::of(path[1]), random, &mut points);
        }
        points.push(path[1]);
        points
    });
    let paths = bent.collect();
    let mut shape = Shape { mesh, paths };
    // Straightening a border may disturb a grid that was sound before: look again until none is disturbed.
    while let Some(grid) = (0..grids).find(|grid| shape.outline(|other| other == *grid).check().is_err()) {
        let crossed: Vec<usize> = shape.bent_borders(grid);
        ensure!(!crossed.is_empty(), "grid {grid}: {:?}", shape.outline(|other| other == grid).check());
        for at in crossed {
            shape.paths[at].clone_from(&straight[at]);
        }
    }
    Ok(shape)
}

fn bend(from: Metres, to: Metres, random: &mut SplitMix64, points: &mut Vec<Point>) {
    let length_m = from.distance_to(to);
    if length_m < STRAIGHT_M_MAX {
        return;
    }
    let aside = (random.unit() * 2.0 - 1.0) * BEND;
    let middle = from.towards(to, 0.4 + 0.2 * random.unit());
    let middle = Metres { x: middle.x - (to.y - from.y) * aside, y: middle.y + (to.x - from.x) * aside };
    bend(from, middle, random, points);
    points.push(middle.point());
    bend(middle, to, random, points);
}

impl Shape {
    fn bent_borders(&self, grid: usize) -> Vec<usize> {
        let is_around = |at: &usize| {
            let arc = &self.mesh.arcs[*at];
            arc.left == grid || arc.right == Some(grid)
        };
        (0..self.paths.len()).filter(is_around).filter(|at| self.paths[*at].len() > 2).collect()
    }

    /// The outline of a set of grids.
    pub fn outline(&self, is_in: impl Fn(usize) -> bool) -> Outline {
        let rings = self.mesh.rings(is_in).into_iter().map(|ring| {
            let mut points: Vec<Point> = Vec::new();
            for (at, is_back) in ring {
                let path = &self.paths[at];
                let last = path.len() - 1;
                if is_back {
                    points.extend(path[1..].iter().rev());
                } else {
                    points.extend(&path[..last]);
                }
            }
            points
        });
        Outline(rings.collect())
    }
}
