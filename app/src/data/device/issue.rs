//! Making commands, as pages ask for it.

use std::rc::Rc;

use chrono::{DateTime, Utc};
use serde::Serialize;
use uuid::Uuid;
use wasm_bindgen::JsCast;
use weft::aggregate::Rejection;
use weft::id::{CommandId, DeviceId};
use weft::registry::{AnyCommand, AnyRefusal};

use crate::data::holding::Write;
use crate::data::host::Host;
use crate::data::window::{self, issue};
use crate::outbox::{Queued, Refused, Unreadable};
use crate::sync;
use crate::sync::tabs::Note;
use crate::worker;

use super::Device;

/// What a person takes along of what exists only on this device.
#[derive(Serialize)]
struct Undelivered<'a> {
    device: DeviceId,
    at: DateTime<Utc>,
    waiting: Vec<&'a Queued>,
    refused: Vec<&'a Refused>,
    unreadable: Vec<&'a Unreadable>,
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
        let id = issue::issue(&**self, target, command, mended).await?;
        if self.disk().is_some() {
            ask_to_persist();
            worker::send_when_closed();
        }
        sync::call(self, &Note::Wake);
        Ok(id)
    }

    /// See [`crate::data::Data::undelivered_json`].
    pub(crate) fn undelivered_json(&self) -> String {
        let holding = self.memory().holding.borrow();
        let account = holding.account();
        let waiting: Vec<_> = holding.queue.values().filter(|row| row.is_waiting() && row.account == account).collect();
        let refused: Vec<_> = holding.inbox.values().filter(|row| row.account == account).collect();
        let unreadable = holding.unreadable().collect();
        let undelivered = Undelivered { device: holding.device, at: self.now(), waiting, refused, unreadable };
        // Whatever was kept as JSON has a JSON form.
        serde_json::to_string(&undelivered).unwrap_or_default()
    }

    /// See [`crate::data::Data::dismiss`].
    pub(crate) async fn dismiss(&self, refused: CommandId) {
        self.ready().await;
        window::settle(self, |_| vec![Write::Dismiss(refused)]).await;
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
