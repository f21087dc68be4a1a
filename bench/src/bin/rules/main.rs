//! Rules: how long the decision of one table takes by its size, beside zen-engine, regorus and json-rules-engine.
//!
//! `cargo xtask bench rules` runs it natively, beside the two peers in Rust, then alone in wasm under V8, then json-rules-engine in the same
//! V8 with the tables and cases that the native run wrote down. All decide the same cases, and their decisions are compared.

#[cfg(not(target_family = "wasm"))]
mod peers;

use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context as _, Result};
use serde_json::json;
use weft::rules::{Case, Rulebook};
use weft::sample::commands::SplitMix64;
use weft_bench::tables::{by_category, case, scattered};

const SIZES: [usize; 3] = [10, 100, 10_000];
/// Facts that we decide upon; peers get as many as they manage in a while.
const FACTS: usize = 1_000_000;
/// Facts made at a time: few, so that they lie as near as those of the peers.
const BATCH: usize = 100;
/// Facts that peers are asked about, over and over.
const SHARED: usize = 2_000;

type Make = fn(usize) -> Rulebook;
const KINDS: [(&str, Make); 2] = [("by category", by_category), ("scattered", scattered)];

/// A case and the rule that decides it.
struct Decided {
    case: Case,
    rule: String,
}

fn main() -> Result<()> {
    let folder = std::env::args().nth(1);
    println!("one decision of a table, nanoseconds; ten columns; every fact given");
    for (kind, make) in KINDS {
        for size in SIZES {
            let book = make(size);
            let (ns, digest) = ours(&book)?;
            println!("{kind}, {size} rules: weft {ns:.0} over {FACTS} facts, decisions {digest:016x}");
            let shared = shared(&book)?;
            #[cfg(not(target_family = "wasm"))]
            peers::compare(&book, &shared, ns)?;
            if let Some(folder) = &folder {
                write(Path::new(folder), &format!("{kind} {size}"), &book, &shared, ns)?;
            }
        }
    }
    Ok(())
}

/// Mean nanoseconds, and a digest of all decisions, which is the same on every machine.
fn ours(book: &Rulebook) -> Result<(f64, u64)> {
    let mut random = SplitMix64(7);
    black_box(book.rule_for(&case(book, &mut SplitMix64(1)))?);
    let (mut seconds, mut digest) = (0.0, 0xcbf2_9ce4_8422_2325_u64);
    let mut found = Vec::with_capacity(BATCH);
    for _ in 0..FACTS / BATCH {
        let cases: Vec<Case> = (0..BATCH).map(|_| case(book, &mut random)).collect();
        found.clear();
        let start = Instant::now();
        found.extend(cases.iter().map(|case| book.rule_for(black_box(case))));
        seconds += start.elapsed().as_secs_f64();
        for rule in found.drain(..) {
            let id = &rule.context("every case is decided")?.id;
            digest = id.bytes().fold(digest, |digest, byte| (digest ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        }
    }
    Ok((seconds * 1e9 / FACTS as f64, digest))
}

fn shared(book: &Rulebook) -> Result<Vec<Decided>> {
    let mut random = SplitMix64(11);
    let decided = || -> Result<Decided> {
        let case = case(book, &mut random);
        let rule = book.rule_for(&case)?.id.clone();
        Ok(Decided { case, rule })
    };
    std::iter::repeat_with(decided).take(SHARED).collect()
}

/// A case as all peers are told of it.
fn input(case: &Case) -> Result<serde_json::Value> {
    let mut input = serde_json::to_value(&case.facts)?;
    input["category"] = case.category.as_str().into();
    Ok(input)
}

/// Writes a table and its cases down for the peer that is not in Rust.
fn write(folder: &Path, name: &str, book: &Rulebook, shared: &[Decided], ns: f64) -> Result<()> {
    let table = book.table("ticket").context("a ticket table")?;
    let cases: Vec<_> = shared.iter().map(|one| input(&one.case)).collect::<Result<_>>()?;
    let decisions: Vec<_> = shared.iter().map(|one| &one.rule).collect();
    let told = json!({ "name": name, "table": table, "cases": cases, "decisions": decisions, "weft_ns": ns });
    std::fs::create_dir_all(folder)?;
    let path = folder.join(format!("{}.json", name.replace(' ', "-")));
    Ok(std::fs::write(path, serde_json::to_vec(&told)?)?)
}
