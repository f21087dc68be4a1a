//! `cargo xtask test`: every check there is, each as a step that can be chosen by name.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use crate::bench::BENCH;
use crate::postgres::{self, Throwaway};
use crate::shell::{self, cargo, command, stream};
use crate::steps::{self, Outcome, Step};
use crate::tools::{self, DENY, MACHETE, Missing, NEXTEST, WASM};
use crate::{bundles, e2e, run, tidy};

/// Runs all steps, or the chosen ones, and closes with `N passed, N failed`.
pub fn test(args: &[String], missing: Missing) -> Result<()> {
    let (flags, names): (Vec<&String>, Vec<&String>) = args.iter().partition(|arg| arg.starts_with("--"));
    if let Some(unknown) = flags.iter().find(|flag| **flag != "--keep-going") {
        bail!("unknown flag {unknown}; there is --keep-going");
    }
    let steps = choose(steps(missing), &names)?;
    let done = steps::run(steps, !flags.is_empty());
    println!("\n{}", steps::table(&done));
    let failed = done.iter().filter(|(_, outcome, _)| *outcome == Outcome::Failed);
    let failed: Vec<&str> = failed.map(|(name, _, _)| *name).collect();
    if !failed.is_empty() {
        // The closing line above stays the last one.
        std::process::exit(1);
    }
    Ok(())
}

fn choose(steps: Vec<Step>, names: &[&String]) -> Result<Vec<Step>> {
    let known: Vec<&str> = steps.iter().map(|step| step.name).collect();
    for name in names {
        ensure!(known.contains(&name.as_str()), "no step is called {name}; there are: {}", known.join(" "));
    }
    let chosen = |step: &Step| names.is_empty() || names.iter().any(|name| *name == step.name);
    Ok(steps.into_iter().filter(chosen).collect())
}

/// The cheap ones first: what fails, fails early.
fn steps(missing: Missing) -> Vec<Step> {
    let mut all = run::install(missing);
    all.extend([
        Step::new("system", "Chromium, PostgreSQL, fonts", move || tools::system_packages(missing)),
        Step::new("fmt", "formatting", || {
            stream(cargo().args(["fmt", "--all", "--check"]))?;
            stream(cargo().args(["fmt", "--manifest-path", BENCH, "--check"]))
        }),
        Step::new("tidy", "layers, clocks, sizes, named paths", tidy::check),
        Step::new("deny", "licences, bans, sources of dependencies", move || deny(missing)),
        Step::new("machete", "no unused dependency", move || machete(missing)),
        Step::new("types", "the browser tests' own types", || stream(command("tsc").args(["--project", "e2e"]))),
        Step::new("clippy", "lints, on the host and for browsers", clippy),
        Step::new("doc", "documentation builds without a warning", doc),
        Step::new("nextest", "tests, on SQLite and on a throwaway PostgreSQL", move || nextest(missing)),
        Step::new("doctest", "examples in the documentation", || {
            stream(cargo().args(["test", "--doc", "--workspace"]))
        }),
        Step::new("wasm", "tests in wasm: same answers as native", wasm),
    ]);
    all.extend(run::build());
    all.extend([
        Step::new("bundle-size", "what a resident's first page loads", bundles::size),
        Step::new("e2e", "real pages in a real browser", || e2e::test(&[])),
    ]);
    all
}

fn deny(missing: Missing) -> Result<()> {
    tools::cargo_tool(&DENY, missing)?;
    stream(command("cargo-deny").args(["--all-features", "check", "licenses", "bans", "sources"]))
}

fn machete(missing: Missing) -> Result<()> {
    tools::cargo_tool(&MACHETE, missing)?;
    stream(&mut command("cargo-machete"))
}

