//! What the proof says of rulebooks that are broken in one way each, word by word.
#![cfg(not(target_arch = "wasm32"))]

use std::fmt::Write as _;

use chrono::NaiveDate;
use weft::calendar::{Limit, LimitUnit};
use weft::org::{Directory, Post, Tier};
use weft::rules::{End, FactDef, FactKind, FactValue, Finding, HitPolicy, Interval, Question, Rulebook, Test, prove};
use weft::sample::{directory, first_day, rulebook, units};
use weft::text::{Language, Text};

/// The sample rulebook itself. What is said of it is left out where it is said of a broken one too.
const USUAL: &str = "as it is";

type Change = fn(&mut Rulebook);

/// Each way to break the sample rulebook.
const BROKEN: [(&str, Change); 17] = [
    (USUAL, |_| {}),
    ("the rule for the rest is missing", |book| book.tables[0].rules.truncate(4)),
    ("a required answer is not looked at", |book| {
        book.tables[0].columns.push("hour".into());
        let tests = [Test::Any, Test::Any, Test::Any, Test::Any, Test::In(vec!["night".into()])];
        book.tables[0].rules.iter_mut().zip(tests).for_each(|(rule, test)| rule.when.push(test));
    }),
    ("only one may match", |book| book.tables[0].hit = HitPolicy::Unique),
    ("only one may match, and an answer may be missing", |book| {
        book.tables[0].hit = HitPolicy::Unique;
        book.tables[0].rules.retain(|rule| rule.id == "danger");
        book.categories[3].questions[0].required = false;
    }),
    ("a rule comes too late", |book| book.tables[0].rules.swap(3, 4)),
    ("a rule comes too late behind two others", |book| {
        book.tables[0].rules[3].when[1] = Test::Is(false);
        let mut late = book.tables[0].rules[4].clone();
        (late.id, late.when[0]) = ("late".into(), Test::In(vec!["home".into()]));
        late.then.tier = Tier::Community;
        late.then.post = Post::Desk;
        book.tables[0].rules.insert(4, late);
    }),
    ("two rules could be one, and one is not needed", |book| {
        let mut more = book.tables[0].rules[4].clone();
        (more.id, more.when[0]) = ("noise".into(), Test::In(vec!["noise".into()]));
        book.tables[0].rules.insert(4, more.clone());
        (more.id, more.when[0]) = ("home".into(), Test::In(vec!["home".into()]));
        book.tables[0].rules.insert(5, more);
    }),
    ("nobody is asked", |book| book.categories.iter_mut().for_each(|category| category.questions.clear())),
    ("a test holds for nothing", |book| {
        book.tables[0].rules[1].when[2] = Test::NotIn(vec!["routine".into(), "emergency".into()])
    }),
    ("a name is of nothing", |book| book.tables[0].rules[0].then.ladder = "rope".into()),
    ("a ladder shrinks", |book| book.ladders[0].rungs[1].resolve.amount = 1),
    ("a ladder shrinks on some days", |book| {
        book.ladders[0].rungs[1].resolve = Limit { amount: 10, unit: LimitUnit::WorkingDays };
        book.ladders[0].rungs[2].resolve = Limit { amount: 400, unit: LimitUnit::Hours };
    }),
    ("a limit leaves the calendar", |book| {
        book.ladders[0].rungs[3].resolve = Limit { amount: 300, unit: LimitUnit::WorkingDays };
        book.calendar.years.truncate(2);
    }),
    ("a stretch of money and days is left out", |book| {
        ask_for_money(book);
        let within = |from: Option<FactValue>, to: Option<FactValue>| {
            let end = |at| End { at, open: true };
            Test::Within { any: vec![Interval { from: from.map(end), to: to.map(end) }], not: false }
        };
        let tests = [within(None, Some(yuan("0.8"))), within(Some(yuan("0.8")), None)];
        two_rules(book, tests.map(|fee| [fee, within(Some(day(1)), None), Test::Any]));
    }),
    ("a text is left out that nobody names", |book| {
        ask_for_money(book);
        let named = Test::In(vec!["东街".into(), "西街".into()]);
        two_rules(book, [named.clone(), named].map(|street| [Test::Any, Test::Any, street]));
    }),
    ("a category is forgotten", |book| book.tables[0].rules[4].when[0] = Test::NotIn(vec!["noise".into()])),
];

