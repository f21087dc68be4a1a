//! What travels between device and server. Old forms stay readable: see `shared/tests/wire_golden.rs`.

use std::borrow::Borrow;

use chrono::{DateTime, Utc};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;
use serde_json::{Error, Value};
use uuid::Uuid;

use crate::actor::{Actor, Permission};
use crate::id::{CommandId, DeviceId, PersonId};
use crate::json;
use crate::registry::{AnyCommand, AnyEvent, AnyRefusal, AnyState, Kind, Target, Thing};

/// Most commands in one push.
pub const PUSH_COMMANDS_MAX: usize = 200;
/// Most rows in one answer to a pull.
pub const PULL_ROWS_MAX: usize = 500;

/// The field that marks what passes between the app's own pages and the server: every request, which no form of another site can make,
/// and every answer, which nothing in between gives (a hotel's sign-in page answers 200 to everything).
pub const OWN: &str = "x-weft";

/// A command on its way. Never carries the actor: the server takes that from the session. `C` is the command, or what a device has of it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Envelope<C = AnyCommand> {
    /// Names the command for ever: the same id with another body is refused.
    pub id: CommandId,
    /// Who holds the queue.
    pub device: DeviceId,
    /// Position in that queue.
    pub seq: u64,
    /// The device's clock: a claim, never used for order.
    pub issued_at: DateTime<Utc>,
    /// The rulebook version the device decided by.
    pub rules_version: u32,
    /// Which thing.
    pub target: Uuid,
    /// What to do with it.
    pub command: C,
}

impl<C> Envelope<C> {
    /// The same around a reference.
    #[must_use]
    pub fn as_ref(&self) -> Envelope<&C> {
        self.with(&self.command)
    }

    /// The same around another command.
    #[must_use]
    pub fn with<D>(&self, command: D) -> Envelope<D> {
        let Self { id, device, seq, issued_at, rules_version, target, .. } = *self;
        Envelope { id, device, seq, issued_at, rules_version, target, command }
    }
}

impl<C: Borrow<AnyCommand>> Envelope<C> {
    /// The thing it is for.
    #[must_use]
    pub fn target(&self) -> Target {
        Target { kind: self.command.borrow().kind(), id: self.target }
    }
}

/// An event as the server keeps it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recorded {
    /// Place in the county's log, from 1, without holes.
    pub position: u64,
    /// The thing.
    pub target: Target,
    /// The thing's own count, from 1.
    pub version: u64,
    /// The server's clock.
    pub at: DateTime<Utc>,
    /// Who.
    pub by: PersonId,
    /// The command it came from.
    pub cause: CommandId,
    /// What happened, secrets sealed.
    pub event: AnyEvent,
}

/// `POST /api/push`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PushRequest<C = AnyCommand> {
    /// Who holds the queue.
    pub device: DeviceId,
    /// At most [`PUSH_COMMANDS_MAX`], in queue order.
    pub commands: Vec<Envelope<C>>,
}

/// The answer to a push: one receipt for each command, in order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PushResponse {
    /// In the order of the commands.
    pub receipts: Vec<Receipt>,
}

/// What became of a command. Sent only once that is durable.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Receipt {
    /// The command.
    pub id: CommandId,
    /// What became of it.
    pub outcome: Outcome,
    /// Whether the server had already answered this command before.
    #[serde(default)]
    pub duplicate: bool,
    /// Present when other rules judged it than those the device had.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub judged: Option<Judged>,
}

/// A command was judged by other rules than those its maker had before them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    /// The version on the device.
    pub made_under: u32,
    /// The version that judged.
    pub by: u32,
    /// What came out differently. Empty when nothing did, or when the old version is not known any more.
    pub differs: Vec<Differs>,
}

/// What came out differently under other rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Differs {
    /// It was refused.
    Refused,
    /// Somebody else answers.
    Answerer,
    /// Other limits.
    Limits,
    /// Other departments take part.
    Departments,
    /// Something else.
    Other,
}

/// What became of a command.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// Applied and durable.
    Accepted {
        /// Place of its last event in the log.
        position: u64,
        /// The thing's version after it.
        version: u64,
    },
    /// The thing refused it.
    Refused {
        /// Why.
        reason: AnyRefusal,
    },
    /// The actor may not.
    Forbidden {
        /// What was missing.
        permission: Permission,
    },
    /// It could not be read, or the id was used for another body.
    Malformed {
        /// Which.
        fault: Fault,
    },
    /// An earlier command on the same thing in this push was not accepted.
    Dependent {
        /// That command.
        on: CommandId,
    },
}

