//! `weft import`: a county from files. What the files must look like, and what counts as bad, is said by [`weft::import`].

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use uuid::Uuid;
use weft::actor::Actor;
use weft::id::{CommandId, DeviceId, derive};
use weft::import::{BadRows, Files, ImportReport};
use weft::registry::AnyCommand;
use weft::wire::{Envelope, Outcome, PushRequest};

use crate::clock::{Clock, SystemClock};
use crate::config::StoreConfig;
use crate::engine::{Busy, Engine, EngineConfig, EngineError};
use crate::metrics::Metrics;
use crate::photo::{Photos, PhotosError};
use crate::store::{Store, StoreError};
use crate::vault::{Vault, VaultError};

/// Most commands in one push: few enough for the engine's queue, so many that a county goes in one transaction.
const PUSH_COMMANDS_MAX: usize = 4_096;
/// Most bad rows that are printed; the rest is counted.
const FAULTS_SHOWN_MAX: usize = 1_000;

/// Settings of `weft import`.
#[derive(Args, Clone, Debug)]
pub struct ImportConfig {
    /// Units as CSV.
    #[arg(long)]
    pub units: Option<PathBuf>,
    /// Outlines as a GeoJSON FeatureCollection whose features have the property `code`.
    #[arg(long)]
    pub outlines: Option<PathBuf>,
    /// Appointments as CSV.
    #[arg(long)]
    pub appointments: Option<PathBuf>,
    /// Leave bad rows out instead of importing nothing.
    #[arg(long)]
    pub skip_bad: bool,
}

