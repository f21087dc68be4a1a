//! The store: the same tables on SQLite and PostgreSQL, the county first in every key.

mod account;
pub(crate) mod db;
pub mod kiosk;
pub(crate) mod read;
pub(crate) mod schema;
mod sound;
pub(crate) mod write;

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use weft::actor::Grant;
use weft::id::{PersonId, PhotoHash, TicketId};

use crate::config::StoreConfig;
use crate::trouble::Trouble;

use db::{Db, Purpose, on};

/// The file of the log in the data folder.
const LOG_FILE: &str = "weft.sqlite3";

/// What can go wrong in the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
    /// A database file.
    #[error("the database file {} cannot be used: {cause}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        cause: sqlx::Error,
    },
    /// A database file whose pages do not hang together.
    #[error("the database file {file} is damaged: {why}")]
    Unsound {
        /// Which.
        file: &'static str,
        /// What the database found.
        why: String,
    },
    /// The data folder.
    #[error("the data folder {} cannot be used: {why}", path.display())]
    Folder {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        why: std::io::Error,
    },
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

/// A handle on the database of one county; clones share its connections.
#[derive(Clone, Debug)]
pub struct Store {
    pub(crate) db: Db,
    pub(crate) county: Arc<str>,
}

impl Store {
    /// Opens the database and brings its tables to this program's schema.
    ///
    /// # Errors
    /// When the folder or database cannot be used, or a newer program made it.
    pub async fn open(config: &StoreConfig) -> Result<Self, StoreError> {
        let db = match &config.database {
            Some(url) => Db::postgres(url).await?,
            None => {
                writable(&config.data).map_err(|why| StoreError::Folder { path: config.data.clone(), why })?;
                Db::sqlite(&config.data.join(LOG_FILE), Purpose::Log).await?
            }
        };
        let migrated = db.migrate("store", schema::STORE).await;
        match config.database {
            Some(_) => migrated?,
            None => migrated.map_err(|error| error.in_file(&config.data.join(LOG_FILE)))?,
        }
        Ok(Self { db, county: config.county.as_str().into() })
    }

    /// Whether the database answers.
    pub async fn is_ready(&self) -> bool {
        on!(read & self.db, |c| sqlx::query("SELECT 1").execute(c).await.is_ok())
    }

    /// Closes all connections; SQLite folds its log into the file.
    pub async fn close(&self) {
        self.db.close().await;
    }
}

/// Makes the folder if need be, and finds out now rather than at the first command whether anything can be written there.
fn writable(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let probe = folder.join("weft.probe");
    std::fs::File::create(&probe)?;
    std::fs::remove_file(probe)
}

impl StoreError {
    /// What is wrong with the place where the data is, if it is that.
    #[must_use]
    pub fn trouble(&self) -> Option<Trouble> {
        match self {
            Self::Database(error) | Self::File { cause: error, .. } => Trouble::of(error),
            Self::Folder { why, .. } => Trouble::of_io(why),
            Self::Unsound { .. } | Self::Damaged { .. } => Some(Trouble::Damaged),
            Self::Taken { .. } | Self::TooNew { .. } => None,
        }
    }

    /// Whether the database may answer again by itself, such as once it has been started again.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        use sqlx::Error as E;
        match self {
            Self::Database(E::Io(_) | E::PoolTimedOut | E::PoolClosed | E::WorkerCrashed) => true,
            // PostgreSQL is being shut down, has crashed or is starting up.
            Self::Database(E::Database(said)) => said.code().is_some_and(|code| code.starts_with("57P")),
            _ => false,
        }
    }

    /// Says in which file the database failed.
    #[must_use]
    pub(crate) fn in_file(self, path: &Path) -> Self {
        match self {
            Self::Database(cause) => Self::File { path: path.to_owned(), cause },
            other => other,
        }
    }

    pub(crate) fn damaged(table: &'static str, why: &dyn std::fmt::Display) -> Self {
        Self::Damaged { table, why: why.to_string() }
    }
}

/// A time as the tables hold it.
pub(crate) fn from_millis(millis: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(millis).unwrap_or(DateTime::UNIX_EPOCH)
}

/// An id as the tables hold it.
pub(crate) fn parse<T: FromStr<Err: std::fmt::Display>>(table: &'static str, text: &str) -> Result<T, StoreError> {
    text.parse().map_err(|error: T::Err| StoreError::damaged(table, &error))
}
