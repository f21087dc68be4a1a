//! A rulebook made of a file that has none, for proving its table: what it looks at becomes facts, and what it decides is opaque.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use weft::decimal::Decimal;
use weft::org::{Post, Tier};
use weft::rules::{
    About, Category, Choice, DecisionTable, FactDef, FactKind, Finding, HitPolicy, Outcome, Question, Rule, Rulebook,
    Weight, prove_table,
};
use weft::text::Text;

use super::feel::{self, Cell, Literal, Unary};
use super::typed::Kind;
use super::{Column, FAULTS_MAX, Fault, Grid, What, hit};

/// Most characters of a text whose values are not listed.
const TEXT_CHARS_MAX: u16 = 200;

/// A table with all that is needed to prove it.
pub struct Lone {
    /// A rulebook of one table.
    pub book: Rulebook,
    /// What was taken from the table because the file does not say it.
    pub notes: Vec<Text>,
    /// The hit policy.
    pub hit: String,
}

/// What one column is found to be.
struct Domain {
    kind: FactKind,
    note: Option<Text>,
}

/// Reads a grid as a table of its own.
///
/// # Errors
/// Everything in it that is not supported.
pub fn lone(grid: &Grid) -> Result<Lone, Vec<Fault>> {
    let mut faults = super::table::sizes(grid);
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut cells: Vec<Vec<Cell>> = vec![Vec::with_capacity(grid.lines.len()); grid.inputs.len()];
    for line in &grid.lines {
        if line.inputs.len() != grid.inputs.len() || line.outputs.len() != grid.outputs.len() {
            faults.push(Fault { place: grid.place(Some(line), None), what: What::CellCount });
            continue;
        }
        for (position, text) in line.inputs.iter().enumerate() {
            match feel::cell(text) {
                Ok(cell) => cells[position].push(cell),
                Err(fault) => {
                    let place = grid.place(Some(line), Some(grid.inputs[position].title()));
                    faults.push(Fault { place, what: What::Feel(fault) });
                }
            }
        }
    }
    let mut domains = Vec::new();
    for (column, cells) in grid.inputs.iter().zip(&cells) {
        match domain(column, cells) {
            Ok(domain) => domains.push(domain),
            Err(what) => faults.push(Fault { place: grid.place(None, Some(column.title())), what }),
        }
    }
    let order = match hit::named(&grid.hit) {
        "PRIORITY" => hit::by_priority(grid),
        _ => Ok((0..grid.lines.len()).collect()),
    };
    let order = order.unwrap_or_else(|found| {
        faults.extend(found);
        Vec::new()
    });
    if faults.is_empty() {
        let names = names(grid);
        let rules = rules(grid, &cells, &domains, &order, &mut faults);
        if faults.is_empty() {
            let notes = domains.iter().filter_map(|domain| domain.note.clone()).collect();
            return Ok(Lone { book: book(grid, names, domains, rules), notes, hit: hit::named(&grid.hit).to_owned() });
        }
    }
    faults.truncate(FAULTS_MAX);
    Err(faults)
}

impl Lone {
    /// What the proof finds, as far as it says something under the file's hit policy.
    #[must_use]
    pub fn prove(&self) -> Vec<Finding> {
        let mut found = prove_table(&self.book, &self.book.tables[0]);
        let overlap = |finding: &Finding| matches!(finding, Finding::Overlap { .. } | Finding::Subsumed { .. });
        let order = |finding: &Finding| {
            let about = match finding {
                Finding::Undecided { about, .. } | Finding::More { about, .. } => *about,
                Finding::Masked { .. } => About::Masked,
                Finding::PartlyMasked { .. } => About::PartlyMasked,
                Finding::Redundant { .. } => About::Redundant,
                _ => return false,
            };
            matches!(about, About::Masked | About::PartlyMasked | About::Redundant)
        };
        match self.hit.as_str() {
            "ANY" => found.retain(|finding| !overlap(finding)),
            "UNIQUE" | "FIRST" | "PRIORITY" => {}
            // All that match count.
            _ => found.retain(|finding| !order(finding)),
        }
        found
    }
}

/// The names of the columns as facts, each once.
fn names(grid: &Grid) -> Vec<String> {
    let mut taken: BTreeSet<String> = ["category", "mode", "compound"].map(str::to_owned).into();
    let name = |(position, column): (usize, &Column)| {
        let name = column.title().to_owned();
        if taken.insert(name.clone()) { name } else { format!("{name} ({})", position + 1) }
    };
    grid.inputs.iter().enumerate().map(name).collect()
}

