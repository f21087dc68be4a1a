//! Everything the device holds, in memory, and the changes that may happen to it.
//!
//! A change is first planned (pure), then written to the database in one transaction, then applied here. Whatever is lost in
//! between is planned again: every change is harmless when repeated.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use weft::id::{CommandId, DeviceId, PersonId, PhotoHash};
use weft::registry::Thing;
use weft::wire::{Fault, Receipt, SessionInfo};

use crate::outbox::plan::{self, PhotoState, Photos, Queue, Settlement};
use crate::outbox::{Account, Queued, Reason, Refused, Unreadable};
use crate::replica::{self, Answer, Replica, RowWrite};
use crate::session::{Change, Identity};

/// What the device holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Holding {
    /// This browser.
    pub device: DeviceId,
    /// Whom it works for.
    pub identity: Identity,
    /// A session that somebody ended while the server could not be reached: it is ended before anything else is sent.
    pub sign_out_owed: bool,
    /// Commands on their way.
    pub queue: Queue,
    /// Commands that were not accepted, oldest first.
    pub inbox: BTreeMap<CommandId, Refused>,
    /// Rows of the queue and the inbox that this version cannot read.
    pub unreadable: Vec<Unreadable>,
    /// The copy of what this person may see.
    pub replica: Replica,
    /// Photos whose bytes are here.
    pub photos: Photos,
}

/// One change. Those of a batch are carried out together or not at all.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "most writes are rows; a box would cost each an allocation")]
pub enum Write {
    /// Whom the device works for.
    Identity(Identity),
    /// Whether a session is still to be ended.
    SignOutOwed(bool),
    /// A row of the queue that is still there is answered.
    Settle(u64, Settlement),
    /// A delivered row is shown by the replica and leaves.
    Leave(u64),
    /// A refused command is dismissed or mended.
    Dismiss(CommandId),
    /// The replica.
    Replica(RowWrite),
    /// A photo is here, or its state changed.
    Photo(PhotoHash, PhotoState),
    /// A photo is no longer needed here.
    DropPhoto(PhotoHash),
}

/// What a batch of writes touched, for those who show it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    /// Identity, sign-out.
    pub session: bool,
    /// Queue, inbox.
    pub queue: bool,
    /// Rows of the replica.
    pub rows: Rows,
}

/// Which rows of the replica were touched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rows {
    /// These.
    Some(Vec<Thing>),
    /// The whole copy was exchanged.
    All,
}

impl Default for Rows {
    fn default() -> Self {
        Self::Some(Vec::new())
    }
}

impl Holding {
    /// A device that holds nothing.
    #[must_use]
    pub fn new(device: DeviceId, identity: Identity) -> Self {
        Self {
            device,
            identity,
            sign_out_owed: false,
            queue: Queue::new(),
            inbox: BTreeMap::new(),
            unreadable: Vec::new(),
            replica: Replica::default(),
            photos: Photos::new(),
        }
    }

    /// The account commands are made and sent under now.
    #[must_use]
    pub const fn account(&self) -> Account {
        self.identity.account()
    }

    /// What this version cannot read of what was made by whoever uses the device, or by nobody knows whom.
    pub fn unreadable(&self) -> impl Iterator<Item = &Unreadable> {
        let account = self.account();
        self.unreadable.iter().filter(move |row| row.may_be_of(account))
    }

    /// What the answer to a push changes.
    #[must_use]
    pub fn after_push(&self, receipts: &[Receipt], at: DateTime<Utc>) -> Vec<Write> {
        let mut writes = Vec::new();
        for (seq, settlement) in plan::settle(&self.queue, &self.photos, receipts, at) {
            if let Settlement::PhotosAgain(queued) = &settlement {
                let photos = queued.envelope.command.photos_among(&self.photos);
                writes.extend(photos.into_iter().map(|hash| Write::Photo(hash, PhotoState::Local)));
            }
            writes.push(Write::Settle(seq, settlement));
        }
        writes
    }

