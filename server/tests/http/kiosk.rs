//! Kiosks: enrolled once, sealed reports in once, whatever way they come.

use chrono::TimeDelta;
use reqwest::{StatusCode, header};
use serde_json::{Value, json};
use uuid::Uuid;
use weft::actor::Role;
use weft::id::{CommandId, DeviceId, TicketId};
use weft::kinds::ticket::{Source, Submission};
use weft::kiosk::{ENROL_MINUTES, Enrolled, KioskPush, Sealed, seal};
use weft::receipt::ReceiptCode;
use weft::sample;
use weft::wire::{Envelope, Fault, Outcome, PushResponse, Receipt};
use weft_server::kiosk::{Counted, import};

use crate::harness::{Browser, Server, is_problem, ticket_of};

/// A kiosk in a browser of its own.
struct Kiosk {
    browser: Browser,
    enrolled: Enrolled,
}

async fn code(server: &Server, login: &str) -> String {
    let desk = server.staff(login, Role::Desk, "370-01-01").await;
    let asked = json!({ "unit": sample::grid(0, 0), "name": "测试驿站一号机" });
    let made = desk.post("/api/kiosk/codes", &asked).await;
    assert_eq!(made.status(), StatusCode::CREATED);
    made.json::<Value>().await.unwrap()["code"].as_str().unwrap().to_owned()
}

async fn enrolled(server: &Server) -> Kiosk {
    let browser = server.browser();
    let answer = browser.post("/api/kiosk/enrol", &json!({ "code": code(server, "yizhan").await })).await;
    assert_eq!(answer.status(), StatusCode::OK);
    Kiosk { enrolled: answer.json().await.unwrap(), browser }
}

impl Kiosk {
    fn report(&self, number: u64) -> (Envelope, Sealed) {
        let clock_free = |label: &str| CommandId::named(&format!("{label} {number}"));
        let receipt = ReceiptCode::drawn(number.to_be_bytes());
        let submission = Submission { source: Source::Kiosk, receipt, ..sample::noise_report(0, 0) };
        let (_, drafted) = self.browser.draft(submission);
        let id = clock_free("report");
        let target = clock_free("ticket").0;
        let envelope = Envelope { id, target, device: self.enrolled.device, seq: number, ..drafted };
        let mut random = [1; 32];
        random[..8].copy_from_slice(&number.to_be_bytes());
        let sealed = seal(&envelope, self.enrolled.key().unwrap(), random).unwrap();
        (envelope, sealed)
    }

    fn push_of(&self, sealed: Vec<Sealed>) -> KioskPush {
        KioskPush {
            device: self.enrolled.device,
            health: weft::kiosk::Health { queue: 3, ..Default::default() },
            sealed,
        }
    }

    async fn push(&self, sealed: Vec<Sealed>) -> Vec<Receipt> {
        let body = serde_json::to_value(self.push_of(sealed)).unwrap();
        let answer = self.browser.post("/api/kiosk/push", &body).await;
        assert_eq!(answer.status(), StatusCode::OK);
        answer.json::<PushResponse>().await.unwrap().receipts
    }
}

#[tokio::test]
async fn a_code_enrols_one_kiosk_once() {
    let server = Server::start().await;
    let code = code(&server, "yizhan").await;
    let (first, second) = (server.browser(), server.browser());
    let answer = first.post("/api/kiosk/enrol", &json!({ "code": code })).await;
    let cookie = answer.headers()[header::SET_COOKIE].to_str().unwrap().to_owned();
    for part in ["weft_kiosk=", "HttpOnly", "SameSite=Strict", "Path=/api/kiosk"] {
        assert!(cookie.contains(part), "{part} in {cookie}");
    }
    let enrolled: Enrolled = answer.json().await.unwrap();
    assert_eq!(enrolled.unit, sample::grid(0, 0));
    is_problem(second.post("/api/kiosk/enrol", &json!({ "code": code })).await, 404, "enrol-code-unknown").await;
    assert!(first.actor().await.is_nobody(), "outside the kiosks' endpoints it is nobody");
}

