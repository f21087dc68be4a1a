//! The editor of a rulebook for people who do not program: its parts as tables and drawings, proved as they are changed, kept on the
//! device until they are saved as a draft, which a second person publishes. See `docs/adr/0021-editing-a-rulebook.md`.

mod calendar;
mod categories;
mod cell;
#[cfg(feature = "staff")]
mod charters;
mod editor;
mod facts;
mod fields;
mod findings;
mod flow;
mod grid;
pub mod kept;
mod keys;
mod ladders;
mod listed;
mod outcome;
mod settings;
mod stand_ins;
mod tried;

use std::sync::Arc;

use leptos::prelude::*;
use weft::actor::Permission;
use weft::id::{PersonId, RulebookId};
use weft::kinds::rulebook::RulebookDoc;
use weft::rules::Rulebook;

pub use editor::Editor;
pub use flow::href;

use super::super::awaited;
use super::drafts::may;
use super::examples::Examples;
use super::interchange::Files;
use super::try_it::TryIt;
use crate::component::{Empty, Look, Notice, PageHead, Press, Segment, Tone, glyph, icon};
use crate::data::{Data, use_data};
use crate::route::router;
use crate::text::staff::{edit as e, interchange as f, rules as w, try_it as y};
use crate::text::{Phrase, t, told};

/// The parts of the editor.
const PARTS: &[(&str, Phrase)] = &[
    ("table", w::TAB_TABLE),
    ("ladders", w::TAB_LADDERS),
    ("calendar", w::TAB_CALENDAR),
    ("categories", w::TAB_CATEGORIES),
    ("facts", e::TAB_FACTS),
    ("stand_ins", e::TAB_STAND_INS),
    #[cfg(feature = "staff")]
    ("charters", crate::text::staff::charters::TAB),
    ("settings", e::TAB_SETTINGS),
    ("try", y::TAB_TRY),
    ("examples", y::EXAMPLES),
    ("files", f::TAB_FILES),
];

/// The page: waits for what it needs, then begins.
#[component]
pub fn EditPage(
    /// The draft, or the id of one to be.
    id: RulebookId,
) -> impl IntoView {
    let data = use_data();
    let person = Memo::new(move |_| data.session().with(|session| session.actor().map(|actor| actor.person)));
    let is_loaded = Memo::new(move |_| data.loaded().get());
    // A published rulebook is only read: another version begins from it. Edits that it overtook can still be saved as one.
    let may_edit = Memo::new(move |_| {
        let is_draft = |doc: &RulebookDoc| doc.is_draft();
        let is_open = data.rulebooks().with(|docs| docs.iter().find(|doc| doc.id == id).is_none_or(is_draft));
        let is_begun = || person.get().is_some_and(|person| kept::read(person, id).is_some());
        may(data, Permission::DraftRules) && (is_open || is_begun())
    });
    // Begins once: what is pulled later must not take the place of what is being edited. Only what is not here yet is waited for.
    let has_begun = StoredValue::new(false);
    let is_here = Memo::new(move |_| {
        has_begun.get_value() || person.get().is_some_and(|person| is_loaded.get() && begin(data, id, person).is_some())
    });
    (move || {
        let Some(person) = person.get() else {
            return awaited(data, 4);
        };
        if !is_here.get() {
            return if data.complete().get() { gone() } else { awaited(data, 4) };
        }
        let Some((book, base)) = untrack(|| begin(data, id, person)) else {
            return gone();
        };
        has_begun.set_value(true);
        let editor = Editor::new(data, id, person, may_edit.get_untracked(), book, base);
        view! { <Frame editor=editor/> }.into_any()
    })
    .into_any()
}

/// What is edited and what it was edited from: as kept on this device, else the draft, else a copy of the rulebook that the address names.
fn begin(data: Data, id: RulebookId, person: PersonId) -> Option<(Rulebook, Option<Rulebook>)> {
    if let Some(kept) = kept::read(person, id) {
        return Some((*kept.book, kept.base.map(|base| *base)));
    }
    let named = |id: RulebookId| {
        data.rulebooks().with(|docs| docs.iter().find(|doc| doc.id == id).map(|doc: &RulebookDoc| doc.book.clone()))
    };
    if let Some(book) = named(id) {
        return Some((book.clone(), Some(book)));
    }
    let from = router().query("from").and_then(|from| from.parse().ok()).map(RulebookId)?;
    named(from).map(|book| (book, None))
}

fn gone() -> AnyView {
    view! {
        <PageHead title=e::EDIT back="/staff/rules"/>
        <div class="card">
            <Empty title=e::GONE text=e::GONE_TEXT/>
        </div>
    }
    .into_any()
}

