//! How pulls change the copy.

use serde_json::{Value, json};
use weft::actor::Role;
use weft::id::PersonId;
use weft::org::Post;
use weft::registry::AnyState;
use weft::sample;
use weft::secret::Secret;
use weft::wire::{PullResponse, Row};

use super::*;

fn row(code: &str, version: u64) -> Row {
    let unit = sample::units().into_iter().find(|unit| unit.id == sample::unit_id(code)).unwrap();
    Row { id: unit.id.into(), version, position: version, state: AnyState::Unit(unit) }
}

fn target(code: &str) -> Target {
    row(code, 1).target()
}

fn answer(rows: Vec<Row>, cursor: &str, more: bool) -> PullResponse {
    PullResponse { rows, cursor: cursor.to_owned(), more, ..PullResponse::default() }
}

fn pulled(replica: &mut Replica, answer: PullResponse) -> Option<Vec<Thing>> {
    heard(replica, &serde_json::to_value(answer).unwrap())
}

/// The server says this.
fn heard(replica: &mut Replica, answer: &Value) -> Option<Vec<Thing>> {
    let writes = absorb(&replica.head, Answer::read(&answer.to_string()).unwrap());
    replica.write(&writes)
}

fn versions(replica: &Replica) -> Vec<u64> {
    replica.rows.values().map(|row| row.version).collect()
}

#[test]
fn a_pull_replaces_removes_and_moves_on() {
    let mut replica = Replica::default();
    pulled(&mut replica, answer(vec![row("370", 1), row("fire", 1)], "a", true));
    let mut second = answer(vec![row("370", 2)], "b", false);
    second.removed = vec![target("fire")];
    assert_eq!(pulled(&mut replica, second), Some(vec![target("fire").into(), target("370").into()]));
    assert_eq!(versions(&replica), [2]);
    assert_eq!(replica.head.pulling().cursor, "b");
}

#[test]
fn a_rebuild_shows_the_old_copy_until_the_new_one_is_complete() {
    let mut replica = Replica::default();
    pulled(&mut replica, answer(vec![row("370", 1), row("fire", 1)], "a", false));
    pulled(&mut replica, PullResponse { rebuild: true, ..PullResponse::default() });
    assert_eq!(replica.head.pulling().cursor, "");
    assert_eq!(
        pulled(&mut replica, answer(vec![row("370", 7)], "n1", true)),
        Some(Vec::new()),
        "nothing shown changes"
    );
    assert_eq!(versions(&replica), [1, 1]);
    assert_eq!(pulled(&mut replica, answer(Vec::new(), "n2", false)), None, "all that is shown changes");
    assert_eq!(versions(&replica), [7]);
    assert_eq!((replica.growing.len(), replica.head.pulling().cursor.as_str()), (0, "n2"));
}

#[test]
fn a_rebuild_during_a_rebuild_begins_once_more() {
    let mut replica = Replica::default();
    pulled(&mut replica, answer(vec![row("370", 1)], "a", false));
    for _ in 0..2 {
        pulled(&mut replica, PullResponse { rebuild: true, ..PullResponse::default() });
        pulled(&mut replica, answer(vec![row("fire", 3)], "half", true));
    }
    pulled(&mut replica, PullResponse { rebuild: true, ..PullResponse::default() });
    pulled(&mut replica, answer(vec![row("370", 9)], "whole", false));
    assert_eq!(versions(&replica), [9], "what a given-up copy held is gone");
}

#[test]
fn another_person_keeps_only_what_everybody_may_see_and_as_everybody_sees_it() {
    let mut grid = row("grid-1-0", 1);
    if let AnyState::Unit(unit) = &mut grid.state {
        unit.appointments[0].phone = Some(Secret::Clear("13900000000".to_owned()));
        unit.appointments[0].post = Post::GridMember;
    }
    let mut replica = Replica::default();
    pulled(&mut replica, answer(vec![grid.clone()], "a", false));
    let nobody = Actor::nobody();
    let writes = hand_over(&replica, &nobody, DateTime::UNIX_EPOCH);
    assert_eq!(replica.write(&writes), None);
    let Some(AnyState::Unit(left)) = &replica.row(grid.target()).unwrap().state else { panic!("a unit") };
    assert_eq!(left.appointments[0].phone, Some(Secret::Withheld));
    assert_eq!(replica.head.pulling().cursor, "", "a full copy is fetched beside it");
    let staff = sample::staff(Role::OrgKeeper, "370", PersonId::named("keeper"));
    assert!(!hand_over(&replica, &staff, DateTime::UNIX_EPOCH).is_empty());
}

