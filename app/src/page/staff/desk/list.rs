//! The rows of the desk: from the replica, sorted by what presses; or from the server page by page, newest first.

use std::cmp::Reverse;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use weft::id::TicketId;
use weft::kinds::ticket::Ticket;
use weft::query::TicketQuery;
use weft::registry::AnyState;
use weft::text::Text;

use super::super::area::urgency;
use super::filters::{Filters, ROWS, Which, belongs};
use crate::data::Data;

/// How the rows of the replica are sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// By what presses.
    #[default]
    Due,
    /// Newest first.
    Reported,
}

/// One row.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The ticket.
    pub ticket: Arc<Ticket>,
    /// Whether something on it is not delivered yet.
    pub pending: bool,
    /// Whether it is past its date.
    pub late: bool,
}

/// The rows and how they are had.
#[derive(Clone, Copy)]
pub struct List {
    data: Data,
    filters: Filters,
    /// How the replica's rows are sorted.
    pub order: RwSignal<Order>,
    shown: RwSignal<usize>,
    found: RwSignal<Vec<Arc<Ticket>>>,
    next: RwSignal<Option<String>>,
    /// Whether the server is being asked.
    pub busy: RwSignal<bool>,
    /// Why it did not answer.
    pub trouble: RwSignal<Option<Text>>,
    turn: RwSignal<u32>,
    rows: Memo<(Vec<Line>, usize)>,
}

impl List {
    /// The list under these filters.
    #[must_use]
    pub fn new(data: Data, filters: Filters) -> Self {
        let (order, shown) = (RwSignal::new(Order::Due), RwSignal::new(ROWS));
        let found = RwSignal::new(Vec::new());
        let rows = Memo::new(move |_| match filters.which() {
            Which::All => overlaid(data, &found.get(), order.get()),
            which => held(data, filters, which, order.get(), shown.get()),
        });
        let list = Self {
            data,
            filters,
            order,
            shown,
            found,
            next: RwSignal::new(None),
            busy: RwSignal::new(false),
            trouble: RwSignal::new(None),
            turn: RwSignal::new(0),
            rows,
        };
        let query = Memo::new(move |_| (filters.which() == Which::All).then(|| filters.query(data)));
        Effect::new(move || list.ask(query.get(), false));
        // What presses comes first; records come as the server pages through them.
        Effect::new(move || order.set(if filters.which() == Which::All { Order::Reported } else { Order::Due }));
        list
    }

    /// The rows shown, and how many there are; read reactively.
    #[must_use]
    pub fn rows(self) -> (Vec<Line>, usize) {
        self.rows.get()
    }

    /// The tickets shown, in order.
    #[must_use]
    pub fn ids(self) -> Vec<TicketId> {
        self.rows.with_untracked(|(rows, _)| rows.iter().map(|line| line.ticket.id).collect())
    }

    /// Whether there is nothing to show.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.rows.with(|(rows, _)| rows.is_empty())
    }

    /// Whether rows may still come by themselves.
    #[must_use]
    pub fn is_loading(self) -> bool {
        self.busy.get() || (self.filters.which() != Which::All && !self.data.complete().get())
    }

    /// Whether there are more rows than are shown.
    #[must_use]
    pub fn has_more(self) -> bool {
        match self.filters.which() {
            Which::All => self.next.with(Option::is_some),
            _ => self.rows.with(|(rows, count)| rows.len() < *count),
        }
    }

    /// Shows more rows.
    pub fn more(self) {
        match self.filters.which() {
            Which::All => self.ask(Some(self.filters.query(self.data)), true),
            _ => self.shown.update(|shown| *shown += ROWS),
        }
    }

    /// Asks the server the last question again.
    pub fn ask_again(self) {
        untrack(|| self.ask(Some(self.filters.query(self.data)), false));
    }

    fn ask(self, query: Option<TicketQuery>, further: bool) {
        let turn = self.turn.get_untracked() + 1;
        self.turn.set(turn);
        self.trouble.set(None);
        let Some(mut query) = query else {
            self.busy.set(false);
            return;
        };
        self.busy.set(true);
        query.cursor = if further { self.next.get_untracked() } else { None };
        if !further {
            self.found.set(Vec::new());
        }
        spawn_local(async move {
            let page = self.data.find_tickets(&query).await;
            // The page may have gone, or asked something else meanwhile.
            if self.turn.try_get_untracked() != Some(turn) {
                return;
            }
            match page {
                Ok(page) => {
                    let tickets = page.rows.into_iter().filter_map(|row| match row.state {
                        AnyState::Ticket(ticket) => Some(Arc::new(ticket)),
                        _ => None,
                    });
                    self.found.update(|found| found.extend(tickets));
                    self.next.set(page.next);
                }
                Err(text) => self.trouble.set(Some(text)),
            }
            self.busy.set(false);
        });
    }
}

/// The server's rows, with what this device knows later on top.
fn overlaid(data: Data, found: &[Arc<Ticket>], order: Order) -> (Vec<Line>, usize) {
    let now = data.now().get();
    let line = |ticket: &Arc<Ticket>| {
        let held = data.ticket(ticket.id).get();
        let (ticket, pending) = held.map_or_else(|| (ticket.clone(), false), |held| (held.state, held.pending));
        Line { late: ticket.is_overdue(now), ticket, pending }
    };
    let mut lines: Vec<Line> = found.iter().map(line).collect();
    sort(&mut lines, order, now);
    (lines, found.len())
}

/// The replica's rows.
fn held(data: Data, filters: Filters, which: Which, order: Order, shown: usize) -> (Vec<Line>, usize) {
    let session = data.session().get();
    let Some(actor) = session.actor() else {
        return (Vec::new(), 0);
    };
    let (wanted, now) = (filters.wanted(data), data.now().get());
    let mut lines: Vec<Line> = data.tickets().with(|tickets| {
        let wanted =
            tickets.iter().filter(|held| belongs(which, &held.state, actor) && wanted.admits(&held.state, now));
        let line = |held: &crate::data::Held<Ticket>| Line {
            ticket: held.state.clone(),
            pending: held.pending,
            late: held.state.is_overdue(now),
        };
        wanted.map(line).collect()
    });
    sort(&mut lines, order, now);
    let count = lines.len();
    lines.truncate(shown);
    (lines, count)
}

fn sort(lines: &mut [Line], order: Order, now: DateTime<Utc>) {
    match order {
        Order::Due => lines.sort_by_key(|line| (urgency(&line.ticket, now), line.ticket.id)),
        Order::Reported => lines.sort_by_key(|line| Reverse((line.ticket.submitted_at, line.ticket.id))),
    }
}
