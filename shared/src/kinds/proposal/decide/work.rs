//! Carrying it out: a plan with dates, pieces of work, tickets that belong to it.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

use crate::calendar::{COUNTY_OFFSET, county_day};
use crate::id::{PhotoHash, TicketId};
use crate::kinds::content::{PHOTOS_MAX, REASON_CHARS_MAX, TEXT_CHARS_MAX, check_count, check_text};
use crate::kinds::proposal::MILESTONES_MAX;
use crate::kinds::proposal::event::Event;
use crate::kinds::proposal::intent::Refusal;
use crate::kinds::proposal::model::{Milestone, NewMilestone, Stage};

use super::{Case, Decided, deadline};

impl Case<'_> {
    pub(super) fn plan(&self, planned: &[NewMilestone]) -> Decided {
        self.in_stage(self.it.stage == Stage::Executing)?;
        let done = self.it.milestones.iter().filter(|work| work.finished.is_some()).count();
        check_count(done + planned.len(), MILESTONES_MAX)?;
        if planned.is_empty() {
            return Err(Refusal::Content(crate::kinds::content::ContentFault::Empty));
        }
        let today = county_day(self.cx.now);
        let mut milestones = Vec::with_capacity(planned.len());
        for (number, plan) in planned.iter().enumerate() {
            check_text(&plan.title, REASON_CHARS_MAX)?;
            let bad = || Refusal::BadMilestone { number: u32::try_from(number).unwrap_or(u32::MAX) };
            let until = end_of(plan.due).filter(|_| plan.due >= today).ok_or_else(bad)?;
            let holder = self.cx.org.holder(plan.unit, plan.post, today).ok_or_else(bad)?;
            milestones.push(Milestone { plan: plan.clone(), holder, until, finished: None });
        }
        let first = milestones.iter().map(|work| work.until).min().unwrap_or(self.cx.now);
        Ok(vec![Event::Planned { milestones, until: first }])
    }

    pub(super) fn finish(&self, number: u32, note: &str, cost_yuan: u32, photos: &[PhotoHash]) -> Decided {
        self.in_stage(self.it.stage == Stage::Executing)?;
        check_text(note, TEXT_CHARS_MAX)?;
        check_count(photos.len(), PHOTOS_MAX)?;
        if Self::known(&self.it.milestones, number)?.finished.is_some() {
            return Err(Refusal::Already);
        }
        let others =
            self.it.milestones.iter().zip(0u32..).filter(|(work, other)| *other != number && work.finished.is_none());
        let next = others.map(|(work, _)| work.until).min();
        let periods = &self.charter()?.periods;
        let until = next.map_or_else(|| deadline(periods.judge, self.cx), Ok)?;
        let finished = Event::Finished { number, note: note.to_owned(), cost_yuan, photos: photos.to_vec(), until };
        if next.is_none() { Ok(vec![finished, Event::Done { until }]) } else { Ok(vec![finished]) }
    }

    pub(super) fn link(&self, ticket: TicketId) -> Decided {
        self.in_stage(self.it.stage.is_open())?;
        if self.it.tickets.contains(&ticket) {
            return Err(Refusal::Already);
        }
        check_count(self.it.tickets.len() + 1, MILESTONES_MAX)?;
        Ok(vec![Event::Linked { ticket }])
    }
}

/// The last second of a day in the county.
fn end_of(day: NaiveDate) -> Option<DateTime<Utc>> {
    let midnight = day.succ_opt()?.and_time(NaiveTime::MIN).and_local_timezone(COUNTY_OFFSET).single()?;
    Some(midnight.to_utc() - TimeDelta::seconds(1))
}
