//! Decision tables from and to files.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use weft::actor::Role;
use weft::rules::DecisionTable;
use weft::sample::rulebook;

use crate::harness::{Server, is_problem};

#[tokio::test]
async fn a_table_comes_back_from_the_file_that_it_went_into() {
    let server = Server::start().await;
    let keeper = server.staff("guize", Role::RuleKeeper, "370").await;
    for form in ["dmn", "xlsx"] {
        let wanted = json!({ "book": rulebook(), "table": "ticket", "form": form });
        let answer = keeper.post("/api/rules/export", &wanted).await;
        assert_eq!(answer.status(), 200);
        let file = STANDARD.encode(answer.bytes().await.unwrap());
        let sent = json!({ "book": rulebook(), "table": "ticket", "form": form, "file": file });
        let answer: Value = keeper.post("/api/rules/import", &sent).await.json().await.unwrap();
        assert_eq!(answer["faults"], json!([]));
        let table: DecisionTable = serde_json::from_value(answer["table"].clone()).unwrap();
        assert_eq!(table, rulebook().tables[0], "{form}");
    }
}

#[tokio::test]
async fn what_cannot_be_taken_over_is_said_in_both_languages_and_nothing_is_stored() {
    let server = Server::start().await;
    let keeper = server.staff("guize", Role::RuleKeeper, "370").await;
    let sent = json!({ "book": rulebook(), "table": "ticket", "form": "dmn", "file": STANDARD.encode("no file") });
    let answer: Value = keeper.post("/api/rules/import", &sent).await.json().await.unwrap();
    assert!(answer["table"].is_null());
    let fault = &answer["faults"][0];
    assert_eq!(fault["kind"], "unreadable");
    assert!(fault["zh"].as_str().unwrap().starts_with("文件：无法读取"), "{fault}");
    assert!(fault["en"].as_str().unwrap().starts_with("File: cannot be read"), "{fault}");
    let broken = json!({ "book": rulebook(), "table": "ticket", "form": "dmn", "file": "*" });
    is_problem(keeper.post("/api/rules/import", &broken).await, 400, "bad-body").await;
    let nowhere = json!({ "book": rulebook(), "table": "nowhere", "form": "dmn" });
    is_problem(keeper.post("/api/rules/export", &nowhere).await, 404, "not-found").await;
}

#[tokio::test]
async fn only_who_may_read_drafts_is_served() {
    let server = Server::start().await;
    let wanted = json!({ "book": rulebook(), "table": "ticket", "form": "dmn" });
    is_problem(server.browser().post("/api/rules/export", &wanted).await, 401, "sign-in-required").await;
    let desk = server.staff("zhiban", Role::Desk, "370").await;
    is_problem(desk.post("/api/rules/export", &wanted).await, 403, "forbidden").await;
}
