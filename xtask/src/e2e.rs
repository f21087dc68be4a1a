//! The browser: tests and pictures against the release server with a demo county.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::bundles;
use crate::run;
use crate::shell::{self, command, stream};
use crate::steps;

/// Runs the browser tests; arguments go to Playwright.
pub fn test(args: &[String]) -> Result<()> {
    playwright("e2e/playwright.config.ts", args)
}

/// Builds what is served, then makes the pictures of all pages, or of those named.
pub fn screenshots(pages: &[String]) -> Result<()> {
    steps::run_all(run::build())?;
    // A page is one test; its full title is `<size> › <file> › <page>`.
    let chosen = format!("--grep=({})$", pages.join("|"));
    let args = if pages.is_empty() { vec![] } else { vec![chosen] };
    playwright("e2e/screenshots.config.ts", &args)
}

/// Takes a measure in the browser.
pub fn measure(name: &str) -> Result<()> {
    playwright("e2e/measure.config.ts", &[format!("{name}.ts")])
}

fn playwright(config: &str, args: &[String]) -> Result<()> {
    let demo = demo_county(&run::server())?;
    let mut tests = command("playwright");
    tests.args(["test", "--config", config]).args(args);
    tests
        .env("WEFT_SERVER", run::server())
        .env("WEFT_DEMO", demo)
        .env("WEFT_PICTURES", shell::target().join("screenshots"));
    stream(tests.env("WEFT_CHROMIUM", command("chromium").get_program()))
}

/// A demo county made once for each build of the server; every test copies it.
fn demo_county(server: &Path) -> Result<PathBuf> {
    let folder = shell::target().join("e2e");
    let demo = folder.join("demo");
    let stamp = folder.join("stamp");
    let name = server.file_name().and_then(|name| name.to_str()).context("the server has a name")?;
    let now = bundles::digest(server.parent().context("the server is in a folder")?, &[name])?;
    if std::fs::read_to_string(&stamp).is_ok_and(|made| made == now) {
        return Ok(demo);
    }
    if folder.is_dir() {
        std::fs::remove_dir_all(&folder).with_context(|| folder.display().to_string())?;
    }
    std::fs::create_dir_all(&folder)?;
    run::demo(&demo)?;
    bundles::write_stamp(&stamp, &now)?;
    Ok(demo)
}
