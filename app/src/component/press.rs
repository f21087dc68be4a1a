//! Buttons.

use leptos::prelude::*;

use super::{Glyph, icon};

/// How much a button asks to be pressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Look {
    /// The page's main action.
    #[default]
    Primary,
    /// Another action.
    Default,
    /// One that takes something away.
    Warn,
    /// One beside a text.
    Text,
}

impl Look {
    const fn class(self) -> &'static str {
        match self {
            Self::Primary => "weui-btn weui-btn_primary",
            Self::Default => "weui-btn weui-btn_default",
            Self::Warn => "weui-btn weui-btn_warn",
            Self::Text => "btn-text",
        }
    }
}

/// A button. While `busy` it says so and does nothing.
#[component]
pub fn Press(
    /// What it does, in a word or two.
    #[prop(into)]
    label: Signal<String>,
    /// How much it asks to be pressed.
    #[prop(optional)]
    look: Look,
    /// An icon before the word.
    #[prop(optional, into)]
    glyph: Option<Glyph>,
    /// Whether its work is going on.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Whether it cannot be pressed.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Whether it is as wide as its box.
    #[prop(optional)]
    block: bool,
    /// What it does.
    #[prop(into)]
    press: Callback<()>,
) -> impl IntoView {
    let class = if block { format!("{} btn-block", look.class()) } else { look.class().to_owned() };
    view! {
        <button
            type="button"
            class=class
            disabled=move || disabled.get()
            aria-busy=move || busy.get().then_some("true")
            on:click=move |_| {
                if !busy.get_untracked() {
                    press.run(());
                }
            }
        >
            {glyph.map(icon)}
            {move || label.get()}
        </button>
    }
    .into_any()
}
