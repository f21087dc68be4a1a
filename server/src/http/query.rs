//! `/api/query/…`: what a replica does not hold.

use axum::Json;
use axum::extract::State;
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;
use weft::id::UnitId;
use weft::org::{Directory, Tier, Unit};
use weft::place::{Outline, Point};
use weft::query::{Candidate, LedgerPage, Rates, TicketPage, TicketQuery};
use weft::registry::{Kind, Target};
use weft::text::Text;
use weft::wire::{Recorded, Row};

use super::client::Client;
use super::extract::{Path, Query};
use super::ledger::published;
use super::problem::{Failure, ProblemKind};
use super::reader::Reader;
use super::{App, shape};

/// Most months that one question may span.
pub const MONTHS_MAX: i32 = 36;

/// The endpoints of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(tickets))
        .routes(routes!(thing))
        .routes(routes!(history))
        .routes(routes!(ledger))
        .routes(routes!(duplicates))
        .routes(routes!(rates))
        .routes(routes!(units))
}

/// Lists tickets, newest first, as this reader may see them.
#[utoipa::path(
    get,
    path = "/api/query/tickets",
    tag = "query",
    params(shape::TicketQuery),
    responses(
        (status = 200, description = "A page", body = shape::TicketPage),
        (status = 400, description = "`bad-query` or `bad-cursor`", body = shape::Problem),
        (status = 429, description = "`rate-limited`", body = shape::Problem),
    )
)]
async fn tickets(
    State(app): State<App>,
    client: Client,
    reader: Reader,
    Query(query): Query<TicketQuery>,
) -> Result<Json<TicketPage>, Failure> {
    app.limits.reads.pass(&client.key())?;
    Ok(Json(app.engine.tickets(&reader.actor, &query).await?))
}

/// Shows one thing of any kind, also one that has long ended.
#[utoipa::path(
    get,
    path = "/api/query/{kind}/{id}",
    tag = "query",
    params(
        ("kind" = String, Path, description = "Its kind, such as `ticket` or `proposal`"),
        ("id" = Uuid, Path, description = "Its id"),
    ),
    responses(
        (status = 200, description = "The thing", body = shape::Row),
        (status = 404, description = "`not-found`: there is none, or this reader may not see it", body = shape::Problem),
    )
)]
async fn thing(
    State(app): State<App>,
    client: Client,
    reader: Reader,
    Path((kind, id)): Path<(Kind, Uuid)>,
) -> Result<Json<Row>, Failure> {
    app.limits.reads.pass(&client.key())?;
    let found = app.engine.get(&reader.actor, Target { kind, id }).await?;
    found.map(Json).ok_or_else(|| ProblemKind::NotFound.into())
}

/// Shows the log of a thing, oldest first, to those from whom nothing of it is hidden; others read its own timeline.
#[utoipa::path(
    get,
    path = "/api/query/{kind}/{id}/history",
    tag = "query",
    params(
        ("kind" = String, Path, description = "Its kind, such as `ticket` or `proposal`"),
        ("id" = Uuid, Path, description = "Its id"),
    ),
    responses(
        (status = 200, description = "Its events", body = Vec<shape::Recorded>),
        (status = 403, description = "`forbidden`: part of it is hidden from this reader", body = shape::Problem),
        (status = 404, description = "`not-found`", body = shape::Problem),
    )
)]
async fn history(
    State(app): State<App>,
    client: Client,
    reader: Reader,
    Path((kind, id)): Path<(Kind, Uuid)>,
) -> Result<Json<Vec<Recorded>>, Failure> {
    app.limits.reads.pass(&client.key())?;
    let target = Target { kind, id };
    let events = app.engine.history(&reader.actor, target).await?;
    if !events.is_empty() {
        return Ok(Json(events));
    }
    match app.engine.get(&reader.actor, target).await? {
        Some(_) => Err(ProblemKind::Forbidden.into()),
        None => Err(ProblemKind::NotFound.into()),
    }
}

/// The public ledger as open data: nothing of what a resident wrote, no spot finer than the grid, and an id of its own for each row.
#[utoipa::path(
    get,
    path = "/api/query/ledger",
    tag = "query",
    params(shape::TicketQuery),
    responses(
        (status = 200, description = "A page", body = shape::LedgerPage),
        (status = 400, description = "`bad-query` or `bad-cursor`", body = shape::Problem),
    )
)]
async fn ledger(
    State(app): State<App>,
    client: Client,
    Query(query): Query<TicketQuery>,
) -> Result<Json<LedgerPage>, Failure> {
    app.limits.reads.pass(&client.key())?;
    Ok(Json(published(app.engine.ledger(&query).await?)))
}

/// A category and a spot.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Nearby {
    /// Key of the second-level category.
    category: String,
    /// Longitude east, WGS84, in units of 10⁻⁷ degree.
    lon_e7: i32,
    /// Latitude north, WGS84, in units of 10⁻⁷ degree.
    lat_e7: i32,
}