#[tokio::test]
async fn a_code_ends_is_checked_and_cannot_be_guessed() {
    let server = Server::start().await;
    let code = code(&server, "yizhan").await;
    let browser = server.browser();
    let wrong = format!("{}{}", &code[..10], (code.as_bytes()[10] - b'0' + 1) % 10);
    is_problem(browser.post("/api/kiosk/enrol", &json!({ "code": wrong })).await, 422, "enrol-code-mistyped").await;
    server.pass(TimeDelta::minutes(ENROL_MINUTES));
    for _ in 0..10 {
        is_problem(browser.post("/api/kiosk/enrol", &json!({ "code": code })).await, 404, "enrol-code-unknown").await;
    }
    is_problem(browser.post("/api/kiosk/enrol", &json!({ "code": code })).await, 429, "rate-limited").await;
}

#[tokio::test]
async fn a_desk_keeps_the_kiosks_of_its_own_area_only() {
    let server = Server::start().await;
    let kiosk = enrolled(&server).await;
    let west = server.staff("xibian", Role::Desk, "grid-2-1").await;
    let asked = json!({ "unit": sample::grid(0, 0), "name": "别处" });
    is_problem(west.post("/api/kiosk/codes", &asked).await, 403, "forbidden").await;
    let revoke = format!("/api/kiosk/{}/revoke", kiosk.enrolled.device);
    is_problem(west.post(&revoke, &json!({})).await, 404, "not-found").await;
    assert_eq!(west.json::<Value>("/api/kiosk").await["rows"], json!([]));
    let member = server.staff("wangge", Role::GridMember, "grid-0-0").await;
    is_problem(member.get("/api/kiosk").await, 403, "forbidden").await;
    is_problem(server.browser().get("/api/kiosk").await, 401, "sign-in-required").await;
    kiosk.push(Vec::new()).await;
    let admin = server.staff("guanli", Role::Administrator, "370").await;
    let row = admin.json::<Value>("/api/kiosk").await["rows"][0].clone();
    assert_eq!((row["name"].as_str(), row["health"]["queue"].as_u64()), (Some("测试驿站一号机"), Some(3)));
    assert!(row["seen_at"].is_string() && row["revoked_at"].is_null(), "{row}");
}

#[tokio::test]
async fn sealed_reports_are_carried_out_once_each_as_somebody_else() {
    let server = Server::start().await;
    let kiosk = enrolled(&server).await;
    let (envelopes, sealed): (Vec<_>, Vec<_>) = (1..=30).map(|number| kiosk.report(number)).unzip();
    let first = kiosk.push(sealed.clone()).await;
    assert!(first.iter().all(|receipt| receipt.outcome.is_accepted() && !receipt.duplicate), "{first:?}");
    let again = kiosk.push(sealed).await;
    assert!(again.iter().all(|receipt| receipt.outcome.is_accepted() && receipt.duplicate), "{again:?}");
    let desk = server.staff("zhiban", Role::Desk, "370").await;
    let mut owners = std::collections::BTreeSet::new();
    for envelope in &envelopes {
        let ticket = desk.ticket(TicketId(envelope.target)).await.unwrap();
        assert_eq!((ticket.source, ticket.timeline.len()), (Source::Kiosk, 2));
        owners.insert(ticket.owner);
    }
    assert_eq!(owners.len(), 30);
}

#[tokio::test]
async fn what_does_not_open_or_is_refused_is_answered_and_kept() {
    let server = Server::start().await;
    let kiosk = enrolled(&server).await;
    let (_, good) = kiosk.report(1);
    let (mut nowhere, _) = kiosk.report(2);
    let weft::registry::AnyCommand::Ticket(weft::kinds::ticket::Command::Submit(report)) = &mut nowhere.command else {
        panic!("a report")
    };
    report.unit = sample::unit_id("no such grid");
    let refused = seal(&nowhere, kiosk.enrolled.key().unwrap(), [5; 32]).unwrap();
    let mut tampered = kiosk.report(3).1;
    let last = tampered.sealed.pop().unwrap();
    tampered.sealed.insert(0, if last == 'A' { 'B' } else { 'A' });
    let (mut of_another, _) = kiosk.report(4);
    of_another.device = DeviceId::named("another");
    let of_another = seal(&of_another, kiosk.enrolled.key().unwrap(), [6; 32]).unwrap();
    let batch = vec![tampered.clone(), refused, good, of_another];
    for _ in 0..2 {
        let receipts = kiosk.push(batch.clone()).await;
        assert_eq!(receipts[0].id, tampered.id);
        assert_eq!(receipts[0].outcome, Outcome::Malformed { fault: Fault::Unreadable });
        assert!(matches!(receipts[1].outcome, Outcome::Refused { .. }), "{receipts:?}");
        assert!(receipts[2].outcome.is_accepted());
        assert_eq!(receipts[3].outcome, Outcome::Malformed { fault: Fault::OtherDevice });
    }
    let kept = server.engine.store().kept().await.unwrap();
    assert_eq!(kept.len(), 3, "each once");
    assert!(kept.iter().any(|row| row.sealed == tampered), "byte for byte");
    let admin = server.staff("guanli", Role::Administrator, "370").await;
    assert_eq!(admin.json::<Value>("/api/kiosk").await["rows"][0]["kept"], 3);
}

