//! Health for whoever starts and watches the server, and metrics for Prometheus.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::client::Client;
use super::problem::{Failure, ProblemKind};
use super::{App, shape};
use crate::metrics::METRICS_TEXT;

const NOT_READY_RETRY_S: u32 = 5;

/// The endpoints of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(live)).routes(routes!(ready)).routes(routes!(metrics))
}

/// Whether the process answers.
#[utoipa::path(get, path = "/api/health/live", tag = "health", responses((status = 204, description = "It does")))]
async fn live() -> StatusCode {
    StatusCode::NO_CONTENT
}

/// Whether commands can be taken: the writer runs and the store answers.
#[utoipa::path(
    get,
    path = "/api/health/ready",
    tag = "health",
    responses(
        (status = 204, description = "They can"),
        (status = 503, description = "`busy`: not now", body = shape::Problem),
    )
)]
async fn ready(State(app): State<App>) -> Result<StatusCode, Failure> {
    match app.engine.is_ready().await {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(Failure::passing(ProblemKind::Busy, NOT_READY_RETRY_S)),
    }
}

/// Counters and histograms as OpenMetrics text.
///
/// Only for this machine, or with `Authorization: Bearer` and the token that the server was started with.
#[utoipa::path(
    get,
    path = "/metrics",
    tag = "health",
    responses(
        (status = 200, description = "Metrics", body = String, content_type = "application/openmetrics-text"),
        (status = 404, description = "`no-such-route`: not for you", body = shape::Problem),
    )
)]
async fn metrics(State(app): State<App>, client: Client, headers: HeaderMap) -> Result<Response, Failure> {
    let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    // Hashes are compared, not tokens: where they first differ tells nothing of the token.
    let is_token = match (&app.settings.metrics_token, bearer) {
        (Some(token), Some(bearer)) => Sha256::digest(token) == Sha256::digest(bearer),
        _ => false,
    };
    if !client.is_local && !is_token {
        return Err(ProblemKind::NoSuchRoute.into());
    }
    app.metrics.position.set(*app.engine.position().borrow());
    let text = app.metrics.text().map_err(Failure::internal)?;
    Ok(([(header::CONTENT_TYPE, METRICS_TEXT)], text).into_response())
}
