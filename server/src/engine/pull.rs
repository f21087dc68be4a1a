//! Pull: what changed for one reader since a cursor.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;
use std::str::FromStr;

use uuid::Uuid;
use weft::actor::Actor;
use weft::aggregate::ScopeKey;
use weft::registry::Target;
use weft::wire::{PULL_ROWS_MAX, PullResponse};

use crate::store::write::StateRow;
use crate::vault::Vault;

use super::listing::{key_text, reader_keys};
use super::world::read_state;
use super::{EngineError, Shared};

/// Where a reader stands. Opaque to it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Cursor {
    /// All changes up to here were sent.
    position: u64,
    /// The newest position when the reader began: what had left before that was never sent, and need not be taken back.
    floor: u64,
    /// Says whether the reader's roles are still those it began with.
    grants: String,
    /// Says whether the receipt codes that it has shown are those of last time.
    receipts: String,
}

/// Where to read from.
#[derive(Clone, Copy, Debug)]
struct Since {
    /// What is listed for somebody in particular.
    own: u64,
    /// What was opened by a receipt code.
    opened: u64,
    /// Everything else.
    rest: u64,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "2.{}.{}.{}.{}", self.position, self.floor, self.grants, self.receipts)
    }
}

impl FromStr for Cursor {
    type Err = EngineError;

    fn from_str(text: &str) -> Result<Self, EngineError> {
        let mut parts = text.split('.');
        let mut next = || parts.next().ok_or(EngineError::BadCursor);
        let has_receipts = match next()? {
            // From before receipts were part of it.
            "1" => false,
            "2" => true,
            _ => return Err(EngineError::BadCursor),
        };
        let position = next()?.parse().map_err(|_| EngineError::BadCursor)?;
        let floor = next()?.parse().map_err(|_| EngineError::BadCursor)?;
        let grants = next()?.to_owned();
        let receipts = if has_receipts { next()?.to_owned() } else { String::new() };
        if parts.next().is_some() {
            Err(EngineError::BadCursor)
        } else {
            Ok(Self { position, floor, grants, receipts })
        }
    }
}

/// Tells one set of roles from another.
fn grants_digest(vault: &Vault, reader: &Actor) -> String {
    let mut grants = reader.grants.clone();
    grants.sort_unstable();
    grants.dedup();
    let text = format!("{} {grants:?}", reader.person);
    vault.keyed("grants", &text).chars().take(16).collect()
}

/// Tells one set of receipts from another.
fn receipts_digest(vault: &Vault, reader: &Actor) -> String {
    let mut receipts = reader.receipts.clone();
    receipts.sort_unstable();
    vault.keyed("receipts", &format!("{receipts:?}")).chars().take(8).collect()
}

/// What is to be looked at, oldest change first, and whether there is more after it.
struct Changes {
    targets: Vec<(u64, Target)>,
    more: bool,
}

impl Shared {
    pub(super) async fn pull(&self, reader: &Actor, cursor: &str) -> Result<PullResponse, EngineError> {
        let (grants, mark) = (grants_digest(&self.vault, reader), Some(reader.mark()));
        let receipts = receipts_digest(&self.vault, reader);
        let mut is_opened = false;
        let head = self.store.head().await?;
        let mut is_adopted = false;
        let from = match cursor {
            "" => Cursor { position: 0, floor: head, grants, receipts },
            text => {
                let cursor: Cursor = text.parse()?;
                let is_same = cursor.grants == grants;
                is_adopted = !is_same && self.was_nobody(&cursor, reader);
                if !(is_same || is_adopted) || cursor.position > head {
                    // A cursor beyond the log is one from before the log was restored from an older copy.
                    return Ok(PullResponse { rebuild: true, more: true, reader: mark, ..PullResponse::default() });
                }
                // What a code has opened since may be older than all that was sent.
                is_opened = cursor.receipts != receipts;
                Cursor { grants, receipts, ..cursor }
            }
        };
        let own = if is_adopted { 0 } else { from.position };
        let since = Since { own, opened: if is_opened { 0 } else { own }, rest: from.position };
        let keys = reader_keys(reader);
        let changes = self.changes(reader, &keys, since, from.floor, head).await?;
        let ids: Vec<Uuid> = changes.targets.iter().map(|(_, target)| target.id).collect();
        let found: HashMap<Uuid, StateRow> =
            self.store.states(&ids).await?.into_iter().map(|row| (row.target.id, row)).collect();
        let mut answer = PullResponse { more: changes.more, reader: mark, ..PullResponse::default() };
        for (_, target) in &changes.targets {
            match self.shown(reader, &keys, found.get(&target.id))? {
                Some(row) => answer.rows.push(row),
                None => answer.removed.push(*target),
            }
        }
        self.open_rows(&mut answer.rows).await?;
        let last = changes.targets.last().map_or(from.position, |(position, _)| *position);
        let position = if changes.more { last } else { last.max(head) };
        answer.cursor = Cursor { position, ..from }.to_string();
        Ok(answer)
    }

