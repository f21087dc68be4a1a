//! Being decided: by a grid member within the limits for small works, in a meeting, by ballot; and objections to it.

use chrono::{DateTime, Datelike, Utc};

use crate::calendar::county_day;
use crate::id::{BodyId, UnitId};
use crate::kinds::content::{REASON_CHARS_MAX, TEXT_CHARS_MAX, check_count, check_secret, check_text};
use crate::kinds::proposal::OBJECTIONS_MAX;
use crate::kinds::proposal::event::Event;
use crate::kinds::proposal::intent::{Forum, Refusal, Verdict};
use crate::kinds::proposal::model::Stage;
use crate::rules::Weight;
use crate::rules::charter::Measure;
use crate::secret::Secret;

use super::{Case, Decided, deadline};

impl Case<'_> {
    /// The limit of a year is kept by the body: it refuses what would be too much, and with that this.
    pub(super) fn decide_micro(&self, body: BodyId, reason: &str) -> Decided {
        self.in_stage(matches!(self.it.stage, Stage::Gathering | Stage::Tabled))?;
        check_text(reason, REASON_CHARS_MAX)?;
        let charter = self.charter()?;
        let micro = charter.micro.filter(|_| self.it.settlement.weight == Weight::Small);
        let micro = micro.ok_or(Refusal::NotMicro { max: 0 })?;
        let cost_yuan = self.it.draft.cost_yuan;
        if cost_yuan > micro.matter_yuan_max {
            return Err(Refusal::NotMicro { max: micro.matter_yuan_max });
        }
        Ok(vec![Event::MicroDecided {
            body,
            reason: reason.to_owned(),
            place: self.it.place.clone(),
            year: county_day(self.cx.now).year(),
            cost_yuan,
            year_yuan_max: micro.year_yuan_max,
            until: deadline(charter.periods.report, self.cx)?,
        }])
    }

    pub(super) fn notice(
        &self,
        forum: Forum,
        unit: UnitId,
        (at, ends): (DateTime<Utc>, DateTime<Utc>),
        charter: &str,
        weight: Weight,
    ) -> Decided {
        self.in_stage(self.it.stage == Stage::Tabled)?;
        let settled = &self.it.settlement;
        if settled.charter != charter || settled.weight != weight {
            return Err(Refusal::OtherCharter { charter: settled.charter.clone(), weight: settled.weight });
        }
        let charter = self.charter()?;
        let own = self.cx.org.above(self.grid()?, charter.tier).map(|unit| unit.id);
        if own != Some(unit) {
            return Err(Refusal::OtherPlace { unit: own });
        }
        let earliest = deadline(charter.procedure(weight).notice, self.cx)?;
        if at < earliest {
            return Err(Refusal::TooSoon { earliest });
        }
        let sit = self.cx.rules.calendar.deadline(ends.max(at), charter.periods.sit);
        let until = sit.map_err(|error| Refusal::Undecided(error.into()))?;
        Ok(vec![Event::Noticed { forum, at, until }])
    }

    /// Whether it is still before this meeting or ballot. If it has been taken back meanwhile, nothing follows from what happens there,
    /// and nothing there is held up by it.
    fn is_before(&self, forum: Forum) -> bool {
        self.it.stage.is_open() && self.it.forum == Some(forum)
    }

    pub(super) fn open(&self, forum: Forum) -> Decided {
        if !self.is_before(forum) {
            return Ok(Vec::new());
        }
        self.in_stage(self.it.stage == Stage::Noticed)?;
        // A session may be adjourned and go on; when it should have decided was announced with it.
        Ok(vec![Event::Opened { until: self.it.until }])
    }

    pub(super) fn postpone(&self, forum: Forum, reason: &str) -> Decided {
        if !self.is_before(forum) {
            return Ok(Vec::new());
        }
        self.in_stage(matches!(self.it.stage, Stage::Noticed | Stage::InSession))?;
        check_text(reason, REASON_CHARS_MAX)?;
        let until = deadline(self.charter()?.periods.table, self.cx)?;
        Ok(vec![Event::Postponed { reason: reason.to_owned(), until }])
    }

    pub(super) fn conclude(&self, forum: Forum, verdict: &Verdict, votes: [Measure; 3]) -> Decided {
        if !self.is_before(forum) {
            return Ok(Vec::new());
        }
        self.in_stage(self.it.stage == Stage::InSession)?;
        match verdict {
            Verdict::Amended { text } => check_text(text, TEXT_CHARS_MAX)?,
            Verdict::Adopted { option: Some(option) } if usize::from(*option) >= self.it.draft.options.len() => {
                return Err(Refusal::NoSuch { number: (*option).into() });
            }
            _ => {}
        }
        let periods = &self.charter()?.periods;
        let until = match verdict {
            Verdict::Adopted { .. } | Verdict::Amended { .. } => deadline(periods.object, self.cx)?,
            Verdict::Deferred => deadline(periods.table, self.cx)?,
            Verdict::Rejected => self.cx.now,
        };
        Ok(vec![Event::Decided { forum, verdict: verdict.clone(), votes, until }])
    }

    /// With the last objection that it takes, the decision is to be taken anew.
    pub(super) fn object(&self, text: &Secret<String>) -> Decided {
        self.in_stage(self.it.stage == Stage::Objecting)?;
        check_secret(text, TEXT_CHARS_MAX)?;
        let (charter, person) = (self.charter()?, self.cx.actor.person);
        super::entitled(charter.support, self.grid()?, self.cx)?;
        if self.it.objections.iter().any(|objection| objection.by == person) {
            return Err(Refusal::Already);
        }
        check_count(self.it.objections.len() + 1, OBJECTIONS_MAX)?;
        let objected = Event::Objected { text: text.clone() };
        let count = self.it.objections.len() as u64 + 1;
        if charter.objectors.is_met(count, self.it.entitled.into()) {
            return Ok(vec![objected, Event::SentBack { until: deadline(charter.periods.table, self.cx)? }]);
        }
        Ok(vec![objected])
    }
}
