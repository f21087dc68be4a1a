//! A browser's disk: what IndexedDB would hold, as text, changed by one transaction after the other.
//!
//! A transaction that was begun before a crash is carried out as a whole or not at all; one that was told "done" is there.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use serde_json::to_string;
use weft::id::{CommandId, DeviceId, PhotoHash};
use weft::json::read;
use weft::registry::Thing;
use weft_app::data::StorageError;
use weft_app::data::holding::{Holding, Write};
use weft_app::data::host::{Fresh, Loaded};
use weft_app::outbox::plan::{PhotoState, Settlement};
use weft_app::outbox::{Queued, Refused};
use weft_app::replica::{Head, RowWrite, Told};
use weft_app::session::Identity;

use crate::world::{Slot, World};

/// Longest time a transaction takes, milliseconds.
const DISK_MS_MAX: u64 = 12;
/// Longest time a slow one takes, milliseconds.
const SLOW_MS_MAX: u64 = 2_500;

/// What is on the disk.
#[derive(Clone, Debug, Default)]
pub struct Content {
    device: Option<DeviceId>,
    seq: u64,
    identity: Option<String>,
    sign_out_owed: bool,
    head: Option<String>,
    /// The queue, by `seq`.
    pub outbox: BTreeMap<u64, String>,
    /// The inbox, by command.
    pub inbox: BTreeMap<CommandId, String>,
    /// Rows of all generations.
    pub rows: BTreeMap<(u32, Thing), String>,
    /// Photos, and whether the server has confirmed them.
    pub photos: BTreeMap<PhotoHash, (Rc<Vec<u8>>, bool)>,
}

fn json<T: serde::Serialize>(value: &T) -> String {
    to_string(value).expect("what a device keeps has a JSON form")
}

impl Content {
    /// The head of the replica.
    #[must_use]
    pub fn head(&self) -> Head {
        self.head.as_deref().and_then(|text| read(text).ok()).unwrap_or_default()
    }

    /// Reads everything, as `app/src/data/database/load.rs` does.
    pub fn load(&mut self, fresh: Fresh, some: Option<(u32, &[Thing])>) -> Loaded<Rc<Vec<u8>>> {
        let device = *self.device.get_or_insert(fresh.device);
        let identity = self.identity.get_or_insert_with(|| json(&Identity::anonymous(fresh.person)));
        let mut holding = Holding::new(device, read(identity).expect("an identity"));
        holding.sign_out_owed = self.sign_out_owed;
        holding.replica.head = self.head();
        holding.queue = self.queue().map(|row| (row.seq(), row)).collect();
        holding.inbox = self.refused().map(|row| (row.id(), row)).collect();
        let mut photos = Vec::new();
        for (hash, (bytes, uploaded)) in &self.photos {
            holding.photos.insert(*hash, if *uploaded { PhotoState::Uploaded } else { PhotoState::Local });
            photos.push((*hash, Rc::clone(bytes)));
        }
        let shown = holding.replica.head.shown.generation;
        if let Some((generation, things)) = some.filter(|(generation, _)| *generation == shown) {
            let rows = things.iter().filter_map(|thing| {
                let text = self.rows.get(&(generation, thing.clone()))?;
                Some(Rc::new(Told::kept(thing.clone(), text.clone())))
            });
            return Loaded { holding, photos, rows: Some(rows.collect()) };
        }
        let growing = holding.replica.head.growing.as_ref().map(|copy| copy.generation);
        for ((generation, thing), text) in &self.rows {
            let row = Rc::new(Told::kept(thing.clone(), text.clone()));
            if *generation == shown {
                holding.replica.rows.insert(thing.clone(), row);
            } else if growing == Some(*generation) {
                holding.replica.growing.insert(thing.clone(), row);
            }
        }
        Loaded { holding, photos, rows: None }
    }

    /// The queue.
    pub fn queue(&self) -> impl Iterator<Item = Queued> {
        self.outbox.values().map(|text| read(text).expect("a row of the queue"))
    }

    /// The inbox.
    pub fn refused(&self) -> impl Iterator<Item = Refused> {
        self.inbox.values().map(|text| read(text).expect("a row of the inbox"))
    }

    /// Adds a command at the end of the queue.
    pub fn enqueue(&mut self, mut queued: Queued, mended: Option<CommandId>) -> u64 {
        self.seq += 1;
        queued.envelope.seq = self.seq;
        self.outbox.insert(self.seq, json(&queued));
        if let Some(mended) = mended {
            self.inbox.remove(&mended);
        }
        self.seq
    }

    /// Takes all rows away.
    pub fn make_room(&mut self, head: &Head) {
        self.rows.clear();
        self.head = Some(json(head));
    }

    /// Carries out a batch, as `app/src/data/database.rs` does.
    ///
    /// # Errors
    /// [`StorageError::Overtaken`] when the replica was changed since the batch was planned.
    pub fn commit(&mut self, head: &Head, writes: &[Write], checks_head: bool) -> Result<(), StorageError> {
        let changes_rows = writes.iter().any(|write| matches!(write, Write::Replica(_)));
        if changes_rows && checks_head && self.head() != *head {
            return Err(StorageError::Overtaken);
        }
        for write in writes {
            self.write(write);
        }
        Ok(())
    }

