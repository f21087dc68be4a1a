//! How one thing leads to another. Pure; the server runs the commands as the system actor in the transaction of their cause.

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
    }
}
