//! The table by keyboard and clipboard, and what of it is in sight.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use weft::rules::{Edit, TICKET_TABLE, Test};

use super::super::super::table::column_title;
use super::open::{self, Open};
use super::{Grid, ROWS_BEYOND, Spot, row};
use crate::component::{toast, toast_phrase};
use crate::prefs::prefs;
use crate::text::staff::edit as e;

/// Rows that Page Up and Page Down move by.
const PAGE_ROWS: usize = 10;

fn row_px(grid: Grid) -> f64 {
    let one =
        grid.frame.get_untracked().and_then(|frame| frame.query_selector("tbody tr:not(.grid-space)").ok().flatten());
    one.map_or(0.0, |row| row.get_bounding_client_rect().height())
}

/// Draws the rows that are in sight now.
pub fn look(grid: Grid) {
    let (Some(frame), px) = (grid.frame.get_untracked(), row_px(grid)) else {
        return;
    };
    if px <= 0.0 {
        return;
    }
    let first = whole(f64::from(frame.scroll_top()) / px).saturating_sub(ROWS_BEYOND);
    let count = whole(f64::from(frame.client_height()) / px) + 2 * ROWS_BEYOND + 2;
    // In steps, so that not every pixel draws.
    let step = ROWS_BEYOND / 2;
    let window = (first - first % step, count + step);
    if grid.window.get_untracked() != window {
        grid.window.set(window);
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "pixels on a screen, never below nothing")]
fn whole(number: f64) -> usize {
    number.max(0.0) as usize
}

/// Moves to a cell: into sight, with the focus.
pub fn go(grid: Grid, (row, column): Spot) {
    let rows = grid.shown.with_untracked(|shown| shown.len());
    let spot = (row.min(rows.saturating_sub(1)), column.min(grid.last_column()));
    grid.spot.set(spot);
    let (first, count) = grid.window.get_untracked();
    if (spot.0 < first || spot.0 >= first + count)
        && let Some(frame) = grid.frame.get_untracked()
    {
        #[expect(clippy::cast_precision_loss, reason = "a few thousand rows")]
        let top = row_px(grid) * spot.0 as f64 - f64::from(frame.client_height()) / 2.0;
        #[expect(clippy::cast_possible_truncation, reason = "pixels on a screen")]
        frame.set_scroll_top(top.max(0.0) as i32);
        look(grid);
    }
    // Once the row is drawn.
    request_animation_frame(move || focus(grid, spot));
}

fn focus(grid: Grid, (row, column): Spot) {
    let frame = grid.frame.try_get_untracked().flatten();
    let cell = frame.and_then(|frame| frame.query_selector(&format!("[data-spot=\"{row}-{column}\"]")).ok().flatten());
    if let Some(cell) = cell.and_then(|cell| cell.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = cell.focus();
    }
}

/// Shows the place that was jumped to.
pub fn follow_mark(grid: Grid) {
    Effect::new(move || {
        let Some(place) = grid.editor.mark.get() else {
            return;
        };
        let Some(rule) = place.rules.first() else {
            return;
        };
        if grid.row_of(rule).is_none() {
            grid.text.set(String::new());
            grid.only_marked.set(false);
        }
        let columns = grid.columns.get_untracked();
        let column = place.column.as_ref().and_then(|name| columns.iter().position(|known| known == name));
        if let Some(row) = grid.row_of(rule) {
            // Once the table is in the page.
            request_animation_frame(move || go(grid, (row, column.map_or(0, |column| column + 1))));
        }
    });
}

/// Opens the editor of a cell.
pub fn edit(grid: Grid, spot: Spot) {
    if !grid.editor.may_edit {
        return;
    }
    let Some(rule) = grid.rule_at(spot.0) else {
        return;
    };
    let columns = grid.columns.get_untracked();
    let what = match spot.1.checked_sub(1) {
        None => Open::Menu(rule),
        Some(at) if at < columns.len() => Open::Test(rule, columns[at].clone()),
        Some(at) if at < columns.len() + 2 => Open::Outcome(rule),
        Some(_) => Open::Note(rule),
    };
    let frame = grid.frame.get_untracked();
    let cell =
        frame.and_then(|frame| frame.query_selector(&format!("[data-spot=\"{}-{}\"]", spot.0, spot.1)).ok().flatten());
    if let Some(cell) = cell {
        grid.spot.set(spot);
        open::show_at(grid, &cell, what);
    }
}

