//! The units that matters are in: of files, or no more than names.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate};
use weft::aggregate::Aggregate;
use weft::id::{PersonId, UnitId};
use weft::import::{BadRows, Files, import};
use weft::kinds::unit::{Command, Event, Unit};
use weft::org::{Appointment, Directory, Post};
use weft::rules::replay::UNITS_MAX;

use super::{ReplayConfig, is_placed, said};

/// The units, and by which names the table calls them.
pub struct County {
    /// The directory; empty if there is none.
    pub org: Arc<Directory>,
    codes: BTreeMap<String, UnitId>,
}

impl County {
    /// No units: every name is one.
    pub fn nowhere() -> Self {
        Self { org: Arc::default(), codes: BTreeMap::new() }
    }

    /// Reads the files that there are.
    pub fn read(config: &ReplayConfig) -> Result<Self, String> {
        let read = |path: &Path| fs::read(path).map_err(|why| said(path, &why));
        let Some(units) = config.units.as_deref().map(read).transpose()? else {
            return Ok(Self::nowhere());
        };
        let outlines = config.outlines.as_deref().map(read).transpose()?;
        let appointments = config.appointments.as_deref().map(read).transpose()?;
        let files = Files { units: Some(&units), outlines: outlines.as_deref(), appointments: appointments.as_deref() };
        let report = import(files, &Directory::default(), BadRows::Refuse);
        if let Some(fault) = report.faults.first() {
            let more = report.faults.len() - 1;
            let said = fault.text();
            return Err(format!("{} {} (+{more})", said.zh, said.en));
        }
        let mut units = BTreeMap::new();
        for (id, command) in report.commands {
            carry_out(&mut units, id, command);
        }
        if config.appointments.is_none() {
            units.values_mut().for_each(hold_every_post);
        }
        let codes = units.values().map(|unit: &Unit| (unit.code.value.clone(), unit.id)).collect();
        Ok(Self { org: Arc::new(Directory::new(units.into_values())), codes })
    }

    /// The unit of a code. Without a directory every name is one.
    pub fn named(&mut self, code: &str) -> Result<UnitId, String> {
        if let Some(known) = self.codes.get(code) {
            return Ok(*known);
        }
        if is_placed(&self.org) {
            return Err(format!("没有这个单位 / no such unit: {code}"));
        }
        let unit = UnitId::named(code);
        if self.codes.len() < UNITS_MAX {
            self.codes.insert(code.to_owned(), unit);
        }
        Ok(unit)
    }

    /// The codes of all units, to write instead of ids.
    pub fn code_of(&self) -> BTreeMap<UnitId, &str> {
        self.codes.iter().map(|(code, unit)| (*unit, code.as_str())).collect()
    }
}

/// An import was checked as a whole already, and here nobody is asked: events follow from its commands.
fn carry_out(units: &mut BTreeMap<UnitId, Unit>, id: UnitId, command: Command) {
    let event = match command {
        Command::Create(unit) => {
            let parent = unit.parent.and_then(|parent| units.get(&parent));
            let above = parent.map_or_else(Vec::new, |parent| [&[parent.id], &*parent.above].concat());
            Event::Created { unit, above }
        }
        Command::Appoint { appointment } => Event::Appointed { appointment },
        _ => return,
    };
    let before = units.remove(&id);
    units.extend(
        Unit::apply(before, id, &event, PersonId::named("replay"), DateTime::UNIX_EPOCH).map(|unit| (id, unit)),
    );
}

fn hold_every_post(unit: &mut Unit) {
    let held = |post: &Post| Appointment {
        post: *post,
        person: PersonId::named(&format!("{}/{post:?}", unit.id)),
        name: String::new(),
        phone: None,
        from: NaiveDate::MIN,
        to: None,
    };
    unit.appointments = Post::ALL.iter().map(held).collect();
}
