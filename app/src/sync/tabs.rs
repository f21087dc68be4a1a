//! The other windows of this browser: who of them exchanges with the server, and what they tell each other.
//!
//! The exchange belongs to whoever holds the lock. A window whose call nobody answers takes it: the browser has frozen the
//! holder. Two that exchange at once do no harm, since the server takes each command once and the database refuses a pull that
//! was overtaken; a browser without locks or channels therefore works too.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Function, Object, Promise, Reflect};
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{BroadcastChannel, MessageEvent};
use weft::registry::Thing;

/// How long a call for the exchange waits for an answer, milliseconds.
pub const ANSWER_MS_MAX: u32 = 3_000;

/// What windows tell each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Note {
    /// The database has changed.
    Changed {
        /// Rows of the replica; none when all of it, or the session.
        rows: Option<Vec<Thing>>,
        /// What [`Head::written`](crate::replica::Head::written) was before: a window that has followed less has missed something.
        #[serde(default)]
        from: u64,
        /// What it is now.
        #[serde(default)]
        to: u64,
    },
    /// Whoever exchanges: there is work.
    Wake,
    /// Whoever exchanges: the session or the server's data may have changed.
    Ask,
    /// Whoever exchanges is awake.
    Awake,
}

/// The way to the other windows; silent in a browser without channels.
#[derive(Debug)]
pub struct Tabs(Option<BroadcastChannel>);

impl Tabs {
    /// Joins the windows of this name and hands over what they say.
    pub fn join(name: &str, hear: impl Fn(Note) + 'static) -> Self {
        let global = js_sys::global();
        if !Reflect::has(&global, &"BroadcastChannel".into()).unwrap_or(false) {
            return Self(None);
        }
        let Ok(channel) = BroadcastChannel::new(name) else {
            return Self(None);
        };
        let listen = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            let note = event.data().as_string().and_then(|text| weft::json::read(&text).ok());
            // A window of another version may say what this one does not know.
            if let Some(note) = note {
                hear(note);
            }
        });
        channel.set_onmessage(Some(listen.as_ref().unchecked_ref()));
        listen.forget();
        Self(Some(channel))
    }

    /// Tells the others.
    pub fn tell(&self, note: &Note) {
        if let (Some(channel), Ok(text)) = (&self.0, serde_json::to_string(note)) {
            // Fails only once the channel is closed.
            let _ = channel.post_message(&text.into());
        }
    }

    /// Leaves.
    pub fn leave(&self) {
        if let Some(channel) = &self.0 {
            channel.close();
        }
    }
}

/// Holds the lock of this name until the window closes or another takes it. `on_lost` is called then.
///
/// Returns once the lock is held; at once in a browser without locks. `take` wrests it from a frozen window.
pub async fn lead(name: &str, take: bool, on_lost: Rc<dyn Fn()>) -> Lease {
    let lease = Lease::default();
    let Some((locks, request)) = lock_manager() else {
        return lease;
    };
    let options = Object::new();
    if take {
        // Fails only for a frozen object.
        let _ = Reflect::set(&options, &"steal".into(), &true.into());
    }
    let held = Promise::new(&mut |resolve, _| {
        let end = Rc::clone(&lease.0);
        // The lock is held for as long as the promise that this returns is open.
        let hold = Closure::once_into_js(move |_lock: JsValue| -> Promise {
            // A settled promise takes no notice.
            let _ = resolve.call0(&JsValue::UNDEFINED);
            Promise::new(&mut |release, _| *end.borrow_mut() = Some(release))
        });
        let Ok(asked) = request.call3(&locks, &name.into(), &options, &hold) else {
            return;
        };
        let lost = Rc::clone(&on_lost);
        wasm_bindgen_futures::spawn_local(async move {
            if let Ok(asked) = asked.dyn_into::<Promise>() {
                // Ends by being given back or taken away.
                let _ = JsFuture::from(asked).await;
                lost();
            }
        });
    });
    let _ = JsFuture::from(held).await;
    lease
}

/// A held lock.
#[derive(Clone, Debug, Default)]
pub struct Lease(Rc<RefCell<Option<Function>>>);

impl Lease {
    /// Gives it back.
    pub fn end(&self) {
        if let Some(release) = self.0.take() {
            // A settled promise takes no notice.
            let _ = release.call0(&JsValue::UNDEFINED);
        }
    }
}

fn lock_manager() -> Option<(JsValue, Function)> {
    let navigator = web_sys::window()?.navigator();
    let locks = Reflect::get(&navigator, &"locks".into()).ok().filter(JsValue::is_object)?;
    let request = Reflect::get(&locks, &"request".into()).ok()?.dyn_into().ok()?;
    Some((locks, request))
}
