//! The figures of a replay: a few large ones, how often what differs, who answers instead, and what comes to whom.

use leptos::prelude::*;
use weft::rules::replay::{Change, Load, Seat, Summary};

use super::super::post_at;
use crate::data::Data;
use crate::text::staff::replay as w;
use crate::text::{Phrase, t};
use crate::words;

/// Most rows of a table.
const ROWS_MAX: usize = 8;

/// A way of differing in words.
pub const fn word(change: Change) -> Phrase {
    match change {
        Change::Lost => w::K_LOST,
        Change::Gained => w::K_GAINED,
        Change::Neither => w::K_NEITHER,
        Change::Tier => w::K_TIER,
        Change::Post => w::K_POST,
        Change::Unit => w::K_UNIT,
        Change::Holder => w::K_HOLDER,
        Change::Joint => w::K_JOINT,
        Change::Weight => w::K_WEIGHT,
        Change::Sooner => w::K_SOONER,
        Change::Later => w::K_LATER,
        Change::Late => w::K_LATE,
        Change::InTime => w::K_IN_TIME,
    }
}

/// The name that a way of differing has on the wire.
pub fn key(change: Change) -> String {
    serde_json::to_value(change).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}

/// The large figures.
pub fn tiles(data: Data, summary: &Summary) -> AnyView {
    let undecided = |reasons: &std::collections::BTreeMap<String, u64>| reasons.values().sum::<u64>();
    let (none_before, none_then) = (undecided(&summary.undecided_from), undecided(&summary.undecided_to));
    let (late_before, late_then) = (summary.from.late(), summary.to.late());
    let settled = summary.from.settled;
    let (matters, differing) = (summary.matters, summary.differing);
    let [busiest_before, busiest_then] = summary.heaviest;
    let busiest = busiest_then.map(|load| {
        let before = busiest_before.map_or(0, |load| load.from).to_string();
        let said = move || w::HEAVIEST_LINE.fill(&[&post_of(data, &load), &before]);
        view! {
            <div class="figure">
                <dt>{t(w::HEAVIEST)}</dt>
                <dd>
                    <b class="num">{load.to}</b>
                    <span class="faint">{said}</span>
                </dd>
            </div>
        }
    });
    view! {
        <dl class="figures">
            <div class="figure">
                <dt>{t(w::DIFFERING)}</dt>
                <dd>
                    <b class="num">{differing}</b>
                    {part(differing, matters)}
                    <span class="faint num">{move || w::OF_ALL.fill(&[&matters.to_string()])}</span>
                </dd>
            </div>
            <div class="figure">
                <dt>{t(w::LATE)} <small>{t(w::LATE_HELP)}</small></dt>
                <dd>
                    <b class="num">{late_then}</b>
                    {part(late_then, settled)}
                    <span class="faint num">
                        {move || w::BEFORE.fill(&[&late_before.to_string(), &settled.to_string()])}
                    </span>
                </dd>
            </div>
            <div class="figure">
                <dt>{t(w::UNDECIDED)} <small>{t(w::UNDECIDED_HELP)}</small></dt>
                <dd>
                    <b class="num">{none_then}</b>
                    <span class="faint num">{move || w::BEFORE_ONLY.fill(&[&none_before.to_string()])}</span>
                </dd>
            </div>
            {busiest}
        </dl>
    }
    .into_any()
}

