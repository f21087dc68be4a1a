//! From what the device holds to the signals that pages read, moving only those whose value changes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use leptos::prelude::*;
use weft::calendar::county_day;
use weft::id::TicketId;
use weft::kinds::rulebook::in_force;
use weft::kinds::ticket::Ticket;
use weft::org::Directory;
use weft::registry::{AnyState, Kind, Target};
use weft::replica::{Basis, Overlay, rebase};

use crate::outbox::plan;

use super::holding::{Holding, Rows, Touched};
use super::{Held, Signals};

/// Tickets by id.
pub type Tickets = BTreeMap<TicketId, Held<Ticket>>;

/// What the last publication put on top of the confirmed states.
#[derive(Debug, Default)]
pub struct Shown {
    /// The states that unanswered commands lead to.
    pub overlay: Overlay,
    /// The things that unanswered commands are for.
    pending: BTreeSet<Target>,
    /// The things that refused commands are for.
    refused: BTreeSet<Target>,
}

/// Rows fetched for a page, beside the replica.
pub type Fetched = BTreeMap<Target, weft::wire::Row>;

/// A thing's confirmed state: the newer of the replica's and the fetched one.
pub fn confirmed<'h>(holding: &'h Holding, fetched: &'h Fetched, target: Target) -> Option<&'h AnyState> {
    let kept = holding.replica.rows.get(&target);
    let fetched = fetched.get(&target);
    let newer = match (kept, fetched) {
        (Some(kept), Some(fetched)) if fetched.version > kept.version => Some(fetched),
        (Some(kept), _) => Some(kept),
        (None, fetched) => fetched,
    };
    newer.map(|row| &row.state)
}

/// Publishes what a batch touched.
pub fn publish(
    signals: Signals,
    holding: &Holding,
    fetched: &Fetched,
    shown: &mut Shown,
    touched: &Touched,
    now: DateTime<Utc>,
) {
    set(signals.session, holding.identity.state());
    set(signals.county, holding.identity.county.clone());
    set(signals.pulled, !holding.replica.head.shown.cursor.is_empty());
    let account = holding.account();
    set(signals.unsent, plan::unsent(&holding.queue, account));
    set(signals.unsent_of_others, plan::unsent_of_others(&holding.queue, account));
    if touched.queue || touched.session {
        let mine = holding.inbox.values().filter(|refused| refused.account == account);
        set(signals.inbox, mine.cloned().collect());
    }
    publish_county(signals, holding, touched, now);
    publish_tickets(signals, holding, fetched, shown, touched, county_day(now));
}

/// Publishes the rulebook that is in force at this time.
pub fn publish_rules(signals: Signals, now: DateTime<Utc>) {
    let books = signals.rulebooks.get_untracked();
    if let Some(book) = in_force(books.iter(), county_day(now))
        && signals.rules.with_untracked(|rules| rules.version != book.version || **rules != *book)
    {
        signals.rules.set(Arc::new(book.clone()));
    }
}

fn publish_county(signals: Signals, holding: &Holding, touched: &Touched, now: DateTime<Utc>) {
    if touches(touched, Kind::Unit) {
        let units = holding.replica.rows.values().filter_map(|row| match &row.state {
            AnyState::Unit(unit) => Some(unit.clone()),
            _ => None,
        });
        signals.org.set(Arc::new(Directory::new(units)));
    }
    if touches(touched, Kind::Rulebook) {
        let books = holding.replica.rows.values().filter_map(|row| match &row.state {
            AnyState::Rulebook(book) => Some(book.clone()),
            _ => None,
        });
        signals.rulebooks.set(Arc::new(books.collect()));
        publish_rules(signals, now);
    }
}

fn touches(touched: &Touched, kind: Kind) -> bool {
    match &touched.rows {
        Rows::All => true,
        Rows::Some(targets) => targets.iter().any(|target| target.kind == kind),
    }
}

fn publish_tickets(
    signals: Signals,
    holding: &Holding,
    fetched: &Fetched,
    shown: &mut Shown,
    touched: &Touched,
    today: NaiveDate,
) {
    let account = holding.account();
    let commands = plan::overlay(&holding.queue, account, |target| holding.replica.version(target));
    let (rules, org) = (signals.rules.get_untracked(), signals.org.get_untracked());
    let books = signals.rulebooks.get_untracked();
    let basis = Basis { actor: &holding.identity.actor, rules: &rules, books: &books, today, org: &org };
    let pending = commands.iter().map(weft::wire::Envelope::target).collect();
    let refused = holding.inbox.values().filter(|refused| refused.account == account);
    let next = Shown {
        overlay: rebase(|target| confirmed(holding, fetched, target), &commands, &basis),
        pending,
        refused: refused.map(crate::outbox::Refused::target).collect(),
    };
    let last = std::mem::replace(shown, next);
    let shown = &*shown;
    let hold = |target: Target| hold(holding, fetched, shown, target);
    match &touched.rows {
        Rows::All => {
            let targets = holding.replica.rows.keys().chain(fetched.keys()).chain(shown.overlay.states.keys());
            let tickets: Tickets = targets.filter_map(|target| hold(*target)).map(|held| (held.id, held)).collect();
            set(signals.tickets, tickets);
        }
        Rows::Some(rows) => {
            let touched = touched_tickets(rows, &last, shown);
            signals.tickets.maybe_update(|tickets| {
                let mut moved = false;
                for target in touched {
                    moved |= exchange(tickets, target, hold(target));
                }
                moved
            });
        }
    }
}

/// The tickets that may look otherwise now: those that changed, and those with unsent or refused commands before or after.
fn touched_tickets<'a>(
    rows: impl IntoIterator<Item = &'a Target>,
    last: &'a Shown,
    shown: &'a Shown,
) -> BTreeSet<Target> {
    let unsent = |of: &'a Shown| of.overlay.states.keys().chain(&of.pending).chain(&of.refused);
    let all = rows.into_iter().chain(unsent(last)).chain(unsent(shown));
    all.copied().filter(|target| target.kind == Kind::Ticket).collect()
}

fn hold(holding: &Holding, fetched: &Fetched, shown: &Shown, target: Target) -> Option<Held<Ticket>> {
    let state = shown.overlay.states.get(&target).or_else(|| confirmed(holding, fetched, target))?;
    let AnyState::Ticket(ticket) = state else {
        return None;
    };
    Some(Held {
        id: target.id.into(),
        state: Arc::new(ticket.clone()),
        pending: shown.pending.contains(&target),
        refused: shown.refused.contains(&target),
        fetched: !holding.replica.rows.contains_key(&target) && fetched.contains_key(&target),
    })
}

/// Puts a ticket in place of the one held. Returns whether that changes anything.
fn exchange(tickets: &mut Tickets, target: Target, held: Option<Held<Ticket>>) -> bool {
    let id = target.id.into();
    if tickets.get(&id) == held.as_ref() {
        return false;
    }
    match held {
        Some(held) => _ = tickets.insert(id, held),
        None => _ = tickets.remove(&id),
    }
    true
}

/// Sets a signal only if its value changes, so that nothing is drawn again for nothing. A window that has closed takes no notice.
pub fn set<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.try_with_untracked(|held| *held != value) == Some(true) {
        signal.set(value);
    }
}
