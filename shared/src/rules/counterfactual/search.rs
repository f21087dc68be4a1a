//! The search: changes of one fact, then of two, and so on, as far as some rule can still be reached by them.

use crate::org::{CompoundKind, Tier};
use crate::rules::eval::{Value, compound_key, passes};
use crate::rules::index::{BUILT_IN, CATEGORY, COMPOUND, MODE};
use crate::rules::{Case, FactKind, FactValue, Key, Mode, Rule, Rulebook, TICKET_TABLE, Test, Undecided};

use super::{Change, Changed, Counterfactual, Reach, set};

/// Levels from the lowest to the highest.
const LEVELS: [Tier; 5] = [Tier::Compound, Tier::Grid, Tier::Community, Tier::Town, Tier::County];

/// A fact that can change.
struct Axis {
    fact: Key,
    column: usize,
    now: Option<FactValue>,
    /// Pieces of its values that no rule tells apart: first and last of each, in order.
    pieces: Vec<(FactValue, FactValue)>,
}

/// How much a change changes, the least first: circumstances beside answers, distances, then the order of questions and values.
type Size = (usize, u64, Vec<(usize, usize)>);

pub(in crate::rules) fn counterfactual(
    book: &Rulebook,
    case: &Case,
    tries_max: u32,
) -> Result<Counterfactual, Undecided> {
    let now = book.rule_for(case)?.then.tier;
    let level = LEVELS.iter().position(|tier| *tier == now);
    let (below, above) = match level {
        Some(level) => (&LEVELS[..level], &LEVELS[level + 1..]),
        None => (&LEVELS[..0], &LEVELS[..0]),
    };
    let rules = candidates(book, case);
    let axes = axes(book, case, &rules);
    let search = Search { book, case, rules, axes };
    Ok(Counterfactual {
        higher: search.first(above.iter().copied(), tries_max),
        lower: search.first(below.iter().rev().copied(), tries_max),
    })
}

/// The rules that the category can match, in order.
fn candidates<'a>(book: &'a Rulebook, case: &Case) -> Vec<&'a Rule> {
    let (Some(table), Some(place)) = (book.table(TICKET_TABLE), book.index().categories.get(&case.category)) else {
        return Vec::new();
    };
    place.rules.iter().filter_map(|rule| table.rules.get(rule)).collect()
}

/// What can change and matters, answers in the order they are asked before circumstances.
fn axes(book: &Rulebook, case: &Case, rules: &[&Rule]) -> Vec<Axis> {
    let columns = book.table(TICKET_TABLE).map_or(&[][..], |table| &table.columns);
    let questions = book.category(&case.category).map_or(&[][..], |category| &category.questions);
    let asked = questions.iter().map(|question| question.fact.as_str());
    let mut facts: Vec<&str> = asked.chain(case.facts.keys().map(String::as_str)).chain([COMPOUND, MODE]).collect();
    let mut seen: Vec<&str> = Vec::new();
    facts.retain(|fact| {
        let is_new = !seen.contains(fact);
        seen.push(*fact);
        is_new
    });
    let axis = |fact: &str| {
        let column = columns.iter().position(|column| column == fact)?;
        let tests: Vec<&Test> = rules.iter().map(|rule| &rule.when[column]).collect();
        if tests.iter().all(|test| **test == Test::Any) {
            return None;
        }
        let key = |key: &str| FactValue::Choice(key.to_owned());
        let one = |value: FactValue| (value.clone(), value);
        let (now, pieces) = match fact {
            MODE => (Some(key(case.mode.key())), Mode::ALL.iter().map(|mode| one(key(mode.key()))).collect()),
            COMPOUND => {
                let kinds = CompoundKind::ALL.iter().map(|kind| one(key(compound_key(*kind))));
                (case.compound.map(|kind| key(compound_key(kind))), kinds.collect())
            }
            _ => (case.facts.get(fact).cloned(), pieces(&book.fact(fact)?.kind, &tests)),
        };
        Some(Axis { fact: fact.to_owned(), column, now, pieces })
    };
    facts.into_iter().filter_map(axis).collect()
}

