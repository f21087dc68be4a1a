//! The rows of the units file, and the tree they make.

use std::collections::BTreeMap;

use super::table::{self, Row};
use super::{Fault, Faults, ImportFile, unit_id};
use crate::id::UnitId;
use crate::kinds::unit::{Command, NewUnit};
use crate::org::{CompoundKind, Directory, Tier, Unit, UnitCode};
use crate::place::Outline;
use crate::text::Text;

const COLUMNS: [&str; 12] = [
    "code_system",
    "code_version",
    "code",
    "parent_code",
    "tier",
    "name_zh",
    "name_en",
    "compound",
    "service",
    "lon",
    "lat",
    "from",
];
const COMPOUNDS: [CompoundKind; 5] =
    [CompoundKind::New, CompoundKind::Old, CompoundKind::Resettlement, CompoundKind::Commercial, CompoundKind::Village];

/// A unit of the file, good or bad.
pub(super) struct Draft {
    /// Its line.
    pub line: usize,
    /// Its code.
    pub code: String,
    /// The code of the unit above.
    pub parent_code: String,
    /// Whether a fault was found in its row or its outline.
    pub is_bad: bool,
    /// Its id.
    pub id: UnitId,
    /// What will be created; its tier is none when the row does not say.
    pub unit: Option<NewUnit>,
}

/// All units of the file, with the place of each code.
#[derive(Default)]
pub(super) struct Drafts {
    /// In the order of the file.
    pub list: Vec<Draft>,
    /// From a code to its first row.
    pub by_code: BTreeMap<String, usize>,
}

impl Drafts {
    /// The unit of this code.
    pub fn get(&self, code: &str) -> Option<&Draft> {
        self.by_code.get(code).map(|at| &self.list[*at])
    }

    /// Says what is wrong with a unit.
    pub fn fault(&mut self, at: usize, column: Option<&str>, fault: Fault, faults: &mut Faults) {
        self.list[at].is_bad = true;
        faults.add(ImportFile::Units, self.list[at].line, column, fault);
    }
}

/// The units that the county has already, by code.
pub(super) type Existing<'a> = BTreeMap<&'a str, &'a Unit>;

/// The open units of the county.
pub(super) fn existing(county: &Directory) -> Existing<'_> {
    county.units().filter(|unit| unit.to.is_none()).map(|unit| (unit.code.value.as_str(), unit)).collect()
}

/// Reads the file and checks all but outlines.
pub(super) fn read(bytes: &[u8], existing: &Existing<'_>, faults: &mut Faults) -> Drafts {
    let mut drafts = Drafts::default();
    for mut row in table::rows(ImportFile::Units, bytes, &COLUMNS, faults) {
        let draft = read_row(&mut row, faults);
        let at = drafts.list.len();
        let first = *drafts.by_code.entry(draft.code.clone()).or_insert(at);
        drafts.list.push(draft);
        if first != at && !drafts.list[at].code.is_empty() {
            let fault = Fault::Duplicate { first: drafts.list[first].line };
            drafts.fault(at, Some("code"), fault, faults);
        }
    }
    for at in 0..drafts.list.len() {
        place(at, &mut drafts, existing, faults);
    }
    check_counties(&mut drafts, existing, faults);
    check_services(&mut drafts, faults);
    drafts
}

fn read_row(row: &mut Row<'_>, faults: &mut Faults) -> Draft {
    let system = row.required("code_system", faults);
    let version = row.required("code_version", faults);
    let code = row.required("code", faults);
    let name = Text::new(row.required("name_zh", faults), row.required("name_en", faults));
    let tier = row.name("tier", &Tier::ALL, true, faults);
    let compound = row.name("compound", &COMPOUNDS, tier == Some(Tier::Compound), faults);
    let service = Some(row.cell("service").to_owned()).filter(|service| !service.is_empty());
    let point = row.point(faults);
    let from = row.day("from", true, faults);
    if let Some(tier) = tier {
        check_tier_cells(row, tier, faults);
    }
    let id = unit_id(&system, &code);
    let unit = tier.map(|tier| NewUnit {
        parent: None,
        tier,
        name,
        code: UnitCode { system, version, value: code.clone() },
        outline: Outline::default(),
        point,
        compound,
        service,
        appointments: Vec::new(),
        from: from.unwrap_or_default(),
    });
    let parent_code = row.cell("parent_code").to_owned();
    Draft { line: row.line, code, parent_code, is_bad: row.is_bad, id, unit }
}

