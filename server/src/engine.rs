//! The engine: one writer per county that takes commands, runs them through the one door of `weft`, and makes them durable.
//!
//! Concurrent pushes are gathered into one transaction (group commit). Nobody is answered before that transaction is on disk.

mod agenda;
mod batch;
mod fault;
mod list;
mod listen;
mod listing;
mod open;
mod pull;
mod rates;
mod replay;
mod search;
mod world;
mod writer;

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, PoisonError, RwLock, Weak};

use chrono::NaiveDate;
pub use fault::Fault;
pub use replay::{ReplayAsked, ReplayRun};
use tokio::sync::{Semaphore, mpsc, oneshot, watch};
use weft::actor::Actor;
use weft::id::{PhotoHash, TicketId, UnitId};
use weft::org::Directory;
use weft::place::Point;
pub use weft::query::agenda::{AgendaCount, AgendaPage, AgendaQuery};
use weft::query::{Candidate, LedgerPage, Rates, TicketPage, TicketQuery};
use weft::receipt::ReceiptCode;
use weft::registry::Target;
use weft::rules::Rulebook;
use weft::wire::{Envelope, PullResponse, PushRequest, PushResponse, Recorded, Row};

use crate::clock::Clock;
use crate::metrics::Metrics;
use crate::store::write::Rows;
use crate::store::{Store, StoreError};
use crate::trouble::Trouble;
use crate::vault::{Sealed, Vault, VaultError};

use world::World;
use writer::{Job, Prepared, PushJob, Writer};

/// A future in a box, so that traits with waiting methods can be objects.
pub type Waiting<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Where photos are kept, as far as the engine must know: a command may only refer to photos that are stored.
pub trait PhotoStore: Send + Sync + 'static {
    /// Whether this photo is stored, durably.
    fn has(&self, photo: PhotoHash) -> Waiting<'_, bool>;
}

/// The queue is full, or a commit failed: nothing of the push was taken in, send it again later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the server is busy; try again in {retry_after_s} s")]
pub struct Busy {
    /// When to try again, seconds.
    pub retry_after_s: u32,
    /// Whether it is because there is no room left on the disk.
    pub disk_full: bool,
}

impl Busy {
    /// The queue is full, or something failed that may pass.
    pub(crate) const PASSING: Self = Self { retry_after_s: RETRY_AFTER_S, disk_full: false };
    /// Somebody must make room first.
    const DISK_FULL: Self = Self { retry_after_s: FULL_RETRY_AFTER_S, disk_full: true };
}

/// What can go wrong in the engine beside commands being refused.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The vault.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// A cursor that this server did not make.
    #[error("the cursor cannot be read")]
    BadCursor,
    /// The writer has stopped.
    #[error("the engine has stopped")]
    Stopped,
    /// A row of the store does not read as what it must be.
    #[error("the store holds something unreadable: {what}")]
    Damaged {
        /// Where and what.
        what: String,
    },
}

impl EngineError {
    /// What is wrong with the place where the data is, if it is that.
    #[must_use]
    pub fn trouble(&self) -> Option<Trouble> {
        match self {
            Self::Store(error) => error.trouble(),
            Self::Vault(error) => error.trouble(),
            Self::Damaged { .. } => Some(Trouble::Damaged),
            Self::BadCursor | Self::Stopped => None,
        }
    }
}

/// Most pushes waiting for the writer.
const QUEUE_PUSHES_MAX: usize = 4_096;
/// Most commands waiting for the writer; beyond that the server says that it is busy.
const QUEUE_COMMANDS_MAX: u32 = 8_192;
/// When to try again after being told that the server is busy, seconds.
pub const RETRY_AFTER_S: u32 = 2;
/// When to try again after being told that the disk is full, seconds.
pub const FULL_RETRY_AFTER_S: u32 = 30;

/// Settings of an engine.
#[derive(Clone)]
pub struct EngineConfig {
    /// Which photos are stored.
    pub photos: Arc<dyn PhotoStore>,
    /// Where it counts what it does.
    pub metrics: Arc<Metrics>,
    /// Whether background tasks run what is due and keep the search index up; tests call [`Engine::tick`] and [`Engine::index`].
    pub background: bool,
}

