//! A short run of everything: what `cargo xtask sim` does for hours, in seconds.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::sync::atomic::{AtomicU64, Ordering};

use weft_sim::scenario::{Kind, Scenario};
use weft_sim::{Outcome, run, run_as};

/// Runs these seeds on all cores; panics with the trace of the first that fails.
fn hold(seeds: impl Iterator<Item = u64>, one: impl Fn(u64) -> Outcome + Sync) {
    let seeds: Vec<u64> = seeds.collect();
    let next = AtomicU64::new(0);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                while let Some(seed) = seeds.get(usize::try_from(next.fetch_add(1, Ordering::Relaxed)).unwrap()) {
                    let Outcome { seed, faults, last_lines, scenario, .. } = one(*seed);
                    let (kind, lines) = (scenario.kind, last_lines.join("\n"));
                    assert!(
                        faults.is_empty(),
                        "{lines}\nseed {seed} ({kind:?}): {faults:#?}\nreplay: cargo xtask sim --seed {seed}"
                    );
                }
            });
        }
    });
}

#[test]
fn nothing_is_lost_nothing_doubled_and_all_agree_under_every_sort_of_trouble() {
    hold(1..=33, |seed| run(seed, None, false));
}

#[test]
fn a_browser_cut_off_at_any_wait_loses_nothing() {
    let scenario =
        |wait| Scenario { residents: 1, staff: 1, acts: 4, storm_ms: 120_000, crash_at: Some(wait), ..Scenario::of(1) };
    hold(1..31, |wait| run_as(7, scenario(wait), None, false));
}

#[test]
fn the_same_seed_gives_the_same_trace() {
    for seed in [4, 10] {
        let (one, two) = (run(seed, None, false), run(seed, None, false));
        assert_eq!((one.digest, one.last_lines), (two.digest, two.last_lines));
        assert!(one.commands > 0, "{:?}", one.scenario);
    }
    assert_ne!(run(4, None, false).digest, run(15, None, false).digest);
}

#[test]
fn every_sort_of_trouble_comes_up() {
    let kinds: std::collections::BTreeSet<Kind> = (1..=1_000).map(|seed| Scenario::of(seed).kind).collect();
    assert_eq!(kinds.len(), Kind::COMMON.len() + 1);
}
