//! Two rulebooks side by side: what was added, removed, changed or moved, as data.
//!
//! Members of a part are told apart by their names, so that a rule that was moved is not one that was removed and another that was added.
//! The version and the first day are not compared: every publication changes them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{DecisionTable, Key, Rulebook, Test};

/// The parts of a rulebook whose members are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Section {
    /// The title.
    Title,
    /// Decision tables, without their rules.
    Table,
    /// Rules of a table.
    Rule,
    /// Categories with their questions.
    Category,
    /// Facts.
    Fact,
    /// Ladders.
    Ladder,
    /// Who stands in for which post.
    StandIn,
    /// Services of departments.
    Service,
    /// Working hours and weekends.
    Hours,
    /// Years of the calendar, without their days.
    Year,
    /// Holidays.
    Holiday,
    /// Weekend days that are worked.
    MakeUp,
    /// Limits of the ticket's life.
    Setting,
    /// Named examples.
    Example,
    /// Charters.
    Charter,
}

/// One difference between two rulebooks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// The part.
    pub section: Section,
    /// The table, of a rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<Key>,
    /// The name of the member: its key, or its first day, or the level and post.
    pub name: String,
    /// What became of it.
    pub how: How,
}

/// What became of a member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// Only the second rulebook has it.
    Added,
    /// Only the first has it.
    Removed,
    /// It stands elsewhere among those that both have.
    Moved {
        /// After which of them it stands in the second; none at the beginning.
        after: Option<String>,
    },
    /// It reads otherwise.
    Changed {
        /// Where, by name.
        fields: Vec<Field>,
    },
}

/// A field that reads otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// Its name as in the rulebook's JSON; `when.` and the column for the test of a rule.
    pub name: String,
    /// As in the first rulebook, if it is there.
    pub was: Option<Value>,
    /// As in the second.
    pub is: Option<Value>,
}

/// The start of the name of a field that is a rule's test.
pub const TEST_FIELD: &str = "when.";

/// Everything in which two rulebooks differ, part by part, in the order of the second and then what only the first has.
#[must_use]
pub fn compare(first: &Rulebook, second: &Rulebook) -> Vec<Difference> {
    let (was, is) = (sections(first), sections(second));
    let groups: BTreeSet<&Group> = was.keys().chain(is.keys()).collect();
    let none = Vec::new();
    groups
        .into_iter()
        .flat_map(|group| {
            let members = |of: &'_ BTreeMap<Group, Vec<Member>>| of.get(group).unwrap_or(&none).clone();
            compare_group(group, &members(&was), &members(&is))
        })
        .collect()
}

/// A part, and the table of rules.
type Group = (Section, Option<Key>);

/// A member by its name, with its fields.
#[derive(Clone)]
struct Member {
    name: String,
    fields: Map<String, Value>,
}

fn sections(book: &Rulebook) -> BTreeMap<Group, Vec<Member>> {
    let mut all = BTreeMap::new();
    let mut put = |section, members: Vec<Member>| _ = all.insert((section, None), distinct(members));
    put(Section::Title, vec![member("", &book.title)]);
    put(Section::Service, book.services.iter().map(|service| member(&service.key, service)).collect());
    put(Section::Category, book.categories.iter().map(|category| member(&category.key, category)).collect());
    put(Section::Fact, book.facts.iter().map(|fact| member(&fact.key, fact)).collect());
    put(Section::Ladder, book.ladders.iter().map(|ladder| member(&ladder.key, ladder)).collect());
    let post = |tier, post| format!("{}.{}", plain(&tier), plain(&post));
    put(Section::StandIn, book.stand_ins.iter().map(|empty| member(&post(empty.tier, empty.post), empty)).collect());
    put(Section::Example, book.examples.iter().map(|example| member(&example.name.zh, example)).collect());
    #[cfg(feature = "deliberation")]
    put(Section::Charter, book.charters.iter().map(|charter| member(&charter.key, charter)).collect());
    let settings = fields(&book.settings);
    let setting =
        |(name, value): (String, Value)| Member { fields: [("value".to_owned(), value)].into_iter().collect(), name };
    put(Section::Setting, settings.into_iter().map(setting).collect());
    let calendar = &book.calendar;
    put(Section::Hours, vec![member("", &serde_json::json!({"hours": calendar.hours, "weekend": calendar.weekend}))]);
    let years = calendar.years.iter();
    let year = |mut year: Member| {
        ["holidays", "make_up"].iter().for_each(|days| _ = year.fields.remove(*days));
        year
    };
    put(Section::Year, years.clone().map(|known| year(member(&known.year.to_string(), known))).collect());
    let holidays = years.clone().flat_map(|year| year.holidays.iter().map(|day| (year.year, day)));
    put(Section::Holiday, holidays.map(|(year, day)| of_year(year, member(&day.from.to_string(), day))).collect());
    let make_up = years.flat_map(|year| year.make_up.iter().map(|day| (year.year, day)));
    put(Section::MakeUp, make_up.map(|(year, day)| of_year(year, member(&day.to_string(), day))).collect());
    let table = |table: &DecisionTable| {
        let mut member = member(&table.key, table);
        member.fields.remove("rules");
        member
    };
    put(Section::Table, book.tables.iter().map(table).collect());
    for table in &book.tables {
        let rules = table.rules.iter().map(|rule| {
            let mut member = member(&rule.id, rule);
            member.fields.remove("when");
            // What a rule decides is told field by field.
            if let Some(Value::Object(then)) = member.fields.remove("then") {
                member.fields.extend(then);
            }
            let tests = table.columns.iter().zip(&rule.when).filter(|(_, test)| **test != Test::Any);
            member.fields.extend(tests.map(|(column, test)| (format!("{TEST_FIELD}{column}"), value(test))));
            member
        });
        all.insert((Section::Rule, Some(table.key.clone())), distinct(rules.collect()));
    }
    all
}

