//! The proof of charters: every proposal reaches one that admits it, every threshold can be met and keeps the law, every period can be counted.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

use crate::calendar::{COUNTY_OFFSET, CalendarError, Limit, LimitUnit};
use crate::org::CompoundKind;

use super::super::check::height;
use super::super::eval::compound_key;
use super::super::{
    Case, End, FactKind, FactValue, Facts, Finding, Interval, Key, Mode, PROPOSAL_TABLE, Part, Rulebook, Test, Weight,
};
use super::{COST, Charter, CharterFault, LateRule, Procedure, REACH, SUBJECT, Secrecy, Share, Support};

/// Longest period that can be meant, minutes: a year.
const PERIOD_MIN_MAX: u64 = 366 * 24 * 60;
/// Most faults about cases that are listed.
const CASES_MAX: usize = 20;

/// A threshold of a charter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Threshold {
    /// Supporters.
    Support,
    /// Objectors.
    Objectors,
    /// Taking part in ordinary matters.
    OrdinaryQuorum,
    /// For an ordinary matter.
    OrdinaryMajority,
    /// Notice of an ordinary matter.
    OrdinaryNotice,
    /// Taking part in weighty matters.
    WeightyQuorum,
    /// For a weighty matter.
    WeightyMajority,
    /// Notice of a weighty matter.
    WeightyNotice,
}

/// Everything that is wrong with charters, if the rulebook decided from `day` on.
pub(in crate::rules) fn check(book: &Rulebook, day: NaiveDate, findings: &mut Vec<Finding>) {
    if book.charters.is_empty() {
        return;
    }
    for charter in &book.charters {
        let faults = thresholds(charter).into_iter().chain(periods(book, charter, day));
        findings.extend(faults.map(|fault| Finding::Charter { charter: charter.key.clone(), fault }));
    }
    let of_table = |fault| Finding::Charter { charter: PROPOSAL_TABLE.to_owned(), fault };
    let lacking = book.lacks_motion_facts();
    if book.table(PROPOSAL_TABLE).is_none() {
        findings.push(of_table(CharterFault::NoTable));
    } else if lacking.is_empty() {
        findings.extend(reach(book));
    }
    findings.extend(lacking.into_iter().map(|fact| of_table(CharterFault::NoFact { fact })));
}

/// What charters name: each other's names, subjects of the agenda, kinds of compound.
pub(in crate::rules) fn check_names(book: &Rulebook, findings: &mut Vec<Finding>) {
    let mut seen = BTreeSet::new();
    for charter in &book.charters {
        if !seen.insert(charter.key.as_str()) {
            findings.push(Finding::Duplicate { part: Part::Charter, name: charter.key.clone() });
        }
        names(book, charter, findings);
    }
}

fn names(book: &Rulebook, charter: &Charter, findings: &mut Vec<Finding>) {
    if charter.title.zh.trim().is_empty() || charter.title.en.trim().is_empty() {
        findings.push(Finding::MissingText { at: charter.key.clone() });
    }
    if height(charter.tier).is_none() {
        findings.push(Finding::NotALevel { at: charter.key.clone(), tier: charter.tier });
    }
    let subjects = options(book, SUBJECT);
    let odd = charter.subjects.iter().filter(|subject| !subjects.contains(subject));
    let kinds = CompoundKind::ALL.map(compound_key);
    let strange = charter.compounds.iter().filter(|kind| !kinds.contains(&kind.as_str()));
    findings.extend(odd.chain(strange).map(|name| Finding::Dangling {
        part: Part::Value,
        name: name.clone(),
        at: charter.key.clone(),
    }));
}

