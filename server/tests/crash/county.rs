//! The sample county on a disk, and the real server on it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use chrono::Datelike;
use tempfile::TempDir;
use weft::actor::Actor;
use weft::calendar::{Year, county_day};
use weft::id::{CommandId, DeviceId, PhotoHash};
use weft::rules::Rulebook;
use weft::sample;
use weft::wire::{Envelope, PushRequest};
use weft_server::clock::{Clock, SystemClock};
use weft_server::config::StoreConfig;
use weft_server::engine::{Engine, EngineConfig, PhotoStore, Waiting};
use weft_server::metrics::Metrics;
use weft_server::store::Store;
use weft_server::vault::Vault;

use crate::process::{Ended, Process, run};

/// A county that outlives its servers.
pub struct County {
    folder: PathBuf,
    _temporary: Option<TempDir>,
    database: Option<String>,
    name: String,
}

impl County {
    /// In SQLite files of a folder of its own.
    pub async fn sqlite() -> Self {
        Self::found(TempDir::new().unwrap(), None).await
    }

    /// In this PostgreSQL.
    pub async fn postgres(url: String) -> Self {
        Self::found(TempDir::new().unwrap(), Some(url)).await
    }

    /// In SQLite files of a folder that somebody else made.
    pub async fn within(folder: &Path) -> Self {
        Self::founded(folder.to_owned(), None, None).await
    }

    async fn found(temporary: TempDir, database: Option<String>) -> Self {
        Self::founded(temporary.path().to_owned(), Some(temporary), database).await
    }

    async fn founded(folder: PathBuf, temporary: Option<TempDir>, database: Option<String>) -> Self {
        let name = format!("crash-{}", new_id());
        let county = Self { folder, _temporary: temporary, database, name };
        let engine = county.engine().await;
        let request = PushRequest { device: founder(), commands: founding() };
        let answer = engine.push(Arc::new(Actor::system()), request).await.unwrap();
        assert!(answer.receipts.iter().all(|receipt| receipt.outcome.is_accepted()), "{answer:?}");
        engine.shutdown().await;
        county
    }

    async fn engine(&self) -> Engine {
        let config = StoreConfig {
            data: self.folder.clone(),
            database: self.database.clone(),
            county: self.name.clone(),
            county_name_zh: "样县".to_owned(),
            county_name_en: "Sample County".to_owned(),
            vault_key: None,
        };
        let clock = Arc::new(SystemClock);
        let store = Store::open(&config).await.unwrap();
        let vault = Vault::open(&config, &store, clock.clone()).await.unwrap();
        let metrics = Arc::new(Metrics::default());
        let settings = EngineConfig { photos: Arc::new(NoPhotos), metrics, background: false };
        Engine::open(store, vault, clock, settings).await.unwrap()
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The real program, told where the county is.
    pub fn weft(&self, verb: &[&str]) -> Command {
        let mut weft = Command::new(env!("CARGO_BIN_EXE_weft"));
        weft.args(self.arguments(verb)).env("WEFT_LOG", "info,sqlx=off");
        weft
    }

    /// The same under a shell command that ends in `exec "$@"`.
    pub fn weft_under(&self, shell: &str, verb: &[&str]) -> Command {
        let mut under = Command::new("sh");
        under.args(["-c", shell, "sh", env!("CARGO_BIN_EXE_weft")]);
        under.args(self.arguments(verb)).env("WEFT_LOG", "info,sqlx=off");
        under
    }

    fn arguments(&self, verb: &[&str]) -> Vec<String> {
        let mut all: Vec<String> = verb.iter().map(|word| (*word).to_owned()).collect();
        all.extend(["--data".to_owned(), self.folder.display().to_string(), "--county".to_owned(), self.name.clone()]);
        all.extend(self.database.iter().flat_map(|url| ["--database".to_owned(), url.clone()]));
        all
    }

    /// Starts the server and waits until it listens.
    pub fn serve(&self) -> Server {
        self.try_serve().unwrap_or_else(|ended| panic!("the server did not start: {ended:?}"))
    }

    pub fn try_serve(&self) -> Result<Server, Ended> {
        Server::start(&mut self.weft(SERVE))
    }

    /// How many tickets the log has, once `weft verify` found nothing wrong with it.
    pub fn verified_tickets(&self) -> usize {
        let said = run(&mut self.weft(&["verify"]));
        let tickets = said.split_once(" tickets").and_then(|(before, _)| before.rsplit(' ').next());
        tickets.and_then(|count| count.parse().ok()).unwrap_or_else(|| panic!("{said}"))
    }
}

/// On a port of its own, with a clock that can be stepped past the rate limits.
pub const SERVE: &[&str] = &["serve", "--listen", "127.0.0.1:0", "--test-clock"];

/// A running server.
pub struct Server {
    pub process: Process,
    pub base: String,
}

impl Server {
    pub fn start(command: &mut Command) -> Result<Self, Ended> {
        let mut process = Process::start(command);
        let address = process.heard("Weft 经纬: http://")?;
        Ok(Self { process, base: format!("http://{address}") })
    }

    pub fn kill(mut self) {
        self.process.kill();
        self.process.ended();
    }

    /// Stops it in good order.
    pub fn stop(mut self) {
        self.process.terminate();
        let ended = self.process.ended();
        assert_eq!(ended.code, Some(0), "{ended:?}");
    }
}

struct NoPhotos;

impl PhotoStore for NoPhotos {
    fn has(&self, _photo: PhotoHash) -> Waiting<'_, bool> {
        Box::pin(std::future::ready(false))
    }
}

pub fn new_id() -> uuid::Uuid {
    let clock: &dyn Clock = &SystemClock;
    clock.new_id()
}

fn founder() -> DeviceId {
    DeviceId::named("founder")
}

/// The sample rulebook, with a calendar that covers whatever day it is.
fn rules() -> Rulebook {
    let mut book = sample::rulebook();
    let today = county_day(SystemClock.now()).year();
    let year =
        |year| Year {
            year, notice: "样本通知".into(), provisional: false, holidays: Vec::new(), make_up: Vec::new()
        };
    book.calendar.years = (2025..=today + 2).map(year).collect();
    book.changed();
    book
}

fn founding() -> Vec<Envelope> {
    let envelope = |(target, command)| Envelope {
        id: CommandId(new_id()),
        device: founder(),
        seq: 1,
        issued_at: SystemClock.now(),
        rules_version: 1,
        target,
        command,
    };
    sample::founding(rules()).into_iter().map(envelope).collect()
}
