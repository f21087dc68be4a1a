//! Whether the calendar is in order.

use chrono::{Datelike, NaiveDate};

use crate::calendar::{Calendar, HOLIDAY_DAYS_MAX, Holiday};
use crate::rules::{Finding, Rulebook};

pub(super) fn check(book: &Rulebook, findings: &mut Vec<Finding>) {
    let calendar = &book.calendar;
    if !hours_in_order(calendar) {
        findings.push(Finding::BadHours);
    }
    for year in &calendar.years {
        if year.notice.trim().is_empty() {
            findings.push(Finding::NoNotice { year: year.year });
        }
    }
    let holidays: Vec<&Holiday> = calendar.years.iter().flat_map(|year| &year.holidays).collect();
    let bad = holidays.iter().enumerate().filter(|(position, holiday)| {
        let overlaps = |other: &&Holiday| other.from <= holiday.to && holiday.from <= other.to;
        let days = (holiday.to - holiday.from).num_days();
        days < 0 || days >= HOLIDAY_DAYS_MAX as i64 || holidays[..*position].iter().any(overlaps)
    });
    findings.extend(bad.map(|(_, holiday)| Finding::BadHoliday { from: holiday.from }));

    let is_holiday = |day: NaiveDate| holidays.iter().any(|holiday| holiday.from <= day && day <= holiday.to);
    let make_up = calendar.years.iter().flat_map(|year| &year.make_up);
    let bad = make_up.filter(|day| is_holiday(**day) || !calendar.weekend.contains(&day.weekday()));
    findings.extend(bad.map(|day| Finding::BadMakeUp { day: *day }));

    let first = book.effective_from.year();
    if !calendar.covers(first) {
        findings.push(Finding::YearNotCovered { year: first });
    }
}

fn hours_in_order(calendar: &Calendar) -> bool {
    let ends: Vec<_> = calendar.hours.iter().flat_map(|shift| [shift.from, shift.to]).collect();
    !ends.is_empty() && ends.is_sorted_by(|a, b| a < b)
}
