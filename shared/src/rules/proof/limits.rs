//! Whether limits can be counted, and whether whoever is asked later has at least as much time.

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};

use crate::calendar::{COUNTY_OFFSET, Calendar, CalendarError, Limit, LimitUnit};
use crate::rules::{Finding, Ladder, Rulebook};

/// How many days from the first on are looked at where time by the clock is compared with working time: holidays come round in a year.
const DAYS_COMPARED_MAX: usize = 366;

pub(super) fn check(book: &Rulebook, day: NaiveDate, findings: &mut Vec<Finding>) {
    let calendar = &book.calendar;
    if calendar.is_working_day(day).is_err() || calendar.hours.is_empty() {
        return;
    }
    for ladder in &book.ladders {
        check_covered(calendar, ladder, day, findings);
        for (position, pair) in ladder.rungs.windows(2).enumerate() {
            let limits = [(pair[0].acknowledge, pair[1].acknowledge), (pair[0].resolve, pair[1].resolve)];
            let at = limits.iter().find_map(|(lower, upper)| shrinks(calendar, *lower, *upper, day));
            findings.extend(at.map(|at| Finding::LimitShrinks { ladder: ladder.key.clone(), rung: position + 1, at }));
        }
    }
}

/// Every limit that begins on the first day can be counted.
fn check_covered(calendar: &Calendar, ladder: &Ladder, day: NaiveDate, findings: &mut Vec<Finding>) {
    let Some(end) = moment(day.and_time(last_second())) else {
        return;
    };
    for (position, rung) in ladder.rungs.iter().enumerate() {
        let missing =
            [rung.acknowledge, rung.resolve].into_iter().find_map(|limit| match calendar.deadline(end, limit) {
                Err(CalendarError::YearNotCovered(year)) => Some(year),
                _ => None,
            });
        findings.extend(missing.map(|year| Finding::LimitNotCovered {
            ladder: ladder.key.clone(),
            rung: position,
            year,
        }));
    }
}

/// A moment from which the upper limit ends before the lower one, if there is one from the first day on.
fn shrinks(calendar: &Calendar, lower: Limit, upper: Limit, day: NaiveDate) -> Option<DateTime<Utc>> {
    let per_day: TimeDelta = calendar.hours.iter().map(|shift| shift.to - shift.from).sum();
    let hours = |limit: Limit| TimeDelta::hours(limit.amount.into());
    let days = |limit: Limit| per_day * i32::try_from(limit.amount).unwrap_or(i32::MAX);
    let midnight = || moment(day.and_time(NaiveTime::MIN));
    match (elapsed(lower), elapsed(upper)) {
        (Some(lower), Some(upper)) => return midnight().filter(|_| upper < lower),
        (None, None) => {}
        _ => return first_of_all(calendar, lower, upper, day),
    }
    match (lower.unit, upper.unit) {
        // Late in the evening hours begin to count on the next working day, as days do.
        (LimitUnit::WorkingHours, LimitUnit::WorkingDays) => {
            moment(day.and_time(last_second())).filter(|_| hours(lower) > days(upper))
        }
        // When work begins, hours count from now and days from the next one.
        (LimitUnit::WorkingDays, LimitUnit::WorkingHours) => {
            let worked = calendar.add_working_days(day, 0).ok()?;
            let opening = moment(worked.and_time(calendar.hours.first()?.from));
            opening.filter(|_| hours(upper) < days(lower) + per_day)
        }
        _ => midnight().filter(|_| upper.amount < lower.amount),
    }
}

/// How long a limit is by the clock, if it is counted so.
fn elapsed(limit: Limit) -> Option<TimeDelta> {
    let amount = i64::from(limit.amount);
    match limit.unit {
        LimitUnit::Minutes => Some(TimeDelta::minutes(amount)),
        LimitUnit::Hours => Some(TimeDelta::hours(amount)),
        LimitUnit::Days => Some(TimeDelta::days(amount)),
        LimitUnit::WorkingHours | LimitUnit::WorkingDays => None,
    }
}

/// The first moment of a year from which the upper limit ends before the lower one, by day and then by the time of day at which that can
/// be: time by working hours is longest from the end of a stretch of work and shortest from the beginning of one, since in between it
/// only grows; time by working days is longest from midnight and shortest just before.
fn first_of_all(calendar: &Calendar, lower: Limit, upper: Limit, day: NaiveDate) -> Option<DateTime<Utc>> {
    let edges = calendar.hours.iter().flat_map(|shift| [shift.from, shift.to]);
    let times: Vec<NaiveTime> = [NaiveTime::MIN].into_iter().chain(edges).chain([last_second()]).collect();
    let days = (0..DAYS_COMPARED_MAX as u64).map_while(|after| day.checked_add_days(Days::new(after)));
    let mut moments = days.flat_map(|day| times.iter().filter_map(move |time| moment(day.and_time(*time))));
    let ends = |at, limit| calendar.deadline(at, limit).ok();
    moments.find(|at| ends(*at, upper).zip(ends(*at, lower)).is_some_and(|(upper, lower)| upper < lower))
}

fn last_second() -> NaiveTime {
    NaiveTime::MIN - TimeDelta::seconds(1)
}

fn moment(at: NaiveDateTime) -> Option<DateTime<Utc>> {
    COUNTY_OFFSET.from_local_datetime(&at).single().map(|at| at.to_utc())
}

#[cfg(test)]
mod tests;
