//! A ticket: where it stands, who is responsible and until when, what happened, and what its reporter can do.

mod acts;

use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use weft::id::TicketId;
use weft::kinds::ticket::{Awaiting, Part, Ticket};
use weft::text::Text;

use super::Route;
use crate::component::{
    Due, Empty, Loading, Notice, PageHead, PendingMark, PhaseBadge, Photos, Timeline, Tone, glyph, icon,
    satisfied_word, stars_shown,
};
use crate::data::{Data, Held, use_data};
use crate::prefs::prefs;
use crate::text::{common as c, matter as m, report as r, t, told};
use crate::when;
use crate::words;

/// The page.
#[component]
pub fn Matter(
    /// Which.
    id: TicketId,
) -> impl IntoView {
    let data = use_data();
    let held = data.ticket(id);
    let trouble = RwSignal::new(None::<Text>);
    // What the replica does not hold (ended, or opened by its code on another day) is fetched once.
    Effect::new(move |asked: Option<bool>| {
        let asked = asked.unwrap_or(false);
        if asked || !data.loaded().get() || held.with(Option::is_some) {
            return asked;
        }
        spawn_local(async move {
            if let Err(text) = data.fetch_ticket(id).await {
                trouble.set(Some(text));
            }
        });
        true
    });
    let title = Signal::derive(move || {
        held.get().map_or_else(
            || m::MATTER.now().to_owned(),
            |held| words::category(&held.state.category, &data.rules().get()),
        )
    });
    // What is being typed outlives a change of the ticket that arrives meanwhile.
    let typed = acts::Typed::default();
    let there = Memo::new(move |_| held.with(Option::is_some));
    let body = move || match (there.get(), trouble.get()) {
        (true, _) => shown(data, held, typed),
        (false, None) => view! { <Loading/> }.into_any(),
        (false, Some(text)) => missing(&text),
    };
    view! {
        <PageHead title=title back=Route::Mine.href()/>
        {body}
    }
    .into_any()
}

fn missing(text: &Text) -> AnyView {
    let said = told(text);
    view! {
        <div class="card">
            <Empty title=m::MATTER_MISSING text=Signal::derive(move || said.clone()) broken=true>
                <a class="weui-btn weui-btn_primary" href=Route::Lookup.href()>
                    {t(m::LOOKUP)}
                </a>
            </Empty>
        </div>
    }
    .into_any()
}

/// A ticket that is there. Only the parts whose values change are drawn anew.
fn shown(data: Data, held: Signal<Option<Held<Ticket>>>, typed: acts::Typed) -> AnyView {
    let ticket = Memo::new(move |_| held.get().map(|held| held.state));
    let marks = move || {
        let held = held.get()?;
        let late = held.state.is_overdue(data.now().get());
        let pending = held.pending.then(|| view! { <PendingMark/> });
        Some(view! { <PhaseBadge phase=held.state.phase overdue=late/> {pending} })
    };
    let refused = move || {
        held.with(|held| held.as_ref().is_some_and(|held| held.refused)).then(|| {
            view! {
                <Notice tone=Tone::Bad>
                    <a href=Route::Inbox.href()>{t(c::INBOX)}</a>
                </Notice>
            }
        })
    };
    let each = move |part: fn(Data, &Arc<Ticket>) -> Option<AnyView>| move || part(data, &ticket.get()?);
    let steps = move || {
        let ticket = ticket.get()?;
        let (entries, open) = (ticket.timeline.clone(), ticket.phase.is_open());
        Some(view! { <Timeline entries=entries open=open now=data.now() rules=data.rules() org=data.org()/> })
    };
    view! {
        <div class="matter-columns">
            <div class="stack">
                <div class="row-tight">{marks}</div>
                {refused}
                <acts::Acts ticket=ticket typed=typed/>
                {each(standing)}
                {each(resolution)}
                {each(rating)}
                {each(parts)}
                {each(report)}
            </div>
            <section class="card timeline-card">
                <h2>{t(m::MATTER_TIMELINE)}</h2>
                {steps}
            </section>
        </div>
    }
    .into_any()
}

