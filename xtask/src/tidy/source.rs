//! The texts that are checked, and Rust code with its comments and strings blanked out.

use std::path::Path;

use anyhow::{Context, Result};

/// Folders that hold what was built, installed or recorded, not what was written: paths from the root.
const SKIPPED: [&str; 11] = [
    ".git",
    "target",
    "bench/target",
    "bench/node_modules",
    "node_modules",
    "dist",
    "dist-staff",
    "dist-kiosk",
    "data",
    "e2e/test-results",
    "e2e/playwright-report",
];
const READ: [&str; 11] = ["rs", "toml", "md", "ts", "mjs", "js", "css", "html", "service", "sh", "yml"];

/// One file.
pub struct Source {
    /// From the root, with forward slashes.
    pub path: String,
    /// As it is.
    pub text: String,
    /// For Rust: the same length, with comments and literals as spaces; else the text.
    pub code: String,
    /// Whether the whole file is tests.
    is_test: bool,
}

impl Source {
    /// A source from its path and text.
    pub fn new(path: &str, text: &str) -> Source {
        let code = if path.ends_with(".rs") { mask(text) } else { text.to_string() };
        Source {
            path: path.to_string(),
            text: text.to_string(),
            code,
            is_test: path.contains("/tests/") || path.contains("/benches/") || path.ends_with("/tests.rs"),
        }
    }

    /// Whether it is Rust.
    pub fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    /// The line of a byte, from 1.
    pub fn line(&self, byte: usize) -> usize {
        self.text.as_bytes()[..byte].iter().filter(|byte| **byte == b'\n').count() + 1
    }

    /// The byte from which on everything is a test; the end if nothing is.
    pub fn tests_from(&self) -> usize {
        if self.is_test {
            return 0;
        }
        let inline = self.test_modules().find(|(_, _, body)| *body == '{');
        inline.map_or(self.code.len(), |(at, _, _)| at)
    }

    /// The modules that exist in tests only: where, which, and what follows: `{` or `;`.
    fn test_modules(&self) -> impl Iterator<Item = (usize, &str, char)> {
        self.code.match_indices("#[cfg(test)]\nmod ").filter_map(|(at, marker)| {
            let rest = &self.code[at + marker.len()..];
            let end = rest.find(['{', ';'])?;
            Some((at, rest[..end].trim(), rest[end..].chars().next()?))
        })
    }

    /// The files of the modules that exist in tests only.
    fn test_files(&self) -> Vec<String> {
        let stem = self.path.strip_suffix(".rs").unwrap_or(&self.path);
        let root = ["/lib", "/main"].iter().find_map(|name| stem.strip_suffix(name));
        let folder = root.unwrap_or(stem);
        let files = self.test_modules().filter(|(_, _, body)| *body == ';');
        files.map(|(_, name, _)| format!("{folder}/{name}.rs")).collect()
    }
}

/// Reads every text file under the root that people write.
pub fn read(root: &Path) -> Result<Vec<Source>> {
    let mut sources = Vec::new();
    walk(root, root, &mut sources)?;
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    mark_test_files(&mut sources);
    Ok(sources)
}

fn mark_test_files(sources: &mut [Source]) {
    let tests: Vec<String> = sources.iter().flat_map(Source::test_files).collect();
    for source in sources {
        source.is_test |= tests.contains(&source.path);
    }
}

fn walk(root: &Path, folder: &Path, sources: &mut Vec<Source>) -> Result<()> {
    for entry in std::fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        let relative = path.strip_prefix(root).unwrap_or(&path);
        let relative = relative.to_string_lossy().replace('\\', "/");
        let extension = relative.rsplit_once('.').map_or("", |(_, extension)| extension);
        if path.is_dir() {
            if !SKIPPED.contains(&relative.as_str()) {
                walk(root, &path, sources)?;
            }
        } else if READ.contains(&extension) {
            let text = std::fs::read_to_string(&path).with_context(|| relative.clone())?;
            sources.push(Source::new(&relative, &text));
        }
    }
    Ok(())
}

