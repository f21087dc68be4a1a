//! Facts that decisions may depend on, each with its type.

use chrono::NaiveDate;
use leptos::prelude::*;
use weft::decimal::{Decimal, PLACES_MAX};
use weft::rules::{Choice, Edit, FactDef, FactKind, Key, Member, MemberName, Renamed, fresh_name};
use weft::text::Text;

use super::cell::t_owned;
use super::editor::Editor;
use super::fields::{both, line, pick, small};
use super::listed::{Line, listed, orders};
use crate::component::{Look, Press, glyph};
use crate::text::staff::edit as e;
use crate::text::{Phrase, t, told};

/// The types, in the order of the drop-down.
const KINDS: [(&str, Phrase); 6] = [
    ("boolean", e::KIND_BOOLEAN),
    ("integer", e::KIND_INTEGER),
    ("choice", e::KIND_CHOICE),
    ("decimal", e::KIND_DECIMAL),
    ("date", e::KIND_DATE),
    ("text", e::KIND_TEXT),
];
/// Ends of a new range.
const RANGE_NEW: (i64, i64) = (0, 1_000);
/// Places of a new decimal number.
const PLACES_NEW: u8 = 2;
/// Ends of new days.
const YEARS_NEW: (i32, i32) = (2000, 2099);
/// Most characters of a new text.
const CHARS_NEW: u16 = 40;

fn kind_key(kind: &FactKind) -> &'static str {
    match kind {
        FactKind::Boolean => "boolean",
        FactKind::Integer { .. } => "integer",
        FactKind::Choice { .. } => "choice",
        FactKind::Decimal { .. } => "decimal",
        FactKind::Date { .. } => "date",
        FactKind::Text { .. } => "text",
    }
}

fn new_kind(key: &str) -> FactKind {
    match key {
        "integer" => FactKind::Integer { min: RANGE_NEW.0, max: RANGE_NEW.1 },
        "choice" => {
            FactKind::Choice { options: vec![Choice { key: "one".into(), title: Text::new("选项一", "One") }] }
        }
        "decimal" => {
            let end = |number| Decimal::new(number, 0).unwrap_or_default();
            FactKind::Decimal { min: end(RANGE_NEW.0), max: end(RANGE_NEW.1), places: PLACES_NEW }
        }
        "date" => {
            let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
            FactKind::Date { min: day(YEARS_NEW.0, 1, 1), max: day(YEARS_NEW.1, 12, 31) }
        }
        "text" => FactKind::Text { chars_max: CHARS_NEW },
        _ => FactKind::Boolean,
    }
}

/// The part of the editor.
pub fn panel(editor: Editor) -> AnyView {
    let lines = Memo::new(move |_| {
        let word = |fact: &FactDef| {
            let key = kind_key(&fact.kind);
            KINDS
                .into_iter()
                .find(|(known, _)| *known == key)
                .map(|(_, word)| word.now().to_owned())
                .unwrap_or_default()
        };
        editor.book.with(|book| {
            let line = |fact: &FactDef| Line {
                key: fact.key.clone(),
                title: fact.title.clone(),
                aside: word(fact),
                is_below: false,
            };
            book.facts.iter().map(line).collect::<Vec<_>>()
        })
    });
    let chosen = RwSignal::new(lines.with_untracked(|lines| lines.first().map(|line| line.key.clone())));
    let add = move |()| {
        let book = editor.book.get_untracked();
        let key = fresh_name("fact", |name| book.fact(name).is_some());
        let fact = FactDef { key: key.clone(), title: Text::new("新要素", "New fact"), kind: FactKind::Boolean };
        if editor.apply(&Edit::Put(Box::new(Member::Fact(fact)))) {
            chosen.set(Some(key));
        }
    };
    let foot = if editor.may_edit {
        view! { <Press label=e::ADD_FACT look=Look::Text glyph=glyph::PLUS press=add/> }.into_any()
    } else {
        ().into_any()
    };
    listed(lines, chosen, foot, move |key| detail(editor, key, chosen))
}

/// A fact that is followed by its key.
#[derive(Clone, Copy)]
struct Held {
    editor: Editor,
    key: StoredValue<Key>,
    now: Memo<Option<FactDef>>,
}

