//! Two rulebooks compared on the county's own tickets, page by page.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use uuid::Uuid;
use weft::actor::Actor;
use weft::aggregate::ScopeKey;
use weft::kinds::ticket::Ticket;
use weft::org::Directory;
use weft::query::{REPLAY_TICKETS_MAX, ReplayLine};
use weft::registry::{AnyState, Kind};
use weft::rules::Rulebook;
use weft::rules::replay::Replay;

use crate::store::read::{ListQuery, Place};

use super::listing::key_text;
use super::world::read_state;
use super::{Engine, EngineError, Shared};

/// Tickets read at once: few enough that a page is worked through in a moment.
const PAGE_TICKETS: usize = 250;

/// Which tickets, and for whom.
#[derive(Clone, Debug)]
pub struct ReplayAsked {
    /// Whoever reads what comes of it.
    pub reader: Arc<Actor>,
    /// Only tickets reported at this time or later.
    pub since: Option<DateTime<Utc>>,
    /// Only tickets reported before this time.
    pub until: Option<DateTime<Utc>>,
}

/// A comparison under way. Nothing of it goes on while nobody asks for the next lines.
pub struct ReplayRun {
    shared: Arc<Shared>,
    asked: ReplayAsked,
    replay: Replay,
    org: Arc<Directory>,
    below: Option<Place>,
    all: Option<u64>,
    left: usize,
    is_done: bool,
}

impl Engine {
    /// Compares two rulebooks on the tickets that there are, newest first.
    #[must_use]
    pub fn replay(&self, from: Arc<Rulebook>, to: Arc<Rulebook>, asked: ReplayAsked) -> ReplayRun {
        let org = self.org();
        ReplayRun {
            shared: Arc::clone(&self.inner.shared),
            asked,
            replay: Replay::new(from, to, Arc::clone(&org)),
            org,
            below: None,
            all: None,
            left: REPLAY_TICKETS_MAX,
            is_done: false,
        }
    }
}

impl ReplayRun {
    /// What the next page of tickets brings: differences, then how far it is; with the last page the summary. None after that.
    ///
    /// # Errors
    /// When the store fails or holds something unreadable.
    pub async fn next(&mut self) -> Result<Option<Vec<ReplayLine>>, EngineError> {
        if self.is_done {
            return Ok(None);
        }
        let key = self.org.root().map(|root| key_text(ScopeKey::Unit(root))).unwrap_or_default();
        let all = match self.all {
            Some(all) => all,
            None => self.shared.store.listed_count(&key, REPLAY_TICKETS_MAX).await?,
        };
        self.all = Some(all);
        let limit = PAGE_TICKETS.min(self.left);
        let tickets = self.page(&key, limit).await?;
        self.left -= tickets.len();
        let now = self.shared.clock.now();
        let mut lines = Vec::new();
        for ticket in &tickets {
            let found = self.replay.add(ticket.past());
            let shown = found.and_then(|found| ticket.difference_for(found, &self.asked.reader, now));
            lines.extend(shown.map(|shown| ReplayLine::Found(Box::new(shown))));
        }
        self.is_done = self.below.is_none() || self.left == 0;
        let (seen, differing) = (self.replay.seen(), self.replay.differing());
        lines.push(ReplayLine::Progress { seen, all: all.max(seen), differing });
        if self.is_done {
            lines.push(ReplayLine::Done(Box::new(self.replay.summary())));
        }
        Ok(Some(lines))
    }

    /// The next tickets, newest first; where to go on is noted.
    async fn page(&mut self, key: &str, limit: usize) -> Result<Vec<Ticket>, EngineError> {
        let list = ListQuery {
            key,
            kind: Kind::Ticket,
            category: "",
            phase: "",
            open: false,
            late_before: 0,
            from: self.asked.since.map_or(i64::MIN, |at| at.timestamp_millis()),
            to: self.asked.until.map_or(i64::MAX, |at| at.timestamp_millis()),
            below: self.below,
            scan: limit as i64,
            limit: limit as i64,
        };
        let (places, cut) = self.shared.store.list(&list).await?;
        self.below = if places.len() == limit { places.last().copied() } else { cut };
        let ids: Vec<Uuid> = places.iter().map(|place| place.target).collect();
        let mut tickets = Vec::with_capacity(ids.len());
        for row in self.shared.store.states(&ids).await? {
            if let AnyState::Ticket(ticket) = read_state(row.target.id, &row.body)? {
                tickets.push(ticket);
            }
        }
        tickets.sort_unstable_by_key(|ticket| std::cmp::Reverse((ticket.submitted_at, ticket.id)));
        Ok(tickets)
    }
}
