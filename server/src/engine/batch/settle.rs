//! The end of a batch: what time asks, and the rows that follow from the states as they are then.

use std::sync::Arc;

use chrono::TimeDelta;
use uuid::Uuid;
use weft::id::{CommandId, derive};
use weft::registry::AnyState;

use crate::store::StoreError;
use crate::store::write::{CodeOut, DueOut, DueRow, Rows, StateOut, Tx};
use crate::vault::Sealed;

use super::super::EngineError;
use super::super::listing::{listing, scope_rows};
use super::{Batch, Changed, Held, OWN_DIGEST, Order};

/// First wait before a refused due command is tried again, minutes; it grows with each attempt.
const DUE_RETRY_MINUTES: i64 = 60;
/// Longest wait before a refused due command is tried again, minutes.
const DUE_RETRY_MINUTES_MAX: i64 = 24 * 60;

impl Batch<'_> {
    /// Runs what time asks of one thing.
    pub(in crate::engine) async fn due(&mut self, tx: &mut Tx, row: DueRow) -> Result<(), EngineError> {
        let target = row.target;
        self.load(tx, std::iter::once(target)).await?;
        let asked = self.work.get(&target).and_then(|work| Some((work.state()?.due(), work.version)));
        let (at, command, version) = match asked {
            Some((Some((at, command)), version)) if at <= self.now => (at, command, version),
            Some((Some((at, _)), version)) => {
                self.due.insert(target, Some((at, version, 0)));
                return Ok(());
            }
            _ => {
                self.due.insert(target, None);
                return Ok(());
            }
        };
        let (id, attempt) = self.due_id(tx, target, version, row.attempt).await?;
        let system = self.system.clone();
        let rules = Arc::clone(&self.rules);
        let order = Order { actor: &system, id, target, command: &command, rules, depth: 0 };
        let outcome = self.run(tx, order).await?;
        self.remember(id, OWN_DIGEST, &outcome.clone().into())?;
        let moved = self.work.get(&target).is_some_and(|work| work.version > version);
        if !moved {
            // Such as a rulebook that names nobody who could take over: somebody must mend it, so ask again later.
            tracing::warn!(%target, %at, attempt, ?outcome, "what is due was not accepted");
            let wait = (DUE_RETRY_MINUTES * i64::from(attempt + 1)).min(DUE_RETRY_MINUTES_MAX);
            self.due.insert(target, Some((self.now + TimeDelta::minutes(wait), version, attempt + 1)));
        }
        Ok(())
    }

    /// The first id for this version that has no receipt: normally the one that follows from the version alone. Ids can be foretold, so
    /// that a client might have used one up; that must not stop the clock.
    async fn due_id(
        &mut self,
        tx: &mut Tx,
        target: Uuid,
        version: u64,
        mut attempt: u32,
    ) -> Result<(CommandId, u32), EngineError> {
        loop {
            let label = if attempt == 0 { format!("due/{version}") } else { format!("due/{version}/{attempt}") };
            let id = CommandId(derive(target, &label));
            if !self.known.contains_key(&id) && tx.receipts(&[id]).await?.is_empty() {
                return Ok((id, attempt));
            }
            attempt += 1;
        }
    }

    /// Completes the rows from the states as they are now.
    pub(in crate::engine) fn finish(mut self) -> Result<(Rows, Vec<Sealed>, Changed), EngineError> {
        let mut states = Vec::new();
        for (target, work) in self.work {
            let Some(state) = work.now else { continue };
            let before = work.before.as_deref().map(|held| &held.state);
            let listing = listing(&state);
            let scopes_before = before.map(AnyState::scopes).unwrap_or_default();
            self.rows.scopes.extend(scope_rows(&scopes_before, &state, target, work.position, &listing));
            if let (AnyState::Ticket(ticket), None) = (&state, before)
                && let Some(receipt) = ticket.receipt
            {
                self.rows.codes.push(CodeOut { code: receipt.to_string(), target });
            }
            // A second try that was put off stays put off, unless the thing has changed since.
            let is_put_off = matches!(self.due.get(&target), Some(Some((_, version, _))) if *version == work.version);
            let asks = state.due().map(|(at, _)| (at, work.version, 0));
            if !is_put_off && (asks.is_some() || before.is_some_and(|before| before.due().is_some())) {
                self.due.insert(target, asks);
            }
            self.rows.states.push(StateOut {
                target,
                kind: state.kind().name(),
                version: work.version,
                position: work.position,
                body: serde_json::to_string(&state).map_err(|error| StoreError::damaged("state", &error))?,
                listing,
            });
            let held = Held { state, version: work.version, position: work.position };
            states.push((target, Arc::new(held)));
        }
        for (target, asks) in self.due {
            match asks {
                Some((at, version, attempt)) => {
                    self.rows.due.push(DueOut { target, version, at: at.timestamp_millis(), attempt });
                }
                None => self.rows.due_gone.push(target),
            }
        }
        Ok((self.rows, self.sealed, Changed { world: self.world, states, head: self.head }))
    }
}