/// Cells that only some tiers have.
fn check_tier_cells(row: &mut Row<'_>, tier: Tier, faults: &mut Faults) {
    if !row.cell("compound").is_empty() && !matches!(tier, Tier::Compound | Tier::Grid) {
        row.fault("compound", Fault::NotForTier { tier }, faults);
    }
    if tier == Tier::Department {
        row.required("service", faults);
    } else if !row.cell("service").is_empty() {
        row.fault("service", Fault::NotForTier { tier }, faults);
    }
}

/// Finds the unit above and checks that the tier fits there.
fn place(at: usize, drafts: &mut Drafts, existing: &Existing<'_>, faults: &mut Faults) {
    let draft = &drafts.list[at];
    if existing.contains_key(draft.code.as_str()) {
        drafts.fault(at, Some("code"), Fault::AlreadyThere, faults);
        return;
    }
    let parent = match draft.parent_code.as_str() {
        "" => None,
        code => match (existing.get(code), drafts.get(code)) {
            (Some(unit), _) => Some((unit.id, Some(unit.tier))),
            (None, Some(above)) => Some((above.id, above.unit.as_ref().map(|unit| unit.tier))),
            (None, None) => {
                let fault = Fault::UnknownUnit { code: table::shortened(code) };
                drafts.fault(at, Some("parent_code"), fault, faults);
                return;
            }
        },
    };
    let Some(unit) = &mut drafts.list[at].unit else {
        return;
    };
    unit.parent = parent.map(|(id, _)| id);
    let under = match parent {
        None => None,
        Some((_, Some(tier))) => Some(tier),
        // The row above does not say its tier: that is its own fault.
        Some((_, None)) => return,
    };
    let tier = unit.tier;
    if !tier.fits_under(under) {
        drafts.fault(at, Some("tier"), Fault::WrongTier { tier, under }, faults);
    }
}

fn check_counties(drafts: &mut Drafts, existing: &Existing<'_>, faults: &mut Faults) {
    let is_county = |draft: &Draft| draft.unit.as_ref().is_some_and(|unit| unit.tier == Tier::County);
    let counties: Vec<usize> = (0..drafts.list.len()).filter(|at| is_county(&drafts.list[*at])).collect();
    let is_founded = existing.values().any(|unit| unit.tier == Tier::County);
    let allowed = usize::from(!is_founded);
    for at in counties.into_iter().skip(allowed) {
        drafts.fault(at, Some("tier"), Fault::SecondCounty, faults);
    }
}

fn check_services(drafts: &mut Drafts, faults: &mut Faults) {
    let mut first: BTreeMap<(Option<UnitId>, String), usize> = BTreeMap::new();
    for at in 0..drafts.list.len() {
        let Some(unit) = &drafts.list[at].unit else {
            continue;
        };
        let is_department = unit.tier == Tier::Department;
        let Some(service) = unit.service.clone().filter(|_| is_department) else {
            continue;
        };
        let holder = *first.entry((unit.parent, service)).or_insert(at);
        if holder != at {
            let other = drafts.list[holder].code.clone();
            drafts.fault(at, Some("service"), Fault::ServiceTwice { other }, faults);
        }
    }
}

/// Marks whatever stands under a bad unit as bad too. Units above come first, however the file is ordered.
pub(super) fn leave_out(drafts: &mut Drafts, faults: &mut Faults) {
    let mut order: Vec<usize> = (0..drafts.list.len()).collect();
    order.sort_by_key(|at| drafts.list[*at].unit.as_ref().map(|unit| rank(unit.tier)));
    for at in order {
        let draft = &drafts.list[at];
        let is_above_bad = drafts.get(&draft.parent_code).is_some_and(|above| above.is_bad);
        if is_above_bad && !draft.is_bad {
            let because = draft.parent_code.clone();
            drafts.fault(at, Some("parent_code"), Fault::LeftOut { because }, faults);
        }
    }
}

/// The commands that create the good units, units above first.
pub(super) fn commands(drafts: Drafts) -> Vec<(UnitId, Command)> {
    let good = drafts.list.into_iter().filter(|draft| !draft.is_bad);
    let mut units: Vec<(UnitId, NewUnit)> = good.filter_map(|draft| Some((draft.id, draft.unit?))).collect();
    units.sort_by_key(|(_, unit)| rank(unit.tier));
    units.into_iter().map(|(id, unit)| (id, Command::Create(Box::new(unit)))).collect()
}

/// A tier's place in an order in which every unit comes after those it may stand under.
const fn rank(tier: Tier) -> u8 {
    match tier {
        Tier::County => 0,
        Tier::Town => 1,
        Tier::Community => 2,
        Tier::Grid => 3,
        Tier::Compound | Tier::Department | Tier::Station => 4,
    }
}
