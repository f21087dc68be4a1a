//! The vault: personal data, encrypted, apart from the log, and erasable.
//!
//! Rows are sealed with XChaCha20-Poly1305; county and secret id are bound in as associated data, so that a row moved to another
//! place does not open. On SQLite the vault is a file of its own; on PostgreSQL a schema of its own. The key is never in either.

pub(crate) mod search;

use std::path::Path;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD as BASE64, URL_SAFE_NO_PAD as URL_BASE64};
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use serde::Serialize;
use sha2::Sha256;
use sqlx::AssertSqlSafe;
use tokio::sync::{Mutex, MutexGuard};
use uuid::Uuid;
use weft::id::SecretId;
use weft::kiosk::{self, BoxKey};
use weft::wire::Envelope;
use zeroize::Zeroizing;

use crate::clock::Clock;
use crate::config::StoreConfig;
use crate::store::db::{Bulk, Column, Db, DbTx, Purpose, on};
use crate::store::schema;
use crate::store::{Store, StoreError};
use crate::trouble::Trouble;

const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;
const KEY_FILE: &str = "vault.key";
const VAULT_FILE: &str = "vault.sqlite3";
/// The prefix of the vault's tables on PostgreSQL.
const IN_SCHEMA: &str = "vault.";
/// Tells wrapped texts from secrets.
const WRAPPED: &[u8] = b"wrapped";

/// What can go wrong in the vault.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The database.
    #[error("the vault's database failed: {0}")]
    Store(#[from] StoreError),
    /// The key file.
    #[error("the vault's key file cannot be used: {0}")]
    KeyFile(#[from] std::io::Error),
    /// The key is not 64 hexadecimal digits.
    #[error("the vault's key must be 64 hexadecimal digits")]
    BadKey,
    /// The key opens none of what is there: it is another vault's.
    #[error("the vault's key is not the one its rows were sealed with")]
    WrongKey,
}

impl VaultError {
    /// What is wrong with the place where the data is, if it is that.
    #[must_use]
    pub fn trouble(&self) -> Option<Trouble> {
        match self {
            Self::Store(error) => error.trouble(),
            Self::KeyFile(why) => Trouble::of_io(why),
            Self::BadKey | Self::WrongKey => None,
        }
    }
}

impl From<sqlx::Error> for VaultError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// The vault of one county; clones share its connections.
#[derive(Clone)]
pub struct Vault {
    inner: Arc<Inner>,
}

struct Inner {
    /// The vault's own file, or none when it lives in the store's PostgreSQL.
    file: Option<Db>,
    /// The database in which its rows are.
    db: Db,
    /// The database in which the search index is.
    search: Db,
    prefix: &'static str,
    /// Held while texts are read for the index or erased, so that nothing erased is indexed afterwards.
    indexing: Mutex<()>,
    county: Arc<str>,
    cipher: XChaCha20Poly1305,
    mac: Hmac<Sha256>,
    /// Opens what kiosks seal.
    kiosk: Zeroizing<BoxKey>,
    clock: Arc<dyn Clock>,
}

/// A secret ready to be kept.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Sealed {
    id: SecretId,
    sealed: String,
}

impl Sealed {
    pub(crate) const fn id(&self) -> SecretId {
        self.id
    }
}

pub(crate) static SECRETS: Bulk = secrets("secret");
static SECRETS_IN_SCHEMA: Bulk = secrets("vault.secret");

const fn secrets(table: &'static str) -> Bulk {
    Bulk {
        table,
        columns: &[Column::Text("id"), Column::Text("sealed")],
        tail: "ON CONFLICT (county, id) DO UPDATE SET sealed = excluded.sealed",
    }
}

