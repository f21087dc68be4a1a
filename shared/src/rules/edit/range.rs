//! Numbers, days and ranges of them as people write them.

use chrono::NaiveDate;

use crate::rules::{End, FactKind, FactValue, Interval, Test};

use super::paste::listed;

/// Whatever is known.
const UNBOUNDED: &str = "..";

/// A test of numbers or days: `5`, `3..5`, `3-5`, `3 到 5`, `[3..5)`, `≥3`, `>=3`, `<5`, `2026-10-01 至 2026-10-08`, several of these, and
/// `除了 …` or `not …`.
pub(super) fn test_from(said: &str, kind: &FactKind) -> Option<Test> {
    let (without, pieces) = listed(said);
    let any: Vec<Interval> = pieces.iter().map(|piece| interval_from(piece, kind)).collect::<Option<_>>()?;
    (!any.is_empty()).then(|| Test::within(any, without))
}

/// An interval as [`interval_from`] reads it.
pub(super) fn written(interval: &Interval) -> String {
    let Interval { from, to } = interval;
    match (from, to) {
        (None, None) => UNBOUNDED.to_owned(),
        (Some(from), None) => format!("{}{}", if from.open { ">" } else { ">=" }, from.at),
        (None, Some(to)) => format!("{}{}", if to.open { "<" } else { "<=" }, to.at),
        (Some(from), Some(to)) if from == to && !from.open => from.at.to_string(),
        (Some(from), Some(to)) => {
            let (opens, closes) = (if from.open { "(" } else { "[" }, if to.open { ")" } else { "]" });
            format!("{opens}{}..{}{closes}", from.at, to.at)
        }
    }
}

fn interval_from(said: &str, kind: &FactKind) -> Option<Interval> {
    if said == UNBOUNDED {
        return Some(Interval::default());
    }
    let end = |said: &str, open: bool| Some(End { at: value_from(said.trim(), kind)?, open });
    let after = |signs: &[&str]| signs.iter().find_map(|sign| said.strip_prefix(sign));
    if let Some(from) = after(&[">=", "≥", "至少"]) {
        return Some(Interval { from: Some(end(from, false)?), to: None });
    }
    if let Some(to) = after(&["<=", "≤", "至多"]) {
        return Some(Interval { from: None, to: Some(end(to, false)?) });
    }
    if let Some(above) = after(&[">", "＞"]) {
        return Some(Interval { from: Some(end(above, true)?), to: None });
    }
    if let Some(below) = after(&["<", "＜"]) {
        return Some(Interval { from: None, to: Some(end(below, true)?) });
    }
    if let Some(one) = end(said, false) {
        return Some(Interval { from: Some(one.clone()), to: Some(one) });
    }
    let leaves_first = said.starts_with(['(', '（']);
    let leaves_last = said.ends_with([')', '）']);
    let inner = said.trim_matches(['[', ']', '(', ')', '（', '）']);
    let (from, to) = halves(inner, kind)?;
    Some(Interval { from: Some(end(from, leaves_first)?), to: Some(end(to, leaves_last)?) })
}

fn halves<'a>(inner: &'a str, kind: &FactKind) -> Option<(&'a str, &'a str)> {
    let between = ["..", "到", "至", " to ", "~", "～", "–"].iter().find_map(|sign| inner.split_once(sign));
    if between.is_some() || matches!(kind, FactKind::Date { .. }) {
        return between;
    }
    // A minus may also be a sign: the one after the first digit divides.
    let at = inner.char_indices().skip(1).find(|(_, letter)| *letter == '-')?.0;
    Some((&inner[..at], &inner[at + 1..]))
}

fn value_from(said: &str, kind: &FactKind) -> Option<FactValue> {
    match kind {
        FactKind::Integer { .. } => said.parse().ok().map(FactValue::Integer),
        FactKind::Decimal { .. } => said.parse().ok().map(|decimal| FactValue::Decimal { decimal }),
        FactKind::Date { .. } => {
            let forms = ["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日"];
            let date = forms.iter().find_map(|form| NaiveDate::parse_from_str(said, form).ok())?;
            Some(FactValue::Date { date })
        }
        FactKind::Choice { .. } | FactKind::Boolean | FactKind::Text { .. } => None,
    }
}