impl Held {
    fn change(self, change: impl FnOnce(&mut FactDef)) {
        if let Some(mut fact) = self.now.get_untracked() {
            change(&mut fact);
            self.editor.apply(&Edit::Put(Box::new(Member::Fact(fact))));
        }
    }

    fn options(self) -> Vec<Choice> {
        self.now.with(|now| match now.as_ref().map(|now| &now.kind) {
            Some(FactKind::Choice { options }) => options.clone(),
            _ => Vec::new(),
        })
    }

    fn change_options(self, change: impl FnOnce(&mut Vec<Choice>)) {
        self.change(|fact| {
            if let FactKind::Choice { options } = &mut fact.kind {
                change(options);
            }
        });
    }
}

fn detail(editor: Editor, key: Key, chosen: RwSignal<Option<Key>>) -> AnyView {
    let found = key.clone();
    let now = Memo::new(move |_| editor.book.with(|book| book.fact(&found).cloned()));
    let held = Held { editor, key: StoredValue::new(key.clone()), now };
    let title = move || now.with(|now| now.as_ref().map(|now| now.title.clone()).unwrap_or_default());
    let kind = move || now.with(|now| now.as_ref().map(|now| kind_key(&now.kind).to_owned()).unwrap_or_default());
    let kinds = || KINDS.map(|(key, word)| (key.to_owned(), word.now().to_owned())).into();
    let shown = Memo::new(move |_| kind());
    let (name, from) = (key.clone(), key.clone());
    let rename = move |to: String| {
        let to = to.trim().to_owned();
        if editor.apply(&Edit::Rename { of: Renamed::Fact(from.clone()), to: to.clone() }) {
            chosen.set(Some(to));
        }
    };
    let names = editor.may_edit.then(|| {
        view! {
            {both(t_owned(e::TITLE), title, move |title| held.change(|fact| fact.title = title))}
            <div class="mini-pair">
                {line(t_owned(e::KEY), "text", move || name.clone(), rename)}
                {pick(t_owned(e::KIND), kinds, kind, move |key| held.change(|fact| fact.kind = new_kind(&key)))}
            </div>
        }
    });
    let orders = editor.may_edit.then(|| orders(editor, MemberName::Fact(key)));
    view! {
        <section class="card stack">
            <div class="row between"><h2>{move || told(&title())}</h2> {orders}</div>
            {names}
            {move || match shown.get().as_str() {
                "integer" | "decimal" | "date" => range(held),
                "text" => chars(held),
                "choice" => options(held),
                _ => view! { <p class="faint">{t(e::KIND_BOOLEAN_TEXT)}</p> }.into_any(),
            }}
        </section>
    }
    .into_any()
}

/// An end of a range as it was entered. What cannot be read changes nothing.
fn with_end(kind: FactKind, is_least: bool, said: &str) -> Option<FactKind> {
    let said = said.trim();
    Some(match kind {
        FactKind::Integer { max, .. } if is_least => FactKind::Integer { min: said.parse().ok()?, max },
        FactKind::Integer { min, .. } => FactKind::Integer { min, max: said.parse().ok()? },
        FactKind::Decimal { max, places, .. } if is_least => FactKind::Decimal { min: said.parse().ok()?, max, places },
        FactKind::Decimal { min, places, .. } => FactKind::Decimal { min, max: said.parse().ok()?, places },
        FactKind::Date { max, .. } if is_least => FactKind::Date { min: said.parse().ok()?, max },
        FactKind::Date { min, .. } => FactKind::Date { min, max: said.parse().ok()? },
        FactKind::Choice { .. } | FactKind::Boolean | FactKind::Text { .. } => return None,
    })
}

