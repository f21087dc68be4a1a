//! The device's database: what is in [`Holding`](super::holding::Holding), one row for each thing.
//!
//! | store | key | value |
//! | --- | --- | --- |
//! | `outbox` | `seq` | [`Queued`] as JSON |
//! | `inbox` | command id | [`Refused`](crate::outbox::Refused) as JSON |
//! | `rows` | `generation/kind/id` | [`Row`](weft::wire::Row) as JSON, as the server wrote it |
//! | `meta` | name | JSON; `form` is which of these forms the replica is in |
//! | `photos` | hash | `{ blob, uploaded }` |

mod load;

use std::collections::BTreeSet;
use std::fmt::Display;

use js_sys::{Object, Reflect};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, IdbDatabase};
use weft::id::{CommandId, PhotoHash};
use weft::registry::{Kind, Thing};

use crate::outbox::Queued;
use crate::outbox::plan::{PhotoState, Settlement};
use crate::replica::{Head, RowWrite};

use super::holding::Write;
use super::host::{Disk, Fresh, Loaded};
use super::idb::{Connection, Migration, Mode, StorageError, Store, Work, beginning_with};

const OUTBOX: &str = "outbox";
const INBOX: &str = "inbox";
const ROWS: &str = "rows";
const META: &str = "meta";
const PHOTOS: &str = "photos";
const STORES: [&str; 5] = [OUTBOX, INBOX, ROWS, META, PHOTOS];

const DEVICE: &str = "device";
const SEQ: &str = "seq";
const IDENTITY: &str = "identity";
const HEAD: &str = "head";
const SIGN_OUT_OWED: &str = "sign_out_owed";
const FORM: &str = "form";

/// The form since which rows are kept as the server told them. In an earlier one they may lack what the version that wrote them did not
/// know, so that a new copy is begun beside them.
const ROWS_AS_TOLD: usize = 2;

/// Steps of the schema, oldest first. A released step is never changed: later forms are new steps, and what each released form wrote
/// is kept under `app/tests/forms`, from where the tests upgrade it.
pub const MIGRATIONS: &[Migration] = &[create_stores, keep_rows_as_told];

fn create_stores(database: &IdbDatabase) -> Result<(), JsValue> {
    STORES.iter().try_for_each(|name| database.create_object_store(name).map(|_| ()))
}

/// The stores stay as they are. From here on a version that would cut the rows to what it knows does not open the database any more.
fn keep_rows_as_told(_: &IdbDatabase) -> Result<(), JsValue> {
    Ok(())
}

/// The open database.
#[derive(Debug)]
pub struct Database(Connection);

impl Database {
    /// Opens the database of this name, or makes it. `on_closed` is called when it is closed from outside.
    ///
    /// # Errors
    /// See [`StorageError`].
    pub async fn open(name: &str, on_closed: impl Fn() + 'static) -> Result<Self, StorageError> {
        Self::open_by(name, MIGRATIONS, on_closed).await
    }

    /// The same by other steps than [`MIGRATIONS`].
    ///
    /// # Errors
    /// See [`StorageError`].
    pub async fn open_by(
        name: &str,
        migrations: &'static [Migration],
        on_closed: impl Fn() + 'static,
    ) -> Result<Self, StorageError> {
        Connection::open(name, migrations, on_closed).await.map(Self)
    }

    /// Closes it.
    pub fn close(&self) {
        self.0.close();
    }

    /// Keeps a photo's bytes.
    ///
    /// # Errors
    /// See [`StorageError`].
    pub async fn put_photo(&self, hash: PhotoHash, blob: &Blob) -> Result<(), StorageError> {
        let work = self.0.begin(&[PHOTOS], Mode::Strict)?;
        let result =
            photo_value(blob, PhotoState::Local).and_then(|value| work.store(PHOTOS)?.put(&text_key(hash), &value));
        work.end(result).await
    }
}

impl Disk for Database {
    type Photo = Blob;

    async fn load(&self, fresh: Fresh, some: Option<(u32, &[Thing])>) -> Result<Loaded<Blob>, StorageError> {
        let work = self.0.begin(&STORES, Mode::Write)?;
        let loaded = load::load(&work, fresh, some).await;
        work.end(loaded).await
    }

    async fn enqueue(&self, queued: &mut Queued, mended: Option<CommandId>) -> Result<(), StorageError> {
        let work = self.0.begin(&[META, OUTBOX, INBOX], Mode::Strict)?;
        let result = async {
            let meta = work.store(META)?;
            let last: u64 = meta.get(&SEQ.into()).await?.and_then(|value| read(&value)).unwrap_or(0);
            queued.envelope.seq = last + 1;
            meta.put(&SEQ.into(), &json(&queued.envelope.seq)?)?;
            work.store(OUTBOX)?.add(&seq_key(queued.envelope.seq), &json(queued)?)?;
            mended.map_or(Ok(()), |id| work.store(INBOX)?.delete(&text_key(id)))
        };
        let result = result.await;
        work.end(result).await
    }

    async fn make_room(&self, head: &Head) -> Result<(), StorageError> {
        let work = self.0.begin(&[META, ROWS], Mode::Write)?;
        let result = async {
            work.store(ROWS)?.delete(&beginning_with("")?)?;
            work.store(META)?.put(&HEAD.into(), &json(head)?)
        };
        let result = result.await;
        work.end(result).await
    }

