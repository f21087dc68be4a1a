//! Decision tables as spreadsheets: a sheet of the table, with the notation of S-FEEL in its cells, and one that explains it.

mod write;

use std::collections::BTreeMap;
use std::io::{self, Cursor, Read};

use calamine::{DataRef, Reader as _, Xlsx, XlsxError};

use super::feel::Literal;
use super::{Column, FILE_BYTES_MAX, Fault, GRID_COLUMNS_MAX, GRID_RULES_MAX, Grid, Line, Place, What, hit};

pub use write::write;

/// Most bytes of a file once it is unpacked.
const UNPACKED_BYTES_MAX: u64 = 128 << 20;
/// What the first cell of a sheet with a table begins with.
const MARK: &str = "决策表";
/// What the name of a column begins with that says what is decided.
const OUTPUT: &str = "→ ";
/// What the name of a column begins with that says something beside.
const NOTE: &str = "# ";
/// Rows above the rules: the table's name and hit policy, and then names, titles and types of columns.
const HEAD_ROWS: u32 = 4;

/// A cell that cannot be taken over as a text.
type Cells = BTreeMap<(u32, u32), Result<String, What>>;

/// The table of a spreadsheet.
///
/// # Errors
/// When it is no spreadsheet or has no such sheet, and every cell that cannot be taken over.
pub fn read(bytes: &[u8]) -> Result<Grid, Vec<Fault>> {
    let fault = |what| vec![Fault { place: Place { is_sheet: true, ..Place::default() }, what }];
    if bytes.len() > FILE_BYTES_MAX {
        return Err(fault(What::TooBig { of: "bytes", max: FILE_BYTES_MAX }));
    }
    let unpacked = unpacked_bytes(bytes).map_err(|error| fault(What::Unreadable(error.to_string())))?;
    if unpacked > UNPACKED_BYTES_MAX {
        return Err(fault(What::TooBig { of: "bytes", max: FILE_BYTES_MAX }));
    }
    let unreadable = |error: XlsxError| fault(What::Unreadable(error.to_string()));
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).map_err(unreadable)?;
    for sheet in book.sheet_names() {
        let cells = cells(&mut book, &sheet).map_err(unreadable)?;
        if cells.get(&(0, 0)).is_some_and(|cell| cell.as_ref().is_ok_and(|text| text.starts_with(MARK))) {
            return grid(sheet, cells);
        }
    }
    Err(fault(What::NoTable))
}

/// How many bytes a file unpacks to, counted up to the most that is allowed: what it says of itself need not be so.
fn unpacked_bytes(bytes: &[u8]) -> io::Result<u64> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(io::Error::other)?;
    let mut count = 0;
    for position in 0..archive.len() {
        let file = archive.by_index(position).map_err(io::Error::other)?;
        count += io::copy(&mut file.take(UNPACKED_BYTES_MAX + 1 - count), &mut io::sink())?;
        if count > UNPACKED_BYTES_MAX {
            break;
        }
    }
    Ok(count)
}

/// Every cell that is not empty, by row and column. One after another, since a range of all would be as large as the file likes.
fn cells(book: &mut Xlsx<Cursor<&[u8]>>, sheet: &str) -> Result<Cells, XlsxError> {
    let mut cells = Cells::new();
    let mut reader = book.worksheet_cells_reader(sheet)?;
    while let Some(cell) = reader.next_cell()? {
        let (row, column) = cell.get_position();
        let inside = row as usize <= GRID_RULES_MAX + HEAD_ROWS as usize && (column as usize) < GRID_COLUMNS_MAX;
        if let Some(text) = said(cell.get_value()).filter(|_| inside) {
            cells.insert((row, column), text);
        }
    }
    drop(reader);
    let mut reader = book.worksheet_cells_reader(sheet)?;
    while let Some(cell) = reader.next_formula()? {
        if !cell.get_value().is_empty() && cells.contains_key(&cell.get_position()) {
            cells.insert(cell.get_position(), Err(What::Formula));
        }
    }
    Ok(cells)
}