fn rules(grid: &Grid, cells: &[Vec<Cell>], domains: &[Domain], order: &[usize], faults: &mut Vec<Fault>) -> Vec<Rule> {
    let mut rules = Vec::with_capacity(order.len());
    let kinds: Vec<Kind<'_>> = domains.iter().map(|domain| Kind::of_fact(&domain.kind)).collect();
    for number in order {
        let line = &grid.lines[*number];
        let mut when = Vec::with_capacity(kinds.len());
        for ((cells, kind), column) in cells.iter().zip(&kinds).zip(&grid.inputs) {
            match kind.test(&cells[*number]) {
                Ok(test) => when.push(test),
                Err(what) => faults.push(Fault { place: grid.place(Some(line), Some(column.title())), what }),
            }
        }
        // What follows is compared, never carried out.
        let ladder = line.outputs.iter().map(|output| output.trim()).collect::<Vec<_>>().join(" | ");
        let then =
            Outcome { weight: Weight::Small, tier: Tier::Grid, post: Post::GridMember, joint: Vec::new(), ladder };
        rules.push(Rule { id: line.number.to_string(), when, then, note: Text::default() });
    }
    rules
}

fn book(grid: &Grid, names: Vec<String>, domains: Vec<Domain>, rules: Vec<Rule>) -> Rulebook {
    let hit = match hit::named(&grid.hit) {
        "UNIQUE" | "ANY" => HitPolicy::Unique,
        _ => HitPolicy::First,
    };
    let question = |fact: &String| Question { fact: fact.clone(), ask: Text::default(), required: true };
    let category = Category {
        key: String::new(),
        parent: None,
        title: Text::default(),
        hint: Text::default(),
        // An input that is null is left out of account.
        questions: names.iter().map(question).collect(),
    };
    let title = |name: &str| Text::new(name, name);
    let fact = |(key, domain): (&String, Domain)| FactDef { key: key.clone(), title: title(key), kind: domain.kind };
    Rulebook {
        facts: names.iter().zip(domains).map(fact).collect(),
        categories: vec![category],
        tables: vec![DecisionTable { key: grid.key.clone(), hit, columns: names, rules }],
        ..Rulebook::default()
    }
}

/// What type a column has and which values: as far as the file says so, and else from its cells.
fn domain(column: &Column, cells: &[Cell]) -> Result<Domain, What> {
    let declared = match column.values.as_deref().map(str::trim) {
        None | Some("" | "-") => Vec::new(),
        Some(text) => match feel::cell(text).map_err(What::Feel)? {
            Cell::Any => Vec::new(),
            Cell::Tests { not: false, tests } => tests,
            Cell::Tests { .. } => return Err(What::Type(text.to_owned())),
        },
    };
    let used: Vec<&Literal> = cells.iter().flat_map(literals).filter(|value| **value != Literal::Null).collect();
    let known: Vec<&Literal> = declared.iter().flat_map(ends).chain(used.iter().copied()).collect();
    let said = column.type_ref.as_deref().map(|name| name.rsplit(':').next().unwrap_or(name));
    let type_name = match said {
        None | Some("" | "Any" | "any") => match known.first() {
            None | Some(Literal::Text(_) | Literal::Null) => "string",
            Some(Literal::Number(_)) => "number",
            Some(Literal::Boolean(_)) => "boolean",
            Some(Literal::Date(_)) => "date",
        },
        Some(name) => name,
    };
    match type_name {
        "string" => Ok(texts(column, &declared)),
        "boolean" => Ok(Domain { kind: FactKind::Boolean, note: None }),
        "number" | "integer" | "long" | "double" | "decimal" => {
            numbers(column, &declared, &known, matches!(type_name, "integer" | "long"))
        }
        "date" => dates(column, &declared, &known),
        other => Err(What::Type(other.to_owned())),
    }
}

fn literals(cell: &Cell) -> Vec<&Literal> {
    match cell {
        Cell::Any => Vec::new(),
        Cell::Tests { tests, .. } => tests.iter().flat_map(ends).collect(),
    }
}

fn ends(test: &Unary) -> Vec<&Literal> {
    match test {
        Unary::Is(value) => vec![value],
        Unary::Range(from, to) => from.iter().chain(to).map(|(value, _)| value).collect(),
    }
}

fn texts(column: &Column, declared: &[Unary]) -> Domain {
    let listed = declared.iter().map(|test| match test {
        Unary::Is(Literal::Text(text)) => {
            Some(Choice { key: text.clone(), title: Text::new(text.clone(), text.clone()) })
        }
        _ => None,
    });
    match listed.collect::<Option<Vec<Choice>>>() {
        Some(options) if !options.is_empty() => Domain { kind: FactKind::Choice { options }, note: None },
        _ => {
            let name = column.title();
            let zh = format!("『{name}』列没有声明取值：除表中出现的文字外，还可以是任何其他文字。");
            let en = format!(
                "Column “{name}” does not list its values: it may be any other text beside those in the table."
            );
            Domain { kind: FactKind::Text { chars_max: TEXT_CHARS_MAX }, note: Some(Text { zh, en }) }
        }
    }
}