impl Vault {
    /// Opens the vault that belongs to this store; makes its key at first start.
    ///
    /// # Errors
    /// When the key or the database cannot be used, or the key is another vault's.
    pub async fn open(config: &StoreConfig, store: &Store, clock: Arc<dyn Clock>) -> Result<Self, VaultError> {
        let key = Zeroizing::new(match &config.vault_key {
            Some(text) => read_key(text)?,
            None => key_file(&config.data, clock.as_ref())?,
        });
        let (file, db, search, prefix) = match &store.db {
            Db::Sqlite { .. } => {
                let path = config.data.join(VAULT_FILE);
                let db = Db::sqlite(&path, Purpose::Vault).await?;
                let migrated = db.migrate_prefixed("vault", schema::VAULT, "").await;
                migrated.map_err(|error| error.in_file(&path))?;
                (Some(db.clone()), db, search_file(&config.data.join("search.sqlite3")).await?, "")
            }
            shared @ Db::Postgres { .. } => {
                shared.migrate_prefixed("vault", schema::VAULT, IN_SCHEMA).await?;
                shared.migrate_prefixed("search", schema::SEARCH, IN_SCHEMA).await?;
                (None, shared.clone(), shared.clone(), IN_SCHEMA)
            }
        };
        let cipher = XChaCha20Poly1305::new(&derive_key(&key, "cipher").into());
        let mac = hmac(&derive_key(&key, "keyed"));
        let kiosk = Zeroizing::new(derive_key(&key, "kiosk"));
        let county = Arc::clone(&store.county);
        let indexing = Mutex::new(());
        let inner = Inner { file, db, search, prefix, indexing, county, cipher, mac, kiosk, clock };
        let vault = Self { inner: Arc::new(inner) };
        vault.check_key().await?;
        Ok(vault)
    }

    /// HMAC-SHA-256 under the vault's key, in hexadecimal: finds a value again without keeping it. `label` separates uses.
    #[must_use]
    pub fn keyed(&self, label: &str, value: &str) -> String {
        self.keyed_text(label, value.as_bytes())
    }

    pub(crate) fn keyed_text(&self, label: &str, value: &[u8]) -> String {
        hex(&self.keyed_bytes(label, value))
    }

    pub(crate) fn keyed_bytes(&self, label: &str, value: &[u8]) -> [u8; 32] {
        let mut mac = self.inner.mac.clone();
        mac.update(label.as_bytes());
        mac.update(&[0]);
        mac.update(value);
        mac.finalize().into_bytes().into()
    }

    /// The key to which kiosks seal their reports; it follows from the vault's own, as its secret half does.
    #[must_use]
    pub fn kiosk_key(&self) -> String {
        kiosk::public_key(*self.inner.kiosk)
    }

    /// Opens a report that a kiosk sealed to [`Self::kiosk_key`].
    pub(crate) fn open_kiosk(&self, sealed: &kiosk::Sealed) -> Option<Envelope> {
        kiosk::open(sealed, *self.inner.kiosk)
    }

    /// Encrypts a value for this id.
    pub(crate) fn seal(&self, id: SecretId, value: &str) -> Sealed {
        let nonce: [u8; NONCE_BYTES] = self.inner.clock.random();
        let aad = self.bound_to(id);
        let payload = Payload { msg: value.as_bytes(), aad: &aad };
        #[expect(clippy::expect_used, reason = "fails only for values over 256 GiB")]
        let sealed = self.inner.cipher.encrypt(XNonce::from_slice(&nonce), payload).expect("short enough");
        Sealed { id, sealed: BASE64.encode([&nonce[..], &sealed].concat()) }
    }

    /// Wraps a text that is handed out and comes back, such as where a list goes on: it names things the reader may not know of.
    pub(crate) fn wrap(&self, text: &str) -> String {
        let nonce: [u8; NONCE_BYTES] = self.inner.clock.random();
        let payload = Payload { msg: text.as_bytes(), aad: WRAPPED };
        #[expect(clippy::expect_used, reason = "fails only for texts over 256 GiB")]
        let sealed = self.inner.cipher.encrypt(XNonce::from_slice(&nonce), payload).expect("short enough");
        URL_BASE64.encode([&nonce[..], &sealed].concat())
    }

