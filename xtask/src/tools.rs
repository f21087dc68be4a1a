//! What must be installed: which version, how to tell, how to get it.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::shell::{self, capture, command, stream};

/// The target of whatever runs in a browser.
pub const WASM: &str = "wasm32-unknown-unknown";

/// What to do about a tool that is not there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// Install it, if we may.
    Install,
    /// Stop and say what to install.
    Refuse,
}

/// A program that cargo can install.
pub struct CargoTool {
    krate: &'static str,
    version: &'static str,
    /// Prints its version, which must contain `version` if `exact`.
    probe: &'static [&'static str],
    /// Whether another version will do if it is already there.
    exact: bool,
    /// A debug build compiles several times faster; right where the tool itself has little to compute.
    debug: bool,
    args: &'static [&'static str],
}

/// Builds the app's pages; 0.22 needs a newer rustc.
pub const TRUNK: CargoTool = CargoTool {
    krate: "trunk",
    version: "0.21.14",
    probe: &["trunk", "--version"],
    exact: true,
    debug: true,
    args: &["--no-default-features"],
};

/// Must be the very version of the crate `wasm-bindgen` in Cargo.lock.
pub const WASM_BINDGEN: CargoTool = CargoTool {
    krate: "wasm-bindgen-cli",
    version: "0.2.129",
    probe: &["wasm-bindgen", "--version"],
    exact: true,
    debug: false,
    args: &["--no-default-features"],
};

/// The test runner.
pub const NEXTEST: CargoTool = CargoTool {
    krate: "cargo-nextest",
    version: "0.9.143",
    probe: &["cargo-nextest", "nextest", "--version"],
    exact: false,
    debug: true,
    args: &[],
};

/// Licences, bans and sources of what we depend on.
pub const DENY: CargoTool = CargoTool {
    krate: "cargo-deny",
    version: "0.20.2",
    probe: &["cargo-deny", "--version"],
    exact: false,
    debug: true,
    args: &[],
};

/// Dependencies that nobody uses.
pub const MACHETE: CargoTool = CargoTool {
    krate: "cargo-machete",
    version: "0.9.2",
    probe: &["cargo-machete", "--version"],
    exact: false,
    debug: true,
    args: &[],
};

/// Changes a program in one place after another, to see whether its tests notice.
pub const MUTANTS: CargoTool = CargoTool {
    krate: "cargo-mutants",
    version: "27.1.0",
    probe: &["cargo-mutants", "mutants", "--version"],
    exact: false,
    debug: true,
    args: &[],
};

const NODE_MAJOR_MIN: u32 = 20;

/// What the tests need from the system: how to tell, and Debian's package.
const PACKAGES: [(&str, &str); 4] = [
    ("chromium", "chromium"),
    ("chromedriver", "chromium-driver"),
    ("fc-match", "fontconfig"),
    ("initdb", "postgresql"),
];
const CHINESE_FONTS: &str = "fonts-noto-cjk";

/// rustup, a C compiler and Node: what we cannot install for you.
pub fn prerequisites() -> Result<()> {
    if !shell::has("cc") {
        bail!("a C compiler is needed (Debian: apt-get install build-essential; macOS: xcode-select --install)");
    }
    let version = capture(command("node").arg("--version"))
        .context("Node 20 or newer is needed: https://nodejs.org or your system's packages")?;
    let major = version.trim().trim_start_matches('v').split('.').next().and_then(|n| n.parse::<u32>().ok());
    if major.is_none_or(|major| major < NODE_MAJOR_MIN) {
        bail!("Node {NODE_MAJOR_MIN} or newer is needed, this is {}", version.trim());
    }
    println!("      cc, node {}", version.trim());
    Ok(())
}

/// The standard library for browsers.
pub fn wasm_target(missing: Missing) -> Result<()> {
    target(WASM, missing)
}

/// The standard library for a target.
pub fn target(name: &str, missing: Missing) -> Result<()> {
    let folder = capture(command("rustc").args(["--print", "target-libdir", "--target", name]))?;
    if Path::new(folder.trim()).is_dir() {
        println!("      already there");
        return Ok(());
    }
    let mut add = command("rustup");
    add.args(["target", "add", name]);
    match missing {
        Missing::Install => stream(&mut add).context("is this Rust managed by rustup? https://rustup.rs"),
        Missing::Refuse => bail!("missing: rustup target add {name}"),
    }
}

