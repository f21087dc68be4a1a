//! The digest of many cases decided and many rulebooks proved: `cargo xtask same` compares it natively and in wasm.

use std::time::Instant;

use weft::sample::cases::digest;

/// Where the cases of the digest begin.
const SEED: u64 = 370_830;
/// Cases when nobody says how many.
const CASES: u64 = 1_000_000;

fn main() {
    let cases = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(CASES);
    let start = Instant::now();
    println!("{} {cases} cases", digest(SEED, cases));
    eprintln!("{:.1} s", start.elapsed().as_secs_f64());
}
