//! Two rulebooks side by side: every difference in words, on a desk beside each other, on a phone below each other.

mod said;

use std::sync::Arc;

use chrono::NaiveDate;
use leptos::prelude::*;
use weft::calendar::county_day;
use weft::kinds::rulebook::{RulebookDoc, Status};
use weft::rules::{Difference, Field, How, Rulebook, Section, compare};

use crate::component::{Empty, Select, badge, glyph};
use crate::data::{Data, use_data};
use crate::prefs::prefs;
use crate::text::staff::compare as v;
use crate::text::{Phrase, t, told};
use crate::when;

/// The parts in the order in which they are shown.
const SECTIONS: [(Section, Phrase); 15] = [
    (Section::Title, v::TITLE),
    (Section::Table, v::TABLES),
    (Section::Rule, v::RULES),
    (Section::Category, v::CATEGORIES),
    (Section::Fact, v::FACTS),
    (Section::Ladder, v::LADDERS),
    (Section::StandIn, v::STAND_INS),
    (Section::Service, v::SERVICES),
    (Section::Hours, v::HOURS),
    (Section::Year, v::YEARS),
    (Section::Holiday, v::HOLIDAYS),
    (Section::MakeUp, v::MAKE_UP),
    (Section::Setting, v::SETTINGS),
    (Section::Example, v::EXAMPLES),
    (Section::Charter, v::CHARTERS),
];

/// Choosing two rulebooks, and their differences.
#[component]
pub fn Compare() -> impl IntoView {
    let data = use_data();
    let (first, second) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let docs = Memo::new(move |_| newest_first(&data.rulebooks().get()));
    // Begins with what is in force and what may come after it, or was before it.
    Effect::new(move || {
        let docs = docs.get();
        let now = data.rules().with(|rules| rules.version);
        let is_now = |doc: &&RulebookDoc| matches!(doc.status, Status::Published { version, .. } if version == now);
        let in_force = docs.iter().find(is_now).map(|doc| doc.id.to_string());
        let other = docs.iter().find(|doc| doc.is_draft()).or_else(|| docs.iter().find(|doc| !is_now(doc)));
        if first.with_untracked(String::is_empty) && second.with_untracked(String::is_empty) {
            if let Some(in_force) = in_force {
                first.set(in_force);
            }
            if let Some(other) = other {
                second.set(other.id.to_string());
            }
        }
    });
    let options = Signal::derive(move || {
        docs.with(|docs| docs.iter().map(|doc| (doc.id.to_string(), named(data, doc))).collect::<Vec<_>>())
    });
    let body = move || {
        let book = |chosen: &str| {
            docs.with(|docs| docs.iter().find(|doc| doc.id.to_string() == chosen).map(|doc| Arc::new(doc.book.clone())))
        };
        match (first.with(|first| book(first)), second.with(|second| book(second))) {
            (Some(was), Some(is)) => differences(&was, &is),
            _ => view! { <p class="card quiet">{t(v::CHOOSE)}</p> }.into_any(),
        }
    };
    view! {
        <div class="card compare-which">
            <Select label=v::FIRST options=options value=first/>
            <Select label=v::SECOND options=options value=second/>
        </div>
        <div class="stack" aria-live="polite">{body}</div>
    }
    .into_any()
}

fn newest_first(docs: &[RulebookDoc]) -> Vec<RulebookDoc> {
    let mut docs = docs.to_vec();
    docs.sort_by_key(|doc| std::cmp::Reverse((doc.drafted_at, doc.id)));
    docs
}

fn named(data: Data, doc: &RulebookDoc) -> String {
    let day = |day: NaiveDate| when::date(day, county_day(data.now().get_untracked()), prefs().language.get());
    match doc.status {
        Status::Published { version, .. } if data.rules().with(|rules| rules.version) == version => {
            v::IN_FORCE.fill(&[&version.to_string()])
        }
        Status::Published { version, effective_from, .. } => {
            v::PUBLISHED.fill(&[&version.to_string(), &day(effective_from)])
        }
        Status::Draft => v::DRAFT.fill(&[&told(&doc.book.title)]),
        Status::Withdrawn { .. } => v::WITHDRAWN.fill(&[&told(&doc.book.title)]),
    }
}

/// Every difference of two rulebooks in words.
pub(super) fn differences(was: &Arc<Rulebook>, is: &Arc<Rulebook>) -> AnyView {
    let found = compare(was, is);
    if found.is_empty() {
        return view! {
            <div class="card">
                <Empty title=v::SAME text=v::CHOOSE/>
            </div>
        }
        .into_any();
    }
    let section = |(section, title): &(Section, Phrase)| {
        let here: Vec<&Difference> = found.iter().filter(|difference| difference.section == *section).collect();
        (!here.is_empty()).then(|| {
            let rows = here.into_iter().map(|difference| row(was, is, difference)).collect_view();
            view! {
                <section class="card stack-s">
                    <h2>{title.now()}</h2>
                    <ul class="compared">{rows}</ul>
                </section>
            }
        })
    };
    let count = found.len().to_string();
    view! {
        <p class="quiet num" role="status">{v::COUNT.fill(&[&count])}</p>
        {SECTIONS.iter().filter_map(section).collect_view()}
    }
    .into_any()
}

fn row(was: &Arc<Rulebook>, is: &Arc<Rulebook>, difference: &Difference) -> AnyView {
    let (tone, glyph, word) = match difference.how {
        How::Added => ("green", glyph::PLUS, v::ADDED),
        How::Removed => ("red", glyph::MINUS, v::REMOVED),
        How::Moved { .. } => ("", glyph::UP, v::MOVED),
        How::Changed { .. } => ("amber", glyph::REFRESH, v::CHANGED),
    };
    let of = if difference.how == How::Removed { was } else { is };
    let name = said::name(of, difference);
    let none = || view! { <p class="faint">{v::NOTHING.now()}</p> }.into_any();
    let whole = |book: &Arc<Rulebook>| lines(said::whole(book, difference));
    let body = match &difference.how {
        How::Added => beside(none(), whole(is)),
        How::Removed => beside(whole(was), none()),
        How::Moved { after: None } => view! { <p>{v::MOVED_FIRST.now()}</p> }.into_any(),
        How::Moved { after: Some(after) } => view! { <p>{v::MOVED_AFTER.fill(&[after])}</p> }.into_any(),
        How::Changed { fields } => {
            fields.iter().map(|field| changed(was, is, difference, field)).collect_view().into_any()
        }
    };
    view! {
        <li class="stack-s">
            <div class="row between">
                <b>{name}</b>
                {badge(tone, glyph, move || word.now().to_owned())}
            </div>
            {body}
        </li>
    }
    .into_any()
}

fn changed(was: &Arc<Rulebook>, is: &Arc<Rulebook>, difference: &Difference, field: &Field) -> AnyView {
    let title = said::field_title(is, difference, &field.name);
    let side = |book, value| lines(said::value(book, difference.section, &field.name, value));
    view! {
        <div>
            <div class="faint">{title}</div>
            {beside(side(was, field.was.as_ref()), side(is, field.is.as_ref()))}
        </div>
    }
    .into_any()
}

fn beside(was: AnyView, is: AnyView) -> AnyView {
    view! {
        <div class="beside">
            <div class="was">{was}</div>
            <div class="is">{is}</div>
        </div>
    }
    .into_any()
}

fn lines(lines: Vec<String>) -> AnyView {
    lines.into_iter().map(|line| view! { <p>{line}</p> }).collect_view().into_any()
}