fn of_year(year: i32, mut member: Member) -> Member {
    member.fields.insert("year".into(), year.into());
    member
}

/// What cannot be written as JSON, which nothing in a rulebook is, would compare as nothing.
fn value(part: &impl Serialize) -> Value {
    serde_json::to_value(part).unwrap_or_default()
}

fn fields(part: &impl Serialize) -> Map<String, Value> {
    match value(part) {
        Value::Object(fields) => fields,
        other => [("value".to_owned(), other)].into_iter().collect(),
    }
}

fn member(name: &str, part: &impl Serialize) -> Member {
    Member { name: name.to_owned(), fields: fields(part) }
}

/// The name of a level or post as it is written.
fn plain(part: &impl Serialize) -> String {
    value(part).as_str().unwrap_or_default().to_owned()
}

/// Tells members of the same name apart by a number, since a draft may have some.
fn distinct(mut members: Vec<Member>) -> Vec<Member> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for member in &mut members {
        let count = seen.entry(member.name.clone()).or_default();
        *count += 1;
        if *count > 1 {
            member.name = format!("{} ({count})", member.name);
        }
    }
    members
}

fn compare_group((section, table): &Group, was: &[Member], is: &[Member]) -> Vec<Difference> {
    let place = |members: &[Member]| -> BTreeMap<String, usize> {
        members.iter().enumerate().map(|(place, member)| (member.name.clone(), place)).collect()
    };
    let (places, new_places) = (place(was), place(is));
    let difference =
        |name: &str, how| Difference { section: *section, table: table.clone(), name: name.to_owned(), how };
    let shared: Vec<(&Member, usize)> =
        is.iter().filter_map(|member| Some((member, *places.get(&member.name)?))).collect();
    let stays = longest_rising(&shared.iter().map(|(_, place)| *place).collect::<Vec<_>>());
    let mut found = Vec::new();
    let mut before: Option<&str> = None;
    let mut number = 0;
    for member in is {
        let Some(place) = places.get(&member.name) else {
            found.push(difference(&member.name, How::Added));
            continue;
        };
        if !stays[number] {
            found.push(difference(&member.name, How::Moved { after: before.map(str::to_owned) }));
        }
        let fields = changed(&was[*place].fields, &member.fields);
        if !fields.is_empty() {
            found.push(difference(&member.name, How::Changed { fields }));
        }
        before = Some(&member.name);
        number += 1;
    }
    let gone = was.iter().filter(|member| !new_places.contains_key(&member.name));
    found.extend(gone.map(|member| difference(&member.name, How::Removed)));
    found
}

fn changed(was: &Map<String, Value>, is: &Map<String, Value>) -> Vec<Field> {
    let names: BTreeSet<&String> = was.keys().chain(is.keys()).collect();
    let differs = names.into_iter().filter(|name| was.get(*name) != is.get(*name));
    differs.map(|name| Field { name: name.clone(), was: was.get(name).cloned(), is: is.get(name).cloned() }).collect()
}

/// Which of these numbers, all different, belong to a longest rising run, so that the fewest others have moved.
fn longest_rising(numbers: &[usize]) -> Vec<bool> {
    // For each length, where the run of that length with the smallest end ends; and what comes before each.
    let mut ends: Vec<usize> = Vec::new();
    let mut before = vec![None; numbers.len()];
    for (place, number) in numbers.iter().enumerate() {
        let length = ends.partition_point(|end| numbers[*end] < *number);
        before[place] = length.checked_sub(1).map(|shorter| ends[shorter]);
        if length == ends.len() {
            ends.push(place);
        } else {
            ends[length] = place;
        }
    }
    let mut stays = vec![false; numbers.len()];
    let mut next = ends.last().copied();
    while let Some(place) = next {
        stays[place] = true;
        next = before[place];
    }
    stays
}
