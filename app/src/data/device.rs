//! The data layer of this window: what the device holds, its database, and the words it has with the exchange.

mod account;
mod fetched;
mod issue;
mod photos;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::{Rc, Weak};

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use web_sys::Blob;
use weft::id::{DeviceId, PersonId, PhotoHash};
use weft::registry::Target;
use weft::wire::Row;

use crate::clock;
use crate::session::Identity;
use crate::sync::bell::Bell;
use crate::sync::plan::POKE_MS_MAX;
use crate::sync::tabs::{Lease, Note, Tabs};

use super::database::{Database, Fresh};
use super::holding::{Holding, Rows, Touched, Write};
use super::idb::StorageError;
use super::publish::{self, Fetched, Shown, set};
use super::{Signals, Storage};

/// Most times a change is planned again because another window was first.
const OVERTAKEN_MAX: u32 = 5;

/// See the module.
pub(crate) struct Device {
    pub(crate) name: String,
    pub(crate) signals: Signals,
    pub(crate) holding: RefCell<Holding>,
    /// Rung when there is something for the exchange to do.
    pub(crate) bell: Bell,
    /// Rung when the live stream must be opened anew.
    pub(crate) live: Bell,
    /// Rung when the window that exchanges gives a sign of life.
    pub(crate) awake: Bell,
    /// Rung when the next attempt need not wait its time.
    pub(crate) hurry: Bell,
    /// Whether this window exchanges for all.
    pub(crate) leads: Cell<bool>,
    pub(crate) lease: RefCell<Option<Lease>>,
    /// Whether the exchange must ask for the session again, and for everything that follows from it.
    pub(crate) ask_session: Cell<bool>,
    /// Whether the exchange must pull again.
    pub(crate) ask_pull: Cell<bool>,
    poke_waits: Cell<bool>,
    pub(crate) stopped: Cell<bool>,
    loaded: Cell<bool>,
    ready: Bell,
    database: RefCell<Option<Rc<Database>>>,
    tabs: RefCell<Option<Tabs>>,
    fetched: RefCell<Fetched>,
    shown: RefCell<Shown>,
    blobs: RefCell<BTreeMap<PhotoHash, Blob>>,
    urls: RefCell<BTreeMap<PhotoHash, String>>,
}

impl Device {
    /// A device that has read nothing yet.
    pub(crate) fn new(name: &str, signals: Signals) -> Rc<Self> {
        let fresh = fresh();
        let holding = Holding::new(fresh.device, Identity::anonymous(fresh.person));
        Rc::new(Self {
            name: name.to_owned(),
            signals,
            holding: RefCell::new(holding),
            bell: Bell::default(),
            live: Bell::default(),
            awake: Bell::default(),
            hurry: Bell::default(),
            leads: Cell::new(false),
            lease: RefCell::default(),
            ask_session: Cell::new(false),
            ask_pull: Cell::new(false),
            poke_waits: Cell::new(false),
            stopped: Cell::new(false),
            loaded: Cell::new(false),
            ready: Bell::default(),
            database: RefCell::new(None),
            tabs: RefCell::new(None),
            fetched: RefCell::default(),
            shown: RefCell::default(),
            blobs: RefCell::default(),
            urls: RefCell::default(),
        })
    }

    /// Opens the database and reads everything; without one, goes on in memory and says so.
    pub(crate) async fn open(self: &Rc<Self>) {
        let opened = async {
            let database = Database::open(&self.name).await?;
            let loaded = database.load(fresh(), None).await?;
            Ok((database, loaded))
        };
        match opened.await {
            Ok((database, loaded)) => {
                *self.database.borrow_mut() = Some(Rc::new(database));
                *self.blobs.borrow_mut() = loaded.blobs.into_iter().collect();
                *self.holding.borrow_mut() = loaded.holding;
            }
            Err(error) => self.keeps_no_more(error),
        }
        let weak = Rc::downgrade(self);
        *self.tabs.borrow_mut() = Some(Tabs::join(&self.name, move |note| hear(&weak, note)));
        self.loaded.set(true);
        self.publish(&Touched { session: true, queue: true, rows: Rows::All });
        self.signals.loaded.set(true);
        self.ready.ring();
    }

    /// Waits until everything has been read.
    pub(crate) async fn ready(&self) {
        while !self.loaded.get() {
            self.ready.wait(None).await;
            self.ready.ring();
        }
    }

    pub(crate) fn stop(&self) {
        self.stopped.set(true);
        if let Some(database) = self.database.take() {
            database.close();
        }
        if let Some(tabs) = self.tabs.take() {
            tabs.leave();
        }
        if let Some(lease) = self.lease.take() {
            lease.end();
        }
        self.leads.set(false);
        self.bell.ring();
        self.live.ring();
        self.hurry.ring();
    }

    /// Whether this window exchanges with the server: it leads, or holds what no other window can see.
    pub(crate) fn exchanges(&self) -> bool {
        self.leads.get()
            || self.database.borrow().is_none()
            || self.holding.borrow().queue.values().any(|row| !row.kept)
    }

