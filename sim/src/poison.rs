//! Bad commands of every sort, hidden among good ones.

use serde_json::Value;
use uuid::Uuid;
use weft::id::{CommandId, DeviceId, PhotoHash};
use weft::kinds::ticket::Command;
use weft::registry::AnyCommand;
use weft::sample;
use weft::text::Text;
use weft::wire::Fault;
use weft_app::outbox::{Queued, Reason, Written};

use crate::browser::Browser;
use crate::window::Window;

/// What is wrong with a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Poison {
    /// The server does not know what it asks.
    Unknown,
    /// It is not even JSON, so that a push with it cannot be read at all.
    Broken,
    /// It names another device.
    OtherDevice,
    /// Its id is that of another command.
    IdReused,
    /// Its thing is of another kind.
    OtherKind,
    /// Its photo was never there.
    PhotoMissing,
    /// Its maker may not do it.
    Forbidden,
    /// Its thing is not there.
    NotThere,
    /// It says nothing.
    Empty,
}

impl Poison {
    /// Every sort.
    pub const ALL: [Self; 9] = [
        Self::Unknown,
        Self::Broken,
        Self::OtherDevice,
        Self::IdReused,
        Self::OtherKind,
        Self::PhotoMissing,
        Self::Forbidden,
        Self::NotThere,
        Self::Empty,
    ];

    /// Whether the inbox may give this reason.
    #[must_use]
    pub fn is_explained_by(self, reason: &Reason) -> bool {
        let fault = match reason {
            Reason::Malformed(fault) => Some(*fault),
            _ => None,
        };
        // Another bad one may have been for the same thing.
        if matches!(reason, Reason::Dependent(_)) {
            return true;
        }
        match self {
            Self::Unknown | Self::Broken => fault == Some(Fault::Unreadable),
            Self::OtherDevice => fault == Some(Fault::OtherDevice),
            Self::IdReused => fault == Some(Fault::IdReused),
            Self::OtherKind => fault == Some(Fault::OtherKind),
            Self::PhotoMissing => fault == Some(Fault::PhotoMissing),
            Self::Forbidden => matches!(reason, Reason::Forbidden(_)),
            Self::NotThere | Self::Empty => matches!(reason, Reason::Refused(_)),
        }
    }
}

/// Makes a command bad, and writes that down. `used` is the id of a command of another device that was accepted.
pub fn spoil(
    browser: &Browser,
    window: &Window,
    mut queued: Queued,
    poison: Poison,
    (used, chance): (CommandId, u64),
) -> Queued {
    let envelope = &mut queued.envelope;
    let mut command = envelope.command.read().cloned().expect("a command of this build");
    match poison {
        Poison::Unknown | Poison::Broken => browser.garbled.borrow_mut().push((envelope.id, poison)),
        Poison::OtherDevice => envelope.device = DeviceId::named("another"),
        Poison::IdReused => envelope.id = used,
        Poison::OtherKind => envelope.target = sample::unit_id("370").0,
        Poison::PhotoMissing => {
            if let AnyCommand::Ticket(Command::Submit(submission)) = &mut command {
                submission.photos = vec![PhotoHash::of(&chance.to_le_bytes())];
            }
        }
        Poison::Forbidden => {
            envelope.target = sample::unit_id("370-01").0;
            let name = Text::new("改名", "Renamed");
            command = AnyCommand::Unit(weft::kinds::unit::Command::Rename { name });
        }
        Poison::NotThere => {
            envelope.target = Uuid::from_u128(u128::from(chance) << 16 | 7);
            command = AnyCommand::Ticket(Command::Follow);
        }
        Poison::Empty => {
            if let AnyCommand::Ticket(Command::Submit(submission)) = &mut command {
                submission.text = weft::secret::Secret::Clear(String::new());
            }
        }
    }
    envelope.command = Written::new(&command);
    window.made(&queued, Some(poison));
    queued
}

/// The text of a push as a device of another version would write it: what is garbled is garbled there.
#[must_use]
pub fn garble(push: String, garbled: &[(CommandId, Poison)]) -> String {
    let Ok(mut value) = serde_json::from_str::<Value>(&push) else {
        return push;
    };
    let mut broken = false;
    for command in value["commands"].as_array_mut().into_iter().flatten() {
        let id = command["id"].as_str().and_then(|id| id.parse::<CommandId>().ok());
        let poison = garbled.iter().find(|(garbled, _)| Some(*garbled) == id).map(|(_, poison)| *poison);
        match poison {
            Some(Poison::Unknown) => command["command"] = serde_json::json!({ "kind": "ticket", "do": "fly" }),
            Some(Poison::Broken) => broken = true,
            _ => {}
        }
    }
    let text = value.to_string();
    if broken { text[..text.len() - 1].to_owned() } else { text }
}