    /// The text of [`Self::wrap`]; none when this vault did not wrap it.
    pub(crate) fn unwrapped(&self, wrapped: &str) -> Option<String> {
        let bytes = URL_BASE64.decode(wrapped).ok()?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE_BYTES)?;
        let payload = Payload { msg: sealed, aad: WRAPPED };
        String::from_utf8(self.inner.cipher.decrypt(XNonce::from_slice(nonce), payload).ok()?).ok()
    }

    fn unseal(&self, id: SecretId, sealed: &str) -> Option<String> {
        let bytes = BASE64.decode(sealed).ok()?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE_BYTES)?;
        let aad = self.bound_to(id);
        let value = self.inner.cipher.decrypt(XNonce::from_slice(nonce), Payload { msg: sealed, aad: &aad }).ok()?;
        String::from_utf8(value).ok()
    }

    fn bound_to(&self, id: SecretId) -> Vec<u8> {
        [self.inner.county.as_bytes(), b"/", id.0.as_bytes()].concat()
    }

    /// Keeps these rows: in the same transaction where that is possible, else durably before it commits.
    pub(crate) async fn keep(&self, rows: &[Sealed]) -> Result<(), VaultError> {
        if let (Some(file), false) = (&self.inner.file, rows.is_empty()) {
            let mut tx = file.begin().await?;
            SECRETS.insert(&mut tx, &self.inner.county, rows).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    /// Keeps these rows in the log's own transaction, when both live in one database.
    pub(crate) async fn keep_within(&self, tx: &mut DbTx, rows: &[Sealed]) -> Result<(), StoreError> {
        match self.inner.file {
            Some(_) => Ok(()),
            None => SECRETS_IN_SCHEMA.insert(tx, &self.inner.county, rows).await,
        }
    }

    /// The values of those ids that have one.
    ///
    /// # Errors
    /// When the database fails. A row that does not open counts as erased, and is logged.
    pub(crate) async fn open_all(&self, ids: &[SecretId]) -> Result<Vec<(SecretId, String)>, VaultError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let list = self.inner.db.dialect().list(2);
        let prefix = self.inner.prefix;
        let sql = format!("SELECT id, sealed FROM {prefix}secret WHERE county = $1 AND id IN {list}");
        let ids = serde_json::to_string(ids).map_err(|error| StoreError::damaged("secret", &error))?;
        let rows: Vec<(String, String)> = on!(read & self.inner.db, |c| {
            sqlx::query_as(AssertSqlSafe(sql)).bind(&*self.inner.county).bind(ids).fetch_all(c).await
        })?;
        let mut opened = Vec::with_capacity(rows.len());
        for (id, sealed) in rows {
            let id: SecretId = crate::store::parse("secret", &id)?;
            match self.unseal(id, &sealed) {
                Some(value) => opened.push((id, value)),
                None => tracing::error!(%id, "a row of the vault does not open"),
            }
        }
        Ok(opened)
    }

    /// Holds off erasing while texts are being indexed, and the other way round.
    pub(crate) async fn indexing(&self) -> MutexGuard<'_, ()> {
        self.inner.indexing.lock().await
    }

    /// Erases these values of a thing and what the search index has of them, for everyone, for ever.
    ///
    /// # Errors
    /// When a database fails; what was erased until then stays erased.
    pub(crate) async fn erase_all(&self, target: Uuid, ids: &[SecretId]) -> Result<(), VaultError> {
        let _held = self.indexing().await;
        let mut terms: Vec<i64> = Vec::new();
        for (_, value) in self.open_all(ids).await? {
            terms.extend(self.terms(&text_of(&value)));
        }
        self.unindex(target, &terms).await?;
        self.erase(ids).await?;
        if let Db::Sqlite { writer, .. } = &self.inner.search {
            sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(writer).await?;
        }
        Ok(())
    }

    /// Erases these values for everyone, for ever.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn erase(&self, ids: &[SecretId]) -> Result<(), VaultError> {
        let list = self.inner.db.dialect().list(2);
        let prefix = self.inner.prefix;
        let sql = format!("DELETE FROM {prefix}secret WHERE county = $1 AND id IN {list}");
        let ids = serde_json::to_string(ids).map_err(|error| StoreError::damaged("secret", &error))?;
        on!(write & self.inner.db, |c| {
            sqlx::query(AssertSqlSafe(sql)).bind(&*self.inner.county).bind(ids).execute(c).await.map(drop)
        })?;
        if let Some(Db::Sqlite { writer, .. }) = &self.inner.file {
            // The write-ahead log still holds the old page until it is folded in and cut.
            sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(writer).await?;
        }
        Ok(())
    }

    /// A key that does not open what is there would quietly turn everything into "erased": refuse to start instead.
    async fn check_key(&self) -> Result<(), VaultError> {
        let prefix = self.inner.prefix;
        let sql = format!("SELECT id, sealed FROM {prefix}secret WHERE county = $1 LIMIT 1");
        let row: Option<(String, String)> = on!(read & self.inner.db, |c| {
            sqlx::query_as(AssertSqlSafe(sql)).bind(&*self.inner.county).fetch_optional(c).await
        })?;
        match row {
            Some((id, sealed)) => {
                let id: SecretId = crate::store::parse("secret", &id)?;
                self.unseal(id, &sealed).map(drop).ok_or(VaultError::WrongKey)
            }
            None => Ok(()),
        }
    }

    #[cfg(test)]
    pub(crate) fn db(&self) -> &Db {
        &self.inner.db
    }

    /// Whether a failed commit can leave secrets here to which no event refers.
    pub(crate) fn is_apart(&self) -> bool {
        self.inner.file.is_some()
    }

    /// Looks at every page of the vault's file, if it has one.
    pub(crate) async fn check_pages(&self) -> Result<(), StoreError> {
        match &self.inner.file {
            Some(file) => file.check_pages(VAULT_FILE).await,
            None => Ok(()),
        }
    }

    pub(crate) async fn close(&self) {
        if let Some(file) = &self.inner.file {
            file.close().await;
            self.inner.search.close().await;
        }
    }
}

