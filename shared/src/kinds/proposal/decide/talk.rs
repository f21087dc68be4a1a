//! What people say: comments and their moderation, questions, amendments, judgements.

use crate::id::UnitId;
use crate::kinds::content::{REASON_CHARS_MAX, TEXT_CHARS_MAX, check_count, check_secret, check_text};
use crate::kinds::joint::Part;
use crate::kinds::proposal::event::Event;
use crate::kinds::proposal::intent::Refusal;
use crate::kinds::proposal::model::Stage;
use crate::kinds::proposal::{COMMENTS_MAX, JUDGEMENTS_MAX, REOPENINGS_MAX, REPORTS_MAX};
use crate::secret::Secret;

use super::{Case, Decided};

impl Case<'_> {
    pub(super) fn comment(&self, text: &Secret<String>) -> Decided {
        self.in_stage(self.it.stage.is_discussed() || self.it.stage == Stage::Objecting)?;
        check_secret(text, REASON_CHARS_MAX)?;
        check_count(self.it.comments.len() + 1, COMMENTS_MAX)?;
        Ok(vec![Event::Commented { text: text.clone() }])
    }

    pub(super) fn report_comment(&self, number: u32) -> Decided {
        let comment = Self::known(&self.it.comments, number)?;
        let person = self.cx.actor.person;
        if comment.hidden.is_some() || comment.reports.contains(&person) {
            return Err(Refusal::Already);
        }
        check_count(comment.reports.len() + 1, REPORTS_MAX)?;
        Ok(vec![Event::CommentReported { number, person }])
    }

    pub(super) fn hide_comment(&self, number: u32, reason: &str) -> Decided {
        check_text(reason, REASON_CHARS_MAX)?;
        if Self::known(&self.it.comments, number)?.hidden.is_some() {
            return Err(Refusal::Already);
        }
        Ok(vec![Event::CommentHidden { number, reason: reason.to_owned() }])
    }

    pub(super) fn ask(&self, service: &str, text: &Secret<String>) -> Decided {
        self.in_stage(self.it.stage.is_discussed())?;
        check_secret(text, REASON_CHARS_MAX)?;
        check_count(self.it.questions.len() + 1, COMMENTS_MAX)?;
        let none = || Refusal::NoDepartment { service: service.to_owned() };
        let unit = self.cx.org.department(service, self.grid()?).ok_or_else(none)?;
        Ok(vec![Event::Asked { text: text.clone(), part: Part::asked(unit, None, self.cx.org) }])
    }

    pub(super) fn answer(&self, number: u32, unit: UnitId, text: &str) -> Decided {
        self.in_stage(self.it.stage.is_open())?;
        check_text(text, TEXT_CHARS_MAX)?;
        let question = Self::known(&self.it.questions, number)?;
        if question.part.unit != unit {
            return Err(Refusal::NotEntitled);
        }
        if !question.part.is_open() {
            return Err(Refusal::Already);
        }
        Ok(vec![Event::Answered { number, text: text.to_owned() }])
    }

    pub(super) fn amend(&self, text: &Secret<String>) -> Decided {
        self.in_stage(matches!(self.it.stage, Stage::Gathering | Stage::Tabled | Stage::Noticed))?;
        check_secret(text, TEXT_CHARS_MAX)?;
        check_count(self.it.amendments.len() + 1, COMMENTS_MAX)?;
        Ok(vec![Event::AmendmentProposed { text: text.clone() }])
    }

    /// Once it is on an agenda it stays as it was announced; a session can still decide otherwise.
    pub(super) fn take_amendment(&self, number: u32) -> Decided {
        self.in_stage(matches!(self.it.stage, Stage::Gathering | Stage::Tabled))?;
        if Self::known(&self.it.amendments, number)?.taken.is_some() {
            return Err(Refusal::Already);
        }
        Ok(vec![Event::AmendmentTaken { number }])
    }

    pub(super) fn judge(&self, stars: u8, satisfied: bool, comment: Option<&Secret<String>>) -> Decided {
        self.in_stage(self.it.stage == Stage::Done)?;
        if !(1..=5).contains(&stars) {
            return Err(Refusal::BadStars);
        }
        if let Some(comment) = comment {
            check_secret(comment, REASON_CHARS_MAX)?;
        }
        self.as_party()?;
        if self.it.judgements.iter().any(|judgement| judgement.by == self.cx.actor.person) {
            return Err(Refusal::Already);
        }
        check_count(self.it.judgements.len() + 1, JUDGEMENTS_MAX)?;
        Ok(vec![Event::Judged { stars, satisfied, comment: comment.cloned() }])
    }

    /// It has come to a halt, or is said to be done and is not: whoever is above answers from now on.
    pub(super) fn reopen(&self, reason: &Secret<String>) -> Decided {
        let halted = self.it.stage == Stage::Executing && (self.it.overdue || self.it.until < self.cx.now);
        self.in_stage(self.it.stage == Stage::Done || halted)?;
        check_secret(reason, TEXT_CHARS_MAX)?;
        self.as_party()?;
        if self.it.reopenings >= REOPENINGS_MAX {
            return Err(Refusal::Already);
        }
        let until = super::deadline(self.charter()?.periods.report, self.cx)?;
        let charge = self.above().map_or_else(|| self.it.settlement.charge.clone(), |(charge, _)| charge);
        Ok(vec![Event::Reopened { reason: reason.clone(), charge, until }])
    }

    /// Only authors and supporters speak for a proposal.
    fn as_party(&self) -> Result<(), Refusal> {
        let person = self.cx.actor.person;
        let is_party = self.it.is_by(person) || self.it.supporters.contains(&person);
        if is_party { Ok(()) } else { Err(Refusal::NotEntitled) }
    }
}
