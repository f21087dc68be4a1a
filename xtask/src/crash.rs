//! `cargo xtask crash`: the crash tests of the server, as many turns as one likes.

use anyhow::{Context, Result, bail};

use crate::postgres::{self, Throwaway};
use crate::shell::{cargo, stream};

/// Turns of each loop when nobody says how many.
const CYCLES: u32 = 50;

/// Kills the server on SQLite and on PostgreSQL, and PostgreSQL itself, so many times each, and prints the tallies.
pub fn crash(args: &[String]) -> Result<()> {
    let cycles = cycles(args)?;
    let postgres = Throwaway::start()?;
    let programs = postgres::programs().context("PostgreSQL is not installed")?;
    let mut tests = cargo();
    // One after the other: each loop is to have the machine for itself.
    tests.args(["test", "--package", "weft-server", "--test", "crash", "--", "--nocapture", "--test-threads", "1"]);
    tests.env("WEFT_CRASH_CYCLES", cycles.to_string());
    stream(tests.env(postgres::URL, postgres.url()).env(postgres::PROGRAMS, programs))
}

fn cycles(args: &[String]) -> Result<u32> {
    match args {
        [] => Ok(CYCLES),
        [flag, count] if flag == "--cycles" => count.parse().with_context(|| format!("--cycles {count}")),
        _ => bail!("`cargo xtask crash` knows --cycles N"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_cycles_is_a_flag_and_anything_else_is_an_error() {
        let parse = |args: &[&str]| cycles(&args.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert_eq!(parse(&[]).unwrap(), CYCLES);
        assert_eq!(parse(&["--cycles", "200"]).unwrap(), 200);
        assert!(parse(&["--cycles"]).is_err());
        assert!(parse(&["--turns", "3"]).is_err());
    }
}