    /// Puts aside a command that the server cannot even read.
    #[must_use]
    pub fn after_unreadable(&self, id: CommandId, at: DateTime<Utc>) -> Vec<Write> {
        let found = self.queue.iter().find(|(_, queued)| queued.envelope.id == id);
        let write = found.map(|(seq, queued)| {
            let Queued { envelope, account, .. } = queued.clone();
            let reason = Reason::Malformed(Fault::Unreadable);
            Write::Settle(*seq, Settlement::Refused(Refused { envelope, account, reason, at }))
        });
        write.into_iter().collect()
    }

    /// What the answer to a pull changes. `delivered` are the rows of the queue that had been delivered when the pull began.
    #[must_use]
    pub fn after_pull(&self, answer: Answer, delivered: &[u64]) -> Vec<Write> {
        let complete = !answer.more && !answer.rebuild;
        let mut writes: Vec<_> = replica::absorb(&self.replica.head, answer).into_iter().map(Write::Replica).collect();
        if complete {
            let inbox: Vec<_> = self.inbox.values().collect();
            let gone = plan::photos_to_drop(&self.queue, &inbox, &self.photos, delivered);
            writes.extend(delivered.iter().map(|seq| Write::Leave(*seq)));
            writes.extend(gone.into_iter().map(Write::DropPhoto));
        }
        writes
    }

    /// What the server's word on the session changes. `device` is the device's clock.
    #[must_use]
    pub fn after_session(&self, info: &SessionInfo, device: DateTime<Utc>) -> Vec<Write> {
        let (told, change) = self.identity.told(info, device);
        let mut writes = Vec::new();
        if change == Change::Switched {
            writes.extend(self.hand_over(&told, device));
        } else {
            let left = replica::codes_dropped(&self.replica, &self.identity.actor, &told.actor, told.now(device));
            writes.extend(left.into_iter().map(Write::Replica));
        }
        if told != self.identity {
            writes.push(Write::Identity(told));
        }
        writes
    }

    /// What signing out changes, or a session that the server no longer knows. Unsent commands stay, whoever made them.
    #[must_use]
    pub fn after_sign_out(&self, fresh: PersonId, owed: bool, device: DateTime<Utc>) -> Vec<Write> {
        let next = self.identity.signed_out(fresh);
        let mut writes = self.hand_over(&next, device);
        writes.push(Write::Identity(next));
        writes.push(Write::SignOutOwed(owed));
        writes
    }

    fn hand_over(&self, to: &Identity, device: DateTime<Utc>) -> Vec<Write> {
        replica::hand_over(&self.replica, &to.actor, to.now(device)).into_iter().map(Write::Replica).collect()
    }

    /// Adds a command to the queue.
    pub fn enqueue(&mut self, queued: Queued) {
        self.queue.insert(queued.seq(), queued);
    }

    /// Carries out a batch.
    pub fn apply(&mut self, writes: Vec<Write>) -> Touched {
        let mut touched = Touched::default();
        let mut rows = Vec::new();
        for write in writes {
            match write {
                Write::Replica(write) => rows.push(write),
                Write::Photo(hash, state) => _ = self.photos.insert(hash, state),
                Write::DropPhoto(hash) => _ = self.photos.remove(&hash),
                Write::Identity(identity) => {
                    touched.session = true;
                    self.identity = identity;
                }
                Write::SignOutOwed(owed) => {
                    touched.session = true;
                    self.sign_out_owed = owed;
                }
                Write::Settle(seq, settlement) => {
                    touched.queue = true;
                    self.settle(seq, settlement);
                }
                Write::Leave(seq) => {
                    touched.queue = true;
                    self.queue.remove(&seq);
                }
                Write::Dismiss(id) => {
                    touched.queue = true;
                    self.inbox.remove(&id);
                }
            }
        }
        if !rows.is_empty() {
            touched.rows = self.replica.write(&rows).map_or(Rows::All, Rows::Some);
        }
        touched
    }

    fn settle(&mut self, seq: u64, settlement: Settlement) {
        let Some(queued) = self.queue.get_mut(&seq) else {
            return;
        };
        match settlement {
            Settlement::Delivered(next) | Settlement::PhotosAgain(next) => *queued = next,
            Settlement::Refused(refused) => {
                self.queue.remove(&seq);
                self.inbox.insert(refused.id(), refused);
            }
        }
    }
}

#[cfg(test)]
mod tests;
