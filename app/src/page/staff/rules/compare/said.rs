//! What differs, in words.

use std::sync::Arc;

use chrono::NaiveDate;
use leptos::prelude::*;
use serde::de::DeserializeOwned;
use serde_json::Value;
use weft::org::{Post, Tier};
use weft::rules::{
    Case, Difference, Expected, FactKind, Question, Rulebook, Rung, Section, TEST_FIELD, TICKET_TABLE, Test, Weight,
};
use weft::text::Text;

use super::super::categories::kind_words;
use super::super::examples::expected;
use super::super::table::{column_title, test_words};
use super::super::{joined, limit, post_at, services};
use crate::prefs::prefs;
use crate::text::staff::{compare as v, rules as w};
use crate::text::{Phrase, common as c, matter as m, told};
use crate::words;

/// The name of a member as people know it.
pub fn name(book: &Arc<Rulebook>, difference: &Difference) -> String {
    let name = &difference.name;
    let title = match difference.section {
        Section::Rule => {
            let table = difference.table.as_deref().unwrap_or(TICKET_TABLE);
            let rule = book.table(table).and_then(|table| table.rules.iter().find(|rule| rule.id == *name));
            rule.map(|rule| told(&rule.note))
        }
        Section::Category => book.category(name).map(|category| told(&category.title)),
        Section::Fact => book.fact(name).map(|fact| told(&fact.title)),
        Section::Ladder => book.ladder(name).map(|ladder| told(&ladder.title)),
        Section::Service => return services(book, std::slice::from_ref(name)),
        Section::StandIn => return stand_in(name),
        Section::Setting => return setting(name).map_or_else(|| name.clone(), |word| word.now().to_owned()),
        Section::Holiday => book
            .calendar
            .years
            .iter()
            .flat_map(|year| &year.holidays)
            .find_map(|holiday| (holiday.from.to_string() == *name).then(|| told(&holiday.name))),
        Section::Example => {
            let example = book.examples.iter().find(|example| example.name.zh == *name);
            return example.map_or_else(|| name.clone(), |example| told(&example.name));
        }
        #[cfg(feature = "staff")]
        Section::Charter => book.charter(name).map(|charter| told(&charter.title)),
        #[cfg(not(feature = "staff"))]
        Section::Charter => None,
        Section::Title | Section::Hours => return String::new(),
        Section::Table | Section::Year | Section::MakeUp => None,
    };
    title.map_or_else(|| name.clone(), |title| format!("{name} · {title}"))
}

fn stand_in(name: &str) -> String {
    let Some((tier, post)) = name.split_once('.') else {
        return name.to_owned();
    };
    match (read::<Tier>(&tier.into()), read::<Post>(&post.into())) {
        (Some(tier), Some(post)) => post_at(tier, post),
        _ => name.to_owned(),
    }
}

fn setting(name: &str) -> Option<Phrase> {
    Some(match name {
        "silence_days" => v::S_SILENCE,
        "wait_days" => v::S_WAIT,
        "duplicate_radius_m" => v::S_RADIUS,
        "duplicate_days" => v::S_DUPLICATE,
        "rate_days" => v::S_RATE,
        "grace_days" => v::S_GRACE,
        _ => return None,
    })
}

/// A member that only one of the two has, in a few lines.
pub fn whole(book: &Arc<Rulebook>, difference: &Difference) -> Vec<String> {
    let name = &difference.name;
    match difference.section {
        Section::Rule => {
            let found = book.table(difference.table.as_deref().unwrap_or(TICKET_TABLE));
            let found = found.and_then(|table| Some((table, table.rules.iter().find(|rule| rule.id == *name)?)));
            let Some((table, rule)) = found else {
                return vec![name.clone()];
            };
            let tests = table.columns.iter().zip(&rule.when).filter(|(_, test)| **test != Test::Any);
            let tests = tests
                .map(|(column, test)| format!("{} {}", column_title(book, column), test_words(book, column, test)));
            let then = &rule.then;
            let ladder = book.ladder(&then.ladder).map_or_else(|| then.ladder.clone(), |ladder| told(&ladder.title));
            let post = format!("→ {} · {ladder}", post_at(then.tier, then.post));
            tests.chain([post]).collect()
        }
        Section::Category => {
            let questions = book.category(name).map(|category| category.questions.as_slice()).unwrap_or_default();
            questions.iter().map(question).collect()
        }
        Section::Fact => book.fact(name).map(|fact| kind_words(&fact.kind)).into_iter().collect(),
        Section::Ladder => book.ladder(name).map(|ladder| ladder.rungs.iter().map(rung).collect()).unwrap_or_default(),
        Section::StandIn => {
            let empty = book.stand_ins.iter().find(|empty| stand_in(name) == post_at(empty.tier, empty.post));
            empty.map(|empty| posts(&empty.instead)).into_iter().collect()
        }
        Section::Example => {
            let example = book.examples.iter().find(|example| example.name.zh == *name);
            let lines = |example: &weft::rules::Example| {
                vec![example.case.text(prefs().language.get(), book), expected(book, &example.expect)]
            };
            example.map(lines).unwrap_or_default()
        }
        Section::Holiday => {
            let all = book.calendar.years.iter().flat_map(|year| &year.holidays);
            let found = all.filter(|holiday| holiday.from.to_string() == *name);
            found.map(|holiday| format!("{} – {}", day(holiday.from), day(holiday.to))).collect()
        }
        _ => vec![name.clone()],
    }
}

