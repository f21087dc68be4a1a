//! Holidays and make-up working days, day by day.

use chrono::{Datelike, Days, NaiveDate};

use crate::calendar::{Calendar, Holiday, Year};
use crate::rules::Rulebook;
use crate::text::Text;

use super::EditRefused;

/// What the calendar says of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayKind {
    /// Worked or free as its day of the week is.
    Ordinary,
    /// Part of a holiday.
    Holiday,
    /// A weekend day that is worked.
    MakeUp,
}

impl Calendar {
    /// What is said of a day.
    #[must_use]
    pub fn kind_of(&self, day: NaiveDate) -> DayKind {
        let is_off = |year: &Year| year.holidays.iter().any(|holiday| holiday.from <= day && day <= holiday.to);
        if self.years.iter().any(is_off) {
            DayKind::Holiday
        } else if self.years.iter().any(|year| year.make_up.contains(&day)) {
            DayKind::MakeUp
        } else {
            DayKind::Ordinary
        }
    }
}

impl Rulebook {
    pub(super) fn set_day(&mut self, day: NaiveDate, kind: DayKind) -> Result<(), EditRefused> {
        for year in &mut self.calendar.years {
            year.make_up.retain(|worked| *worked != day);
            year.holidays = year.holidays.iter().flat_map(|holiday| without(holiday, day)).collect();
        }
        if kind == DayKind::Ordinary {
            return Ok(());
        }
        let known = self.calendar.years.iter_mut().find(|year| year.year == day.year());
        let year = known.ok_or_else(|| EditRefused::NoYear { year: day.year() })?;
        if kind == DayKind::MakeUp {
            year.make_up.push(day);
            year.make_up.sort();
        } else {
            take_off(year, day);
        }
        Ok(())
    }
}

/// What is left of a holiday without a day.
fn without(holiday: &Holiday, day: NaiveDate) -> Vec<Holiday> {
    if day < holiday.from || holiday.to < day {
        return vec![holiday.clone()];
    }
    let before = day.pred_opt().filter(|last| holiday.from <= *last);
    let after = day.succ_opt().filter(|first| *first <= holiday.to);
    let before = before.map(|to| Holiday { to, ..holiday.clone() });
    let after = after.map(|from| Holiday { from, ..holiday.clone() });
    before.into_iter().chain(after).collect()
}

/// Makes a day part of the holiday beside it, or a holiday of its own. Two of the same name that meet become one.
fn take_off(year: &mut Year, day: NaiveDate) {
    let one = Days::new(1);
    let ends_before = |holiday: &&mut Holiday| holiday.to.checked_add_days(one) == Some(day);
    let begins_after = |holiday: &&mut Holiday| holiday.from.checked_sub_days(one) == Some(day);
    if let Some(holiday) = year.holidays.iter_mut().find(ends_before) {
        holiday.to = day;
    } else if let Some(holiday) = year.holidays.iter_mut().find(begins_after) {
        holiday.from = day;
    } else {
        year.holidays.push(Holiday { name: Text::new("放假", "Holiday"), from: day, to: day });
    }
    year.holidays.sort_by_key(|holiday| holiday.from);
    year.holidays.dedup_by(|next, before| {
        let meet = next.name == before.name && before.to.checked_add_days(one) == Some(next.from);
        if meet {
            before.to = next.to;
        }
        meet
    });
}
