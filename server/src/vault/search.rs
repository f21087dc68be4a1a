//! A blind index: finds texts by what they contain without holding them.
//!
//! Texts are cut into pairs of neighbouring characters (Chinese) and whole words (Latin letters and digits). Of each only a keyed hash of
//! 64 bits is kept, with the thing it belongs to. It is built behind the log and can be built again; it is erased with the secret.

use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::store::StoreError;
use crate::store::db::{Bulk, Column, Dialect, on};
use crate::store::read::Place;

use super::{Vault, VaultError};

/// Most terms kept of one text.
const TERMS_MAX: usize = 2_048;
/// Most terms of a query; more would narrow it no further.
const QUERY_TERMS_MAX: usize = 16;
/// Longest word that is told apart, characters.
const WORD_CHARS_MAX: usize = 64;
/// How far the index counts to tell rare terms from common ones.
const COUNT_MAX: i64 = 2_000;

/// One entry of the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub(crate) struct TermOut {
    pub term: i64,
    pub opened_at: i64,
    pub target: Uuid,
}

const TERMS: Bulk = terms_into("term");
const TERMS_IN_SCHEMA: Bulk = terms_into("vault.term");

const fn terms_into(table: &'static str) -> Bulk {
    Bulk {
        table,
        columns: &[Column::Integer("term"), Column::Integer("opened_at"), Column::Text("target")],
        tail: "ON CONFLICT DO NOTHING",
    }
}

/// A text with letters in one width and case.
pub(crate) fn normalised(text: &str) -> String {
    let width = |c: char| match u32::from(c) {
        code @ 0xFF01..=0xFF5E => char::from_u32(code - 0xFEE0).unwrap_or(c),
        _ => c,
    };
    text.chars().map(width).flat_map(char::to_lowercase).collect()
}

/// The unbroken runs of a normalised text: each either of Latin letters and digits, or of other writing.
pub(crate) fn runs(text: &str) -> Vec<&str> {
    let class = |c: char| (c.is_alphanumeric(), c.is_ascii());
    let mut runs = Vec::new();
    let mut start = 0;
    let mut last = (false, false);
    for (at, c) in text.char_indices() {
        if class(c) != last {
            if last.0 {
                runs.push(&text[start..at]);
            }
            (start, last) = (at, class(c));
        }
    }
    if last.0 {
        runs.push(&text[start..]);
    }
    runs
}

/// What of a run is hashed. A single Chinese character gives nothing: it stands in too many texts.
fn pieces(run: &str) -> Vec<String> {
    if run.is_ascii() {
        return vec![run.chars().take(WORD_CHARS_MAX).collect()];
    }
    let characters: Vec<char> = run.chars().collect();
    characters.windows(2).map(|pair| pair.iter().collect()).collect()
}

impl Vault {
    /// The terms of a text, sorted.
    pub(crate) fn terms(&self, text: &str) -> Vec<i64> {
        let text = normalised(text);
        let pieces = runs(&text).into_iter().flat_map(pieces).take(TERMS_MAX);
        let mut terms: Vec<i64> = pieces.map(|piece| self.term(&piece)).collect();
        terms.sort_unstable();
        terms.dedup();
        terms
    }

    fn term(&self, piece: &str) -> i64 {
        let mut head = [0; 8];
        head.copy_from_slice(&self.keyed_bytes("term", piece.as_bytes())[..8]);
        i64::from_be_bytes(head)
    }

    /// How far the log has been indexed.
    pub(crate) async fn indexed(&self) -> Result<u64, VaultError> {
        let prefix = self.inner.prefix;
        let sql = format!("SELECT position FROM {prefix}indexed WHERE county = $1");
        let position: Option<i64> = on!(read & self.inner.search, |c| {
            sqlx::query_scalar(AssertSqlSafe(sql)).bind(&*self.inner.county).fetch_optional(c).await
        })?;
        Ok(u64::try_from(position.unwrap_or(0)).unwrap_or(0))
    }

    /// Adds entries, and notes how far the log has been indexed by that.
    pub(crate) async fn index(&self, entries: &[TermOut], position: u64) -> Result<(), VaultError> {
        let (prefix, county) = (self.inner.prefix, &*self.inner.county);
        let mut tx = self.inner.search.begin().await?;
        let table = if prefix.is_empty() { TERMS } else { TERMS_IN_SCHEMA };
        table.insert(&mut tx, county, entries).await?;
        let sql = format!(
            "INSERT INTO {prefix}indexed (county, position) VALUES ($1, $2)
             ON CONFLICT (county) DO UPDATE SET position = excluded.position"
        );
        let position = i64::try_from(position).unwrap_or(i64::MAX);
        on!(tx &mut tx, |c| {
            sqlx::query(AssertSqlSafe(sql)).bind(county).bind(position).execute(c).await.map(drop)
        })?;
        tx.commit().await?;
        Ok(())
    }

