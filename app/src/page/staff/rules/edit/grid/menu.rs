//! What can be done with a rule or a column as a whole.

use leptos::prelude::*;
use weft::rules::{Edit, Key, Renamed, TICKET_TABLE, Test};

use super::super::super::table::column_title;
use super::super::cell::{Cell, picker, t_owned};
use super::super::fields::{line, pick};
use super::open::Open;
use super::{Grid, keys};
use crate::component::{Glyph, Press, glyph, icon};
use crate::text::staff::edit as e;
use crate::text::{Phrase, t};

fn table() -> Key {
    TICKET_TABLE.to_owned()
}

fn item(word: Phrase, sign: Glyph, class: &'static str, press: impl Fn() + 'static) -> AnyView {
    view! {
        <button type="button" class=format!("menu-item {class}") on:click=move |_| press()>
            {icon(sign)}
            {t(word)}
        </button>
    }
    .into_any()
}

/// The menu of a rule.
pub fn of_rule(grid: Grid, rule: Key) -> AnyView {
    let id = StoredValue::new(rule);
    let place = move || {
        let id = id.get_value();
        untrack(|| grid.table(|table| table.rules.iter().position(|known| known.id == id))).flatten().unwrap_or(0)
    };
    let close = move || grid.open.set(None);
    let take = move |edit: Edit, at: usize| {
        if grid.apply(&edit) {
            grid.spot.set((at, grid.spot.get_untracked().1));
        }
        close();
    };
    let shift = move |up| {
        let row = grid.row_of(&id.get_value());
        close();
        if let Some(row) = row {
            keys::shift(grid, row, up);
        }
    };
    let remove = move || {
        close();
        keys::remove(grid, id.get_value());
    };
    let top = move || take(Edit::MoveRule { table: table(), rule: id.get_value(), to: 0 }, 0);
    view! {
        <div class="menu">
            {item(e::ABOVE, glyph::PLUS, "", move || take(Edit::AddRule { table: table(), at: place() }, place()))}
            {item(e::BELOW, glyph::PLUS, "", move || take(Edit::AddRule { table: table(), at: place() + 1 }, place() + 1))}
            {item(e::COPY, glyph::COPY, "", move || take(Edit::CopyRule { table: table(), rule: id.get_value() }, place() + 1))}
            {item(e::SPLIT, glyph::TREE, "", move || grid.open.set(Some(Open::Split(id.get_value()))))}
            {item(e::MOVE_UP, glyph::UP, "", move || shift(true))}
            {item(e::MOVE_DOWN, glyph::UP, "down", move || shift(false))}
            {item(e::MOVE_TOP, glyph::UP, "", top)}
            {item(e::RENAME, glyph::LETTERS, "", move || grid.open.set(Some(Open::Name(id.get_value()))))}
            {item(e::REMOVE_RULE, glyph::CROSS, "red", remove)}
        </div>
    }
    .into_any()
}

/// Splitting a rule along a column.
pub fn split(grid: Grid, rule: Key) -> AnyView {
    let columns = grid.columns.get_untracked();
    let column = RwSignal::new(columns.first().cloned().unwrap_or_default());
    let part = RwSignal::new(Test::Any);
    let options = move || {
        let columns = grid.columns.get();
        grid.editor.book.with(|book| columns.iter().map(|name| (name.clone(), column_title(book, name))).collect())
    };
    let choose = move |name| {
        part.set(Test::Any);
        column.set(name);
    };
    let cell = Cell { book: grid.editor.book, value: part.into(), set: Callback::new(move |test| part.set(test)) };
    let go = move |()| {
        let edit = Edit::SplitRule {
            table: table(),
            rule: rule.clone(),
            column: column.get_untracked(),
            part: part.get_untracked(),
        };
        grid.apply(&edit);
        grid.open.set(None);
    };
    view! {
        <p class="faint">{t(e::SPLIT_HINT)}</p>
        {pick(t_owned(e::SPLIT_BY), options, move || column.get(), choose)}
        <p class="mini-head">{t(e::SPLIT_PART)}</p>
        {move || picker(cell, &column.get())}
        <div class="actions">
            <Press label=e::SPLIT_GO disabled=Signal::derive(move || part.get() == Test::Any) press=go/>
        </div>
    }
    .into_any()
}

/// Another name for a rule.
pub fn name(grid: Grid, rule: Key) -> AnyView {
    let shown = rule.clone();
    let set = move |to: String| {
        let of = Renamed::Rule { table: table(), rule: rule.clone() };
        grid.apply(&Edit::Rename { of, to: to.trim().to_owned() });
        grid.open.set(None);
    };
    view! {
        {line(t_owned(e::RULE_NAME), "text", move || shown.clone(), set)}
        <p class="faint">{t(e::RULE_NAME_HINT)}</p>
    }
    .into_any()
}

/// The menu of a column.
pub fn of_column(grid: Grid, column: Key) -> AnyView {
    let name = StoredValue::new(column);
    let take = move |edit: Edit| {
        grid.apply(&edit);
        grid.open.set(None);
    };
    let shift = move |left| take(Edit::ShiftColumn { table: table(), column: name.get_value(), left });
    view! {
        <div class="menu">
            {item(e::COLUMN_LEFT, glyph::BACK, "", move || shift(true))}
            {item(e::COLUMN_RIGHT, glyph::FORWARD, "", move || shift(false))}
            {item(e::COLUMN_REMOVE, glyph::CROSS, "red", move || take(Edit::RemoveColumn { table: table(), column: name.get_value() }))}
        </div>
    }
    .into_any()
}

/// A further column: a built-in fact or one of the rulebook's that the table does not look at yet.
pub fn new_column(grid: Grid) -> AnyView {
    let columns = grid.columns.get_untracked();
    let book = grid.editor.book.get_untracked();
    let built_in = ["category", "mode", "compound"].map(ToOwned::to_owned);
    let facts = built_in.into_iter().chain(book.facts.iter().map(|fact| fact.key.clone()));
    let free: Vec<Key> = facts.filter(|fact| !columns.contains(fact)).collect();
    if free.is_empty() {
        return view! { <p class="faint">{t(e::NO_MORE_COLUMNS)}</p> }.into_any();
    }
    let one = move |column: Key| {
        let title = untrack(|| column_title(&book, &column));
        let add = move |_| {
            grid.apply(&Edit::AddColumn { table: table(), column: column.clone() });
            grid.open.set(None);
        };
        view! { <button type="button" class="menu-item" on:click=add>{icon(glyph::PLUS)} {title}</button> }
    };
    view! { <div class="menu">{free.into_iter().map(one).collect_view()}</div> }.into_any()
}
