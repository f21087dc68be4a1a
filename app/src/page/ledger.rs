//! The public ledger: every ticket as open data, as a list and on the map.

mod rates;

use std::sync::Arc;

use chrono::TimeDelta;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use weft::calendar::county_day;
use weft::id::UnitId;
use weft::kinds::ticket::{Phase, PublicTicket};
use weft::org::Tier;
use weft::place::Point;
use weft::query::TicketQuery;
use weft::text::Text;

use crate::component::{
    Due, Empty, Loading, Look, Option2, PageHead, PhaseBadge, Press, Segment, Select, glyph, icon, stars_shown, toast,
};
use crate::data::{Data, use_data};
use crate::map::{Tints, shown_map};
use crate::prefs::prefs;
use crate::text::{Phrase, common as c, ledger as l, t, told};
use crate::when;
use crate::words;

use rates::RatesStrip;

/// Rows asked for at a time.
const ROWS: usize = 50;

#[derive(Clone, Copy)]
struct Filters {
    category: RwSignal<String>,
    state: RwSignal<String>,
    town: RwSignal<String>,
    days: RwSignal<String>,
}

impl Filters {
    fn new() -> Self {
        let empty = || RwSignal::new(String::new());
        Self { category: empty(), state: empty(), town: empty(), days: empty() }
    }

    /// The query, read reactively.
    fn query(self, data: Data) -> TicketQuery {
        let some = |text: String| (!text.is_empty()).then_some(text);
        let state = self.state.get();
        let days = self.days.with(|days| days.parse::<i64>().ok());
        // The clock moves each minute; a list that jumps with it would not be read in peace.
        let now = data.now().get_untracked();
        TicketQuery {
            unit: self.town.with(|town| town.parse().ok()),
            category: some(self.category.get()),
            phase: (state == "closed").then_some(state.clone()),
            open: state == "open",
            overdue: state == "late",
            from: days.map(|days| now - TimeDelta::days(days)),
            limit: Some(ROWS),
            ..TicketQuery::default()
        }
    }

    fn clear(self) {
        for filter in [self.category, self.state, self.town, self.days] {
            filter.set(String::new());
        }
    }
}

/// What came of the last question.
#[derive(Clone, Copy)]
struct Found {
    rows: RwSignal<Vec<PublicTicket>>,
    next: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
    trouble: RwSignal<Option<Text>>,
    turn: RwSignal<u32>,
}

impl Found {
    /// Asks anew, or for the rows after those that are there.
    fn ask(self, data: Data, mut query: TicketQuery, further: bool) {
        let turn = self.turn.get_untracked() + 1;
        self.turn.set(turn);
        self.busy.set(true);
        self.trouble.set(None);
        query.cursor = if further { self.next.get_untracked() } else { None };
        if !further {
            self.rows.set(Vec::new());
        }
        spawn_local(async move {
            let page = data.ledger(&query).await;
            // An answer to an older question than the last one is dropped.
            if self.turn.get_untracked() != turn {
                return;
            }
            match page {
                Ok(page) => {
                    self.rows.update(|rows| rows.extend(page.rows));
                    self.next.set(page.next);
                }
                Err(text) => self.trouble.set(Some(text)),
            }
            self.busy.set(false);
        });
    }
}

/// The page.
#[component]
pub fn Ledger() -> impl IntoView {
    let data = use_data();
    let filters = Filters::new();
    let found = Found {
        rows: RwSignal::new(Vec::new()),
        next: RwSignal::new(None),
        busy: RwSignal::new(true),
        trouble: RwSignal::new(None),
        turn: RwSignal::new(0),
    };
    let query = Memo::new(move |_| filters.query(data));
    Effect::new(move || found.ask(data, query.get(), false));
    let shape = RwSignal::new(Some("list".to_owned()));
    let shapes = Signal::derive(|| {
        [("list", l::AS_LIST), ("map", l::AS_MAP)].map(|(key, word)| (key.to_owned(), word.now().to_owned())).to_vec()
    });
    let on_map = move || shape.with(|shape| shape.as_deref() == Some("map"));
    view! {
        <PageHead title=l::LEDGER/>
        <div class="stack">
            <p class="quiet">{t(l::LEDGER_LINE)}</p>
            <RatesStrip/>
            <div class="card stack">
                <div class="filters">{selects(data, filters)}</div>
                <div class="row between">
                    <Press label=l::CLEAR look=Look::Text glyph=glyph::UNDO press=move |()| filters.clear()/>
                    <a class="btn-text" href=move || data.ledger_csv_url(&query.get()) download="ledger.csv">
                        {icon(glyph::DOWNLOAD)}
                        {t(l::LEDGER_CSV)}
                    </a>
                </div>
            </div>
            <Segment legend=l::LEDGER options=shapes value=shape/>
            <Show when=on_map>{move || heat_map(data, found)}</Show>
            {move || list(data, found, query)}
        </div>
    }
    .into_any()
}

fn selects(data: Data, filters: Filters) -> AnyView {
    let pair = |key: &str, phrase: Phrase| (key.to_owned(), phrase.now().to_owned());
    let categories = Signal::derive(move || {
        let title = |category: &weft::rules::Category| (category.key.clone(), told(&category.title));
        data.rules().with(|rules| rules.categories_under(None).map(title).collect())
    });
    let states = Signal::derive(move || {
        vec![pair("open", l::PHASE_OPEN), pair("closed", l::PHASE_DONE), pair("late", l::PHASE_LATE)]
    });
    let towns = Signal::derive(move || data.org().with(towns));
    let times = Signal::derive(move || vec![pair("7", l::TIME_7), pair("30", l::TIME_30), pair("90", l::TIME_90)]);
    let all = || MaybeProp::derive(|| Some(c::ALL.now().to_owned()));
    view! {
        <Select label=l::BY_CATEGORY options=categories value=filters.category none=all()/>
        <Select label=l::BY_PHASE options=states value=filters.state none=all()/>
        <Select label=l::BY_TOWN options=towns value=filters.town none=all()/>
        <Select label=l::BY_TIME options=times value=filters.days none=all()/>
    }
    .into_any()
}

