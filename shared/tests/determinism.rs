//! The same commands give the same bytes natively and in wasm.
//!
//! Both builds of this test compare their digest with one golden file, so they equal each other. After a wanted change of the
//! kernel: `WEFT_BLESS=1 cargo test -p weft --test determinism`, and review why it changed.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use weft::sample::commands::digest;

const SEED: u64 = 370_830;
const COMMANDS: u64 = 100_000;
const GOLDEN: &str = include_str!("golden/determinism.sha256");

#[test]
fn a_hundred_thousand_commands_give_the_golden_digest() {
    let found = digest(SEED, COMMANDS);
    #[cfg(not(target_arch = "wasm32"))]
    if std::env::var_os("WEFT_BLESS").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/determinism.sha256");
        std::fs::write(path, format!("{found}\n")).expect("the golden file can be written");
        return;
    }
    assert_eq!(found, GOLDEN.trim());
}

#[test]
fn another_seed_gives_another_digest() {
    assert_ne!(digest(SEED, 200), digest(SEED + 1, 200));
}
