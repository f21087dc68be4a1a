//! What stands on paper and not on the screen: whose it is, and dates that say their day.

use chrono::{DateTime, Utc};
use leptos::prelude::*;

use crate::data::use_data;
use crate::prefs::prefs;
use crate::text::{Phrase, common, t, told};
use crate::when;

/// The head of a printed page: house, county and what it is.
#[component]
pub fn PaperHead(
    /// What it is.
    title: Phrase,
) -> impl IntoView {
    let data = use_data();
    view! {
        <header class="print-only paper-head">
            <b>{t(common::BRAND)}</b> <span>{move || data.county().with(told)}</span> <h1>{t(title)}</h1>
        </header>
    }
    .into_any()
}

/// A moment: on the screen by what day it is now, on paper with its date.
pub fn stamp(at: DateTime<Utc>, now: DateTime<Utc>) -> AnyView {
    let language = prefs().language.get();
    view! {
        <span class="no-print">{when::moment(at, now, language)}</span>
        <span class="print-only">{when::on_paper(at, language)}</span>
    }
    .into_any()
}
