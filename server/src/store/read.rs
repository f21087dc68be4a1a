//! What readers ask of the store. Every query walks an index and is bounded; none counts or skips over everything.

use chrono::{DateTime, Utc};
use sqlx::AssertSqlSafe;
use uuid::Uuid;
use weft::id::{PersonId, UnitId};
use weft::registry::{Kind, Target};
use weft::wire::Recorded;

use super::db::on;
use super::write::{StateRow, StateTuple, kind, state_row, states_sql};
use super::{Store, StoreError, from_millis, parse};

/// Where a list goes on: below this time and id, newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub opened_at: i64,
    pub target: Uuid,
}

/// A list of what is of one kind under one scope key.
#[derive(Clone, Debug)]
pub(crate) struct ListQuery<'a> {
    pub key: &'a str,
    pub kind: Kind,
    pub category: &'a str,
    pub phase: &'a str,
    pub open: bool,
    /// Only what was late before this time, or everything for 0.
    pub late_before: i64,
    pub from: i64,
    /// Only what is below this place.
    pub below: Option<Place>,
    pub to: i64,
    /// Most index entries looked at.
    pub scan: i64,
    pub limit: i64,
}

/// Counts for the three rates, for one unit and month of reporting: reported, response due and met, resolution due and met, rated, satisfied.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RateRow {
    pub unit: UnitId,
    pub month: i64,
    pub count: [u64; 7],
}

type RateTuple = (String, i64, i64, i64, i64, i64, i64, i64, i64);

/// An open matter near a point.
#[derive(Clone, Debug)]
pub(crate) struct NearRow {
    pub target: Uuid,
    pub opened_at: DateTime<Utc>,
    pub phase: String,
    pub lon_e7: i32,
    pub lat_e7: i32,
}

/// A box around a point, and how far back to look.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NearQuery<'a> {
    pub category: &'a str,
    pub lon_e7: (i64, i64),
    pub lat_e7: (i64, i64),
    pub since: i64,
    pub limit: i64,
}

type EventTuple = (i64, String, String, i64, i64, String, String, String);

const EVENT: &str = "SELECT position, kind, target, version, at, actor, cause, body FROM event";

