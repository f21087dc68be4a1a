//! Undo and redo, as values.

use std::sync::Arc;

use crate::rules::Rulebook;

/// Most steps that can be undone. Each keeps a whole rulebook.
pub const UNDO_STEPS_MAX: usize = 60;

/// A rulebook with what it was before, and what it was before it was undone.
#[derive(Clone, Debug)]
pub struct History {
    now: Arc<Rulebook>,
    past: Vec<Arc<Rulebook>>,
    undone: Vec<Arc<Rulebook>>,
}

impl History {
    /// Begins with a rulebook.
    #[must_use]
    pub const fn new(book: Arc<Rulebook>) -> Self {
        Self { now: book, past: Vec::new(), undone: Vec::new() }
    }

    /// The rulebook now.
    #[must_use]
    pub const fn now(&self) -> &Arc<Rulebook> {
        &self.now
    }

    /// Notes what the rulebook has become. What was undone is given up; the same rulebook again is no step.
    pub fn record(&mut self, book: Arc<Rulebook>) {
        if Arc::ptr_eq(&self.now, &book) || self.now == book {
            return;
        }
        self.past.push(std::mem::replace(&mut self.now, book));
        if self.past.len() > UNDO_STEPS_MAX {
            self.past.remove(0);
        }
        self.undone.clear();
    }

    /// Lets the last step lead to this rulebook instead; one that leads nowhere is none.
    pub fn amend(&mut self, book: Arc<Rulebook>) {
        self.undone.clear();
        self.now = book;
        if self.past.last() == Some(&self.now) {
            self.past.pop();
        }
    }

    /// Goes back a step, if there is one.
    pub fn undo(&mut self) -> Option<&Arc<Rulebook>> {
        let before = self.past.pop()?;
        self.undone.push(std::mem::replace(&mut self.now, before));
        Some(&self.now)
    }

    /// Goes forth again the step that was undone last, if there is one.
    pub fn redo(&mut self) -> Option<&Arc<Rulebook>> {
        let after = self.undone.pop()?;
        self.past.push(std::mem::replace(&mut self.now, after));
        Some(&self.now)
    }

    /// Whether there is a step to undo.
    #[must_use]
    pub const fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// Whether there is a step to redo.
    #[must_use]
    pub const fn can_redo(&self) -> bool {
        !self.undone.is_empty()
    }
}
