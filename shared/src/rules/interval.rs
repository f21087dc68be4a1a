//! What can be put in order: which intervals hold which values, and a type as whole steps without a hole.

use std::cmp::Ordering;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::decimal::{Decimal, PLACES_MAX};

use super::{FactKind, FactValue, Test};

/// Numbers or days from one end to another; an absent end is open without bound.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Interval {
    /// The lower end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<End>,
    /// The upper end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<End>,
}

/// An end of an interval: a whole number, a decimal number or a day, as its column has them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct End {
    /// Where it is.
    pub at: FactValue,
    /// Whether the interval ends just before it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub open: bool,
}

impl Interval {
    /// Whether a value lies between the ends. One of another type than an end does not.
    #[must_use]
    pub fn contains(&self, value: &FactValue) -> bool {
        let beside = |end: &End, side: Ordering| match order(value, &end.at) {
            Some(Ordering::Equal) => !end.open,
            other => other == Some(side),
        };
        value.is_ordered()
            && self.from.as_ref().is_none_or(|end| beside(end, Ordering::Greater))
            && self.to.as_ref().is_none_or(|end| beside(end, Ordering::Less))
    }

    /// Both ends, as far as there are any.
    pub(super) fn ends(&self) -> impl Iterator<Item = &End> {
        self.from.iter().chain(&self.to)
    }
}

impl FactValue {
    /// Whether it is of a type whose values have an order: numbers and days.
    #[must_use]
    pub const fn is_ordered(&self) -> bool {
        matches!(self, Self::Integer(_) | Self::Decimal { .. } | Self::Date { .. })
    }

    /// How far two values of one ordered type are from each other: in whole numbers, in units of the last place that decimals can have, in
    /// days. Nothing between others.
    pub(super) fn distance(&self, other: &Self) -> u64 {
        match (self, other) {
            (Self::Integer(one), Self::Integer(two)) => one.abs_diff(*two),
            (Self::Decimal { decimal: one }, Self::Decimal { decimal: two }) => {
                let units = |number: &Decimal| number.floor(PLACES_MAX).map_or(0, |(units, _)| units);
                u64::try_from(units(one).abs_diff(units(two))).unwrap_or(u64::MAX)
            }
            (Self::Date { date: one }, Self::Date { date: two }) => (*one - *two).num_days().unsigned_abs(),
            _ => 0,
        }
    }
}

impl Test {
    /// The test of these intervals, as simply as it can be written.
    #[must_use]
    pub fn within(any: Vec<Interval>, not: bool) -> Self {
        match any.as_slice() {
            [only] if !not => only.whole_numbers().unwrap_or(Self::Within { any, not }),
            _ => Self::Within { any, not },
        }
    }
}

impl Interval {
    /// The test that it is among whole numbers. None among others, or if an end is beyond the whole numbers.
    fn whole_numbers(&self) -> Option<Test> {
        let end = |end: &Option<End>, inwards: i64| match end {
            None => Some(None),
            Some(End { at: FactValue::Integer(at), open }) => {
                Some(Some(if *open { at.checked_add(inwards)? } else { *at }))
            }
            Some(_) => None,
        };
        let (from, to) = (end(&self.from, 1)?, end(&self.to, -1)?);
        (from.is_some() || to.is_some()).then_some(Test::Between(from, to))
    }
}

/// How two values of one ordered type stand to each other.
fn order(one: &FactValue, two: &FactValue) -> Option<Ordering> {
    match (one, two) {
        (FactValue::Integer(one), FactValue::Integer(two)) => Some(one.cmp(two)),
        (FactValue::Decimal { decimal: one }, FactValue::Decimal { decimal: two }) => Some(one.cmp(two)),
        (FactValue::Date { date: one }, FactValue::Date { date: two }) => Some(one.cmp(two)),
        _ => None,
    }
}

/// Values one after another of which no test tells two apart: the first and the last of them.
pub(super) type Stretch = (FactValue, FactValue);

