//! Drafts and versions: bringing one in from a file, what the proof finds, and publishing by a second person.

use std::sync::Arc;

use chrono::NaiveDate;
use leptos::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use weft::actor::{Permission, Scope};
use weft::aggregate::Rejection;
use weft::calendar::county_day;
use weft::id::RulebookId;
use weft::kinds::rulebook::{Command, Refusal, RulebookDoc, Status};
use weft::query::Book;
use weft::registry::{AnyCommand, AnyRefusal};
use weft::rules::{Finding, Rulebook, Severity, TICKET_TABLE};

use super::super::awaited;
use super::begin::{Begin, doors};
use super::replay::Replayed;
use crate::component::{
    Dialog, Empty, JSON, Look, Notice, Press, TextField, Tone, badge, download, glyph, icon, toast_phrase,
};
use crate::data::{Data, use_data};
use crate::prefs::prefs;
use crate::text::staff::{replay as r, rules as w};
use crate::text::{common as c, t, told};
use crate::when;
use crate::words;

/// Most findings shown at a time.
const FINDINGS_MAX: usize = 20;

/// Whether this person may, for the county.
pub(super) fn may(data: Data, permission: Permission) -> bool {
    data.session().with(|session| {
        let Some(actor) = session.actor() else {
            return false;
        };
        data.org().with(|org| match org.root() {
            Some(root) => actor.may(permission, &Scope::Within(root), org),
            None => actor.holds_somewhere(permission),
        })
    })
}

/// Drafts and versions.
#[component]
pub fn Drafts() -> impl IntoView {
    let data = use_data();
    // What is read or filled in stays when something is pulled: only what has changed is shown anew.
    let newest = Memo::new(move |_| {
        let mut docs: Vec<_> = data.rulebooks().with(|docs| docs.iter().map(|doc| (doc.drafted_at, doc.id)).collect());
        docs.sort_by_key(|doc| std::cmp::Reverse(*doc));
        docs
    });
    let is_empty = Memo::new(move |_| newest.with(Vec::is_empty));
    let is_complete = Memo::new(move |_| data.complete().get());
    let list = move || match (is_empty.get(), is_complete.get()) {
        (true, false) => awaited(data, 2),
        (true, true) => view! {
            <div class="card">
                <Empty title=w::DRAFTS_NONE text=w::NONE_TEXT/>
            </div>
        }
        .into_any(),
        (false, _) => view! {
            <For each=move || newest.get() key=|(_, id)| *id let((_, id))>
                {one(data, id)}
            </For>
        }
        .into_any(),
    };
    let drafts = Memo::new(move |_| may(data, Permission::DraftRules));
    view! {
        {move || drafts.get().then(|| view! { <Begin/> <Import/> })}
        {list}
    }
    .into_any()
}

/// A rulebook's card, anew when it has changed.
fn one(data: Data, id: RulebookId) -> AnyView {
    let doc = Memo::new(move |_| data.rulebooks().with(|docs| docs.iter().find(|doc| doc.id == id).cloned()));
    (move || doc.get().map(|doc| item(data, doc))).into_any()
}

