//! Screening: accepted, returned, merged, passed on; and what the author can do about it.

use crate::id::{PersonId, ProposalId, TicketId, derive};
use crate::kinds::content::{REASON_CHARS_MAX, TEXT_CHARS_MAX, check_count, check_secret, check_text};
use crate::kinds::proposal::event::Event;
use crate::kinds::proposal::intent::{Draft, Published, Refusal};
use crate::kinds::proposal::model::Stage;
use crate::kinds::proposal::{OPTIONS_MAX, REOPENINGS_MAX};
use crate::kinds::ticket::Submission;
use crate::secret::Secret;

use super::{Case, Decided, deadline, settled};

impl Case<'_> {
    pub(super) fn accept(&self, published: &Published, entitled: u32) -> Decided {
        self.in_stage(self.it.stage == Stage::Submitted)?;
        check_text(&published.title, REASON_CHARS_MAX)?;
        check_text(&published.summary, TEXT_CHARS_MAX)?;
        check_count(published.options.len(), OPTIONS_MAX)?;
        published.options.iter().try_for_each(|option| check_text(option, REASON_CHARS_MAX))?;
        let charter = self.charter()?;
        let needed = charter.needed.needed(entitled);
        let periods = &charter.periods;
        let accepted = Event::Accepted {
            published: published.clone(),
            entitled,
            needed,
            until: deadline(periods.gather, self.cx)?,
        };
        if needed == 0 {
            return Ok(vec![accepted, Event::Tabled { until: deadline(periods.table, self.cx)? }]);
        }
        Ok(vec![accepted])
    }

    pub(super) fn give_back(&self, reason: &str, mend: &str) -> Decided {
        self.in_stage(self.it.stage == Stage::Submitted)?;
        check_text(reason, REASON_CHARS_MAX)?;
        check_text(mend, REASON_CHARS_MAX)?;
        let until = deadline(self.charter()?.periods.mend, self.cx)?;
        Ok(vec![Event::Returned { reason: reason.to_owned(), mend: mend.to_owned(), until }])
    }

    pub(super) fn revise(&self, draft: &Draft) -> Decided {
        self.in_stage(self.it.stage == Stage::Returned)?;
        if self.it.place.first() != Some(&draft.unit) {
            // It would lie elsewhere, with others responsible: that is another proposal.
            return Err(Refusal::UnknownGrid);
        }
        let (settlement, until) = settled(draft, self.cx)?;
        Ok(vec![Event::Revised { draft: Box::new(draft.clone()), settlement: Box::new(settlement), until }])
    }

    /// The level above looks at the return; at the top the same post looks once more.
    pub(super) fn appeal(&self, reason: &Secret<String>) -> Decided {
        self.in_stage(self.it.stage == Stage::Returned)?;
        check_secret(reason, TEXT_CHARS_MAX)?;
        if self.it.appeals >= REOPENINGS_MAX {
            return Err(Refusal::Already);
        }
        let until = deadline(self.charter()?.periods.screen, self.cx)?;
        let charge = self.above().map_or_else(|| self.it.settlement.charge.clone(), |(charge, _)| charge);
        Ok(vec![Event::Appealed { reason: reason.clone(), charge, until }])
    }

    pub(super) fn merge(&self, id: ProposalId, into: ProposalId) -> Decided {
        self.in_stage(matches!(self.it.stage, Stage::Submitted | Stage::Gathering | Stage::Tabled))?;
        if into == id {
            return Err(Refusal::SameProposal);
        }
        Ok(vec![Event::Merged { into, people: self.people() }])
    }

    pub(super) fn pass_on(&self, id: ProposalId, report: &Submission) -> Decided {
        self.in_stage(self.it.stage == Stage::Submitted)?;
        check_secret(&report.text, TEXT_CHARS_MAX)?;
        let ticket = TicketId(derive(id.0, "ticket"));
        Ok(vec![Event::PassedOn { ticket, report: Box::new(report.clone()), people: self.people() }])
    }

    /// Who wants to hear what comes of it.
    fn people(&self) -> Vec<PersonId> {
        let authors = std::iter::once(self.it.author).chain(self.it.co_authors.iter().copied());
        authors.chain(self.it.followers.iter().copied()).collect()
    }
}
