//! `cargo xtask bench`: every measure of docs/PERFORMANCE.md, or those named.

use anyhow::{Context, Result, ensure};

use crate::shell::{self, cargo, command, stream};
use crate::{e2e, run, steps};

/// A workspace of its own, so that the peers it compares with weigh on no other build.
pub const BENCH: &str = "bench/Cargo.toml";
/// How soon a resident's first page can be used: the one measure that needs a browser.
const FIRST_LOAD: &str = "first-load";
/// Measures that the server takes of itself. The others are programs in `bench/src/bin`.
const SERVER: [(&str, &[&str]); 3] =
    [("push", &[]), ("list", &["--lists", "100000,1000000"]), ("startup", &["--startup", "10000,100000,1000000"])];

/// Takes the measures one after the other, since two at once would measure each other.
pub fn bench(names: &[String]) -> Result<()> {
    let known = measures()?;
    for name in names {
        ensure!(known.contains(name), "no measure is called {name}; there are: {}", known.join(" "));
    }
    let chosen = known.iter().filter(|name| names.is_empty() || names.contains(name));
    for name in chosen {
        println!("\n== {name}");
        take(name)?;
    }
    Ok(())
}

fn measures() -> Result<Vec<String>> {
    let folder = shell::root().join("bench/src/bin");
    let mut names = vec![FIRST_LOAD.to_string()];
    names.extend(SERVER.map(|(name, _)| name.to_string()));
    for entry in std::fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        names.extend(path.file_stem().map(|stem| stem.to_string_lossy().into_owned()));
    }
    names.sort();
    Ok(names)
}

fn take(name: &str) -> Result<()> {
    if name == FIRST_LOAD {
        steps::run_all(run::build())?;
        return e2e::first_load();
    }
    if let Some((_, args)) = SERVER.iter().find(|(server, _)| *server == name) {
        stream(cargo().args(["build", "--release", "--package", "weft-server"]))?;
        let folder = shell::target().join("measures");
        let mut weft = command(run::server());
        return stream(weft.arg("bench-store").arg("--data").arg(folder).args(*args));
    }
    let mut program = cargo();
    program.args(["run", "--release", "--manifest-path", BENCH, "--bin", name]);
    stream(program.env("CARGO_TARGET_DIR", shell::target()))
}