#[component]
fn Frame(editor: Editor) -> impl IntoView {
    keys::listen(editor);
    let title = move || editor.book.with(|book| told(&book.title));
    let parts = Signal::derive(|| PARTS.iter().map(|(key, word)| ((*key).to_owned(), word.now().to_owned())).collect());
    let shown = Memo::new(move |_| editor.part.get());
    view! {
        <PageHead title=if editor.may_edit { e::EDIT } else { e::READ } back="/staff/rules"/>
        <div class="edit">
            <Bar editor=editor title=Signal::derive(title)/>
            <flow::Steps editor=editor/>
            <Notes editor=editor/>
            <div class="parts-of">
                <Segment legend=w::TAB options=parts value=editor.part/>
            </div>
            <div class="edit-body">
                <div class="edit-main">{move || part(editor, shown.get().as_deref())}</div>
                <aside class="edit-side">
                    <tried::Tried editor=editor/>
                    <findings::Findings editor=editor/>
                </aside>
            </div>
        </div>
    }
    .into_any()
}

/// A panel. `editor.book` is the edited rulebook, `editor.case` the case that is tried out.
fn part(editor: Editor, part: Option<&str>) -> AnyView {
    match part {
        Some("ladders") => ladders::panel(editor),
        Some("calendar") => calendar::panel(editor),
        Some("categories") => categories::panel(editor),
        Some("facts") => facts::panel(editor),
        Some("stand_ins") => stand_ins::panel(editor),
        #[cfg(feature = "staff")]
        Some("charters") => charters::panel(editor),
        Some("settings") => settings::panel(editor),
        Some("try") => {
            let keep = Callback::new(move |example| {
                editor.book.update(|book| Arc::make_mut(book).examples.push(example));
            });
            match editor.may_edit {
                true => view! { <TryIt book=editor.book case=editor.case keep=keep/> }.into_any(),
                false => view! { <TryIt book=editor.book case=editor.case/> }.into_any(),
            }
        }
        Some("examples") => view! { <Examples book=editor.book case=editor.case edit=editor.may_edit/> }.into_any(),
        Some("files") => view! { <Files editor=editor/> }.into_any(),
        _ => view! { <grid::Table editor=editor/> }.into_any(),
    }
}

/// What is edited, whether it is saved, and undo, redo, save.
#[component]
fn Bar(editor: Editor, title: Signal<String>) -> impl IntoView {
    let busy = RwSignal::new(false);
    let is_dirty = Memo::new(move |_| editor.is_dirty());
    let can_undo = Memo::new(move |_| editor.history.with(weft::rules::History::can_undo));
    let can_redo = Memo::new(move |_| editor.history.with(weft::rules::History::can_redo));
    let state = move || {
        let word = match (editor.may_edit, is_dirty.get()) {
            (false, _) => e::READ_ONLY,
            (true, true) => e::UNSAVED,
            (true, false) => e::ALL_SAVED,
        };
        let class = if is_dirty.get() { "edit-state dirty" } else { "edit-state" };
        view! { <span class=class role="status">{t(word)}</span> }
    };
    let buttons = editor.may_edit.then(|| {
        view! {
            <button
                type="button" class="icon-btn" aria-label=t(e::UNDO) title="Ctrl+Z"
                disabled=move || !can_undo.get() on:click=move |_| editor.undo()
            >
                {icon(glyph::UNDO)}
            </button>
            <button
                type="button" class="icon-btn flip" aria-label=t(e::REDO) title="Ctrl+Y"
                disabled=move || !can_redo.get() on:click=move |_| editor.redo()
            >
                {icon(glyph::UNDO)}
            </button>
            <Press
                label=e::SAVE glyph=glyph::CHECK busy=busy disabled=Signal::derive(move || !is_dirty.get())
                press=move |()| flow::save(editor, busy)
            />
        }
    });
    view! {
        <div class="edit-bar">
            <div class="grow">
                <b class="edit-title">{move || title.get()}</b>
                {state}
            </div>
            {buttons}
        </div>
    }
    .into_any()
}

/// What went wrong, or should be known.
#[component]
fn Notes(editor: Editor) -> impl IntoView {
    let others = Memo::new(move |_| {
        let base = editor.base.get();
        let doc = editor.doc().filter(RulebookDoc::is_draft);
        editor.may_edit
            && matches!((base, doc), (Some(base), Some(doc)) if doc.book != *base && editor.book.with(|book| doc.book != **book))
    });
    view! {
        <div class="stack-s" aria-live="polite">
            {move || {
                editor
                    .trouble
                    .get()
                    .map(|said| {
                        view! {
                            <Notice tone=Tone::Bad>
                                <div class="row between">
                                    <span>{said}</span>
                                    <Press label=crate::text::common::CLOSE look=Look::Text press=move |()| editor.trouble.set(None)/>
                                </div>
                            </Notice>
                        }
                    })
            }}
            {move || (!editor.is_kept.get()).then(|| view! { <Notice tone=Tone::Mind>{t(e::NOT_KEPT)}</Notice> })}
            {move || others.get().then(|| view! { <Notice tone=Tone::Mind>{t(e::CHANGED_BY_OTHERS)}</Notice> })}
        </div>
    }
    .into_any()
}
