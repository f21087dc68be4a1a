//! The transaction of one batch: everything it reads and writes, one statement for each table.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::AssertSqlSafe;
use uuid::Uuid;
use weft::id::{CommandId, PersonId, PhotoHash};
use weft::registry::{Kind, Target};
use weft::wire::{Judged, Outcome};

use super::db::{Bulk, Column, Db, DbTx, on};
use super::{Store, StoreError, from_millis, parse};

/// A state as the tables hold it.
#[derive(Clone, Debug)]
pub(crate) struct StateRow {
    pub target: Target,
    pub version: u64,
    pub position: u64,
    pub body: String,
}

/// A receipt as the tables hold it.
#[derive(Clone, Debug)]
pub(crate) struct ReceiptRow {
    pub command: CommandId,
    pub digest: String,
    pub kept: Kept,
}

/// What a receipt keeps of the answer, so that asking again brings the same.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Kept {
    #[serde(flatten)]
    pub outcome: Outcome,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub judged: Option<Judged>,
}

impl From<Outcome> for Kept {
    fn from(outcome: Outcome) -> Self {
        Self { outcome, judged: None }
    }
}

/// Something that time asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DueRow {
    pub target: Uuid,
    pub version: u64,
    pub at: DateTime<Utc>,
    pub attempt: u32,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct EventOut {
    pub position: u64,
    pub kind: &'static str,
    pub target: Uuid,
    pub version: u64,
    pub at: i64,
    pub actor: PersonId,
    pub cause: CommandId,
    pub body: String,
}

