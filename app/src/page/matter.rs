//! A ticket: where it stands, who is responsible and until when, what happened, and what its reporter can do.

mod acts;

use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use weft::id::TicketId;
use weft::kinds::ticket::{Awaiting, Part, Resolution, Ticket};
use weft::text::Text;

use super::Route;
use crate::component::{
    Due, Empty, Loading, Notice, PageHead, PendingMark, PhaseBadge, Photos, Timeline, Tone, glyph, icon, satisfied_word,
    stars_shown,
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
    let body = move || match (held.get(), trouble.get()) {
        (Some(held), _) => shown(data, held),
        (None, None) => view! { <Loading/> }.into_any(),
        (None, Some(text)) => missing(&text),
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

fn shown(data: Data, held: Held<Ticket>) -> AnyView {
    let ticket = held.state.clone();
    let late = ticket.is_overdue(data.now().get_untracked());
    let refused = held.refused.then(|| {
        view! {
            <Notice tone=Tone::Bad>
                <a href=Route::Inbox.href()>{t(c::INBOX)}</a>
            </Notice>
        }
    });
    view! {
        <div class="matter-columns">
            <div class="stack">
                <div class="row-tight">
                    <PhaseBadge phase=ticket.phase overdue=late/>
                    {held.pending.then(|| view! { <PendingMark/> })}
                </div>
                {refused}
                <acts::Acts ticket=ticket.clone()/>
                {standing(data, &ticket)}
                {ticket.resolution.as_ref().map(resolution)}
                {rating(&ticket)}
                {parts(data, &ticket)}
                {report(data, ticket.clone())}
            </div>
            <section class="card timeline-card">
                <h2>{t(m::MATTER_TIMELINE)}</h2>
                <Timeline
                    entries=ticket.timeline.clone()
                    open=ticket.phase.is_open()
                    now=data.now()
                    rules=data.rules()
                    org=data.org()
                />
            </section>
        </div>
    }
    .into_any()
}

/// Who is responsible now, and until when.
fn standing(data: Data, ticket: &Arc<Ticket>) -> Option<AnyView> {
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

fn resolution(done: &Resolution) -> AnyView {
    let photos = (!done.photos.is_empty()).then(|| view! { <Photos photos=done.photos.clone()/> });
    view! {
        <section class="card stack-s">
            <h2>{t(m::MATTER_DONE)}</h2>
            <p class="pre">{done.done.clone()}</p>
            {photos}
        </section>
    }
    .into_any()
}

fn rating(ticket: &Ticket) -> Option<AnyView> {
    let rating = ticket.rating.clone()?;
    let comment = rating.comment.map(|comment| view! { <blockquote class="pre">{move || words::secret(&comment)}</blockquote> });
    let view = view! {
        <section class="card stack-s">
            <h2>{t(m::YOUR_RATING)}</h2>
            <div class="row-tight">{stars_shown(rating.stars)} <b>{satisfied_word(rating.satisfied)}</b></div>
            {comment}
        </section>
    };
    Some(view.into_any())
}

fn parts(data: Data, ticket: &Ticket) -> Option<AnyView> {
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
fn report(data: Data, ticket: Arc<Ticket>) -> AnyView {
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
    view! {
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
                    <a href=Route::Receipt(ticket.id).href() aria-label=t(r::RECEIPT)>
                        {ticket.receipt.to_string()}
                    </a>
                </dd>
            </dl>
        </section>
    }
    .into_any()
}
