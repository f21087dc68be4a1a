//! Connections to either database, and the few places where their SQL differs.

use std::path::Path;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous, SqliteTransaction,
};
use sqlx::{AssertSqlSafe, Connection, Postgres, SqliteConnection, Transaction};

use super::StoreError;

/// Most connections for reading.
const READERS_MAX: u32 = 8;
/// Most connections to PostgreSQL for writing: the log's, those of accounts and sessions, and the one that hears pokes.
const WRITERS_MAX: u32 = 4;
/// Longest wait for a connection.
const ACQUIRE_MAX: Duration = Duration::from_secs(10);
/// Longest wait for another process's lock.
const BUSY_MAX: Duration = Duration::from_secs(10);

/// Takes the write lock at once.
const BEGIN: &str = "BEGIN IMMEDIATE";

const LOCK_SCHEMA: &str = "SELECT pg_advisory_xact_lock(hashtextextended('weft/schema', 0))";

/// A pool of either kind. SQLite has one connection that writes and others that read.
#[derive(Clone, Debug)]
pub(crate) enum Db {
    Sqlite { writer: SqlitePool, readers: SqlitePool },
    Postgres { writer: PgPool, readers: PgPool },
}

/// A transaction of either kind.
pub(crate) enum DbTx {
    Sqlite(SqliteTransaction<'static>),
    Postgres(Transaction<'static, Postgres>),
}

/// Runs the same expression on whichever database it is: SQL is written once.
macro_rules! on {
    (read $db:expr, |$c:ident| $body:expr) => {
        match $db {
            $crate::store::db::Db::Sqlite { readers: $c, .. } => $body,
            $crate::store::db::Db::Postgres { readers: $c, .. } => $body,
        }
    };
    (write $db:expr, |$c:ident| $body:expr) => {
        match $db {
            $crate::store::db::Db::Sqlite { writer: $c, .. } => $body,
            $crate::store::db::Db::Postgres { writer: $c, .. } => $body,
        }
    };
    (tx $tx:expr, |$c:ident| $body:expr) => {
        match $tx {
            $crate::store::db::DbTx::Sqlite(tx) => {
                let $c = &mut **tx;
                $body
            }
            $crate::store::db::DbTx::Postgres(tx) => {
                let $c = &mut **tx;
                $body
            }
        }
    };
}
pub(crate) use on;

/// Which SQL is spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    Sqlite,
    Postgres,
}

/// What a SQLite file is for, which decides how it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// On disk before a commit returns.
    Log,
    /// The same, and what is erased is overwritten.
    Vault,
    /// What is erased is overwritten; a crash may lose the last commits, since it can be built again.
    Derived,
}

/// The type of a column in a bulk insert.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Column {
    Text(&'static str),
    Integer(&'static str),
}

impl Column {
    const fn name(self) -> &'static str {
        match self {
            Self::Text(name) | Self::Integer(name) => name,
        }
    }
}

/// A bulk insert: the county as `$2`, all rows as one JSON array of objects as `$1`.
pub(crate) struct Bulk {
    pub table: &'static str,
    pub columns: &'static [Column],
    /// What follows the rows, such as `ON CONFLICT …`.
    pub tail: &'static str,
}

impl Bulk {
    fn sql(&self, dialect: Dialect) -> String {
        let names = self.columns.iter().map(|column| column.name()).collect::<Vec<_>>().join(", ");
        let (values, source) = match dialect {
            Dialect::Sqlite => {
                let values = self.columns.iter().map(|column| format!("r.value->>'$.{}'", column.name()));
                (values.collect::<Vec<_>>().join(", "), "json_each($1) AS r".to_owned())
            }
            Dialect::Postgres => {
                let typed = self.columns.iter().map(|column| match column {
                    Column::Text(name) => format!("{name} text"),
                    Column::Integer(name) => format!("{name} bigint"),
                });
                let typed = typed.collect::<Vec<_>>().join(", ");
                let values = self.columns.iter().map(|column| format!("r.{}", column.name()));
                (values.collect::<Vec<_>>().join(", "), format!("json_to_recordset($1::json) AS r({typed})"))
            }
        };
        let (table, tail) = (self.table, self.tail);
        format!("INSERT INTO {table} (county, {names}) SELECT $2, {values} FROM {source} WHERE true {tail}")
    }

    /// Inserts these rows in one statement.
    pub(crate) async fn insert<T: serde::Serialize>(
        &self,
        tx: &mut DbTx,
        county: &str,
        rows: &[T],
    ) -> Result<(), StoreError> {
        if rows.is_empty() {
            return Ok(());
        }
        let json = serde_json::to_string(rows).map_err(|error| StoreError::damaged(self.table, &error))?;
        self.insert_json(tx, county, &json).await
    }

