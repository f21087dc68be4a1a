//! Tables of a rulebook from and to a grid.

use std::collections::BTreeSet;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use weft::rules::{DecisionTable, FactKind, HitPolicy, Key, Outcome, Rule, Rulebook, Test, Weight};
use weft::text::Text;

use super::feel::{self, Literal, quoted};
use super::typed::{self, Kind, literal};
use super::{Column, FAULTS_MAX, Fault, GRID_COLUMNS_MAX, GRID_RULES_MAX, Grid, Line, What, hit};

/// What a rule decides, as columns.
pub const OUTPUTS: [&str; 5] = ["weight", "tier", "post", "joint", "ladder"];
/// What else there is of a rule, as annotations.
pub const NOTES: [&str; 3] = ["rule", "note_zh", "note_en"];

/// The titles of [`OUTPUTS`].
const OUTPUT_TITLES: [&str; 5] = ["大小事", "责任层级", "责任岗位", "联办部门", "升级阶梯"];

/// The grid of a table. The rulebook gives titles and types.
///
/// # Errors
/// Cells for which the notation has no words.
pub fn grid(table: &DecisionTable, book: &Rulebook) -> Result<Grid, Vec<Fault>> {
    let hit = match table.hit {
        HitPolicy::Unique => "UNIQUE",
        HitPolicy::First => "FIRST",
    };
    let outputs = OUTPUTS.iter().zip(OUTPUT_TITLES).map(|(name, title)| Column {
        name: (*name).to_owned(),
        label: title.to_owned(),
        type_ref: Some("string".into()).filter(|_| *name != "joint"),
        values: None,
    });
    let mut grid = Grid {
        key: table.key.clone(),
        hit: hit.into(),
        inputs: table.columns.iter().map(|column| input(column, book)).collect(),
        outputs: outputs.collect(),
        notes: NOTES.map(str::to_owned).into(),
        ..Grid::default()
    };
    let mut faults = Vec::new();
    for (position, rule) in table.rules.iter().enumerate() {
        let mut line = Line { number: position + 1, id: rule.id.clone(), ..Line::default() };
        for (column, test) in grid.inputs.iter().zip(&rule.when) {
            line.inputs.push(typed::written(test).unwrap_or_else(|what| {
                faults.push(Fault { place: grid.place(Some(&line), Some(column.title())), what });
                String::new()
            }));
        }
        let then = &rule.then;
        let joint: Vec<String> = then.joint.iter().map(|service| quoted(service)).collect();
        let joint = format!("[{}]", joint.join(", "));
        line.outputs = vec![name(&then.weight), name(&then.tier), name(&then.post), joint, quoted(&then.ladder)];
        line.notes = vec![rule.id.clone(), rule.note.zh.clone(), rule.note.en.clone()];
        grid.lines.push(line);
    }
    if faults.is_empty() { Ok(grid) } else { Err(faults) }
}

fn name(value: &impl Serialize) -> String {
    quoted(serde_json::to_value(value).ok().as_ref().and_then(Value::as_str).unwrap_or_default())
}

fn input(column: &str, book: &Rulebook) -> Column {
    let list =
        |keys: &mut dyn Iterator<Item = String>| Some(keys.map(|key| quoted(&key)).collect::<Vec<_>>().join(", "));
    let (label, type_ref, values) = match (column, book.fact(column)) {
        ("category", _) => ("类别", "string", list(&mut book.categories.iter().map(|category| category.key.clone()))),
        ("mode", _) => ("平急", "string", list(&mut ["routine", "emergency"].map(str::to_owned).into_iter())),
        ("compound", _) => ("小区类型", "string", list(&mut typed::compounds().into_iter())),
        (_, None) => (column, "string", None),
        (_, Some(fact)) => {
            let range = |min: String, max: String| Some(format!("[{min}..{max}]"));
            let (type_ref, values) = match &fact.kind {
                FactKind::Choice { options } => ("string", list(&mut options.iter().map(|option| option.key.clone()))),
                FactKind::Text { .. } => ("string", None),
                FactKind::Boolean => ("boolean", None),
                FactKind::Integer { min, max } => ("number", range(min.to_string(), max.to_string())),
                FactKind::Decimal { min, max, .. } => ("number", range(min.to_string(), max.to_string())),
                FactKind::Date { min, max } => {
                    ("date", range(Literal::Date(*min).to_string(), Literal::Date(*max).to_string()))
                }
            };
            (fact.title.zh.as_str(), type_ref, values)
        }
    };
    Column { name: column.to_owned(), label: label.to_owned(), type_ref: Some(type_ref.into()), values }
}

