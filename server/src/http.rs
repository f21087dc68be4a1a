//! HTTP: the outer half of the server. It reads requests, knows who they are from, asks the engine, and writes answers.
//!
//! No rule of the domain is here. Each group of endpoints has a file of its own; all errors are [`problem`]s.

pub mod accounts;
pub mod agenda;
pub mod calendar;
pub mod client;
pub mod csv;
pub mod extract;
pub mod health;
pub mod interchange;
pub mod kiosk;
pub mod ledger;
pub mod limit;
pub mod listen;
pub mod live;
pub mod lookup;
pub mod openapi;
pub mod photos;
pub mod problem;
pub mod pull;
pub mod push;
pub mod query;
pub mod reader;
pub mod replay;
pub mod security;
pub mod session;
pub mod shape;
pub mod static_files;
pub mod test_clock;

use std::any::Any;
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use tokio::sync::Semaphore;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouter};
use weft::text::Text;

use crate::account::first::FirstToken;
use crate::account::lockout::Lockout;
use crate::account::password::{Cost, PasswordError, Passwords};
use crate::engine::{Engine, EngineError};
use crate::live::{Live, Seats};
use crate::metrics::{Metrics, RequestLabels};
use crate::photo::Photos;
use limit::{AddressKey, Allowances, Limits};
use problem::{Failure, PROBLEM_JSON, ProblemKind};

pub use listen::{ServeError, serve};

/// Most bytes of a body, where an endpoint does not say otherwise.
pub const BODY_BYTES_MAX: usize = 64 * 1_024;
/// Longest time until the head of an answer, seconds. The body of a live answer may take longer.
pub const REQUEST_S_MAX: u64 = 30;

/// How the outer half behaves.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The county's name.
    pub county: Text,
    /// Whether the server speaks TLS itself.
    pub tls: bool,
    /// Whether a reverse proxy stands in front, whose `X-Forwarded-…` fields are believed.
    pub behind_proxy: bool,
    /// Whether `POST /api/test/advance` steps the clock.
    pub test_clock: bool,
    /// What opens `/metrics` from another machine.
    pub metrics_token: Option<String>,
    /// How much work a password hash is.
    pub cost: Cost,
    /// Rate limits.
    pub allowances: Allowances,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            county: Text::default(),
            tls: false,
            behind_proxy: false,
            test_clock: false,
            metrics_token: None,
            cost: Cost::OWASP,
            allowances: Allowances::default(),
        }
    }
}

/// What every request can reach; clones share it.
#[derive(Clone)]
pub struct App(Arc<Services>);

impl Deref for App {
    type Target = Services;

    fn deref(&self) -> &Services {
        &self.0
    }
}

/// The parts of the outer half.
pub struct Services {
    /// The inner half.
    pub engine: Engine,
    /// How it behaves.
    pub settings: Settings,
    /// The photo folder.
    pub photos: Photos,
    /// What is counted.
    pub metrics: Arc<Metrics>,
    passwords: Passwords,
    lockout: Lockout,
    first: FirstToken,
    limits: Limits,
    live: Live,
    seats: Seats<AddressKey>,
    replays: Arc<Semaphore>,
    packed: static_files::Packed,
}

impl App {
    /// The outer half around an engine. Must be called within a Tokio runtime, for the task that sends pokes.
    ///
    /// # Errors
    /// When the cost of passwords is out of range.
    pub fn new(
        engine: Engine,
        photos: Photos,
        metrics: Arc<Metrics>,
        first: FirstToken,
        settings: Settings,
    ) -> Result<Self, PasswordError> {
        Ok(Self(Arc::new(Services {
            passwords: Passwords::new(settings.cost)?,
            lockout: Lockout::default(),
            first,
            limits: Limits::new(settings.allowances, engine.clock()),
            live: Live::follow(engine.position()),
            seats: Seats::new(metrics.live_connections.clone()),
            replays: Arc::new(Semaphore::new(replay::REPLAYS_MAX)),
            packed: static_files::Packed::default(),
            metrics,
            engine,
            settings,
            photos,
        })))
    }

