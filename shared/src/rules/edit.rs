//! Changing a rulebook, one step at a time: pure functions over its value, for whoever edits it by hand.
//!
//! A step leaves the references of a rulebook as whole as they were, or is refused with the reason: nothing is taken away that is still
//! named somewhere, and a new name is carried to every place that uses the old one. What a step may do beyond that is wrong, such as to leave
//! a gap, is for the proof to find.

mod calendar;
mod history;
mod members;
mod names;
mod paste;
mod range;
mod refused;
mod split;
mod table;
#[cfg(test)]
mod tests;
mod values;

use chrono::{NaiveDate, Weekday};

use crate::calendar::Shift;
use crate::text::Text;

use super::{DecisionTable, Finding, HitPolicy, Key, Outcome, Repair, Rulebook, Settings, Test};

pub use calendar::DayKind;
pub use history::{History, UNDO_STEPS_MAX};
pub use members::{Member, MemberName};
pub use names::{Renamed, fresh_name};
pub use paste::{CellFault, PasteFault};
pub use refused::EditRefused;

/// One step of editing a rulebook.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// A new rule that would take this position: of the category and the outcome of its neighbour, and without a reason yet.
    AddRule {
        /// The table.
        table: Key,
        /// The position, from 0; at most the number of rules.
        at: usize,
    },
    /// The same rule once more, right below.
    CopyRule {
        /// The table.
        table: Key,
        /// The rule.
        rule: Key,
    },
    /// The rule at another position.
    MoveRule {
        /// The table.
        table: Key,
        /// The rule.
        rule: Key,
        /// The position, from 0, counted without the rule.
        to: usize,
    },
    /// Two rules in the place of one: the first only where a column passes `part`, the second for the rest. In a table whose first rule
    /// decides they decide together what the one decided; in another, a fact that is not known passes neither.
    SplitRule {
        /// The table.
        table: Key,
        /// The rule.
        rule: Key,
        /// The column.
        column: Key,
        /// What the first rule tests there.
        part: Test,
    },
    /// Without this rule.
    RemoveRule {
        /// The table.
        table: Key,
        /// The rule.
        rule: Key,
    },
    /// Another test in a cell.
    SetTest {
        /// The table.
        table: Key,
        /// The rule.
        rule: Key,
        /// The column.
        column: Key,
        /// The test.
        test: Test,
    },
    /// Another outcome.
    SetOutcome {
        /// The table.
        table: Key,
        /// The rule.
        rule: Key,
        /// The outcome.
        then: Outcome,
    },
    /// Another reason.
    SetNote {
        /// The table.
        table: Key,
        /// The rule.
        rule: Key,
        /// The reason.
        note: Text,
    },
    /// This table in the place of the one of its name.
    SetTable(Box<DecisionTable>),
    /// Another hit policy.
    SetHit {
        /// The table.
        table: Key,
        /// The policy.
        hit: HitPolicy,
    },
    /// A further column, which no rule tests yet.
    AddColumn {
        /// The table.
        table: Key,
        /// What it looks at.
        column: Key,
    },
    /// Without a column. Refused while a rule tests it.
    RemoveColumn {
        /// The table.
        table: Key,
        /// The column.
        column: Key,
    },
    /// A column with its tests, one place to the left or right.
    ShiftColumn {
        /// The table.
        table: Key,
        /// The column.
        column: Key,
        /// Whether to the left.
        left: bool,
    },
    /// This member in the place of the one of its name, or at the end.
    Put(Box<Member>),
    /// Without this member. Refused while something names it.
    Remove(MemberName),
    /// The member one place up or down among its own.
    Shift {
        /// The member.
        of: MemberName,
        /// Whether up.
        up: bool,
    },
    /// Another name, wherever it stands.
    Rename {
        /// What is renamed.
        of: Renamed,
        /// Its new name.
        to: Key,
    },
    /// Whether a day is a holiday, worked although it is a weekend, or neither.
    SetDay {
        /// The day.
        day: NaiveDate,
        /// What it becomes.
        kind: DayKind,
    },
    /// Other working hours and weekends.
    SetWeek {
        /// The hours of a working day.
        hours: Vec<Shift>,
        /// The days that are free.
        weekend: Vec<Weekday>,
    },
    /// Other limits.
    SetSettings(Settings),
    /// Another title and first day.
    SetTitle {
        /// The title.
        title: Text,
        /// The first day.
        effective_from: NaiveDate,
    },
    /// A repair that the proof suggests.
    Repair(Repair),
    /// All of these, or none.
    All(Vec<Edit>),
}