/// Blanks comments, strings and characters, keeping every byte's place and every line.
fn mask(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = bytes.to_vec();
    let mut at = 0;
    while at < bytes.len() {
        let end = match bytes[at] {
            b'/' if bytes[at..].starts_with(b"//") => line_end(bytes, at),
            b'/' if bytes[at..].starts_with(b"/*") => comment_end(bytes, at),
            b'"' => string_end(bytes, at),
            b'r' if raw_hashes(bytes, at).is_some() => raw_end(bytes, at),
            b'\'' => char_end(bytes, at),
            _ => {
                at += 1;
                continue;
            }
        };
        for byte in &mut out[at..end] {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
        at = end;
    }
    // Only whole literals and comments were blanked, so what is left is UTF-8 still.
    String::from_utf8(out).unwrap_or_default()
}

fn line_end(bytes: &[u8], at: usize) -> usize {
    bytes[at..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |length| at + length)
}

fn comment_end(bytes: &[u8], start: usize) -> usize {
    let (mut at, mut depth) = (start, 0_u32);
    while at < bytes.len() {
        if bytes[at..].starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if bytes[at..].starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    bytes.len()
}

fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// The number of hashes if a raw string starts here.
fn raw_hashes(bytes: &[u8], at: usize) -> Option<usize> {
    let before = at.checked_sub(1).map(|before| bytes[before]);
    let inside_a_word = before.is_some_and(|b| b.is_ascii_alphanumeric() || b == b'_') && before != Some(b'b');
    let hashes = bytes[at + 1..].iter().take_while(|byte| **byte == b'#').count();
    let quote = bytes.get(at + 1 + hashes) == Some(&b'"');
    (quote && !inside_a_word).then_some(hashes)
}

fn raw_end(bytes: &[u8], start: usize) -> usize {
    let hashes = raw_hashes(bytes, start).unwrap_or(0);
    let close: Vec<u8> = std::iter::once(b'"').chain(std::iter::repeat_n(b'#', hashes)).collect();
    let body = start + hashes + 2;
    let found = bytes[body..].windows(close.len()).position(|window| window == close);
    found.map_or(bytes.len(), |length| body + length + close.len())
}

/// The end of a character literal; of nothing but the quote if this is a lifetime.
fn char_end(bytes: &[u8], start: usize) -> usize {
    if bytes.get(start + 1) == Some(&b'\\') {
        let close = bytes[start + 3..].iter().position(|byte| *byte == b'\'');
        return close.map_or(bytes.len(), |length| start + 3 + length + 1);
    }
    let first = bytes.get(start + 1).copied().unwrap_or(0);
    let width = match first {
        0xf0.. => 4,
        0xe0.. => 3,
        0xc0.. => 2,
        _ => 1,
    };
    if bytes.get(start + 1 + width) == Some(&b'\'') { start + width + 2 } else { start + 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_literals_are_blank_and_code_stays_in_place() {
        let text = "let a = \"fn x { \\\" \"; // fn y {\nlet b: &'a str = r#\"{\"#; /* { /* { */ */ let c = '{'; let d = '经'; let e = '\\''; f";
        let code = mask(text);
        assert_eq!(code.len(), text.len());
        assert!(!code.contains('{') && !code.contains("fn"), "{code}");
        for word in ["let a", "let b: &", "a str", "let c", "let d", "let e", "; f"] {
            assert!(code.contains(word), "{word} in {code}");
        }
    }

    #[test]
    fn a_file_that_is_declared_for_tests_only_is_a_test_and_its_parent_is_not() {
        let parent = "#[cfg(test)]\nmod schema;\nfn a() {}\n";
        let mut sources =
            [Source::new("shared/src/rules.rs", parent), Source::new("shared/src/rules/schema.rs", "fn b() {}")];
        mark_test_files(&mut sources);
        assert_eq!(sources[0].tests_from(), parent.len());
        assert_eq!(sources[1].tests_from(), 0);
    }

    #[test]
    fn the_test_module_starts_where_it_is_declared() {
        let source = Source::new("shared/src/a.rs", "fn a() {}\n#[cfg(test)]\nmod tests {}\n");
        assert_eq!(source.line(source.tests_from()), 2);
        assert_eq!(Source::new("server/tests/a.rs", "fn a() {}").tests_from(), 0);
    }
}
