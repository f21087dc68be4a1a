//! `weft replay`: what two rulebooks make of the same past matters, from files. It needs no data folder and touches none.
//!
//! The form of the table of matters, and how other tables are mapped to it, is `docs/replay-csv.md`.

mod county;
mod mapping;
mod report;
mod rows;
#[cfg(test)]
mod tests;

use std::fs::{self, File};
use std::io::{self, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use serde::de::DeserializeOwned;
use weft::org::Directory;
use weft::rules::Rulebook;
use weft::rules::replay::{Change, Filter, KEPT_MAX, Replay};

pub use crate::check::Format;
use county::County;
use mapping::Mapping;
use rows::{Fault, Rows};

/// The two differ on some matter.
const EXIT_DIFFERENT: u8 = 1;
/// A file or a setting cannot be read.
const EXIT_UNREADABLE: u8 = 2;
/// The two were compared, but rows were bad and left out.
const EXIT_BAD_ROWS: u8 = 3;

/// Most bad rows that are named; the rest is counted.
pub const FAULTS_SHOWN_MAX: u64 = 100;

/// Settings of `weft replay`.
#[derive(Args, Clone, Debug)]
pub struct ReplayConfig {
    /// The one rulebook, as JSON.
    #[arg(long)]
    pub from: PathBuf,
    /// The other rulebook, as JSON.
    #[arg(long)]
    pub to: PathBuf,
    /// The matters, as CSV; `-` for standard input.
    #[arg(long)]
    pub tickets: PathBuf,
    /// How the table is to be read if it has other columns or words, as JSON.
    #[arg(long)]
    pub mapping: Option<PathBuf>,
    /// Where a column of ours is found in the table, such as `category=Complaint Type` or `fact.floor=Floor`. Goes before the mapping.
    #[arg(long = "column", value_name = "OURS=THEIRS")]
    pub columns: Vec<String>,
    /// Units as CSV, as `weft import` takes them. Without it only levels, posts and dates are compared.
    #[arg(long)]
    pub units: Option<PathBuf>,
    /// Their outlines as GeoJSON, without which there are no grids.
    #[arg(long, requires = "units")]
    pub outlines: Option<PathBuf>,
    /// Who holds which post, as CSV. Without it every post counts as held.
    #[arg(long, requires = "units")]
    pub appointments: Option<PathBuf>,
    /// How the result is written.
    #[arg(long, value_enum, default_value = "text")]
    pub format: Format,
    /// Most differences listed one by one.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u64).range(0..=KEPT_MAX as u64))]
    pub list: u64,
    /// Only differences of this kind are listed, such as `late` or `lost`.
    #[arg(long)]
    pub change: Option<String>,
    /// Only differences in this category, or below it, are listed.
    #[arg(long)]
    pub category: Option<String>,
    /// Only differences in the unit of this code, or below it, are listed.
    #[arg(long)]
    pub unit: Option<String>,
}

/// Compares, writes the result, and names bad rows on standard error.
///
/// # Errors
/// When the result cannot be written.
pub fn run(config: &ReplayConfig, out: &mut impl Write) -> io::Result<ExitCode> {
    let compared = compare(config, &mut io::stderr());
    match compared {
        Ok(compared) => {
            report::write(config.format, &compared, out)?;
            Ok(compared.exit_code())
        }
        Err(why) => {
            eprintln!("weft: {why}");
            Ok(ExitCode::from(EXIT_UNREADABLE))
        }
    }
}

/// What came of it.
struct Compared {
    replay: Replay,
    from: Arc<Rulebook>,
    county: County,
    filter: Filter,
    list: usize,
    bad_rows: u64,
}

impl Compared {
    fn exit_code(&self) -> ExitCode {
        if self.bad_rows > 0 {
            ExitCode::from(EXIT_BAD_ROWS)
        } else if self.replay.differing() > 0 {
            ExitCode::from(EXIT_DIFFERENT)
        } else {
            ExitCode::SUCCESS
        }
    }
}

fn compare(config: &ReplayConfig, faults: &mut impl Write) -> Result<Compared, String> {
    let [from, to] = [&config.from, &config.to].map(|path| read_json::<Rulebook>(path, "规则手册 / rulebook"));
    let (from, to) = (Arc::new(from?), Arc::new(to?));
    let mut mapping: Mapping = match &config.mapping {
        Some(path) => read_json(path, "列对应表 / mapping")?,
        None => Mapping::default(),
    };
    config.columns.iter().try_for_each(|column| mapping.put(column))?;
    let mut county = County::read(config)?;
    let change = config.change.as_deref().map(change_named).transpose()?;
    let input: Box<dyn Read> = match config.tickets.to_str() {
        Some("-") => Box::new(io::stdin().lock()),
        _ => Box::new(File::open(&config.tickets).map_err(|why| said(&config.tickets, &why))?),
    };
    let mut replay = Replay::new(Arc::clone(&from), Arc::clone(&to), Arc::clone(&county.org));
    let mut rows = Rows::new(BufReader::new(input), mapping, [&from, &to])?;
    let mut bad_rows = 0;
    while let Some(row) = rows.next(&mut county) {
        match row {
            Ok(past) => {
                replay.add(past);
            }
            Err(fault) => {
                bad_rows += 1;
                name(&fault, bad_rows, faults)?;
            }
        }
    }
    let unit = config.unit.as_deref().map(|code| county.named(code)).transpose()?;
    let filter = Filter { change, category: config.category.clone(), unit };
    let list = usize::try_from(config.list).unwrap_or(KEPT_MAX);
    Ok(Compared { replay, from, county, filter, list, bad_rows })
}

/// Names a bad row, as long as there are not too many.
fn name(fault: &Fault, number: u64, out: &mut impl Write) -> Result<(), String> {
    let written = match number {
        ..=FAULTS_SHOWN_MAX => writeln!(out, "{fault}"),
        _ if number == FAULTS_SHOWN_MAX + 1 => writeln!(out, "…… 其余只计数 / the rest is only counted"),
        _ => Ok(()),
    };
    written.map_err(|error| error.to_string())
}

fn change_named(name: &str) -> Result<Change, String> {
    serde_json::from_value(serde_json::Value::String(name.to_owned()))
        .map_err(|error| format!("--change {name}: {error}"))
}

fn read_json<T: DeserializeOwned>(path: &Path, what: &str) -> Result<T, String> {
    let bytes = fs::read(path).map_err(|why| said(path, &why))?;
    serde_json::from_slice(&bytes).map_err(|why| format!("{}: 不是可读的{what}: {why}", path.display()))
}

fn said(path: &Path, why: &impl std::fmt::Display) -> String {
    format!("{}: {why}", path.display())
}

/// Whether there are units to place matters in.
fn is_placed(org: &Directory) -> bool {
    !org.is_empty()
}