fn towns(org: &Arc<weft::org::Directory>) -> Vec<Option2> {
    let Some(root) = org.root() else {
        return Vec::new();
    };
    let mut towns: Vec<_> = org.children(root).filter(|unit| unit.tier == Tier::Town && unit.to.is_none()).collect();
    towns.sort_by(|a, b| a.code.value.cmp(&b.code.value));
    towns.into_iter().map(|unit| (unit.id.to_string(), told(&unit.name))).collect()
}

fn list(data: Data, found: Found, query: Memo<TicketQuery>) -> AnyView {
    if let Some(text) = found.trouble.get() {
        let said = told(&text);
        return view! {
            <div class="card">
                <Empty title=c::BROKEN text=Signal::derive(move || said.clone()) broken=true>
                    <Press label=c::RETRY press=move |()| found.ask(data, query.get_untracked(), false)/>
                </Empty>
            </div>
        }
        .into_any();
    }
    let rows = found.rows.get();
    if rows.is_empty() {
        return if found.busy.get() {
            view! { <Loading rows=5/> }.into_any()
        } else {
            view! {
                <div class="card">
                    <Empty title=l::LEDGER_EMPTY text=l::LEDGER_EMPTY_TEXT/>
                </div>
            }
            .into_any()
        };
    }
    let more = move || {
        found.next.get().map(|_| {
            let press = move |()| found.ask(data, query.get_untracked(), true);
            view! { <Press label=l::SHOW_MORE look=Look::Default block=true busy=found.busy press=press/> }
        })
    };
    view! {
        <ul class="ledger">{rows.into_iter().map(|row| item(data, row)).collect_view()}</ul>
        {more}
    }
    .into_any()
}

fn item(data: Data, row: PublicTicket) -> AnyView {
    let (rules, org, now) = (data.rules(), data.org(), data.now());
    let glyph = glyph::category(&row.category);
    let open = row.phase.is_handled();
    let late = open && row.resolve_by.is_some_and(|until| until < now.get_untracked());
    let PublicTicket { category, place, submitted_at, resolved_at, .. } = row;
    let line = move || {
        let at = when::moment(submitted_at, now.get(), prefs().language.get());
        format!("{} · {at}", words::place(&place, &org.get()))
    };
    let unit = row.unit.map(|unit| move || words::unit(unit, &org.get()));
    let taken = resolved_at.map(|done| {
        let days = (county_day(done) - county_day(submitted_at)).num_days().max(0).to_string();
        view! { <span class="faint num">{move || l::DAYS_TAKEN.fill(&[&days])}</span> }
    });
    let due = row.resolve_by.filter(|_| open).map(|until| view! { <Due until=until now=now/> });
    let done = row.done.clone().map(|done| view! { <blockquote class="pre">{done}</blockquote> });
    let rating = row.stars.filter(|_| row.phase == Phase::Closed).map(stars_shown);
    view! {
        <li class="card">
            <div class="ledger-row">
                <span class="tile">{icon(glyph)}</span>
                <div class="grow stack-s">
                    <div>
                        <b>{move || words::category(&category, &rules.get())}</b>
                        <div class="faint num">{line}</div>
                    </div>
                    <div class="row-tight marks">
                        <PhaseBadge phase=row.phase overdue=late/>
                        {due}
                        {taken}
                        {rating}
                    </div>
                    {unit.map(|unit| view! { <div class="faint">{unit}</div> })}
                    {done}
                </div>
            </div>
        </li>
    }
    .into_any()
}

/// How many of the rows shown lie in each grid, from pale to strong; grids with something overdue in alarm colour.
fn heat_map(data: Data, found: Found) -> AnyView {
    let tints = Signal::derive(move || found.rows.with(|rows| tints(rows, data.now().get())));
    let tapped = Callback::new(move |(point, _): (Point, Option<usize>)| {
        let org = data.org().get_untracked();
        let Some(grid) = org.locate(point) else {
            return;
        };
        let count =
            found.rows.with_untracked(|rows| rows.iter().filter(|row| row.place.first() == Some(&grid)).count());
        let name = untrack(|| words::place(&org.path(grid), &org));
        toast(untrack(|| l::MAP_COUNT.fill(&[&name, &count.to_string()])));
    });
    shown_map(data.org(), tints, Signal::derive(Vec::new), tapped)
}

fn tints(rows: &[PublicTicket], now: chrono::DateTime<chrono::Utc>) -> Tints {
    let mut counts: std::collections::BTreeMap<UnitId, (u8, bool)> = std::collections::BTreeMap::new();
    for row in rows {
        let Some(grid) = row.place.first() else {
            continue;
        };
        let (count, late) = counts.entry(*grid).or_default();
        *count = count.saturating_add(1);
        *late |= row.phase.is_handled() && row.resolve_by.is_some_and(|until| until < now);
    }
    counts.into_iter().map(|(grid, (count, late))| (grid, if late { 5 } else { count.min(4) })).collect()
}
