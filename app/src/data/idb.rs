//! IndexedDB, as little of it as the database needs.
//!
//! Written on the raw interface because a transaction must be opened with strict durability, and because the reason why one
//! was aborted (such as a full disk) must be told apart.

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DomException, IdbDatabase, IdbFactory, IdbKeyRange, IdbObjectStore, IdbRequest, IdbTransaction};

/// Why the device cannot keep something.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StorageError {
    /// The browser has no database, or none for this window (private browsing).
    #[error("the browser offers no database")]
    Unavailable,
    /// The disk, or the browser's share of it, is full.
    #[error("the storage is full")]
    Full,
    /// The connection is closed: another window runs a newer version, or the data were cleared.
    #[error("the database was closed")]
    Closed,
    /// The database has the form of a newer version than this one.
    #[error("the database is of a newer version")]
    Newer,
    /// Another window changed the same thing first; what it wrote must be read again.
    #[error("another window was first")]
    Overtaken,
    /// Anything else, by the browser's name for it.
    #[error("database error: {0}")]
    Other(String),
}

impl From<JsValue> for StorageError {
    fn from(error: JsValue) -> Self {
        match error.dyn_ref::<DomException>().map(DomException::name).as_deref() {
            Some("QuotaExceededError") => Self::Full,
            Some("InvalidStateError") => Self::Closed,
            Some("VersionError") => Self::Newer,
            Some("ConstraintError") => Self::Overtaken,
            Some("SecurityError") => Self::Unavailable,
            Some(name) => Self::Other(name.to_owned()),
            None => Self::Other(String::from(js_sys::JsString::from(error))),
        }
    }
}

/// How a transaction is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Reads only.
    Read,
    /// Writes that can be had again from the server.
    Write,
    /// Writes that exist nowhere else: complete only once they are on the disk.
    Strict,
}

/// One step of the schema, from the version before it.
pub type Migration = fn(&IdbDatabase) -> Result<(), JsValue>;

/// An open database.
#[derive(Debug)]
pub struct Connection(IdbDatabase);

impl Connection {
    /// Opens a database, running the migrations that it has not seen; their number is its version. `on_closed` is called when it is
    /// closed from outside: another window wants to change or delete it, or the browser's data are cleared.
    ///
    /// # Errors
    /// See [`StorageError`].
    pub async fn open(
        name: &str,
        migrations: &'static [Migration],
        on_closed: impl Fn() + 'static,
    ) -> Result<Self, StorageError> {
        let version = u32::try_from(migrations.len()).map_err(|_| StorageError::Unavailable)?;
        let request = factory()?.open_with_u32(name, version)?;
        let upgrade = Closure::once_into_js(move |event: web_sys::IdbVersionChangeEvent| -> Result<(), JsValue> {
            let request: IdbRequest = event.target().ok_or(JsValue::NULL)?.dyn_into()?;
            let database: IdbDatabase = request.result()?.dyn_into()?;
            // A version is a small whole number, from 0 for a new database.
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small whole number")]
            let from = event.old_version() as usize;
            migrations.iter().skip(from).try_for_each(|migration| migration(&database))
        });
        request.set_onupgradeneeded(Some(upgrade.unchecked_ref()));
        let database: IdbDatabase = settled(&request).await?.dyn_into()?;
        let close = Closure::<dyn FnMut(web_sys::Event)>::new(move |event: web_sys::Event| {
            if let Some(database) = event.target().and_then(|target| target.dyn_into::<IdbDatabase>().ok()) {
                database.close();
            }
            on_closed();
        });
        let close_function: &Function = close.as_ref().unchecked_ref();
        database.set_onversionchange(Some(close_function));
        database.set_onclose(Some(close_function));
        close.forget();
        Ok(Self(database))
    }

    /// Closes the database once running transactions have ended.
    pub fn close(&self) {
        self.0.close();
    }

    /// Opens a transaction on these stores.
    ///
    /// # Errors
    /// [`StorageError::Closed`] when the connection is.
    pub fn begin(&self, stores: &[&str], mode: Mode) -> Result<Work, StorageError> {
        let names: Array = stores.iter().map(|name| JsValue::from_str(name)).collect();
        let kind = if mode == Mode::Read { "readonly" } else { "readwrite" };
        let options = Object::new();
        if mode == Mode::Strict {
            Reflect::set(&options, &"durability".into(), &"strict".into())?;
        }
        let begin: Function = Reflect::get(&self.0, &"transaction".into())?.dyn_into()?;
        let transaction: IdbTransaction = begin.call3(&self.0, &names, &kind.into(), &options)?.dyn_into()?;
        let done = Promise::new(&mut |resolve, reject| {
            transaction.set_oncomplete(Some(&resolve));
            transaction.set_onabort(Some(&reject));
        });
        Ok(Work { transaction, done })
    }
}

/// Deletes a database, once nobody has it open.
///
/// # Errors
/// See [`StorageError`].
pub async fn delete(name: &str) -> Result<(), StorageError> {
    settled(&factory()?.delete_database(name)?.into()).await.map(|_| ())
}

/// A transaction. It lives as long as requests follow one another without anything else being awaited.
#[derive(Debug)]
pub struct Work {
    transaction: IdbTransaction,
    done: Promise,
}

