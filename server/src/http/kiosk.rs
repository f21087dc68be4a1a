//! `/api/kiosk/…`: kiosks are enrolled by a desk, bring their sealed reports, and look receipts up for whoever stands before them.

mod forms;

use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::TimeDelta;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use weft::actor::{Actor, Permission, Scope};
use weft::id::{DeviceId, UnitId};
use weft::kiosk::{ENROL_MINUTES, EnrolCode, Enrolled, Health, KIOSK_PUSH_MAX, KioskPush};
use weft::receipt::ReceiptFault;
use weft::registry::{Kind, Target};
use weft::wire::PushResponse;

use super::client::Client;
use super::extract::{Json, Path};
use super::lookup::{Lookup, ticket_of};
use super::problem::{Failure, ProblemKind};
use super::push::PUSH_BYTES_MAX;
use super::reader::Reader;
use super::{App, limited, shape};
use crate::account::NAME_CHARS_MAX;
use crate::kiosk::{TakeInError, take_in};
use crate::metrics::OutcomeLabels;
use crate::session::Token;
use crate::store::kiosk::{Kiosk, KioskCode};

use forms::{CodeMade, Enrol, KioskList, KioskRow, NewCode};

/// The endpoints of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(make_code))
        .routes(routes!(enrol))
        .routes(routes!(list))
        .routes(routes!(revoke))
        .routes(routes!(lookup))
        .merge(limited(routes!(push), PUSH_BYTES_MAX))
}

/// The kiosk whose token a request carries; one that was revoked is refused.
struct AtKiosk {
    kiosk: Kiosk,
    token: Token,
}

impl FromRequestParts<App> for AtKiosk {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let token = Token::of_kiosk(&parts.headers).ok_or(ProblemKind::KioskUnknown)?;
        let found = app.engine.store().kiosk_by_hash(&token.hash()).await.map_err(Failure::internal)?;
        let kiosk = found.ok_or(ProblemKind::KioskUnknown)?;
        match kiosk.revoked_at {
            Some(_) => Err(ProblemKind::KioskRevoked.into()),
            None => Ok(Self { kiosk, token }),
        }
    }
}

/// Makes a one-time code by which a kiosk is enrolled at a unit of one's own area. It ends after half an hour.
#[utoipa::path(
    post,
    path = "/api/kiosk/codes",
    tag = "kiosks",
    request_body = NewCode,
    responses(
        (status = 201, description = "Made", body = CodeMade),
        (status = 401, description = "`sign-in-required`", body = shape::Problem),
        (status = 403, description = "`forbidden`", body = shape::Problem),
        (status = 422, description = "`unknown-unit` or `bad-name`", body = shape::Problem),
        (status = 429, description = "`rate-limited`", body = shape::Problem),
    )
)]
async fn make_code(
    State(app): State<App>,
    reader: Reader,
    Json(new): Json<NewCode>,
) -> Result<(StatusCode, axum::Json<CodeMade>), Failure> {
    reader.signed_in()?;
    let unit = UnitId(new.unit);
    may_keep(&reader.actor, &app, unit)?;
    if app.engine.org().unit(unit).is_none() {
        return Err(ProblemKind::UnknownUnit.into());
    }
    let name = new.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > NAME_CHARS_MAX || name.chars().any(char::is_control) {
        return Err(ProblemKind::BadName.into());
    }
    app.limits.enrolment_codes.pass(&reader.actor.person)?;
    let code = EnrolCode::drawn(app.engine.clock().random());
    let now = app.now();
    let expires_at = now + TimeDelta::minutes(ENROL_MINUTES);
    let made = KioskCode { hash: hash(&app, code), unit, name, made_by: reader.actor.person, expires_at };
    app.engine.store().put_kiosk_code(&made, now).await.map_err(Failure::internal)?;
    tracing::info!(by = %reader.actor.person, %unit, "an enrolment code for a kiosk was made");
    Ok((StatusCode::CREATED, axum::Json(CodeMade { code: code.to_string(), expires_at })))
}

