//! What is being edited, kept on this device between saves, for this person only.

use serde::{Deserialize, Serialize};
use weft::id::{PersonId, RulebookId};
use weft::rules::Rulebook;

use crate::prefs::{forget, keep, kept_under, stored};

/// A rulebook being edited.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    /// As it is edited.
    pub book: Box<Rulebook>,
    /// The saved draft that it was edited from; none for a draft that was never saved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<Box<Rulebook>>,
}

fn prefix(person: PersonId) -> String {
    format!("weft.rulebook.{}.", person.0)
}

fn key(person: PersonId, id: RulebookId) -> String {
    format!("{}{}", prefix(person), id.0)
}

/// What is kept of a rulebook.
#[must_use]
pub fn read(person: PersonId, id: RulebookId) -> Option<Kept> {
    stored(&key(person, id)).and_then(|json| weft::json::read(&json).ok())
}

/// Keeps it, and says whether it is kept.
#[must_use]
pub fn write(person: PersonId, id: RulebookId, kept: &Kept) -> bool {
    serde_json::to_string(kept).is_ok_and(|json| keep(&key(person, id), &json))
}

/// Forgets it.
pub fn drop(person: PersonId, id: RulebookId) {
    forget(&key(person, id));
}

/// Whatever this person has not saved yet.
#[must_use]
pub fn all(person: PersonId) -> Vec<(RulebookId, Kept)> {
    let ids = kept_under(&prefix(person)).into_iter().filter_map(|id| id.parse().ok()).map(RulebookId);
    ids.filter_map(|id| Some((id, read(person, id)?))).collect()
}
