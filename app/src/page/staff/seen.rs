//! Which tickets were opened on this device, so that others can be marked as new. Kept in this browser only.

use std::cell::Cell;

use leptos::prelude::*;
use weft::id::TicketId;

use crate::prefs::{store, stored};

/// Most tickets remembered; the ones opened longest ago are forgotten.
const SEEN_MAX: usize = 500;
const KEY: &str = "weft.staff.seen";

thread_local! {
    static SEEN: Cell<Option<RwSignal<Vec<TicketId>>>> = const { Cell::new(None) };
}

/// Starts remembering. Called once, above all pages.
pub fn start() {
    let kept = stored(KEY).and_then(|json| weft::json::read(&json).ok()).unwrap_or_default();
    SEEN.set(Some(RwSignal::new(kept)));
}

/// Remembers that a ticket was opened.
pub fn mark(id: TicketId) {
    let Some(seen) = SEEN.get() else { return };
    if seen.with_untracked(|seen| seen.contains(&id)) {
        return;
    }
    seen.update(|seen| remember(seen, id));
    if let Ok(json) = seen.with_untracked(serde_json::to_string) {
        store(KEY, &json);
    }
}

/// Whether a ticket was opened on this device, read reactively.
#[must_use]
pub fn is_seen(id: TicketId) -> bool {
    SEEN.get().is_some_and(|seen| seen.with(|seen| seen.contains(&id)))
}

fn remember(seen: &mut Vec<TicketId>, id: TicketId) {
    if seen.len() >= SEEN_MAX {
        seen.drain(..=seen.len() - SEEN_MAX);
    }
    seen.push(id);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_latest_are_remembered() {
        let mut seen = Vec::new();
        for number in 0..=SEEN_MAX {
            remember(&mut seen, TicketId::named(&number.to_string()));
        }
        assert_eq!(seen.len(), SEEN_MAX);
        assert!(!seen.contains(&TicketId::named("0")) && seen.contains(&TicketId::named("500")));
    }
}
