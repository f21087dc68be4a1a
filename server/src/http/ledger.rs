//! `GET /api/query/ledger.csv`: the public ledger as a table for spreadsheets.

use axum::extract::State;
use axum::response::Response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use weft::id::{TicketId, UnitId, derive};
use weft::kinds::ticket::{Phase, PublicTicket, Source};
use weft::org::Directory;
use weft::query::{LedgerPage, PAGE_ROWS_MAX, TicketQuery};
use weft::rules::{Rulebook, Weight};

use super::client::Client;
use super::extract::Query;
use super::problem::Failure;
use super::{App, csv, shape};

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
    let page = move |cursor: Option<String>| {
        let (engine, query) = (app.engine.clone(), TicketQuery { cursor, ..query.clone() });
        async move {
            let page = published(engine.ledger(&query).await?);
            let (org, rules) = (engine.org(), engine.rules());
            Ok((page.rows.iter().map(|row| cells(row, &org, &rules)).collect(), page.next))
        }
    };
    csv::table("ledger.csv", COLUMNS, page).await
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

fn cells(row: &PublicTicket, org: &Directory, rules: &Rulebook) -> Vec<String> {
    let name = |id: UnitId| org.unit(id).map(|unit| unit.name.zh.clone()).unwrap_or_default();
    let category = rules.categories.iter().find(|category| category.key == row.category);
    vec![
        row.id.to_string(),
        csv::time(row.submitted_at),
        source(row.source).to_owned(),
        row.category.clone(),
        category.map(|category| category.title.zh.clone()).unwrap_or_default(),
        category.map(|category| category.title.en.clone()).unwrap_or_default(),
        row.place.first().copied().map(name).unwrap_or_default(),
        phase(row.phase).to_owned(),
        weight(row.weight).to_owned(),
        row.unit.map(name).unwrap_or_default(),
        row.resolve_by.map(csv::time).unwrap_or_default(),
        row.resolved_at.map(csv::time).unwrap_or_default(),
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
