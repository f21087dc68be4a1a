//! Commands in.

use reqwest::{Method, StatusCode, header};
use serde_json::json;
use weft::kinds::ticket;
use weft::sample;
use weft::wire::{Fault, Outcome, PushResponse};

use crate::harness::{Server, is_problem};

#[tokio::test]
async fn the_same_push_again_is_answered_the_same_and_changes_nothing() {
    let server = Server::start().await;
    let browser = server.browser();
    let (ticket, envelope) = browser.draft(sample::noise_report(0, 0));
    let first = browser.push(vec![envelope.clone()]).await;
    let again = browser.push(vec![envelope]).await;
    assert!(first[0].outcome.is_accepted() && !first[0].duplicate);
    assert_eq!(again[0].outcome, first[0].outcome);
    assert!(again[0].duplicate);
    assert_eq!(browser.ticket(ticket).await.unwrap().timeline.len(), 2, "submitted and routed once");
}

#[tokio::test]
async fn an_id_with_another_body_is_refused_loudly() {
    let server = Server::start().await;
    let browser = server.browser();
    let (_, envelope) = browser.draft(sample::noise_report(0, 0));
    browser.accepted(envelope.clone()).await;
    let (_, mut other) = browser.draft(sample::noise_report(1, 0));
    other.id = envelope.id;
    let receipts = browser.push(vec![other]).await;
    assert_eq!(receipts[0].outcome, Outcome::Malformed { fault: Fault::IdReused });
}

#[tokio::test]
async fn one_unreadable_command_does_not_hold_up_the_others() {
    let server = Server::start().await;
    let browser = server.browser();
    let (_, good) = browser.draft(sample::noise_report(0, 0));
    let (_, other) = browser.draft(sample::noise_report(1, 1));
    let mut bad = serde_json::to_value(&good).unwrap();
    bad["id"] = json!("01900000-0000-7000-8000-000000000001");
    bad["target"] = json!("01900000-0000-7000-8000-000000000002");
    bad["command"]["do"] = json!({ "fly": {} });
    let body = json!({ "device": browser.device, "commands": [good, bad, { "nonsense": true }, other] });
    let response = browser.post("/api/push", &body).await;
    assert_eq!(response.status(), StatusCode::OK);
    let receipts = response.json::<PushResponse>().await.unwrap().receipts;
    assert!(receipts[0].outcome.is_accepted() && receipts[3].outcome.is_accepted(), "{receipts:?}");
    for receipt in &receipts[1..3] {
        assert_eq!(receipt.outcome, Outcome::Malformed { fault: Fault::Unreadable });
    }
    assert_eq!(receipts[1].id.to_string(), "01900000-0000-7000-8000-000000000001");
}

#[tokio::test]
async fn what_is_too_large_too_many_or_no_push_is_a_problem() {
    let server = Server::start().await;
    let browser = server.browser();
    let huge = "x".repeat(weft_server::http::push::PUSH_BYTES_MAX + 1);
    is_problem(browser.post("/api/push", &json!({ "x": huge })).await, 413, "too-large").await;
    let many = json!({ "device": browser.device, "commands": vec![0; 201] });
    is_problem(browser.post("/api/push", &many).await, 413, "too-many-commands").await;
    is_problem(browser.post("/api/push", &json!([])).await, 400, "bad-body").await;
    let plain = browser.ask(Method::POST, "/api/push").body("{}").send().await.unwrap();
    is_problem(plain, 415, "unsupported-media-type").await;
    let large = json!({ "login": "x".repeat(weft_server::http::BODY_BYTES_MAX), "password": "x" });
    is_problem(browser.post("/api/session", &large).await, 413, "too-large").await;
}

#[tokio::test]
async fn a_first_push_begins_a_session_of_its_own_and_later_ones_keep_it() {
    let server = Server::start().await;
    let browser = server.browser();
    let (_, envelope) = browser.draft(sample::noise_report(0, 0));
    let body = json!({ "device": browser.device, "commands": [envelope] });
    let response = browser.post("/api/push", &body).await;
    let cookie = response.headers()[header::SET_COOKIE].to_str().unwrap().to_owned();
    for flag in ["weft_session=", "HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(cookie.contains(flag), "{flag} in {cookie}");
    }
    let person = browser.actor().await.person;
    let ticket = browser.report(0, 1).await;
    assert_eq!(browser.actor().await.person, person);
    assert_eq!(browser.ticket(ticket).await.unwrap().owner, person);
    assert_ne!(server.browser().actor().await.person, person);
}

#[tokio::test]
async fn a_reporter_whose_first_answer_was_lost_still_owns_the_ticket() {
    let server = Server::start().await;
    let before = server.browser();
    let (ticket, envelope) = before.draft(sample::noise_report(0, 0));
    before.accepted(envelope.clone()).await;
    // The answer, and with it the cookie, never arrived: the device sends the same without one.
    let after = server.browser();
    let mut same = after.push_as(before.device, vec![envelope.clone()]).await;
    assert!(same.remove(0).duplicate);
    assert!(after.ticket(ticket).await.is_some());
    after.accepted(after.on(ticket, ticket::Command::Withdraw)).await;
    // Knowing the id alone opens nothing.
    let stranger = server.browser();
    let (_, mut guess) = stranger.draft(sample::noise_report(1, 0));
    (guess.id, guess.target) = (envelope.id, envelope.target);
    assert!(!stranger.push(vec![guess]).await[0].outcome.is_accepted());
    assert!(stranger.ticket(ticket).await.is_none());
}
