//! The engine: one writer per county that takes commands, runs them through the one door of `weft`, and makes them durable.
//!
//! Concurrent pushes are gathered into one transaction (group commit). Nobody is answered before that transaction is on disk.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use weft::actor::Actor;
use weft::id::{PhotoHash, TicketId, UnitId};
use weft::org::Directory;
use weft::place::Point;
use weft::registry::Target;
use weft::rules::Rulebook;
use weft::wire::{PullResponse, PushRequest, PushResponse, Recorded, Row};

use crate::clock::Clock;
use crate::store::{Store, StoreError};
use crate::vault::{Vault, VaultError};

/// Most rows in one page of a list.
pub const PAGE_ROWS_MAX: usize = 200;
/// Rows in a page when the query does not say.
pub const PAGE_ROWS: usize = 50;

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

/// A list of tickets is asked for. All filters hold together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TicketQuery {
    /// Under this unit; without it, wherever the reader may look.
    pub unit: Option<UnitId>,
    /// In this category, or below it if it is a first-level one.
    pub category: Option<String>,
    /// In this phase (its name on the wire).
    pub phase: Option<String>,
    /// Only those not yet settled.
    pub open: bool,
    /// Only those past their date.
    pub overdue: bool,
    /// Containing this text.
    pub text: Option<String>,
    /// Reported at this time or later.
    pub from: Option<DateTime<Utc>>,
    /// Reported before this time.
    pub to: Option<DateTime<Utc>>,
    /// Where the page before ended.
    pub cursor: Option<String>,
    /// Rows wanted, at most [`PAGE_ROWS_MAX`].
    pub limit: Option<usize>,
}

/// One page of tickets, newest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TicketPage {
    /// As the reader may see them.
    pub rows: Vec<Row>,
    /// Where the next page starts; absent on the last one. A page may be short, even empty, and still have a next one.
    pub next: Option<String>,
}

/// The public open data of a ticket: nothing personal, the place only as the grid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerRow {
    /// The ticket.
    pub id: TicketId,
    /// When it was reported.
    pub reported_at: DateTime<Utc>,
    /// The category's key.
    pub category: String,
    /// The phase's name on the wire.
    pub phase: String,
    /// Who answers for it now.
    pub unit: UnitId,
    /// Until when.
    pub due_at: Option<DateTime<Utc>>,
    /// When it was resolved.
    pub resolved_at: Option<DateTime<Utc>>,
    /// Whether the resident was satisfied, if they said.
    pub satisfied: Option<bool>,
}

/// One page of the public ledger, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerPage {
    /// The rows.
    pub rows: Vec<LedgerRow>,
    /// Where the next page starts; absent on the last one.
    pub next: Option<String>,
}

/// The three rates (三率) of one unit in one month of reporting, as counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rates {
    /// The unit, with everything below it.
    pub unit: UnitId,
    /// First day of the month in which the tickets were reported.
    pub month: NaiveDate,
    /// Tickets reported.
    pub reported: u64,
    /// Those accepted, or past the limit for it.
    pub response_due: u64,
    /// Of those, accepted within the limit: 响应率.
    pub response_met: u64,
    /// Those resolved, or past the limit for it.
    pub resolution_due: u64,
    /// Of those, resolved within the limit: 解决率.
    pub resolution_met: u64,
    /// Those on which the resident said whether they were satisfied.
    pub rated: u64,
    /// Of those, satisfied: 满意率.
    pub satisfied: u64,
}

/// A matter already reported nearby, offered before a new one is sent. Public: no text, no person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// The ticket.
    pub id: TicketId,
    /// The category's key.
    pub category: String,
    /// The phase's name on the wire.
    pub phase: String,
    /// When it was reported.
    pub reported_at: DateTime<Utc>,
    /// How far away, whole metres.
    pub distance_m: u32,
}

/// Settings of an engine.
#[derive(Clone)]
pub struct EngineConfig {
    /// Which photos are stored.
    pub photos: Arc<dyn PhotoStore>,
    /// Whether a background task runs what is due; tests call [`Engine::tick`] themselves.
    pub background: bool,
}

/// A handle on the engine of one county; clones share it.
#[derive(Clone)]
pub struct Engine {
    inner: Arc<Inner>,
}

