//! Which grid belongs to which town and community.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};

use super::ground::Metres;
use super::plan::Town;

/// Directions in which a group of grids may be cut in two.
const DIRECTIONS: [(f64, f64); 8] =
    [(1.0, 0.0), (0.0, 1.0), (0.7, 0.7), (0.7, -0.7), (0.92, 0.38), (0.38, 0.92), (0.92, -0.38), (0.38, -0.92)];
/// Most cuts tried for one town before giving up.
const CUTS_MAX: usize = 200_000;

/// Who shares a border with whom.
type Neighbours = [BTreeSet<usize>];

/// For every town and each of its villages, its grids.
pub fn share(towns: &[Town], seeds: &[Metres], seat: Metres, neighbours: &Neighbours) -> Result<Vec<Vec<Vec<usize>>>> {
    let owners = towns_of(towns, seeds, neighbours);
    let town_grids = |town: usize| (0..seeds.len()).filter(|grid| owners[*grid] == town).collect::<Vec<_>>();
    let mut shares = Vec::new();
    for (at, town) in towns.iter().enumerate() {
        let grids = town_grids(at);
        ensure!(is_connected(&grids, neighbours), "{} is in pieces", town.division.name);
        let sizes: Vec<usize> = town.villages.iter().map(|village| village.grids).collect();
        let urban = town.villages.iter().filter(|village| village.is_urban).count();
        let mut cutter = Cutter { seeds, neighbours, seat, cuts: 0 };
        let villages = cutter.cut(&grids, &sizes, urban);
        shares.push(villages.with_context(|| format!("{} cannot be shared out", town.division.name))?);
    }
    Ok(shares)
}

/// The town of each grid: the nearest by way of neighbours, but no town gets more than its number. The sum of all ways is the
/// least possible, and so a grid's way to its town leads through grids of the same town: towns come in one piece.
fn towns_of(towns: &[Town], seeds: &[Metres], neighbours: &Neighbours) -> Vec<usize> {
    let ways: Vec<Vec<f64>> = towns.iter().map(|town| ways_m(town.centre, seeds, neighbours)).collect();
    let cost = |grid: usize, town: usize| ways[town][grid];
    let mut left: Vec<usize> = towns.iter().map(Town::grids).collect();
    let mut owners = Vec::with_capacity(seeds.len());
    for grid in 0..seeds.len() {
        let free = (0..towns.len()).filter(|town| left[*town] > 0);
        let owner = free.min_by(|one, two| cost(grid, *one).total_cmp(&cost(grid, *two))).unwrap_or_default();
        left[owner] -= 1;
        owners.push(owner);
    }
    while let Some(round) = better_round(&owners, towns.len(), cost) {
        for (grid, town) in round {
            owners[grid] = town;
        }
    }
    owners
}

/// The length of the way from a centre to every grid, from neighbour to neighbour, metres (Dijkstra's method).
fn ways_m(centre: Metres, seeds: &[Metres], neighbours: &Neighbours) -> Vec<f64> {
    let mut ways = vec![f64::INFINITY; seeds.len()];
    let mut open: BTreeSet<usize> = BTreeSet::new();
    if let Some(start) = (0..seeds.len()).min_by(|one, two| order(centre, seeds[*one], seeds[*two])) {
        ways[start] = 0.0;
        open.insert(start);
    }
    while let Some(next) = open.iter().copied().min_by(|one, two| ways[*one].total_cmp(&ways[*two])) {
        open.remove(&next);
        for other in &neighbours[next] {
            let way = ways[next] + seeds[next].distance_to(seeds[*other]);
            if way < ways[*other] {
                ways[*other] = way;
                open.insert(*other);
            }
        }
    }
    ways
}

fn order(from: Metres, one: Metres, two: Metres) -> std::cmp::Ordering {
    from.square_to(one).total_cmp(&from.square_to(two))
}

