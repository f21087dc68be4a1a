//! Choosing one of several: chips, segments and drop-downs. Underneath they are radio groups and selects.

use leptos::prelude::*;

use super::field::{error_line, frame, fresh_id};
use crate::text::{common, t};

/// One thing to choose: its key and its title.
pub type Option2 = (String, String);

/// Chips of which one can be chosen.
#[component]
pub fn Choices(
    /// What is asked.
    #[prop(into)]
    legend: Signal<String>,
    /// What can be chosen.
    #[prop(into)]
    options: Signal<Vec<Option2>>,
    /// The key chosen.
    value: RwSignal<Option<String>>,
    /// What is wrong with the answer.
    #[prop(optional, into)]
    error: MaybeProp<String>,
    /// Whether it may stay open and should say so.
    #[prop(optional)]
    optional: bool,
) -> impl IntoView {
    let name = fresh_id("choice");
    let error_id = format!("{name}-error");
    let described_by = error_id.clone();
    view! {
        <fieldset class="field" aria-describedby=described_by>
            <legend>
                {move || legend.get()} {optional.then(|| view! { <span class="optional">{t(common::OPTIONAL)}</span> })}
            </legend>
            <div class="chips">{chips(name, options, value)}</div>
            {error_line(error_id, error)}
        </fieldset>
    }
    .into_any()
}

/// Two to four words side by side of which one is always chosen.
#[component]
pub fn Segment(
    /// What is chosen between, for screen readers.
    #[prop(into)]
    legend: Signal<String>,
    /// What can be chosen.
    #[prop(into)]
    options: Signal<Vec<Option2>>,
    /// The key chosen.
    value: RwSignal<Option<String>>,
) -> impl IntoView {
    view! {
        <fieldset>
            <legend class="aside">{move || legend.get()}</legend>
            <div class="segment">{chips(fresh_id("segment"), options, value)}</div>
        </fieldset>
    }
    .into_any()
}

fn chips(name: String, options: Signal<Vec<Option2>>, value: RwSignal<Option<String>>) -> AnyView {
    (move || {
        let chip = |(key, title): Option2| {
            let (mine, on_choose) = (key.clone(), key.clone());
            view! {
                <label class="chip">
                    <input
                        type="radio"
                        name=name.clone()
                        value=key
                        prop:checked=move || value.with(|chosen| chosen.as_deref() == Some(&*mine))
                        on:change=move |_| value.set(Some(on_choose.clone()))
                    />
                    <span>{title}</span>
                </label>
            }
            .into_any()
        };
        options.get().into_iter().map(chip).collect_view()
    })
    .into_any()
}

/// Chips of which several can be chosen.
#[component]
pub fn Checks(
    /// What is asked.
    #[prop(into)]
    legend: Signal<String>,
    /// What can be chosen.
    #[prop(into)]
    options: Signal<Vec<Option2>>,
    /// The keys chosen.
    value: RwSignal<Vec<String>>,
    /// What is wrong with the answer.
    #[prop(optional, into)]
    error: MaybeProp<String>,
) -> impl IntoView {
    let error_id = format!("{}-error", fresh_id("checks"));
    let described_by = error_id.clone();
    let chip = move |(key, title): Option2| {
        let (mine, turned) = (key.clone(), key.clone());
        let turn = move |event: leptos::ev::Targeted<web_sys::Event, web_sys::HtmlInputElement>| {
            value.update(|chosen| {
                chosen.retain(|other| *other != turned);
                if event.target().checked() {
                    chosen.push(turned.clone());
                }
            });
        };
        view! {
            <label class="chip">
                <input
                    type="checkbox"
                    value=key
                    prop:checked=move || value.with(|chosen| chosen.contains(&mine))
                    on:change:target=turn
                />
                <span>{title}</span>
            </label>
        }
        .into_any()
    };
    view! {
        <fieldset class="field" aria-describedby=described_by>
            <legend>{move || legend.get()}</legend>
            <div class="chips">{move || options.get().into_iter().map(chip).collect_view()}</div>
            {error_line(error_id, error)}
        </fieldset>
    }
    .into_any()
}

/// A drop-down. An empty key stands for nothing chosen.
#[component]
pub fn Select(
    /// What is asked.
    #[prop(into)]
    label: Signal<String>,
    /// What can be chosen.
    #[prop(into)]
    options: Signal<Vec<Option2>>,
    /// The key chosen; empty for none.
    value: RwSignal<String>,
    /// What stands for nothing chosen.
    #[prop(optional, into)]
    none: MaybeProp<String>,
    /// What is wrong with the answer.
    #[prop(optional, into)]
    error: MaybeProp<String>,
) -> impl IntoView {
    let id = fresh_id("select");
    let none = move || none.get().unwrap_or_else(|| common::PLEASE_CHOOSE.now().to_owned());
    let input = view! {
        <select
            id=id.clone()
            class="input"
            aria-describedby=format!("{id}-hint {id}-error")
            aria-invalid=move || error.get().map(|_| "true")
            on:change:target=move |event| value.set(event.target().value())
        >
            <option value="" prop:selected=move || value.with(String::is_empty)>
                {none}
            </option>
            {move || {
                let option = |(key, title): Option2| {
                    let mine = key.clone();
                    view! {
                        <option value=key prop:selected=move || value.with(|chosen| *chosen == mine)>
                            {title}
                        </option>
                    }
                };
                options.get().into_iter().map(option).collect_view()
            }}
        </select>
    };
    frame(id, label, MaybeProp::default(), error, false, input.into_any())
}
