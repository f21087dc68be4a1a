//! `/api/session`: who am I, sign in, sign out, new password.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use weft::id::TicketId;
use weft::query::TicketQuery;
use weft::wire::SessionInfo;

use super::client::Client;
use super::extract::Json;
use super::problem::{Failure, ProblemKind};
use super::reader::Reader;
use super::{App, shape};
use crate::account::password::PasswordError;
use crate::account::{Login, password_fits};
use crate::metrics::OutcomeLabels;
use crate::session::{self, RECEIPTS_MAX, Token, begin, forget_cookie, show_receipt};
use crate::store::{Account, Session};

const CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");
const CROWDED_RETRY_S: u32 = 5;

/// The endpoints of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show, sign_in, sign_out)).routes(routes!(change_password))
}

/// Name and password.
#[derive(Deserialize, ToSchema)]
struct Credentials {
    /// Login name or mobile number.
    login: String,
    /// Password.
    password: String,
}

/// A new password for oneself.
#[derive(Deserialize, ToSchema)]
struct NewPassword {
    /// The password now.
    old: String,
    /// The password from now on: 10 to 128 characters.
    new: String,
}

fn info(app: &App, reader: &Reader) -> SessionInfo {
    SessionInfo {
        actor: (*reader.actor).clone(),
        name: reader.account.as_ref().map(|account| account.name.clone()),
        now: app.now(),
        county: app.settings.county.clone(),
    }
}

/// Says who the server takes this browser for.
///
/// A browser without a session is nobody; it gets one when it first sends something. Use prolongs a session.
#[utoipa::path(
    get,
    path = "/api/session",
    tag = "session",
    responses((status = 200, description = "Who", body = shape::SessionInfo))
)]
async fn show(
    State(app): State<App>,
    client: Client,
    mut reader: Reader,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let mut response = axum::Json(info(&app, &reader)).into_response();
    if let Some(session) = &mut reader.session
        && session::touch(session, &**app.engine.clock())
        && let Some(token) = Token::of(&headers)
    {
        app.engine.store().put_session(session).await.map_err(Failure::internal)?;
        response.headers_mut().append(header::SET_COOKIE, token.cookie(session.account, client.secure));
    }
    Ok(response)
}

/// Signs in with a name or phone number and a password.
///
/// After five wrong passwords a login rests, longer each time, whether it exists or not. Tickets reported from this browser before are
/// carried over, but not to an account with roles.
#[utoipa::path(
    post,
    path = "/api/session",
    tag = "session",
    request_body = Credentials,
    responses(
        (status = 200, description = "Signed in; the cookie is set", body = shape::SessionInfo),
        (status = 401, description = "`wrong-credentials`", body = shape::Problem),
        (status = 429, description = "`locked-out` or `rate-limited`, see `Retry-After`", body = shape::Problem),
        (status = 503, description = "`busy`", body = shape::Problem),
    )
)]
async fn sign_in(
    State(app): State<App>,
    client: Client,
    reader: Reader,
    Json(credentials): Json<Credentials>,
) -> Result<Response, Failure> {
    app.limits.sign_ins.pass(&client.key())?;
    let tried = try_password(&app, &credentials.login, credentials.password).await;
    let outcome = match &tried {
        Ok(_) => "accepted",
        Err(failure) if failure.kind() == ProblemKind::WrongCredentials => "wrong",
        Err(failure) if failure.kind() == ProblemKind::LockedOut => "locked_out",
        Err(_) => "failed",
    };
    app.metrics.sign_ins.get_or_create(&OutcomeLabels { outcome }).inc();
    let mut account = tried?;
    account.last_sign_in = Some(app.now());
    app.engine.store().put_account(&account).await.map_err(Failure::internal)?;
    let receipts = match (&reader.session, account.grants.is_empty()) {
        (Some(session), true) if !session.account => carried_over(&app, &reader, session).await?,
        _ => Vec::new(),
    };
    let (session, token) = begin(&**app.engine.clock(), account.person, true, receipts);
    app.engine.store().put_session(&session).await.map_err(Failure::internal)?;
    if let Some(old) = &reader.session {
        app.engine.store().delete_session(&old.hash).await.map_err(Failure::internal)?;
    }
    let reader = Reader::new(session, Some(account), &app.engine.org());
    let cookie = token.cookie(true, client.secure);
    Ok(([(header::SET_COOKIE, cookie)], axum::Json(info(&app, &reader))).into_response())
}

