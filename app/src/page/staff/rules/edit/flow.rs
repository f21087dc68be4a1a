//! The way from a draft to a rulebook in force: who did which step, and saving.

use chrono::NaiveDate;
use leptos::prelude::*;
use leptos::task::spawn_local;
use weft::calendar::county_day;
use weft::id::{PersonId, RulebookId};
use weft::kinds::rulebook::{Command, Status};
use weft::registry::AnyCommand;

use super::super::drafts::{Publish, may, refused};
use super::editor::Editor;
use super::kept;
use crate::component::{Glyph, glyph, icon, toast_phrase};
use crate::prefs::prefs;
use crate::route::router;
use crate::text::staff::edit as e;
use crate::text::{Phrase, t};
use crate::when;
use weft::actor::Permission;

/// How far a step is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Done,
    Now,
    Later,
}

fn day_words(editor: Editor, day: NaiveDate) -> String {
    when::date(day, county_day(editor.data.now().get()), prefs().language.get())
}

/// A person: oneself, or by the post that they hold.
fn who(editor: Editor, person: PersonId) -> String {
    if person == editor.person {
        return e::YOU.now().to_owned();
    }
    let name = editor.data.org().with(|org| {
        org.units().flat_map(|unit| &unit.appointments).find(|held| held.person == person).map(|held| held.name.clone())
    });
    name.filter(|name| !name.is_empty()).unwrap_or_else(|| e::COLLEAGUE.now().to_owned())
}

/// The four steps.
#[component]
pub fn Steps(
    /// The editor.
    editor: Editor,
) -> impl IntoView {
    let doc = Memo::new(move |_| editor.doc());
    let status = Memo::new(move |_| doc.with(|doc| doc.as_ref().map(|doc| doc.status.clone())));
    let published = move || matches!(status.get(), Some(Status::Published { .. }));
    let is_clean = Memo::new(move |_| !editor.proving.get() && editor.errors() == 0);
    let is_saved = Memo::new(move |_| !editor.is_dirty());
    let wrote = move || match doc.get() {
        Some(doc) => {
            e::STEP_WRITE_BY.fill(&[&who(editor, doc.drafted_by), &day_words(editor, county_day(doc.drafted_at))])
        }
        None => e::NOT_SAVED_YET.now().to_owned(),
    };
    let proved = move || match (editor.proving.get(), editor.errors()) {
        (true, 0) => e::STEP_PROVING.now().to_owned(),
        (_, 0) => e::STEP_PROVE_GOOD.now().to_owned(),
        (_, errors) => e::STEP_PROVE_BAD.fill(&[&errors.to_string()]),
    };
    let is_own = move || doc.with(|doc| doc.as_ref().is_none_or(|doc| doc.was_written_by(editor.person)));
    let may_publish = move || !is_own() && may(editor.data, Permission::PublishRules);
    let second = move || match status.get() {
        Some(Status::Published { published_by, at, .. }) => {
            e::STEP_WRITE_BY.fill(&[&who(editor, published_by), &day_words(editor, county_day(at))])
        }
        _ if may_publish() => e::STEP_SECOND_YOU.now().to_owned(),
        _ => e::STEP_SECOND_OTHER.now().to_owned(),
    };
    let decides = move || {
        let from = match status.get() {
            Some(Status::Published { effective_from, .. }) => effective_from,
            _ => editor.book.with(|book| book.effective_from).max(county_day(editor.data.now().get())),
        };
        e::STEP_DECIDES_FROM.fill(&[&day_words(editor, from)])
    };
    let first = move || if is_saved.get() { State::Done } else { State::Now };
    let next = move |before: State, done: bool| match (before, done) {
        (_, true) => State::Done,
        (State::Done, false) => State::Now,
        _ => State::Later,
    };
    let second_state = move || next(first(), is_clean.get());
    let third = move || if is_saved.get() && is_clean.get() { next(State::Done, published()) } else { State::Later };
    let publish = move || {
        let ready = is_saved.get() && is_clean.get() && may_publish() && status.get() == Some(Status::Draft);
        let from = editor.book.with(|book| book.effective_from);
        ready.then(|| view! { <Publish id=editor.id from=from/> })
    };
    view! {
        <ol class="edit-steps" aria-label=t(e::STEPS)>
            {step(glyph::BOOK, e::STEP_WRITE, wrote, first)}
            {step(glyph::SEARCH, e::STEP_PROVE, proved, second_state)}
            {step(glyph::PERSON, e::STEP_SECOND, second, third)}
            {step(glyph::CHECK, e::STEP_DECIDES, decides, move || if published() { State::Done } else { State::Later })}
        </ol>
        {publish}
    }
    .into_any()
}

fn step(
    sign: Glyph,
    title: Phrase,
    line: impl Fn() -> String + Send + Sync + 'static,
    state: impl Fn() -> State + Copy + Send + Sync + 'static,
) -> AnyView {
    let class = move || match state() {
        State::Done => "done",
        State::Now => "now",
        State::Later => "",
    };
    let current = move || (state() == State::Now).then_some("step");
    view! {
        <li class=class aria-current=current>
            <span class="edit-dot" aria-hidden="true">
                {move || icon(if state() == State::Done { glyph::CHECK } else { sign })}
            </span>
            <span>
                <b>{t(title)}</b>
                <small>{line}</small>
            </span>
        </li>
    }
    .into_any()
}

/// Saves the draft: as it is, or as a new one when the old one is no draft any more.
pub fn save(editor: Editor, busy: RwSignal<bool>) {
    if busy.get_untracked() || !editor.may_edit {
        return;
    }
    let book = editor.book.get_untracked();
    let status = untrack(|| editor.doc()).map(|doc| doc.status);
    let (target, is_moved) = match status {
        None | Some(Status::Draft) => (editor.id.0, false),
        Some(_) => (editor.data.new_id(), true),
    };
    let boxed = Box::new((*book).clone());
    let is_known = status == Some(Status::Draft);
    let command = if is_known { Command::Revise { book: boxed } } else { Command::Draft { book: boxed } };
    busy.set(true);
    spawn_local(async move {
        match editor.data.dispatch(target, AnyCommand::Rulebook(command)).await {
            Ok(_) => {
                kept::drop(editor.person, editor.id);
                if is_moved {
                    toast_phrase(e::AS_NEW);
                    router().replace(&href(RulebookId(target), None));
                } else {
                    // What was changed meanwhile is not saved yet.
                    editor.base.set(Some(book));
                    toast_phrase(e::SAVED);
                }
            }
            Err(rejection) => editor.trouble.set(Some(untrack(|| refused(editor.data, &rejection)))),
        }
        let _ = busy.try_set(false);
    });
}

/// Where a rulebook is edited; a new one begins from another.
#[must_use]
pub fn href(id: RulebookId, from: Option<RulebookId>) -> String {
    match from {
        Some(from) => format!("/staff/rules?edit={}&from={}", id.0, from.0),
        None => format!("/staff/rules?edit={}", id.0),
    }
}
