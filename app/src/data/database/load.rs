//! Reading the database.

use std::rc::Rc;

use js_sys::{JSON, Reflect};
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Blob;
use weft::id::PhotoHash;
use weft::registry::Thing;

use crate::data::holding::Holding;
use crate::data::host::{Fresh, Loaded};
use crate::data::idb::{StorageError, Store, Work};
use crate::outbox::plan::PhotoState;
use crate::outbox::{Queued, Refused, Unreadable};
use crate::replica::{Head, Told};
use crate::session::Identity;

use super::{
    DEVICE, FORM, HEAD, IDENTITY, INBOX, META, OUTBOX, PHOTOS, ROWS, ROWS_AS_TOLD, SIGN_OUT_OWED, generation_name,
    json, read, row_key, thing_of,
};

pub(super) async fn load(
    work: &Work,
    fresh: Fresh,
    some: Option<(u32, &[Thing])>,
) -> Result<Loaded<Blob>, StorageError> {
    let meta = work.store(META)?;
    let device = match meta.get(&DEVICE.into()).await?.and_then(|value| read(&value)) {
        Some(device) => device,
        None => {
            meta.put(&DEVICE.into(), &json(&fresh.device)?)?;
            fresh.device
        }
    };
    let identity = match meta.get(&IDENTITY.into()).await?.and_then(|value| read::<Identity>(&value)) {
        Some(identity) => identity,
        None => {
            let identity = Identity::anonymous(fresh.person);
            meta.put(&IDENTITY.into(), &json(&identity)?)?;
            identity
        }
    };
    let mut holding = Holding::new(device, identity);
    holding.sign_out_owed = meta.get(&SIGN_OUT_OWED.into()).await?.and_then(|value| read(&value)).unwrap_or(false);
    holding.replica.head = load_head(&meta).await?;
    let queue = readable::<Queued>(&work.store(OUTBOX)?, &mut holding.unreadable).await?;
    holding.queue = queue.into_iter().map(|row| (row.seq(), row)).collect();
    let inbox = readable::<Refused>(&work.store(INBOX)?, &mut holding.unreadable).await?;
    holding.inbox = inbox.into_iter().map(|row| (row.id(), row)).collect();
    let photos = load_photos(&work.store(PHOTOS)?, &mut holding).await?;
    let store = work.store(ROWS)?;
    let some = some.filter(|(generation, _)| *generation == holding.replica.head.shown.generation);
    let rows = match some {
        Some((generation, targets)) => Some(load_some(&store, generation, targets).await?),
        None => {
            load_rows(&store, &mut holding).await?;
            None
        }
    };
    Ok(Loaded { holding, photos, rows })
}

/// The rows of a store that this version can read; the others are put aside as they are, so that nobody takes them for delivered.
async fn readable<T: DeserializeOwned>(
    store: &Store,
    unreadable: &mut Vec<Unreadable>,
) -> Result<Vec<T>, StorageError> {
    let mut rows = Vec::new();
    for value in store.values().await?.iter() {
        match read(&value) {
            Some(row) => rows.push(row),
            None => unreadable.push(Unreadable::of(as_text(&value))),
        }
    }
    Ok(rows)
}

/// A value of whatever form as text, to take along.
fn as_text(value: &JsValue) -> String {
    let text = value.as_string().or_else(|| JSON::stringify(value).ok().and_then(|text| text.as_string()));
    text.unwrap_or_default()
}

/// The head of the replica. Where rows of an earlier form may lack something, all are pulled again beside them.
async fn load_head(meta: &Store) -> Result<Head, StorageError> {
    let stands = meta.get(&HEAD.into()).await?.and_then(|value| read::<Head>(&value));
    let form = meta.get(&FORM.into()).await?.and_then(|value| read(&value)).unwrap_or(0);
    if form >= ROWS_AS_TOLD {
        return Ok(stands.unwrap_or_default());
    }
    meta.put(&FORM.into(), &json(&ROWS_AS_TOLD)?)?;
    let Some(stands) = stands else { return Ok(Head::default()) };
    let head = stands.rebuilt();
    meta.put(&HEAD.into(), &json(&head)?)?;
    Ok(head)
}

async fn load_some(store: &Store, generation: u32, things: &[Thing]) -> Result<Vec<Rc<Told>>, StorageError> {
    let mut rows = Vec::with_capacity(things.len());
    for thing in things {
        let value = store.get(&row_key(generation, thing)).await?;
        let text = value.and_then(|value| value.as_string());
        rows.extend(text.map(|text| Rc::new(Told::kept(thing.clone(), text))));
    }
    Ok(rows)
}

async fn load_rows(store: &Store, holding: &mut Holding) -> Result<(), StorageError> {
    let keys = store.keys().await?;
    let values = store.values().await?;
    let replica = &mut holding.replica;
    let shown = generation_name(replica.head.shown.generation);
    let growing = replica.head.growing.as_ref().map(|copy| generation_name(copy.generation));
    for (key, value) in keys.iter().zip(values.iter()) {
        let (Some(key), Some(text)) = (key.as_string(), value.as_string()) else { continue };
        let Some((generation, thing)) = thing_of(&key) else { continue };
        let rows = if generation == shown {
            &mut replica.rows
        } else if growing.as_deref() == Some(generation) {
            &mut replica.growing
        } else {
            continue;
        };
        // What this build cannot read is held all the same, and shown by one that can.
        rows.insert(thing.clone(), Rc::new(Told::kept(thing, text)));
    }
    Ok(())
}

async fn load_photos(store: &Store, holding: &mut Holding) -> Result<Vec<(PhotoHash, Blob)>, StorageError> {
    let keys = store.keys().await?;
    let values = store.values().await?;
    let mut blobs = Vec::new();
    for (key, value) in keys.iter().zip(values.iter()) {
        let hash = key.as_string().and_then(|key| key.parse::<PhotoHash>().ok());
        let blob = Reflect::get(&value, &"blob".into())?.dyn_into::<Blob>().ok();
        let uploaded = Reflect::get(&value, &"uploaded".into())?.is_truthy();
        if let (Some(hash), Some(blob)) = (hash, blob) {
            holding.photos.insert(hash, if uploaded { PhotoState::Uploaded } else { PhotoState::Local });
            blobs.push((hash, blob));
        }
    }
    Ok(blobs)
}
