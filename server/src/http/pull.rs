//! `GET /api/pull`: what changed goes out.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use weft::wire::PullResponse;

use super::client::Client;
use super::extract::Query;
use super::problem::Failure;
use super::reader::Reader;
use super::{App, shape};

/// The endpoints of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(pull))
}

/// Where to go on.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
struct From {
    /// As the answer before gave it; without it from the beginning.
    cursor: String,
}

/// What changed for this reader since a cursor.
///
/// Rows are as this reader may see them; secrets it may not see are withheld.
#[utoipa::path(
    get,
    path = "/api/pull",
    tag = "sync",
    params(From),
    responses(
        (status = 200, description = "Changed rows, and where to go on", body = shape::PullResponse),
        (status = 400, description = "`bad-cursor`", body = shape::Problem),
        (status = 409, description = "`other-account`: `X-Weft-Account` names another than is signed in", body = shape::Problem),
        (status = 429, description = "`rate-limited`", body = shape::Problem),
    )
)]
async fn pull(
    State(app): State<App>,
    client: Client,
    reader: Reader,
    Query(from): Query<From>,
) -> Result<Json<PullResponse>, Failure> {
    app.limits.reads.pass(&client.key())?;
    let answer = app.engine.pull(&reader.actor, &from.cursor).await?;
    app.metrics.pull_rows.observe(answer.rows.len() as f64);
    Ok(Json(answer))
}
