//! `cargo xtask bench`: every measure of docs/PERFORMANCE.md, or those named.

use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::shell::{self, cargo, command, stream};
use crate::{e2e, run, steps, tools};

/// A workspace of its own, so that the peers it compares with weigh on no other build.
pub const BENCH: &str = "bench/Cargo.toml";
/// Measures that need a browser, one in each file of `e2e/measures`: how soon a page can be used, with and without a network; how fast a
/// device sends and fetches, and two agree; what a kiosk's full queue costs.
const BROWSER: [&str; 5] = ["first-load", "offline-start", "agreement", "kiosk-month", SYNC];
/// Those with a peer from npm.
const SYNC: &str = "sync";
const RULES: &str = "rules";
/// Not a measure: what `cargo xtask same` compares.
const SAME: &str = "same";
/// Measures that the server takes of itself. The others are programs in `bench/src/bin`.
const SERVER: [(&str, &[&str]); 3] =
    [("push", &[]), ("list", &["--lists", "100000,1000000"]), ("startup", &["--startup", "10000,100000,1000000"])];

/// The wasm target whose programs can read a clock.
const WASM_WITH_CLOCK: &str = "wasm32-wasip1";
/// Node's own host for such programs.
const RUN_WASM: &str = "import {readFileSync} from 'fs'; import {WASI} from 'wasi'; const wasi = new WASI({version: 'preview1', args: process.argv.slice(1)}); \
    const program = await WebAssembly.compile(readFileSync(process.argv[1])); \
    wasi.start(await WebAssembly.instantiate(program, wasi.getImportObject()));";

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
    let mut names: Vec<_> = BROWSER.map(str::to_owned).into();
    names.extend(SERVER.map(|(name, _)| name.to_string()));
    for entry in std::fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        names.extend(path.file_stem().map(|stem| stem.to_string_lossy().into_owned()));
    }
    names.retain(|name| name != SAME);
    names.sort();
    Ok(names)
}

fn take(name: &str) -> Result<()> {
    if BROWSER.contains(&name) {
        steps::run_all(run::build())?;
        if name == SYNC {
            install_peers()?;
        }
        return e2e::measure(name);
    }
    if let Some((_, args)) = SERVER.iter().find(|(server, _)| *server == name) {
        stream(cargo().args(["build", "--release", "--package", "weft-server"]))?;
        let folder = shell::target().join("measures");
        let mut weft = command(run::server());
        return stream(weft.arg("bench-store").arg("--data").arg(folder).args(*args));
    }
    if name == RULES {
        return rules();
    }
    stream(&mut program("run", name))?;
    println!("in wasm:");
    stream(&mut in_wasm(name)?)
}

/// Ours and the peers in Rust, ours in wasm, and the peer from npm on the same tables and cases.
fn rules() -> Result<()> {
    install_peers()?;
    let folder = shell::target().join("measures/rules");
    stream(program("run", RULES).arg("--").arg(&folder))?;
    println!("in wasm:");
    stream(&mut in_wasm(RULES)?)?;
    println!("in V8:");
    let mut tables: Vec<_> = std::fs::read_dir(&folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    tables.sort();
    stream(command("node").arg("bench/peers/json-rules.mjs").args(tables))
}

fn install_peers() -> Result<()> {
    stream(command("npm").args(["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", "bench"]))
}

/// `cargo xtask same`: decides and proves many cases natively and in wasm, and compares the digests.
pub fn same(args: &[String]) -> Result<()> {
    let cases = match args {
        [] => "1000000",
        [flag, cases] if flag == "--cases" => cases,
        _ => anyhow::bail!("cargo xtask same [--cases N]"),
    };
    let native = shell::capture(program("run", SAME).args(["--", cases]))?;
    print!("native: {native}");
    let wasm = shell::capture(in_wasm(SAME)?.arg(cases))?;
    print!("wasm:   {wasm}");
    ensure!(native == wasm && !native.is_empty(), "native and wasm decide or prove differently");
    Ok(())
}

/// The same program compiled to wasm, run by V8, without the peers.
fn in_wasm(name: &str) -> Result<Command> {
    tools::target(WASM_WITH_CLOCK, tools::Missing::Install)?;
    stream(program("build", name).args(["--target", WASM_WITH_CLOCK]))?;
    let built = shell::target().join(WASM_WITH_CLOCK).join(format!("release/{name}.wasm"));
    let mut node = command("node");
    node.args(["--no-warnings", "--input-type=module", "--eval", RUN_WASM]).arg(built);
    Ok(node)
}

fn program(verb: &str, name: &str) -> Command {
    let mut program = cargo();
    program.args([verb, "--release", "--manifest-path", BENCH, "--bin", name]);
    program.env("CARGO_TARGET_DIR", shell::target());
    program
}
