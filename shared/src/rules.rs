//! The rulebook: categories, calendar, decision tables, ladders and stand-ins of a county, as one versioned document.
//!
//! - [`model`](Rulebook): what a rulebook says, plain data with a published JSON Schema (`docs/rulebook.schema.json`);
//! - [`Rulebook::route`] and [`Rulebook::charge`]: what follows from it, see [`Decision`];
//! - [`Why`]: the explanation, as data and as a sentence;
//! - [`prove`]: what is wrong with it, each [`Finding`] with a [`Case`] that shows it and, where there is one, a [`Repair`];
//! - [`Edit`]: one step of changing it by hand, and [`History`]: undo and redo;
//! - [`replay`]: what two of them make of the same past matters.

mod bits;
mod case;
#[cfg(feature = "deliberation")]
pub mod charter;
mod check;
mod compare;
mod counterfactual;
mod decision;
mod edit;
mod eval;
mod example;
mod facts;
mod finding;
mod foreseen;
mod index;
mod interval;
mod model;
mod proof;
mod repair;
pub mod replay;
#[cfg(test)]
mod schema;
#[cfg(test)]
mod tests;
mod why;

pub use crate::calendar::{Limit, LimitUnit};
pub use case::Case;
#[cfg(feature = "deliberation")]
pub use charter::{Charter, CharterFault};
pub use check::PART_MEMBERS_MAX;
pub use compare::{Difference, Field, How, Section, TEST_FIELD, compare};
pub use counterfactual::{CASES_TRIED_MAX, Change, Changed, Counterfactual, Reach};
pub use decision::{Charge, Counted, Decision, Matter, Undecided, Why};
pub use edit::{
    CellFault, DayKind, Edit, EditRefused, History, Member, MemberName, PasteFault, Renamed, UNDO_STEPS_MAX, fresh_name,
};
pub use example::{CameOut, Example, Expected};
pub use facts::FactValue;
pub use finding::{About, Finding, Part, Place, Severity};
pub use foreseen::Foreseen;
pub use index::RuleIndex;
pub use interval::{End, Interval};
pub use model::{
    Category, Choice, DecisionTable, FactDef, FactKind, Facts, GRACE_DAYS_MAX, HitPolicy, Key, Ladder, Mode, Outcome,
    PROPOSAL_TABLE, Question, Rule, Rulebook, Rung, Service, Settings, StandIn, TICKET_TABLE, Test, Weight,
};
pub use proof::{Prover, QUESTION_STEPS_MAX, TABLE_STEPS_MAX, prove, prove_table, unproven};
pub use repair::Repair;
