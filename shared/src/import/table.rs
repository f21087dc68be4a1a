//! Rows and cells of a CSV file.

use chrono::NaiveDate;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{CELL_CHARS_MAX, Fault, Faults, IMPORT_ROWS_MAX, ImportFile};
use crate::place::Point;

/// One row, with a cell for each column asked for. Whoever finds a fault in it tells the row, which so knows that it is bad.
pub(super) struct Row<'a> {
    file: ImportFile,
    columns: &'a [&'static str],
    /// Its line in the file.
    pub line: usize,
    cells: Vec<String>,
    /// Whether a fault was found.
    pub is_bad: bool,
}

/// The text of a file, without a byte order mark.
pub(super) fn text<'a>(file: ImportFile, bytes: &'a [u8], faults: &mut Faults) -> Option<&'a str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text.strip_prefix('\u{feff}').unwrap_or(text)),
        Err(_) => {
            faults.add(file, 0, None, Fault::NotUtf8);
            None
        }
    }
}

/// The rows of a CSV file that has these columns, in any order and perhaps among others.
pub(super) fn rows<'a>(
    file: ImportFile,
    bytes: &[u8],
    columns: &'a [&'static str],
    faults: &mut Faults,
) -> Vec<Row<'a>> {
    let Some(text) = text(file, bytes, faults) else {
        return Vec::new();
    };
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(true).from_reader(text.as_bytes());
    // Reading from memory that is known to be UTF-8 cannot fail; an empty file has an empty heading.
    let heading = reader.headers().cloned().unwrap_or_default();
    let places: Vec<Option<usize>> =
        columns.iter().map(|column| heading.iter().position(|cell| cell == *column)).collect();
    for (column, _) in columns.iter().zip(&places).filter(|(_, place)| place.is_none()) {
        faults.add(file, 1, Some(column), Fault::NoColumn);
    }
    if places.contains(&None) {
        return Vec::new();
    }
    let mut rows = Vec::new();
    for record in reader.records().flatten() {
        let line = record.position().map_or(0, |position| usize::try_from(position.line()).unwrap_or(usize::MAX));
        if rows.len() == IMPORT_ROWS_MAX {
            faults.add(file, line, None, Fault::TooManyRows { max: IMPORT_ROWS_MAX });
            break;
        }
        if record.len() != heading.len() {
            let fault = Fault::CellCount { found: record.len(), expected: heading.len() };
            faults.add(file, line, None, fault);
        }
        let is_bad = record.len() != heading.len();
        let cell = |place: &Option<usize>| place.and_then(|place| record.get(place)).unwrap_or_default().to_owned();
        rows.push(Row { file, columns, line, cells: places.iter().map(cell).collect(), is_bad });
    }
    rows
}

impl Row<'_> {
    /// The text of a cell. The columns are those the file was read with.
    pub fn cell(&self, column: &str) -> &str {
        let place = self.columns.iter().position(|name| *name == column);
        place.and_then(|place| self.cells.get(place)).map_or("", String::as_str)
    }

    /// Says what is wrong with a cell.
    pub fn fault(&mut self, column: &str, fault: Fault, faults: &mut Faults) {
        self.is_bad = true;
        faults.add(self.file, self.line, Some(column), fault);
    }

    /// A cell that must hold a text that is not too long.
    pub fn required(&mut self, column: &str, faults: &mut Faults) -> String {
        let text = self.cell(column).to_owned();
        if text.is_empty() {
            self.fault(column, Fault::Empty, faults);
        } else if text.chars().count() > CELL_CHARS_MAX {
            self.fault(column, Fault::TooLong { max: CELL_CHARS_MAX }, faults);
        }
        text
    }

    /// A cell that holds one of these names, as they are written on the wire. None when empty or unknown.
    pub fn name<T>(&mut self, column: &str, all: &[T], is_required: bool, faults: &mut Faults) -> Option<T>
    where
        T: Serialize + DeserializeOwned,
    {
        let text = self.cell(column).to_owned();
        if text.is_empty() && !is_required {
            return None;
        }
        let named = crate::json::from_value(Value::String(text.clone())).ok();
        if named.is_none() {
            let fault = if text.is_empty() { Fault::Empty } else { not_one_of(&text, all) };
            self.fault(column, fault, faults);
        }
        named
    }

    /// A cell that holds a day. None when empty or wrong.
    pub fn day(&mut self, column: &str, is_required: bool, faults: &mut Faults) -> Option<NaiveDate> {
        let text = self.cell(column).to_owned();
        if text.is_empty() && !is_required {
            return None;
        }
        let day = text.parse().ok();
        if day.is_none() {
            let fault = if text.is_empty() { Fault::Empty } else { Fault::NotADay { found: shortened(&text) } };
            self.fault(column, fault, faults);
        }
        day
    }

    /// Two cells that hold longitude and latitude, or are both empty. None when empty or wrong.
    pub fn point(&mut self, faults: &mut Faults) -> Option<Point> {
        if self.cell("lon").is_empty() && self.cell("lat").is_empty() {
            return None;
        }
        let [lon, lat] = [("lon", 180.0), ("lat", 90.0)].map(|(column, limit)| self.degrees(column, limit, faults));
        Point::from_degrees(lon?, lat?)
    }

    fn degrees(&mut self, column: &str, limit: f64, faults: &mut Faults) -> Option<f64> {
        let text = self.cell(column).to_owned();
        let degrees = text.parse().ok().filter(|degrees: &f64| degrees.abs() <= limit);
        if degrees.is_none() {
            let fault = if text.is_empty() { Fault::Empty } else { Fault::NotDegrees { found: shortened(&text) } };
            self.fault(column, fault, faults);
        }
        degrees
    }
}

fn not_one_of<T: Serialize>(found: &str, all: &[T]) -> Fault {
    let allowed = all.iter().filter_map(|name| serde_json::to_value(name).ok()?.as_str().map(str::to_owned)).collect();
    Fault::NotOneOf { found: shortened(found), allowed }
}

/// As much of a wrong cell as is useful in a report.
pub(super) fn shortened(text: &str) -> String {
    text.chars().take(CELL_CHARS_MAX).collect()
}
