//! Steps within a decision table.

use crate::rules::index::CATEGORY;
use crate::rules::{DecisionTable, Key, Outcome, Part, Rule, Rulebook, Test, Weight};
use crate::text::Text;

use super::EditRefused;
use super::split::split;

fn not_there(part: Part, name: &str) -> EditRefused {
    EditRefused::NotThere { part, name: name.to_owned() }
}

fn position(table: &DecisionTable, rule: &str) -> Result<usize, EditRefused> {
    table.rules.iter().position(|known| known.id == rule).ok_or_else(|| not_there(Part::Rule, rule))
}

fn column_of(table: &DecisionTable, column: &str) -> Result<usize, EditRefused> {
    table.columns.iter().position(|known| known == column).ok_or_else(|| not_there(Part::Column, column))
}

/// A name like that of a rule which no rule of the table has: `R-012a`.
pub(super) fn fresh_rule_id(table: &DecisionTable, like: &str) -> Key {
    let is_free = |name: &Key| table.rules.iter().all(|rule| rule.id != *name);
    let letters = ('a'..='z').map(|letter| format!("{like}{letter}"));
    // Counts at most one further than there are rules.
    let numbers = (2..).map(|number| format!("{like}-{number}"));
    letters.chain(numbers).find(is_free).unwrap_or_default()
}

impl Rulebook {
    pub(super) fn table_named(&mut self, key: &str) -> Result<&mut DecisionTable, EditRefused> {
        self.tables.iter_mut().find(|table| table.key == key).ok_or_else(|| not_there(Part::Table, key))
    }

    pub(super) fn rule_mut(&mut self, table: &str, rule: &str) -> Result<&mut Rule, EditRefused> {
        let table = self.table_named(table)?;
        let place = position(table, rule)?;
        Ok(&mut table.rules[place])
    }

    pub(super) fn add_rule(&mut self, table: &str, at: usize) -> Result<(), EditRefused> {
        let first_ladder = self.ladders.first().cloned();
        let table = self.table_named(table)?;
        let at = at.min(table.rules.len());
        let neighbour = at.checked_sub(1).and_then(|above| table.rules.get(above)).or_else(|| table.rules.get(at));
        let like = neighbour.map_or("R", |rule| rule.id.as_str());
        let test = |(place, column): (usize, &Key)| match neighbour {
            Some(rule) if column == CATEGORY => rule.when.get(place).cloned().unwrap_or(Test::Any),
            _ => Test::Any,
        };
        let rule = Rule {
            id: fresh_rule_id(table, like),
            when: table.columns.iter().enumerate().map(test).collect(),
            then: match (neighbour, first_ladder) {
                (Some(rule), _) => rule.then.clone(),
                (None, ladder) => {
                    let ladder = ladder.ok_or_else(|| not_there(Part::Ladder, ""))?;
                    let rung = ladder.rungs.first().ok_or_else(|| not_there(Part::Ladder, &ladder.key))?;
                    let (tier, post) = (rung.tier, rung.post);
                    Outcome { weight: Weight::Small, tier, post, joint: Vec::new(), ladder: ladder.key.clone() }
                }
            },
            note: Text::default(),
        };
        table.rules.insert(at, rule);
        Ok(())
    }

    pub(super) fn copy_rule(&mut self, table: &str, rule: &str) -> Result<(), EditRefused> {
        let table = self.table_named(table)?;
        let place = position(table, rule)?;
        let copy = Rule { id: fresh_rule_id(table, rule), ..table.rules[place].clone() };
        table.rules.insert(place + 1, copy);
        Ok(())
    }

    pub(super) fn move_rule(&mut self, table: &str, rule: &str, to: usize) -> Result<(), EditRefused> {
        let table = self.table_named(table)?;
        let place = position(table, rule)?;
        let rule = table.rules.remove(place);
        let to = to.min(table.rules.len());
        table.rules.insert(to, rule);
        Ok(())
    }

    pub(super) fn remove_rule(&mut self, table: &str, rule: &str) -> Result<(), EditRefused> {
        let table = self.table_named(table)?;
        let place = position(table, rule)?;
        table.rules.remove(place);
        Ok(())
    }

    pub(super) fn split_rule(&mut self, table: &str, rule: &str, column: &str, part: &Test) -> Result<(), EditRefused> {
        let known = self.table(table).ok_or_else(|| not_there(Part::Table, table))?;
        let (place, at) = (position(known, rule)?, column_of(known, column)?);
        let whole = known.rules[place].when.get(at).ok_or_else(|| not_there(Part::Column, column))?;
        let (first, rest) = split(self, known.hit, column, whole, part).ok_or(EditRefused::NoSplit)?;
        let table = self.table_named(table)?;
        let mut second = Rule { id: fresh_rule_id(table, rule), ..table.rules[place].clone() };
        second.when[at] = rest;
        table.rules[place].when[at] = first;
        table.rules.insert(place + 1, second);
        Ok(())
    }

    pub(super) fn set_test(&mut self, table: &str, rule: &str, column: &str, test: &Test) -> Result<(), EditRefused> {
        let table = self.table_named(table)?;
        let (place, at) = (position(table, rule)?, column_of(table, column)?);
        let cell = table.rules[place].when.get_mut(at).ok_or_else(|| not_there(Part::Column, column))?;
        *cell = test.clone();
        Ok(())
    }

    pub(super) fn add_column(&mut self, table: &str, column: &str) -> Result<(), EditRefused> {
        let table = self.table_named(table)?;
        table.columns.push(column.to_owned());
        table.rules.iter_mut().for_each(|rule| rule.when.push(Test::Any));
        Ok(())
    }

    pub(super) fn remove_column(&mut self, table: &str, column: &str) -> Result<(), EditRefused> {
        let table = self.table_named(table)?;
        let at = column_of(table, column)?;
        let tests = |rule: &&Rule| rule.when.get(at).is_some_and(|test| *test != Test::Any);
        if let Some(rule) = table.rules.iter().find(tests) {
            return Err(EditRefused::Tested { column: column.to_owned(), rule: rule.id.clone() });
        }
        table.columns.remove(at);
        for rule in table.rules.iter_mut().filter(|rule| at < rule.when.len()) {
            rule.when.remove(at);
        }
        Ok(())
    }

    pub(super) fn shift_column(&mut self, table: &str, column: &str, left: bool) -> Result<(), EditRefused> {
        let table = self.table_named(table)?;
        let at = column_of(table, column)?;
        let other = if left { at.checked_sub(1) } else { Some(at + 1).filter(|next| *next < table.columns.len()) };
        let Some(other) = other else {
            return Ok(());
        };
        table.columns.swap(at, other);
        for rule in table.rules.iter_mut().filter(|rule| at.max(other) < rule.when.len()) {
            rule.when.swap(at, other);
        }
        Ok(())
    }
}
