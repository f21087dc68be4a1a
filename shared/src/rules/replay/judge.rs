//! One rulebook, asked about one matter after the other.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::calendar::county_day;
use crate::id::{PersonId, UnitId};
use crate::org::{CompoundKind, Directory, Post, Tier};

use super::super::eval::{compound_of, path_up};
use super::super::{Case, Key, Ladder, Matter, Rule, Rulebook, TICKET_TABLE, Undecided, Weight};
use super::{Due, Foreseen, Verdict};

/// A matter as a judge is asked about it.
pub(super) struct Asked<'a> {
    pub case: &'a Case,
    pub unit: UnitId,
    /// The unit's number and what is known of it; none for an unknown unit.
    pub place: Option<(usize, &'a Place)>,
    pub created: DateTime<Utc>,
    pub accepted: Option<DateTime<Utc>>,
    pub closed: Option<DateTime<Utc>>,
}

/// What is known of a unit.
#[derive(Debug)]
pub(super) struct Place {
    pub path: Vec<UnitId>,
    pub compound: Option<CompoundKind>,
    /// The days on which an appointment on the way up begins or has ended: between two of them the same people answer.
    turns: Vec<NaiveDate>,
}

/// The units that matters were in. There are at most as many as in the directory.
pub(super) struct Places {
    org: Arc<Directory>,
    numbers: BTreeMap<UnitId, usize>,
    list: Vec<Place>,
}

impl Places {
    pub fn new(org: Arc<Directory>) -> Self {
        Self { org, numbers: BTreeMap::default(), list: Vec::new() }
    }

    /// The number of a unit. None for one that the directory does not know, or when there is no directory.
    pub fn of(&mut self, unit: UnitId) -> Option<usize> {
        if let Some(known) = self.numbers.get(&unit) {
            return Some(*known);
        }
        let units = path_up(unit, &self.org).ok()?;
        let held = units.iter().flat_map(|unit| &unit.appointments);
        let mut turns: Vec<NaiveDate> =
            held.flat_map(|held| [Some(held.from), held.to.map(|to| to + TimeDelta::days(1))]).flatten().collect();
        turns.sort_unstable();
        turns.dedup();
        let path = units.iter().map(|unit| unit.id).collect();
        self.list.push(Place { path, compound: compound_of(&units), turns });
        let number = self.list.len() - 1;
        self.numbers.insert(unit, number);
        Some(number)
    }

    pub fn get(&self, number: usize) -> Option<&Place> {
        self.list.get(number)
    }
}

/// What follows from a rule at a place, whatever the hour.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    rule: usize,
    pub weight: Weight,
    pub tier: Tier,
    pub post: Post,
    pub unit: UnitId,
    pub person: Option<PersonId>,
    stand_in: bool,
    /// The post of whoever answers: the stand-in's own.
    held: Post,
    pub joint: Vec<UnitId>,
    pub absent: Vec<Key>,
    ladder: usize,
    /// The rungs there are here, from the one that answers.
    rungs: Vec<usize>,
    /// How many matters came to it since counts were last gathered.
    count: u64,
}

/// Which work came to whom.
#[derive(Clone, Debug, Default)]
pub(super) struct Loads {
    /// Matters by unit and post.
    pub posts: BTreeMap<(UnitId, Post), u64>,
    /// Matters in which a department takes part.
    pub joint: BTreeMap<UnitId, u64>,
}

/// A rulebook with what it remembers, and its last verdict.
pub(super) struct Judge {
    book: Arc<Rulebook>,
    org: Arc<Directory>,
    remembered_max: usize,
    table: Option<usize>,
    facts: BTreeSet<Key>,
    rules: BTreeMap<Case, Result<usize, Undecided>>,
    answers: BTreeMap<(usize, usize, usize), usize>,
    list: Vec<Answer>,
    gathered: Loads,
    last: Result<usize, Undecided>,
    pub dues: Vec<Due>,
    pub missed: Option<u8>,
    pub accepted_late: Option<bool>,
}

impl Judge {
    pub fn new(book: Arc<Rulebook>, org: Arc<Directory>, remembered_max: usize) -> Self {
        Self {
            table: book.tables.iter().position(|table| table.key == TICKET_TABLE),
            facts: book.facts.iter().map(|fact| fact.key.clone()).collect(),
            book,
            org,
            remembered_max,
            rules: BTreeMap::default(),
            answers: BTreeMap::default(),
            list: Vec::new(),
            gathered: Loads::default(),
            last: Err(Undecided::NoRule),
            dues: Vec::new(),
            missed: None,
            accepted_late: None,
        }
    }

