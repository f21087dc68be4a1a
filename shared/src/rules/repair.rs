//! What would mend a finding, ready to be taken over by whoever edits the rulebook.

use serde::{Deserialize, Serialize};

use super::{DecisionTable, Key, Question, Rule, Rulebook};

/// A change of a rulebook that mends a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Repair {
    /// Put this rule at the end of the table. Its outcome is that of the rule that nearly matched, and has to be looked at.
    Append {
        /// The table.
        table: Key,
        /// The rule.
        rule: Box<Rule>,
    },
    /// Take this rule out.
    Remove {
        /// The table.
        table: Key,
        /// The rule.
        rule: Key,
    },
    /// Put one rule in the place of the first of two.
    Merge {
        /// The table.
        table: Key,
        /// The two. The second goes.
        rules: [Key; 2],
        /// What the first becomes.
        rule: Box<Rule>,
    },
    /// Make the question for this fact one that must be answered.
    Require {
        /// The category that asks.
        category: Key,
        /// The fact.
        fact: Key,
    },
}

impl Rulebook {
    /// Carries a repair out. What does not fit the rulebook, since that has changed, leaves it as it is.
    pub fn repair(&mut self, repair: &Repair) {
        match repair {
            Repair::Append { table: key, rule } => {
                if let Some(table) = self.table_mut(key) {
                    table.rules.push((**rule).clone());
                }
            }
            Repair::Remove { table: key, rule } => {
                if let Some(table) = self.table_mut(key) {
                    table.rules.retain(|known| known.id != *rule);
                }
            }
            Repair::Merge { table: key, rules: [first, second], rule } => {
                let table = self.table_mut(key).filter(|table| table.rules.iter().any(|known| known.id == *second));
                if let Some(table) = table
                    && let Some(place) = table.rules.iter().position(|known| known.id == *first)
                {
                    table.rules[place] = (**rule).clone();
                    table.rules.retain(|known| known.id != *second);
                }
            }
            Repair::Require { category, fact } => {
                let ask = self.fact(fact).map(|fact| fact.title.clone()).unwrap_or_default();
                let asked = Question { fact: fact.clone(), ask, required: true };
                if let Some(category) = self.categories.iter_mut().find(|known| known.key == *category) {
                    match category.questions.iter_mut().find(|question| question.fact == *fact) {
                        Some(question) => question.required = true,
                        None => category.questions.push(asked),
                    }
                }
            }
        }
        self.changed();
    }

    fn table_mut(&mut self, key: &str) -> Option<&mut DecisionTable> {
        self.tables.iter_mut().find(|table| table.key == key)
    }
}
