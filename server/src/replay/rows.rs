//! The matters of a table, one after the other.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::Read;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use csv::{Reader, ReaderBuilder, StringRecord, Trim};
use weft::id::UnitId;
use weft::place::Point;
use weft::rules::replay::{Origin, Past};
use weft::rules::{Case, FactDef, FactValue, Facts, Key, Mode, Rulebook};

use super::county::County;
use super::is_placed;
use super::mapping::{COLUMNS, FACT, Mapping};

/// Longest repeated cell in a fault, characters.
const SHOWN_CHARS_MAX: usize = 40;
/// How times are written where the mapping does not say.
const TIMES: [&str; 4] = ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M:%S"];

/// What is wrong with a row, and where.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault {
    /// The line of the file, the heading being 1.
    pub line: u64,
    /// The column by the name that it has in the table; empty for the row as a whole.
    pub column: String,
    /// What.
    pub what: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, column, what } = self;
        match column.is_empty() {
            true => write!(f, "第 {line} 行 / line {line}: {what}"),
            false => write!(f, "第 {line} 行「{column}」列 / line {line}, column {column}: {what}"),
        }
    }
}

/// A column of the table that is of use.
#[derive(Clone, Debug)]
struct Column {
    place: usize,
    name: String,
}

/// A fact as either rulebook knows it.
struct Known {
    definitions: Vec<FactDef>,
    column: Option<Column>,
}

/// A table being read.
pub struct Rows<R> {
    reader: Reader<R>,
    record: StringRecord,
    /// Cells of the heading.
    width: usize,
    mapping: Mapping,
    columns: BTreeMap<&'static str, Column>,
    facts: BTreeMap<Key, Known>,
    /// Which facts the categories of either rulebook ask for.
    asked: BTreeMap<Key, BTreeSet<Key>>,
}

impl<R: Read> Rows<R> {
    /// Reads the heading.
    pub fn new(input: R, mapping: Mapping, books: [&Rulebook; 2]) -> Result<Self, String> {
        let mut reader = ReaderBuilder::new().trim(Trim::All).flexible(true).from_reader(input);
        let heading = reader.headers().map_err(|error| error.to_string())?.clone();
        let find = |ours: &str| {
            let name = mapping.columns.get(ours).map_or(ours, String::as_str);
            let place = heading.iter().position(|cell| cell.trim_start_matches('\u{feff}') == name);
            match (place, mapping.columns.contains_key(ours)) {
                (None, true) => Err(format!("没有这一列 / no such column: {name}")),
                (place, _) => Ok(place.map(|place| Column { place, name: name.to_owned() })),
            }
        };
        let mut facts: BTreeMap<Key, Known> = BTreeMap::new();
        for fact in books.iter().flat_map(|book| &book.facts) {
            let column = find(&format!("{FACT}{}", fact.key))?;
            let known = facts.entry(fact.key.clone()).or_insert(Known { definitions: Vec::new(), column });
            known.definitions.push(fact.clone());
        }
        if let Some(unknown) = mapping.unknown_columns(&facts.keys().map(String::as_str).collect()).first() {
            return Err(format!("不是可用的列 / not a column of ours: {unknown}"));
        }
        let mut columns = BTreeMap::new();
        for ours in COLUMNS {
            columns.extend(find(ours)?.map(|column| (ours, column)));
        }
        for needed in ["category", "created"] {
            if !columns.contains_key(needed) {
                return Err(format!("缺少列 / the table needs a column {needed}"));
            }
        }
        let mut asked: BTreeMap<Key, BTreeSet<Key>> = BTreeMap::new();
        for category in books.iter().flat_map(|book| &book.categories) {
            let facts = category.questions.iter().map(|question| question.fact.clone());
            asked.entry(category.key.clone()).or_default().extend(facts);
        }
        Ok(Self { reader, record: StringRecord::new(), width: heading.len(), mapping, columns, facts, asked })
    }

