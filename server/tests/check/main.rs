//! `weft check`, as it is run: what it writes and how it ends.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn check(arguments: &[&str]) -> Output {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/check");
    let mut command = Command::new(env!("CARGO_BIN_EXE_weft"));
    command.current_dir(folder).arg("check").args(arguments).output().unwrap()
}

fn lines(output: &Output) -> Vec<Value> {
    let text = std::str::from_utf8(&output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_dmn_file_with_findings_ends_with_1_and_names_rules_and_inputs() {
    let output = check(&["fee.dmn", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let lines = lines(&output);
    let kinds: Vec<&str> = lines.iter().map(|line| line["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["derived", "derived", "gap", "conflict"]);
    assert_eq!(lines[2]["table"], "充电收费 Charging fee");
    assert_eq!(lines[2]["counterexample"]["功率 Power"], "7");
    assert_eq!(lines[2]["repair"]["append"][0], "7");
    assert_eq!(lines[3]["rules"], serde_json::json!(["3", "4"]));
    assert_eq!(lines[3]["counterexample"]["开始 Since"], "date(\"2026-05-01\")");
}

#[test]
fn what_is_not_supported_is_all_named_and_ends_with_2() {
    let output = check(&["--dmn", "risk.dmn", "--format", "json"]);
    assert_eq!(output.status.code(), Some(2));
    let lines = lines(&output);
    let faults: Vec<&Value> = lines.iter().filter(|line| line["severity"] == "error").collect();
    assert_eq!(faults.len(), 3, "{faults:?}");
    assert!(faults.iter().all(|fault| fault["table"] == "order" && !fault["column"].is_null()));
    assert_eq!(check(&["nowhere.dmn"]).status.code(), Some(2));
}

#[test]
fn a_rulebook_that_is_fine_ends_with_0() {
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("../demo/rulebook.json");
    let output = check(&[demo.to_str().unwrap(), "--format", "json"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(lines(&output).iter().all(|line| line["severity"] == "advice"));
}
