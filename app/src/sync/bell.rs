//! Waiting for something to happen, or for time to pass.

use std::cell::{Cell, RefCell};

use js_sys::{Function, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use crate::clock;

/// Something that can be rung and waited for. A ring that nobody waited for is heard by the next who waits.
#[derive(Debug, Default)]
pub struct Bell {
    rung: Cell<bool>,
    waiting: RefCell<Vec<Function>>,
}

impl Bell {
    /// Wakes everyone who waits.
    pub fn ring(&self) {
        self.rung.set(true);
        for resolve in self.waiting.take() {
            // A settled promise takes no notice.
            let _ = resolve.call0(&JsValue::UNDEFINED);
        }
    }

    /// Forgets a ring that nobody waited for.
    pub fn hush(&self) {
        self.rung.set(false);
    }

    /// Waits for a ring, at most this many milliseconds if given. Returns whether it rang.
    pub async fn wait(&self, ms: Option<u32>) -> bool {
        if !self.rung.get() {
            let promise = Promise::new(&mut |resolve, _| {
                if let Some(ms) = ms {
                    clock::call_later(&resolve, ms);
                }
                self.waiting.borrow_mut().push(resolve);
            });
            let _ = JsFuture::from(promise).await;
        }
        self.rung.replace(false)
    }
}