fn may_keep(actor: &Actor, app: &App, unit: UnitId) -> Result<(), Failure> {
    match actor.may(Permission::KeepKiosks, &Scope::Within(unit), &app.engine.org()) {
        true => Ok(()),
        false => Err(ProblemKind::Forbidden.into()),
    }
}

fn hash(app: &App, code: EnrolCode) -> String {
    app.engine.vault().keyed("kiosk code", &code.to_string())
}

/// Makes this browser a kiosk. The code is used up; the cookie is sent to the kiosks' endpoints alone and lasts until it is revoked.
#[utoipa::path(
    post,
    path = "/api/kiosk/enrol",
    tag = "kiosks",
    request_body = Enrol,
    responses(
        (status = 200, description = "Enrolled; the cookie is set", body = shape::Enrolled),
        (status = 404, description = "`enrol-code-unknown`", body = shape::Problem),
        (status = 422, description = "`enrol-code-mistyped`", body = shape::Problem),
        (status = 429, description = "`rate-limited`", body = shape::Problem),
    )
)]
async fn enrol(State(app): State<App>, client: Client, Json(given): Json<Enrol>) -> Result<Response, Failure> {
    app.limits.enrolments.pass(&client.key())?;
    let code: EnrolCode = given
        .code
        .parse()
        .map_err(|fault: ReceiptFault| Failure::saying(ProblemKind::EnrolCodeMistyped, fault.to_string()))?;
    let clock = app.engine.clock();
    let (token, id, now) = (Token::draw(&**clock), DeviceId(clock.new_id()), app.now());
    let make = |code: KioskCode| Kiosk {
        id,
        hash: token.hash(),
        unit: code.unit,
        name: code.name,
        enrolled_by: code.made_by,
        created_at: now,
        revoked_at: None,
        seen_at: None,
        health: Health::default(),
    };
    let enrolled = app.engine.store().enrol_kiosk(&hash(&app, code), now, make).await.map_err(Failure::internal)?;
    let Kiosk { unit, name, .. } = enrolled.ok_or(ProblemKind::EnrolCodeUnknown)?;
    tracing::info!(kiosk = %id, %unit, "a kiosk was enrolled");
    let known = Enrolled { device: id, unit, name, public_key: app.engine.vault().kiosk_key() };
    Ok(([(header::SET_COOKIE, token.kiosk_cookie(client.secure))], axum::Json(known)).into_response())
}

/// Lists the kiosks of one's own area, and how they fare.
#[utoipa::path(
    get,
    path = "/api/kiosk",
    tag = "kiosks",
    responses(
        (status = 200, description = "By name", body = KioskList),
        (status = 401, description = "`sign-in-required`", body = shape::Problem),
        (status = 403, description = "`forbidden`", body = shape::Problem),
    )
)]
async fn list(State(app): State<App>, reader: Reader) -> Result<axum::Json<KioskList>, Failure> {
    reader.signed_in()?;
    if !reader.actor.holds_somewhere(Permission::KeepKiosks) {
        return Err(ProblemKind::Forbidden.into());
    }
    let store = app.engine.store();
    let kiosks = store.kiosks().await.map_err(Failure::internal)?;
    let kept = store.kept_of_kiosks().await.map_err(Failure::internal)?;
    let rows = kiosks.into_iter().filter(|kiosk| may_keep(&reader.actor, &app, kiosk.unit).is_ok()).map(|kiosk| {
        let kept = kept.iter().find(|(id, _)| *id == kiosk.id).map_or(0, |(_, count)| *count);
        KioskRow::new(kiosk, kept)
    });
    Ok(axum::Json(KioskList { rows: rows.collect() }))
}

