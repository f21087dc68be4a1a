//! The working calendar: the county's time zone, its working hours, weekends, public holidays and make-up working days.
//!
//! Every year the State Council's notice moves working days: holidays fall on weekdays and weekends become working days
//! (调休). The notice of a year may name days of the year before. A year without its notice is an error, never a guess.

mod index;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveTime, TimeDelta, Timelike, Utc, Weekday};
use serde::{Deserialize, Serialize};

use crate::cached::Cached;
use crate::text::Text;

pub use index::DayIndex;

/// The county's time zone: China Standard Time, which has known no summer time since 1991.
pub const COUNTY_OFFSET: FixedOffset = match FixedOffset::east_opt(8 * 3600) {
    Some(offset) => offset,
    None => panic!("eight hours is a valid offset"),
};

/// Longest holiday, days: bounds what a damaged rulebook can make us count.
pub const HOLIDAY_DAYS_MAX: usize = 31;

/// The day it is in the county.
#[must_use]
pub fn county_day(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&COUNTY_OFFSET).date_naive()
}

/// Working days and hours of a county.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Calendar {
    /// Working hours of a working day, in order, without overlap.
    pub hours: Vec<Shift>,
    /// Days of the week that are free unless they are made up for.
    pub weekend: Vec<Weekday>,
    /// The years that are known.
    pub years: Vec<Year>,
    /// Computed from the rest. Leave it at its default.
    #[serde(skip)]
    pub index: Cached<DayIndex>,
}

/// A stretch of working time within a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Shift {
    /// When work begins, county time.
    pub from: NaiveTime,
    /// When work ends, county time.
    pub to: NaiveTime,
}

impl Shift {
    fn length(self) -> TimeDelta {
        self.to - self.from
    }
}

/// What the State Council's notice says of one year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Year {
    /// The year.
    pub year: i32,
    /// The number of the notice, such as 国办发明电〔2024〕12号; of a provisional year, the law it is counted by.
    pub notice: String,
    /// Whether the notice is not out yet and the county counts, until it is, by the statutory holidays alone (Regulation on
    /// Public Holidays for National Annual Festivals and Memorial Days, State Council Order 795). Explanations say so.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub provisional: bool,
    /// Holidays.
    pub holidays: Vec<Holiday>,
    /// Weekend days that are worked (调休上班).
    pub make_up: Vec<NaiveDate>,
}

/// Days off in a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Holiday {
    /// Its name.
    pub name: Text,
    /// First day off.
    pub from: NaiveDate,
    /// Last day off.
    pub to: NaiveDate,
}

/// A length of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Limit {
    /// How many.
    pub amount: u32,
    /// Of what.
    pub unit: LimitUnit,
}

/// How a length of time is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum LimitUnit {
    /// Elapsed minutes.
    Minutes,
    /// Elapsed hours.
    Hours,
    /// Elapsed days of 24 hours.
    Days,
    /// Hours within the county's working hours.
    WorkingHours,
    /// Whole working days: until the end of the n-th working day after this one.
    WorkingDays,
}

impl LimitUnit {
    /// Whether it is counted by the working calendar rather than by the clock.
    #[must_use]
    pub const fn is_working(self) -> bool {
        matches!(self, Self::WorkingHours | Self::WorkingDays)
    }
}

/// Why a time could not be counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// The notice for this year is not in the calendar.
    #[error("the calendar does not cover {0}")]
    YearNotCovered(i32),
    /// The calendar has no working hours.
    #[error("the calendar has no working hours")]
    NoWorkingHours,
    /// The time lies beyond what a date can say.
    #[error("the time is too far away")]
    TooFar,
}

/// How a working time came out: which days between were not counted, and which weekend days were.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DaysCounted {
    /// Weekend days that were not counted, outside holidays.
    pub weekend_days: u16,
    /// Holidays that were not counted, whole, in order.
    pub holidays: Vec<Holiday>,
    /// Weekend days that were counted because they make up for a holiday.
    pub make_up: Vec<NaiveDate>,
    /// Years whose notice is not out yet, counted by the statutory holidays alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub provisional: Vec<i32>,
}

impl Default for Calendar {
    /// Office hours from Monday to Friday, and no year known.
    fn default() -> Self {
        let time = |hour: i64, minute: i64| NaiveTime::MIN + TimeDelta::minutes(hour * 60 + minute);
        Self {
            hours: vec![Shift { from: time(8, 30), to: time(12, 0) }, Shift { from: time(13, 30), to: time(17, 30) }],
            weekend: vec![Weekday::Sat, Weekday::Sun],
            years: Vec::new(),
            index: Cached::default(),
        }
    }
}

impl Calendar {
    /// A calendar of these parts.
    #[must_use]
    pub fn new(hours: Vec<Shift>, weekend: Vec<Weekday>, years: Vec<Year>) -> Self {
        Self { hours, weekend, years, index: Cached::default() }
    }

    /// Whether this day is worked.
    ///
    /// # Errors
    /// [`CalendarError::YearNotCovered`].
    pub fn is_working_day(&self, day: NaiveDate) -> Result<bool, CalendarError> {
        self.index().is_working(day)
    }

    /// The `count`-th working day after `day`; for 0 the day itself, or the next working day if it is not one.
    ///
    /// # Errors
    /// [`CalendarError::YearNotCovered`] when a day that would have to be looked at lies in an unknown year.
    pub fn add_working_days(&self, day: NaiveDate, count: u32) -> Result<NaiveDate, CalendarError> {
        if count > 0 {
            return self.index().nth_after(day, count);
        }
        if self.is_working_day(day)? { Ok(day) } else { self.index().nth_after(day, 1) }
    }

