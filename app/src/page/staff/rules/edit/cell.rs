//! Editing a test: a picker for each type of column.

use std::sync::Arc;

use leptos::prelude::*;
use weft::rules::{Category, CellFault, End, FactKind, Key, Rulebook, Test};
use weft::text::Text;

use super::fields::line;
use crate::component::{Option2, Segment};
use crate::text::staff::{edit as e, rules as w};
use crate::text::{common as c, t, told};

/// A test being edited.
#[derive(Clone, Copy)]
pub struct Cell {
    /// The rulebook that it belongs to.
    pub book: RwSignal<Arc<Rulebook>>,
    /// The test.
    pub value: Signal<Test>,
    /// Takes another one.
    pub set: Callback<Test>,
}

/// How a list of names is meant.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Listed {
    Any,
    In,
    NotIn,
}

/// The picker for a column.
pub fn picker(cell: Cell, column: &str) -> AnyView {
    let book = cell.book.get_untracked();
    match column {
        "category" => keys(cell, Tree(book.categories.clone())),
        "mode" | "compound" => keys(cell, Flat(book.values_of(column))),
        fact => match book.fact(fact).map(|fact| &fact.kind) {
            Some(FactKind::Choice { .. }) => keys(cell, Flat(book.values_of(fact))),
            Some(FactKind::Integer { min, max }) => {
                let hint = e::RANGE_HINT.fill(&[&min.to_string(), &max.to_string()]);
                ordered(cell, fact, "number", hint)
            }
            Some(FactKind::Decimal { min, max, places }) => {
                let hint = e::RANGE_HINT_DECIMAL.fill(&[&min.to_string(), &max.to_string(), &places.to_string()]);
                ordered(cell, fact, "text", hint)
            }
            Some(FactKind::Date { min, max }) => {
                let hint = e::RANGE_HINT_DATE.fill(&[&min.to_string(), &max.to_string()]);
                ordered(cell, fact, "date", hint)
            }
            Some(FactKind::Text { .. }) => view! {
                {written(cell, fact)}
                <p class="faint">{t(e::TEXTS_HINT)}</p>
            }
            .into_any(),
            Some(FactKind::Boolean) => yes_no(cell),
            None => view! { <p class="faint">{t(e::NO_COLUMN)}</p> }.into_any(),
        },
    }
}

use Values::{Flat, Tree};

/// What can be chosen from.
enum Values {
    Flat(Vec<(Key, Text)>),
    Tree(Vec<Category>),
}

fn listed(test: &Test) -> (Listed, Vec<Key>) {
    match test {
        Test::In(keys) => (Listed::In, keys.clone()),
        Test::NotIn(keys) => (Listed::NotIn, keys.clone()),
        Test::Any | Test::Between(..) | Test::Is(_) | Test::Within { .. } => (Listed::Any, Vec::new()),
    }
}

/// Keeps a segment and a signal in step: what is chosen is passed on, what is set from elsewhere is shown.
fn segment(
    legend: Signal<String>,
    options: Signal<Vec<Option2>>,
    value: impl Fn() -> String + Send + Sync + 'static,
    set: impl Fn(String) + 'static,
) -> AnyView {
    let chosen = RwSignal::new(Some(untrack(&value)));
    Effect::new(move || {
        let now = Some(value());
        if chosen.get_untracked() != now {
            chosen.set(now);
        }
    });
    Effect::new(move |before: Option<Option<String>>| {
        let now = chosen.get();
        if let (Some(before), Some(word)) = (before, &now)
            && before != now
        {
            set(word.clone());
        }
        now
    });
    view! { <Segment legend=legend options=options value=chosen/> }.into_any()
}

