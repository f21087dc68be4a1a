//! `weft check`: proves a rulebook or a DMN file. It needs no data folder and touches none.

mod lone;

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use serde::Serialize;
use serde_json::Value;
use weft::org::Directory;
use weft::rules::{Finding, Key, Rulebook, Severity, prove};
use weft::text::Language;

/// Something is wrong, or probably not meant.
const EXIT_FINDINGS: u8 = 1;
/// The file is not there, no rulebook, or not all of it is supported.
const EXIT_UNREADABLE: u8 = 2;

/// Settings of `weft check`.
#[derive(Args, Clone, Debug)]
pub struct CheckConfig {
    /// The rulebook, as JSON (the form is `docs/rulebook.schema.json`), or a DMN file.
    pub file: PathBuf,
    /// Read the file as DMN, also if its name does not end in `.dmn`.
    #[arg(long)]
    pub dmn: bool,
    /// How findings are written, one a line.
    #[arg(long, value_enum, default_value = "text")]
    pub format: Format,
}

/// How findings are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A sentence in Chinese and one in English.
    Text,
    /// A JSON object, see [`Line`].
    Json,
}

/// A finding as a line of JSON.
#[derive(Debug, Serialize)]
pub struct Line {
    /// How bad it is.
    pub severity: Severity,
    /// What it is, such as `gap`.
    pub kind: String,
    /// The table, if it is in one.
    pub table: Option<Key>,
    /// The rules.
    pub rules: Vec<Key>,
    /// The columns.
    pub columns: Vec<Key>,
    /// A case that shows it: a [`weft::rules::Case`], or of a DMN file the inputs by name, as S-FEEL.
    pub counterexample: Option<Value>,
    /// What would mend it: a [`weft::rules::Repair`], or for a DMN file a rule's cells.
    pub repair: Option<Value>,
    /// The sentence in Chinese.
    pub zh: String,
    /// The sentence in English.
    pub en: String,
}

impl Line {
    /// The line of a finding about this rulebook.
    ///
    /// # Errors
    /// Never for a finding of the proof.
    pub fn new(finding: &Finding, book: &Rulebook) -> serde_json::Result<Self> {
        let place = finding.place();
        Ok(Self {
            severity: finding.severity(),
            kind: kind(finding)?,
            table: place.table,
            rules: place.rules,
            columns: place.column.into_iter().collect(),
            counterexample: finding.counterexample().map(serde_json::to_value).transpose()?,
            repair: finding.repair(book).map(serde_json::to_value).transpose()?,
            zh: finding.text(Language::Zh),
            en: finding.text(Language::En),
        })
    }
}

impl Line {
    fn write(&self, format: Format, out: &mut impl Write) -> io::Result<()> {
        match format {
            Format::Json => writeln!(out, "{}", serde_json::to_string(self)?),
            Format::Text => writeln!(out, "{:?}: {} {}", self.severity, self.zh, self.en),
        }
    }
}

/// The name that a finding has on the wire.
fn kind(finding: &Finding) -> serde_json::Result<String> {
    Ok(match serde_json::to_value(finding)? {
        serde_json::Value::Object(fields) => fields.into_iter().next().map(|(name, _)| name).unwrap_or_default(),
        serde_json::Value::String(name) => name,
        _ => String::new(),
    })
}

/// Writes what is found. There are no units, so that staffing is left out, and the day is the rulebook's own first one.
///
/// # Errors
/// When it cannot be written.
pub fn run(config: &CheckConfig, out: &mut impl Write) -> io::Result<ExitCode> {
    let read = fs::read(&config.file).map_err(|error| error.to_string());
    if config.dmn || config.file.extension().is_some_and(|extension| extension == "dmn") {
        return lone::run(config, read, out);
    }
    let book: Rulebook = match read.and_then(|bytes| serde_json::from_slice(&bytes).map_err(|error| error.to_string()))
    {
        Ok(book) => book,
        Err(why) => {
            let file = config.file.display();
            eprintln!("weft: {file}: 不是可读的规则手册 / not a readable rulebook: {why}");
            return Ok(ExitCode::from(EXIT_UNREADABLE));
        }
    };
    let found = prove(&book, &Directory::default(), book.effective_from);
    for finding in &found {
        Line::new(finding, &book)?.write(config.format, out)?;
    }
    Ok(ending(&found))
}

/// How the command ends for what it found.
fn ending(found: &[Finding]) -> ExitCode {
    let is_clean = found.iter().all(|finding| finding.severity() == Severity::Advice);
    if is_clean { ExitCode::SUCCESS } else { ExitCode::from(EXIT_FINDINGS) }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use weft::rules::{Case, Repair};

    use super::*;

    const DEMO: &str = include_str!("../../demo/rulebook.json");

    /// How `weft check` ends for this text, and what it writes.
    fn checked(text: &str, format: Format) -> (ExitCode, String) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("rulebook.json");
        fs::write(&file, text).unwrap();
        let mut out = Vec::new();
        let code = run(&CheckConfig { file, format, dmn: false }, &mut out).unwrap();
        (code, String::from_utf8(out).unwrap())
    }

    #[test]
    fn a_good_rulebook_ends_with_0_and_advice_only() {
        let (code, out) = checked(DEMO, Format::Json);
        assert_eq!(code, ExitCode::SUCCESS);
        for line in out.lines() {
            let line: serde_json::Value = serde_json::from_str(line).unwrap();
            assert_eq!(line["severity"], "advice");
        }
    }

    #[test]
    fn a_gap_ends_with_1_and_a_line_that_says_where_with_a_case_and_what_would_fill_it() {
        let mut book: Rulebook = serde_json::from_str(DEMO).unwrap();
        book.tables[0].rules.retain(|rule| rule.id != "R-056");
        let (code, out) = checked(&serde_json::to_string(&book).unwrap(), Format::Json);
        assert_eq!(code, ExitCode::from(EXIT_FINDINGS));
        let first: serde_json::Value = serde_json::from_str(out.lines().next().unwrap()).unwrap();
        assert_eq!(
            (&first["severity"], &first["kind"], &first["table"]),
            (&"error".into(), &"gap".into(), &"ticket".into())
        );
        let case: Case = serde_json::from_value(first["counterexample"].clone()).unwrap();
        assert!(book.rule_for(&case).is_err(), "{case}");
        let repair: Repair = serde_json::from_value(first["repair"].clone()).unwrap();
        book.repair(&repair);
        assert!(book.rule_for(&case).is_ok(), "{case}");
        let (_, text) = checked(&serde_json::to_string(&book).unwrap(), Format::Text);
        assert!(text.contains("ticket"), "{text}");
    }

    #[test]
    fn what_cannot_be_read_ends_with_2() {
        let (code, out) = checked("{\"version\": 1}", Format::Json);
        assert_eq!((code, out.as_str()), (ExitCode::from(EXIT_UNREADABLE), ""));
        let missing =
            CheckConfig { file: Path::new("/nowhere/rulebook.json").into(), format: Format::Text, dmn: false };
        assert_eq!(run(&missing, &mut Vec::new()).unwrap(), ExitCode::from(EXIT_UNREADABLE));
    }
}
