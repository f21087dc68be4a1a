//! A year's working calendar, drawn month by month and changed by a click on a day.

use chrono::{Datelike, NaiveDate, NaiveTime, Timelike, Weekday};
use leptos::prelude::*;
use weft::calendar::{Holiday, Shift, Year};
use weft::rules::{DayKind, Edit, Member, MemberName};

use super::cell::t_owned;
use super::editor::Editor;
use super::fields::{both, line, pick, small, tick};
use crate::component::{Look, Press, Segment, glyph};
use crate::prefs::prefs;
use crate::text::staff::{edit as e, rules as w};
use crate::text::{Phrase, t, told};
use crate::when;

/// The days of the week, as the county's calendars have them.
const WEEK: [(Weekday, Phrase); 7] = [
    (Weekday::Mon, e::MON),
    (Weekday::Tue, e::TUE),
    (Weekday::Wed, e::WED),
    (Weekday::Thu, e::THU),
    (Weekday::Fri, e::FRI),
    (Weekday::Sat, e::SAT),
    (Weekday::Sun, e::SUN),
];

/// The part of the editor.
pub fn panel(editor: Editor) -> AnyView {
    let years = Memo::new(move |_| {
        editor.book.with(|book| book.calendar.years.iter().map(|year| year.year).collect::<Vec<_>>())
    });
    let first = editor.data.now().get_untracked().year();
    let chosen = RwSignal::new(first);
    let brush = RwSignal::new(Some("holiday".to_owned()));
    // A year that was taken out is not shown any more.
    let shown = Memo::new(move |_| {
        let (years, chosen) = (years.get(), chosen.get());
        if years.contains(&chosen) { Some(chosen) } else { years.last().copied() }
    });
    let add = move |()| {
        let next = years.get_untracked().last().map_or(first, |year| year + 1);
        let year =
            Year { year: next, notice: String::new(), provisional: false, holidays: Vec::new(), make_up: Vec::new() };
        if editor.apply(&Edit::Put(Box::new(Member::Year(year)))) {
            chosen.set(next);
        }
    };
    let brushes = Signal::derive(|| {
        [("holiday", e::BRUSH_HOLIDAY), ("make_up", e::BRUSH_MAKE_UP), ("ordinary", e::BRUSH_ORDINARY)]
            .map(|(key, phrase)| (key.to_owned(), phrase.now().to_owned()))
            .into()
    });
    let options = move || years.get().iter().map(|year| (year.to_string(), year.to_string())).collect();
    let set_year = move |year: String| chosen.set(year.parse().unwrap_or(first));
    let tools = editor.may_edit.then(|| {
        view! {
            <div class="grow-s"><Segment legend=e::BRUSH options=brushes value=brush/></div>
            <Press label=e::ADD_YEAR look=Look::Default glyph=glyph::PLUS press=add/>
        }
    });
    view! {
        <div class="row">
            {pick(t_owned(e::YEAR), options, move || shown.get().map(|year| year.to_string()).unwrap_or_default(), set_year)}
            {tools}
        </div>
        {move || shown.get().map(|year| one_year(editor, year, brush))}
        {week(editor)}
    }
    .into_any()
}