/// A key on a cell.
pub fn pressed(grid: Grid, event: &KeyboardEvent) {
    if event.ctrl_key() || event.meta_key() || !is_on_cell(event) {
        return;
    }
    let (row, column) = grid.spot.get_untracked();
    let rows = grid.shown.with_untracked(|shown| shown.len());
    match (event.key().as_str(), event.alt_key()) {
        ("ArrowUp", true) => shift(grid, row, true),
        ("ArrowDown", true) => shift(grid, row, false),
        (_, true) => return,
        ("ArrowUp", _) => go(grid, (row.saturating_sub(1), column)),
        ("ArrowDown", _) => go(grid, (row + 1, column)),
        ("ArrowLeft", _) => go(grid, (row, column.saturating_sub(1))),
        ("ArrowRight", _) => go(grid, (row, column + 1)),
        ("Home", _) => go(grid, (row, 0)),
        ("End", _) => go(grid, (row, grid.last_column())),
        ("PageUp", _) => go(grid, (row.saturating_sub(PAGE_ROWS), column)),
        ("PageDown", _) => go(grid, ((row + PAGE_ROWS).min(rows), column)),
        ("Enter" | "F2" | " ", _) => edit(grid, (row, column)),
        ("Delete" | "Backspace", _) => clear(grid, (row, column)),
        _ => return,
    }
    event.prevent_default();
}

fn is_on_cell(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|target| target.has_attribute("data-spot"))
}

/// Moves the rule of a row one up or down.
pub fn shift(grid: Grid, row: usize, up: bool) {
    let Some(rule) = grid.rule_at(row) else {
        return;
    };
    let place = untrack(|| grid.table(|table| table.rules.iter().position(|known| known.id == rule))).flatten();
    let Some(to) = place.and_then(|place| if up { place.checked_sub(1) } else { Some(place + 1) }) else {
        return;
    };
    if grid.apply(&Edit::MoveRule { table: TICKET_TABLE.to_owned(), rule: rule.clone(), to })
        && let Some(row) = grid.row_of(&rule)
    {
        go(grid, (row, grid.spot.get_untracked().1));
    }
}

/// Empties a cell; on the name it takes the rule out.
fn clear(grid: Grid, (row, column): Spot) {
    let Some(rule) = grid.rule_at(row) else {
        return;
    };
    let table = TICKET_TABLE.to_owned();
    match column.checked_sub(1) {
        None => remove(grid, rule),
        Some(at) => {
            if let Some(column) = grid.columns.with_untracked(|columns| columns.get(at).cloned()) {
                grid.apply(&Edit::SetTest { table, rule, column, test: Test::Any });
            }
        }
    }
}

/// Takes a rule out, and says that this can be undone.
pub fn remove(grid: Grid, rule: String) {
    let row = grid.row_of(&rule);
    if grid.apply(&Edit::RemoveRule { table: TICKET_TABLE.to_owned(), rule }) {
        toast_phrase(e::REMOVED);
        if let Some(row) = row {
            go(grid, (row, 0));
        }
    }
}

/// What is pasted goes into the cells from here on.
pub fn paste(grid: Grid, event: &web_sys::Event) {
    let (row, column) = grid.spot.get_untracked();
    let text = event
        .dyn_ref::<web_sys::ClipboardEvent>()
        .and_then(web_sys::ClipboardEvent::clipboard_data)
        .and_then(|data| data.get_data("text/plain").ok())
        .unwrap_or_default();
    if text.is_empty() || !grid.editor.may_edit || grid.open.with_untracked(Option::is_some) {
        return;
    }
    event.prevent_default();
    let Some(at) = column.checked_sub(1).filter(|at| *at < grid.columns.with_untracked(Vec::len)) else {
        grid.editor.trouble.set(Some(untrack(|| e::PASTE_WHERE.now().to_owned())));
        return;
    };
    // Rows of a spreadsheet follow each other; filtered ones do not.
    if !grid.text.with_untracked(String::is_empty) || grid.only_marked.get_untracked() {
        grid.editor.trouble.set(Some(untrack(|| e::PASTE_FILTERED.now().to_owned())));
        return;
    }
    let book = grid.editor.book.get_untracked();
    match book.pasted(TICKET_TABLE, row, at, &text) {
        Ok(edit) => {
            let count = if let Edit::All(edits) = &edit { edits.len() } else { 1 };
            if grid.apply(&edit) {
                toast(untrack(|| e::PASTED.fill(&[&count.to_string()])));
            }
        }
        Err(fault) => {
            let columns = grid.columns.get_untracked();
            let title = columns.get(at + fault.column - 1).map(|column| untrack(|| column_title(&book, column)));
            grid.editor.trouble.set(Some(fault.text(prefs().language.get_untracked(), title.as_deref())));
        }
    }
}

/// The cell under the focus goes to the clipboard.
pub fn copy(grid: Grid, event: &web_sys::Event) {
    let data = event.dyn_ref::<web_sys::ClipboardEvent>().and_then(web_sys::ClipboardEvent::clipboard_data);
    if let (Some(data), Some(words)) = (data, row::words_at(grid, grid.spot.get_untracked())) {
        let _ = data.set_data("text/plain", &words);
        event.prevent_default();
    }
}