    /// Inserts rows that are JSON already.
    pub(crate) async fn insert_json(&self, tx: &mut DbTx, county: &str, json: &str) -> Result<(), StoreError> {
        let sql = self.sql(tx.dialect());
        on!(tx tx, |c| {
            sqlx::query(AssertSqlSafe(sql)).bind(json).bind(county).execute(c).await.map(drop)
        })?;
        Ok(())
    }
}

impl Db {
    /// Opens or makes a SQLite file.
    pub(crate) async fn sqlite(path: &Path, purpose: Purpose) -> Result<Self, StoreError> {
        Self::open_sqlite(path, purpose).await.map_err(|error| StoreError::from(error).in_file(path))
    }

    async fn open_sqlite(path: &Path, purpose: Purpose) -> Result<Self, sqlx::Error> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(match purpose {
                Purpose::Log | Purpose::Vault => SqliteSynchronous::Full,
                Purpose::Derived => SqliteSynchronous::Normal,
            })
            .busy_timeout(BUSY_MAX)
            .pragma("secure_delete", if purpose == Purpose::Log { "FAST" } else { "ON" })
            .pragma("cache_size", "-65536")
            .pragma("temp_store", "MEMORY")
            .pragma("mmap_size", "268435456");
        let pool = || {
            SqlitePoolOptions::new()
                .acquire_timeout(ACQUIRE_MAX)
                .test_before_acquire(false)
                .idle_timeout(None)
                .max_lifetime(None)
        };
        let writer = pool().max_connections(1).connect_with(options.clone()).await?;
        let readers = pool().max_connections(READERS_MAX).connect_with(options.pragma("query_only", "ON")).await?;
        Ok(Self::Sqlite { writer, readers })
    }

    /// Connects to PostgreSQL.
    pub(crate) async fn postgres(url: &str) -> Result<Self, StoreError> {
        let options: PgConnectOptions = url.parse()?;
        let pool = |connections| PgPoolOptions::new().acquire_timeout(ACQUIRE_MAX).max_connections(connections);
        // Apart, so that many readers never keep the writer waiting for a connection.
        let writer = pool(WRITERS_MAX).connect_with(options.clone()).await?;
        let readers = pool(READERS_MAX).connect_with(options).await?;
        Ok(Self::Postgres { writer, readers })
    }

    pub(crate) const fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite { .. } => Dialect::Sqlite,
            Self::Postgres { .. } => Dialect::Postgres,
        }
    }

    /// A transaction that writes; on SQLite it has the write lock at once, so that it never fails half-way for want of it.
    pub(crate) async fn begin(&self) -> Result<DbTx, StoreError> {
        Ok(match self {
            Self::Sqlite { writer, .. } => DbTx::Sqlite(match writer.begin_with(BEGIN).await {
                Err(sqlx::Error::InvalidSavePointStatement) => {
                    // SQLite has ended a transaction by itself, as it does on a full disk, and sqlx still counts it as open: without a
                    // new connection nothing could be written ever again.
                    writer.acquire().await?.close().await?;
                    writer.begin_with(BEGIN).await?
                }
                begun => begun?,
            }),
            Self::Postgres { writer, .. } => DbTx::Postgres(writer.begin().await?),
        })
    }

    /// Looks at every page of a SQLite file, on a connection of its own. PostgreSQL has checksums and tools of its own.
    pub(crate) async fn check_pages(&self, file: &'static str) -> Result<(), StoreError> {
        let Self::Sqlite { readers, .. } = self else {
            return Ok(());
        };
        let mut connection = SqliteConnection::connect_with(&readers.connect_options()).await?;
        let found: Vec<String> = sqlx::query_scalar("PRAGMA quick_check(1)").fetch_all(&mut connection).await?;
        connection.close().await?;
        match found.as_slice() {
            [only] if only == "ok" => Ok(()),
            _ => Err(StoreError::Unsound { file, why: found.join("; ") }),
        }
    }

    /// Brings the tables up to date: each step is run once, all in one transaction.
    pub(crate) async fn migrate(&self, name: &'static str, steps: &[&str]) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        if let DbTx::Postgres(tx) = &mut tx {
            sqlx::query(LOCK_SCHEMA).execute(&mut **tx).await?;
        }
        let create = "CREATE TABLE IF NOT EXISTS weft_schema (name TEXT PRIMARY KEY, version BIGINT NOT NULL)";
        on!(tx &mut tx, |c| sqlx::query(create).execute(c).await.map(drop))?;
        let select = "SELECT version FROM weft_schema WHERE name = $1";
        let found: Option<i64> = on!(tx &mut tx, |c| sqlx::query_scalar(select).bind(name).fetch_optional(c).await)?;
        let found = found.unwrap_or(0);
        let known = i64::try_from(steps.len()).unwrap_or(i64::MAX);
        if found > known {
            return Err(StoreError::TooNew { found, known });
        }
        if found == known {
            return tx.commit().await;
        }
        for step in steps.iter().skip(usize::try_from(found).unwrap_or(0)) {
            let sql = self.dialect().translate(step);
            on!(tx &mut tx, |c| sqlx::raw_sql(AssertSqlSafe(sql)).execute(c).await.map(drop))?;
        }
        let upsert = "INSERT INTO weft_schema (name, version) VALUES ($1, $2)
                      ON CONFLICT (name) DO UPDATE SET version = excluded.version";
        on!(tx &mut tx, |c| sqlx::query(upsert).bind(name).bind(known).execute(c).await.map(drop))?;
        tx.commit().await
    }

    /// [`Self::migrate`] for tables that live beside others on PostgreSQL: in a schema of their own.
    pub(crate) async fn migrate_prefixed(
        &self,
        name: &'static str,
        steps: &[&str],
        prefix: &str,
    ) -> Result<(), StoreError> {
        if let (Self::Postgres { writer, .. }, Some(schema)) = (self, prefix.strip_suffix('.')) {
            // Two servers that start together would both see no schema and both make it.
            let mut tx = writer.begin().await?;
            sqlx::query(LOCK_SCHEMA).execute(&mut *tx).await?;
            sqlx::raw_sql(AssertSqlSafe(format!("CREATE SCHEMA IF NOT EXISTS {schema}"))).execute(&mut *tx).await?;
            tx.commit().await?;
        }
        let steps: Vec<String> = steps.iter().map(|step| step.replace("{vault}", prefix)).collect();
        let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
        self.migrate(name, &steps).await
    }

    /// Closes all connections; SQLite folds its log into the file.
    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers } => {
                readers.close().await;
                if let Err(error) = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(writer).await {
                    tracing::warn!(%error, "the last checkpoint failed; the log is kept and read at the next start");
                }
                writer.close().await;
            }
            Self::Postgres { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
        }
    }
}

