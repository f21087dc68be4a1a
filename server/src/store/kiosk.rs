//! Kiosks, the codes that enrol them, and reports from them that were not accepted.

use chrono::{DateTime, Utc};
use weft::id::{CommandId, DeviceId, PersonId, UnitId};
use weft::kiosk::{Health, Sealed};

use super::db::on;
use super::{Store, StoreError, from_millis, parse};

type KioskRow = (String, String, String, String, String, i64, Option<i64>, Option<i64>, String);

/// A kiosk that a desk enrolled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kiosk {
    /// Which.
    pub id: DeviceId,
    /// SHA-256 of its token, in hexadecimal.
    pub hash: String,
    /// Where it stands.
    pub unit: UnitId,
    /// What the desk calls it.
    pub name: String,
    /// Who made its code.
    pub enrolled_by: PersonId,
    /// When it was enrolled.
    pub created_at: DateTime<Utc>,
    /// Since when it may not be used any more.
    pub revoked_at: Option<DateTime<Utc>>,
    /// When it last spoke to the server.
    pub seen_at: Option<DateTime<Utc>>,
    /// How it fared then.
    pub health: Health,
}

/// An enrolment code, by its hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KioskCode {
    /// Keyed hash of the code.
    pub hash: String,
    /// Where the kiosk will stand.
    pub unit: UnitId,
    /// What it will be called.
    pub name: String,
    /// Who made the code.
    pub made_by: PersonId,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

/// A report that was not accepted, as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// SHA-256 of the sealed bytes, in hexadecimal.
    pub digest: String,
    /// From which kiosk.
    pub kiosk: DeviceId,
    /// The report.
    pub sealed: Sealed,
    /// What became of it, as JSON.
    pub outcome: String,
    /// When.
    pub at: DateTime<Utc>,
}

fn kiosk(row: KioskRow) -> Result<Kiosk, StoreError> {
    let (id, hash, unit, name, enrolled_by, created_at, revoked_at, seen_at, health) = row;
    Ok(Kiosk {
        id: parse("kiosk", &id)?,
        hash,
        unit: parse("kiosk", &unit)?,
        name,
        enrolled_by: parse("kiosk", &enrolled_by)?,
        created_at: from_millis(created_at),
        revoked_at: revoked_at.map(from_millis),
        seen_at: seen_at.map(from_millis),
        health: serde_json::from_str(&health).map_err(|error| StoreError::damaged("kiosk", &error))?,
    })
}

