//! A case that was opened as a test matter: what becomes of it now, while rules are changed.

use leptos::prelude::*;

use super::super::post_at;
use super::editor::Editor;
use super::fields::small;
use crate::component::glyph;
use crate::prefs::prefs;
use crate::text::staff::edit as e;
use crate::text::{common as c, t};
use crate::words;

/// The case and the rule that decides it, if one is opened.
#[component]
pub fn Tried(
    /// The editor.
    editor: Editor,
) -> impl IntoView {
    let decided = move || {
        let case = editor.case.get()?;
        let book = editor.book.get();
        let said = match book.rule_for(&case) {
            Ok(rule) => {
                let place = weft::rules::Place {
                    table: Some(weft::rules::TICKET_TABLE.to_owned()),
                    rules: vec![rule.id.clone()],
                    column: None,
                };
                let line = e::TRIED_RULE.fill(&[&rule.id, &post_at(rule.then.tier, rule.then.post)]);
                view! {
                    <button type="button" class="btn-text" on:click=move |_| editor.go_to(place.clone())>
                        {line}
                    </button>
                }
                .into_any()
            }
            Err(undecided) => {
                view! { <p class="edit-state dirty">{words::undecided(&undecided, &book)}</p> }.into_any()
            }
        };
        let case = case.text(prefs().language.get(), &book);
        Some(view! {
            <section class="card tried" aria-live="polite">
                <div class="row between">
                    <h2>{t(e::TRIED)}</h2>
                    {small(move || c::CLOSE.now().to_owned(), glyph::CROSS, "", move || editor.case.set(None))}
                </div>
                <p>{case}</p>
                {said}
            </section>
        })
    };
    decided.into_any()
}
