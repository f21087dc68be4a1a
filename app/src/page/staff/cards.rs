//! Tickets as cards for the thumb.

use leptos::prelude::*;
use weft::id::TicketId;
use weft::kinds::ticket::Ticket;

use super::act::{Act, act_button};
use super::matter::{acts_of, call_button};
use super::seen;
use crate::component::{Due, Look, PendingMark, PhaseBadge, Press, badge, glyph, icon};
use crate::data::{Data, Held, use_data};
use crate::prefs::prefs;
use crate::text::staff as s;
use crate::when;
use crate::words;

/// Cards shown at first, and added at a time: nobody works through more, and a telephone draws no thousand of them.
const CARDS: usize = 30;

/// The cards of these tickets, the first ones at first. A card stays in the page while its ticket stays in the list.
#[component]
pub fn TicketCards(
    /// Which, in order.
    #[prop(into)]
    ids: Signal<Vec<TicketId>>,
    /// How they are laid out.
    class: &'static str,
) -> impl IntoView {
    let shown = RwSignal::new(CARDS);
    let first = move || ids.with(|ids| ids.iter().take(shown.get()).copied().collect::<Vec<_>>());
    let rest = Memo::new(move |_| ids.with(Vec::len).saturating_sub(shown.get()));
    let more = move || {
        (rest.get() > 0).then(|| {
            let label = Signal::derive(move || s::SHOW_MORE.fill(&[&rest.get().min(CARDS).to_string()]));
            view! { <Press label=label look=Look::Default block=true press=move |()| shown.update(|shown| *shown += CARDS)/> }
        })
    };
    view! {
        <div class=class>
            <For each=first key=|id| *id let:id>
                <TicketCard id=id/>
            </For>
        </div>
        {more}
    }
    .into_any()
}

/// A ticket in a list for the thumb: what, where, until when, and the next step.
#[component]
pub fn TicketCard(
    /// Which.
    id: TicketId,
) -> impl IntoView {
    let data = use_data();
    let held = data.ticket(id);
    let late = Memo::new(move |_| held.get().is_some_and(|held| held.state.is_overdue(data.now().get())));
    let acts = Memo::new(move |_| held.get().map(|held| acts_of(data, &held.state)).unwrap_or_default());
    (move || held.get().map(|held| card(data, &held, late.get(), &acts.get()))).into_any()
}

fn card(data: Data, held: &Held<Ticket>, late: bool, acts: &[Act]) -> AnyView {
    let ticket = held.state.clone();
    let id = ticket.id;
    let (titled, placed) = (ticket.clone(), ticket.clone());
    let title = move || words::category(&titled.category, &data.rules().get());
    let line = move || {
        let place = data.org().with(|org| placed.grid().map(|grid| words::unit(grid, org))).unwrap_or_default();
        format!("{place} · {}", when::ago(placed.submitted_at, data.now().get(), prefs().language.get()))
    };
    let text = ticket.text.clear().cloned();
    let new = move || (!seen::is_seen(id)).then(|| badge("blue", glyph::STAR, || s::NEW.now().to_owned()));
    let due = words::limit(&ticket).map(|until| view! { <Due until=until now=data.now()/> });
    let pending = held.pending.then(|| view! { <PendingMark/> });
    let next = acts.iter().copied().find(|act| matches!(act, Act::Accept | Act::Resolve));
    let next = next.map(|act| act_button(data, act, id, Look::Primary));
    let foot = (next.is_some() || ticket.contact.is_some())
        .then(|| view! { <div class="card-acts">{call_button(data, &ticket)} {next}</div> });
    let class = if late { "card ticket late" } else { "card ticket" };
    view! {
        <article class=class>
            <a class="ticket-link" href=format!("/staff/ticket/{id}")>
                <span class="tile">{icon(glyph::category(&ticket.category))}</span>
                <span class="grow">
                    <b class="block">{title}</b>
                    <span class="faint block">{line}</span>
                </span>
                {icon(glyph::FORWARD)}
            </a>
            <p class="clip">{text}</p>
            <div class="row marks">{new} <PhaseBadge phase=ticket.phase overdue=late staff=true/> {pending} {due}</div>
            {foot}
        </article>
    }
    .into_any()
}