/// What a field is called.
pub fn field_title(book: &Rulebook, difference: &Difference, field: &str) -> String {
    if let Some(column) = field.strip_prefix(TEST_FIELD) {
        return column_title(book, column);
    }
    let phrase = match field {
        "zh" => v::F_ZH,
        "en" => v::F_EN,
        "title" | "name" => v::TITLE,
        "weight" => v::F_WEIGHT,
        "tier" => v::F_TIER,
        "post" => v::F_POST,
        "joint" => v::F_JOINT,
        "ladder" => v::F_LADDER,
        "note" => v::F_NOTE,
        "hint" => v::F_HINT,
        "questions" => v::F_QUESTIONS,
        "parent" => v::F_PARENT,
        "kind" => v::F_KIND,
        "rungs" => v::F_RUNGS,
        "instead" => v::F_INSTEAD,
        "hit" => v::F_HIT,
        "columns" => v::F_COLUMNS,
        "hours" => v::HOURS,
        "weekend" => v::F_WEEKEND,
        "notice" => v::F_NOTICE,
        "provisional" => v::F_PROVISIONAL,
        "from" => v::F_FROM,
        "to" => v::F_TO,
        "year" => v::YEARS,
        "value" if difference.section == Section::Setting => v::F_VALUE,
        "case" => v::F_CASE,
        "expect" => v::F_EXPECT,
        other => return other.to_owned(),
    };
    phrase.now().to_owned()
}

/// What stands in a field, in a few lines.
pub fn value(book: &Arc<Rulebook>, section: Section, field: &str, value: Option<&Value>) -> Vec<String> {
    let Some(value) = value else {
        let none = if field.starts_with(TEST_FIELD) { w::TEST_ANY } else { v::NOTHING };
        return vec![none.now().to_owned()];
    };
    let known = match field.strip_prefix(TEST_FIELD) {
        Some(column) => read::<Test>(value).map(|test| vec![test_words(book, column, &test)]),
        None => of_rule(book, field, value).or_else(|| of_others(book, section, field, value)),
    };
    known.unwrap_or_else(|| vec![plain(value)])
}

fn of_rule(book: &Arc<Rulebook>, field: &str, value: &Value) -> Option<Vec<String>> {
    let one = |said: String| Some(vec![said]);
    match field {
        "weight" => one(match read::<Weight>(value)? {
            Weight::Big => m::BIG.now().to_owned(),
            Weight::Small => m::SMALL.now().to_owned(),
        }),
        "tier" => one(words::tier(read(value)?).now().to_owned()),
        "post" => one(words::post(read(value)?).now().to_owned()),
        "joint" => {
            let joint: Vec<String> = read(value)?;
            one(if joint.is_empty() { v::NOTHING.now().to_owned() } else { services(book, &joint) })
        }
        "ladder" => one(book.ladder(value.as_str()?).map(|ladder| told(&ladder.title))?),
        "note" | "title" | "hint" | "name" => one(told(&read::<Text>(value)?)),
        _ => None,
    }
}

fn of_others(book: &Arc<Rulebook>, section: Section, field: &str, value: &Value) -> Option<Vec<String>> {
    let one = |said: String| Some(vec![said]);
    match (section, field) {
        (Section::Category, "questions") => Some(read::<Vec<Question>>(value)?.iter().map(question).collect()),
        (Section::Category, "parent") => one(book.category(value.as_str()?).map(|category| told(&category.title))?),
        (Section::Fact, "kind") => one(kind_words(&read::<FactKind>(value)?)),
        (Section::Ladder, "rungs") => Some(read::<Vec<Rung>>(value)?.iter().map(rung).collect()),
        (Section::StandIn, "instead") => one(posts(&read::<Vec<(Tier, Post)>>(value)?)),
        (Section::Table, "hit") => one(if value == "unique" { v::HIT_UNIQUE } else { v::HIT_FIRST }.now().to_owned()),
        (Section::Table, "columns") => {
            let columns: Vec<String> = read(value)?;
            one(joined(columns.iter().map(|column| column_title(book, column))))
        }
        (Section::Hours, "hours") => {
            let shifts: Vec<weft::calendar::Shift> = read(value)?;
            let clock = |time: chrono::NaiveTime| time.format("%H:%M").to_string();
            Some(shifts.iter().map(|shift| format!("{}–{}", clock(shift.from), clock(shift.to))).collect())
        }
        (Section::Holiday, "from" | "to") => one(day(read(value)?)),
        (Section::Example, "case") => one(read::<Case>(value)?.text(prefs().language.get(), book)),
        (Section::Example, "expect") => one(expected(book, &read::<Expected>(value)?)),
        _ => None,
    }
}

fn read<T: DeserializeOwned>(value: &Value) -> Option<T> {
    T::deserialize(value).ok()
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(true) => c::YES.now().to_owned(),
        Value::Bool(false) => c::NO.now().to_owned(),
        Value::Array(all) => joined(all.iter().map(plain)),
        other => other.to_string(),
    }
}

fn question(question: &Question) -> String {
    let required = if question.required { w::REQUIRED } else { c::OPTIONAL };
    format!("{} ({})", told(&question.ask), required.now())
}

fn rung(rung: &Rung) -> String {
    let (accept, resolve) = (limit(rung.acknowledge), limit(rung.resolve));
    let limits = [w::LADDER_ACK.fill(&[&accept]), w::LADDER_RESOLVE.fill(&[&resolve])].join(" · ");
    format!("{} · {limits}", post_at(rung.tier, rung.post))
}

fn posts(posts: &[(Tier, Post)]) -> String {
    posts.iter().map(|(tier, post)| post_at(*tier, *post)).collect::<Vec<_>>().join(" → ")
}

fn day(day: NaiveDate) -> String {
    // With its year, whatever year it is now.
    crate::when::date(day, NaiveDate::MIN, prefs().language.get())
}
