//! New names, carried to every place that uses the old ones.

use crate::rules::index::CATEGORY;
use crate::rules::{FactKind, FactValue, Key, Part, Rulebook, Test};

use super::EditRefused;

/// What can be renamed. A service cannot: departments carry its name outside the rulebook; nor a charter, which proposals under way name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Renamed {
    /// A category; with one of the first level those below it.
    Category(Key),
    /// A fact.
    Fact(Key),
    /// A value of a choice.
    Value {
        /// The fact.
        fact: Key,
        /// The value.
        value: Key,
    },
    /// A ladder.
    Ladder(Key),
    /// A rule.
    Rule {
        /// Its table.
        table: Key,
        /// The rule.
        rule: Key,
    },
}

/// A name that is not taken, beginning with `stem`.
pub fn fresh_name(stem: &str, is_taken: impl Fn(&str) -> bool) -> Key {
    if !is_taken(stem) {
        return stem.to_owned();
    }
    // Counts at most one further than there are members.
    (2..).map(|number| format!("{stem}-{number}")).find(|name| !is_taken(name)).unwrap_or_default()
}

fn replace(name: &mut Key, from: &str, to: &str) {
    if name == from {
        to.clone_into(name);
    }
}

impl Rulebook {
    pub(super) fn rename(&mut self, of: &Renamed, to: &str) -> Result<(), EditRefused> {
        if to.is_empty() || to.contains(|letter: char| letter.is_whitespace() || letter == '/') {
            return Err(EditRefused::BadName { name: to.to_owned() });
        }
        match of {
            Renamed::Category(from) => self.rename_category(from, to),
            Renamed::Fact(from) => self.rename_fact(from, to),
            Renamed::Value { fact, value } => self.rename_value(fact, value, to),
            Renamed::Ladder(from) => self.rename_ladder(from, to),
            Renamed::Rule { table, rule } => {
                to.clone_into(&mut self.rule_mut(table, rule)?.id);
                let expected = self.examples.iter_mut().filter_map(|example| example.expect.rule.as_mut());
                expected.for_each(|name| replace(name, rule, to));
                Ok(())
            }
        }
    }

    /// Changes the names that tests of a column list.
    fn each_tested(&mut self, column: &str, change: impl Fn(&mut Key)) {
        for table in &mut self.tables {
            let Some(at) = table.columns.iter().position(|known| known == column) else {
                continue;
            };
            for test in table.rules.iter_mut().filter_map(|rule| rule.when.get_mut(at)) {
                if let Test::In(keys) | Test::NotIn(keys) = test {
                    keys.iter_mut().for_each(&change);
                }
            }
        }
    }

    fn rename_category(&mut self, from: &str, to: &str) -> Result<(), EditRefused> {
        if self.category(from).is_none() {
            return Err(EditRefused::NotThere { part: Part::Category, name: from.to_owned() });
        }
        let below = format!("{from}.");
        let renamed = |name: &mut Key| {
            if let Some(rest) = name.strip_prefix(&below) {
                *name = format!("{to}.{rest}");
            } else {
                replace(name, from, to);
            }
        };
        for category in &mut self.categories {
            renamed(&mut category.key);
            if let Some(parent) = &mut category.parent {
                renamed(parent);
            }
        }
        self.examples.iter_mut().for_each(|example| renamed(&mut example.case.category));
        self.each_tested(CATEGORY, renamed);
        Ok(())
    }

    fn rename_fact(&mut self, from: &str, to: &str) -> Result<(), EditRefused> {
        let known = self.facts.iter_mut().find(|fact| fact.key == from);
        let known = known.ok_or_else(|| EditRefused::NotThere { part: Part::Fact, name: from.to_owned() })?;
        to.clone_into(&mut known.key);
        let asked = self.categories.iter_mut().flat_map(|category| &mut category.questions);
        asked.for_each(|question| replace(&mut question.fact, from, to));
        self.tables.iter_mut().flat_map(|table| &mut table.columns).for_each(|column| replace(column, from, to));
        for example in &mut self.examples {
            if let Some(value) = example.case.facts.remove(from) {
                example.case.facts.insert(to.to_owned(), value);
            }
        }
        Ok(())
    }

    fn rename_value(&mut self, fact: &str, from: &str, to: &str) -> Result<(), EditRefused> {
        let not_there = || EditRefused::NotThere { part: Part::Value, name: format!("{fact}={from}") };
        let known = self.facts.iter_mut().find(|known| known.key == fact).ok_or_else(not_there)?;
        let FactKind::Choice { options } = &mut known.kind else {
            return Err(not_there());
        };
        let option = options.iter_mut().find(|option| option.key == from).ok_or_else(not_there)?;
        to.clone_into(&mut option.key);
        for example in &mut self.examples {
            if let Some(FactValue::Choice(chosen)) = example.case.facts.get_mut(fact) {
                replace(chosen, from, to);
            }
        }
        self.each_tested(fact, |key| replace(key, from, to));
        #[cfg(feature = "deliberation")]
        if fact == crate::rules::charter::SUBJECT {
            let admitted = self.charters.iter_mut().flat_map(|charter| &mut charter.subjects);
            admitted.for_each(|subject| replace(subject, from, to));
        }
        Ok(())
    }

    fn rename_ladder(&mut self, from: &str, to: &str) -> Result<(), EditRefused> {
        let known = self.ladders.iter_mut().find(|ladder| ladder.key == from);
        let known = known.ok_or_else(|| EditRefused::NotThere { part: Part::Ladder, name: from.to_owned() })?;
        to.clone_into(&mut known.key);
        let rules = self.tables.iter_mut().flat_map(|table| &mut table.rules);
        rules.for_each(|rule| replace(&mut rule.then.ladder, from, to));
        let expected = self.examples.iter_mut().filter_map(|example| example.expect.ladder.as_mut());
        expected.for_each(|ladder| replace(ladder, from, to));
        Ok(())
    }
}
