use std::collections::BTreeSet;

use serde::Serialize;
use utoipa::PartialSchema;
use weft::aggregate::{Context, execute, fold};
use weft::id::{CommandId, DeviceId, PersonId, ProposalId, TicketId, UnitId};
use weft::kinds::proposal;
use weft::kinds::ticket as weft_ticket;
use weft::{query, registry, sample, wire};

use super::*;
use crate::http::problem::{Failure, ProblemKind};

fn names<S: PartialSchema>() -> BTreeSet<String> {
    let schema = serde_json::to_value(S::schema()).unwrap();
    schema["properties"].as_object().unwrap().keys().cloned().collect()
}

fn keys(value: &impl Serialize) -> BTreeSet<String> {
    serde_json::to_value(value).unwrap().as_object().unwrap().keys().cloned().collect()
}

const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;
const ID: Uuid = Uuid::nil();

fn target() -> registry::Target {
    registry::Target { kind: registry::Kind::Ticket, id: ID }
}

#[test]
fn a_push_is_described_as_it_travels() {
    let command = serde_json::json!({ "kind": "ticket", "do": "confirm" });
    let envelope: wire::Envelope = wire::Envelope {
        id: CommandId(ID),
        device: DeviceId(ID),
        seq: 1,
        issued_at: NOW,
        rules_version: 1,
        target: ID,
        command: serde_json::from_value(command.clone()).unwrap(),
    };
    assert_eq!(names::<Envelope>(), keys(&envelope));
    assert_eq!(names::<Command>(), keys(&command));
    let outcome = wire::Outcome::Accepted { position: 1, version: 1 };
    assert!(names::<Outcome>().is_superset(&keys(&outcome)));
    let judged = wire::Judged { made_under: 1, by: 2, differs: vec![wire::Differs::Limits] };
    assert_eq!(names::<Judged>(), keys(&judged));
    let receipt = wire::Receipt { id: CommandId(ID), outcome, duplicate: false, judged: Some(judged) };
    assert_eq!(names::<Receipt>(), keys(&receipt));
    assert_eq!(
        names::<PushRequest>(),
        keys(&wire::PushRequest::<weft::registry::AnyCommand> { device: DeviceId(ID), commands: vec![] })
    );
    assert_eq!(names::<PushResponse>(), keys(&wire::PushResponse { receipts: vec![] }));
}

#[test]
fn what_is_pulled_is_described_as_it_travels() {
    assert_eq!(names::<PullResponse>(), keys(&wire::PullResponse { reader: Some(ID), ..Default::default() }));
    assert_eq!(names::<Target>(), keys(&target()));
    let event = weft_ticket::Event::Confirmed;
    let recorded = wire::Recorded {
        position: 1,
        target: target(),
        version: 1,
        at: NOW,
        by: PersonId(ID),
        cause: CommandId(ID),
        event: registry::AnyEvent::Ticket(event),
    };
    assert_eq!(names::<Recorded>(), keys(&recorded));
    let unit = weft::sample::units().remove(0);
    let row = wire::Row { id: ID, version: 1, position: 1, state: registry::AnyState::Unit(unit) };
    assert_eq!(names::<Row>(), keys(&row));
}

#[test]
fn a_session_and_a_problem_are_described_as_they_travel() {
    let actor = weft::actor::Actor::resident(PersonId(ID));
    assert_eq!(names::<Actor>(), keys(&actor));
    let grant = weft::actor::Grant { role: weft::actor::Role::Desk, unit: UnitId(ID) };
    assert_eq!(names::<Grant>(), keys(&grant));
    let info = wire::SessionInfo { actor, name: None, now: NOW, county: weft::text::Text::default() };
    assert_eq!(names::<SessionInfo>(), keys(&info));
    assert_eq!(names::<Text>(), keys(&info.county));
    assert_eq!(names::<Problem>(), keys(&Failure::from(ProblemKind::Busy).problem()));
}

#[test]
fn queries_are_described_as_they_travel() {
    let parameters = TicketQuery::into_params(|| None);
    let described: BTreeSet<_> = parameters.into_iter().map(|parameter| parameter.name).collect();
    assert_eq!(described, keys(&query::TicketQuery::default()));
    assert_eq!(names::<TicketPage>(), keys(&query::TicketPage::default()));
    assert_eq!(names::<LedgerPage>(), keys(&query::LedgerPage::default()));
    let parameters = AgendaQuery::into_params(|| None);
    let described: BTreeSet<_> = parameters.into_iter().map(|parameter| parameter.name).collect();
    assert_eq!(described, keys(&query::agenda::AgendaQuery::default()));
    assert_eq!(names::<AgendaPage>(), keys(&query::agenda::AgendaPage::default()));
    let (category, phase) = (String::new(), String::new());
    let candidate = query::Candidate { id: TicketId(ID), category, phase, reported_at: NOW, distance_m: 0 };
    assert_eq!(names::<Candidate>(), keys(&candidate));
    let rates = query::Rates {
        unit: UnitId(ID),
        month: NaiveDate::MIN,
        reported: 0,
        response_due: 0,
        response_met: 0,
        resolution_due: 0,
        resolution_met: 0,
        rated: 0,
        satisfied: 0,
    };
    assert_eq!(names::<Rates>(), keys(&rates));
}

#[test]
fn open_data_is_described_as_it_travels() {
    let public = weft_ticket::PublicTicket {
        id: TicketId(ID),
        source: weft_ticket::Source::Web,
        submitted_at: NOW,
        category: String::new(),
        place: vec![],
        phase: weft_ticket::Phase::Routed,
        weight: weft::rules::Weight::Small,
        unit: None,
        resolve_by: None,
        resolved_at: None,
        done: None,
        stars: None,
        satisfied: None,
        reopenings: 0,
    };
    assert_eq!(names::<PublicTicket>(), keys(&public));
}

#[test]
fn a_proposal_and_what_is_counted_of_many_are_described_as_they_travel() {
    let (org, rules) = (sample::directory(), sample::rulebook());
    let (id, author, desk) = (ProposalId(ID), sample::resident("author"), sample::grid_member(0, 0));
    let accept = proposal::Command::Accept { published: sample::deliberation::published(), entitled: 40 };
    let mut state = None;
    for (actor, command) in
        [(&author, proposal::Command::Submit(Box::new(sample::deliberation::draft()))), (&desk, accept)]
    {
        let cx = Context { actor, now: sample::morning(), rules: &rules, org: &org, prove: weft::rules::prove };
        let events = execute(id, state.as_ref(), &command, &cx).unwrap();
        state = fold(state, id, &events, actor.person, cx.now);
    }
    let proposal: proposal::Proposal = state.unwrap();
    assert_eq!(names::<PublicProposal>(), keys(&proposal.public().unwrap()));
    assert_eq!(names::<AgendaCount>(), keys(&query::agenda::count([&proposal])[0]));
    assert_eq!(names::<Measure>(), keys(&weft::rules::charter::Measure::default()));
}

#[test]
fn a_replay_is_described_as_it_travels() {
    let request = query::ReplayRequest {
        from: query::Book::InForce,
        to: query::Book::InForce,
        since: Some(NOW),
        until: Some(NOW),
    };
    assert_eq!(names::<ReplayRequest>(), keys(&request));
}