impl Rulebook {
    /// The rulebook after a step.
    ///
    /// # Errors
    /// [`EditRefused`], and nothing of the step is done.
    pub fn edited(&self, edit: &Edit) -> Result<Self, EditRefused> {
        let mut book = self.clone();
        book.carry_out(edit)?;
        book.changed();
        let broken = book.broken();
        if broken.is_empty() {
            return Ok(book);
        }
        let before = self.broken();
        // A broken reference that moves with what was renamed was there before.
        let is_moved = matches!(edit, Edit::Rename { .. }) && broken.len() <= before.len();
        let new: Vec<Finding> = broken.into_iter().filter(|finding| !is_moved && !before.contains(finding)).collect();
        if new.is_empty() { Ok(book) } else { Err(EditRefused::Breaks { findings: new }) }
    }

    fn carry_out(&mut self, edit: &Edit) -> Result<(), EditRefused> {
        match edit {
            Edit::AddRule { table, at } => self.add_rule(table, *at),
            Edit::CopyRule { table, rule } => self.copy_rule(table, rule),
            Edit::MoveRule { table, rule, to } => self.move_rule(table, rule, *to),
            Edit::SplitRule { table, rule, column, part } => self.split_rule(table, rule, column, part),
            Edit::RemoveRule { table, rule } => self.remove_rule(table, rule),
            Edit::SetTest { table, rule, column, test } => self.set_test(table, rule, column, test),
            Edit::SetOutcome { table, rule, then } => self.rule_mut(table, rule).map(|rule| rule.then = then.clone()),
            Edit::SetNote { table, rule, note } => self.rule_mut(table, rule).map(|rule| rule.note = note.clone()),
            Edit::SetTable(table) => self.table_named(&table.key).map(|known| known.clone_from(table)),
            Edit::SetHit { table, hit } => self.table_named(table).map(|table| table.hit = *hit),
            Edit::AddColumn { table, column } => self.add_column(table, column),
            Edit::RemoveColumn { table, column } => self.remove_column(table, column),
            Edit::ShiftColumn { table, column, left } => self.shift_column(table, column, *left),
            Edit::Put(member) => {
                self.put(member);
                Ok(())
            }
            Edit::Remove(name) => self.remove(name),
            Edit::Shift { of, up } => self.shift(of, *up),
            Edit::Rename { of, to } => self.rename(of, to),
            Edit::SetDay { day, kind } => self.set_day(*day, *kind),
            Edit::SetWeek { hours, weekend } => {
                (self.calendar.hours, self.calendar.weekend) = (hours.clone(), weekend.clone());
                Ok(())
            }
            Edit::SetSettings(settings) => {
                self.settings = settings.clone();
                Ok(())
            }
            Edit::SetTitle { title, effective_from } => {
                (self.title, self.effective_from) = (title.clone(), *effective_from);
                Ok(())
            }
            Edit::Repair(repair) => {
                let before = self.clone();
                self.repair(repair);
                if *self == before { Err(EditRefused::Stale) } else { Ok(()) }
            }
            Edit::All(edits) => edits.iter().try_for_each(|edit| self.carry_out(edit)),
        }
    }

    /// Where its references are not whole.
    fn broken(&self) -> Vec<Finding> {
        let mut findings = self.check();
        findings.retain(|finding| {
            matches!(
                finding,
                Finding::Dangling { .. }
                    | Finding::Duplicate { .. }
                    | Finding::TooMany { .. }
                    | Finding::TestCount { .. }
                    | Finding::TestType { .. }
                    | Finding::CategoryMisplaced { .. }
                    | Finding::NoTicketTable
            )
        });
        findings
    }
}
