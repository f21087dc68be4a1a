//! What a replay counts, and how it is told.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::id::UnitId;
use crate::org::{Post, Tier};

use super::judge::Judge;
use super::{Change, Changes, Key, Undecided};

/// Most rows of each list of a summary, the weightiest first.
pub const ROWS_MAX: usize = 200;
/// Most different reasons, and most categories, that are told apart; the rest is counted under an empty name.
pub const REASONS_MAX: usize = 1_000;
/// Most units of matters that are told apart; the rest is counted under the nil id. More than any county has.
pub const UNITS_MAX: usize = 100_000;
/// Rungs told apart in what was missed; more count as the last.
const RUNGS: usize = 4;

/// Who answers: a post at a level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Seat {
    /// The level.
    pub tier: Tier,
    /// The post.
    pub post: Post,
}

/// How many matters go from one post to another, or stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    /// By the one rulebook; none if it decides nothing.
    pub from: Option<Seat>,
    /// By the other.
    pub to: Option<Seat>,
    /// How many.
    pub count: u64,
}

/// Limits that were missed, of matters of which it is known when they were accepted or settled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Breaches {
    /// Matters that were accepted.
    pub accepted: u64,
    /// Of those, too late.
    pub accepted_late: u64,
    /// Matters that were settled.
    pub settled: u64,
    /// Of those, after one, two, three, or four and more rungs had run out.
    pub missed: [u64; RUNGS],
}

impl Breaches {
    /// How many were settled too late.
    #[must_use]
    pub fn late(&self) -> u64 {
        self.missed.iter().sum()
    }

    fn count(&mut self, judge: &Judge) {
        self.accepted += u64::from(judge.accepted_late.is_some());
        self.accepted_late += u64::from(judge.accepted_late == Some(true));
        let Some(missed) = judge.missed else { return };
        self.settled += 1;
        if let Some(place) = usize::from(missed).checked_sub(1) {
            self.missed[place.min(RUNGS - 1)] += 1;
        }
    }
}

/// How much comes to a post at a unit, or to a department as one that takes part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Load {
    /// The unit.
    pub unit: UnitId,
    /// The post; none for taking part.
    pub post: Option<Post>,
    /// Matters by the one rulebook.
    pub from: u64,
    /// Matters by the other.
    pub to: u64,
}

/// Matters of a category.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryCount {
    /// The category.
    pub category: Key,
    /// All.
    pub matters: u64,
    /// Those that differ.
    pub differing: u64,
}

/// Matters in a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceCount {
    /// The unit.
    pub unit: UnitId,
    /// All.
    pub matters: u64,
    /// Those that differ.
    pub differing: u64,
}

/// What has come of a replay. Lists have at most [`ROWS_MAX`] rows, all else is complete.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Matters taken in.
    pub matters: u64,
    /// Those of which the two rulebooks make something else.
    pub differing: u64,
    /// How often they differ in each way; one matter may in several.
    pub changes: BTreeMap<Change, u64>,
    /// Differences that were kept.
    pub kept: usize,
    /// Who answers, from one post to another.
    pub moves: Vec<Move>,
    /// Limits missed by the one rulebook.
    pub from: Breaches,
    /// Limits missed by the other.
    pub to: Breaches,
    /// What comes to whom, what changes most first. Empty without a directory.
    pub loads: Vec<Load>,
    /// The most that comes to any one post by each rulebook, the same one or another.
    pub heaviest: [Option<Load>; 2],
    /// By category.
    pub categories: Vec<CategoryCount>,
    /// By unit in which the matters were.
    pub places: Vec<PlaceCount>,
    /// Why matters are undecided by the one rulebook, in English, with how many are.
    pub undecided_from: BTreeMap<String, u64>,
    /// And by the other.
    pub undecided_to: BTreeMap<String, u64>,
}

const POSTS: usize = Post::ALL.len();
const SEATS: usize = Tier::ALL.len() * POSTS + 1;

/// The counts.
pub(super) struct Tally {
    /// Whether both rulebooks count days alike.
    pub same_calendar: bool,
    pub seen: u64,
    pub differing: u64,
    changes: [u64; Change::ALL.len()],
    moves: Vec<u64>,
    breaches: [Breaches; 2],
    categories: BTreeMap<Key, [u64; 2]>,
    places: BTreeMap<UnitId, [u64; 2]>,
    reasons: [BTreeMap<String, u64>; 2],
}

impl Tally {
    pub fn new(same_calendar: bool) -> Self {
        Self {
            same_calendar,
            seen: 0,
            differing: 0,
            changes: [0; Change::ALL.len()],
            moves: vec![0; SEATS * SEATS],
            breaches: [Breaches::default(); 2],
            categories: BTreeMap::default(),
            places: BTreeMap::default(),
            reasons: [BTreeMap::new(), BTreeMap::new()],
        }
    }

