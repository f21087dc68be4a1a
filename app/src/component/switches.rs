//! Language, elder mode, light and dark.

use leptos::prelude::*;
use weft::text::Language;

use super::{Segment, glyph, icon};
use crate::prefs::{Theme, prefs};
use crate::text::{common, t};

/// A switch with its words.
#[component]
pub fn SwitchRow(
    /// What it switches.
    #[prop(into)]
    label: Signal<String>,
    /// Whether it is on.
    on: RwSignal<bool>,
) -> impl IntoView {
    view! {
        <label class="switch-row">
            <span>{move || label.get()}</span>
            <input
                type="checkbox"
                role="switch"
                class="weui-switch"
                prop:checked=move || on.get()
                on:change:target=move |event| on.set(event.target().checked())
            />
        </label>
    }
    .into_any()
}

/// The two switches people look for first, for the bar: elder mode and language.
#[component]
pub fn QuickSwitches() -> impl IntoView {
    let prefs = prefs();
    let elder_word = move || {
        if prefs.elder.get() { common::ELDER_OFF.now() } else { common::ELDER_ON.now() }
    };
    let other = move || match prefs.language.get() {
        Language::Zh => ("English", "en"),
        Language::En => ("中文", "zh-CN"),
    };
    let turn = move |_| {
        prefs.language.update(|language| {
            *language = match language {
                Language::Zh => Language::En,
                Language::En => Language::Zh,
            }
        });
    };
    view! {
        <button
            type="button"
            class="icon-btn"
            aria-pressed=move || prefs.elder.get().to_string()
            on:click=move |_| prefs.elder.update(|on| *on = !*on)
        >
            {icon(glyph::LETTERS)}
            <span>{elder_word}</span>
        </button>
        <button type="button" class="icon-btn" lang=move || other().1 on:click=turn>
            {move || other().0}
        </button>
    }
    .into_any()
}

/// All settings of this browser.
#[component]
pub fn Preferences() -> impl IntoView {
    let prefs = prefs();
    let language = bridge(
        prefs.language,
        |language| if language == Language::En { "en" } else { "zh" },
        |key| {
            if key == "en" { Language::En } else { Language::Zh }
        },
    );
    let theme = bridge(prefs.theme, Theme::name, |key| match key {
        "light" => Theme::Light,
        "dark" => Theme::Dark,
        _ => Theme::Auto,
    });
    let languages = || vec![("zh".to_owned(), "中文".to_owned()), ("en".to_owned(), "English".to_owned())];
    let themes = || {
        [(Theme::Auto, common::THEME_AUTO), (Theme::Light, common::THEME_LIGHT), (Theme::Dark, common::THEME_DARK)]
            .map(|(theme, word)| (theme.name().to_owned(), word.now().to_owned()))
            .to_vec()
    };
    view! {
        <section class="card stack">
            <SwitchRow label=common::SET_ELDER on=prefs.elder/>
            <div class="stack-s">
                <span aria-hidden="true">{t(common::SET_LANGUAGE)}</span>
                <Segment legend=common::SET_LANGUAGE options=Signal::derive(languages) value=language/>
            </div>
            <div class="stack-s">
                <span aria-hidden="true">{t(common::SET_THEME)}</span>
                <Segment legend=common::SET_THEME options=Signal::derive(themes) value=theme/>
            </div>
        </section>
    }
    .into_any()
}

/// A setting as the key of a segment, kept in step both ways.
fn bridge<T: Copy + PartialEq + Send + Sync + 'static>(
    setting: RwSignal<T>,
    name: fn(T) -> &'static str,
    named: fn(&str) -> T,
) -> RwSignal<Option<String>> {
    let key = RwSignal::new(Some(name(setting.get_untracked()).to_owned()));
    Effect::new(move || {
        let chosen = key.with(|key| named(key.as_deref().unwrap_or_default()));
        if setting.get_untracked() != chosen {
            setting.set(chosen);
        }
    });
    Effect::new(move || {
        let shown = Some(name(setting.get()).to_owned());
        if key.get_untracked() != shown {
            key.set(shown);
        }
    });
    key
}