/// Why an import did not happen.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A file.
    #[error("{path}: {why}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        why: std::io::Error,
    },
    /// Nothing was imported.
    #[error("{count} bad rows, nothing was imported (--skip-bad leaves them out)")]
    BadRows {
        /// How many.
        count: usize,
    },
    /// The engine did not take a command. Only another writer at the same time brings that.
    #[error("{target} was not accepted: {outcome:?}")]
    NotAccepted {
        /// The thing.
        target: Uuid,
        /// What became of the command.
        outcome: Box<Outcome>,
    },
    /// The engine's queue was full.
    #[error(transparent)]
    Busy(#[from] Busy),
    /// The engine.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The vault.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The photo folder.
    #[error(transparent)]
    Photos(#[from] PhotosError),
    /// The report could not be printed.
    #[error(transparent)]
    Print(#[from] std::io::Error),
}

/// Runs `weft import`.
///
/// # Errors
/// [`ImportError::BadRows`] when rows are bad and may not be left out, or when files or store cannot be used.
pub async fn run(store: &StoreConfig, config: &ImportConfig, out: &mut impl Write) -> Result<(), ImportError> {
    let units = config.units.as_deref().map(read).transpose()?;
    let outlines = config.outlines.as_deref().map(read).transpose()?;
    let appointments = config.appointments.as_deref().map(read).transpose()?;
    let files = Files { units: units.as_deref(), outlines: outlines.as_deref(), appointments: appointments.as_deref() };
    let bad_rows = if config.skip_bad { BadRows::Skip } else { BadRows::Refuse };
    let engine = open_engine(store, Arc::new(SystemClock)).await?;
    let report = import(&engine, files, bad_rows).await;
    engine.shutdown().await;
    let report = report?;
    print(&report, out)?;
    if report.commands.is_empty() && !report.faults.is_empty() {
        return Err(ImportError::BadRows { count: report.faults.len() });
    }
    Ok(())
}

/// Imports these files into the engine's county. Nothing is done when rows are bad, unless they may be skipped.
///
/// # Errors
/// When the engine fails; bad rows are in the report.
pub async fn import(engine: &Engine, files: Files<'_>, bad_rows: BadRows) -> Result<ImportReport, ImportError> {
    let report = weft::import::import(files, &engine.org(), bad_rows);
    let commands = report.commands.iter().map(|(id, command)| ((*id).into(), AnyCommand::Unit(command.clone())));
    push(engine, &Actor::system(), "import", commands.collect()).await?;
    Ok(report)
}

/// Carries out commands in order, all of them or, when one is not accepted, those before it. `purpose` separates the ids of
/// commands from those of others on the same things.
///
/// # Errors
/// The first command that was not accepted, or [`Busy`].
pub(crate) async fn push(
    engine: &Engine,
    actor: &Actor,
    purpose: &str,
    commands: Vec<(Uuid, AnyCommand)>,
) -> Result<(), ImportError> {
    let device = DeviceId::named(purpose);
    let rules_version = engine.rules().version;
    let now = engine.clock().now();
    let base = engine.position().borrow().to_owned();
    let envelopes: Vec<Envelope> = (base..)
        .zip(commands)
        .map(|(seq, (target, command))| Envelope {
            id: CommandId(derive(target, &format!("{purpose}/{seq}"))),
            device,
            seq,
            issued_at: now,
            rules_version,
            target,
            command,
        })
        .collect();
    let actor = Arc::new(actor.clone());
    for commands in envelopes.chunks(PUSH_COMMANDS_MAX) {
        let request = PushRequest { device, commands: commands.to_vec() };
        let response = engine.push(Arc::clone(&actor), request).await?;
        let answered = commands.iter().zip(response.receipts);
        if let Some((envelope, receipt)) = { answered }.find(|(_, receipt)| !receipt.outcome.is_accepted()) {
            return Err(ImportError::NotAccepted { target: envelope.target, outcome: Box::new(receipt.outcome) });
        }
    }
    Ok(())
}

/// The engine of a data folder, without background tasks.
pub(crate) async fn open_engine(store: &StoreConfig, clock: Arc<dyn Clock>) -> Result<Engine, ImportError> {
    let photos = Arc::new(Photos::open(&store.data.join("photos"))?);
    let opened = Store::open(store).await?;
    let vault = Vault::open(store, &opened, Arc::clone(&clock)).await?;
    let config = EngineConfig { photos, metrics: Arc::new(Metrics::default()), background: false };
    Ok(Engine::open(opened, vault, clock, config).await?)
}

fn read(path: &Path) -> Result<Vec<u8>, ImportError> {
    std::fs::read(path).map_err(|why| ImportError::File { path: path.to_owned(), why })
}

fn print(report: &ImportReport, out: &mut impl Write) -> Result<(), ImportError> {
    for fault in report.faults.iter().take(FAULTS_SHOWN_MAX) {
        let text = fault.text();
        writeln!(out, "{}\n    {}", text.zh, text.en)?;
    }
    if let Some(more) = report.faults.len().checked_sub(FAULTS_SHOWN_MAX).filter(|more| *more > 0) {
        writeln!(out, "还有 {more} 处\n    {more} more")?;
    }
    let ImportReport { units, appointments, faults, .. } = report;
    let faults = faults.len();
    writeln!(out, "导入单位 {units} 个、任职 {appointments} 条；有问题的行 {faults} 处")?;
    writeln!(out, "    {units} units and {appointments} appointments imported; {faults} bad rows")?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNITS: &str = "\
code_system,code_version,code,parent_code,tier,name_zh,name_en,compound,service,lon,lat,from
t,1,K,,county,测试县,Test county,,,,,2025-01-01
t,1,T,K,town,测试镇,Test town,,,,,2025-01-01
t,1,X,Q,town,无主镇,Lost town,,,,,2025-01-01
";

    fn config(folder: &Path, skip_bad: bool) -> (StoreConfig, ImportConfig) {
        let units = folder.join("units.csv");
        std::fs::write(&units, UNITS).unwrap();
        let store = StoreConfig {
            data: folder.join("data"),
            database: None,
            county: "370830".to_owned(),
            county_name_zh: "测试县".to_owned(),
            county_name_en: "Test county".to_owned(),
            vault_key: None,
        };
        (store, ImportConfig { units: Some(units), outlines: None, appointments: None, skip_bad })
    }

    #[tokio::test]
    async fn bad_rows_are_printed_and_nothing_is_imported_unless_they_are_skipped() {
        let folder = tempfile::tempdir().unwrap();
        for (skip_bad, expected) in [(false, 0), (true, 2)] {
            let (store, import) = config(folder.path(), skip_bad);
            let mut out = Vec::new();
            let result = run(&store, &import, &mut out).await;
            assert_eq!(matches!(result, Err(ImportError::BadRows { count: 1 })), !skip_bad);
            let printed = String::from_utf8(out).unwrap();
            assert!(printed.contains("单位表第 4 行 parent_code 列：没有编码为 Q 的单位"), "{printed}");
            assert!(printed.contains("units, line 4, column parent_code: there is no unit of code Q"), "{printed}");
            let engine = open_engine(&store, Arc::new(SystemClock)).await.unwrap();
            assert_eq!(engine.org().units().count(), expected);
            engine.shutdown().await;
        }
    }
}
