//! `GET /api/live`: pokes by server-sent events.

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, header};
use axum::response::{IntoResponse, Response};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::App;
use super::client::Client;
use super::problem::{Failure, ProblemKind};
use super::shape;
use crate::live::RETRY_MS_MIN;

/// What a browser sends along when it comes back: the id of the last event it heard.
const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// The endpoints of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(live))
}

/// Says when something changed.
///
/// A stream of server-sent events. Each `poke` holds the newest position in the log as `{"position": n}`, which is its id too; whoever gets
/// one pulls. A comment comes every 15 seconds. Nothing is kept for a listener: after a break, pull from the cursor. Who comes back with the
/// newest id in `Last-Event-ID` has missed nothing and is not poked again.
#[utoipa::path(
    get,
    path = "/api/live",
    tag = "sync",
    params(("Last-Event-ID" = Option<u64>, Header, description = "Id of the last poke heard")),
    responses(
        (status = 200, description = "Events", body = String, content_type = "text/event-stream"),
        (status = 503, description = "`live-full`", body = shape::Problem),
    )
)]
async fn live(State(app): State<App>, client: Client, headers: HeaderMap) -> Result<Response, Failure> {
    let seat = app.seats.sit(client.key());
    let seat = seat.ok_or_else(|| Failure::passing(ProblemKind::LiveFull, RETRY_MS_MIN.div_ceil(1_000)))?;
    let heard = headers.get(LAST_EVENT_ID).and_then(|value| value.to_str().ok()?.parse().ok());
    let dice = u32::from_be_bytes(app.engine.clock().random());
    let headers = [
        (header::CONTENT_TYPE, "text/event-stream"),
        (header::CACHE_CONTROL, "no-store"),
        // Asks nginx not to gather the events before it hands them on.
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    Ok((headers, Body::from_stream(app.live.listen(Some(seat), heard, dice))).into_response())
}