/// What lists need to know of a thing without reading its state. Empty for things that are not listed by time.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(crate) struct Listing {
    pub opened_at: Option<i64>,
    pub month: Option<i64>,
    pub unit: Option<Uuid>,
    pub category: Option<String>,
    pub phase: Option<String>,
    pub is_open: Option<i64>,
    pub late_at: Option<i64>,
    pub lon_e7: Option<i32>,
    pub lat_e7: Option<i32>,
    pub respond_by: Option<i64>,
    pub responded_at: Option<i64>,
    pub resolve_by: Option<i64>,
    pub resolved_at: Option<i64>,
    pub satisfied: Option<i64>,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct StateOut {
    pub target: Uuid,
    pub kind: &'static str,
    pub version: u64,
    pub position: u64,
    pub body: String,
    #[serde(flatten)]
    pub listing: Listing,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct ScopeOut {
    pub key: String,
    pub target: Uuid,
    pub kind: &'static str,
    pub position: u64,
    pub status: u8,
    pub opened_at: Option<i64>,
    pub category: Option<String>,
    pub phase: Option<String>,
    pub is_open: Option<i64>,
    pub late_at: Option<i64>,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct ReceiptOut {
    pub command: CommandId,
    pub digest: String,
    pub outcome: String,
    pub at: i64,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct DueOut {
    pub target: Uuid,
    pub version: u64,
    pub at: i64,
    pub attempt: u32,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct CodeOut {
    pub code: String,
    pub target: Uuid,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct PhotoUseOut {
    pub hash: PhotoHash,
    pub target: Uuid,
    pub kind: &'static str,
}

/// Everything that one batch writes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rows {
    pub events: Vec<EventOut>,
    pub states: Vec<StateOut>,
    pub scopes: Vec<ScopeOut>,
    pub receipts: Vec<ReceiptOut>,
    pub due: Vec<DueOut>,
    pub due_gone: Vec<Uuid>,
    pub codes: Vec<CodeOut>,
    pub photos: Vec<PhotoUseOut>,
}

use Column::{Integer as I, Text as T};

static EVENTS: Bulk = Bulk {
    table: "event",
    columns: &[I("position"), T("kind"), T("target"), I("version"), I("at"), T("actor"), T("cause"), T("body")],
    tail: "",
};

static STATES: Bulk = Bulk {
    table: "state",
    columns: &[
        T("target"),
        T("kind"),
        I("version"),
        I("position"),
        T("body"),
        I("opened_at"),
        I("month"),
        T("unit"),
        T("category"),
        T("phase"),
        I("is_open"),
        I("late_at"),
        I("lon_e7"),
        I("lat_e7"),
        I("respond_by"),
        I("responded_at"),
        I("resolve_by"),
        I("resolved_at"),
        I("satisfied"),
    ],
    tail: "ON CONFLICT (county, target) DO UPDATE SET version = excluded.version, position = excluded.position,
           body = excluded.body, opened_at = excluded.opened_at, month = excluded.month, unit = excluded.unit,
           category = excluded.category, phase = excluded.phase, is_open = excluded.is_open, late_at = excluded.late_at,
           lon_e7 = excluded.lon_e7, lat_e7 = excluded.lat_e7, respond_by = excluded.respond_by,
           responded_at = excluded.responded_at, resolve_by = excluded.resolve_by,
           resolved_at = excluded.resolved_at, satisfied = excluded.satisfied",
};

static SCOPES: Bulk = Bulk {
    table: "scope",
    columns: &[
        T("key"),
        T("target"),
        T("kind"),
        I("position"),
        I("status"),
        I("opened_at"),
        T("category"),
        T("phase"),
        I("is_open"),
        I("late_at"),
    ],
    tail: "ON CONFLICT (county, key, target) DO UPDATE SET position = excluded.position, status = excluded.status,
           opened_at = excluded.opened_at, category = excluded.category, phase = excluded.phase,
           is_open = excluded.is_open, late_at = excluded.late_at",
};

static RECEIPTS: Bulk =
    Bulk { table: "receipt", columns: &[T("command"), T("digest"), T("outcome"), I("at")], tail: "" };

static DUE: Bulk = Bulk {
    table: "due",
    columns: &[T("target"), I("version"), I("at"), I("attempt")],
    tail: "ON CONFLICT (county, target) DO UPDATE SET version = excluded.version, at = excluded.at,
           attempt = excluded.attempt",
};

static CODES: Bulk = Bulk { table: "receipt_code", columns: &[T("code"), T("target")], tail: "ON CONFLICT DO NOTHING" };

static PHOTOS: Bulk =
    Bulk { table: "photo_use", columns: &[T("hash"), T("target"), T("kind")], tail: "ON CONFLICT DO NOTHING" };

impl Rows {
    /// The bulk inserts of these rows with their JSON, for measuring what the database alone can do.
    pub(crate) fn encoded(&self) -> Result<Vec<(&'static Bulk, String)>, StoreError> {
        let parts = [
            (&EVENTS, json("event", &self.events)?),
            (&STATES, json("state", &self.states)?),
            (&SCOPES, json("scope", &self.scopes)?),
            (&RECEIPTS, json("receipt", &self.receipts)?),
            (&DUE, json("due", &self.due)?),
            (&CODES, json("receipt_code", &self.codes)?),
            (&PHOTOS, json("photo_use", &self.photos)?),
        ];
        Ok(parts.into_iter().filter(|(_, json)| json != "[]").collect())
    }
}

/// The transaction of one batch. On PostgreSQL it holds the county's lock, so that positions become visible in order.
pub(crate) struct Tx {
    pub(crate) inner: DbTx,
    county: Arc<str>,
}

fn json<T: Serialize>(table: &'static str, rows: &[T]) -> Result<String, StoreError> {
    serde_json::to_string(rows).map_err(|error| StoreError::damaged(table, &error))
}

fn count(value: i64) -> u64 {
    u64::try_from(value).unwrap_or(0)
}

pub(crate) fn kind(table: &'static str, name: &str) -> Result<Kind, StoreError> {
    Kind::named(name).ok_or_else(|| StoreError::damaged(table, &format!("unknown kind {name}")))
}

impl Store {
    /// Begins the transaction of a batch.
    pub(crate) async fn begin(&self) -> Result<Tx, StoreError> {
        let mut inner = self.db.begin().await?;
        if let DbTx::Postgres(tx) = &mut inner {
            sqlx::query("SELECT pg_advisory_xact_lock(hashtextextended('weft/' || $1, 0))")
                .bind(&*self.county)
                .execute(&mut **tx)
                .await?;
        }
        Ok(Tx { inner, county: Arc::clone(&self.county) })
    }

    /// Whether other processes may write to the same log.
    pub(crate) const fn is_shared(&self) -> bool {
        matches!(self.db, Db::Postgres { .. })
    }
}

impl Tx {
    /// The newest position.
    pub(crate) async fn head(&mut self) -> Result<u64, StoreError> {
        let sql = "SELECT coalesce(max(position), 0) FROM event WHERE county = $1";
        let head: i64 = on!(tx &mut self.inner, |c| sqlx::query_scalar(sql).bind(&*self.county).fetch_one(c).await)?;
        Ok(count(head))
    }

    /// What changed after a position: for a process that was not the writer.
    pub(crate) async fn changed_since(&mut self, position: u64) -> Result<Vec<Target>, StoreError> {
        let sql = "SELECT DISTINCT kind, target FROM event WHERE county = $1 AND position > $2";
        let position = i64::try_from(position).unwrap_or(i64::MAX);
        let rows: Vec<(String, String)> = on!(tx &mut self.inner, |c| {
            sqlx::query_as(sql).bind(&*self.county).bind(position).fetch_all(c).await
        })?;
        rows.into_iter()
            .map(|(name, id)| Ok(Target { kind: kind("event", &name)?, id: parse("event", &id)? }))
            .collect()
    }

    /// The receipts of those commands that have one.
    pub(crate) async fn receipts(&mut self, ids: &[CommandId]) -> Result<Vec<ReceiptRow>, StoreError> {
        let list = self.inner.dialect().list(2);
        let sql = format!("SELECT command, digest, outcome FROM receipt WHERE county = $1 AND command IN {list}");
        let ids = json("receipt", ids)?;
        let rows: Vec<(String, String, String)> = on!(tx &mut self.inner, |c| {
            sqlx::query_as(AssertSqlSafe(sql)).bind(&*self.county).bind(ids).fetch_all(c).await
        })?;
        rows.into_iter()
            .map(|(command, digest, outcome)| {
                Ok(ReceiptRow {
                    command: parse("receipt", &command)?,
                    digest,
                    kept: serde_json::from_str(&outcome).map_err(|error| StoreError::damaged("receipt", &error))?,
                })
            })
            .collect()
    }

    /// The states of those things that have one.
    pub(crate) async fn states(&mut self, ids: &[Uuid]) -> Result<Vec<StateRow>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let sql = states_sql(self.inner.dialect());
        let ids = json("state", ids)?;
        let rows: Vec<StateTuple> = on!(tx &mut self.inner, |c| {
            sqlx::query_as(AssertSqlSafe(sql)).bind(&*self.county).bind(ids).fetch_all(c).await
        })?;
        rows.into_iter().map(state_row).collect()
    }

    /// What is due, earliest first.
    pub(crate) async fn due(&mut self, now: DateTime<Utc>, limit: usize) -> Result<Vec<DueRow>, StoreError> {
        let sql = "SELECT target, version, at, attempt FROM due WHERE county = $1 AND at <= $2 ORDER BY at LIMIT $3";
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows: Vec<(String, i64, i64, i64)> = on!(tx &mut self.inner, |c| {
            sqlx::query_as(sql).bind(&*self.county).bind(now.timestamp_millis()).bind(limit).fetch_all(c).await
        })?;
        rows.into_iter()
            .map(|(target, version, at, attempt)| {
                Ok(DueRow {
                    target: parse("due", &target)?,
                    version: count(version),
                    at: from_millis(at),
                    attempt: u32::try_from(attempt).unwrap_or(u32::MAX),
                })
            })
            .collect()
    }

    /// Writes the batch.
    pub(crate) async fn write(&mut self, rows: &Rows) -> Result<(), StoreError> {
        let (tx, county) = (&mut self.inner, &*self.county);
        EVENTS.insert(tx, county, &rows.events).await?;
        STATES.insert(tx, county, &rows.states).await?;
        SCOPES.insert(tx, county, &rows.scopes).await?;
        RECEIPTS.insert(tx, county, &rows.receipts).await?;
        DUE.insert(tx, county, &rows.due).await?;
        CODES.insert(tx, county, &rows.codes).await?;
        PHOTOS.insert(tx, county, &rows.photos).await?;
        if !rows.due_gone.is_empty() {
            let list = tx.dialect().list(2);
            let sql = format!("DELETE FROM due WHERE county = $1 AND target IN {list}");
            let gone = json("due", &rows.due_gone)?;
            on!(tx tx, |c| sqlx::query(AssertSqlSafe(sql)).bind(county).bind(gone).execute(c).await.map(drop))?;
        }
        Ok(())
    }

    /// Makes it durable, and on PostgreSQL tells other processes: one poke for each commit.
    pub(crate) async fn commit(mut self, head: u64) -> Result<(), StoreError> {
        if let DbTx::Postgres(tx) = &mut self.inner {
            let poke = format!("{} {head}", self.county);
            sqlx::query("SELECT pg_notify('weft', $1)").bind(poke).execute(&mut **tx).await?;
        }
        self.inner.commit().await
    }
}

pub(crate) type StateTuple = (String, String, i64, i64, String);

pub(crate) fn states_sql(dialect: super::db::Dialect) -> String {
    let list = dialect.list(2);
    format!("SELECT kind, target, version, position, body FROM state WHERE county = $1 AND target IN {list}")
}

pub(crate) fn state_row((name, target, version, position, body): StateTuple) -> Result<StateRow, StoreError> {
    Ok(StateRow {
        target: Target { kind: kind("state", &name)?, id: parse("state", &target)? },
        version: count(version),
        position: count(position),
        body,
    })
}
