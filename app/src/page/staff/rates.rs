//! The three rates of a unit and of those below it, month by month, with what is overdue now.

mod figures;

use chrono::{Datelike, Months, NaiveDate};
use leptos::prelude::*;
use weft::calendar::county_day;
use weft::id::{TicketId, UnitId};
use weft::kinds::ticket::Ticket;
use weft::org::Directory;
use weft::query::{Rates, TicketQuery};
use weft::text::Language;

use super::area::{top_unit, urgency};
use super::asked::Asked;
use super::cards::TicketCard;
use crate::component::chart::{BarChart, ChartData, LineChart, Series};
use crate::component::{Empty, Loading, PageHead, Segment, glyph, icon};
use crate::data::{Data, use_data};
use crate::prefs::prefs;
use crate::text::staff::rates as w;
use crate::text::t;
use crate::words;
use figures::Sums;

/// Most overdue tickets listed.
const LATE_MAX: usize = 6;

/// What is looked at.
#[derive(Clone, Copy)]
struct View {
    unit: RwSignal<Option<UnitId>>,
    months: RwSignal<Option<String>>,
}

/// The first day of the month that lies so many months before this day's.
fn months_before(day: NaiveDate, months: u32) -> NaiveDate {
    let first = day.with_day(1).unwrap_or(day);
    first.checked_sub_months(Months::new(months)).unwrap_or(first)
}

impl View {
    fn count(self) -> u32 {
        self.months.with(|months| months.as_deref().and_then(|months| months.parse().ok())).unwrap_or(6)
    }

    fn period(self, data: Data) -> (NaiveDate, NaiveDate) {
        let today = county_day(data.now().get_untracked());
        (months_before(today, self.count() - 1), months_before(today, 0))
    }
}

/// The page.
#[component]
pub fn RatesPage() -> impl IntoView {
    let data = use_data();
    let view = View { unit: RwSignal::new(None), months: RwSignal::new(Some("6".to_owned())) };
    let home = Memo::new(move |_| {
        data.session().with(|session| session.actor().and_then(|actor| data.org().with(|org| top_unit(actor, org))))
    });
    let unit = Memo::new(move |_| view.unit.get().or_else(|| home.get()));
    let asked = Asked::new(move || {
        let (unit, (from, to)) = (unit.get(), view.period(data));
        async move {
            match unit {
                Some(unit) => data.rates(unit, from, to).await,
                None => Ok(Vec::new()),
            }
        }
    });
    let body = move |rates: Vec<Rates>| match unit.get_untracked() {
        Some(unit) => shown(data, view, unit, &rates),
        None => view! { <Loading/> }.into_any(),
    };
    view! {
        <PageHead title=w::RATES/>
        <div class="stack">
            {head(data, view, home, unit)} {asked.shown(|| view! { <Loading rows=4/> }.into_any(), body)} {late(data, unit)}
        </div>
    }
    .into_any()
}

/// Where one is in the tree, the period, and the ledger to take away.
fn head(data: Data, view: View, home: Memo<Option<UnitId>>, unit: Memo<Option<UnitId>>) -> AnyView {
    let periods = Signal::derive(|| {
        [("3", w::MONTHS_3), ("6", w::MONTHS_6), ("12", w::MONTHS_12)]
            .map(|(key, word)| (key.to_owned(), word.now().to_owned()))
            .to_vec()
    });
    let crumbs = move || {
        let (Some(home), Some(unit)) = (home.get(), unit.get()) else {
            return Vec::new();
        };
        data.org().with(|org| {
            let path = org.path(unit);
            let below_home: Vec<UnitId> = path.into_iter().take_while(|id| *id != home).collect();
            std::iter::once(home).chain(below_home.into_iter().rev()).map(|id| (id, words::unit(id, org))).collect()
        })
    };
    let crumb = move |(id, name): (UnitId, String)| {
        let current = move || (unit.get() == Some(id)).then_some("page");
        view! {
            <li>
                <button type="button" class="btn-text" aria-current=current on:click=move |_| view.unit.set(Some(id))>
                    {name}
                </button>
            </li>
        }
    };
    let csv = move || {
        let (from, _) = view.period(data);
        let from =
            from.and_hms_opt(0, 0, 0).and_then(|at| at.and_local_timezone(weft::calendar::COUNTY_OFFSET).single());
        let query = TicketQuery { unit: unit.get(), from: from.map(|at| at.to_utc()), ..TicketQuery::default() };
        data.ledger_csv_url(&query)
    };
    view! {
        <div class="card rates-head">
            <nav aria-label=t(w::UNIT)>
                <ol class="crumbs">{move || crumbs().into_iter().map(crumb).collect_view()}</ol>
            </nav>
            <Segment legend=w::PERIOD options=periods value=view.months/>
            <a class="btn-text" href=csv download="ledger.csv">
                {icon(glyph::DOWNLOAD)}
                {t(w::EXPORT)}
            </a>
        </div>
    }
    .into_any()
}