/// The table that a grid means in a rulebook.
///
/// # Errors
/// Everything that cannot be taken over.
pub fn table(grid: &Grid, book: &Rulebook) -> Result<DecisionTable, Vec<Fault>> {
    let mut reader = Reading { grid, faults: sizes(grid) };
    if !reader.faults.is_empty() {
        return Err(reader.faults);
    }
    let kinds = reader.columns(book);
    let (outputs, notes) = (reader.outputs(), NOTES.map(|name| grid.notes.iter().position(|known| known == name)));
    let mut rules = Vec::with_capacity(grid.lines.len());
    let mut ids = BTreeSet::new();
    for line in &grid.lines {
        let when = reader.when(line, &kinds);
        let then = reader.then(line, &outputs, book);
        let note = |place: usize| notes[place].and_then(|column| line.notes.get(column)).cloned().unwrap_or_default();
        let id = Some(note(0)).filter(|id| !id.is_empty()).unwrap_or_else(|| line.id.clone());
        if !ids.insert(id.clone()) {
            reader.fault(Some(line), None, What::TwiceRule(id.clone()));
        }
        if let (Some(when), Some(then)) = (when, then) {
            rules.push(Rule { id, when, then, note: Text { zh: note(1), en: note(2) } });
        }
    }
    if reader.faults.is_empty() {
        let columns = grid.inputs.iter().map(|column| column.name.clone()).collect();
        let table = DecisionTable { key: grid.key.clone(), hit: HitPolicy::First, columns, rules };
        return hit::settled(grid, table, book);
    }
    reader.faults.truncate(FAULTS_MAX);
    Err(reader.faults)
}

/// Whether there is more in a grid than is read.
pub(super) fn sizes(grid: &Grid) -> Vec<Fault> {
    let columns = grid.inputs.len() + grid.outputs.len() + grid.notes.len();
    let parts = [("rules", grid.lines.len(), GRID_RULES_MAX), ("columns", columns, GRID_COLUMNS_MAX)];
    let big = parts.into_iter().filter(|(_, count, max)| count > max);
    big.map(|(of, _, max)| Fault { place: grid.place(None, None), what: What::TooBig { of, max } }).collect()
}

struct Reading<'a> {
    grid: &'a Grid,
    faults: Vec<Fault>,
}

