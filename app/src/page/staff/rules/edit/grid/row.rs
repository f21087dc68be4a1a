//! One rule as a row.

use leptos::prelude::*;
use weft::rules::{FactKind, Key, Rule, Severity, TICKET_TABLE, Test, Weight};

use super::super::super::table::test_words;
use super::super::super::{post_at, services};
use super::super::editor::Editor;
use super::open::{self, Open};
use super::{Grid, drag, keys};
use crate::component::{glyph, icon};
use crate::text::staff::{edit as e, rules as w};
use crate::text::{matter as m, t, told};

/// How wide a column is.
pub fn width(editor: Editor, column: &str) -> &'static str {
    match column {
        "category" => "w-category",
        "mode" => "w-short",
        "compound" => "w-list",
        fact => editor.book.with(|book| match book.fact(fact).map(|fact| &fact.kind) {
            Some(FactKind::Boolean) => "w-short",
            Some(FactKind::Integer { .. } | FactKind::Decimal { .. }) | None => "w-number",
            Some(FactKind::Choice { .. } | FactKind::Date { .. } | FactKind::Text { .. }) => "w-list",
        }),
    }
}

/// The row of a rule.
pub fn row(grid: Grid, columns: &[Key], id: Key) -> AnyView {
    let editor = grid.editor;
    let found = id.clone();
    let rule =
        Memo::new(move |_| grid.table(|table| table.rules.iter().find(|rule| rule.id == found).cloned()).flatten());
    let asked = id.clone();
    let row = Memo::new(move |_| {
        let _ = editor.book.get();
        let _ = grid.shown.get();
        grid.row_of(&asked).unwrap_or(usize::MAX)
    });
    let marked = id.clone();
    let mark = Memo::new(move |_| grid.marks.with(|marks| marks.get(&marked).cloned()));
    let jumped = id.clone();
    let is_jumped =
        Memo::new(move |_| editor.mark.with(|place| place.as_ref().is_some_and(|place| place.rules.contains(&jumped))));
    let tests = columns.iter().enumerate().map(|(at, column)| test_cell(grid, row, rule, mark, (at, column)));
    let tests = tests.collect_view();
    let after = columns.len() + 1;
    let then = move || rule.with(|rule| rule.as_ref().map(|rule| outcome(editor, rule)));
    let ladder = move || {
        let title = rule.with(|rule| {
            let key = &rule.as_ref()?.then.ladder;
            Some(editor.book.with(|book| book.ladder(key).map_or_else(|| key.clone(), |ladder| told(&ladder.title))))
        });
        view! { <span class="grid-words">{title}</span> }
    };
    let note = move || {
        let said = rule.with(|rule| rule.as_ref().map(|rule| told(&rule.note)).unwrap_or_default());
        let class = if said.is_empty() { "grid-words missing" } else { "grid-words" };
        view! { <span class=class>{if said.is_empty() { e::NOTE_MISSING.now().to_owned() } else { said }}</span> }
    };
    let class = move || match mark.with(|mark| mark.as_ref().map(|mark| mark.severity)) {
        Some(Severity::Error) => "bad",
        Some(_) => "doubtful",
        None => "",
    };
    let (over, dropped) = (id.clone(), id.clone());
    view! {
        <tr
            class=class class:jumped=is_jumped aria-rowindex=move || row.get().saturating_add(2).to_string()
            class:dragged=move || grid.dragged.with(|dragged| dragged.as_ref() == Some(&over))
            on:dragover=move |event| drag::over(grid, &event) on:drop=move |event| drag::drop(grid, &event, &dropped)
        >
            {name_cell(grid, row, id, mark)}
            {tests}
            {cell(grid, row, after, || false, then)}
            {cell(grid, row, after + 1, || false, ladder)}
            {cell(grid, row, after + 2, || false, note)}
        </tr>
    }
    .into_any()
}

/// The cell of a test.
fn test_cell(
    grid: Grid,
    row: Memo<usize>,
    rule: Memo<Option<Rule>>,
    mark: Memo<Option<super::Mark>>,
    (at, column): (usize, &Key),
) -> AnyView {
    let editor = grid.editor;
    let (name, badly) = (column.clone(), column.clone());
    let is_any = move || rule.with(|rule| rule.as_ref().is_none_or(|rule| rule.when.get(at) == Some(&Test::Any)));
    let words = move || {
        editor.book.with(|book| {
            rule.with(|rule| Some(test_words(book, &name, rule.as_ref()?.when.get(at)?))).unwrap_or_default()
        })
    };
    let is_bad = Memo::new(move |_| mark.with(|mark| mark.as_ref().is_some_and(|mark| mark.columns.contains(&badly))));
    cell(
        grid,
        row,
        at + 1,
        move || is_bad.get(),
        move || {
            if is_any() {
                view! { <span class="grid-any">"–"<span class="aside">{t(w::TEST_ANY)}</span></span> }.into_any()
            } else {
                view! { <span class="grid-words">{words()}</span> }.into_any()
            }
        },
    )
}