impl Dialect {
    /// The words of our schema that differ: `/*clustered*/` keeps a table in key order where the engine can.
    fn translate(self, sql: &str) -> String {
        match self {
            Self::Sqlite => sql.replace("/*clustered*/", "WITHOUT ROWID"),
            // By bytes, as on SQLite and in memory: a language's order would skip over hyphens.
            Self::Postgres => sql.replace(" TEXT", " TEXT COLLATE \"C\""),
        }
    }

    /// A sub-query giving the texts of the JSON array bound at this place.
    pub(crate) fn list(self, place: u8) -> String {
        match self {
            Self::Sqlite => format!("(SELECT value FROM json_each(${place}))"),
            Self::Postgres => format!("(SELECT json_array_elements_text(${place}::json))"),
        }
    }
}

impl DbTx {
    pub(crate) const fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite(_) => Dialect::Sqlite,
            Self::Postgres(_) => Dialect::Postgres,
        }
    }

    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(tx) => tx.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trouble::Trouble;

    async fn lines(path: &Path) -> Db {
        let db = Db::sqlite(path, Purpose::Log).await.unwrap();
        db.migrate("test", &["CREATE TABLE line (text TEXT NOT NULL)"]).await.unwrap();
        db
    }

    async fn write(db: &Db, text: &str) -> Result<(), StoreError> {
        let mut tx = db.begin().await?;
        on!(tx &mut tx, |c| sqlx::query("INSERT INTO line VALUES ($1)").bind(text).execute(c).await.map(drop))?;
        tx.commit().await
    }

    #[tokio::test]
    async fn writing_goes_on_after_a_transaction_that_sqlite_ended_by_itself() {
        let folder = tempfile::tempdir().unwrap();
        let db = lines(&folder.path().join("a.sqlite3")).await;
        let limit = |pages: u32| format!("PRAGMA max_page_count = {pages}");
        let Db::Sqlite { writer, .. } = &db else { panic!("it is SQLite") };
        sqlx::query(AssertSqlSafe(limit(1))).execute(writer).await.unwrap();
        let refused = write(&db, &"满".repeat(100_000)).await.unwrap_err();
        assert_eq!(refused.trouble(), Some(Trouble::Full), "{refused}");
        sqlx::query(AssertSqlSafe(limit(1_000_000))).execute(writer).await.unwrap();
        write(&db, &"有".repeat(100_000)).await.unwrap();
        let lines: i64 =
            on!(read & db, |c| sqlx::query_scalar("SELECT count(*) FROM line").fetch_one(c).await).unwrap();
        assert_eq!(lines, 1);
    }

    #[tokio::test]
    async fn a_damaged_page_is_found_and_a_sound_file_passes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.sqlite3");
        let db = lines(&path).await;
        write(&db, &"行".repeat(10_000)).await.unwrap();
        db.check_pages("a").await.unwrap();
        db.close().await;
        let mut bytes = std::fs::read(&path).unwrap();
        let end = bytes.len();
        bytes[end - 4_096..].fill(0xAA);
        std::fs::write(&path, bytes).unwrap();
        let db = lines(&path).await;
        assert_eq!(db.check_pages("a").await.unwrap_err().trouble(), Some(Trouble::Damaged));
    }
}
