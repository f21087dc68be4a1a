//! The agenda ledger 议题台账: proposals as open data, as pages, as a table for spreadsheets, and counted by unit and month.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use chrono::{Months, NaiveDate};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use weft::id::UnitId;
use weft::kinds::proposal::{PublicProposal, Stage, Verdict};
use weft::org::Directory;
use weft::query::PAGE_ROWS_MAX;
use weft::query::agenda::{AgendaCount, AgendaPage, AgendaQuery};
use weft::rules::charter::SUBJECT;
use weft::rules::{FactKind, Rulebook, Weight};

use super::client::Client;
use super::extract::Query;
use super::problem::Failure;
use super::query::{Months as Asked, months};
use super::{App, csv, shape};

const COLUMNS: &[&str] = &[
    "编号 id",
    "提出时间 submitted_at",
    "议题 title",
    "摘要 summary",
    "主题代码 subject",
    "主题 subject_zh",
    "网格 grid",
    "阶段 stage",
    "普通或重大 weight",
    "责任单位 unit",
    "期限 until",
    "是否超期 overdue",
    "附议 supporters",
    "需附议 needed",
    "决定 verdict",
    "决定时间 decided_at",
    "同意 votes_for",
    "反对 votes_against",
    "弃权 votes_abstaining",
    "预算元 cost_yuan",
    "已完成项 work_done",
    "全部项 work_all",
    "已花元 spent_yuan",
    "办结时间 done_at",
    "满意 satisfied",
    "评价人数 rated",
];

/// The endpoints of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(agenda)).routes(routes!(agenda_counts)).routes(routes!(agenda_table))
}

/// Proposals as open data, newest first: once public, in the words of whoever made them so, without anybody's name. Public.
#[utoipa::path(
    get,
    path = "/api/query/agenda",
    tag = "query",
    params(shape::AgendaQuery),
    responses(
        (status = 200, description = "A page", body = shape::AgendaPage),
        (status = 400, description = "`bad-query` or `bad-cursor`", body = shape::Problem),
    )
)]
async fn agenda(
    State(app): State<App>,
    client: Client,
    Query(query): Query<AgendaQuery>,
) -> Result<Json<AgendaPage>, Failure> {
    app.limits.reads.pass(&client.key())?;
    Ok(Json(app.engine.agenda(&query).await?))
}

/// What the proposals of a unit and of each unit directly below it have come to, by the month in which they were brought. Public.
#[utoipa::path(
    get,
    path = "/api/query/agenda/counts",
    tag = "query",
    params(Asked),
    responses(
        (status = 200, description = "Counts by unit and month", body = Vec<shape::AgendaCount>),
        (status = 400, description = "`bad-query`: the months are reversed or more than 36", body = shape::Problem),
        (status = 404, description = "`not-found`: no such unit", body = shape::Problem),
    )
)]
async fn agenda_counts(
    State(app): State<App>,
    client: Client,
    Query(asked): Query<Asked>,
) -> Result<Json<Vec<AgendaCount>>, Failure> {
    app.limits.reads.pass(&client.key())?;
    let (unit, from, to) = months(&app.engine.org(), &asked)?;
    let before = to.checked_add_months(Months::new(1)).unwrap_or(NaiveDate::MAX);
    Ok(Json(app.engine.agenda_counts(unit, from, before).await?))
}

/// The agenda ledger as CSV: UTF-8 with a byte order mark, at most 100,000 rows, safe to open in a spreadsheet.
#[utoipa::path(
    get,
    path = "/api/query/agenda.csv",
    tag = "query",
    params(shape::AgendaQuery),
    responses(
        (status = 200, description = "A table", body = String, content_type = "text/csv"),
        (status = 400, description = "`bad-query` or `bad-cursor`", body = shape::Problem),
    )
)]
async fn agenda_table(
    State(app): State<App>,
    client: Client,
    Query(mut query): Query<AgendaQuery>,
) -> Result<Response, Failure> {
    app.limits.reads.pass(&client.key())?;
    query.limit = Some(PAGE_ROWS_MAX);
    let page = move |cursor: Option<String>| {
        let (engine, query) = (app.engine.clone(), AgendaQuery { cursor, ..query.clone() });
        async move {
            let page = engine.agenda(&query).await?;
            let (org, rules) = (engine.org(), engine.rules());
            Ok((page.rows.iter().map(|line| cells(line, &org, &rules)).collect(), page.next))
        }
    };
    csv::table("agenda.csv", COLUMNS, page).await
}

fn cells(line: &PublicProposal, org: &Directory, rules: &Rulebook) -> Vec<String> {
    let name = |id: UnitId| org.unit(id).map(|unit| unit.name.zh.clone()).unwrap_or_default();
    let subject = rules.facts.iter().find(|fact| fact.key == SUBJECT).and_then(|fact| match &fact.kind {
        FactKind::Choice { options } => options.iter().find(|choice| choice.key == line.subject),
        _ => None,
    });
    let vote = |which: usize| line.votes.map(|votes| votes[which].heads.to_string()).unwrap_or_default();
    vec![
        line.id.to_string(),
        csv::time(line.submitted_at),
        line.title.clone(),
        line.summary.clone(),
        line.subject.clone(),
        subject.map(|choice| choice.title.zh.clone()).unwrap_or_default(),
        line.place.first().copied().map(name).unwrap_or_default(),
        stage(line.stage).to_owned(),
        weight(line.weight).to_owned(),
        line.unit.map(name).unwrap_or_default(),
        line.until.map(csv::time).unwrap_or_default(),
        if line.overdue { "是 yes" } else { "否 no" }.to_owned(),
        line.supporters.to_string(),
        line.needed.to_string(),
        line.verdict.as_ref().map(verdict).unwrap_or_default(),
        line.decided_at.map(csv::time).unwrap_or_default(),
        vote(0),
        vote(1),
        vote(2),
        line.cost_yuan.to_string(),
        line.work.0.to_string(),
        line.work.1.to_string(),
        line.spent_yuan.to_string(),
        line.done_at.map(csv::time).unwrap_or_default(),
        line.satisfied.0.to_string(),
        line.satisfied.1.to_string(),
    ]
}

const fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Submitted => "待审核 submitted",
        Stage::Returned => "退回修改 returned",
        Stage::Gathering => "征集附议 gathering",
        Stage::Tabled => "待上会 tabled",
        Stage::Noticed => "已通知 noticed",
        Stage::InSession => "议决中 in session",
        Stage::Objecting => "公示异议 objecting",
        Stage::Executing => "执行中 executing",
        Stage::Done => "已办结待评价 done",
        Stage::Closed => "已结束 closed",
        Stage::Rejected => "未通过 rejected",
        Stage::Lapsed => "已失效 lapsed",
        Stage::Merged => "已合并 merged",
        Stage::PassedOn => "转为报事 passed on",
        Stage::Withdrawn => "已撤回 withdrawn",
    }
}

const fn weight(weight: Weight) -> &'static str {
    match weight {
        Weight::Small => "普通 ordinary",
        Weight::Big => "重大 weighty",
    }
}

fn verdict(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Adopted { option: None } => "通过 adopted".to_owned(),
        Verdict::Adopted { option: Some(option) } => format!("通过方案 adopted option {}", u32::from(*option) + 1),
        Verdict::Amended { text } => format!("修改后通过 amended: {text}"),
        Verdict::Rejected => "未通过 rejected".to_owned(),
        Verdict::Deferred => "延期 deferred".to_owned(),
    }
}
