//! The three bundles of the app: built only when an input changed, and measured.

mod worker;

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};

use crate::shell::{self, capture, command, stream};

/// One bundle: a page with its wasm, scripts and styles.
pub struct Bundle {
    /// What people call it.
    pub name: &'static str,
    /// trunk's configuration, which names the page.
    pub config: &'static str,
    /// The path under which it is served.
    pub base: &'static str,
    /// Where the built files go.
    pub dist: &'static str,
}

/// What residents load.
pub const RESIDENT: Bundle = Bundle { name: "resident", config: "Trunk.toml", base: "/", dist: "dist" };
/// What grid members and desks load.
pub const STAFF: Bundle = Bundle { name: "staff", config: "Trunk.staff.toml", base: "/staff/", dist: "dist-staff" };
/// What kiosks load.
pub const KIOSK: Bundle = Bundle { name: "kiosk", config: "Trunk.kiosk.toml", base: "/kiosk/", dist: "dist-kiosk" };

/// Every bundle.
pub const ALL: [&Bundle; 3] = [&RESIDENT, &STAFF, &KIOSK];

/// Whatever a bundle is made of; a change of anything here builds all anew.
const INPUTS: [&str; 16] = [
    ".cargo/config.toml",
    "app/src",
    "app/Cargo.toml",
    "app/service-worker.js",
    "shared/src",
    "shared/Cargo.toml",
    "style",
    "index.html",
    "staff.html",
    "kiosk.html",
    "Trunk.toml",
    "Trunk.staff.toml",
    "Trunk.kiosk.toml",
    "Cargo.toml",
    "Cargo.lock",
    "package-lock.json",
];

const PAGE: &str = "index.html";

/// What a resident's first page should load, brotli-compressed.
const FIRST_PAGE_BYTES_AIM: u64 = 300_000;
/// What it may load today. A ratchet: lower it whenever the page gets lighter. What it was raised for is in docs/PERFORMANCE.md.
const FIRST_PAGE_BYTES_MAX: u64 = 560_000;

/// Node's own codec, at its default and best quality, 11.
const BROTLI_SIZES: &str = "const {readFileSync} = require('fs'), {brotliCompressSync} = require('zlib'); \
    for (const file of process.argv.slice(1)) console.log(brotliCompressSync(readFileSync(file)).length)";

/// Builds a bundle in release mode unless it is up to date.
pub fn build(bundle: &Bundle) -> Result<()> {
    let dist = shell::root().join(bundle.dist);
    let stamp = shell::target().join("stamps").join(bundle.name);
    let now = digest(shell::root(), &INPUTS)?;
    // What was built is part of the stamp: the server puts a stand-in where there is no page.
    let made = |now: &str| -> Result<String> { Ok(format!("{now} {}", digest(&dist, &[""])?)) };
    if std::fs::read_to_string(&stamp).is_ok_and(|built| made(&now).is_ok_and(|now| now == built)) {
        println!("      up to date");
        return Ok(());
    }
    ensure!(shell::has("wasm-opt"), "wasm-opt is missing: npm ci");
    let mut trunk = command("trunk");
    trunk.args(["build", "--release", "--config", bundle.config]);
    // The compiler's own words are above; trunk's stack adds nothing.
    stream(trunk.env_remove("RUST_BACKTRACE"))?;
    worker::write(bundle)?;
    write_stamp(&stamp, &made(&now)?)
}

