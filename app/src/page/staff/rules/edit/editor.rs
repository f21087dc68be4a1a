//! The edited rulebook and what is known of it, as signals that every panel shares.

use std::sync::Arc;

use leptos::prelude::*;
use weft::calendar::county_day;
use weft::id::{PersonId, RulebookId};
use weft::kinds::rulebook::RulebookDoc;
use weft::rules::{Case, Edit, Finding, History, Place, Rulebook, Severity};

use super::kept::{self, Kept};
use crate::clock;
use crate::data::Data;
use crate::prefs::prefs;

/// How long nothing is changed before the proof begins, milliseconds.
pub const PROOF_WAIT_MS: u32 = 120;
/// Longest wait, milliseconds. A proof that takes long waits as long as the last one took.
pub const PROOF_WAIT_MS_MAX: u32 = 2_000;

/// What the panels of the editor share. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Editor {
    /// The data layer.
    pub data: Data,
    /// The draft.
    pub id: RulebookId,
    /// Who edits.
    pub person: PersonId,
    /// Whether they may.
    pub may_edit: bool,
    /// The rulebook as it is edited. Whoever sets it makes a step that can be undone.
    pub book: RwSignal<Arc<Rulebook>>,
    /// What it was before.
    pub history: RwSignal<History>,
    /// The draft as it was last saved or opened; none if it never was.
    pub base: RwSignal<Option<Arc<Rulebook>>>,
    /// What the proof finds, the worst first.
    pub findings: RwSignal<Arc<Vec<Finding>>>,
    /// Whether the book has changed since.
    pub proving: RwSignal<bool>,
    /// The case that is tried out.
    pub case: RwSignal<Option<Case>>,
    /// The part that is shown.
    pub part: RwSignal<Option<String>>,
    /// The place that was jumped to.
    pub mark: RwSignal<Option<Place>>,
    /// Why the last step was refused.
    pub trouble: RwSignal<Option<String>>,
    /// Whether the device keeps what is edited.
    pub is_kept: RwSignal<bool>,
    /// Whether steps are joined into one, and whether there is one to join yet: while one cell is being edited.
    joined: StoredValue<Option<bool>>,
}

impl Editor {
    /// Begins with a rulebook.
    #[must_use]
    pub fn new(
        data: Data,
        id: RulebookId,
        person: PersonId,
        may_edit: bool,
        book: Rulebook,
        base: Option<Rulebook>,
    ) -> Self {
        let book = Arc::new(book);
        let editor = Self {
            data,
            id,
            person,
            may_edit,
            book: RwSignal::new(book.clone()),
            history: RwSignal::new(History::new(book)),
            base: RwSignal::new(base.map(Arc::new)),
            findings: RwSignal::new(Arc::default()),
            proving: RwSignal::new(true),
            case: RwSignal::new(None),
            part: RwSignal::new(Some("table".to_owned())),
            mark: RwSignal::new(None),
            trouble: RwSignal::new(None),
            is_kept: RwSignal::new(true),
            joined: StoredValue::new(None),
        };
        editor.follow();
        editor
    }

    /// From here on steps are undone as one, until [`Editor::part_steps`].
    pub fn join_steps(self) {
        self.joined.set_value(Some(false));
    }

    /// Steps are undone one by one again.
    pub fn part_steps(self) {
        self.joined.set_value(None);
    }

    fn record(self, book: &Arc<Rulebook>) {
        let amends = self.joined.get_value() == Some(true);
        self.history.update(|history| if amends { history.amend(book.clone()) } else { history.record(book.clone()) });
        self.joined.update_value(|joined| *joined = joined.map(|_| true));
    }

    /// Records every step, keeps it on the device, and proves it once nothing has changed for a moment.
    fn follow(self) {
        // What others set, such as the panel of examples.
        Effect::new(move || {
            let book = self.book.get();
            let is_new = self.history.with_untracked(|history| !Arc::ptr_eq(history.now(), &book));
            if is_new {
                self.history.update(|history| history.record(book));
            }
        });
        Effect::new(move |before: Option<()>| {
            let book = self.book.get();
            let base = self.base.get();
            if self.may_edit && (before.is_some() || base.is_none()) {
                self.keep(&book, base);
            }
        });
        let (wait_ms, round) = (StoredValue::new(0), StoredValue::new(0_u32));
        Effect::new(move || {
            let book = self.book.get();
            let org = self.data.org().get();
            self.proving.set(true);
            round.update_value(|round| *round += 1);
            let mine = round.get_value();
            leptos::task::spawn_local(async move {
                clock::sleep(wait_ms.get_value()).await;
                if round.try_get_value() != Some(mine) {
                    return;
                }
                let began = clock::now();
                let first = book.effective_from.max(county_day(self.data.now().get_untracked()));
                let found = (self.data.prover())(&book, &org, first);
                let took_ms = u32::try_from((clock::now() - began).num_milliseconds()).unwrap_or(PROOF_WAIT_MS_MAX);
                wait_ms.set_value(took_ms.clamp(PROOF_WAIT_MS, PROOF_WAIT_MS_MAX));
                self.findings.set(Arc::new(found));
                self.proving.set(false);
            });
        });
    }

    fn keep(self, book: &Arc<Rulebook>, base: Option<Arc<Rulebook>>) {
        if base.as_ref() == Some(book) {
            kept::drop(self.person, self.id);
            self.is_kept.set(true);
        } else {
            let kept = Kept { book: Box::new((**book).clone()), base: base.map(|base| Box::new((*base).clone())) };
            self.is_kept.set(kept::write(self.person, self.id, &kept));
        }
    }

    /// Takes a step. Says whether it was taken; if not, [`Editor::trouble`] says why.
    pub fn apply(self, edit: &Edit) -> bool {
        if !self.may_edit {
            return false;
        }
        let book = self.book.get_untracked();
        match book.edited(edit) {
            Ok(after) => {
                self.trouble.set(None);
                if after != *book {
                    let after = Arc::new(after);
                    self.record(&after);
                    self.book.set(after);
                }
                true
            }
            Err(refused) => {
                self.trouble.set(Some(refused.text(prefs().language.get_untracked(), &book)));
                false
            }
        }
    }

    /// Goes back a step.
    pub fn undo(self) {
        self.step(|history| history.undo().cloned());
    }

    /// Goes forth again.
    pub fn redo(self) {
        self.step(|history| history.redo().cloned());
    }

    fn step(self, go: impl FnOnce(&mut History) -> Option<Arc<Rulebook>>) {
        self.part_steps();
        let after = self.history.try_update(go).flatten();
        if let Some(book) = after {
            self.trouble.set(None);
            self.book.set(book);
        }
    }

    /// Whether something is not saved.
    #[must_use]
    pub fn is_dirty(self) -> bool {
        self.base.with(|base| self.book.with(|book| base.as_ref() != Some(book)))
    }

    /// How many findings stop a publication.
    #[must_use]
    pub fn errors(self) -> usize {
        self.findings.with(|found| found.iter().filter(|finding| finding.severity() == Severity::Error).count())
    }

    /// The draft as this device has it.
    #[must_use]
    pub fn doc(self) -> Option<RulebookDoc> {
        self.data.rulebooks().with(|docs| docs.iter().find(|doc| doc.id == self.id).cloned())
    }

    /// Shows a place: its part, its rule, its cell.
    pub fn go_to(self, place: Place) {
        if place.table.is_some() {
            self.part.set(Some("table".to_owned()));
        }
        self.mark.set(Some(place));
    }

    /// Opens a case as a test matter.
    pub fn try_out(self, case: Case) {
        self.case.set(Some(case));
    }
}
