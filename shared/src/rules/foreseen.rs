//! What follows from a case wherever it lies: for trying rules out, where no unit is chosen.

use chrono::{DateTime, Utc};

use crate::text::Language;

use super::eval::{Known, Limits};
use super::{Case, Rule, Rulebook, Undecided, Why};

/// What follows from a case if every level is there and every post held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Foreseen {
    /// The rule that decides.
    pub rule: Rule,
    /// The rung of its ladder, from 0.
    pub rung: u8,
    /// Accept until.
    pub acknowledge_by: DateTime<Utc>,
    /// Resolve until.
    pub resolve_by: DateTime<Utc>,
    /// Why.
    pub why: Why,
}

impl Rulebook {
    /// What follows from a case that is reported at a moment.
    ///
    /// # Errors
    /// See [`Undecided`].
    pub fn foresee(&self, case: &Case, at: DateTime<Utc>) -> Result<Foreseen, Undecided> {
        let asked = self.ask(&case.category, &case.facts)?;
        let known = Known::of(case);
        let rule = asked.pick(&known)?;
        let dangling = || Undecided::Dangling { name: rule.then.ladder.clone() };
        let ladder = self.ladder(&rule.then.ladder).ok_or_else(dangling)?;
        let position = ladder.rungs.iter().position(|rung| rung.tier == rule.then.tier).ok_or_else(dangling)?;
        let rung = &ladder.rungs[position];
        let limits = Limits {
            rung,
            acknowledge_by: self.calendar.deadline(at, rung.acknowledge)?,
            resolve_by: self.calendar.deadline(at, rung.resolve)?,
        };
        Ok(Foreseen {
            rule: rule.clone(),
            rung: u8::try_from(position).map_err(|_| dangling())?,
            acknowledge_by: limits.acknowledge_by,
            resolve_by: limits.resolve_by,
            why: self.explain(&known, at, asked.put(), rule, &limits, false),
        })
    }
}

impl Foreseen {
    /// Why, a line each, as [`Why::lines`].
    #[must_use]
    pub fn lines(&self, language: Language, rules: &Rulebook) -> Vec<String> {
        self.why.lines_of(language, (&self.rule.then.ladder, self.rung), self.resolve_by, None, rules)
    }
}
