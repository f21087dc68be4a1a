//! Categories on two levels, each with what is asked in it.

use leptos::prelude::*;
use weft::rules::{Category, Edit, Key, Member, MemberName, Question, Renamed, fresh_name};
use weft::text::Text;

use super::cell::t_owned;
use super::editor::Editor;
use super::fields::{both, line, pick, small, tick};
use super::listed::{Line, listed, orders};
use crate::component::{Look, Press, glyph};
use crate::text::staff::{edit as e, rules as w};
use crate::text::{t, told};

/// The part of the editor.
pub fn panel(editor: Editor) -> AnyView {
    let lines = Memo::new(move |_| {
        editor.book.with(|book| {
            let line = |category: &Category, is_below| Line {
                key: category.key.clone(),
                title: category.title.clone(),
                aside: if category.questions.is_empty() { String::new() } else { category.questions.len().to_string() },
                is_below,
            };
            let mut lines = Vec::new();
            for first in book.categories_under(None) {
                lines.push(line(first, false));
                lines.extend(book.categories_under(Some(&first.key)).map(|second| line(second, true)));
            }
            lines
        })
    });
    let chosen = RwSignal::new(lines.with_untracked(|lines| lines.first().map(|line| line.key.clone())));
    let add = move |parent: Option<Key>| {
        let book = editor.book.get_untracked();
        let stem = parent.as_ref().map_or_else(|| "category".to_owned(), |parent| format!("{parent}.kind"));
        let key = fresh_name(&stem, |name| book.category(name).is_some());
        let category = Category {
            key: key.clone(),
            parent,
            title: Text::new("新类别", "New kind"),
            hint: Text::default(),
            questions: Vec::new(),
        };
        if editor.apply(&Edit::Put(Box::new(Member::Category(category)))) {
            chosen.set(Some(key));
        }
    };
    let below = move || {
        let key = chosen.get_untracked()?;
        editor.book.with_untracked(|book| book.category(&key).map(|known| known.parent.clone().unwrap_or(key.clone())))
    };
    let foot = if editor.may_edit {
        view! {
            <div class="stack-xs">
                <Press label=e::ADD_CATEGORY look=Look::Text glyph=glyph::PLUS press=move |()| add(None)/>
                <Press label=e::ADD_BELOW look=Look::Text glyph=glyph::PLUS press=move |()| if let Some(parent) = below() { add(Some(parent)) }/>
            </div>
        }
        .into_any()
    } else {
        ().into_any()
    };
    listed(lines, chosen, foot, move |key| detail(editor, key, chosen))
}

/// A category that is followed by its key.
#[derive(Clone, Copy)]
struct Held {
    editor: Editor,
    now: Memo<Option<Category>>,
}

impl Held {
    fn read<R: Default>(self, read: impl FnOnce(&Category) -> R) -> R {
        self.now.with(|now| now.as_ref().map(read).unwrap_or_default())
    }

    fn change(self, change: impl FnOnce(&mut Category)) {
        if let Some(mut category) = self.now.get_untracked() {
            change(&mut category);
            self.editor.apply(&Edit::Put(Box::new(Member::Category(category))));
        }
    }
}

fn detail(editor: Editor, key: Key, chosen: RwSignal<Option<Key>>) -> AnyView {
    let found = key.clone();
    let now = Memo::new(move |_| editor.book.with(|book| book.category(&found).cloned()));
    let held = Held { editor, now };
    let count = Memo::new(move |_| held.read(|category| category.questions.len()));
    let title = move || held.read(|category| category.title.clone());
    let hint = move || held.read(|category| category.hint.clone());
    let questions = move || (0..count.get()).map(|at| question(held, at, count.get())).collect_view();
    if !editor.may_edit {
        return view! {
            <section class="card stack-s">
                <h2>{move || told(&title())}</h2>
                <p class="faint">{move || told(&hint())}</p>
                <ol class="asked">{questions}</ol>
            </section>
        }
        .into_any();
    }
    let (name, from) = (key.clone(), key.clone());
    let rename = move |to: String| {
        let to = to.trim().to_owned();
        if editor.apply(&Edit::Rename { of: Renamed::Category(from.clone()), to: to.clone() }) {
            chosen.set(Some(to));
        }
    };
    let add = move |()| {
        let free = editor.book.with_untracked(|book| {
            let asked = |fact: &Key| {
                now.with_untracked(|now| now.iter().any(|now| now.questions.iter().any(|known| known.fact == *fact)))
            };
            book.facts.iter().find(|fact| !asked(&fact.key)).map(|fact| (fact.key.clone(), fact.title.clone()))
        });
        if let Some((fact, ask)) = free {
            held.change(|category| category.questions.push(Question { fact, ask, required: false }));
        }
    };
    view! {
        <section class="card stack">
            <div class="row between"><h2>{move || told(&title())}</h2> {orders(editor, MemberName::Category(key))}</div>
            {both(t_owned(e::TITLE), title, move |title| held.change(|category| category.title = title))}
            {both(t_owned(e::HINT), hint, move |hint| held.change(|category| category.hint = hint))}
            {line(t_owned(e::KEY), "text", move || name.clone(), rename)}
            <h3>{t(e::QUESTIONS)}</h3>
            <ol class="asked">{questions}</ol>
            <Press label=e::ADD_QUESTION look=Look::Text glyph=glyph::PLUS press=add/>
        </section>
    }
    .into_any()
}

fn question(held: Held, at: usize, count: usize) -> AnyView {
    let editor = held.editor;
    let now = move || held.now.with(|now| now.as_ref().and_then(|now| now.questions.get(at).cloned()));
    let ask = move || now().map(|known| known.ask).unwrap_or_default();
    let required = move || now().is_some_and(|known| known.required);
    if !editor.may_edit {
        let word = move || if required() { w::REQUIRED } else { crate::text::common::OPTIONAL };
        return view! { <li>{move || told(&ask())} " " <span class="faint">{move || word().now()}</span></li> }
            .into_any();
    }
    let set = move |change: &dyn Fn(&mut Question)| {
        held.change(|category| {
            if let Some(known) = category.questions.get_mut(at) {
                change(known);
            }
        });
    };
    let facts =
        move || editor.book.with(|book| book.facts.iter().map(|fact| (fact.key.clone(), told(&fact.title))).collect());
    let swap = move |with: Option<usize>| {
        if let Some(with) = with.filter(|with| *with < count) {
            held.change(|category| category.questions.swap(at, with));
        }
    };
    let fact = move || now().map(|known| known.fact).unwrap_or_default();
    view! {
        <li class="asked-item">
            <div class="row">
                <div class="grow">{pick(t_owned(e::FACT), facts, fact, move |fact| set(&|known| known.fact.clone_from(&fact)))}</div>
                {tick(e::MUST_ANSWER, required, move |on| set(&|known| known.required = on))}
                {small(t_owned(e::MOVE_UP), glyph::UP, "", move || swap(at.checked_sub(1)))}
                {small(t_owned(e::MOVE_DOWN), glyph::UP, "down", move || swap(Some(at + 1)))}
                {small(t_owned(e::REMOVE), glyph::CROSS, "red", move || held.change(|category| drop(category.questions.remove(at))))}
            </div>
            {both(t_owned(e::ASK), ask, move |ask| set(&|known| known.ask = ask.clone()))}
        </li>
    }
    .into_any()
}
