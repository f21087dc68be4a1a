//! Why a matter goes where it goes, as staff read it.

use leptos::prelude::*;

/// Reasons, a line each.
pub fn lines(lines: Vec<String>) -> AnyView {
    let lines = lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view();
    view! { <ul class="why">{lines}</ul> }.into_any()
}
