//! Taking up a disk again that this window had lost.

use std::collections::BTreeSet;
use std::rc::Rc;

use weft::id::{CommandId, DeviceId};

use crate::data::StorageError;
use crate::data::holding::{Holding, Rows, Touched, Write};
use crate::data::host::{Disk, Fresh, Host, Loaded};
use crate::outbox::plan::Settlement;
use crate::outbox::{Queued, Refused};
use crate::replica::{Head, Replica, RowWrite};
use crate::sync::tabs::Note;

use super::issue::next_unkept;
use super::{take_over, written};

/// Takes up a disk again: what is kept there counts, and what only this window holds is kept there again. A new database gets all
/// that this window holds, the replica included. Begun again when it fails in the middle: what was written by then is found.
///
/// # Errors
/// See [`StorageError`]; the window goes on in memory then.
pub async fn regain<H: Host>(host: &H, disk: &H::Disk) -> Result<(), StorageError> {
    let memory = host.memory();
    let fresh = {
        let holding = memory.holding.borrow();
        Fresh { device: holding.device, person: holding.identity.actor.person }
    };
    let Loaded { holding: found, photos, .. } = disk.load(fresh, None).await?;
    let before = memory.holding.borrow().account();
    let refused = only_here(&mut memory.holding.borrow_mut(), &found);
    if is_new(&found) {
        let writes = whole(&memory.holding.borrow());
        disk.commit(&Head::default(), &writes).await?;
        let mut holding = memory.holding.borrow_mut();
        holding.device = found.device;
        holding.queue.extend(found.queue);
        holding.inbox.extend(found.inbox);
    } else {
        take_over(&mut memory.holding.borrow_mut(), found, &Rows::All, Vec::new());
        memory.holding.borrow_mut().inbox.extend(refused.iter().map(|refused| (refused.id(), refused.clone())));
    }
    host.hold_photos(photos);
    loop {
        let Some(mut row) = first_unkept(&memory.holding.borrow(), fresh.device) else { break };
        let place = row.seq();
        disk.enqueue(&mut row, None).await?;
        let mut holding = memory.holding.borrow_mut();
        // It may have been answered meanwhile.
        let mut now = holding.queue.remove(&place).unwrap_or_else(|| row.clone());
        (now.envelope.device, now.envelope.seq, now.kept) = (row.envelope.device, row.envelope.seq, true);
        holding.enqueue(now);
    }
    for refused in refused {
        let mut row = Queued::again(refused.envelope.clone(), refused.account);
        disk.enqueue(&mut row, None).await?;
        let settled = Write::Settle(row.seq(), Settlement::Refused(refused));
        disk.commit(&Head::default(), &[settled]).await?;
    }
    let touched = Touched { session: true, queue: true, rows: Rows::All };
    host.changed(before, &touched);
    memory.followed.set(written(memory));
    host.tell(&Note::Changed { rows: None, from: 0, to: written(memory) });
    Ok(())
}

/// Gives every command that the disk has not a place among those that no disk holds, and names the refused ones.
fn only_here(holding: &mut Holding, found: &Holding) -> Vec<Refused> {
    let queued = found.queue.values().map(|row| row.envelope.id);
    let known: BTreeSet<CommandId> = queued.chain(found.inbox.keys().copied()).collect();
    let missing: Vec<_> = holding.queue.extract_if(.., |_, row| !known.contains(&row.envelope.id)).collect();
    for (_, mut row) in missing {
        (row.envelope.seq, row.kept) = (next_unkept(holding), false);
        holding.enqueue(row);
    }
    holding.inbox.values().filter(|refused| !known.contains(&refused.id())).cloned().collect()
}

/// Whether the database has been made since: by this window, or by another or the service worker, which never reached the server.
fn is_new(found: &Holding) -> bool {
    found.replica == Replica::default() && !found.identity.known && found.identity.name.is_none()
}

/// All but the queue, the inbox and the photos.
fn whole(holding: &Holding) -> Vec<Write> {
    let head = &holding.replica.head;
    let growing = head.growing.as_ref().map(|copy| (copy.generation, &holding.replica.growing));
    let copies = [(head.shown.generation, &holding.replica.rows)].into_iter().chain(growing);
    let rows = copies.flat_map(|(generation, rows)| {
        rows.values().map(move |row| Write::Replica(RowWrite::Put(generation, Rc::clone(row))))
    });
    let about = [
        Write::Identity(holding.identity.clone()),
        Write::SignOutOwed(holding.sign_out_owed),
        Write::Replica(RowWrite::Head(head.clone())),
    ];
    rows.chain(about).collect()
}

/// The first command that no disk holds. Whoever made the database anew may have given the device another id than it `was`.
fn first_unkept(holding: &Holding, was: DeviceId) -> Option<Queued> {
    let mut row = holding.queue.values().find(|row| !row.kept)?.clone();
    if row.envelope.device == was {
        row.envelope.device = holding.device;
    }
    Some(row)
}
