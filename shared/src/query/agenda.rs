//! The agenda ledger 议题台账: what everybody may look up of proposals, and what they come to by unit and month. Pure functions over states.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::calendar::county_day;
use crate::id::{ProposalId, UnitId};
use crate::kinds::proposal::{Proposal, PublicProposal, Stage, Verdict};

use super::{PAGE_ROWS, PAGE_ROWS_MAX};

/// A part of the ledger is asked for. All filters hold together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AgendaQuery {
    /// Under this unit.
    pub unit: Option<UnitId>,
    /// On this subject.
    pub subject: Option<String>,
    /// In this stage.
    pub stage: Option<Stage>,
    /// Only those not yet ended.
    pub open: bool,
    /// Only those past their date.
    pub overdue: bool,
    /// With this text in title or summary.
    pub text: Option<String>,
    /// Brought at this time or later.
    pub from: Option<DateTime<Utc>>,
    /// Brought before this time.
    pub to: Option<DateTime<Utc>>,
    /// Where the page before ended.
    pub cursor: Option<String>,
    /// Rows wanted, at most [`PAGE_ROWS_MAX`].
    pub limit: Option<usize>,
}

/// One page of the ledger, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgendaPage {
    /// The rows.
    pub rows: Vec<PublicProposal>,
    /// Where the next page starts; absent on the last one.
    pub next: Option<String>,
}

impl AgendaQuery {
    /// Whether a line is asked for.
    #[must_use]
    pub fn wants(&self, line: &PublicProposal) -> bool {
        let has_text = |text: &String| line.title.contains(text.trim()) || line.summary.contains(text.trim());
        self.unit.is_none_or(|unit| line.place.contains(&unit))
            && self.subject.as_ref().is_none_or(|subject| line.subject == *subject)
            && self.stage.is_none_or(|stage| line.stage == stage)
            && (!self.open || line.stage.is_open())
            && (!self.overdue || line.overdue)
            && self.text.as_ref().is_none_or(has_text)
            && self.from.is_none_or(|from| line.submitted_at >= from)
            && self.to.is_none_or(|to| line.submitted_at < to)
    }

    /// A page of these lines.
    #[must_use]
    pub fn page(&self, lines: impl IntoIterator<Item = PublicProposal>) -> AgendaPage {
        let key = |line: &PublicProposal| (line.submitted_at.timestamp_millis(), line.id);
        let after = self.cursor.as_deref().and_then(read_cursor);
        let mut rows: Vec<PublicProposal> = lines.into_iter().filter(|line| self.wants(line)).collect();
        rows.retain(|line| after.is_none_or(|after| key(line) < after));
        rows.sort_by_key(|line| std::cmp::Reverse(key(line)));
        let limit = self.limit.unwrap_or(PAGE_ROWS).clamp(1, PAGE_ROWS_MAX);
        let is_more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| is_more).map(|line| {
            let (millis, id) = key(line);
            format!("{millis}.{id}")
        });
        AgendaPage { rows, next }
    }
}

fn read_cursor(cursor: &str) -> Option<(i64, ProposalId)> {
    let (millis, id) = cursor.split_once('.')?;
    Some((millis.parse().ok()?, id.parse().ok()?))
}

/// A stretch of a proposal's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// From being brought to being made public.
    Screening,
    /// From there to having its support.
    Gathering,
    /// From there to the decision.
    Deciding,
    /// From being upheld to being done.
    CarryingOut,
}

impl Step {
    /// Every step, in order.
    pub const ALL: [Self; 4] = [Self::Screening, Self::Gathering, Self::Deciding, Self::CarryingOut];

    /// How long a proposal took for it, whole days; none if it is not through with it.
    #[must_use]
    pub fn days(self, proposal: &Proposal) -> Option<i64> {
        let first = |stage| proposal.first(stage);
        let decided = || proposal.decision.as_ref().map(|decision| decision.at);
        let (from, to) = match self {
            Self::Screening => (Some(proposal.submitted_at), first(Stage::Gathering)),
            Self::Gathering => (first(Stage::Gathering), first(Stage::Tabled)),
            Self::Deciding => (first(Stage::Tabled), decided()),
            Self::CarryingOut => (first(Stage::Executing), first(Stage::Done)),
        };
        Some((county_day(to?) - county_day(from?)).num_days())
    }
}

/// What the proposals of one unit and one month of being brought have come to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgendaCount {
    /// The unit, with everything below it.
    pub unit: UnitId,
    /// First day of the month in which they were brought.
    pub month: NaiveDate,
    /// Brought 征集.
    pub raised: u32,
    /// Made public 受理.
    pub accepted: u32,
    /// Decided 议决, one way or the other.
    pub decided: u32,
    /// Decided in favour, as proposed or amended.
    pub adopted: u32,
    /// Done 办结.
    pub done: u32,
    /// Past their date.
    pub overdue: u32,
    /// What was spent on them, yuan.
    pub spent_yuan: u64,
    /// How many people judged the result.
    pub rated: u32,
    /// Of those, satisfied.
    pub satisfied: u32,
    /// For each step, how long it took half of those that are through with it, whole days.
    pub median_days: BTreeMap<Step, i64>,
}

/// Counts proposals by unit and month, in that order. Those taken back count for nobody.
#[must_use]
pub fn count<'p>(proposals: impl IntoIterator<Item = &'p Proposal>) -> Vec<AgendaCount> {
    let mut groups: BTreeMap<(UnitId, NaiveDate), Vec<&Proposal>> = BTreeMap::new();
    for proposal in proposals.into_iter().filter(|proposal| proposal.stage != Stage::Withdrawn) {
        let day = county_day(proposal.submitted_at);
        let month = day.with_day(1).unwrap_or(day);
        for unit in &proposal.place {
            groups.entry((*unit, month)).or_default().push(proposal);
        }
    }
    groups.into_iter().map(|((unit, month), group)| counted(unit, month, &group)).collect()
}

fn counted(unit: UnitId, month: NaiveDate, group: &[&Proposal]) -> AgendaCount {
    let many = |wanted: &dyn Fn(&Proposal) -> bool| {
        u32::try_from(group.iter().filter(|proposal| wanted(proposal)).count()).unwrap_or(u32::MAX)
    };
    let is_adopted = |proposal: &Proposal| {
        let verdict = proposal.decision.as_ref().map(|decision| &decision.verdict);
        matches!(verdict, Some(Verdict::Adopted { .. } | Verdict::Amended { .. }))
    };
    let is_decided =
        |proposal: &Proposal| proposal.decision.as_ref().is_some_and(|decision| decision.verdict != Verdict::Deferred);
    let judgements = || group.iter().flat_map(|proposal| proposal.judgements.iter());
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let medians = Step::ALL.into_iter().filter_map(|step| {
        let mut days: Vec<i64> = group.iter().filter_map(|proposal| step.days(proposal)).collect();
        days.sort_unstable();
        Some((step, *days.get(days.len().checked_sub(1)? / 2)?))
    });
    AgendaCount {
        unit,
        month,
        raised: number(group.len()),
        accepted: many(&Proposal::is_public),
        decided: many(&is_decided),
        adopted: many(&is_adopted),
        done: many(&|proposal| proposal.first(Stage::Done).is_some()),
        overdue: many(&|proposal| proposal.overdue),
        spent_yuan: group.iter().map(|proposal| proposal.spent_yuan()).sum(),
        rated: number(judgements().count()),
        satisfied: number(judgements().filter(|judgement| judgement.satisfied).count()),
        median_days: medians.collect(),
    }
}
