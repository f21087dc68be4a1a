//! Two houses on one foundation: what each crate may be built from.

use anyhow::Result;

use super::Finding;
use crate::shell::{capture, cargo};

/// A crate, what it must not be built from, and why.
struct House {
    krate: &'static str,
    manifest: &'static str,
    never: &'static [&'static str],
    why: &'static str,
}

const HOUSES: [House; 3] = [
    House {
        krate: "weft",
        manifest: "shared/Cargo.toml",
        never: &[
            "weft-app",
            "weft-server",
            "xtask",
            "tokio",
            "sqlx",
            "axum",
            "leptos",
            "web-sys",
            "js-sys",
            "getrandom",
            "rand",
            "reqwest",
        ],
        why: "shared does no I/O, reads no clock, draws no random number",
    },
    House {
        krate: "weft-app",
        manifest: "app/Cargo.toml",
        never: &["weft-server", "xtask", "sqlx", "axum"],
        why: "the app knows the server only by the wire",
    },
    House {
        krate: "weft-server",
        manifest: "server/Cargo.toml",
        never: &["weft-app", "xtask", "leptos"],
        why: "the server knows the app only by the wire",
    },
];

/// Asks cargo what each crate is built from, whatever the target.
pub fn check() -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for house in &HOUSES {
        let tree = capture(cargo().args([
            "tree",
            "--package",
            house.krate,
            "--edges",
            "normal",
            "--target",
            "all",
            "--prefix",
            "none",
            "--format",
            "{p}",
        ]))?;
        findings.extend(house.check(&tree));
    }
    Ok(findings)
}

impl House {
    fn check(&self, tree: &str) -> Vec<Finding> {
        let mut names: Vec<&str> = tree.lines().filter_map(|line| line.split_whitespace().next()).collect();
        names.sort_unstable();
        names.dedup();
        let found = names.into_iter().filter(|name| self.never.contains(name));
        found.map(|name| Finding::file(self.manifest, format!("is built from `{name}`: {}", self.why))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forbidden_crate_is_found_however_deep() {
        let tree =
            "weft-app v0.1.0 (/x/app)\nleptos v0.8.23\nweft v0.1.0 (/x/shared)\nweft-server v0.1.0 (/x/server) (*)\n";
        let found = HOUSES[1].check(tree);
        assert!(found.len() == 1 && found[0].what.contains("`weft-server`"), "{found:?}");
        assert_eq!(HOUSES[1].check("weft-app v0.1.0\nleptos v0.8.23\n"), []);
    }
}
