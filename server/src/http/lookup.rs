//! `POST /api/lookup`: a receipt code opens a ticket without an account.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use weft::actor::Actor;
use weft::id::TicketId;
use weft::receipt::{ReceiptCode, ReceiptFault};
use weft::registry::{Kind, Target};

use super::client::Client;
use super::extract::Json;
use super::problem::{Failure, ProblemKind};
use super::reader::{Known, Reader};
use super::{App, shape};
use crate::session::show_receipt;

/// The endpoints of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(lookup))
}

/// A receipt code.
#[derive(Deserialize, ToSchema)]
pub(super) struct Lookup {
    /// Sixteen digits, however spaced.
    code: String,
}

/// Opens a ticket by its receipt code.
///
/// A resident's session remembers it and syncs the ticket from then on. A member of staff sees it once, and does not become its owner.
#[utoipa::path(
    post,
    path = "/api/lookup",
    tag = "sync",
    request_body = Lookup,
    responses(
        (status = 200, description = "The ticket, without contact data", body = shape::Row),
        (status = 404, description = "`receipt-unknown`", body = shape::Problem),
        (status = 422, description = "`receipt-mistyped`", body = shape::Problem),
        (status = 429, description = "`rate-limited`", body = shape::Problem),
    )
)]
async fn lookup(
    State(app): State<App>,
    client: Client,
    reader: Reader,
    Json(lookup): Json<Lookup>,
) -> Result<Response, Failure> {
    let ticket = ticket_of(&app, &client, &lookup).await?;
    let is_staff = !reader.actor.grants.is_empty();
    let mut known = Known::or_begin(&app, &client, reader).await?;
    if !is_staff
        && let Some(session) = &mut known.reader.session
        && show_receipt(session, ticket)
    {
        app.engine.store().put_session(session).await.map_err(Failure::internal)?;
    }
    let bearer = Actor { receipts: vec![ticket], ..Actor::clone(&known.reader.actor) };
    let target = Target { kind: Kind::Ticket, id: ticket.0 };
    let row = app.engine.get(&bearer, target).await?.ok_or(ProblemKind::ReceiptUnknown)?;
    Ok(known.answer(axum::Json(row)))
}

/// The ticket of a receipt code, for an address that has not asked too often.
pub(super) async fn ticket_of(app: &App, client: &Client, lookup: &Lookup) -> Result<TicketId, Failure> {
    app.limits.lookups.pass(&client.key())?;
    let code: ReceiptCode = lookup
        .code
        .parse()
        .map_err(|fault: ReceiptFault| Failure::saying(ProblemKind::ReceiptMistyped, fault.to_string()))?;
    Ok(app.engine.find_receipt(&code.to_string()).await?.ok_or(ProblemKind::ReceiptUnknown)?)
}
