//! What the tables know of a state beside its JSON: where it is listed, and by what it is found. Copies of fields, no rules.

use chrono::{DateTime, Datelike, Utc};
use weft::actor::Actor;
use weft::aggregate::ScopeKey;
use weft::calendar::COUNTY_OFFSET;
use weft::kinds::ticket::{Phase, Ticket};
use weft::registry::AnyState;

use crate::store::write::{Listing, ScopeOut};

/// Status of a scope row: no longer listed there.
pub(super) const GONE: u8 = 0;
/// Listed there, found by query.
pub(super) const LISTED: u8 = 1;
/// Listed there and held by devices.
pub(super) const HELD: u8 = 2;

/// A scope key as the tables hold it.
pub(super) fn key_text(key: ScopeKey) -> String {
    match key {
        ScopeKey::Public => "public".to_owned(),
        ScopeKey::Unit(unit) => format!("unit:{unit}"),
        ScopeKey::Person(person) => format!("person:{person}"),
    }
}

/// The keys under which this reader finds things: the public one, their own, and that of each unit where they hold a role.
pub(super) fn reader_keys(reader: &Actor) -> Vec<ScopeKey> {
    let mut keys: Vec<ScopeKey> = reader.grants.iter().map(|grant| ScopeKey::Unit(grant.unit)).collect();
    keys.extend([ScopeKey::Public, ScopeKey::Person(reader.person)]);
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// Year × 100 + month, by the county's time.
pub(super) fn month_number(at: DateTime<Utc>) -> i64 {
    let day = at.with_timezone(&COUNTY_OFFSET).date_naive();
    i64::from(day.year()) * 100 + i64::from(day.month())
}

/// A phase's name on the wire.
pub(super) fn phase_name(phase: Phase) -> String {
    match serde_json::to_value(phase) {
        Ok(serde_json::Value::String(name)) => name,
        _ => format!("{phase:?}"),
    }
}

/// By what a state is found.
pub(super) fn listing(state: &AnyState) -> Listing {
    match state {
        AnyState::Ticket(ticket) => ticket_listing(ticket),
        _ => Listing::default(),
    }
}

fn ticket_listing(ticket: &Ticket) -> Listing {
    let millis = |at: DateTime<Utc>| at.timestamp_millis();
    let counts = !matches!(ticket.phase, Phase::Withdrawn | Phase::Merged);
    let late_at = match ticket.awaiting() {
        Some(_) if ticket.overdue => Some(0),
        Some((_, until)) if ticket.phase.is_handled() => Some(millis(until)),
        _ => None,
    };
    Listing {
        opened_at: Some(millis(ticket.submitted_at)),
        month: counts.then(|| month_number(ticket.submitted_at)),
        unit: ticket.grid().map(|unit| unit.0),
        category: Some(ticket.category.clone()),
        phase: Some(phase_name(ticket.phase)),
        is_open: Some(i64::from(ticket.phase.is_open())),
        late_at,
        lon_e7: ticket.point.map(|point| point.lon_e7),
        lat_e7: ticket.point.map(|point| point.lat_e7),
        respond_by: ticket.first_limits.map(|(respond, _)| millis(respond)),
        responded_at: ticket.accepted_at.map(millis),
        resolve_by: ticket.first_limits.map(|(_, resolve)| millis(resolve)),
        resolved_at: ticket.resolution.as_ref().map(|done| millis(done.at)),
        satisfied: ticket.rating.as_ref().map(|rating| i64::from(rating.satisfied)),
    }
}

/// The scope rows of a changed thing: those it is listed under now, and those it has left.
pub(super) fn scope_rows(
    before: &[ScopeKey],
    state: &AnyState,
    target: uuid::Uuid,
    position: u64,
    listing: &Listing,
) -> Vec<ScopeOut> {
    let mut now = state.scopes();
    now.sort_unstable();
    now.dedup();
    let status = if state.is_live() { HELD } else { LISTED };
    let gone = before.iter().filter(|key| !now.contains(key)).map(|key| (*key, GONE));
    gone.chain(now.iter().map(|key| (*key, status)))
        .map(|(key, status)| ScopeOut {
            key: key_text(key),
            target,
            kind: state.kind().name(),
            position,
            status,
            opened_at: listing.opened_at,
            category: listing.category.clone(),
            phase: listing.phase.clone(),
            is_open: listing.is_open,
            late_at: listing.late_at,
        })
        .collect()
}
