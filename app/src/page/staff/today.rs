//! The grid member's day: what waits for them, overdue first, each with its next step under the thumb.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use weft::actor::Actor;
use weft::calendar::county_day;
use weft::id::TicketId;
use weft::kinds::ticket::{Phase, Ticket};

use super::area::{answers_for, supervises, urgency};
use super::awaited;
use super::cards::TicketCards;
use crate::component::{Empty, Look, PageHead, Press, glyph, icon, toast_phrase};
use crate::data::{Data, use_data};
use crate::text::{Phrase, staff as s, t};

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
    let is_empty = Memo::new(move |_| day.with(Day::is_empty));
    let part = move |of: fn(&Day) -> &Vec<TicketId>| Memo::new(move |_| day.with(|day| of(day).clone()));
    let body = move || {
        if is_empty.get() && !data.complete().get() {
            return awaited(data, 4);
        }
        if is_empty.get() {
            return nothing_waits();
        }
        view! {
            <div class="stack-l">
                {group(s::TODAY_LATE, part(|day| &day.late), true)} {group(s::TODAY_DUE, part(|day| &day.due), false)}
                {group(s::TODAY_LATER, part(|day| &day.later), false)}
                {group(s::TODAY_WATCH, part(|day| &day.watch), false)}
                {group(s::TODAY_WAITING, part(|day| &day.waiting), false)}
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

fn nothing_waits() -> AnyView {
    view! {
        <div class="card">
            <Empty title=s::TODAY_NONE text=s::TODAY_NONE_TEXT>
                <a class="weui-btn weui-btn_default" href="/staff/patrol">
                    {icon(glyph::REPORT)}
                    {t(s::NAV_PATROL)}
                </a>
            </Empty>
        </div>
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

fn group(title: Phrase, tickets: Memo<Vec<TicketId>>, late: bool) -> AnyView {
    let some = Memo::new(move |_| tickets.with(|tickets| !tickets.is_empty()));
    let section = move || {
        let mark = late.then(|| icon(glyph::WARN));
        let class = if late { "group-head late" } else { "group-head" };
        view! {
            <section>
                <h2 class=class>{mark} {t(title)} " " <span class="num">{move || tickets.with(Vec::len)}</span></h2>
                <TicketCards ids=tickets class="stack cards"/>
            </section>
        }
    };
    (move || some.get().then(section)).into_any()
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
        let cx = Context { actor: &actor, now: sample::morning(), rules: &rules, org: &org, prove: weft::rules::prove };
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
