//! Accounts, sessions and the server's own small facts.

use chrono::{DateTime, Utc};
use sqlx::AssertSqlSafe;
use weft::id::{PersonId, PhotoHash, TicketId};
use weft::registry::Target;

use super::db::{Bulk, Column, DbTx, on};
use super::{Account, Photo, Session, Store, StoreError, from_millis, parse};

type AccountRow = (String, String, Option<String>, String, String, String, i64, i64, Option<i64>);
type SessionRow = (String, String, i64, String, i64, i64, i64);

const ACCOUNT: &str =
    "SELECT person, login, phone, name, password, grants, disabled, created_at, last_sign_in FROM account";

const ACCOUNTS: Bulk = Bulk {
    table: "account",
    columns: &[
        Column::Text("person"),
        Column::Text("login"),
        Column::Text("phone"),
        Column::Text("name"),
        Column::Text("password"),
        Column::Text("grants"),
        Column::Integer("disabled"),
        Column::Integer("created_at"),
        Column::Integer("last_sign_in"),
    ],
    tail: "ON CONFLICT (county, person) DO UPDATE SET login = excluded.login, phone = excluded.phone,
           name = excluded.name, password = excluded.password, grants = excluded.grants,
           disabled = excluded.disabled, last_sign_in = excluded.last_sign_in",
};

#[derive(serde::Serialize)]
struct AccountOut<'a> {
    person: PersonId,
    login: &'a str,
    phone: Option<&'a str>,
    name: &'a str,
    password: &'a str,
    grants: String,
    disabled: i64,
    created_at: i64,
    last_sign_in: Option<i64>,
}

fn account(row: AccountRow) -> Result<Account, StoreError> {
    let (person, login, phone, name, password, grants, disabled, created_at, last_sign_in) = row;
    Ok(Account {
        person: parse("account", &person)?,
        login,
        phone,
        name,
        password,
        grants: serde_json::from_str(&grants).map_err(|error| StoreError::damaged("account", &error))?,
        disabled: disabled != 0,
        created_at: from_millis(created_at),
        last_sign_in: last_sign_in.map(from_millis),
    })
}

fn session(row: SessionRow) -> Result<Session, StoreError> {
    let (hash, person, account, receipts, created_at, seen_at, expires_at) = row;
    let receipts: Vec<TicketId> =
        serde_json::from_str(&receipts).map_err(|error| StoreError::damaged("session", &error))?;
    Ok(Session {
        hash,
        person: parse("session", &person)?,
        account: account != 0,
        receipts,
        created_at: from_millis(created_at),
        seen_at: from_millis(seen_at),
        expires_at: from_millis(expires_at),
    })
}

impl Store {
    /// The account with this login name (lower-case).
    ///
    /// # Errors
    /// When the database fails.
    pub async fn account_by_login(&self, login: &str) -> Result<Option<Account>, StoreError> {
        self.one_account("login", login).await
    }

