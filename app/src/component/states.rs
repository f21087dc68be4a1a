//! Nothing here, still loading, something to know: states that every page has.

use leptos::prelude::*;

use super::{Glyph, glyph, icon};
use crate::text::{Phrase, common, t};

/// How grave a notice is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// To know.
    #[default]
    Info,
    /// Good.
    Good,
    /// To mind.
    Mind,
    /// Wrong.
    Bad,
    /// Of the house.
    House,
}

impl Tone {
    const fn look(self) -> (&'static str, Glyph) {
        match self {
            Self::Info => ("notice", glyph::INFO),
            Self::Good => ("notice green", glyph::CHECK),
            Self::Mind => ("notice amber", glyph::WARN),
            Self::Bad => ("notice red", glyph::WARN),
            Self::House => ("notice teal", glyph::INFO),
        }
    }
}

/// A few lines the reader should know.
#[component]
pub fn Notice(
    /// How grave it is.
    #[prop(optional)]
    tone: Tone,
    /// What it says.
    children: Children,
) -> impl IntoView {
    let (class, glyph) = tone.look();
    let role = matches!(tone, Tone::Bad).then_some("alert");
    view! {
        <div class=class role=role>
            {icon(glyph)} <div class="grow">{children()}</div>
        </div>
    }
    .into_any()
}

/// Whom to call when it cannot wait, one tap away.
#[component]
pub fn Emergency() -> impl IntoView {
    let call = |number: &'static str, word: Phrase| {
        view! {
            <a class="btn-text" href=format!("tel:{number}")>
                {number}
                " "
                {t(word)}
            </a>
        }
    };
    view! {
        <Notice tone=Tone::Mind>
            {t(common::EMERGENCY)}
            <div class="row-tight calls">
                {call("119", common::CALL_FIRE)} {call("110", common::CALL_POLICE)} {call("120", common::CALL_AMBULANCE)}
            </div>
        </Notice>
    }
    .into_any()
}

/// Nothing is here, and why; with a woven motif that fits: a loose weave, a cut thread.
#[component]
pub fn Empty(
    /// What is not here.
    #[prop(into)]
    title: Signal<String>,
    /// Why, or what to do.
    #[prop(into)]
    text: Signal<String>,
    /// Whether something went wrong.
    #[prop(optional)]
    broken: bool,
    /// What can be done.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="state">
            {motif(broken)} <h2>{move || title.get()}</h2> <p>{move || text.get()}</p>
            {children.map(|children| children())}
        </div>
    }
    .into_any()
}

fn motif(broken: bool) -> AnyView {
    let (threads, accent) = if broken {
        (
            "M30 14v68M54 14v24M54 58v24M78 14v68M102 14v68M16 30h100M16 66h100",
            "M16 48h30M62 48h12M86 48h30M50 40l-6 8 6 8",
        )
    } else {
        ("M30 14v68M54 14v68M78 14v68M102 14v68", "M16 32h6M38 32h32M86 32h30M16 50h32M62 50h32M16 68h6M38 68h8")
    };
    view! {
        <svg class="motif" viewBox="0 0 132 96" fill="none" stroke-linecap="round" aria-hidden="true" focusable="false">
            <path d=threads stroke="var(--line)" stroke-width="5"></path>
            <path d=accent stroke="currentColor" stroke-width="5"></path>
        </svg>
    }
    .into_any()
}

/// Still loading: grey bones in the shape of a list.
#[component]
pub fn Loading(
    /// How many.
    #[prop(default = 3)]
    rows: u8,
) -> impl IntoView {
    view! {
        <div class="stack-s" role="status">
            <span class="aside">{t(common::LOADING)}</span>
            {(0..rows).map(|_| view! { <div class="bone"></div> }).collect_view()}
        </div>
    }
    .into_any()
}
