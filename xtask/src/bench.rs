//! `cargo xtask bench`: every measure of docs/PERFORMANCE.md, or those named.

use anyhow::{Result, ensure};

use crate::shell::{cargo, stream};

/// A measure: its name and the cargo bench target that takes it.
const BENCHES: [(&str, &[&str]); 0] = [];

/// Takes the measures one after the other, since two at once would measure each other.
pub fn bench(names: &[String]) -> Result<()> {
    let known: Vec<&str> = BENCHES.iter().map(|(name, _)| *name).collect();
    for name in names {
        ensure!(
            known.contains(&name.as_str()),
            "no measure is called {name}; there are: {}",
            known.join(" ")
        );
    }
    for (name, target) in BENCHES {
        if names.is_empty() || names.iter().any(|chosen| chosen == name) {
            println!("\n{name}");
            stream(cargo().arg("bench").args(target))?;
        }
    }
    Ok(())
}