#[tokio::test]
async fn an_imported_queue_and_the_network_give_no_double() {
    let server = Server::start().await;
    let kiosk = enrolled(&server).await;
    let sealed: Vec<_> = (1..=150).map(|number| kiosk.report(number).1).collect();
    kiosk.push(sealed[..20].to_vec()).await;
    let file = serde_json::to_string(&kiosk.push_of(sealed.clone())).unwrap();
    let counted = import(&server.engine, serde_json::from_str(&file).unwrap()).await.unwrap();
    assert_eq!(counted, Counted { accepted: 130, known: 20, kept: 0 });
    let later = kiosk.push(sealed[100..].to_vec()).await;
    assert!(later.iter().all(|receipt| receipt.duplicate && receipt.outcome.is_accepted()));
}

#[tokio::test]
async fn a_revoked_or_unknown_kiosk_is_refused_and_its_file_is_not() {
    let server = Server::start().await;
    let kiosk = enrolled(&server).await;
    let (_, sealed) = kiosk.report(1);
    let body = serde_json::to_value(kiosk.push_of(vec![sealed.clone()])).unwrap();
    is_problem(server.browser().post("/api/kiosk/push", &body).await, 401, "kiosk-unknown").await;
    let desk = server.staff("zhiban", Role::Desk, "370").await;
    let revoke = format!("/api/kiosk/{}/revoke", kiosk.enrolled.device);
    assert_eq!(desk.post(&revoke, &json!({})).await.status(), StatusCode::NO_CONTENT);
    is_problem(kiosk.browser.post("/api/kiosk/push", &body).await, 403, "kiosk-revoked").await;
    let code = json!({ "code": ReceiptCode::drawn([3; 8]) });
    is_problem(kiosk.browser.post("/api/kiosk/lookup", &code).await, 403, "kiosk-revoked").await;
    let counted = import(&server.engine, kiosk.push_of(vec![sealed])).await.unwrap();
    assert_eq!(counted, Counted { accepted: 1, known: 0, kept: 0 });
}

#[tokio::test]
async fn a_lookup_at_a_kiosk_shows_the_ticket_and_leaves_nothing_behind() {
    let server = Server::start().await;
    let kiosk = enrolled(&server).await;
    let (envelope, sealed) = kiosk.report(7);
    kiosk.push(vec![sealed]).await;
    let code = json!({ "code": ReceiptCode::drawn(7u64.to_be_bytes()) });
    let answer = kiosk.browser.post("/api/kiosk/lookup", &code).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert!(answer.headers().get(header::SET_COOKIE).is_none());
    let ticket = ticket_of(answer.json().await.unwrap());
    assert!(ticket.contact.is_none_or(|contact| !matches!(contact.phone, weft::secret::Secret::Clear(_))));
    assert!(
        kiosk
            .browser
            .ticket(TicketId(envelope.target))
            .await
            .is_none_or(|ticket| { !matches!(ticket.text, weft::secret::Secret::Clear(_)) })
    );
    assert!(kiosk.browser.actor().await.is_nobody());
    let many =
        json!({ "device": kiosk.enrolled.device, "sealed": vec![json!({ "id": Uuid::nil(), "sealed": "" }); 101] });
    is_problem(kiosk.browser.post("/api/kiosk/push", &many).await, 413, "too-many-commands").await;
}
