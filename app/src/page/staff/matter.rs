//! A ticket as staff see it: everything known of it, and what can be done. A page by itself on a phone, a panel at a desk.

mod facts;
mod handling;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use weft::aggregate::Context;
use weft::id::TicketId;
use weft::kinds::ticket::Ticket;
use weft::rules::Weight;
use weft::text::Text;

use super::act::{Act, act_button, offered};
use super::asked::failed;
use super::seen;
use crate::component::{Due, Loading, Look, Notice, PageHead, PendingMark, PhaseBadge, Timeline, Tone, badge, glyph};
use crate::data::{Data, Held, use_data};
use crate::text::staff::act as a;
use crate::text::{matter as m, t};
use crate::words;

pub use facts::call_button;

/// The page.
#[component]
pub fn MatterPage(
    /// Which.
    id: TicketId,
) -> impl IntoView {
    let data = use_data();
    let held = data.ticket(id);
    let title = Signal::derive(move || {
        held.get().map_or_else(
            || m::MATTER.now().to_owned(),
            |held| words::category(&held.state.category, &data.rules().get()),
        )
    });
    view! {
        <PageHead title=title back="/staff/"/>
        <MatterView id=id docked=true/>
    }
    .into_any()
}

/// Everything about a ticket.
#[component]
pub fn MatterView(
    /// Which.
    id: TicketId,
    /// Whether the main actions stay in reach of the thumb.
    #[prop(optional)]
    docked: bool,
) -> impl IntoView {
    let data = use_data();
    let held = data.ticket(id);
    let trouble = RwSignal::new(None::<Text>);
    let fetch = move || {
        trouble.set(None);
        spawn_local(async move {
            if let Err(text) = data.fetch_ticket(id).await {
                let _ = trouble.try_set(Some(text));
            }
        });
    };
    // What the replica does not hold, such as an ended one, is fetched once.
    Effect::new(move |asked: Option<bool>| {
        let asked = asked.unwrap_or(false);
        if asked || !data.loaded().get() || held.with(Option::is_some) {
            return asked;
        }
        fetch();
        true
    });
    seen::mark(id);
    // Followed apart, so that the clock alone does not draw everything anew.
    let acts = Memo::new(move |_| held.get().map(|held| acts_of(data, &held.state)).unwrap_or_default());
    let late = Memo::new(move |_| held.get().is_some_and(|held| held.state.is_overdue(data.now().get())));
    let body = move || match (held.get(), trouble.get()) {
        (Some(held), _) => shown(data, held, &acts.get(), late.get(), docked),
        (None, None) => view! { <Loading/> }.into_any(),
        (None, Some(text)) => failed(&text, Callback::new(move |()| fetch())),
    };
    body.into_any()
}

/// What this person can do with a ticket, read reactively.
pub fn acts_of(data: Data, ticket: &Ticket) -> Vec<Act> {
    let session = data.session().get();
    let Some(actor) = session.actor() else {
        return Vec::new();
    };
    let (rules, org) = (data.rules().get(), data.org().get());
    offered(ticket, &Context { actor, now: data.now().get(), rules: &rules, org: &org, prove: data.prover() })
}

fn shown(data: Data, held: Held<Ticket>, acts: &[Act], late: bool, docked: bool) -> AnyView {
    let ticket = held.state.clone();
    let refused = held.refused.then(|| {
        view! {
            <Notice tone=Tone::Bad>
                <a href="/staff/inbox">{t(a::REFUSED_HERE)}</a>
            </Notice>
        }
    });
    let timeline = view! {
        <section class="card">
            <h2>{t(m::MATTER_TIMELINE)}</h2>
            <Timeline
                entries=ticket.timeline.clone()
                open=ticket.phase.is_open()
                now=data.now()
                rules=data.rules()
                org=data.org()
            />
        </section>
    };
    view! {
        <div class="stack matter">
            {head(data, &held, late)} {refused} {buttons(data, &ticket, acts, docked)} {facts::waiting(&ticket)}
            {facts::report(data, ticket.clone())} {facts::reporter(data, &ticket)} {handling::parts(data, &ticket, acts)}
            {handling::standing(data, &ticket)} {handling::outcome(&ticket)} {handling::notes(data, &ticket, acts)}
            {handling::near(data, &ticket, acts)} {facts::place(data, &ticket)} {timeline}
        </div>
    }
    .into_any()
}

/// State, weight, date and what is peculiar.
fn head(data: Data, held: &Held<Ticket>, late: bool) -> AnyView {
    let ticket = &held.state;
    let big = (ticket.weight == Weight::Big).then(|| badge("amber", glyph::UP, || m::BIG.now().to_owned()));
    let reopened = (ticket.reopenings > 0).then(|| {
        let times = ticket.reopenings.to_string();
        badge("red", glyph::UNDO, move || a::REOPENINGS.fill(&[&times]))
    });
    let followers = (!ticket.followers.is_empty()).then(|| {
        let count = ticket.followers.len().to_string();
        badge("", glyph::PERSON, move || a::FOLLOWERS.fill(&[&count]))
    });
    let due = words::limit(ticket).map(|until| view! { <Due until=until now=data.now()/> });
    let pending = held.pending.then(|| view! { <PendingMark/> });
    view! {
        <div class="row marks">
            <PhaseBadge phase=ticket.phase overdue=late staff=true/>
            {big}
            {reopened}
            {followers}
            {pending}
            {due}
        </div>
    }
    .into_any()
}

/// The main acts as buttons, the others behind one more touch.
fn buttons(data: Data, ticket: &Ticket, acts: &[Act], docked: bool) -> AnyView {
    let is_part = |act: &&Act| matches!(act, Act::AnswerPart(_) | Act::ReleasePart(_));
    // A department's own part stands with the part; notes stand with the notes.
    let here: Vec<Act> = acts.iter().filter(|act| !is_part(act) && **act != Act::Note).copied().collect();
    if here.is_empty() {
        let silent = acts.iter().any(|act| is_part(&act)) || !ticket.phase.is_open();
        return (!silent).then(|| view! { <p class="quiet">{t(a::DO_NOTHING)}</p> }).into_any();
    }
    let (first, rest) = here.split_at(here.len().min(2));
    let looks = [Look::Primary, Look::Default];
    let main = first.iter().zip(looks).map(|(act, look)| act_button(data, *act, ticket.id, look)).collect_view();
    let id = ticket.id;
    let rest = (!rest.is_empty()).then(|| {
        let rest = rest.iter().map(|act| act_button(data, *act, id, Look::Default)).collect_view();
        view! {
            <details class="more-acts">
                <summary>{t(a::DO_MORE)}</summary>
                <div class="acts">{rest}</div>
            </details>
        }
    });
    let class = if docked { "thumb-dock" } else { "" };
    view! {
        <div class=class>
            <div class="actions">{main}</div>
        </div>
        {rest}
    }
    .into_any()
}
