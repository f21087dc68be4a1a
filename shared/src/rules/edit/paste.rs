//! Cells pasted from a spreadsheet: lines of cells between tabs, in quotes where a cell holds a tab, a line or a quote.

use crate::rules::check::{ColumnKind, column_kind};
use crate::rules::{End, FactValue, Interval, Key, PART_MEMBERS_MAX, Rulebook, Test};
use crate::text::{Language, Text};

use super::{Edit, range};

/// Between the names or ranges of one cell.
const SEPARATORS: [char; 7] = ['、', ',', '，', ';', '；', '|', '\n'];

/// Why a cell cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CellFault {
    /// The column has no value of this name or title.
    NoValue(String),
    /// It is no number or day of this column, nor a range of them.
    NoRange(String),
    /// It is neither yes nor no.
    NoAnswer(String),
    /// There is no column so far to the right.
    NoColumn,
    /// A quote is opened and not closed.
    OpenQuote,
    /// There would be more rules than are allowed.
    TooManyRules,
}

/// Where a paste cannot be read, and why. Row and column count the pasted cells, from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasteFault {
    /// The row.
    pub row: usize,
    /// The column.
    pub column: usize,
    /// Why.
    pub why: CellFault,
}

impl CellFault {
    /// The fault as part of a sentence.
    #[must_use]
    pub fn text(&self) -> Text {
        let (zh, en) = match self {
            Self::NoValue(said) => (format!("没有“{said}”这个取值"), format!("there is no value “{said}”")),
            Self::NoRange(said) => (
                format!("“{said}”不是这一列的数字、日期或范围"),
                format!("“{said}” is no number, day or range of this column"),
            ),
            Self::NoAnswer(said) => (format!("“{said}”不是“是”或“否”"), format!("“{said}” is neither yes nor no")),
            Self::NoColumn => ("右边没有这么多列".to_owned(), "there are not so many columns".to_owned()),
            Self::OpenQuote => ("引号没有闭合".to_owned(), "a quote is not closed".to_owned()),
            Self::TooManyRules => ("规则会超过上限".to_owned(), "there would be too many rules".to_owned()),
        };
        Text { zh, en }
    }
}

impl PasteFault {
    /// The fault as a sentence. `title` is the title of the column where it is, if there is one.
    #[must_use]
    pub fn text(&self, language: Language, title: Option<&str>) -> String {
        let (row, column) = (self.row, self.column);
        let Text { zh, en } = self.why.text();
        match (language, title) {
            (Language::Zh, Some(title)) => format!("粘贴内容第 {row} 行第 {column} 列（{title}）：{zh}。"),
            (Language::Zh, None) => format!("粘贴内容第 {row} 行第 {column} 列：{zh}。"),
            (Language::En, Some(title)) => format!("Row {row}, column {column} ({title}) of what was pasted: {en}."),
            (Language::En, None) => format!("Row {row}, column {column} of what was pasted: {en}."),
        }
    }
}

impl Rulebook {
    /// The step that puts pasted cells into a table, the first of them into this rule and column. Rows below the last rule become new
    /// rules with the outcome of the last one.
    ///
    /// # Errors
    /// The first cell that cannot be read.
    pub fn pasted(&self, table: &str, rule: usize, column: usize, text: &str) -> Result<Edit, PasteFault> {
        let mut edits = Vec::new();
        // Where new rules are named as the step will name them.
        let mut scratch = self.clone();
        for (down, row) in rows(text)?.into_iter().enumerate() {
            let fault = |right: usize, why| PasteFault { row: down + 1, column: right + 1, why };
            let count = scratch.table(table).map_or(0, |table| table.rules.len());
            if rule + down >= count {
                if count >= PART_MEMBERS_MAX {
                    return Err(fault(0, CellFault::TooManyRules));
                }
                scratch.add_rule(table, count).map_err(|_| fault(0, CellFault::NoColumn))?;
                edits.push(Edit::AddRule { table: table.to_owned(), at: count });
            }
            let known = scratch.table(table).ok_or_else(|| fault(0, CellFault::NoColumn))?;
            let below = known.rules.get(rule + down).ok_or_else(|| fault(0, CellFault::NoColumn))?;
            for (right, cell) in row.into_iter().enumerate() {
                let place = column + right;
                let column = known.columns.get(place).ok_or_else(|| fault(right, CellFault::NoColumn))?;
                let test = self.test_from(column, &cell).map_err(|why| fault(right, why))?;
                let (table, rule, column) = (table.to_owned(), below.id.clone(), column.clone());
                edits.push(Edit::SetTest { table, rule, column, test });
            }
        }
        Ok(Edit::All(edits))
    }