fn thresholds(charter: &Charter) -> Vec<CharterFault> {
    use Threshold as T;
    let mut faults = Vec::new();
    let mut meetable = |threshold, can_be: bool| {
        if !can_be {
            faults.push(CharterFault::Unmeetable { threshold });
        }
    };
    let all = |mut shares: Box<dyn Iterator<Item = Share>>| shares.all(Share::can_be_met);
    meetable(T::Support, !matches!(charter.needed, Support::Share(share) if !share.can_be_met()));
    // Were nobody needed to object, every decision would come back for ever.
    meetable(T::Objectors, charter.objectors.can_be_met() && charter.objectors.of > 0);
    let sorts = [
        (Weight::Small, &charter.ordinary, [T::OrdinaryQuorum, T::OrdinaryMajority, T::OrdinaryNotice]),
        (Weight::Big, &charter.weighty, [T::WeightyQuorum, T::WeightyMajority, T::WeightyNotice]),
    ];
    for (_, procedure, [quorum, majority, _]) in &sorts {
        meetable(*quorum, all(Box::new(procedure.quorum.shares())));
        meetable(*majority, all(Box::new(procedure.majority.shares())));
    }
    let basis = charter.basis;
    for (weight, procedure, [quorum, majority, notice]) in sorts {
        let floor = basis.floor(weight);
        let kept = [
            (quorum, procedure.quorum.implies(floor.quorum)),
            (majority, procedure.majority.implies(floor.majority)),
            (notice, lasts_days(procedure.notice) >= floor.notice_days),
        ];
        let broken = kept.into_iter().filter(|(_, kept)| !kept);
        faults.extend(broken.map(|(threshold, _)| CharterFault::BelowLaw { threshold, basis }));
    }
    let tells = |procedure: &Procedure| {
        let by_area = procedure.quorum.area.is_some() || procedure.majority.area.is_some();
        by_area && procedure.secrecy == Secrecy::Secret
    };
    if tells(&charter.ordinary) || tells(&charter.weighty) {
        faults.push(CharterFault::SecretByArea);
    }
    if charter.micro.is_some_and(|micro| micro.matter_yuan_max > micro.year_yuan_max) {
        faults.push(CharterFault::MicroOverYear);
    }
    faults
}

/// Whole days that a limit lasts at least.
const fn lasts_days(limit: Limit) -> u32 {
    match limit.unit {
        LimitUnit::Minutes => limit.amount / (24 * 60),
        LimitUnit::Hours | LimitUnit::WorkingHours => limit.amount / 24,
        LimitUnit::Days | LimitUnit::WorkingDays => limit.amount,
    }
}

fn periods(book: &Rulebook, charter: &Charter, day: NaiveDate) -> Vec<CharterFault> {
    let late = |procedure: &Procedure| match procedure.late {
        LateRule::Received => None,
        LateRule::Cast(grace) => Some(grace),
    };
    let each = &charter.periods;
    let named = [
        ("screen", Some(each.screen)),
        ("mend", Some(each.mend)),
        ("gather", Some(each.gather)),
        ("table", Some(each.table)),
        ("sit", Some(each.sit)),
        ("object", Some(each.object)),
        ("report", Some(each.report)),
        ("judge", Some(each.judge)),
        ("ordinary.notice", Some(charter.ordinary.notice)),
        ("ordinary.late", late(&charter.ordinary)),
        ("weighty.notice", Some(charter.weighty.notice)),
        ("weighty.late", late(&charter.weighty)),
    ];
    let start = day.and_time(NaiveTime::MIN).and_local_timezone(COUNTY_OFFSET).single();
    let mut faults = Vec::new();
    for (name, limit) in named.into_iter().filter_map(|(name, limit)| Some((name, limit?))) {
        let unit_min: u64 = match limit.unit {
            LimitUnit::Minutes => 1,
            LimitUnit::Hours | LimitUnit::WorkingHours => 60,
            LimitUnit::Days | LimitUnit::WorkingDays => 24 * 60,
        };
        if limit.amount == 0 || u64::from(limit.amount) * unit_min > PERIOD_MIN_MAX {
            faults.push(CharterFault::BadPeriod { period: name.into() });
        } else if let Some(start) = start
            && let Err(CalendarError::YearNotCovered(year)) = book.calendar.deadline(start.to_utc(), limit)
            // That the calendar lacks the very first year is said already.
            && year != day.year()
        {
            faults.push(CharterFault::NotCovered { period: name.into(), year });
        }
    }
    faults
}

