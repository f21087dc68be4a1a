//! Who sees what: a resident's matter is seen by those handling it, and by nobody else.

use chrono::TimeDelta;
use reqwest::StatusCode;
use serde_json::json;
use weft::actor::Role;
use weft::kinds::ticket;
use weft::receipt::ReceiptCode;
use weft::sample;
use weft::secret::Secret;
use weft::wire::{Outcome, PullResponse};

use crate::harness::{Server, is_problem, ticket_of};

const PHONE: &str = "13900000001";

#[tokio::test]
async fn a_stranger_sees_neither_a_ticket_nor_its_contact_anywhere() {
    let server = Server::start().await;
    let resident = server.browser();
    let ticket = resident.report(0, 0).await;
    let stranger = server.browser();
    let mut own = sample::noise_report(1, 1);
    (own.contact, own.address) = (None, None);
    own.text = Secret::Clear("路灯不亮".to_owned());
    let (_, envelope) = stranger.draft(own);
    stranger.accepted(envelope).await;
    let path = format!("/api/query/ticket/{ticket}");
    is_problem(stranger.get(&path).await, 404, "not-found").await;
    is_problem(stranger.get(&format!("{path}/history")).await, 404, "not-found").await;
    for path in ["/api/pull", "/api/query/tickets", "/api/query/ledger", "/api/query/ledger.csv"] {
        let body = stranger.get(path).await.text().await.unwrap();
        for hidden in [PHONE, "夜里十二点", "3号楼", "居民测试甲"] {
            assert!(!body.contains(hidden), "{hidden} in {path}");
        }
        assert!(!body.contains(&ticket.to_string()), "an id leads to the receipt code: {path}");
    }
    let refused = stranger.push(vec![stranger.on(ticket, ticket::Command::Withdraw)]).await;
    assert!(matches!(refused[0].outcome, Outcome::Forbidden { .. }), "{refused:?}");
}

#[tokio::test]
async fn the_grid_member_responsible_sees_the_contact_and_the_neighbour_does_not() {
    let server = Server::start().await;
    let resident = server.browser();
    let ticket = resident.report(0, 0).await;
    let member = server.staff("wanggeyuan", Role::GridMember, "grid-0-0").await;
    let seen = member.ticket(ticket).await.unwrap();
    assert_eq!(seen.contact.unwrap().phone, Secret::Clear(PHONE.to_owned()));
    let pulled: PullResponse = member.json("/api/pull").await;
    assert!(pulled.rows.iter().any(|row| row.id == ticket.0));
    let neighbour = server.staff("linju", Role::GridMember, "grid-0-1").await;
    assert!(neighbour.ticket(ticket).await.is_none());
    let pulled: PullResponse = neighbour.json("/api/pull").await;
    assert!(pulled.rows.iter().all(|row| row.id != ticket.0));
}

#[tokio::test]
async fn a_receipt_code_opens_the_ticket_without_the_contact() {
    let server = Server::start().await;
    let resident = server.browser();
    let ticket = resident.report(0, 0).await;
    let code = resident.ticket(ticket).await.unwrap().receipt.unwrap().to_string();
    let elsewhere = server.browser();
    let response = elsewhere.post("/api/lookup", &json!({ "code": code.replace(' ', "") })).await;
    assert_eq!(response.status(), StatusCode::OK);
    let seen = ticket_of(response.json().await.unwrap());
    assert_eq!(seen.id, ticket);
    assert_eq!(seen.contact.unwrap().phone, Secret::Withheld);
    assert_eq!(elsewhere.actor().await.receipts, [ticket]);
    assert!(elsewhere.ticket(ticket).await.is_some(), "the session remembers it");
}

#[tokio::test]
async fn what_a_receipt_code_opens_is_pulled_however_far_the_device_has_pulled_already() {
    let server = Server::start().await;
    let resident = server.browser();
    let ticket = resident.report(0, 0).await;
    let code = resident.ticket(ticket).await.unwrap().receipt.unwrap().to_string();
    let elsewhere = server.browser();
    elsewhere.report(1, 1).await;
    let all: PullResponse = elsewhere.json("/api/pull").await;
    assert!(!all.more && all.rows.iter().all(|row| row.id != ticket.0));
    assert_eq!(elsewhere.post("/api/lookup", &json!({ "code": code })).await.status(), StatusCode::OK);
    let opened: PullResponse = elsewhere.json(&format!("/api/pull?cursor={}", all.cursor)).await;
    assert_eq!(opened.rows.iter().map(|row| row.id).collect::<Vec<_>>(), [ticket.0]);
    assert!(!opened.rebuild);
    let rest: PullResponse = elsewhere.json(&format!("/api/pull?cursor={}", opened.cursor)).await;
    assert!(rest.rows.is_empty(), "once");
}

#[tokio::test]
async fn staff_who_look_up_a_receipt_do_not_become_owners() {
    let server = Server::start().await;
    let resident = server.browser();
    let ticket = resident.report(0, 0).await;
    let code = resident.ticket(ticket).await.unwrap().receipt.unwrap().to_string();
    let elsewhere = server.staff("linju", Role::GridMember, "grid-2-1").await;
    assert_eq!(elsewhere.post("/api/lookup", &json!({ "code": code })).await.status(), StatusCode::OK);
    assert!(elsewhere.actor().await.receipts.is_empty());
    let tried = elsewhere.push(vec![elsewhere.on(ticket, ticket::Command::Withdraw)]).await;
    assert!(matches!(tried[0].outcome, Outcome::Forbidden { .. }), "{tried:?}");
}

#[tokio::test]
async fn guessing_receipt_codes_is_hopeless() {
    let server = Server::start().await;
    let browser = server.browser();
    is_problem(browser.post("/api/lookup", &json!({ "code": "0000 0000 0000 0001" })).await, 422, "receipt-mistyped")
        .await;
    is_problem(browser.post("/api/lookup", &json!({ "code": "一二三" })).await, 422, "receipt-mistyped").await;
    let unknown = ReceiptCode::drawn(*b"no such!").to_string();
    let burst = weft_server::http::limit::Allowances::default().lookups.burst;
    for _ in 2..burst {
        let answer = browser.post("/api/lookup", &json!({ "code": unknown })).await;
        is_problem(answer, 404, "receipt-unknown").await;
    }
    // Another browser at the same address is no way round it.
    let answer = server.browser().post("/api/lookup", &json!({ "code": unknown })).await;
    assert!(answer.headers().contains_key("retry-after"));
    is_problem(answer, 429, "rate-limited").await;
    server.pass(TimeDelta::seconds(60));
    is_problem(browser.post("/api/lookup", &json!({ "code": unknown })).await, 404, "receipt-unknown").await;
}

#[tokio::test]
async fn what_is_seen_but_hidden_in_part_is_forbidden_rather_than_missing() {
    let server = Server::start().await;
    let resident = server.browser();
    let ticket = resident.report(0, 0).await;
    let member = server.staff("wanggeyuan", Role::GridMember, "grid-0-0").await;
    let history: serde_json::Value = member.json(&format!("/api/query/ticket/{ticket}/history")).await;
    assert!(history.as_array().unwrap().len() >= 2);
    let code = resident.ticket(ticket).await.unwrap().receipt.unwrap().to_string();
    let elsewhere = server.browser();
    elsewhere.post("/api/lookup", &json!({ "code": code })).await;
    let hidden = elsewhere.get(&format!("/api/query/ticket/{ticket}/history")).await;
    is_problem(hidden, 403, "forbidden").await;
}
