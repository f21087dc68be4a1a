//! The data layer of this window: what the device holds, its database, and the words it has with the exchange.

mod account;
mod disk;
mod fetched;
mod issue;
mod photos;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::ops::Deref;
use std::rc::{Rc, Weak};

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use uuid::Uuid;
use web_sys::Blob;
use weft::aggregate::Rejection;
use weft::id::{CommandId, PhotoHash};
use weft::registry::{AnyCommand, AnyRefusal, Target};
use weft::wire::Judged;

use crate::clock;
use crate::outbox::{Account, Queued};
use crate::session::Identity;
use crate::sync::bell::Bell;
use crate::sync::plan::POKE_MS_MAX;
use crate::sync::tabs::{Lease, Note, Tabs};

use super::database::Database;
use super::holding::{Holding, Touched};
use super::host::{Fresh, Host, Memory};
use super::http::{self, Body, HttpError, Method};
use super::idb::StorageError;
use super::publish::{self, set};
use super::shown::{Fetched, Shown, confirmed};
use super::window;
use super::window::issue::{Bench, judged};
use super::{Signals, Storage};

/// See the module.
pub(crate) struct Device {
    me: Weak<Self>,
    pub(crate) name: String,
    pub(crate) signals: Signals,
    memory: Memory,
    /// Rung when the live stream must be opened anew.
    pub(crate) live: Bell,
    pub(crate) lease: RefCell<Option<Lease>>,
    poke_waits: Cell<bool>,
    loaded: Cell<bool>,
    /// Whether another window said something while this one was reading the disk.
    missed: Cell<bool>,
    ready: Bell,
    /// Whether the lost database is being had again.
    returning: Cell<bool>,
    database: RefCell<Option<Rc<Database>>>,
    tabs: RefCell<Option<Tabs>>,
    fetched: RefCell<Fetched>,
    shown: RefCell<Shown>,
    blobs: RefCell<BTreeMap<PhotoHash, Blob>>,
    urls: RefCell<BTreeMap<PhotoHash, String>>,
}

impl Deref for Device {
    type Target = Memory;

    fn deref(&self) -> &Memory {
        &self.memory
    }
}

impl Device {
    /// A device that has read nothing yet.
    pub(crate) fn new(name: &str, signals: Signals) -> Rc<Self> {
        let fresh = Fresh { device: clock::new_id().into(), person: clock::new_id().into() };
        let holding = Holding::new(fresh.device, Identity::anonymous(fresh.person));
        Rc::new_cyclic(|me| Self {
            me: me.clone(),
            name: name.to_owned(),
            signals,
            memory: Memory::new(holding),
            live: Bell::default(),
            lease: RefCell::default(),
            poke_waits: Cell::new(false),
            loaded: Cell::new(false),
            missed: Cell::new(false),
            ready: Bell::default(),
            returning: Cell::new(false),
            database: RefCell::new(None),
            tabs: RefCell::new(None),
            fetched: RefCell::default(),
            shown: RefCell::default(),
            blobs: RefCell::default(),
            urls: RefCell::default(),
        })
    }

    /// Waits until everything has been read.
    pub(crate) async fn ready(&self) {
        while !self.loaded.get() {
            self.ready.wait().await;
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
}

impl Host for Device {
    type Disk = Database;

    fn memory(&self) -> &Memory {
        &self.memory
    }

    fn disk(&self) -> Option<Rc<Database>> {
        self.database.borrow().clone()
    }

    fn keeps_no_more(&self, error: StorageError) {
        if let Some(database) = self.database.take() {
            database.close();
        }
        self.bell.ring();
        self.come_back(&error);
        set(self.signals.storage, Storage::MemoryOnly(error));
    }

    fn clock(&self) -> DateTime<Utc> {
        clock::now()
    }

    fn dice(&self) -> u32 {
        clock::dice()
    }

    fn new_id(&self) -> Uuid {
        clock::new_id()
    }

    async fn sleep(&self, ms: u32) {
        clock::sleep(ms).await;
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        json: Option<String>,
        account: Option<Account>,
    ) -> Result<String, HttpError> {
        http::send(method, path, json.map_or(Body::Empty, Body::Json), account).await
    }

    fn has_photo(&self, photo: PhotoHash) -> bool {
        self.blobs.borrow().contains_key(&photo)
    }

    async fn send_photo(&self, photo: PhotoHash, account: Account) -> Result<String, HttpError> {
        let blob = self.blobs.borrow().get(&photo).cloned();
        let body = blob.map_or(Body::Empty, Body::Jpeg);
        http::send(Method::PUT, &format!("/api/photos/{photo}"), body, Some(account)).await
    }

    fn hold_photos(&self, photos: Vec<(PhotoHash, Blob)>) {
        self.blobs.borrow_mut().extend(photos);
    }

    async fn refetch(&self) {
        for id in self.fetched_only() {
            // What fails is shown as it was; the page's own next fetch says why.
            let _ = self.fetch_ticket(id).await;
        }
    }

    fn judge(&self, target: Uuid, command: AnyCommand) -> Result<Queued, Rejection<AnyRefusal>> {
        let holding = self.holding.borrow();
        let (rules, org) = (self.signals.rules.get_untracked(), self.signals.org.get_untracked());
        let thing = Target { kind: command.kind(), id: target };
        let (shown, fetched) = (self.shown.borrow(), self.fetched.borrow());
        let state = shown.state(thing).or_else(|| confirmed(&holding, &fetched, thing));
        let bench = Bench { holding: &holding, rules: &rules, org: &org, state, prove: self.signals.prove };
        judged(&bench, target, command, CommandId(self.new_id()), self.now())
    }

    fn changed(&self, before: Account, touched: &Touched) {
        self.let_photos_go();
        self.forget_fetched_of_others(before, touched);
        self.publish(touched);
    }

    fn tell(&self, note: &Note) {
        if let Some(tabs) = &*self.tabs.borrow() {
            tabs.tell(note);
        }
    }

    fn online(&self, online: bool) {
        set(self.signals.online, online);
        if online {
            set(self.signals.heard_at, Some(self.now()));
        }
    }

    fn judged(&self, judged: Judged) {
        set(self.signals.judged, Some(judged));
    }
}

/// Does what another window says.
fn hear(device: &Weak<Device>, note: Note) {
    if let Some(device) = device.upgrade().filter(|device| !device.stopped.get()) {
        if !device.loaded.get() {
            return device.missed.set(true);
        }
        wasm_bindgen_futures::spawn_local(async move { window::hear(&*device, note).await });
    }
}
