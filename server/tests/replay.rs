//! `weft replay` as a program: what it writes, and how it ends.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A folder with the demo's rulebook twice, once changed.
struct Desk(TempDir);

/// How the program ended and what it wrote.
struct Ended {
    code: Option<i32>,
    out: String,
    err: String,
}

fn demo(name: &str) -> String {
    format!("{}/../demo/{name}", env!("CARGO_MANIFEST_DIR"))
}

impl Desk {
    fn new(change: impl FnOnce(&mut Value)) -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        let text = fs::read_to_string(demo("rulebook.json")).unwrap();
        desk.put("from.json", &text);
        let mut book: Value = serde_json::from_str(&text).unwrap();
        change(&mut book);
        desk.put("to.json", &book.to_string());
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn put(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    fn run(&self, table: &str, args: &[&str]) -> Ended {
        let mut weft = Command::new(env!("CARGO_BIN_EXE_weft"));
        weft.arg("replay").arg("--from").arg(self.path("from.json")).arg("--to").arg(self.path("to.json"));
        weft.args(["--tickets", "-"]).args(args).current_dir(self.0.path());
        let mut weft = weft.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // A program that ends before it has read everything closes its end.
        let _ = weft.stdin.take().unwrap().write_all(table.as_bytes());
        let ended = weft.wait_with_output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Ended { code: ended.status.code(), out: text(ended.stdout), err: text(ended.stderr) }
    }
}

impl Ended {
    fn lines(&self) -> Vec<Value> {
        self.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

/// Ideas go to the desk of the town.
fn ideas_to_town(book: &mut Value) {
    let rules = book["tables"][0]["rules"].as_array_mut().unwrap();
    let at = rules.iter().position(|rule| rule["id"] == "R-195").unwrap();
    let mut rule = rules[at].clone();
    rule["id"] = "R-194a".into();
    rule["when"][0] = serde_json::json!({ "in": ["other.idea"] });
    rule["then"]["tier"] = "town".into();
    rule["then"]["post"] = "desk".into();
    rules.insert(at, rule);
}

const TABLE: &str = "category,unit,created,closed\n\
                     other.idea,370830001001001,2026-03-04 09:00,2026-03-04 15:00\n\
                     other.thanks,370830001001001,2026-03-04 09:00,\n\
                     other.nothing,370830001001001,2026-03-04 09:00,\n";

#[test]
fn two_rulebooks_that_agree_end_with_0() {
    let ended = Desk::new(|_| ()).run(TABLE, &["--format", "json"]);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    let lines = ended.lines();
    let summary = &lines.last().unwrap()["summary"];
    assert_eq!((&summary["matters"], &summary["differing"]), (&3.into(), &0.into()));
    assert_eq!(summary["changes"]["neither"], 1);
}

#[test]
fn a_difference_ends_with_1_and_is_listed_with_both_sides() {
    let (units, outlines) = (demo("units.csv"), demo("outlines.geojson"));
    let county = ["--units", &units, "--outlines", &outlines];
    let args = [&county[..], &["--format", "json", "--change", "tier"]].concat();
    let ended = Desk::new(ideas_to_town).run(TABLE, &args);
    assert_eq!(ended.code, Some(1), "{}", ended.err);
    let lines = ended.lines();
    assert_eq!(lines.len(), 2, "{}", ended.out);
    let difference = &lines[0]["difference"];
    assert_eq!(difference["origin"], serde_json::json!({ "line": 2 }));
    assert_eq!(difference["to"]["decided"]["tier"], "town");
    assert_eq!(difference["to"]["decided"]["rule"], "R-194a");
    assert_eq!(lines[1]["summary"]["differing"], 1);
    assert!(lines[1]["units"].as_object().unwrap().values().any(|code| code == "370830001000"), "{}", lines[1]);
    let text = Desk::new(ideas_to_town).run(TABLE, &county);
    assert!(text.out.contains("town/desk") && text.out.contains("R-194a"), "{}", text.out);
}

#[test]
fn bad_rows_are_named_left_out_and_end_with_3() {
    let table = format!("{TABLE}other.idea,370830009999999,2026-03-04,\nother.idea,370830001001001,never,\n");
    let (units, outlines) = (demo("units.csv"), demo("outlines.geojson"));
    let ended = Desk::new(|_| ()).run(&table, &["--format", "json", "--units", &units, "--outlines", &outlines]);
    assert_eq!(ended.code, Some(3), "{}", ended.err);
    assert!(ended.err.contains("line 5, column unit") && ended.err.contains("line 6, column created"), "{}", ended.err);
    assert_eq!(ended.lines().last().unwrap()["bad_rows"], 2);
    assert_eq!(ended.lines().last().unwrap()["summary"]["matters"], 3);
}

#[test]
fn what_cannot_be_read_ends_with_2_and_compares_nothing() {
    let desk = Desk::new(|_| ());
    for args in [
        &["--column", "category=Type"][..],
        &["--mapping", "nothing.json"],
        &["--change", "sideways"],
        &["--units", "from.json"],
    ] {
        let ended = desk.run(TABLE, args);
        assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""), "{args:?}: {}", ended.err);
        assert!(ended.err.contains("weft: "), "{args:?}");
    }
    desk.put("to.json", "{}");
    assert_eq!(desk.run(TABLE, &[]).code, Some(2));
}

#[test]
fn a_table_with_other_words_is_mapped_and_found_by_its_points() {
    let desk = Desk::new(ideas_to_town);
    let mapping = serde_json::json!({
        "columns": { "category": "Type", "created": "Opened", "closed": "Closed", "lon": "X", "lat": "Y" },
        "categories": { "Proposal": "other.idea" }, "other_category": "other.thanks",
        "time": "%m/%d/%Y %I:%M:%S %p", "offset_minutes": 480,
    });
    desk.put("mapping.json", &mapping.to_string());
    let table = "Type,Opened,Closed,X,Y\n\
                 Proposal,03/04/2026 09:00:00 AM,,116.4863776,35.7359253\n\
                 Whatever,03/04/2026 09:00:00 AM,,116.4863776,35.7359253\n";
    let (units, outlines) = (demo("units.csv"), demo("outlines.geojson"));
    let args = ["--mapping", "mapping.json", "--units", &units, "--outlines", &outlines, "--format", "json"];
    let ended = desk.run(table, &args);
    assert_eq!(ended.code, Some(1), "{}", ended.err);
    let lines = ended.lines();
    assert_eq!(lines[0]["difference"]["category"], "other.idea");
    assert_eq!(lines[1]["summary"]["matters"], 2);
}
