//! The rows of the appointments file.

use std::collections::BTreeMap;

use super::table::{self, Row};
use super::units::{Drafts, Existing};
use super::{BadRows, Fault, Faults, ImportFile, person_id};
use crate::id::{PersonId, UnitId};
use crate::kinds::unit::{APPOINTMENTS_MAX, Command};
use crate::org::{Appointment, Post};
use crate::secret::Secret;

const COLUMNS: [&str; 7] = ["unit_code", "post", "name", "phone", "from", "to", "person"];
/// Fewest and most characters of a phone number.
const PHONE_CHARS: std::ops::RangeInclusive<usize> = 5..=20;

/// A good appointment and where it goes.
pub(super) struct Placed {
    line: usize,
    unit_code: String,
    appointment: Appointment,
}

/// Reads the file; only good rows come back.
pub(super) fn read(bytes: &[u8], drafts: &Drafts, county: &Existing<'_>, faults: &mut Faults) -> Vec<Placed> {
    let mut names: BTreeMap<String, (usize, String)> = BTreeMap::new();
    let mut held: BTreeMap<(String, Post, PersonId), Vec<Placed>> = BTreeMap::new();
    for mut row in table::rows(ImportFile::Appointments, bytes, &COLUMNS, faults) {
        let Some(placed) = read_row(&mut row, drafts, county, faults) else {
            continue;
        };
        let key = row.cell("person").to_owned();
        let (first, name) = names.entry(key).or_insert_with(|| (placed.line, placed.appointment.name.clone()));
        if *name != placed.appointment.name {
            let fault = Fault::OtherName { first: *first };
            row.fault("name", fault, faults);
            continue;
        }
        let post = placed.appointment.post;
        let same = held.entry((placed.unit_code.clone(), post, placed.appointment.person)).or_default();
        match same.iter().find(|other| shares_a_day(&other.appointment, &placed.appointment)) {
            Some(other) => row.fault("person", Fault::Duplicate { first: other.line }, faults),
            None => same.push(placed),
        }
    }
    let mut placed: Vec<Placed> = held.into_values().flatten().collect();
    placed.sort_by_key(|placed| placed.line);
    placed
}

fn read_row(row: &mut Row<'_>, drafts: &Drafts, county: &Existing<'_>, faults: &mut Faults) -> Option<Placed> {
    let unit_code = row.required("unit_code", faults);
    let is_known = drafts.by_code.contains_key(&unit_code) || county.contains_key(unit_code.as_str());
    if !is_known && !unit_code.is_empty() {
        row.fault("unit_code", Fault::UnknownUnit { code: table::shortened(&unit_code) }, faults);
    }
    let post = row.name("post", &Post::ALL, true, faults);
    let name = row.required("name", faults);
    let person = person_id(&row.required("person", faults));
    let phone = read_phone(row, faults);
    let from = row.day("from", true, faults);
    let to = row.day("to", false, faults);
    if from.zip(to).is_some_and(|(from, to)| to < from) {
        row.fault("to", Fault::EndsBeforeStart, faults);
    }
    if row.is_bad {
        return None;
    }
    let appointment = Appointment { post: post?, person, name, phone: phone.map(Secret::Clear), from: from?, to };
    Some(Placed { line: row.line, unit_code, appointment })
}

fn read_phone(row: &mut Row<'_>, faults: &mut Faults) -> Option<String> {
    let phone = Some(row.cell("phone").to_owned()).filter(|phone| !phone.is_empty())?;
    let is_phone = |sign: char| sign.is_ascii_digit() || matches!(sign, '+' | '-' | ' ');
    if !phone.chars().all(is_phone) || !PHONE_CHARS.contains(&phone.len()) {
        row.fault("phone", Fault::NotAPhone, faults);
    }
    Some(phone)
}

fn shares_a_day(one: &Appointment, two: &Appointment) -> bool {
    one.to.is_none_or(|to| two.from <= to) && two.to.is_none_or(|to| one.from <= to)
}

/// Gives the appointments to the units of the file; those for units that the county has already come back as commands.
pub(super) fn assign(
    placed: Vec<Placed>,
    drafts: &mut Drafts,
    county: &Existing<'_>,
    bad_rows: BadRows,
    faults: &mut Faults,
) -> Vec<(UnitId, Command)> {
    const FILE: ImportFile = ImportFile::Appointments;
    let mut commands = Vec::new();
    let mut counts: BTreeMap<UnitId, usize> = BTreeMap::new();
    for Placed { line, unit_code, appointment } in placed {
        let at = drafts.by_code.get(&unit_code).copied();
        let there = county.get(unit_code.as_str()).copied();
        if there.is_none() && at.is_some_and(|at| drafts.list[at].is_bad) {
            if bad_rows == BadRows::Skip {
                faults.add(FILE, line, Some("unit_code"), Fault::LeftOut { because: unit_code });
            }
            continue;
        }
        let Some(id) = there.map(|unit| unit.id).or_else(|| at.map(|at| drafts.list[at].id)) else {
            continue;
        };
        let count = counts.entry(id).or_insert_with(|| there.map_or(0, |unit| unit.appointments.len()));
        if *count == APPOINTMENTS_MAX {
            faults.add(FILE, line, Some("unit_code"), Fault::TooManyAppointments { max: APPOINTMENTS_MAX });
            continue;
        }
        *count += 1;
        match (there, at.and_then(|at| drafts.list[at].unit.as_mut())) {
            (None, Some(unit)) => unit.appointments.push(appointment),
            _ => commands.push((id, Command::Appoint { appointment })),
        }
    }
    commands
}
