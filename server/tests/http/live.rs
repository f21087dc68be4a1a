//! Pokes.

use reqwest::{Response, StatusCode, header};

use crate::harness::Server;

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
async fn stopping_ends_live_connections_and_lets_the_server_go() {
    let server = Server::start().await;
    let mut stream = server.browser().get("/api/live").await;
    heard(&mut stream, "poke").await;
    server.stop().await;
    while let Ok(Some(_)) = stream.chunk().await {}
}
