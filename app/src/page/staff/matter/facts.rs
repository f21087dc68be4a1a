//! What was reported, by whom and where.

use std::sync::Arc;

use leptos::prelude::*;
use weft::kinds::ticket::{Phase, Ticket};
use weft::place::Point;
use weft::secret::Secret;

use crate::component::{Notice, Photos, Tone, glyph, icon};
use crate::data::Data;
use crate::map::{GridMap, MapSpec, Tints};
use crate::prefs::prefs;
use crate::text::staff::{self as s, act as a};
use crate::text::{matter as m, t};
use crate::when;
use crate::words;

/// The question the resident was asked.
pub fn waiting(ticket: &Ticket) -> Option<AnyView> {
    let pause = ticket.pause.clone().filter(|_| ticket.phase == Phase::Waiting)?;
    Some(view! { <Notice tone=Tone::Mind>{move || a::ASKED.fill(&[&pause.question])}</Notice> }.into_any())
}

/// The report.
pub fn report(data: Data, ticket: Arc<Ticket>) -> AnyView {
    let (placed, asked) = (ticket.clone(), ticket.clone());
    let place = move || words::place(&placed.place, &data.org().get());
    let answers = move || {
        let rules = data.rules().get();
        let lines = asked.facts.iter().filter_map(|(key, value)| words::answer(key, value, &rules));
        lines.map(|(title, value)| view! { <dt>{title}</dt><dd>{value}</dd> }).collect_view()
    };
    let address = ticket.address.clone().map(|address| {
        view! {
            <dt>{t(a::ADDRESS)}</dt>
            <dd>{move || words::secret(&address)}</dd>
        }
    });
    let photos = (!ticket.photos.is_empty()).then(|| view! { <Photos photos=ticket.photos.clone()/> });
    let (at, source, text) = (ticket.submitted_at, ticket.source, ticket.text.clone());
    let moment = move || when::moment(at, data.now().get(), prefs().language.get());
    let behalf = ticket.on_behalf.then(|| view! { <span class="badge">{t(a::ON_BEHALF)}</span> });
    view! {
        <section class="card stack">
            <p class="pre said">{move || words::secret(&text)}</p>
            {photos}
            <dl class="facts">
                <dt>{t(m::MATTER_PLACE)}</dt>
                <dd>{place}</dd>
                {address}
                {answers}
                <dt>{t(m::MATTER_AT)}</dt>
                <dd class="num">{moment} " · " {move || words::source(source).now()} " " {behalf}</dd>
                <dt>{t(m::MATTER_CODE)}</dt>
                <dd class="num">{ticket.receipt.map(|code| code.to_string())}</dd>
            </dl>
            {replies(&ticket)}
        </section>
    }
    .into_any()
}

fn replies(ticket: &Ticket) -> Option<AnyView> {
    if ticket.replies.is_empty() {
        return None;
    }
    let one = |text: Secret<String>| view! { <blockquote class="pre">{move || words::secret(&text)}</blockquote> };
    let replies = ticket.replies.iter().map(|reply| one(reply.text.clone())).collect_view();
    let view = view! {
        <div class="stack-s">
            <h3>{t(a::REPLIES)}</h3>
            {replies}
        </div>
    };
    Some(view.into_any())
}

/// Who reported it, with a button to call.
pub fn reporter(data: Data, ticket: &Ticket) -> AnyView {
    let body = match &ticket.contact {
        None => view! { <p class="quiet">{t(a::NO_CONTACT)}</p> }.into_any(),
        Some(contact) => match (contact.name.clear(), contact.phone.clear()) {
            (Some(name), Some(phone)) => view! {
                <p class="row-tight">{icon(glyph::PERSON)} <b>{name.clone()}</b> <span class="num">{phone.clone()}</span></p>
                {call_button(data, ticket)}
            }
            .into_any(),
            _ => view! { <p class="quiet">{t(a::CONTACT_HIDDEN)}</p> }.into_any(),
        },
    };
    view! {
        <section class="card row between">
            <h2 class="aside">{t(a::WHO_CONTACT)}</h2>
            {body}
        </section>
    }
    .into_any()
}

/// Calls the reporter, if their number may be seen.
pub fn call_button(_data: Data, ticket: &Ticket) -> Option<AnyView> {
    let contact = ticket.contact.as_ref()?;
    let (name, phone) = (contact.name.clear()?.clone(), contact.phone.clear()?);
    let dialled: String = phone.chars().filter(|typed| typed.is_ascii_digit() || *typed == '+').collect();
    let view = view! {
        <a
            class="weui-btn weui-btn_default btn-small"
            href=format!("tel:{dialled}")
            aria-label=move || s::CALL_WHO.fill(&[&name])
        >
            {icon(glyph::PHONE)}
            {t(s::CALL)}
        </a>
    };
    Some(view.into_any())
}

/// The spot on the map, drawn when asked for.
pub fn place(data: Data, ticket: &Ticket) -> Option<AnyView> {
    let point = ticket.point?;
    let open = RwSignal::new(false);
    let spec = MapSpec {
        org: data.org(),
        chosen: Signal::derive(move || Some(point)),
        tints: Signal::derive(Tints::new),
        spots: Signal::derive(Vec::new),
        picks: false,
        tapped: Callback::new(|_: (Point, Option<usize>)| {}),
    };
    let view = view! {
        <details class="card" on:toggle:target=move |event| open.set(event.target().open())>
            <summary>{icon(glyph::MAP)} " " {t(a::ON_MAP)}</summary>
            <Show when=move || open.get()>
                <GridMap spec=spec/>
            </Show>
        </details>
    };
    Some(view.into_any())
}