    /// The next matter, or what is wrong with its row.
    pub fn next(&mut self, county: &mut County) -> Option<Result<Past, Fault>> {
        match self.reader.read_record(&mut self.record) {
            Ok(false) => None,
            Ok(true) => {
                let line = self.record.position().map_or(0, csv::Position::line);
                Some(self.past(line, county).map_err(|(column, what)| Fault { line, column, what }))
            }
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                Some(Err(Fault { line, column: String::new(), what: error.to_string() }))
            }
        }
    }

    fn past(&self, line: u64, county: &mut County) -> Result<Past, (String, String)> {
        let width = self.width;
        if self.record.len() != width {
            let found = self.record.len();
            return Err((String::new(), format!("有 {found} 格，应为 {width} 格 / {found} cells, not {width}")));
        }
        let category = self.category()?;
        let created = self.time("created")?.ok_or_else(|| self.bad("created", "不能为空 / must not be empty"))?;
        let closed = self.time("closed")?;
        if closed.is_some_and(|closed| closed < created) {
            return Err(self.bad("closed", "早于受理时间 / before it was reported"));
        }
        let mode = match self.cell("mode").unwrap_or_default() {
            "" => Mode::Routine,
            text => *Mode::ALL
                .iter()
                .find(|mode| mode.key() == text)
                .ok_or_else(|| self.bad("mode", "routine | emergency"))?,
        };
        let facts = self.facts(&category)?;
        let unit = self.unit(county)?;
        let case = Case { category, mode, compound: None, facts };
        Ok(Past { origin: Origin::Line(line), case, unit, created, accepted: self.time("accepted")?, closed })
    }

    fn cell(&self, ours: &str) -> Option<&str> {
        self.columns.get(ours).and_then(|column| self.record.get(column.place))
    }

    fn bad(&self, ours: &str, what: &str) -> (String, String) {
        let name = self.columns.get(ours).map_or(ours, |column| &column.name);
        let found = shown(self.cell(ours).unwrap_or_default());
        (name.to_owned(), if found.is_empty() { what.to_owned() } else { format!("{what}: {found}") })
    }

    fn category(&self) -> Result<Key, (String, String)> {
        let text = self.cell("category").unwrap_or_default();
        if text.is_empty() {
            return Err(self.bad("category", "不能为空 / must not be empty"));
        }
        let mapped = self.mapping.categories.get(text);
        let other = || self.mapping.other_category.clone().filter(|_| !self.asked.contains_key(text));
        Ok(mapped.cloned().or_else(other).unwrap_or_else(|| text.to_owned()))
    }

    fn time(&self, ours: &str) -> Result<Option<DateTime<Utc>>, (String, String)> {
        let text = self.cell(ours).unwrap_or_default();
        if text.is_empty() {
            return Ok(None);
        }
        let at = read_time(text, self.mapping.time.as_deref(), self.mapping.offset_s());
        at.map(Some).ok_or_else(|| self.bad(ours, "不是时间 / not a time"))
    }

    fn unit(&self, county: &mut County) -> Result<UnitId, (String, String)> {
        let text = self.cell("unit").unwrap_or_default();
        if !text.is_empty() || !is_placed(&county.org) {
            let code = self.mapping.units.get(text).map_or(text, String::as_str);
            return county.named(code).map_err(|what| (self.bad("unit", "").0, what));
        }
        let degrees = |ours: &str| self.cell(ours).and_then(|text| text.parse::<f64>().ok());
        let point = degrees("lon").zip(degrees("lat")).and_then(|(lon, lat)| Point::from_degrees(lon, lat));
        let point = point.ok_or_else(|| self.bad("lon", "既没有单位也没有坐标 / neither a unit nor a point"))?;
        county.org.locate(point).ok_or_else(|| self.bad("lon", "不在任何网格内 / in no grid"))
    }

    fn facts(&self, category: &str) -> Result<Facts, (String, String)> {
        let mut facts = Facts::new();
        if let Some(text) = self.cell("facts").filter(|text| !text.is_empty()) {
            let given: Facts =
                serde_json::from_str(text).map_err(|_| self.bad("facts", "不是 JSON 对象 / not a JSON object"))?;
            if let Some(unknown) = given.keys().find(|fact| !self.facts.contains_key(*fact)) {
                return Err(self.bad("facts", &format!("没有这个要素 / no such fact: {}", shown(unknown))));
            }
            facts.extend(given);
        }
        for (key, known) in &self.facts {
            let Some(column) = &known.column else { continue };
            let text = self.record.get(column.place).unwrap_or_default();
            if !text.is_empty() {
                let value = self.value(key, known, text).ok_or_else(|| {
                    (column.name.clone(), format!("不是「{key}」的值 / not a value of {key}: {}", shown(text)))
                })?;
                facts.insert(key.clone(), value);
            }
        }
        let asked = self.asked.get(category);
        let missing = self.mapping.facts.iter().filter(|(key, _)| asked.is_some_and(|asked| asked.contains(*key)));
        for (key, value) in missing {
            facts.entry(key.clone()).or_insert_with(|| value.clone());
        }
        Ok(facts)
    }

    /// A cell as a value that at least one of the rulebooks accepts.
    fn value(&self, key: &str, known: &Known, text: &str) -> Option<FactValue> {
        if let Some(mapped) = self.mapping.values.get(key).and_then(|values| values.get(text)) {
            return Some(mapped.clone());
        }
        let spoken = match text.to_ascii_lowercase().as_str() {
            "yes" | "y" | "是" => Some(FactValue::Boolean(true)),
            "no" | "n" | "否" => Some(FactValue::Boolean(false)),
            _ => None,
        };
        let written = serde_json::from_str(text).ok();
        let candidates = [written, spoken, Some(FactValue::Choice(text.to_owned()))];
        let accepted = |value: &FactValue| known.definitions.iter().any(|fact| fact.kind.accepts(value));
        candidates.into_iter().flatten().find(accepted)
    }
}

/// A time as it is written, by this form or one of the usual ones; a day alone begins at midnight.
fn read_time(text: &str, form: Option<&str>, offset_s: i32) -> Option<DateTime<Utc>> {
    let local = |at: NaiveDateTime| {
        let at = at.and_local_timezone(FixedOffset::east_opt(offset_s)?).single()?;
        Some(at.with_timezone(&Utc))
    };
    if let Some(form) = form {
        let day = || NaiveDate::parse_from_str(text, form).ok().map(|day| day.and_time(NaiveTime::MIN));
        let with_offset = || DateTime::parse_from_str(text, form).ok().map(|at| at.with_timezone(&Utc));
        return with_offset().or_else(|| NaiveDateTime::parse_from_str(text, form).ok().or_else(day).and_then(local));
    }
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Some(at.with_timezone(&Utc));
    }
    let written = TIMES.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
    let day = || text.parse::<NaiveDate>().ok().map(|day| day.and_time(NaiveTime::MIN));
    written.or_else(day).and_then(local)
}

/// A cell as far as it can be repeated.
fn shown(text: &str) -> String {
    match text.char_indices().nth(SHOWN_CHARS_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
