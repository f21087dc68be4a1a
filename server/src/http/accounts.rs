//! `/api/accounts`: administrators keep accounts; the first one comes from a one-time token.

mod area;
mod forms;
mod making;

use axum::Json as Answer;
use axum::extract::State;
use axum::http::StatusCode;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use weft::actor::{Grant, Permission, Role};
use weft::id::PersonId;

use self::area::{keeps, may_grant};
use self::forms::{AccountPage, AccountRow, First, Grants, NewAccount, Password, Wanted};
use self::making::{Sound, make, sound};
use super::client::Client;
use super::extract::{Json, Path, Query};
use super::problem::{Failure, ProblemKind};
use super::reader::{Reader, whole_county};
use super::session::of_password;
use super::{App, shape};
use crate::account::password_fits;
use crate::store::Account;

/// Accounts in one page of the list.
pub const ACCOUNTS_PAGE_ROWS: usize = 100;

/// The endpoints of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(create, list))
        .routes(routes!(first))
        .routes(routes!(disable))
        .routes(routes!(enable))
        .routes(routes!(reset_password))
        .routes(routes!(regrant))
}

/// Makes the first account, an administrator of accounts and units for the whole county.
///
/// Works once, with the token that the server prints when it starts without any account.
#[utoipa::path(
    post,
    path = "/api/accounts/first",
    tag = "accounts",
    request_body = First,
    responses(
        (status = 201, description = "Made", body = AccountRow),
        (status = 403, description = "`first-token-refused`", body = shape::Problem),
        (status = 422, description = "`bad-login`, `bad-name` or `weak-password`", body = shape::Problem),
        (status = 429, description = "`rate-limited`", body = shape::Problem),
    )
)]
async fn first(
    State(app): State<App>,
    client: Client,
    Json(first): Json<First>,
) -> Result<(StatusCode, Answer<AccountRow>), Failure> {
    app.limits.sign_ins.pass(&client.key())?;
    let grant = |role| Grant { role, unit: whole_county() };
    let new = NewAccount {
        login: first.login,
        phone: None,
        password: first.password,
        name: first.name,
        person: None,
        grants: vec![grant(Role::Administrator), grant(Role::OrgKeeper)],
    };
    let Sound { login, name, .. } = sound(&app, &new)?;
    if !app.first.take(&first.token) {
        return Err(ProblemKind::FirstTokenRefused.into());
    }
    let made = make(&app, new, login, None, name).await;
    if made.is_err() {
        app.first.give_back(&first.token);
    }
    Ok((StatusCode::CREATED, Answer(made?.into())))
}

/// Makes an account with roles within one's own area.
#[utoipa::path(
    post,
    path = "/api/accounts",
    tag = "accounts",
    request_body = NewAccount,
    responses(
        (status = 201, description = "Made", body = AccountRow),
        (status = 401, description = "`sign-in-required`", body = shape::Problem),
        (status = 403, description = "`forbidden`", body = shape::Problem),
        (status = 409, description = "`login-taken` or `phone-taken`", body = shape::Problem),
        (status = 422, description = "Something of it is unsuitable", body = shape::Problem),
    )
)]
async fn create(
    State(app): State<App>,
    reader: Reader,
    Json(new): Json<NewAccount>,
) -> Result<(StatusCode, Answer<AccountRow>), Failure> {
    reader.signed_in()?;
    let org = app.engine.org();
    may_grant(&reader.actor, &new.grants, &org)?;
    let Sound { login, phone, name } = sound(&app, &new)?;
    if let Some(person) = new.person
        && app.engine.store().account(PersonId(person)).await.map_err(Failure::internal)?.is_some()
    {
        return Err(Failure::saying(ProblemKind::LoginTaken, "this person has an account"));
    }
    let account = make(&app, new, login, phone, name).await?;
    tracing::info!(by = %reader.actor.person, person = %account.person, "an account was made");
    Ok((StatusCode::CREATED, Answer(account.into())))
}

/// Lists the accounts of one's own area: all, or those in whose name or login a text occurs.
#[utoipa::path(
    get,
    path = "/api/accounts",
    tag = "accounts",
    params(Wanted),
    responses(
        (status = 200, description = "A page", body = AccountPage),
        (status = 401, description = "`sign-in-required`", body = shape::Problem),
        (status = 403, description = "`forbidden`", body = shape::Problem),
    )
)]
async fn list(
    State(app): State<App>,
    reader: Reader,
    Query(query): Query<Wanted>,
) -> Result<Answer<AccountPage>, Failure> {
    reader.signed_in()?;
    if !reader.actor.holds_somewhere(Permission::ManageAccounts) {
        return Err(ProblemKind::Forbidden.into());
    }
    let (text, after) = (query.text.as_deref().unwrap_or_default(), query.after.map(PersonId));
    let found = app.engine.store().accounts(text, after, ACCOUNTS_PAGE_ROWS).await.map_err(Failure::internal)?;
    let is_full = found.len() == ACCOUNTS_PAGE_ROWS;
    let next = found.last().filter(|_| is_full).map(|account| account.person.0);
    let org = app.engine.org();
    let kept = found.into_iter().filter(|account| keeps(&reader.actor, account, &org));
    Ok(Answer(AccountPage { rows: kept.map(Into::into).collect(), next }))
}

