//! Reading a county from files: units and appointments from CSV, outlines from GeoJSON.
//!
//! Every bad row is named, with its line, its column and what is wrong as data. Nothing comes of a file with a bad row unless
//! the caller asks to leave bad rows out; then whatever stands under a bad unit is left out with it, and said so.
//!
//! | file | columns |
//! | --- | --- |
//! | units | `code_system,code_version,code,parent_code,tier,name_zh,name_en,compound,service,lon,lat,from` |
//! | outlines | a GeoJSON `FeatureCollection`; each feature has the property `code` and a polygon in WGS84 |
//! | appointments | `unit_code,post,name,phone,from,to,person` |
//!
//! `parent_code` is empty for the county, `compound` for all but compounds and grids, `service` for all but departments, `lon` and
//! `lat` where there is no door or middle, `phone` and `to` where there is none. `person` is a key of the file's own: the same
//! key is the same person in every file that is imported.

mod outlines;
mod people;
mod table;
mod units;
mod words;

use serde::{Deserialize, Serialize};

use crate::id::{PersonId, UnitId};
use crate::kinds::unit::Command;
use crate::org::{Directory, Tier};
use crate::place::{GeoJsonFault, OutlineFault, Point};

/// Most rows of one file.
pub const IMPORT_ROWS_MAX: usize = 200_000;
/// Longest text in a cell, characters.
pub const CELL_CHARS_MAX: usize = 100;

/// The files, as bytes: UTF-8, with or without a byte order mark.
#[derive(Clone, Copy, Debug, Default)]
pub struct Files<'a> {
    /// Units as CSV.
    pub units: Option<&'a [u8]>,
    /// Outlines as GeoJSON.
    pub outlines: Option<&'a [u8]>,
    /// Appointments as CSV.
    pub appointments: Option<&'a [u8]>,
}

/// What to do when some rows are bad.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BadRows {
    /// Import nothing.
    #[default]
    Refuse,
    /// Leave them out, and what depends on them.
    Skip,
}

/// What comes of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// What to do, units above before units below. Empty when rows are bad and were not to be skipped.
    pub commands: Vec<(UnitId, Command)>,
    /// How many units that creates.
    pub units: usize,
    /// How many appointments that makes.
    pub appointments: usize,
    /// Every bad row.
    pub faults: Vec<RowFault>,
}

/// One of the files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportFile {
    /// Units.
    Units,
    /// Outlines.
    Outlines,
    /// Appointments.
    Appointments,
}

