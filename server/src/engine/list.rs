//! Lists: tickets as a reader may see them, the public ledger, and what was reported nearby.
//!
//! Every request looks at a bounded number of rows, however many there are; a page may be short and still have a next one.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;
use weft::actor::{Actor, Permission, Scope};
use weft::aggregate::ScopeKey;
use weft::id::UnitId;
use weft::kinds::ticket::Ticket;
use weft::place::Point;
use weft::query::{Candidate, LedgerPage, PAGE_ROWS, PAGE_ROWS_MAX, TicketPage, TicketQuery};
use weft::registry::{AnyState, Kind};
use weft::wire::Row;

use crate::store::read::{ListQuery, NearQuery, Place};
use crate::vault::search::{normalised, runs};

use super::listing::{key_text, name_of};
use super::world::read_state;
use super::{EngineError, Shared};

/// Most index entries looked at in one request.
const SCAN_ROWS_MAX: i64 = 5_000;
/// Most texts opened in one request of a search.
const OPENED_ROWS_MAX: usize = 1_000;
/// States read at once.
const CHUNK_ROWS: usize = 100;
/// Most candidates for a duplicate.
const CANDIDATES_MAX: usize = 10;
/// Most matters nearby looked at.
const NEAR_ROWS_MAX: i64 = 1_000;
/// Upper bound of a metre in 10⁻⁷ degree, north and (at 40° north) east.
const METRE_NORTH_E7: i64 = 91;
const METRE_EAST_E7: i64 = 120;

/// Places in a list, newest first, and where to go on if there is more.
pub(super) struct Found {
    pub places: Vec<Place>,
    pub next: Option<Place>,
}

fn read_place(text: &str) -> Option<Place> {
    let (opened_at, target) = text.split_once('.')?;
    Some(Place { opened_at: opened_at.parse().ok()?, target: target.parse().ok()? })
}

/// What the index narrows a list to, whatever is listed.
#[derive(Clone, Debug)]
pub(super) struct Narrowed<'q> {
    pub kind: Kind,
    pub category: &'q str,
    pub phase: &'q str,
    pub open: bool,
    pub overdue: bool,
    pub from: Option<DateTime<Utc>>,
    pub to: Option<DateTime<Utc>>,
    pub cursor: Option<&'q str>,
    /// Rows of a page.
    pub limit: usize,
}

impl<'q> From<&'q TicketQuery> for Narrowed<'q> {
    fn from(query: &'q TicketQuery) -> Self {
        Self {
            kind: Kind::Ticket,
            category: query.category.as_deref().unwrap_or_default(),
            phase: query.phase.as_deref().unwrap_or_default(),
            open: query.open,
            overdue: query.overdue,
            from: query.from,
            to: query.to,
            cursor: query.cursor.as_deref(),
            limit: wanted(query.limit),
        }
    }
}

/// Rows of a page, when so many are asked for.
pub(super) fn wanted(limit: Option<usize>) -> usize {
    limit.unwrap_or(PAGE_ROWS).clamp(1, PAGE_ROWS_MAX)
}

/// What is searched for: every run of it must be contained.
struct Sought(Vec<String>);

impl Sought {
    fn new(query: &TicketQuery) -> Option<Self> {
        let text = normalised(query.text.as_deref()?);
        let runs: Vec<String> = runs(&text).into_iter().map(str::to_owned).collect();
        (!runs.is_empty()).then_some(Self(runs))
    }

    /// Whether what the reader sees of it contains all that is sought.
    fn is_in(&self, state: &mut AnyState) -> bool {
        let mut texts = String::new();
        state.secrets(&mut |slot| {
            if let Some(json) = slot.clear_json() {
                texts.push_str(&normalised(&crate::vault::text_of(&json)));
                texts.push('\n');
            }
        });
        self.0.iter().all(|run| texts.contains(run))
    }
}

impl Shared {
    /// A cursor: wrapped, because the scan may have ended at a ticket that the reader may not know of.
    pub(super) fn cursor(&self, place: Place) -> String {
        self.vault.wrap(&format!("{}.{}", place.opened_at, place.target))
    }

    fn below(&self, cursor: Option<&str>) -> Result<Option<Place>, EngineError> {
        let Some(cursor) = cursor.filter(|text| !text.is_empty()) else {
            return Ok(None);
        };
        let place = self.vault.unwrapped(cursor).as_deref().and_then(read_place);
        place.map(Some).ok_or(EngineError::BadCursor)
    }