/// The first and the last step of a type whose values have an order, and whether some of it is taken from the cells: there it goes on for
/// a margin beyond the outermost, since all beyond is alike.
fn bounds(
    declared: &[Unary],
    known: &[&Literal],
    margin: i128,
    step: impl Fn(&Literal) -> Option<i128>,
) -> Result<(i128, i128, bool), What> {
    let known = known.iter().map(|value| step(value)).collect::<Option<Vec<i128>>>().ok_or(What::Mixed)?;
    let end = |end: &Option<(Literal, bool)>, inward: i128| {
        end.as_ref().and_then(|(value, open)| Some(step(value)? + if *open { inward } else { 0 }))
    };
    let mut ends = (Vec::new(), Vec::new());
    for test in declared {
        let (from, to) = match test {
            Unary::Is(value) => (step(value), step(value)),
            Unary::Range(from, to) => (end(from, 1), end(to, -1)),
        };
        ends.0.push(from);
        ends.1.push(to);
    }
    let outermost = |ends: Vec<Option<i128>>| ends.into_iter().collect::<Option<Vec<i128>>>().unwrap_or_default();
    let (from, to) = (outermost(ends.0).into_iter().min(), outermost(ends.1).into_iter().max());
    let least = known.iter().min().map_or(0, |least| least - margin);
    let most = known.iter().max().map_or(margin, |most| most + margin);
    Ok((from.unwrap_or(least), to.unwrap_or(most), from.is_none() || to.is_none()))
}

/// What is said of bounds that the file does not declare.
fn derived(column: &Column, from: &str, to: &str, places: Option<u8>) -> Text {
    let name = column.title();
    let (zh, en) = match places {
        Some(places) => (format!("，小数 {places} 位"), format!(", to {places} decimal places")),
        None => Default::default(),
    };
    Text {
        zh: format!("『{name}』列没有声明完整的取值范围：按表中出现的值，取 {from} 到 {to}{zh}。"),
        en: format!("Column “{name}” does not declare all its bounds: taken from the table, {from} to {to}{en}."),
    }
}

fn numbers(column: &Column, declared: &[Unary], known: &[&Literal], is_whole: bool) -> Result<Domain, What> {
    let places = known.iter().filter_map(|value| match value {
        Literal::Number(number) => Some(number.places()),
        _ => None,
    });
    let finest = places.max().unwrap_or(0);
    let is_whole = is_whole && finest == 0;
    // One place more than the table writes, so that there is something between two ends next to each other.
    let places = if is_whole { 0 } else { (finest + 1).min(weft::decimal::PLACES_MAX) };
    let step = |value: &Literal| match value {
        Literal::Number(number) => Some(number.floor(places)?.0),
        _ => None,
    };
    let (from, to, is_derived) = bounds(declared, known, 10_i128.pow(places.into()), step)?;
    let number = |units| Decimal::scaled(units, places).ok_or(What::Type("number".into()));
    let (min, max) = (number(from)?, number(to)?);
    let note = (is_derived || !is_whole)
        .then(|| derived(column, &min.to_string(), &max.to_string(), (!is_whole).then_some(places)));
    let integer = |number: Decimal| number.to_string().parse::<i64>().map_err(|_| What::Type("integer".into()));
    let kind = if is_whole {
        FactKind::Integer { min: integer(min)?, max: integer(max)? }
    } else {
        FactKind::Decimal { min, max, places }
    };
    Ok(Domain { kind, note })
}

fn dates(column: &Column, declared: &[Unary], known: &[&Literal]) -> Result<Domain, What> {
    let epoch = NaiveDate::default();
    let step = |value: &Literal| match value {
        Literal::Date(date) => Some(date.signed_duration_since(epoch).num_days().into()),
        _ => None,
    };
    let (from, to, is_derived) = bounds(declared, known, 1, step)?;
    let day = |days: i128| {
        let days = i64::try_from(days).ok()?;
        let distance = Days::new(days.unsigned_abs());
        if days < 0 { epoch.checked_sub_days(distance) } else { epoch.checked_add_days(distance) }
    };
    let (Some(min), Some(max)) = (day(from), day(to)) else {
        return Err(What::Type("date".into()));
    };
    let note = is_derived.then(|| derived(column, &min.to_string(), &max.to_string(), None));
    Ok(Domain { kind: FactKind::Date { min, max }, note })
}
