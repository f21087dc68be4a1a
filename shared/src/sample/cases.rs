//! Small rulebooks asked about random cases: what they decide and what is proved of them, as one digest.

use chrono::TimeDelta;
use sha2::{Digest, Sha256};

use crate::calendar::{Calendar, Limit, LimitUnit, Year};
use crate::org::{CompoundKind, Directory, Post, Tier};
use crate::rules::{FactValue, Facts, Ladder, Matter, Mode, Rulebook, Rung, prove};

use super::commands::SplitMix64;
use super::rulebooks::{CATEGORIES, KINDS, LEVEL_MAX, small_rulebook};
use super::{first_day, grid, morning, text, units};

/// How many cases each rulebook is asked about.
pub const CASES_PER_BOOK: u64 = 100;

/// The digest of so many cases: of the proof of each rulebook, and of each decision or why there is none, as JSON.
#[must_use]
pub fn digest(first_seed: u64, cases: u64) -> String {
    let (org, mut hash) = (county(), Sha256::new());
    for book in 0..cases.div_ceil(CASES_PER_BOOK) {
        let seed = first_seed + book;
        let rules = with_ladder(small_rulebook(seed), seed);
        put(&mut hash, &prove(&rules, &org, first_day()));
        let mut random = SplitMix64(seed ^ 0xCA5E);
        for _ in 0..CASES_PER_BOOK.min(cases - book * CASES_PER_BOOK) {
            let facts = facts(&mut random);
            let category: &str = random.pick::<&str>(&CATEGORIES);
            let matter = Matter {
                category,
                facts: &facts,
                unit: grid(random.below(3) as i32, random.below(2) as i32),
                mode: *random.pick(&Mode::ALL),
                at: morning() + TimeDelta::seconds(random.below(400 * 86_400) as i64),
            };
            put(&mut hash, &rules.route(&matter, &org));
        }
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn put(hash: &mut Sha256, said: &impl serde::Serialize) {
    // What cannot be written would be missing on one side only if both sides differ, which is what is asked.
    hash.update(serde_json::to_vec(said).unwrap_or_default());
}

/// The sample county with a compound of another kind in each grid but one, and one post that nobody holds.
fn county() -> Directory {
    let mut kinds = CompoundKind::ALL.into_iter();
    let mut all = units();
    for unit in all.iter_mut().filter(|unit| unit.tier == Tier::Grid) {
        unit.compound = kinds.next();
        if unit.compound.is_none() {
            unit.appointments.clear();
        }
    }
    Directory::new(all)
}

fn with_ladder(book: Rulebook, seed: u64) -> Rulebook {
    let mut random = SplitMix64(seed ^ 0x1ADD);
    let mut limit = |times: u32| Limit {
        amount: times * (1 + random.below(20) as u32),
        unit: *random.pick(&[
            LimitUnit::Minutes,
            LimitUnit::Hours,
            LimitUnit::Days,
            LimitUnit::WorkingHours,
            LimitUnit::WorkingDays,
        ]),
    };
    let levels = [
        (Tier::Grid, Post::GridMember),
        (Tier::Community, Post::Desk),
        (Tier::Town, Post::Desk),
        (Tier::County, Post::Desk),
    ];
    let rungs = levels.map(|(tier, post)| Rung { tier, post, acknowledge: limit(1), resolve: limit(3) }).into();
    let year = |year| Year {
        year,
        notice: "样本通知".into(),
        provisional: year == 2027,
        holidays: Vec::new(),
        make_up: Vec::new(),
    };
    let years = (2025..=2027).map(year).collect();
    Rulebook {
        ladders: vec![Ladder { key: "any".into(), title: text("试", "try"), rungs }],
        calendar: Calendar { years, ..Calendar::default() },
        ..book
    }
}

/// Answers, now and then one that is missing, out of range or of another type.
fn facts(random: &mut SplitMix64) -> Facts {
    let mut facts = Facts::new();
    if random.below(8) > 0 {
        facts.insert("flag".into(), FactValue::Boolean(random.one_in(2)));
    }
    if random.below(8) > 0 {
        facts.insert("level".into(), FactValue::Integer(random.below(LEVEL_MAX as u64 + 1) as i64));
    }
    if random.below(8) > 0 {
        facts.insert("kind".into(), FactValue::Choice((*random.pick(&KINDS)).into()));
    }
    if random.one_in(50) {
        facts.insert("level".into(), FactValue::Integer(LEVEL_MAX + 1));
    }
    if random.one_in(50) {
        facts.insert("flag".into(), FactValue::Choice("p".into()));
    }
    facts
}
