//! From a matter to a decision.

use chrono::{DateTime, NaiveDate, Utc};

use crate::calendar::{DaysCounted, Limit, county_day};
use crate::id::UnitId;
use crate::org::{CompoundKind, Directory, Holder, PATH_UNITS_MAX, Post, Tier, Unit};

use super::bits::Bits;
use super::index::{Axis, Column, RuleIndex, Seen};
use super::{
    Case, Charge, Counted, Decision, DecisionTable, FactValue, Facts, HitPolicy, Key, Ladder, Matter, Mode, Rule,
    Rulebook, Rung, TICKET_TABLE, Test, Undecided, Why,
};

impl Rulebook {
    /// Decides who answers for a matter.
    ///
    /// # Errors
    /// See [`Undecided`].
    pub fn route(&self, matter: &Matter<'_>, org: &Directory) -> Result<Decision, Undecided> {
        let asked = self.ask(matter.category, matter.facts)?;
        let units = path_up(matter.unit, org)?;
        let known = Known {
            category: matter.category,
            mode: matter.mode,
            compound: compound_of(&units).map(compound_key),
            facts: matter.facts,
        };
        let rule = asked.pick(&known)?;
        let outcome = &rule.then;

        let ladder = self.ladder(&outcome.ladder).ok_or_else(|| dangling(&outcome.ladder))?;
        let rung = ladder.rungs.iter().position(|rung| rung.tier == outcome.tier);
        let rung = rung.ok_or_else(|| dangling(&outcome.ladder))?;
        let climb = Climb { book: self, ladder, units: &units, at: matter.at };
        let charge = climb.charge(rung, Some(outcome.post))?;
        let (joint, absent) = departments(&outcome.joint, &units, org);
        let limits = Limits::of(ladder, &charge);
        let mut why = self.explain(&known, matter.at, asked.put(), rule, &limits, charge.stand_in);
        why.absent = absent;
        Ok(Decision { weight: outcome.weight, charge, joint, why })
    }

    /// What of a matter the tables are asked.
    ///
    /// # Errors
    /// [`Undecided::UnknownUnit`].
    pub fn case_of(matter: &Matter<'_>, org: &Directory) -> Result<Case, Undecided> {
        let compound = compound_of(&path_up(matter.unit, org)?);
        Ok(Case { category: matter.category.to_owned(), mode: matter.mode, compound, facts: matter.facts.clone() })
    }

    /// The rule of the ticket table that decides a case, whoever then answers.
    ///
    /// # Errors
    /// See [`Undecided`].
    pub fn rule_for(&self, case: &Case) -> Result<&Rule, Undecided> {
        self.ask(&case.category, &case.facts)?.pick(&Known::of(case))
    }

    /// What evaluation looks up.
    pub(super) fn index(&self) -> &RuleIndex {
        self.index.get_or_compute(|| RuleIndex::new(self))
    }

    /// The ticket table, asked about these facts in this category, if they can be decided upon.
    pub(super) fn ask<'a, 'f>(&'a self, category: &str, facts: &'f Facts) -> Result<Asked<'a, 'f>, Undecided> {
        let index = self.index();
        let place = index.categories.get(category);
        let known = place.and_then(|place| self.categories.get(place.position));
        let (Some(place), Some(known)) = (place, known) else {
            return Err(Undecided::UnknownCategory { category: category.to_owned() });
        };
        let seen = index.look(self, known, facts)?;
        let table = index.table.and_then(|table| self.tables.get(table)).ok_or_else(|| dangling(TICKET_TABLE))?;
        Ok(Asked { table, index, rules: &place.rules, seen })
    }

    /// The charge at a rung of a ladder for a unit, counted from `at`. Where there is no unit of the rung's level on the
    /// path, the next rung above answers.
    ///
    /// # Errors
    /// See [`Undecided`].
    pub fn charge(
        &self,
        ladder: &str,
        rung: u8,
        unit: UnitId,
        at: DateTime<Utc>,
        org: &Directory,
    ) -> Result<Charge, Undecided> {
        let ladder = self.ladder(ladder).ok_or_else(|| dangling(ladder))?;
        let units = path_up(unit, org)?;
        Climb { book: self, ladder, units: &units, at }.charge(rung.into(), None)
    }

