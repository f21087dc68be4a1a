//! The decision table as a table: cells that are moved between and edited in place, rows that are added, moved, split and taken out.
//! Only the rows in sight are in the page, so that thousands of rules scroll as smoothly as ten.

mod drag;
mod keys;
mod menu;
mod open;
mod row;

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;
use weft::rules::{DecisionTable, Edit, HitPolicy, Key, Severity, TICKET_TABLE};

use self::open::Open;
use super::super::table::{column_title, said};
use super::editor::Editor;
use super::fields::tick;
use crate::component::{Look, Press, glyph, icon};
use crate::text::staff::{edit as e, rules as w};
use crate::text::t;

/// Rows that are drawn above and below those in sight.
const ROWS_BEYOND: usize = 8;
/// Rows drawn before it is known how many are in sight.
const ROWS_FIRST: usize = 24;

/// Which row among those shown, and which column: the rule's name, the tests, the outcome, the ladder, the reason.
type Spot = (usize, usize);

/// What the pieces of the table share.
#[derive(Clone, Copy)]
struct Grid {
    editor: Editor,
    /// The columns that are tested.
    columns: Memo<Vec<Key>>,
    /// Positions of the rules that are shown.
    shown: Memo<Arc<Vec<usize>>>,
    /// Where the keyboard is.
    spot: RwSignal<Spot>,
    /// What is open above the table.
    open: RwSignal<Option<Open>>,
    /// Where it opens: the edges of the cell.
    anchor: RwSignal<(i32, i32, i32)>,
    /// The findings of each rule.
    marks: Memo<Arc<BTreeMap<Key, Mark>>>,
    /// The words to find rules by.
    text: RwSignal<String>,
    /// Whether only rules with findings are shown.
    only_marked: RwSignal<bool>,
    /// The first row that is drawn, and how many.
    window: RwSignal<(usize, usize)>,
    /// The rule that is dragged.
    dragged: RwSignal<Option<Key>>,
    frame: NodeRef<html::Div>,
}

/// What the proof finds in a rule.
#[derive(Clone, Debug, PartialEq)]
struct Mark {
    severity: Severity,
    columns: Vec<Key>,
}

impl Grid {
    fn new(editor: Editor) -> Self {
        let (text, only_marked) = (RwSignal::new(String::new()), RwSignal::new(false));
        let marks = Memo::new(move |_| Arc::new(marks(editor)));
        let shown = Memo::new(move |_| Arc::new(shown(editor, &text.get(), only_marked.get().then(|| marks.get()))));
        Self {
            editor,
            columns: Memo::new(move |_| {
                editor.book.with(|book| book.table(TICKET_TABLE).map(|table| table.columns.clone()).unwrap_or_default())
            }),
            shown,
            spot: RwSignal::new((0, 0)),
            open: RwSignal::new(None),
            anchor: RwSignal::new((0, 0, 0)),
            marks,
            text,
            only_marked,
            window: RwSignal::new((0, ROWS_FIRST)),
            dragged: RwSignal::new(None),
            frame: NodeRef::new(),
        }
    }

    /// The table.
    fn table<R>(self, read: impl FnOnce(&DecisionTable) -> R) -> Option<R> {
        self.editor.book.with(|book| book.table(TICKET_TABLE).map(read))
    }

    /// The rule of a row.
    fn rule_at(self, row: usize) -> Option<Key> {
        let place = self.shown.with_untracked(|shown| shown.get(row).copied())?;
        untrack(|| self.table(|table| table.rules.get(place).map(|rule| rule.id.clone()))).flatten()
    }

    /// The row of a rule, if it is shown.
    fn row_of(self, rule: &str) -> Option<usize> {
        let place = untrack(|| self.table(|table| table.rules.iter().position(|known| known.id == rule))).flatten()?;
        self.shown.with_untracked(|shown| shown.iter().position(|known| *known == place))
    }

    /// The last column.
    fn last_column(self) -> usize {
        self.columns.with_untracked(Vec::len) + 3
    }

    fn apply(self, edit: &Edit) -> bool {
        self.editor.apply(edit)
    }
}

fn marks(editor: Editor) -> BTreeMap<Key, Mark> {
    let mut marks: BTreeMap<Key, Mark> = BTreeMap::new();
    editor.findings.with(|found| {
        for finding in found.iter().filter(|finding| finding.severity() != Severity::Advice) {
            let place = finding.place();
            if place.table.as_deref() != Some(TICKET_TABLE) {
                continue;
            }
            for rule in place.rules {
                let severity = finding.severity();
                let mark = marks.entry(rule).or_insert_with(|| Mark { severity, columns: Vec::new() });
                mark.columns.extend(place.column.clone());
            }
        }
    });
    marks
}

fn shown(editor: Editor, text: &str, marked: Option<Arc<BTreeMap<Key, Mark>>>) -> Vec<usize> {
    let wanted = text.trim().to_lowercase();
    let book = editor.book.get();
    let Some(table) = book.table(TICKET_TABLE) else {
        return Vec::new();
    };
    let fits = |(_, rule): &(usize, &weft::rules::Rule)| {
        marked.as_ref().is_none_or(|marked| marked.contains_key(&rule.id))
            && (wanted.is_empty() || said(&book, table, rule).to_lowercase().contains(&wanted))
    };
    table.rules.iter().enumerate().filter(fits).map(|(place, _)| place).collect()
}