/// A handle on the engine of one county; clones share it. When the last one is dropped the writer finishes and stops.
#[derive(Clone)]
pub struct Engine {
    inner: Arc<Inner>,
}

/// A handle that does not keep the engine alive.
pub(crate) struct WeakEngine(Weak<Inner>);

struct Inner {
    shared: Arc<Shared>,
    jobs: mpsc::Sender<Job>,
    places: Arc<Semaphore>,
    photos: Arc<dyn PhotoStore>,
}

/// What the writer and the readers share.
struct Shared {
    clock: Arc<dyn Clock>,
    store: Store,
    vault: Vault,
    metrics: Arc<Metrics>,
    position: watch::Sender<u64>,
    world: RwLock<World>,
    /// Why the engine cannot go on, once it cannot.
    fault: watch::Sender<Option<Fault>>,
    /// Takes a copy of what is committed, for measurements.
    tap: Option<Tap>,
}

/// Takes a copy of the rows and secrets of each commit.
pub(crate) type Tap = mpsc::UnboundedSender<(Rows, Vec<Sealed>)>;

impl Shared {
    fn world(&self) -> World {
        self.world.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set_world(&self, world: &World) {
        *self.world.write().unwrap_or_else(PoisonError::into_inner) = world.clone();
    }

    fn rules(&self) -> Arc<Rulebook> {
        let now = self.clock.now();
        self.world.write().unwrap_or_else(PoisonError::into_inner).rules_at(now)
    }
}

impl WeakEngine {
    pub(crate) fn upgrade(&self) -> Option<Engine> {
        self.0.upgrade().map(|inner| Engine { inner })
    }
}

impl Engine {
    /// Opens the engine and starts its writer: reads the units and rulebooks, then takes commands.
    ///
    /// # Errors
    /// When the store or vault cannot be read.
    pub async fn open(
        store: Store,
        vault: Vault,
        clock: Arc<dyn Clock>,
        config: EngineConfig,
    ) -> Result<Self, EngineError> {
        Self::open_tapped(store, vault, clock, config, None).await
    }

    /// [`Self::open`] with a copy of each commit for a measurement.
    pub(crate) async fn open_tapped(
        store: Store,
        vault: Vault,
        clock: Arc<dyn Clock>,
        config: EngineConfig,
        tap: Option<Tap>,
    ) -> Result<Self, EngineError> {
        let EngineConfig { photos, metrics, background } = config;
        store.check_newest().await?;
        let head = store.head().await?;
        let world = World::load(&store).await?;
        let position = watch::Sender::new(head);
        let world_now = RwLock::new(world.clone());
        metrics.position.set(head);
        let fault = watch::Sender::new(None);
        let shared = Arc::new(Shared { clock, store, vault, metrics, position, world: world_now, fault, tap });
        let (jobs, waiting) = mpsc::channel(QUEUE_PUSHES_MAX);
        let writer = tokio::spawn(Writer::new(Arc::clone(&shared), world, head).run(waiting));
        tokio::spawn(fault::attend(writer, Arc::clone(&shared)));
        if shared.store.is_shared() {
            listen::start(&shared.store, jobs.downgrade());
        }
        let places = Arc::new(Semaphore::new(QUEUE_COMMANDS_MAX as usize));
        let engine = Self { inner: Arc::new(Inner { shared, jobs, places, photos }) };
        if background {
            tokio::spawn(search::follow(Arc::downgrade(&engine.inner.shared)));
            tokio::spawn(fault::check_pages(Arc::downgrade(&engine.inner.shared)));
            tokio::spawn(crate::due::run(WeakEngine(Arc::downgrade(&engine.inner))));
        }
        Ok(engine)
    }

