//! Filling in a case: kind, mode, place and the answers to the kind's questions.

use std::sync::Arc;

use leptos::prelude::*;
use weft::id::UnitId;
use weft::org::CompoundKind;
use weft::rules::{Case, Category, FactKind, FactValue, Facts, Mode, Question, Rulebook};
use weft::text::Text;

use super::super::super::unit_picker::UnitPicker;
use super::super::categories::kind_words;
use crate::component::{Choices, Segment, Select, TextField};
use crate::text::staff::{org as o, try_it as y};
use crate::text::{Phrase, common as c, told};

/// Kind, mode, place and answers.
#[component]
pub fn Form(
    book: Signal<Arc<Rulebook>>,
    case: RwSignal<Option<Case>>,
    place: RwSignal<Option<UnitId>>,
) -> impl IntoView {
    let start = case.with_untracked(|case| case.as_ref().map(|case| case.category.clone()).unwrap_or_default());
    let category = RwSignal::new(start);
    // What is chosen becomes the case, and a case that is opened becomes what is chosen.
    Effect::new(move || {
        let chosen = category.get();
        if !chosen.is_empty() && case.with_untracked(|case| case.as_ref().is_none_or(|case| case.category != chosen)) {
            let (mode, compound) = case
                .with_untracked(|case| case.as_ref().map_or((Mode::Routine, None), |case| (case.mode, case.compound)));
            case.set(Some(Case { category: chosen, mode, compound, facts: Facts::new() }));
        }
    });
    Effect::new(move || {
        if let Some(opened) = case.with(|case| case.as_ref().map(|case| case.category.clone()))
            && category.with_untracked(|chosen| *chosen != opened)
        {
            category.set(opened);
        }
    });
    let categories = Signal::derive(move || book.with(|book| choosable(book)));
    // The fields are drawn anew when another case is opened, not when one of them changes it.
    let drawn = Memo::new(move |_| case.with(|case| case.as_ref().map(|case| case.category.clone())));
    let rest = move || {
        drawn.get().map(|category| {
            let book = book.get();
            let questions = book.category(&category).map(|category| questions(&book, category, case));
            let compound = place.get().is_none().then(|| compound_field(case));
            view! { {mode_field(case)} {compound} {questions} }
        })
    };
    view! {
        <Select label=y::CATEGORY options=categories value=category/>
        {rest}
        <UnitPicker label=y::PLACE chosen=place/>
    }
    .into_any()
}

/// The categories that can be chosen, each after its first level.
fn choosable(book: &Rulebook) -> Vec<(String, String)> {
    let all = book.categories.iter().filter(|category| book.is_choosable(category));
    let title = |category: &Category| {
        let above = category.parent.as_deref().and_then(|parent| book.category(parent));
        let above = above.map(|above| format!("{} · ", told(&above.title))).unwrap_or_default();
        format!("{above}{}", told(&category.title))
    };
    all.map(|category| (category.key.clone(), title(category))).collect()
}

/// A part of the case as the key of a choice, written back when it changes and followed when the case does.
fn choice(
    case: RwSignal<Option<Case>>,
    read: impl Fn(&Case) -> Option<String> + Copy + Send + Sync + 'static,
    write: impl Fn(&mut Case, Option<&str>) + Send + Sync + 'static,
) -> RwSignal<Option<String>> {
    let now = Memo::new(move |_| case.with(|case| case.as_ref().and_then(read)));
    let value = RwSignal::new(now.get_untracked());
    Effect::new(move || {
        let said = now.get();
        if value.with_untracked(|value| *value != said) {
            value.set(said);
        }
    });
    Effect::new(move || {
        let chosen = value.get();
        if now.with_untracked(|now| *now != chosen) {
            case.update(|case| _ = case.as_mut().map(|case| write(case, chosen.as_deref())));
        }
    });
    value
}

