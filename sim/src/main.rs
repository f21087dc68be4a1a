//! Runs seeds on all cores and says what came of them: `cargo xtask sim` builds and starts this.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use weft_sim::{Mutation, Outcome, run};

const HELP: &str = "\
weft-sim --seeds N [--from S]   runs seeds S, S+1, …, on all cores; S is 1 if not given
weft-sim --seed S               runs one seed and prints all that happens
  --mutation NAME               with this fault planted: the checks must find it
";

/// Failures that are printed whole; the rest is only counted.
const SHOWN_MAX: u64 = 5;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let number = |flag: &str| {
        let at = args.iter().position(|arg| arg == flag)?;
        args.get(at + 1)?.parse::<u64>().ok()
    };
    let named = args.iter().position(|arg| arg == "--mutation").and_then(|at| args.get(at + 1));
    let mutation =
        Mutation::ALL.into_iter().find(|mutation| named.is_some_and(|name| format!("{mutation:?}") == *name));
    match (number("--seed"), number("--seeds")) {
        (Some(seed), _) => one(seed, mutation),
        (None, Some(seeds)) => many(number("--from").unwrap_or(1), seeds, mutation),
        (None, None) => {
            print!("{HELP}");
            ExitCode::FAILURE
        }
    }
}

fn one(seed: u64, mutation: Option<Mutation>) -> ExitCode {
    let outcome = run(seed, mutation, true);
    println!("{:#?}\ntrace {}", outcome.scenario, outcome.digest);
    show(&outcome, false);
    if outcome.faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What many runs came to.
#[derive(Debug, Default)]
struct Total {
    runs: u64,
    failed: Vec<u64>,
    commands: u64,
    accepted: u64,
    refused: u64,
    crashes: u64,
    virtual_ms: i64,
}

fn many(from: u64, seeds: u64, mutation: Option<Mutation>) -> ExitCode {
    let started = Instant::now();
    let (next, total) = (AtomicU64::new(from), Mutex::new(Total::default()));
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| work(&next, from + seeds, mutation, &total));
        }
    });
    let total = total.into_inner().unwrap_or_else(PoisonError::into_inner);
    let seconds = started.elapsed().as_secs_f64();
    let per_seed = seconds * 1_000.0 * cores as f64 / total.runs.max(1) as f64;
    println!("{} seeds from {from} in {seconds:.1} s on {cores} cores, {per_seed:.1} ms of a core each", total.runs);
    println!("{} commands: {} accepted, {} explained in an inbox", total.commands, total.accepted, total.refused);
    println!("{} crashes, {} days of the county's time", total.crashes, total.virtual_ms / 86_400_000);
    if total.failed.is_empty() {
        println!(
            "held in every run: 0 lost, 0 doubled, replicas equal the server's view, every run ended, the log is whole"
        );
        return ExitCode::SUCCESS;
    }
    println!("{} seeds FAILED: {:?}", total.failed.len(), total.failed);
    ExitCode::FAILURE
}

fn work(next: &AtomicU64, end: u64, mutation: Option<Mutation>, total: &Mutex<Total>) {
    loop {
        let seed = next.fetch_add(1, Ordering::Relaxed);
        if seed >= end {
            return;
        }
        let ran = catch_unwind(AssertUnwindSafe(|| run(seed, mutation, false)));
        let mut total = total.lock().unwrap_or_else(PoisonError::into_inner);
        total.runs += 1;
        let Ok(outcome) = ran else {
            println!("seed {seed} panicked; replay: cargo xtask sim --seed {seed}");
            total.failed.push(seed);
            continue;
        };
        total.commands += outcome.commands;
        total.accepted += outcome.accepted;
        total.refused += outcome.refused;
        total.crashes += outcome.crashes;
        total.virtual_ms += outcome.virtual_ms;
        if !outcome.faults.is_empty() {
            total.failed.push(seed);
            if total.failed.len() as u64 <= SHOWN_MAX {
                show(&outcome, true);
            }
        }
    }
}

fn show(outcome: &Outcome, trace: bool) {
    let Outcome { seed, scenario, faults, last_lines, .. } = outcome;
    if faults.is_empty() {
        return println!("seed {seed}: all well");
    }
    if trace {
        last_lines.iter().for_each(|line| println!("{line}"));
    }
    println!("seed {seed} ({:?}) FAILED:", scenario.kind);
    faults.iter().for_each(|fault| println!("  {fault}"));
    println!("  replay: cargo xtask sim --seed {seed}");
}