    /// Gives a verdict. `alike` is a judge by the same calendar who has just given one on the same matter.
    pub fn judge(&mut self, asked: &Asked<'_>, alike: Option<&Self>) {
        self.dues.clear();
        (self.missed, self.accepted_late) = (None, None);
        let case = self.as_asked(asked.case);
        let asked = &Asked { case: &case, ..*asked };
        self.last = self.answer_to(asked).and_then(|number| {
            self.climb(number, asked.created, alike)?;
            Ok(number)
        });
        let Ok(number) = self.last else { return };
        self.list[number].count += 1;
        self.missed = asked.closed.map(|closed| {
            let missed = self.dues.iter().filter(|due| due.resolve_by < closed).count();
            u8::try_from(missed).unwrap_or(u8::MAX)
        });
        let first = self.dues.first().map(|due| due.acknowledge_by);
        self.accepted_late = asked.accepted.zip(first).map(|(accepted, until)| accepted > until);
    }

    /// The last verdict, if somebody answers.
    pub fn answer(&self) -> Option<&Answer> {
        self.last.as_ref().ok().map(|number| &self.list[*number])
    }

    /// Why nobody answers, if so.
    pub fn undecided(&self) -> Option<&Undecided> {
        self.last.as_ref().err()
    }

    /// The last verdict in full.
    pub fn verdict(&self) -> Verdict {
        let answer = match &self.last {
            Ok(number) => &self.list[*number],
            Err(why) => return Verdict::Undecided(why.clone()),
        };
        Verdict::Decided(Box::new(Foreseen {
            rule: self.rule(answer.rule).map(|rule| rule.id.clone()).unwrap_or_default(),
            weight: answer.weight,
            tier: answer.tier,
            post: answer.post,
            unit: answer.unit,
            person: answer.person,
            stand_in: answer.stand_in,
            joint: answer.joint.clone(),
            absent: answer.absent.clone(),
            ladder: self.book.ladders[answer.ladder].key.clone(),
            dues: self.dues.clone(),
            missed: self.missed,
            accepted_late: self.accepted_late,
        }))
    }

    /// What came to whom so far.
    pub fn loads(&self) -> Loads {
        let mut loads = self.gathered.clone();
        gather(&self.list, &mut loads);
        loads
    }

