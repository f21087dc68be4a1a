//! The store: the same tables on SQLite and PostgreSQL, the county first in every key.

use chrono::{DateTime, Utc};
use weft::actor::Grant;
use weft::id::{DeviceId, PersonId, PhotoHash, TicketId};
use weft::registry::Target;

/// What can go wrong in the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
    /// The data folder.
    #[error("the data folder cannot be used: {0}")]
    Folder(#[from] std::io::Error),
    /// A value that must be unique is taken.
    #[error("{what} is taken")]
    Taken {
        /// Such as `login`.
        what: &'static str,
    },
    /// A row does not read as what it must be.
    #[error("a row of {table} cannot be read: {why}")]
    Damaged {
        /// Which table.
        table: &'static str,
        /// Why.
        why: String,
    },
    /// The database was made by a newer version of this program.
    #[error("the database has schema version {found}, this program knows {known}")]
    TooNew {
        /// In the database.
        found: i64,
        /// In the program.
        known: i64,
    },
}

/// Somebody who can sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Who.
    pub person: PersonId,
    /// The name to sign in by, in clear: lower-case. Unique.
    pub login: String,
    /// Keyed hash of the phone number to sign in by: `vault.keyed("phone", …)`. Unique if given.
    pub phone: Option<String>,
    /// The name shown; evidently public, such as a posted grid member's.
    pub name: String,
    /// The password's argon2 hash in PHC form.
    pub password: String,
    /// Roles held.
    pub grants: Vec<Grant>,
    /// Whether it may not be used any more.
    pub disabled: bool,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last signed in to.
    pub last_sign_in: Option<DateTime<Utc>>,
}

/// A browser the server knows again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of the token, in hexadecimal; the token itself is only in the cookie.
    pub hash: String,
    /// Who acts: an account's person, or an anonymous reporter.
    pub person: PersonId,
    /// Whether it was opened by signing in.
    pub account: bool,
    /// Tickets whose receipt code it has shown.
    pub receipts: Vec<TicketId>,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it was last used, coarsely.
    pub seen_at: DateTime<Utc>,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

/// A stored photo, beside its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Photo {
    /// SHA-256 of its bytes, and its name in the photo folder.
    pub hash: PhotoHash,
    /// Who brought it first.
    pub by: PersonId,
    /// Its media type.
    pub media_type: String,
    /// Its size.
    pub size_bytes: u64,
    /// When.
    pub at: DateTime<Utc>,
}

/// A kiosk or other device that an administrator enrolled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// Which.
    pub id: DeviceId,
    /// SHA-256 of its token, in hexadecimal.
    pub hash: String,
    /// Its name, such as the station's.
    pub name: String,
    /// Whether it may not be used any more.
    pub revoked: bool,
    /// When it was enrolled.
    pub created_at: DateTime<Utc>,
}

/// A handle on the database of one county; clones share its connections.
#[derive(Clone)]
pub struct Store {}

impl Store {
    /// Opens the database and brings its tables to this program's schema.
    ///
    /// # Errors
    /// When the folder or database cannot be used, or a newer program made it.
    pub async fn open(_config: &StoreConfig) -> Result<Self, StoreError> {
        Ok(Self {})
    }

    /// The account with this login name (lower-case).
    ///
    /// # Errors
    /// When the database fails.
    pub async fn account_by_login(&self, _login: &str) -> Result<Option<Account>, StoreError> {
        Ok(None)
    }

    /// The account with this keyed phone hash.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn account_by_phone(&self, _phone: &str) -> Result<Option<Account>, StoreError> {
        Ok(None)
    }

    /// The account of this person.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn account(&self, _person: PersonId) -> Result<Option<Account>, StoreError> {
        Ok(None)
    }

    /// A page of accounts by person, after this one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn accounts(
        &self,
        _after: Option<PersonId>,
        _limit: usize,
    ) -> Result<Vec<Account>, StoreError> {
        Ok(Vec::new())
    }

    /// Writes an account, new or changed.
    ///
    /// # Errors
    /// [`StoreError::Taken`] when another person has this login.
    pub async fn put_account(&self, _account: &Account) -> Result<(), StoreError> {
        Ok(())
    }

    /// Writes many new accounts at once, for imports and sample data; those that exist are replaced.
    ///
    /// # Errors
    /// [`StoreError::Taken`] when another person has one of the logins; nothing is written then.
    pub async fn put_accounts(&self, _accounts: &[Account]) -> Result<(), StoreError> {
        Ok(())
    }

    /// Whether there is any account.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn has_accounts(&self) -> Result<bool, StoreError> {
        Ok(false)
    }

    /// The session with this token hash.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn session_by_hash(&self, _hash: &str) -> Result<Option<Session>, StoreError> {
        Ok(None)
    }

    /// Writes a session, new or changed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_session(&self, _session: &Session) -> Result<(), StoreError> {
        Ok(())
    }

    /// Ends a session.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_session(&self, _hash: &str) -> Result<(), StoreError> {
        Ok(())
    }

    /// Ends all sessions of a person (a new password, a disabled account).
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_sessions_of(&self, _person: PersonId) -> Result<(), StoreError> {
        Ok(())
    }

    /// Removes sessions that ended before this time; says how many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_expired_sessions(&self, _now: DateTime<Utc>) -> Result<u64, StoreError> {
        Ok(0)
    }

    /// A stored photo.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn photo(&self, _hash: PhotoHash) -> Result<Option<Photo>, StoreError> {
        Ok(None)
    }

    /// Writes down a stored photo; one that is known keeps its first uploader.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_photo(&self, _photo: &Photo) -> Result<(), StoreError> {
        Ok(())
    }

    /// The things that refer to a photo in accepted commands: whoever may see one of them may see the photo. The engine writes these down
    /// in the transaction of the command.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn photo_targets(&self, _hash: PhotoHash) -> Result<Vec<Target>, StoreError> {
        Ok(Vec::new())
    }

    /// Writes a device, new or changed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_device(&self, _device: &Device) -> Result<(), StoreError> {
        Ok(())
    }

    /// The device with this token hash.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn device_by_hash(&self, _hash: &str) -> Result<Option<Device>, StoreError> {
        Ok(None)
    }

    /// A small fact of the server's own, such as the hash of the first administrator's one-time token.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn setting(&self, _name: &str) -> Result<Option<String>, StoreError> {
        Ok(None)
    }

    /// Writes such a fact, or removes it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_setting(&self, _name: &str, _value: Option<&str>) -> Result<(), StoreError> {
        Ok(())
    }
}
