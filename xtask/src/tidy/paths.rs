//! What the documents name exists.

use super::Finding;
use super::source::Source;

const DOCUMENTS: [&str; 3] = ["ARCHITECTURE.md", "README.md", "docs/PERFORMANCE.md"];
/// Folders that exist only once something was built or run.
const BUILT: [&str; 6] = ["dist", "dist-staff", "dist-kiosk", "data", "target", "node_modules"];
const EXTENSIONS: [&str; 10] = [".rs", ".toml", ".md", ".json", ".ts", ".html", ".css", ".csv", ".geojson", ".service"];

/// Checks each path in backticks and each relative link of the documents.
pub fn check(sources: &[Source], exists: impl Fn(&str) -> bool) -> Vec<Finding> {
    let mut findings = Vec::new();
    for document in DOCUMENTS {
        let Some(source) = sources.iter().find(|source| source.path == document) else {
            findings.push(Finding::file(document, "is missing"));
            continue;
        };
        let folder = document.rsplit_once('/').map_or("", |(folder, _)| folder);
        for (at, named) in spans(&source.text, "`", "`").into_iter().filter(|(_, named)| is_path(named)) {
            // A bare name, such as `clock.rs`, stands for any file that is called so.
            let called = |source: &Source| source.path.ends_with(&format!("/{named}"));
            let found = exists(named) || is_bare(named) && sources.iter().any(called);
            if !found {
                findings.push(Finding::byte(source, at, format!("names `{named}`, which does not exist")));
            }
        }
        for (at, link) in spans(&source.text, "](", ")") {
            let path = link.split('#').next().unwrap_or(link);
            let local = !path.is_empty() && !path.contains(":");
            if local && !exists(&join(folder, path)) {
                findings.push(Finding::byte(source, at, format!("links to {link}, which does not exist")));
            }
        }
    }
    findings
}

/// Texts between two marks on one line, outside fenced blocks.
fn spans<'a>(text: &'a str, open: &str, close: &str) -> Vec<(usize, &'a str)> {
    let (mut all, mut fenced, mut start) = (Vec::new(), false, 0);
    for line in text.split_inclusive('\n') {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            let in_line = spans_of_line(line, open, close);
            all.extend(in_line.into_iter().map(|(at, span)| (start + at, span)));
        }
        start += line.len();
    }
    all
}

fn spans_of_line<'a>(line: &'a str, open: &str, close: &str) -> Vec<(usize, &'a str)> {
    let mut all = Vec::new();
    let mut at = 0;
    while let Some(from) = line[at..].find(open).map(|found| at + found + open.len()) {
        let Some(to) = line[from..].find(close).map(|found| from + found) else {
            break;
        };
        all.push((from, &line[from..to]));
        at = to + close.len();
    }
    all
}

fn is_path(named: &str) -> bool {
    let plain = named.chars().all(|c| c.is_alphanumeric() || "/._-".contains(c));
    let looks = named.contains('/') || EXTENSIONS.iter().any(|extension| named.ends_with(extension));
    let first = named.split('/').next().unwrap_or(named);
    plain && looks && !named.starts_with('/') && !BUILT.contains(&first)
}

fn is_bare(named: &str) -> bool {
    !named.contains('/')
}

fn join(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "." | "" => {}
            ".." => drop(parts.pop()),
            name => parts.push(name),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(text: &str) -> Vec<Finding> {
        let mut sources: Vec<Source> = DOCUMENTS.map(|path| Source::new(path, "")).into();
        sources[0] = Source::new(DOCUMENTS[0], text);
        sources.push(Source::new("server/src/clock.rs", ""));
        check(&sources, |path| ["shared/src/id.rs", "docs", "LICENSE-MIT"].contains(&path))
    }

    #[test]
    fn a_path_that_does_not_exist_is_found_with_its_line() {
        let found = findings("see `shared/src/id.rs`\nand `shared/src/gone.rs`\n");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].at, "ARCHITECTURE.md:2");
    }

    #[test]
    fn a_bare_name_stands_for_any_file_that_is_called_so() {
        assert_eq!(findings("the two `clock.rs`"), []);
        assert_eq!(findings("the two `clocks.rs` and `src/clock.rs`").len(), 2);
    }

    #[test]
    fn a_link_that_leads_nowhere_is_found() {
        assert_eq!(findings("[a](LICENSE-MIT) [b](https://example.org/x) [c](#here)"), []);
        assert_eq!(findings("[a](LICENSE-GONE)").len(), 1);
    }

    #[test]
    fn calls_urls_commands_and_built_folders_are_no_paths() {
        let text = "`aggregate::execute` `/api/push` `cargo xtask run --data x` `dist/index.html` `Utc::now`\n```\n`gone/x.rs`\n```\n";
        assert_eq!(findings(text), []);
    }

    #[test]
    fn a_missing_document_is_found() {
        assert_eq!(check(&[], |_| true).len(), DOCUMENTS.len());
    }
}
