//! Whether what is known of a matter is what the rulebook asks for.

use super::{Category, FactDef, FactKind, FactValue, Facts, Rulebook, Undecided};

impl FactKind {
    /// Whether a value is of this type and within its bounds.
    #[must_use]
    pub fn accepts(&self, value: &FactValue) -> bool {
        match (self, value) {
            (Self::Choice { options }, FactValue::Choice(key)) => options.iter().any(|option| option.key == *key),
            (Self::Integer { min, max }, FactValue::Integer(number)) => (*min..=*max).contains(number),
            (Self::Boolean, FactValue::Boolean(_)) => true,
            _ => false,
        }
    }
}

impl FactDef {
    /// Every value that matters to no more than the type: the ends of a range, all of a choice. For trying out a table.
    #[must_use]
    pub fn sample_values(&self) -> Vec<FactValue> {
        match &self.kind {
            FactKind::Choice { options } => {
                options.iter().map(|option| FactValue::Choice(option.key.clone())).collect()
            }
            FactKind::Integer { min, max } => {
                vec![FactValue::Integer(*min), FactValue::Integer(*max)]
            }
            FactKind::Boolean => vec![FactValue::Boolean(false), FactValue::Boolean(true)],
        }
    }
}

impl Rulebook {
    /// Whether these facts can be decided upon in this category.
    ///
    /// # Errors
    /// [`Undecided::BadFact`] for one that is unknown, of the wrong type or out of range, [`Undecided::MissingFact`] for a
    /// required question without an answer.
    pub fn check_facts(&self, category: &Category, facts: &Facts) -> Result<(), Undecided> {
        let good = |key: &str, value| self.fact(key).is_some_and(|fact| fact.kind.accepts(value));
        if let Some((fact, _)) = facts.iter().find(|(key, value)| !good(key, value)) {
            return Err(Undecided::BadFact { fact: fact.clone() });
        }
        let unanswered =
            category.questions.iter().find(|question| question.required && !facts.contains_key(&question.fact));
        match unanswered {
            Some(question) => Err(Undecided::MissingFact { fact: question.fact.clone() }),
            None => Ok(()),
        }
    }
}
