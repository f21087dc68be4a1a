//! What surrounds the endpoints: headers, files, problems for everything else, health and the description.

use chrono::TimeDelta;
use reqwest::{Method, StatusCode, header};
use serde_json::{Value, json};
use weft::kinds::ticket::Phase;
use weft::wire::OWN;
use weft_server::http::Settings;
use weft_server::http::problem::ProblemKind;

use crate::harness::{Server, is_problem, settings};

#[tokio::test]
async fn whatever_is_not_there_is_a_problem() {
    let server = Server::start().await;
    let browser = server.browser();
    is_problem(browser.get("/api/nothing").await, 404, "no-such-route").await;
    is_problem(browser.get("/nothing.js").await, 404, "no-such-route").await;
    is_problem(browser.post("/api/test/advance", &json!({ "seconds": 1 })).await, 404, "no-such-route").await;
    let wrong = browser.post("/api/pull", &json!({})).await;
    assert_eq!(wrong.headers()[header::ALLOW], "GET,HEAD");
    is_problem(wrong, 405, "method-not-allowed").await;
    is_problem(browser.post("/", &json!({})).await, 405, "method-not-allowed").await;
}

#[tokio::test]
async fn a_page_may_run_only_what_it_was_built_with() {
    let server = Server::start().await;
    let browser = server.browser();
    for path in ["/", "/tickets/anything", "/staff/", "/staff/desk", "/kiosk/", "/kiosk/operator"] {
        let page = browser.get(path).await;
        assert_eq!(page.status(), StatusCode::OK, "{path}");
        assert_eq!(page.headers()[header::CONTENT_TYPE], "text/html; charset=utf-8");
        assert_eq!(page.headers()[header::CACHE_CONTROL], "no-cache");
        let policy = page.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned();
        for rule in [
            "default-src 'none'",
            "script-src 'self' 'wasm-unsafe-eval'",
            "connect-src 'self'",
            "img-src 'self' data: blob:",
        ] {
            assert!(policy.contains(rule), "{rule} in {policy}");
        }
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
        let inline = page.text().await.unwrap().matches("<script").count();
        assert!(inline == 0 || policy.contains("'sha256-"), "{path}");
    }
    let api = browser.get("/api/session").await;
    let headers = api.headers();
    assert!(headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap().starts_with("default-src 'none'"));
    assert_eq!(headers[header::CACHE_CONTROL], "no-store");
    assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    assert_eq!(headers[OWN], "1", "the app takes no answer without it");
    assert_eq!(headers[header::X_FRAME_OPTIONS], "DENY");
    assert!(headers.get(header::STRICT_TRANSPORT_SECURITY).is_none(), "not without TLS");
}

#[tokio::test]
async fn a_page_of_another_site_cannot_act_for_a_visitor() {
    let server = Server::start().await;
    let browser = server.browser();
    let foreign = browser.ask(Method::DELETE, "/api/session").header(header::ORIGIN, "https://evil.example");
    is_problem(foreign.send().await.unwrap(), 403, "cross-site").await;
    let form = reqwest::Client::new().post(browser.ask(Method::POST, "/api/session").build().unwrap().url().clone());
    is_problem(form.body("login=a&password=b").send().await.unwrap(), 403, "cross-site").await;
}

#[tokio::test]
async fn behind_a_proxy_cookies_are_secure_and_limits_count_real_addresses() {
    let server = Server::with(Settings { behind_proxy: true, ..settings() }).await;
    let browser = server.browser();
    let ask = |address: &str| {
        let code = json!({ "code": "0000 0000 0000 0001" });
        let ask = browser.ask(Method::POST, "/api/lookup").header("x-forwarded-for", address);
        ask.header("x-forwarded-proto", "https").json(&code).send()
    };
    for _ in 0..10 {
        is_problem(ask("198.51.100.7").await.unwrap(), 422, "receipt-mistyped").await;
    }
    is_problem(ask("1.2.3.4, 198.51.100.7").await.unwrap(), 429, "rate-limited").await;
    is_problem(ask("198.51.100.8").await.unwrap(), 422, "receipt-mistyped").await;
    let empty = json!({ "device": browser.device, "commands": [] });
    let push = browser.ask(Method::POST, "/api/push").header("x-forwarded-proto", "https").json(&empty);
    let response = push.send().await.unwrap();
    assert!(response.headers()[header::SET_COOKIE].to_str().unwrap().contains("Secure"));
    assert!(response.headers().contains_key(header::STRICT_TRANSPORT_SECURITY));
}

