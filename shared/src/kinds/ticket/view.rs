//! Who may do what to a ticket, and who sees what of it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::actor::{Actor, Permission, Scope};
use crate::aggregate::ScopeKey;
use crate::id::{TicketId, UnitId};
use crate::rules::{Key, Weight};
use crate::secret::{Secret, SecretSlot};

use super::intent::{Command, Source};
use super::model::{Phase, Ticket};

pub(super) fn authority(state: Option<&Ticket>, command: &Command) -> (Permission, Scope) {
    use Permission as P;
    match command {
        Command::Submit(_) | Command::Follow => (P::SubmitTicket, Scope::Anyone),
        Command::Intake(submission) => (P::IntakeTicket, Scope::Within(submission.unit)),
        Command::Accept
        | Command::Start
        | Command::Ask { .. }
        | Command::Reroute { .. }
        | Command::Escalate { .. }
        | Command::Resolve { .. } => (P::HandleTicket, charge_scope(state)),
        Command::Note { .. } => (P::HandleTicket, Scope::Path(state.map(readers).unwrap_or_default())),
        Command::Transfer { .. } | Command::BringIn { .. } | Command::ReleasePart { .. } | Command::Merge { .. } => {
            (P::TriageTicket, charge_scope(state))
        }
        Command::AnswerPart { unit, .. } => (P::AnswerJointTicket, Scope::Within(*unit)),
        Command::Reply { .. }
        | Command::Confirm
        | Command::Reopen { .. }
        | Command::Rate { .. }
        | Command::Withdraw => (P::OwnTicket, owner_scope(state)),
        Command::Absorb { .. } | Command::TimeUp | Command::RunOn | Command::CloseSilent => {
            (P::RunClock, Scope::System)
        }
    }
}

fn charge_scope(state: Option<&Ticket>) -> Scope {
    let charge = state.and_then(|ticket| ticket.charge.as_ref());
    Scope::Path(charge.map(|charge| charge.path.clone()).unwrap_or_default())
}

fn owner_scope(state: Option<&Ticket>) -> Scope {
    match state {
        Some(ticket) => Scope::Owner { people: vec![ticket.owner], ticket: ticket.id },
        None => Scope::Path(Vec::new()),
    }
}

/// Every unit whose staff see the ticket: where it lies, who answers, which departments take part; with all units above them.
fn readers(ticket: &Ticket) -> Vec<UnitId> {
    let charge = ticket.charge.iter().flat_map(|charge| charge.path.iter());
    let parts = ticket.parts.iter().flat_map(|part| part.path.iter());
    let mut units: Vec<UnitId> = ticket.place.iter().chain(charge).chain(parts).copied().collect();
    units.sort_unstable();
    units.dedup();
    units
}

pub(super) fn scopes(ticket: &Ticket) -> Vec<ScopeKey> {
    let people = std::iter::once(ticket.owner).chain(ticket.followers.iter().copied());
    readers(ticket).into_iter().map(ScopeKey::Unit).chain(people.map(ScopeKey::Person)).collect()
}

pub(super) fn view(mut ticket: Ticket, reader: &Actor, _now: DateTime<Utc>) -> Option<Ticket> {
    if reader.system {
        return Some(ticket);
    }
    let units = readers(&ticket);
    let is_owner = ticket.owner == reader.person;
    if reader.holds(Permission::ReadTicket, &units) {
        if !is_owner && !reader.holds(Permission::ReadContact, &units) {
            withhold_contact(&mut ticket);
        }
        return Some(ticket);
    }
    let has_receipt = reader.receipts.contains(&ticket.id);
    if !is_owner && !has_receipt && !ticket.followers.contains(&reader.person) {
        return None;
    }
    ticket.notes.clear();
    // Who else follows is nobody's business; that oneself does decides which buttons show.
    ticket.followers.retain(|person| *person == reader.person);
    if !is_owner {
        // A receipt may have been found in the street: it shows the matter, not the person.
        withhold_contact(&mut ticket);
        if !has_receipt {
            withhold_words(&mut ticket);
        }
    }
    Some(ticket)
}

fn withhold_contact(ticket: &mut Ticket) {
    if let Some(contact) = &mut ticket.contact {
        contact.name.withhold();
        contact.phone.withhold();
    }
    if let Some(address) = &mut ticket.address {
        address.withhold();
    }
}

fn withhold_words(ticket: &mut Ticket) {
    ticket.text = Secret::Withheld;
    ticket.receipt = None;
    ticket.photos.clear();
    ticket.replies.iter_mut().for_each(|reply| reply.text = Secret::Withheld);
    if let Some(rating) = &mut ticket.rating {
        rating.comment = None;
    }
}

/// A ticket as open data: nothing of what the resident wrote, no spot finer than the grid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicTicket {
    /// Its id.
    pub id: TicketId,
    /// Where it came in.
    pub source: Source,
    /// When it was reported.
    pub submitted_at: DateTime<Utc>,
    /// Second-level category.
    pub category: Key,
    /// The grid with all units above it.
    pub place: Vec<UnitId>,
    /// Where it is in its life.
    pub phase: Phase,
    /// Small or big.
    pub weight: Weight,
    /// The unit that answers.
    pub unit: Option<UnitId>,
    /// Until when it is to be resolved.
    pub resolve_by: Option<DateTime<Utc>>,
    /// When it was resolved.
    pub resolved_at: Option<DateTime<Utc>>,
    /// The answer given.
    pub done: Option<String>,
    /// 1 to 5.
    pub stars: Option<u8>,
    /// Yes or no.
    pub satisfied: Option<bool>,
    /// How often it was reopened.
    pub reopenings: u32,
}

impl Ticket {
    /// The ticket as open data; a withdrawn one is nobody's business any more.
    #[must_use]
    pub fn public(&self) -> Option<PublicTicket> {
        (self.phase != Phase::Withdrawn).then(|| PublicTicket {
            id: self.id,
            source: self.source,
            submitted_at: self.submitted_at,
            category: self.category.clone(),
            place: self.place.clone(),
            phase: self.phase,
            weight: self.weight,
            unit: self.charge.as_ref().map(|charge| charge.holder.unit),
            resolve_by: self.charge.as_ref().map(|charge| charge.resolve_by),
            resolved_at: self.resolution.as_ref().map(|resolution| resolution.at),
            done: self.resolution.as_ref().map(|resolution| resolution.done.clone()),
            stars: self.rating.as_ref().map(|rating| rating.stars),
            satisfied: self.rating.as_ref().map(|rating| rating.satisfied),
            reopenings: self.reopenings,
        })
    }
}