/// The values of a fact, cut where a test begins or ends.
fn pieces(kind: &FactKind, tests: &[&Test]) -> Vec<(FactValue, FactValue)> {
    let one = |value: FactValue| (value.clone(), value);
    match kind {
        FactKind::Choice { options } => {
            options.iter().map(|choice| one(FactValue::Choice(choice.key.clone()))).collect()
        }
        FactKind::Boolean => [false, true].map(|answer| one(FactValue::Boolean(answer))).into(),
        FactKind::Integer { .. } | FactKind::Decimal { .. } | FactKind::Date { .. } => {
            kind.stretches(tests.iter().copied())
        }
        FactKind::Text { .. } => kind.texts(tests.iter().copied()).into_iter().map(|(value, _)| one(value)).collect(),
    }
}

impl Axis {
    fn is_circumstance(&self) -> bool {
        BUILT_IN.contains(&self.fact.as_str())
    }

    fn holds_now(&self, piece: usize) -> bool {
        let (first, last) = &self.pieces[piece];
        self.now.as_ref().is_some_and(|now| first <= now && now <= last && same_kind(first, now))
    }

    /// The value of a piece that is nearest to what is now, and how far it is. What is not known counts as the first value.
    fn nearest(&self, piece: usize) -> (FactValue, u64) {
        let (first, last) = &self.pieces[piece];
        let now = self.now.as_ref().or_else(|| self.pieces.first().map(|(first, _)| first));
        match now.filter(|now| first.is_ordered() && same_kind(first, now)) {
            Some(now) => {
                let value = now.clamp(first, last);
                (value.clone(), value.distance(now))
            }
            None => (first.clone(), 0),
        }
    }
}

fn same_kind(one: &FactValue, two: &FactValue) -> bool {
    std::mem::discriminant(one) == std::mem::discriminant(two)
}

struct Search<'a> {
    book: &'a Rulebook,
    case: &'a Case,
    rules: Vec<&'a Rule>,
    axes: Vec<Axis>,
}

impl<'a> Search<'a> {
    /// The smallest change that leads to the first of these levels to which any leads.
    fn first(&self, levels: impl Iterator<Item = Tier>, tries_max: u32) -> Reach {
        let mut tries = tries_max;
        for tier in levels {
            match self.least(tier, &mut tries) {
                Reach::Never => {}
                found => return found,
            }
        }
        Reach::Never
    }

    /// The smallest change that leads to a level.
    fn least(&self, tier: Tier, tries: &mut u32) -> Reach {
        let wanted: Vec<Vec<usize>> =
            self.rules.iter().filter(|rule| rule.then.tier == tier).filter_map(|rule| self.must_change(rule)).collect();
        let Some(fewest) = wanted.iter().map(Vec::len).min() else {
            return Reach::Never;
        };
        for count in fewest.max(1)..=self.axes.len() {
            let mut best: Option<(Size, Case)> = None;
            let mut chosen: Vec<usize> = (0..count).collect();
            loop {
                let reaches_one = wanted.iter().any(|needed| needed.iter().all(|axis| chosen.contains(axis)));
                if reaches_one && !self.try_all(&chosen, tier, tries, &mut best) {
                    return Reach::Open;
                }
                if !next_choice(&mut chosen, self.axes.len()) {
                    break;
                }
            }
            if let Some(((.., pieces), case)) = best {
                return self.change(&case, &pieces);
            }
        }
        Reach::Never
    }

    /// The axes on which a rule's test does not hold now; none if it tests what cannot change and does not hold.
    fn must_change(&self, rule: &Rule) -> Option<Vec<usize>> {
        let columns = &self.book.table(TICKET_TABLE)?.columns;
        let mut needed = Vec::new();
        for (column, test) in rule.when.iter().enumerate() {
            if *test == Test::Any || columns[column] == CATEGORY {
                continue;
            }
            let axis = self.axes.iter().position(|axis| axis.column == column)?;
            if !passes(test, self.axes[axis].now.as_ref().map(Value::Fact)) {
                needed.push(axis);
            }
        }
        Some(needed)
    }

