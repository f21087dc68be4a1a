//! The first part of the proof: that a rulebook hangs together.

mod calendar;
mod ladders;
mod table;

use std::collections::BTreeSet;

use crate::org::Tier;
use crate::text::Text;

use super::index::BUILT_IN;
use super::{DecisionTable, FactKind, Finding, GRACE_DAYS_MAX, Part, Rulebook, TICKET_TABLE};

pub(super) use table::{ColumnKind, column_kind};

/// Most members of any part of a rulebook: bounds what evaluation and the check can be made to do.
pub const PART_MEMBERS_MAX: usize = 2_000;

impl Rulebook {
    /// Everything in which it does not hang together, in the order of the document.
    pub(super) fn check(&self) -> Vec<Finding> {
        let mut findings = self.oversized();
        if !findings.is_empty() {
            return findings;
        }
        self.check_names(&mut findings);
        self.check_texts(&mut findings);
        calendar::check(self, &mut findings);
        self.check_categories(&mut findings);
        self.check_fact_kinds(&mut findings);
        if self.table(TICKET_TABLE).is_none() {
            findings.push(Finding::NoTicketTable);
        }
        self.tables.iter().for_each(|table| table::check(self, table, &mut findings));
        ladders::check(self, &mut findings);
        #[cfg(feature = "deliberation")]
        super::charter::check_names(self, &mut findings);
        if self.settings.grace_days > GRACE_DAYS_MAX {
            findings.push(Finding::LongGrace { max: GRACE_DAYS_MAX });
        }
        findings
    }

    /// Everything in which the tests of a table do not fit its columns.
    pub(super) fn check_tests(&self, table: &DecisionTable) -> Vec<Finding> {
        let mut findings = Vec::new();
        table::check_tests(self, table, &mut findings);
        findings
    }

    /// Which parts have more members than are allowed.
    #[must_use]
    pub fn oversized(&self) -> Vec<Finding> {
        let rules = self.tables.iter().map(|table| table.rules.len()).max().unwrap_or(0);
        let columns = self.tables.iter().map(|table| table.columns.len()).max().unwrap_or(0);
        let parts = [
            (Part::Service, self.services.len()),
            (Part::Category, self.categories.len()),
            (Part::Fact, self.facts.len()),
            (Part::Table, self.tables.len()),
            (Part::Column, columns),
            (Part::Rule, rules),
            (Part::Ladder, self.ladders.len()),
            (Part::StandIn, self.stand_ins.len()),
            (Part::Year, self.calendar.years.len()),
            (Part::Example, self.examples.len()),
            #[cfg(feature = "deliberation")]
            (Part::Charter, self.charters.len()),
        ];
        let oversized = parts.into_iter().filter(|(_, members)| *members > PART_MEMBERS_MAX);
        oversized.map(|(part, _)| Finding::TooMany { part, max: PART_MEMBERS_MAX }).collect()
    }

    fn check_names(&self, findings: &mut Vec<Finding>) {
        let mut unique = |part, names: &mut dyn Iterator<Item = String>| {
            let mut seen = BTreeSet::new();
            for name in names {
                if !seen.insert(name.clone()) {
                    findings.push(Finding::Duplicate { part, name });
                }
            }
        };
        unique(Part::Service, &mut self.services.iter().map(|service| service.key.clone()));
        unique(Part::Category, &mut self.categories.iter().map(|category| category.key.clone()));
        let built_in = BUILT_IN.iter().map(|name| (*name).to_owned());
        unique(Part::Fact, &mut built_in.chain(self.facts.iter().map(|fact| fact.key.clone())));
        unique(Part::Table, &mut self.tables.iter().map(|table| table.key.clone()));
        for table in &self.tables {
            unique(Part::Column, &mut table.columns.iter().cloned());
            unique(Part::Rule, &mut table.rules.iter().map(|rule| rule.id.clone()));
        }
        unique(Part::Ladder, &mut self.ladders.iter().map(|ladder| ladder.key.clone()));
        let posts = self.stand_ins.iter().map(|empty| format!("{:?}/{:?}", empty.tier, empty.post));
        unique(Part::StandIn, &mut posts.into_iter());
        unique(Part::Year, &mut self.calendar.years.iter().map(|year| year.year.to_string()));
        unique(Part::Example, &mut self.examples.iter().map(|example| example.name.zh.clone()));
    }

    fn check_texts(&self, findings: &mut Vec<Finding>) {
        let mut filled = |text: &Text, at: &str| {
            if text.zh.trim().is_empty() || text.en.trim().is_empty() {
                findings.push(Finding::MissingText { at: at.to_owned() });
            }
        };
        filled(&self.title, "title");
        self.services.iter().for_each(|service| filled(&service.title, &service.key));
        for category in &self.categories {
            filled(&category.title, &category.key);
            filled(&category.hint, &category.key);
            category.questions.iter().for_each(|question| filled(&question.ask, &category.key));
        }
        for fact in &self.facts {
            filled(&fact.title, &fact.key);
            if let FactKind::Choice { options } = &fact.kind {
                options.iter().for_each(|option| filled(&option.title, &fact.key));
            }
        }
        for table in &self.tables {
            for rule in &table.rules {
                filled(&rule.note, &format!("{}/{}", table.key, rule.id));
            }
        }
        self.ladders.iter().for_each(|ladder| filled(&ladder.title, &ladder.key));
        self.examples.iter().for_each(|example| filled(&example.name, "examples"));
    }

    fn check_categories(&self, findings: &mut Vec<Finding>) {
        for category in &self.categories {
            if let Some(parent) = &category.parent {
                match self.category(parent) {
                    None => findings.push(Finding::Dangling {
                        part: Part::Category,
                        name: parent.clone(),
                        at: category.key.clone(),
                    }),
                    Some(above) => {
                        let below = category.key.strip_prefix(parent.as_str());
                        let named = below.is_some_and(|rest| rest.len() > 1 && rest.starts_with('.'));
                        if above.parent.is_some() || !named {
                            findings.push(Finding::CategoryMisplaced { category: category.key.clone() });
                        }
                    }
                }
            }
            let unknown = category.questions.iter().filter(|asked| self.fact(&asked.fact).is_none());
            findings.extend(unknown.map(|asked| Finding::Dangling {
                part: Part::Fact,
                name: asked.fact.clone(),
                at: category.key.clone(),
            }));
        }
    }

    fn check_fact_kinds(&self, findings: &mut Vec<Finding>) {
        let empty = self.facts.iter().filter(|fact| fact.kind.is_empty());
        findings.extend(empty.map(|fact| Finding::EmptyFact { fact: fact.key.clone() }));
        for fact in &self.facts {
            let FactKind::Choice { options } = &fact.kind else {
                continue;
            };
            let mut seen = BTreeSet::new();
            let twice = options.iter().filter(|option| !seen.insert(option.key.as_str()));
            findings.extend(
                twice.map(|option| Finding::Duplicate {
                    part: Part::Value,
                    name: format!("{}={}", fact.key, option.key),
                }),
            );
        }
    }
}

/// How high a tier stands on the way from a compound to the county; the others are no levels.
pub(super) fn height(tier: Tier) -> Option<u8> {
    match tier {
        Tier::Compound => Some(0),
        Tier::Grid => Some(1),
        Tier::Community => Some(2),
        Tier::Town => Some(3),
        Tier::County => Some(4),
        Tier::Department | Tier::Station => None,
    }
}