    /// The case as this rulebook would have asked for it: without facts that it has no word for, which nobody would have given.
    fn as_asked<'c>(&self, case: &'c Case) -> Cow<'c, Case> {
        if case.facts.keys().all(|fact| self.facts.contains(fact)) {
            return Cow::Borrowed(case);
        }
        let mut asked = case.clone();
        asked.facts.retain(|fact, _| self.facts.contains(fact));
        Cow::Owned(asked)
    }

    fn rule(&self, number: usize) -> Option<&Rule> {
        self.book.tables.get(self.table?)?.rules.get(number)
    }

    /// The number of the answer to a matter, remembered or found now.
    fn answer_to(&mut self, asked: &Asked<'_>) -> Result<usize, Undecided> {
        if asked.place.is_none() && !self.org.is_empty() {
            // Whether the category or the unit is what is not known is for the rulebook to say.
            return match self.book.route(&matter(asked), &self.org) {
                Err(why) => Err(why),
                Ok(_) => Err(Undecided::UnknownUnit),
            };
        }
        let rule = match self.rules.get(asked.case) {
            Some(known) => known.clone()?,
            None => {
                let found = self.book.rule_for(asked.case).map(|rule| self.number_of(rule));
                if self.rules.len() < self.remembered_max {
                    self.rules.insert(asked.case.clone(), found.clone());
                }
                found?
            }
        };
        let day = county_day(asked.created);
        let period = asked.place.map_or(0, |(_, place)| place.turns.partition_point(|turn| *turn <= day));
        let key = (rule, asked.place.map_or(0, |(number, _)| number), period);
        if let Some(number) = self.answers.get(&key) {
            let number = *number;
            if asked.place.is_none() {
                // Without a directory whoever answers is named by the matter's own unit.
                self.list[number].unit = asked.unit;
            }
            return Ok(number);
        }
        let answer = match asked.place {
            Some(_) => self.placed(rule, asked)?,
            None => self.unplaced(rule, asked)?,
        };
        if self.list.len() >= self.remembered_max {
            gather(&self.list, &mut self.gathered);
            self.list.clear();
            self.answers.clear();
        }
        self.list.push(answer);
        self.answers.insert(key, self.list.len() - 1);
        Ok(self.list.len() - 1)
    }

    fn number_of(&self, rule: &Rule) -> usize {
        let rules = self.table.and_then(|table| self.book.tables.get(table)).map_or(&[][..], |table| &table.rules);
        rules.iter().position(|known| std::ptr::eq(known, rule)).unwrap_or_default()
    }

    fn placed(&self, rule: usize, asked: &Asked<'_>) -> Result<Answer, Undecided> {
        let decision = self.book.route(&matter(asked), &self.org)?;
        let (then, charge) =
            self.rule(rule).map(|rule| &rule.then).zip(Some(decision.charge)).ok_or(Undecided::NoRule)?;
        let (number, ladder) = self.ladder(&then.ladder)?;
        let first = usize::from(charge.rung);
        let here = &ladder.rungs[first];
        let tiers: Vec<Tier> = asked
            .place
            .iter()
            .flat_map(|(_, place)| &place.path)
            .filter_map(|unit| self.org.unit(*unit).map(|unit| unit.tier))
            .collect();
        let rungs = ladder.rungs.iter().enumerate().skip(first);
        Ok(Answer {
            rule,
            weight: decision.weight,
            tier: here.tier,
            post: if here.tier == then.tier { then.post } else { here.post },
            unit: charge.holder.unit,
            person: Some(charge.holder.person),
            stand_in: charge.stand_in,
            held: charge.holder.post,
            joint: decision.joint,
            absent: decision.why.absent,
            ladder: number,
            rungs: rungs.filter(|(_, rung)| tiers.contains(&rung.tier)).map(|(number, _)| number).collect(),
            count: 0,
        })
    }

    fn unplaced(&self, rule: usize, asked: &Asked<'_>) -> Result<Answer, Undecided> {
        let then = self.rule(rule).map(|rule| &rule.then).ok_or(Undecided::NoRule)?;
        let (number, ladder) = self.ladder(&then.ladder)?;
        let first = ladder.rungs.iter().position(|rung| rung.tier == then.tier);
        let first = first.ok_or_else(|| Undecided::Dangling { name: then.ladder.clone() })?;
        Ok(Answer {
            rule,
            weight: then.weight,
            tier: then.tier,
            post: then.post,
            unit: asked.unit,
            person: None,
            stand_in: false,
            held: then.post,
            joint: Vec::new(),
            absent: then.joint.clone(),
            ladder: number,
            rungs: (first..ladder.rungs.len()).collect(),
            count: 0,
        })
    }

    fn ladder(&self, key: &str) -> Result<(usize, &Ladder), Undecided> {
        let found = self.book.ladders.iter().enumerate().find(|(_, ladder)| ladder.key == *key);
        found.ok_or_else(|| Undecided::Dangling { name: key.to_owned() })
    }

    /// Counts the limits rung by rung. Only the first must be countable: those above it are asked for only when time is up.
    fn climb(&mut self, number: usize, created: DateTime<Utc>, alike: Option<&Self>) -> Result<(), Undecided> {
        let answer = &self.list[number];
        let ladder = &self.book.ladders[answer.ladder];
        if let Some(other) = alike
            && let Some(theirs) = other.answer()
            && theirs.rungs == answer.rungs
            && other.book.ladders[theirs.ladder].rungs == ladder.rungs
        {
            self.dues.extend_from_slice(&other.dues);
            return Ok(());
        }
        let mut from = created;
        for rung in answer.rungs.iter().map(|rung| &ladder.rungs[*rung]) {
            let acknowledge_by = self.book.calendar.deadline(from, rung.acknowledge);
            let limits = acknowledge_by.and_then(|by| Ok((by, self.book.calendar.deadline(from, rung.resolve)?)));
            match limits {
                Ok((acknowledge_by, resolve_by)) => {
                    self.dues.push(Due { tier: rung.tier, acknowledge_by, resolve_by });
                    from = resolve_by;
                }
                Err(error) if self.dues.is_empty() => return Err(error.into()),
                Err(_) => break,
            }
        }
        Ok(())
    }
}

fn matter<'a>(asked: &Asked<'a>) -> Matter<'a> {
    let Case { category, mode, facts, .. } = asked.case;
    Matter { category, facts, unit: asked.unit, mode: *mode, at: asked.created }
}

fn gather(list: &[Answer], loads: &mut Loads) {
    for answer in list.iter().filter(|answer| answer.count > 0) {
        if answer.person.is_some() {
            *loads.posts.entry((answer.unit, answer.held)).or_default() += answer.count;
        }
        for unit in &answer.joint {
            *loads.joint.entry(*unit).or_default() += answer.count;
        }
    }
}
