//! The kiosk's own database: reports it cannot read, and what it knows of itself.
//!
//! | store | key | value |
//! | --- | --- | --- |
//! | `queue` | command id | the sealed report, base64 |
//! | `meta` | name | JSON |

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;
use web_sys::IdbDatabase;
use weft::id::CommandId;
use weft::kiosk::{Enrolled, Sealed};

use crate::data::StorageError;
use crate::data::idb::{Connection, Migration, Mode};

const QUEUE: &str = "queue";
const META: &str = "meta";
const ABOUT: &str = "about";

/// Steps of the schema, oldest first. A released step is never changed: later forms are new steps.
const MIGRATIONS: &[Migration] = &[create_stores];

fn create_stores(database: &IdbDatabase) -> Result<(), JsValue> {
    [QUEUE, META].iter().try_for_each(|name| database.create_object_store(name).map(|_| ()))
}

/// What a kiosk knows of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// As the server said when it was enrolled.
    pub enrolled: Enrolled,
    /// Hash of the operator's PIN.
    pub pin: String,
    /// When the server last answered, by the kiosk's clock.
    pub contact_at: Option<chrono::DateTime<chrono::Utc>>,
}

/// The open database.
#[derive(Debug)]
pub struct QueueStore(Connection);

impl QueueStore {
    /// Opens the database of this name, or makes it.
    ///
    /// # Errors
    /// See [`StorageError`].
    pub async fn open(name: &str) -> Result<Self, StorageError> {
        // Each use of it says by itself when it was closed.
        Connection::open(name, MIGRATIONS, || {}).await.map(Self)
    }

    /// Keeps a report. It is on the disk when this returns.
    ///
    /// # Errors
    /// See [`StorageError`]; nothing is kept then.
    pub async fn add(&self, sealed: &Sealed) -> Result<(), StorageError> {
        let work = self.0.begin(&[QUEUE], Mode::Strict)?;
        let added = work.store(QUEUE).and_then(|queue| queue.add(&key(sealed.id), &sealed.sealed.as_str().into()));
        work.end(added).await
    }

    /// How many reports there are, and the oldest of them: ids begin with the time at which they were made.
    ///
    /// # Errors
    /// See [`StorageError`].
    pub async fn count(&self) -> Result<(usize, Option<CommandId>), StorageError> {
        let work = self.0.begin(&[QUEUE], Mode::Read)?;
        let queue = work.store(QUEUE)?;
        let count = queue.count().await?;
        let oldest = queue.first_keys(1).await?.get(0).as_string();
        Ok((count, oldest.and_then(|id| id.parse().ok())))
    }

    /// The oldest reports, at most so many.
    ///
    /// # Errors
    /// See [`StorageError`].
    pub async fn oldest(&self, max: usize) -> Result<Vec<Sealed>, StorageError> {
        let work = self.0.begin(&[QUEUE], Mode::Read)?;
        let queue = work.store(QUEUE)?;
        let max = u32::try_from(max).unwrap_or(u32::MAX);
        let (ids, sealed) = (queue.first_keys(max).await?, queue.first_values(max).await?);
        let read = |(id, sealed): (JsValue, JsValue)| {
            Some(Sealed { id: id.as_string()?.parse().ok()?, sealed: sealed.as_string()? })
        };
        Ok(ids.iter().zip(sealed.iter()).filter_map(read).collect())
    }

    /// Forgets reports that the server has answered.
    ///
    /// # Errors
    /// See [`StorageError`]; they are sent again then, which is harmless.
    pub async fn remove(&self, ids: &[CommandId]) -> Result<(), StorageError> {
        let work = self.0.begin(&[QUEUE], Mode::Strict)?;
        let removed = work.store(QUEUE).and_then(|queue| ids.iter().try_for_each(|id| queue.delete(&key(*id))));
        work.end(removed).await
    }

    /// What the kiosk knows of itself; none before it is enrolled.
    ///
    /// # Errors
    /// See [`StorageError`].
    pub async fn about(&self) -> Result<Option<About>, StorageError> {
        let work = self.0.begin(&[META], Mode::Read)?;
        let value = work.store(META)?.get(&ABOUT.into()).await?;
        Ok(value.as_ref().and_then(read))
    }

    /// Keeps what the kiosk knows of itself.
    ///
    /// # Errors
    /// See [`StorageError`].
    pub async fn set_about(&self, about: &About) -> Result<(), StorageError> {
        self.put_about(about, Mode::Strict).await
    }

    /// Keeps the time of the last contact. A power cut may lose it, so that nobody waits for the disk at every contact.
    ///
    /// # Errors
    /// See [`StorageError`].
    pub async fn set_contact(&self, about: &About) -> Result<(), StorageError> {
        self.put_about(about, Mode::Write).await
    }

    async fn put_about(&self, about: &About, mode: Mode) -> Result<(), StorageError> {
        let text = serde_json::to_string(about).map_err(|error| StorageError::Other(error.to_string()))?;
        let work = self.0.begin(&[META], mode)?;
        let put = work.store(META).and_then(|meta| meta.put(&ABOUT.into(), &text.as_str().into()));
        work.end(put).await
    }
}

fn key(id: CommandId) -> JsValue {
    id.to_string().into()
}

fn read<T: DeserializeOwned>(value: &JsValue) -> Option<T> {
    weft::json::read(&value.as_string()?).ok()
}
