//! Whether ladders rise and stand-ins lead somewhere.

use crate::calendar::{Limit, LimitUnit};
use crate::org::{Post, Tier};
use crate::rules::{Finding, Ladder, Rulebook};

use super::height;

/// Longest limit that can be meant, minutes: a year.
const LIMIT_MIN_MAX: u64 = 366 * 24 * 60;

pub(super) fn check(book: &Rulebook, findings: &mut Vec<Finding>) {
    book.ladders.iter().for_each(|ladder| check_ladder(ladder, findings));
    for empty in &book.stand_ins {
        let tiers = empty.instead.iter().map(|(tier, _)| *tier);
        let odd = std::iter::once(empty.tier).chain(tiers).filter(|tier| height(*tier).is_none());
        findings.extend(odd.map(|tier| Finding::NotALevel { at: format!("{:?}:{:?}", empty.tier, empty.post), tier }));
        if empty.instead.iter().any(|(tier, _)| height(*tier) < height(empty.tier)) {
            findings.push(Finding::StandInBelow { tier: empty.tier, post: empty.post });
        }
        if goes_round(book, (empty.tier, empty.post)) {
            findings.push(Finding::StandInCircle { tier: empty.tier, post: empty.post });
        }
    }
}

fn check_ladder(ladder: &Ladder, findings: &mut Vec<Finding>) {
    let key = || ladder.key.clone();
    if ladder.rungs.is_empty() || u8::try_from(ladder.rungs.len()).is_err() {
        findings.push(Finding::EmptyLadder { ladder: key() });
    }
    for (position, rung) in ladder.rungs.iter().enumerate() {
        if height(rung.tier).is_none() {
            findings.push(Finding::NotALevel { at: key(), tier: rung.tier });
        }
        let below = position.checked_sub(1).and_then(|below| ladder.rungs.get(below));
        if below.is_some_and(|below| height(below.tier) >= height(rung.tier)) {
            findings.push(Finding::RungNotAbove { ladder: key(), rung: position });
        }
        if [rung.acknowledge, rung.resolve].iter().any(|limit| !is_sensible(*limit)) {
            findings.push(Finding::BadLimit { ladder: key(), rung: position });
        }
    }
}

fn is_sensible(limit: Limit) -> bool {
    let unit_min = match limit.unit {
        LimitUnit::Minutes => 1,
        LimitUnit::Hours | LimitUnit::WorkingHours => 60,
        LimitUnit::Days | LimitUnit::WorkingDays => 24 * 60,
    };
    limit.amount > 0 && u64::from(limit.amount) * unit_min <= LIMIT_MIN_MAX
}

/// Whether a post names itself, or the last resort of the last resort … of a post is the post itself.
fn goes_round(book: &Rulebook, start: (Tier, Post)) -> bool {
    let stand_ins = |(tier, post)| book.stand_ins.iter().find(move |empty| empty.tier == tier && empty.post == post);
    if stand_ins(start).is_some_and(|empty| empty.instead.contains(&start)) {
        return true;
    }
    let last_resort = |post: &(Tier, Post)| stand_ins(*post)?.instead.last().copied();
    std::iter::successors(last_resort(&start), last_resort).take(book.stand_ins.len()).any(|post| post == start)
}
