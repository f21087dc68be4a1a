//! The desk: a table of matters with filters, the one chosen beside it, all by keyboard, and several at once.

mod filters;
mod keys;
mod list;
mod table;

use std::collections::BTreeSet;

use leptos::prelude::*;
use weft::id::TicketId;

use super::act::{Act, quickly, use_doing, use_done};
use super::asked::failed;
use super::awaited;
use super::matter::MatterView;
use crate::component::{Empty, Loading, Look, Notice, PageHead, Press, Segment, Tone, glyph, icon};
use crate::data::{Data, use_data};
use crate::route::router;
use crate::text::staff::desk as d;
use crate::text::t;
use crate::words;
use filters::{Filters, Which};
use list::List;

/// Width from which the matter stands beside the table, pixels: as in `style/desk.css`.
const PANEL_PX: f64 = 1100.0;
/// The query of the address that names the matter beside the table.
const OPEN: &str = "open";

/// What the desk has in hand.
#[derive(Clone, Copy)]
struct Hand {
    /// The row under the cursor.
    cursor: RwSignal<Option<TicketId>>,
    /// The matter beside the table.
    open: RwSignal<Option<TicketId>>,
    /// Those chosen for something to be done to all of them.
    picked: RwSignal<BTreeSet<TicketId>>,
}

impl Hand {
    /// Opens a matter beside the table, or by itself where there is no room for that.
    fn show(self, id: TicketId) {
        self.cursor.set(Some(id));
        let width = window().inner_width().ok().and_then(|width| width.as_f64()).unwrap_or(0.0);
        if width < PANEL_PX {
            router().go(&format!("/staff/ticket/{id}"));
        } else {
            self.open.set(Some(id));
        }
    }

    fn pick(self, id: TicketId) {
        self.picked.update(|picked| {
            if !picked.remove(&id) {
                picked.insert(id);
            }
        });
    }

    /// Moves the cursor by so many rows, and the matter beside the table with it.
    fn step(self, rows: &[TicketId], by: isize) {
        let at = self.cursor.get_untracked().and_then(|id| rows.iter().position(|row| *row == id));
        let next = match at {
            None => 0,
            Some(at) => at.saturating_add_signed(by).min(rows.len().saturating_sub(1)),
        };
        let Some(id) = rows.get(next) else { return };
        self.cursor.set(Some(*id));
        if self.open.get_untracked().is_some() {
            self.open.set(Some(*id));
        }
        table::bring_into_view(*id);
    }
}

/// The page.
#[component]
pub fn Desk() -> impl IntoView {
    let data = use_data();
    let filters = Filters::new(data);
    let list = List::new(data, filters);
    let hand = Hand { cursor: RwSignal::new(None), open: RwSignal::new(None), picked: RwSignal::new(BTreeSet::new()) };
    if let Some(id) = untrack(|| router().query(OPEN)).and_then(|id| id.parse().ok()) {
        hand.open.set(Some(id));
    }
    let help = RwSignal::new(false);
    keys::listen(data, list, hand, help);
    // What is chosen on one list is not meant for another, nor for a second time once something was done.
    let done = use_done();
    Effect::new(move || {
        filters.which.track();
        done.track();
        hand.picked.set(BTreeSet::new());
    });
    view! {
        <PageHead title=d::DESK/>
        <div class="desk" class:with-panel=move || hand.open.get().is_some()>
            <div class="stack desk-main">
                <div class="desk-bar">
                    <Segment legend=d::VIEW options=filters.views() value=filters.which/>
                    <button type="button" class="icon-btn wide-only" aria-label=t(d::KEYS) on:click=move |_| help.set(true)>
                        {icon(glyph::KEYBOARD)}
                        <span>"?"</span>
                    </button>
                </div>
                {filters.fields(data)}
                {bulk(data, hand)}
                {rows(data, filters, list, hand)}
            </div>
            {panel(data, hand)}
        </div>
        <keys::Help open=help/>
    }
    .into_any()
}