fn one_year(editor: Editor, year: i32, brush: RwSignal<Option<String>>) -> AnyView {
    let now = Memo::new(move |_| {
        editor.book.with(|book| book.calendar.years.iter().find(|known| known.year == year).cloned())
    });
    let change = move |change: &dyn Fn(&mut Year)| {
        if let Some(mut year) = now.get_untracked() {
            change(&mut year);
            editor.apply(&Edit::Put(Box::new(Member::Year(year))));
        }
    };
    let notice = move || now.with(|year| year.as_ref().map(|year| year.notice.clone()).unwrap_or_default());
    let provisional = move || now.with(|year| year.as_ref().is_some_and(|year| year.provisional));
    let count = Memo::new(move |_| now.with(|year| year.as_ref().map_or(0, |year| year.holidays.len())));
    let remove = move || {
        editor.apply(&Edit::Remove(MemberName::Year(year)));
    };
    let about = if editor.may_edit {
        view! {
            <div class="row">
                <div class="grow">{line(t_owned(e::NOTICE_NUMBER), "text", notice, move |said| change(&|year| year.notice.clone_from(&said)))}</div>
                {tick(e::PROVISIONAL, provisional, move |on| change(&|year| year.provisional = on))}
                {small(t_owned(e::REMOVE_YEAR), glyph::CROSS, "red", remove)}
            </div>
        }
        .into_any()
    } else {
        view! { <p class="faint">{move || w::NOTICE.fill(&[&notice()])}</p> }.into_any()
    };
    view! {
        <section class="card stack">
            {about}
            <div class="months">{(1..=12).map(|month| one_month(editor, year, month, brush)).collect_view()}</div>
            <p class="legend faint">
                <span><i class="day-dot off"></i>{t(w::HOLIDAYS)}</span>
                <span><i class="day-dot worked"></i>{t(w::MAKE_UP)}</span>
                <span><i class="day-dot weekend"></i>{t(e::WEEKEND)}</span>
            </p>
            <h3>{t(w::HOLIDAYS)}</h3>
            <ul class="stack-s">
                {move || (0..count.get()).map(|at| holiday(editor, now, at)).collect_view()}
            </ul>
        </section>
    }
    .into_any()
}

fn one_month(editor: Editor, year: i32, month: u32, brush: RwSignal<Option<String>>) -> AnyView {
    let Some(first) = NaiveDate::from_ymd_opt(year, month, 1) else {
        return ().into_any();
    };
    let blanks = first.weekday().num_days_from_monday();
    let days: Vec<NaiveDate> = first.iter_days().take_while(|day| day.month() == month).collect();
    let names = WEEK.map(|(_, name)| view! { <span class="faint" aria-hidden="true">{t(name)}</span> });
    view! {
        <section class="month" aria-label=move || e::MONTH.fill(&[&month.to_string()])>
            <h3>{move || e::MONTH.fill(&[&month.to_string()])}</h3>
            <div class="days">
                {names.into_iter().collect_view()} {(0..blanks).map(|_| view! { <span></span> }).collect_view()}
                {days.into_iter().map(|day| one_day(editor, day, brush)).collect_view()}
            </div>
        </section>
    }
    .into_any()
}

fn one_day(editor: Editor, day: NaiveDate, brush: RwSignal<Option<String>>) -> AnyView {
    let kind = Memo::new(move |_| {
        editor.book.with(|book| (book.calendar.kind_of(day), book.calendar.weekend.contains(&day.weekday())))
    });
    let class = move || match kind.get() {
        (DayKind::Holiday, _) => "day off",
        (DayKind::MakeUp, _) => "day worked",
        (DayKind::Ordinary, true) => "day weekend",
        (DayKind::Ordinary, false) => "day",
    };
    let word = move || match kind.get() {
        (DayKind::Holiday, _) => w::HOLIDAYS,
        (DayKind::MakeUp, _) => w::MAKE_UP,
        (DayKind::Ordinary, true) => e::WEEKEND,
        (DayKind::Ordinary, false) => e::WORKDAY,
    };
    let label = move || format!("{} {}", when::date(day, day, prefs().language.get()), word().now());
    if !editor.may_edit {
        return view! { <span class=class title=label>{day.day()}</span> }.into_any();
    }
    let press = move |_| {
        let wanted = match brush.get_untracked().as_deref() {
            Some("holiday") => DayKind::Holiday,
            Some("make_up") => DayKind::MakeUp,
            _ => DayKind::Ordinary,
        };
        // The same once more takes it back.
        let is_so = kind.get_untracked().0 == wanted;
        editor.apply(&Edit::SetDay { day, kind: if is_so { DayKind::Ordinary } else { wanted } });
    };
    view! { <button type="button" class=class aria-label=label title=label on:click=press>{day.day()}</button> }
        .into_any()
}

