//! `POST /api/push`: commands come in.

use std::collections::HashMap;

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use serde::Deserialize;
use serde_json::value::RawValue;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;
use weft::id::{CommandId, DeviceId};
use weft::kinds::ticket;
use weft::registry::{AnyCommand, Kind, Target};
use weft::wire::{Envelope, Fault, Outcome, PUSH_COMMANDS_MAX, PushRequest, PushResponse, Receipt};

use super::client::Client;
use super::extract::Bytes;
use super::problem::{Failure, ProblemKind};
use super::reader::{Known, Reader};
use super::{App, limited, shape};
use crate::engine::Busy;
use crate::metrics::OutcomeLabels;
use crate::session::show_receipt;

/// Most bytes of a push.
pub const PUSH_BYTES_MAX: usize = 4 * 1_024 * 1_024;

/// The endpoints of this file.
pub fn routes() -> OpenApiRouter<App> {
    limited(routes!(push), PUSH_BYTES_MAX)
}

/// A push whose commands are read one by one, so that one that cannot be read does not hold up the others.
#[derive(Deserialize)]
struct PushBody {
    device: DeviceId,
    commands: Vec<Box<RawValue>>,
}

/// Carries out commands in queue order.
///
/// Answers with one receipt for each, in the same order, once all of them are durable. A browser without a session gets an anonymous
/// one. Sending the same again is safe: a command is carried out once.
#[utoipa::path(
    post,
    path = "/api/push",
    tag = "sync",
    request_body = shape::PushRequest,
    responses(
        (status = 200, description = "A receipt for each command", body = shape::PushResponse),
        (status = 400, description = "`bad-body`", body = shape::Problem),
        (status = 409, description = "`other-account`: `X-Weft-Account` names another than is signed in", body = shape::Problem),
        (status = 413, description = "`too-large` or `too-many-commands`", body = shape::Problem),
        (status = 429, description = "`rate-limited`", body = shape::Problem),
        (status = 503, description = "`busy`: nothing was taken in, see `Retry-After`", body = shape::Problem),
        (status = 507, description = "`storage-full`: nothing was taken in, see `Retry-After`", body = shape::Problem),
    )
)]
async fn push(
    State(app): State<App>,
    client: Client,
    reader: Reader,
    headers: HeaderMap,
    Bytes(body): Bytes,
) -> Result<Response, Failure> {
    let PushBody { device, commands } = read(&headers, &body)?;
    if commands.len() > PUSH_COMMANDS_MAX {
        return Err(ProblemKind::TooManyCommands.into());
    }
    let mut known = Known::or_begin(&app, &client, reader).await?;
    let receipts = carry_out(&app, &mut known.reader, device, &commands).await;
    Ok(known.answer(receipts.map(|receipts| axum::Json(PushResponse { receipts }))))
}

async fn carry_out(
    app: &App,
    reader: &mut Reader,
    device: DeviceId,
    commands: &[Box<RawValue>],
) -> Result<Vec<Receipt>, Failure> {
    app.limits.pushes.pass(&reader.actor.person)?;
    app.metrics.push_commands.observe(commands.len() as f64);
    let Sorted { places, envelopes } = sort(commands);
    let submitted = submissions(&envelopes);
    let answered = match envelopes.is_empty() {
        true => Vec::new(),
        false => {
            let request = PushRequest { device, commands: envelopes };
            let pushed = app.engine.push(reader.actor.clone(), request).await;
            pushed.map_err(not_now)?.receipts
        }
    };
    remember_own(app, reader, &submitted, &answered).await?;
    let receipts = merge(places, answered)?;
    for receipt in &receipts {
        app.metrics.commands.get_or_create(&OutcomeLabels { outcome: name(&receipt.outcome) }).inc();
    }
    Ok(receipts)
}

fn not_now(busy: Busy) -> Failure {
    let kind = if busy.disk_full { ProblemKind::StorageFull } else { ProblemKind::Busy };
    Failure::passing(kind, busy.retry_after_s)
}

fn read(headers: &HeaderMap, body: &[u8]) -> Result<PushBody, Failure> {
    let media_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_json = media_type.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"));
    if !is_json {
        return Err(ProblemKind::UnsupportedMediaType.into());
    }
    serde_json::from_slice(body).map_err(|error| Failure::saying(ProblemKind::BadBody, error.to_string()))
}

/// A command's place in the answer: its receipt comes from the engine, or is known already.
#[derive(Debug, PartialEq)]
enum Place {
    Engine,
    Known(Receipt),
}

#[derive(Debug, Default)]
struct Sorted {
    places: Vec<Place>,
    envelopes: Vec<Envelope>,
}

/// Sorts out the commands that cannot be read, and those after them on the same thing.
fn sort(commands: &[Box<RawValue>]) -> Sorted {
    let mut sorted = Sorted::default();
    let mut broken: HashMap<Uuid, CommandId> = HashMap::new();
    for raw in commands {
        let (id, outcome) = match serde_json::from_str::<Envelope>(raw.get()) {
            Ok(envelope) => match broken.get(&envelope.target) {
                None => {
                    sorted.places.push(Place::Engine);
                    sorted.envelopes.push(envelope);
                    continue;
                }
                Some(on) => (envelope.id, Outcome::Dependent { on: *on }),
            },
            Err(_) => {
                let (id, target) = names(raw);
                if let Some(target) = target {
                    broken.entry(target).or_insert(id);
                }
                (id, Outcome::Malformed { fault: Fault::Unreadable })
            }
        };
        sorted.places.push(Place::Known(Receipt { id, outcome, duplicate: false, judged: None }));
    }
    sorted
}