    /// Carries out commands in order and answers with a receipt for each, once all of them are durable.
    ///
    /// # Errors
    /// [`Busy`] when the queue is full or the commit failed; nothing was taken in then.
    pub async fn push(&self, actor: Arc<Actor>, request: PushRequest) -> Result<PushResponse, Busy> {
        if request.commands.is_empty() {
            return Ok(PushResponse { receipts: Vec::new() });
        }
        let count = u32::try_from(request.commands.len()).unwrap_or(u32::MAX);
        let place = Arc::clone(&self.inner.places).try_acquire_many_owned(count).map_err(|_| Busy::PASSING)?;
        let mut commands = Vec::with_capacity(request.commands.len());
        for envelope in request.commands {
            commands.push(self.prepared(envelope).await);
        }
        let (reply, answer) = oneshot::channel();
        let job = PushJob { actor, device: request.device, commands, reply, _place: place };
        self.inner.jobs.try_send(Job::Push(job)).map_err(|_| Busy::PASSING)?;
        let gauge = &self.inner.shared.metrics.queue_pushes;
        gauge.inc();
        let answer = answer.await.unwrap_or(Err(Busy::PASSING));
        gauge.dec();
        answer
    }

    /// What can be found out about a command before its turn, so that the writer has less to do.
    async fn prepared(&self, envelope: Envelope) -> Prepared {
        let body = serde_json::to_vec(&(envelope.target, &envelope.command)).unwrap_or_default();
        let digest = self.inner.shared.vault.keyed_text("command", &body);
        let mut photo_missing = false;
        for photo in envelope.command.photos() {
            photo_missing |= !self.inner.photos.has(*photo).await;
        }
        Prepared { envelope, digest, photo_missing }
    }

    /// What changed for this reader since the cursor; an empty cursor starts from nothing.
    ///
    /// # Errors
    /// [`EngineError::BadCursor`], or when the store or vault fails.
    pub async fn pull(&self, actor: &Actor, cursor: &str) -> Result<PullResponse, EngineError> {
        self.inner.shared.pull(actor, cursor).await
    }

    /// One thing as this reader may see it; none when there is no such thing or the reader may not know of it.
    ///
    /// # Errors
    /// When the store or vault fails.
    pub async fn get(&self, actor: &Actor, target: Target) -> Result<Option<Row>, EngineError> {
        self.inner.shared.get(actor, target).await
    }

    /// A page of tickets, newest first, as this reader may see them.
    ///
    /// # Errors
    /// [`EngineError::BadCursor`], or when the store or vault fails.
    pub async fn tickets(&self, actor: &Actor, query: &TicketQuery) -> Result<TicketPage, EngineError> {
        self.inner.shared.tickets(actor, query).await
    }

    /// A page of the public ledger, newest first. All of the query but its text counts.
    ///
    /// # Errors
    /// [`EngineError::BadCursor`], or when the store fails.
    pub async fn ledger(&self, query: &TicketQuery) -> Result<LedgerPage, EngineError> {
        self.inner.shared.ledger(query).await
    }

    /// A page of the agenda ledger, newest first: proposals as open data.
    ///
    /// # Errors
    /// [`EngineError::BadCursor`], or when the store fails.
    pub async fn agenda(&self, query: &AgendaQuery) -> Result<AgendaPage, EngineError> {
        self.inner.shared.agenda(query).await
    }

    /// What the proposals of a unit and of each unit directly below it have come to, by the month in which they were brought: from the
    /// first day of one month on, before the first day of another.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn agenda_counts(
        &self,
        unit: UnitId,
        from: NaiveDate,
        before: NaiveDate,
    ) -> Result<Vec<AgendaCount>, EngineError> {
        self.inner.shared.agenda_counts(unit, from, before).await
    }

    /// What happened to a thing, oldest first, with those secrets opened which its state shows. Only for readers from whom nothing of
    /// the state is hidden; empty for others, whose state has a timeline of its own.
    ///
    /// # Errors
    /// When the store or vault fails.
    pub async fn history(&self, actor: &Actor, target: Target) -> Result<Vec<Recorded>, EngineError> {
        self.inner.shared.history(actor, target).await
    }