    pub fn count(&mut self, category: &str, unit: UnitId, judges: [&Judge; 2], changes: Changes) {
        self.seen += 1;
        let differs = !changes.is_empty() && !changes.has(Change::Neither);
        self.differing += u64::from(differs);
        for change in changes.iter() {
            self.changes[change as usize] += 1;
        }
        let [from, to] = judges.map(seat);
        self.moves[from * SEATS + to] += 1;
        for ((breaches, reasons), judge) in self.breaches.iter_mut().zip(&mut self.reasons).zip(judges) {
            breaches.count(judge);
            if let Some(why) = judge.undecided() {
                count_reason(reasons, why);
            }
        }
        let one = [1, u64::from(differs)];
        let add = |sum: &mut [u64; 2]| sum.iter_mut().zip(one).for_each(|(sum, one)| *sum += one);
        match self.categories.get_mut(category) {
            Some(sum) => add(sum),
            None => {
                let name = if self.categories.len() < REASONS_MAX { category.to_owned() } else { String::new() };
                add(self.categories.entry(name).or_default());
            }
        }
        let is_told_apart = self.places.len() < UNITS_MAX || self.places.contains_key(&unit);
        add(self.places.entry(if is_told_apart { unit } else { UnitId(Uuid::nil()) }).or_default());
    }

    pub fn summary(&self, judges: &[Judge; 2], kept: usize) -> Summary {
        let counted = Change::ALL.into_iter().zip(self.changes).filter(|(_, count)| *count > 0);
        let moves = self.moves.iter().enumerate().filter(|(_, count)| **count > 0).map(|(place, count)| Move {
            from: seat_of(place / SEATS),
            to: seat_of(place % SEATS),
            count: *count,
        });
        let categories = self.categories.iter().map(|(category, [matters, differing])| CategoryCount {
            category: category.clone(),
            matters: *matters,
            differing: *differing,
        });
        let places = self.places.iter().map(|(unit, [matters, differing])| PlaceCount {
            unit: *unit,
            matters: *matters,
            differing: *differing,
        });
        let loads = loads(judges);
        let heaviest = |of: fn(&Load) -> u64| {
            let posts = loads.iter().filter(|load| load.post.is_some() && of(load) > 0);
            posts.max_by_key(|load| (of(load), Reverse(load.unit))).copied()
        };
        Summary {
            matters: self.seen,
            differing: self.differing,
            changes: counted.collect(),
            kept,
            moves: weightiest(moves, |one| (Reverse(one.count), one.from, one.to)),
            from: self.breaches[0],
            to: self.breaches[1],
            heaviest: [heaviest(|load| load.from), heaviest(|load| load.to)],
            loads: weightiest(loads.iter().copied(), |load| {
                (Reverse(load.from.abs_diff(load.to)), Reverse(load.to), load.unit, load.post)
            }),
            categories: weightiest(categories, |one| {
                (Reverse(one.differing), Reverse(one.matters), one.category.clone())
            }),
            places: weightiest(places, |one| (Reverse(one.differing), Reverse(one.matters), one.unit)),
            undecided_from: self.reasons[0].clone(),
            undecided_to: self.reasons[1].clone(),
        }
    }
}

fn weightiest<T, K: Ord>(rows: impl Iterator<Item = T>, key: impl FnMut(&T) -> K) -> Vec<T> {
    let mut rows: Vec<T> = rows.collect();
    rows.sort_by_cached_key(key);
    rows.truncate(ROWS_MAX);
    rows
}

fn loads(judges: &[Judge; 2]) -> Vec<Load> {
    let mut sums: BTreeMap<(UnitId, Option<Post>), [u64; 2]> = BTreeMap::new();
    for (side, judge) in judges.iter().enumerate() {
        let loads = judge.loads();
        let posts = loads.posts.into_iter().map(|((unit, post), count)| ((unit, Some(post)), count));
        let joint = loads.joint.into_iter().map(|(unit, count)| ((unit, None), count));
        for (key, count) in posts.chain(joint) {
            sums.entry(key).or_default()[side] += count;
        }
    }
    sums.into_iter().map(|((unit, post), [from, to])| Load { unit, post, from, to }).collect()
}

fn count_reason(reasons: &mut BTreeMap<String, u64>, why: &Undecided) {
    let said = why.to_string();
    let known = reasons.contains_key(&said) || reasons.len() < REASONS_MAX;
    *reasons.entry(if known { said } else { String::new() }).or_default() += 1;
}

/// The number of who answers, in the matrix of moves; the last is nobody.
fn seat(judge: &Judge) -> usize {
    judge.answer().map_or(SEATS - 1, |answer| answer.tier as usize * POSTS + answer.post as usize)
}

fn seat_of(number: usize) -> Option<Seat> {
    Some(Seat { tier: *Tier::ALL.get(number / POSTS)?, post: *Post::ALL.get(number % POSTS)? })
}
