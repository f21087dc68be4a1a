//! From what the device holds to the signals that pages read, moving only those whose value changes.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use leptos::prelude::*;
use weft::calendar::county_day;
use weft::id::TicketId;
use weft::kinds::rulebook::in_force;
use weft::kinds::ticket::Ticket;
use weft::org::Directory;
use weft::registry::{AnyState, Kind, Target, Thing};

use crate::outbox::plan;

use super::holding::{Holding, Rows, Touched};
use super::shown::{County, Fetched, Shown, confirmed};
use super::{Held, Signals};

/// Tickets by id.
pub type Tickets = BTreeMap<TicketId, Held<Ticket>>;

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
    set(signals.unreadable, holding.unreadable().count());
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
        let units = holding.replica.states().filter_map(|state| match state {
            AnyState::Unit(unit) => Some(unit.clone()),
            _ => None,
        });
        signals.org.set(Arc::new(Directory::new(units)));
    }
    if touches(touched, Kind::Rulebook) {
        let books = holding.replica.states().filter_map(|state| match state {
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
        Rows::Some(things) => things.iter().any(|thing| thing.kind == kind.name()),
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
    let county = County {
        rules: signals.rules.get_untracked(),
        books: signals.rulebooks.get_untracked(),
        org: signals.org.get_untracked(),
        today,
        prove: signals.prove,
    };
    let mut moved = shown.follow(holding, fetched, &county, &touched.rows);
    let shown = &*shown;
    let hold = |target: Target| hold(holding, fetched, shown, target);
    match &touched.rows {
        Rows::All => {
            let kept = holding.replica.rows.keys().filter_map(Thing::target);
            let targets = kept.chain(fetched.keys().copied()).chain(shown.targets());
            let tickets: Tickets = targets.filter_map(hold).map(|held| (held.id, held)).collect();
            set(signals.tickets, tickets);
        }
        Rows::Some(rows) => {
            moved.extend(rows.iter().filter_map(Thing::target));
            signals.tickets.maybe_update(|tickets| {
                let mut any = false;
                for target in moved.into_iter().filter(|target| target.kind == Kind::Ticket) {
                    any |= exchange(tickets, target, hold(target));
                }
                any
            });
        }
    }
}

fn hold(holding: &Holding, fetched: &Fetched, shown: &Shown, target: Target) -> Option<Held<Ticket>> {
    let state = shown.state(target).or_else(|| confirmed(holding, fetched, target))?;
    let AnyState::Ticket(ticket) = state else {
        return None;
    };
    Some(Held {
        id: target.id.into(),
        state: Arc::new(ticket.clone()),
        pending: shown.is_pending(target),
        refused: shown.is_refused(target),
        fetched: holding.replica.row(target).is_none() && fetched.contains_key(&target),
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
