//! Making commands, as pages ask for it.

use std::rc::Rc;

use uuid::Uuid;
use wasm_bindgen::JsCast;
use weft::aggregate::Rejection;
use weft::id::CommandId;
use weft::registry::{AnyCommand, AnyRefusal};

use crate::data::holding::Write;
use crate::data::host::Host;
use crate::data::window::{self, issue};
use crate::sync;
use crate::sync::tabs::Note;

use super::Device;

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
        }
        sync::call(self, &Note::Wake);
        Ok(id)
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
