//! Old forms stay readable: every sort of command and event that was ever written must still read, and mean the same.
//!
//! `golden/wire.jsonl` only grows. `WEFT_BLESS=1 cargo test -p weft --test wire_golden` adds forms that are new.
#![cfg(not(target_arch = "wasm32"))]

use std::collections::BTreeSet;

use weft::registry::AnyEvent;
use weft::sample::commands::Life;
use weft::wire::Envelope;

const GOLDEN: &str = include_str!("golden/wire.jsonl");

/// The shape of a value: its keys and the types of what they hold, not the values.
fn shape(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Object(fields) => {
            let inner = fields.iter().map(|(key, value)| format!("{key}:{}", shape(value)));
            format!("{{{}}}", inner.collect::<Vec<_>>().join(","))
        }
        serde_json::Value::Array(items) => {
            format!("[{}]", items.first().map(shape).unwrap_or_default())
        }
        serde_json::Value::String(_) => "s".into(),
        serde_json::Value::Number(_) => "n".into(),
        serde_json::Value::Bool(_) => "b".into(),
        serde_json::Value::Null => "0".into(),
    }
}

/// One envelope and one event of every sort that the generated life brings about.
fn written_today() -> Vec<String> {
    let mut life = Life::new(7);
    let (mut seen, mut lines) = (BTreeSet::new(), Vec::new());
    let mut keep = |value: serde_json::Value| {
        if seen.insert(shape(&value)) {
            lines.push(value.to_string());
        }
    };
    for _ in 0..6_000 {
        let tried = life.next_try();
        keep(serde_json::json!({ "envelope": tried.envelope }));
        let answer: serde_json::Value = serde_json::from_str(&life.run(&tried)).expect("answers are JSON");
        for event in answer.pointer("/Ok/Ok").and_then(|events| events.as_array()).into_iter().flatten() {
            keep(serde_json::json!({ "event": event }));
        }
    }
    lines
}

fn shapes(lines: impl Iterator<Item = String>) -> BTreeSet<String> {
    lines.map(|line| shape(&serde_json::from_str(&line).expect("golden lines are JSON"))).collect()
}

#[test]
fn every_form_ever_written_still_reads() {
    for line in GOLDEN.lines() {
        let value: serde_json::Value = serde_json::from_str(line).expect("golden lines are JSON");
        if let Some(envelope) = value.get("envelope") {
            serde_json::from_value::<Envelope>(envelope.clone()).unwrap_or_else(|error| panic!("{error}: {line}"));
        }
        if let Some(event) = value.get("event") {
            serde_json::from_value::<AnyEvent>(event.clone()).unwrap_or_else(|error| panic!("{error}: {line}"));
        }
    }
}

#[test]
fn every_form_written_today_is_kept_for_tomorrow() {
    let known = shapes(GOLDEN.lines().map(str::to_owned));
    let fresh: Vec<String> = written_today()
        .into_iter()
        .filter(|line| !known.contains(&shape(&serde_json::from_str(line).expect("is JSON"))))
        .collect();
    if std::env::var_os("WEFT_BLESS").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/wire.jsonl");
        let all: String =
            GOLDEN.lines().chain(fresh.iter().map(String::as_str)).map(|line| format!("{line}\n")).collect();
        std::fs::write(path, all).expect("the golden file can be written");
        return;
    }
    assert!(fresh.is_empty(), "new forms, add them with WEFT_BLESS=1:\n{}", fresh.join("\n"));
}
