//! Everything about one table.

mod gaps;
mod merges;
mod order;
mod overlaps;

use crate::rules::{About, Case, DecisionTable, Finding, HitPolicy, Key, PROPOSAL_TABLE, Rulebook, Test};

use super::search::{OutOfSteps, Steps, uncovered};
use super::space::{CellSet, Point, Space};
use crate::rules::bits::Bits;

/// Most gaps that are listed for a table.
pub(super) const GAPS_MAX: usize = 20;
/// Most findings of any other kind that are listed for a table.
pub(super) const LISTED_MAX: usize = 100;

/// What was found out about a table.
#[derive(Default)]
pub(super) struct TableProof {
    pub(super) findings: Vec<Finding>,
    /// For each rule, a case that it decides; none if it decides none or that is not known.
    pub(super) examples: Vec<Option<Case>>,
}

/// Proves a table in at most so many steps, and any single question about it in at most a share of them.
pub(super) fn prove(book: &Rulebook, table: &DecisionTable, steps_max: u64, question_steps_max: u64) -> TableProof {
    if table.rules.is_empty() {
        return TableProof::default();
    }
    let Some(space) = Space::new(book, table, GAPS_MAX) else {
        let undecided = Finding::Undecided { table: table.key.clone(), about: About::Table, rules: Vec::new() };
        return TableProof { findings: vec![undecided], examples: vec![None; table.rules.len()] };
    };
    let mut asked = Asked { space, steps: Steps(steps_max), question_steps_max, findings: Vec::new() };
    let examples = match table.hit {
        HitPolicy::Unique => asked.overlaps(),
        HitPolicy::First => asked.order(),
    };
    asked.merges();
    asked.unasked();
    let mut findings = asked.gaps();
    findings.append(&mut asked.findings);
    TableProof { findings, examples }
}

/// A table with what was found so far.
struct Asked<'a> {
    space: Space<'a>,
    steps: Steps,
    question_steps_max: u64,
    findings: Vec<Finding>,
}

impl<'a> Asked<'a> {
    fn table(&self) -> Key {
        self.space.table.key.clone()
    }

    fn id(&self, rule: usize) -> Key {
        self.space.rules()[rule].id.clone()
    }

    fn ids(&self, rules: impl Iterator<Item = usize>) -> Vec<Key> {
        rules.map(|rule| self.id(rule)).collect()
    }

    fn case(&self, point: &Point) -> Case {
        self.space.case(point)
    }

    /// The rules that match some case, in order.
    fn live(&self) -> Vec<usize> {
        (0..self.space.rules().len()).filter(|rule| !self.space.is_void(*rule)).collect()
    }

    fn have_same_outcome(&self, one: usize, two: usize) -> bool {
        self.space.rules()[one].then == self.space.rules()[two].then
    }

    /// A case of the region that none of the rules matches.
    fn uncovered(&mut self, region: &[&CellSet], rules: &Bits) -> Result<Option<Point>, OutOfSteps> {
        ask(&self.space, &mut self.steps, self.question_steps_max, region, rules)
    }

    /// Lists findings of one kind, up to [`LISTED_MAX`], and what could not be decided.
    fn list(&mut self, about: About, mut found: Vec<Finding>, undecided: Vec<usize>) {
        let more = found.len().saturating_sub(LISTED_MAX);
        found.truncate(LISTED_MAX);
        self.findings.append(&mut found);
        if more > 0 {
            self.findings.push(Finding::More { table: self.table(), about, more });
        }
        if !undecided.is_empty() {
            let rules = self.ids(undecided.into_iter());
            self.findings.push(Finding::Undecided { table: self.table(), about, rules });
        }
    }

    /// Tests of facts that none of a rule's categories asks for.
    fn unasked(&mut self) {
        if self.space.table.key == PROPOSAL_TABLE {
            // Every proposal says what it is about, what it costs and whom it reaches.
            return;
        }
        let (space, table) = (&self.space, self.table());
        let mut found = Vec::new();
        for rule in self.live() {
            let categories = &space.cells_of(0, rule).cells;
            for axis in &space.axes[1..] {
                let asks = |category: usize| {
                    space.category(category).questions.iter().any(|question| question.fact == axis.name)
                };
                let column = axis.column.filter(|column| space.rules()[rule].when[*column] != Test::Any);
                if column.is_some() && space.book.fact(&axis.name).is_some() && !categories.iter().any(asks) {
                    let (rule, column) = (self.id(rule), axis.name.clone());
                    found.push(Finding::Unasked { table: table.clone(), rule, column });
                }
            }
        }
        self.list(About::Unasked, found, Vec::new());
    }
}

/// One question, with its share of the steps.
fn ask(
    space: &Space<'_>,
    steps: &mut Steps,
    question_steps_max: u64,
    region: &[&CellSet],
    rules: &Bits,
) -> Result<Option<Point>, OutOfSteps> {
    let share = steps.0.min(question_steps_max);
    let mut left = Steps(share);
    let answer = uncovered(space, region, rules, &mut left);
    let used = if answer.is_ok() { share - left.0 } else { share };
    steps.0 -= used;
    answer
}
