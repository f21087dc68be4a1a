//! Claims about the calendar, checked against the notices 国办发明电〔2024〕12号 and 〔2025〕7号 as the sample rulebook has them.
#![cfg(not(target_arch = "wasm32"))]

use std::sync::LazyLock;

use super::*;
use chrono::{Datelike, TimeZone};
use proptest::prelude::*;

fn calendar() -> Calendar {
    static CALENDAR: LazyLock<Calendar> = LazyLock::new(|| {
        let book: serde_json::Value = serde_json::from_str(include_str!("../../../demo/rulebook.json")).unwrap();
        serde_json::from_value(book["calendar"].clone()).unwrap()
    });
    CALENDAR.clone()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A moment in county time.
fn at(text: &str) -> DateTime<Utc> {
    let naive = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
    COUNTY_OFFSET.from_local_datetime(&naive).unwrap().to_utc()
}

fn limit(amount: u32, unit: LimitUnit) -> Limit {
    Limit { amount, unit }
}

fn due(from: &str, amount: u32, unit: LimitUnit) -> DateTime<Utc> {
    calendar().deadline(at(from), limit(amount, unit)).unwrap()
}

#[test]
fn working_days_of_a_year_are_as_many_as_the_notice_leaves() {
    let count = |year| {
        NaiveDate::from_ymd_opt(year, 1, 1)
            .unwrap()
            .iter_days()
            .take_while(|day| day.year() == year)
            .filter(|day| calendar().is_working_day(*day).unwrap())
            .count()
    };
    // 365 days, 104 weekend days and 13 statutory holidays; the rest of the days off is made up for.
    assert_eq!((count(2025), count(2026)), (248, 248));
}

#[test]
fn days_of_the_notices_are_worked_or_free_as_they_say() {
    let calendar = calendar();
    for free in [
        "2025-01-01",
        "2025-01-28",
        "2025-02-04",
        "2025-04-04",
        "2025-05-05",
        "2025-06-02",
        "2025-10-01",
        "2025-10-08",
        "2026-01-02",
        "2026-02-16",
        "2026-02-23",
        "2026-04-06",
        "2026-05-05",
        "2026-06-19",
        "2026-09-25",
        "2026-10-07",
    ] {
        assert_eq!(calendar.is_working_day(day(free)), Ok(false), "{free}");
    }
    for worked in [
        "2025-01-26",
        "2025-02-08",
        "2025-04-27",
        "2025-09-28",
        "2025-10-11",
        "2025-10-09",
        "2026-01-04",
        "2026-02-14",
        "2026-02-28",
        "2026-05-09",
        "2026-09-20",
        "2026-10-10",
    ] {
        assert_eq!(calendar.is_working_day(day(worked)), Ok(true), "{worked}");
    }
}

#[test]
fn working_days_jump_over_the_national_day_week_and_count_the_make_up_day() {
    // 1 to 8 October are free, Saturday 11 October is worked: 9, 10, 11.
    assert_eq!(calendar().add_working_days(day("2025-09-30"), 3), Ok(day("2025-10-11")));
    assert_eq!(calendar().add_working_days(day("2025-09-30"), 4), Ok(day("2025-10-13")));
    // Sunday 28 September is worked.
    assert_eq!(calendar().add_working_days(day("2025-09-26"), 1), Ok(day("2025-09-28")));
    // 15 to 23 February are free, Saturday 28 February is worked.
    assert_eq!(calendar().add_working_days(day("2026-02-13"), 2), Ok(day("2026-02-24")));
    assert_eq!(calendar().add_working_days(day("2026-02-27"), 1), Ok(day("2026-02-28")));
}

#[test]
fn working_days_run_on_into_the_next_year() {
    assert_eq!(calendar().add_working_days(day("2025-12-30"), 3), Ok(day("2026-01-05")));
}

#[test]
fn an_unknown_year_is_an_error_and_never_a_guess() {
    let calendar = calendar();
    let unknown = Err(CalendarError::YearNotCovered(2028));
    assert_eq!(calendar.is_working_day(day("2028-03-01")), Err(CalendarError::YearNotCovered(2028)));
    assert_eq!(calendar.add_working_days(day("2027-12-30"), 1), Ok(day("2027-12-31")));
    assert_eq!(calendar.add_working_days(day("2027-12-30"), 2), Err(CalendarError::YearNotCovered(2028)));
    assert_eq!(calendar.deadline(at("2027-12-31 17:00"), limit(1, LimitUnit::WorkingHours)), unknown);
    assert_eq!(calendar.add_working_days(day("2024-12-30"), 1), Err(CalendarError::YearNotCovered(2024)));
}

#[test]
fn elapsed_limits_need_no_notice() {
    assert_eq!(due("2031-05-01 00:00", 30, LimitUnit::Minutes), at("2031-05-01 00:30"));
    assert_eq!(due("2031-05-01 23:00", 2, LimitUnit::Hours), at("2031-05-02 01:00"));
    assert_eq!(due("2031-05-01 23:00", 2, LimitUnit::Days), at("2031-05-03 23:00"));
}

#[test]
fn a_working_day_ends_when_work_ends_and_the_day_begun_does_not_count() {
    assert_eq!(due("2025-03-03 08:00", 1, LimitUnit::WorkingDays), at("2025-03-04 17:30"));
    assert_eq!(due("2025-03-03 23:59", 1, LimitUnit::WorkingDays), at("2025-03-04 17:30"));
    assert_eq!(due("2025-03-08 10:00", 1, LimitUnit::WorkingDays), at("2025-03-10 17:30"));
}

#[test]
fn the_day_is_the_countys_and_not_that_of_utc() {
    // 16:30 UTC on Sunday is half past midnight on Monday in the county.
    let late = Utc.with_ymd_and_hms(2025, 3, 9, 16, 30, 0).unwrap();
    assert_eq!(county_day(late), day("2025-03-10"));
    assert_eq!(calendar().deadline(late, limit(1, LimitUnit::WorkingDays)), Ok(at("2025-03-11 17:30")));
}

#[test]
fn working_hours_stop_at_lunch_at_night_and_over_holidays() {
    let hours = |from, amount| due(from, amount, LimitUnit::WorkingHours);
    assert_eq!(hours("2025-03-03 09:00", 2), at("2025-03-03 11:00"));
    assert_eq!(hours("2025-03-03 11:00", 2), at("2025-03-03 14:30"));
    assert_eq!(hours("2025-03-03 12:30", 1), at("2025-03-03 14:30"));
    assert_eq!(hours("2025-03-03 17:00", 2), at("2025-03-04 10:00"));
    assert_eq!(hours("2025-03-03 06:00", 1), at("2025-03-03 09:30"));
    assert_eq!(hours("2025-03-03 22:00", 1), at("2025-03-04 09:30"));
    assert_eq!(hours("2025-09-30 16:30", 2), at("2025-10-09 09:30"));
    // Exactly what is left of a day ends with the day.
    assert_eq!(hours("2025-03-03 15:30", 2), at("2025-03-03 17:30"));
    // 7.5 hours a day: 15 hours are two whole days.
    assert_eq!(hours("2025-03-03 18:00", 15), at("2025-03-05 17:30"));
    assert_eq!(hours("2025-03-03 08:30", 15), at("2025-03-04 17:30"));
}

#[test]
fn no_working_hours_is_an_error() {
    let calendar = Calendar::new(Vec::new(), Vec::new(), calendar().years);
    for unit in [LimitUnit::WorkingHours, LimitUnit::WorkingDays] {
        assert_eq!(calendar.deadline(at("2025-03-03 09:00"), limit(1, unit)), Err(CalendarError::NoWorkingHours));
    }
}

#[test]
fn a_limit_beyond_what_a_date_can_say_is_an_error() {
    let endless = limit(u32::MAX, LimitUnit::Days);
    assert_eq!(calendar().deadline(at("2025-03-03 09:00"), endless), Err(CalendarError::TooFar));
}

#[test]
fn the_count_names_holidays_weekends_and_make_up_days() {
    let counted = calendar().days_counted(at("2025-09-26 10:00"), at("2025-10-13 17:30"));
    assert_eq!(counted.make_up, [day("2025-09-28"), day("2025-10-11")]);
    assert_eq!(counted.holidays.len(), 1);
    assert_eq!(counted.holidays[0].from, day("2025-10-01"));
    // Saturday 27 September and Sunday 12 October; 4 and 5 October belong to the holiday.
    assert_eq!(counted.weekend_days, 2);
    let short = calendar().days_counted(at("2025-03-03 10:00"), at("2025-03-05 17:30"));
    assert_eq!(short, DaysCounted::default());
}

#[test]
fn a_year_counted_by_the_statutory_holidays_alone_is_named() {
    // 4 to 8 February 2027: Thursday, then New Year's Eve and the first three days of the lunar year.
    let due = calendar().add_working_days(day("2027-02-04"), 1);
    assert_eq!(due, Ok(day("2027-02-09")));
    let counted = calendar().days_counted(at("2026-12-30 10:00"), at("2027-01-05 17:30"));
    assert_eq!(counted.provisional, [2027]);
    let before = calendar().days_counted(at("2026-12-28 10:00"), at("2026-12-30 17:30"));
    assert!(before.provisional.is_empty());
}

#[test]
fn changing_a_calendar_in_place_takes_effect_once_it_is_told() {
    let mut calendar = calendar();
    assert_eq!(calendar.is_working_day(day("2025-03-03")), Ok(true));
    calendar.years[0].holidays.push(Holiday {
        name: Text::new("试", "Trial"),
        from: day("2025-03-03"),
        to: day("2025-03-03"),
    });
    calendar.changed();
    assert_eq!(calendar.is_working_day(day("2025-03-03")), Ok(false));
}

/// Any minute from which the longest limit below stays within the known years.
fn minutes() -> impl Strategy<Value = DateTime<Utc>> {
    (0..600 * 24 * 60i64).prop_map(|minute| at("2025-01-01 00:00") + TimeDelta::minutes(minute))
}

fn limits() -> impl Strategy<Value = Limit> {
    use LimitUnit as U;
    (0..60u32, prop::sample::select(vec![U::Minutes, U::Hours, U::Days, U::WorkingHours, U::WorkingDays]))
        .prop_map(|(amount, unit)| Limit { amount, unit })
}

proptest! {
    #[test]
    fn a_later_report_is_never_due_earlier(a in minutes(), b in minutes(), limit in limits()) {
        let calendar = calendar();
        let (first, second) = (a.min(b), a.max(b));
        prop_assert!(calendar.deadline(first, limit)? <= calendar.deadline(second, limit)?);
    }

    #[test]
    fn a_longer_limit_is_due_later(from in minutes(), limit in limits()) {
        prop_assume!(limit.amount > 0);
        let calendar = calendar();
        let longer = Limit { amount: limit.amount + 1, ..limit };
        prop_assert!(calendar.deadline(from, limit)? < calendar.deadline(from, longer)?);
    }

    #[test]
    fn a_working_limit_ends_in_working_hours_of_a_working_day(from in minutes(), limit in limits()) {
        prop_assume!(limit.unit.is_working());
        let calendar = calendar();
        let due = calendar.deadline(from, limit)?;
        let time = due.with_timezone(&COUNTY_OFFSET).time();
        prop_assert!(calendar.is_working_day(county_day(due))?);
        prop_assert!(calendar.hours.iter().any(|shift| shift.from <= time && time <= shift.to));
        prop_assert!(due >= from || limit.amount == 0);
    }

    #[test]
    fn counting_bits_agrees_with_counting_days(from in minutes(), count in 1..60u32) {
        let calendar = calendar();
        let slow = county_day(from)
            .iter_days()
            .skip(1)
            .filter(|day| calendar.is_working_day(*day).unwrap())
            .nth(count as usize - 1);
        prop_assert_eq!(calendar.add_working_days(county_day(from), count).ok(), slow);
    }

    #[test]
    fn days_between_are_worked_or_named_as_not_counted(from in minutes(), count in 1..40u32) {
        let calendar = calendar();
        let due = calendar.deadline(from, Limit { amount: count, unit: LimitUnit::WorkingDays })?;
        let counted = calendar.days_counted(from, due);
        let (first, last) = (county_day(from), county_day(due));
        let in_holidays: i64 = counted
            .holidays
            .iter()
            .map(|holiday| (holiday.to.min(last) - holiday.from.max(first.succ_opt().unwrap())).num_days() + 1)
            .sum();
        let all = (last - first).num_days();
        prop_assert_eq!(all, i64::from(count) + i64::from(counted.weekend_days) + in_holidays);
    }
}
