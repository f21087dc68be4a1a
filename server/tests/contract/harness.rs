//! A county for each test, on either database.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, Utc};
use tempfile::TempDir;
use uuid::Uuid;
use weft::actor::{Actor, Role};
use weft::id::{CommandId, DeviceId, PersonId, PhotoHash, TicketId};
use weft::kinds::ticket::{self, Submission, Ticket};
use weft::registry::{AnyCommand, AnyState, Kind, Target};
use weft::sample;
use weft::wire::{Envelope, Outcome, PushRequest, Receipt};
use weft_server::clock::{Clock, ManualClock};
use weft_server::config::StoreConfig;
use weft_server::engine::{Engine, EngineConfig, PhotoStore, Waiting};
use weft_server::metrics::Metrics;
use weft_server::store::Store;
use weft_server::vault::Vault;

/// The device of every envelope that does not say otherwise.
pub const DEVICE: &str = "phone";

/// Where a county lives, before and after its server runs.
pub struct Place {
    folder: PathBuf,
    _temporary: Option<TempDir>,
    database: Option<String>,
    county: String,
    pub clock: Arc<ManualClock>,
    pub photos: Photos,
}

/// The photos that are stored.
#[derive(Clone, Default)]
pub struct Photos(Arc<Mutex<HashSet<PhotoHash>>>);

impl Photos {
    pub fn add(&self, photo: PhotoHash) {
        self.0.lock().unwrap().insert(photo);
    }
}

impl PhotoStore for Photos {
    fn has(&self, photo: PhotoHash) -> Waiting<'_, bool> {
        let has = self.0.lock().unwrap().contains(&photo);
        Box::pin(std::future::ready(has))
    }
}

impl Place {
    pub fn sqlite() -> Self {
        Self::new(None)
    }

    pub fn postgres() -> Option<Self> {
        std::env::var("WEFT_TEST_POSTGRES").ok().map(|url| Self::new(Some(url)))
    }

    fn new(database: Option<String>) -> Self {
        let clock = Arc::new(ManualClock::at(sample::morning()));
        let anything: &dyn Clock = clock.as_ref();
        let county = format!("test-{}", anything.new_id());
        let temporary = TempDir::new().unwrap();
        let folder = temporary.path().to_owned();
        Self { folder, _temporary: Some(temporary), database, county, clock, photos: Photos::default() }
    }

    /// A place that another process made.
    pub fn at(folder: PathBuf, database: Option<String>, county: String) -> Self {
        let clock = Arc::new(ManualClock::at(sample::morning()));
        Self { folder, _temporary: None, database, county, clock, photos: Photos::default() }
    }

    pub fn config(&self) -> StoreConfig {
        StoreConfig {
            data: self.folder.clone(),
            database: self.database.clone(),
            county: self.county.clone(),
            county_name_zh: "样县".to_owned(),
            county_name_en: "Sample County".to_owned(),
            vault_key: None,
        }
    }

    /// Starts the server on what is there.
    pub async fn open(&self) -> Engine {
        let store = Store::open(&self.config()).await.unwrap();
        let vault = Vault::open(&self.config(), &store, self.clock.clone()).await.unwrap();
        let photos = Arc::new(self.photos.clone());
        let config = EngineConfig { photos, metrics: Arc::new(Metrics::default()), background: false };
        Engine::open(store, vault, self.clock.clone(), config).await.unwrap()
    }

    /// Starts it and gives it the sample county's units and rules.
    pub async fn founded(&self) -> Engine {
        let engine = self.open().await;
        let commands = sample::founding(sample::rulebook());
        let commands = commands.into_iter().map(|(target, command)| self.envelope(target, command)).collect();
        for receipt in self.push(&engine, &Actor::system(), commands).await {
            assert!(receipt.outcome.is_accepted(), "{receipt:?}");
        }
        engine
    }

    /// A command with an id of its own.
    pub fn envelope(&self, target: Uuid, command: AnyCommand) -> Envelope {
        let clock: &dyn Clock = self.clock.as_ref();
        Envelope {
            id: CommandId(clock.new_id()),
            device: DeviceId::named(DEVICE),
            seq: 1,
            issued_at: clock.now(),
            rules_version: 1,
            target,
            command,
        }
    }

    pub fn on(&self, ticket: TicketId, command: ticket::Command) -> Envelope {
        self.envelope(ticket.0, AnyCommand::Ticket(command))
    }

    pub async fn push(&self, engine: &Engine, actor: &Actor, commands: Vec<Envelope>) -> Vec<Receipt> {
        let request = PushRequest { device: DeviceId::named(DEVICE), commands };
        engine.push(Arc::new(actor.clone()), request).await.unwrap().receipts
    }

    /// One command that must be accepted.
    pub async fn accepted(&self, engine: &Engine, actor: &Actor, envelope: Envelope) {
        let receipts = self.push(engine, actor, vec![envelope]).await;
        assert!(receipts[0].outcome.is_accepted(), "{receipts:?}");
    }

    /// A new ticket of this reporter.
    pub async fn report(&self, engine: &Engine, who: &Actor, submission: Submission) -> TicketId {
        let clock: &dyn Clock = self.clock.as_ref();
        let ticket = TicketId(clock.new_id());
        self.accepted(engine, who, self.on(ticket, ticket::Command::Submit(submission))).await;
        ticket
    }

    /// The folder in which SQLite's files are.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub fn database(&self) -> Option<&str> {
        self.database.as_deref()
    }

    pub fn county(&self) -> &str {
        &self.county
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    pub fn pass(&self, time: TimeDelta) {
        assert!(self.clock.advance(time));
    }

    /// The handler of a grid takes a ticket on and resolves it.
    pub async fn handle(&self, engine: &Engine, handler: &Actor, ticket: TicketId) {
        self.accepted(engine, handler, self.on(ticket, ticket::Command::Accept)).await;
        let resolve = ticket::Command::Resolve { done: "已处理".to_owned(), photos: Vec::new() };
        self.accepted(engine, handler, self.on(ticket, resolve)).await;
    }
}

pub const fn target(ticket: TicketId) -> Target {
    Target { kind: Kind::Ticket, id: ticket.0 }
}

/// The ticket as this reader sees it.
pub async fn seen(engine: &Engine, reader: &Actor, ticket: TicketId) -> Option<Ticket> {
    match engine.get(reader, target(ticket)).await.unwrap()?.state {
        AnyState::Ticket(ticket) => Some(ticket),
        other => panic!("not a ticket: {other:?}"),
    }
}

/// Somebody who triages the whole county.
pub fn county_desk() -> Actor {
    sample::staff(Role::Desk, "370", PersonId::named("county desk"))
}

/// The position of an accepted command.
pub fn position(receipt: &Receipt) -> u64 {
    match receipt.outcome {
        Outcome::Accepted { position, .. } => position,
        ref other => panic!("not accepted: {other:?}"),
    }
}
