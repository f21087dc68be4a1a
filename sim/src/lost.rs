//! Browsers that lose their databases, and windows that have them again.

use std::rc::Rc;

use weft_app::data::StorageError;
use weft_app::data::host::Host;
use weft_app::data::window::regain::regain;
use weft_app::outbox::plan::PhotoState;

use crate::browser::Browser;
use crate::disk::Content;
use crate::window::{Window, WindowDisk};

/// Longest time between two attempts to have a database again, milliseconds.
const AGAIN_MS_MAX: u64 = 20_000;

impl Browser {
    /// The database is closed under all windows and, if it is `cleared`, gone. Each has it again by itself after a while.
    pub fn lose_disk(self: &Rc<Self>, cleared: bool) {
        let cleared = cleared && self.disk.clear();
        self.world.note(|| format!("{} loses its disk{}", self.name, if cleared { ", and all on it" } else { "" }));
        if cleared {
            // Until it is kept again nobody can be blamed for losing it.
            let mut ledger = self.ledger.borrow_mut();
            ledger.made.values_mut().filter(|made| made.browser == self.index).for_each(|made| made.kept = false);
        }
        for window in self.windows.borrow().iter().filter(|window| window.disk().is_some()) {
            window.keeps_no_more(StorageError::Closed);
            let (window, world) = (Rc::clone(window), Rc::clone(&self.world));
            self.world.spawn(Some(window.id), async move {
                while !window.take_up().await {
                    world.sleep(world.below(AGAIN_MS_MAX)).await;
                }
            });
        }
    }
}

impl Window {
    /// Tries to have the disk again, as `Device` does. Returns whether it has.
    pub async fn take_up(&self) -> bool {
        let (browser, photos) = (self.browser(), self.photos.borrow().clone());
        for hash in photos.keys() {
            self.memory.holding.borrow_mut().photos.insert(*hash, PhotoState::Local);
        }
        let put = move |content: &mut Content| {
            content.photos.extend(photos.into_iter().map(|(hash, bytes)| (hash, (bytes, false))));
        };
        browser.disk.run(put).await;
        let disk = WindowDisk(Rc::clone(&browser));
        if regain(self, &disk).await.is_err() {
            return false;
        }
        self.disk.replace(Some(Rc::new(disk)));
        let mut ledger = browser.ledger.borrow_mut();
        for row in self.memory.holding.borrow().queue.values() {
            if let Some(made) = ledger.made.get_mut(&row.envelope.id) {
                made.kept = true;
            }
        }
        self.memory.begin_again();
        true
    }
}
