//! The queue of commands that the server has not yet answered, and the inbox of those it did not accept.
//!
//! One row for each command. A row leaves only on the server's receipt: an accepted command once the replica shows what it did,
//! any other into the inbox, with the reason, until the person mends or dismisses it.

pub mod plan;
mod written;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use weft::actor::Permission;
use weft::id::{CommandId, PersonId};
use weft::registry::{AnyCommand, AnyRefusal, Target, Thing};
use weft::wire::{Envelope, Fault};

pub use written::Written;

/// Under whose session a command was made: it is sent under no other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Account {
    /// Whoever used this browser without signing in.
    #[default]
    Anonymous,
    /// This signed-in person.
    Person(PersonId),
}

/// One command in the queue. A field that this build does not know makes the row unreadable for it, since it could not write it back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Queued {
    /// The command; its `seq` is the row's key.
    pub envelope: Envelope<Written>,
    /// Under whose session it was made.
    pub account: Account,
    /// How far it is.
    pub status: Status,
    /// Whether its photos were uploaded a second time because the server had none of them.
    #[serde(default)]
    pub photos_again: bool,
    /// Whether the row is in the database. A full disk leaves a row in memory only, and the person is warned.
    #[serde(skip, default = "yes")]
    pub kept: bool,
}

const fn yes() -> bool {
    true
}

/// How far a queued command is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Not answered yet.
    Waiting,
    /// Accepted; shown from here until a pull brings the server's own state.
    Delivered {
        /// The thing's version after it.
        version: u64,
    },
}

impl Queued {
    /// A command that has just been made.
    #[must_use]
    pub fn new(envelope: Envelope, account: Account) -> Self {
        let head = envelope.with(());
        Self::again(head.with(Written::new(&envelope.command)), account)
    }

    /// A command that was written down before, to be sent once more.
    #[must_use]
    pub const fn again(envelope: Envelope<Written>, account: Account) -> Self {
        Self { envelope, account, status: Status::Waiting, photos_again: false, kept: true }
    }

    /// The command, as far as this build can read it.
    #[must_use]
    pub fn read(&self) -> Option<Envelope<&AnyCommand>> {
        Some(self.envelope.with(self.envelope.command.read()?))
    }

    /// Its place in the queue.
    #[must_use]
    pub const fn seq(&self) -> u64 {
        self.envelope.seq
    }

    /// Whether the server has not answered yet.
    #[must_use]
    pub const fn is_waiting(&self) -> bool {
        matches!(self.status, Status::Waiting)
    }
}

/// A command that the server did not accept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refused {
    /// The command, whole, so that it can be mended and sent again.
    pub envelope: Envelope<Written>,
    /// Under whose session it was made.
    pub account: Account,
    /// Why.
    pub reason: Reason,
    /// When the answer came, by the device's clock.
    pub at: DateTime<Utc>,
}

impl Refused {
    /// The command's id.
    #[must_use]
    pub const fn id(&self) -> CommandId {
        self.envelope.id
    }

    /// The thing it was for; none when this build does not know the kind.
    #[must_use]
    pub fn target(&self) -> Option<Target> {
        let kind = self.envelope.command.kind().to_owned();
        Thing { id: self.envelope.target, kind: kind.into() }.target()
    }
}

/// A row of the queue or the inbox that this version cannot read: a newer one wrote it. It stays as it is, is counted and can be taken
/// along, until a version comes that reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unreadable {
    /// Under whose session it was made, if at least that can be read.
    pub account: Option<Account>,
    /// All of it.
    pub text: String,
}

impl Unreadable {
    /// A row with this text.
    #[must_use]
    pub fn of(text: String) -> Self {
        #[derive(Deserialize)]
        struct Owned {
            account: Account,
        }
        let account = weft::json::read::<Owned>(&text).ok().map(|owned| owned.account);
        Self { account, text }
    }

    /// Whether to show it to this account: all but what is certainly another's.
    #[must_use]
    pub fn may_be_of(&self, account: Account) -> bool {
        self.account.is_none_or(|maker| maker == account)
    }
}

/// Why the server did not accept a command.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The thing refuses.
    Refused(AnyRefusal),
    /// The actor may not.
    Forbidden(Permission),
    /// The command itself is at fault.
    Malformed(Fault),
    /// An earlier command on the same thing was not accepted.
    Dependent(CommandId),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_that_cannot_be_read_is_hidden_only_from_those_whom_it_certainly_does_not_concern() {
        let (one, another) = (Account::Person(PersonId::named("one")), Account::Person(PersonId::named("another")));
        let owned = serde_json::json!({ "account": one, "envelope": { "command": "of a later version" } });
        let row = Unreadable::of(owned.to_string());
        assert!(row.may_be_of(one) && !row.may_be_of(another) && !row.may_be_of(Account::Anonymous));
        let torn = Unreadable::of("{".to_owned());
        assert!(torn.may_be_of(one) && torn.may_be_of(Account::Anonymous));
        assert_eq!(torn.text, "{");
    }
}
