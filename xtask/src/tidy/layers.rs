//! The floors of `shared`: a lower one never names a higher one.

use std::collections::BTreeMap;

use super::Finding;
use super::source::Source;

const LIST: &str = "shared/src/lib.rs";

/// Checks every `crate::…` in `shared` against the floors that its `lib.rs` states.
pub fn check(sources: &[Source]) -> Vec<Finding> {
    let Some(list) = sources.iter().find(|source| source.path == LIST) else {
        return vec![Finding::file(LIST, "is missing; it states the floors")];
    };
    let floors = floors(&list.text);
    let mut findings = Vec::new();
    for source in sources.iter().filter(|source| source.path.starts_with("shared/src/") && source.path != LIST) {
        let module = module(&source.path);
        let Some(own) = floors.get(module) else {
            findings.push(Finding::file(&source.path, format!("`{module}` is on no floor of {LIST}")));
            continue;
        };
        // Tests may look up: they show a lower floor at work in what is built on it.
        for (at, name) in named(&source.code[..source.tests_from()]) {
            if let Some(floor) = floors.get(name).filter(|floor| *floor > own) {
                let what = format!("floor {own} (`{module}`) names `{name}` of floor {floor}; only higher floors may");
                findings.push(Finding::byte(source, at, what));
            }
        }
    }
    findings
}

/// Reads lines such as ``//! 2. kernel: [`aggregate`] [`rules`]``.
fn floors(list: &str) -> BTreeMap<&str, u32> {
    let mut floors = BTreeMap::new();
    for line in list.lines() {
        let Some((number, modules)) = line.strip_prefix("//! ").and_then(|line| line.split_once(". ")) else {
            continue;
        };
        let Ok(floor) = number.parse::<u32>() else {
            continue;
        };
        let linked = modules.split("[`").skip(1).filter_map(|rest| rest.split_once("`]"));
        floors.extend(linked.map(|(module, _)| (module, floor)));
    }
    floors.extend(test_only(list).map(|module| (module, u32::MAX)));
    floors
}

/// Modules that exist only for tests stand above all floors, so that no product code may name them.
fn test_only(list: &str) -> impl Iterator<Item = &str> {
    let declared = list.split("#[cfg(any(test").skip(1);
    declared.filter_map(|rest| rest.split_once("mod ")?.1.split_once(';').map(|(module, _)| module))
}

/// `shared/src/rules/proof.rs` belongs to `rules`.
fn module(path: &str) -> &str {
    let inside = path.strip_prefix("shared/src/").unwrap_or(path);
    inside.split(['/', '.']).next().unwrap_or(inside)
}

/// The first names after each `crate::`, also of `crate::{a, b::c}`.
fn named(code: &str) -> Vec<(usize, &str)> {
    let mut all = Vec::new();
    for (at, prefix) in code.match_indices("crate::") {
        let rest = &code[at + prefix.len()..];
        match rest.strip_prefix('{') {
            Some(group) => all.extend(group_heads(group).into_iter().map(|name| (at, name))),
            None => all.push((at, head(rest))),
        }
    }
    all
}

fn head(path: &str) -> &str {
    let end = path.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(path.len());
    &path[..end]
}

/// The first name of each item up to the brace that closes the group.
fn group_heads(group: &str) -> Vec<&str> {
    let mut heads = Vec::new();
    let (mut depth, mut start) = (0_u32, 0);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                heads.push(head(group[start..at].trim_start()));
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                heads.push(head(group[start..at].trim_start()));
                start = at + 1;
            }
            _ => {}
        }
    }
    heads.retain(|head| !head.is_empty());
    heads
}

#[cfg(test)]
mod tests {
    use super::*;

    const FLOORS: &str = "//! 1. words: [`id`] [`text`]\n//! 2. kernel: [`rules`]\n//! 3. [`kinds`], one file each\n";

    fn findings(path: &str, code: &str) -> Vec<Finding> {
        check(&[Source::new(LIST, FLOORS), Source::new(path, code)])
    }

    #[test]
    fn a_lower_floor_that_names_a_higher_one_is_found() {
        let found = findings("shared/src/id.rs", "use crate::rules::Rulebook;");
        assert!(found[0].what.contains("floor 1 (`id`) names `rules` of floor 2"), "{found:?}");
    }

    #[test]
    fn higher_floors_and_the_same_floor_may_be_the_ones_that_name() {
        assert_eq!(findings("shared/src/rules/proof.rs", "use crate::{id::Id, text::Text, rules::Rule};"), []);
        assert_eq!(findings("shared/src/id.rs", "fn a() { crate::text::b() }"), []);
    }

    #[test]
    fn groups_are_looked_into_to_their_end() {
        let code = "use crate::{\n    id::{self, Id},\n    kinds::{ticket::{A, B}},\n};\nuse other::kinds;";
        assert_eq!(findings("shared/src/rules.rs", code).len(), 1);
    }

    #[test]
    fn tests_may_look_up_and_product_code_may_not_name_a_module_for_tests() {
        let list = format!("{FLOORS}#[cfg(any(test, feature = \"sample\"))]\npub mod sample;\n");
        let check = |code| check(&[Source::new(LIST, &list), Source::new("shared/src/id.rs", code)]);
        assert_eq!(check("#[cfg(test)]\nmod tests { use crate::{sample, kinds}; }"), []);
        assert_eq!(check("use crate::sample::any;").len(), 1);
    }

    #[test]
    fn a_module_that_is_on_no_floor_is_found() {
        assert_eq!(findings("shared/src/stray.rs", "").len(), 1);
    }
}
