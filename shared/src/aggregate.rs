//! The kernel: what a kind of thing is, and the one door through which anything changes.

use std::fmt::Debug;

use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::actor::{Actor, Permission, Scope};
use crate::id::{PersonId, PhotoHash, UnitId};
use crate::org::Directory;
use crate::rules::{Prover, Rulebook};
use crate::secret::SecretVisitor;

/// What a decision may look at beside the state: nothing else, no clock, no randomness, no I/O.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// Who acts.
    pub actor: &'a Actor,
    /// When, by the clock of whoever executes.
    pub now: DateTime<Utc>,
    /// The rulebook in force.
    pub rules: &'a Rulebook,
    /// The unit tree.
    pub org: &'a Directory,
    /// Who proves a rulebook before it is published: the server and the staff's bundle do, residents do not carry the proof.
    pub prove: Prover,
}

/// Where a thing is listed: decides who pulls it and which lists show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScopeKey {
    /// For everyone, signed in or not.
    Public,
    /// For those with a role at this unit or above it: a thing lists its whole path.
    Unit(UnitId),
    /// For this person.
    Person(PersonId),
}

/// A kind of thing: ticket, unit, rulebook, …
pub trait Aggregate: Clone + Debug + PartialEq + Serialize + DeserializeOwned + Sized {
    /// The kind's name on the wire and in the store.
    const KIND: &'static str;
    /// The kind's id.
    type Id: Copy + Eq + From<Uuid> + Into<Uuid>;
    /// An intent, in the imperative. Lives for ever: versioned by adding.
    type Command: Clone + Debug + PartialEq + Serialize + DeserializeOwned;
    /// A fact, in the past tense. Lives for ever: versioned by adding.
    type Event: Clone + Debug + PartialEq + Serialize + DeserializeOwned;
    /// Why not: data, not sentences.
    type Refusal: Clone + Debug + PartialEq + Serialize + DeserializeOwned;

    /// The permission this command needs, and where.
    fn authority(state: Option<&Self>, command: &Self::Command) -> (Permission, Scope);

    /// What follows from the command, or why nothing does. `id` is the thing's own.
    ///
    /// # Errors
    /// The kind's refusal.
    fn decide(
        id: Self::Id,
        state: Option<&Self>,
        command: &Self::Command,
        cx: &Context<'_>,
    ) -> Result<Vec<Self::Event>, Self::Refusal>;

    /// The state after an event. Total: an event that does not fit leaves the state as it is. Never consults rules or units.
    fn apply(state: Option<Self>, id: Self::Id, event: &Self::Event, by: PersonId, at: DateTime<Utc>) -> Option<Self>;

    /// What this reader may see: `None`, or the state with the secrets it may not see withheld.
    fn view(self, reader: &Actor, now: DateTime<Utc>) -> Option<Self>;

    /// Whether this is refused because there is no such thing: a device that does not hold it cannot tell.
    fn is_absence(_why: &Self::Refusal) -> bool {
        false
    }

    /// Where it is listed.
    fn scopes(&self) -> Vec<ScopeKey>;

    /// Whether devices should hold it; others find it by query.
    fn is_live(&self) -> bool {
        true
    }

    /// What time itself will ask of it, and when.
    fn due(&self) -> Option<(DateTime<Utc>, Self::Command)> {
        None
    }

    /// Shows every secret of an event, always in the same order.
    fn event_secrets(_event: &mut Self::Event, _visit: &mut SecretVisitor<'_>) {}

    /// Shows every secret of a state, always in the same order.
    fn state_secrets(&mut self, _visit: &mut SecretVisitor<'_>) {}

    /// The photos that must be stored before this command is carried out.
    fn command_photos(_command: &Self::Command) -> &[PhotoHash] {
        &[]
    }

    /// The photos it shows: who may see the state may see them.
    fn photos(&self) -> Vec<PhotoHash> {
        Vec::new()
    }
}

/// Why a command was not carried out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Rejection<R> {
    /// The actor may not.
    #[error("not permitted: {permission:?}")]
    Forbidden {
        /// What was missing.
        permission: Permission,
    },
    /// The thing refuses, with its reason.
    #[error("refused: {0:?}")]
    Refused(R),
}

/// The only door, used unchanged by app and server: authority, then decide.
///
/// # Errors
/// [`Rejection::Forbidden`] when the actor may not, [`Rejection::Refused`] with the kind's reason.
pub fn execute<A: Aggregate>(
    id: A::Id,
    state: Option<&A>,
    command: &A::Command,
    cx: &Context<'_>,
) -> Result<Vec<A::Event>, Rejection<A::Refusal>> {
    let (permission, scope) = A::authority(state, command);
    if !cx.actor.may(permission, &scope, cx.org) {
        return Err(Rejection::Forbidden { permission });
    }
    A::decide(id, state, command, cx).map_err(Rejection::Refused)
}

/// The state after all these events.
pub fn fold<'e, A: Aggregate>(
    state: Option<A>,
    id: A::Id,
    events: impl IntoIterator<Item = &'e A::Event>,
    by: PersonId,
    at: DateTime<Utc>,
) -> Option<A>
where
    A::Event: 'e,
{
    events.into_iter().fold(state, |state, event| A::apply(state, id, event, by, at))
}
