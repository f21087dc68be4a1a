//! Proof: how long it takes by the size and kind of a table.
//!
//! `cargo xtask bench proof` runs it natively and then in wasm under V8, the engine of Chromium.

use std::time::{Duration, Instant};

use anyhow::Result;
use weft::org::Directory;
use weft::rules::{Finding, Rulebook, prove};
use weft_bench::tables::{COLUMNS, by_category, dense, partition, scattered};

const RULES: [usize; 5] = [10, 100, 300, 1_000, 2_000];
/// Each measure is repeated for about so long.
const MEASURE: Duration = Duration::from_millis(500);

fn main() -> Result<()> {
    println!("one proof, milliseconds; {COLUMNS} columns; findings that are errors, of these undecided");
    let demo = weft_bench::rulebook()?;
    line("demo rulebook", &demo);
    for (name, make) in KINDS {
        for rules in RULES {
            line(&format!("{name}, {rules} rules"), &make(rules));
        }
    }
    Ok(())
}

type Make = fn(usize) -> Rulebook;
const KINDS: [(&str, Make); 4] =
    [("by category", by_category), ("partition", partition), ("scattered", scattered), ("dense", dense)];

fn line(name: &str, book: &Rulebook) {
    let found = prove(book, &Directory::default(), book.effective_from);
    let count = |is: fn(&Finding) -> bool| found.iter().filter(|finding| is(finding)).count();
    let undecided = count(|finding| matches!(finding, Finding::Undecided { .. }));
    let (start, mut runs) = (Instant::now(), 0_u32);
    while runs == 0 || start.elapsed() < MEASURE {
        std::hint::black_box(prove(std::hint::black_box(book), &Directory::default(), book.effective_from));
        runs += 1;
    }
    let ms = start.elapsed().as_secs_f64() * 1e3 / f64::from(runs);
    println!("{name:<28} {ms:10.2}   {:4} findings, {undecided:3} undecided   {}", found.len(), bar(ms));
}

/// A time as a bar that grows by one for each doubling, from a tenth of a millisecond.
fn bar(ms: f64) -> String {
    "▇".repeat((ms / 0.1).log2().max(0.0).round() as usize + 1)
}
