//! Undo, redo and save by keys.

use leptos::ev;
use leptos::prelude::*;

use super::super::super::typing::is_typing;
use super::editor::Editor;
use super::flow;

/// Listens as long as the page is there.
pub fn listen(editor: Editor) {
    let busy = RwSignal::new(false);
    let key = move |event: ev::KeyboardEvent| {
        if !(event.ctrl_key() || event.meta_key()) || event.alt_key() || event.default_prevented() {
            return;
        }
        match event.key().to_lowercase().as_str() {
            "z" if is_typing() => return,
            "z" if event.shift_key() => editor.redo(),
            "z" => editor.undo(),
            "y" if !is_typing() => editor.redo(),
            "s" => flow::save(editor, busy),
            _ => return,
        }
        event.prevent_default();
    };
    let listening = window_event_listener(ev::keydown, key);
    on_cleanup(move || listening.remove());
}
