//! What one window does with what the device holds: on the disk first, then in memory, and again when another window was first.

pub mod account;
pub mod issue;
pub mod regain;

use std::rc::Rc;

use weft::registry::Thing;

use crate::replica::Told;
use crate::sync::tabs::Note;

use super::StorageError;
use super::holding::{Holding, Rows, Touched, Write};
use super::host::{Disk, Host, Memory};

/// Most times a change is planned again because another window was first.
const OVERTAKEN_MAX: u32 = 5;

/// Writes a batch to the disk and then to memory. When another window was first, everything is read again and the batch must be
/// planned anew.
///
/// # Errors
/// [`StorageError::Overtaken`] then.
pub async fn commit<H: Host>(host: &H, writes: Vec<Write>) -> Result<(), StorageError> {
    if writes.is_empty() {
        return Ok(());
    }
    let memory = host.memory();
    if let Some(disk) = host.disk() {
        let head = memory.holding.borrow().replica.head.clone();
        match disk.commit(&head, &writes).await {
            Ok(()) => {}
            Err(StorageError::Overtaken) => {
                read_again(host, None).await;
                return Err(StorageError::Overtaken);
            }
            // What came from the server is there again; what is unsent stays in memory.
            Err(error) => host.keeps_no_more(error),
        }
    }
    let (before, from) = (memory.holding.borrow().account(), written(memory));
    let touched = memory.holding.borrow_mut().apply(writes);
    let to = written(memory);
    if memory.followed.get() == from {
        memory.followed.set(to);
    }
    host.changed(before, &touched);
    let rows = match touched.rows {
        Rows::Some(rows) if !touched.session => Some(rows),
        _ => None,
    };
    host.tell(&Note::Changed { rows, from, to });
    Ok(())
}

/// Commits what `plan` makes of the holding, planning again when another window was first. Says whether there was anything to do.
pub async fn settle<H: Host>(host: &H, plan: impl Fn(&Holding) -> Vec<Write>) -> bool {
    let mut any = false;
    for _ in 0..OVERTAKEN_MAX {
        let writes = plan(&host.memory().holding.borrow());
        any |= !writes.is_empty();
        if commit(host, writes).await != Err(StorageError::Overtaken) {
            break;
        }
    }
    any
}

/// Does what another window says.
pub async fn hear<H: Host>(host: &H, note: Note) {
    let memory = host.memory();
    match note {
        Note::Changed { rows, from, to } => {
            let followed = memory.followed.get();
            memory.followed.set(followed.max(to));
            read_again(host, rows.filter(|_| from <= followed)).await;
        }
        Note::Awake => memory.awake.ring(),
        Note::Wake | Note::Ask if host.exchanges() => {
            host.tell(&Note::Awake);
            if note == Note::Ask {
                memory.begin_again();
            }
            memory.bell.ring();
        }
        Note::Wake | Note::Ask => {}
    }
}

/// Exchanges for all windows from now on.
pub async fn lead<H: Host>(host: &H) {
    host.memory().leads.set(true);
    look_again(host).await;
    host.ask_again();
}

/// Reads the queue once more, and the rows if they were written to unheard, and has the other windows compare: one that was closed right
/// after it had written may not have said so.
pub async fn look_again<H: Host>(host: &H) {
    read_again(host, Some(Vec::new())).await;
    let memory = host.memory();
    if written(memory) > memory.followed.get() {
        read_again(host, None).await;
    }
    tell_queued(host);
}

/// Tells the other windows that the queue may have changed, and how often the rows have.
fn tell_queued<H: Host>(host: &H) {
    let written = written(host.memory());
    host.tell(&Note::Changed { rows: Some(Vec::new()), from: written, to: written });
}

/// Reads everything once more: a window that stood still may not have heard what others wrote in the meantime.
pub async fn catch_up<H: Host>(host: &H) {
    read_again(host, None).await;
}

/// Reads what another window has written.
async fn read_again<H: Host>(host: &H, rows: Option<Vec<Thing>>) {
    let Some(disk) = host.disk() else {
        return;
    };
    let memory = host.memory();
    let generation = memory.holding.borrow().replica.head.shown.generation;
    let some = rows.as_deref().map(|rows| (generation, rows));
    let loaded = match disk.load(host.fresh(), some).await {
        Ok(loaded) => loaded,
        Err(error) => return host.keeps_no_more(error),
    };
    let touched = match (rows, &loaded.rows) {
        (Some(rows), Some(_)) => Rows::Some(rows),
        _ => Rows::All,
    };
    if loaded.rows.is_none() {
        memory.followed.set(memory.followed.get().max(loaded.holding.replica.head.written));
    }
    let before = memory.holding.borrow().account();
    let session =
        take_over(&mut memory.holding.borrow_mut(), loaded.holding, &touched, loaded.rows.unwrap_or_default());
    host.hold_photos(loaded.photos);
    host.changed(before, &Touched { session, queue: true, rows: touched });
    memory.bell.ring();
}

/// Puts what was read in place of what is held, but for what only this window holds. Says whether the session is another.
fn take_over(holding: &mut Holding, mut read: Holding, touched: &Rows, changed: Vec<Rc<Told>>) -> bool {
    let unkept = std::mem::take(&mut holding.queue).into_iter().filter(|(_, row)| !row.kept);
    read.queue.extend(unkept);
    if let Rows::Some(rows) = touched {
        read.replica.rows = std::mem::take(&mut holding.replica.rows);
        read.replica.growing = std::mem::take(&mut holding.replica.growing);
        for thing in rows {
            read.replica.rows.remove(thing);
        }
        read.replica.rows.extend(changed.into_iter().map(|row| (row.thing.clone(), row)));
    }
    let switched = holding.identity.actor != read.identity.actor || holding.identity.name != read.identity.name;
    *holding = read;
    switched
}

fn written(memory: &Memory) -> u64 {
    memory.holding.borrow().replica.head.written
}