fn options(book: &Rulebook, fact: &str) -> Vec<Key> {
    match book.fact(fact).map(|fact| &fact.kind) {
        Some(FactKind::Choice { options }) => options.iter().map(|option| option.key.clone()).collect(),
        _ => Vec::new(),
    }
}

/// Costs that some rule tells apart: the ends of every stretch.
fn costs(book: &Rulebook) -> BTreeSet<i64> {
    let Some(FactKind::Integer { min, max }) = book.fact(COST).map(|fact| &fact.kind) else {
        return BTreeSet::new();
    };
    let tests = book.table(PROPOSAL_TABLE).into_iter().flat_map(|table| table.rules.iter().flat_map(|rule| &rule.when));
    // The first number of a stretch is the one from which a test begins to hold, or the one behind its last.
    let from = |end: &End| integer(end, end.open);
    let behind = |end: &End| integer(end, !end.open);
    let bounds = tests.flat_map(|test| match test {
        Test::Between(from, to) => from.iter().copied().chain(to.and_then(|to| to.checked_add(1))).collect(),
        Test::Within { any, .. } => {
            let ends =
                |interval: &Interval| [interval.from.as_ref().and_then(from), interval.to.as_ref().and_then(behind)];
            any.iter().flat_map(ends).flatten().collect()
        }
        _ => Vec::new(),
    });
    std::iter::once(*min).chain(bounds).filter(|cost| (min..=max).contains(&cost)).collect()
}

/// The whole number at an end, or the one after it.
fn integer(end: &End, after: bool) -> Option<i64> {
    match end.at {
        FactValue::Integer(number) => number.checked_add(after.into()),
        _ => None,
    }
}

/// Every case that the table decides must come to a charter that admits it. All of them are tried: subjects, reaches, kinds of compound
/// and stretches of cost are few. Cases that it does not decide are findings of the table's own proof.
fn reach(book: &Rulebook) -> Vec<Finding> {
    let (subjects, reaches, costs) = (options(book, SUBJECT), options(book, REACH), costs(book));
    let kinds: Vec<Option<CompoundKind>> = std::iter::once(None).chain(CompoundKind::ALL.map(Some)).collect();
    let mut found: Vec<(String, CharterFault)> = Vec::new();
    let mut known = BTreeSet::new();
    for (subject, compound) in subjects.iter().flat_map(|subject| kinds.iter().map(move |kind| (subject, *kind))) {
        for (reach, cost) in reaches.iter().flat_map(|reach| costs.iter().map(move |cost| (reach, *cost))) {
            let facts = Facts::from([
                (SUBJECT.to_owned(), FactValue::Choice(subject.clone())),
                (COST.to_owned(), FactValue::Integer(cost)),
                (REACH.to_owned(), FactValue::Choice(reach.clone())),
            ]);
            let Ok((_, rule)) = book.rule_of(&facts, compound) else {
                continue;
            };
            let tier = rule.then.tier;
            let case = || Case { category: Key::new(), mode: Mode::Routine, compound, facts: facts.clone() };
            let (at, fault) = match book.charter_for(tier, compound) {
                None => (PROPOSAL_TABLE.to_owned(), CharterFault::NoCharter { tier, case: case() }),
                Some(charter) if !charter.subjects.contains(subject) => {
                    (charter.key.clone(), CharterFault::NotOnAgenda { subject: subject.clone(), case: case() })
                }
                Some(_) => continue,
            };
            // One case for each way of going wrong.
            let way = match &fault {
                CharterFault::NoCharter { .. } => format!("{tier:?}/{compound:?}"),
                _ => format!("{at}/{subject}"),
            };
            if found.len() < CASES_MAX && known.insert(way) {
                found.push((at, fault));
            }
        }
    }
    found.into_iter().map(|(charter, fault)| Finding::Charter { charter, fault }).collect()
}
