//! Tables for spreadsheets: UTF-8 with a byte order mark, RFC 4180, sent page by page.

use axum::body::{Body, Bytes};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use futures_util::{StreamExt, stream};
use weft::calendar::COUNTY_OFFSET;

use super::problem::Failure;
use crate::engine::EngineError;

/// Most rows of one table: what spreadsheets open with ease.
pub const CSV_ROWS_MAX: usize = 100_000;

const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Lines of a table, and where the next page of them begins.
pub type Page = (Vec<Vec<String>>, Option<String>);

/// A table as a file of this name. A first page that fails is told as a problem.
///
/// # Errors
/// Whatever the first page fails with.
pub async fn table<F, A>(file: &str, columns: &[&str], mut page: F) -> Result<Response, Failure>
where
    F: FnMut(Option<String>) -> A + Send + 'static,
    A: Future<Output = Result<Page, EngineError>> + Send,
{
    let first = page(None).await?;
    let head = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{file}\"")),
    ];
    let title = format!("{BYTE_ORDER_MARK}{}", line(columns.iter().map(|column| (*column).to_owned())));
    let start = (Some(first), title, page, CSV_ROWS_MAX);
    let body = stream::try_unfold(start, |(ready, mut text, mut page, mut rows_left)| async move {
        let Some((rows, next)) = ready else {
            return Ok(None);
        };
        for row in rows.into_iter().take(rows_left) {
            text += &line(row.into_iter());
            rows_left -= 1;
        }
        let ready = match next {
            Some(cursor) if rows_left > 0 => Some(page(Some(cursor)).await?),
            _ => None,
        };
        Ok::<_, EngineError>(Some((Bytes::from(text), (ready, String::new(), page, rows_left))))
    });
    // Compression asks once more after the end.
    Ok((head, Body::from_stream(body.fuse())).into_response())
}

/// A time as people of the county write it.
#[must_use]
pub fn time(at: DateTime<Utc>) -> String {
    at.with_timezone(&COUNTY_OFFSET).format("%Y-%m-%d %H:%M").to_string()
}

/// One line by RFC 4180.
fn line(cells: impl Iterator<Item = String>) -> String {
    let cells: Vec<String> = cells.map(|text| cell(&text)).collect();
    cells.join(",") + "\r\n"
}

/// One cell. A spreadsheet would run a text that begins like a formula: an apostrophe before it says that it is text.
fn cell(text: &str) -> String {
    let is_formula = text.trim_start().starts_with(['=', '+', '-', '@']) || text.starts_with(['\t', '\r', '\n']);
    let text = if is_formula { format!("'{text}") } else { text.to_owned() };
    if text.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_quoted_when_it_must_be() {
        assert_eq!(cell("已修复"), "已修复");
        assert_eq!(cell("修了, \"换\"了"), "\"修了, \"\"换\"\"了\"");
        assert_eq!(cell("两\n行"), "\"两\n行\"");
    }

    #[test]
    fn no_cell_is_a_formula() {
        for text in ["=1+1", "+86", "-1", "@x", " =1", "\t=1"] {
            assert!(cell(text).starts_with('\'') || cell(text).starts_with("\"'"), "{text}");
        }
    }
}
