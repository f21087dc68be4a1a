//! Decision tables from and to other programs: DMN 1.3 and spreadsheets.
//!
//! Both are read into a [`Grid`]: names of columns and cells as they are written, in the notation of S-FEEL. `table` makes a table of a rulebook
//! of it and back; `lone` makes a rulebook of a file that has none, for proving. What cannot be taken over is a [`Fault`] that names the
//! cell, and all of them are said at once. `docs/adr/0018-interchange.md` says why it is so.

pub mod dmn;
pub mod fault;
pub mod feel;
pub mod hit;
pub mod lone;
pub mod table;
#[cfg(test)]
mod tests;
pub mod typed;
pub mod xlsx;

pub use fault::{Fault, Place, What};

/// Most bytes of a file that is read.
pub const FILE_BYTES_MAX: usize = 32 << 20;
/// Most rules of a table that is read.
pub const GRID_RULES_MAX: usize = 10_000;
/// Most columns of a table that is read, all together.
pub const GRID_COLUMNS_MAX: usize = 256;
/// Most faults that are said of one file.
pub const FAULTS_MAX: usize = 500;

/// A decision table as it is written: every cell a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grid {
    /// Its name.
    pub key: String,
    /// Whether it is a sheet, so that lines are counted as rows.
    pub is_sheet: bool,
    /// The hit policy, in capitals.
    pub hit: String,
    /// How outcomes that are collected are summed up.
    pub aggregation: Option<String>,
    /// What rules look at.
    pub inputs: Vec<Column>,
    /// What they decide.
    pub outputs: Vec<Column>,
    /// What is said beside: names of annotations.
    pub notes: Vec<String>,
    /// The rules.
    pub lines: Vec<Line>,
}

/// A column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Column {
    /// The name by which it is meant, such as the key of a fact.
    pub name: String,
    /// The name that people read.
    pub label: String,
    /// The type that it says.
    pub type_ref: Option<String>,
    /// The values that it says are allowed, as unary tests.
    pub values: Option<String>,
}

impl Column {
    /// What people call it.
    #[must_use]
    pub fn title(&self) -> &str {
        if self.label.trim().is_empty() { &self.name } else { &self.label }
    }
}

/// A rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// The number that people see: of the rule, from 1, or of the row of its sheet.
    pub number: usize,
    /// The name that the file gives it.
    pub id: String,
    /// A cell for each input.
    pub inputs: Vec<String>,
    /// A cell for each output.
    pub outputs: Vec<String>,
    /// A cell for each note.
    pub notes: Vec<String>,
}

impl Grid {
    /// The place of a cell or, without a line, of a column.
    fn place(&self, line: Option<&Line>, column: Option<&str>) -> Place {
        Place {
            table: self.key.clone(),
            is_sheet: self.is_sheet,
            line: line.map(|line| line.number),
            column: column.map(str::to_owned),
        }
    }
}
