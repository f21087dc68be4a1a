//! `GET /api/venue/{id}/calendar.ics`: a venue's recurring days and bookings, for calendars that subscribe.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use weft::id::VenueId;
use weft::registry::{AnyState, Kind, Target};
use weft::text::Language;

use super::client::Client;
use super::extract::{Path, Query};
use super::problem::{Failure, ProblemKind};
use super::reader::Reader;
use super::{App, shape};

/// The endpoints of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(venue_calendar))
}

/// In which language.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Spoken {
    /// `zh` or `en`; without it Chinese.
    #[serde(default)]
    #[param(value_type = Option<String>)]
    language: Language,
}

/// A venue's recurring days and bookings as an iCalendar (RFC 5545) to subscribe to. Public: bookings are told in the words of whoever keeps the venue.
#[utoipa::path(
    get,
    path = "/api/venue/{id}/calendar.ics",
    tag = "query",
    params(("id" = Uuid, Path, description = "The venue"), Spoken),
    responses(
        (status = 200, description = "A calendar", body = String, content_type = "text/calendar"),
        (status = 404, description = "`not-found`", body = shape::Problem),
    )
)]
async fn venue_calendar(
    State(app): State<App>,
    client: Client,
    reader: Reader,
    Path(id): Path<VenueId>,
    Query(spoken): Query<Spoken>,
) -> Result<Response, Failure> {
    app.limits.reads.pass(&client.key())?;
    let found = app.engine.get(&reader.actor, Target { kind: Kind::Venue, id: id.0 }).await?;
    let Some(AnyState::Venue(venue)) = found.map(|row| row.state) else {
        return Err(ProblemKind::NotFound.into());
    };
    let head = [(header::CONTENT_TYPE, "text/calendar; charset=utf-8")];
    Ok((head, venue.feed(spoken.language, app.now())).into_response())
}
