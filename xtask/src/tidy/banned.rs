//! Words that may not stand in the sources, each with a reason and the places where it may.

use super::Finding;
use super::source::Source;

/// A word, where it is banned, and why.
struct Banned {
    word: &'static str,
    /// Path prefixes that the rule covers; empty: everywhere.
    within: &'static [&'static str],
    /// Paths where the word is right.
    except: &'static [&'static str],
    look: Look,
    why: &'static str,
}

/// Which part of a file a rule reads.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    /// Rust without comments and strings.
    Code,
    /// As `Code`, before the test module.
    Product,
    /// As `Code`, in test modules and test files.
    Tests,
    /// Everything, comments too, in any language.
    Text,
}

const CLOCKS: &[&str] = &["app/src/clock.rs", "server/src/clock.rs"];
const SHARED: &[&str] = &["shared/src/"];
const BROWSER: &[&str] = &["e2e/"];
const NO_IO: &str = "shared does no I/O and reads no clock";
const LATER: &str = "finish it, or file an issue";
const SKIPPED: &str = "a test that does not run proves nothing: mend or delete it";
const WAITING: &str = "tests wait for what they need, never for time to pass";

const BANNED: [Banned; 21] = [
    code("#[allow(", &[], "use #[expect(lint, reason = \"…\")]"),
    code("#![allow(", &[], "use #![expect(lint, reason = \"…\")]"),
    Banned { except: CLOCKS, ..code("clippy::disallowed_methods", &[], "only the two clock.rs read clocks and draw") },
    code("#[ignore", &[], SKIPPED),
    text(concat!("TO", "DO"), &[], LATER),
    text(concat!("FIX", "ME"), &[], LATER),
    product("std::fs", NO_IO),
    product("std::net", NO_IO),
    product("std::env", NO_IO),
    product("std::process", NO_IO),
    product("std::thread", NO_IO),
    product("std::time", NO_IO),
    product("println!", NO_IO),
    product("HashMap", "its order differs from run to run; BTreeMap is the same on both sides"),
    product("HashSet", "its order differs from run to run; BTreeSet is the same on both sides"),
    tests("thread::sleep(", WAITING),
    tests("time::sleep(", WAITING),
    text(concat!("test.", "skip("), BROWSER, SKIPPED),
    text(concat!("test.", "only("), BROWSER, SKIPPED),
    text(concat!("test.", "fixme("), BROWSER, SKIPPED),
    text(concat!("waitFor", "Timeout"), BROWSER, WAITING),
];

const fn code(word: &'static str, within: &'static [&'static str], why: &'static str) -> Banned {
    Banned { word, within, except: &[], look: Look::Code, why }
}

const fn product(word: &'static str, why: &'static str) -> Banned {
    Banned { look: Look::Product, ..code(word, SHARED, why) }
}

const fn tests(word: &'static str, why: &'static str) -> Banned {
    Banned { look: Look::Tests, ..code(word, &[], why) }
}

const fn text(word: &'static str, within: &'static [&'static str], why: &'static str) -> Banned {
    Banned { look: Look::Text, ..code(word, within, why) }
}

/// Every banned word in every source; and every file that is named `mod.rs`.
pub fn check(sources: &[Source]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in sources {
        if source.path.ends_with("/mod.rs") {
            findings.push(Finding::file(&source.path, "name it after its module: `ticket.rs` beside `ticket/`"));
        }
        for banned in BANNED.iter().filter(|banned| banned.covers(source)) {
            findings.extend(banned.find(source));
        }
    }
    findings
}

impl Banned {
    fn covers(&self, source: &Source) -> bool {
        let within = self.within.is_empty() || self.within.iter().any(|prefix| source.path.starts_with(prefix));
        within && !self.except.contains(&source.path.as_str()) && (self.look == Look::Text || source.is_rust())
    }

    fn find(&self, source: &Source) -> Vec<Finding> {
        let (part, from) = match self.look {
            Look::Text => (source.text.as_str(), 0),
            Look::Code => (source.code.as_str(), 0),
            Look::Product => (&source.code[..source.tests_from()], 0),
            Look::Tests => (&source.code[source.tests_from()..], source.tests_from()),
        };
        let found = part.match_indices(self.word).filter(|(at, _)| !continues_a_word(part, *at, self.word));
        found.map(|(at, _)| Finding::byte(source, from + at, format!("`{}`: {}", self.word, self.why))).collect()
    }
}

/// `eprintln!` holds `println!`, but `MyHashMap` is not a `HashMap`.
fn continues_a_word(text: &str, at: usize, word: &str) -> bool {
    let before = text[..at].chars().next_back();
    let after = text[at + word.len()..].chars().next();
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
    let starts = word.starts_with(|c: char| c.is_ascii_alphanumeric()) && word != "println!";
    let ends = word.ends_with(|c: char| c.is_ascii_alphanumeric());
    (starts && letter(before)) || (ends && letter(after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(path: &str, text: &str) -> usize {
        check(&[Source::new(path, text)]).len()
    }

    #[test]
    fn each_banned_word_is_found_where_it_is_banned() {
        for banned in &BANNED {
            let folder = banned.within.first().copied().unwrap_or("server/");
            let path = match banned.look {
                Look::Tests => "server/tests/a.rs".to_string(),
                _ => format!("{folder}a.rs"),
            };
            assert!(words(&path, &format!("\n {} \n", banned.word)) > 0, "{}", banned.word);
        }
    }

    #[test]
    fn a_clock_may_read_the_time_and_nobody_else() {
        let text = "#[expect(clippy::disallowed_methods, reason = \"the clock\")]";
        assert_eq!(words("server/src/clock.rs", text), 0);
        assert_eq!(words("server/src/engine.rs", text), 1);
    }

    #[test]
    fn comments_and_strings_may_speak_of_what_code_may_not_do() {
        assert_eq!(words("shared/src/a.rs", "// no std::fs here\nconst A: &str = \"std::fs\";"), 0);
        assert_eq!(words("shared/src/a.rs", "use std::fs;"), 1);
        assert_eq!(words("server/src/a.rs", "use std::fs;"), 0);
    }

    #[test]
    fn only_tests_may_not_sleep() {
        let sleep = "std::thread::sleep(x);";
        assert_eq!(words("server/src/a.rs", sleep), 0);
        assert_eq!(words("server/src/a.rs", &format!("#[cfg(test)]\nmod tests {{ {sleep} }}")), 1);
    }

    #[test]
    fn a_word_inside_a_longer_word_is_another_word() {
        assert_eq!(words("shared/src/a.rs", "struct MyHashMapLike;"), 0);
        assert_eq!(words("shared/src/a.rs", "eprintln!();"), 1);
    }

    #[test]
    fn a_module_file_is_named_after_its_module() {
        assert_eq!(words("server/src/http/mod.rs", ""), 1);
    }
}
