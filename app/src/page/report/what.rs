//! Steps one and two: what it is, and the questions that decide who handles it.

use std::sync::Arc;

use leptos::prelude::*;
use weft::rules::{Category as RuleCategory, FactKind, FactValue, Question, Rulebook};
use weft::text::Text;

use super::draft::Fault;
use super::form::Form;
use super::{dock, faults_of};
use crate::component::{Choices, Look, Press, TextField, glyph, icon};
use crate::data::use_data;
use crate::text::{common as c, report as r, t, told};

/// Step one: first and second level.
#[component]
pub fn Category(
    /// The form.
    form: Form,
) -> impl IntoView {
    let rules = use_data().rules();
    let picker = move || match form.first.get() {
        None => first_level(form, rules),
        Some(first) => second_level(form, rules, &first),
    };
    view! { <section class="stack">{picker}</section> }.into_any()
}

fn first_level(form: Form, rules: Signal<Arc<Rulebook>>) -> AnyView {
    let pick = move |category: RuleCategory| {
        let (key, title) = (category.key.clone(), category.title);
        let glyph = glyph::category(&key);
        view! {
            <button type="button" class="pick" on:click=move |_| form.first.set(Some(key.clone()))>
                <span class="tile">{icon(glyph)}</span>
                <span>{move || told(&title)}</span>
            </button>
        }
    };
    let picks = rules.with(|rules| rules.categories_under(None).cloned().map(pick).collect_view());
    view! {
        <h2>{t(r::PICK_FIRST)}</h2>
        <div class="picks">{picks}</div>
    }
    .into_any()
}

fn second_level(form: Form, rules: Signal<Arc<Rulebook>>, first: &str) -> AnyView {
    let choose = move |key: String| {
        form.category.set(Some(key));
        let fitting = rules.with_untracked(|rules| form.read_untracked().fitting(rules));
        form.facts.set(fitting.facts);
        form.go(1);
    };
    let pick = move |category: RuleCategory| {
        let RuleCategory { key, title, hint, .. } = category;
        let (chosen, mine) = (key.clone(), key.clone());
        let pressed = move || form.category.with(|chosen| chosen.as_deref() == Some(&*mine)).to_string();
        let glyph = glyph::category(&key);
        view! {
            <button type="button" class="weui-cell" aria-pressed=pressed on:click=move |_| choose(chosen.clone())>
                <span class="tile">{icon(glyph)}</span>
                <span class="weui-cell__bd">
                    <b class="block">{move || told(&title)}</b>
                    <span class="weui-cell__desc block">{move || told(&hint)}</span>
                </span>
                <span class="weui-cell__ft">{icon(glyph::FORWARD)}</span>
            </button>
        }
    };
    let (heading, picks) = rules.with(|rules| {
        let below: Vec<_> = rules.categories_under(Some(first)).cloned().collect();
        let own = rules.category(first).cloned();
        let heading = own.as_ref().map(|category| category.title.clone()).unwrap_or_default();
        // A first-level category without any below it can be chosen itself.
        let choices = if below.is_empty() { own.into_iter().collect() } else { below };
        (heading, choices.into_iter().map(pick).collect_view())
    });
    let other = move |()| {
        form.first.set(None);
        form.category.set(None);
    };
    view! {
        <div class="row between">
            <h2>{move || format!("{} · {}", told(&heading), r::PICK_SECOND.now())}</h2>
            <Press label=r::PICK_OTHER look=Look::Text glyph=glyph::UNDO press=other/>
        </div>
        <div class="weui-cells">{picks}</div>
    }
    .into_any()
}

/// Step two: the questions of the category.
#[component]
pub fn Questions(
    /// The form.
    form: Form,
) -> impl IntoView {
    let rules = use_data().rules();
    let faults = faults_of(form, 1);
    let questions = move || {
        let category = form.category.get()?;
        rules.with(|rules| {
            let category = rules.category(&category)?;
            let fields = category.questions.iter().filter_map(|ask| {
                let kind = rules.fact(&ask.fact)?.kind.clone();
                Some(question(form, ask.clone(), kind, faults))
            });
            Some((category.title.clone(), fields.collect_view()))
        })
    };
    let body = move || match questions() {
        None => ().into_any(),
        Some((title, fields)) if fields.is_empty() => view! {
            <h2>{told(&title)}</h2>
            <p class="quiet">{t(r::NO_QUESTIONS)}</p>
        }
        .into_any(),
        Some((title, fields)) => view! {
            <div>
                <h2>{told(&title)} " · " {t(r::DETAIL_TITLE)}</h2>
                <p class="quiet">{t(r::DETAIL_LINE)}</p>
            </div>
            <div class="card stack-l">{fields}</div>
        }
        .into_any(),
    };
    view! {
        <section class="stack">{body}</section>
        {dock(form, faults)}
    }
    .into_any()
}

