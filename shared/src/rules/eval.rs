//! From a matter to a decision.

use chrono::{DateTime, Utc};

use crate::calendar::{DaysCounted, county_day};
use crate::id::UnitId;
use crate::org::{CompoundKind, Directory, Holder, PATH_UNITS_MAX, Post, Tier, Unit};

use super::index::{CategoryPlace, Column, RuleIndex, RulePlace};
use super::{
    Charge, Decision, DecisionTable, FactValue, HitPolicy, Key, Ladder, Matter, Rule, Rulebook, TICKET_TABLE, Test,
    Undecided, Why,
};

impl Rulebook {
    /// Decides who answers for a matter.
    ///
    /// # Errors
    /// See [`Undecided`].
    pub fn route(&self, matter: &Matter<'_>, org: &Directory) -> Result<Decision, Undecided> {
        let index = self.index.get_or_compute(|| RuleIndex::new(self));
        let place = index.categories.get(matter.category);
        let category = place.and_then(|place| self.categories.get(place.position));
        let (Some(place), Some(category)) = (place, category) else {
            return Err(Undecided::UnknownCategory { category: matter.category.to_owned() });
        };
        self.check_facts(category, matter.facts)?;
        let table = index.table.and_then(|table| self.tables.get(table)).ok_or_else(|| dangling(TICKET_TABLE))?;
        let units = path_up(matter.unit, org)?;
        let known = Known { matter, compound: compound_of(&units) };
        let rule = known.pick(table, &index.columns, place)?;
        let outcome = &rule.then;

        let ladder = self.ladder(&outcome.ladder).ok_or_else(|| dangling(&outcome.ladder))?;
        let rung = ladder.rungs.iter().position(|rung| rung.tier == outcome.tier);
        let rung = rung.ok_or_else(|| dangling(&outcome.ladder))?;
        let climb = Climb { book: self, ladder, units: &units, at: matter.at };
        let charge = climb.charge(rung, Some(outcome.post))?;
        let (joint, absent) = departments(&outcome.joint, &units, org);
        let why = self.explain(&known, table, &index.columns, rule, ladder, &charge, absent);
        Ok(Decision { weight: outcome.weight, charge, joint, why })
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

    #[expect(clippy::too_many_arguments, reason = "every part of a decision is part of its explanation")]
    fn explain(
        &self,
        known: &Known<'_>,
        table: &DecisionTable,
        columns: &[Column],
        rule: &Rule,
        ladder: &Ladder,
        charge: &Charge,
        absent: Vec<Key>,
    ) -> Why {
        let tested = rule.when.iter().zip(&table.columns).zip(columns);
        let tested = tested.filter(|((test, _), _)| **test != Test::Any);
        let facts =
            tested.filter_map(|((_, name), column)| Some((name.clone(), known.value(*column, name)?.into_fact())));
        let limit = ladder.rungs[usize::from(charge.rung)].resolve;
        let counted = if limit.unit.is_working() {
            self.calendar.days_counted(known.matter.at, charge.resolve_by)
        } else {
            DaysCounted::default()
        };
        Why {
            rules_version: self.version,
            table: table.key.clone(),
            rule: rule.id.clone(),
            note: rule.note.clone(),
            facts: facts.collect(),
            limit,
            stand_in: charge.stand_in,
            from: known.matter.at,
            counted,
            absent,
        }
    }
}

/// The value of a column.
#[derive(Clone, Copy)]
enum Value<'a> {
    Key(&'a str),
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

/// A matter with what the tables can ask of it.
struct Known<'a> {
    matter: &'a Matter<'a>,
    compound: Option<&'static str>,
}

impl<'a> Known<'a> {
    fn value(&self, column: Column, name: &str) -> Option<Value<'a>> {
        match column {
            Column::Category => Some(Value::Key(self.matter.category)),
            Column::Mode => Some(Value::Key(self.matter.mode.key())),
            Column::Compound => self.compound.map(Value::Key),
            Column::Fact => self.matter.facts.get(name).map(Value::Fact),
        }
    }

