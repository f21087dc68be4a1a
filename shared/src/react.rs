//! How one thing leads to another. Pure; the server runs the commands as the system actor in the transaction of their cause.

#[cfg(feature = "deliberation")]
mod deliberation;

use uuid::Uuid;

use crate::kinds::ticket;
use crate::registry::{AnyCommand, AnyEvent, Target};

/// Most commands that one event may lead to.
pub const REACTIONS_MAX: usize = 64;

/// The commands that follow from an event, each with the thing it is for. If one of them is refused, so is the cause.
#[must_use]
pub fn react(target: Target, event: &AnyEvent) -> Vec<(Uuid, AnyCommand)> {
    match event {
        AnyEvent::Ticket(ticket::Event::Merged { into, people }) => {
            let absorb = ticket::Command::Absorb { from: target.id.into(), people: people.clone() };
            vec![((*into).into(), AnyCommand::Ticket(absorb))]
        }
        AnyEvent::Ticket(_) | AnyEvent::Unit(_) | AnyEvent::Rulebook(_) => Vec::new(),
        #[cfg(feature = "deliberation")]
        AnyEvent::Proposal(event) => deliberation::of_proposal(target.id, event),
        #[cfg(feature = "deliberation")]
        AnyEvent::Body(event) => deliberation::of_body(target.id, event),
        #[cfg(feature = "deliberation")]
        AnyEvent::Meeting(event) => deliberation::of_meeting(target.id, event),
        #[cfg(feature = "deliberation")]
        AnyEvent::Ballot(event) => deliberation::of_ballot(target.id, event),
        #[cfg(feature = "deliberation")]
        AnyEvent::Venue(_) => Vec::new(),
    }
}