    /// The moment at which so much working time has passed since `at`.
    ///
    /// # Errors
    /// [`CalendarError::YearNotCovered`], [`CalendarError::NoWorkingHours`].
    pub fn add_working_time(&self, at: DateTime<Utc>, length: TimeDelta) -> Result<DateTime<Utc>, CalendarError> {
        let per_day: TimeDelta = self.hours.iter().map(|shift| shift.length()).sum();
        if per_day <= TimeDelta::zero() {
            return Err(CalendarError::NoWorkingHours);
        }
        let local = at.with_timezone(&COUNTY_OFFSET).naive_local();
        let (day, now) = (local.date(), local.time());
        let today = if self.is_working_day(day)? { self.left_after(now) } else { TimeDelta::zero() };
        if today > TimeDelta::zero() && length <= today {
            return in_county(day, self.within_day(now, length)?);
        }
        // What is left after today is spread over whole days; the last one is left with more than nothing,
        // so that a time ends when work ends and not when it begins again.
        let rest_s = (length - today).num_seconds().max(0);
        let per_day_s = per_day.num_seconds();
        let whole_days = (rest_s - 1).max(0) / per_day_s;
        let days = u32::try_from(whole_days + 1).map_err(|_| CalendarError::TooFar)?;
        let last = self.add_working_days(day, days)?;
        let left = TimeDelta::seconds(rest_s - whole_days * per_day_s);
        in_county(last, self.within_day(NaiveTime::MIN, left)?)
    }

    /// When a limit that began at `at` ends. Days begun do not count, and a working day ends when work ends
    /// (Civil Code of the PRC, art. 201 and 203).
    ///
    /// # Errors
    /// [`CalendarError`].
    pub fn deadline(&self, at: DateTime<Utc>, limit: Limit) -> Result<DateTime<Utc>, CalendarError> {
        let amount = i64::from(limit.amount);
        let elapsed = |length: TimeDelta| at.checked_add_signed(length).ok_or(CalendarError::TooFar);
        match limit.unit {
            LimitUnit::Minutes => elapsed(TimeDelta::minutes(amount)),
            LimitUnit::Hours => elapsed(TimeDelta::hours(amount)),
            LimitUnit::Days => elapsed(TimeDelta::days(amount)),
            LimitUnit::WorkingHours => self.add_working_time(at, TimeDelta::hours(amount)),
            LimitUnit::WorkingDays => {
                let close = self.hours.last().ok_or(CalendarError::NoWorkingHours)?.to;
                in_county(self.add_working_days(county_day(at), limit.amount)?, close)
            }
        }
    }

    /// Which days from the one after `from` until `to` were not counted, and which weekend days were.
    #[must_use]
    pub fn days_counted(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> DaysCounted {
        let (from, to) = (county_day(from), county_day(to));
        let holidays: Vec<&Holiday> = self
            .years
            .iter()
            .flat_map(|year| &year.holidays)
            .filter(|holiday| holiday.from <= to && holiday.to > from)
            .collect();
        let make_up: Vec<NaiveDate> =
            self.years.iter().flat_map(|year| &year.make_up).copied().filter(|day| *day > from && *day <= to).collect();
        let off = index::weekdays_between(from, to, &self.weekend).saturating_sub(make_up.len()).saturating_sub(
            holidays
                .iter()
                .map(|holiday| {
                    let first = holiday.from.max(from + TimeDelta::days(1)) - TimeDelta::days(1);
                    index::weekdays_between(first, holiday.to.min(to), &self.weekend)
                })
                .sum(),
        );
        DaysCounted {
            weekend_days: u16::try_from(off).unwrap_or(u16::MAX),
            holidays: holidays.into_iter().cloned().collect(),
            make_up,
            provisional: self.provisional_years(from, to),
        }
    }

    fn provisional_years(&self, from: NaiveDate, to: NaiveDate) -> Vec<i32> {
        let touched = from.year()..=to.year();
        let provisional = self.years.iter().filter(|year| year.provisional);
        provisional.map(|year| year.year).filter(|year| touched.contains(year)).collect()
    }

    /// Whether this year's notice is known.
    #[must_use]
    pub fn covers(&self, year: i32) -> bool {
        self.years.iter().any(|known| known.year == year)
    }

    /// Forgets what was computed. To be called after a change in place.
    pub fn changed(&mut self) {
        self.index.forget();
    }

    fn index(&self) -> &DayIndex {
        self.index.get_or_compute(|| DayIndex::new(self))
    }

    /// Working time left in a working day from `now` on.
    fn left_after(&self, now: NaiveTime) -> TimeDelta {
        self.hours.iter().map(|shift| (shift.to - shift.from.max(now)).max(TimeDelta::zero())).sum()
    }

    /// When, from `now` on, so much working time of a working day has passed; never before work begins.
    fn within_day(&self, now: NaiveTime, mut length: TimeDelta) -> Result<NaiveTime, CalendarError> {
        for shift in self.hours.iter().filter(|shift| shift.to > now) {
            let begin = shift.from.max(now);
            if length <= shift.to - begin {
                return Ok(begin + length);
            }
            length -= shift.to - begin;
        }
        Err(CalendarError::NoWorkingHours)
    }
}

fn in_county(day: NaiveDate, time: NaiveTime) -> Result<DateTime<Utc>, CalendarError> {
    // What is due by the working calendar is due on a whole second.
    let time = time.with_nanosecond(0).unwrap_or(time);
    day.and_time(time)
        .and_local_timezone(COUNTY_OFFSET)
        .single()
        .map(|at| at.with_timezone(&Utc))
        .ok_or(CalendarError::TooFar)
}