/// What a cell says in the notation; none if it is empty.
fn said(value: &DataRef<'_>) -> Option<Result<String, What>> {
    let date = |text: &str| match text.split('T').next().unwrap_or_default().parse() {
        Ok(date) => Ok(Literal::Date(date).to_string()),
        Err(_) => Err(What::WrongType("a date")),
    };
    Some(match value {
        DataRef::Empty => return None,
        DataRef::String(text) => Ok(text.trim().to_owned()),
        DataRef::SharedString(text) => Ok(text.trim().to_owned()),
        DataRef::Int(number) => Ok(number.to_string()),
        DataRef::Float(number) => Ok(number.to_string()),
        DataRef::Bool(answer) => Ok(answer.to_string()),
        DataRef::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            date(&format!("{year:04}-{month:02}-{day:02}"))
        }
        DataRef::DateTimeIso(text) => date(text),
        DataRef::DurationIso(_) | DataRef::Error(_) => Err(What::WrongType("a text")),
    })
    .filter(|text| text.as_ref().map_or(true, |text| !text.is_empty()))
}

fn grid(sheet: String, cells: Cells) -> Result<Grid, Vec<Fault>> {
    let mut faults = Vec::new();
    let head = |row: u32, column: u32| -> String {
        cells.get(&(row, column)).and_then(|cell| cell.as_ref().ok()).cloned().unwrap_or_default()
    };
    let last_row = cells.keys().map(|(row, _)| *row).max().unwrap_or(0);
    let last_column = cells.keys().filter(|(row, _)| *row > 0).map(|(_, column)| *column).max().unwrap_or(0);
    let mut grid = Grid { key: head(0, 1), is_sheet: true, hit: hit::named(&head(0, 3)).to_owned(), ..Grid::default() };
    let place = |row: u32, column: &str| Place {
        table: sheet.clone(),
        is_sheet: true,
        line: Some(row as usize + 1),
        column: Some(column.to_owned()),
    };
    let columns: Vec<(u32, String, String)> =
        (0..=last_column).map(|column| (column, head(1, column), head(2, column))).collect();
    for (number, name, title) in &columns {
        let own = |name: &str| Column { name: name.to_owned(), label: title.clone(), ..Column::default() };
        match (name.strip_prefix(OUTPUT), name.strip_prefix(NOTE)) {
            (Some(name), _) => grid.outputs.push(own(name)),
            (_, Some(note)) => grid.notes.push(note.to_owned()),
            _ if name.is_empty() => {
                let is_used = cells.range((1, 0)..).any(|((_, column), _)| column == number);
                faults.extend(is_used.then(|| Fault { place: place(1, &letters(*number)), what: What::UnknownColumn }));
            }
            _ => grid.inputs.push(own(name)),
        }
    }
    for row in HEAD_ROWS..=last_row {
        let mut line =
            Line { number: row as usize + 1, id: format!("rule-{}", row - HEAD_ROWS + 1), ..Line::default() };
        let mut is_empty = true;
        for (column, name, title) in &columns {
            let text = match cells.get(&(row, *column)) {
                None => String::new(),
                Some(Ok(text)) => {
                    is_empty = false;
                    text.clone()
                }
                Some(Err(what)) => {
                    let title = if title.is_empty() { name } else { title };
                    faults.push(Fault { place: place(row, title), what: what.clone() });
                    String::new()
                }
            };
            if name.starts_with(OUTPUT) {
                line.outputs.push(text);
            } else if name.starts_with(NOTE) {
                line.notes.push(text);
            } else if !name.is_empty() {
                line.inputs.push(text);
            }
        }
        if !is_empty {
            grid.lines.push(line);
        }
    }
    if faults.is_empty() { Ok(grid) } else { Err(faults) }
}

/// The name of a column as spreadsheets show it.
fn letters(column: u32) -> String {
    let letter = char::from(b'A' + u8::try_from(column % 26).unwrap_or_default());
    if column < 26 { letter.to_string() } else { format!("{}{letter}", letters(column / 26 - 1)) }
}
