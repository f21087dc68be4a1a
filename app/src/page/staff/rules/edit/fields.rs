//! Small fields of the editor: what is entered counts when the field is left, so that nothing is proved at every letter.

use leptos::prelude::*;
use weft::text::Text;

use crate::component::{Option2, fresh_id};
use crate::text::staff::edit as e;

/// Most characters of a text of the rulebook.
const TEXT_CHARS_MAX: usize = 300;

/// A drop-down.
pub fn pick(
    label: impl Fn() -> String + Send + 'static,
    options: impl Fn() -> Vec<Option2> + Send + 'static,
    value: impl Fn() -> String + Copy + Send + Sync + 'static,
    set: impl Fn(String) + 'static,
) -> AnyView {
    let id = fresh_id("pick");
    let option = move |(key, title): Option2| {
        let mine = key.clone();
        view! {
            <option value=key prop:selected=move || value() == mine>
                {title}
            </option>
        }
    };
    view! {
        <div class="mini">
            <label for=id.clone()>{label}</label>
            <select id=id.clone() class="input" on:change:target=move |event| set(event.target().value())>
                {move || options().into_iter().map(option).collect_view()}
            </select>
        </div>
    }
    .into_any()
}

/// One line. `kind` is the input's type.
pub fn line(
    label: impl Fn() -> String + Send + 'static,
    kind: &'static str,
    value: impl Fn() -> String + Send + 'static,
    set: impl Fn(String) + 'static,
) -> AnyView {
    let id = fresh_id("line");
    let inputmode = (kind == "number").then_some("numeric");
    view! {
        <div class="mini">
            <label for=id.clone()>{label}</label>
            <input
                id=id.clone() class="input" type=kind inputmode=inputmode autocomplete="off" maxlength=TEXT_CHARS_MAX.to_string()
                prop:value=value
                on:change:target=move |event| set(event.target().value())
            />
        </div>
    }
    .into_any()
}

/// A text in both languages.
pub fn both(
    label: impl Fn() -> String + Copy + Send + 'static,
    value: impl Fn() -> Text + Copy + Send + Sync + 'static,
    set: impl Fn(Text) + Copy + 'static,
) -> AnyView {
    view! {
        <div class="mini-pair">
            {line(move || e::IN_CHINESE.fill(&[&label()]), "text", move || value().zh, move |zh| set(Text { zh, ..value() }))}
            {line(move || e::IN_ENGLISH.fill(&[&label()]), "text", move || value().en, move |en| set(Text { en, ..value() }))}
        </div>
    }
    .into_any()
}

/// A small button with an icon, named for screen readers.
pub fn small(
    label: impl Fn() -> String + Copy + Send + Sync + 'static,
    sign: crate::component::Glyph,
    class: &'static str,
    press: impl Fn() + 'static,
) -> AnyView {
    view! {
        <button type="button" class=format!("icon-btn small {class}") aria-label=label title=label on:click=move |_| press()>
            {crate::component::icon(sign)}
        </button>
    }
    .into_any()
}

/// Whether something holds, to be ticked.
pub fn tick(
    label: crate::text::Phrase,
    value: impl Fn() -> bool + Send + 'static,
    set: impl Fn(bool) + 'static,
) -> AnyView {
    tick_said(super::cell::t_owned(label), value, set)
}

/// The same with a label of the county's own.
pub fn tick_said(
    label: impl Fn() -> String + Send + 'static,
    value: impl Fn() -> bool + Send + 'static,
    set: impl Fn(bool) + 'static,
) -> AnyView {
    view! {
        <label class="mini-tick">
            <input type="checkbox" prop:checked=value on:change:target=move |event| set(event.target().checked())/>
            <span>{label}</span>
        </label>
    }
    .into_any()
}
