//! Handing a state to a reader: `weft` decides what they see of it, the vault opens that.

use std::collections::{HashMap, HashSet};

use weft::actor::Actor;
use weft::id::SecretId;
use weft::registry::{AnyState, Target};
use weft::wire::{Recorded, Row};

use crate::store::write::StateRow;
use crate::vault::Vault;

use super::world::read_state;
use super::{EngineError, Shared};

/// Most events of one thing's history in one answer.
const HISTORY_EVENTS_MAX: usize = 2_000;

/// Opens what stayed sealed in these states, all with one query.
pub(super) async fn open(vault: &Vault, states: &mut [&mut AnyState]) -> Result<(), EngineError> {
    let mut ids = Vec::new();
    for state in &mut *states {
        ids.extend(sealed_in(state));
    }
    let values: HashMap<SecretId, String> = vault.open_all(&ids).await?.into_iter().collect();
    for state in states {
        state.secrets(&mut |slot| {
            if let Some(id) = slot.sealed() {
                slot.open(values.get(&id).map(String::as_str));
            }
        });
    }
    Ok(())
}

/// The sealed secrets of a state.
pub(super) fn sealed_in(state: &mut AnyState) -> Vec<SecretId> {
    let mut ids = Vec::new();
    state.secrets(&mut |slot| ids.extend(slot.sealed()));
    ids
}

impl Shared {
    /// A row as this reader may see it, still sealed.
    pub(super) fn view(&self, reader: &Actor, row: &StateRow) -> Result<Option<Row>, EngineError> {
        Ok(self.viewed(reader, row, read_state(row.target.id, &row.body)?))
    }

    /// The same of a row whose state was read already.
    pub(super) fn viewed(&self, reader: &Actor, row: &StateRow, state: AnyState) -> Option<Row> {
        let state = state.view(reader, self.clock.now())?;
        Some(Row { id: row.target.id, version: row.version, position: row.position, state })
    }

    pub(super) async fn open_rows(&self, rows: &mut [Row]) -> Result<(), EngineError> {
        let mut states: Vec<&mut AnyState> = rows.iter_mut().map(|row| &mut row.state).collect();
        open(&self.vault, &mut states).await
    }

    pub(super) async fn get(&self, reader: &Actor, target: Target) -> Result<Option<Row>, EngineError> {
        let Some(found) = self.store.states(&[target.id]).await?.pop().filter(|row| row.target == target) else {
            return Ok(None);
        };
        let Some(row) = self.view(reader, &found)? else {
            return Ok(None);
        };
        let mut rows = [row];
        self.open_rows(&mut rows).await?;
        let [row] = rows;
        Ok(Some(row))
    }

    /// Events tell more than a state, and only the state says who sees what: so that they are for readers from whom nothing of the
    /// state is hidden. Secrets that the state no longer shows stay withheld.
    pub(super) async fn history(&self, reader: &Actor, target: Target) -> Result<Vec<Recorded>, EngineError> {
        let Some(found) = self.store.states(&[target.id]).await?.pop().filter(|row| row.target == target) else {
            return Ok(Vec::new());
        };
        let mut state = read_state(target.id, &found.body)?;
        if state.clone().view(reader, self.clock.now()).as_ref() != Some(&state) {
            return Ok(Vec::new());
        }
        let shown: HashSet<SecretId> = sealed_in(&mut state).into_iter().collect();
        let ids: Vec<SecretId> = shown.iter().copied().collect();
        let values: HashMap<SecretId, String> = self.vault.open_all(&ids).await?.into_iter().collect();
        let mut events = self.store.history(target.id, 0, HISTORY_EVENTS_MAX).await?;
        for recorded in &mut events {
            recorded.event.secrets(&mut |slot| match slot.sealed() {
                Some(id) if shown.contains(&id) => slot.open(values.get(&id).map(String::as_str)),
                _ => slot.withhold(),
            });
        }
        Ok(events)
    }

    /// Every secret a thing ever had.
    pub(super) async fn secrets_of(&self, target: Target) -> Result<Vec<SecretId>, EngineError> {
        let mut ids = Vec::new();
        let mut after = 0;
        loop {
            let mut events = self.store.history(target.id, after, HISTORY_EVENTS_MAX).await?;
            let Some(last) = events.last() else {
                return Ok(ids);
            };
            after = last.version;
            for recorded in &mut events {
                recorded.event.secrets(&mut |slot| ids.extend(slot.sealed()));
            }
        }
    }
}
