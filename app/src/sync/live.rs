//! The live stream: the server says that something changed; what, the pull brings.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use web_sys::{EventSource, MessageEvent};

use crate::clock;
use crate::data::Device;

use super::plan;

/// Listens for as long as this window exchanges for all.
pub(super) async fn listen(device: Rc<Device>) {
    let mut failures = 0;
    while !device.stopped.get() {
        if !device.leads.get() {
            device.live.wait().await;
            continue;
        }
        let cut = Rc::new(Cell::new(false));
        let opened = Rc::new(Cell::new(false));
        let stream = Stream::open("/api/live", &device, &cut, &opened);
        // Rung when the stream is cut, the person changes, or another window takes over.
        device.live.wait().await;
        drop(stream);
        if opened.get() {
            failures = 0;
        }
        if cut.get() {
            failures += 1;
            super::exchange::wait_out(&*device, plan::retry_ms(failures, None, clock::dice())).await;
        }
    }
}

/// An open stream; closed when dropped.
struct Stream {
    source: Option<EventSource>,
    _poke: Closure<dyn Fn(MessageEvent)>,
    _open: Closure<dyn Fn()>,
    _error: Closure<dyn Fn()>,
}

impl Stream {
    fn open(path: &str, device: &Rc<Device>, cut: &Rc<Cell<bool>>, opened: &Rc<Cell<bool>>) -> Self {
        let poked = Rc::downgrade(device);
        let poke = Closure::<dyn Fn(MessageEvent)>::new(move |_: MessageEvent| {
            if let Some(device) = poked.upgrade() {
                device.poked();
            }
        });
        let (begun, weak) = (Rc::clone(opened), Rc::downgrade(device));
        let open = Closure::<dyn Fn()>::new(move || {
            begun.set(true);
            // Whatever was poked while nobody listened.
            if let Some(device) = weak.upgrade() {
                device.poked();
            }
        });
        let (ended, weak) = (Rc::clone(cut), Rc::downgrade(device));
        let error = Closure::<dyn Fn()>::new(move || {
            ended.set(true);
            if let Some(device) = weak.upgrade() {
                device.live.ring();
            }
        });
        let source = EventSource::new(path).ok();
        match &source {
            Some(source) => {
                source.set_onmessage(Some(poke.as_ref().unchecked_ref()));
                // Fails only for a stream that is gone.
                let _ = source.add_event_listener_with_callback("poke", poke.as_ref().unchecked_ref());
                source.set_onopen(Some(open.as_ref().unchecked_ref()));
                source.set_onerror(Some(error.as_ref().unchecked_ref()));
            }
            None => cut.set(true),
        }
        Self { source, _poke: poke, _open: open, _error: error }
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        if let Some(source) = &self.source {
            source.set_onmessage(None);
            source.set_onopen(None);
            source.set_onerror(None);
            source.close();
        }
    }
}
