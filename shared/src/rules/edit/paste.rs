//! Cells pasted from a spreadsheet: lines of cells between tabs, in quotes where a cell holds a tab, a line or a quote.

use crate::rules::check::{ColumnKind, column_kind};
use crate::rules::{Key, PART_MEMBERS_MAX, Rulebook, Test};
use crate::text::{Language, Text};

use super::Edit;

/// Why a cell cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CellFault {
    /// The column has no value of this name or title.
    NoValue(String),
    /// It is no whole number nor a range of them.
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

impl PasteFault {
    /// The fault as a sentence. `title` is the title of the column where it is, if there is one.
    #[must_use]
    pub fn text(&self, language: Language, title: Option<&str>) -> String {
        let (row, column) = (self.row, self.column);
        let (zh, en) = match &self.why {
            CellFault::NoValue(said) => (format!("没有“{said}”这个取值"), format!("there is no value “{said}”")),
            CellFault::NoRange(said) => {
                (format!("“{said}”不是整数或整数范围"), format!("“{said}” is no whole number nor a range"))
            }
            CellFault::NoAnswer(said) => (format!("“{said}”不是“是”或“否”"), format!("“{said}” is neither yes nor no")),
            CellFault::NoColumn => ("右边没有这么多列".to_owned(), "there are not so many columns".to_owned()),
            CellFault::OpenQuote => ("引号没有闭合".to_owned(), "a quote is not closed".to_owned()),
            CellFault::TooManyRules => ("规则会超过上限".to_owned(), "there would be too many rules".to_owned()),
        };
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
            Some(ColumnKind::Integer(..)) => range_from(said).ok_or_else(|| CellFault::NoRange(said.to_owned())),
            Some(ColumnKind::Boolean) => match said.to_lowercase().as_str() {
                "是" | "yes" | "y" | "true" | "1" | "√" => Ok(Test::Is(true)),
                "否" | "不是" | "no" | "n" | "false" | "0" | "×" => Ok(Test::Is(false)),
                _ => Err(CellFault::NoAnswer(said.to_owned())),
            },
        }
    }

    fn keys_from(&self, column: &str, said: &str) -> Result<Test, CellFault> {
        let without = ["除了", "not ", "not(", "NOT ", "NOT("].iter().find_map(|word| said.strip_prefix(word));
        let listed = without.unwrap_or(said).trim().trim_start_matches(['(', '（']).trim_end_matches([')', '）']);
        let values = self.values_of(column);
        let key_of = |name: &str| {
            let is_it =
                |(key, title): &&(Key, Text)| *key == name || title.zh == name || title.en.eq_ignore_ascii_case(name);
            values.iter().find(is_it).map(|(key, _)| key.clone()).ok_or_else(|| CellFault::NoValue(name.to_owned()))
        };
        // A title may itself hold a comma.
        if let Ok(key) = key_of(listed.trim()) {
            return Ok(if without.is_some() { Test::NotIn(vec![key]) } else { Test::In(vec![key]) });
        }
        let names =
            listed.split(['、', ',', '，', ';', '；', '|', '\n']).map(str::trim).filter(|name| !name.is_empty());
        let keys: Vec<Key> = names.map(|name| key_of(name.trim_matches('"'))).collect::<Result<_, _>>()?;
        if keys.is_empty() {
            return Err(CellFault::NoValue(said.to_owned()));
        }
        Ok(if without.is_some() { Test::NotIn(keys) } else { Test::In(keys) })
    }
}

/// `5`, `3..5`, `3-5`, `3 到 5`, `[3..5)`, `≥3`, `>=3`, `<5`.
fn range_from(said: &str) -> Option<Test> {
    let number = |said: &str| said.trim().parse::<i64>().ok();
    let after = |signs: &[&str]| signs.iter().find_map(|sign| said.strip_prefix(sign)).and_then(number);
    if let Some(from) = after(&[">=", "≥", "至少"]) {
        return Some(Test::Between(Some(from), None));
    }
    if let Some(to) = after(&["<=", "≤", "至多"]) {
        return Some(Test::Between(None, Some(to)));
    }
    if let Some(above) = after(&[">", "＞"]) {
        return Some(Test::Between(Some(above.checked_add(1)?), None));
    }
    if let Some(below) = after(&["<", "＜"]) {
        return Some(Test::Between(None, Some(below.checked_sub(1)?)));
    }
    if let Some(one) = number(said) {
        return Some(Test::Between(Some(one), Some(one)));
    }
    let leaves_first = said.starts_with(['(', '（']);
    let leaves_last = said.ends_with([')', '）']);
    let inner = said.trim_matches(['[', ']', '(', ')', '（', '）']);
    let between = ["..", "到", "至", " to ", "~", "～", "–"].iter().find_map(|sign| inner.split_once(sign));
    // A minus may also be a sign: the one after the first digit divides.
    let between = between.or_else(|| {
        let at = inner.char_indices().skip(1).find(|(_, letter)| *letter == '-')?.0;
        Some((&inner[..at], &inner[at + 1..]))
    });
    let (from, to) = between?;
    let (from, to) = (number(from)?, number(to)?);
    let from = if leaves_first { from.checked_add(1)? } else { from };
    let to = if leaves_last { to.checked_sub(1)? } else { to };
    Some(Test::Between(Some(from), Some(to)))
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
