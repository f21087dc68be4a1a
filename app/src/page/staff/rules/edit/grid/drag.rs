//! Moving a rule by dragging it. The same can be done from the menu and by keys.

use leptos::ev::DragEvent;
use leptos::prelude::*;
use weft::rules::{Edit, Key, TICKET_TABLE};

use super::{Grid, keys};
use crate::component::{glyph, icon};

/// What a row is taken by.
pub fn grip(grid: Grid, id: &Key) -> AnyView {
    let mine = id.clone();
    let take = move |event: DragEvent| {
        if let Some(transfer) = event.data_transfer() {
            // Some browsers drag nothing that carries nothing.
            let _ = transfer.set_data("text/plain", &mine);
            transfer.set_effect_allowed("move");
        }
        grid.dragged.set(Some(mine.clone()));
    };
    view! {
        <span class="grid-grip" draggable="true" aria-hidden="true" on:dragstart=take on:dragend=move |_| grid.dragged.set(None)>
            {icon(glyph::GRIP)}
        </span>
    }
    .into_any()
}

/// A row may be dropped here.
pub fn over(grid: Grid, event: &DragEvent) {
    if grid.dragged.with_untracked(Option::is_some) {
        event.prevent_default();
    }
}

/// A row is dropped on another one: it takes that one's place.
pub fn drop(grid: Grid, event: &DragEvent, on: &Key) {
    let Some(rule) = grid.dragged.get_untracked() else {
        return;
    };
    event.prevent_default();
    grid.dragged.set(None);
    let to = untrack(|| grid.table(|table| table.rules.iter().position(|known| known.id == *on))).flatten();
    if let Some(to) = to
        && grid.apply(&Edit::MoveRule { table: TICKET_TABLE.to_owned(), rule: rule.clone(), to })
        && let Some(row) = grid.row_of(&rule)
    {
        keys::go(grid, (row, 0));
    }
}