    fn pick<'t>(
        &self,
        table: &'t DecisionTable,
        columns: &[Column],
        place: &CategoryPlace,
    ) -> Result<&'t Rule, Undecided> {
        let matches = |place: &RulePlace| {
            let rule = table.rules.get(place.position)?;
            let passes = |column: usize| {
                let (test, name) = (rule.when.get(column)?, table.columns.get(column)?);
                Some(self.passes(test, *columns.get(column)?, name))
            };
            place.tested.iter().all(|column| passes(*column) == Some(true)).then_some(rule)
        };
        let mut matching = place.rules.iter().filter_map(matches);
        let first = matching.next().ok_or(Undecided::NoRule)?;
        if table.hit == HitPolicy::Unique
            && let Some(second) = matching.next()
        {
            let (first, second) = (first.id.clone(), second.id.clone());
            return Err(Undecided::Ambiguous { first, second });
        }
        Ok(first)
    }

    fn passes(&self, test: &Test, column: Column, name: &str) -> bool {
        let Some(value) = self.value(column, name) else {
            return false;
        };
        let key = match value {
            Value::Key(key) => Some(key),
            Value::Fact(FactValue::Choice(key)) => Some(key.as_str()),
            Value::Fact(_) => None,
        };
        match (test, value) {
            (Test::In(keys), _) => key.is_some_and(|key| keys.iter().any(|named| named == key)),
            (Test::NotIn(keys), _) => key.is_some_and(|key| keys.iter().all(|named| named != key)),
            (Test::Between(min, max), Value::Fact(FactValue::Integer(number))) => {
                min.is_none_or(|min| min <= *number) && max.is_none_or(|max| *number <= max)
            }
            (Test::Is(wanted), Value::Fact(FactValue::Boolean(answer))) => wanted == answer,
            _ => false,
        }
    }
}

/// A ladder leaned against a path.
struct Climb<'a> {
    book: &'a Rulebook,
    ladder: &'a Ladder,
    units: &'a [&'a Unit],
    at: DateTime<Utc>,
}

impl Climb<'_> {
    /// The charge at a rung, or at the next above whose level there is here. `post` replaces the post of the rung itself.
    fn charge(&self, rung: usize, post: Option<Post>) -> Result<Charge, Undecided> {
        let rungs = &self.ladder.rungs;
        let wanted = rungs.get(rung).ok_or_else(|| dangling(&self.ladder.key))?;
        let here = rungs.iter().enumerate().skip(rung).find_map(|(position, rung)| {
            let start = self.units.iter().position(|unit| unit.tier == rung.tier)?;
            Some((position, rung, start))
        });
        let nobody = || Undecided::NobodyThere { tier: wanted.tier, post: post.unwrap_or(wanted.post) };
        let (position, found, start) = here.ok_or_else(nobody)?;
        let post = post.filter(|_| position == rung).unwrap_or(found.post);
        let (holder, stand_in) = self.holder(found.tier, post)?;
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

    /// Who holds the post, or who stands in for it.
    fn holder(&self, tier: Tier, post: Post) -> Result<(Holder, bool), Undecided> {
        let day = county_day(self.at);
        let held = |tier, post| {
            let unit = self.units.iter().find(|unit| unit.tier == tier)?;
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
        let stand_ins = self.book.stand_ins.iter().filter(|empty| empty.tier == tier && empty.post == post);
        stand_ins
            .flat_map(|empty| &empty.instead)
            .find_map(|(tier, post)| held(*tier, *post))
            .map(|holder| (holder, true))
            .ok_or(Undecided::NobodyThere { tier, post })
    }
}

/// The unit and all above it, nearest first.
fn path_up(unit: UnitId, org: &Directory) -> Result<Vec<&Unit>, Undecided> {
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
fn compound_of(units: &[&Unit]) -> Option<&'static str> {
    units.iter().find_map(|unit| unit.compound).map(compound_key)
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

/// The departments of these services, and the services that no department provides here.
fn departments(services: &[Key], units: &[&Unit], org: &Directory) -> (Vec<UnitId>, Vec<Key>) {
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

fn dangling(name: &str) -> Undecided {
    Undecided::Dangling { name: name.to_owned() }
}
