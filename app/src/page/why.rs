//! Why a matter goes where it goes, and what would have to differ for it to go elsewhere.

use leptos::prelude::*;
use weft::rules::{Counterfactual, Rulebook};
use weft::text::Language;

use crate::text::{report as r, t};

/// Reasons, a line each.
pub fn lines(lines: Vec<String>) -> AnyView {
    let lines = lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view();
    view! { <ul class="why">{lines}</ul> }.into_any()
}

/// What would have to differ, folded away; nothing where nothing would do.
pub fn folded(otherwise: Option<&Counterfactual>, language: Language, rules: &Rulebook) -> Option<AnyView> {
    let otherwise = otherwise?;
    let reaches = [&otherwise.higher, &otherwise.lower];
    let said: Vec<String> = reaches.into_iter().filter_map(|reach| reach.text(language, rules)).collect();
    (!said.is_empty()).then(|| {
        view! {
            <details class="quiet">
                <summary>{t(r::OTHERWISE)}</summary>
                {lines(said)}
            </details>
        }
        .into_any()
    })
}