    async fn commit(&self, head: &Head, writes: &[Write]) -> Result<(), StorageError> {
        // What the server has answered it answers again in the same way, should the device forget it.
        let again = |write: &Write| {
            matches!(write, Write::Replica(_) | Write::Settle(..) | Write::Leave(_) | Write::DropPhoto(_))
        };
        let mode = if writes.iter().all(again) { Mode::Write } else { Mode::Strict };
        let work = self.0.begin(&STORES, mode)?;
        let result = write_all(&work, head, writes).await;
        work.end(result).await
    }
}

async fn write_all(work: &Work, head: &Head, writes: &[Write]) -> Result<(), StorageError> {
    let meta = work.store(META)?;
    if writes.iter().any(|write| matches!(write, Write::Replica(_))) {
        let stands: Head = meta.get(&HEAD.into()).await?.and_then(|value| read(&value)).unwrap_or_default();
        if stands != *head {
            return Err(StorageError::Overtaken);
        }
    }
    let (outbox, inbox, photos) = (work.store(OUTBOX)?, work.store(INBOX)?, work.store(PHOTOS)?);
    let rows = work.store(ROWS)?;
    let queued = still_queued(&outbox, writes).await?;
    for write in writes {
        match write {
            Write::Identity(identity) => meta.put(&IDENTITY.into(), &json(identity)?)?,
            Write::SignOutOwed(owed) => meta.put(&SIGN_OUT_OWED.into(), &json(owed)?)?,
            Write::Settle(seq, settlement) if queued.contains(seq) => settle(&outbox, &inbox, *seq, settlement)?,
            Write::Settle(..) => {}
            Write::Leave(seq) => outbox.delete(&seq_key(*seq))?,
            Write::Dismiss(id) => inbox.delete(&text_key(*id))?,
            Write::Replica(RowWrite::Put(generation, row)) => {
                rows.put(&row_key(*generation, &row.thing), &row.text.as_str().into())?;
            }
            Write::Replica(RowWrite::Remove(generation, thing)) => rows.delete(&row_key(*generation, thing))?,
            Write::Replica(RowWrite::Drop(generation)) => {
                rows.delete(&beginning_with(&format!("{}/", generation_name(*generation)))?)?;
            }
            Write::Replica(RowWrite::Head(head)) => meta.put(&HEAD.into(), &json(head)?)?,
            Write::Photo(hash, state) => {
                if let Some(value) = photos.get(&text_key(*hash)).await? {
                    let blob = Reflect::get(&value, &"blob".into())?.dyn_into::<Blob>()?;
                    photos.put(&text_key(*hash), &photo_value(&blob, *state)?)?;
                }
            }
            Write::DropPhoto(hash) => photos.delete(&text_key(*hash))?,
        }
    }
    Ok(())
}

/// The rows of the queue, among those that these writes answer, that are still there: another window may have answered one, and the
/// person may have dismissed the refusal since. One question for all of them, since each takes its way through the browser.
async fn still_queued(outbox: &Store, writes: &[Write]) -> Result<BTreeSet<u64>, StorageError> {
    let answered = || {
        writes.iter().filter_map(|write| match write {
            Write::Settle(seq, _) => Some(*seq),
            _ => None,
        })
    };
    let (Some(first), Some(last)) = (answered().min(), answered().max()) else {
        return Ok(BTreeSet::new());
    };
    let keys = outbox.keys_between(&seq_key(first), &seq_key(last)).await?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "keys are made by `seq_key`")]
    let seqs = keys.iter().filter_map(|key| key.as_f64()).map(|key| key as u64);
    Ok(seqs.collect())
}

fn settle(outbox: &Store, inbox: &Store, seq: u64, settlement: &Settlement) -> Result<(), StorageError> {
    match settlement {
        Settlement::Delivered(queued) | Settlement::PhotosAgain(queued) => outbox.put(&seq_key(seq), &json(queued)?),
        Settlement::Refused(refused) => {
            inbox.put(&text_key(refused.id()), &json(refused)?)?;
            outbox.delete(&seq_key(seq))
        }
    }
}

fn generation_name(generation: u32) -> String {
    format!("{generation:010}")
}

fn row_key(generation: u32, thing: &Thing) -> JsValue {
    format!("{}/{}/{}", generation_name(generation), thing.kind, thing.id).into()
}

/// The thing that a row of this key is of, and what comes before it.
fn thing_of(key: &str) -> Option<(&str, Thing)> {
    let (rest, id) = key.rsplit_once('/')?;
    let (generation, kind) = rest.split_once('/')?;
    // Known kinds are named by a text that is there anyway.
    let kind = Kind::named(kind).map_or_else(|| kind.to_owned().into(), |kind| kind.name().into());
    Some((generation, Thing { id: id.parse().ok()?, kind }))
}

#[expect(clippy::cast_precision_loss, reason = "a queue never reaches 2^53 commands")]
fn seq_key(seq: u64) -> JsValue {
    JsValue::from_f64(seq as f64)
}

fn text_key(id: impl Display) -> JsValue {
    id.to_string().into()
}

fn photo_value(blob: &Blob, state: PhotoState) -> Result<JsValue, StorageError> {
    let value = Object::new();
    Reflect::set(&value, &"blob".into(), blob)?;
    Reflect::set(&value, &"uploaded".into(), &(state == PhotoState::Uploaded).into())?;
    Ok(value.into())
}

fn json<T: Serialize>(value: &T) -> Result<JsValue, StorageError> {
    match serde_json::to_string(value) {
        Ok(text) => Ok(text.into()),
        Err(error) => Err(StorageError::Other(error.to_string())),
    }
}

fn read<T: DeserializeOwned>(value: &JsValue) -> Option<T> {
    weft::json::read(&value.as_string()?).ok()
}