    /// A test from what a person wrote: `-`, names or titles of values, `除了 …` or `not …`, numbers and ranges, yes or no.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub fn test_from(&self, column: &str, said: &str) -> Result<Test, CellFault> {
        let said = said.trim();
        let is_any = ["", "-", "–", "—", "*", "不限", "任意", "any"].iter().any(|any| said.eq_ignore_ascii_case(any));
        if is_any {
            return Ok(Test::Any);
        }
        match column_kind(self, column) {
            None => Err(CellFault::NoColumn),
            Some(ColumnKind::Keys(_)) => self.keys_from(column, said),
            Some(ColumnKind::Ordered(kind)) => {
                range::test_from(said, kind).ok_or_else(|| CellFault::NoRange(said.to_owned()))
            }
            Some(ColumnKind::Text(_)) => {
                let (without, texts) = listed(said);
                match (without, texts.is_empty()) {
                    (_, true) => Err(CellFault::NoValue(said.to_owned())),
                    (true, false) => Ok(Test::NotIn(texts)),
                    (false, false) => Ok(Test::In(texts)),
                }
            }
            Some(ColumnKind::Boolean) => match said.to_lowercase().as_str() {
                "是" | "yes" | "y" | "true" | "1" | "√" => Ok(Test::Is(true)),
                "否" | "不是" | "no" | "n" | "false" | "0" | "×" => Ok(Test::Is(false)),
                _ => Err(CellFault::NoAnswer(said.to_owned())),
            },
        }
    }

    /// A test as [`Self::test_from`] reads it, with names for titles.
    #[must_use]
    pub fn test_written(test: &Test) -> String {
        let names = |names: &[Key]| names.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", ");
        let intervals = |any: &[Interval]| any.iter().map(range::written).collect::<Vec<_>>().join(", ");
        match test {
            Test::Any => "-".to_owned(),
            Test::In(keys) => names(keys),
            Test::NotIn(keys) => format!("not({})", names(keys)),
            Test::Between(from, to) => {
                let end = |at: i64| End { at: FactValue::Integer(at), open: false };
                range::written(&Interval { from: from.map(end), to: to.map(end) })
            }
            Test::Is(answer) => if *answer { "yes" } else { "no" }.to_owned(),
            Test::Within { any, not: false } => intervals(any),
            Test::Within { any, not: true } => format!("not {}", intervals(any)),
        }
    }

    fn keys_from(&self, column: &str, said: &str) -> Result<Test, CellFault> {
        let (without, inner) = inner(said);
        let values = self.values_of(column);
        let key_of = |name: &str| {
            let is_it =
                |(key, title): &&(Key, Text)| *key == name || title.zh == name || title.en.eq_ignore_ascii_case(name);
            values.iter().find(is_it).map(|(key, _)| key.clone()).ok_or_else(|| CellFault::NoValue(name.to_owned()))
        };
        // A title may itself hold a comma, or begin as what excludes does.
        if let Ok(key) = key_of(said) {
            return Ok(Test::In(vec![key]));
        }
        if let Ok(key) = key_of(inner) {
            return Ok(if without { Test::NotIn(vec![key]) } else { Test::In(vec![key]) });
        }
        let keys: Vec<Key> = listed(said).1.iter().map(|name| key_of(name)).collect::<Result<_, _>>()?;
        if keys.is_empty() {
            return Err(CellFault::NoValue(said.to_owned()));
        }
        Ok(if without { Test::NotIn(keys) } else { Test::In(keys) })
    }
}

/// A name in quotes, if it needs them.
fn quoted(name: &str) -> String {
    if name.contains(SEPARATORS) || name.trim() != name || inner(name).0 {
        format!("\"{name}\"")
    } else {
        name.to_owned()
    }
}

/// Whether what a person wrote excludes, and what it names.
fn inner(said: &str) -> (bool, &str) {
    let words = ["除了", "not ", "NOT "].iter().find_map(|word| said.strip_prefix(word));
    let without = words.or_else(|| said.get(3..).filter(|_| said.starts_with("not(") || said.starts_with("NOT(")));
    // The brackets of `not(…)`; those of a range are its own.
    let inner = match without.map(str::trim) {
        Some(rest) if rest.starts_with(['(', '（']) && !rest.contains("..") => {
            rest.trim_start_matches(['(', '（']).trim_end_matches([')', '）'])
        }
        Some(rest) => rest,
        None => said,
    };
    (without.is_some(), inner.trim())
}

/// The same, name by name. One in quotes may hold what else stands between names.
pub(super) fn listed(said: &str) -> (bool, Vec<String>) {
    let (without, inner) = inner(said);
    let (mut names, mut name, mut is_quoted) = (Vec::new(), String::new(), false);
    for letter in inner.chars() {
        match letter {
            '"' if is_quoted || name.trim().is_empty() => is_quoted = !is_quoted,
            _ if !is_quoted && SEPARATORS.contains(&letter) => names.push(std::mem::take(&mut name)),
            _ => name.push(letter),
        }
    }
    names.push(name);
    let names = names.iter().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
    (without, names.collect())
}

/// The cells of a paste. An end of line after the last row is none of them.
fn rows(text: &str) -> Result<Vec<Vec<String>>, PasteFault> {
    let mut rows = vec![vec![String::new()]];
    let mut is_quoted = false;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let row = rows.len();
        let Some(cells) = rows.last_mut() else { break };
        let column = cells.len();
        let Some(cell) = cells.last_mut() else { break };
        match letter {
            '"' if is_quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' if is_quoted => is_quoted = false,
            '"' if cell.is_empty() => is_quoted = true,
            _ if is_quoted => cell.push(letter),
            '\t' => cells.push(String::new()),
            '\r' => {}
            '\n' => rows.push(vec![String::new()]),
            _ => cell.push(letter),
        }
        if is_quoted && letters.peek().is_none() {
            return Err(PasteFault { row, column, why: CellFault::OpenQuote });
        }
    }
    if rows.len() > 1 && rows.last().is_some_and(|last| last.len() == 1 && last[0].is_empty()) {
        rows.pop();
    }
    Ok(rows)
}