    /// The time.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.engine.clock().now()
    }
}

impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Self {
        match error {
            EngineError::BadCursor => ProblemKind::BadCursor.into(),
            EngineError::Stopped => Self::passing(ProblemKind::Busy, 1),
            EngineError::Store(error) => Self::store(error),
            error => Self::internal(error),
        }
    }
}

/// All published endpoints, and their description.
pub fn endpoints() -> (Router<App>, utoipa::openapi::OpenApi) {
    OpenApiRouter::with_openapi(openapi::head())
        .merge(push::routes())
        .merge(pull::routes())
        .merge(live::routes())
        .merge(lookup::routes())
        .merge(query::routes())
        .merge(ledger::routes())
        .merge(agenda::routes())
        .merge(calendar::routes())
        .merge(replay::routes())
        .merge(photos::routes())
        .merge(session::routes())
        .merge(accounts::routes())
        .merge(kiosk::routes())
        .merge(interchange::routes())
        .merge(health::routes())
        .split_for_parts()
}

/// Endpoints with a limit of their own on the body, bytes.
fn limited(routes: UtoipaMethodRouter<App>, bytes_max: usize) -> OpenApiRouter<App> {
    let (schemas, paths, methods) = routes;
    OpenApiRouter::new().routes((schemas, paths, methods.layer(DefaultBodyLimit::max(bytes_max))))
}

/// The whole service: endpoints, the app's files, and what surrounds them.
///
/// # Errors
/// When the description cannot be written as JSON.
pub fn router(app: App) -> serde_json::Result<Router> {
    let (endpoints, document) = endpoints();
    let mut routes = endpoints.merge(openapi::routes(&document)?);
    if app.settings.test_clock {
        routes = routes.merge(test_clock::routes());
    }
    let timeout = TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, Duration::from_secs(REQUEST_S_MAX));
    Ok(routes
        .fallback(static_files::serve)
        .layer(CompressionLayer::new())
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(from_fn_with_state(app.clone(), own_pages_only))
        .layer(timeout)
        .layer(CatchPanicLayer::custom(broke))
        .layer(from_fn(explain))
        .layer(from_fn_with_state(app.clone(), measure))
        .layer(from_fn_with_state(app.clone(), security::headers))
        .with_state(app))
}

async fn own_pages_only(State(_): State<App>, client: client::Client, request: Request, next: Next) -> Response {
    security::own_pages_only(client, request, next).await
}

fn broke(_: Box<dyn Any + Send>) -> Response {
    Failure::internal("a handler panicked").into_response()
}

/// Puts a problem into an error that some layer answered without one.
async fn explain(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let media_type = response.headers().get(header::CONTENT_TYPE);
    if media_type.is_some_and(|media_type| media_type == PROBLEM_JSON) {
        return response;
    }
    match problem::of_status(response.status()) {
        Some(kind) => {
            let mut explained = kind.into_response();
            if let Some(allow) = response.headers().get(header::ALLOW) {
                explained.headers_mut().insert(header::ALLOW, allow.clone());
            }
            explained
        }
        None => response,
    }
}

/// Counts and logs a request by its route's pattern: addresses, codes and names stay out of both.
async fn measure(State(app): State<App>, request: Request, next: Next) -> Response {
    let method = match request.method().as_str() {
        "GET" => "GET",
        "POST" => "POST",
        "PUT" => "PUT",
        "DELETE" => "DELETE",
        "HEAD" => "HEAD",
        _ => "other",
    };
    let matched = request.extensions().get::<MatchedPath>();
    let route = matched.map_or_else(|| "files".to_owned(), |path| path.as_str().to_owned());
    let start = tokio::time::Instant::now();
    let response = next.run(request).await;
    let seconds = start.elapsed().as_secs_f64();
    let status = response.status().as_u16();
    tracing::debug!(method, route, status, seconds, "answered");
    app.metrics.request_seconds.observe(seconds);
    app.metrics.requests.get_or_create(&RequestLabels { method, route, status }).inc();
    response
}
