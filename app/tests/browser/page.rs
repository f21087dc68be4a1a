//! What the tests of this page share: windows over a database of their own, and waiting for a signal.

use std::rc::Rc;

use js_sys::{Object, Promise, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, HtmlCanvasElement, HtmlImageElement};
use weft::aggregate::Rejection;
use weft::id::{CommandId, TicketId};
use weft::kinds::ticket::Command;
use weft::registry::{AnyCommand, AnyRefusal};
use weft::sample;
use weft_app::data::Data;

/// A window of the app. Everything in it ends with it.
pub struct Window {
    pub data: Data,
    owner: Owner,
}

impl Window {
    /// Opens a window over the database of this name.
    pub async fn open(name: &str) -> Self {
        // Fails only when it has been done before.
        let _ = any_spawner::Executor::init_wasm_bindgen();
        let owner = Owner::new();
        let data = owner.with(|| Data::start(name, weft::rules::prove));
        let window = Self { data, owner };
        let loaded = data.loaded();
        window.until(move || loaded.get()).await;
        window
    }

    /// Waits until this holds; it reads signals.
    pub async fn until(&self, holds: impl Fn() -> bool + 'static) {
        let holds = Rc::new(holds);
        let promise = Promise::new(&mut |resolve, _| {
            let holds = Rc::clone(&holds);
            self.owner.with(|| {
                Effect::new(move |_| {
                    if holds() {
                        let _ = resolve.call0(&JsValue::UNDEFINED);
                    }
                })
            });
        });
        JsFuture::from(promise).await.unwrap();
    }

    /// Waits until everything of this person has been answered.
    pub async fn until_sent(&self) {
        let unsent = self.data.unsent();
        self.until(move || unsent.get() == 0).await;
    }

    /// Waits until the county has been pulled.
    pub async fn until_pulled(&self) {
        let (complete, org) = (self.data.complete(), self.data.org());
        self.until(move || complete.get() && !org.get().is_empty()).await;
    }

    /// Reports noise in the sample county.
    pub async fn report(&self) -> (TicketId, CommandId) {
        let id = self.data.new_id();
        let command = AnyCommand::Ticket(Command::Submit(sample::noise_report(1, 0)));
        (id.into(), self.data.dispatch(id, command).await.unwrap())
    }

    /// Does something to a ticket.
    pub async fn act(&self, id: TicketId, command: Command) -> Result<CommandId, Rejection<AnyRefusal>> {
        self.data.dispatch(id.into(), AnyCommand::Ticket(command)).await
    }

    /// Closes the window.
    pub fn close(self) {
        self.data.stop();
    }
}

/// A PNG of this size.
pub async fn picture(width: u32, height: u32) -> File {
    let document = web_sys::window().unwrap().document().unwrap();
    let canvas: HtmlCanvasElement = document.create_element("canvas").unwrap().dyn_into().unwrap();
    canvas.set_width(width);
    canvas.set_height(height);
    let blob = Promise::new(&mut |resolve, _| canvas.to_blob(resolve.unchecked_ref()).unwrap());
    let blob = JsFuture::from(blob).await.unwrap();
    File::new_with_blob_sequence(&js_sys::Array::of1(&blob), "picture.png").unwrap()
}

/// A file of these bytes.
pub fn file(bytes: &[u8]) -> File {
    let bytes = js_sys::Uint8Array::from(bytes);
    File::new_with_u8_array_sequence(&js_sys::Array::of1(&bytes), "file.jpg").unwrap()
}

/// Width and height of the picture at an address.
pub async fn size_of(url: &str) -> (u32, u32) {
    let image = HtmlImageElement::new().unwrap();
    image.set_src(url);
    JsFuture::from(image.decode()).await.unwrap();
    (image.natural_width(), image.natural_height())
}

/// Takes the database away from the page, as private browsing does. Returns what gives it back.
pub fn hide_database() -> impl FnOnce() {
    let (global, name) = (js_sys::global(), JsValue::from_str("indexedDB"));
    let was = Object::get_own_property_descriptor(&global, &name);
    let nothing = Object::new();
    Reflect::set(&nothing, &"configurable".into(), &true.into()).unwrap();
    Reflect::set(&nothing, &"value".into(), &JsValue::UNDEFINED).unwrap();
    Object::define_property(&global, &name, &nothing);
    move || _ = Object::define_property(&global, &name, was.unchecked_ref())
}

/// Notes with which options transactions are opened from now on.
pub fn watch_transactions() -> js_sys::Array {
    let noted = js_sys::Array::new();
    let watch = js_sys::Function::new_with_args(
        "noted",
        "const begin = IDBDatabase.prototype.transaction;
         IDBDatabase.prototype.transaction = function (stores, mode, options) {
             noted.push(options ?? {});
             return begin.call(this, stores, mode, options);
         };",
    );
    watch.call1(&JsValue::UNDEFINED, &noted).unwrap();
    noted
}

/// Whether a transaction was opened with strict durability.
pub fn is_strict(options: &JsValue) -> bool {
    Reflect::get(options, &"durability".into()).unwrap() == JsValue::from_str("strict")
}

/// The next addition to a store finds the disk full.
pub fn fill_disk_once() {
    let fill = js_sys::Function::new_no_args(
        "const add = IDBObjectStore.prototype.add;
         IDBObjectStore.prototype.add = function () {
             IDBObjectStore.prototype.add = add;
             throw new DOMException('full', 'QuotaExceededError');
         };",
    );
    fill.call0(&JsValue::UNDEFINED).unwrap();
}

/// From now on windows do not hear each other. Returns what lets them speak again.
pub fn silence_windows() -> impl FnOnce() {
    let silence = js_sys::Function::new_no_args(
        "const say = BroadcastChannel.prototype.postMessage;
         BroadcastChannel.prototype.postMessage = () => undefined;
         return () => { BroadcastChannel.prototype.postMessage = say; };",
    );
    let speak: js_sys::Function = silence.call0(&JsValue::UNDEFINED).unwrap().unchecked_into();
    move || _ = speak.call0(&JsValue::UNDEFINED)
}

/// Lets the page run again, as a browser does that had frozen it.
pub fn resume() {
    let document = web_sys::window().unwrap().document().unwrap();
    document.dispatch_event(&web_sys::Event::new("resume").unwrap()).unwrap();
}