/// Open matters of the same category nearby and recent, nearest first.
#[utoipa::path(
    get,
    path = "/api/query/duplicates",
    tag = "query",
    params(Nearby),
    responses(
        (status = 200, description = "Possible duplicates", body = Vec<shape::Candidate>),
        (status = 400, description = "`bad-query`", body = shape::Problem),
    )
)]
async fn duplicates(
    State(app): State<App>,
    client: Client,
    Query(nearby): Query<Nearby>,
) -> Result<Json<Vec<Candidate>>, Failure> {
    app.limits.reads.pass(&client.key())?;
    let point = Point { lon_e7: nearby.lon_e7, lat_e7: nearby.lat_e7 };
    Ok(Json(app.engine.duplicates(&nearby.category, point).await?))
}

/// A unit and months.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Months {
    /// The unit; without it the county.
    #[param(value_type = Option<Uuid>)]
    unit: Option<UnitId>,
    /// Any day of the first month.
    from: NaiveDate,
    /// Any day of the last month.
    to: NaiveDate,
}

/// The three rates (三率) of a unit and of each unit directly below it, month by month. Public.
#[utoipa::path(
    get,
    path = "/api/query/rates",
    tag = "query",
    params(Months),
    responses(
        (status = 200, description = "Counts by unit and month", body = Vec<shape::Rates>),
        (status = 400, description = "`bad-query`: the months are reversed or more than 36", body = shape::Problem),
        (status = 404, description = "`not-found`: no such unit", body = shape::Problem),
    )
)]
async fn rates(
    State(app): State<App>,
    client: Client,
    Query(months): Query<Months>,
) -> Result<Json<Vec<Rates>>, Failure> {
    app.limits.reads.pass(&client.key())?;
    let (unit, from, to) = self::months(&app.engine.org(), &months)?;
    Ok(Json(app.engine.three_rates(unit, from, to).await?))
}

/// The unit, and the first days of the first and last month that are asked for.
///
/// # Errors
/// No such unit, or months that are reversed or too many.
pub fn months(org: &Directory, asked: &Months) -> Result<(UnitId, NaiveDate, NaiveDate), Failure> {
    let unit = asked.unit.or(org.root()).filter(|unit| org.unit(*unit).is_some()).ok_or(ProblemKind::NotFound)?;
    let first = |day: NaiveDate| day.with_day(1).unwrap_or(day);
    let (from, to) = (first(asked.from), first(asked.to));
    let span = (to.year() - from.year()) * 12 + to.month0() as i32 - from.month0() as i32;
    if !(0..MONTHS_MAX).contains(&span) {
        return Err(Failure::saying(ProblemKind::BadQuery, "from 1 to 36 months, the earlier first"));
    }
    Ok((unit, from, to))
}

/// Which units.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Under {
    /// Only the units directly below this one; without it all.
    #[param(value_type = Option<Uuid>)]
    parent: Option<UnitId>,
    /// Whether with outlines, which are large.
    #[serde(default)]
    outline: bool,
}

/// A unit as everybody may see it.
#[derive(Serialize, ToSchema)]
struct PublicUnit {
    /// Its id.
    #[schema(value_type = Uuid)]
    id: UnitId,
    /// The unit above.
    #[schema(value_type = Option<Uuid>)]
    parent: Option<UnitId>,
    /// Such as `grid`.
    #[schema(value_type = String)]
    tier: Tier,
    /// Its name.
    #[schema(value_type = shape::Text)]
    name: Text,
    /// The system that gave its code, such as `nbs`.
    code_system: String,
    /// Its code.
    code: String,
    /// Its door or middle: longitude and latitude in units of 10⁻⁷ degree.
    #[schema(value_type = Option<Vec<i32>>)]
    point: Option<Point>,
    /// Its rings, if asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<Vec<Vec<i32>>>>)]
    outline: Option<Outline>,
}

/// The units of the county that exist now. Public.
#[utoipa::path(
    get,
    path = "/api/query/units",
    tag = "query",
    params(Under),
    responses((status = 200, description = "Units", body = Vec<PublicUnit>))
)]
async fn units(
    State(app): State<App>,
    client: Client,
    Query(under): Query<Under>,
) -> Result<Json<Vec<PublicUnit>>, Failure> {
    app.limits.reads.pass(&client.key())?;
    let org = app.engine.org();
    let is_wanted = |unit: &&Unit| unit.to.is_none() && (under.parent.is_none() || unit.parent == under.parent);
    let public = |unit: &Unit| PublicUnit {
        id: unit.id,
        parent: unit.parent,
        tier: unit.tier,
        name: unit.name.clone(),
        code_system: unit.code.system.clone(),
        code: unit.code.value.clone(),
        point: unit.point,
        outline: under.outline.then(|| unit.outline.clone()),
    };
    Ok(Json(org.units().filter(is_wanted).map(public).collect()))
}
