//! What opens above the table beside a cell: the browser's own dialog, which keeps the focus inside and closes on Escape.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use weft::rules::{Edit, Key, TICKET_TABLE, Test};

use super::super::super::table::column_title;
use super::super::cell::{Cell, picker};
use super::super::outcome::{note, outcome};
use super::{Grid, keys, menu};
use crate::component::{Press, fresh_id};
use crate::text::staff::{edit as e, rules as w};

/// What is open.
#[derive(Clone, Debug, PartialEq)]
pub enum Open {
    /// A cell of a rule.
    Test(Key, Key),
    /// What a rule decides.
    Outcome(Key),
    /// Why.
    Note(Key),
    /// What can be done with a rule.
    Menu(Key),
    /// A rule is split.
    Split(Key),
    /// A rule is renamed.
    Name(Key),
    /// What can be done with a column.
    Column(Key),
    /// A column is added.
    NewColumn,
}

/// Opens beside the button that was pressed.
pub fn show(grid: Grid, event: &leptos::ev::MouseEvent, what: Open) {
    if let Some(element) = event.current_target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()) {
        show_at(grid, &element, what);
    }
}

/// Opens beside an element.
#[expect(clippy::cast_possible_truncation, reason = "pixels on a screen")]
pub fn show_at(grid: Grid, element: &web_sys::Element, what: Open) {
    let edges = element.get_bounding_client_rect();
    grid.anchor.set((edges.left() as i32, edges.top() as i32, edges.bottom() as i32));
    grid.editor.join_steps();
    grid.open.set(Some(what));
}

/// Most pixels that it is wide and high; the style knows them too.
const POP_WIDTH_PX: i32 = 420;
const POP_HEIGHT_PX: i32 = 540;

fn place((left, top, bottom): (i32, i32, i32)) -> [String; 2] {
    let size = |size: Result<wasm_bindgen::JsValue, _>| size.ok().and_then(|size| size.as_f64()).unwrap_or(0.0);
    #[expect(clippy::cast_possible_truncation, reason = "pixels on a screen")]
    let (wide, high) = (size(window().inner_width()) as i32, size(window().inner_height()) as i32);
    let x = left.min(wide - POP_WIDTH_PX - 16).max(8);
    let y = if bottom + POP_HEIGHT_PX <= high {
        bottom + 4
    } else {
        (top - POP_HEIGHT_PX).max(8).min(high - POP_HEIGHT_PX - 8).max(8)
    };
    [x, y].map(|at| format!("{at}px"))
}

/// The dialog.
#[component]
pub fn Pop(grid: Grid) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let title_id = fresh_id("pop");
    let labelled_by = title_id.clone();
    Effect::new(move || {
        let Some(dialog) = node.get() else { return };
        let is_open = grid.open.with(Option::is_some);
        if is_open && !dialog.open() {
            let _ = dialog.show_modal();
        } else if !is_open && dialog.open() {
            dialog.close();
        }
    });
    let closed = move |_| {
        grid.editor.part_steps();
        grid.open.set(None);
        keys::go(grid, grid.spot.get_untracked());
    };
    let placed = Memo::new(move |_| place(grid.anchor.get()));
    let [x, y] = [0, 1].map(|axis| Signal::derive(move || placed.with(|placed| placed[axis].clone())));
    // What is beside the dialog belongs to the dialog.
    let beside = move |event: leptos::ev::MouseEvent| {
        let (hit, own) = (event.target(), event.current_target());
        if hit.is_some() && hit == own {
            grid.open.set(None);
        }
    };
    view! {
        <dialog
            node_ref=node class="pop" style=("--x", move || x.get()) style=("--y", move || y.get()) aria-labelledby=labelled_by
            on:close=closed on:click=beside
        >
            <div class="pop-in">
                <h2 id=title_id>{move || title(grid)}</h2>
                {move || grid.open.get().map(|what| inside(grid, what))}
            </div>
        </dialog>
    }
    .into_any()
}

fn title(grid: Grid) -> String {
    let of = |rule: &Key, what: String| format!("{rule} · {what}");
    let column = |name: &Key| grid.editor.book.with(|book| column_title(book, name));
    grid.open.with(|what| match what {
        None => String::new(),
        Some(Open::Test(rule, name)) => of(rule, column(name)),
        Some(Open::Outcome(rule)) => of(rule, w::COL_OUTCOME.now().to_owned()),
        Some(Open::Note(rule)) => of(rule, w::COL_NOTE.now().to_owned()),
        Some(Open::Menu(rule)) => of(rule, w::COL_RULE.now().to_owned()),
        Some(Open::Split(rule)) => of(rule, e::SPLIT.now().to_owned()),
        Some(Open::Name(rule)) => of(rule, e::RENAME.now().to_owned()),
        Some(Open::Column(name)) => column(name),
        Some(Open::NewColumn) => e::ADD_COLUMN.now().to_owned(),
    })
}

fn inside(grid: Grid, what: Open) -> AnyView {
    let done = view! { <div class="actions"><Press label=e::DONE press=move |()| grid.open.set(None)/></div> };
    match what {
        Open::Test(rule, column) => view! { {test(grid, rule, column)} {done} }.into_any(),
        Open::Outcome(rule) => view! { {outcome(grid.editor, TICKET_TABLE, &rule)} {done} }.into_any(),
        Open::Note(rule) => view! { {note(grid.editor, TICKET_TABLE, &rule)} {done} }.into_any(),
        Open::Menu(rule) => menu::of_rule(grid, rule),
        Open::Split(rule) => menu::split(grid, rule),
        Open::Name(rule) => menu::name(grid, rule),
        Open::Column(column) => menu::of_column(grid, column),
        Open::NewColumn => menu::new_column(grid),
    }
}

fn test(grid: Grid, rule: Key, column: Key) -> AnyView {
    let (of, name) = (rule.clone(), column.clone());
    let value = Memo::new(move |_| {
        let test = grid.table(|table| {
            let at = table.columns.iter().position(|known| *known == name)?;
            table.rules.iter().find(|known| known.id == of)?.when.get(at).cloned()
        });
        test.flatten().unwrap_or(Test::Any)
    });
    let set = {
        let column = column.clone();
        move |test| {
            let (table, rule, column) = (TICKET_TABLE.to_owned(), rule.clone(), column.clone());
            grid.apply(&Edit::SetTest { table, rule, column, test });
        }
    };
    let cell = Cell { book: grid.editor.book, value: value.into(), set: Callback::new(set) };
    picker(cell, &column)
}
