//! The rulebook to read, and its drafts: brought in by one person, published by another.

mod calendar;
mod categories;
mod drafts;
mod ladders;
mod replay;
mod table;

use std::sync::Arc;

use leptos::prelude::*;
use weft::actor::Permission;
use weft::calendar::county_day;
use weft::org::{Post, Tier};
use weft::rules::{Limit, LimitUnit, Rulebook};

use super::awaited;
use crate::component::{Empty, PageHead, Segment};
use crate::data::use_data;
use crate::prefs::prefs;
use crate::text::staff::rules as w;
use crate::text::{Phrase, told};
use crate::when;
use crate::words;

/// The parts of the page.
const PARTS: [(&str, Phrase); 5] = [
    ("categories", w::TAB_CATEGORIES),
    ("table", w::TAB_TABLE),
    ("ladders", w::TAB_LADDERS),
    ("calendar", w::TAB_CALENDAR),
    ("drafts", w::TAB_DRAFTS),
];

/// The page.
#[component]
pub fn RulesPage() -> impl IntoView {
    let data = use_data();
    let reads_drafts = Memo::new(move |_| {
        data.session().with(|session| session.actor().is_some_and(|actor| actor.holds_somewhere(Permission::ReadRules)))
    });
    let first = if reads_drafts.get_untracked() { "drafts" } else { "categories" };
    let part = RwSignal::new(Some(first.to_owned()));
    let parts = Signal::derive(move || {
        let shown = PARTS.iter().filter(|(key, _)| *key != "drafts" || reads_drafts.get());
        shown.map(|(key, word)| ((*key).to_owned(), word.now().to_owned())).collect()
    });
    let rules = data.rules();
    let is_empty = Memo::new(move |_| rules.with(|rules| rules.categories.is_empty()));
    let line = move || {
        (!is_empty.get()).then(|| {
            let rules = rules.get();
            let day = when::date(rules.effective_from, county_day(data.now().get()), prefs().language.get());
            format!("{} · {}", told(&rules.title), w::IN_FORCE.fill(&[&rules.version.to_string(), &day]))
        })
    };
    let body = move || match part.get().as_deref() {
        Some("drafts") => view! { <drafts::Drafts/> }.into_any(),
        _ if is_empty.get() && !data.complete().get() => awaited(data, 4),
        _ if is_empty.get() => view! {
            <div class="card">
                <Empty title=w::NONE text=w::NONE_TEXT/>
            </div>
        }
        .into_any(),
        Some("table") => table::table_view(rules.get()),
        Some("ladders") => ladders::ladders_view(&rules.get()),
        Some("calendar") => calendar::calendar_view(&rules.get()),
        _ => categories::categories_view(&rules.get()),
    };
    view! {
        <PageHead title=w::RULES/>
        <div class="stack">
            <p class="quiet">{line}</p>
            <div class="parts-of">
                <Segment legend=w::TAB options=parts value=part/>
            </div>
            {body}
        </div>
    }
    .into_any()
}

/// A length of time.
fn limit(limit: Limit) -> String {
    let phrase = match limit.unit {
        LimitUnit::Minutes => w::MINUTES,
        LimitUnit::Hours => w::HOURS,
        LimitUnit::Days => w::DAYS,
        LimitUnit::WorkingHours => w::WORKING_HOURS,
        LimitUnit::WorkingDays => w::WORKING_DAYS,
    };
    phrase.fill(&[&limit.amount.to_string()])
}

/// A post at a level: "社区或村 受理员".
fn post_at(tier: Tier, post: Post) -> String {
    format!("{} {}", words::tier(tier).now(), words::post(post).now())
}

/// The titles of services, listed.
fn services(rules: &Arc<Rulebook>, keys: &[String]) -> String {
    let title = |key: &String| {
        let service = rules.services.iter().find(|service| service.key == *key);
        service.map_or_else(|| key.clone(), |service| told(&service.title))
    };
    keys.iter().map(title).collect::<Vec<_>>().join("、")
}
