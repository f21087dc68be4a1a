//! What lies over the confirmed states: this person's unanswered commands, replayed only where something has changed since.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use weft::actor::Actor;
use weft::id::CommandId;
use weft::kinds::rulebook::RulebookDoc;
use weft::org::Directory;
use weft::registry::{AnyCommand, AnyState, Target, Thing};
use weft::replica::{Basis, rebase};
use weft::rules::{Prover, Rulebook};
use weft::wire::{Envelope, Row};

use crate::outbox::{Refused, plan};

use super::holding::{Holding, Rows};

/// Rows fetched for a page, beside the replica.
pub type Fetched = BTreeMap<Target, Row>;

/// A thing's confirmed state: the newer of the replica's and the fetched one.
pub fn confirmed<'h>(holding: &'h Holding, fetched: &'h Fetched, target: Target) -> Option<&'h AnyState> {
    let kept = holding.replica.row(target);
    let fetched = fetched.get(&target);
    match (kept, fetched) {
        (Some(kept), Some(fetched)) if fetched.version > kept.version => Some(&fetched.state),
        (Some(kept), _) => kept.state.as_ref(),
        (None, fetched) => fetched.map(|row| &row.state),
    }
}

/// The county that commands are replayed in, but for their maker.
#[derive(Clone, Debug)]
pub struct County {
    /// The rulebook in force.
    pub rules: Arc<Rulebook>,
    /// The rulebooks known.
    pub books: Arc<Vec<RulebookDoc>>,
    /// The unit tree.
    pub org: Arc<Directory>,
    /// The day.
    pub today: NaiveDate,
    /// Who proves a rulebook: the same for as long as the window is open.
    pub prove: Prover,
}

impl County {
    fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.rules, &other.rules)
            && Arc::ptr_eq(&self.books, &other.books)
            && Arc::ptr_eq(&self.org, &other.org)
            && self.today == other.today
    }
}

/// The unanswered commands on one thing, and what they lead to.
#[derive(Clone, Debug, PartialEq)]
struct Line {
    commands: Vec<CommandId>,
    /// None where no command applies.
    state: Option<AnyState>,
}

/// See the module.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    lines: BTreeMap<Target, Line>,
    refused: BTreeSet<Target>,
    by: Option<(Actor, County)>,
}

impl Shown {
    /// The state that unanswered commands lead to.
    #[must_use]
    pub fn state(&self, target: Target) -> Option<&AnyState> {
        self.lines.get(&target)?.state.as_ref()
    }

    /// The things that unanswered commands lead to another state of.
    pub fn targets(&self) -> impl Iterator<Item = Target> + '_ {
        self.lines.iter().filter(|(_, line)| line.state.is_some()).map(|(target, _)| *target)
    }

    /// Whether an unanswered command is for this thing.
    #[must_use]
    pub fn is_pending(&self, target: Target) -> bool {
        self.lines.contains_key(&target)
    }

    /// Whether a refused command is for this thing.
    #[must_use]
    pub fn is_refused(&self, target: Target) -> bool {
        self.refused.contains(&target)
    }

    /// Follows what the device holds. `touched` are the rows whose confirmed state changed. Returns the things that may look otherwise
    /// now for other reasons than that.
    ///
    /// A queue of thousands is answered in dozens of steps, each of which changes little: what stays the same is not replayed.
    pub fn follow(
        &mut self,
        holding: &Holding,
        fetched: &Fetched,
        county: &County,
        touched: &Rows,
    ) -> BTreeSet<Target> {
        let actor = &holding.identity.actor;
        let same_basis = self.by.as_ref().is_some_and(|(by, last)| by == actor && last.is(county));
        if !same_basis {
            self.by = Some((actor.clone(), county.clone()));
        }
        let rows: Option<BTreeSet<Target>> = match touched {
            Rows::Some(rows) if same_basis => Some(rows.iter().filter_map(Thing::target).collect()),
            _ => None,
        };
        let County { rules, books, org, today, prove } = county;
        let basis = Basis { actor, rules, books, today: *today, org, prove: *prove };
        let mut moved = BTreeSet::new();
        let mut last = std::mem::take(&mut self.lines);
        for (target, envelopes) in by_target(holding) {
            let ids = || envelopes.iter().map(|envelope| envelope.id);
            let same = last.remove(&target).filter(|line| line.commands.iter().copied().eq(ids()));
            let same = same.filter(|_| rows.as_ref().is_some_and(|rows| !rows.contains(&target)));
            let line = same.unwrap_or_else(|| {
                moved.insert(target);
                let confirmed = |target| confirmed(holding, fetched, target);
                let state = rebase(confirmed, envelopes.iter().copied(), &basis).states.remove(&target);
                Line { commands: ids().collect(), state }
            });
            self.lines.insert(target, line);
        }
        moved.extend(last.into_keys());
        let mine = holding.inbox.values().filter(|refused| refused.account == holding.account());
        let refused: BTreeSet<Target> = mine.filter_map(Refused::target).collect();
        moved.extend(refused.iter().filter(|target| !self.refused.contains(target)));
        moved.extend(self.refused.iter().filter(|target| !refused.contains(target)));
        self.refused = refused;
        moved
    }
}

/// Commands are carried out on one thing each, so that those of other things do not matter to it.
fn by_target(holding: &Holding) -> BTreeMap<Target, Vec<Envelope<&AnyCommand>>> {
    let mut by_target: BTreeMap<Target, Vec<_>> = BTreeMap::new();
    let version = |target| holding.replica.row(target).map(|row| row.version);
    for envelope in plan::overlay(&holding.queue, holding.account(), version) {
        by_target.entry(envelope.target()).or_default().push(envelope);
    }
    by_target
}

#[cfg(test)]
mod tests;
