//! The working calendar, year by year, with the notice each comes from.

use std::sync::Arc;

use chrono::{Datelike, NaiveDate, Timelike};
use leptos::prelude::*;
use weft::calendar::{Holiday, Shift, Year};
use weft::rules::Rulebook;

use super::joined;
use crate::prefs::prefs;
use crate::text::staff::rules as w;
use crate::text::{t, told};
use crate::when;

/// Working hours and the years that are known, newest first.
pub fn calendar_view(rules: &Arc<Rulebook>) -> AnyView {
    let clock = |time: chrono::NaiveTime| format!("{:02}:{:02}", time.hour(), time.minute());
    let shift = |shift: &Shift| format!("{}–{}", clock(shift.from), clock(shift.to));
    let hours = rules.calendar.hours.iter().map(shift).collect::<Vec<_>>().join("  ");
    let years = rules.calendar.years.iter().rev().cloned().map(year).collect_view();
    view! {
        <section class="card row between">
            <h2>{t(w::HOURS_OPEN)}</h2>
            <b class="num">{hours}</b>
        </section>
        <div class="cards-wide">{years}</div>
    }
    .into_any()
}

/// A day within a year that is named above.
fn day(day: NaiveDate, year: i32) -> String {
    // Days of another year, which notices may name, keep theirs.
    when::date(day, NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or(day), prefs().language.get())
}

fn year(year: Year) -> AnyView {
    let Year { year, notice, holidays, make_up, .. } = year;
    let holiday = move |holiday: Holiday| {
        let days = (holiday.to - holiday.from).num_days() + 1;
        let Holiday { name, from, to } = holiday;
        view! {
            <dt>{move || told(&name)}</dt>
            <dd class="num">{move || w::HOLIDAY_LINE.fill(&[&day(from, year), &day(to, year), &days.to_string()])}</dd>
        }
    };
    let make_up = move || {
        let days = make_up.iter().map(|worked| day(*worked, if worked.year() == year { year } else { 0 }));
        joined(days)
    };
    view! {
        <section class="card">
            <h2 class="num">{year}</h2>
            <p class="faint">{move || w::NOTICE.fill(&[&notice])}</p>
            <h3>{t(w::HOLIDAYS)}</h3>
            <dl class="facts">{holidays.into_iter().map(holiday).collect_view()}</dl>
            <h3>{t(w::MAKE_UP)}</h3>
            <p class="num">{make_up}</p>
        </section>
    }
    .into_any()
}
