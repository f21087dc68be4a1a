//! Text fields with label, hint and error.

use std::cell::Cell;

use leptos::prelude::*;

use super::{glyph, icon};
use crate::text::{common, t};

thread_local! {
    static LAST_ID: Cell<u32> = const { Cell::new(0) };
}

/// An id for an element that has not been used on this page.
#[must_use]
pub fn fresh_id(stem: &str) -> String {
    let next = LAST_ID.get() + 1;
    LAST_ID.set(next);
    format!("{stem}-{next}")
}

/// One line of text.
#[component]
pub fn TextField(
    /// What is asked.
    #[prop(into)]
    label: Signal<String>,
    /// What is answered.
    value: RwSignal<String>,
    /// A line of help.
    #[prop(optional, into)]
    hint: MaybeProp<String>,
    /// What is wrong with the answer.
    #[prop(optional, into)]
    error: MaybeProp<String>,
    /// Whether it may stay empty and should say so.
    #[prop(optional)]
    optional: bool,
    /// The input's `type`.
    #[prop(default = "text")]
    kind: &'static str,
    /// The keyboard to show.
    #[prop(optional)]
    inputmode: Option<&'static str>,
    /// What the browser may fill in.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// Most characters.
    #[prop(default = 500)]
    chars_max: usize,
) -> impl IntoView {
    let id = fresh_id("field");
    let input = view! {
        <input
            id=id.clone()
            class="input"
            type=kind
            inputmode=inputmode
            autocomplete=autocomplete
            maxlength=chars_max.to_string()
            aria-describedby=format!("{id}-hint {id}-error")
            aria-invalid=move || error.get().map(|_| "true")
            prop:value=move || value.get()
            on:input:target=move |event| value.set(event.target().value())
        />
    };
    frame(id, label, hint, error, optional, input.into_any())
}

/// Several lines of text, with a count.
#[component]
pub fn TextArea(
    /// What is asked.
    #[prop(into)]
    label: Signal<String>,
    /// What is answered.
    value: RwSignal<String>,
    /// Most characters.
    chars_max: usize,
    /// A line of help.
    #[prop(optional, into)]
    hint: MaybeProp<String>,
    /// What is wrong with the answer.
    #[prop(optional, into)]
    error: MaybeProp<String>,
    /// Whether it may stay empty and should say so.
    #[prop(optional)]
    optional: bool,
) -> impl IntoView {
    let id = fresh_id("field");
    let count = move || value.with(|text| text.chars().count()).to_string();
    let input = view! {
        <textarea
            id=id.clone()
            class="input"
            rows="4"
            maxlength=chars_max.to_string()
            aria-describedby=format!("{id}-hint {id}-error")
            aria-invalid=move || error.get().map(|_| "true")
            prop:value=move || value.get()
            on:input:target=move |event| value.set(event.target().value())
        ></textarea>
        <span class="counter num">{move || common::COUNTER.fill(&[&count(), &chars_max.to_string()])}</span>
    };
    frame(id, label, hint, error, optional, input.into_any())
}

/// Label, hint and error around an input with this id.
pub(super) fn frame(
    id: String,
    label: Signal<String>,
    hint: MaybeProp<String>,
    error: MaybeProp<String>,
    optional: bool,
    input: AnyView,
) -> AnyView {
    view! {
        <div class="field">
            <label for=id.clone()>
                {move || label.get()} {optional.then(|| view! { <span class="optional">{t(common::OPTIONAL)}</span> })}
            </label>
            <span class="hint" id=format!("{id}-hint")>{move || hint.get()}</span>
            {input}
            {error_line(format!("{id}-error"), error)}
        </div>
    }
    .into_any()
}

/// The line that says what is wrong with a field.
pub(super) fn error_line(id: String, error: MaybeProp<String>) -> AnyView {
    view! {
        <span class="error-slot" id=id>
            {move || error.get().map(|error| view! { <span class="error">{icon(glyph::WARN)} {error}</span> })}
        </span>
    }
    .into_any()
}
