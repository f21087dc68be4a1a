//! What each device was told to do and said of it: against this the server's log is held in the end.

use std::collections::BTreeMap;

use weft::id::CommandId;
use weft_app::outbox::Account;

use crate::poison::Poison;

/// A command that somebody made.
#[derive(Clone, Debug)]
pub struct Made {
    /// On which browser.
    pub browser: usize,
    /// Under which account.
    pub account: Account,
    /// Whether the device said that it is kept.
    pub kept: bool,
    /// What is wrong with it, if it was made so.
    pub poison: Option<Poison>,
    /// Whether it is a report of something new, which nothing can be against.
    pub is_new_report: bool,
    /// Whether the person asked to take it out of the inbox.
    pub let_go: bool,
    /// What it is, for a person to read.
    pub what: String,
}

/// See the module.
#[derive(Debug, Default)]
pub struct Ledger {
    /// By id.
    pub made: BTreeMap<CommandId, Made>,
    /// Commands that the server told some device it had accepted, and the position it named.
    pub acknowledged: BTreeMap<CommandId, u64>,
    /// Commands made with the id of another one, and on which browser.
    pub reused: Vec<(usize, CommandId)>,
    /// What went wrong on the way.
    pub faults: Vec<String>,
    /// Times a window or browser was cut off.
    pub crashes: u64,
}