    /// The charge one rung above another, for a unit; none at the top.
    ///
    /// # Errors
    /// See [`Undecided`].
    pub fn charge_above(
        &self,
        charge: &Charge,
        unit: UnitId,
        at: DateTime<Utc>,
        org: &Directory,
    ) -> Result<Option<Charge>, Undecided> {
        if charge.last {
            return Ok(None);
        }
        self.charge(&charge.ladder, charge.rung.saturating_add(1), unit, at, org).map(Some)
    }

    /// The explanation; services that are absent are left to be filled in.
    pub(super) fn explain(
        &self,
        known: &Known<'_>,
        at: DateTime<Utc>,
        (table, columns): (&DecisionTable, &[Column]),
        rule: &Rule,
        limits: &Limits<'_>,
        stand_in: bool,
    ) -> Why {
        let tested = rule.when.iter().zip(&table.columns).zip(columns);
        let tested = tested.filter(|((test, _), _)| **test != Test::Any);
        let facts =
            tested.filter_map(|((_, name), column)| Some((name.clone(), known.value(*column, name)?.into_fact())));
        let counted = |limit: Limit, by| {
            if limit.unit.is_working() { self.calendar.days_counted(at, by) } else { DaysCounted::default() }
        };
        let rung = limits.rung;
        let post = if rung.tier == rule.then.tier { rule.then.post } else { rung.post };
        Why {
            rules_version: self.version,
            table: table.key.clone(),
            rule: rule.id.clone(),
            note: rule.note.clone(),
            facts: facts.collect(),
            limit: rung.resolve,
            stand_in,
            from: at,
            counted: counted(rung.resolve, limits.resolve_by),
            absent: Vec::new(),
            accept: Some(Counted { limit: rung.acknowledge, days: counted(rung.acknowledge, limits.acknowledge_by) }),
            empty: stand_in.then_some(post),
        }
    }
}

/// A rung, and until when by it.
pub(super) struct Limits<'a> {
    pub(super) rung: &'a Rung,
    pub(super) acknowledge_by: DateTime<Utc>,
    pub(super) resolve_by: DateTime<Utc>,
}

impl<'a> Limits<'a> {
    /// Those of a charge that was found on this ladder.
    pub(super) fn of(ladder: &'a Ladder, charge: &Charge) -> Self {
        let rung = &ladder.rungs[usize::from(charge.rung)];
        Self { rung, acknowledge_by: charge.acknowledge_by, resolve_by: charge.resolve_by }
    }
}

/// The value of a column.
#[derive(Clone, Copy)]
pub(super) enum Value<'a> {
    /// A category, mode or kind of compound.
    Key(&'a str),
    /// What was answered.
    Fact(&'a FactValue),
}

impl Value<'_> {
    fn into_fact(self) -> FactValue {
        match self {
            Self::Key(key) => FactValue::Choice(key.to_owned()),
            Self::Fact(value) => value.clone(),
        }
    }
}

/// What the tables can ask.
pub(super) struct Known<'a> {
    pub(super) category: &'a str,
    pub(super) mode: Mode,
    pub(super) compound: Option<&'static str>,
    pub(super) facts: &'a Facts,
}

impl<'a> Known<'a> {
    /// What a case says.
    pub(super) fn of(case: &'a Case) -> Self {
        let compound = case.compound.map(compound_key);
        Self { category: &case.category, mode: case.mode, compound, facts: &case.facts }
    }

    fn value(&self, column: Column, name: &str) -> Option<Value<'a>> {
        match column {
            Column::Category => Some(Value::Key(self.category)),
            Column::Mode => Some(Value::Key(self.mode.key())),
            Column::Compound => self.compound.map(Value::Key),
            Column::Fact => self.facts.get(name).map(Value::Fact),
        }
    }
}