/// The text of a value, which travels as JSON; other values have none.
pub(crate) fn text_of(json: &str) -> String {
    serde_json::from_str(json).unwrap_or_default()
}

/// HMAC-SHA-256 with a key shorter than its block, which is then padded with zeros (RFC 2104).
fn hmac(key: &[u8; KEY_BYTES]) -> Hmac<Sha256> {
    let mut block = [0; 64];
    block[..KEY_BYTES].copy_from_slice(key);
    <Hmac<Sha256> as hmac::KeyInit>::new(&block.into())
}

fn derive_key(key: &[u8; KEY_BYTES], label: &str) -> [u8; KEY_BYTES] {
    let mut mac = hmac(key);
    mac.update(b"weft/");
    mac.update(label.as_bytes());
    mac.finalize().into_bytes().into()
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.extend([byte >> 4, byte & 15].map(|digit| char::from_digit(digit.into(), 16).unwrap_or('0')));
    }
    text
}

fn read_key(text: &str) -> Result<[u8; KEY_BYTES], VaultError> {
    let digits = text.trim().as_bytes();
    if digits.len() != KEY_BYTES * 2 || !digits.iter().all(u8::is_ascii_hexdigit) {
        return Err(VaultError::BadKey);
    }
    let mut key = [0; KEY_BYTES];
    for (byte, pair) in key.iter_mut().zip(digits.chunks_exact(2)) {
        let pair = std::str::from_utf8(pair).map_err(|_| VaultError::BadKey)?;
        *byte = u8::from_str_radix(pair, 16).map_err(|_| VaultError::BadKey)?;
    }
    Ok(key)
}

/// The file of the search index. It holds nothing that cannot be built again from the log, so that a damaged one is thrown away.
async fn search_file(path: &Path) -> Result<Db, StoreError> {
    match open_search(path).await {
        Err(error) if error.trouble() == Some(Trouble::Damaged) => {
            tracing::warn!(%error, "the search index is built anew");
            for end in ["", "-wal", "-shm"] {
                let mut file = path.as_os_str().to_owned();
                file.push(end);
                match std::fs::remove_file(&file) {
                    Err(why) if why.kind() != std::io::ErrorKind::NotFound => {
                        return Err(StoreError::Folder { path: file.into(), why });
                    }
                    _ => {}
                }
            }
            open_search(path).await
        }
        opened => opened,
    }
}

async fn open_search(path: &Path) -> Result<Db, StoreError> {
    let db = Db::sqlite(path, Purpose::Derived).await?;
    db.migrate_prefixed("search", schema::SEARCH, "").await.map_err(|error| error.in_file(path))?;
    Ok(db)
}

/// Reads the key file, or makes it, readable only by its owner. It appears under its name only when it is whole, so that a crash
/// leaves none rather than half of one.
fn key_file(folder: &Path, clock: &dyn Clock) -> Result<[u8; KEY_BYTES], VaultError> {
    use std::io::Write as _;
    let path = folder.join(KEY_FILE);
    if path.exists() {
        return read_key(&std::fs::read_to_string(path)?);
    }
    std::fs::create_dir_all(folder)?;
    let key: [u8; KEY_BYTES] = clock.random();
    let text = hex(&key);
    let unfinished = folder.join(format!("{KEY_FILE}.unfinished"));
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&unfinished)?;
    writeln!(file, "{text}")?;
    file.sync_all()?;
    std::fs::rename(unfinished, path)?;
    std::fs::File::open(folder)?.sync_all()?;
    Ok(key)
}