    /// Tries every change of exactly these facts; false if that were too many.
    fn try_all(&self, chosen: &[usize], tier: Tier, tries: &mut u32, best: &mut Option<(Size, Case)>) -> bool {
        let others = |axis: usize| {
            let axis = &self.axes[axis];
            (0..axis.pieces.len()).filter(|piece| !axis.holds_now(*piece)).collect::<Vec<_>>()
        };
        let options: Vec<Vec<usize>> = chosen.iter().map(|axis| others(*axis)).collect();
        if options.iter().any(Vec::is_empty) {
            return true;
        }
        let mut at = vec![0; chosen.len()];
        loop {
            if *tries == 0 {
                return false;
            }
            *tries -= 1;
            let pieces: Vec<(usize, usize)> =
                chosen.iter().zip(&options).zip(&at).map(|((axis, pieces), at)| (*axis, pieces[*at])).collect();
            let (case, size) = self.changed(&pieces);
            let is_smaller = best.as_ref().is_none_or(|(least, _)| size < *least);
            if is_smaller && self.book.rule_for(&case).is_ok_and(|rule| rule.then.tier == tier) {
                *best = Some((size, case));
            }
            let Some(turned) = (0..at.len()).rev().find(|place| at[*place] + 1 < options[*place].len()) else {
                return true;
            };
            at[turned] += 1;
            at[turned + 1..].fill(0);
        }
    }

    fn changed(&self, pieces: &[(usize, usize)]) -> (Case, Size) {
        let (mut case, mut circumstances, mut far) = (self.case.clone(), 0, 0_u64);
        for (axis, piece) in pieces {
            let axis = &self.axes[*axis];
            let (value, distance) = axis.nearest(*piece);
            set(&mut case, &axis.fact, &value);
            circumstances += usize::from(axis.is_circumstance());
            far = far.saturating_add(distance);
        }
        (case, (circumstances, far, pieces.to_vec()))
    }

    /// A change with how far each of its values could go.
    fn change(&self, case: &Case, pieces: &[(usize, usize)]) -> Reach {
        let Ok(rule) = self.book.rule_for(case) else {
            return Reach::Never;
        };
        let facts = pieces.iter().map(|(axis, piece)| {
            let axis = &self.axes[*axis];
            let to = axis.nearest(*piece).0;
            if !to.is_ordered() {
                return Changed { fact: axis.fact.clone(), until: to.clone(), to, to_the_end: false };
            }
            let upwards = axis.now.as_ref().is_none_or(|now| *now < to);
            let beyond = |piece: usize| if upwards { Some(piece + 1) } else { piece.checked_sub(1) };
            let next = |piece: usize| beyond(piece).filter(|next| *next < axis.pieces.len());
            let mut end = *piece;
            // What holds for a whole piece is known to hold for the next one too only where nothing else changes.
            while let Some(further) = next(end).filter(|_| pieces.len() == 1) {
                let mut other = case.clone();
                set(&mut other, &axis.fact, &axis.pieces[further].0);
                if !self.book.rule_for(&other).is_ok_and(|found| found.then.tier == rule.then.tier) {
                    break;
                }
                end = further;
            }
            let (first, last) = &axis.pieces[end];
            let until = if upwards { last } else { first }.clone();
            Changed { fact: axis.fact.clone(), to, until, to_the_end: next(end).is_none() }
        });
        let facts = facts.collect();
        Reach::By(Change { facts, rule: rule.id.clone(), tier: rule.then.tier, post: rule.then.post })
    }
}

/// The next way to choose so many of `count`, in order; false after the last.
fn next_choice(chosen: &mut [usize], count: usize) -> bool {
    let size = chosen.len();
    let Some(turned) = (0..size).rev().find(|place| chosen[*place] < count - size + place) else {
        return false;
    };
    chosen[turned] += 1;
    for place in turned + 1..size {
        chosen[place] = chosen[place - 1] + 1;
    }
    true
}