/// Revokes a kiosk. What it has not delivered stays on it, and can be brought by `weft import-queue`.
#[utoipa::path(
    post,
    path = "/api/kiosk/{id}/revoke",
    tag = "kiosks",
    params(("id" = uuid::Uuid, Path, description = "Which kiosk")),
    responses(
        (status = 204, description = "Revoked"),
        (status = 401, description = "`sign-in-required`", body = shape::Problem),
        (status = 404, description = "`not-found`", body = shape::Problem),
    )
)]
async fn revoke(State(app): State<App>, reader: Reader, Path(id): Path<DeviceId>) -> Result<StatusCode, Failure> {
    reader.signed_in()?;
    let kiosks = app.engine.store().kiosks().await.map_err(Failure::internal)?;
    let found = kiosks.into_iter().find(|kiosk| kiosk.id == id && may_keep(&reader.actor, &app, kiosk.unit).is_ok());
    let kiosk = found.ok_or(ProblemKind::NotFound)?;
    app.engine.store().revoke_kiosk(kiosk.id, app.now()).await.map_err(Failure::internal)?;
    tracing::info!(by = %reader.actor.person, kiosk = %id, "a kiosk was revoked");
    Ok(StatusCode::NO_CONTENT)
}

/// Brings sealed reports, or none as a sign of life.
///
/// Answers with one receipt for each, in the same order, once all of them are durable. Each is carried out once, as a person of its own;
/// what is not accepted is kept on the server, so that the kiosk may forget whatever is answered.
#[utoipa::path(
    post,
    path = "/api/kiosk/push",
    tag = "kiosks",
    request_body = shape::KioskPush,
    responses(
        (status = 200, description = "A receipt for each report", body = shape::PushResponse),
        (status = 401, description = "`kiosk-unknown`", body = shape::Problem),
        (status = 403, description = "`kiosk-revoked`", body = shape::Problem),
        (status = 413, description = "`too-large` or `too-many-commands`", body = shape::Problem),
        (status = 503, description = "`busy`: send all of it again, see `Retry-After`", body = shape::Problem),
    )
)]
async fn push(
    State(app): State<App>,
    client: Client,
    AtKiosk { kiosk, token }: AtKiosk,
    Json(push): Json<KioskPush>,
) -> Result<Response, Failure> {
    if push.sealed.len() > KIOSK_PUSH_MAX {
        return Err(ProblemKind::TooManyCommands.into());
    }
    if push.device != kiosk.id {
        return Err(Failure::saying(ProblemKind::KioskUnknown, "the queue is another kiosk's"));
    }
    let receipts = take_in(&app.engine, kiosk.id, push.sealed).await.map_err(|error| match error {
        TakeInError::Busy(busy) => Failure::passing(ProblemKind::Busy, busy.retry_after_s),
        TakeInError::Store(error) => Failure::internal(error),
    })?;
    app.engine.store().kiosk_seen(kiosk.id, app.now(), &push.health).await.map_err(Failure::internal)?;
    for receipt in &receipts {
        app.metrics.commands.get_or_create(&OutcomeLabels { outcome: super::push::name(&receipt.outcome) }).inc();
    }
    let cookie = token.kiosk_cookie(client.secure);
    Ok(([(header::SET_COOKIE, cookie)], axum::Json(PushResponse { receipts })).into_response())
}

/// Opens a ticket by its receipt code for whoever stands before the kiosk. Nothing of it is remembered.
#[utoipa::path(
    post,
    path = "/api/kiosk/lookup",
    tag = "kiosks",
    request_body = Lookup,
    responses(
        (status = 200, description = "The ticket, without contact data", body = shape::Row),
        (status = 401, description = "`kiosk-unknown`", body = shape::Problem),
        (status = 404, description = "`receipt-unknown`", body = shape::Problem),
        (status = 422, description = "`receipt-mistyped`", body = shape::Problem),
        (status = 429, description = "`rate-limited`", body = shape::Problem),
    )
)]
async fn lookup(
    State(app): State<App>,
    client: Client,
    _: AtKiosk,
    Json(lookup): Json<Lookup>,
) -> Result<Response, Failure> {
    let ticket = ticket_of(&app, &client, &lookup).await?;
    let bearer = Actor { receipts: vec![ticket], ..Actor::nobody() };
    let row = app.engine.get(&bearer, Target { kind: Kind::Ticket, id: ticket.0 }).await?;
    let mut headers = HeaderMap::new();
    headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    Ok((headers, axum::Json(row.ok_or(ProblemKind::ReceiptUnknown)?)).into_response())
}