/// Bringing in a file, checked before it is kept.
#[component]
fn Import() -> impl IntoView {
    let data = use_data();
    let read = RwSignal::new(None::<Result<Rulebook, String>>);
    let (busy, trouble) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let choose = move |event: leptos::ev::Targeted<web_sys::Event, web_sys::HtmlInputElement>| {
        let input = event.target();
        let Some(file) = input.files().and_then(|files| files.get(0)) else {
            return;
        };
        input.set_value("");
        trouble.set(None);
        spawn_local(async move {
            let text = JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string()).unwrap_or_default();
            read.set(Some(serde_json::from_str::<Rulebook>(&text).map_err(|error| error.to_string())));
        });
    };
    let keep = move |()| {
        let Some(Ok(book)) = read.get_untracked() else {
            return;
        };
        busy.set(true);
        spawn_local(async move {
            let command = AnyCommand::Rulebook(Command::Draft { book: Box::new(book) });
            match data.dispatch(data.new_id(), command).await {
                Ok(_) => {
                    read.set(None);
                    toast_phrase(w::DRAFT_DONE);
                }
                Err(rejection) => trouble.set(Some(untrack(|| refused(data, &rejection)))),
            }
            busy.set(false);
        });
    };
    let verdict = move || {
        read.get().map(|read| match read {
            Err(why) => view! { <Notice tone=Tone::Bad>{w::DRAFT_UNREADABLE.fill(&[&why])}</Notice> }.into_any(),
            Ok(book) => view! {
                <p>{told(&book.title)} " · " {counts(&book)}</p>
                {findings(&proved(data, &book), &book)}
                <Press label=w::DRAFT_SEND glyph=glyph::CHECK busy=busy press=keep/>
            }
            .into_any(),
        })
    };
    view! {
        <section class="card stack">
            <label class="file-drop">
                {icon(glyph::BOOK)}
                <b>{t(w::DRAFT_IMPORT)}</b>
                <span class="faint">{t(w::DRAFT_IMPORT_HINT)}</span>
                <input type="file" accept="application/json,.json" on:change:target=choose/>
            </label>
            <div class="stack" aria-live="polite">
                {verdict}
                {move || trouble.get().map(|said| view! { <Notice tone=Tone::Bad>{said}</Notice> })}
            </div>
        </section>
    }
    .into_any()
}

fn counts(book: &Rulebook) -> String {
    let rules = book.table(TICKET_TABLE).map_or(0, |table| table.rules.len());
    let counts = [book.categories.len(), rules, book.ladders.len()].map(|count| count.to_string());
    w::COUNTS.fill(&[&counts[0], &counts[1], &counts[2]])
}

/// The proof of a rulebook, if it began as soon as it can.
fn proved(data: Data, book: &Rulebook) -> Vec<Finding> {
    let first = book.effective_from.max(county_day(data.now().get_untracked()));
    data.org().with(|org| (data.prover())(book, org, first))
}

/// What the proof found, in plain words: what is wrong, then what may be or could be simpler.
fn findings(found: &[Finding], book: &Rulebook) -> AnyView {
    let (errors, rest): (Vec<&Finding>, Vec<&Finding>) =
        found.iter().partition(|finding| finding.severity() == Severity::Error);
    let wrong = if errors.is_empty() {
        view! { <Notice tone=Tone::Good>{t(w::CHECK_GOOD)}</Notice> }.into_any()
    } else {
        let (bad, lines) = (w::CHECK_BAD.fill(&[&errors.len().to_string()]), lines(&errors, book));
        view! {
            <Notice tone=Tone::Bad>
                <b>{bad}</b>
                {lines}
            </Notice>
        }
        .into_any()
    };
    let advice = (!rest.is_empty()).then(|| {
        let (hints, lines) = (w::CHECK_ADVICE.fill(&[&rest.len().to_string()]), lines(&rest, book));
        view! {
            <details>
                <summary>{hints}</summary>
                {lines}
            </details>
        }
    });
    view! {
        {wrong}
        {advice}
    }
    .into_any()
}

fn lines(found: &[&Finding], book: &Rulebook) -> AnyView {
    let language = prefs().language.get();
    let lines: Vec<String> = found.iter().take(FINDINGS_MAX).map(|finding| finding.text_in(language, book)).collect();
    let lines = lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view();
    let more = found.len().saturating_sub(FINDINGS_MAX);
    let more = (more > 0).then(|| view! { <p>{w::CHECK_MORE.fill(&[&more.to_string()])}</p> });
    view! {
        <ul class="findings">{lines}</ul>
        {more}
    }
    .into_any()
}