/// Prints what a resident's first page loads, and fails if it is too much.
pub fn size() -> Result<()> {
    let dist = shell::root().join(RESIDENT.dist);
    let files = first_page(&page(&dist)?, &names(&dist)?);
    // The server compresses at the same level.
    let paths = files.iter().map(|file| dist.join(file));
    let sizes = capture(command("node").arg("--eval").arg(BROTLI_SIZES).args(paths))?;
    let mut total = 0;
    for (file, size) in files.iter().zip(sizes.lines()) {
        println!("{size:>9} bytes  {file}");
        total += size.parse::<u64>().context("a size is a number")?;
    }
    println!("{total:>9} bytes  all, of at most {FIRST_PAGE_BYTES_MAX}; the aim is {FIRST_PAGE_BYTES_AIM}");
    ensure!(
        total <= FIRST_PAGE_BYTES_MAX,
        "a resident's first page loads {total} bytes, more than {FIRST_PAGE_BYTES_MAX}"
    );
    Ok(())
}

/// A digest of the names and contents of files and folders; what does not exist counts as absent.
pub fn digest(root: &Path, inputs: &[&str]) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    root.hash(&mut hasher);
    let mut files = BTreeSet::new();
    for input in inputs {
        collect(&root.join(input), &mut files)?;
    }
    for file in files {
        file.hash(&mut hasher);
        std::fs::read(&file).with_context(|| file.display().to_string())?.hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

/// Remembers that something was made from inputs with this digest.
pub fn write_stamp(stamp: &Path, digest: &str) -> Result<()> {
    let folder = stamp.parent().context("a stamp is in a folder")?;
    std::fs::create_dir_all(folder)?;
    std::fs::write(stamp, digest).with_context(|| stamp.display().to_string())
}

fn page(dist: &Path) -> Result<String> {
    let page = dist.join(PAGE);
    std::fs::read_to_string(&page).with_context(|| format!("{} is not built: cargo xtask run", page.display()))
}

fn names(dist: &Path) -> Result<Vec<String>> {
    let mut files = BTreeSet::new();
    collect(dist, &mut files)?;
    let relative = files.iter().filter_map(|file| file.strip_prefix(dist).ok());
    Ok(relative.map(|file| file.to_string_lossy().replace('\\', "/")).collect())
}

/// The page itself and every file that it loads: those that it names, but for icons and the manifest, which browsers fetch when
/// somebody installs the app.
fn first_page(page: &str, files: &[String]) -> Vec<String> {
    let loaded = |file: &str| [".css", ".js", ".wasm"].iter().any(|kind| file.ends_with(kind));
    let named = |file: &&String| *file == PAGE || (loaded(file) && page.contains(file.as_str()));
    files.iter().filter(named).cloned().collect()
}

fn collect(path: &Path, files: &mut BTreeSet<PathBuf>) -> Result<()> {
    if path.is_file() {
        files.insert(path.to_path_buf());
    } else if path.is_dir() {
        for entry in std::fs::read_dir(path)? {
            collect(&entry?.path(), files)?;
        }
    } else if path.exists() {
        bail!("{} is neither a file nor a folder", path.display());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_a_new_and_a_renamed_input_each_change_the_digest() {
        let root = std::env::temp_dir().join(format!("weft-digest-{}", std::process::id()));
        std::fs::create_dir_all(root.join("src")).unwrap();
        let write = |name: &str, text: &str| std::fs::write(root.join(name), text).unwrap();
        let digest = || digest(&root, &["src", "absent"]).unwrap();
        write("src/a", "one");
        let first = digest();
        assert_eq!(first, digest());
        write("src/a", "two");
        let changed = digest();
        write("src/b", "");
        let added = digest();
        std::fs::rename(root.join("src/b"), root.join("src/c")).unwrap();
        let renamed = digest();
        std::fs::remove_dir_all(&root).unwrap();
        let all = BTreeSet::from([&first, &changed, &added, &renamed]);
        assert_eq!(all.len(), 4);
    }

    #[test]
    fn the_first_page_is_the_page_and_what_it_names() {
        let files = ["app-1.wasm", "icon.png", "index.html", "later.js"].map(String::from);
        let loaded = first_page(r#"<link href="/app-1.wasm"><link rel="icon" href="/icon.png">"#, &files);
        assert_eq!(loaded, ["app-1.wasm", "index.html"]);
    }
}
