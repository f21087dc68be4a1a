//! `cargo xtask mutants`: changes the proof in one place at a time and asks its tests each time.

use anyhow::Result;

use crate::shell::{cargo, stream};
use crate::tools::{self, MUTANTS, Missing};

/// What is changed.
const FILES: [&str; 3] = ["shared/src/rules/bits.rs", "shared/src/rules/proof.rs", "shared/src/rules/proof/**"];
/// Longest that the tests may take before a change counts as one that never ends, seconds.
const TIMEOUT_S: &str = "100";
/// The tests that are asked.
const TESTS: [&str; 2] = ["rules::bits", "rules::proof"];

/// Hands further arguments on, such as `--shard 0/8` for a part of it.
pub fn mutants(args: &[String]) -> Result<()> {
    tools::cargo_tool(&MUTANTS, Missing::Install)?;
    let mut mutants = cargo();
    mutants.args(["mutants", "--package", "weft", "--timeout", TIMEOUT_S, "--cargo-arg=--lib"]);
    mutants.args(FILES.map(|file| format!("--file={file}"))).args(args);
    stream(mutants.args(["--", "--"]).args(TESTS))
}
