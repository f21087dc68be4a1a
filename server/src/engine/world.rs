//! What every decision looks at beside the state: the unit tree and the rulebooks, kept in memory.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;
use weft::calendar::county_day;
use weft::id::RulebookId;
use weft::judge::rules_for;
use weft::kinds::rulebook::{RulebookDoc, in_force};
use weft::org::{Directory, Unit};
use weft::registry::{AnyState, Kind};
use weft::rules::Rulebook;
use weft::wire::Envelope;

use crate::store::Store;

use super::EngineError;

/// Units and rulebooks at one moment. Cheap to copy; a copy can be changed without the others noticing.
#[derive(Clone, Default)]
pub(super) struct World {
    pub org: Arc<Directory>,
    pub books: Arc<Vec<RulebookDoc>>,
    /// The rulebook in force on this day.
    in_force: Option<(NaiveDate, Arc<Rulebook>)>,
    /// Older ones that still judge what was made under them on this day, by version.
    graced: BTreeMap<u32, Arc<Rulebook>>,
}

impl World {
    pub(super) async fn load(store: &Store) -> Result<Self, EngineError> {
        let mut units = Vec::new();
        for row in store.states_of(Kind::Unit).await? {
            if let AnyState::Unit(unit) = read_state(row.target.id, &row.body)? {
                units.push(unit);
            }
        }
        let mut books = Vec::new();
        for row in store.states_of(Kind::Rulebook).await? {
            if let AnyState::Rulebook(book) = read_state(row.target.id, &row.body)? {
                books.push(book);
            }
        }
        Ok(Self { org: Arc::new(Directory::new(units)), books: Arc::new(books), ..Self::default() })
    }

    /// Takes note of a changed thing. Tickets and the like are no part of the world.
    pub(super) fn put(&mut self, state: &AnyState) {
        match state {
            AnyState::Unit(unit) => self.put_unit(unit.clone()),
            AnyState::Rulebook(book) => self.put_book(book.clone()),
            _ => {}
        }
    }

    /// The rulebook that decides at this time; an empty one, which decides nothing, before the first is in force.
    pub(super) fn rules_at(&mut self, at: DateTime<Utc>) -> Arc<Rulebook> {
        let today = county_day(at);
        if let Some((day, rules)) = &self.in_force
            && *day == today
        {
            return Arc::clone(rules);
        }
        let rules: Arc<Rulebook> =
            in_force(self.books.iter(), today).map(|book| Arc::new(book.clone())).unwrap_or_default();
        self.in_force = Some((today, Arc::clone(&rules)));
        self.graced.clear();
        rules
    }

    /// The rulebook that judges this command at this time.
    pub(super) fn rules_for(&mut self, envelope: &Envelope, at: DateTime<Utc>) -> Arc<Rulebook> {
        let now = self.rules_at(at);
        if envelope.rules_version == now.version {
            return now;
        }
        match rules_for(&self.books, envelope, county_day(at)) {
            Some(judging) if judging.version != now.version => {
                Arc::clone(self.graced.entry(judging.version).or_insert_with(|| Arc::new(judging.clone())))
            }
            _ => now,
        }
    }

    fn put_unit(&mut self, unit: Unit) {
        Arc::make_mut(&mut self.org).put(unit);
    }

    fn put_book(&mut self, book: RulebookDoc) {
        self.in_force = None;
        self.graced.clear();
        let books = Arc::make_mut(&mut self.books);
        let id: RulebookId = book.id;
        match books.iter_mut().find(|held| held.id == id) {
            Some(held) => *held = book,
            None => books.push(book),
        }
    }
}

/// A state as the store holds it.
pub(super) fn read_state(id: Uuid, body: &str) -> Result<AnyState, EngineError> {
    serde_json::from_str(body).map_err(|error| EngineError::Damaged { what: format!("state of {id}: {error}") })
}