fn range(held: Held) -> AnyView {
    let kind = move || held.now.with(|now| now.as_ref().map(|now| now.kind.clone())).unwrap_or(FactKind::Boolean);
    let ends = move || match kind() {
        FactKind::Integer { min, max } => (min.to_string(), max.to_string()),
        FactKind::Decimal { min, max, .. } => (min.to_string(), max.to_string()),
        FactKind::Date { min, max } => (min.to_string(), max.to_string()),
        FactKind::Choice { .. } | FactKind::Boolean | FactKind::Text { .. } => Default::default(),
    };
    if !held.editor.may_edit {
        let said = move || e::RANGE_SAID.fill(&[&ends().0, &ends().1]);
        return view! { <p>{said}</p> }.into_any();
    }
    let set = move |is_least: bool, said: String| {
        if let Some(kind) = with_end(untrack(kind), is_least, &said) {
            held.change(|fact| fact.kind = kind);
        }
    };
    let input = match untrack(kind) {
        FactKind::Integer { .. } => "number",
        FactKind::Date { .. } => "date",
        _ => "text",
    };
    view! {
        <div class="mini-pair">
            {line(t_owned(e::LEAST), input, move || ends().0, move |said| set(true, said))}
            {line(t_owned(e::MOST), input, move || ends().1, move |said| set(false, said))}
        </div>
        {matches!(untrack(kind), FactKind::Decimal { .. }).then(|| places(held))}
    }
    .into_any()
}

fn places(held: Held) -> AnyView {
    let now = move || {
        held.now.with(|now| match now.as_ref().map(|now| &now.kind) {
            Some(FactKind::Decimal { places, .. }) => places.to_string(),
            _ => String::new(),
        })
    };
    let set = move |said: String| {
        if let Some(new) = said.trim().parse().ok().filter(|places| *places <= PLACES_MAX) {
            held.change(|fact| {
                if let FactKind::Decimal { places, .. } = &mut fact.kind {
                    *places = new;
                }
            });
        }
    };
    line(t_owned(e::PLACES), "number", now, set)
}

fn chars(held: Held) -> AnyView {
    let now = move || {
        held.now.with(|now| match now.as_ref().map(|now| &now.kind) {
            Some(FactKind::Text { chars_max }) => chars_max.to_string(),
            _ => String::new(),
        })
    };
    let set = move |said: String| {
        if let Ok(chars_max) = said.trim().parse() {
            held.change(|fact| fact.kind = FactKind::Text { chars_max });
        }
    };
    let field = held.editor.may_edit.then(|| line(t_owned(e::CHARS_MAX), "number", now, set));
    view! {
        {field}
        <p class="faint">{t(e::KIND_TEXT_TEXT)}</p>
    }
    .into_any()
}

fn options(held: Held) -> AnyView {
    let count = Memo::new(move |_| held.options().len());
    let add = move |()| {
        held.change_options(|options| {
            let key = fresh_name("option", |name| options.iter().any(|option| option.key == name));
            options.push(Choice { key, title: Text::new("新选项", "New option") });
        });
    };
    let more = held
        .editor
        .may_edit
        .then(|| view! { <Press label=e::ADD_OPTION look=Look::Text glyph=glyph::PLUS press=add/> });
    view! {
        <h3>{t(e::OPTIONS)}</h3>
        <ol class="asked">{move || (0..count.get()).map(|at| option(held, at, count.get())).collect_view()}</ol>
        {more}
    }
    .into_any()
}

fn option(held: Held, at: usize, count: usize) -> AnyView {
    let title = move || held.options().get(at).map(|option| option.title.clone()).unwrap_or_default();
    if !held.editor.may_edit {
        return view! { <li>{move || told(&title())}</li> }.into_any();
    }
    let key = move || held.options().get(at).map(|option| option.key.clone()).unwrap_or_default();
    let rename = move |to: String| {
        let of = Renamed::Value { fact: held.key.get_value(), value: untrack(key) };
        held.editor.apply(&Edit::Rename { of, to: to.trim().to_owned() });
    };
    let set = move |title: Text| {
        held.change_options(|options| {
            if let Some(option) = options.get_mut(at) {
                option.title = title;
            }
        });
    };
    let swap = move |with: Option<usize>| {
        if let Some(with) = with.filter(|with| *with < count) {
            held.change_options(|options| options.swap(at, with));
        }
    };
    view! {
        <li class="asked-item">
            <div class="row">
                <div class="grow">{line(t_owned(e::KEY), "text", key, rename)}</div>
                {small(t_owned(e::MOVE_UP), glyph::UP, "", move || swap(at.checked_sub(1)))}
                {small(t_owned(e::MOVE_DOWN), glyph::UP, "down", move || swap(Some(at + 1)))}
                {small(t_owned(e::REMOVE), glyph::CROSS, "red", move || held.change_options(|options| drop(options.remove(at))))}
            </div>
            {both(t_owned(e::TITLE), title, set)}
        </li>
    }
    .into_any()
}
