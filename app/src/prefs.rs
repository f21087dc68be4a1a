//! What a person sets for this browser: language, elder mode, light or dark. Kept in `localStorage`, shown on the root element.

use std::cell::Cell;

use leptos::prelude::*;
use weft::text::Language;

/// Light, dark, or as the device says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the device says.
    #[default]
    Auto,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// Its name in storage and on the root element.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    fn named(name: &str) -> Self {
        match name {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::Auto,
        }
    }
}

/// The settings of this browser.
#[derive(Clone, Copy)]
pub struct Prefs {
    /// Language of the page.
    pub language: RwSignal<Language>,
    /// Large type and large targets.
    pub elder: RwSignal<bool>,
    /// Light or dark.
    pub theme: RwSignal<Theme>,
}

const LANGUAGE: &str = "weft.language";
const ELDER: &str = "weft.elder";
const THEME: &str = "weft.theme";

thread_local! {
    static PREFS: Cell<Option<Prefs>> = const { Cell::new(None) };
}

/// The settings of this browser.
///
/// # Panics
/// Before [`start`].
#[must_use]
pub fn prefs() -> Prefs {
    PREFS.get().expect("settings are started before the first page")
}

/// Reads the settings and keeps the root element and the storage in step with them. Called once, before the first page.
pub fn start() {
    let english = stored(LANGUAGE).is_some_and(|name| name == "en");
    let prefs = Prefs {
        language: RwSignal::new(if english { Language::En } else { Language::Zh }),
        elder: RwSignal::new(stored(ELDER).is_some_and(|on| on == "on")),
        theme: RwSignal::new(Theme::named(&stored(THEME).unwrap_or_default())),
    };
    PREFS.set(Some(prefs));
    Effect::new(move || {
        let (short, lang) = match prefs.language.get() {
            Language::Zh => ("zh", "zh-CN"),
            Language::En => ("en", "en"),
        };
        show("lang", lang);
        store(LANGUAGE, short);
    });
    Effect::new(move || {
        let on = if prefs.elder.get() { "on" } else { "off" };
        show("data-elder", on);
        store(ELDER, on);
    });
    Effect::new(move || {
        let theme = prefs.theme.get().name();
        show("data-theme", theme);
        store(THEME, theme);
    });
}

fn show(attribute: &str, value: &str) {
    if let Some(root) = document().document_element() {
        // The attribute names are constants above: setting them cannot fail.
        let _ = root.set_attribute(attribute, value);
    }
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

/// A text kept in this browser.
#[must_use]
pub fn stored(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

/// Keeps a text in this browser. A browser that keeps nothing (private mode, full) goes on without.
pub fn store(key: &str, value: &str) {
    let _ = keep(key, value);
}

/// Keeps a text in this browser, and says whether it is kept.
#[must_use]
pub fn keep(key: &str, value: &str) -> bool {
    storage().is_some_and(|storage| storage.set_item(key, value).is_ok())
}

/// The keys of kept texts that begin so, without the beginning.
#[must_use]
pub fn kept_under(prefix: &str) -> Vec<String> {
    let Some(storage) = storage() else {
        return Vec::new();
    };
    let keys = (0..storage.length().unwrap_or(0)).filter_map(|place| storage.key(place).ok().flatten());
    keys.filter_map(|key| key.strip_prefix(prefix).map(ToOwned::to_owned)).collect()
}

/// Forgets a text kept in this browser.
pub fn forget(key: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(key);
    }
}
