//! What to send, and what an answer does to the queue: pure, so that the simulation runs the same code as the browser.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use weft::id::{CommandId, PhotoHash};
use weft::registry::{AnyCommand, Target};
use weft::wire::{Envelope, Fault, Outcome, PUSH_COMMANDS_MAX, Receipt};

use super::{Account, Queued, Reason, Refused, Status, Written};

/// The queue, by `seq`.
pub type Queue = BTreeMap<u64, Queued>;

/// Where the bytes of a photo of this device are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhotoState {
    /// Here only.
    Local,
    /// Here, and the server has confirmed its copy.
    Uploaded,
}

/// The photos held on this device.
pub type Photos = BTreeMap<PhotoHash, PhotoState>;

/// The next commands to push for this account, in queue order, at most `max`.
#[must_use]
pub fn next_push(queue: &Queue, account: Account, max: usize) -> Vec<Envelope<Written>> {
    waiting(queue, account).take(max.min(PUSH_COMMANDS_MAX)).map(|queued| queued.envelope.clone()).collect()
}

/// The commands that come after these answered ones, at most `max`. None unless all of those were accepted, since what comes after may
/// depend on them.
#[must_use]
pub fn next_push_after(queue: &Queue, account: Account, receipts: &[Receipt], max: usize) -> Vec<Envelope<Written>> {
    let accepted = |receipt: &&Receipt| matches!(receipt.outcome, Outcome::Accepted { .. });
    let accepted: BTreeSet<CommandId> = receipts.iter().filter(accepted).map(|receipt| receipt.id).collect();
    let mut waiting = waiting(queue, account);
    let are_first = waiting.by_ref().take(receipts.len()).all(|queued| accepted.contains(&queued.envelope.id));
    let after = waiting.take(max.min(PUSH_COMMANDS_MAX)).map(|queued| queued.envelope.clone());
    if are_first { after.collect() } else { Vec::new() }
}

/// How many commands of this account have no answer yet.
#[must_use]
pub fn unsent(queue: &Queue, account: Account) -> usize {
    waiting(queue, account).count()
}

/// How many unanswered commands of other accounts this device keeps until those people sign in again.
#[must_use]
pub fn unsent_of_others(queue: &Queue, account: Account) -> usize {
    queue.values().filter(|queued| queued.is_waiting() && queued.account != account).count()
}

/// The first photo that must be uploaded before the next push can be accepted.
#[must_use]
pub fn next_upload(queue: &Queue, account: Account, photos: &Photos, given_up: &[PhotoHash]) -> Option<PhotoHash> {
    waiting(queue, account)
        .flat_map(|queued| queued.envelope.command.photos_among(photos))
        .find(|hash| photos.get(hash) == Some(&PhotoState::Local) && !given_up.contains(hash))
}

/// Photos of this device that no waiting or refused command needs any more, now that `gone` left the queue.
#[must_use]
pub fn photos_to_drop(queue: &Queue, inbox: &[&Refused], photos: &Photos, gone: &[u64]) -> Vec<PhotoHash> {
    if photos.is_empty() {
        return Vec::new();
    }
    let rest = queue.iter().filter(|(seq, _)| !gone.contains(seq)).map(|(_, queued)| &queued.envelope);
    let rest = rest.chain(inbox.iter().map(|refused| &refused.envelope));
    let needed: BTreeSet<PhotoHash> = rest.flat_map(|envelope| envelope.command.photos_among(photos)).collect();
    gone.iter()
        .filter_map(|seq| queue.get(seq))
        .flat_map(|queued| queued.envelope.command.photos_among(photos))
        .filter(|hash| !needed.contains(hash))
        .collect()
}

/// What a receipt does to a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Settlement {
    /// Accepted: the row stays, shown, until the replica has the server's state.
    Delivered(Queued),
    /// Not accepted: the row moves to the inbox.
    Refused(Refused),
    /// The server lacks its photos although it once confirmed them: they go up once more.
    PhotosAgain(Queued),
}

/// What these receipts do, row by row. A receipt for a command that is not waiting changes nothing; a waiting command
/// without a receipt goes on waiting, and so does one that only depends on a command whose photos go up again.
#[must_use]
pub fn settle(queue: &Queue, photos: &Photos, receipts: &[Receipt], at: DateTime<Utc>) -> Vec<(u64, Settlement)> {
    let by_id: BTreeMap<_, _> = queue
        .iter()
        .filter(|(_, queued)| queued.is_waiting())
        .map(|(seq, queued)| (queued.envelope.id, *seq))
        .collect();
    let mut held_back = Vec::new();
    let mut settled = Vec::new();
    for receipt in receipts {
        let Some((seq, queued)) = by_id.get(&receipt.id).and_then(|seq| Some((*seq, queue.get(seq)?))) else {
            continue;
        };
        if matches!(&receipt.outcome, Outcome::Dependent { on } if held_back.contains(on)) {
            held_back.push(receipt.id);
            continue;
        }
        let settlement = settle_one(queued.clone(), photos, &receipt.outcome, at);
        if matches!(settlement, Settlement::PhotosAgain(_)) {
            held_back.push(receipt.id);
        }
        settled.push((seq, settlement));
    }
    settled
}

fn settle_one(queued: Queued, photos: &Photos, outcome: &Outcome, at: DateTime<Utc>) -> Settlement {
    let reason = match outcome {
        Outcome::Accepted { version, .. } => {
            return Settlement::Delivered(Queued { status: Status::Delivered { version: *version }, ..queued });
        }
        Outcome::Refused { reason } => Reason::Refused(reason.clone()),
        Outcome::Forbidden { permission } => Reason::Forbidden(*permission),
        Outcome::Malformed { fault } => Reason::Malformed(*fault),
        Outcome::Dependent { on } => Reason::Dependent(*on),
    };
    let here = !queued.envelope.command.photos_among(photos).is_empty();
    if reason == Reason::Malformed(Fault::PhotoMissing) && here && !queued.photos_again {
        return Settlement::PhotosAgain(Queued { photos_again: true, ..queued });
    }
    Settlement::Refused(Refused { envelope: queued.envelope, account: queued.account, reason, at })
}

/// The commands to show over the confirmed states: those of this account whose effect the replica does not hold yet, and which this
/// build can read.
pub fn overlay(
    queue: &Queue,
    account: Account,
    version: impl Fn(Target) -> Option<u64>,
) -> impl Iterator<Item = Envelope<&AnyCommand>> {
    queue.values().filter(move |queued| queued.account == account).filter_map(move |queued| {
        let envelope = queued.read()?;
        let is_shown = match queued.status {
            Status::Waiting => true,
            Status::Delivered { version: after } => {
                version(envelope.target()).is_none_or(|confirmed| confirmed < after)
            }
        };
        is_shown.then_some(envelope)
    })
}

/// The rows that were delivered by now: a complete pull that starts after this brings whatever of them this reader may see.
#[must_use]
pub fn delivered(queue: &Queue) -> Vec<u64> {
    queue.iter().filter(|(_, queued)| !queued.is_waiting()).map(|(seq, _)| *seq).collect()
}

fn waiting(queue: &Queue, account: Account) -> impl Iterator<Item = &Queued> {
    queue.values().filter(move |queued| queued.is_waiting() && queued.account == account)
}

#[cfg(test)]
mod tests;
