//! `GET /api/live`: pokes by server-sent events.

use axum::body::Body;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::App;
use super::client::Client;
use super::problem::{Failure, ProblemKind};
use super::shape;
use crate::live::RETRY_MS;

/// The endpoints of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(live))
}

/// Says when something changed.
///
/// A stream of server-sent events. Each `poke` holds the newest position in the log as `{"position": n}`; whoever gets one pulls. A comment
/// comes every 15 seconds. Nothing is kept for a listener: after a break, pull from the cursor.
#[utoipa::path(
    get,
    path = "/api/live",
    tag = "sync",
    responses(
        (status = 200, description = "Events", body = String, content_type = "text/event-stream"),
        (status = 503, description = "`live-full`", body = shape::Problem),
    )
)]
async fn live(State(app): State<App>, client: Client) -> Result<Response, Failure> {
    let seat = app.seats.sit(client.key());
    let seat = seat.ok_or_else(|| Failure::passing(ProblemKind::LiveFull, RETRY_MS.div_ceil(1_000)))?;
    let headers = [
        (header::CONTENT_TYPE, "text/event-stream"),
        (header::CACHE_CONTROL, "no-store"),
        // Asks nginx not to gather the events before it hands them on.
        (header::HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    Ok((headers, Body::from_stream(app.live.listen(Some(seat)))).into_response())
}