/// A table that is asked about some facts.
pub(super) struct Asked<'a, 'f> {
    pub(super) table: &'a DecisionTable,
    index: &'a RuleIndex,
    /// The rules that the category can match.
    rules: &'a Bits,
    /// What each axis says, as far as the facts go.
    seen: Vec<Seen<'a, 'f>>,
}

impl<'a> Asked<'a, '_> {
    /// The table, with its columns.
    pub(super) fn put(&self) -> (&'a DecisionTable, &'a [Column]) {
        (self.table, &self.index.columns)
    }

    /// The rule that decides, once all is known that the table can ask.
    pub(super) fn pick(&self, known: &Known<'_>) -> Result<&'a Rule, Undecided> {
        let mut seen: Vec<Seen<'_, '_>> = self.seen.clone();
        for (axis, seen) in self.index.axes.iter().zip(&mut seen).filter(|(axis, _)| axis.column != Column::Fact) {
            *seen = axis.see(known.value(axis.column, ""));
        }
        let asks = || self.index.axes.iter().zip(&seen).filter(|(axis, _)| axis.is_open());
        let passes = |rule: &Rule, (axis, (_, value)): (&Axis, &Seen<'_, '_>)| {
            rule.when.get(axis.position).is_some_and(|test| passes(test, *value))
        };
        let possible = self.rules.iter_in(seen.iter().map(|(rules, _)| *rules));
        let possible = possible.filter_map(|rule| self.table.rules.get(rule));
        let mut matching = possible.filter(|rule| asks().all(|asked| passes(rule, asked)));
        let first = matching.next().ok_or(Undecided::NoRule)?;
        if self.table.hit == HitPolicy::Unique
            && let Some(second) = matching.next()
        {
            let (first, second) = (first.id.clone(), second.id.clone());
            return Err(Undecided::Ambiguous { first, second });
        }
        Ok(first)
    }
}

/// Whether a test holds for what is known in its column. The category has a test of its own, `category_passes`.
pub(super) fn passes(test: &Test, value: Option<Value<'_>>) -> bool {
    let Some(value) = value else {
        return *test == Test::Any;
    };
    let key = match value {
        Value::Key(key) => Some(key),
        Value::Fact(FactValue::Choice(key) | FactValue::Text { text: key }) => Some(key.as_str()),
        Value::Fact(_) => None,
    };
    match (test, value) {
        (Test::Any, _) => true,
        (Test::In(keys), _) => key.is_some_and(|key| keys.iter().any(|named| named == key)),
        (Test::NotIn(keys), _) => key.is_some_and(|key| keys.iter().all(|named| named != key)),
        (Test::Between(min, max), Value::Fact(FactValue::Integer(number))) => {
            min.is_none_or(|min| min <= *number) && max.is_none_or(|max| *number <= max)
        }
        (Test::Is(wanted), Value::Fact(FactValue::Boolean(answer))) => wanted == answer,
        (Test::Within { any, not }, Value::Fact(value)) if value.is_ordered() => {
            any.iter().any(|interval| interval.contains(value)) != *not
        }
        _ => false,
    }
}

/// A ladder leaned against a path.
pub(super) struct Climb<'a> {
    pub(super) book: &'a Rulebook,
    pub(super) ladder: &'a Ladder,
    pub(super) units: &'a [&'a Unit],
    pub(super) at: DateTime<Utc>,
}