fn titled(options: Vec<(&'static str, Phrase)>) -> Signal<Vec<(String, String)>> {
    Signal::derive(move || options.iter().map(|(key, word)| ((*key).to_owned(), word.now().to_owned())).collect())
}

fn mode_field(case: RwSignal<Option<Case>>) -> AnyView {
    let named = |key: Option<&str>| Mode::ALL.into_iter().find(|mode| Some(mode.key()) == key).unwrap_or_default();
    let value = choice(case, |case| Some(case.mode.key().to_owned()), move |case, key| case.mode = named(key));
    let options = titled(vec![("routine", o::MODE_ROUTINE), ("emergency", o::MODE_EMERGENCY)]);
    view! { <Segment legend=y::MODE options=options value=value/> }.into_any()
}

const COMPOUNDS: [(&str, CompoundKind, Phrase); 5] = [
    ("new", CompoundKind::New, o::KIND_NEW),
    ("old", CompoundKind::Old, o::KIND_OLD),
    ("resettlement", CompoundKind::Resettlement, o::KIND_RESETTLEMENT),
    ("commercial", CompoundKind::Commercial, o::KIND_COMMERCIAL),
    ("village", CompoundKind::Village, o::KIND_VILLAGE),
];

fn compound_field(case: RwSignal<Option<Case>>) -> AnyView {
    let key = |kind: CompoundKind| COMPOUNDS.iter().find(|(_, known, _)| *known == kind).map(|(key, ..)| *key);
    let read = move |case: &Case| Some(case.compound.and_then(key).unwrap_or_default().to_owned());
    let kind = |key: Option<&str>| COMPOUNDS.iter().find(|(known, ..)| Some(*known) == key).map(|(_, kind, _)| *kind);
    let value = choice(case, read, move |case, key| case.compound = kind(key));
    let kinds = COMPOUNDS.iter().map(|(key, _, word)| (*key, *word));
    let options = titled(std::iter::once(("", y::NONE)).chain(kinds).collect());
    view! { <Choices legend=y::COMPOUND options=options value=value/> }.into_any()
}

/// A field for each question of the category.
fn questions(book: &Arc<Rulebook>, category: &Category, case: RwSignal<Option<Case>>) -> AnyView {
    let field = |ask: &Question| {
        let kind = book.fact(&ask.fact)?.kind.clone();
        Some(question(ask.fact.clone(), ask.ask.clone(), !ask.required, kind, case))
    };
    category.questions.iter().filter_map(field).collect_view().into_any()
}

fn question(fact: String, ask: Text, optional: bool, kind: FactKind, case: RwSignal<Option<Case>>) -> AnyView {
    let label = Signal::derive(move || told(&ask));
    match kind {
        FactKind::Boolean => {
            let titles = [(true, c::YES), (false, c::NO)];
            let titles = titles.map(|(answer, word)| (answer.to_string(), Text::new(word.zh, word.en))).into();
            answer(fact, label, optional, titles, FactKind::Boolean, case)
        }
        FactKind::Choice { ref options } => {
            let titles = options.iter().map(|option| (option.key.clone(), option.title.clone())).collect();
            answer(fact, label, optional, titles, kind, case)
        }
        FactKind::Integer { .. } | FactKind::Decimal { .. } | FactKind::Date { .. } | FactKind::Text { .. } => {
            written(fact, label, optional, kind, case)
        }
    }
}

/// An answer among some; an optional one can be left open again.
fn answer(
    fact: String,
    label: Signal<String>,
    optional: bool,
    titles: Vec<(String, Text)>,
    kind: FactKind,
    case: RwSignal<Option<Case>>,
) -> AnyView {
    let fact = StoredValue::new(fact);
    let value = choice(
        case,
        move |case| Some(fact.with_value(|fact| case.facts.get(fact).map(FactValue::to_string)).unwrap_or_default()),
        move |case, key| {
            let fact = fact.get_value();
            match key.and_then(|key| kind.read(key)) {
                Some(value) => _ = case.facts.insert(fact, value),
                None => _ = case.facts.remove(&fact),
            }
        },
    );
    let options = Signal::derive(move || {
        let open = optional.then(|| (String::new(), y::LEFT_OPEN.now().to_owned()));
        titles.iter().map(|(key, title)| (key.clone(), told(title))).chain(open).collect()
    });
    view! { <Choices legend=label options=options value=value/> }.into_any()
}

/// An answer that is written: a number, a day, a text.
fn written(
    fact: String,
    label: Signal<String>,
    optional: bool,
    kind: FactKind,
    case: RwSignal<Option<Case>>,
) -> AnyView {
    let (fact, kind) = (StoredValue::new(fact), StoredValue::new(kind));
    let now = Memo::new(move |_| case.with(|case| fact.with_value(|fact| case.as_ref()?.facts.get(fact).cloned())));
    let shown = |value: Option<FactValue>| value.map(|value| value.to_string()).unwrap_or_default();
    let value = RwSignal::new(shown(now.get_untracked()));
    let parsed = move || value.with(|text| kind.with_value(|kind| kind.read(text)));
    Effect::new(move || {
        let said = now.get();
        if untrack(parsed) != said {
            value.set(shown(said));
        }
    });
    Effect::new(move || {
        let read = parsed();
        if now.get_untracked() != read {
            let fact = fact.get_value();
            case.update(|case| {
                if let Some(case) = case {
                    match read {
                        Some(read) => _ = case.facts.insert(fact, read),
                        None => _ = case.facts.remove(&fact),
                    }
                }
            });
        }
    });
    let error = MaybeProp::derive(move || {
        let unreadable = value.with(|text| !text.trim().is_empty()) && parsed().is_none();
        unreadable.then(|| y::ANSWER_KIND.fill(&[&kind.with_value(kind_words)]))
    });
    let inputmode = match kind.with_value(FactKind::clone) {
        FactKind::Integer { .. } => "numeric",
        FactKind::Decimal { .. } => "decimal",
        _ => "text",
    };
    view! { <TextField label=label value=value inputmode=inputmode error=error optional=optional chars_max=60/> }
        .into_any()
}
