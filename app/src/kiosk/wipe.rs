//! Forgetting whoever stood before the kiosk.

use std::cell::Cell;
use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use weft::text::Language;

use super::plan::{Idle, idle};
use crate::clock;
use crate::prefs::prefs;

const SECOND_MS: u32 = 1_000;
/// What shows that somebody is there.
const SIGNS: [&str; 4] = ["pointerdown", "keydown", "input", "scroll"];
/// What may stay in this browser's storage: how the page looks, which says nothing of anybody.
const STAYS: [&str; 3] = ["weft.language", "weft.elder", "weft.theme"];

/// Counts the seconds without a sign of life while `busy`, and tells what they mean. Once it has warned, only an answer counts: a touch
/// that took the question away would not reach the button under it.
pub fn keep_watch(busy: Signal<bool>, told: RwSignal<Idle>, forget: Callback<()>) {
    let seconds = Rc::new(Cell::new(0_u32));
    for sign in SIGNS {
        let seconds = Rc::clone(&seconds);
        let touched = Closure::<dyn Fn()>::new(move || {
            if told.get_untracked() == Idle::Fresh {
                seconds.set(0);
            }
        });
        // Listening fails only for a window that is gone. Caught on the way down, so that nothing can keep it from us.
        let _ = window().add_event_listener_with_callback_and_bool(sign, touched.as_ref().unchecked_ref(), true);
        touched.forget();
    }
    spawn_local(async move {
        loop {
            clock::sleep(SECOND_MS).await;
            let answered = told.get_untracked() == Idle::Fresh && idle(seconds.get()) != Idle::Fresh;
            let waited = if busy.get_untracked() && !answered { seconds.get() + 1 } else { 0 };
            seconds.set(waited);
            let now = idle(waited);
            if now == Idle::Wipe {
                seconds.set(0);
                forget.run(());
            }
            let now = if now == Idle::Wipe { Idle::Fresh } else { now };
            if told.get_untracked() != now {
                told.set(now);
            }
        }
    });
}

/// Removes what the browser itself may have kept of a person. What pages hold goes with the page that is left.
pub fn wipe() {
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some("/kiosk/"));
    }
    if let Ok(Some(session)) = window().session_storage() {
        let _ = session.clear();
    }
    if let Ok(Some(local)) = window().local_storage() {
        let count = local.length().unwrap_or_default();
        let names: Vec<String> = (0..count).filter_map(|index| local.key(index).ok().flatten()).collect();
        for name in names.iter().filter(|name| !STAYS.contains(&name.as_str())) {
            let _ = local.remove_item(name);
        }
    }
    prefs().language.set(Language::Zh);
    window().scroll_to_with_x_and_y(0.0, 0.0);
}
