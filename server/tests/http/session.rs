//! Who is who: signing in and out, lock-out, and what stays with whom.

use chrono::TimeDelta;
use reqwest::{Method, StatusCode, header};
use serde_json::json;
use weft::actor::Role;
use weft::id::PersonId;
use weft_server::account::lockout::{FAILURES_FREE, REST_FIRST_S};
use weft_server::session::{ANONYMOUS_DAYS, SIGNED_IN_DAYS};

use crate::harness::{PASSWORD, Server, is_problem, problem};

#[tokio::test]
async fn too_many_wrong_passwords_lock_a_login_out_for_a_while() {
    let server = Server::start().await;
    server.account("ceshi", PersonId::named("ceshi"), Vec::new()).await;
    let browser = server.browser();
    for _ in 0..FAILURES_FREE {
        is_problem(browser.sign_in("ceshi", "a wrong password").await, 401, "wrong-credentials").await;
    }
    let locked = browser.sign_in("ceshi", PASSWORD).await;
    let wait_s: i64 = locked.headers()[header::RETRY_AFTER].to_str().unwrap().parse().unwrap();
    assert_eq!(wait_s, REST_FIRST_S + 1);
    is_problem(locked, 429, "locked-out").await;
    server.pass(TimeDelta::seconds(wait_s));
    assert_eq!(browser.sign_in("CESHI", PASSWORD).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_login_that_does_not_exist_is_answered_like_one_that_does() {
    let server = Server::start().await;
    server.account("ceshi", PersonId::named("ceshi"), Vec::new()).await;
    let browser = server.browser();
    for attempt in 0..=FAILURES_FREE {
        let there = problem(browser.sign_in("ceshi", "a wrong password").await).await;
        for absent in ["nobody", "13900000099"] {
            assert_eq!(problem(browser.sign_in(absent, "a wrong password").await).await, there, "{attempt}");
        }
    }
}

#[tokio::test]
async fn sign_ins_from_one_address_are_limited_whatever_the_login() {
    let server = Server::start().await;
    let browser = server.browser();
    let burst = weft_server::http::limit::Allowances::default().sign_ins.burst;
    for number in 0..burst {
        let answer = browser.sign_in(&format!("nobody{number}"), "a wrong password").await;
        is_problem(answer, 401, "wrong-credentials").await;
    }
    is_problem(browser.sign_in("nobody", "a wrong password").await, 429, "rate-limited").await;
}

#[tokio::test]
async fn signing_in_and_out_changes_who_acts() {
    let server = Server::start().await;
    let browser = server.staff("wanggeyuan", Role::GridMember, "grid-0-0").await;
    let actor = browser.actor().await;
    assert_eq!(actor.person, PersonId::named("wanggeyuan"));
    assert_eq!(actor.grants.len(), 1);
    let response = browser.ask(Method::DELETE, "/api/session").send().await.unwrap();
    assert_eq!(response.status(), StatusCode::NO_CONTENT);
    assert_eq!(response.headers()["clear-site-data"], "\"cache\"");
    assert!(browser.actor().await.grants.is_empty());
}

#[tokio::test]
async fn a_phone_number_signs_in_however_it_is_typed_and_is_not_kept_in_clear() {
    let server = Server::start().await;
    let admin = server.staff("guanliyuan", Role::Administrator, "370").await;
    let new =
        json!({ "login": "dianhua", "phone": "139 0000 0001", "password": PASSWORD, "name": "测试员甲", "grants": [] });
    assert_eq!(admin.post("/api/accounts", &new).await.status(), StatusCode::CREATED);
    let browser = server.browser();
    assert_eq!(browser.sign_in("+86 139-0000-0001", PASSWORD).await.status(), StatusCode::OK);
    let kept = server.engine.store().account_by_login("dianhua").await.unwrap().unwrap();
    assert!(!kept.phone.unwrap().contains("13900000001"));
}

#[tokio::test]
async fn what_was_reported_before_signing_in_stays_with_a_resident_but_not_with_staff() {
    let server = Server::start().await;
    server.account("jumin", PersonId::named("jumin"), Vec::new()).await;
    let browser = server.browser();
    let ticket = browser.report(0, 0).await;
    assert_eq!(browser.sign_in("jumin", PASSWORD).await.status(), StatusCode::OK);
    assert_eq!(browser.actor().await.receipts, [ticket]);
    assert!(browser.ticket(ticket).await.is_some());

    let grant = weft::actor::Grant { role: Role::GridMember, unit: weft::sample::grid(2, 1) };
    server.account("wanggeyuan", PersonId::named("wanggeyuan"), vec![grant]).await;
    let shared = server.browser();
    let other = shared.report(0, 0).await;
    assert_eq!(shared.sign_in("wanggeyuan", PASSWORD).await.status(), StatusCode::OK);
    assert!(shared.actor().await.receipts.is_empty());
    assert!(shared.ticket(other).await.is_none());
}

#[tokio::test]
async fn a_new_password_ends_every_other_session() {
    let server = Server::start().await;
    server.account("jumin", PersonId::named("jumin"), Vec::new()).await;
    let (here, there) = (server.browser(), server.browser());
    for browser in [&here, &there] {
        assert_eq!(browser.sign_in("jumin", PASSWORD).await.status(), StatusCode::OK);
    }
    let wrong = json!({ "old": "not the password", "new": "another long password" });
    is_problem(here.post("/api/session/password", &wrong).await, 401, "wrong-credentials").await;
    let weak = json!({ "old": PASSWORD, "new": "short" });
    is_problem(here.post("/api/session/password", &weak).await, 422, "weak-password").await;
    let right = json!({ "old": PASSWORD, "new": "another long password" });
    assert_eq!(here.post("/api/session/password", &right).await.status(), StatusCode::NO_CONTENT);
    assert_eq!(here.actor().await.person, PersonId::named("jumin"));
    assert_ne!(there.actor().await.person, PersonId::named("jumin"));
    is_problem(there.sign_in("jumin", PASSWORD).await, 401, "wrong-credentials").await;
    assert_eq!(there.sign_in("jumin", "another long password").await.status(), StatusCode::OK);
}

#[tokio::test]
async fn sessions_end_when_they_are_not_used_and_use_prolongs_them() {
    let server = Server::start().await;
    server.account("jumin", PersonId::named("jumin"), Vec::new()).await;
    let browser = server.browser();
    browser.sign_in("jumin", PASSWORD).await;
    server.pass(TimeDelta::days(SIGNED_IN_DAYS - 1));
    assert_eq!(browser.actor().await.person, PersonId::named("jumin"));
    server.pass(TimeDelta::days(SIGNED_IN_DAYS - 1));
    assert_eq!(browser.actor().await.person, PersonId::named("jumin"));
    server.pass(TimeDelta::days(SIGNED_IN_DAYS));
    assert_ne!(browser.actor().await.person, PersonId::named("jumin"));

    let anonymous = server.browser();
    let ticket = anonymous.report(0, 0).await;
    server.pass(TimeDelta::days(ANONYMOUS_DAYS - 1));
    assert!(anonymous.ticket(ticket).await.is_some());
    server.pass(TimeDelta::days(1));
    assert!(anonymous.ticket(ticket).await.is_none());
}
