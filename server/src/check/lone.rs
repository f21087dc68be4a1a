//! `weft check --dmn`: proves every decision table of a DMN file.

use std::io::{self, Write};
use std::process::ExitCode;

use serde::Serialize;
use serde_json::{Value, json};
use weft::rules::{Finding, Repair, Severity};
use weft::text::Text;

use super::{CheckConfig, EXIT_UNREADABLE, Format, Line, ending};
use crate::interchange::lone::{Lone, lone};
use crate::interchange::{Fault, Place, What, dmn, table};

/// A fault or a note as a line of JSON.
#[derive(Serialize)]
struct Said<'a> {
    severity: Severity,
    kind: &'a str,
    #[serde(flatten)]
    place: &'a Place,
    zh: &'a str,
    en: &'a str,
}

pub(super) fn run(config: &CheckConfig, read: Result<Vec<u8>, String>, out: &mut impl Write) -> io::Result<ExitCode> {
    let unreadable = |why| vec![Fault { place: Place::default(), what: What::Unreadable(why) }];
    let grids = read.map_err(unreadable).and_then(|bytes| dmn::read(&bytes));
    let (mut tables, mut faults) = (Vec::new(), Vec::new());
    for grid in grids.unwrap_or_else(|found| {
        faults = found;
        Vec::new()
    }) {
        match lone(&grid) {
            Ok(read) => tables.push((grid.key, read)),
            Err(found) => faults.extend(found),
        }
    }
    for fault in &faults {
        say(config.format, Severity::Error, fault.kind(), &fault.place, &fault.text(), out)?;
    }
    let mut found = Vec::new();
    for (key, lone) in &tables {
        let place = Place { table: key.clone(), ..Place::default() };
        for note in &lone.notes {
            say(config.format, Severity::Advice, "derived", &place, note, out)?;
        }
        for finding in lone.prove() {
            line(&finding, lone)?.write(config.format, out)?;
            found.push(finding);
        }
    }
    Ok(if faults.is_empty() { ending(&found) } else { ExitCode::from(EXIT_UNREADABLE) })
}

fn say(
    format: Format,
    severity: Severity,
    kind: &str,
    place: &Place,
    text: &Text,
    out: &mut impl Write,
) -> io::Result<()> {
    let Text { zh, en } = text;
    match format {
        Format::Json => writeln!(out, "{}", serde_json::to_string(&Said { severity, kind, place, zh, en })?),
        Format::Text => writeln!(out, "{severity:?}: {zh} {en}"),
    }
}

/// The line of a finding, with what the file itself says: its inputs by name, and rules as cells.
fn line(finding: &Finding, lone: &Lone) -> serde_json::Result<Line> {
    let cells = |when| json!(table::cells(when));
    let repair = match finding.repair(&lone.book) {
        Some(Repair::Append { rule, .. }) => Some(json!({ "append": cells(&rule.when) })),
        Some(Repair::Remove { rule, .. }) => Some(json!({ "remove": rule })),
        Some(Repair::Merge { rules, rule, .. }) => Some(json!({ "merge": rules, "cells": cells(&rule.when) })),
        Some(Repair::Require { .. }) | None => None,
    };
    let case = finding.counterexample().map(|case| Value::Object(table::facts(&case.facts)));
    Ok(Line { counterexample: case, repair, ..Line::new(finding, &lone.book)? })
}
