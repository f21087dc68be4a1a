//! Everything a developer or CI runs: `cargo xtask help` lists it.

mod bench;
mod bundles;
#[cfg(feature = "county")]
mod county;
mod crash;
mod dev;
mod e2e;
mod mutants;
mod postgres;
mod run;
mod shell;
mod sim;
mod steps;
mod test;
mod tidy;
mod tools;

use std::process::ExitCode;

use anyhow::{Result, bail};

const HELP: &str = "\
cargo xtask run [--port N] [--data DIR]   install what is missing, build, fill a demo county, serve
cargo xtask test [STEP…] [--keep-going]   install the test tools, then check everything (or only STEP…)
cargo xtask ci [STEP…] [--keep-going]     the same checks; installs nothing, says what is missing
cargo xtask dev                           rebuild and reload on every change
cargo xtask tidy                          the house rules that neither rustc nor clippy knows
cargo xtask county                        makes the demo county's units and outlines anew
cargo xtask bundle-size                   what a resident's first page loads, brotli-compressed
cargo xtask screenshots [PAGE…]           pictures of each page at phone and desk size
cargo xtask sim --seeds N [--from S]      a county under faults, each time another; --seed S shows one run
cargo xtask crash [--cycles N]            kills the server and its database N times under load
cargo xtask same [--cases N]              decides and proves a million cases natively and in wasm, and compares
cargo xtask mutants [--shard K/N]         changes the proof in one place at a time, and asks its tests each time
cargo xtask bench [NAME…]                 every measure of docs/PERFORMANCE.md
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(args: &[String]) -> Result<()> {
    let (verb, rest) = match args.split_first() {
        Some((verb, rest)) => (verb.as_str(), rest),
        None => ("help", args),
    };
    match verb {
        "run" => run::run(rest),
        "test" => test::test(rest, tools::Missing::Install),
        "ci" => test::test(rest, tools::Missing::Refuse),
        "dev" => dev::dev(),
        "tidy" => tidy::check(),
        "bundle-size" => bundles::size(),
        "screenshots" => e2e::screenshots(rest),
        "bench" => bench::bench(rest),
        "same" => bench::same(rest),
        "sim" => sim::sim(rest),
        "mutants" => mutants::mutants(rest),
        "crash" => crash::crash(rest),
        "county" => county(),
        "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(())
        }
        other => bail!("there is no `cargo xtask {other}`\n\n{HELP}"),
    }
}

#[cfg(feature = "county")]
fn county() -> Result<()> {
    county::county()
}

/// Builds this program once more, with what only this verb needs.
#[cfg(not(feature = "county"))]
fn county() -> Result<()> {
    let mut again = shell::cargo();
    again.args(["run", "--quiet", "--release", "--package", "xtask", "--features", "county", "--", "county"]);
    shell::stream(&mut again)
}
