//! A decision table as a spreadsheet.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatBorder, Workbook, XlsxError};

use super::super::{Column, Grid};
use super::{HEAD_ROWS, MARK, NOTE, OUTPUT};

/// How wide a column is, characters.
const WIDTH: f64 = 22.0;
const EXPLANATION_WIDTH: f64 = 64.0;
/// When every file says it was made: a file of the same table is the same, and tells nothing about who made it.
const MADE: (u16, u8, u8) = (2026, 1, 1);

/// The notation: what is written, and what it means in Chinese and in English.
const NOTATION: [[&str; 3]; 13] = [
    ["写法 / written", "含义", "meaning"],
    ["-", "不限，未填写时也成立", "anything, also when it is not known"],
    ["\"old\"", "文字加英文引号，写名称代码（如 old）", "a text in quotes: the key, such as old"],
    ["\"old\", \"new\"", "其中之一", "one of these"],
    ["not(\"old\", \"new\")", "除这些之外", "none of these"],
    ["5", "等于 5", "equal to 5"],
    ["< 5    <= 5    > 5    >= 5", "小于、不大于、大于、不小于", "less, at most, more, at least"],
    ["[1..5]", "1 到 5，两端都包括", "from 1 to 5, both ends within"],
    [
        "(1..5]    ]1..5]",
        "大于 1 且不大于 5；圆括号或朝外的方括号不包括该端",
        "more than 1, at most 5: a round or outward bracket leaves its end out",
    ],
    ["< 1, [3..5]", "小于 1，或 3 到 5", "less than 1, or from 3 to 5"],
    ["true    false", "是、否", "yes, no"],
    [
        "date(\"2026-05-01\")",
        "日期；区间如 [date(\"2026-05-01\")..date(\"2026-10-01\"))",
        "a day; also as an end of a range",
    ],
    ["[\"fire\", \"police\"]", "联办部门的名单，没有则写 []", "a list of services, [] for none"],
];

/// The file. Texts are kept as texts, whatever they begin with: nothing in it is a formula.
///
/// # Errors
/// When something is too long for a spreadsheet.
pub fn write(grid: &Grid) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let (year, month, day) = MADE;
    book.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(year, month, day)?));
    let plain = Format::new().set_quote_prefix().set_text_wrap().set_border(FormatBorder::Hair);
    let bold = plain.clone().set_bold();
    let sheet = book.add_worksheet().set_name("决策表 Table")?;
    for (column, text) in [&format!("{MARK} Table"), &grid.key, "命中策略 Hit policy", &grid.hit].iter().enumerate()
    {
        sheet.write_string_with_format(0, u16::try_from(column).unwrap_or_default(), *text, &bold)?;
    }
    let names = heads(grid);
    for (column, head) in names.iter().enumerate() {
        let column = u16::try_from(column).unwrap_or(u16::MAX);
        for (row, text) in head.iter().enumerate() {
            sheet.write_string_with_format(u32::try_from(row).unwrap_or_default() + 1, column, text, &bold)?;
        }
        sheet.set_column_width(column, WIDTH)?;
    }
    for (row, line) in grid.lines.iter().enumerate() {
        let row = u32::try_from(row).unwrap_or(u32::MAX - HEAD_ROWS) + HEAD_ROWS;
        for (column, text) in line.inputs.iter().chain(&line.outputs).chain(&line.notes).enumerate() {
            sheet.write_string_with_format(row, u16::try_from(column).unwrap_or(u16::MAX), text, &plain)?;
        }
    }
    sheet.set_freeze_panes(HEAD_ROWS, 0)?;
    let sheet = book.add_worksheet().set_name("说明 Notes")?;
    for (row, texts) in (0_u32..).zip(NOTATION) {
        for (column, text) in (0_u16..).zip(texts) {
            sheet.write_string_with_format(row, column, text, if row == 0 { &bold } else { &plain })?;
            sheet.set_column_width(column, EXPLANATION_WIDTH / if column == 0 { 2.0 } else { 1.0 })?;
        }
    }
    book.save_to_buffer()
}

/// For each column its name, its title and its type.
fn heads(grid: &Grid) -> Vec<[String; 3]> {
    let head = |prefix: &str, column: &Column| {
        let parts: Vec<&str> = [&column.type_ref, &column.values].into_iter().flatten().map(String::as_str).collect();
        [format!("{prefix}{}", column.name), column.label.clone(), parts.join(": ")]
    };
    let note = |name: &String| {
        let title = match name.as_str() {
            "rule" => "规则编号",
            "note_zh" => "说明（中文）",
            "note_en" => "Note (English)",
            other => other,
        };
        [format!("{NOTE}{name}"), title.to_owned(), String::new()]
    };
    let inputs = grid.inputs.iter().map(|column| head("", column));
    let outputs = grid.outputs.iter().map(|column| head(OUTPUT, column));
    inputs.chain(outputs).chain(grid.notes.iter().map(note)).collect()
}
