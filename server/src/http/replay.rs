//! `POST /api/replay`: what two rulebooks make of the county's own tickets, told while it runs.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderName, header};
use axum::response::{IntoResponse, Response};
use futures_util::{StreamExt, stream};
use tokio::sync::OwnedSemaphorePermit;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use weft::actor::{Permission, Scope};
use weft::query::{Book, ReplayLine, ReplayRequest};
use weft::registry::{AnyState, Kind, Target};
use weft::rules::Rulebook;

use super::client::Client;
use super::extract::Json;
use super::problem::{Failure, ProblemKind};
use super::reader::Reader;
use super::{App, limited, shape};
use crate::engine::{RETRY_AFTER_S, ReplayAsked, ReplayRun};

/// Most bytes of a request: two rulebooks, each many times as large as any written so far.
pub const REPLAY_BYTES_MAX: usize = 4 * 1_024 * 1_024;
/// Most replays at a time: each keeps a processor busy for as long as it runs.
pub const REPLAYS_MAX: usize = 2;

/// The endpoints of this file.
pub fn routes() -> OpenApiRouter<App> {
    limited(routes!(replay), REPLAY_BYTES_MAX)
}

/// Compares what two rulebooks make of the tickets that there are, newest first.
///
/// For those who may read drafts. A stream of server-sent events, each a line of JSON: `progress`, `found` for a difference, and at last
/// `done` with the summary, or `failed`. Everything is counted; of the differences a bounded number is sent. Those on tickets that this reader
/// may not see come without the ticket's id and without people, as in the public ledger. It stops when the client goes away.
#[utoipa::path(
    post,
    path = "/api/replay",
    tag = "query",
    request_body = shape::ReplayRequest,
    responses(
        (status = 200, description = "Events", body = String, content_type = "text/event-stream"),
        (status = 400, description = "`bad-body`", body = shape::Problem),
        (status = 401, description = "`sign-in-required`", body = shape::Problem),
        (status = 403, description = "`forbidden`", body = shape::Problem),
        (status = 404, description = "`not-found`: no such rulebook for this reader", body = shape::Problem),
        (status = 413, description = "`too-large`", body = shape::Problem),
        (status = 503, description = "`busy`: others are at it, see `Retry-After`", body = shape::Problem),
    )
)]
async fn replay(
    State(app): State<App>,
    client: Client,
    reader: Reader,
    Json(request): Json<ReplayRequest>,
) -> Result<Response, Failure> {
    app.limits.reads.pass(&client.key())?;
    reader.signed_in()?;
    let org = app.engine.org();
    let may = org.root().is_some_and(|root| reader.actor.may(Permission::ReadRules, &Scope::Within(root), &org));
    if !may {
        return Err(ProblemKind::Forbidden.into());
    }
    let from = book(&app, &reader, request.from).await?;
    let to = book(&app, &reader, request.to).await?;
    let place = Arc::clone(&app.replays).try_acquire_owned();
    let place = place.map_err(|_| Failure::passing(ProblemKind::Busy, RETRY_AFTER_S))?;
    let asked = ReplayAsked { reader: reader.actor, since: request.since, until: request.until };
    let head = [
        (header::CONTENT_TYPE, "text/event-stream"),
        (header::CACHE_CONTROL, "no-store"),
        // Asks nginx not to gather the events before it hands them on.
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    let body = events(app.engine.replay(from, to, asked), place);
    Ok((head, Body::from_stream(body)).into_response())
}

/// The rulebook that is meant, if this reader may see it and it is not too big to look at.
async fn book(app: &App, reader: &Reader, book: Book) -> Result<Arc<Rulebook>, Failure> {
    let id = match book {
        Book::InForce => return Ok(app.engine.rules()),
        Book::Given(book) if book.oversized().is_empty() => return Ok(Arc::new(*book)),
        Book::Given(_) => return Err(ProblemKind::TooLarge.into()),
        Book::Kept(id) => id,
    };
    let found = app.engine.get(&reader.actor, Target { kind: Kind::Rulebook, id: id.0 }).await?;
    match found.map(|row| row.state) {
        Some(AnyState::Rulebook(doc)) => Ok(Arc::new(doc.book)),
        _ => Err(ProblemKind::NotFound.into()),
    }
}

/// The lines as events. Nothing is read ahead: a page of tickets is looked at when the one before has been sent.
fn events(
    run: ReplayRun,
    place: OwnedSemaphorePermit,
) -> impl futures_util::Stream<Item = Result<Bytes, std::convert::Infallible>> {
    let lines = stream::unfold(Some((run, place)), |running| async move {
        let (mut run, place) = running?;
        match run.next().await {
            Ok(lines) => lines.map(|lines| (told(&lines), Some((run, place)))),
            Err(error) => {
                tracing::error!(%error, "a replay broke off");
                Some((told(&[ReplayLine::Failed]), None))
            }
        }
    });
    // Compression asks once more after the end.
    lines.map(Ok).fuse()
}

fn told(lines: &[ReplayLine]) -> Bytes {
    let written = lines.iter().filter_map(|line| serde_json::to_string(line).ok());
    written.map(|line| format!("data: {line}\n\n")).collect::<String>().into()
}