    pub(super) async fn tickets(&self, reader: &Actor, query: &TicketQuery) -> Result<TicketPage, EngineError> {
        let limit = wanted(query.limit);
        let sought = Sought::new(query);
        let found = match &sought {
            Some(_) => self.search(query).await?,
            None => self.listed(&self.list_keys(reader, query), &query.into()).await?,
        };
        let mut page = TicketPage { rows: Vec::new(), next: found.next.map(|place| self.cursor(place)) };
        let mut looked_at = 0;
        for chunk in found.places.chunks(CHUNK_ROWS) {
            let mut rows = self.tickets_at(reader, query, chunk).await?;
            if sought.is_some() {
                self.open_rows(&mut rows).await?;
            }
            for mut row in rows {
                if sought.as_ref().is_some_and(|sought| !sought.is_in(&mut row.state)) {
                    continue;
                }
                if page.rows.len() == limit {
                    // This one is the first of the next page.
                    page.next = page.rows.last().and_then(place_of).map(|place| self.cursor(place));
                    self.finish(&sought, &mut page).await?;
                    return Ok(page);
                }
                page.rows.push(row);
            }
            looked_at += chunk.len();
            if looked_at >= OPENED_ROWS_MAX && looked_at < found.places.len() {
                page.next = chunk.last().copied().map(|place| self.cursor(place));
                break;
            }
        }
        self.finish(&sought, &mut page).await?;
        Ok(page)
    }

    async fn finish(&self, sought: &Option<Sought>, page: &mut TicketPage) -> Result<(), EngineError> {
        if sought.is_none() { self.open_rows(&mut page.rows).await } else { Ok(()) }
    }

    /// The public ledger: what `weft` counts as open data, under a unit.
    pub(super) async fn ledger(&self, query: &TicketQuery) -> Result<LedgerPage, EngineError> {
        let world = self.world();
        let Some(unit) = query.unit.or_else(|| world.org.root()) else {
            return Ok(LedgerPage::default());
        };
        let found = self.listed(&[ScopeKey::Unit(unit)], &query.into()).await?;
        let system = Actor::system();
        let rows = self.tickets_at(&system, query, &found.places).await?;
        let public = rows.iter().filter_map(|row| ticket_of(row).and_then(Ticket::public));
        Ok(LedgerPage { rows: public.collect(), next: found.next.map(|place| self.cursor(place)) })
    }

    pub(super) async fn duplicates(&self, category: &str, point: Point) -> Result<Vec<Candidate>, EngineError> {
        let settings = self.rules().settings.clone();
        let radius_m = settings.duplicate_radius_m;
        let (north, east) = (i64::from(radius_m) * METRE_NORTH_E7, i64::from(radius_m) * METRE_EAST_E7);
        let (lon, lat) = (i64::from(point.lon_e7), i64::from(point.lat_e7));
        let since = self.clock.now() - TimeDelta::days(i64::from(settings.duplicate_days));
        let query = NearQuery {
            category,
            lon_e7: (lon - east, lon + east),
            lat_e7: (lat - north, lat + north),
            since: since.timestamp_millis(),
            limit: NEAR_ROWS_MAX,
        };
        let mut candidates: Vec<Candidate> = self
            .store
            .near(&query)
            .await?
            .into_iter()
            .map(|row| Candidate {
                id: row.target.into(),
                category: category.to_owned(),
                phase: row.phase,
                reported_at: row.opened_at,
                distance_m: point.distance_m(Point { lon_e7: row.lon_e7, lat_e7: row.lat_e7 }),
            })
            .filter(|candidate| candidate.distance_m <= radius_m)
            .collect();
        candidates.sort_unstable_by_key(|candidate| (candidate.distance_m, candidate.id));
        candidates.truncate(CANDIDATES_MAX);
        Ok(candidates)
    }

    /// Under which keys the reader's list is found: the unit asked for if they may read there; else where they hold roles, and their own.
    fn list_keys(&self, reader: &Actor, query: &TicketQuery) -> Vec<ScopeKey> {
        let org = self.world().org;
        if let Some(unit) = query.unit
            && reader.may(Permission::ReadTicket, &Scope::Within(unit), &org)
        {
            return vec![ScopeKey::Unit(unit)];
        }
        if reader.system {
            return org.root().map(ScopeKey::Unit).into_iter().collect();
        }
        let units: BTreeSet<UnitId> = reader.grants.iter().map(|grant| grant.unit).collect();
        let is_topmost = |unit: &UnitId| !org.path(*unit).iter().skip(1).any(|above| units.contains(above));
        let topmost = units.iter().copied().filter(is_topmost).map(ScopeKey::Unit);
        topmost.chain(std::iter::once(ScopeKey::Person(reader.person))).collect()
    }

