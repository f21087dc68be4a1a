//! Categories with what is asked in each.

use std::sync::Arc;

use leptos::prelude::*;
use weft::rules::{Category, FactKind, Question, Rulebook};

use crate::component::{glyph, icon};
use crate::text::staff::rules as w;
use crate::text::{common as c, t, told};

/// Both levels.
pub fn categories_view(rules: &Arc<Rulebook>) -> AnyView {
    let first = |category: &Category| {
        let below: Vec<_> = rules.categories_under(Some(&category.key)).map(|second| one(rules, second)).collect();
        let below = if below.is_empty() { vec![one(rules, category)] } else { below };
        let (title, hint) = (category.title.clone(), category.hint.clone());
        view! {
            <section class="card">
                <div class="row-tight">
                    <span class="tile">{icon(glyph::category(&category.key))}</span>
                    <div>
                        <h2>{move || told(&title)}</h2>
                        <p class="faint">{move || told(&hint)}</p>
                    </div>
                </div>
                <ul class="categories">{below}</ul>
            </section>
        }
    };
    view! { <div class="cards-wide">{rules.categories_under(None).map(first).collect_view()}</div> }.into_any()
}

fn one(rules: &Arc<Rulebook>, category: &Category) -> AnyView {
    let title = category.title.clone();
    let count = category.questions.len();
    if count == 0 {
        return view! {
            <li>
                <span>{move || told(&title)}</span>
                <span class="faint">{t(w::QUESTIONS_NONE)}</span>
            </li>
        }
        .into_any();
    }
    let questions = category.questions.iter().map(|ask| question(rules, ask)).collect_view();
    view! {
        <li>
            <details>
                <summary>{move || told(&title)} " " <span class="faint">{move || w::QUESTIONS.fill(&[&count.to_string()])}</span></summary>
                <ol class="questions">{questions}</ol>
            </details>
        </li>
    }
    .into_any()
}

fn question(rules: &Arc<Rulebook>, ask: &Question) -> AnyView {
    let kind = rules.fact(&ask.fact).map(|fact| fact.kind.clone());
    let answers = move || kind.as_ref().map(kind_words).unwrap_or_default();
    let text = ask.ask.clone();
    let required = if ask.required {
        view! { <span class="badge">{t(w::REQUIRED)}</span> }.into_any()
    } else {
        view! { <span class="faint">{t(c::OPTIONAL)}</span> }.into_any()
    };
    view! {
        <li>
            {move || told(&text)} " " {required} <div class="faint">{answers}</div>
        </li>
    }
    .into_any()
}

/// What can be answered.
pub fn kind_words(kind: &FactKind) -> String {
    match kind {
        FactKind::Boolean => w::KIND_YES_NO.now().to_owned(),
        FactKind::Integer { min, max } => w::KIND_RANGE.fill(&[&min.to_string(), &max.to_string()]),
        FactKind::Choice { options } => {
            options.iter().map(|option| told(&option.title)).collect::<Vec<_>>().join(" / ")
        }
        FactKind::Decimal { min, max, places } => {
            w::KIND_DECIMAL.fill(&[&min.to_string(), &max.to_string(), &places.to_string()])
        }
        FactKind::Date { min, max } => w::KIND_DATE.fill(&[&min.to_string(), &max.to_string()]),
        FactKind::Text { chars_max } => w::KIND_TEXT.fill(&[&chars_max.to_string()]),
    }
}
