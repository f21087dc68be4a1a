//! One to five stars: a radio group, so arrow keys work.

use leptos::prelude::*;

use super::field::fresh_id;
use super::{glyph, icon};
use crate::text::{common, t};

/// Most stars.
pub const STARS_MAX: u8 = 5;

/// Choosing one to five stars.
#[component]
pub fn Stars(
    /// What is asked.
    #[prop(into)]
    legend: Signal<String>,
    /// The stars given; 0 for none yet.
    value: RwSignal<u8>,
) -> impl IntoView {
    let name = fresh_id("stars");
    let star = move |star: u8| {
        let class = move || {
            if value.get() >= star { "chip lit" } else { "chip" }
        };
        view! {
            <label class=class>
                <input
                    type="radio"
                    name=name.clone()
                    value=star
                    aria-label=move || common::STARS.fill(&[&star.to_string()])
                    prop:checked=move || value.get() == star
                    on:change=move |_| value.set(star)
                />
                <span>{icon(glyph::STAR)}</span>
            </label>
        }
    };
    view! {
        <fieldset class="field">
            <legend>{move || legend.get()}</legend>
            <div class="stars">{(1..=STARS_MAX).map(star).collect_view()}</div>
        </fieldset>
    }
    .into_any()
}

/// Stars that were given.
pub fn stars_shown(given: u8) -> AnyView {
    let star = |star: u8| {
        let class = if given >= star { "chip lit" } else { "chip" };
        view! { <span class=class aria-hidden="true"><span>{icon(glyph::STAR)}</span></span> }
    };
    view! {
        <span class="stars shown">
            <span class="aside">{move || common::STARS.fill(&[&given.to_string()])}</span>
            {(1..=STARS_MAX).map(star).collect_view()}
        </span>
    }
    .into_any()
}

/// The word for satisfied or not.
pub fn satisfied_word(satisfied: bool) -> impl Fn() -> &'static str + Copy + Send + Sync + 'static {
    use crate::text::matter::{DO_RATE_NO, DO_RATE_YES};
    t(if satisfied { DO_RATE_YES } else { DO_RATE_NO })
}
