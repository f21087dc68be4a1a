//! Replay: how long it takes to compare two rulebooks on a million past matters of the demo county.
//!
//! `cargo xtask bench replay` runs it natively and then in wasm under V8, the engine of Chromium.

use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context as _, Result};
use chrono::TimeDelta;
use weft::id::UnitId;
use weft::org::{Directory, Tier};
use weft::rules::replay::{Origin, Past, Replay};
use weft::rules::{Case, Category, Facts, Mode, Rulebook};
use weft::sample::commands::SplitMix64;
use weft::sample::morning;

const MATTERS: usize = 1_000_000;
/// Matters held at a time.
const BATCH: usize = 10_000;
/// How far back they reach, seconds.
const PAST_S: u64 = 365 * 86_400;

fn main() -> Result<()> {
    let (org, from) = (Arc::new(weft_bench::county()?), Arc::new(weft_bench::rulebook()?));
    for (name, to) in [("itself", Arc::clone(&from)), ("a changed one", Arc::new(changed(&from)?))] {
        let ground = Ground::new(&from, &org);
        let mut replay = Replay::new(Arc::clone(&from), to, Arc::clone(&org));
        let (mut random, mut seconds) = (SplitMix64(370_830), 0.0);
        for batch in 0..MATTERS / BATCH {
            let matters: Vec<Past> =
                (0..BATCH).map(|number| ground.past(batch * BATCH + number, &mut random)).collect();
            let start = Instant::now();
            for matter in matters {
                replay.add(matter);
            }
            seconds += start.elapsed().as_secs_f64();
        }
        let summary = replay.summary();
        println!(
            "the demo's rulebook beside {name}: {MATTERS} matters in {seconds:.2} s, {:.0} ns each; {} differ, {} late before, {} then",
            seconds * 1e9 / MATTERS as f64,
            summary.differing,
            summary.from.late(),
            summary.to.late(),
        );
    }
    Ok(())
}

/// Everything of grids goes to towns, and everything has a working day less or more.
fn changed(book: &Rulebook) -> Result<Rulebook> {
    let mut book = book.clone();
    let table = book.tables.first_mut().context("a table")?;
    for rule in table.rules.iter_mut().step_by(3).filter(|rule| rule.then.tier == Tier::Grid) {
        (rule.then.tier, rule.then.post) = (Tier::Town, weft::org::Post::Desk);
    }
    for rung in book.ladders.iter_mut().flat_map(|ladder| &mut ladder.rungs) {
        rung.resolve.amount += 1;
    }
    book.changed();
    Ok(book)
}

/// Where matters are and what they are about.
struct Ground<'a> {
    book: &'a Rulebook,
    grids: Vec<UnitId>,
    categories: Vec<&'a Category>,
}

impl<'a> Ground<'a> {
    fn new(book: &'a Rulebook, org: &Directory) -> Self {
        let grids = org.units().filter(|unit| unit.tier == Tier::Grid).map(|unit| unit.id).collect();
        let categories = book.categories.iter().filter(|category| book.is_choosable(category)).collect();
        Self { book, grids, categories }
    }

    /// A matter of the last year in any grid, of any category, with every question answered; most are settled.
    fn past(&self, number: usize, random: &mut SplitMix64) -> Past {
        let category = random.pick(&self.categories);
        let mut facts = Facts::new();
        for fact in category.questions.iter().filter_map(|question| self.book.fact(&question.fact)) {
            facts.insert(fact.key.clone(), random.pick(&fact.sample_values()).clone());
        }
        let created = morning() - TimeDelta::seconds(random.below(PAST_S) as i64);
        let settled = created + TimeDelta::seconds(random.below(20 * 86_400) as i64);
        Past {
            origin: Origin::Line(number as u64),
            case: Case { category: category.key.clone(), mode: Mode::Routine, compound: None, facts },
            unit: *random.pick(&self.grids),
            created,
            accepted: None,
            closed: (!random.one_in(5)).then_some(settled),
        }
    }
}
