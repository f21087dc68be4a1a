//! What the data layer stands on: a clock, a disk, a network, other windows. In the browser that is `Device`; in the simulation
//! (`sim/`) a model of it, over which the very same code runs, stops at every wait, and starts again.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use chrono::{DateTime, Utc};
use uuid::Uuid;
use weft::aggregate::Rejection;
use weft::id::{CommandId, DeviceId, PersonId, PhotoHash};
use weft::registry::{AnyCommand, AnyRefusal, Thing};
use weft::wire::Judged;

use crate::outbox::{Account, Queued};
use crate::replica::{Head, Told};
use crate::sync::bell::Bell;
use crate::sync::tabs::Note;

use super::StorageError;
use super::holding::{Holding, Touched, Write};
use super::http::{HttpError, Method};

/// What one window of the app keeps in memory.
#[derive(Debug)]
pub struct Memory {
    /// Everything that the device holds.
    pub holding: RefCell<Holding>,
    /// Rung when there is something for the exchange to do.
    pub bell: Bell,
    /// Rung when the window that exchanges gives a sign of life.
    pub awake: Bell,
    /// Rung when the next attempt need not wait its time.
    pub hurry: Bell,
    /// Up to which [`Head::written`] this window has followed the rows.
    pub followed: Cell<u64>,
    /// Whether this window exchanges for all.
    pub leads: Cell<bool>,
    /// Whether the exchange must ask for the session again, and for everything that follows from it.
    pub ask_session: Cell<bool>,
    /// Whether the exchange must pull again.
    pub ask_pull: Cell<bool>,
    /// Whether the window has closed.
    pub stopped: Cell<bool>,
}

impl Memory {
    /// A window that has read nothing but this.
    #[must_use]
    pub fn new(holding: Holding) -> Self {
        Self {
            followed: Cell::new(holding.replica.head.written),
            holding: RefCell::new(holding),
            bell: Bell::default(),
            awake: Bell::default(),
            hurry: Bell::default(),
            leads: Cell::new(false),
            ask_session: Cell::new(false),
            ask_pull: Cell::new(false),
            stopped: Cell::new(false),
        }
    }

    /// Makes the exchange begin again at once.
    pub fn begin_again(&self) {
        self.ask_session.set(true);
        self.hurry.ring();
        self.bell.ring();
    }
}

/// Ids for a device that has none yet.
#[derive(Clone, Copy, Debug)]
pub struct Fresh {
    /// The device's.
    pub device: DeviceId,
    /// Its person's, until the server gives another.
    pub person: PersonId,
}

/// What a disk held when it was read.
#[derive(Debug)]
pub struct Loaded<Photo> {
    /// All but the photos' bytes; the replica's rows only if they were all read.
    pub holding: Holding,
    /// The photos' bytes.
    pub photos: Vec<(PhotoHash, Photo)>,
    /// The rows asked for that are there; none when all rows were read.
    pub rows: Option<Vec<Rc<Told>>>,
}

/// The device's disk, shared by its windows. Each call is one transaction: carried out as a whole or not at all.
pub trait Disk {
    /// A photo's bytes.
    type Photo;

    /// Reads everything; of the replica's rows only `some` of a generation, if that is still the one shown. A new disk takes the
    /// fresh ids and keeps them.
    ///
    /// # Errors
    /// See [`StorageError`].
    fn load(
        &self,
        fresh: Fresh,
        some: Option<(u32, &[Thing])>,
    ) -> impl Future<Output = Result<Loaded<Self::Photo>, StorageError>>;

    /// Adds a command at the end of the queue, gives it its `seq`, and returns once it is durable. `mended` is the refused command
    /// that it replaces.
    ///
    /// # Errors
    /// See [`StorageError`].
    fn enqueue(&self, queued: &mut Queued, mended: Option<CommandId>)
    -> impl Future<Output = Result<(), StorageError>>;

    /// Takes the replica's rows away, which the server has too, so that there is room for what exists only here.
    ///
    /// # Errors
    /// See [`StorageError`].
    fn make_room(&self, head: &Head) -> impl Future<Output = Result<(), StorageError>>;

    /// Carries out a batch. Changes of the replica were planned from `head`: when another window has moved it since, nothing happens.
    ///
    /// # Errors
    /// [`StorageError::Overtaken`] then; otherwise see [`StorageError`].
    fn commit(&self, head: &Head, writes: &[Write]) -> impl Future<Output = Result<(), StorageError>>;
}

/// What one window of the app stands on.
pub trait Host {
    /// The device's disk.
    type Disk: Disk;

    /// What this window keeps in memory.
    fn memory(&self) -> &Memory;

    /// The disk, while it can be used.
    fn disk(&self) -> Option<Rc<Self::Disk>>;

    /// From now on this window works in memory alone, and the person is told. What the disk has, it has; what it misses is pulled or
    /// sent again by the next window that opens it.
    fn keeps_no_more(&self, error: StorageError);

    /// The device's clock, which may be wrong by years.
    fn clock(&self) -> DateTime<Utc>;

    /// A random number to spread retries with.
    fn dice(&self) -> u32;

    /// A new id.
    fn new_id(&self) -> Uuid;

    /// Waits this many milliseconds.
    fn sleep(&self, ms: u32) -> impl Future<Output = ()>;

    /// Sends a request without a body, or with JSON. `account` is whom the request is meant to be made as.
    ///
    /// # Errors
    /// See [`HttpError`].
    fn send(
        &self,
        method: Method,
        path: &str,
        json: Option<String>,
        account: Option<Account>,
    ) -> impl Future<Output = Result<String, HttpError>>;

    /// Whether a photo's bytes are here.
    fn has_photo(&self, photo: PhotoHash) -> bool;

    /// Sends a photo's bytes.
    ///
    /// # Errors
    /// See [`HttpError`].
    fn send_photo(&self, photo: PhotoHash, account: Account) -> impl Future<Output = Result<String, HttpError>>;

    /// Takes photos' bytes that another window has added.
    fn hold_photos(&self, photos: Vec<(PhotoHash, <Self::Disk as Disk>::Photo)>);

    /// Brings up to date what pages have fetched beside the replica.
    fn refetch(&self) -> impl Future<Output = ()>;

    /// Executes a command on what this window shows, and makes it ready for the queue.
    ///
    /// # Errors
    /// What the device already finds against it.
    fn judge(&self, target: Uuid, command: AnyCommand) -> Result<Queued, Rejection<AnyRefusal>>;

    /// Shows what changed in memory; before, it belonged to this account.
    fn changed(&self, before: Account, touched: &Touched);

    /// Tells the other windows.
    fn tell(&self, note: &Note);

    /// Says whether the server answered last time.
    fn online(&self, online: bool);

    /// Tells the person that other rules judged something than they had before them, and what came out differently.
    fn judged(&self, judged: Judged);

    /// The county's time.
    fn now(&self) -> DateTime<Utc> {
        self.memory().holding.borrow().identity.now(self.clock())
    }

    /// Ids for a device that has none.
    fn fresh(&self) -> Fresh {
        Fresh { device: DeviceId(self.new_id()), person: PersonId(self.new_id()) }
    }

    /// Whether this window exchanges with the server: it leads, or holds what no other window can see.
    fn exchanges(&self) -> bool {
        let memory = self.memory();
        memory.leads.get() || self.disk().is_none() || memory.holding.borrow().queue.values().any(|row| !row.kept)
    }

    /// The session or the server's data may have changed: whoever exchanges begins again at once.
    fn ask_again(&self) {
        self.memory().begin_again();
        self.tell(&Note::Ask);
    }
}
