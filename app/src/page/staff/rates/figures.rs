//! Sums of rates: the large figures, and the table of the units below.

use std::collections::BTreeMap;

use leptos::prelude::*;
use weft::id::UnitId;
use weft::query::Rates;

use super::in_order;
use crate::component::chart::share_bar;
use crate::component::{glyph, icon};
use crate::data::Data;
use crate::text::staff::rates as w;
use crate::text::{Phrase, t};
use crate::words;

/// One of the three rates.
#[derive(Clone, Copy)]
pub struct Rate {
    /// Its name.
    pub word: Phrase,
    help: Phrase,
    met: fn(&Sums) -> u64,
    due: fn(&Sums) -> u64,
}

/// The three, in their usual order.
pub const RATES: [Rate; 3] = [
    Rate { word: w::RESPONSE, help: w::RESPONSE_HELP, met: |sums| sums.response.0, due: |sums| sums.response.1 },
    Rate {
        word: w::RESOLUTION,
        help: w::RESOLUTION_HELP,
        met: |sums| sums.resolution.0,
        due: |sums| sums.resolution.1,
    },
    Rate {
        word: w::SATISFACTION,
        help: w::SATISFACTION_HELP,
        met: |sums| sums.satisfied.0,
        due: |sums| sums.satisfied.1,
    },
];

/// Counts over some months or units. Of each pair the first is met, the second due.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Tickets reported.
    pub reported: u64,
    response: (u64, u64),
    resolution: (u64, u64),
    satisfied: (u64, u64),
}

impl Sums {
    /// All of these together.
    pub fn of<'a>(rates: impl Iterator<Item = &'a Rates>) -> Self {
        rates.fold(Self::default(), |sums, rates| Self {
            reported: sums.reported + rates.reported,
            response: (sums.response.0 + rates.response_met, sums.response.1 + rates.response_due),
            resolution: (sums.resolution.0 + rates.resolution_met, sums.resolution.1 + rates.resolution_due),
            satisfied: (sums.satisfied.0 + rates.satisfied, sums.satisfied.1 + rates.rated),
        })
    }

    /// A rate in percent; none where nothing was due.
    #[must_use]
    pub fn share(&self, rate: Rate) -> Option<f64> {
        let due = (rate.due)(self);
        (due > 0).then(|| (rate.met)(self) as f64 * 100.0 / due as f64)
    }
}

fn said(share: Option<f64>) -> String {
    share.map_or_else(|| w::NO_FIGURE.now().to_owned(), |share| format!("{share:.1}%"))
}

/// The three rates and the count, large, with how the last month compares to the one before.
pub fn tiles(sums: Sums, latest: Sums, before: Option<Sums>) -> AnyView {
    let tile = |rate: Rate| {
        let share = sums.share(rate);
        let change = before.and_then(|before| Some(latest.share(rate)? - before.share(rate)?));
        let (met, due) = ((rate.met)(&sums).to_string(), (rate.due)(&sums).to_string());
        view! {
            <div class="figure">
                <dt>{t(rate.word)} <small>{t(rate.help)}</small></dt>
                <dd>
                    <b class="num">{move || said(share)}</b>
                    {share_bar(share)}
                    <span class="faint num">{move || w::OF_COUNT.fill(&[&met, &due])}</span>
                    {change.map(changed)}
                </dd>
            </div>
        }
    };
    let reported = sums.reported;
    view! {
        <dl class="figures">
            {RATES.into_iter().map(tile).collect_view()}
            <div class="figure">
                <dt>{t(w::REPORTED)}</dt>
                <dd>
                    <b class="num">{reported}</b>
                </dd>
            </div>
        </dl>
    }
    .into_any()
}

fn changed(points: f64) -> AnyView {
    let size = format!("{:.1}", points.abs());
    let (class, turn, phrase) = if size == "0.0" {
        ("change", "", w::CHANGE_NONE)
    } else if points > 0.0 {
        ("change up", "↑ ", w::CHANGE_UP)
    } else {
        ("change down", "↓ ", w::CHANGE_DOWN)
    };
    view! { <span class=class>{turn} {move || phrase.fill(&[&size])}</span> }.into_any()
}

/// The units below with their rates; each leads further down.
pub fn by_unit(data: Data, chosen: RwSignal<Option<UnitId>>, rates: &[Rates]) -> AnyView {
    let mut units: BTreeMap<UnitId, Vec<Rates>> = BTreeMap::new();
    for rate in rates {
        units.entry(rate.unit).or_default().push(*rate);
    }
    if units.is_empty() {
        return ().into_any();
    }
    let order = data.org().with_untracked(|org| in_order(org, units.keys().copied().collect()));
    let row = move |id: UnitId| {
        let sums = Sums::of(units.get(&id).into_iter().flatten());
        let cells = RATES.map(|rate| {
            let share = sums.share(rate);
            view! {
                <td>
                    <span class="share-cell">
                        <span class="num">{move || said(share)}</span>
                        {share_bar(share)}
                    </span>
                </td>
            }
        });
        view! {
            <tr>
                <th scope="row">
                    <button type="button" class="btn-text" on:click=move |_| chosen.set(Some(id))>
                        {move || words::unit(id, &data.org().get())}
                        {icon(glyph::FORWARD)}
                    </button>
                </th>
                <td class="num">{sums.reported}</td>
                {cells.into_iter().collect_view()}
            </tr>
        }
    };
    let heads = RATES.map(|rate| view! { <th scope="col">{t(rate.word)}</th> }).into_iter().collect_view();
    view! {
        <section>
            <h2 class="group-head">{t(w::BY_UNIT)}</h2>
            <div class="table-wrap" tabindex="0" role="region" aria-label=t(w::BY_UNIT)>
                <table class="table rates-table">
                    <thead>
                        <tr>
                            <th scope="col">{t(w::UNIT)}</th>
                            <th scope="col">{t(w::REPORTED)}</th>
                            {heads}
                        </tr>
                    </thead>
                    <tbody>{order.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    #[test]
    fn shares_are_of_sums_and_not_means_of_shares() {
        let rates = |due, met| Rates {
            unit: UnitId::named("u"),
            month: NaiveDate::default(),
            reported: due,
            response_due: due,
            response_met: met,
            resolution_due: 0,
            resolution_met: 0,
            rated: 0,
            satisfied: 0,
        };
        let sums = Sums::of([rates(90, 90), rates(10, 0)].iter());
        assert_eq!(sums.share(RATES[0]), Some(90.0));
        assert_eq!(sums.share(RATES[1]), None);
        assert_eq!(sums.reported, 100);
    }
}
