//! Keeps the search index behind the log: texts of new events are opened, cut and hashed, never written in clear.

use std::collections::{BTreeMap, HashMap};
use std::sync::Weak;

use uuid::Uuid;
use weft::id::SecretId;
use weft::kinds::ticket::Ticket;
use weft::registry::{AnyState, Kind};

use crate::vault::search::TermOut;
use crate::vault::text_of;

use super::world::read_state;
use super::{EngineError, Shared};

/// Most events indexed at once.
const INDEX_EVENTS_MAX: usize = 500;

impl Shared {
    /// Indexes what is new in the log; says whether there may be more.
    async fn index_some(&self) -> Result<bool, EngineError> {
        let after = self.vault.indexed().await?;
        let mut events = self.store.events(after, INDEX_EVENTS_MAX).await?;
        let Some(position) = events.last().map(|last| last.position) else {
            return Ok(false);
        };
        let mut secrets: BTreeMap<Uuid, Vec<SecretId>> = BTreeMap::new();
        for recorded in events.iter_mut().filter(|recorded| recorded.target.kind == Kind::Ticket) {
            let of_target = secrets.entry(recorded.target.id).or_default();
            recorded.event.secrets(&mut |slot| of_target.extend(slot.sealed()));
        }
        let opened_at = self.opened_at(secrets.keys().copied().collect()).await?;
        let _held = self.vault.indexing().await;
        let ids: Vec<SecretId> = secrets.values().flatten().copied().collect();
        let values: HashMap<SecretId, String> = self.vault.open_all(&ids).await?.into_iter().collect();
        let mut entries = Vec::new();
        for (target, ids) in secrets {
            let Some(opened_at) = opened_at.get(&target).copied() else {
                continue;
            };
            for value in ids.iter().filter_map(|id| values.get(id)) {
                let terms = self.vault.terms(&text_of(value));
                entries.extend(terms.into_iter().map(|term| TermOut { term, opened_at, target }));
            }
        }
        entries.sort_unstable();
        entries.dedup();
        self.vault.index(&entries, position).await?;
        Ok(true)
    }

    async fn opened_at(&self, targets: Vec<Uuid>) -> Result<HashMap<Uuid, i64>, EngineError> {
        let mut opened_at = HashMap::new();
        for row in self.store.states(&targets).await? {
            if let AnyState::Ticket(Ticket { submitted_at, .. }) = read_state(row.target.id, &row.body)? {
                opened_at.insert(row.target.id, submitted_at.timestamp_millis());
            }
        }
        Ok(opened_at)
    }

    /// Indexes all that is in the log now.
    pub(super) async fn index_all(&self) -> Result<(), EngineError> {
        while self.index_some().await? {}
        Ok(())
    }
}

/// Follows the log until the engine is gone.
pub(super) async fn follow(shared: Weak<Shared>) {
    let Some(mut position) = shared.upgrade().map(|shared| shared.position.subscribe()) else {
        return;
    };
    loop {
        position.mark_unchanged();
        match shared.upgrade() {
            Some(shared) => {
                if let Err(error) = shared.index_all().await {
                    tracing::warn!(%error, "the search index lags behind; it goes on with the next commit");
                }
            }
            None => return,
        }
        if position.changed().await.is_err() {
            return;
        }
    }
}