/// Bars an account; its sessions end at once.
#[utoipa::path(
    post,
    path = "/api/accounts/{person}/disable",
    tag = "accounts",
    params(("person" = Uuid, Path, description = "Whose account")),
    responses(
        (status = 200, description = "Barred", body = AccountRow),
        (status = 403, description = "`forbidden`: also for one's own account", body = shape::Problem),
        (status = 404, description = "`not-found`", body = shape::Problem),
    )
)]
async fn disable(
    State(app): State<App>,
    reader: Reader,
    Path(person): Path<PersonId>,
) -> Result<Answer<AccountRow>, Failure> {
    let mut account = kept(&app, &reader, person).await?;
    account.disabled = true;
    change(&app, &reader, account, "barred").await
}

/// Opens a barred account again.
#[utoipa::path(
    post,
    path = "/api/accounts/{person}/enable",
    tag = "accounts",
    params(("person" = Uuid, Path, description = "Whose account")),
    responses(
        (status = 200, description = "Open", body = AccountRow),
        (status = 403, description = "`forbidden`", body = shape::Problem),
        (status = 404, description = "`not-found`", body = shape::Problem),
    )
)]
async fn enable(
    State(app): State<App>,
    reader: Reader,
    Path(person): Path<PersonId>,
) -> Result<Answer<AccountRow>, Failure> {
    let mut account = kept(&app, &reader, person).await?;
    account.disabled = false;
    change(&app, &reader, account, "opened").await
}

/// Sets a new password for somebody who forgot theirs; their sessions end.
#[utoipa::path(
    put,
    path = "/api/accounts/{person}/password",
    tag = "accounts",
    params(("person" = Uuid, Path, description = "Whose account")),
    request_body = Password,
    responses(
        (status = 200, description = "Set", body = AccountRow),
        (status = 403, description = "`forbidden`", body = shape::Problem),
        (status = 404, description = "`not-found`", body = shape::Problem),
        (status = 422, description = "`weak-password`", body = shape::Problem),
    )
)]
async fn reset_password(
    State(app): State<App>,
    reader: Reader,
    Path(person): Path<PersonId>,
    Json(new): Json<Password>,
) -> Result<Answer<AccountRow>, Failure> {
    let mut account = kept(&app, &reader, person).await?;
    if !password_fits(&new.password, &account.login) {
        return Err(ProblemKind::WeakPassword.into());
    }
    account.password = app.passwords.hash(&**app.engine.clock(), new.password).await.map_err(of_password)?;
    change(&app, &reader, account, "given a new password").await
}

/// Sets somebody's roles. They hold from the next request on; devices rebuild what they keep.
#[utoipa::path(
    put,
    path = "/api/accounts/{person}/grants",
    tag = "accounts",
    params(("person" = Uuid, Path, description = "Whose account")),
    request_body = Grants,
    responses(
        (status = 200, description = "Set", body = AccountRow),
        (status = 403, description = "`forbidden`: also for one's own account", body = shape::Problem),
        (status = 404, description = "`not-found`", body = shape::Problem),
        (status = 422, description = "`unknown-unit` or `too-many-grants`", body = shape::Problem),
    )
)]
async fn regrant(
    State(app): State<App>,
    reader: Reader,
    Path(person): Path<PersonId>,
    Json(new): Json<Grants>,
) -> Result<Answer<AccountRow>, Failure> {
    let mut account = kept(&app, &reader, person).await?;
    may_grant(&reader.actor, &new.grants, &app.engine.org())?;
    account.grants = new.grants;
    app.engine.store().put_account(&account).await.map_err(Failure::internal)?;
    tracing::info!(by = %reader.actor.person, %person, "roles were set");
    Ok(Answer(account.into()))
}

/// An account that this administrator keeps, and not their own: nobody raises or locks out themselves.
async fn kept(app: &App, reader: &Reader, person: PersonId) -> Result<Account, Failure> {
    reader.signed_in()?;
    if !reader.actor.holds_somewhere(Permission::ManageAccounts) || person == reader.actor.person {
        return Err(ProblemKind::Forbidden.into());
    }
    let found = app.engine.store().account(person).await.map_err(Failure::internal)?;
    let org = app.engine.org();
    found.filter(|account| keeps(&reader.actor, account, &org)).ok_or_else(|| ProblemKind::NotFound.into())
}

async fn change(app: &App, reader: &Reader, account: Account, how: &str) -> Result<Answer<AccountRow>, Failure> {
    app.engine.store().put_account(&account).await.map_err(Failure::internal)?;
    app.engine.store().delete_sessions_of(account.person).await.map_err(Failure::internal)?;
    tracing::info!(by = %reader.actor.person, person = %account.person, "an account was {how}");
    Ok(Answer(account.into()))
}
