//! `POST /api/test/advance`: steps the clock, only on a server started with `--test-clock`.

use axum::Json as Answer;
use axum::Router;
use axum::extract::State;
use axum::routing::post;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::App;
use super::extract::Json;
use super::problem::{Failure, ProblemKind};

/// Most seconds of one step: ten years.
pub const STEP_S_MAX: u32 = 315_360_000;

/// The endpoint of this file. It is no part of the published interface.
pub fn routes() -> Router<App> {
    Router::new().route("/api/test/advance", post(advance))
}

#[derive(Deserialize)]
struct Step {
    seconds: u32,
}

#[derive(Serialize)]
struct Stepped {
    now: DateTime<Utc>,
    ran: usize,
}

async fn advance(State(app): State<App>, Json(step): Json<Step>) -> Result<Answer<Stepped>, Failure> {
    if step.seconds > STEP_S_MAX {
        return Err(Failure::saying(ProblemKind::BadBody, format!("at most {STEP_S_MAX} seconds")));
    }
    if !app.engine.clock().advance(TimeDelta::seconds(step.seconds.into())) {
        return Err(ProblemKind::NoSuchRoute.into());
    }
    let ran = app.engine.tick().await?;
    Ok(Answer(Stepped { now: app.now(), ran }))
}
