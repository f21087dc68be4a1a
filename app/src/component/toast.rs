//! Short messages at the bottom edge, read out by screen readers.

use std::cell::Cell;
use std::time::Duration;

use leptos::prelude::*;

use super::{glyph, icon};
use crate::text::Phrase;

/// How long a message stays, milliseconds.
pub const TOAST_MS: u64 = 5_000;

/// Messages on the screen, oldest first, each with its number.
type Messages = RwSignal<Vec<(u32, String)>>;

thread_local! {
    static MESSAGES: Cell<Option<Messages>> = const { Cell::new(None) };
    static LAST: Cell<u32> = const { Cell::new(0) };
}

/// Where messages appear. Once per page.
#[component]
pub fn Toasts() -> impl IntoView {
    let messages = RwSignal::new(Vec::new());
    MESSAGES.set(Some(messages));
    let toast =
        |(_, text): (u32, String)| view! { <div class="toast rise">{icon(glyph::CHECK)} <span>{text}</span></div> };
    view! {
        <div class="toasts" role="status" aria-live="polite">
            {move || messages.get().into_iter().map(toast).collect_view()}
        </div>
    }
    .into_any()
}

/// Shows a message for a while.
pub fn toast(text: impl Into<String>) {
    let Some(messages) = MESSAGES.get() else {
        return;
    };
    let id = LAST.get() + 1;
    LAST.set(id);
    messages.update(|messages| messages.push((id, text.into())));
    set_timeout(
        move || messages.update(|messages| messages.retain(|(other, _)| *other != id)),
        Duration::from_millis(TOAST_MS),
    );
}

/// Shows a phrase for a while, in the language of the page.
pub fn toast_phrase(phrase: Phrase) {
    toast(untrack(|| phrase.now()));
}
