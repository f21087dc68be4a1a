//! The agenda ledger 议题台账: proposals as open data, and what they come to by unit and month.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use uuid::Uuid;
use weft::aggregate::ScopeKey;
use weft::calendar::COUNTY_OFFSET;
use weft::id::UnitId;
use weft::kinds::proposal::Proposal;
use weft::query::PAGE_ROWS_MAX;
use weft::query::agenda::{AgendaCount, AgendaPage, AgendaQuery, count};
use weft::registry::{AnyState, Kind};

use crate::store::read::Place;

use super::list::{Narrowed, wanted};
use super::listing::name_of;
use super::world::read_state;
use super::{EngineError, Shared};

/// Most proposals looked at for one page, if few of them have the text that is sought.
const LOOKED_AT_MAX: usize = 2_000;
/// Most proposals counted for one unit; beyond them the months before are left out.
const COUNTED_MAX: usize = 20_000;

impl Shared {
    /// A page of the ledger, newest first.
    pub(super) async fn agenda(&self, query: &AgendaQuery) -> Result<AgendaPage, EngineError> {
        let Some(unit) = query.unit.or_else(|| self.world().org.root()) else {
            return Ok(AgendaPage::default());
        };
        let (limit, stage) = (wanted(query.limit), query.stage.map(name_of).unwrap_or_default());
        let mut page = AgendaPage { rows: Vec::new(), next: query.cursor.clone() };
        let mut looked_at = 0;
        loop {
            let narrowed = Narrowed {
                kind: Kind::Proposal,
                category: query.subject.as_deref().unwrap_or_default(),
                phase: &stage,
                open: query.open,
                overdue: query.overdue,
                from: query.from,
                to: query.to,
                cursor: page.next.as_deref(),
                limit,
            };
            let found = self.listed(&[ScopeKey::Unit(unit)], &narrowed).await?;
            looked_at += found.places.len();
            let next = found.next.map(|place| self.cursor(place));
            for proposal in self.proposals_at(&found.places).await? {
                let Some(line) = proposal.public().filter(|line| query.wants(line)) else {
                    continue;
                };
                if page.rows.len() == limit {
                    page.next = page.rows.last().map(|line| {
                        let opened_at = line.submitted_at.timestamp_millis();
                        self.cursor(Place { opened_at, target: line.id.0 })
                    });
                    return Ok(page);
                }
                page.rows.push(line);
            }
            page.next = next;
            if page.next.is_none() || page.rows.len() == limit || looked_at >= LOOKED_AT_MAX {
                return Ok(page);
            }
        }
    }

    /// For the unit and each one directly below it, by months of being brought: from the first day of one month, before that of another.
    pub(super) async fn agenda_counts(
        &self,
        unit: UnitId,
        from: NaiveDate,
        before: NaiveDate,
    ) -> Result<Vec<AgendaCount>, EngineError> {
        let mut proposals: Vec<Proposal> = Vec::new();
        let mut cursor: Option<String> = None;
        loop {
            let narrowed = Narrowed {
                kind: Kind::Proposal,
                category: "",
                phase: "",
                open: false,
                overdue: false,
                from: start_of(from),
                to: start_of(before),
                cursor: cursor.as_deref(),
                limit: PAGE_ROWS_MAX,
            };
            let found = self.listed(&[ScopeKey::Unit(unit)], &narrowed).await?;
            // A department sees what it is asked about, which is not counted as its own.
            let within = |proposal: &Proposal| proposal.place.contains(&unit);
            proposals.extend(self.proposals_at(&found.places).await?.into_iter().filter(within));
            cursor = found.next.map(|place| self.cursor(place));
            if cursor.is_none() || proposals.len() >= COUNTED_MAX {
                break;
            }
        }
        let org = self.world().org;
        let is_asked = |count: &AgendaCount| {
            count.unit == unit || org.unit(count.unit).is_some_and(|below| below.parent == Some(unit))
        };
        Ok(count(&proposals).into_iter().filter(is_asked).collect())
    }

    /// The proposals at these places, still sealed, newest first.
    async fn proposals_at(&self, places: &[Place]) -> Result<Vec<Proposal>, EngineError> {
        let ids: Vec<Uuid> = places.iter().map(|place| place.target).collect();
        let mut proposals = Vec::with_capacity(ids.len());
        for found in self.store.states(&ids).await? {
            if let AnyState::Proposal(proposal) = read_state(found.target.id, &found.body)? {
                proposals.push(proposal);
            }
        }
        proposals.sort_unstable_by_key(|it| std::cmp::Reverse((it.submitted_at.timestamp_millis(), it.id)));
        Ok(proposals)
    }
}

/// When a day begins in the county.
fn start_of(day: NaiveDate) -> Option<DateTime<Utc>> {
    Some(day.and_time(NaiveTime::MIN).and_local_timezone(COUNTY_OFFSET).single()?.to_utc())
}
