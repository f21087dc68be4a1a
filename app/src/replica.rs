//! The device's copy of what its person may see, and how pulls change it.
//!
//! Rows belong to a generation. When the server says that the copy must be built anew, a new generation grows beside the one
//! that is shown, and takes its place in one transaction once it is complete. The outbox has no part in this.
//!
//! A row is kept as the server told it, whatever this build can read of it: another build may have the same device open.

mod told;

use std::collections::BTreeMap;
use std::rc::Rc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use weft::actor::Actor;
use weft::aggregate::ScopeKey;
use weft::registry::{AnyState, Kind, Target, Thing};

pub use told::{Answer, Told};

/// A copy, whole or growing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Copy {
    /// Which generation of rows.
    pub generation: u32,
    /// How far it has been pulled; empty for not at all.
    pub cursor: String,
}

/// Which copy is shown and which one grows beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The copy that is shown.
    pub shown: Copy,
    /// The copy that will take its place.
    pub growing: Option<Copy>,
    /// How many times the copies were written to: by this a window knows whether it has heard of every change.
    #[serde(default)]
    pub written: u64,
}

impl Head {
    /// The copy that the next pull is for.
    #[must_use]
    pub fn pulling(&self) -> &Copy {
        self.growing.as_ref().unwrap_or(&self.shown)
    }

    fn newest(&self) -> u32 {
        self.pulling().generation.max(self.shown.generation)
    }

    /// The copy whose rows were given up on the disk: it is shown from memory until a new one, begun beside it, takes its place whole.
    /// For the windows that show it nothing was written.
    #[must_use]
    pub fn emptied(&self) -> Self {
        let shown = Copy { generation: self.shown.generation, cursor: String::new() };
        Self { shown, written: self.written, ..self.rebuilt() }
    }

    /// The same copy shown, and a new one begun beside it.
    #[must_use]
    pub fn rebuilt(&self) -> Self {
        let growing = Copy { generation: self.newest().wrapping_add(1), cursor: String::new() };
        self.moved(self.shown.clone(), Some(growing))
    }

    fn moved(&self, shown: Copy, growing: Option<Copy>) -> Self {
        Self { shown, growing, written: self.written.wrapping_add(1) }
    }
}

/// Rows of one generation.
pub type Rows = BTreeMap<Thing, Rc<Told>>;

/// The copy in memory.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Replica {
    /// Where it stands.
    pub head: Head,
    /// The rows that are shown.
    pub rows: Rows,
    /// The rows that grow beside them.
    pub growing: Rows,
}

/// One change of the copy.
#[derive(Clone, Debug, PartialEq)]
pub enum RowWrite {
    /// Adds or replaces a row.
    Put(u32, Rc<Told>),
    /// Takes a row away.
    Remove(u32, Thing),
    /// Takes a whole generation away.
    Drop(u32),
    /// Moves the head.
    Head(Head),
}

/// What the answer to a pull changes.
#[must_use]
pub fn absorb(head: &Head, answer: Answer) -> Vec<RowWrite> {
    if answer.rebuild {
        return begin_anew(head);
    }
    let generation = head.pulling().generation;
    let mut writes: Vec<_> = answer.removed.into_iter().map(|thing| RowWrite::Remove(generation, thing)).collect();
    writes.extend(answer.rows.into_iter().map(|row| RowWrite::Put(generation, row)));
    let pulled = Copy { generation, cursor: answer.cursor };
    let next = match &head.growing {
        None => head.moved(pulled, None),
        Some(_) if answer.more => head.moved(head.shown.clone(), Some(pulled)),
        Some(_) => {
            writes.push(RowWrite::Drop(head.shown.generation));
            head.moved(pulled, None)
        }
    };
    writes.push(RowWrite::Head(next));
    writes
}

/// Begins a new copy beside the one shown; one that was growing already is given up.
#[must_use]
pub fn begin_anew(head: &Head) -> Vec<RowWrite> {
    let mut writes: Vec<_> = head.growing.iter().map(|growing| RowWrite::Drop(growing.generation)).collect();
    writes.push(RowWrite::Head(head.rebuilt()));
    writes
}

