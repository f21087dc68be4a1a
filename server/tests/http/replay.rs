//! Two rulebooks on the server's own tickets.

use chrono::TimeDelta;
use reqwest::StatusCode;
use serde_json::{Value, json};
use weft::actor::{Grant, Role};
use weft::id::{PersonId, RulebookId};
use weft::kinds::rulebook::Command;
use weft::org::Tier;
use weft::query::ReplayLine;
use weft::registry::AnyCommand;
use weft::rules::Rulebook;
use weft::rules::replay::{Change, Difference, Origin, Summary};
use weft::sample;

use crate::harness::{Browser, PASSWORD, Server, is_problem};

/// The sample's rulebook, by which the town answers for what the grid did.
fn to_the_town() -> Rulebook {
    let mut book = sample::rulebook();
    let rest = book.tables[0].rules.iter_mut().find(|rule| rule.id == "rest").unwrap();
    (rest.then.tier, rest.then.post) = (Tier::Town, weft::org::Post::Desk);
    book
}

fn given(book: &Rulebook) -> Value {
    json!({ "from": "in_force", "to": { "given": book } })
}

async fn lines(browser: &Browser, request: &Value) -> Vec<ReplayLine> {
    let response = browser.post("/api/replay", request).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let text = response.text().await.unwrap();
    text.lines()
        .filter_map(|line| line.strip_prefix("data: "))
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn found(lines: &[ReplayLine]) -> Vec<&Difference> {
    lines.iter().filter_map(|line| if let ReplayLine::Found(found) = line { Some(&**found) } else { None }).collect()
}

fn done(lines: &[ReplayLine]) -> &Summary {
    match lines.last() {
        Some(ReplayLine::Done(summary)) => summary,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_rule_keeper_hears_what_a_draft_would_have_done_without_seeing_whose_ticket_it_was() {
    let server = Server::start().await;
    let ticket = server.browser().report(0, 0).await;
    server.browser().report(1, 0).await;
    let keeper = server.staff("guize", Role::RuleKeeper, "370").await;
    let lines = lines(&keeper, &given(&to_the_town())).await;
    assert!(lines.contains(&ReplayLine::Progress { seen: 2, all: 2, differing: 2 }), "{lines:?}");
    assert_eq!((done(&lines).matters, done(&lines).changes[&Change::Tier]), (2, 2));
    assert_eq!(found(&lines).len(), 2);
    let text = serde_json::to_string(&lines).unwrap();
    assert!(found(&lines).iter().all(|found| found.origin == Origin::Withheld));
    assert!(!text.contains(&ticket.to_string()) && !text.contains("person"), "{text}");
}

#[tokio::test]
async fn who_may_see_the_tickets_too_gets_their_names_and_a_withdrawn_one_is_only_counted() {
    let server = Server::start().await;
    let resident = server.browser();
    let kept = resident.report(0, 0).await;
    server.pass(TimeDelta::minutes(1));
    let taken_back = resident.report(0, 1).await;
    resident.accepted(resident.on(taken_back, weft::kinds::ticket::Command::Withdraw)).await;
    let unit = sample::unit_id("370");
    let grants = [Role::RuleKeeper, Role::CommandCentre].map(|role| Grant { role, unit });
    server.account("both", PersonId::named("both"), grants.into()).await;
    let both = server.browser();
    both.sign_in("both", PASSWORD).await;
    let request = given(&to_the_town());
    let names: Vec<Origin> = found(&lines(&both, &request).await).iter().map(|found| found.origin).collect();
    assert_eq!(names, [Origin::Ticket(taken_back), Origin::Ticket(kept)]);
    let keeper = server.staff("guize", Role::RuleKeeper, "370").await;
    let lines = lines(&keeper, &request).await;
    assert_eq!((found(&lines).len(), done(&lines).differing), (1, 2));
}

#[tokio::test]
async fn a_draft_of_the_server_s_is_taken_by_its_id_and_a_time_may_be_set() {
    let server = Server::start().await;
    server.browser().report(0, 0).await;
    let keeper = server.staff("guize", Role::RuleKeeper, "370").await;
    let draft = RulebookId::named("draft");
    let command = AnyCommand::Rulebook(Command::Draft { book: Box::new(to_the_town()) });
    keeper.accepted(keeper.envelope(draft.0, command)).await;
    let request = json!({ "from": "in_force", "to": { "kept": draft } });
    assert_eq!(done(&lines(&keeper, &request).await).differing, 1);
    let request = json!({ "from": "in_force", "to": { "kept": draft }, "until": "2026-01-01T00:00:00Z" });
    assert_eq!(done(&lines(&keeper, &request).await).matters, 0);
    let request = json!({ "from": "in_force", "to": { "kept": RulebookId::named("none") } });
    is_problem(keeper.post("/api/replay", &request).await, 404, "not-found").await;
}

#[tokio::test]
async fn only_who_may_read_drafts_for_the_county_may_ask() {
    let server = Server::start().await;
    let request = given(&sample::rulebook());
    is_problem(server.browser().post("/api/replay", &request).await, 401, "sign-in-required").await;
    let desk = server.staff("zhiban", Role::Desk, "370").await;
    is_problem(desk.post("/api/replay", &request).await, 403, "forbidden").await;
    let keeper = server.staff("guize", Role::RuleKeeper, "370").await;
    is_problem(keeper.post("/api/replay", &json!({ "from": "in_force" })).await, 400, "bad-body").await;
    let big = json!({ "from": "in_force", "to": "x".repeat(5 << 20) });
    is_problem(keeper.post("/api/replay", &big).await, 413, "too-large").await;
}
