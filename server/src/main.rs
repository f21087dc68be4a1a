//! `weft`, the server's command line. Thin: every sub-command is a module of the library.

use std::io::{Write, stdout};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Parser, Subcommand};
use tracing_subscriber::EnvFilter;
use weft_server::bench::{self, BenchConfig};
use weft_server::check::{self, CheckConfig};
use weft_server::clock::{Clock, ShiftedClock, SystemClock};
use weft_server::config::{ServeConfig, StoreConfig};
use weft_server::engine::{Engine, EngineConfig, EngineError};
use weft_server::http::listen::{self, ServeError};
use weft_server::import::{self, ImportConfig};
use weft_server::kiosk::{self, ImportQueueConfig};
use weft_server::metrics::Metrics;
use weft_server::photo::Photos;
use weft_server::replay::{self, ReplayConfig};
use weft_server::store::{Store, StoreError};
use weft_server::trouble::Trouble;
use weft_server::vault::{Vault, VaultError};
use weft_server::{demo, verify};

/// Weft 经纬: the civic grid of a county.
#[derive(Debug, Parser)]
#[command(name = "weft", version, about)]
struct Cli {
    #[command(flatten)]
    store: StoreConfig,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the county over HTTP until told to stop.
    Serve(ServeConfig),
    /// Fill an empty data folder with a whole county of sample data.
    Demo,
    /// Import units, outlines and appointments from files.
    Import(ImportConfig),
    /// Carry out the reports in a file that a kiosk exported, each once by whichever way it comes. Not while a server is writing.
    ImportQueue(ImportQueueConfig),
    /// Write the reports of kiosks that were not accepted as JSON lines to standard output, opened: personal data.
    KioskKept,
    /// Prove a rulebook in a file. Ends with 0 if it may be published as it is, 1 if something is wrong or probably not meant, 2 if
    /// it cannot be read.
    Check(CheckConfig),
    /// Compare what two rulebooks make of past matters in a file. Ends with 0 if they make the same of all, 1 if not, 2 if something
    /// cannot be read, 3 if rows were bad and left out.
    Replay(ReplayConfig),
    /// Write the log as JSON lines to standard output, secrets sealed.
    Export,
    /// Replay the log and compare it with the tables. Not while a server is writing.
    Verify,
    /// Measure durable commands per second beside SQLite alone, lists at many tickets, or starts on a long log.
    BenchStore(BenchConfig),
}

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    start_log(&cli);
    match run(&cli).await {
        Ok(code) => code,
        Err(error) => explain(&error),
    }
}

/// Says what went wrong, and what to do about it if it is the place where the data is.
fn explain(error: &anyhow::Error) -> ExitCode {
    eprintln!("weft: {error}");
    let Some(trouble) = trouble(error) else {
        return ExitCode::FAILURE;
    };
    let (zh, en) = trouble.advice();
    eprintln!("{zh}\n{en}");
    ExitCode::from(trouble.exit_code())
}

fn trouble(error: &anyhow::Error) -> Option<Trouble> {
    if let Some(error) = error.downcast_ref::<StoreError>() {
        error.trouble()
    } else if let Some(error) = error.downcast_ref::<VaultError>() {
        error.trouble()
    } else if let Some(error) = error.downcast_ref::<EngineError>() {
        error.trouble()
    } else {
        error.downcast_ref::<ServeError>().and_then(ServeError::trouble)
    }
}

async fn run(cli: &Cli) -> anyhow::Result<ExitCode> {
    let mut out = stdout();
    match &cli.command {
        Command::Serve(config) => serve(&cli.store, config).await?,
        Command::Demo => demo::run(&cli.store, &mut out).await?,
        Command::Import(config) => import::run(&cli.store, config, &mut out).await?,
        Command::ImportQueue(config) => kiosk::import_queue(&cli.store, config, &mut out).await?,
        Command::KioskKept => kiosk::print_kept(&cli.store, &mut out).await?,
        Command::Check(config) => return Ok(check::run(config, &mut out)?),
        Command::Replay(config) => return Ok(replay::run(config, &mut out)?),
        Command::Export => {
            let engine = open(&cli.store, Arc::new(SystemClock), Arc::default(), false).await?.0;
            verify::export(&engine, &mut out).await?;
            engine.shutdown().await;
        }
        Command::Verify => return verify(&cli.store, &mut out).await,
        Command::BenchStore(config) => bench::run(&cli.store, config, &mut out).await?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Logs go to standard error and never hold personal data: events name ids, never people or texts.
fn start_log(cli: &Cli) {
    let filter = EnvFilter::try_from_env("WEFT_LOG").unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match &cli.command {
        Command::Serve(ServeConfig { log_json: true, .. }) => log.json().init(),
        _ => log.init(),
    }
}

async fn open(
    config: &StoreConfig,
    clock: Arc<dyn Clock>,
    metrics: Arc<Metrics>,
    background: bool,
) -> anyhow::Result<(Engine, Photos)> {
    let store = Store::open(config).await?;
    let vault = Vault::open(config, &store, Arc::clone(&clock)).await?;
    let photos = Photos::open(&config.data.join("photos"))?;
    let settings = EngineConfig { photos: Arc::new(photos.clone()), metrics, background };
    Ok((Engine::open(store, vault, clock, settings).await?, photos))
}

async fn serve(config: &StoreConfig, serve: &ServeConfig) -> anyhow::Result<()> {
    let clock: Arc<dyn Clock> =
        if serve.test_clock { Arc::new(ShiftedClock::default()) } else { Arc::new(SystemClock) };
    let metrics = Arc::new(Metrics::default());
    let (engine, photos) = open(config, clock, Arc::clone(&metrics), true).await?;
    Ok(listen::serve(engine, photos, metrics, config, serve).await?)
}

async fn verify(config: &StoreConfig, out: &mut impl Write) -> anyhow::Result<ExitCode> {
    let (engine, _) = open(config, Arc::new(SystemClock), Arc::default(), false).await?;
    let report = verify::verify(&engine).await?;
    engine.shutdown().await;
    writeln!(out, "{} events, {} things, {} tickets", report.events, report.things, report.tickets)?;
    for fault in &report.faults {
        writeln!(out, "  {fault}")?;
    }
    if report.faults.is_empty() {
        writeln!(out, "the tables are what the log makes of them")?;
        Ok(ExitCode::SUCCESS)
    } else {
        Ok(ExitCode::FAILURE)
    }
}