/// What a change of person leaves: only what everybody may see, as the new person may see it, with a full copy begun beside it. What
/// this build cannot read does not stay, since it cannot tell who may see it.
#[must_use]
pub fn hand_over(replica: &Replica, to: &Actor, now: DateTime<Utc>) -> Vec<RowWrite> {
    let generation = replica.head.newest().wrapping_add(1);
    let is_public =
        |row: &&Rc<Told>| row.state.as_ref().is_some_and(|state| state.scopes().contains(&ScopeKey::Public));
    let public = replica.rows.values().filter(is_public);
    let mut writes: Vec<_> = public.filter_map(|row| Some(RowWrite::Put(generation, row.seen_by(to, now)?))).collect();
    writes.push(RowWrite::Drop(replica.head.shown.generation));
    writes.extend(replica.head.growing.iter().map(|growing| RowWrite::Drop(growing.generation)));
    let shown = Copy { generation, cursor: String::new() };
    let handed = Head { shown, growing: None, written: replica.head.written };
    writes.push(RowWrite::Head(handed.rebuilt()));
    writes
}

/// What it leaves when a reader has no longer shown receipt codes that they had (a session remembers so many): each of those tickets
/// as the reader may see it now, or none of it. If more of a ticket had to go than the reader may not see, a full copy is begun.
#[must_use]
pub fn codes_dropped(replica: &Replica, from: &Actor, to: &Actor, now: DateTime<Utc>) -> Vec<RowWrite> {
    let dropped = from.receipts.iter().filter(|ticket| !to.receipts.contains(ticket));
    let targets: Vec<Thing> = dropped.map(|ticket| Target { kind: Kind::Ticket, id: ticket.0 }.into()).collect();
    let (mut writes, mut whole) = (Vec::new(), true);
    let growing = replica.head.growing.as_ref().map(|copy| (copy.generation, &replica.growing));
    for (generation, rows) in growing.into_iter().chain([(replica.head.shown.generation, &replica.rows)]) {
        writes.extend(targets.iter().filter_map(|target| rows.get(target)).map(|row| {
            let seen = row.seen_by(to, now);
            whole &= seen.as_ref().is_none_or(|seen| Rc::ptr_eq(seen, row) || row.is_read_whole());
            match seen {
                Some(seen) => RowWrite::Put(generation, seen),
                None => RowWrite::Remove(generation, row.thing.clone()),
            }
        }));
    }
    if !whole {
        writes.extend(replica.head.growing.iter().map(|growing| RowWrite::Drop(growing.generation)));
        writes.push(RowWrite::Head(replica.head.rebuilt()));
    } else if !writes.is_empty() {
        let Head { shown, growing, .. } = replica.head.clone();
        writes.push(RowWrite::Head(replica.head.moved(shown, growing)));
    }
    writes
}

impl Replica {
    /// Carries out changes, in order. Returns the rows of the shown copy that changed; none when the whole copy did.
    pub fn write(&mut self, writes: &[RowWrite]) -> Option<Vec<Thing>> {
        let mut changed = Some(Vec::new());
        let mut rows: BTreeMap<u32, Rows> = BTreeMap::new();
        rows.insert(self.head.shown.generation, std::mem::take(&mut self.rows));
        if let Some(growing) = &self.head.growing {
            rows.insert(growing.generation, std::mem::take(&mut self.growing));
        }
        let shown = self.head.shown.generation;
        for write in writes {
            match write {
                RowWrite::Put(generation, row) => {
                    rows.entry(*generation).or_default().insert(row.thing.clone(), Rc::clone(row));
                    note(&mut changed, *generation == shown, &row.thing);
                }
                RowWrite::Remove(generation, thing) => {
                    rows.entry(*generation).or_default().remove(thing);
                    note(&mut changed, *generation == shown, thing);
                }
                RowWrite::Drop(generation) => {
                    rows.remove(generation);
                }
                RowWrite::Head(head) => self.head = head.clone(),
            }
        }
        self.rows = rows.remove(&self.head.shown.generation).unwrap_or_default();
        self.growing =
            self.head.growing.as_ref().and_then(|growing| rows.remove(&growing.generation)).unwrap_or_default();
        if self.head.shown.generation == shown { changed } else { None }
    }

    /// The row of a thing, if it is held.
    #[must_use]
    pub fn row(&self, target: Target) -> Option<&Told> {
        self.rows.get(&target.into()).map(Rc::as_ref)
    }

    /// The things whose states this build can read, with these.
    pub fn things(&self) -> impl Iterator<Item = (Target, &AnyState)> {
        self.rows.values().filter_map(|row| Some((row.thing.target()?, row.state.as_ref()?)))
    }

    /// The states that this build can read.
    pub fn states(&self) -> impl Iterator<Item = &AnyState> {
        self.rows.values().filter_map(|row| row.state.as_ref())
    }
}

fn note(changed: &mut Option<Vec<Thing>>, shown: bool, thing: &Thing) {
    if let Some(changed) = changed.as_mut().filter(|_| shown) {
        changed.push(thing.clone());
    }
}

#[cfg(test)]
mod tests;
