//! Files and functions stay short enough to read at one go. Lines that are blank or only comment do not count: explaining is free.

use super::Finding;
use super::exceptions::Exception;
use super::source::Source;

const FILE_LINES_MAX: usize = 400;
const FUNCTION_LINES_MAX: usize = 70;
const MEASURED: [&str; 5] = [".rs", ".ts", ".mjs", ".js", ".css"];

/// A file (no function) or a function, and its length.
struct Measured<'a> {
    path: &'a str,
    function: &'a str,
    line: usize,
    lines: usize,
}

/// Whatever is longer than it may be, and every exception that is not needed.
pub fn check(sources: &[Source], exceptions: &[Exception]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut needed = vec![false; exceptions.len()];
    for measured in sources.iter().flat_map(measure) {
        let rule = if measured.function.is_empty() { FILE_LINES_MAX } else { FUNCTION_LINES_MAX };
        if measured.lines <= rule {
            continue;
        }
        let exception = exceptions.iter().position(|e| e.path == measured.path && e.function == measured.function);
        let max = exception.map_or(rule, |index| exceptions[index].lines_max);
        if let Some(index) = exception {
            needed[index] = true;
        }
        if measured.lines > max {
            findings.push(measured.too_long(max));
        }
    }
    let unneeded = exceptions.iter().zip(needed).filter(|(_, needed)| !needed);
    findings.extend(unneeded.map(|(exception, _)| {
        let what = format!("the exception for `{}` is not needed (it says: {})", exception.function, exception.reason);
        Finding::file(exception.path, what)
    }));
    findings
}

impl Measured<'_> {
    fn too_long(&self, max: usize) -> Finding {
        let Measured { path, function, line, lines } = self;
        if function.is_empty() {
            return Finding::file(path, format!("{lines} lines, at most {max}: split it"));
        }
        Finding {
            at: format!("{path}:{line}"),
            what: format!("`{function}` has {lines} lines, at most {max}: split it"),
        }
    }
}

fn measure(source: &Source) -> Vec<Measured<'_>> {
    let path = source.path.as_str();
    if !MEASURED.iter().any(|extension| path.ends_with(extension)) {
        return Vec::new();
    }
    let mut all = vec![Measured { path, function: "", line: 1, lines: lines(&source.text) }];
    if source.is_rust() {
        all.extend(functions(source));
    }
    all
}

fn lines(text: &str) -> usize {
    let counts = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with("//");
    text.lines().filter(counts).count()
}

fn functions(source: &Source) -> Vec<Measured<'_>> {
    let code = source.code.as_str();
    let mut all = Vec::new();
    for (at, _) in code.match_indices("fn ") {
        let starts = code[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric() && c != '_');
        let rest = &code[at + 3..];
        let name_end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        let Some(end) = body_end(code, at).filter(|_| starts && name_end > 0) else {
            continue;
        };
        let line = source.line(at);
        let lines = lines(&source.text[at..=end]);
        all.push(Measured { path: &source.path, function: &rest[..name_end], line, lines });
    }
    all
}

/// The closing brace of the function that starts here; none if it has no body.
fn body_end(code: &str, start: usize) -> Option<usize> {
    let (mut brackets, mut braces) = (0_i32, 0_i32);
    for (at, byte) in code.bytes().enumerate().skip(start) {
        match byte {
            b'(' | b'[' => brackets += 1,
            b')' | b']' => brackets -= 1,
            b';' if brackets == 0 && braces == 0 => return None,
            b'{' => braces += 1,
            b'}' => {
                braces -= 1;
                if braces == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn function(lines: usize) -> Source {
        let body = "    1;\n".repeat(lines - 2);
        Source::new("a/b.rs", &format!("trait T {{ fn no_body(a: [u8; 3]); }}\nfn long() {{\n{body}}}\n"))
    }

    #[test]
    fn a_function_may_have_the_maximum_and_not_one_line_more() {
        assert_eq!(check(&[function(FUNCTION_LINES_MAX)], &[]), []);
        let findings = check(&[function(FUNCTION_LINES_MAX + 1)], &[]);
        assert_eq!(findings.len(), 1);
        assert!(findings[0].at == "a/b.rs:2" && findings[0].what.contains("`long` has 71 lines"), "{findings:?}");
    }

    #[test]
    fn a_file_may_have_the_maximum_and_not_one_line_more() {
        let file = |lines| Source::new("a/b.rs", &"1;\n".repeat(lines));
        assert_eq!(check(&[file(FILE_LINES_MAX)], &[]), []);
        assert_eq!(check(&[file(FILE_LINES_MAX + 1)], &[]).len(), 1);
    }

    #[test]
    fn blank_lines_and_comments_are_free() {
        let file = Source::new("a/b.rs", &"1;\n\n// why\n".repeat(FILE_LINES_MAX));
        assert_eq!(check(&[file], &[]), []);
    }

    #[test]
    fn an_exception_raises_the_limit_and_must_be_needed() {
        let exceptions = [Exception { path: "a/b.rs", function: "long", lines_max: 80, reason: "one table" }];
        assert_eq!(check(&[function(80)], &exceptions), []);
        assert_eq!(check(&[function(81)], &exceptions).len(), 1);
        assert!(check(&[function(10)], &exceptions)[0].what.contains("not needed"));
    }
}
