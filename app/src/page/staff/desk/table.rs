//! The table of the desk.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use weft::id::TicketId;

use super::Hand;
use super::list::{Line, List, Order};
use crate::component::{Due, PendingMark, PhaseBadge, glyph, icon};
use crate::data::Data;
use crate::prefs::prefs;
use crate::text::staff::desk as d;
use crate::text::{Phrase, t};
use crate::when;
use crate::words;

/// The table.
pub fn table(data: Data, list: List, hand: Hand) -> AnyView {
    let total = move || {
        let (rows, count) = list.rows();
        let phrase = if list.has_more() && rows.len() == count { d::TOTAL_MORE } else { d::TOTAL };
        phrase.fill(&[&count.to_string()])
    };
    let rows = move || list.rows().0;
    view! {
        <p class="faint num" role="status">{total}</p>
        <div class="table-wrap">
            <table class="table desk-table">
                <thead>
                    <tr>
                        <th scope="col" class="pick-cell">{pick_all(list, hand)}</th>
                        <th scope="col">{t(d::COL_STATE)}</th>
                        <th scope="col">{t(d::COL_MATTER)}</th>
                        <th scope="col">{t(d::COL_WHO)}</th>
                        {sorted(list, Order::Due, d::COL_DUE)}
                        {sorted(list, Order::Reported, d::COL_REPORTED)}
                    </tr>
                </thead>
                <tbody>
                    <For each=rows key=key let:line>
                        {row(data, hand, line)}
                    </For>
                </tbody>
            </table>
        </div>
    }
    .into_any()
}

/// What makes a row a different one: it is drawn anew then, and only then.
fn key(line: &Line) -> (TicketId, usize, bool, bool, weft::kinds::ticket::Phase, Option<weft::id::PersonId>, usize) {
    let ticket = &line.ticket;
    let holder = ticket.charge.as_ref().map(|charge| charge.holder.person);
    let parts = ticket.parts.iter().filter(|part| part.is_open()).count();
    (ticket.id, ticket.timeline.len(), line.pending, line.late, ticket.phase, holder, parts)
}

fn sorted(list: List, order: Order, word: Phrase) -> AnyView {
    let current = move || list.order.get() == order;
    view! {
        <th scope="col" aria-sort=move || current().then_some(if order == Order::Due { "ascending" } else { "descending" })>
            <button
                type="button"
                class="sort"
                class:on=current
                title=move || d::SORT.fill(&[word.now()])
                on:click=move |_| list.order.set(order)
            >
                {t(word)}
                {move || current().then_some(if order == Order::Due { " ↑" } else { " ↓" })}
            </button>
        </th>
    }
    .into_any()
}

fn pick_all(list: List, hand: Hand) -> AnyView {
    let all = move || {
        let (rows, _) = list.rows();
        !rows.is_empty() && hand.picked.with(|picked| rows.iter().all(|line| picked.contains(&line.ticket.id)))
    };
    let turn = move |event: ev::Targeted<ev::Event, web_sys::HtmlInputElement>| {
        let on = event.target().checked();
        hand.picked.update(|picked| {
            picked.clear();
            if on {
                picked.extend(list.ids());
            }
        });
    };
    view! {
        <label class="tick">
            <input type="checkbox" aria-label=t(d::PICK_ALL) prop:checked=all on:change:target=turn/>
        </label>
    }
    .into_any()
}

fn row(data: Data, hand: Hand, line: Line) -> AnyView {
    let Line { ticket, pending, late } = line;
    let id = ticket.id;
    let (org, rules, now) = (data.org(), data.rules(), data.now());
    let (titled, named) = (ticket.clone(), ticket.clone());
    let title = move || words::category(&titled.category, &rules.get());
    let label = move || words::category(&named.category, &rules.get());
    let (placed, charged) = (ticket.clone(), ticket.clone());
    let place = move || words::place(&placed.place, &org.get());
    let who = move || charged.charge.as_ref().map(|charge| words::holder(&charge.holder, &org.get()));
    let text = ticket.text.clear().cloned().unwrap_or_default();
    let due = words::limit(&ticket).map(|until| view! { <Due until=until now=now/> });
    let at = ticket.submitted_at;
    let reported = move || when::moment(at, now.get(), prefs().language.get());
    let source = ticket.source;
    let open = ticket.parts.iter().filter(|part| part.is_open()).count();
    let parts = (open > 0).then(|| view! { <span class="badge amber">{icon(glyph::CHAT)} {open}</span> });
    let pressed = move |event: ev::MouseEvent| {
        // Boxes and links inside of the row do their own.
        let inner = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        if inner.is_some_and(|target| target.closest("a, label, button").is_ok_and(|found| found.is_none())) {
            hand.show(id);
        }
    };
    let opened = move |event: ev::MouseEvent| {
        event.prevent_default();
        event.stop_propagation();
        hand.show(id);
    };
    view! {
        <tr
            data-ticket=id.to_string()
            class:cursor=move || hand.cursor.get() == Some(id)
            class:late=late
            aria-selected=move || (hand.open.get() == Some(id)).to_string()
            on:click=pressed
        >
            <td class="pick-cell">
                <label class="tick">
                    <input
                        type="checkbox"
                        aria-label=move || d::PICK_ONE.fill(&[&label()])
                        prop:checked=move || hand.picked.with(|picked| picked.contains(&id))
                        on:change=move |_| hand.pick(id)
                    />
                </label>
            </td>
            <td>
                <span class="stack-xs"><PhaseBadge phase=ticket.phase overdue=late staff=true/> {parts} {pending.then(|| view! { <PendingMark/> })}</span>
            </td>
            <td class="matter-cell">
                <a href=format!("/staff/ticket/{id}") on:click=opened>
                    {title}
                </a>
                <div class="clip">{text}</div>
                <div class="faint">{place}</div>
            </td>
            <td class="who-cell">{who}</td>
            <td>{due}</td>
            <td class="num faint">{reported} <div>{t(words::source(source))}</div></td>
        </tr>
    }
    .into_any()
}

/// Scrolls a row into view.
pub fn bring_into_view(id: TicketId) {
    let found = document().query_selector(&format!("tr[data-ticket=\"{id}\"]"));
    if let Ok(Some(row)) = found {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Nearest);
        row.scroll_into_view_with_scroll_into_view_options(&options);
    }
}
