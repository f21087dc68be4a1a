//! What a device shows: the server's rows with its own unsent commands on top.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use crate::actor::Actor;
use crate::aggregate::{Context, Rejection};
use crate::id::CommandId;
use crate::judge::rules_for;
use crate::kinds::rulebook::RulebookDoc;
use crate::org::Directory;
use crate::registry::{AnyCommand, AnyRefusal, AnyState, Target};
use crate::rules::{Prover, Rulebook};
use crate::wire::Envelope;

/// What pending commands are replayed with. Each is judged at the time it was issued.
#[derive(Clone, Copy)]
pub struct Basis<'a> {
    /// Who made the commands.
    pub actor: &'a Actor,
    /// The rulebook in force.
    pub rules: &'a Rulebook,
    /// The rulebooks known, of which an older one may still judge what was made under it.
    pub books: &'a [RulebookDoc],
    /// The day on which the server would judge.
    pub today: NaiveDate,
    /// The unit tree.
    pub org: &'a Directory,
    /// Who proves a rulebook, see [`Context`].
    pub prove: Prover,
}

/// A pending command that no longer applies to what the server has said since.
#[derive(Clone, Debug, PartialEq)]
pub struct Stale {
    /// Which.
    pub id: CommandId,
    /// Why; none when the thing is of another kind.
    pub rejection: Option<Rejection<AnyRefusal>>,
}

/// The states touched by pending commands, as they will be once the server has accepted them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overlay {
    /// By thing.
    pub states: BTreeMap<Target, AnyState>,
    /// Commands that do not apply. They stay in the queue: only the server's receipt decides.
    pub stale: Vec<Stale>,
}

/// Replays pending commands, in queue order, over the confirmed states.
#[must_use]
pub fn rebase<'s, 'e>(
    confirmed: impl Fn(Target) -> Option<&'s AnyState>,
    pending: impl IntoIterator<Item = Envelope<&'e AnyCommand>>,
    basis: &Basis<'_>,
) -> Overlay {
    let mut overlay = Overlay::default();
    for envelope in pending {
        let target = envelope.target();
        let before = overlay.states.get(&target).or_else(|| confirmed(target)).cloned();
        match step(before, &envelope, envelope.issued_at, basis) {
            Ok(Some(after)) => {
                overlay.states.insert(target, after);
            }
            Ok(None) => {}
            Err(rejection) => overlay.stale.push(Stale { id: envelope.id, rejection }),
        }
    }
    overlay
}

/// The state after one command, executed as the server would.
///
/// # Errors
/// The rejection, or none when the thing is of another kind.
pub fn step(
    before: Option<AnyState>,
    envelope: &Envelope<&AnyCommand>,
    now: DateTime<Utc>,
    basis: &Basis<'_>,
) -> Result<Option<AnyState>, Option<Rejection<AnyRefusal>>> {
    let rules = rules_for(basis.books, envelope, basis.today).unwrap_or(basis.rules);
    let cx = Context { actor: basis.actor, now, rules, org: basis.org, prove: basis.prove };
    let events = envelope.command.execute(envelope.target, before.as_ref(), &cx).map_err(|_| None)?.map_err(Some)?;
    Ok(events.iter().fold(before, |state, event| event.apply(envelope.target, state, basis.actor.person, now)))
}
