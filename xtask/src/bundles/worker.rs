//! A bundle's service worker: its source with the paths that this very build made.

use std::path::Path;

use anyhow::{Context, Result};

use super::{ALL, Bundle, PAGE, digest, first_page, names, page};
use crate::shell;

const SOURCE: &str = "app/service-worker.js";
const FILE: &str = "sw.js";

/// Writes the worker beside the bundle's files.
pub fn write(bundle: &Bundle) -> Result<()> {
    let dist = shell::root().join(bundle.dist);
    let shell = shell_paths(bundle, &dist)?;
    let source = std::fs::read_to_string(shell::root().join(SOURCE)).context(SOURCE)?;
    let file = dist.join(FILE);
    if file.exists() {
        std::fs::remove_file(&file)?;
    }
    let version = digest(shell::root(), &[SOURCE, bundle.dist])?;
    let bases: Vec<_> = ALL.iter().map(|bundle| bundle.base).collect();
    let constants = format!(
        "const BASE = {:?};\nconst BASES = {bases:?};\nconst VERSION = {version:?};\nconst SHELL = {shell:?};\n\n",
        bundle.base
    );
    std::fs::write(&file, constants + &source).with_context(|| file.display().to_string())
}

/// What the page must find without a network: itself, under the bundle's path, and every file that it names.
fn shell_paths(bundle: &Bundle, dist: &Path) -> Result<Vec<String>> {
    let files = first_page(&page(dist)?, &names(dist)?);
    let path = |file: &String| if file == PAGE { bundle.base.to_owned() } else { format!("{}{file}", bundle.base) };
    Ok(files.iter().map(path).collect())
}
