//! What a finding is about: how bad it is, what was asked, where it is.

use serde::{Deserialize, Serialize};

use crate::rules::Key;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The rulebook cannot be published.
    Error,
    /// Probably not meant.
    Warning,
    /// Could be simpler, or is good to know.
    Advice,
}

/// What is asked about a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// Whether every case is decided.
    Gap,
    /// Whether two rules match the same case.
    Overlap,
    /// Whether a rule ever decides.
    Masked,
    /// Whether a rule before it decides some of its cases otherwise.
    PartlyMasked,
    /// Whether a rule could be left out.
    Redundant,
    /// Whether two rules could be one.
    Mergeable,
    /// Whether a rule tests what nobody is asked for.
    Unasked,
    /// Everything: the table is too big to look at.
    Table,
}

/// Where a finding is, as far as it is in a table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The table.
    pub table: Option<Key>,
    /// The rules.
    pub rules: Vec<Key>,
    /// The column.
    pub column: Option<Key>,
}

/// A part of a rulebook whose members have names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Services of departments.
    Service,
    /// Categories.
    Category,
    /// Facts.
    Fact,
    /// Values of a choice, a mode or a kind of compound.
    Value,
    /// Decision tables.
    Table,
    /// Columns of a table.
    Column,
    /// Rules of a table.
    Rule,
    /// Ladders.
    Ladder,
    /// Stand-ins of a post.
    StandIn,
    /// Years of the calendar.
    Year,
    /// Named examples.
    Example,
    /// Charters.
    Charter,
}
