//! Kind `ticket` 诉求/隐患/求助: a concrete matter, from report to rating.
//!
//! Life: submitted → routed → accepted → in progress → resolved → confirmed → closed; beside it transfer, re-route, escalation,
//! joint handling, waiting for the resident, merging and withdrawal. At every moment of an open ticket [`Ticket::awaiting`] names
//! somebody and a date.

mod apply;
mod decide;
mod event;
mod intent;
mod model;
mod past;
#[cfg(test)]
mod tests;
mod view;

use chrono::{DateTime, Utc};

use crate::actor::{Actor, Permission, Scope};
use crate::aggregate::{Aggregate, Context, ScopeKey};
use crate::id::{PersonId, PhotoHash, TicketId};
use crate::secret::SecretVisitor;

pub use super::content::{PHOTOS_MAX, REASON_CHARS_MAX, TEXT_CHARS_MAX};
pub use super::joint::Part;
pub use event::{ClosedHow, Event, RoutedBecause};
pub use intent::{Command, Contact, Refusal, Source, Submission};
pub use model::{Awaiting, Entry, Note, Pause, Phase, Rating, Reply, Resolution, Step, TIMELINE_ENTRIES_MAX, Ticket};
pub use view::PublicTicket;

/// Most people following one ticket.
pub const FOLLOWERS_MAX: usize = 500;
/// Most times a ticket can be reopened.
pub const REOPENINGS_MAX: u32 = 10;
/// Most notes and most replies kept on one ticket.
pub const NOTES_MAX: usize = 200;

impl Aggregate for Ticket {
    const KIND: &'static str = "ticket";
    type Id = TicketId;
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;

    fn authority(state: Option<&Self>, command: &Self::Command) -> (Permission, Scope) {
        view::authority(state, command)
    }

    fn decide(
        id: TicketId,
        state: Option<&Self>,
        command: &Self::Command,
        cx: &Context<'_>,
    ) -> Result<Vec<Event>, Refusal> {
        decide::decide(id, state, command, cx)
    }

    fn apply(state: Option<Self>, id: TicketId, event: &Event, by: PersonId, at: DateTime<Utc>) -> Option<Self> {
        apply::apply(state, id, event, by, at)
    }

    fn view(self, reader: &Actor, now: DateTime<Utc>) -> Option<Self> {
        view::view(self, reader, now)
    }

    fn is_absence(why: &Refusal) -> bool {
        *why == Refusal::NotThere
    }

    fn scopes(&self) -> Vec<ScopeKey> {
        view::scopes(self)
    }

    fn is_live(&self) -> bool {
        self.phase.is_open()
    }

    fn due(&self) -> Option<(DateTime<Utc>, Command)> {
        let (_, at) = self.awaiting()?;
        match self.phase {
            Phase::Routed | Phase::Accepted | Phase::InProgress if self.overdue => None,
            Phase::Routed | Phase::Accepted | Phase::InProgress => Some((at, Command::TimeUp)),
            Phase::Waiting => Some((at, Command::RunOn)),
            Phase::Resolved => Some((at, Command::CloseSilent)),
            Phase::Closed | Phase::Withdrawn | Phase::Merged => None,
        }
    }

    fn event_secrets(event: &mut Event, visit: &mut SecretVisitor<'_>) {
        event.secrets(visit);
    }

    fn state_secrets(&mut self, visit: &mut SecretVisitor<'_>) {
        self.secrets(visit);
    }

    fn command_photos(command: &Command) -> &[PhotoHash] {
        command.photos()
    }

    fn photos(&self) -> Vec<PhotoHash> {
        let resolved = self.resolution.iter().flat_map(|resolution| resolution.photos.iter());
        self.photos.iter().chain(resolved).copied().collect()
    }
}