#[test]
fn another_person_does_not_see_the_tickets_of_the_one_before() {
    let id = weft::id::TicketId::named("ticket");
    let reporter = Actor::resident(PersonId::named("reporter"));
    let (rules, org) = (sample::rulebook(), sample::directory());
    let cx = weft::aggregate::Context {
        actor: &reporter,
        now: sample::morning(),
        rules: &rules,
        org: &org,
        prove: weft::rules::prove,
    };
    let submit = weft::kinds::ticket::Command::Submit(sample::noise_report(1, 0));
    let command = weft::registry::AnyCommand::Ticket(submit);
    let events = command.execute(id.into(), None, &cx).unwrap().unwrap();
    let state = events.iter().fold(None, |state, event| event.apply(id.into(), state, reporter.person, cx.now));
    let mut replica = Replica::default();
    let ticket = Row { id: id.into(), version: 1, position: 1, state: state.unwrap() };
    pulled(&mut replica, answer(vec![ticket, row("370", 1)], "a", false));
    let writes = hand_over(&replica, &Actor::resident(PersonId::named("other")), cx.now);
    replica.write(&writes);
    assert_eq!(replica.rows.keys().cloned().collect::<Vec<_>>(), [target("370").into()]);
}

#[test]
fn rows_that_were_given_up_are_shown_until_a_new_copy_is_whole_and_not_after() {
    let mut replica = Replica::default();
    pulled(&mut replica, answer(vec![row("370", 1), row("fire", 1)], "a", false));
    replica.head = replica.head.emptied();
    assert_eq!((versions(&replica), replica.head.pulling().cursor.as_str()), (vec![1, 1], ""));
    pulled(&mut replica, answer(vec![row("370", 7)], "n1", true));
    assert_eq!(versions(&replica), [1, 1]);
    // What has left meanwhile is not named: only the new copy knows.
    pulled(&mut replica, answer(Vec::new(), "n2", false));
    assert_eq!(versions(&replica), [7]);
    assert_eq!(replica.head.pulling().cursor, "n2");
}

/// A row of a kind that no build knows.
fn festival() -> Value {
    let id = uuid::Uuid::from_u128(7);
    json!({ "id": id, "version": 3, "position": 9, "kind": "festival", "state": { "day": "2026-02-17", "stalls": [1, 2] } })
}

/// A rulebook with a part that no build knows.
fn book(secret: bool) -> Value {
    let published = weft::kinds::rulebook::Status::Published {
        version: 1,
        effective_from: sample::rulebook().effective_from,
        published_by: PersonId::named("approver"),
        at: sample::morning(),
    };
    let doc = weft::kinds::rulebook::RulebookDoc {
        id: weft::id::RulebookId::named("book"),
        county: vec![sample::unit_id("370")],
        book: sample::rulebook(),
        drafted_by: PersonId::named("keeper"),
        drafted_at: sample::morning(),
        revised_by: Vec::new(),
        status: published,
    };
    let row = Row { id: doc.id.into(), version: 1, position: 1, state: AnyState::Rulebook(doc) };
    let mut row = serde_json::to_value(row).unwrap();
    row["state"]["book"]["festivals"] = json!([{ "key": "lantern" }]);
    if secret {
        row["state"]["remark"] = json!({ "clear": "测试" });
    }
    row
}

fn texts(replica: &Replica) -> Vec<Value> {
    let rows = replica.rows.values();
    rows.map(|row| serde_json::from_str(&row.text).unwrap()).collect()
}

fn of_later_builds(secret: bool) -> (Replica, Vec<Value>) {
    let mut replica = Replica::default();
    let rows = vec![book(secret), festival(), serde_json::to_value(row("370", 1)).unwrap()];
    let answer = json!({ "rows": rows, "removed": [], "cursor": "a", "more": false, "rebuild": false });
    assert_eq!(heard(&mut replica, &answer).map(|changed| changed.len()), Some(3));
    (replica, rows)
}

#[test]
fn what_a_build_does_not_know_is_held_as_it_was_told_and_not_shown() {
    let (replica, rows) = of_later_builds(false);
    assert!(rows.iter().all(|row| texts(&replica).contains(row)), "as the server told it");
    assert_eq!(replica.states().count(), 2, "the festival is not read");
    let writes = absorb(&replica.head, Answer { rebuild: true, ..Answer::default() });
    let (mut again, _) = of_later_builds(false);
    again.write(&writes);
    assert_eq!(texts(&again), texts(&replica), "also beside a copy that grows");
    let gone = json!({ "rows": [], "removed": [{ "kind": "festival", "id": uuid::Uuid::from_u128(7) }],
        "cursor": "b", "more": false, "rebuild": false });
    let (mut replica, _) = of_later_builds(false);
    heard(&mut replica, &gone);
    assert_eq!(replica.rows.len(), 2, "and leaves when the server says so");
}

#[test]
fn another_person_finds_a_rulebook_whole_and_nothing_that_may_be_secret() {
    let nobody = Actor::nobody();
    for secret in [false, true] {
        let (mut replica, rows) = of_later_builds(secret);
        let writes = hand_over(&replica, &nobody, DateTime::UNIX_EPOCH);
        replica.write(&writes);
        let left = texts(&replica);
        assert_eq!(left.len(), 2, "whoever may see a festival is not known here");
        assert_eq!(left.contains(&rows[0]), !secret);
        assert!(!left.iter().any(|row| row.to_string().contains("clear")));
    }
}