fn holiday(editor: Editor, year: Memo<Option<Year>>, at: usize) -> AnyView {
    let now = move || year.with(|year| year.as_ref().and_then(|year| year.holidays.get(at).cloned()));
    let span = move || {
        now().map(|Holiday { from, to, .. }| {
            let language = prefs().language.get();
            let (first, last) = (when::date(from, from, language), when::date(to, from, language));
            w::HOLIDAY_LINE.fill(&[&first, &last, &((to - from).num_days() + 1).to_string()])
        })
    };
    let name = move || now().map(|holiday| holiday.name).unwrap_or_default();
    let inside = if editor.may_edit {
        let set = move |name| {
            if let Some(mut year) = year.get_untracked() {
                if let Some(holiday) = year.holidays.get_mut(at) {
                    holiday.name = name;
                }
                editor.apply(&Edit::Put(Box::new(Member::Year(year))));
            }
        };
        both(t_owned(e::HOLIDAY_NAME), name, set)
    } else {
        view! { <b>{move || told(&name())}</b> }.into_any()
    };
    view! { <li class="row"><span class="num">{span}</span> <div class="grow">{inside}</div></li> }.into_any()
}

/// Working hours, and which days are free.
fn week(editor: Editor) -> AnyView {
    let hours = move || editor.book.with(|book| book.calendar.hours.clone());
    let weekend = move || editor.book.with(|book| book.calendar.weekend.clone());
    let count = Memo::new(move |_| hours().len());
    let set_hours = move |hours: Vec<Shift>| {
        editor.apply(&Edit::SetWeek { hours, weekend: untrack(weekend) });
    };
    let clock = |time: NaiveTime| format!("{:02}:{:02}", time.hour(), time.minute());
    let end = move |at: usize, is_first: bool, label: Phrase| {
        let value = move || {
            hours().get(at).map(|shift| clock(if is_first { shift.from } else { shift.to })).unwrap_or_default()
        };
        let set = move |said: String| {
            let mut hours = untrack(hours);
            if let (Ok(time), Some(shift)) = (NaiveTime::parse_from_str(&said, "%H:%M"), hours.get_mut(at)) {
                *(if is_first { &mut shift.from } else { &mut shift.to }) = time;
                set_hours(hours);
            }
        };
        line(t_owned(label), "time", value, set)
    };
    let shift = move |at: usize| {
        if !editor.may_edit {
            let said = move || hours().get(at).map(|shift| format!("{}–{}", clock(shift.from), clock(shift.to)));
            return view! { <b class="num">{said}</b> }.into_any();
        }
        let remove = move || {
            let mut hours = untrack(hours);
            hours.remove(at);
            set_hours(hours);
        };
        view! {
            <div class="row-tight">
                {end(at, true, e::WORK_FROM)} {end(at, false, e::WORK_TO)} {small(t_owned(e::REMOVE), glyph::CROSS, "red", remove)}
            </div>
        }
        .into_any()
    };
    let add = move |()| {
        let mut hours = untrack(hours);
        let last = hours.last().map_or(NaiveTime::MIN, |shift| shift.to);
        hours.push(Shift { from: last, to: last });
        set_hours(hours);
    };
    let free = WEEK.map(|(day, name)| {
        let set = move |on: bool| {
            let mut weekend = untrack(weekend);
            weekend.retain(|other| *other != day);
            if on {
                weekend.push(day);
            }
            editor.apply(&Edit::SetWeek { hours: untrack(hours), weekend });
        };
        tick(name, move || weekend().contains(&day), set)
    });
    view! {
        <section class="card stack-s">
            <h2>{t(w::HOURS_OPEN)}</h2>
            <div class="row">{move || (0..count.get()).map(shift).collect_view()}</div>
            {editor.may_edit.then(|| view! {
                <Press label=e::ADD_SHIFT look=Look::Text glyph=glyph::PLUS press=add/>
                <p class="mini-head">{t(e::WEEKEND)}</p>
                <div class="row">{free.into_iter().collect_view()}</div>
            })}
        </section>
    }
    .into_any()
}
