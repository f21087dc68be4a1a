//! Claims about the proof: against brute force on small tables, on the sample rulebook, and at its bounds.

mod bounds;
mod brute;
mod examples;
mod small;

use super::*;
use crate::rules::Undecided;
use small::Small;

/// How many small tables are compared with brute force.
const TABLES: u64 = if cfg!(debug_assertions) { 150 } else { 3_000 };

#[test]
fn whatever_is_said_of_a_small_table_is_so_and_nothing_is_missed() {
    for seed in 0..TABLES {
        let small = Small::new(seed);
        brute::compare(&small, seed);
    }
}

#[test]
fn what_is_said_before_the_steps_run_out_is_so_and_what_is_not_said_is_undecided() {
    for seed in 0..TABLES {
        let small = Small::new(seed);
        for steps_max in [0, 3, 10, 30, 100] {
            let proof = table::prove(&small.book, &small.book.tables[0], steps_max, steps_max);
            brute::is_sound(&small, &proof.findings, seed);
            brute::misses_nothing_silently(&small, &proof.findings, seed);
        }
    }
}

#[test]
fn small_tables_show_every_kind_of_finding() {
    let mut kinds = std::collections::BTreeSet::new();
    for seed in 0..TABLES {
        let small = Small::new(seed);
        for finding in small.prove().findings {
            let json = serde_json::to_value(&finding).unwrap();
            kinds.extend(json.as_object().unwrap().keys().cloned());
        }
    }
    let all = [
        "conflict",
        "gap",
        "masked",
        "mergeable",
        "more",
        "overlap",
        "partly_masked",
        "redundant",
        "subsumed",
        "unasked",
    ];
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), all, "or the comparison with brute force says nothing about it");
}
