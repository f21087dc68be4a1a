//! A test cut into two that together pass what it passes.

use crate::rules::check::{ColumnKind, column_kind};
use crate::rules::eval::{Value, passes};
use crate::rules::index::{CATEGORY, MODE, category_passes};
use crate::rules::interval::Stretch;
use crate::rules::{Category, End, FactKind, FactValue, HitPolicy, Interval, Key, Rulebook, Test};

/// The part of a test that `part` passes too, and the rest of it. None when one of them is nothing, or the rest no single test.
pub(super) fn split(book: &Rulebook, hit: HitPolicy, column: &str, whole: &Test, part: &Test) -> Option<(Test, Test)> {
    if *part == Test::Any {
        return None;
    }
    let kind = column_kind(book, column)?;
    // Only `-` passes what is not known. Where the first rule decides, the second can keep it.
    let is_always_known = column == CATEGORY || column == MODE;
    let keeps_rest = *whole == Test::Any && hit == HitPolicy::First && !is_always_known;
    let (first, rest) = match kind {
        ColumnKind::Keys(_) if column == CATEGORY => categories(book, whole, part)?,
        ColumnKind::Keys(values) => keys(&values, whole, part)?,
        ColumnKind::Ordered(kind) => ordered(kind, whole, part)?,
        ColumnKind::Text(_) => texts(whole, part)?,
        ColumnKind::Boolean => match (whole, part) {
            (Test::Any, Test::Is(answer)) => (Test::Is(*answer), Test::Is(!answer)),
            _ => return None,
        },
    };
    Some((first, if keeps_rest { Test::Any } else { rest }))
}

fn keys(values: &[&str], whole: &Test, part: &Test) -> Option<(Test, Test)> {
    let passes = |test: &Test, value: &str| match test {
        Test::Any => true,
        Test::In(keys) => keys.iter().any(|key| key == value),
        Test::NotIn(keys) => keys.iter().all(|key| key != value),
        Test::Between(..) | Test::Is(_) | Test::Within { .. } => false,
    };
    let of_whole = values.iter().filter(|value| passes(whole, value));
    let (first, rest): (Vec<&str>, Vec<&str>) = of_whole.copied().partition(|value| passes(part, value));
    two(first.into_iter().map(Into::into).collect(), rest.into_iter().map(Into::into).collect())
}

/// Texts named by the part, and all others that the whole passes.
fn texts(whole: &Test, part: &Test) -> Option<(Test, Test)> {
    let (Test::In(named), is_among) = (part, |listed: &[Key], text: &Key| listed.contains(text)) else {
        return None;
    };
    match whole {
        Test::Any => Some((part.clone(), Test::NotIn(named.clone()))),
        Test::In(texts) => {
            let (first, rest) = texts.iter().cloned().partition(|text| is_among(named, text));
            two(first, rest)
        }
        Test::NotIn(without) => {
            let first: Vec<Key> = named.iter().filter(|text| !is_among(without, text)).cloned().collect();
            let rest = without.iter().chain(&first).cloned().collect();
            (!first.is_empty()).then_some((Test::In(first), Test::NotIn(rest)))
        }
        _ => None,
    }
}

fn categories(book: &Rulebook, whole: &Test, part: &Test) -> Option<(Test, Test)> {
    let passes = |test: &Test, category: &Category| category_passes(test, &category.key, category.parent.as_deref());
    let choosable = book.categories.iter().filter(|category| book.is_choosable(category));
    let of_whole = choosable.filter(|category| passes(whole, category));
    let (first, rest): (Vec<&Category>, Vec<&Category>) = of_whole.partition(|category| passes(part, category));
    two(gathered(book, &first), gathered(book, &rest))
}

fn two(first: Vec<Key>, rest: Vec<Key>) -> Option<(Test, Test)> {
    (!first.is_empty() && !rest.is_empty()).then_some((Test::In(first), Test::In(rest)))
}

/// Their names, with that of the first level where all below it are among them.
fn gathered(book: &Rulebook, found: &[&Category]) -> Vec<Key> {
    let has = |category: &Category| found.iter().any(|other| other.key == category.key);
    let mut keys: Vec<Key> = Vec::new();
    for category in found {
        let whole_parent = category.parent.as_deref().filter(|parent| book.categories_under(Some(parent)).all(&has));
        let key = whole_parent.unwrap_or(&category.key);
        if !keys.iter().any(|known| known == key) {
            keys.push(key.to_owned());
        }
    }
    keys
}

/// Numbers or days.
fn ordered(kind: &FactKind, whole: &Test, part: &Test) -> Option<(Test, Test)> {
    let holds = |test: &Test, value: &FactValue| passes(test, Some(Value::Fact(value)));
    let stretches = kind.stretches([whole, part].into_iter());
    let in_both: Vec<bool> = stretches.iter().map(|(first, _)| holds(whole, first) && holds(part, first)).collect();
    let in_rest: Vec<bool> = stretches.iter().map(|(first, _)| holds(whole, first) && !holds(part, first)).collect();
    Some((test_of(kind, &stretches, &in_both)?, test_of(kind, &stretches, &in_rest)?))
}

/// The test that these stretches pass and no others; none when there are none. Ends that say nothing stay open.
fn test_of(kind: &FactKind, stretches: &[Stretch], chosen: &[bool]) -> Option<Test> {
    let mut any = Vec::new();
    let mut from = 0;
    for run in chosen.chunk_by(|one, two| one == two) {
        let to = from + run.len();
        if run[0] {
            let lower = (from > 0).then(|| End { at: stretches[from].0.clone(), open: false });
            // Up to just before the next one, where the last value of a stretch is one of many places.
            let upper = stretches.get(to).map(|next| match kind {
                FactKind::Decimal { .. } => End { at: next.0.clone(), open: true },
                _ => End { at: stretches[to - 1].1.clone(), open: false },
            });
            any.push(Interval { from: lower, to: upper });
        }
        from = to;
    }
    (!any.is_empty()).then(|| Test::within(any, false))
}