/// The part of the editor.
#[component]
pub fn Table(
    /// The editor.
    editor: Editor,
) -> impl IntoView {
    let grid = Grid::new(editor);
    keys::follow_mark(grid);
    view! {
        <div class="grid-part">
            {tools(grid)}
            <div class="grid-wrap" node_ref=grid.frame on:scroll=move |_| keys::look(grid) 
                on:paste=move |event| keys::paste(grid, &event) on:copy=move |event| keys::copy(grid, &event)
            >
                <table
                    class="grid" role="grid" aria-label=t(w::TAB_TABLE) aria-rowcount=move || (grid.shown.with(|shown| shown.len()) + 1).to_string()
                    on:keydown=move |event| keys::pressed(grid, &event)
                >
                    {move || head(grid)}
                    {move || body(grid)}
                </table>
            </div>
            <p class="faint wide-only">{t(if editor.may_edit { e::GRID_HINT } else { e::GRID_HINT_READ })}</p>
            <open::Pop grid=grid/>
        </div>
    }
    .into_any()
}

fn tools(grid: Grid) -> AnyView {
    let editor = grid.editor;
    let hit = move || grid.table(|table| table.hit).unwrap_or(HitPolicy::First);
    let hits = move || if hit() == HitPolicy::Unique { w::HIT_UNIQUE.now() } else { w::HIT_FIRST.now() };
    let turn = move || {
        let hit = if untrack(hit) == HitPolicy::Unique { HitPolicy::First } else { HitPolicy::Unique };
        editor.apply(&Edit::SetHit { table: TICKET_TABLE.to_owned(), hit });
    };
    let add = move |()| {
        grid.text.set(String::new());
        grid.only_marked.set(false);
        let at = untrack(|| grid.table(|table| table.rules.len())).unwrap_or(0);
        if grid.apply(&Edit::AddRule { table: TICKET_TABLE.to_owned(), at }) {
            keys::go(grid, (at, 1));
        }
    };
    view! {
        <div class="grid-tools">
            <input
                class="input" type="search" aria-label=t(w::FIND_RULE) placeholder=t(w::FIND_RULE) maxlength="60"
                prop:value=move || grid.text.get() on:input:target=move |event| grid.text.set(event.target().value())
            />
            {tick(e::ONLY_MARKED, move || grid.only_marked.get(), move |on| grid.only_marked.set(on))}
            <span class="faint num" role="status">{move || w::RULES_SHOWN.fill(&[&grid.shown.with(|shown| shown.len()).to_string()])}</span>
            <span class="grow"></span>
            {if editor.may_edit {
                view! {
                    <button type="button" class="btn-text" title=t(e::TURN_HIT) on:click=move |_| turn()>{icon(glyph::REFRESH)} {hits}</button>
                    <Press label=e::ADD_RULE look=Look::Default glyph=glyph::PLUS press=add/>
                }.into_any()
            } else {
                view! { <span class="faint">{hits}</span> }.into_any()
            }}
        </div>
    }
    .into_any()
}

fn head(grid: Grid) -> AnyView {
    let editor = grid.editor;
    let columns = grid.columns.get();
    let title = move |column: &Key| editor.book.with(|book| column_title(book, column));
    let one = |(place, column): (usize, Key)| {
        let (named, opened) = (column.clone(), column.clone());
        let class = row::width(editor, &column);
        let words = move || title(&named);
        let inside = if editor.may_edit {
            let press = move |event: leptos::ev::MouseEvent| {
                open::show(grid, &event, Open::Column(opened.clone()));
            };
            view! { <button type="button" class="grid-head-btn" on:click=press>{words}</button> }.into_any()
        } else {
            view! { <span>{words}</span> }.into_any()
        };
        view! { <th scope="col" class=class aria-colindex=(place + 2).to_string()>{inside}</th> }
    };
    let more = editor.may_edit.then(|| {
        view! {
            <button
                type="button" class="icon-btn small" aria-label=t(e::ADD_COLUMN) title=t(e::ADD_COLUMN)
                on:click=move |event| open::show(grid, &event, Open::NewColumn)
            >
                {icon(glyph::PLUS)}
            </button>
        }
    });
    view! {
        <thead>
            <tr aria-rowindex="1">
                <th scope="col" class="grid-first">{t(w::COL_RULE)}</th>
                {columns.into_iter().enumerate().map(one).collect_view()}
                <th scope="col" class="w-then"><span class="row-tight between">{t(w::COL_OUTCOME)} {more}</span></th>
                <th scope="col" class="w-list">{t(w::COL_LADDER)}</th>
                <th scope="col" class="w-note">{t(w::COL_NOTE)}</th>
            </tr>
        </thead>
    }
    .into_any()
}

fn body(grid: Grid) -> AnyView {
    // Columns are the frame of every row: with other columns all rows are drawn anew.
    let columns = grid.columns.get();
    let span = (columns.len() + 4).to_string();
    let columns = StoredValue::new(columns);
    let rows = move || {
        let (first, count) = grid.window.get();
        let shown = grid.shown.get();
        let places = shown.iter().enumerate().skip(first).take(count);
        grid.table(|table| {
            places.filter_map(|(row, place)| Some((row, table.rules.get(*place)?.id.clone()))).collect::<Vec<_>>()
        })
        .unwrap_or_default()
    };
    let rows = Memo::new(move |_| rows());
    let above = move || grid.window.get().0;
    let below = move || {
        let (first, count) = grid.window.get();
        grid.shown.with(|shown| shown.len()).saturating_sub(first + count)
    };
    let space = move |rows: usize| format!("calc({rows} * var(--grid-row))");
    view! {
        <tbody>
            <tr class="grid-space" aria-hidden="true"><td colspan=span.clone() style:height=move || space(above())></td></tr>
            <For each=move || rows.get() key=|(_, id)| id.clone() let((_, id))>
                {row::row(grid, &columns.get_value(), id)}
            </For>
            <tr class="grid-space" aria-hidden="true"><td colspan=span style:height=move || space(below())></td></tr>
        </tbody>
    }
    .into_any()
}