fn outcome(editor: Editor, rule: &Rule) -> AnyView {
    let then = &rule.then;
    let weight = if then.weight == Weight::Big { m::BIG } else { m::SMALL };
    let joint = (!then.joint.is_empty()).then(|| w::JOINT.fill(&[&services(&editor.book.get(), &then.joint)]));
    let class = if then.weight == Weight::Big { "grid-weight big" } else { "grid-weight" };
    view! {
        <span class="grid-words">
            <b>{post_at(then.tier, then.post)}</b>
            " "
            <span class=class>{t(weight)}</span>
            " "
            <span class="faint">{joint}</span>
        </span>
    }
    .into_any()
}

/// Where the keyboard is, one cell of the table takes the focus.
fn tabindex(grid: Grid, row: Memo<usize>, column: usize) -> impl Fn() -> &'static str {
    let is_here = Memo::new(move |_| grid.spot.get() == (row.get(), column));
    move || if is_here.get() { "0" } else { "-1" }
}

fn name_cell(grid: Grid, row: Memo<usize>, id: Key, mark: Memo<Option<super::Mark>>) -> AnyView {
    let editor = grid.editor;
    let (opened, named) = (id.clone(), id.clone());
    let sign = move || {
        mark.with(|mark| mark.as_ref().map(|mark| mark.severity)).map(|severity| {
            let word = if severity == Severity::Error { e::SEVERITY_ERROR } else { e::SEVERITY_WARNING };
            view! { <span class="grid-sign">{icon(glyph::WARN)}<span class="aside">{t(word)}</span></span> }
        })
    };
    let menu = editor.may_edit.then(|| {
        view! {
            <button
                type="button" class="icon-btn small" tabindex="-1" aria-label=move || e::RULE_MENU.fill(&[&named]) title=t(e::MENU)
                on:click=move |event| {
                    event.stop_propagation();
                    open::show(grid, &event, Open::Menu(opened.clone()));
                }
            >
                {icon(glyph::DOTS)}
            </button>
        }
    });
    let grip = editor.may_edit.then(|| drag::grip(grid, &id));
    view! {
        <th
            scope="row" class="grid-first" tabindex=tabindex(grid, row, 0) data-spot=move || format!("{}-0", row.get())
            on:focus=move |_| grid.spot.set((row.get_untracked(), 0))
        >
            <span class="row-tight">{grip} {sign} <code class="grow">{id.clone()}</code> {menu}</span>
        </th>
    }
    .into_any()
}

fn cell<V>(
    grid: Grid,
    row: Memo<usize>,
    column: usize,
    is_bad: impl Fn() -> bool + Send + 'static,
    inside: impl Fn() -> V + Send + 'static,
) -> AnyView
where
    V: IntoView + Send + 'static,
{
    view! {
        <td
            tabindex=tabindex(grid, row, column) data-spot=move || format!("{}-{column}", row.get()) class:bad=is_bad
            aria-colindex=(column + 1).to_string()
            on:focus=move |_| grid.spot.set((row.get_untracked(), column))
            on:click=move |_| keys::edit(grid, (row.get_untracked(), column))
        >
            {inside}
        </td>
    }
    .into_any()
}

/// The words of a cell, to be copied.
pub fn words_at(grid: Grid, (row, column): super::Spot) -> Option<String> {
    let id = grid.rule_at(row)?;
    let book = grid.editor.book.get_untracked();
    let table = book.table(TICKET_TABLE)?;
    let rule = table.rules.iter().find(|rule| rule.id == id)?;
    let Some(at) = column.checked_sub(1) else {
        return Some(id);
    };
    Some(untrack(|| match (table.columns.get(at), at - table.columns.len().min(at)) {
        (Some(name), _) => rule.when.get(at).map(|test| test_words(&book, name, test)).unwrap_or_default(),
        (None, 0) => post_at(rule.then.tier, rule.then.post),
        (None, 1) => book.ladder(&rule.then.ladder).map(|ladder| told(&ladder.title)).unwrap_or_default(),
        (None, _) => told(&rule.note),
    }))
}