struct Inner {
    clock: Arc<dyn Clock>,
    store: Store,
    vault: Vault,
    position: watch::Sender<u64>,
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
        _config: EngineConfig,
    ) -> Result<Self, EngineError> {
        Ok(Self {
            inner: Arc::new(Inner {
                clock,
                store,
                vault,
                position: watch::channel(0).0,
            }),
        })
    }

    /// Carries out commands in order and answers with a receipt for each, once all of them are durable.
    ///
    /// # Errors
    /// [`Busy`] when the queue is full or the commit failed; nothing was taken in then.
    pub async fn push(
        &self,
        _actor: Arc<Actor>,
        _request: PushRequest,
    ) -> Result<PushResponse, Busy> {
        Err(Busy { retry_after_s: 1 })
    }

    /// What changed for this reader since the cursor; an empty cursor starts from nothing.
    ///
    /// # Errors
    /// [`EngineError::BadCursor`], or when the store or vault fails.
    pub async fn pull(&self, _actor: &Actor, _cursor: &str) -> Result<PullResponse, EngineError> {
        Err(EngineError::Stopped)
    }

    /// One thing as this reader may see it; none when there is no such thing or the reader may not know of it.
    ///
    /// # Errors
    /// When the store or vault fails.
    pub async fn get(&self, _actor: &Actor, _target: Target) -> Result<Option<Row>, EngineError> {
        Err(EngineError::Stopped)
    }

    /// A page of tickets, newest first, as this reader may see them.
    ///
    /// # Errors
    /// [`EngineError::BadCursor`], or when the store or vault fails.
    pub async fn tickets(
        &self,
        _actor: &Actor,
        _query: &TicketQuery,
    ) -> Result<TicketPage, EngineError> {
        Err(EngineError::Stopped)
    }

    /// A page of the public ledger, newest first. Only `unit`, `category`, `phase`, `open`, `overdue`, `from`, `to`, `cursor` and `limit` count.
    ///
    /// # Errors
    /// [`EngineError::BadCursor`], or when the store fails.
    pub async fn ledger(&self, _query: &TicketQuery) -> Result<LedgerPage, EngineError> {
        Err(EngineError::Stopped)
    }

    /// What happened to a thing, oldest first, with those secrets opened which its state shows this reader. Empty when [`Self::get`] gives none.
    ///
    /// # Errors
    /// When the store or vault fails.
    pub async fn history(
        &self,
        _actor: &Actor,
        _target: Target,
    ) -> Result<Vec<Recorded>, EngineError> {
        Err(EngineError::Stopped)
    }

    /// The three rates of a unit and of each unit directly below it, for each month from `from` to `to` (their first days), inclusive.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn three_rates(
        &self,
        _unit: UnitId,
        _from: NaiveDate,
        _to: NaiveDate,
    ) -> Result<Vec<Rates>, EngineError> {
        Err(EngineError::Stopped)
    }

    /// The ticket of a receipt code, however it is spaced.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_receipt(&self, _code: &str) -> Result<Option<TicketId>, EngineError> {
        Err(EngineError::Stopped)
    }

    /// Open tickets of this category nearby and recent, nearest first, by the limits of the rulebook in force.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn duplicates(
        &self,
        _category: &str,
        _point: Point,
    ) -> Result<Vec<Candidate>, EngineError> {
        Err(EngineError::Stopped)
    }

    /// The unit tree as it is now.
    #[must_use]
    pub fn org(&self) -> Arc<Directory> {
        Arc::default()
    }

    /// The rulebook in force now.
    #[must_use]
    pub fn rules(&self) -> Arc<Rulebook> {
        Arc::default()
    }

    /// The newest position in the log, for pokes.
    #[must_use]
    pub fn position(&self) -> watch::Receiver<u64> {
        self.inner.position.subscribe()
    }

    /// Runs all that is due by the clock, and says how many commands that were.
    ///
    /// # Errors
    /// When the commit fails; what was not committed stays due.
    pub async fn tick(&self) -> Result<usize, EngineError> {
        Err(EngineError::Stopped)
    }

    /// The clock it runs by.
    #[must_use]
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.inner.clock
    }

    /// The store, for accounts and sessions.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    /// The vault, for keyed hashes.
    #[must_use]
    pub fn vault(&self) -> &Vault {
        &self.inner.vault
    }

    /// Whether the writer runs and the store answers.
    pub async fn is_ready(&self) -> bool {
        false
    }

    /// Finishes the batch at hand, refuses new ones, and leaves the files tidy.
    pub async fn shutdown(self) {}
}
