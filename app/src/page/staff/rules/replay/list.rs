//! The matters that differ, one by one.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;
use weft::org::Tier;
use weft::rules::Rulebook;
use weft::rules::replay::{Change, Difference, Filter, Foreseen, Origin, Verdict};

use super::super::{joined, post_at};
use super::figures::{key, word};
use crate::component::{Look, Press, Select};
use crate::data::Data;
use crate::prefs::prefs;
use crate::text::staff::replay as w;
use crate::text::t;
use crate::when;
use crate::words;

/// Rows shown at a time.
const PAGE_ROWS: usize = 20;

/// The list with its filters. `change` is the way of differing that is looked at, empty for all.
pub fn listed(
    data: Data,
    found: RwSignal<Vec<Difference>>,
    rules: Signal<Arc<Rulebook>>,
    change: RwSignal<String>,
    differing: u64,
) -> AnyView {
    let (category, unit) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let filter = Memo::new(move |_| Filter {
        change: Change::ALL.into_iter().find(|one| key(*one) == change.get()),
        category: Some(category.get()).filter(|category| !category.is_empty()),
        unit: unit.get().parse().ok(),
    });
    let page = RwSignal::new(PAGE_ROWS);
    Effect::new(move || {
        filter.track();
        page.set(PAGE_ROWS);
    });
    let fitting = Memo::new(move |_| {
        let filter = filter.get();
        found.with(|found| {
            let fits = found.iter().enumerate().filter(|(_, one)| filter.fits(one));
            fits.map(|(place, _)| place).collect::<Vec<_>>()
        })
    });
    let rows = move || {
        let places = fitting.get();
        let shown: Vec<AnyView> =
            found.with(|found| places.iter().take(page.get()).map(|place| row(data, rules, &found[*place])).collect());
        shown.collect_view()
    };
    let more = move || {
        let left = fitting.with(Vec::len).saturating_sub(page.get());
        (left > 0).then(|| {
            let label = Signal::derive(move || w::MORE.fill(&[&left.min(PAGE_ROWS).to_string()]));
            view! { <Press label=label look=Look::Text press=move |()| page.update(|rows| *rows += PAGE_ROWS)/> }
        })
    };
    let counts = move || {
        let kept = found.with(Vec::len);
        let numbers = [fitting.with(Vec::len) as u64, differing, kept as u64].map(|count| count.to_string());
        w::SHOWN.fill(&[&numbers[0], &numbers[1], &numbers[2]])
    };
    let nothing = move || fitting.with(Vec::is_empty).then(|| view! { <p class="quiet">{t(w::NOTHING_FITS)}</p> });
    view! {
        <section class="stack-s">
            <h3 class="group-head">{t(w::LIST)}</h3>
            <div class="replay-filter">
                <Select label=w::KIND options=changes(found) value=change none=w::ANY/>
                <Select label=w::CATEGORY options=categories(found, rules) value=category none=w::ANY/>
                <Select label=w::UNIT options=towns(data, found) value=unit none=w::ANY/>
            </div>
            <p class="faint num" role="status">{counts}</p>
            {nothing}
            <div class="table-wrap" tabindex="0" role="region" aria-label=t(w::LIST)>
                <table class="table replay-list">
                    {heads()} <tbody>{rows}</tbody>
                </table>
            </div>
            {more}
        </section>
    }
    .into_any()
}

fn heads() -> AnyView {
    view! {
        <thead>
            <tr>
                <th scope="col">{t(w::MATTER)}</th>
                <th scope="col">{t(w::FROM)}</th>
                <th scope="col">{t(w::TO)}</th>
                <th scope="col">{t(w::KIND)}</th>
            </tr>
        </thead>
    }
    .into_any()
}

fn changes(found: RwSignal<Vec<Difference>>) -> Signal<Vec<(String, String)>> {
    Signal::derive(move || {
        let there = |change: &Change| found.with(|found| found.iter().any(|one| one.changes.has(*change)));
        Change::ALL.into_iter().filter(there).map(|change| (key(change), word(change).now().to_owned())).collect()
    })
}

fn categories(found: RwSignal<Vec<Difference>>, rules: Signal<Arc<Rulebook>>) -> Signal<Vec<(String, String)>> {
    Signal::derive(move || {
        let keys: BTreeSet<String> = found.with(|found| found.iter().map(|one| one.category.clone()).collect());
        let rules = rules.get();
        keys.into_iter().map(|key| (key.clone(), words::category(&key, &rules))).collect()
    })
}

/// The towns in which something differs.
fn towns(data: Data, found: RwSignal<Vec<Difference>>) -> Signal<Vec<(String, String)>> {
    Signal::derive(move || {
        let org = data.org().get();
        let is_town = |id: &weft::id::UnitId| org.unit(*id).is_some_and(|unit| unit.tier == Tier::Town);
        let towns: BTreeSet<_> =
            found.with(|found| found.iter().flat_map(|one| one.place.iter().copied().filter(is_town)).collect());
        towns.into_iter().map(|town| (town.to_string(), words::unit(town, &org))).collect()
    })
}

fn row(data: Data, rules: Signal<Arc<Rulebook>>, difference: &Difference) -> AnyView {
    let one = difference.clone();
    let title = {
        let category = one.category.clone();
        move || words::category(&category, &rules.get())
    };
    let matter = match one.origin {
        Origin::Ticket(id) => view! { <a href=format!("/staff/ticket/{id}")>{title}</a> }.into_any(),
        _ => view! {
            <span>{title}</span>
            " "
            <small class="faint">{t(w::WITHHELD)}</small>
        }
        .into_any(),
    };
    let (place, created) = (one.place.clone(), one.created);
    let place = move || words::place(&place, &data.org().get());
    let reported = move || when::moment(created, data.now().get(), prefs().language.get());
    let kinds = move || joined(one.changes.iter().map(|change| word(change).now()));
    view! {
        <tr>
            <th scope="row">
                {matter} <div class="faint">{place}</div> <div class="faint num">{reported}</div>
            </th>
            <td>{verdict(data, rules, one.from)}</td>
            <td>{verdict(data, rules, one.to)}</td>
            <td>{kinds}</td>
        </tr>
    }
    .into_any()
}

fn verdict(data: Data, rules: Signal<Arc<Rulebook>>, verdict: Verdict) -> AnyView {
    let found: Foreseen = match verdict {
        Verdict::Decided(found) => *found,
        Verdict::Undecided(why) => {
            return view! { <span class="quiet">{move || words::undecided(&why, &rules.get())}</span> }.into_any();
        }
    };
    let (tier, post, unit) = (found.tier, found.post, found.unit);
    let until = found.dues.first().map(|due| due.resolve_by);
    let until = until.map(|until| {
        let said = move || w::UNTIL.fill(&[&when::moment(until, data.now().get(), prefs().language.get())]);
        view! { <div class="faint num">{said}</div> }
    });
    let joint = (!found.joint.is_empty()).then(|| {
        view! { <div class="faint">{move || words::units(&found.joint, &data.org().get())}</div> }
    });
    view! {
        <b>{move || post_at(tier, post)}</b>
        <div>{move || words::unit(unit, &data.org().get())}</div>
        {until}
        {joint}
        <code class="faint">{found.rule}</code>
    }
    .into_any()
}
