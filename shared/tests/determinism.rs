//! The same commands and rulebooks give the same bytes natively and in wasm.
//!
//! Both builds of this test compare their digest with one golden file, so they equal each other. After a wanted change of the
//! kernel: `WEFT_BLESS=1 cargo test -p weft --test determinism`, and review why it changed.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use sha2::{Digest, Sha256};
use weft::rules::prove;
use weft::sample::cases;
use weft::sample::commands::digest;
use weft::sample::rulebooks::small_rulebook;
use weft::sample::{directory, first_day};

const SEED: u64 = 370_830;
const COMMANDS: u64 = 100_000;
const GOLDEN: &str = include_str!("golden/determinism.sha256");
const PROOFS: u64 = 1_000;
/// `cargo xtask same` compares a million.
const CASES: u64 = 20_000;
const GOLDEN_CASES: &str = include_str!("golden/cases.sha256");
const GOLDEN_PROOF: &str = include_str!("golden/proof.sha256");

#[test]
fn a_hundred_thousand_commands_give_the_golden_digest() {
    compare(&digest(SEED, COMMANDS), "determinism", GOLDEN);
}

#[test]
fn the_proofs_of_small_rulebooks_give_the_golden_digest() {
    let mut hash = Sha256::new();
    for seed in 0..PROOFS {
        let found = prove(&small_rulebook(seed), &directory(), first_day());
        hash.update(serde_json::to_vec(&found).expect("findings are JSON"));
    }
    let found: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    compare(&found, "proof", GOLDEN_PROOF);
}

#[test]
fn twenty_thousand_cases_of_two_hundred_rulebooks_give_the_golden_digest() {
    compare(&cases::digest(SEED, CASES), "cases", GOLDEN_CASES);
}

/// Compares with a golden file, or writes it if that is wanted.
fn compare(found: &str, name: &str, golden: &str) {
    #[cfg(not(target_arch = "wasm32"))]
    if std::env::var_os("WEFT_BLESS").is_some() {
        let path = format!("{}/tests/golden/{name}.sha256", env!("CARGO_MANIFEST_DIR"));
        std::fs::write(path, format!("{found}\n")).expect("the golden file can be written");
        return;
    }
    assert_eq!(found, golden.trim(), "{name}");
}

#[test]
fn another_seed_gives_another_digest() {
    assert_ne!(digest(SEED, 200), digest(SEED + 1, 200));
}