    /// The account with this keyed phone hash.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn account_by_phone(&self, phone: &str) -> Result<Option<Account>, StoreError> {
        self.one_account("phone", phone).await
    }

    /// The account of this person.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn account(&self, person: PersonId) -> Result<Option<Account>, StoreError> {
        self.one_account("person", &person.to_string()).await
    }

    async fn one_account(&self, column: &'static str, value: &str) -> Result<Option<Account>, StoreError> {
        let sql = format!("{ACCOUNT} WHERE county = $1 AND {column} = $2");
        let row: Option<AccountRow> = on!(read & self.db, |c| {
            sqlx::query_as(AssertSqlSafe(sql)).bind(&*self.county).bind(value).fetch_optional(c).await
        })?;
        row.map(account).transpose()
    }

    /// A page of accounts in whose name or login a text occurs, by person, after this one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn accounts(
        &self,
        text: &str,
        after: Option<PersonId>,
        limit: usize,
    ) -> Result<Vec<Account>, StoreError> {
        let sql = format!(
            "{ACCOUNT} WHERE county = $1 AND person > $2 \
             AND (lower(login) LIKE $4 ESCAPE '!' OR lower(name) LIKE $4 ESCAPE '!') ORDER BY person LIMIT $3"
        );
        let after = after.map(|person| person.to_string()).unwrap_or_default();
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let like = containing(text);
        let rows: Vec<AccountRow> = on!(read & self.db, |c| {
            let query = sqlx::query_as(AssertSqlSafe(sql)).bind(&*self.county).bind(after).bind(limit).bind(like);
            query.fetch_all(c).await
        })?;
        rows.into_iter().map(account).collect()
    }

    /// Writes an account, new or changed.
    ///
    /// # Errors
    /// [`StoreError::Taken`] when another person has this login.
    pub async fn put_account(&self, account: &Account) -> Result<(), StoreError> {
        self.put_accounts(std::slice::from_ref(account)).await
    }

    /// Writes many accounts at once, new or changed.
    ///
    /// # Errors
    /// [`StoreError::Taken`] when another person has one of the logins; nothing is written then.
    pub async fn put_accounts(&self, accounts: &[Account]) -> Result<(), StoreError> {
        let mut rows = Vec::with_capacity(accounts.len());
        for account in accounts {
            rows.push(AccountOut {
                person: account.person,
                login: &account.login,
                phone: account.phone.as_deref(),
                name: &account.name,
                password: &account.password,
                grants: serde_json::to_string(&account.grants)
                    .map_err(|error| StoreError::damaged("account", &error))?,
                disabled: i64::from(account.disabled),
                created_at: account.created_at.timestamp_millis(),
                last_sign_in: account.last_sign_in.map(|at| at.timestamp_millis()),
            });
        }
        let mut tx = self.db.begin().await?;
        ACCOUNTS.insert(&mut tx, &self.county, &rows).await.map_err(|error| taken(error, "login or phone"))?;
        tx.commit().await
    }

    /// Whether there is any account.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn has_accounts(&self) -> Result<bool, StoreError> {
        Ok(!self.accounts("", None, 1).await?.is_empty())
    }

    /// The session with this token hash.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn session_by_hash(&self, hash: &str) -> Result<Option<Session>, StoreError> {
        let sql = "SELECT hash, person, account, receipts, created_at, seen_at, expires_at FROM session
                   WHERE county = $1 AND hash = $2";
        let row: Option<SessionRow> =
            on!(read & self.db, |c| { sqlx::query_as(sql).bind(&*self.county).bind(hash).fetch_optional(c).await })?;
        row.map(session).transpose()
    }

    /// Writes a session, new or changed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_session(&self, session: &Session) -> Result<(), StoreError> {
        let sql = "INSERT INTO session (county, hash, person, account, receipts, created_at, seen_at, expires_at)
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                   ON CONFLICT (county, hash) DO UPDATE SET person = excluded.person, account = excluded.account,
                   receipts = excluded.receipts, seen_at = excluded.seen_at, expires_at = excluded.expires_at";
        let receipts =
            serde_json::to_string(&session.receipts).map_err(|error| StoreError::damaged("session", &error))?;
        on!(write & self.db, |c| {
            sqlx::query(sql)
                .bind(&*self.county)
                .bind(&*session.hash)
                .bind(session.person.to_string())
                .bind(i64::from(session.account))
                .bind(receipts)
                .bind(session.created_at.timestamp_millis())
                .bind(session.seen_at.timestamp_millis())
                .bind(session.expires_at.timestamp_millis())
                .execute(c)
                .await
                .map(drop)
        })?;
        Ok(())
    }

    /// Ends a session.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_session(&self, hash: &str) -> Result<(), StoreError> {
        let sql = "DELETE FROM session WHERE county = $1 AND hash = $2";
        on!(write & self.db, |c| sqlx::query(sql).bind(&*self.county).bind(hash).execute(c).await.map(drop))?;
        Ok(())
    }

    /// Ends all sessions of a person: for a new password or a disabled account.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_sessions_of(&self, person: PersonId) -> Result<(), StoreError> {
        let sql = "DELETE FROM session WHERE county = $1 AND person = $2";
        let person = person.to_string();
        on!(write & self.db, |c| sqlx::query(sql).bind(&*self.county).bind(person).execute(c).await.map(drop))?;
        Ok(())
    }

    /// Removes sessions that ended before this time; says how many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_expired_sessions(&self, now: DateTime<Utc>) -> Result<u64, StoreError> {
        let sql = "DELETE FROM session WHERE county = $1 AND expires_at < $2";
        let now = now.timestamp_millis();
        Ok(on!(write & self.db, |c| {
            sqlx::query(sql).bind(&*self.county).bind(now).execute(c).await.map(|done| done.rows_affected())
        })?)
    }

    /// A stored photo.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn photo(&self, hash: PhotoHash) -> Result<Option<Photo>, StoreError> {
        let sql = "SELECT person, media_type, size_bytes, at FROM photo WHERE county = $1 AND hash = $2";
        let row: Option<(String, String, i64, i64)> = on!(read & self.db, |c| {
            sqlx::query_as(sql).bind(&*self.county).bind(hash.to_string()).fetch_optional(c).await
        })?;
        row.map(|(person, media_type, size_bytes, at)| {
            let by = parse("photo", &person)?;
            let size_bytes = u64::try_from(size_bytes).unwrap_or(0);
            Ok(Photo { hash, by, media_type, size_bytes, at: from_millis(at) })
        })
        .transpose()
    }

    /// Writes down a stored photo; one that is known keeps its first uploader.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_photo(&self, photo: &Photo) -> Result<(), StoreError> {
        let sql = "INSERT INTO photo (county, hash, person, media_type, size_bytes, at) VALUES ($1, $2, $3, $4, $5, $6)
                   ON CONFLICT DO NOTHING";
        on!(write & self.db, |c| {
            sqlx::query(sql)
                .bind(&*self.county)
                .bind(photo.hash.to_string())
                .bind(photo.by.to_string())
                .bind(&*photo.media_type)
                .bind(i64::try_from(photo.size_bytes).unwrap_or(i64::MAX))
                .bind(photo.at.timestamp_millis())
                .execute(c)
                .await
                .map(drop)
        })?;
        Ok(())
    }

    /// The things that refer to a photo in accepted commands: whoever may see one of them may see the photo. The engine writes these down
    /// in the transaction of the command.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn photo_targets(&self, hash: PhotoHash) -> Result<Vec<Target>, StoreError> {
        let sql = "SELECT kind, target FROM photo_use WHERE county = $1 AND hash = $2";
        let rows: Vec<(String, String)> = on!(read & self.db, |c| {
            sqlx::query_as(sql).bind(&*self.county).bind(hash.to_string()).fetch_all(c).await
        })?;
        rows.into_iter()
            .map(|(kind, id)| {
                Ok(Target { kind: super::write::kind("photo_use", &kind)?, id: parse("photo_use", &id)? })
            })
            .collect()
    }

    /// A small fact of the server's own, such as the hash of the first administrator's one-time token.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn setting(&self, name: &str) -> Result<Option<String>, StoreError> {
        let sql = "SELECT value FROM setting WHERE county = $1 AND name = $2";
        Ok(on!(read & self.db, |c| { sqlx::query_scalar(sql).bind(&*self.county).bind(name).fetch_optional(c).await })?)
    }

    /// Writes such a fact, or removes it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_setting(&self, name: &str, value: Option<&str>) -> Result<(), StoreError> {
        let mut tx: DbTx = self.db.begin().await?;
        let delete = "DELETE FROM setting WHERE county = $1 AND name = $2";
        on!(tx &mut tx, |c| sqlx::query(delete).bind(&*self.county).bind(name).execute(c).await.map(drop))?;
        if let Some(value) = value {
            let insert = "INSERT INTO setting (county, name, value) VALUES ($1, $2, $3)";
            on!(tx &mut tx, |c| {
                sqlx::query(insert).bind(&*self.county).bind(name).bind(value).execute(c).await.map(drop)
            })?;
        }
        tx.commit().await
    }
}

fn taken(error: StoreError, what: &'static str) -> StoreError {
    match &error {
        StoreError::Database(sqlx::Error::Database(inner)) if inner.is_unique_violation() => StoreError::Taken { what },
        _ => error,
    }
}

/// A `LIKE` pattern with `!` as its escape: whatever contains this text, in upper or lower case.
fn containing(text: &str) -> String {
    let mut pattern = "%".to_owned();
    for character in text.trim().to_lowercase().chars() {
        if matches!(character, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(character);
    }
    pattern.push('%');
    pattern
}
