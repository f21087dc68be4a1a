//! A department's desk: what it is asked, the most pressing first, and what it has answered.

use leptos::prelude::*;
use weft::id::TicketId;
use weft::kinds::ticket::Ticket;

use super::act::{Act, act_button};
use super::area::{open_parts, urgency};
use super::awaited;
use super::cards::{TicketCard, TicketCards};
use crate::component::{Empty, Look, PageHead, glyph, icon};
use crate::data::{Data, use_data};
use crate::text::staff::{act as a, desk as d};
use crate::text::t;
use crate::words;

/// Tickets with an open part of this person's departments, the most pressing first.
fn open(data: Data) -> Vec<TicketId> {
    let session = data.session().get();
    let Some(actor) = session.actor() else {
        return Vec::new();
    };
    let now = data.now().get();
    data.tickets().with(|tickets| {
        let asked = tickets.iter().map(|held| &*held.state).filter(|ticket| !open_parts(ticket, actor).is_empty());
        let mut asked: Vec<&Ticket> = asked.collect();
        asked.sort_by_key(|ticket| (urgency(ticket, now), ticket.id));
        asked.into_iter().map(|ticket| ticket.id).collect()
    })
}

/// Tickets on which this person's departments have answered and that are still being handled.
fn answered(data: Data) -> Vec<TicketId> {
    let session = data.session().get();
    let Some(actor) = session.actor() else {
        return Vec::new();
    };
    let done = |ticket: &&Ticket| {
        let own =
            |part: &&weft::kinds::ticket::Part| actor.holds(weft::actor::Permission::AnswerJointTicket, &part.path);
        ticket.phase.is_open()
            && open_parts(ticket, actor).is_empty()
            && ticket.parts.iter().filter(own).any(|part| part.answer.is_some())
    };
    data.tickets()
        .with(|tickets| tickets.iter().map(|held| &*held.state).filter(done).map(|ticket| ticket.id).collect())
}

/// How many parts wait.
pub fn open_count(data: Data) -> Signal<usize> {
    let count = Memo::new(move |_| open(data).len());
    count.into()
}

/// The page.
#[component]
pub fn Parts() -> impl IntoView {
    let data = use_data();
    let waiting = Memo::new(move |_| open(data));
    let done = Memo::new(move |_| answered(data));
    let body = move || {
        let waiting = waiting.get();
        if waiting.is_empty() && !data.complete().get() {
            return awaited(data, 4);
        }
        if waiting.is_empty() {
            return view! {
                <div class="card">
                    <Empty title=d::PARTS_NONE text=d::PARTS_NONE_TEXT/>
                </div>
            }
            .into_any();
        }
        let count = waiting.len().to_string();
        let items = waiting.into_iter().map(|id| item(data, id)).collect_view();
        view! {
            <p class="quiet">{move || d::PARTS_LINE.fill(&[&count])}</p>
            <div class="cards-wide">{items}</div>
        }
        .into_any()
    };
    let some_done = Memo::new(move |_| done.with(|done| !done.is_empty()));
    let past = move || {
        some_done.get().then(|| {
            view! {
                <section>
                    <h2 class="group-head">{t(d::PARTS_DONE)}</h2>
                    <TicketCards ids=done class="cards-wide"/>
                </section>
            }
        })
    };
    view! {
        <PageHead title=d::PARTS/>
        <div class="stack">{body} {past}</div>
    }
    .into_any()
}

/// A ticket with what each own department is asked, and the field for the answer one touch away.
fn item(data: Data, id: TicketId) -> AnyView {
    let held = data.ticket(id);
    let asked = move || {
        let (held, session) = (held.get()?, data.session().get());
        let actor = session.actor()?;
        let units = open_parts(&held.state, actor);
        let rows = held.state.parts.iter().filter(|part| units.contains(&part.unit)).map(|part| {
            let (unit, request) = (part.unit, part.request.clone());
            let asked = move || match &request {
                Some(request) => a::PART_ASKED.fill(&[request]),
                None => a::PART_BY_RULE.now().to_owned(),
            };
            view! {
                <div class="part-ask stack-s">
                    <b class="row-tight">{icon(glyph::CHAT)} {words::unit(unit, &data.org().get())}</b>
                    <p>{asked}</p>
                    <div class="actions">{act_button(data, Act::AnswerPart(unit), id, Look::Primary)}</div>
                </div>
            }
        });
        Some(rows.collect_view())
    };
    view! { <div class="part-item"><TicketCard id=id/> {asked}</div> }.into_any()
}