fn item(data: Data, doc: RulebookDoc) -> AnyView {
    let day = move |day: NaiveDate| when::date(day, county_day(data.now().get()), prefs().language.get());
    let state = match doc.status {
        Status::Draft => badge("amber", glyph::BOOK, || w::STATE_DRAFT.now().to_owned()),
        Status::Published { .. } => badge("green", glyph::CHECK, || w::STATE_PUBLISHED.now().to_owned()),
        Status::Withdrawn { .. } => badge("", glyph::UNDO, || w::STATE_WITHDRAWN.now().to_owned()),
    };
    let (version, from) = match doc.status {
        Status::Published { version, effective_from, .. } => (Some(version), effective_from),
        _ => (None, doc.book.effective_from),
    };
    let title = doc.book.title.clone();
    let heading = move || match version {
        Some(version) => format!("{} · {}", told(&title), w::VERSION.fill(&[&version.to_string()])),
        None => told(&title),
    };
    let is_draft = doc.status == Status::Draft;
    let (id, author, others) = (doc.id, doc.drafted_by, doc.revised_by.clone());
    let book = doc.book.clone();
    let checked = Memo::new(move |_| is_draft.then(|| proved(data, &book)));
    let good = move || {
        let clean = |found: &Vec<Finding>| found.iter().all(|finding| finding.severity() != Severity::Error);
        checked.with(|checked| checked.as_ref().is_some_and(clean))
    };
    let publishes = Memo::new(move |_| good() && may(data, Permission::PublishRules));
    let own = Memo::new(move |_| {
        data.session().with(|session| {
            session.actor().is_some_and(|actor| actor.person == author || others.contains(&actor.person))
        })
    });
    let publish = move || match (publishes.get(), own.get()) {
        (false, _) => None,
        (true, true) => Some(view! { <p class="quiet">{t(w::OWN_DRAFT)}</p> }.into_any()),
        (true, false) => Some(view! { <Publish id=id from=from/> }.into_any()),
    };
    let proven = doc.book.clone();
    let findings = move || checked.with(|checked| checked.as_deref().map(|found| findings(found, &proven)));
    let withdraws = Memo::new(move |_| is_draft && may(data, Permission::DraftRules));
    let withdraw = move || withdraws.get().then(|| view! { <Withdraw id=id/> });
    let counted = doc.book.clone();
    let trial = tried(&doc);
    let file = doc.book.clone();
    let save = move |()| download("weft-rulebook.json", JSON, &serde_json::to_vec_pretty(&file).unwrap_or_default());
    view! {
        <section class="card stack-s">
            <div class="row between">
                <h2>{heading}</h2>
                {state}
            </div>
            <p class="faint num">
                {move || counts(&counted)} " · " {move || w::EFFECTIVE.fill(&[&day(from)])}
            </p>
            {findings}
            {publish}
            <div class="row-tight marks">
                {move || doors(data, id, is_draft)}
                <Press label=w::SAVE_FILE look=Look::Text glyph=glyph::DOWNLOAD press=save/>
                {withdraw}
            </div>
            {trial}
        </section>
    }
    .into_any()
}

/// What it would have done with past matters, next to the rules in force unless it is these: made when it is looked at for the first time.
fn tried(doc: &RulebookDoc) -> Option<AnyView> {
    let (data, status) = (use_data(), doc.status.clone());
    let is_now = Memo::new(move |_| match status {
        Status::Published { version, .. } => data.rules().with(|rules| rules.version == version),
        _ => false,
    });
    let rules = Arc::new(doc.book.clone());
    let book = match doc.status {
        // It may not have reached the server yet.
        Status::Draft => Book::Given(Box::new(doc.book.clone())),
        Status::Published { .. } => Book::Kept(doc.id),
        Status::Withdrawn { .. } => return None,
    };
    let open = RwSignal::new(false);
    let body = move || {
        open.get().then(|| {
            let (book, rules) = (book.clone(), Arc::clone(&rules));
            let (to, rules) = (Signal::derive(move || book.clone()), Signal::derive(move || Arc::clone(&rules)));
            view! { <Replayed from=Signal::derive(|| Book::InForce) to=to rules=rules/> }
        })
    };
    let toggled = move |event: leptos::ev::Targeted<web_sys::Event, web_sys::HtmlDetailsElement>| {
        open.set(event.target().open());
    };
    let trial = move || {
        let body = body.clone();
        (!is_now.get()).then(|| {
            view! {
                <details on:toggle:target=toggled>
                    <summary>{t(r::TITLE)}</summary>
                    {body}
                </details>
            }
        })
    };
    Some(trial.into_any())
}

