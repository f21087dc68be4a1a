//! `GET /api/query/ledger.csv`: the public ledger as a table for spreadsheets.

use std::collections::VecDeque;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use futures_util::{StreamExt, stream};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use weft::calendar::COUNTY_OFFSET;
use weft::id::{TicketId, UnitId, derive};
use weft::kinds::ticket::{Phase, PublicTicket, Source};
use weft::org::Directory;
use weft::query::{LedgerPage, PAGE_ROWS_MAX, TicketQuery};
use weft::rules::{Rulebook, Weight};

use super::client::Client;
use super::extract::Query;
use super::problem::Failure;
use super::{App, shape};
use crate::engine::EngineError;

/// Most rows of one table: what spreadsheets open with ease.
pub const LEDGER_CSV_ROWS_MAX: usize = 100_000;

const BYTE_ORDER_MARK: &str = "\u{feff}";
const COLUMNS: &[&str] = &[
    "编号 id",
    "受理时间 submitted_at",
    "来源 source",
    "类别代码 category",
    "类别 category_zh",
    "Category category_en",
    "网格 grid",
    "阶段 phase",
    "大小事 weight",
    "承办单位 unit",
    "办结期限 resolve_by",
    "办结时间 resolved_at",
    "办理结果 done",
    "评分 stars",
    "是否满意 satisfied",
    "重开次数 reopenings",
];

/// The endpoints of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(table))
}

/// The public ledger as CSV: UTF-8 with a byte order mark, at most 100,000 rows, safe to open in a spreadsheet.
#[utoipa::path(
    get,
    path = "/api/query/ledger.csv",
    tag = "query",
    params(shape::TicketQuery),
    responses(
        (status = 200, description = "A table", body = String, content_type = "text/csv"),
        (status = 400, description = "`bad-query` or `bad-cursor`", body = shape::Problem),
    )
)]
async fn table(
    State(app): State<App>,
    client: Client,
    Query(mut query): Query<TicketQuery>,
) -> Result<Response, Failure> {
    app.limits.reads.pass(&client.key())?;
    query.limit = Some(PAGE_ROWS_MAX);
    let first = published(app.engine.ledger(&query).await?);
    let head = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"ledger.csv\""),
    ];
    let pages = Pages { app, query, ready: VecDeque::from([first]), rows_left: LEDGER_CSV_ROWS_MAX };
    let title = format!("{BYTE_ORDER_MARK}{}", line(COLUMNS.iter().map(|column| (*column).to_owned())));
    let body = stream::unfold((Some(title), pages), |(title, mut pages)| async move {
        if let Some(title) = title {
            return Some((Ok(Bytes::from(title)), (None, pages)));
        }
        let lines = pages.next().await.transpose()?;
        Some((lines.map(Bytes::from), (None, pages)))
    });
    // Compression asks once more after the end.
    let body = body.fuse();
    Ok((head, Body::from_stream(body)).into_response())
}

/// Rows as they are published. Whoever knows a ticket's id can work out its receipt code and open it, so the ledger numbers rows by
/// another id that follows from it and does not lead back.
#[must_use]
pub fn published(mut page: LedgerPage) -> LedgerPage {
    for row in &mut page.rows {
        row.id = TicketId(derive(row.id.0, "ledger"));
    }
    page
}

struct Pages {
    app: App,
    query: TicketQuery,
    ready: VecDeque<LedgerPage>,
    rows_left: usize,
}

impl Pages {
    /// The lines of the next page; none after the last.
    async fn next(&mut self) -> Result<Option<String>, EngineError> {
        let page = match self.ready.pop_front() {
            Some(page) => page,
            None if self.query.cursor.is_none() || self.rows_left == 0 => return Ok(None),
            None => published(self.app.engine.ledger(&self.query).await?),
        };
        self.query.cursor = page.next;
        let (org, rules) = (self.app.engine.org(), self.app.engine.rules());
        let rows = page.rows.iter().take(self.rows_left);
        let lines = rows.map(|row| line(cells(row, &org, &rules).into_iter())).collect();
        self.rows_left = self.rows_left.saturating_sub(page.rows.len());
        Ok(Some(lines))
    }
}

fn cells(row: &PublicTicket, org: &Directory, rules: &Rulebook) -> Vec<String> {
    let time = |at: DateTime<Utc>| at.with_timezone(&COUNTY_OFFSET).format("%Y-%m-%d %H:%M").to_string();
    let name = |id: UnitId| org.unit(id).map(|unit| unit.name.zh.clone()).unwrap_or_default();
    let category = rules.categories.iter().find(|category| category.key == row.category);
    vec![
        row.id.to_string(),
        time(row.submitted_at),
        source(row.source).to_owned(),
        row.category.clone(),
        category.map(|category| category.title.zh.clone()).unwrap_or_default(),
        category.map(|category| category.title.en.clone()).unwrap_or_default(),
        row.place.first().copied().map(name).unwrap_or_default(),
        phase(row.phase).to_owned(),
        weight(row.weight).to_owned(),
        row.unit.map(name).unwrap_or_default(),
        row.resolve_by.map(time).unwrap_or_default(),
        row.resolved_at.map(time).unwrap_or_default(),
        row.done.clone().unwrap_or_default(),
        row.stars.map(|stars| stars.to_string()).unwrap_or_default(),
        row.satisfied.map(|satisfied| if satisfied { "是 yes" } else { "否 no" }.to_owned()).unwrap_or_default(),
        row.reopenings.to_string(),
    ]
}

const fn source(source: Source) -> &'static str {
    match source {
        Source::Web => "网页 web",
        Source::Patrol => "网格巡查 patrol",
        Source::Phone => "电话 phone",
        Source::Kiosk => "驿站终端 kiosk",
    }
}

const fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Routed => "待受理 routed",
        Phase::Accepted => "已受理 accepted",
        Phase::InProgress => "办理中 in progress",
        Phase::Waiting => "待居民答复 waiting",
        Phase::Resolved => "已办结待确认 resolved",
        Phase::Closed => "已结案 closed",
        Phase::Withdrawn => "已撤回 withdrawn",
        Phase::Merged => "已并案 merged",
    }
}

const fn weight(weight: Weight) -> &'static str {
    match weight {
        Weight::Small => "小事 small",
        Weight::Big => "大事 big",
    }
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
