//! `/api/rules/…`: decision tables from and to DMN files and spreadsheets. Nothing is stored: what is read goes into a draft as any change.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use weft::actor::Permission;
use weft::rules::{DecisionTable, Rulebook};
use weft::text::{Language, Text};

use super::client::Client;
use super::extract::Json;
use super::problem::{Failure, ProblemKind};
use super::reader::Reader;
use super::{App, limited, shape};
use crate::interchange::{Fault, dmn, table, xlsx};

/// Most bytes of a body: a rulebook of many tables, and a file.
pub const INTERCHANGE_BYTES_MAX: usize = 12 << 20;

/// The endpoints of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(limited(routes!(export), INTERCHANGE_BYTES_MAX))
        .merge(limited(routes!(import), INTERCHANGE_BYTES_MAX))
}

/// The form of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// DMN 1.3.
    Dmn,
    /// A spreadsheet.
    Xlsx,
}

/// What is to be written.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Export {
    /// The rulebook, as in `docs/rulebook.schema.json`.
    #[schema(value_type = Object)]
    pub book: Rulebook,
    /// The table, by name.
    pub table: String,
    /// Into what.
    pub form: Form,
}

/// What is to be read.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Import {
    /// The rulebook in which it is to make sense, as in `docs/rulebook.schema.json`.
    #[schema(value_type = Object)]
    pub book: Rulebook,
    /// The table's name in it; a file of several tables must have one of this name.
    pub table: String,
    /// Of what form the file is.
    pub form: Form,
    /// The file, in Base64.
    pub file: String,
}

/// What was read.
#[derive(Debug, Serialize, ToSchema)]
pub struct Imported {
    /// The table, if nothing is wrong.
    #[schema(value_type = Option<Object>)]
    pub table: Option<DecisionTable>,
    /// Everything that could not be taken over.
    pub faults: Vec<SaidFault>,
}

/// Something that cannot be taken over.
#[derive(Debug, Serialize, ToSchema)]
pub struct SaidFault {
    /// What it is, such as `unsupported_cell`.
    pub kind: String,
    /// The rule, from 1, or the row of the sheet.
    pub line: Option<usize>,
    /// The column, as people call it.
    pub column: Option<String>,
    /// The sentence in Chinese.
    pub zh: String,
    /// The sentence in English.
    pub en: String,
}

impl From<Fault> for SaidFault {
    fn from(fault: Fault) -> Self {
        let (text, kind) = (fault.text(), fault.kind().to_owned());
        Self { kind, line: fault.place.line, column: fault.place.column, zh: text.zh, en: text.en }
    }
}

fn may_read(reader: &Reader) -> Result<(), Failure> {
    if reader.account.is_none() {
        return Err(ProblemKind::SignInRequired.into());
    }
    if !reader.actor.holds_somewhere(Permission::ReadRules) {
        return Err(ProblemKind::Forbidden.into());
    }
    Ok(())
}

/// Writes a decision table as a DMN file or a spreadsheet. For those who may read drafts.
#[utoipa::path(
    post,
    path = "/api/rules/export",
    tag = "rules",
    request_body = Export,
    responses(
        (status = 200, description = "The file", content_type = "application/octet-stream"),
        (status = 401, description = "`sign-in-required`", body = shape::Problem),
        (status = 403, description = "`forbidden`", body = shape::Problem),
        (status = 404, description = "`not-found`: the rulebook has no such table", body = shape::Problem),
        (status = 413, description = "`too-large`", body = shape::Problem),
        (status = 422, description = "`table-not-writable`: it has a test for which S-FEEL has no words", body = shape::Problem),
    )
)]
async fn export(
    State(app): State<App>,
    client: Client,
    reader: Reader,
    Json(wanted): Json<Export>,
) -> Result<Response, Failure> {
    app.limits.reads.pass(&client.key())?;
    may_read(&reader)?;
    let (bytes, media_type) = off_the_threads(move || written(&wanted)).await??;
    Ok(([(header::CONTENT_TYPE, media_type)], bytes).into_response())
}

fn written(wanted: &Export) -> Result<(Vec<u8>, &'static str), Failure> {
    let found = wanted.book.table(&wanted.table).ok_or(ProblemKind::NotFound)?;
    let grid = table::grid(found, &wanted.book).map_err(|faults| {
        let texts: Vec<Text> = faults.iter().map(Fault::text).collect();
        let all = |language| texts.iter().map(|text| text.get(language)).collect::<Vec<_>>().join("\n");
        Failure::telling(ProblemKind::TableNotWritable, Text::new(all(Language::Zh), all(Language::En)))
    })?;
    match wanted.form {
        Form::Dmn => Ok((dmn::write(&grid).into_bytes(), "application/xml")),
        Form::Xlsx => {
            let bytes = xlsx::write(&grid);
            let media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
            let bytes = bytes.map_err(|error| Failure::saying(ProblemKind::TableNotWritable, error.to_string()))?;
            Ok((bytes, media_type))
        }
    }
}

/// Reads a decision table from a DMN file or a spreadsheet, or says everything that cannot be taken over. For those who may read drafts.
#[utoipa::path(
    post,
    path = "/api/rules/import",
    tag = "rules",
    request_body = Import,
    responses(
        (status = 200, description = "The table, or what is wrong with it", body = Imported),
        (status = 400, description = "`bad-body`: also if the file is not Base64", body = shape::Problem),
        (status = 401, description = "`sign-in-required`", body = shape::Problem),
        (status = 403, description = "`forbidden`", body = shape::Problem),
        (status = 413, description = "`too-large`", body = shape::Problem),
    )
)]
async fn import(
    State(app): State<App>,
    client: Client,
    reader: Reader,
    Json(wanted): Json<Import>,
) -> Result<Answer<Imported>, Failure> {
    app.limits.reads.pass(&client.key())?;
    may_read(&reader)?;
    let file = STANDARD.decode(&wanted.file);
    let file = file.map_err(|error| Failure::saying(ProblemKind::BadBody, error.to_string()))?;
    let read = off_the_threads(move || {
        let grid = match wanted.form {
            Form::Dmn => dmn::read(&file).and_then(|grids| dmn::chosen(grids, Some(&wanted.table))),
            Form::Xlsx => xlsx::read(&file),
        };
        let read = grid.and_then(|grid| table::table(&grid, &wanted.book));
        read.map(|read| DecisionTable { key: wanted.table, ..read })
    });
    Ok(Answer(match read.await? {
        Ok(table) => Imported { table: Some(table), faults: Vec::new() },
        Err(faults) => Imported { table: None, faults: faults.into_iter().map(SaidFault::from).collect() },
    }))
}

/// Runs what takes long where it holds nobody up.
async fn off_the_threads<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
    tokio::task::spawn_blocking(work).await.map_err(Failure::internal)
}
