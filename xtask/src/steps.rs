//! Steps with a numbered heading, their time, and one table at the end.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

/// One thing to do, by name.
pub struct Step {
    /// What the command line and the table call it.
    pub name: &'static str,
    /// What it does, for its heading.
    pub title: &'static str,
    /// Does it, streaming its output.
    pub work: Box<dyn FnMut() -> Result<()>>,
}

impl Step {
    /// A step from a function.
    pub fn new(name: &'static str, title: &'static str, work: impl FnMut() -> Result<()> + 'static) -> Step {
        Step { name, title, work: Box::new(work) }
    }
}

/// How a step ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// It worked.
    Passed,
    /// It did not.
    Failed,
    /// An earlier one failed, so it was not tried.
    NotRun,
}

/// Runs the steps in order; stops at the first failure unless told to keep going.
pub fn run(steps: Vec<Step>, keep_going: bool) -> Vec<(&'static str, Outcome, Duration)> {
    let all = steps.len();
    let mut done = Vec::with_capacity(all);
    let mut stopped = false;
    for (index, mut step) in steps.into_iter().enumerate() {
        if stopped {
            done.push((step.name, Outcome::NotRun, Duration::ZERO));
            continue;
        }
        println!("\n[{}/{all}] {}: {}", index + 1, step.name, step.title);
        let start = Instant::now();
        let result = (step.work)();
        let took = start.elapsed();
        let outcome = match result {
            Ok(()) => {
                println!("      done in {}", seconds(took));
                Outcome::Passed
            }
            Err(error) => {
                println!("      FAILED after {}: {error:#}", seconds(took));
                stopped = !keep_going;
                Outcome::Failed
            }
        };
        done.push((step.name, outcome, took));
    }
    done
}

/// Runs steps that each need the one before; the error says which one failed.
pub fn run_all(steps: Vec<Step>) -> Result<()> {
    for (name, outcome, _) in run(steps, false) {
        if outcome == Outcome::Failed {
            bail!("`{name}` failed; its output is above");
        }
    }
    Ok(())
}

/// The times as a table, and the closing line `N passed, N failed`.
pub fn table(done: &[(&'static str, Outcome, Duration)]) -> String {
    let mut text = String::new();
    for (name, outcome, took) in done {
        let word = match outcome {
            Outcome::Passed => "passed",
            Outcome::Failed => "FAILED",
            Outcome::NotRun => "not run",
        };
        let _ = writeln!(text, "{name:<14} {word:<8} {:>9}", seconds(*took));
    }
    let count = |wanted| done.iter().filter(|(_, outcome, _)| *outcome == wanted).count();
    let total: Duration = done.iter().map(|(_, _, took)| *took).sum();
    let _ = writeln!(text, "{:<14} {:<8} {:>9}", "all", "", seconds(total));
    let _ = write!(text, "{} passed, {} failed", count(Outcome::Passed), count(Outcome::Failed));
    text
}

fn seconds(took: Duration) -> String {
    format!("{:.1} s", took.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn three(middle: fn() -> Result<()>) -> Vec<Step> {
        vec![
            Step::new("one", "first", || Ok(())),
            Step::new("two", "second", middle),
            Step::new("three", "third", || Ok(())),
        ]
    }

    fn outcomes(keep_going: bool) -> Vec<Outcome> {
        let done = run(three(|| bail!("no")), keep_going);
        done.into_iter().map(|(_, outcome, _)| outcome).collect()
    }

    #[test]
    fn the_first_failure_stops_the_rest() {
        assert_eq!(outcomes(false), [Outcome::Passed, Outcome::Failed, Outcome::NotRun]);
    }

    #[test]
    fn keep_going_runs_the_rest_but_still_counts_the_failure() {
        assert_eq!(outcomes(true), [Outcome::Passed, Outcome::Failed, Outcome::Passed]);
        let table = table(&run(three(|| bail!("no")), true));
        assert!(table.ends_with("2 passed, 1 failed"), "{table}");
    }

    #[test]
    fn a_needed_step_that_fails_is_named() {
        let error = run_all(three(|| bail!("no"))).unwrap_err().to_string();
        assert!(error.contains("`two` failed"), "{error}");
    }
}
