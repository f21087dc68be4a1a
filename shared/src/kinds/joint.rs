//! A department's part in what others answer for.

use serde::{Deserialize, Serialize};

use crate::id::UnitId;
use crate::org::Directory;

/// A department's part: what it is asked, and what it answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The department.
    pub unit: UnitId,
    /// The department with all units above it.
    pub path: Vec<UnitId>,
    /// What it is asked; none when the rulebook brought it in.
    pub request: Option<String>,
    /// What it answered.
    pub answer: Option<String>,
    /// Why it was let go unanswered.
    pub released: Option<String>,
}

impl Part {
    /// The part of a department that is asked now.
    #[must_use]
    pub fn asked(unit: UnitId, request: Option<String>, org: &Directory) -> Self {
        Self { unit, path: org.path(unit), request, answer: None, released: None }
    }

    /// Whether it still has to answer.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.answer.is_none() && self.released.is_none()
    }
}