    /// A page of what is listed under any of these keys.
    pub(super) async fn listed(&self, keys: &[ScopeKey], query: &Narrowed<'_>) -> Result<Found, EngineError> {
        let below = self.below(query.cursor)?;
        let limit = query.limit;
        let mut places = BTreeSet::new();
        let mut horizon: Option<Place> = None;
        for key in keys {
            let key = key_text(*key);
            let list = ListQuery {
                key: &key,
                kind: query.kind,
                category: query.category,
                phase: query.phase,
                open: query.open || query.overdue,
                late_before: if query.overdue { self.clock.now().timestamp_millis() } else { 0 },
                from: query.from.map_or(i64::MIN, |at| at.timestamp_millis()),
                to: query.to.map_or(i64::MAX, |at| at.timestamp_millis()),
                below,
                scan: SCAN_ROWS_MAX,
                limit: i64::try_from(limit).unwrap_or(i64::MAX),
            };
            let (found, cut) = self.store.list(&list).await?;
            let complete_to = if found.len() == limit { found.last().copied() } else { cut };
            horizon = horizon.max(complete_to);
            places.extend(found);
        }
        let mut places: Vec<Place> =
            places.into_iter().rev().filter(|place| horizon.is_none_or(|h| *place >= h)).collect();
        let next = if places.len() > limit { places.get(limit - 1).copied() } else { horizon };
        places.truncate(limit);
        Ok(Found { places, next })
    }

    /// What the index finds for a text; it may contain it or not.
    async fn search(&self, query: &TicketQuery) -> Result<Found, EngineError> {
        let terms = self.vault.query_terms(query.text.as_deref().unwrap_or_default()).await?;
        let to = query.to.map_or(i64::MAX, |at| at.timestamp_millis());
        let below = match self.below(query.cursor.as_deref())? {
            Some(place) if place.opened_at < to => (place.opened_at, place.target.to_string()),
            _ => (to, String::new()),
        };
        let from = query.from.map_or(i64::MIN, |at| at.timestamp_millis());
        let (places, next) = self.vault.matching(&terms, from, below, SCAN_ROWS_MAX).await?;
        Ok(Found { places, next })
    }

    /// The tickets at these places that fit the query and that this reader may see, still sealed, in the same order.
    async fn tickets_at(&self, reader: &Actor, query: &TicketQuery, places: &[Place]) -> Result<Vec<Row>, EngineError> {
        let ids: Vec<Uuid> = places.iter().map(|place| place.target).collect();
        let now = self.clock.now();
        let mut rows = Vec::with_capacity(ids.len());
        for found in self.store.states(&ids).await? {
            let AnyState::Ticket(ticket) = read_state(found.target.id, &found.body)? else {
                continue;
            };
            if fits(query, &ticket, now) {
                rows.extend(self.view(reader, &found)?);
            }
        }
        rows.sort_unstable_by_key(|row| std::cmp::Reverse(place_of(row)));
        Ok(rows)
    }
}

fn ticket_of(row: &Row) -> Option<&Ticket> {
    match &row.state {
        AnyState::Ticket(ticket) => Some(ticket),
        _ => None,
    }
}

fn place_of(row: &Row) -> Option<Place> {
    ticket_of(row).map(|ticket| Place { opened_at: ticket.submitted_at.timestamp_millis(), target: row.id })
}

/// Whether the newest state still fits: it may have changed since the index was read, and the search index knows only texts.
fn fits(query: &TicketQuery, ticket: &Ticket, now: DateTime<Utc>) -> bool {
    let in_category = query.category.as_deref().filter(|category| !category.is_empty()).is_none_or(|category| {
        ticket.category.strip_prefix(category).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    });
    let in_phase =
        query.phase.as_deref().filter(|phase| !phase.is_empty()).is_none_or(|phase| name_of(ticket.phase) == phase);
    let in_unit =
        query.unit.is_none_or(|unit| AnyState::Ticket(ticket.clone()).scopes().contains(&ScopeKey::Unit(unit)));
    let is_open = !(query.open || query.overdue) || ticket.phase.is_open();
    let is_late = !query.overdue || ticket.is_overdue(now);
    in_category && in_phase && in_unit && is_open && is_late
}
