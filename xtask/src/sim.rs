//! `cargo xtask sim`: a county under faults, from seeds, on all cores.

use anyhow::Result;

use crate::shell::{self, cargo, command, stream};

/// Seeds that are run when nothing else is asked.
const SEEDS: &str = "1000";

/// Builds the simulation with optimisation and hands it the arguments.
pub fn sim(args: &[String]) -> Result<()> {
    stream(cargo().args(["build", "--release", "--package", "weft-sim"]))?;
    let mut sim = command(shell::target().join("release/weft-sim"));
    if args.is_empty() {
        return stream(sim.args(["--seeds", SEEDS]));
    }
    stream(sim.args(args))
}