fn yuan(text: &str) -> FactValue {
    FactValue::Decimal { decimal: text.parse().expect("a number") }
}

fn day(number: u32) -> FactValue {
    FactValue::Date { date: NaiveDate::from_ymd_opt(2026, 5, number).expect("a day") }
}

/// Cracked walls are asked what they cost, since when and in which street.
fn ask_for_money(book: &mut Rulebook) {
    let (number, date) = (|text: &str| text.parse().expect("a number"), |text: &str| text.parse().expect("a day"));
    let facts = [
        ("fee", FactKind::Decimal { min: number("0"), max: number("5"), places: 2 }),
        ("since", FactKind::Date { min: date("2026-05-01"), max: date("2026-05-31") }),
        ("street", FactKind::Text { chars_max: 10 }),
    ];
    for (key, kind) in facts {
        book.facts.push(FactDef { key: key.into(), title: Text::new("要素", "Fact"), kind });
        let ask = Text::new("多少", "How much");
        book.categories[5].questions.push(Question { fact: key.into(), ask, required: true });
        book.tables[0].columns.push(key.into());
    }
    book.tables[0].rules.iter_mut().for_each(|rule| rule.when.extend([Test::Any, Test::Any, Test::Any]));
}

/// Cracked walls are decided by two rules with these tests of money, day and street, and by nothing else.
fn two_rules(book: &mut Rulebook, tests: [[Test; 3]; 2]) {
    let rules = &mut book.tables[0].rules;
    rules[4].when[0] = Test::NotIn(vec!["home.wall".into()]);
    rules[0].when[0] = Test::NotIn(vec!["home.wall".into()]);
    rules[1].when[0] = Test::NotIn(vec!["home.wall".into()]);
    let mut other = rules[3].clone();
    other.id = "wall-2".into();
    rules.push(other);
    for (rule, tests) in [3, 5].into_iter().zip(tests) {
        rules[rule].when.splice(3.., tests);
    }
}

fn written(name: &str, book: &Rulebook, org: &Directory) -> String {
    let mut text = format!("## {name}\n");
    let usual = prove(&rulebook(), &directory(), first_day());
    let found = prove(book, org, first_day());
    for finding in found.iter().filter(|finding| name == USUAL || !usual.contains(finding)) {
        write_finding(&mut text, finding, book);
    }
    text.push('\n');
    text
}

fn write_finding(text: &mut String, finding: &Finding, book: &Rulebook) {
    let json = serde_json::to_string(finding).expect("writes");
    writeln!(text, "{:?}: {}", finding.severity(), finding.text(Language::Zh)).expect("writes");
    writeln!(text, "  {}\n  {json}", finding.text(Language::En)).expect("writes");
    if let Some(case) = finding.counterexample() {
        writeln!(text, "  {} / {}", case.text(Language::Zh, book), case.text(Language::En, book)).expect("writes");
    }
    if let Some(repair) = finding.repair(book) {
        writeln!(text, "  repair {}", serde_json::to_string(&repair).expect("writes")).expect("writes");
    }
    let read: Finding = serde_json::from_str(&json).expect("reads");
    assert_eq!(read, *finding);
    let value = serde_json::from_str(&json).expect("is JSON");
    assert_eq!(weft::json::from_value::<Finding>(value).expect("the app reads"), *finding);
}

#[test]
fn each_broken_rulebook_is_described_as_agreed() {
    let mut text = String::new();
    for (name, change) in BROKEN {
        let mut book = rulebook();
        change(&mut book);
        text += &written(name, &book, &directory());
    }
    let mut empty = units();
    let desks = [Tier::Town, Tier::County];
    for unit in empty.iter_mut().filter(|unit| desks.contains(&unit.tier)) {
        unit.appointments.retain(|held| held.post != Post::Desk);
    }
    text += &written("desks are empty", &rulebook(), &Directory::new(empty));
    insta::assert_snapshot!("findings", text);
}