#[tokio::test]
async fn over_tls_http_2_is_spoken_and_cookies_are_secure() {
    let server = Server::secure().await;
    let browser = server.browser();
    let push = json!({ "device": browser.device, "commands": [] });
    let own = browser.ask(Method::POST, "/api/push").header(header::ORIGIN, &*server.base).json(&push);
    let response = own.send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.version(), reqwest::Version::HTTP_2);
    let cookie = response.headers()[header::SET_COOKIE].to_str().unwrap();
    assert!(cookie.contains("Secure"), "{cookie}");
    assert!(response.headers().contains_key(header::STRICT_TRANSPORT_SECURITY));
    let foreign = browser.ask(Method::POST, "/api/push").header(header::ORIGIN, "https://evil.example").json(&push);
    is_problem(foreign.send().await.unwrap(), 403, "cross-site").await;
}

#[tokio::test]
async fn health_and_metrics_are_for_whoever_runs_the_server() {
    let server = Server::with(Settings { metrics_token: Some("令牌".into()), ..settings() }).await;
    let browser = server.browser();
    assert_eq!(browser.get("/api/health/live").await.status(), StatusCode::NO_CONTENT);
    assert_eq!(browser.get("/api/health/ready").await.status(), StatusCode::NO_CONTENT);
    let ticket = browser.report(0, 0).await;
    browser.ticket(ticket).await;
    let text = browser.get("/metrics").await.text().await.unwrap();
    for line in [
        "weft_commands_total{outcome=\"accepted\"} 1",
        "weft_http_requests_total{method=\"GET\",route=\"/api/query/{kind}/{id}\",status=\"200\"} 1",
        "weft_push_commands_count 1",
        "weft_commit_commands_count",
        "weft_queue_pushes 0",
    ] {
        assert!(text.contains(line), "{line} in {text}");
    }
    assert!(!text.contains(&ticket.to_string()));
    let forwarded = browser.ask(Method::GET, "/metrics").header("x-forwarded-for", "198.51.100.7");
    is_problem(forwarded.send().await.unwrap(), 404, "no-such-route").await;
    let wrong = browser.ask(Method::GET, "/metrics").header("x-forwarded-for", "198.51.100.7").bearer_auth("wrong");
    is_problem(wrong.send().await.unwrap(), 404, "no-such-route").await;
}

#[tokio::test]
async fn the_interface_describes_itself() {
    let server = Server::start().await;
    let browser = server.browser();
    let document: Value = browser.json("/api/openapi.json").await;
    assert_eq!(document["openapi"], "3.1.0");
    assert!(document["paths"]["/api/push"]["post"].is_object());
    let page = browser.get("/api/docs").await;
    assert!(page.headers()[header::CONTENT_TYPE].to_str().unwrap().starts_with("text/html"));
    assert!(page.text().await.unwrap().contains("/api/push"));
    let schema: Value = browser.json("/api/rulebook.schema.json").await;
    assert!(schema.is_object());
    for kind in ProblemKind::ALL {
        assert_eq!(browser.get(&kind.address()).await.status(), StatusCode::OK, "{kind:?}");
    }
    is_problem(browser.get("/problems/none").await, 404, "no-such-route").await;
}

#[tokio::test]
async fn answers_are_compressed_for_those_who_ask() {
    let server = Server::start().await;
    let ask = server.browser().ask(Method::GET, "/api/openapi.json").header(header::ACCEPT_ENCODING, "br");
    let response = ask.send().await.unwrap();
    assert_eq!(response.headers()[header::CONTENT_ENCODING], "br");
}

#[tokio::test]
async fn a_test_clock_steps_and_runs_what_came_due() {
    let server = Server::with(Settings { test_clock: true, ..settings() }).await;
    let browser = server.browser();
    let ticket = browser.report(0, 0).await;
    let before = browser.ticket(ticket).await.unwrap().charge.unwrap();
    let seconds = TimeDelta::hours(25).num_seconds();
    let stepped: Value = browser.post("/api/test/advance", &json!({ "seconds": seconds })).await.json().await.unwrap();
    assert!(stepped["ran"].as_u64().unwrap() >= 1, "{stepped}");
    let after = browser.ticket(ticket).await.unwrap();
    assert_eq!(after.phase, Phase::Routed);
    assert_ne!(after.charge.unwrap().holder.unit, before.holder.unit, "it climbed the ladder");
}