impl FactKind {
    /// Whether a value is of this type, within its bounds or not. A choice's is a key.
    pub(super) const fn is_type_of(&self, value: &FactValue) -> bool {
        matches!(
            (self, value),
            (Self::Choice { .. }, FactValue::Choice(_))
                | (Self::Integer { .. }, FactValue::Integer(_))
                | (Self::Boolean, FactValue::Boolean(_))
                | (Self::Decimal { .. }, FactValue::Decimal { .. })
                | (Self::Date { .. }, FactValue::Date { .. })
                | (Self::Text { .. }, FactValue::Text { .. })
        )
    }

    /// Whether there is no value of this type.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Choice { options } => options.is_empty(),
            Self::Boolean => false,
            Self::Text { chars_max } => *chars_max == 0,
            Self::Integer { .. } | Self::Decimal { .. } | Self::Date { .. } => self.steps().is_none(),
        }
    }

    /// All values of an ordered type, cut where one of the tests tells neighbours apart.
    pub(super) fn stretches<'t>(&self, tests: impl Iterator<Item = &'t Test>) -> Vec<Stretch> {
        let Some((least, most)) = self.steps() else {
            return Vec::new();
        };
        let mut starts = vec![least];
        for test in tests {
            match test {
                Test::Between(from, to) => {
                    starts.extend(from.map(i128::from));
                    starts.extend(to.map(|to| i128::from(to) + 1));
                }
                Test::Within { any, .. } => any.iter().for_each(|interval| starts.extend(self.cuts(interval))),
                _ => {}
            }
        }
        starts.retain(|start| (least..=most).contains(start));
        starts.sort_unstable();
        starts.dedup();
        let lasts = starts.iter().skip(1).map(|next| next - 1).chain([most]);
        starts
            .iter()
            .zip(lasts)
            .filter_map(|(first, last)| Some((self.value_at(*first)?, self.value_at(last)?)))
            .collect()
    }

    /// The steps at which an interval begins and at which it is over.
    fn cuts(&self, interval: &Interval) -> impl Iterator<Item = i128> {
        let from = interval.from.as_ref().and_then(|end| {
            let (step, is_exact) = self.step_below(&end.at)?;
            Some(if is_exact && !end.open { step } else { step + 1 })
        });
        let to = interval.to.as_ref().and_then(|end| {
            let (step, is_exact) = self.step_below(&end.at)?;
            Some(if is_exact && end.open { step } else { step + 1 })
        });
        from.into_iter().chain(to)
    }

    /// The first and the last step of an ordered type that has any values.
    fn steps(&self) -> Option<(i128, i128)> {
        let (from, to) = match self {
            Self::Integer { min, max } => ((i128::from(*min), true), i128::from(*max)),
            Self::Decimal { min, max, places } => (min.floor(*places)?, max.floor(*places)?.0),
            Self::Date { min, max } => ((min.num_days_from_ce().into(), true), max.num_days_from_ce().into()),
            Self::Choice { .. } | Self::Boolean | Self::Text { .. } => return None,
        };
        let first = if from.1 { from.0 } else { from.0 + 1 };
        (first <= to).then_some((first, to))
    }

    /// The step of a value, or the last before it, and whether it is its own.
    fn step_below(&self, value: &FactValue) -> Option<(i128, bool)> {
        match (self, value) {
            (Self::Integer { .. }, FactValue::Integer(number)) => Some(((*number).into(), true)),
            (Self::Decimal { places, .. }, FactValue::Decimal { decimal }) => decimal.floor(*places),
            (Self::Date { .. }, FactValue::Date { date }) => Some((date.num_days_from_ce().into(), true)),
            _ => None,
        }
    }

    fn value_at(&self, step: i128) -> Option<FactValue> {
        match self {
            Self::Integer { .. } => Some(FactValue::Integer(step.try_into().ok()?)),
            Self::Decimal { places, .. } => Some(FactValue::Decimal { decimal: Decimal::scaled(step, *places)? }),
            Self::Date { .. } => {
                Some(FactValue::Date { date: NaiveDate::from_num_days_from_ce_opt(step.try_into().ok()?)? })
            }
            Self::Choice { .. } | Self::Boolean | Self::Text { .. } => None,
        }
    }
}
