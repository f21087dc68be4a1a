//! A test cut into two that together pass what it passes.

use crate::rules::check::{ColumnKind, column_kind};
use crate::rules::index::{CATEGORY, MODE, category_passes};
use crate::rules::{Category, HitPolicy, Key, Rulebook, Test};

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
        ColumnKind::Integer(least, most) => range(least, most, whole, part, keeps_rest)?,
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
        Test::Between(..) | Test::Is(_) => false,
    };
    let of_whole = values.iter().filter(|value| passes(whole, value));
    let (first, rest): (Vec<&str>, Vec<&str>) = of_whole.copied().partition(|value| passes(part, value));
    two(first.into_iter().map(Into::into).collect(), rest.into_iter().map(Into::into).collect())
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

fn range(least: i64, most: i64, whole: &Test, part: &Test, keeps_rest: bool) -> Option<(Test, Test)> {
    let (from, to) = match whole {
        Test::Any => (least, most),
        Test::Between(from, to) => (from.unwrap_or(least).max(least), to.unwrap_or(most).min(most)),
        Test::In(_) | Test::NotIn(_) | Test::Is(_) => return None,
    };
    let Test::Between(cut_from, cut_to) = part else {
        return None;
    };
    let (cut_from, cut_to) = (cut_from.unwrap_or(from).max(from), cut_to.unwrap_or(to).min(to));
    if cut_from > cut_to || (cut_from <= from && cut_to >= to) {
        return None;
    }
    // Ends that say nothing stay open.
    let open = |from: i64, to: i64| Test::Between((from > least).then_some(from), (to < most).then_some(to));
    let first = open(cut_from, cut_to);
    match (cut_from == from, cut_to == to) {
        (true, false) => Some((first, open(cut_to + 1, to))),
        (false, true) => Some((first, open(from, cut_from - 1))),
        _ if keeps_rest => Some((first, Test::Any)),
        _ => None,
    }
}