/// Who is responsible now, and until when.
pub(super) fn standing(data: Data, ticket: &Arc<Ticket>) -> Option<AnyView> {
    let charge = ticket.charge.clone()?;
    let (turn, until) = ticket.awaiting()?;
    let handled = matches!(turn, Awaiting::Post(_));
    let (org, now) = (data.org(), data.now());
    let who = move || words::holder(&charge.holder, &org.get());
    let stand_in = charge.stand_in.then(|| view! { <span class="badge">{t(m::STAND_IN)}</span> });
    let supervisor = ticket.supervisor.clone().map(|above| {
        view! { <p class="quiet">{move || m::MATTER_SUPERVISOR.fill(&[&words::holder(&above, &org.get())])}</p> }
    });
    let why = ticket.why.clone().map(|why| {
        view! {
            <details>
                <summary>{t(m::MATTER_WHY)}</summary>
                <p class="quiet">{move || words::why(&why, &data.rules().get())}</p>
            </details>
        }
    });
    let view = view! {
        <section class="card stack-s">
            <h2>{t(m::MATTER_WHO)}</h2>
            <p class="row-tight">
                {icon(glyph::PERSON)}
                <b>{who}</b>
                {stand_in}
            </p>
            {handled.then(|| view! { <Due until=until now=now/> })}
            {supervisor}
            {why}
        </section>
    };
    Some(view.into_any())
}

pub(super) fn resolution(_data: Data, ticket: &Arc<Ticket>) -> Option<AnyView> {
    let done = ticket.resolution.as_ref()?;
    let photos = (!done.photos.is_empty()).then(|| view! { <Photos photos=done.photos.clone()/> });
    let view = view! {
        <section class="card stack-s">
            <h2>{t(m::MATTER_DONE)}</h2>
            <p class="pre">{done.done.clone()}</p>
            {photos}
        </section>
    };
    Some(view.into_any())
}

fn rating(_data: Data, ticket: &Arc<Ticket>) -> Option<AnyView> {
    let rating = ticket.rating.clone()?;
    let comment =
        rating.comment.map(|comment| view! { <blockquote class="pre">{move || words::secret(&comment)}</blockquote> });
    let view = view! {
        <section class="card stack-s">
            <h2>{t(m::YOUR_RATING)}</h2>
            <div class="row-tight">{stars_shown(rating.stars)} <b>{satisfied_word(rating.satisfied)}</b></div>
            {comment}
        </section>
    };
    Some(view.into_any())
}

fn parts(data: Data, ticket: &Arc<Ticket>) -> Option<AnyView> {
    if ticket.parts.is_empty() {
        return None;
    }
    let part = move |part: Part| {
        let unit = part.unit;
        let answer = move || match (&part.answer, &part.released) {
            (Some(answer), _) => answer.clone(),
            (None, Some(reason)) => m::PART_RELEASED.fill(&[reason]),
            (None, None) => m::PART_OPEN.now().to_owned(),
        };
        view! {
            <dt>{move || words::unit(unit, &data.org().get())}</dt>
            <dd class="pre">{answer}</dd>
        }
    };
    let view = view! {
        <section class="card">
            <h2>{t(m::MATTER_PARTS)}</h2>
            <dl class="facts">{ticket.parts.iter().cloned().map(part).collect_view()}</dl>
        </section>
    };
    Some(view.into_any())
}

/// What was reported.
fn report(data: Data, ticket: &Arc<Ticket>) -> Option<AnyView> {
    let (placed, asked) = (ticket.clone(), ticket.clone());
    let place = move || words::place(&placed.place, &data.org().get());
    let answers = move || {
        let rules = data.rules().get();
        let lines = asked.facts.iter().filter_map(|(key, value)| words::answer(key, value, &rules));
        lines.map(|(title, value)| view! { <dt>{title}</dt><dd>{value}</dd> }).collect_view()
    };
    let address = ticket.address.clone().map(|address| view! { <div>{move || words::secret(&address)}</div> });
    let photos = (!ticket.photos.is_empty()).then(|| view! { <Photos photos=ticket.photos.clone()/> });
    let replies = ticket.replies.clone().into_iter().map(|reply| {
        view! { <blockquote class="pre">{move || words::secret(&reply.text)}</blockquote> }
    });
    let replies = replies.collect_view();
    let at = ticket.submitted_at;
    let moment = move || when::moment(at, data.now().get(), prefs().language.get());
    let text = ticket.text.clone();
    let source = ticket.source;
    let view = view! {
        <section class="card stack">
            <h2>{t(m::MATTER_TEXT)}</h2>
            <p class="pre">{move || words::secret(&text)}</p>
            {replies}
            {photos}
            <dl class="facts">
                <dt>{t(m::MATTER_PLACE)}</dt>
                <dd>{place} {address}</dd>
                {answers}
                <dt>{t(m::MATTER_AT)}</dt>
                <dd class="num">{moment} " · " {move || words::source(source).now()}</dd>
                <dt>{t(m::MATTER_CODE)}</dt>
                <dd class="num">
                    <a class="btn-text" href=Route::Receipt(ticket.id).href() aria-label=t(r::RECEIPT)>
                        {ticket.receipt.map(|code| code.to_string())}
                    </a>
                </dd>
            </dl>
        </section>
    };
    Some(view.into_any())
}
