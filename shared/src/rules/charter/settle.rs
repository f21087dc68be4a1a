//! From a proposal to who answers for it and by which charter.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::id::UnitId;
use crate::org::{CompoundKind, Directory};

use super::super::eval::{
    Climb, Known, Limits, Value, compound_key, compound_of, dangling, departments, passes, path_up,
};
use super::super::index::Column;
use super::super::{
    Charge, DecisionTable, FactValue, Facts, HitPolicy, Key, Mode, PROPOSAL_TABLE, Rule, Rulebook, Test, Undecided,
    Weight, Why,
};
use super::{COST, Charter, MOTION_FACTS, REACH, SUBJECT};

/// What the table is asked about a proposal.
#[derive(Clone, Copy, Debug)]
pub struct Motion<'a> {
    /// The subject, of the agenda catalogue.
    pub subject: &'a str,
    /// What it may cost, whole yuan.
    pub cost_yuan: u32,
    /// How many it concerns.
    pub reach: &'a str,
    /// The grid where it is.
    pub unit: UnitId,
    /// When it was brought.
    pub at: DateTime<Utc>,
}

impl Motion<'_> {
    fn facts(&self) -> Facts {
        BTreeMap::from([
            (SUBJECT.to_owned(), FactValue::Choice(self.subject.to_owned())),
            (COST.to_owned(), FactValue::Integer(self.cost_yuan.into())),
            (REACH.to_owned(), FactValue::Choice(self.reach.to_owned())),
        ])
    }
}

/// What follows for a proposal: outcomes, so that the log never decides again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settlement {
    /// The charter's name.
    pub charter: Key,
    /// Ordinary or weighty.
    pub weight: Weight,
    /// Who answers for it: prepares, convenes, sees to its being carried out.
    pub charge: Charge,
    /// Departments on call.
    pub joint: Vec<UnitId>,
    /// Why.
    pub why: Why,
}

impl Rulebook {
    /// Decides who answers for a proposal, and by which charter it is decided.
    ///
    /// # Errors
    /// See [`Undecided`].
    pub fn settle(&self, motion: &Motion<'_>, org: &Directory) -> Result<Settlement, Undecided> {
        let facts = motion.facts();
        for (name, value) in &facts {
            if !self.fact(name).is_some_and(|fact| fact.kind.accepts(value)) {
                return Err(Undecided::BadFact { fact: name.clone() });
            }
        }
        let units = path_up(motion.unit, org)?;
        let compound = compound_of(&units);
        let (table, rule) = self.rule_of(&facts, compound)?;
        let outcome = &rule.then;
        let charter = self.admitting(rule, compound, motion.subject)?;
        let ladder = self.ladder(&outcome.ladder).ok_or_else(|| dangling(&outcome.ladder))?;
        let rung = ladder.rungs.iter().position(|rung| rung.tier == outcome.tier);
        let rung = rung.ok_or_else(|| dangling(&outcome.ladder))?;
        let charge = Climb { book: self, ladder, units: &units, at: motion.at }.charge(rung, Some(outcome.post))?;
        let (joint, absent) = departments(&outcome.joint, &units, org);
        let columns: Vec<Column> = table.columns.iter().map(|column| Column::named(column)).collect();
        let known = Known { category: "", mode: Mode::Routine, compound: compound.map(compound_key), facts: &facts };
        let limits = Limits::of(ladder, &charge);
        let mut why = self.explain(&known, motion.at, (table, &columns), rule, &limits, charge.stand_in);
        why.absent = absent;
        Ok(Settlement { charter: charter.key.clone(), weight: outcome.weight, charge, joint, why })
    }

    /// The rule of the proposal table for these facts.
    pub(super) fn rule_of(
        &self,
        facts: &Facts,
        compound: Option<CompoundKind>,
    ) -> Result<(&DecisionTable, &Rule), Undecided> {
        let table = self.table(PROPOSAL_TABLE).ok_or_else(|| dangling(PROPOSAL_TABLE))?;
        let value = |column: &str| match Column::named(column) {
            Column::Category => None,
            Column::Mode => Some(Value::Key(Mode::Routine.key())),
            Column::Compound => compound.map(|kind| Value::Key(compound_key(kind))),
            Column::Fact => facts.get(column).map(Value::Fact),
        };
        let matches = |rule: &&Rule| {
            let tests = rule.when.iter().zip(&table.columns);
            rule.when.len() == table.columns.len()
                && tests.into_iter().all(|(test, column)| *test == Test::Any || passes(test, value(column)))
        };
        let mut matching = table.rules.iter().filter(matches);
        let first = matching.next().ok_or(Undecided::NoRule)?;
        if table.hit == HitPolicy::Unique
            && let Some(second) = matching.next()
        {
            return Err(Undecided::Ambiguous { first: first.id.clone(), second: second.id.clone() });
        }
        Ok((table, first))
    }

    /// The charter to which a rule leads, if it admits the subject.
    fn admitting(&self, rule: &Rule, compound: Option<CompoundKind>, subject: &str) -> Result<&Charter, Undecided> {
        let missing = || Undecided::Dangling { name: format!("charter:{:?}", rule.then.tier) };
        let charter = self.charter_for(rule.then.tier, compound).ok_or_else(missing)?;
        let admits = charter.subjects.iter().any(|admitted| admitted == subject);
        if admits { Ok(charter) } else { Err(Undecided::BadFact { fact: SUBJECT.to_owned() }) }
    }

    /// Whether the facts that every proposal has are there, and of the right types.
    pub(super) fn lacks_motion_facts(&self) -> Vec<Key> {
        use super::super::FactKind;
        let fits = |name: &str| {
            self.fact(name).is_some_and(|fact| match &fact.kind {
                FactKind::Choice { .. } => name != COST,
                FactKind::Integer { min, .. } => name == COST && *min == 0,
                _ => false,
            })
        };
        MOTION_FACTS.iter().filter(|name| !fits(name)).map(|name| Key::from(*name)).collect()
    }
}
