//! Whether the database is whole: a short look at the newest rows before anything is served, since a crash and a torn disk strike there
//! first, and a look at every page.

use std::collections::HashMap;

use uuid::Uuid;

use super::{LOG_FILE, Store, StoreError};

/// Newest events looked at.
const NEWEST_EVENTS: u16 = 256;

impl Store {
    /// Looks at every page, if the database is a file.
    ///
    /// # Errors
    /// When pages do not hang together, or the database fails.
    pub(crate) async fn check_pages(&self) -> Result<(), StoreError> {
        self.db.check_pages(LOG_FILE).await
    }

    /// The newest events follow one another, can be read, and are in the states of their things.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when they are not, or when the database fails.
    pub(crate) async fn check_newest(&self) -> Result<(), StoreError> {
        let before = self.head().await?.saturating_sub(NEWEST_EVENTS.into());
        let events = self.events(before, NEWEST_EVENTS.into()).await?;
        let mut ids: Vec<Uuid> = events.iter().map(|event| event.target.id).collect();
        ids.sort_unstable();
        ids.dedup();
        let states: HashMap<_, _> = self.states(&ids).await?.into_iter().map(|row| (row.target.id, row)).collect();
        for (expected, event) in (before + 1..).zip(&events) {
            if event.position != expected {
                return Err(StoreError::damaged("event", &format!("position {} is missing", expected)));
            }
            let is_in_state = states
                .get(&event.target.id)
                .is_some_and(|state| state.version >= event.version && state.position >= event.position);
            if !is_in_state {
                return Err(StoreError::damaged("state", &format!("event {expected} is not in it")));
            }
        }
        Ok(())
    }
}
