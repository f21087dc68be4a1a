//! A proposal as open data: a line of the agenda ledger 议题台账.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::id::{ProposalId, UnitId};
use crate::rules::charter::Measure;
use crate::rules::{Key, Weight};

use super::intent::Verdict;
use super::model::{Proposal, Stage};

/// What everybody may see of a proposal: nobody's name, nothing in anybody's own words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicProposal {
    /// Its id.
    pub id: ProposalId,
    /// In a few words.
    pub title: String,
    /// In a paragraph.
    pub summary: String,
    /// The subject, of the agenda catalogue.
    pub subject: Key,
    /// How many it concerns.
    pub reach: Key,
    /// What it may cost, yuan.
    pub cost_yuan: u32,
    /// The grid with all units above it.
    pub place: Vec<UnitId>,
    /// Where it is in its life.
    pub stage: Stage,
    /// Ordinary or weighty.
    pub weight: Weight,
    /// By which charter it is decided.
    pub charter: Key,
    /// The unit that answers for it, while somebody does.
    pub unit: Option<UnitId>,
    /// Until when something is to happen.
    pub until: Option<DateTime<Utc>>,
    /// Whether a date has passed.
    pub overdue: bool,
    /// When it was brought.
    pub submitted_at: DateTime<Utc>,
    /// How many support it.
    pub supporters: u32,
    /// How many have to.
    pub needed: u32,
    /// When it is, or was, before a meeting or ballot.
    pub session_at: Option<DateTime<Utc>>,
    /// What was decided.
    pub verdict: Option<Verdict>,
    /// Votes for it, against it and abstaining.
    pub votes: Option<[Measure; 3]>,
    /// When that was.
    pub decided_at: Option<DateTime<Utc>>,
    /// Pieces of work done, and all of them.
    pub work: (u32, u32),
    /// What they have cost, yuan.
    pub spent_yuan: u64,
    /// When all of it was done.
    pub done_at: Option<DateTime<Utc>>,
    /// How many are satisfied with the result, of how many who say.
    pub satisfied: (u32, u32),
}

impl Proposal {
    /// The proposal as open data, once it is public; a withdrawn one is nobody's business any more.
    #[must_use]
    pub fn public(&self) -> Option<PublicProposal> {
        let published = self.published.as_ref().filter(|_| self.stage != Stage::Withdrawn)?;
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let awaiting = self.awaiting();
        let finished = self.milestones.iter().filter(|work| work.finished.is_some()).count();
        let satisfied = self.judgements.iter().filter(|judgement| judgement.satisfied).count();
        Some(PublicProposal {
            id: self.id,
            title: published.title.clone(),
            summary: published.summary.clone(),
            subject: self.draft.subject.clone(),
            reach: self.draft.reach.clone(),
            cost_yuan: self.draft.cost_yuan,
            place: self.place.clone(),
            stage: self.stage,
            weight: self.settlement.weight,
            charter: self.settlement.charter.clone(),
            unit: awaiting.as_ref().map(|_| self.settlement.charge.holder.unit),
            until: awaiting.map(|(_, until)| until),
            overdue: self.overdue,
            submitted_at: self.submitted_at,
            supporters: count(self.supporters.len()),
            needed: self.needed,
            session_at: self.session_at,
            verdict: self.decision.as_ref().map(|decision| decision.verdict.clone()),
            votes: self.decision.as_ref().map(|decision| decision.votes),
            decided_at: self.decision.as_ref().map(|decision| decision.at),
            work: (count(finished), count(self.milestones.len())),
            spent_yuan: self.spent_yuan(),
            done_at: self.first(Stage::Done),
            satisfied: (count(satisfied), count(self.judgements.len())),
        })
    }

    /// When it first came into a stage.
    #[must_use]
    pub fn first(&self, stage: Stage) -> Option<DateTime<Utc>> {
        self.passages.iter().find(|passage| passage.stage == stage).map(|passage| passage.at)
    }
}
