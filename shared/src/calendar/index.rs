//! One bit for each day of the known years, so that counting working days is counting bits.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, Weekday};

use super::{Calendar, CalendarError, HOLIDAY_DAYS_MAX};

const WORDS_PER_YEAR: usize = 6;

/// Working days of the known years.
#[derive(Clone, Debug, Default)]
pub struct DayIndex {
    years: BTreeMap<i32, [u64; WORDS_PER_YEAR]>,
}

impl DayIndex {
    /// The index of a calendar.
    pub(super) fn new(calendar: &Calendar) -> Self {
        let years = calendar.years.iter().map(|year| {
            let days = (1..=366).filter_map(|day| NaiveDate::from_yo_opt(year.year, day));
            let mut words = [0; WORDS_PER_YEAR];
            for day in days.filter(|day| !calendar.weekend.contains(&day.weekday())) {
                set(&mut words, day, true);
            }
            (year.year, words)
        });
        let mut index = Self { years: years.collect() };
        for year in &calendar.years {
            let holidays = year.holidays.iter().flat_map(|holiday| {
                holiday.from.iter_days().take_while(|day| *day <= holiday.to).take(HOLIDAY_DAYS_MAX)
            });
            holidays.for_each(|day| index.mark(day, false));
            year.make_up.iter().for_each(|day| index.mark(*day, true));
        }
        index
    }

    /// Whether this day is worked.
    pub(super) fn is_working(&self, day: NaiveDate) -> Result<bool, CalendarError> {
        let (word, bit) = place(day);
        Ok(self.year(day.year())?[word] & (1 << bit) != 0)
    }

    /// The `count`-th working day after `day`; `count` is at least 1.
    pub(super) fn nth_after(&self, day: NaiveDate, count: u32) -> Result<NaiveDate, CalendarError> {
        let mut left = count.max(1);
        let next = day.succ_opt().ok_or(CalendarError::TooFar)?;
        let (mut year, (mut word, first_bit)) = (next.year(), place(next));
        let mut mask = u64::MAX << first_bit;
        loop {
            let bits = self.year(year)?[word] & mask;
            if left <= bits.count_ones() {
                let ordinal0 = (word as u32) * 64 + nth_set_bit(bits, left - 1);
                return NaiveDate::from_yo_opt(year, ordinal0 + 1).ok_or(CalendarError::TooFar);
            }
            left -= bits.count_ones();
            mask = u64::MAX;
            word += 1;
            if word == WORDS_PER_YEAR {
                (year, word) = (year + 1, 0);
            }
        }
    }

    fn year(&self, year: i32) -> Result<&[u64; WORDS_PER_YEAR], CalendarError> {
        self.years.get(&year).ok_or(CalendarError::YearNotCovered(year))
    }

    fn mark(&mut self, day: NaiveDate, working: bool) {
        if let Some(words) = self.years.get_mut(&day.year()) {
            set(words, day, working);
        }
    }
}

/// How many of the days after `from` until `to` fall on these days of the week.
pub fn weekdays_between(from: NaiveDate, to: NaiveDate, weekdays: &[Weekday]) -> usize {
    let days = (to - from).num_days().max(0) as usize;
    let begun = (0..days % 7)
        .filter(|past| {
            let day = to.weekday().num_days_from_monday() as usize + 7 - past;
            weekdays.iter().any(|weekday| weekday.num_days_from_monday() as usize == day % 7)
        })
        .count();
    days / 7 * weekdays.len() + begun
}

fn place(day: NaiveDate) -> (usize, u32) {
    let ordinal = day.ordinal0();
    ((ordinal / 64) as usize, ordinal % 64)
}

fn set(words: &mut [u64; WORDS_PER_YEAR], day: NaiveDate, working: bool) {
    let (word, bit) = place(day);
    if working {
        words[word] |= 1 << bit;
    } else {
        words[word] &= !(1 << bit);
    }
}

fn nth_set_bit(mut word: u64, n: u32) -> u32 {
    for _ in 0..n {
        word &= word - 1;
    }
    word.trailing_zeros()
}
