//! Making commands: executed here first, then kept, then sent.

use std::rc::Rc;

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use serde::Serialize;
use uuid::Uuid;
use wasm_bindgen::JsCast;
use weft::aggregate::{Context, Rejection};
use weft::id::{CommandId, DeviceId};
use weft::kinds::{rulebook, ticket, unit};
use weft::registry::{AnyCommand, AnyRefusal, Target};
use weft::wire::Envelope;

use crate::clock;
use crate::data::database::Database;
use crate::data::holding::{Touched, Write};
use crate::data::idb::StorageError;
use crate::data::publish;
use crate::outbox::{Queued, Refused};
use crate::sync;
use crate::sync::tabs::Note;
use crate::worker;

use super::Device;

/// Queue places of commands that no database holds: far from those that one gives.
const UNKEPT_SEQ_MIN: u64 = 1 << 40;

/// What a person takes along of what exists only on this device.
#[derive(Serialize)]
struct Undelivered<'a> {
    device: DeviceId,
    at: DateTime<Utc>,
    waiting: Vec<&'a Queued>,
    refused: Vec<&'a Refused>,
}

impl Device {
    /// See [`crate::data::Data::dispatch`].
    pub(crate) async fn issue(
        self: &Rc<Self>,
        target: Uuid,
        command: AnyCommand,
        mended: Option<CommandId>,
    ) -> Result<CommandId, Rejection<AnyRefusal>> {
        self.ready().await;
        let mut queued = self.judged(target, command)?;
        let database = self.database.borrow().clone();
        let kept = match database {
            Some(database) => self.keep(&database, &mut queued, mended).await,
            None => Err(StorageError::Unavailable),
        };
        match kept {
            Ok(()) => {
                ask_to_persist();
                worker::send_when_closed();
            }
            Err(error) => {
                self.keeps_no_more(error);
                let last = self.holding.borrow().queue.last_key_value().map_or(0, |(seq, _)| *seq);
                queued.envelope.seq = last.max(UNKEPT_SEQ_MIN) + 1;
                queued.kept = false;
            }
        }
        let id = queued.envelope.id;
        {
            let mut holding = self.holding.borrow_mut();
            holding.enqueue(queued);
            if let Some(mended) = mended {
                holding.inbox.remove(&mended);
            }
        }
        let touched = Touched { queue: true, ..Touched::default() };
        self.publish(&touched);
        self.tell_changed(&touched);
        sync::call(self, &Note::Wake);
        Ok(id)
    }

    /// Writes a command to the disk. On a full one, the replica gives way: the server has it too.
    async fn keep(
        &self,
        database: &Database,
        queued: &mut Queued,
        mended: Option<CommandId>,
    ) -> Result<(), StorageError> {
        let kept = database.enqueue(queued, mended).await;
        if kept != Err(StorageError::Full) {
            return kept;
        }
        let head = self.holding.borrow().replica.head.emptied();
        database.make_room(&head).await?;
        {
            let replica = &mut self.holding.borrow_mut().replica;
            replica.growing.clear();
            replica.head = head;
        }
        database.enqueue(queued, mended).await
    }

    /// The command, ready for the queue, if the device finds nothing against it.
    fn judged(&self, target: Uuid, command: AnyCommand) -> Result<Queued, Rejection<AnyRefusal>> {
        let holding = self.holding.borrow();
        let (rules, org) = (self.signals.rules.get_untracked(), self.signals.org.get_untracked());
        let now = holding.identity.now(clock::now());
        let cx = Context { actor: &holding.identity.actor, now, rules: &rules, org: &org };
        let thing = Target { kind: command.kind(), id: target };
        let (shown, fetched) = (self.shown.borrow(), self.fetched.borrow());
        let state = shown.overlay.states.get(&thing).or_else(|| publish::confirmed(&holding, &fetched, thing));
        // Another kind cannot come up: the state was found under the command's own.
        if let Ok(result) = command.execute(target, state, &cx) {
            match result {
                Err(Rejection::Refused(why)) if state.is_none() && is_absence(&why) => {}
                other => _ = other?,
            }
        }
        let envelope = Envelope {
            id: CommandId(clock::new_id()),
            device: holding.device,
            seq: 0,
            issued_at: now,
            rules_version: rules.version,
            target,
            command,
        };
        Ok(Queued::new(envelope, holding.account()))
    }

    /// See [`crate::data::Data::undelivered_json`].
    pub(crate) fn undelivered_json(&self) -> String {
        let holding = self.holding.borrow();
        let account = holding.account();
        let waiting: Vec<_> = holding.queue.values().filter(|row| row.is_waiting() && row.account == account).collect();
        let refused: Vec<_> = holding.inbox.values().filter(|row| row.account == account).collect();
        let undelivered = Undelivered { device: holding.device, at: self.now(), waiting, refused };
        // Whatever was kept as JSON has a JSON form.
        serde_json::to_string(&undelivered).unwrap_or_default().to_string()
    }

    /// See [`crate::data::Data::dismiss`].
    pub(crate) async fn dismiss(&self, refused: CommandId) {
        self.ready().await;
        let _ = self.commit(vec![Write::Dismiss(refused)]).await;
    }
}

/// Asks the browser not to clear what this site keeps when it runs short of space. It decides by itself, or asks the person.
fn ask_to_persist() {
    let storage = web_sys::window()
        .and_then(|window| js_sys::Reflect::get(&window.navigator(), &"storage".into()).ok())
        .and_then(|storage| storage.dyn_into::<web_sys::StorageManager>().ok());
    if let Some(asked) = storage.and_then(|storage| storage.persist().ok()) {
        wasm_bindgen_futures::spawn_local(async move {
            // Either answer is fine: what is unsent is shown as such until it is delivered.
            let _ = wasm_bindgen_futures::JsFuture::from(asked).await;
        });
    }
}

/// Whether a thing is refused for not being there. A device that does not hold it cannot tell: the server may.
const fn is_absence(why: &AnyRefusal) -> bool {
    matches!(
        why,
        AnyRefusal::Ticket(ticket::Refusal::NotThere)
            | AnyRefusal::Unit(unit::Refusal::NotThere)
            | AnyRefusal::Rulebook(rulebook::Refusal::NotThere)
    )
}