fn clippy() -> Result<()> {
    stream(cargo().args(["clippy", "--workspace", "--all-features", "--all-targets", "--", "-D", "warnings"]))?;
    // Tests carry every kind; the residents' and the kiosks' bundles do not, the staff's does.
    let parts: [&[&str]; 3] =
        [&["--lib", "--bins", "--tests"], &["--lib", "--bins"], &["--lib", "--bins", "--features", "staff"]];
    parts.iter().try_for_each(|part| {
        let browser = ["clippy", "-p", "weft-app", "--target", WASM];
        stream(cargo().args(browser).args(*part).args(["--", "-D", "warnings"]))
    })
}

fn doc() -> Result<()> {
    stream(
        cargo()
            .args(["doc", "--workspace", "--no-deps", "--document-private-items"])
            .env("RUSTDOCFLAGS", "-D warnings"),
    )
}

fn nextest(missing: Missing) -> Result<()> {
    tools::cargo_tool(&NEXTEST, missing)?;
    let postgres = Throwaway::start()?;
    println!("      PostgreSQL on {}", postgres.url());
    let mut tests = command("cargo-nextest");
    tests.args(["nextest", "run", "--workspace", "--all-features", "--no-fail-fast"]);
    let programs = postgres::programs().context("PostgreSQL is not installed")?;
    tests.env(postgres::URL, postgres.url()).env(postgres::PROGRAMS, programs);
    stream(tests.env("INSTA_UPDATE", "no"))
}

fn wasm() -> Result<()> {
    let shared = wasm_tests("shared")?;
    ensure!(!shared.is_empty(), "no test of shared/ runs in wasm, so nothing shows that both sides agree");
    for (package, targets) in [("weft", shared), ("weft-app", wasm_tests("app")?)] {
        if !targets.is_empty() {
            stream(wasm_test(package).args(targets))?;
        }
    }
    Ok(())
}

fn wasm_test(package: &str) -> Command {
    let mut test = cargo();
    test.args(["test", "--package", package, "--target", WASM]).env("INSTA_UPDATE", "no");
    for (variable, program) in [("CHROMEDRIVER", "chromedriver"), ("WASM_BINDGEN_TEST_TIMEOUT", "")] {
        match program {
            "" => test.env(variable, "300"),
            program => test.env(variable, command(program).get_program()),
        };
    }
    test
}

/// The test targets of a crate that ask to run in wasm: cargo's flags for them.
fn wasm_tests(krate: &str) -> Result<Vec<String>> {
    let folder = shell::root().join(krate);
    let mut targets = Vec::new();
    if mentions_wasm_tests(&folder.join("src"))? {
        targets.push("--lib".to_string());
    }
    let Ok(tests) = std::fs::read_dir(folder.join("tests")) else {
        return Ok(targets);
    };
    for entry in tests {
        let path = entry?.path();
        let name = path.file_stem().and_then(|stem| stem.to_str()).context("a test has a name")?;
        if path.is_file() && mentions_wasm_tests(&path)? {
            targets.extend(["--test".to_string(), name.to_string()]);
        }
    }
    Ok(targets)
}

fn mentions_wasm_tests(path: &Path) -> Result<bool> {
    if path.is_dir() {
        for entry in std::fs::read_dir(path)? {
            if mentions_wasm_tests(&entry?.path())? {
                return Ok(true);
            }
        }
        return Ok(false);
    }
    let rust = path.extension().is_some_and(|extension| extension == "rs");
    Ok(rust && std::fs::read_to_string(path)?.contains("wasm_bindgen_test"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_chosen_by_name_and_a_wrong_name_is_an_error() {
        let chosen = choose(steps(Missing::Refuse), &[&"fmt".to_string(), &"e2e".to_string()]).unwrap();
        assert_eq!(chosen.iter().map(|step| step.name).collect::<Vec<_>>(), ["fmt", "e2e"]);
        assert!(choose(steps(Missing::Refuse), &[&"ftm".to_string()]).is_err());
    }

    #[test]
    fn no_two_steps_share_a_name() {
        let mut names: Vec<&str> = steps(Missing::Refuse).iter().map(|step| step.name).collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