fn keys(cell: Cell, values: Values) -> AnyView {
    let word = move || match listed(&cell.value.get()).0 {
        Listed::Any => "any".to_owned(),
        Listed::In => "in".to_owned(),
        Listed::NotIn => "not".to_owned(),
    };
    let options = Signal::derive(|| {
        [("any", w::TEST_ANY), ("in", e::ONE_OF), ("not", e::NONE_OF)]
            .map(|(key, phrase)| (key.to_owned(), phrase.now().to_owned()))
            .into()
    });
    let turn = move |word: String| {
        let (mode, keys) = listed(&cell.value.get_untracked());
        match (word.as_str(), mode) {
            ("any", Listed::In | Listed::NotIn) => cell.set.run(Test::Any),
            ("in", Listed::Any | Listed::NotIn) => cell.set.run(Test::In(keys)),
            ("not", Listed::Any | Listed::In) => cell.set.run(Test::NotIn(keys)),
            _ => {}
        }
    };
    let find = RwSignal::new(String::new());
    let count = match &values {
        Flat(values) => values.len(),
        Tree(values) => values.len(),
    };
    let search = (count > 12).then(|| {
        view! {
            <input
                class="input" type="search" aria-label=t(e::FIND_VALUE) placeholder=t(e::FIND_VALUE) prop:value=move || find.get()
                on:input:target=move |event| find.set(event.target().value())
            />
        }
    });
    let list = match values {
        Flat(values) => values.into_iter().map(|value| tick(cell, find, value, false)).collect_view().into_any(),
        Tree(categories) => tree(cell, find, &categories),
    };
    view! {
        {segment(e::HOW_LISTED.into(), options, word, turn)}
        {search}
        <div class="pick-list" role="group" aria-label=t(e::VALUES)>{list}</div>
    }
    .into_any()
}

fn tree(cell: Cell, find: RwSignal<String>, categories: &[Category]) -> AnyView {
    let firsts = categories.iter().filter(|category| category.parent.is_none());
    firsts
        .map(|first| {
            let below = categories.iter().filter(|category| category.parent.as_deref() == Some(&*first.key));
            let below: Vec<_> =
                below.map(|second| tick(cell, find, (second.key.clone(), second.title.clone()), true)).collect();
            view! {
                {tick(cell, find, (first.key.clone(), first.title.clone()), false)}
                {below}
            }
        })
        .collect_view()
        .into_any()
}

fn tick(cell: Cell, find: RwSignal<String>, (key, title): (Key, Text), is_below: bool) -> AnyView {
    let (mine, turned, said) = (key.clone(), key.clone(), title.clone());
    let parent = key.split_once('.').map(|(parent, _)| parent.to_owned());
    // One on the first level stands for all below it.
    let by_parent = move || {
        is_below && parent.as_ref().is_some_and(|parent| cell.value.with(|test| listed(test).1.contains(parent)))
    };
    let is_on = move || cell.value.with(|test| listed(test).1.contains(&mine));
    let turn = move |on: bool| {
        let (mode, mut keys) = listed(&cell.value.get_untracked());
        let below = format!("{turned}.");
        keys.retain(|other| *other != turned && !(on && other.starts_with(&below)));
        if on {
            keys.push(turned.clone());
        }
        match (mode, keys.is_empty()) {
            (_, true) => cell.set.run(Test::Any),
            (Listed::NotIn, false) => cell.set.run(Test::NotIn(keys)),
            (Listed::Any | Listed::In, false) => cell.set.run(Test::In(keys)),
        }
    };
    let is_hidden = move || {
        let wanted = find.get().trim().to_lowercase();
        !wanted.is_empty() && !title.zh.contains(&wanted) && !title.en.to_lowercase().contains(&wanted)
    };
    let by_parent = Memo::new(move |_| by_parent());
    view! {
        <label class="pick-item" class:below=is_below hidden=is_hidden>
            <input
                type="checkbox" prop:checked=move || is_on() || by_parent.get() disabled=move || by_parent.get()
                on:change:target=move |event| turn(event.target().checked())
            />
            <span>{move || told(&said)}</span>
        </label>
    }
    .into_any()
}

