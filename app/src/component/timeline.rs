//! What happened to a ticket, step by step, newest first.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use weft::kinds::ticket::Entry;
use weft::org::Directory;
use weft::rules::Rulebook;

use crate::prefs::prefs;
use crate::when;
use crate::words::{self, Mood};

/// The steps, newest first.
#[component]
pub fn Timeline(
    /// The steps, oldest first.
    entries: Vec<Entry>,
    /// Whether the newest is where things stand now.
    open: bool,
    /// The time it is.
    now: Signal<DateTime<Utc>>,
    /// The rulebook, for names of categories.
    rules: Signal<Arc<Rulebook>>,
    /// The units, for names.
    org: Signal<Arc<Directory>>,
) -> impl IntoView {
    let newest = entries.len().saturating_sub(1);
    let item = move |(index, entry): (usize, Entry)| {
        let words = {
            let entry = entry.clone();
            Memo::new(move |_| words::step(&entry, now.get(), &rules.get(), &org.get()))
        };
        let class = move || match words.with(|words| words.mood) {
            _ if open && index == newest => "now",
            Mood::Good => "good",
            Mood::Bad => "bad",
            Mood::Plain => "",
        };
        let at = entry.at;
        let time = move || {
            let language = prefs().language.get();
            format!("{} · {}", when::moment(at, now.get(), language), when::ago(at, now.get(), language))
        };
        view! {
            <li class=class>
                <time class="num">{time}</time>
                <div>{move || words.with(|words| words.head.clone())}</div>
                {move || words.with(|words| words.said.clone()).map(|said| view! { <blockquote>{said}</blockquote> })}
            </li>
        }
        .into_any()
    };
    view! {
        <ol class="timeline" reversed="">
            {entries.into_iter().enumerate().rev().map(item).collect_view()}
        </ol>
    }
    .into_any()
}
