//! Where the grids lie: one seed each, denser around the seat and the towns, evened out by Lloyd's method.

use super::ground::{Metres, is_inside};
use super::plan::Town;
use super::random::SplitMix64;

/// Places by which the density is felt.
const SAMPLES: usize = 24_000;
/// Rounds of Lloyd's method.
const ROUNDS: usize = 40;
/// How much denser the seat is than the fields, and how far that reaches, metres. Seeds follow the square root.
const SEAT_DENSITY: (f64, f64) = (13.0, 3_000.0);
/// The same for a town.
const TOWN_DENSITY: (f64, f64) = (3.0, 1_400.0);
/// Side of a bucket for finding the nearest seed, metres.
const BUCKET_M: f64 = 2_500.0;

/// Seeds inside the ring, `count` of them.
pub fn seeds(ring: &[Metres], seat: Metres, towns: &[Town], count: usize, random: &mut SplitMix64) -> Vec<Metres> {
    let samples = samples(ring, seat, towns, random);
    let mut seeds: Vec<Metres> = (0..count).map(|at| samples[at * samples.len() / count]).collect();
    for _ in 0..ROUNDS {
        let buckets = Buckets::new(&seeds);
        let mut sums = vec![(0.0, 0.0, 0.0); count];
        for sample in &samples {
            let sum = &mut sums[buckets.nearest(*sample, &seeds)];
            *sum = (sum.0 + sample.x, sum.1 + sample.y, sum.2 + 1.0);
        }
        for (seed, (x, y, weight)) in seeds.iter_mut().zip(sums).filter(|(_, sum)| sum.2 > 0.0) {
            *seed = Metres { x: x / weight, y: y / weight };
        }
    }
    seeds
}

/// Places drawn by density.
fn samples(ring: &[Metres], seat: Metres, towns: &[Town], random: &mut SplitMix64) -> Vec<Metres> {
    let bump = |at: Metres, centre: Metres, (height, reach): (f64, f64)| {
        let fall = 1.0 + at.square_to(centre) / (reach * reach);
        height / (fall * fall)
    };
    let density = |at: Metres| {
        let around = towns.iter().map(|town| bump(at, town.centre, TOWN_DENSITY)).sum::<f64>();
        1.0 + around + bump(at, seat, SEAT_DENSITY)
    };
    let highest = density(seat) + TOWN_DENSITY.0;
    let span = |of: fn(&Metres) -> f64| {
        let low = ring.iter().map(of).fold(f64::INFINITY, f64::min);
        (low, ring.iter().map(of).fold(f64::NEG_INFINITY, f64::max) - low)
    };
    let ((west, width), (south, height)) = (span(|at| at.x), span(|at| at.y));
    let mut samples = Vec::with_capacity(SAMPLES);
    while samples.len() < SAMPLES {
        let at = Metres { x: west + random.unit() * width, y: south + random.unit() * height };
        if random.unit() * highest < density(at) && is_inside(at, ring) {
            samples.push(at);
        }
    }
    samples
}

/// Seeds by square, to find the nearest without asking all.
pub struct Buckets {
    corner: Metres,
    columns: usize,
    rows: usize,
    squares: Vec<Vec<usize>>,
}

impl Buckets {
    /// The squares over these seeds.
    pub fn new(seeds: &[Metres]) -> Self {
        let low = |of: fn(&Metres) -> f64| seeds.iter().map(of).fold(f64::INFINITY, f64::min);
        let high = |of: fn(&Metres) -> f64| seeds.iter().map(of).fold(f64::NEG_INFINITY, f64::max);
        let corner = Metres { x: low(|at| at.x), y: low(|at| at.y) };
        let squares = |from: f64, to: f64| ((to - from) / BUCKET_M) as usize + 1;
        let (columns, rows) = (squares(corner.x, high(|at| at.x)), squares(corner.y, high(|at| at.y)));
        let mut buckets = Self { corner, columns, rows, squares: vec![Vec::new(); columns * rows] };
        for (at, seed) in seeds.iter().enumerate() {
            let (column, row) = buckets.square(*seed);
            buckets.squares[row * columns + column].push(at);
        }
        buckets
    }

    fn square(&self, at: Metres) -> (usize, usize) {
        // A cast to an unsigned number saturates: places west or south of all seeds count to the first square.
        let place = |from: f64, to: f64, last: usize| (((to - from) / BUCKET_M) as usize).min(last);
        (place(self.corner.x, at.x, self.columns - 1), place(self.corner.y, at.y, self.rows - 1))
    }

    /// The seed nearest to a place.
    pub fn nearest(&self, at: Metres, seeds: &[Metres]) -> usize {
        let (column, row) = self.square(at);
        let columns = column.saturating_sub(1)..=(column + 1).min(self.columns - 1);
        let rows = row.saturating_sub(1)..=(row + 1).min(self.rows - 1);
        let near = rows.flat_map(|row| columns.clone().map(move |column| row * self.columns + column));
        let near = near.flat_map(|square| self.squares[square].iter().copied());
        let by_distance = |one: &usize, two: &usize| at.square_to(seeds[*one]).total_cmp(&at.square_to(seeds[*two]));
        match near.min_by(by_distance) {
            // Nothing outside of the nine squares can be nearer than one square's side.
            Some(seed) if at.square_to(seeds[seed]) <= BUCKET_M * BUCKET_M => seed,
            _ => (0..seeds.len()).min_by(by_distance).unwrap_or_default(),
        }
    }
}
