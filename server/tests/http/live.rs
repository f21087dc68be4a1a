//! Pokes.

use reqwest::{Method, Response, StatusCode, header};
use weft::actor::Role;
use weft::kinds::ticket::Command;
use weft::wire::PullResponse;

use crate::harness::{PASSWORD, Server};

/// Reads the stream on until this text has come.
async fn heard(stream: &mut Response, text: &str) -> String {
    let mut all = String::new();
    while !all.contains(text) {
        let chunk = stream.chunk().await.unwrap().expect("the stream goes on");
        all.push_str(std::str::from_utf8(&chunk).unwrap());
    }
    all
}

#[tokio::test]
async fn a_push_pokes_everyone_who_listens() {
    let server = Server::start().await;
    let before = *server.engine.position().borrow();
    let (resident, listener) = (server.browser(), server.browser());
    let mut stream = listener.get("/api/live").await;
    assert_eq!(stream.status(), StatusCode::OK);
    assert_eq!(stream.headers()[header::CONTENT_TYPE], "text/event-stream");
    heard(&mut stream, &format!("{{\"position\":{before}}}\n\n")).await;
    resident.report(0, 0).await;
    let after = *server.engine.position().borrow();
    assert!(after > before);
    let text = heard(&mut stream, &format!("{{\"position\":{after}}}\n\n")).await;
    assert!(text.contains("event: poke\n"), "{text}");
}

#[tokio::test]
async fn a_page_open_on_two_devices_shows_the_same_once_it_was_poked() {
    let server = Server::start().await;
    let ticket = server.browser().report(0, 0).await;
    let here = server.staff("two-devices", Role::GridMember, "grid-0-0").await;
    let there = server.browser();
    assert_eq!(there.sign_in("two-devices", PASSWORD).await.status(), StatusCode::OK);
    let before: PullResponse = there.json("/api/pull?cursor=").await;
    let mut stream = there.get("/api/live").await;
    let start = *server.engine.position().borrow();
    heard(&mut stream, &format!("{{\"position\":{start}}}\n\n")).await;
    here.accepted(here.on(ticket, Command::Accept)).await;
    let position = *server.engine.position().borrow();
    heard(&mut stream, &format!("{{\"position\":{position}}}\n\n")).await;
    let after: PullResponse = there.json(&format!("/api/pull?cursor={}", before.cursor)).await;
    let rows: Vec<_> = after.rows.iter().map(|row| (row.id, row.position)).collect();
    assert_eq!(rows, [(ticket.0, position)]);
}

#[tokio::test]
async fn who_comes_back_having_missed_nothing_is_not_poked() {
    let server = Server::start().await;
    let position = *server.engine.position().borrow();
    let listener = server.browser();
    let back = |heard: u64| listener.ask(Method::GET, "/api/live").header("last-event-id", heard.to_string()).send();
    let mut stream = back(position).await.unwrap();
    server.browser().report(0, 0).await;
    let newer = *server.engine.position().borrow();
    let text = heard(&mut stream, "poke").await + &heard(&mut stream, "\n\n").await;
    assert!(!text.contains(&format!("id: {position}\n")), "{text}");
    let mut stream = back(position).await.unwrap();
    heard(&mut stream, &format!("id: {newer}\n")).await;
}

#[tokio::test]
async fn stopping_ends_live_connections_and_lets_the_server_go() {
    let server = Server::start().await;
    let mut stream = server.browser().get("/api/live").await;
    heard(&mut stream, "poke").await;
    server.stop().await;
    while let Ok(Some(_)) = stream.chunk().await {}
}
