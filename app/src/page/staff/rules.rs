//! The rulebook to read, and its drafts: brought in by one person, published by another.

mod begin;
mod calendar;
mod categories;
mod compare;
mod drafts;
pub mod edit;
mod examples;
mod interchange;
mod ladders;
mod replay;
mod table;
mod try_it;

use std::sync::Arc;

use leptos::prelude::*;
use weft::actor::Permission;
use weft::calendar::county_day;
use weft::id::RulebookId;
use weft::kinds::rulebook::{RulebookDoc, Status};
use weft::org::{Post, Tier};
use weft::rules::{Counterfactual, Limit, LimitUnit, Reach, Rulebook, TICKET_TABLE};

use super::awaited;
use crate::component::{Empty, Notice, PageHead, Segment, Tone};
use crate::data::http::encoded;
use crate::data::{Data, use_data};
use crate::prefs::prefs;
use crate::route::router;
use crate::text::staff::{compare as v, interchange as f, rules as w, try_it as y};
use crate::text::{Phrase, t, told};
use crate::when;
use crate::words;

/// The parts of the page.
const PARTS: [(&str, Phrase); 7] = [
    ("categories", w::TAB_CATEGORIES),
    ("table", w::TAB_TABLE),
    ("ladders", w::TAB_LADDERS),
    ("calendar", w::TAB_CALENDAR),
    ("try", y::TAB_TRY),
    ("compare", v::TAB_COMPARE),
    ("drafts", w::TAB_DRAFTS),
];

/// The page: the rulebook to read, or one that is edited.
#[component]
pub fn RulesPage() -> impl IntoView {
    let edited = Memo::new(|_| router().query("edit").and_then(|id| id.parse().ok()).map(RulebookId));
    (move || match edited.get() {
        Some(id) => view! { <edit::EditPage id=id/> }.into_any(),
        None => view! { <Reading/> }.into_any(),
    })
    .into_any()
}

#[component]
fn Reading() -> impl IntoView {
    let data = use_data();
    let reads_drafts = Memo::new(move |_| {
        data.session().with(|session| session.actor().is_some_and(|actor| actor.holds_somewhere(Permission::ReadRules)))
    });
    // A link names a rule, and the version of the rulebook that it is a rule of.
    let named = Memo::new(move |_| router().query("rule"));
    let version = Memo::new(move |_| router().query("version").and_then(|version| version.parse::<u32>().ok()));
    let first = match named.get_untracked() {
        Some(_) => "table",
        None if reads_drafts.get_untracked() => "drafts",
        None => "categories",
    };
    let part = RwSignal::new(Some(first.to_owned()));
    Effect::new(move || {
        if named.with(Option::is_some) {
            part.set(Some("table".to_owned()));
        }
    });
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
        Some("table") => table_part(data, version.get(), named.get(), reads_drafts),
        Some("try") => view! { <Trying/> }.into_any(),
        Some("compare") => view! { <compare::Compare/> }.into_any(),
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

/// The table of a version, and taking it out as a file for those who may.
fn table_part(data: Data, version: Option<u32>, named: Option<String>, reads_drafts: Memo<bool>) -> AnyView {
    let rules = data.rules().get();
    let shown = version.map_or_else(|| rules.clone(), |version| book_of(data, version));
    let other = (shown.version != rules.version).then(|| {
        let version = w::VERSION.fill(&[&shown.version.to_string()]);
        view! { <Notice tone=Tone::Mind>{version} " · " {t(y::NOT_IN_FORCE)}</Notice> }
    });
    let book = Arc::clone(&shown);
    let files = move || {
        let book = Arc::clone(&book);
        reads_drafts.get().then(|| {
            view! {
                <details class="card">
                    <summary>{t(f::TAKE_OUT_TABLE)}</summary>
                    <div class="stack-s">
                        <interchange::WithoutNetwork said=f::ONLINE_ONLY_READ/>
                        <interchange::TakeOut book=book table=TICKET_TABLE.to_owned()/>
                    </div>
                </details>
            }
        })
    };
    view! { {other} {files} {table::table_view(shown, named)} }.into_any()
}

/// Trying out the rulebook in force, and its examples.
#[component]
fn Trying() -> impl IntoView {
    let rules = use_data().rules();
    let case = RwSignal::new(None);
    let book = RwSignal::new(rules.get_untracked());
    Effect::new(move || book.set(rules.get()));
    view! {
        <try_it::TryIt book=rules case=case/>
        <examples::Examples book=book case=case/>
    }
    .into_any()
}

/// The rulebook of a version; the one in force where this device does not have it.
pub fn book_of(data: Data, version: u32) -> Arc<Rulebook> {
    let rules = data.rules().get();
    if rules.version == version {
        return rules;
    }
    let is_it = |doc: &&RulebookDoc| matches!(doc.status, Status::Published { version: of, .. } if of == version);
    let found = data.rulebooks().with(|docs| docs.iter().find(is_it).map(|doc| Arc::new(doc.book.clone())));
    found.unwrap_or(rules)
}

/// Where the page opens at a rule.
pub fn rule_href(rule: &str, version: u32) -> String {
    format!("/staff/rules?rule={}&version={version}", encoded(rule))
}

/// What would have to differ for another level to be responsible.
pub fn reaches(otherwise: &Counterfactual, rules: &Rulebook) -> AnyView {
    let language = prefs().language.get();
    let line = |word: Phrase, reach: &Reach| {
        let said = match reach {
            Reach::By(change) => change.text(language, rules),
            Reach::Never => y::NEVER.now().to_owned(),
            Reach::Open => y::OPEN.now().to_owned(),
        };
        view! {
            <dt>{word.now()}</dt>
            <dd>{said}</dd>
        }
    };
    view! {
        <dl class="facts otherwise">
            {line(y::HIGHER, &otherwise.higher)} {line(y::LOWER, &otherwise.lower)}
        </dl>
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

/// One after the other, with the comma of the language.
fn joined(words: impl Iterator<Item = impl Into<String>>) -> String {
    words.map(Into::into).collect::<Vec<String>>().join(w::COMMA.now())
}

/// The titles of services, listed.
fn services(rules: &Arc<Rulebook>, keys: &[String]) -> String {
    let title = |key: &String| {
        let service = rules.services.iter().find(|service| service.key == *key);
        service.map_or_else(|| key.clone(), |service| told(&service.title))
    };
    joined(keys.iter().map(title))
}
