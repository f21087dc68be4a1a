//! `cargo xtask tidy`: the house rules that neither rustc nor clippy knows.

mod banned;
mod exceptions;
mod houses;
mod layers;
mod lints;
mod paths;
mod sizes;
mod source;

use anyhow::{Result, bail};

use crate::shell;
use source::Source;

/// Something that breaks a rule: where, and what to do.
#[derive(Debug, PartialEq, Eq)]
pub struct Finding {
    /// Path from the root, with a line if there is one.
    pub at: String,
    /// What is wrong and which rule says so.
    pub what: String,
}

impl Finding {
    /// A finding about a whole file.
    fn file(path: &str, what: impl Into<String>) -> Finding {
        Finding { at: path.to_string(), what: what.into() }
    }

    /// A finding at the line that holds this byte of the file.
    fn byte(source: &Source, byte: usize, what: impl Into<String>) -> Finding {
        Finding { at: format!("{}:{}", source.path, source.line(byte)), what: what.into() }
    }
}

/// Checks the checkout and fails if anything is found.
pub fn check() -> Result<()> {
    let sources = source::read(shell::root())?;
    let mut findings = banned::check(&sources);
    findings.extend(sizes::check(&sources, exceptions::EXCEPTIONS));
    findings.extend(layers::check(&sources));
    findings.extend(lints::check(&sources));
    findings.extend(paths::check(&sources, |path| shell::root().join(path).exists()));
    findings.extend(houses::check()?);
    for Finding { at, what } in &findings {
        println!("{at}: {what}");
    }
    if !findings.is_empty() {
        bail!("{} findings", findings.len());
    }
    println!("      {} files, nothing found", sources.len());
    Ok(())
}
