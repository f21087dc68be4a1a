//! The grid member's day: what waits for them, overdue first, each with its next step under the thumb.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use weft::actor::Actor;
use weft::calendar::county_day;
use weft::id::TicketId;
use weft::kinds::ticket::{Phase, Ticket};

use super::act::{Act, act_button};
use super::area::{answers_for, supervises, urgency};
use super::matter::{acts_of, call_button};
use super::{awaited, seen};
use crate::component::{Due, Empty, Look, PageHead, PendingMark, PhaseBadge, Press, badge, glyph, icon, toast_phrase};
use crate::data::{Data, Held, use_data};
use crate::prefs::prefs;
use crate::text::{Phrase, staff as s, t};
use crate::when;
use crate::words;

/// The page.
#[component]
pub fn Today() -> impl IntoView {
    let data = use_data();
    let day = Memo::new(move |_| day(data));
    let refresh = move |()| {
        data.retry_now();
        toast_phrase(s::UPDATED);
    };
    let line = move || {
        day.with(|day| {
            let late = day.late.len();
            let open = late + day.due.len() + day.later.len();
            (open > 0).then(|| s::TODAY_LINE.fill(&[&open.to_string(), &late.to_string()]))
        })
    };
    let body = move || {
        let day = day.get();
        if day.is_empty() && !data.complete().get() {
            return awaited(data, 4);
        }
        if day.is_empty() {
            return view! {
                <div class="card">
                    <Empty title=s::TODAY_NONE text=s::TODAY_NONE_TEXT>
                        <a class="weui-btn weui-btn_default" href="/staff/patrol">
                            {icon(glyph::REPORT)}
                            {t(s::NAV_PATROL)}
                        </a>
                    </Empty>
                </div>
            }
            .into_any();
        }
        view! {
            <div class="stack-l">
                {group(data, s::TODAY_LATE, day.late, true)} {group(data, s::TODAY_DUE, day.due, false)}
                {group(data, s::TODAY_LATER, day.later, false)} {group(data, s::TODAY_WATCH, day.watch, false)}
                {group(data, s::TODAY_WAITING, day.waiting, false)}
            </div>
        }
        .into_any()
    };
    view! {
        <PageHead title=s::TODAY/>
        <div class="row between today-line">
            <p class="quiet">{line}</p>
            <Press label=s::REFRESH look=Look::Text glyph=glyph::REFRESH press=refresh/>
        </div>
        {body}
    }
    .into_any()
}

/// Tickets of one day, in groups. Only ids: what a ticket says, its card follows by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Day {
    late: Vec<TicketId>,
    due: Vec<TicketId>,
    later: Vec<TicketId>,
    waiting: Vec<TicketId>,
    watch: Vec<TicketId>,
}

impl Day {
    const fn is_empty(&self) -> bool {
        self.late.is_empty()
            && self.due.is_empty()
            && self.later.is_empty()
            && self.waiting.is_empty()
            && self.watch.is_empty()
    }

    fn of<'a>(tickets: impl Iterator<Item = &'a Ticket>, actor: &Actor, now: DateTime<Utc>) -> Self {
        let mut open: Vec<&Ticket> = tickets.filter(|ticket| ticket.phase.is_open()).collect();
        open.sort_by_key(|ticket| (urgency(ticket, now), ticket.id));
        let mut day = Self::default();
        for ticket in open {
            if !answers_for(ticket, actor) {
                if supervises(ticket, actor) {
                    day.watch.push(ticket.id);
                }
                continue;
            }
            let today = ticket.awaiting().is_some_and(|(_, until)| county_day(until) <= county_day(now));
            let group = match ticket.phase {
                Phase::Waiting | Phase::Resolved => &mut day.waiting,
                _ if ticket.is_overdue(now) => &mut day.late,
                _ if today => &mut day.due,
                _ => &mut day.later,
            };
            group.push(ticket.id);
        }
        day
    }
}

fn day(data: Data) -> Day {
    let session = data.session().get();
    let Some(actor) = session.actor() else {
        return Day::default();
    };
    let now = data.now().get();
    data.tickets().with(|tickets| Day::of(tickets.iter().map(|held| &*held.state), actor, now))
}

/// How many tickets wait for this person and are not merely the resident's turn.
pub fn waiting_count(data: Data) -> Signal<usize> {
    let count = Memo::new(move |_| {
        let day = day(data);
        day.late.len() + day.due.len() + day.later.len()
    });
    count.into()
}

fn group(data: Data, title: Phrase, tickets: Vec<TicketId>, late: bool) -> Option<AnyView> {
    if tickets.is_empty() {
        return None;
    }
    let count = tickets.len();
    let mark = late.then(|| icon(glyph::WARN));
    let class = if late { "group-head late" } else { "group-head" };
    let cards = tickets.into_iter().map(|id| view! { <TicketCard id=id/> }).collect_view();
    let _ = data;
    let view = view! {
        <section>
            <h2 class=class>{mark} {t(title)} " " <span class="num">{count}</span></h2>
            <div class="stack cards">{cards}</div>
        </section>
    };
    Some(view.into_any())
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

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use weft::aggregate::{Context, execute, fold};
    use weft::kinds::ticket::Command;
    use weft::sample;

    use super::*;

    fn reported(name: &str) -> Ticket {
        let (rules, org, actor) = (sample::rulebook(), sample::directory(), sample::resident("一"));
        let cx = Context { actor: &actor, now: sample::morning(), rules: &rules, org: &org };
        let id = TicketId::named(name);
        let events = execute::<Ticket>(id, None, &Command::Submit(sample::noise_report(0, 0)), &cx).unwrap();
        fold(None, id, &events, actor.person, cx.now).unwrap()
    }

    #[test]
    fn the_day_is_grouped_by_what_presses_and_holds_nothing_of_others() {
        let (mut soon, mut later, mut asked) = (reported("soon"), reported("later"), reported("asked"));
        let now = sample::morning();
        let limit = |ticket: &mut Ticket, until| ticket.charge.as_mut().unwrap().acknowledge_by = until;
        limit(&mut soon, now + TimeDelta::hours(2));
        limit(&mut later, now + TimeDelta::days(3));
        asked.phase = Phase::Waiting;
        let tickets = [soon, later, asked];
        let id = TicketId::named;
        let day = Day::of(tickets.iter(), &sample::grid_member(0, 0), now);
        assert_eq!((day.due, day.later, day.waiting), (vec![id("soon")], vec![id("later")], vec![id("asked")]));
        let after = Day::of(tickets.iter(), &sample::grid_member(0, 0), now + TimeDelta::hours(3));
        assert_eq!(after.late, [id("soon")]);
        assert!(Day::of(tickets.iter(), &sample::grid_member(1, 1), now).is_empty());
    }
}
