//! The window's database: opened at the start, and again whenever it was lost.

use std::rc::Rc;

use crate::clock;
use crate::data::database::Database;
use crate::data::holding::{Rows, Touched};
use crate::data::host::{Disk, Host};
use crate::data::idb::StorageError;
use crate::data::publish::set;
use crate::data::window::regain::regain;
use crate::data::{Storage, window};
use crate::outbox::plan::PhotoState;
use crate::sync::tabs::Tabs;

use super::{Device, hear};

/// How soon a lost database is opened again, milliseconds; twice as long after each failure.
const REGAIN_MS_FIRST: u32 = 1_000;
/// How long between two attempts at most, milliseconds.
const REGAIN_MS_MAX: u32 = 30_000;

impl Device {
    /// Opens the database and reads everything; without one, goes on in memory and says so.
    pub(crate) async fn open(self: &Rc<Self>) {
        // Joined first: what another window changes after the disk was read would never be heard of.
        let weak = Rc::downgrade(self);
        *self.tabs.borrow_mut() = Some(Tabs::join(&self.name, move |note| hear(&weak, note)));
        let opened = async {
            let database = self.connect().await?;
            let loaded = database.load(self.fresh(), None).await?;
            Ok((database, loaded))
        };
        match opened.await {
            Ok((database, loaded)) => {
                *self.database.borrow_mut() = Some(Rc::new(database));
                self.followed.set(loaded.holding.replica.head.written);
                *self.blobs.borrow_mut() = loaded.photos.into_iter().collect();
                *self.holding.borrow_mut() = loaded.holding;
            }
            Err(error) => self.keeps_no_more(error),
        }
        self.loaded.set(true);
        self.publish(&Touched { session: true, queue: true, rows: Rows::All });
        set(self.signals.loaded, true);
        self.ready.ring();
        if self.missed.get() {
            window::catch_up(&**self).await;
        }
    }

    async fn connect(&self) -> Result<Database, StorageError> {
        let weak = self.me.clone();
        let closed = move || {
            if let Some(device) = weak.upgrade().filter(|device| !device.stopped.get()) {
                device.keeps_no_more(StorageError::Closed);
            }
        };
        Database::open(&self.name, closed).await
    }

    /// Tries to have the database again, until it is there or cannot be had.
    pub(super) fn come_back(&self, error: &StorageError) {
        if !self.loaded.get() || !can_come_back(error) || self.returning.replace(true) {
            return;
        }
        let weak = self.me.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let mut ms = REGAIN_MS_FIRST;
            loop {
                clock::sleep(ms).await;
                let Some(device) = weak.upgrade().filter(|device| !device.stopped.get()) else { return };
                match device.take_up().await {
                    Err(error) if can_come_back(&error) => ms = (ms * 2).min(REGAIN_MS_MAX),
                    _ => return device.returning.set(false),
                }
            }
        });
    }

    async fn take_up(&self) -> Result<(), StorageError> {
        let database = self.connect().await?;
        let blobs = self.blobs.borrow().clone();
        for (hash, blob) in blobs {
            database.put_photo(hash, &blob).await?;
            self.holding.borrow_mut().photos.insert(hash, PhotoState::Local);
        }
        if let Err(error) = regain(self, &database).await {
            database.close();
            return Err(error);
        }
        *self.database.borrow_mut() = Some(Rc::new(database));
        set(self.signals.storage, Storage::KeptAgain);
        self.begin_again();
        Ok(())
    }
}

/// Whether a database that failed in this way may be had again later.
const fn can_come_back(error: &StorageError) -> bool {
    !matches!(error, StorageError::Unavailable | StorageError::Newer)
}