    fn write(&mut self, write: &Write) {
        match write {
            Write::Identity(identity) => self.identity = Some(json(identity)),
            Write::SignOutOwed(owed) => self.sign_out_owed = *owed,
            Write::Settle(seq, settlement) => self.settle(*seq, settlement),
            Write::Leave(seq) => _ = self.outbox.remove(seq),
            Write::Dismiss(id) => _ = self.inbox.remove(id),
            Write::Replica(RowWrite::Put(generation, row)) => {
                self.rows.insert((*generation, row.thing.clone()), row.text.clone());
            }
            Write::Replica(RowWrite::Remove(generation, thing)) => _ = self.rows.remove(&(*generation, thing.clone())),
            Write::Replica(RowWrite::Drop(generation)) => self.rows.retain(|(held, _), _| held != generation),
            Write::Replica(RowWrite::Head(head)) => self.head = Some(json(head)),
            Write::Photo(hash, state) => {
                if let Some(photo) = self.photos.get_mut(hash) {
                    photo.1 = *state == PhotoState::Uploaded;
                }
            }
            Write::DropPhoto(hash) => _ = self.photos.remove(hash),
        }
    }

    fn settle(&mut self, seq: u64, settlement: &Settlement) {
        if !self.outbox.contains_key(&seq) {
            return;
        }
        match settlement {
            Settlement::Delivered(queued) | Settlement::PhotosAgain(queued) => {
                self.outbox.insert(seq, json(queued));
            }
            Settlement::Refused(refused) => {
                self.inbox.insert(refused.id(), json(refused));
                self.outbox.remove(&seq);
            }
        }
    }
}

type Work = Box<dyn FnOnce(&mut Content) -> Box<dyn FnOnce()>>;

/// The disk with what is on its way to it.
pub struct Disk {
    world: Rc<World>,
    /// What is on it.
    pub content: RefCell<Content>,
    waiting: RefCell<VecDeque<(u64, Work)>>,
    number: Cell<u64>,
    busy_until_ms: Cell<i64>,
    told_until_ms: Cell<i64>,
    /// One transaction in so many is slow; none if zero.
    pub slow: Cell<u64>,
    /// Whether the next command finds no room.
    pub full: Cell<bool>,
}

impl Disk {
    /// An empty disk.
    #[must_use]
    pub fn new(world: &Rc<World>) -> Rc<Self> {
        Rc::new(Self {
            world: Rc::clone(world),
            content: RefCell::default(),
            waiting: RefCell::default(),
            number: Cell::new(0),
            busy_until_ms: Cell::new(0),
            told_until_ms: Cell::new(0),
            slow: Cell::new(0),
            full: Cell::new(false),
        })
    }

    /// Runs a transaction after those before it, and waits until it is told that it is durable.
    pub async fn run<T: 'static>(self: &Rc<Self>, work: impl FnOnce(&mut Content) -> T + 'static) -> T {
        let done = Slot::default();
        let (filled, disk) = (done.clone(), Rc::clone(self));
        let number = self.number.get();
        self.number.set(number + 1);
        let tell: Work = Box::new(move |content: &mut Content| {
            let value = work(content);
            Box::new(move || {
                let told = disk.later(&disk.told_until_ms, 4);
                disk.world.after(told, move || filled.fill(value));
            })
        });
        self.waiting.borrow_mut().push_back((number, tell));
        let slow = self.slow.get() > 0 && self.world.one_in(self.slow.get());
        let wait = self.later(&self.busy_until_ms, if slow { SLOW_MS_MAX } else { DISK_MS_MAX });
        let disk = Rc::clone(self);
        self.world.after(wait, move || disk.carry_out(number));
        done.await
    }

    /// How long from now until something that comes after `last` and takes up to `ms_max`.
    fn later(&self, last: &Cell<i64>, ms_max: u64) -> u64 {
        let now = self.world.now_ms();
        let at = last.get().max(now) + i64::try_from(self.world.below(ms_max)).unwrap_or(0);
        last.set(at);
        u64::try_from(at - now).unwrap_or(0)
    }

    fn carry_out(&self, number: u64) {
        let first = self.waiting.borrow().front().is_some_and(|(first, _)| *first == number);
        if !first {
            return;
        }
        let work = self.waiting.borrow_mut().pop_front();
        if let Some((_, work)) = work {
            let tell = work(&mut self.content.borrow_mut());
            tell();
        }
    }

    /// It is deleted, unless something is being written: a browser lets that end first. Returns whether it was.
    pub fn clear(&self) -> bool {
        let rests = self.waiting.borrow().is_empty();
        if rests {
            self.content.take();
        }
        rests
    }

    /// The browser is cut off: of what is on its way, some is carried out and the rest never.
    pub fn crash(&self) {
        while self.world.one_in(2) {
            let Some((_, work)) = self.waiting.borrow_mut().pop_front() else { break };
            drop(work(&mut self.content.borrow_mut()));
        }
        self.waiting.borrow_mut().clear();
    }
}