    /// Removes all entries of a thing under these terms.
    pub(super) async fn unindex(&self, target: Uuid, terms: &[i64]) -> Result<(), VaultError> {
        let prefix = self.inner.prefix;
        let list = self.inner.search.dialect().list(2);
        let terms_are = match self.inner.search.dialect() {
            Dialect::Sqlite => list,
            Dialect::Postgres => format!("(SELECT CAST(t AS BIGINT) FROM {list} AS l(t))"),
        };
        let sql = format!("DELETE FROM {prefix}term WHERE county = $1 AND term IN {terms_are} AND target = $3");
        let terms = serde_json::to_string(terms).map_err(|error| StoreError::damaged("term", &error))?;
        on!(write & self.inner.search, |c| {
            sqlx::query(AssertSqlSafe(sql))
                .bind(&*self.inner.county)
                .bind(terms)
                .bind(target.to_string())
                .execute(c)
                .await
                .map(drop)
        })?;
        Ok(())
    }

    /// The terms a query is narrowed by, rarest first.
    pub(crate) async fn query_terms(&self, text: &str) -> Result<Vec<i64>, VaultError> {
        let mut terms = self.terms(text);
        terms.truncate(QUERY_TERMS_MAX);
        let prefix = self.inner.prefix;
        let mut counted = Vec::with_capacity(terms.len());
        for term in terms {
            let sql = format!(
                "SELECT count(*) FROM (SELECT 1 FROM {prefix}term WHERE county = $1 AND term = $2 LIMIT $3) AS counted"
            );
            let count: i64 = on!(read & self.inner.search, |c| {
                sqlx::query_scalar(AssertSqlSafe(sql))
                    .bind(&*self.inner.county)
                    .bind(term)
                    .bind(COUNT_MAX)
                    .fetch_one(c)
                    .await
            })?;
            counted.push((count, term));
        }
        counted.sort_unstable();
        Ok(counted.into_iter().map(|(_, term)| term).collect())
    }

    /// What contains all these terms, newest first, below a place and not before a time; and where the scan ended if it was cut.
    pub(crate) async fn matching(
        &self,
        terms: &[i64],
        from: i64,
        below: (i64, String),
        scan: i64,
    ) -> Result<(Vec<Place>, Option<Place>), VaultError> {
        let Some((rarest, others)) = terms.split_first() else {
            return Ok((Vec::new(), None));
        };
        let prefix = self.inner.prefix;
        let base = format!(
            "SELECT opened_at, target FROM {prefix}term WHERE county = $1 AND term = $2 AND opened_at >= $3
             AND (opened_at, target) < ($4, $5) ORDER BY opened_at DESC, target DESC"
        );
        let and: String = others
            .iter()
            .map(|term| {
                format!(
                    " AND EXISTS (SELECT 1 FROM {prefix}term AS o WHERE o.county = $1 AND o.term = {term}
                     AND o.opened_at = s.opened_at AND o.target = s.target)"
                )
            })
            .collect();
        let page = format!(
            "SELECT opened_at, target FROM ({base} LIMIT $6) AS s WHERE true{and}
             ORDER BY opened_at DESC, target DESC"
        );
        let last = format!("{base} LIMIT 1 OFFSET $6");
        let mut found: [Vec<Place>; 2] = [Vec::new(), Vec::new()];
        for (into, (sql, number)) in found.iter_mut().zip([(page, scan), (last, scan - 1)]) {
            let rows: Vec<(i64, String)> = on!(read & self.inner.search, |c| {
                sqlx::query_as(AssertSqlSafe(sql))
                    .bind(&*self.inner.county)
                    .bind(rarest)
                    .bind(from)
                    .bind(below.0)
                    .bind(&*below.1)
                    .bind(number)
                    .fetch_all(c)
                    .await
            })?;
            for (opened_at, target) in rows {
                into.push(Place { opened_at, target: crate::store::parse("term", &target)? });
            }
        }
        let [places, last] = found;
        Ok((places, last.into_iter().next()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_split_latin_from_chinese_and_drop_the_rest() {
        assert_eq!(runs(&normalised("３号楼B座，电梯坏了!")), ["3", "号楼", "b", "座", "电梯坏了"]);
    }

    #[test]
    fn chinese_is_cut_into_pairs_and_words_stay_whole() {
        assert_eq!(pieces("电梯坏了"), ["电梯", "梯坏", "坏了"]);
        assert_eq!(pieces("lift"), ["lift"]);
        assert!(pieces("梯").is_empty());
    }
}