fn signed(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

fn unsigned(value: i64) -> u64 {
    u64::try_from(value).unwrap_or(0)
}

fn recorded(row: EventTuple) -> Result<Recorded, StoreError> {
    let (position, name, target, version, at, actor, cause, body) = row;
    let by: PersonId = parse("event", &actor)?;
    Ok(Recorded {
        position: unsigned(position),
        target: Target { kind: kind("event", &name)?, id: parse("event", &target)? },
        version: unsigned(version),
        at: from_millis(at),
        by,
        cause: parse("event", &cause)?,
        event: serde_json::from_str(&body).map_err(|error| StoreError::damaged("event", &error))?,
    })
}

impl Store {
    /// The newest position.
    pub(crate) async fn head(&self) -> Result<u64, StoreError> {
        let sql = "SELECT coalesce(max(position), 0) FROM event WHERE county = $1";
        let head: i64 = on!(read & self.db, |c| sqlx::query_scalar(sql).bind(&*self.county).fetch_one(c).await)?;
        Ok(unsigned(head))
    }

    /// The states of those things that have one, in no order.
    pub(crate) async fn states(&self, ids: &[Uuid]) -> Result<Vec<StateRow>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let sql = states_sql(self.db.dialect());
        let ids = serde_json::to_string(ids).map_err(|error| StoreError::damaged("state", &error))?;
        let rows: Vec<StateTuple> = on!(read & self.db, |c| {
            sqlx::query_as(AssertSqlSafe(sql)).bind(&*self.county).bind(ids).fetch_all(c).await
        })?;
        rows.into_iter().map(state_row).collect()
    }

    /// All states of a kind of which there are few: units, rulebooks.
    pub(crate) async fn states_of(&self, kind: Kind) -> Result<Vec<StateRow>, StoreError> {
        let sql = "SELECT kind, target, version, position, body FROM state
                   WHERE county = $1 AND kind = $2 AND opened_at IS NULL";
        let rows: Vec<StateTuple> =
            on!(read & self.db, |c| { sqlx::query_as(sql).bind(&*self.county).bind(kind.name()).fetch_all(c).await })?;
        rows.into_iter().map(state_row).collect()
    }

    /// A page of all states, by id.
    pub(crate) async fn all_states(&self, after: Option<Uuid>, limit: usize) -> Result<Vec<StateRow>, StoreError> {
        let sql = "SELECT kind, target, version, position, body FROM state
                   WHERE county = $1 AND target > $2 ORDER BY target LIMIT $3";
        let after = after.map(|id| id.to_string()).unwrap_or_default();
        let rows: Vec<StateTuple> = on!(read & self.db, |c| {
            sqlx::query_as(sql).bind(&*self.county).bind(after).bind(signed(limit as u64)).fetch_all(c).await
        })?;
        rows.into_iter().map(state_row).collect()
    }

    /// How many things are listed by time under a scope key, counted up to a bound.
    pub(crate) async fn listed_count(&self, key: &str, max: usize) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) FROM (SELECT 1 FROM scope WHERE county = $1 AND key = $2
                   AND opened_at IS NOT NULL AND status > 0 LIMIT $3) AS listed";
        let count: i64 = on!(read & self.db, |c| {
            sqlx::query_scalar(sql).bind(&*self.county).bind(key).bind(signed(max as u64)).fetch_one(c).await
        })?;
        Ok(unsigned(count))
    }

    /// What changed under a scope key after a position and up to another, oldest change first. Up to `floor` only what devices hold; beyond
    /// it also what left.
    pub(crate) async fn changes(
        &self,
        key: &str,
        (after, to): (u64, u64),
        floor: u64,
        limit: usize,
    ) -> Result<Vec<(u64, Target)>, StoreError> {
        let held = "SELECT position, kind, target FROM scope WHERE county = $1 AND key = $2 AND status = 2
                    AND position > $3 AND position <= $4 ORDER BY position LIMIT $5";
        let all = "SELECT position, kind, target FROM scope WHERE county = $1 AND key = $2
                   AND position > $3 AND position <= $4 ORDER BY position LIMIT $5";
        let mut found: Vec<(i64, String, String)> = Vec::new();
        for (sql, after, to) in [(held, after, floor.min(to)), (all, after.max(floor), to)] {
            let limit = signed(limit.saturating_sub(found.len()) as u64);
            if after >= to || limit == 0 {
                continue;
            }
            let rows: Vec<(i64, String, String)> = on!(read & self.db, |c| {
                sqlx::query_as(sql)
                    .bind(&*self.county)
                    .bind(key)
                    .bind(signed(after))
                    .bind(signed(to))
                    .bind(limit)
                    .fetch_all(c)
                    .await
            })?;
            found.extend(rows);
        }
        found
            .into_iter()
            .map(|(position, name, id)| {
                Ok((unsigned(position), Target { kind: kind("scope", &name)?, id: parse("scope", &id)? }))
            })
            .collect()
    }

    /// What happened to a thing, oldest first, after a version.
    pub(crate) async fn history(&self, target: Uuid, after: u64, limit: usize) -> Result<Vec<Recorded>, StoreError> {
        let sql = format!("{EVENT} WHERE county = $1 AND target = $2 AND version > $3 ORDER BY version LIMIT $4");
        let rows: Vec<EventTuple> = on!(read & self.db, |c| {
            sqlx::query_as(AssertSqlSafe(sql))
                .bind(&*self.county)
                .bind(target.to_string())
                .bind(signed(after))
                .bind(signed(limit as u64))
                .fetch_all(c)
                .await
        })?;
        rows.into_iter().map(recorded).collect()
    }

    /// The log after a position, oldest first, at most so many events.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn events(&self, after: u64, limit: usize) -> Result<Vec<Recorded>, StoreError> {
        let sql = format!("{EVENT} WHERE county = $1 AND position > $2 ORDER BY position LIMIT $3");
        let rows: Vec<EventTuple> = on!(read & self.db, |c| {
            sqlx::query_as(AssertSqlSafe(sql))
                .bind(&*self.county)
                .bind(signed(after))
                .bind(signed(limit as u64))
                .fetch_all(c)
                .await
        })?;
        rows.into_iter().map(recorded).collect()
    }

    /// A page of a list, newest first, and where the scan ended if it was cut before the page was full.
    pub(crate) async fn list(&self, query: &ListQuery<'_>) -> Result<(Vec<Place>, Option<Place>), StoreError> {
        let open = if query.open { "AND is_open = 1" } else { "AND opened_at IS NOT NULL" };
        let base = format!(
            "FROM scope WHERE county = $1 AND key = $2 AND kind = $3 AND status > 0 {open} AND opened_at >= $4
             AND (opened_at, target) < ($5, $6) ORDER BY opened_at DESC, target DESC"
        );
        let page = format!(
            "SELECT opened_at, target FROM (SELECT opened_at, target, category, phase, late_at {base} LIMIT $7) AS s
             WHERE ($8 = '' OR category = $8 OR substr(category, 1, length($8) + 1) = $8 || '.')
             AND ($9 = '' OR phase = $9) AND ($10 = 0 OR late_at < $10)
             ORDER BY opened_at DESC, target DESC LIMIT $11"
        );
        // Nothing lies at the upper end itself: ids are not empty, so that the empty one is below all of them.
        let (below_at, below_id) = match query.below {
            Some(place) if place.opened_at < query.to => (place.opened_at, place.target.to_string()),
            _ => (query.to, String::new()),
        };
        let rows: Vec<(i64, String)> = on!(read & self.db, |c| {
            sqlx::query_as(AssertSqlSafe(page))
                .bind(&*self.county)
                .bind(query.key)
                .bind(query.kind.name())
                .bind(query.from)
                .bind(below_at)
                .bind(&*below_id)
                .bind(query.scan)
                .bind(query.category)
                .bind(query.phase)
                .bind(query.late_before)
                .bind(query.limit)
                .fetch_all(c)
                .await
        })?;
        let rows: Vec<Place> = rows.into_iter().map(place).collect::<Result<_, _>>()?;
        if signed(rows.len() as u64) >= query.limit {
            return Ok((rows, None));
        }
        let last = format!("SELECT opened_at, target {base} LIMIT 1 OFFSET $7");
        let last: Option<(i64, String)> = on!(read & self.db, |c| {
            sqlx::query_as(AssertSqlSafe(last))
                .bind(&*self.county)
                .bind(query.key)
                .bind(query.kind.name())
                .bind(query.from)
                .bind(below_at)
                .bind(&*below_id)
                .bind(query.scan - 1)
                .fetch_optional(c)
                .await
        })?;
        Ok((rows, last.map(place).transpose()?))
    }

    /// The tickets with this receipt code: one, or by a rare accident more.
    pub(crate) async fn receipt_code(&self, code: &str) -> Result<Vec<Uuid>, StoreError> {
        let sql = "SELECT target FROM receipt_code WHERE county = $1 AND code = $2 LIMIT 2";
        let rows: Vec<String> =
            on!(read & self.db, |c| sqlx::query_scalar(sql).bind(&*self.county).bind(code).fetch_all(c).await)?;
        rows.iter().map(|id| parse("receipt_code", id)).collect()
    }

    /// Open matters of a category within a box, reported since.
    pub(crate) async fn near(&self, query: &NearQuery<'_>) -> Result<Vec<NearRow>, StoreError> {
        let sql = "SELECT target, opened_at, phase, lon_e7, lat_e7 FROM state WHERE county = $1 AND category = $2
                   AND is_open = 1 AND lat_e7 BETWEEN $3 AND $4 AND lon_e7 BETWEEN $5 AND $6 AND opened_at >= $7
                   LIMIT $8";
        let rows: Vec<(String, i64, String, i64, i64)> = on!(read & self.db, |c| {
            sqlx::query_as(sql)
                .bind(&*self.county)
                .bind(query.category)
                .bind(query.lat_e7.0)
                .bind(query.lat_e7.1)
                .bind(query.lon_e7.0)
                .bind(query.lon_e7.1)
                .bind(query.since)
                .bind(query.limit)
                .fetch_all(c)
                .await
        })?;
        rows.into_iter()
            .map(|(target, opened_at, phase, lon_e7, lat_e7)| {
                Ok(NearRow {
                    target: parse("state", &target)?,
                    opened_at: from_millis(opened_at),
                    phase,
                    lon_e7: i32::try_from(lon_e7).unwrap_or_default(),
                    lat_e7: i32::try_from(lat_e7).unwrap_or_default(),
                })
            })
            .collect()
    }

    /// Counts by unit and month (as year × 100 + month), over these months.
    pub(crate) async fn rates(&self, months: (i64, i64), now: DateTime<Utc>) -> Result<Vec<RateRow>, StoreError> {
        let columns = [
            ("response_due", "responded_at IS NOT NULL OR respond_by <= $4"),
            ("response_met", "responded_at <= respond_by"),
            ("resolution_due", "resolved_at IS NOT NULL OR resolve_by <= $4"),
            ("resolution_met", "resolved_at <= resolve_by"),
            ("rated", "satisfied IS NOT NULL"),
            ("satisfied", "satisfied = 1"),
        ];
        let columns: Vec<String> = columns
            .iter()
            .map(|(name, when)| format!("CAST(sum(CASE WHEN {when} THEN 1 ELSE 0 END) AS BIGINT) AS {name}"))
            .collect();
        let columns = columns.join(", ");
        let sql = format!(
            "SELECT unit, month, count(*) AS reported, {columns} FROM state
             WHERE county = $1 AND month IS NOT NULL AND unit IS NOT NULL AND month >= $2 AND month <= $3
             GROUP BY unit, month"
        );
        let rows: Vec<RateTuple> = on!(read & self.db, |c| {
            sqlx::query_as(AssertSqlSafe(sql))
                .bind(&*self.county)
                .bind(months.0)
                .bind(months.1)
                .bind(now.timestamp_millis())
                .fetch_all(c)
                .await
        })?;
        rows.into_iter()
            .map(|(unit, month, reported, a, b, c, d, e, f)| {
                let count = [reported, a, b, c, d, e, f].map(unsigned);
                Ok(RateRow { unit: parse("state", &unit)?, month, count })
            })
            .collect()
    }
}

fn place((opened_at, target): (i64, String)) -> Result<Place, StoreError> {
    Ok(Place { opened_at, target: parse("scope", &target)? })
}