/// Downloads the locked crates for this machine and for browsers: trunk builds offline, and a fresh machine has none.
pub fn crates() -> Result<()> {
    let about = capture(command("rustc").arg("-vV"))?;
    let host = about.lines().find_map(|line| line.strip_prefix("host: "));
    let host = host.context("rustc -vV names no host")?;
    stream(shell::cargo().args(["fetch", "--locked", "--target", WASM, "--target", host]))
}

/// Takes a tool from PATH if it is right there, else installs it beside the build.
pub fn cargo_tool(tool: &CargoTool, missing: Missing) -> Result<()> {
    if let Some(found) = found(tool) {
        println!("      {found}");
        return Ok(());
    }
    let spec = format!("{}@{}", tool.krate, tool.version);
    if missing == Missing::Refuse {
        bail!("missing: cargo install --locked {} {spec}", tool.args.join(" "));
    }
    println!("      installing {spec}, once; this takes minutes");
    let build = shell::tools().join("build");
    let mut install = shell::cargo();
    install
        .args(["install", "--locked", "--root"])
        .arg(shell::tools())
        .args(tool.args)
        .arg(&spec)
        .env("CARGO_TARGET_DIR", &build)
        // Away from the checkout, so that neither its toolchain settings nor its lock file matter.
        .current_dir(std::env::temp_dir());
    if tool.debug {
        install.arg("--debug").env("CARGO_PROFILE_DEV_DEBUG", "0");
    }
    stream(&mut install)?;
    if build.is_dir() {
        std::fs::remove_dir_all(&build).context("the build folder of the tools")?;
    }
    Ok(())
}

fn found(tool: &CargoTool) -> Option<String> {
    let (program, args) = tool.probe.split_first()?;
    let said = capture(command(program).args(args)).ok()?;
    let first = said.lines().next()?.trim().to_string();
    let right = !tool.exact || first.split_whitespace().any(|word| word == tool.version);
    right.then(|| if first.contains(char::is_alphabetic) { first.clone() } else { format!("{} {first}", tool.krate) })
}

/// The npm packages: styles, wasm-opt, Playwright and axe, exactly as locked.
pub fn node_packages(missing: Missing) -> Result<()> {
    let lock = std::fs::read_to_string(shell::root().join("package-lock.json")).context("package-lock.json")?;
    let stamp = shell::root().join("node_modules/.weft-lock");
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == lock) {
        println!("      as locked");
        return Ok(());
    }
    if missing == Missing::Refuse {
        bail!("missing: npm packages as in package-lock.json (cargo xtask test installs them)");
    }
    // Playwright drives the system's Chromium; its own downloads are never needed.
    stream(command("npm").arg("ci").env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"))?;
    std::fs::write(&stamp, lock).context("the stamp of the npm packages")
}

/// Chromium, PostgreSQL and Chinese fonts, for the tests only.
pub fn system_packages(missing: Missing) -> Result<()> {
    let wanted = missing_packages();
    if wanted.is_empty() {
        println!("      chromium, chromedriver, postgresql, Chinese fonts: all there");
        return Ok(());
    }
    let list = wanted.join(" ");
    if missing == Missing::Refuse || !shell::is_root() || !shell::has("apt-get") {
        bail!("the tests need more of the system. On Debian: sudo apt-get install --no-install-recommends {list}");
    }
    println!("      installing {list}");
    stream(command("apt-get").args(["update", "--quiet"]))?;
    stream(
        command("apt-get")
            .args(["install", "--yes", "--quiet", "--no-install-recommends"])
            .args(&wanted)
            .env("DEBIAN_FRONTEND", "noninteractive"),
    )
}

fn missing_packages() -> Vec<&'static str> {
    let absent = |program: &str| match program {
        "initdb" => crate::postgres::programs().is_none(),
        other => !shell::has(other),
    };
    let mut wanted: Vec<&str> =
        PACKAGES.iter().filter(|(program, _)| absent(program)).map(|(_, package)| *package).collect();
    let chinese = capture(Command::new("fc-list").args([":lang=zh", "family"]));
    if chinese.is_ok_and(|fonts| fonts.trim().is_empty()) || wanted.contains(&"fontconfig") {
        wanted.push(CHINESE_FONTS);
    }
    wanted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wasm_bindgen_tool_has_the_version_of_the_locked_crate() {
        let lock = std::fs::read_to_string(shell::root().join("Cargo.lock")).unwrap();
        let wanted = format!("name = \"wasm-bindgen\"\nversion = \"{}\"", WASM_BINDGEN.version);
        let locked = lock.contains("name = \"wasm-bindgen\"\n");
        assert!(!locked || lock.contains(&wanted), "Cargo.lock has another wasm-bindgen than {}", WASM_BINDGEN.version);
    }
}