/// Grids that may each go to another town so that every town keeps its number and the whole gets cheaper: a negative cycle in
/// the graph of towns, found by Bellman and Ford's method.
fn better_round(owners: &[usize], towns: usize, cost: impl Fn(usize, usize) -> f64) -> Option<Vec<(usize, usize)>> {
    const GAIN_MIN: f64 = 1e-3;
    let mut best = vec![(f64::INFINITY, 0); towns * towns];
    for (grid, owner) in owners.iter().enumerate() {
        for town in (0..towns).filter(|town| town != owner) {
            let step = cost(grid, town) - cost(grid, *owner);
            let found = &mut best[owner * towns + town];
            if step < found.0 {
                *found = (step, grid);
            }
        }
    }
    let mut reach = vec![0.0; towns];
    let mut before = vec![usize::MAX; towns];
    let mut last = None;
    for _ in 0..=towns {
        last = None;
        for from in 0..towns {
            for to in (0..towns).filter(|to| *to != from) {
                let length = reach[from] + best[from * towns + to].0;
                if length < reach[to] - GAIN_MIN {
                    reach[to] = length;
                    before[to] = from;
                    last = Some(to);
                }
            }
        }
    }
    // Whoever still improves after as many rounds as towns hangs on a cycle; walking back far enough gets onto it.
    let mut on_cycle = last?;
    for _ in 0..towns {
        on_cycle = before[on_cycle];
    }
    let mut round = Vec::new();
    let mut to = on_cycle;
    loop {
        let from = before[to];
        round.push((best[from * towns + to].1, to));
        to = from;
        if to == on_cycle {
            return Some(round);
        }
    }
}

fn is_connected(grids: &[usize], neighbours: &Neighbours) -> bool {
    let all: BTreeSet<usize> = grids.iter().copied().collect();
    let mut met = BTreeSet::new();
    let mut open: Vec<usize> = grids.first().copied().into_iter().collect();
    while let Some(grid) = open.pop() {
        if met.insert(grid) {
            open.extend(neighbours[grid].iter().filter(|other| all.contains(other)));
        }
    }
    met.len() == all.len()
}

/// Cuts connected groups in two until each village has its own.
struct Cutter<'a> {
    seeds: &'a [Metres],
    neighbours: &'a Neighbours,
    seat: Metres,
    cuts: usize,
}

impl Cutter<'_> {
    /// Shares out grids to villages of these sizes, of which the first `urban` lie nearest to the seat.
    fn cut(&mut self, grids: &[usize], sizes: &[usize], urban: usize) -> Option<Vec<Vec<usize>>> {
        if sizes.len() == 1 {
            return Some(vec![grids.to_vec()]);
        }
        let is_mixed = urban > 0 && urban < sizes.len();
        let half = if is_mixed { urban } else { sizes.len() / 2 };
        let (first, second) = sizes.split_at(half);
        let count: usize = first.iter().sum();
        for order in self.orders(grids, is_mixed) {
            self.cuts += 1;
            if self.cuts > CUTS_MAX {
                return None;
            }
            let (near, far) = order.split_at(count);
            if !is_connected(near, self.neighbours) || !is_connected(far, self.neighbours) {
                continue;
            }
            let Some(mut villages) = self.cut(near, first, urban.min(half)) else {
                continue;
            };
            let Some(rest) = self.cut(far, second, urban.saturating_sub(half)) else {
                continue;
            };
            villages.extend(rest);
            return Some(villages);
        }
        None
    }

    /// The grids in the orders in which they may be cut, across the longest extent first.
    fn orders(&self, grids: &[usize], by_seat: bool) -> Vec<Vec<usize>> {
        let sorted = |rank: &dyn Fn(Metres) -> f64| {
            let mut order = grids.to_vec();
            order.sort_by(|one, two| rank(self.seeds[*one]).total_cmp(&rank(self.seeds[*two])));
            order
        };
        let mut orders = Vec::new();
        if by_seat {
            orders.push(sorted(&|at| at.square_to(self.seat)));
        }
        let mut directions = DIRECTIONS.to_vec();
        let extent = |(x, y): (f64, f64)| {
            let along = grids.iter().map(|grid| self.seeds[*grid].x * x + self.seeds[*grid].y * y);
            along.clone().fold(f64::NEG_INFINITY, f64::max) - along.fold(f64::INFINITY, f64::min)
        };
        directions.sort_by(|one, two| extent(*two).total_cmp(&extent(*one)));
        for (x, y) in directions {
            let mut order = sorted(&|at| at.x * x + at.y * y);
            orders.push(order.clone());
            order.reverse();
            orders.push(order);
        }
        orders
    }
}
