//! `cargo xtask dev`: pages reload by themselves, the server restarts, on every change.

use std::process::{Child, Command};
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::bundles::{self, Bundle, RESIDENT, STAFF};
use crate::run;
use crate::shell::{self, cargo, command};
use crate::steps::{self, Step};
use crate::tools::Missing;

const RESIDENT_PORT: u16 = 8080;
const STAFF_PORT: u16 = 8081;
const SERVER_PORT: u16 = 8082;
const LOOK_MS: u64 = 700;
/// What the server is compiled from.
const SERVER_INPUTS: [&str; 5] = ["server", "shared/src", "shared/Cargo.toml", "Cargo.toml", "Cargo.lock"];

/// Serves both bundles by trunk, which passes `/api` on to a debug server, until interrupted.
pub fn dev() -> Result<()> {
    let mut first = run::install(Missing::Install);
    first.push(Step::new("server", "the server, debug", || crate::shell::stream(&mut build())));
    first.push(Step::new("demo", "a sample county, if there is no data yet", || demo().map(drop)));
    steps::run_all(first)?;
    let _resident = Running(trunk(&RESIDENT, RESIDENT_PORT).spawn().context("trunk")?);
    let _staff = Running(trunk(&STAFF, STAFF_PORT).spawn().context("trunk")?);
    println!("\nresidents: http://localhost:{RESIDENT_PORT}/   staff: http://localhost:{STAFF_PORT}/staff/");
    let mut seen = bundles::digest(shell::root(), &SERVER_INPUTS)?;
    let mut server = Running(serve().spawn().context("the server")?);
    loop {
        sleep(Duration::from_millis(LOOK_MS));
        let now = bundles::digest(shell::root(), &SERVER_INPUTS)?;
        if now == seen {
            continue;
        }
        seen = now;
        // A server that does not compile leaves the last good one running.
        if build().status().context("cargo")?.success() {
            drop(server);
            server = Running(serve().spawn().context("the server")?);
        }
    }
}

/// A child that does not outlive us.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself, which is as good.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn build() -> Command {
    let mut build = cargo();
    build.args(["build", "--package", "weft-server"]);
    build
}

fn weft() -> Command {
    command(shell::target().join("debug").join(format!("weft{}", std::env::consts::EXE_SUFFIX)))
}

fn demo() -> Result<()> {
    run::demo_by(weft(), &shell::root().join("data"))
}

fn serve() -> Command {
    let mut serve = weft();
    serve.args(["serve", "--data", "data", "--listen"]).arg(format!("127.0.0.1:{SERVER_PORT}"));
    serve
}

fn trunk(bundle: &Bundle, port: u16) -> Command {
    let mut trunk = command("trunk");
    trunk.args(["serve", "--config", bundle.config, "--port", &port.to_string()]);
    trunk.arg("--dist").arg(shell::target().join("dev").join(bundle.name));
    trunk.arg("--proxy-backend").arg(format!("http://127.0.0.1:{SERVER_PORT}/api/"));
    trunk
}