/// Publishing, with its first day, never by one touch alone.
#[component]
pub(super) fn Publish(id: RulebookId, from: NaiveDate) -> impl IntoView {
    let data = use_data();
    let (open, busy, trouble) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(None::<String>));
    let first = RwSignal::new(String::new());
    let begin = move |()| {
        let today = county_day(data.now().get_untracked());
        first.set(from.max(today).to_string());
        trouble.set(None);
        open.set(true);
    };
    let go = move |()| {
        let effective_from = first.with_untracked(|first| first.parse().ok());
        busy.set(true);
        spawn_local(async move {
            let command = AnyCommand::Rulebook(Command::Publish { effective_from });
            match data.dispatch(id.0, command).await {
                Ok(_) => {
                    open.set(false);
                    toast_phrase(w::PUBLISHED);
                }
                Err(rejection) => trouble.set(Some(untrack(|| refused(data, &rejection)))),
            }
            busy.set(false);
        });
    };
    view! {
        <div class="actions">
            <Press label=w::PUBLISH glyph=glyph::CHECK press=begin/>
        </div>
        <Dialog open=open title=w::PUBLISH>
            <div class="stack">
                <p>{t(w::PUBLISH_SURE)}</p>
                <TextField label=w::PUBLISH_FROM value=first kind="date"/>
                {move || trouble.get().map(|said| view! { <Notice tone=Tone::Bad>{said}</Notice> })}
                <div class="actions">
                    <Press label=c::CANCEL look=Look::Default press=move |()| open.set(false)/>
                    <Press label=w::PUBLISH busy=busy press=go/>
                </div>
            </div>
        </Dialog>
    }
    .into_any()
}

/// Giving a draft up, never by one touch alone.
#[component]
fn Withdraw(id: RulebookId) -> impl IntoView {
    let data = use_data();
    let (open, trouble) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let go = move |()| {
        spawn_local(async move {
            match data.dispatch(id.0, AnyCommand::Rulebook(Command::Withdraw)).await {
                Ok(_) => {
                    // The card goes with the draft.
                    let _ = open.try_set(false);
                    toast_phrase(w::STATE_WITHDRAWN);
                }
                Err(rejection) => trouble.set(Some(untrack(|| refused(data, &rejection)))),
            }
        });
    };
    view! {
        <Press label=w::WITHDRAW look=Look::Text glyph=glyph::UNDO press=move |()| open.set(true)/>
        <Dialog open=open title=w::WITHDRAW>
            <div class="stack">
                <p>{t(w::WITHDRAW_SURE)}</p>
                {move || trouble.get().map(|said| view! { <Notice tone=Tone::Bad>{said}</Notice> })}
                <div class="actions">
                    <Press label=c::CANCEL look=Look::Default press=move |()| open.set(false)/>
                    <Press label=w::WITHDRAW look=Look::Warn press=go/>
                </div>
            </div>
        </Dialog>
    }
    .into_any()
}

/// Why a rulebook refuses.
pub(super) fn refused(data: Data, rejection: &Rejection<AnyRefusal>) -> String {
    let Rejection::Refused(AnyRefusal::Rulebook(refusal)) = rejection else {
        let (rules, org) = (data.rules().get_untracked(), data.org().get_untracked());
        return words::rejection(rejection, &rules, &org);
    };
    match refusal {
        Refusal::SamePerson => w::OWN_DRAFT.now().to_owned(),
        Refusal::Findings { findings } => {
            let language = prefs().language.get();
            let lines = findings.iter().take(FINDINGS_MAX).map(|finding| finding.text(language));
            lines.collect::<Vec<_>>().join(" ")
        }
        Refusal::InThePast { .. } => w::NO_PAST.now().to_owned(),
        Refusal::InForce | Refusal::NotADraft => w::NO_DRAFT.now().to_owned(),
        _ => crate::text::matter::NO_OTHER.now().to_owned(),
    }
}
