//! Standing, support, periods and small works of a charter.

use leptos::prelude::*;
use weft::calendar::Limit;
use weft::rules::Charter;
use weft::rules::charter::{Micro, Periods, Share, Support};

use super::super::cell::t_owned;
use super::super::fields::{line, tick};
use super::super::ladders::limit_field;
use super::{Held, STANDINGS, choose};
use crate::text::staff::charters as h;
use crate::text::{Phrase, t};

/// One step's period, how it is read and how it is set.
type Period = (Phrase, fn(&Periods) -> Limit, fn(&mut Periods, Limit));

const PERIODS: [Period; 8] = [
    (h::SCREEN, |of| of.screen, |of, to| of.screen = to),
    (h::MEND, |of| of.mend, |of, to| of.mend = to),
    (h::GATHER, |of| of.gather, |of, to| of.gather = to),
    (h::TABLE, |of| of.table, |of, to| of.table = to),
    (h::SIT, |of| of.sit, |of, to| of.sit = to),
    (h::OBJECT, |of| of.object, |of, to| of.object = to),
    (h::REPORT, |of| of.report, |of, to| of.report = to),
    (h::JUDGE, |of| of.judge, |of, to| of.judge = to),
];

/// How support is counted, without its number.
#[derive(Clone, Copy, PartialEq)]
enum Needed {
    None,
    People,
    Share,
}

const NEEDED: &[(Needed, Phrase)] =
    &[(Needed::None, h::NEEDED_NONE), (Needed::People, h::NEEDED_PEOPLE), (Needed::Share, h::NEEDED_SHARE)];

/// People asked for, and share, where somebody turns to counting so.
const PEOPLE_FIRST: u32 = 5;
const SHARE_FIRST: Share = Share::at_least(1, 5);

/// Who may propose and support, how much support is needed, and how many objections send a decision back.
pub fn standing(held: Held) -> AnyView {
    let of = move |read: fn(&Charter) -> Support| held.charter.with(|charter| charter.as_ref().map(read));
    let needed = move || of(|charter| charter.needed);
    let sort = move || {
        needed().map(|needed| match needed {
            Support::None => Needed::None,
            Support::People(_) => Needed::People,
            Support::Share(_) => Needed::Share,
        })
    };
    let kind = Memo::new(move |_| sort().map(|sort| NEEDED.iter().position(|(known, _)| *known == sort)));
    let set = move |support| held.change(|charter| charter.needed = support);
    let set_sort = move |sort| {
        set(match sort {
            Needed::None => Support::None,
            Needed::People => Support::People(PEOPLE_FIRST),
            Needed::Share => Support::Share(SHARE_FIRST),
        });
    };
    let number = move || {
        kind.track();
        match untrack(needed) {
            Some(Support::People(_)) => {
                let people = move || match needed() {
                    Some(Support::People(people)) => people.to_string(),
                    _ => String::new(),
                };
                let set_people = move |said: String| {
                    if let Ok(people) = said.trim().parse() {
                        set(Support::People(people));
                    }
                };
                line(t_owned(h::PEOPLE), "number", people, set_people)
            }
            Some(Support::Share(_)) => {
                let now = move || match needed() {
                    Some(Support::Share(share)) => Some(share),
                    _ => None,
                };
                share_field(h::NEEDED_SHARE, now, move |share| set(Support::Share(share)))
            }
            _ => ().into_any(),
        }
    };
    let propose = move || held.charter.with(|charter| charter.as_ref().map(|charter| charter.propose));
    let support = move || held.charter.with(|charter| charter.as_ref().map(|charter| charter.support));
    let objectors = move || held.charter.with(|charter| charter.as_ref().map(|charter| charter.objectors));
    view! {
        <h3>{t(h::WHO)}</h3>
        <div class="mini-pair">
            {choose(h::PROPOSE, STANDINGS, propose, move |to| held.change(|charter| charter.propose = to))}
            {choose(h::SUPPORT, STANDINGS, support, move |to| held.change(|charter| charter.support = to))}
            {choose(h::NEEDED, NEEDED, sort, set_sort)}
        </div>
        {number}
        {share_field(h::OBJECTORS, objectors, move |share| held.change(|charter| charter.objectors = share))}
    }
    .into_any()
}

/// An exact fraction, and whether it must be exceeded.
pub fn share_field(
    label: Phrase,
    value: impl Fn() -> Option<Share> + Copy + Send + Sync + 'static,
    set: impl Fn(Share) + Copy + 'static,
) -> AnyView {
    let part = move |read: fn(Share) -> u32| move || value().map(|share| read(share).to_string()).unwrap_or_default();
    let put = move |said: String, write: fn(&mut Share, u32)| {
        if let (Ok(number), Some(mut share)) = (said.trim().parse(), untrack(value)) {
            write(&mut share, number);
            set(share);
        }
    };
    let set_above = move |above| {
        if let Some(share) = untrack(value) {
            set(Share { above, ..share });
        }
    };
    view! {
        <div class="mini-pair share-field">
            {line(move || h::OF.fill(&[label.now()]), "number", part(|share| share.of), move |said| put(said, |share, of| share.of = of))}
            {line(t_owned(h::OUT_OF), "number", part(|share| share.out_of), move |said| put(said, |share, of| share.out_of = of))}
            {tick(h::ABOVE, move || value().is_some_and(|share| share.above), set_above)}
        </div>
    }
    .into_any()
}

/// How long each step may take.
pub fn periods(held: Held) -> AnyView {
    let one = move |(label, read, write): Period| {
        let now = move || held.charter.with(|charter| charter.as_ref().map(|charter| read(&charter.periods)));
        limit_field(label, now, move |limit| held.change(|charter| write(&mut charter.periods, limit)))
    };
    let field = move |period: Period| {
        let label = period.0;
        view! {
            <div>
                <p class="mini-head">{t(label)}</p>
                {one(period)}
            </div>
        }
    };
    view! {
        <details>
            <summary>{t(h::PERIODS)}</summary>
            <div class="mini-pair">{PERIODS.map(field).into_iter().collect_view()}</div>
        </details>
    }
    .into_any()
}

/// Small works that a grid member may decide.
pub fn micro(held: Held) -> AnyView {
    const FIRST: Micro = Micro { matter_yuan_max: 2_000, year_yuan_max: 20_000 };
    let now = move || held.charter.with(|charter| charter.as_ref().and_then(|charter| charter.micro));
    let is_on = Memo::new(move |_| now().is_some());
    let set = move |on: bool| held.change(|charter| charter.micro = on.then_some(FIRST));
    let yuan = move |label, read: fn(Micro) -> u32, write: fn(&mut Micro, u32)| {
        let value = move || now().map(|micro| read(micro).to_string()).unwrap_or_default();
        let put = move |said: String| {
            if let (Ok(yuan), Some(mut micro)) = (said.trim().parse(), untrack(now)) {
                write(&mut micro, yuan);
                held.change(|charter| charter.micro = Some(micro));
            }
        };
        line(t_owned(label), "number", value, put)
    };
    let limits = move || {
        is_on.get().then(|| {
            view! {
                <div class="mini-pair">
                    {yuan(h::MICRO_ONE, |micro| micro.matter_yuan_max, |micro, to| micro.matter_yuan_max = to)}
                    {yuan(h::MICRO_YEAR, |micro| micro.year_yuan_max, |micro, to| micro.year_yuan_max = to)}
                </div>
            }
        })
    };
    view! {
        {tick(h::MICRO, move || is_on.get(), set)}
        {limits}
    }
    .into_any()
}