impl Reading<'_> {
    fn fault(&mut self, line: Option<&Line>, column: Option<&str>, what: What) {
        if self.faults.len() < FAULTS_MAX {
            self.faults.push(Fault { place: self.grid.place(line, column), what });
        }
    }

    /// The kinds of the columns; none for one that the rulebook does not have.
    fn columns<'b>(&mut self, book: &'b Rulebook) -> Vec<Option<Kind<'b>>> {
        let mut seen = BTreeSet::new();
        let mut kinds = Vec::new();
        for column in &self.grid.inputs {
            let kind = Kind::of(book, &column.name);
            if kind.is_none() {
                self.fault(None, Some(column.title()), What::UnknownColumn);
            } else if !seen.insert(&column.name) {
                self.fault(None, Some(column.title()), What::TwiceColumn);
            }
            kinds.push(kind);
        }
        kinds
    }

    fn outputs(&mut self) -> [Option<usize>; 5] {
        OUTPUTS.map(|name| {
            let found = self.grid.outputs.iter().position(|column| column.name == name);
            if found.is_none() {
                self.fault(None, None, What::MissingColumn(name));
            }
            found
        })
    }

    fn when(&mut self, line: &Line, kinds: &[Option<Kind<'_>>]) -> Option<Vec<Test>> {
        let grid = self.grid;
        if line.inputs.len() != grid.inputs.len() || line.outputs.len() != grid.outputs.len() {
            self.fault(Some(line), None, What::CellCount);
            return None;
        }
        let mut when = Vec::with_capacity(kinds.len());
        for ((text, kind), column) in line.inputs.iter().zip(kinds).zip(&grid.inputs) {
            let Some(kind) = kind else {
                continue;
            };
            match feel::cell(text).map_err(What::Feel).and_then(|cell| kind.test(&cell)) {
                Ok(test) => when.push(test),
                Err(what) => self.fault(Some(line), Some(column.title()), what),
            }
        }
        (when.len() == kinds.len()).then_some(when)
    }

    fn then(&mut self, line: &Line, outputs: &[Option<usize>; 5], book: &Rulebook) -> Option<Outcome> {
        let weight = self.output::<Weight>(line, outputs[0]);
        let (tier, post) = (self.output(line, outputs[1]), self.output(line, outputs[2]));
        let services = |key: &str| book.services.iter().any(|service| service.key == key);
        let joint = self.keys(line, outputs[3], &services);
        let ladder = self.keys(line, outputs[4], &|key| book.ladder(key).is_some());
        let mut ladder = ladder?.into_iter();
        let (Some(key), None) = (ladder.next(), ladder.next()) else {
            let title = outputs[4].map(|column| self.grid.outputs[column].title().to_owned());
            self.fault(Some(line), title.as_deref(), What::WrongType("a text"));
            return None;
        };
        Some(Outcome { weight: weight?, tier: tier?, post: post?, joint: joint?, ladder: key })
    }

    /// A value of an enumeration by its name.
    fn output<T: DeserializeOwned>(&mut self, line: &Line, column: Option<usize>) -> Option<T> {
        let column = column?;
        let read = match feel::literal(line.outputs.get(column)?) {
            Ok(Literal::Text(name)) => {
                serde_json::from_value(Value::String(name.clone())).map_err(|_| What::UnknownValue(name))
            }
            Ok(_) => Err(What::WrongType("a text")),
            Err(fault) => Err(What::Feel(fault)),
        };
        read.map_err(|what| self.fault(Some(line), Some(self.grid.outputs[column].title()), what)).ok()
    }

    /// Names that something in the rulebook has.
    fn keys(&mut self, line: &Line, column: Option<usize>, known: &dyn Fn(&str) -> bool) -> Option<Vec<Key>> {
        let column = column?;
        let title = self.grid.outputs[column].title();
        let values = match feel::list(line.outputs.get(column)?) {
            Ok(values) => values,
            Err(fault) => {
                self.fault(Some(line), Some(title), What::Feel(fault));
                return None;
            }
        };
        let count = values.len();
        let mut keys = Vec::with_capacity(count);
        for value in values {
            match value {
                Literal::Text(key) if known(&key) => keys.push(key),
                Literal::Text(key) => self.fault(Some(line), Some(title), What::UnknownValue(key)),
                _ => self.fault(Some(line), Some(title), What::WrongType("a text")),
            }
        }
        (keys.len() == count).then_some(keys)
    }
}

/// The tests of a suggested rule as they are written in cells.
#[must_use]
pub fn cells(when: &[Test]) -> Vec<String> {
    when.iter().map(|test| typed::written(test).unwrap_or_default()).collect()
}

/// The values of a case as they are written in cells.
#[must_use]
pub fn facts(facts: &weft::rules::Facts) -> serde_json::Map<String, Value> {
    let said = |value| literal(value).map(|value| value.to_string()).unwrap_or_default();
    facts.iter().map(|(name, value)| (name.clone(), Value::String(said(value)))).collect()
}