impl Work {
    /// A store of the transaction.
    ///
    /// # Errors
    /// See [`StorageError`].
    pub fn store(&self, name: &str) -> Result<Store, StorageError> {
        Ok(Store(self.transaction.object_store(name)?))
    }

    /// Ends it: waits for the disk when all went well, undoes everything otherwise.
    ///
    /// # Errors
    /// The error handed in, or the reason why the browser undid it.
    pub async fn end<T>(self, result: Result<T, StorageError>) -> Result<T, StorageError> {
        if result.is_err() {
            // Fails only when the browser has aborted it already.
            let _ = self.transaction.abort();
        }
        let done = JsFuture::from(self.done).await;
        match (result, done) {
            (Ok(value), Ok(_)) => Ok(value),
            (Err(error), _) => Err(error),
            (Ok(_), Err(_)) => {
                let reason = self.transaction.error();
                Err(reason.map_or(StorageError::Closed, |error| StorageError::from(JsValue::from(error))))
            }
        }
    }
}

/// A store within a transaction.
#[derive(Debug)]
pub struct Store(IdbObjectStore);

impl Store {
    /// Adds or replaces; takes effect with the transaction.
    ///
    /// # Errors
    /// See [`StorageError`].
    pub fn put(&self, key: &JsValue, value: &JsValue) -> Result<(), StorageError> {
        self.0.put_with_key(value, key)?;
        Ok(())
    }

    /// Adds; the transaction ends with [`StorageError::Overtaken`] when the key is taken.
    ///
    /// # Errors
    /// See [`StorageError`].
    pub fn add(&self, key: &JsValue, value: &JsValue) -> Result<(), StorageError> {
        self.0.add_with_key(value, key)?;
        Ok(())
    }

    /// Takes away a key or a range of keys.
    ///
    /// # Errors
    /// See [`StorageError`].
    pub fn delete(&self, key: &JsValue) -> Result<(), StorageError> {
        self.0.delete(key)?;
        Ok(())
    }

    /// The value of a key.
    ///
    /// # Errors
    /// See [`StorageError`].
    pub async fn get(&self, key: &JsValue) -> Result<Option<JsValue>, StorageError> {
        let value = settled(&self.0.get(key)?).await?;
        Ok(Some(value).filter(|value| !value.is_undefined()))
    }

    /// All values, in the order of their keys.
    ///
    /// # Errors
    /// See [`StorageError`].
    pub async fn values(&self) -> Result<Array, StorageError> {
        Ok(settled(&self.0.get_all()?).await?.dyn_into()?)
    }

    /// All keys, in order.
    ///
    /// # Errors
    /// See [`StorageError`].
    pub async fn keys(&self) -> Result<Array, StorageError> {
        Ok(settled(&self.0.get_all_keys()?).await?.dyn_into()?)
    }

    /// How many there are.
    ///
    /// # Errors
    /// See [`StorageError`].
    pub async fn count(&self) -> Result<usize, StorageError> {
        let count = settled(&self.0.count()?).await?.as_f64().unwrap_or_default();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number from the browser")]
        let count = count as usize;
        Ok(count)
    }

    /// The first keys, in order, at most so many.
    ///
    /// # Errors
    /// See [`StorageError`].
    pub async fn first_keys(&self, max: u32) -> Result<Array, StorageError> {
        Ok(settled(&self.0.get_all_keys_with_key_and_limit(&JsValue::UNDEFINED, max)?).await?.dyn_into()?)
    }

    /// The values of the first keys, in their order, at most so many.
    ///
    /// # Errors
    /// See [`StorageError`].
    pub async fn first_values(&self, max: u32) -> Result<Array, StorageError> {
        Ok(settled(&self.0.get_all_with_key_and_limit(&JsValue::UNDEFINED, max)?).await?.dyn_into()?)
    }

    /// The keys from the first to the last of these, in order.
    ///
    /// # Errors
    /// See [`StorageError`].
    pub async fn keys_between(&self, first: &JsValue, last: &JsValue) -> Result<Array, StorageError> {
        let range = IdbKeyRange::bound(first, last)?;
        Ok(settled(&self.0.get_all_keys_with_key(&range)?).await?.dyn_into()?)
    }
}

/// All text keys that begin with this.
///
/// # Errors
/// See [`StorageError`].
pub fn beginning_with(prefix: &str) -> Result<JsValue, StorageError> {
    Ok(IdbKeyRange::bound(&prefix.into(), &format!("{prefix}\u{ffff}").into())?.into())
}

fn factory() -> Result<IdbFactory, StorageError> {
    let global = js_sys::global();
    let factory = Reflect::get(&global, &"indexedDB".into()).map_err(|_| StorageError::Unavailable)?;
    factory.dyn_into().map_err(|_| StorageError::Unavailable)
}

/// Waits for a request. The browser's own callbacks settle the promise, so no closure has to be kept alive.
async fn settled(request: &IdbRequest) -> Result<JsValue, StorageError> {
    let promise = Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    });
    match JsFuture::from(promise).await {
        Ok(_) => Ok(request.result()?),
        Err(_) => {
            let reason = request.error().ok().flatten();
            Err(reason.map_or(StorageError::Closed, |error| StorageError::from(JsValue::from(error))))
        }
    }
}