/// How often what differs; each row chooses what the list shows.
pub fn kinds(summary: &Summary, chosen: RwSignal<String>) -> AnyView {
    let matters = summary.matters;
    let row = move |(change, count): (Change, u64)| {
        let (name, own) = (key(change), key(change));
        let pressed = move || if chosen.with(|chosen| *chosen == own) { "true" } else { "false" };
        let press =
            move |_| chosen.update(|chosen| *chosen = if *chosen == name { String::new() } else { name.clone() });
        view! {
            <tr>
                <th scope="row">
                    <button type="button" class="btn-text" aria-pressed=pressed on:click=press>
                        {t(word(change))}
                    </button>
                </th>
                <td>
                    <span class="share-cell">
                        <span class="num">{count}</span>
                        {part(count, matters)}
                    </span>
                </td>
            </tr>
        }
    };
    let mut counts: Vec<(Change, u64)> = summary.changes.iter().map(|(change, count)| (*change, *count)).collect();
    counts.sort_by_key(|(change, count)| (std::cmp::Reverse(*count), *change));
    view! {
        <section>
            <h3 class="group-head">{t(w::KINDS)}</h3>
            <div class="table-wrap" tabindex="0" role="region" aria-label=t(w::KINDS)>
                <table class="table rates-table">
                    <thead class="aside">
                        <tr>
                            <th scope="col">{t(w::KIND)}</th>
                            <th scope="col">{t(w::COUNT)}</th>
                        </tr>
                    </thead>
                    <tbody>{counts.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

/// From which post to which matters go.
pub fn moves(summary: &Summary) -> AnyView {
    let moved: Vec<_> = summary.moves.iter().filter(|one| one.from != one.to).take(ROWS_MAX).copied().collect();
    if moved.is_empty() {
        return ().into_any();
    }
    let seat = |seat: Option<Seat>| {
        move || seat.map_or_else(|| w::NOBODY.now().to_owned(), |seat| post_at(seat.tier, seat.post))
    };
    let rows = moved.into_iter().map(|one| {
        view! {
            <tr>
                <th scope="row">{seat(one.from)}</th>
                <td>{seat(one.to)}</td>
                <td class="num">{one.count}</td>
            </tr>
        }
    });
    table(w::MOVES, [w::FROM, w::TO, w::COUNT], rows.collect_view().into_any())
}

/// What comes to whom, what changes most first.
pub fn loads(data: Data, summary: &Summary) -> AnyView {
    let changed: Vec<Load> = summary.loads.iter().filter(|load| load.from != load.to).take(ROWS_MAX).copied().collect();
    if changed.is_empty() {
        return ().into_any();
    }
    let most = changed.iter().map(|load| load.from.max(load.to)).max().unwrap_or(1);
    let rows = changed.into_iter().map(move |load| {
        view! {
            <tr>
                <th scope="row">{move || post_of(data, &load)}</th>
                <td>
                    <span class="share-cell">
                        <span class="num">{load.from}</span>
                        {part(load.from, most)}
                    </span>
                </td>
                <td>
                    <span class="share-cell">
                        <span class="num">{load.to}</span>
                        {part(load.to, most)}
                    </span>
                </td>
            </tr>
        }
    });
    table(w::LOADS, [w::POST, w::FROM, w::TO], rows.collect_view().into_any())
}

/// A table under its title.
fn table(title: Phrase, heads: [Phrase; 3], rows: AnyView) -> AnyView {
    view! {
        <section>
            <h3 class="group-head">{t(title)}</h3>
            <div class="table-wrap" tabindex="0" role="region" aria-label=t(title)>
                <table class="table replay-table">
                    <thead>
                        <tr>{heads.map(|head| view! { <th scope="col">{t(head)}</th> }).collect_view()}</tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

/// A post at a unit in words.
fn post_of(data: Data, load: &Load) -> String {
    let post = load.post.map_or(w::TAKES_PART, words::post);
    format!("{} {}", words::unit(load.unit, &data.org().get()), post.now())
}

/// A part of a whole as a bar. It is neither good nor bad.
fn part(part: u64, whole: u64) -> AnyView {
    let width = (part * 100).checked_div(whole).unwrap_or(0).min(100);
    view! {
        <svg class="share" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false">
            <rect class="ground" width="100" height="8"></rect>
            <rect class="part" width=width.to_string() height="8"></rect>
        </svg>
    }
    .into_any()
}