/// What can still be read of a command that cannot be read: its id (or the nil id) and target.
fn names(raw: &RawValue) -> (CommandId, Option<Uuid>) {
    let value: serde_json::Value = serde_json::from_str(raw.get()).unwrap_or_default();
    let uuid = |name: &str| value.get(name)?.as_str()?.parse::<Uuid>().ok();
    (CommandId(uuid("id").unwrap_or_default()), uuid("target"))
}

fn merge(places: Vec<Place>, answered: Vec<Receipt>) -> Result<Vec<Receipt>, Failure> {
    let mut answered = answered.into_iter();
    places
        .into_iter()
        .map(|place| match place {
            Place::Known(receipt) => Ok(receipt),
            Place::Engine => answered.next().ok_or_else(|| Failure::internal("a command has no receipt")),
        })
        .collect()
}

/// The tickets that residents report with these commands.
fn submissions(envelopes: &[Envelope]) -> Vec<(CommandId, Target)> {
    let is_report = |envelope: &&Envelope| matches!(envelope.command, AnyCommand::Ticket(ticket::Command::Submit(_)));
    envelopes.iter().filter(is_report).map(|envelope| (envelope.id, envelope.target())).collect()
}

/// A browser may lose the answer to its very first push, and with it the cookie of the person its ticket belongs to. When it sends the
/// same report again, word for word and under the same unguessable id, it is the reporter: its new session may open the ticket.
async fn remember_own(
    app: &App,
    reader: &mut Reader,
    submitted: &[(CommandId, Target)],
    answered: &[Receipt],
) -> Result<(), Failure> {
    if !reader.actor.grants.is_empty() {
        return Ok(());
    }
    let Some(session) = &mut reader.session else {
        return Ok(());
    };
    let mut is_changed = false;
    for receipt in answered.iter().filter(|receipt| receipt.duplicate && receipt.outcome.is_accepted()) {
        let Some((_, target)) = submitted.iter().find(|(id, _)| *id == receipt.id) else {
            continue;
        };
        let is_seen = target.kind != Kind::Ticket
            || app.engine.get(&reader.actor, *target).await.map_err(Failure::internal)?.is_some();
        is_changed |= !is_seen && show_receipt(session, target.id.into());
    }
    if is_changed {
        app.engine.store().put_session(session).await.map_err(Failure::store)?;
    }
    Ok(())
}

pub(super) const fn name(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Accepted { .. } => "accepted",
        Outcome::Refused { .. } => "refused",
        Outcome::Forbidden { .. } => "forbidden",
        Outcome::Malformed { .. } => "malformed",
        Outcome::Dependent { .. } => "dependent",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(text: String) -> Box<RawValue> {
        RawValue::from_string(text).unwrap()
    }

    fn command(id: u128, target: u128, what: &str) -> Box<RawValue> {
        let (id, target) = (Uuid::from_u128(id), Uuid::from_u128(target));
        raw(format!(
            r#"{{"id":"{id}","device":"{id}","seq":1,"issued_at":"2026-01-05T00:00:00Z","rules_version":1,"target":"{target}","command":{what}}}"#
        ))
    }

    const CONFIRM: &str = r#"{"kind":"ticket","do":"confirm"}"#;

    #[test]
    fn an_unreadable_command_holds_up_only_those_after_it_on_the_same_thing() {
        let sorted = sort(&[
            command(1, 10, CONFIRM),
            command(2, 10, r#"{"kind":"ticket","do":"fly"}"#),
            command(3, 10, CONFIRM),
            command(4, 11, CONFIRM),
            raw("7".to_owned()),
        ]);
        let id = |id| CommandId(Uuid::from_u128(id));
        let known = |id, outcome| Place::Known(Receipt { id, outcome, duplicate: false, judged: None });
        let unreadable = Outcome::Malformed { fault: Fault::Unreadable };
        assert_eq!(
            sorted.places,
            [
                Place::Engine,
                known(id(2), unreadable.clone()),
                known(id(3), Outcome::Dependent { on: id(2) }),
                Place::Engine,
                known(CommandId(Uuid::nil()), unreadable),
            ]
        );
        assert_eq!(sorted.envelopes.iter().map(|envelope| envelope.id).collect::<Vec<_>>(), [id(1), id(4)]);
    }

    #[test]
    fn receipts_come_back_in_the_order_of_the_commands() {
        let receipt = |id| Receipt {
            id: CommandId(Uuid::from_u128(id)),
            outcome: Outcome::Accepted { position: 1, version: 1 },
            duplicate: false,
            judged: None,
        };
        let places = vec![Place::Engine, Place::Known(receipt(2)), Place::Engine];
        assert_eq!(merge(places, vec![receipt(1), receipt(3)]), Ok(vec![receipt(1), receipt(2), receipt(3)]));
        assert!(merge(vec![Place::Engine], Vec::new()).is_err());
    }
}
