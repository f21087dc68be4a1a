//! Making commands: executed here first, then kept, then sent.

use uuid::Uuid;
use weft::aggregate::{Context, Rejection};
use weft::id::CommandId;
use weft::org::Directory;
use weft::registry::{AnyCommand, AnyRefusal, AnyState};
use weft::rules::{Prover, Rulebook};
use weft::wire::Envelope;

use crate::data::StorageError;
use crate::data::holding::{Holding, Touched};
use crate::data::host::{Disk, Host};
use crate::outbox::Queued;

/// Queue places of commands that no disk holds: far from those that one gives.
const UNKEPT_SEQ_MIN: u64 = 1 << 40;

/// Executes a command on the device and keeps it for sending. Returns once it is on the disk, or in memory if there is no disk.
///
/// # Errors
/// The rejection, when the device can already tell.
pub async fn issue<H: Host>(
    host: &H,
    target: Uuid,
    command: AnyCommand,
    mended: Option<CommandId>,
) -> Result<CommandId, Rejection<AnyRefusal>> {
    Ok(keep(host, host.judge(target, command)?, mended).await)
}

/// Keeps a command for sending; `mended` is the refused command that it replaces.
pub async fn keep<H: Host>(host: &H, mut queued: Queued, mended: Option<CommandId>) -> CommandId {
    let kept = match host.disk() {
        Some(disk) => keep_on(host, &*disk, &mut queued, mended).await,
        None => Err(StorageError::Unavailable),
    };
    let memory = host.memory();
    if let Err(error) = kept {
        host.keeps_no_more(error);
        queued.envelope.seq = next_unkept(&memory.holding.borrow());
        queued.kept = false;
    }
    let id = queued.envelope.id;
    let account = {
        let mut holding = memory.holding.borrow_mut();
        holding.enqueue(queued);
        if let Some(mended) = mended {
            holding.inbox.remove(&mended);
        }
        holding.account()
    };
    let touched = Touched { queue: true, ..Touched::default() };
    host.changed(account, &touched);
    super::tell_queued(host);
    id
}

/// The next place for a command that no disk holds.
#[must_use]
pub fn next_unkept(holding: &Holding) -> u64 {
    holding.queue.last_key_value().map_or(0, |(seq, _)| *seq).max(UNKEPT_SEQ_MIN) + 1
}

/// Writes a command to the disk. On a full one, the replica gives way: the server has it too.
async fn keep_on<H: Host>(
    host: &H,
    disk: &H::Disk,
    queued: &mut Queued,
    mended: Option<CommandId>,
) -> Result<(), StorageError> {
    let kept = disk.enqueue(queued, mended).await;
    if kept != Err(StorageError::Full) {
        return kept;
    }
    let head = host.memory().holding.borrow().replica.head.emptied();
    disk.make_room(&head).await?;
    {
        let replica = &mut host.memory().holding.borrow_mut().replica;
        replica.growing.clear();
        replica.head = head;
    }
    disk.enqueue(queued, mended).await
}

/// What a command is judged by.
#[derive(Clone, Copy, Debug)]
pub struct Bench<'a> {
    /// Whose device it is.
    pub holding: &'a Holding,
    /// The rulebook in force.
    pub rules: &'a Rulebook,
    /// The unit tree.
    pub org: &'a Directory,
    /// The thing as it is shown.
    pub state: Option<&'a AnyState>,
    /// Who proves a rulebook.
    pub prove: Prover,
}

/// The command, ready for the queue, if the device finds nothing against it. `now` is the county's time.
///
/// # Errors
/// What the device finds.
pub fn judged(
    bench: &Bench<'_>,
    target: Uuid,
    command: AnyCommand,
    id: CommandId,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<Queued, Rejection<AnyRefusal>> {
    let Bench { holding, rules, org, state, prove } = *bench;
    let cx = Context { actor: &holding.identity.actor, now, rules, org, prove };
    // Another kind cannot come up: the state was found under the command's own.
    if let Ok(result) = command.execute(target, state, &cx) {
        match result {
            // A device that does not hold it cannot tell: the server may.
            Err(Rejection::Refused(why)) if state.is_none() && why.is_absence() => {}
            other => _ = other?,
        }
    }
    let (device, rules_version) = (holding.device, rules.version);
    let envelope = Envelope { id, device, seq: 0, issued_at: now, rules_version, target, command };
    Ok(Queued::new(envelope, holding.account()))
}
