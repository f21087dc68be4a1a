//! Moments as people say them: in the county's time, absolute and relative.

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Timelike, Utc};
use weft::calendar::{COUNTY_OFFSET, county_day};
use weft::text::Language;

use crate::text::{Phrase, common};

const WEEKDAYS_ZH: [&str; 7] = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"];
const WEEKDAYS_EN: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS_EN: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A moment: "今天 18:00", "11月26日 周四 18:00", with the year when it is another one.
#[must_use]
pub fn moment(at: DateTime<Utc>, now: DateTime<Utc>, language: Language) -> String {
    let local = at.with_timezone(&COUNTY_OFFSET);
    let clock = format!("{:02}:{:02}", local.hour(), local.minute());
    let (day, today) = (county_day(at), county_day(now));
    let near = match (day - today).num_days() {
        0 => Some(common::TODAY_AT),
        1 => Some(common::TOMORROW_AT),
        -1 => Some(common::YESTERDAY_AT),
        _ => None,
    };
    near.map_or_else(|| with_date(day, today, &clock, language), |near| near.fill_in(language, &[&clock]))
}

/// A moment as it stands on paper, which is read on another day: "2026年11月24日 周二 18:00".
#[must_use]
pub fn on_paper(at: DateTime<Utc>, language: Language) -> String {
    let local = at.with_timezone(&COUNTY_OFFSET);
    let clock = format!("{:02}:{:02}", local.hour(), local.minute());
    with_date(county_day(at), NaiveDate::MIN, &clock, language)
}

fn with_date(day: NaiveDate, today: NaiveDate, clock: &str, language: Language) -> String {
    let date = date(day, today, language);
    let weekday = day.weekday().num_days_from_monday() as usize;
    match language {
        Language::Zh => format!("{date} {} {clock}", WEEKDAYS_ZH[weekday]),
        Language::En => format!("{} {date}, {clock}", WEEKDAYS_EN[weekday]),
    }
}

/// A day, with the year when it is another one than today's.
#[must_use]
pub fn date(day: NaiveDate, today: NaiveDate, language: Language) -> String {
    let same_year = day.year() == today.year();
    match language {
        Language::Zh if same_year => format!("{}月{}日", day.month(), day.day()),
        Language::Zh => format!("{}年{}月{}日", day.year(), day.month(), day.day()),
        Language::En if same_year => format!("{} {}", day.day(), MONTHS_EN[day.month0() as usize]),
        Language::En => format!("{} {} {}", day.day(), MONTHS_EN[day.month0() as usize], day.year()),
    }
}

/// How long until a limit, or since it passed.
#[must_use]
pub fn remaining(until: DateTime<Utc>, now: DateTime<Utc>, language: Language) -> String {
    if until >= now {
        span(until - now, language, [common::LEFT_DAYS, common::LEFT_HOURS, common::LEFT_MINUTES])
    } else {
        span(now - until, language, [common::LATE_DAYS, common::LATE_HOURS, common::LATE_MINUTES])
    }
}

/// How long ago something was.
#[must_use]
pub fn ago(at: DateTime<Utc>, now: DateTime<Utc>, language: Language) -> String {
    if now - at < TimeDelta::minutes(1) {
        return common::JUST_NOW.get(language).to_owned();
    }
    span(now - at, language, [common::AGO_DAYS, common::AGO_HOURS, common::AGO_MINUTES])
}

fn span(length: TimeDelta, language: Language, [days, hours, minutes]: [Phrase; 3]) -> String {
    let (phrase, count) = match (length.num_days(), length.num_hours()) {
        (0, 0) => (minutes, length.num_minutes().max(1)),
        (0 | 1, count) if count < 48 => (hours, count),
        (count, _) => (days, count),
    };
    phrase.fill_in(language, &[&count.to_string()])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_moment_is_told_in_county_time_with_the_nearest_day_word() {
        let now = at("2026-11-24T02:00:00Z");
        assert_eq!(moment(at("2026-11-24T10:00:00Z"), now, Language::Zh), "今天 18:00");
        assert_eq!(moment(at("2026-11-24T17:30:00Z"), now, Language::Zh), "明天 01:30");
        assert_eq!(moment(at("2026-11-26T10:00:00Z"), now, Language::Zh), "11月26日 周四 18:00");
        assert_eq!(moment(at("2026-11-26T10:00:00Z"), now, Language::En), "Thu 26 Nov, 18:00");
        assert_eq!(moment(at("2027-01-04T10:00:00Z"), now, Language::Zh), "2027年1月4日 周一 18:00");
    }

    #[test]
    fn on_paper_no_day_is_told_by_what_day_it_is_now() {
        assert_eq!(on_paper(at("2026-11-24T10:00:00Z"), Language::Zh), "2026年11月24日 周二 18:00");
        assert_eq!(on_paper(at("2026-11-24T10:00:00Z"), Language::En), "Tue 24 Nov 2026, 18:00");
    }

    #[test]
    fn limits_are_counted_in_hours_up_to_two_days_and_say_when_they_passed() {
        let now = at("2026-11-24T02:00:00Z");
        assert_eq!(remaining(at("2026-11-24T02:20:00Z"), now, Language::Zh), "还剩 20 分钟");
        assert_eq!(remaining(at("2026-11-25T08:00:00Z"), now, Language::Zh), "还剩 30 小时");
        assert_eq!(remaining(at("2026-11-27T02:00:00Z"), now, Language::Zh), "还剩 3 天");
        assert_eq!(remaining(at("2026-11-23T23:00:00Z"), now, Language::Zh), "已超时 3 小时");
        assert_eq!(ago(now, now, Language::Zh), "刚刚");
    }
}