/// Everything an anonymous session could open: shown receipts and its own tickets.
async fn carried_over(app: &App, reader: &Reader, session: &Session) -> Result<Vec<TicketId>, Failure> {
    let mut carried = session.clone();
    let mut query = TicketQuery { limit: Some(RECEIPTS_MAX), ..TicketQuery::default() };
    loop {
        let page = app.engine.tickets(&reader.actor, &query).await?;
        for row in page.rows {
            show_receipt(&mut carried, TicketId(row.id));
        }
        query.cursor = page.next;
        if query.cursor.is_none() || carried.receipts.len() >= RECEIPTS_MAX {
            return Ok(carried.receipts);
        }
    }
}

/// The account of these credentials. Takes as long, and says the same, for a login that does not exist.
async fn try_password(app: &App, typed: &str, password: String) -> Result<Account, Failure> {
    let store = app.engine.store();
    let login = Login::read(typed);
    let counted = match &login {
        Some(Login::Name(name)) => app.engine.vault().keyed("lockout/name", name),
        Some(Login::Phone(phone)) => app.engine.vault().keyed("lockout/phone", phone),
        None => "neither".to_owned(),
    };
    if let Some(rest_s) = app.lockout.rest_s(&counted, app.now()) {
        return Err(Failure::passing(ProblemKind::LockedOut, rest_s));
    }
    let account = match &login {
        Some(Login::Name(name)) => store.account_by_login(name).await.map_err(Failure::internal)?,
        Some(Login::Phone(phone)) => {
            let phone = app.engine.vault().keyed("phone", phone);
            store.account_by_phone(&phone).await.map_err(Failure::internal)?
        }
        None => None,
    };
    // Counted before the password is tried: tries at the same moment must not all pass as the first.
    if login.is_some() {
        app.lockout.failed(&counted, app.now());
    }
    let kept = account.as_ref().map(|account| account.password.clone());
    let fits = app.passwords.verify(password, kept).await.map_err(of_password)?;
    match account.filter(|account| fits && !account.disabled) {
        Some(account) => {
            app.lockout.cleared(&counted);
            Ok(account)
        }
        None => Err(ProblemKind::WrongCredentials.into()),
    }
}

/// The problem behind a password that could not be hashed or tried.
pub(super) fn of_password(error: PasswordError) -> Failure {
    match error {
        PasswordError::Crowded => Failure::passing(ProblemKind::Busy, CROWDED_RETRY_S),
        PasswordError::Unusable(_) => Failure::internal(error),
    }
}

/// Signs out.
///
/// The session ends on the server, and the browser is asked to forget what it cached. Unsent commands are the app's and stay.
#[utoipa::path(
    delete,
    path = "/api/session",
    tag = "session",
    responses((status = 204, description = "Signed out"))
)]
async fn sign_out(State(app): State<App>, client: Client, reader: Reader) -> Result<Response, Failure> {
    if let Some(session) = &reader.session {
        app.engine.store().delete_session(&session.hash).await.map_err(Failure::internal)?;
    }
    let headers =
        [(header::SET_COOKIE, forget_cookie(client.secure)), (CLEAR_SITE_DATA, HeaderValue::from_static("\"cache\""))];
    Ok((StatusCode::NO_CONTENT, headers).into_response())
}

/// Changes one's own password.
///
/// All other sessions of the account end.
#[utoipa::path(
    post,
    path = "/api/session/password",
    tag = "session",
    request_body = NewPassword,
    responses(
        (status = 204, description = "Changed"),
        (status = 401, description = "`sign-in-required` or `wrong-credentials`", body = shape::Problem),
        (status = 422, description = "`weak-password`", body = shape::Problem),
        (status = 429, description = "`locked-out`", body = shape::Problem),
    )
)]
async fn change_password(
    State(app): State<App>,
    client: Client,
    reader: Reader,
    Json(change): Json<NewPassword>,
) -> Result<StatusCode, Failure> {
    app.limits.sign_ins.pass(&client.key())?;
    let login = reader.signed_in()?.login.clone();
    if !password_fits(&change.new, &login) {
        return Err(ProblemKind::WeakPassword.into());
    }
    let mut account = try_password(&app, &login, change.old).await?;
    account.password = app.passwords.hash(&**app.engine.clock(), change.new).await.map_err(of_password)?;
    let store = app.engine.store();
    store.put_account(&account).await.map_err(Failure::internal)?;
    store.delete_sessions_of(account.person).await.map_err(Failure::internal)?;
    if let Some(session) = &reader.session {
        store.put_session(session).await.map_err(Failure::internal)?;
    }
    Ok(StatusCode::NO_CONTENT)
}