    /// The county's time.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.holding.borrow().identity.now(clock::now())
    }

    /// Tells the other windows.
    pub(crate) fn tell(&self, note: &Note) {
        if let Some(tabs) = &*self.tabs.borrow() {
            tabs.tell(note);
        }
    }

    /// The session or the server's data may have changed: whoever exchanges begins again at once.
    pub(crate) fn ask_again(&self) {
        self.begin_again();
        self.tell(&Note::Ask);
    }

    fn begin_again(&self) {
        self.ask_session.set(true);
        self.hurry.ring();
        self.bell.ring();
    }

    /// The server says that something changed. Devices answer spread over a short time, and once for pokes that come together.
    pub(crate) fn poked(self: &Rc<Self>) {
        if self.poke_waits.replace(true) {
            return;
        }
        let device = Rc::clone(self);
        wasm_bindgen_futures::spawn_local(async move {
            clock::sleep(clock::dice() % POKE_MS_MAX).await;
            device.poke_waits.set(false);
            device.ask_pull.set(true);
            device.bell.ring();
        });
    }

    /// Writes a batch to the database and then to memory. When another window was first, everything is read again and the
    /// batch must be planned anew.
    pub(crate) async fn commit(&self, writes: Vec<Write>) -> Result<(), StorageError> {
        if writes.is_empty() {
            return Ok(());
        }
        let database = self.database.borrow().clone();
        if let Some(database) = database {
            let head = self.holding.borrow().replica.head.clone();
            match database.commit(&head, &writes).await {
                Ok(()) => {}
                Err(StorageError::Overtaken) => {
                    self.read_again(None).await;
                    return Err(StorageError::Overtaken);
                }
                // What came from the server is there again; what is unsent stays in memory.
                Err(error) => self.keeps_no_more(error),
            }
        }
        let account = self.holding.borrow().account();
        let touched = self.holding.borrow_mut().apply(writes);
        self.let_photos_go();
        self.forget_fetched_of_others(account);
        self.publish(&touched);
        self.tell_changed(&touched);
        Ok(())
    }

    /// Commits what `plan` makes of the holding, planning again when another window was first.
    pub(crate) async fn settle(&self, plan: impl Fn(&Holding) -> Vec<Write>) {
        for _ in 0..OVERTAKEN_MAX {
            let writes = plan(&self.holding.borrow());
            if self.commit(writes).await != Err(StorageError::Overtaken) {
                return;
            }
        }
    }

    /// Reads what another window has written.
    async fn read_again(&self, rows: Option<Vec<Target>>) {
        let Some(database) = self.database.borrow().clone() else {
            return;
        };
        let generation = self.holding.borrow().replica.head.shown.generation;
        let some = rows.as_deref().map(|rows| (generation, rows));
        let loaded = match database.load(fresh(), some).await {
            Ok(loaded) => loaded,
            Err(error) => return self.keeps_no_more(error),
        };
        let touched = match (rows, &loaded.rows) {
            (Some(rows), Some(_)) => Rows::Some(rows),
            _ => Rows::All,
        };
        let account = self.holding.borrow().account();
        let session = self.take_over(loaded.holding, &touched, loaded.rows.unwrap_or_default());
        self.blobs.borrow_mut().extend(loaded.blobs);
        self.let_photos_go();
        self.forget_fetched_of_others(account);
        self.publish(&Touched { session, queue: true, rows: touched });
        self.bell.ring();
    }

    /// Puts what was read in place of what is held, but for what only this window holds.
    fn take_over(&self, mut read: Holding, touched: &Rows, changed: Vec<Row>) -> bool {
        let mut holding = self.holding.borrow_mut();
        let unkept = std::mem::take(&mut holding.queue).into_iter().filter(|(_, row)| !row.kept);
        read.queue.extend(unkept);
        if let Rows::Some(rows) = touched {
            read.replica.rows = std::mem::take(&mut holding.replica.rows);
            read.replica.growing = std::mem::take(&mut holding.replica.growing);
            for target in rows {
                read.replica.rows.remove(target);
            }
            read.replica.rows.extend(changed.into_iter().map(|row| (row.target(), row)));
        }
        let switched = holding.identity.actor != read.identity.actor || holding.identity.name != read.identity.name;
        *holding = read;
        switched
    }

    fn tell_changed(&self, touched: &Touched) {
        let rows = match &touched.rows {
            Rows::Some(rows) if !touched.session => Some(rows.clone()),
            _ => None,
        };
        self.tell(&Note::Changed { rows });
    }

    /// Moves the signals.
    pub(crate) fn publish(&self, touched: &Touched) {
        if self.stopped.get() {
            return;
        }
        let (holding, fetched) = (self.holding.borrow(), self.fetched.borrow());
        publish::publish(self.signals, &holding, &fetched, &mut self.shown.borrow_mut(), touched, self.now());
    }

    /// The clock has moved on: so may the rulebook in force.
    pub(crate) fn tick(&self) {
        if self.stopped.get() {
            return;
        }
        let now = self.now();
        set(self.signals.now, now);
        publish::publish_rules(self.signals, now);
    }

    /// From now on this window works in memory alone, and the person is told. What the database has, it has; what it misses is
    /// pulled or sent again by the next window that opens it.
    fn keeps_no_more(&self, error: StorageError) {
        if let Some(database) = self.database.take() {
            database.close();
        }
        self.bell.ring();
        set(self.signals.storage, Storage::MemoryOnly(error));
    }
}

/// Ids for a device that has none.
fn fresh() -> Fresh {
    Fresh { device: DeviceId(clock::new_id()), person: PersonId(clock::new_id()) }
}

/// Does what another window says.
fn hear(device: &Weak<Device>, note: Note) {
    let Some(device) = device.upgrade().filter(|device| !device.stopped.get()) else {
        return;
    };
    match note {
        Note::Changed { rows } => wasm_bindgen_futures::spawn_local(async move { device.read_again(rows).await }),
        Note::Awake => device.awake.ring(),
        Note::Wake | Note::Ask if device.exchanges() => {
            device.tell(&Note::Awake);
            if note == Note::Ask {
                device.begin_again();
            }
            device.bell.ring();
        }
        Note::Wake | Note::Ask => {}
    }
}
