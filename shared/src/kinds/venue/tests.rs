//! Claims about venues: two cannot have the same place at the same time, and calendars say when what comes back.

use chrono::TimeZone;

use super::*;
use crate::aggregate::{Rejection, execute, fold};
use crate::calendar::COUNTY_OFFSET;
use crate::sample::commands::SplitMix64;
use crate::sample::deliberation::venue;
use crate::sample::{self, grid_member, morning};
use crate::text::Language;

type Answer = Result<Vec<Event>, Rejection<Refusal>>;

fn when(state: Option<&Venue>, command: &Command) -> Answer {
    let (org, rules, actor) = (sample::directory(), sample::rulebook(), grid_member(0, 0));
    let cx = Context { actor: &actor, now: morning(), rules: &rules, org: &org, prove: crate::rules::prove };
    execute(VenueId::named("case"), state, command, &cx)
}

fn given(state: Option<Venue>, command: &Command) -> Venue {
    let events = when(state.as_ref(), command).expect("the given command is accepted");
    fold(state, VenueId::named("case"), &events, grid_member(0, 0).person, morning()).expect("open")
}

fn opened() -> Venue {
    given(None, &Command::Open(Box::new(venue())))
}

fn refused(answer: Answer) -> Refusal {
    match answer {
        Err(Rejection::Refused(why)) => why,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

/// From so many hours after the morning, for so many minutes.
fn book(hours: i64, minutes: i64) -> Command {
    let from = morning() + TimeDelta::hours(hours);
    let to = from + TimeDelta::minutes(minutes);
    Command::Book { booking: Booking { from, to, purpose: Purpose::Other("读书会".into()) } }
}

fn routine(days: &[Weekday], from: u32, to: u32) -> Routine {
    let at = |hour| NaiveTime::from_hms_opt(hour, 0, 0).expect("an hour");
    let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day).expect("a day");
    Routine {
        title: Text::new("物业经理接待日", "Property manager's day"),
        days: days.to_vec(),
        from: at(from),
        to: at(to),
        first: day(3, 1),
        last: day(12, 31),
    }
}

#[test]
fn a_place_is_had_by_one_at_a_time_and_by_the_next_at_once() {
    let venue = given(Some(opened()), &book(24, 60));
    for (hours, minutes) in [(24, 30), (23, 61), (24, 60), (23, 180)] {
        assert!(matches!(refused(when(Some(&venue), &book(hours, minutes))), Refusal::Taken { .. }));
    }
    assert!(when(Some(&venue), &book(23, 60)).is_ok() && when(Some(&venue), &book(25, 60)).is_ok());
}

#[test]
fn no_sequence_of_bookings_collides() {
    let random = &mut SplitMix64(5);
    let mut venue = opened();
    for _ in 0..600 {
        let command = book(random.below(200) as i64, 1 + random.below(300) as i64);
        if when(Some(&venue), &command).is_ok() {
            venue = given(Some(venue), &command);
        }
    }
    assert!(venue.bookings.len() > 20);
    assert!(venue.bookings.windows(2).all(|pair| pair[0].to <= pair[1].from));
}

#[test]
fn a_booking_is_for_a_time_to_come_and_no_longer_than_a_day() {
    for (hours, minutes) in [(-1, 60), (24, 0), (24, -5), (24, 24 * 60 + 1), (24 * 500, 60)] {
        assert_eq!(refused(when(Some(&opened()), &book(hours, minutes))), Refusal::BadTime);
    }
}

#[test]
fn what_is_released_is_free_again() {
    let mut venue = given(Some(opened()), &book(24, 60));
    let release = Command::Release { from: venue.bookings[0].from, reason: "改期".into() };
    assert_eq!(refused(when(Some(&venue), &Command::Close)), Refusal::StillBooked { count: 1 });
    venue = given(Some(venue), &release);
    assert_eq!(refused(when(Some(&venue), &release)), Refusal::NoBooking);
    assert!(when(Some(&venue), &book(24, 60)).is_ok() && when(Some(&venue), &Command::Close).is_ok());
}

#[test]
fn recurring_days_take_the_place_too_and_give_way_to_nobody() {
    // The morning is a Wednesday, nine o'clock.
    let set = |routines: Vec<Routine>| Command::SetRoutines { routines };
    let venue = given(Some(opened()), &set(vec![routine(&[Weekday::Thu], 9, 11)]));
    assert!(matches!(refused(when(Some(&venue), &book(25, 30))), Refusal::Taken { .. }));
    assert!(when(Some(&venue), &book(27, 30)).is_ok());
    let booked = given(Some(opened()), &book(25, 30));
    let clash = set(vec![routine(&[Weekday::Thu], 9, 11)]);
    assert!(matches!(refused(when(Some(&booked), &clash)), Refusal::Taken { .. }));
    let twice = set(vec![routine(&[Weekday::Mon, Weekday::Thu], 9, 11), routine(&[Weekday::Thu], 10, 12)]);
    assert_eq!(refused(when(Some(&opened()), &twice)), Refusal::BadTime);
}

#[test]
fn a_routine_early_in_the_morning_falls_on_its_county_day() {
    let early = routine(&[Weekday::Mon], 6, 7);
    let venue = given(Some(opened()), &Command::SetRoutines { routines: vec![early] });
    let found = venue.occurrences(morning(), morning() + TimeDelta::days(14));
    let expected =
        [9, 16].map(|day| COUNTY_OFFSET.with_ymd_and_hms(2026, 3, day, 6, 0, 0).single().expect("once").to_utc());
    assert_eq!(found.iter().map(|one| one.from).collect::<Vec<_>>(), expected);
}

#[test]
fn the_calendar_is_one_that_phones_read() {
    let mut venue = given(Some(opened()), &Command::SetRoutines { routines: vec![routine(&[Weekday::Mon], 6, 7)] });
    venue = given(Some(venue), &book(24, 60));
    venue.about.address = "样镇东村一号，老槐树旁；二楼, 左手第三间，门口有红色的“议事”牌子\n敲门即可".into();
    let text = venue.feed(Language::Zh, morning());
    for line in [
        "DTSTART;TZID=Asia/Shanghai:20260302T060000",
        "RRULE:FREQ=WEEKLY;BYDAY=MO;UNTIL=20261230T230000Z",
        "SUMMARY:物业经理接待日",
        "SUMMARY:读书会",
    ] {
        assert!(text.lines().any(|found| found == line), "{line} in\n{text}");
    }
    assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.ends_with("END:VCALENDAR\r\n"));
    assert!(text.split("\r\n").all(|line| line.len() <= 75), "folded");
    let unfolded = text.replace("\r\n ", "");
    assert!(unfolded.contains("二楼\\, 左手") && unfolded.contains("牌子\\n敲门"));
    assert_eq!(text.matches("BEGIN:VEVENT").count(), 2);
}
