//! What the server told, kept as it was said.

use std::rc::Rc;

use chrono::{DateTime, Utc};
use serde_json::{Error, Value};
use uuid::Uuid;
use weft::actor::Actor;
use weft::registry::{AnyState, Thing};
use weft::wire::{Parts, PullText, Row};

/// How a secret that can be read begins, in whatever row: see [`weft::secret::Secret`].
const CLEAR: &str = r#""clear":"#;

/// A row as the server told it, and what this build can read of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// The thing.
    pub thing: Thing,
    /// The thing's own count.
    pub version: u64,
    /// Its place in the log.
    pub position: u64,
    /// The state; none when this build does not know its kind, or cannot read its form.
    pub state: Option<AnyState>,
    /// The row's JSON, whole.
    pub text: String,
}

impl Told {
    /// A row from the server.
    ///
    /// # Errors
    /// When it is no row of any kind.
    pub fn read(text: String) -> Result<Self, Error> {
        let parts = Parts::of(serde_json::from_str(&text)?)?;
        let (thing, version, position) = (parts.thing.clone(), parts.version, parts.position);
        Ok(Self { thing, version, position, state: parts.read().ok().map(|row| row.state), text })
    }

    /// A row from the disk, which is held whatever it says.
    #[must_use]
    pub fn kept(thing: Thing, text: String) -> Self {
        match Parts::of(serde_json::from_str(&text).unwrap_or_default()) {
            Ok(parts) if parts.thing == thing => {
                let (version, position) = (parts.version, parts.position);
                Self { thing, version, position, state: parts.read().ok().map(|row| row.state), text }
            }
            _ => Self { thing, version: 0, position: 0, state: None, text },
        }
    }

    /// The row of a state, as the server would tell it.
    #[must_use]
    pub fn of(row: Row) -> Self {
        // Every state has a JSON form.
        let text = serde_json::to_string(&row).unwrap_or_default();
        let thing = row.target().into();
        Self { thing, version: row.version, position: row.position, state: Some(row.state), text }
    }

    /// The row as this reader may see it. It stays as it was told where nothing is hidden from them; what this build does not know of
    /// it may be a secret, too, and goes with those that it knows.
    #[must_use]
    pub fn seen_by(self: &Rc<Self>, reader: &Actor, now: DateTime<Utc>) -> Option<Rc<Self>> {
        let before = self.state.as_ref()?;
        let state = before.clone().view(reader, now)?;
        if state == *before && !self.text.contains(CLEAR) {
            return Some(Rc::clone(self));
        }
        Some(Rc::new(Self::of(Row { id: self.thing.id, version: self.version, position: self.position, state })))
    }

    /// Whether this build would tell it with nothing missing.
    #[must_use]
    pub fn is_read_whole(&self) -> bool {
        let Some(state) = self.state.clone() else { return false };
        let again = Self::of(Row { id: self.thing.id, version: self.version, position: self.position, state });
        let value = |text: &str| serde_json::from_str::<Value>(text).ok();
        value(&again.text) == value(&self.text)
    }
}

/// The answer to a pull: [`weft::wire::PullResponse`] with its rows as they were told.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// Changed or new rows, oldest change first.
    pub rows: Vec<Rc<Told>>,
    /// Things that left the reader's scope.
    pub removed: Vec<Thing>,
    /// Where to go on.
    pub cursor: String,
    /// Whether to ask again at once.
    pub more: bool,
    /// Whether to start again from an empty cursor.
    pub rebuild: bool,
    /// For whom this was made.
    pub reader: Option<Uuid>,
}

impl Answer {
    /// Reads an answer.
    ///
    /// # Errors
    /// When it is none.
    pub fn read(text: &str) -> Result<Self, Error> {
        let PullText { rows, removed, cursor, more, rebuild, reader } = serde_json::from_str(text)?;
        let rows =
            rows.into_iter().map(|row| Told::read(row.get().to_owned()).map(Rc::new)).collect::<Result<_, _>>()?;
        Ok(Self { rows, removed, cursor, more, rebuild, reader })
    }
}