    /// The three rates of a unit and of each unit directly below it, for each month from `from` to `to` (days within them), inclusive.
    /// Months and units without tickets are left out.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn three_rates(&self, unit: UnitId, from: NaiveDate, to: NaiveDate) -> Result<Vec<Rates>, EngineError> {
        self.inner.shared.three_rates(unit, from, to).await
    }

    /// The ticket of a receipt code, however it is spaced. None also when, by a rare accident, two tickets have the same code: it must
    /// not open another person's.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_receipt(&self, code: &str) -> Result<Option<TicketId>, EngineError> {
        let Ok(code) = code.parse::<ReceiptCode>() else {
            return Ok(None);
        };
        match self.inner.shared.store.receipt_code(&code.to_string()).await?.as_slice() {
            [ticket] => Ok(Some((*ticket).into())),
            _ => Ok(None),
        }
    }

    /// Open tickets of this category nearby and recent, nearest first, by the limits of the rulebook in force.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn duplicates(&self, category: &str, point: Point) -> Result<Vec<Candidate>, EngineError> {
        self.inner.shared.duplicates(category, point).await
    }

    /// Erases every secret a thing ever had, and what the search index has of them. The log stays whole; readers see that it was erased.
    ///
    /// # Errors
    /// When the store or vault fails; what was erased until then stays erased.
    pub async fn erase(&self, target: Target) -> Result<usize, EngineError> {
        let secrets = self.inner.shared.secrets_of(target).await?;
        self.inner.shared.vault.erase_all(target.id, &secrets).await?;
        Ok(secrets.len())
    }

    /// The unit tree as it is now.
    #[must_use]
    pub fn org(&self) -> Arc<Directory> {
        self.inner.shared.world().org
    }

    /// The rulebook in force now.
    #[must_use]
    pub fn rules(&self) -> Arc<Rulebook> {
        self.inner.shared.rules()
    }

    /// The newest position in the log, for pokes.
    #[must_use]
    pub fn position(&self) -> watch::Receiver<u64> {
        self.inner.shared.position.subscribe()
    }

    /// Why the engine cannot go on, once it cannot: whoever serves must stop then.
    #[must_use]
    pub fn fault(&self) -> watch::Receiver<Option<Fault>> {
        self.inner.shared.fault.subscribe()
    }

    /// Runs all that is due by the clock, and says how many commands that were.
    ///
    /// # Errors
    /// When the commit fails; what was not committed stays due.
    pub async fn tick(&self) -> Result<usize, EngineError> {
        let (reply, answer) = oneshot::channel();
        self.inner.jobs.send(Job::Tick(reply)).await.map_err(|_| EngineError::Stopped)?;
        answer.await.unwrap_or(Err(EngineError::Stopped))
    }

    /// Brings the search index up to the log now, instead of in the background.
    ///
    /// # Errors
    /// When the store or vault fails.
    pub async fn index(&self) -> Result<(), EngineError> {
        self.inner.shared.index_all().await
    }

    /// The clock it runs by.
    #[must_use]
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.inner.shared.clock
    }

    /// The store, for accounts and sessions.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.inner.shared.store
    }

    /// The vault, for keyed hashes.
    #[must_use]
    pub fn vault(&self) -> &Vault {
        &self.inner.shared.vault
    }

    /// Whether the writer runs and the store answers.
    pub async fn is_ready(&self) -> bool {
        let is_whole = self.inner.shared.fault.borrow().is_none();
        is_whole && !self.inner.jobs.is_closed() && self.inner.shared.store.is_ready().await
    }

    /// Carries out what is in the queue, refuses what comes after, and leaves the files tidy.
    pub async fn shutdown(self) {
        let (reply, stopped) = oneshot::channel();
        if self.inner.jobs.send(Job::Stop(reply)).await.is_ok() && stopped.await.is_err() {
            tracing::error!("the writer stopped before its queue was empty");
        }
        self.inner.shared.vault.close().await;
        self.inner.shared.store.close().await;
    }
}
