//! When recurring days fall, and the calendar that phones can subscribe to.

use std::fmt::Write;

use chrono::{DateTime, Datelike, NaiveDate, Utc, Weekday};

use crate::calendar::{COUNTY_OFFSET, county_day};
use crate::text::{Language, Text};

use super::{Purpose, Routine, Venue};

/// What made the feed (RFC 5545, 3.7.3).
pub const PRODUCT: &str = "-//Weft//venue//ZH";

const ZONE_NAME: &str = "Asia/Shanghai";
/// The county's time zone, which has known no summer time since 1991.
const ZONE: [&str; 8] = [
    "BEGIN:VTIMEZONE",
    "TZID:Asia/Shanghai",
    "BEGIN:STANDARD",
    "DTSTART:19920101T000000",
    "TZOFFSETFROM:+0800",
    "TZOFFSETTO:+0800",
    "END:STANDARD",
    "END:VTIMEZONE",
];

/// One day on which a routine falls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// What.
    pub title: Text,
    /// When it begins.
    pub from: DateTime<Utc>,
    /// When it is over.
    pub to: DateTime<Utc>,
}

impl Routine {
    fn on(&self, day: NaiveDate) -> Option<Occurrence> {
        let falls = self.days.contains(&day.weekday()) && self.first <= day && day <= self.last;
        let at = |time| Some(day.and_time(time).and_local_timezone(COUNTY_OFFSET).single()?.to_utc());
        falls.then_some(())?;
        Some(Occurrence { title: self.title.clone(), from: at(self.from)?, to: at(self.to)? })
    }
}

impl Venue {
    /// The recurring days that touch this stretch of time, in order. At most a year of it is looked at.
    #[must_use]
    pub fn occurrences(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> Vec<Occurrence> {
        let days = county_day(from).iter_days().take(367).take_while(|day| *day <= county_day(to));
        let mut found: Vec<Occurrence> =
            days.flat_map(|day| self.routines.iter().filter_map(move |routine| routine.on(day))).collect();
        found.retain(|one| one.from < to && from < one.to);
        found.sort_by_key(|one| one.from);
        found
    }

    /// Its recurring days and bookings as an iCalendar (RFC 5545), in one language. `now` is when it was made.
    #[must_use]
    pub fn feed(&self, language: Language, now: DateTime<Utc>) -> String {
        let mut text = String::new();
        line(&mut text, "BEGIN:VCALENDAR");
        line(&mut text, "VERSION:2.0");
        line(&mut text, &format!("PRODID:{PRODUCT}"));
        ZONE.iter().for_each(|content| line(&mut text, content));
        line(&mut text, &format!("X-WR-CALNAME:{}", escaped(self.about.name.get(language))));
        for (number, routine) in self.routines.iter().enumerate() {
            let first = routine.first.iter_days().take(7).find_map(|day| routine.on(day));
            let Some(first) = first else { continue };
            let days: Vec<&str> = routine.days.iter().map(|day| by_day(*day)).collect();
            // The last moment of the last day, as RFC 5545 asks for: in UTC.
            let until = routine.last.and_time(routine.to).and_local_timezone(COUNTY_OFFSET).single();
            let until = until.map_or(now, |until| until.to_utc());
            let rule = format!("RRULE:FREQ=WEEKLY;BYDAY={};UNTIL={}", days.join(","), stamp(until));
            self.event(&mut text, &format!("routine-{number}"), &first, language, now, Some(&rule));
        }
        for booking in &self.bookings {
            let title = match &booking.purpose {
                Purpose::Meeting(_) => Text::new("议事会议", "Deliberation meeting"),
                Purpose::Other(words) => Text::new(words.clone(), words.clone()),
            };
            let one = Occurrence { title, from: booking.from, to: booking.to };
            self.event(&mut text, &format!("booking-{}", stamp(booking.from)), &one, language, now, None);
        }
        line(&mut text, "END:VCALENDAR");
        text
    }

    fn event(
        &self,
        text: &mut String,
        name: &str,
        one: &Occurrence,
        language: Language,
        now: DateTime<Utc>,
        rule: Option<&str>,
    ) {
        line(text, "BEGIN:VEVENT");
        line(text, &format!("UID:{name}@{}", self.id));
        line(text, &format!("DTSTAMP:{}", stamp(now)));
        line(text, &format!("DTSTART;TZID={ZONE_NAME}:{}", local(one.from)));
        line(text, &format!("DTEND;TZID={ZONE_NAME}:{}", local(one.to)));
        line(text, &format!("SUMMARY:{}", escaped(one.title.get(language))));
        line(text, &format!("LOCATION:{}", escaped(&self.about.address)));
        if let Some(rule) = rule {
            line(text, rule);
        }
        line(text, "END:VEVENT");
    }
}

/// In UTC.
fn stamp(at: DateTime<Utc>) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}

/// In county time: a routine early in the morning is on another day of the week in UTC.
fn local(at: DateTime<Utc>) -> String {
    at.with_timezone(&COUNTY_OFFSET).format("%Y%m%dT%H%M%S").to_string()
}

const fn by_day(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "MO",
        Weekday::Tue => "TU",
        Weekday::Wed => "WE",
        Weekday::Thu => "TH",
        Weekday::Fri => "FR",
        Weekday::Sat => "SA",
        Weekday::Sun => "SU",
    }
}

/// Text with what RFC 5545, 3.3.11 wants escaped.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' | ';' | ',' => {
                escaped.push('\\');
                escaped.push(character);
            }
            '\n' => escaped.push_str("\\n"),
            '\r' => {}
            other => escaped.push(other),
        }
    }
    escaped
}

/// A content line, folded to 75 octets without cutting a character (RFC 5545, 3.1).
fn line(text: &mut String, content: &str) {
    const OCTETS_MAX: usize = 75;
    let mut used = 0;
    for character in content.chars() {
        if used + character.len_utf8() > OCTETS_MAX {
            text.push_str("\r\n ");
            used = 1;
        }
        used += character.len_utf8();
        text.push(character);
    }
    // Writing to a string cannot fail.
    _ = write!(text, "\r\n");
}