impl Store {
    /// Writes down an enrolment code, and removes those that have ended.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_kiosk_code(&self, code: &KioskCode, now: DateTime<Utc>) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        let delete = "DELETE FROM kiosk_code WHERE county = $1 AND expires_at <= $2";
        let now = now.timestamp_millis();
        on!(tx &mut tx, |c| sqlx::query(delete).bind(&*self.county).bind(now).execute(c).await.map(drop))?;
        let insert =
            "INSERT INTO kiosk_code (county, hash, unit, name, made_by, expires_at) VALUES ($1, $2, $3, $4, $5, $6)";
        on!(tx &mut tx, |c| {
            sqlx::query(insert)
                .bind(&*self.county)
                .bind(&*code.hash)
                .bind(code.unit.to_string())
                .bind(&*code.name)
                .bind(code.made_by.to_string())
                .bind(code.expires_at.timestamp_millis())
                .execute(c)
                .await
                .map(drop)
        })?;
        tx.commit().await
    }

    /// Uses an enrolment code up and writes down the kiosk that `enrol` makes of it, both or neither. None when there is no such
    /// code, or it has ended.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn enrol_kiosk(
        &self,
        hash: &str,
        now: DateTime<Utc>,
        enrol: impl FnOnce(KioskCode) -> Kiosk,
    ) -> Result<Option<Kiosk>, StoreError> {
        let mut tx = self.db.begin().await?;
        let take = "DELETE FROM kiosk_code WHERE county = $1 AND hash = $2 AND expires_at > $3
                    RETURNING unit, name, made_by, expires_at";
        let now = now.timestamp_millis();
        let row: Option<(String, String, String, i64)> = on!(tx &mut tx, |c| {
            sqlx::query_as(take).bind(&*self.county).bind(hash).bind(now).fetch_optional(c).await
        })?;
        let Some((unit, name, made_by, expires_at)) = row else {
            return Ok(None);
        };
        let kiosk = enrol(KioskCode {
            hash: hash.to_owned(),
            unit: parse("kiosk_code", &unit)?,
            name,
            made_by: parse("kiosk_code", &made_by)?,
            expires_at: from_millis(expires_at),
        });
        let insert = "INSERT INTO kiosk (county, id, hash, unit, name, enrolled_by, created_at, health)
                      VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let health = health_text(&kiosk.health)?;
        on!(tx &mut tx, |c| {
            sqlx::query(insert)
                .bind(&*self.county)
                .bind(kiosk.id.to_string())
                .bind(&*kiosk.hash)
                .bind(kiosk.unit.to_string())
                .bind(&*kiosk.name)
                .bind(kiosk.enrolled_by.to_string())
                .bind(kiosk.created_at.timestamp_millis())
                .bind(health)
                .execute(c)
                .await
                .map(drop)
        })?;
        tx.commit().await?;
        Ok(Some(kiosk))
    }

    /// The kiosk with this token hash.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn kiosk_by_hash(&self, hash: &str) -> Result<Option<Kiosk>, StoreError> {
        let sql = "SELECT id, hash, unit, name, enrolled_by, created_at, revoked_at, seen_at, health FROM kiosk
                   WHERE county = $1 AND hash = $2";
        let row: Option<KioskRow> =
            on!(read & self.db, |c| { sqlx::query_as(sql).bind(&*self.county).bind(hash).fetch_optional(c).await })?;
        row.map(kiosk).transpose()
    }

    /// Every kiosk, by name. A county has some hundreds.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn kiosks(&self) -> Result<Vec<Kiosk>, StoreError> {
        let sql = "SELECT id, hash, unit, name, enrolled_by, created_at, revoked_at, seen_at, health FROM kiosk
                   WHERE county = $1 ORDER BY name, id";
        let rows: Vec<KioskRow> =
            on!(read & self.db, |c| { sqlx::query_as(sql).bind(&*self.county).fetch_all(c).await })?;
        rows.into_iter().map(kiosk).collect()
    }

    /// How many reports of each kiosk were not accepted and are kept.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn kept_of_kiosks(&self) -> Result<Vec<(DeviceId, u64)>, StoreError> {
        let sql = "SELECT kiosk, COUNT(*) FROM kiosk_kept WHERE county = $1 GROUP BY kiosk";
        let rows: Vec<(String, i64)> =
            on!(read & self.db, |c| { sqlx::query_as(sql).bind(&*self.county).fetch_all(c).await })?;
        rows.into_iter().map(|(id, count)| Ok((parse("kiosk_kept", &id)?, u64::try_from(count).unwrap_or(0)))).collect()
    }

    /// Notes that a kiosk has spoken, and how it fares.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn kiosk_seen(&self, id: DeviceId, now: DateTime<Utc>, health: &Health) -> Result<(), StoreError> {
        let sql = "UPDATE kiosk SET seen_at = $3, health = $4 WHERE county = $1 AND id = $2";
        let (id, now, health) = (id.to_string(), now.timestamp_millis(), health_text(health)?);
        on!(write & self.db, |c| {
            sqlx::query(sql).bind(&*self.county).bind(id).bind(now).bind(health).execute(c).await.map(drop)
        })?;
        Ok(())
    }

    /// Revokes a kiosk; one that was revoked before stays revoked since then.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn revoke_kiosk(&self, id: DeviceId, now: DateTime<Utc>) -> Result<(), StoreError> {
        let sql = "UPDATE kiosk SET revoked_at = $3 WHERE county = $1 AND id = $2 AND revoked_at IS NULL";
        let (id, now) = (id.to_string(), now.timestamp_millis());
        on!(write & self.db, |c| {
            sqlx::query(sql).bind(&*self.county).bind(id).bind(now).execute(c).await.map(drop)
        })?;
        Ok(())
    }

    /// Keeps reports that were not accepted; one that is kept already stays as it was.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_of_kiosk(&self, kept: &[Kept]) -> Result<(), StoreError> {
        if kept.is_empty() {
            return Ok(());
        }
        let sql = "INSERT INTO kiosk_kept (county, digest, kiosk, command, sealed, outcome, at)
                   VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING";
        let mut tx = self.db.begin().await?;
        for row in kept {
            on!(tx &mut tx, |c| {
                sqlx::query(sql)
                    .bind(&*self.county)
                    .bind(&*row.digest)
                    .bind(row.kiosk.to_string())
                    .bind(row.sealed.id.to_string())
                    .bind(&*row.sealed.sealed)
                    .bind(&*row.outcome)
                    .bind(row.at.timestamp_millis())
                    .execute(c)
                    .await
                    .map(drop)
            })?;
        }
        tx.commit().await
    }

    /// Every report that was not accepted, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn kept(&self) -> Result<Vec<Kept>, StoreError> {
        type KeptRow = (String, String, String, String, String, i64);
        let sql =
            "SELECT digest, kiosk, command, sealed, outcome, at FROM kiosk_kept WHERE county = $1 ORDER BY at, digest";
        let rows: Vec<KeptRow> =
            on!(read & self.db, |c| { sqlx::query_as(sql).bind(&*self.county).fetch_all(c).await })?;
        rows.into_iter()
            .map(|(digest, kiosk, command, sealed, outcome, at)| {
                let id: CommandId = parse("kiosk_kept", &command)?;
                let sealed = Sealed { id, sealed };
                Ok(Kept { digest, kiosk: parse("kiosk_kept", &kiosk)?, sealed, outcome, at: from_millis(at) })
            })
            .collect()
    }
}

fn health_text(health: &Health) -> Result<String, StoreError> {
    serde_json::to_string(health).map_err(|error| StoreError::damaged("kiosk", &error))
}