/// The rows, or why there are none.
fn rows(data: Data, filters: Filters, list: List, hand: Hand) -> AnyView {
    let stale = move || {
        let asked = filters.which() == Which::All;
        (!data.online().get() && !asked).then(|| view! { <Notice tone=Tone::Mind>{t(d::STALE)}</Notice> })
    };
    let body = move || {
        if let Some(text) = list.trouble.get() {
            return view! { <div class="card">{failed(&text, Callback::new(move |()| list.ask_again()))}</div> }
                .into_any();
        }
        if list.is_empty() {
            if list.is_loading() {
                return if filters.which() == Which::All {
                    view! { <Loading rows=6/> }.into_any()
                } else {
                    awaited(data, 6)
                };
            }
            let (title, text) = match filters.which() {
                Which::Mine => (d::EMPTY_MINE, d::EMPTY_MINE_TEXT),
                Which::Area | Which::All => (d::EMPTY, d::EMPTY_TEXT),
            };
            return view! {
                <div class="card">
                    <Empty title=title text=text/>
                </div>
            }
            .into_any();
        }
        table::table(data, list, hand)
    };
    let empty = Memo::new(move |_| (list.trouble.get(), list.is_empty(), list.is_loading(), filters.which()));
    let body = move || {
        // Read, not only tracked: a memo that was never read follows nothing.
        empty.with(|_| ());
        untrack(body)
    };
    let more = move || {
        list.has_more().then(|| {
            view! {
                <Press
                    label=crate::text::ledger::SHOW_MORE
                    look=Look::Default
                    block=true
                    busy=list.busy
                    press=move |()| list.more()
                />
            }
        })
    };
    view! {
        {stale}
        {body}
        {more}
    }
    .into_any()
}

/// What can be done to all those chosen.
fn bulk(data: Data, hand: Hand) -> AnyView {
    let doing = use_doing();
    let act = move |act: Act| {
        let press = move |()| {
            let tickets: Vec<TicketId> = hand.picked.get_untracked().into_iter().collect();
            match act {
                // Several at once are asked about first.
                Act::Accept if tickets.len() > 1 => doing.set(Some(super::act::Doing { act, tickets })),
                _ => quickly(data, doing, act, tickets),
            }
        };
        view! { <Press label=act.word() glyph=act.glyph() look=Look::Default press=press/> }
    };
    let bar = move || {
        let count = hand.picked.with(BTreeSet::len);
        (count > 0).then(|| {
            view! {
                <div class="bulk rise" role="group" aria-label=d::PICKED.fill(&[&count.to_string()])>
                    <b class="num">{d::PICKED.fill(&[&count.to_string()])}</b>
                    {act(Act::Accept)}
                    {act(Act::Transfer)}
                    {act(Act::BringIn)}
                    {act(Act::Escalate)}
                    <Press label=d::UNPICK look=Look::Text press=move |()| hand.picked.set(BTreeSet::new())/>
                </div>
            }
        })
    };
    view! { <div aria-live="polite">{bar}</div> }.into_any()
}

/// The matter beside the table.
fn panel(data: Data, hand: Hand) -> AnyView {
    let open = Memo::new(move |_| hand.open.get());
    (move || {
        let id = open.get()?;
        let held = data.ticket(id);
        let title = move || held.get().map(|held| words::category(&held.state.category, &data.rules().get()));
        Some(view! {
            <aside class="panel" aria-label=t(d::PANEL)>
                <div class="panel-head">
                    <a class="btn-text" href=format!("/staff/ticket/{id}")>
                        {icon(glyph::FIT)}
                        {t(d::PANEL_WHOLE)}
                    </a>
                    <button
                        type="button"
                        class="icon-btn"
                        aria-label=t(crate::text::common::CLOSE)
                        on:click=move |_| hand.open.set(None)
                    >
                        {icon(glyph::CROSS)}
                    </button>
                </div>
                <h2 class="panel-title">{title}</h2>
                <MatterView id=id/>
            </aside>
        })
    })
    .into_any()
}
