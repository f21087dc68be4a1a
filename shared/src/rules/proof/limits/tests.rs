//! Claims about limits, the comparison against every minute of some weeks.

use super::*;
use crate::calendar::{Shift, Year};
use crate::sample::commands::SplitMix64;
use crate::sample::rulebook;

const UNITS: [LimitUnit; 5] =
    [LimitUnit::Minutes, LimitUnit::Hours, LimitUnit::Days, LimitUnit::WorkingHours, LimitUnit::WorkingDays];

fn first() -> NaiveDate {
    "2026-09-28".parse().unwrap()
}

/// Office hours, with a holiday of a week after a few days and a Saturday that is worked.
fn calendar(one_shift: bool) -> Calendar {
    let text = r#"[{"year":2025,"notice":"n","holidays":[],"make_up":[]},
        {"year":2026,"notice":"n","holidays":[{"name":{"zh":"国","en":"n"},"from":"2026-10-01","to":"2026-10-07"}],"make_up":["2026-10-10"]},
        {"year":2027,"notice":"n","holidays":[],"make_up":[]}]"#;
    let years: Vec<Year> = serde_json::from_str(text).unwrap();
    let usual = Calendar::default();
    let noon = |hour: i64| NaiveTime::MIN + TimeDelta::hours(hour);
    let hours = if one_shift { vec![Shift { from: noon(9), to: noon(17) }] } else { usual.hours };
    Calendar::new(hours, usual.weekend, years)
}

#[test]
fn a_limit_shrinks_exactly_if_some_minute_shows_it() {
    let pairs = if cfg!(debug_assertions) { 60 } else { 600 };
    for seed in 0..pairs {
        let mut random = SplitMix64(seed);
        let calendar = calendar(random.below(2) == 0);
        let limit = |random: &mut SplitMix64| {
            let unit = *random.pick(&UNITS);
            let most = if unit == LimitUnit::Minutes {
                3_000
            } else if unit == LimitUnit::Hours {
                200
            } else {
                20
            };
            Limit { amount: 1 + random.below(most) as u32, unit }
        };
        let (lower, upper) = (limit(&mut random), limit(&mut random));
        let ends = |at| (calendar.deadline(at, lower).unwrap(), calendar.deadline(at, upper).unwrap());
        let begin = moment(first().and_time(NaiveTime::MIN)).unwrap();
        let minutes = (0..21 * 24 * 60).map(|minute| begin + TimeDelta::minutes(minute));
        let by_minute = minutes.into_iter().find(|at| ends(*at).1 < ends(*at).0);
        let found = shrinks(&calendar, lower, upper, first());
        if let Some(at) = found {
            assert!(at >= begin && ends(at).1 < ends(at).0, "seed {seed}: {lower:?} {upper:?} {at}");
        }
        assert!(by_minute.is_none() || found.is_some(), "seed {seed}: {lower:?} {upper:?} {by_minute:?}");
    }
}

/// How long a limit is, at least and at most, from any minute of three weeks; minutes.
fn extremes(calendar: &Calendar, limit: Limit) -> (i64, i64) {
    let begin = moment(first().and_time(NaiveTime::MIN)).unwrap();
    let lengths = (0..21 * 24 * 60).map(|minute| {
        let at = begin + TimeDelta::minutes(minute);
        (calendar.deadline(at, limit).unwrap() - at).num_minutes()
    });
    lengths.fold((i64::MAX, 0), |(least, most), length| (least.min(length), most.max(length)))
}

#[test]
fn a_minute_too_little_by_the_clock_beside_working_time_is_found() {
    let minutes = |amount: i64| Limit { amount: u32::try_from(amount).unwrap(), unit: LimitUnit::Minutes };
    for (amount, unit) in [
        (1, LimitUnit::WorkingHours),
        (5, LimitUnit::WorkingHours),
        (17, LimitUnit::WorkingHours),
        (1, LimitUnit::WorkingDays),
        (4, LimitUnit::WorkingDays),
    ] {
        for calendar in [calendar(false), calendar(true)] {
            let working = Limit { amount, unit };
            let (least, most) = extremes(&calendar, working);
            assert!(shrinks(&calendar, working, minutes(most - 1), first()).is_some(), "{working:?} {most}");
            assert_eq!(shrinks(&calendar, working, minutes(most), first()), None, "{working:?} {most}");
            assert!(shrinks(&calendar, minutes(least + 1), working, first()).is_some(), "{working:?} {least}");
            assert_eq!(shrinks(&calendar, minutes(least - 1), working, first()), None, "{working:?} {least}");
        }
    }
}

#[test]
fn working_hours_beside_working_days_are_compared_to_the_hour() {
    let limit = |amount, unit| Limit { amount, unit };
    let hours = |amount| limit(amount, LimitUnit::WorkingHours);
    let days = |amount| limit(amount, LimitUnit::WorkingDays);
    let eight_a_day = calendar(true);
    for (lower, upper, is_found) in
        [(hours(9), days(1), true), (hours(8), days(1), false), (days(1), hours(15), true), (days(1), hours(16), false)]
    {
        let found = shrinks(&eight_a_day, lower, upper, first());
        assert_eq!(found.is_some(), is_found, "{lower:?} {upper:?}");
        if let Some(at) = found {
            assert!(eight_a_day.deadline(at, upper).unwrap() < eight_a_day.deadline(at, lower).unwrap());
        }
    }
}

fn found(change: impl FnOnce(&mut Rulebook), day: &str) -> Vec<Finding> {
    let mut book = rulebook();
    change(&mut book);
    let mut findings = Vec::new();
    check(&book, day.parse().unwrap(), &mut findings);
    findings
}

#[test]
fn a_rung_with_less_time_than_the_one_below_is_found() {
    let shrunk = |book: &mut Rulebook| book.ladders[0].rungs[2].acknowledge.amount = 47;
    let findings = found(shrunk, "2026-03-02");
    let at = "2026-03-01T16:00:00Z".parse().unwrap();
    assert_eq!(findings, [Finding::LimitShrinks { ladder: "ordinary".into(), rung: 2, at }]);
    assert_eq!(found(|book| book.ladders[0].rungs[2].acknowledge.amount = 48, "2026-03-02"), []);
}

#[test]
fn a_limit_that_runs_out_of_the_calendar_is_found() {
    let working = |book: &mut Rulebook| {
        book.ladders[0].rungs[3].resolve = Limit { amount: 60, unit: LimitUnit::WorkingDays };
    };
    let missing = Finding::LimitNotCovered { ladder: "ordinary".into(), rung: 3, year: 2028 };
    assert_eq!(found(working, "2027-12-01"), [missing]);
    assert_eq!(found(working, "2027-06-01"), []);
    assert_eq!(found(working, "2028-06-01"), [], "which is another finding");
}

#[test]
fn a_limit_is_counted_from_the_end_of_the_first_day() {
    let hours =
        |book: &mut Rulebook| book.ladders[0].rungs[0].acknowledge = Limit { amount: 7, unit: LimitUnit::WorkingHours };
    let missing = Finding::LimitNotCovered { ladder: "ordinary".into(), rung: 0, year: 2028 };
    assert!(found(hours, "2027-12-31").contains(&missing));
    assert!(!found(hours, "2027-12-30").contains(&missing));
}
