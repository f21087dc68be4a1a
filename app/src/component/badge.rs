//! State and due date at a glance: always a word and an icon, never colour alone.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use weft::kinds::ticket::Phase;

use super::{Glyph, glyph, icon};
use crate::prefs::prefs;
use crate::text::{common, matter, t};
use crate::when;
use crate::words;

/// A limit nearer than this, hours, is shown as pressing.
pub const PRESSING_HOURS: i64 = 24;

/// A word in a pill. `tone` is one of the classes in `components.css`.
pub fn badge(tone: &'static str, glyph: Glyph, word: impl Fn() -> String + Send + 'static) -> AnyView {
    view! { <span class=format!("badge {tone}")>{icon(glyph)} {word}</span> }.into_any()
}

/// The phase of a ticket.
#[component]
pub fn PhaseBadge(
    /// The phase.
    phase: Phase,
    /// Whether its limit has passed.
    #[prop(optional)]
    overdue: bool,
    /// Whether staff read it.
    #[prop(optional)]
    staff: bool,
) -> impl IntoView {
    let word = if staff { words::phase_for_staff(phase) } else { words::phase(phase) };
    let (tone, glyph) = match phase {
        Phase::Routed => ("blue", glyph::SEND),
        Phase::Accepted | Phase::InProgress => ("teal", glyph::CLOCK),
        Phase::Waiting | Phase::Resolved => ("amber", glyph::CHAT),
        Phase::Closed => ("green", glyph::CHECK),
        Phase::Withdrawn | Phase::Merged => ("", glyph::UNDO),
    };
    let late = overdue.then(|| badge("red", glyph::WARN, || matter::OVERDUE.now().to_owned()));
    view! {
        <span class="row-tight">
            {badge(tone, glyph, move || word.now().to_owned())} {late}
        </span>
    }
    .into_any()
}

/// A limit: how long is left, and the moment itself.
#[component]
pub fn Due(
    /// The limit.
    until: DateTime<Utc>,
    /// The time it is.
    now: Signal<DateTime<Utc>>,
) -> impl IntoView {
    let late = Memo::new(move |_| until < now.get());
    let pressing = Memo::new(move |_| (until - now.get()).num_hours() < PRESSING_HOURS);
    let class = move || match (late.get(), pressing.get()) {
        (true, _) => "due red",
        (false, true) => "due amber",
        _ => "due",
    };
    let words = move || {
        let language = prefs().language.get();
        format!("{} · {}", when::remaining(until, now.get(), language), when::moment(until, now.get(), language))
    };
    view! {
        <span class=class>
            {move || icon(if late.get() { glyph::WARN } else { glyph::CLOCK })} <span class="num">{words}</span>
        </span>
    }
    .into_any()
}

/// Says that something is kept on this device and not yet delivered.
#[component]
pub fn PendingMark() -> impl IntoView {
    view! {
        <span class="badge amber" title=t(common::PENDING_HELP)>
            {icon(glyph::CLOUD)}
            {t(common::PENDING)}
        </span>
    }
    .into_any()
}