fn shown(data: Data, view: View, unit: UnitId, rates: &[Rates]) -> AnyView {
    let (own, below): (Vec<Rates>, Vec<Rates>) = rates.iter().copied().partition(|rates| rates.unit == unit);
    let sums = Sums::of(own.iter());
    if sums.reported == 0 {
        return view! {
            <div class="card">
                <Empty title=w::EMPTY text=w::EMPTY_TEXT/>
            </div>
        }
        .into_any();
    }
    let (from, to) = view.period(data);
    let months: Vec<NaiveDate> =
        (0..view.count()).filter_map(|index| from.checked_add_months(Months::new(index))).collect();
    let by_month: Vec<Sums> =
        months.iter().map(|month| Sums::of(own.iter().filter(|rates| rates.month == *month))).collect();
    let before = by_month.len().checked_sub(2).map(|index| by_month[index]);
    let latest = by_month.last().copied().unwrap_or_default();
    let labels = move || months.iter().map(|month| label(*month, to)).collect::<Vec<_>>();
    let (line_months, bar_months) = (by_month.clone(), by_month);
    let bar_labels = labels.clone();
    let lines = Signal::derive(move || ChartData {
        labels: labels(),
        series: figures::RATES
            .iter()
            .map(|rate| Series {
                name: rate.word.now().to_owned(),
                values: line_months.iter().map(|sums| sums.share(*rate)).collect(),
            })
            .collect(),
        percent: true,
    });
    let bars = Signal::derive(move || ChartData {
        labels: bar_labels(),
        series: vec![Series {
            name: w::REPORTED.now().to_owned(),
            values: bar_months.iter().map(|sums| Some(sums.reported as f64)).collect(),
        }],
        percent: false,
    });
    view! {
        {figures::tiles(sums, latest, before)}
        <div class="charts">
            <section class="card">
                <LineChart title=w::BY_MONTH data=lines/>
            </section>
            <section class="card">
                <BarChart title=w::COUNT_BY_MONTH data=bars/>
            </section>
        </div>
        {figures::by_unit(data, view.unit, &below)}
    }
    .into_any()
}

/// A month as a short label, with its year where that is another.
fn label(month: NaiveDate, newest: NaiveDate) -> String {
    let number = month.month().to_string();
    if month.year() == newest.year() && prefs().language.get() == Language::Zh {
        w::MONTH_SHORT.fill(&[&number])
    } else {
        w::MONTH_YEAR.fill(&[&(month.year() % 100).to_string(), &number])
    }
}

/// What is overdue in the unit now, as far as this device knows.
fn late(data: Data, unit: Memo<Option<UnitId>>) -> AnyView {
    let late = Memo::new(move |_| {
        let (Some(unit), now) = (unit.get(), data.now().get()) else {
            return Vec::new();
        };
        data.tickets().with(|tickets| {
            let here = tickets
                .iter()
                .map(|held| &*held.state)
                .filter(|ticket| ticket.place.contains(&unit) && ticket.is_overdue(now));
            let mut late: Vec<&Ticket> = here.collect();
            late.sort_by_key(|ticket| (urgency(ticket, now), ticket.id));
            late.into_iter().map(|ticket| ticket.id).collect::<Vec<TicketId>>()
        })
    });
    let list = move || {
        let late = late.get();
        let more = late.len().saturating_sub(LATE_MAX);
        if late.is_empty() && !data.complete().get() {
            return super::awaited(data, 1);
        }
        if late.is_empty() {
            return view! { <p class="row-tight quiet">{icon(glyph::CHECK)} {t(w::LATE_NONE)}</p> }.into_any();
        }
        let cards = late.into_iter().take(LATE_MAX).map(|id| view! { <TicketCard id=id/> }).collect_view();
        let more = (more > 0).then(|| {
            view! {
                <a class="btn-text" href="/staff/desk">
                    {w::LATE_MORE.fill(&[&more.to_string()])}
                </a>
            }
        });
        view! { <div class="cards-wide">{cards}</div> {more} }.into_any()
    };
    let count = move || late.with(Vec::len);
    let has_late = move || count() > 0;
    view! {
        <section>
            <h2 class="group-head" class:late=has_late>
                {t(w::LATE_LIST)}
                " "
                <span class="num">{count}</span>
            </h2>
            {list}
        </section>
    }
    .into_any()
}

/// A unit's children in the order of their codes, so that lists look the same each time.
fn in_order(org: &Directory, mut units: Vec<UnitId>) -> Vec<UnitId> {
    units.sort_by_key(|id| org.unit(*id).map(|unit| (unit.tier, unit.code.value.clone())));
    units
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_of_months_begins_on_the_first_across_the_turn_of_the_year() {
        let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
        assert_eq!(months_before(day(2026, 2, 28), 5), day(2025, 9, 1));
        assert_eq!(months_before(day(2026, 2, 28), 0), day(2026, 2, 1));
    }
}