impl Outcome {
    /// Whether it was applied.
    #[must_use]
    pub const fn is_accepted(&self) -> bool {
        matches!(self, Self::Accepted { .. })
    }
}

/// What is wrong with a command itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// The JSON is not a command this server knows.
    Unreadable,
    /// The id was used before with another body.
    IdReused,
    /// It names another device than the push does.
    OtherDevice,
    /// The target exists and is of another kind.
    OtherKind,
    /// A photo it refers to has not been uploaded.
    PhotoMissing,
}

/// One row of a pull: the state as this reader may see it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// The thing's id.
    pub id: Uuid,
    /// The thing's own count.
    pub version: u64,
    /// Its place in the log.
    pub position: u64,
    /// The state.
    #[serde(flatten)]
    pub state: AnyState,
}

impl Row {
    /// The thing.
    #[must_use]
    pub const fn target(&self) -> Target {
        Target { kind: self.state.kind(), id: self.id }
    }
}

impl<'de> Deserialize<'de> for Row {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Parts::of(value).and_then(Parts::read).map_err(D::Error::custom)
    }
}

/// A row whose state is not read yet: it may be of a kind that this build does not know.
#[derive(Clone, Debug, PartialEq)]
pub struct Parts {
    /// The thing.
    pub thing: Thing,
    /// The thing's own count.
    pub version: u64,
    /// Its place in the log.
    pub position: u64,
    /// The state.
    pub state: Value,
}

impl Parts {
    /// The parts of a row.
    ///
    /// # Errors
    /// In what it is no row.
    pub fn of(row: Value) -> Result<Self, Error> {
        let Value::Object(mut row) = row else {
            return Err(Error::custom("a row is an object"));
        };
        let mut take = |name| row.remove(name).unwrap_or_default();
        let thing = Thing { id: json::from_value(take("id"))?, kind: json::from_value::<String>(take("kind"))?.into() };
        let (version, position) = (json::from_value(take("version"))?, json::from_value(take("position"))?);
        Ok(Self { thing, version, position, state: take("state") })
    }

    /// The row.
    ///
    /// # Errors
    /// Why this build cannot read the state.
    pub fn read(self) -> Result<Row, Error> {
        let Self { thing, version, position, state } = self;
        let kind = Kind::named(&thing.kind).ok_or_else(|| Error::custom("of a kind that is not known here"))?;
        Ok(Row { id: thing.id, version, position, state: AnyState::read(kind, state)? })
    }
}

/// `GET /api/pull?cursor=…`: what changed since for this reader.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PullResponse {
    /// Changed or new rows, oldest change first.
    pub rows: Vec<Row>,
    /// Things that left the reader's scope.
    pub removed: Vec<Target>,
    /// Where to go on.
    pub cursor: String,
    /// Whether to ask again at once.
    pub more: bool,
    /// Whether the reader's roles changed: start again from an empty cursor, beside the old replica.
    pub rebuild: bool,
    /// For whom this was made: [`Actor::mark`]. A device that takes itself for somebody else asks for its session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reader: Option<Uuid>,
}

/// The same as a device reads it: each row stays as the server wrote it.
#[derive(Debug, Deserialize)]
pub struct PullText<'a> {
    /// See [`PullResponse::rows`].
    #[serde(borrow)]
    pub rows: Vec<&'a RawValue>,
    /// See [`PullResponse::removed`].
    pub removed: Vec<Thing>,
    /// See [`PullResponse::cursor`].
    pub cursor: String,
    /// See [`PullResponse::more`].
    pub more: bool,
    /// See [`PullResponse::rebuild`].
    pub rebuild: bool,
    /// See [`PullResponse::reader`].
    #[serde(default)]
    pub reader: Option<Uuid>,
}

/// `GET /api/session`: who the server takes this browser for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SessionInfo {
    /// Who acts.
    pub actor: Actor,
    /// The account's display name; absent for an anonymous reporter.
    pub name: Option<String>,
    /// The server's clock.
    pub now: DateTime<Utc>,
    /// The county's name for the title bar.
    pub county: crate::text::Text,
}

/// One message of `GET /api/live`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Poke {
    /// The newest position in the log.
    pub position: u64,
}

/// RFC 9457 problem details.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// A stable relative reference such as `/problems/rate-limited`.
    #[serde(rename = "type")]
    pub kind: String,
    /// A short summary in English.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What to tell the user, in Chinese.
    pub detail_zh: String,
    /// What to tell the user, in English.
    pub detail: String,
}
