//! The lints that guard the invariants stay switched on.

use super::Finding;
use super::source::Source;

/// Calls that only the two clocks may make; clippy.toml must name each of them.
const GUARDED: [&str; 7] = [
    "chrono::Utc::now",
    "chrono::Local::now",
    "std::time::SystemTime::now",
    "uuid::Uuid::new_v4",
    "uuid::Uuid::now_v7",
    "js_sys::Math::random",
    "js_sys::Date::now",
];
const LINTS: [&str; 4] = ["unsafe_code = \"forbid\"", "missing_docs = ", "allow_attributes = ", "unwrap_used = "];

/// Checks clippy.toml, the workspace's lints, and that every crate inherits them.
pub fn check(sources: &[Source]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let quoted: Vec<String> = GUARDED.iter().map(|path| format!("\"{path}\"")).collect();
    require(sources, "clippy.toml", quoted.iter().map(String::as_str), &mut findings);
    require(sources, "Cargo.toml", LINTS, &mut findings);
    let manifests = sources.iter();
    for manifest in manifests.filter(|source| source.path.ends_with("/Cargo.toml")) {
        // A workspace of its own cannot inherit, so it says the gravest itself.
        let own = manifest.text.contains("[workspace]");
        let wanted = if own { LINTS[0] } else { "[lints]\nworkspace = true" };
        require(sources, &manifest.path, [wanted], &mut findings);
    }
    findings
}

fn require<'a>(sources: &[Source], path: &str, texts: impl IntoIterator<Item = &'a str>, findings: &mut Vec<Finding>) {
    let text = sources.iter().find(|source| source.path == path).map_or("", |source| source.text.as_str());
    let absent = texts.into_iter().filter(|wanted| !text.contains(wanted));
    findings.extend(absent.map(|wanted| Finding::file(path, format!("must say `{wanted}`"))));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn house(clippy: &str, root: &str, manifest: &str) -> Vec<Finding> {
        let files = [("clippy.toml", clippy), ("Cargo.toml", root), ("server/Cargo.toml", manifest)];
        check(&files.map(|(path, text)| Source::new(path, text)))
    }

    #[test]
    fn a_call_or_lint_that_is_no_longer_guarded_is_found() {
        let clippy = GUARDED.map(|path| format!("{{ path = \"{path}\" }}")).join("\n");
        let (root, manifest) = (LINTS.join("\n"), "[lints]\nworkspace = true");
        assert_eq!(house(&clippy, &root, manifest), []);
        assert_eq!(house(&clippy.replace("Utc", "Gone"), &root, manifest).len(), 1);
        assert_eq!(house(&clippy, &root.replace("forbid", "warn"), manifest).len(), 1);
        assert_eq!(house(&clippy, &root, "").len(), 1);
        assert_eq!(house(&clippy, &root, "[workspace]\n[lints.rust]\nunsafe_code = \"forbid\""), []);
        assert_eq!(house(&clippy, &root, "[workspace]").len(), 1);
    }
}