    /// Whether a device began as nobody and has become a resident since, by its first report: what is public it has already, so
    /// that it need not start again; only what is its own is read from the beginning.
    fn was_nobody(&self, cursor: &Cursor, reader: &Actor) -> bool {
        reader.grants.is_empty() && cursor.grants == grants_digest(&self.vault, &Actor::nobody())
    }

    /// The row of a thing that devices of this reader hold.
    fn shown(
        &self,
        reader: &Actor,
        keys: &[ScopeKey],
        row: Option<&StateRow>,
    ) -> Result<Option<weft::wire::Row>, EngineError> {
        let Some(row) = row else { return Ok(None) };
        let state = read_state(row.target.id, &row.body)?;
        let is_listed = state.scopes().iter().any(|key| keys.contains(key));
        let is_shown = is_listed || reader.receipts.iter().any(|ticket| ticket.0 == row.target.id);
        Ok(if state.is_live() && is_shown { self.viewed(reader, row, state) } else { None })
    }

    /// One page of changes over all the reader's keys, up to `head`: the keys are read one after the other, and what is committed in
    /// between would be seen under some of them only.
    async fn changes(
        &self,
        reader: &Actor,
        keys: &[ScopeKey],
        since: Since,
        floor: u64,
        head: u64,
    ) -> Result<Changes, EngineError> {
        let mut by_position: BTreeMap<u64, Target> = BTreeMap::new();
        let mut horizon = u64::MAX;
        for key in keys {
            let begin = match key {
                ScopeKey::Person(_) => since.own,
                ScopeKey::Public | ScopeKey::Unit(_) => since.rest,
            };
            let changes = self.store.changes(&key_text(*key), (begin, head), floor, PULL_ROWS_MAX + 1).await?;
            if let (true, Some((last, _))) = (changes.len() > PULL_ROWS_MAX, changes.last()) {
                horizon = horizon.min(*last);
            }
            by_position.extend(changes);
        }
        let receipts: Vec<Uuid> = reader.receipts.iter().map(|ticket| ticket.0).collect();
        let opened = self.store.states(&receipts).await?;
        let opened = opened.into_iter().filter(|row| row.position > since.opened && row.position <= head);
        by_position.extend(opened.map(|row| (row.position, row.target)));
        // A thing changed more than once is sent once, in the place of its first change: what is sent is its newest state anyway.
        let mut seen = HashSet::new();
        let mut targets = Vec::new();
        for (position, target) in by_position {
            if position > horizon || targets.len() == PULL_ROWS_MAX {
                return Ok(Changes { targets, more: true });
            }
            if seen.insert(target.id) {
                targets.push((position, target));
            }
        }
        Ok(Changes { targets, more: horizon != u64::MAX })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_and_others_are_refused() {
        let cursor = Cursor { position: 7, floor: 9, grants: "ab".to_owned(), receipts: "cd".to_owned() };
        assert_eq!(cursor.to_string().parse::<Cursor>().unwrap(), cursor);
        assert_eq!("1.7.9.ab".parse::<Cursor>().unwrap(), Cursor { receipts: String::new(), ..cursor });
        for text in ["1", "2.7.9.ab", "1.x.9.ab", "1.7.9.ab.c", "3.7.9.ab.c", "2.7.9.ab.c.d"] {
            assert!(text.parse::<Cursor>().is_err(), "{text}");
        }
    }
}
