//! The exchange with the server: one window at a time pushes what waits, pulls what changed, and listens for pokes.
//!
//! What to do next and what to make of an answer is decided in [`plan`] and [`crate::data::holding`], both pure; [`exchange`] carries
//! it out on whatever the window stands on. Here is what only a browser has.

pub mod bell;
pub mod exchange;
mod live;
pub mod plan;
pub mod tabs;

use std::rc::Rc;

use js_sys::Function;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::clock;
use crate::data::host::Host;
use crate::data::{Device, set, window};

use tabs::Note;

/// Starts the data layer: reads the device, then exchanges for as long as the window lives.
pub(crate) fn start(device: &Rc<Device>) {
    let device = Rc::clone(device);
    spawn_local(async move {
        device.open().await;
        keep_awake(&device);
        take_lead(&device, false);
        spawn_local(live::listen(Rc::clone(&device)));
        spawn_local(tick(Rc::clone(&device)));
        exchange::run(&*device).await;
    });
}

/// Waits for this window's turn to exchange, or takes it.
pub(crate) fn take_lead(device: &Rc<Device>, take: bool) {
    let device = Rc::clone(device);
    spawn_local(async move {
        let weak = Rc::downgrade(&device);
        let lost = Rc::new(move || {
            if let Some(device) = weak.upgrade().filter(|device| !device.stopped.get()) {
                device.leads.set(false);
                device.live.ring();
                catch_up(&device);
                take_lead(&device, false);
            }
        });
        let lease = tabs::lead(&device.name, take, lost).await;
        if device.stopped.get() {
            return lease.end();
        }
        *device.lease.borrow_mut() = Some(lease);
        device.live.ring();
        window::lead(&*device).await;
    });
}

/// Another window took the lead because this one stood still, or the browser lets it run again.
fn catch_up(device: &Rc<Device>) {
    let device = Rc::clone(device);
    spawn_local(async move { window::catch_up(&*device).await });
}

/// Tells whoever exchanges. Another window that does not answer is frozen, and this one takes its place.
pub(crate) fn call(device: &Rc<Device>, note: &Note) {
    if device.exchanges() {
        return device.bell.ring();
    }
    device.awake.hush();
    device.tell(note);
    let device = Rc::clone(device);
    spawn_local(async move {
        if !device.awake.wait_until(clock::sleep(tabs::ANSWER_MS_MAX)).await
            && !device.exchanges()
            && !device.stopped.get()
        {
            take_lead(&device, true);
        }
    });
}

/// Begins again when the network returns or the person comes back to the window.
fn keep_awake(device: &Rc<Device>) {
    let Some(window) = web_sys::window() else {
        return;
    };
    let weak = Rc::downgrade(device);
    let again = Closure::<dyn Fn()>::new(move || {
        let visible = web_sys::window()
            .and_then(|window| window.document())
            .is_none_or(|document| document.visibility_state() == web_sys::VisibilityState::Visible);
        if let Some(device) = weak.upgrade().filter(|device| visible && !device.stopped.get()) {
            device.tick();
            if device.exchanges() {
                device.ask_again();
            } else {
                call(&device, &Note::Ask);
            }
        }
    });
    let weak = Rc::downgrade(device);
    let offline = Closure::<dyn Fn()>::new(move || {
        if let Some(device) = weak.upgrade() {
            set(device.signals.online, false);
        }
    });
    let weak = Rc::downgrade(device);
    let thawed = Closure::<dyn Fn()>::new(move || {
        if let Some(device) = weak.upgrade().filter(|device| !device.stopped.get()) {
            catch_up(&device);
        }
    });
    let function = |closure: &JsValue| closure.unchecked_ref::<Function>().clone();
    let (again_function, offline_function) = (function(again.as_ref()), function(offline.as_ref()));
    // Listening fails only for a window that is gone.
    let _ = window.add_event_listener_with_callback("online", &again_function);
    let _ = window.add_event_listener_with_callback("offline", &offline_function);
    if let Some(document) = window.document() {
        let _ = document.add_event_listener_with_callback("visibilitychange", &again_function);
        let _ = document.add_event_listener_with_callback("resume", &function(thawed.as_ref()));
    }
    for closure in [again, offline, thawed] {
        closure.forget();
    }
}

/// Moves the clock that pages read, at the start of each minute.
async fn tick(device: Rc<Device>) {
    while !device.stopped.get() {
        let into = device.now().timestamp_millis().rem_euclid(60_000);
        clock::sleep(60_000 - u32::try_from(into).unwrap_or(0) + 10).await;
        device.tick();
    }
}
