//! Browsers that lose their databases while they are at it: they have them again, and nothing is lost or doubled.

use weft_sim::run::run_as;
use weft_sim::scenario::Scenario;

/// Two of each sort of trouble.
const SEEDS: u64 = 22;

#[test]
fn a_browser_that_loses_its_disk_has_it_again_with_all_that_it_held() {
    for seed in 1..=SEEDS {
        let scenario = Scenario { loses_disk: true, ..Scenario::of(seed) };
        let outcome = run_as(seed, scenario, None, false);
        assert!(outcome.faults.is_empty(), "seed {seed}: {:#?}\n{}", outcome.faults, outcome.last_lines.join("\n"));
    }
}
