//! Moving states on by events, and going back when a reaction is refused.

use std::collections::HashMap;

use uuid::Uuid;
use weft::id::{CommandId, PersonId, SecretId, derive};
use weft::registry::{AnyEvent, AnyState, Target};

use crate::store::StoreError;
use crate::store::write::EventOut;

use super::super::EngineError;
use super::super::world::World;
use super::{Batch, Work};

/// Everything to go back to when a reaction is refused.
pub(super) struct Savepoint {
    work: HashMap<Uuid, Work>,
    world: World,
    head: u64,
    events: usize,
    receipts: usize,
    photos: usize,
    sealed: usize,
}

impl Batch<'_> {
    /// Seals the secrets of these events, writes them down and moves the state on. Says whether there is a state afterwards: events that
    /// leave none would be counted by nobody.
    pub(super) fn apply(
        &mut self,
        by: PersonId,
        cause: CommandId,
        thing: Target,
        events: Vec<AnyEvent>,
    ) -> Result<bool, EngineError> {
        let Some(work) = self.work.get(&thing.id) else {
            return Ok(false);
        };
        let mut state = work.state().cloned();
        let (mut version, mut head) = (work.version, self.head);
        let (mut rows, mut sealed) = (Vec::with_capacity(events.len()), Vec::new());
        for mut event in events {
            event.secrets(&mut |slot| {
                if let Some(value) = slot.clear_json() {
                    let id = SecretId(derive(cause.0, &format!("secret/{}", sealed.len())));
                    sealed.push(self.vault.seal(id, &value));
                    slot.seal(id);
                }
            });
            state = event.apply(thing.id, state, by, self.now);
            head += 1;
            version += 1;
            rows.push(EventOut {
                position: head,
                kind: thing.kind.name(),
                target: thing.id,
                version,
                at: self.now.timestamp_millis(),
                actor: by,
                cause,
                body: serde_json::to_string(&event).map_err(|error| StoreError::damaged("event", &error))?,
            });
        }
        let Some(state) = state else {
            return Ok(rows.is_empty());
        };
        if rows.is_empty() {
            return Ok(true);
        }
        self.note(&state);
        self.head = head;
        self.rows.events.append(&mut rows);
        self.sealed.append(&mut sealed);
        if let Some(work) = self.work.get_mut(&thing.id) {
            work.now = Some(state);
            work.version = version;
            work.position = head;
        }
        Ok(true)
    }

    fn note(&mut self, state: &AnyState) {
        match state {
            AnyState::Unit(_) => self.world.put(state),
            AnyState::Rulebook(_) => {
                self.world.put(state);
                self.rules = self.world.rules_at(self.now);
            }
            _ => {}
        }
    }

    pub(super) fn savepoint(&self) -> Savepoint {
        Savepoint {
            work: self.work.clone(),
            world: self.world.clone(),
            head: self.head,
            events: self.rows.events.len(),
            receipts: self.rows.receipts.len(),
            photos: self.rows.photos.len(),
            sealed: self.sealed.len(),
        }
    }

    pub(super) fn back_to(&mut self, savepoint: Savepoint) {
        self.work = savepoint.work;
        self.world = savepoint.world;
        self.rules = self.world.rules_at(self.now);
        self.head = savepoint.head;
        self.rows.events.truncate(savepoint.events);
        self.rows.photos.truncate(savepoint.photos);
        self.sealed.truncate(savepoint.sealed);
        for undone in self.rows.receipts.drain(savepoint.receipts..) {
            self.known.remove(&undone.command);
        }
    }
}
