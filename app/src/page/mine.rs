//! One's own tickets.

use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use weft::kinds::ticket::{Awaiting, Ticket};
use weft::query::TicketQuery;
use weft::registry::AnyState;

use super::Route;
use crate::component::{Due, Empty, Loading, PageHead, PendingMark, PhaseBadge, Segment, glyph, icon};
use crate::data::{Data, Held, use_data};
use crate::prefs::prefs;
use crate::text::{matter as m, report as r, t};
use crate::when;
use crate::words;

/// The tickets of whoever uses this browser, newest first: reported, followed, or opened by their receipt code.
#[must_use]
pub fn my_matters(data: Data) -> Signal<Vec<Held<Ticket>>> {
    let mine = move || {
        let session = data.session().get();
        let Some(actor) = session.actor() else {
            return Vec::new();
        };
        let own = |ticket: &Ticket| {
            ticket.owner == actor.person
                || ticket.followers.contains(&actor.person)
                || actor.receipts.contains(&ticket.id)
        };
        let mut held: Vec<_> = data.tickets().get().into_iter().filter(|held| own(&held.state)).collect();
        let looked_up = actor.receipts.iter().filter_map(|id| data.ticket(*id).get());
        for found in looked_up {
            if held.iter().all(|other| other.id != found.id) {
                held.push(found);
            }
        }
        held.sort_by_key(|held| std::cmp::Reverse(held.state.submitted_at));
        held
    };
    Memo::new(move |_| mine()).into()
}

/// Tickets asked for beyond what the device holds.
const ENDED_ROWS: usize = 50;

/// One's own tickets that have ended: the replica lets go of them, so the server is asked once. Without a network they are missing.
fn ended_matters(data: Data) -> RwSignal<Vec<Held<Ticket>>> {
    let ended = RwSignal::new(Vec::new());
    Effect::new(move |asked: Option<bool>| {
        let known = data.session().with(|session| session.actor().is_some());
        if asked == Some(true) || !known || !data.online().get() {
            return asked.unwrap_or(false);
        }
        spawn_local(async move {
            let query = TicketQuery { limit: Some(ENDED_ROWS), ..TicketQuery::default() };
            let Ok(page) = data.find_tickets(&query).await else {
                return;
            };
            let found = page.rows.into_iter().filter_map(|row| match row.state {
                AnyState::Ticket(ticket) if !ticket.phase.is_open() => {
                    Some(Held { id: ticket.id, state: Arc::new(ticket), pending: false, refused: false, fetched: true })
                }
                _ => None,
            });
            ended.set(found.collect());
        });
        true
    });
    ended
}

/// The page.
#[component]
pub fn Mine() -> impl IntoView {
    let data = use_data();
    let (held, ended) = (my_matters(data), ended_matters(data));
    let mine = Memo::new(move |_| {
        let mut all = held.get();
        let own = data.session().with(|session| session.actor().map(|actor| actor.person));
        ended.with(|ended| {
            let others = ended.iter().filter(|held| Some(held.state.owner) == own);
            let new: Vec<_> = others.filter(|held| all.iter().all(|known| known.id != held.id)).cloned().collect();
            all.extend(new);
        });
        all
    });
    let which = RwSignal::new(Some("open".to_owned()));
    let counted =
        move |open: bool| mine.with(|mine| mine.iter().filter(|held| held.state.phase.is_open() == open).count());
    let options = move || {
        let word = |phrase: crate::text::Phrase, open| format!("{} {}", phrase.now(), counted(open));
        vec![("open".to_owned(), word(m::MINE_OPEN, true)), ("ended".to_owned(), word(m::MINE_ENDED, false))]
    };
    let list = move || {
        let open = which.with(|which| which.as_deref() == Some("open"));
        let held: Vec<_> = mine.get().into_iter().filter(|held| held.state.phase.is_open() == open).collect();
        if held.is_empty() {
            return view! {
                <div class="card">
                    <Empty title=m::MINE_EMPTY text=m::MINE_EMPTY_TEXT>
                        <div class="actions">
                            <a class="weui-btn weui-btn_primary" href=Route::Report.href()>
                                {t(r::DOOR_REPORT)}
                            </a>
                            <a class="weui-btn weui-btn_default" href=Route::Lookup.href()>
                                {t(r::HOME_LOOKUP)}
                            </a>
                        </div>
                    </Empty>
                </div>
            }
            .into_any();
        }
        view! { <div class="weui-cells">{held.into_iter().map(|held| matter_cell(data, held)).collect_view()}</div> }
            .into_any()
    };
    // That there is nothing is said only once everything has arrived, or cannot arrive now.
    let ready = move || {
        data.complete().get() || data.loaded().get() && (!data.online().get() || mine.with(|mine| !mine.is_empty()))
    };
    view! {
        <PageHead title=m::MINE/>
        <div class="stack">
            <Segment legend=m::MINE options=Signal::derive(options) value=which/>
            {move || if ready() { list() } else { view! { <Loading/> }.into_any() }}
        </div>
    }
    .into_any()
}

/// A ticket as a cell of a list.
pub fn matter_cell(data: Data, held: Held<Ticket>) -> AnyView {
    let (rules, org, now) = (data.rules(), data.org(), data.now());
    let ticket: Arc<Ticket> = held.state;
    let glyph = glyph::category(&ticket.category);
    let (titled, placed) = (ticket.clone(), ticket.clone());
    let title = move || words::category(&titled.category, &rules.get());
    let line = move || {
        let place = words::place(&placed.place, &org.get());
        format!("{place} · {}", when::ago(placed.submitted_at, now.get(), prefs().language.get()))
    };
    let turn = match ticket.awaiting() {
        Some((Awaiting::Resident, _)) => Some(view! { <span class="due amber">{t(m::TURN_YOURS)}</span> }.into_any()),
        Some((Awaiting::Post(_), until)) => Some(view! { <Due until=until now=now/> }.into_any()),
        None => None,
    };
    let late = ticket.is_overdue(now.get_untracked());
    let pending = held.pending.then(|| view! { <PendingMark/> });
    view! {
        <a class="weui-cell" href=Route::Matter(ticket.id).href()>
            <span class="tile">{icon(glyph)}</span>
            <span class="weui-cell__bd">
                <b class="block">{title}</b>
                <span class="weui-cell__desc block">{line}</span>
                <span class="row-tight marks">
                    <PhaseBadge phase=ticket.phase overdue=late/>
                    {pending}
                    {turn}
                </span>
            </span>
            <span class="weui-cell__ft">{icon(glyph::FORWARD)}</span>
        </a>
    }
    .into_any()
}