/// What is wrong where. [`RowFault::text`] says it in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowFault {
    /// In which file.
    pub file: ImportFile,
    /// The line of a CSV file, the heading being 1; the number of a feature, from 1; 0 for the file as a whole.
    pub row: usize,
    /// The column, if it is one cell's fault.
    pub column: Option<String>,
    /// What.
    pub fault: Fault,
}

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum Fault {
    /// The file is not UTF-8 (perhaps GBK, as some spreadsheets save it).
    NotUtf8,
    /// The file is not JSON, or not a feature collection.
    NotFeatures,
    /// The heading lacks this column.
    NoColumn,
    /// More rows than this.
    TooManyRows {
        /// Limit.
        max: usize,
    },
    /// The row has another number of cells than the heading.
    CellCount {
        /// In the row.
        found: usize,
        /// In the heading.
        expected: usize,
    },
    /// Must not be empty.
    Empty,
    /// Too long.
    TooLong {
        /// Limit, characters.
        max: usize,
    },
    /// Not one of the known names.
    NotOneOf {
        /// What is there.
        found: String,
        /// What may be there.
        allowed: Vec<String>,
    },
    /// Not a number of degrees within range.
    NotDegrees {
        /// What is there.
        found: String,
    },
    /// Not a day such as `2025-01-31`.
    NotADay {
        /// What is there.
        found: String,
    },
    /// Not a phone number. What is there is not repeated: it may be somebody's.
    NotAPhone,
    /// The same code, outline or appointment was in an earlier row.
    Duplicate {
        /// That row.
        first: usize,
    },
    /// The county has a unit of this code already.
    AlreadyThere,
    /// No unit of this code is in the file or in the county.
    UnknownUnit {
        /// The code.
        code: String,
    },
    /// A unit of this tier cannot stand there.
    WrongTier {
        /// Its tier.
        tier: Tier,
        /// The tier above.
        under: Option<Tier>,
    },
    /// There is a county already.
    SecondCounty,
    /// This column is only for other tiers.
    NotForTier {
        /// The unit's tier.
        tier: Tier,
    },
    /// Another department under the same unit has this service.
    ServiceTwice {
        /// Its code.
        other: String,
    },
    /// The point lies outside of the unit's own outline.
    PointOutside,
    /// The geometry cannot be read.
    Geometry {
        /// Why.
        why: GeoJsonFault,
    },
    /// The outline is not sound.
    Outline {
        /// Why.
        why: OutlineFault,
    },
    /// The outline has more points than this.
    TooManyPoints {
        /// Limit.
        max: usize,
    },
    /// A grid must have an outline: otherwise no point is ever in it.
    OutlineMissing,
    /// The outline reaches out of that of the unit above.
    OutsideParent {
        /// A point that shows it.
        at: Point,
    },
    /// Two grids share ground, so that a point would lie in both.
    Overlaps {
        /// The other grid's code.
        other: String,
    },
    /// The last day is before the first.
    EndsBeforeStart,
    /// The same person key has another name in an earlier row.
    OtherName {
        /// That row.
        first: usize,
    },
    /// More appointments at one unit than this.
    TooManyAppointments {
        /// Limit.
        max: usize,
    },
    /// Left out because this unit is bad or was left out.
    LeftOut {
        /// The unit's code.
        because: String,
    },
}

/// The id of the unit of this code, the same in every import.
#[must_use]
pub fn unit_id(system: &str, code: &str) -> UnitId {
    UnitId::named(&format!("unit/{system}/{code}"))
}

/// The id of the person of this key, the same in every import.
#[must_use]
pub fn person_id(key: &str) -> PersonId {
    PersonId::named(&format!("person/{key}"))
}

/// Reads the files into commands for a county that has these units already.
#[must_use]
pub fn import(files: Files<'_>, county: &Directory, bad_rows: BadRows) -> ImportReport {
    let mut faults = Faults::default();
    let existing = units::existing(county);
    let mut drafts = files.units.map(|bytes| units::read(bytes, &existing, &mut faults)).unwrap_or_default();
    if let Some(outlines) = files.outlines {
        outlines::read(outlines, &mut drafts, &mut faults);
    }
    outlines::check(&mut drafts, county, &mut faults);
    let posts = files.appointments.map(|bytes| people::read(bytes, &drafts, &existing, &mut faults));
    if bad_rows == BadRows::Skip {
        units::leave_out(&mut drafts, &mut faults);
    }
    let posts = people::assign(posts.unwrap_or_default(), &mut drafts, &existing, bad_rows, &mut faults);
    let mut faults = faults.0;
    faults.sort_by_key(|fault| (fault.file, fault.row));
    if bad_rows == BadRows::Refuse && !faults.is_empty() {
        return ImportReport { faults, ..ImportReport::default() };
    }
    let creates = units::commands(drafts);
    let units = creates.len();
    let appointments = posts.len() + creates.iter().map(|(_, command)| appointments_in(command)).sum::<usize>();
    ImportReport { commands: creates.into_iter().chain(posts).collect(), units, appointments, faults }
}

fn appointments_in(command: &Command) -> usize {
    match command {
        Command::Create(unit) => unit.appointments.len(),
        _ => 0,
    }
}

/// The faults found so far.
#[derive(Debug, Default)]
struct Faults(Vec<RowFault>);

impl Faults {
    fn add(&mut self, file: ImportFile, row: usize, column: Option<&str>, fault: Fault) {
        self.0.push(RowFault { file, row, column: column.map(str::to_owned), fault });
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;
