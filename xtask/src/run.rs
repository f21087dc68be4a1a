//! `cargo xtask run`: from a fresh machine to a served county, in one command.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::bundles::{self, KIOSK, RESIDENT, STAFF};
use crate::shell::{self, cargo, command, stream};
use crate::steps::{self, Step};
use crate::tools::{self, Missing, TRUNK, WASM_BINDGEN};

const PORT: u16 = 8080;

/// Installs, builds, fills a demo county if there is no data yet, and serves.
pub fn run(args: &[String]) -> Result<()> {
    let Options { port, data } = options(args)?;
    let mut all = install(Missing::Install);
    all.extend(build());
    let folder = data.clone();
    all.push(Step::new("demo", "a sample county, if there is no data yet", move || demo(&folder)));
    steps::run_all(all)?;
    serve(&data, port)
}

/// What must be there to build, as steps.
pub fn install(missing: Missing) -> Vec<Step> {
    vec![
        Step::new("machine", "a C compiler and Node", tools::prerequisites),
        Step::new("wasm-target", "Rust's library for browsers", move || tools::wasm_target(missing)),
        Step::new("crates", "what we depend on, as locked", tools::crates),
        Step::new("trunk", "builds the pages", move || tools::cargo_tool(&TRUNK, missing)),
        Step::new("wasm-bindgen", "joins wasm and the browser", move || tools::cargo_tool(&WASM_BINDGEN, missing)),
        Step::new("npm", "styles, wasm-opt, browser tests", move || tools::node_packages(missing)),
    ]
}

/// The release build, as steps.
pub fn build() -> Vec<Step> {
    vec![
        Step::new("app-resident", "the residents' bundle, release", || bundles::build(&RESIDENT)),
        Step::new("app-staff", "the staff's bundle, release", || bundles::build(&STAFF)),
        Step::new("app-kiosk", "the kiosks' bundle, release", || bundles::build(&KIOSK)),
        Step::new("server", "the server with the bundles inside, release", || {
            stream(cargo().args(["build", "--release", "--package", "weft-server"]))
        }),
    ]
}

/// The release server.
pub fn server() -> PathBuf {
    shell::target().join("release").join(format!("weft{}", std::env::consts::EXE_SUFFIX))
}

/// Fills a demo county into a folder unless it holds something.
pub fn demo(data: &Path) -> Result<()> {
    demo_by(command(server()), data)
}

/// Fills a demo county with this server unless the folder holds something.
pub fn demo_by(mut server: std::process::Command, data: &Path) -> Result<()> {
    let holds_something = std::fs::read_dir(data).is_ok_and(|mut entries| entries.next().is_some());
    if holds_something {
        println!("      {} holds data already", data.display());
        return Ok(());
    }
    stream(server.arg("demo").arg("--data").arg(data))
}

struct Options {
    port: u16,
    data: PathBuf,
}

fn options(args: &[String]) -> Result<Options> {
    let mut options = Options { port: PORT, data: shell::root().join("data") };
    let mut args = args.iter();
    while let Some(flag) = args.next() {
        let value = args.next().with_context(|| format!("{flag} needs a value"))?;
        match flag.as_str() {
            "--port" => options.port = value.parse().with_context(|| format!("--port {value}"))?,
            "--data" => options.data = PathBuf::from(value),
            other => {
                bail!("`cargo xtask run` does not know {other}; it knows --port N and --data DIR")
            }
        }
    }
    Ok(options)
}

fn serve(data: &Path, port: u16) -> Result<()> {
    let accounts = data.join("demo-accounts.txt");
    println!("\nWeft 经纬 is on http://localhost:{port} (staff: http://localhost:{port}/staff/). Ctrl-C stops it.");
    if let Ok(accounts) = std::fs::read_to_string(&accounts) {
        println!("\n{}", accounts.trim_end());
    }
    let mut serve = command(server());
    serve.arg("serve").arg("--data").arg(data).arg("--listen").arg(format!("127.0.0.1:{port}"));
    replace(serve)
}

/// Becomes the server, so that Ctrl-C and signals reach it and nothing else.
#[cfg(unix)]
fn replace(mut serve: std::process::Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    Err(serve.exec()).context("could not start the server")
}

#[cfg(not(unix))]
fn replace(mut serve: std::process::Command) -> Result<()> {
    stream(&mut serve)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(args: &[&str]) -> Result<Options> {
        options(&args.iter().map(ToString::to_string).collect::<Vec<_>>())
    }

    #[test]
    fn flags_choose_port_and_data_folder() {
        let chosen = parse(&["--port", "9000", "--data", "/somewhere"]).unwrap();
        assert_eq!((chosen.port, chosen.data), (9000, PathBuf::from("/somewhere")));
        assert_eq!(parse(&[]).unwrap().port, PORT);
    }

    #[test]
    fn an_unknown_flag_and_a_missing_value_are_errors() {
        assert!(parse(&["--prot", "1"]).is_err());
        assert!(parse(&["--port"]).is_err());
        assert!(parse(&["--port", "many"]).is_err());
    }
}