/// Numbers or days: from and to where that says all, and the whole test in writing.
fn ordered(cell: Cell, fact: &str, kind: &'static str, hint: String) -> AnyView {
    let column = StoredValue::new(fact.to_owned());
    let ends = move || cell.value.with(ends_of).unwrap_or_default();
    let is_one_range = move || cell.value.with(|test| ends_of(test).is_some());
    let set = move |from: String, to: String| {
        let said = match (from.trim(), to.trim()) {
            ("", "") => "-".to_owned(),
            (from, "") => format!(">={from}"),
            ("", to) => format!("<={to}"),
            (from, to) => format!("[{from}..{to}]"),
        };
        let read = cell.book.with_untracked(|book| book.test_from(&column.get_value(), &said));
        if let Ok(test) = read {
            cell.set.run(test);
        }
    };
    let now = move || untrack(ends);
    view! {
        <div class="mini-pair" hidden=move || !is_one_range()>
            {line(t_owned(e::RANGE_FROM), kind, move || ends().0, move |from| set(from, now().1))}
            {line(t_owned(e::RANGE_TO), kind, move || ends().1, move |to| set(now().0, to))}
        </div>
        {written(cell, fact)}
        <p class="faint">{hint}</p>
    }
    .into_any()
}

/// Both ends of a test that is one range with its ends in it, written; none of any other.
fn ends_of(test: &Test) -> Option<(String, String)> {
    let said = |end: &Option<End>| match end {
        None => Some(String::new()),
        Some(end) => (!end.open).then(|| end.at.to_string()),
    };
    let number = |end: &Option<i64>| end.map_or_else(String::new, |end| end.to_string());
    match test {
        Test::Any => Some((String::new(), String::new())),
        Test::Between(from, to) => Some((number(from), number(to))),
        Test::Within { any, not: false } => match any.as_slice() {
            [only] => Some((said(&only.from)?, said(&only.to)?)),
            _ => None,
        },
        Test::Within { .. } | Test::In(_) | Test::NotIn(_) | Test::Is(_) => None,
    }
}

/// The test in writing; what cannot be read stays in the field with the reason below it.
fn written(cell: Cell, fact: &str) -> AnyView {
    let column = StoredValue::new(fact.to_owned());
    let fault = RwSignal::new(None::<CellFault>);
    let set = move |said: String| match cell.book.with_untracked(|book| book.test_from(&column.get_value(), &said)) {
        Ok(test) => {
            fault.set(None);
            cell.set.run(test);
        }
        Err(why) => fault.set(Some(why)),
    };
    let said = move || fault.get().map(|why| told(&why.text()));
    view! {
        {line(t_owned(e::WRITTEN), "text", move || cell.value.with(Rulebook::test_written), set)}
        <p class="fault" role="alert" hidden=move || fault.with(Option::is_none)>{said}</p>
    }
    .into_any()
}

fn yes_no(cell: Cell) -> AnyView {
    let word = move || match cell.value.get() {
        Test::Is(true) => "yes".to_owned(),
        Test::Is(false) => "no".to_owned(),
        _ => "any".to_owned(),
    };
    let options = Signal::derive(|| {
        [("any", w::TEST_ANY), ("yes", c::YES), ("no", c::NO)]
            .map(|(key, phrase)| (key.to_owned(), phrase.now().to_owned()))
            .into()
    });
    let turn = move |word: String| {
        let test = match word.as_str() {
            "yes" => Test::Is(true),
            "no" => Test::Is(false),
            _ => Test::Any,
        };
        if test != cell.value.get_untracked() {
            cell.set.run(test);
        }
    };
    segment(e::VALUES.into(), options, word, turn)
}

/// A phrase as an owned text, following the language.
pub fn t_owned(phrase: crate::text::Phrase) -> impl Fn() -> String + Copy + Send + Sync + 'static {
    move || phrase.now().to_owned()
}