impl Climb<'_> {
    /// The charge at a rung, or at the next above whose level there is here. `post` replaces the post of the rung itself.
    pub(super) fn charge(&self, rung: usize, post: Option<Post>) -> Result<Charge, Undecided> {
        let rungs = &self.ladder.rungs;
        let wanted = rungs.get(rung).ok_or_else(|| dangling(&self.ladder.key))?;
        let here = rungs.iter().enumerate().skip(rung).find_map(|(position, rung)| {
            let start = self.units.iter().position(|unit| unit.tier == rung.tier)?;
            Some((position, rung, start))
        });
        let nobody = || Undecided::NobodyThere { tier: wanted.tier, post: post.unwrap_or(wanted.post) };
        let (position, found, start) = here.ok_or_else(nobody)?;
        let post = post.filter(|_| position == rung).unwrap_or(found.post);
        let (holder, stand_in) = self.book.holder(self.units, found.tier, post, county_day(self.at))?;
        Ok(Charge {
            path: self.units[start..].iter().map(|unit| unit.id).collect(),
            holder,
            stand_in,
            ladder: self.ladder.key.clone(),
            rung: u8::try_from(position).map_err(|_| dangling(&self.ladder.key))?,
            last: position + 1 == rungs.len(),
            acknowledge_by: self.book.calendar.deadline(self.at, found.acknowledge)?,
            resolve_by: self.book.calendar.deadline(self.at, found.resolve)?,
        })
    }
}

impl Rulebook {
    /// Who holds a post on the way up from a unit on a day, or who stands in for it, and whether it is that.
    pub(super) fn holder(
        &self,
        units: &[&Unit],
        tier: Tier,
        post: Post,
        day: NaiveDate,
    ) -> Result<(Holder, bool), Undecided> {
        let held = |tier, post| {
            let unit = units.iter().find(|unit| unit.tier == tier)?;
            unit.appointments.iter().find(|held| held.post == post && held.holds_on(day)).map(|held| Holder {
                unit: unit.id,
                post,
                person: held.person,
                name: held.name.clone(),
            })
        };
        if let Some(holder) = held(tier, post) {
            return Ok((holder, false));
        }
        let stand_ins = self.stand_ins.iter().filter(|empty| empty.tier == tier && empty.post == post);
        stand_ins
            .flat_map(|empty| &empty.instead)
            .find_map(|(tier, post)| held(*tier, *post))
            .map(|holder| (holder, true))
            .ok_or(Undecided::NobodyThere { tier, post })
    }
}

/// The unit and all above it, nearest first.
pub(super) fn path_up(unit: UnitId, org: &Directory) -> Result<Vec<&Unit>, Undecided> {
    let mut next = Some(org.unit(unit).ok_or(Undecided::UnknownUnit)?);
    let mut path = Vec::with_capacity(PATH_UNITS_MAX);
    while let Some(unit) = next
        && path.len() < PATH_UNITS_MAX
    {
        path.push(unit);
        next = unit.parent.and_then(|parent| org.unit(parent));
    }
    Ok(path)
}

/// The kind of the nearest compound or grid that has one.
pub(super) fn compound_of(units: &[&Unit]) -> Option<CompoundKind> {
    units.iter().find_map(|unit| unit.compound)
}

/// The name of a kind of compound as a fact's value.
pub(super) const fn compound_key(kind: CompoundKind) -> &'static str {
    match kind {
        CompoundKind::New => "new",
        CompoundKind::Old => "old",
        CompoundKind::Resettlement => "resettlement",
        CompoundKind::Commercial => "commercial",
        CompoundKind::Village => "village",
    }
}

/// The kind of compound of this name.
pub(super) fn compound_named(key: &str) -> Option<CompoundKind> {
    CompoundKind::ALL.into_iter().find(|kind| compound_key(*kind) == key)
}

/// The departments of these services, and the services that no department provides here.
pub(super) fn departments(services: &[Key], units: &[&Unit], org: &Directory) -> (Vec<UnitId>, Vec<Key>) {
    if services.is_empty() {
        return Default::default();
    }
    let path: Vec<UnitId> = units.iter().map(|unit| unit.id).collect();
    let mut found = Vec::with_capacity(services.len());
    let mut absent = Vec::new();
    for service in services {
        match org.department_on(service, &path) {
            Some(department) => found.push(department),
            None => absent.push(service.clone()),
        }
    }
    (found, absent)
}

pub(super) fn dangling(name: &str) -> Undecided {
    Undecided::Dangling { name: name.to_owned() }
}
