//! The three rates of the county, above the list.

use chrono::{Datelike, NaiveDate};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use weft::calendar::county_day;
use weft::query::Rates;

use crate::data::use_data;
use crate::text::{Phrase, ledger as l, t};

/// Months over which the rates are counted.
const RATE_MONTHS: u32 = 3;

/// The three rates of the county over the last months.
#[component]
pub fn RatesStrip() -> impl IntoView {
    let data = use_data();
    let rates = RwSignal::new(Vec::<Rates>::new());
    let root = Memo::new(move |_| data.org().with(|org| org.root()));
    Effect::new(move || {
        let Some(root) = root.get() else { return };
        let today = county_day(data.now().get_untracked());
        spawn_local(async move {
            // Without a network there are no rates to show; the list says so.
            if let Ok(found) = data.rates(root, months_before(today, RATE_MONTHS - 1), first_of_month(today)).await {
                // The answer also has the units directly below.
                rates.set(found.into_iter().filter(|row| row.unit == root).collect());
            }
        });
    });
    let figure = move |word: Phrase, value: String| view! { <div><dt>{t(word)}</dt><dd>{value}</dd></div> };
    let strip = move || {
        let rates = rates.get();
        (!rates.is_empty()).then(|| {
            let sum = |count: fn(&Rates) -> u64| rates.iter().map(count).sum::<u64>();
            let response = percent(sum(|rates| rates.response_met), sum(|rates| rates.response_due));
            let resolution = percent(sum(|rates| rates.resolution_met), sum(|rates| rates.resolution_due));
            let satisfied = percent(sum(|rates| rates.satisfied), sum(|rates| rates.rated));
            view! {
                <dl class="strip">
                    {figure(l::COUNT_ALL, sum(|rates| rates.reported).to_string())}
                    {figure(l::RATE_ANSWERED, response)}
                    {figure(l::RATE_RESOLVED, resolution)}
                    {figure(l::RATE_SATISFIED, satisfied)}
                </dl>
            }
        })
    };
    strip.into_any()
}

/// A share in percent with one decimal; a dash where there is nothing to divide by.
#[must_use]
pub fn percent(met: u64, due: u64) -> String {
    if due == 0 {
        return "—".to_owned();
    }
    let permille = (met * 1000 + due / 2) / due;
    format!("{}.{}%", permille / 10, permille % 10)
}

fn first_of_month(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

fn months_before(day: NaiveDate, months: u32) -> NaiveDate {
    first_of_month(day).checked_sub_months(chrono::Months::new(months)).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_of_nothing_is_a_dash_not_a_hundred_percent() {
        assert_eq!(percent(0, 0), "—");
        assert_eq!(percent(2, 3), "66.7%");
        assert_eq!(percent(498, 498), "100.0%");
    }

    #[test]
    fn months_are_counted_from_their_first_day_across_the_year() {
        let day = NaiveDate::from_ymd_opt(2026, 1, 31).unwrap();
        assert_eq!(months_before(day, 2), NaiveDate::from_ymd_opt(2025, 11, 1).unwrap());
    }
}
