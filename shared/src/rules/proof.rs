//! The proof of a rulebook: that it decides every case, each in one way, and that there is always somebody to answer, in time.
//!
//! Exact, not sampled: a question that would take more than so many steps is reported as undecided, never guessed. Every finding about
//! cases comes with one that shows it. Steps are counted, not timed, so that every device finds the same.
//!
//! - `space`: all cases of a table, cut into cells within which no rule tells two cases apart;
//! - `search`: a case that some rules leave, in a region of them;
//! - `table`: gaps, overlaps, order, what could be simpler;
//! - `suggest`: from cells back to tests, and to a rule that fills a gap;
//! - `limits`, `staff`: whether ladders give time, and whether there is somebody;
//! - `examples`: whether the named examples come out as expected.
//!
//! `docs/adr/0016-proof-before-publication.md` says why it is so.

mod examples;
mod limits;
mod search;
mod space;
mod staff;
mod suggest;
mod table;
#[cfg(test)]
mod tests;

use chrono::NaiveDate;

use crate::org::Directory;

use super::{Case, DecisionTable, Finding, Rulebook, TICKET_TABLE};

/// Most steps for one table. A step is a word of 64 rules looked at: about a second of them in a browser.
pub const TABLE_STEPS_MAX: u64 = 400_000_000;
/// Most steps for one question about a table, so that one hard question leaves time for the others.
pub const QUESTION_STEPS_MAX: u64 = TABLE_STEPS_MAX / 8;

/// Who proves a rulebook before it is published: [`prove`], or [`unproven`] where it is not carried. `day` is the first on which it
/// would decide.
pub type Prover = fn(book: &Rulebook, org: &Directory, day: NaiveDate) -> Vec<Finding>;

/// Everything that is wrong with a rulebook or could be simpler, the worst first, for a county of these units, if it decided from `day` on.
/// It may be published if nothing of it is an error.
#[must_use]
pub fn prove(book: &Rulebook, org: &Directory, day: NaiveDate) -> Vec<Finding> {
    let mut findings = book.check();
    if findings.iter().any(|finding| matches!(finding, Finding::TooMany { .. } | Finding::Duplicate { .. })) {
        return findings;
    }
    let mut examples: Vec<Option<Case>> = Vec::new();
    for table in &book.tables {
        let mut proof = table::prove(book, table, TABLE_STEPS_MAX, QUESTION_STEPS_MAX);
        findings.append(&mut proof.findings);
        if table.key == TICKET_TABLE {
            examples = proof.examples;
        }
    }
    limits::check(book, day, &mut findings);
    #[cfg(feature = "deliberation")]
    super::charter::check(book, day, &mut findings);
    staff::check(book, org, day, &examples, &mut findings);
    // Last among equals: where something else is wrong, examples often fail for that.
    examples::check(book, &mut findings);
    findings.sort_by_key(Finding::severity);
    findings
}

/// What is wrong with the tests of one table or could be simpler, the worst first. What its rules decide is only compared.
#[must_use]
pub fn prove_table(book: &Rulebook, table: &DecisionTable) -> Vec<Finding> {
    let mut findings = book.check_tests(table);
    findings.append(&mut table::prove(book, table, TABLE_STEPS_MAX, QUESTION_STEPS_MAX).findings);
    findings.sort_by_key(Finding::severity);
    findings
}

/// Stands in for [`prove`] where it would weigh too much: nothing can be published there.
#[must_use]
pub fn unproven(_book: &Rulebook, _org: &Directory, _day: NaiveDate) -> Vec<Finding> {
    vec![Finding::NotProven]
}