/// The questions of the category chosen and nothing else.
pub fn fields(form: Form, faults: Signal<Vec<Fault>>) -> AnyView {
    let rules = use_data().rules();
    let fields = move || {
        let category = form.category.get()?;
        rules.with(|rules| {
            let fields = rules.category(&category)?.questions.iter().filter_map(|ask| {
                let kind = rules.fact(&ask.fact)?.kind.clone();
                Some(question(form, ask.clone(), kind, faults))
            });
            Some(fields.collect_view())
        })
    };
    fields.into_any()
}

fn question(form: Form, ask: Question, kind: FactKind, faults: Signal<Vec<Fault>>) -> AnyView {
    let Question { fact, ask, required } = ask;
    let label = Signal::derive(move || told(&ask));
    let wrong = {
        let fault = Fault::Fact(fact.clone());
        Signal::derive(move || form.tried.get() && faults.with(|faults| faults.contains(&fault)))
    };
    match kind {
        FactKind::Boolean => {
            let options =
                || [("yes", c::YES), ("no", c::NO)].map(|(key, word)| (key.to_owned(), word.now().to_owned()));
            let read = |value: &FactValue| match value {
                FactValue::Boolean(true) => Some("yes".to_owned()),
                FactValue::Boolean(false) => Some("no".to_owned()),
                _ => None,
            };
            let value = choice_value(form, fact, read, |key| FactValue::Boolean(key == "yes"));
            let options = Signal::derive(move || options().to_vec());
            view! { <Choices legend=label options=options value=value error=choose_error(wrong) optional=!required/> }
                .into_any()
        }
        FactKind::Choice { options } => {
            let titles: Vec<(String, Text)> = options.into_iter().map(|option| (option.key, option.title)).collect();
            let options =
                Signal::derive(move || titles.iter().map(|(key, title)| (key.clone(), told(title))).collect());
            let read = |value: &FactValue| match value {
                FactValue::Choice(key) => Some(key.clone()),
                _ => None,
            };
            let value = choice_value(form, fact, read, |key| FactValue::Choice(key.to_owned()));
            view! { <Choices legend=label options=options value=value error=choose_error(wrong) optional=!required/> }
                .into_any()
        }
        typed => typed_in(form, fact, label, typed, wrong, required),
    }
}

fn choose_error(wrong: Signal<bool>) -> MaybeProp<String> {
    MaybeProp::derive(move || wrong.get().then(|| c::CHOOSE_ONE.now().to_owned()))
}

/// A fact as the key of a choice, written back when it changes.
fn choice_value(
    form: Form,
    fact: String,
    read: fn(&FactValue) -> Option<String>,
    write: fn(&str) -> FactValue,
) -> RwSignal<Option<String>> {
    let value = RwSignal::new(form.facts.with_untracked(|facts| facts.get(&fact).and_then(read)));
    Effect::new(move || {
        if let Some(key) = value.get() {
            form.answer(&fact, Some(write(&key)));
        }
    });
    value
}

/// A number, a day or a text.
fn typed_in(
    form: Form,
    fact: String,
    label: Signal<String>,
    kind: FactKind,
    wrong: Signal<bool>,
    required: bool,
) -> AnyView {
    let start = form.facts.with_untracked(|facts| facts.get(&fact).map(FactValue::to_string).unwrap_or_default());
    let value = RwSignal::new(start);
    let (input, inputmode, chars_max) = match &kind {
        FactKind::Date { .. } => ("date", "text", 12),
        FactKind::Decimal { .. } => ("text", "decimal", 20),
        FactKind::Text { chars_max } => ("text", "text", usize::from(*chars_max)),
        _ => ("text", "numeric", 12),
    };
    let hint = matches!(kind, FactKind::Text { .. }).then_some(r::TYPED_HINT);
    let hint = MaybeProp::derive(move || hint.map(|hint| hint.now().to_owned()));
    let expected = match &kind {
        FactKind::Decimal { min, max, places } => {
            (r::DECIMAL_RANGE, [min.to_string(), max.to_string(), places.to_string()])
        }
        FactKind::Date { min, max } => (r::DATE_RANGE, [min.to_string(), max.to_string(), String::new()]),
        FactKind::Integer { min, max } => (r::NUMBER_RANGE, [min.to_string(), max.to_string(), String::new()]),
        _ => (r::TEXT_RANGE, [chars_max.to_string(), String::new(), String::new()]),
    };
    let parsed = Memo::new(move |_| value.with(|text| kind.read(text)));
    Effect::new(move || form.answer(&fact, parsed.get()));
    let error = MaybeProp::derive(move || {
        let unreadable = value.with(|text| !text.trim().is_empty()) && parsed.with(Option::is_none);
        let (phrase, ends) = &expected;
        (unreadable || wrong.get()).then(|| phrase.fill(&ends.each_ref().map(String::as_str)))
    });
    view! {
        <TextField
            label=label
            value=value
            kind=input
            inputmode=inputmode
            hint=hint
            error=error
            optional=!required
            chars_max=chars_max
        />
    }
    .into_any()
}
