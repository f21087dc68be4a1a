//! The proof of a small table against every case.

use std::collections::BTreeSet;

use super::small::{cases, matching, tests};
use super::*;
use crate::rules::proof::table::GAPS_MAX;
use crate::rules::{About, HitPolicy, Repair, Rule};

/// What is said is so, nothing is missed, and suggestions mend what they say.
pub(super) fn compare(small: &Small, seed: u64) {
    let proof = small.prove();
    let findings = &proof.findings;
    assert!(!findings.iter().any(|finding| matches!(finding, Finding::Undecided { .. })), "seed {seed}");
    is_sound(small, findings, seed);
    misses_nothing_silently(small, findings, seed);
    decided_by_examples(small, &proof.examples, seed);
    repairs_fill_gaps(small, findings, seed);
    mergeable_pairs_are_found(small, findings, seed);
}

/// Every finding is true, and every case that comes with one shows it.
pub(super) fn is_sound(small: &Small, findings: &[Finding], seed: u64) {
    let book = &small.book;
    let decides = |case: &Case| small.rule(&book.rule_for(case).unwrap_or_else(|why| panic!("seed {seed}: {why}")).id);
    let matches = |rule: usize, case: &Case| matching(book, &small.rules()[rule], std::slice::from_ref(case))[0];
    for (position, finding) in findings.iter().enumerate() {
        match finding {
            Finding::Gap { case, .. } => {
                assert_eq!(book.rule_for(case), Err(Undecided::NoRule), "seed {seed}: {case}");
                let category = book.category(&case.category).unwrap();
                let needed =
                    |fact: &String| category.questions.iter().any(|asked| asked.required && asked.fact == *fact);
                assert!(position > 0 || case.facts.keys().all(needed), "seed {seed}: {case} knows more than it needs");
            }
            Finding::Overlap { rules, case, .. } | Finding::Conflict { rules, case, .. } => {
                assert!(matches!(book.rule_for(case), Err(Undecided::Ambiguous { .. })), "seed {seed}: {case}");
                assert!(rules.iter().all(|rule| matches(small.rule(rule), case)), "seed {seed}: {case}");
            }
            Finding::Subsumed { rule, by, case, .. } => {
                let (rule, by) = (small.rule(rule), small.rule(by));
                assert!(matches!(book.rule_for(case), Err(Undecided::Ambiguous { .. })), "seed {seed}: {case}");
                assert!(matches(rule, case) && matches(by, case) && small.contains(by, rule), "seed {seed}");
                assert!(small.same_outcome(rule, by));
            }
            Finding::Masked { rule, by, case, .. } => {
                let (rule, by) = (small.rule(rule), by.iter().map(|by| small.rule(by)).collect::<Vec<_>>());
                assert!(matches(rule, case) && decides(case) < rule, "seed {seed}: {case}");
                let without = |left_out: Option<usize>| {
                    small.of(rule).all(|case| by.iter().any(|by| Some(*by) != left_out && small.matches[*by][case]))
                };
                assert!(by.iter().all(|by| *by < rule) && without(None), "seed {seed}: {finding:?}");
                let all_needed = by.iter().all(|by| !without(Some(*by)));
                let undecided = findings.iter().any(|finding| matches!(finding, Finding::Undecided { .. }));
                assert!(all_needed || undecided, "seed {seed}: {finding:?} names more than it needs");
            }
            Finding::PartlyMasked { rule, by, case, .. } => {
                let (rule, by) = (small.rule(rule), small.rule(by));
                assert!(matches(rule, case) && decides(case) == by && by < rule, "seed {seed}: {finding:?}");
                assert!(!small.same_outcome(rule, by), "seed {seed}: {finding:?}");
            }
            Finding::Redundant { .. } | Finding::Mergeable { .. } => changes_nothing(small, finding, seed),
            Finding::Undecided { .. } | Finding::More { .. } | Finding::Unasked { .. } => {}
            other => panic!("seed {seed}: {other:?}"),
        }
    }
}

/// After the repair every case has the outcome it had.
fn changes_nothing(small: &Small, finding: &Finding, seed: u64) {
    let mut book = small.book.clone();
    let repair = finding.repair(&book).expect("has a repair");
    book.repair(&repair);
    assert!(book.tables[0].rules.len() < small.rules().len(), "seed {seed}: {finding:?}");
    for case in &small.cases {
        let outcome = |book: &Rulebook| book.rule_for(case).map(|rule| rule.then.clone()).ok();
        let (before, after) = (outcome(&small.book), outcome(&book));
        let was_ambiguous = matches!(small.book.rule_for(case), Err(Undecided::Ambiguous { .. }));
        assert!(before == after || was_ambiguous, "seed {seed}: {finding:?} changes {case}");
    }
}

/// Whatever brute force finds is among the findings, or the question is said to be undecided.
pub(super) fn misses_nothing_silently(small: &Small, findings: &[Finding], seed: u64) {
    let undecided = |about: About, rule: Option<usize>| {
        findings.iter().any(|finding| match finding {
            Finding::Undecided { about: asked, rules, .. } => {
                *asked == about && rule.is_none_or(|rule| rules.contains(&small.rules()[rule].id))
            }
            _ => false,
        })
    };
    let has_gap = (0..small.cases.len()).any(|case| small.first(case).is_none() && is_named(small, case));
    let found = findings.iter().any(|finding| matches!(finding, Finding::Gap { .. }));
    assert!(found == has_gap || (!found && undecided(About::Gap, None)), "seed {seed}: gap {has_gap}");
    let rules = 0..small.rules().len();
    if small.book.tables[0].hit == HitPolicy::Unique {
        let pairs: BTreeSet<(usize, usize)> = rules
            .clone()
            .flat_map(|one| rules.clone().map(move |two| (one, two)))
            .filter(|(one, two)| one < two && small.overlap(*one, *two))
            .collect();
        let found: BTreeSet<(usize, usize)> =
            findings.iter().filter_map(|finding| overlapping(small, finding)).collect();
        assert_eq!(found, pairs, "seed {seed}");
        return;
    }
    for rule in rules.filter(|rule| !small.is_void(*rule)) {
        let id = &small.rules()[rule].id;
        let is_masked = small.of(rule).all(|case| small.first(case) != Some(rule));
        let found = findings.iter().any(|finding| matches!(finding, Finding::Masked { rule, .. } if rule == id));
        assert!(found == is_masked || (!found && undecided(About::Masked, Some(rule))), "seed {seed}: {id} masked");
        let otherwise = |case: usize| small.first(case).is_some_and(|first| !small.same_outcome(first, rule));
        let is_partly = !is_masked && small.of(rule).any(otherwise);
        let found = findings.iter().any(|finding| matches!(finding, Finding::PartlyMasked { rule, .. } if rule == id));
        let open = undecided(About::PartlyMasked, Some(rule)) || undecided(About::Masked, Some(rule));
        assert!(found == is_partly || (!found && open), "seed {seed}: {id} partly masked");
        let found = findings.iter().any(|finding| matches!(finding, Finding::Redundant { rule, .. } if rule == id));
        let is_redundant = !is_masked && redundant(small, rule);
        assert!(
            found == is_redundant || (!found && undecided(About::Masked, Some(rule))),
            "seed {seed}: {id} redundant"
        );
    }
}

/// Whether some rule names the category of a case.
fn is_named(small: &Small, case: usize) -> bool {
    (0..small.rules().len()).any(|rule| {
        let mut only = small.rules()[rule].clone();
        let column = small.book.tables[0].columns.iter().position(|column| column == "category");
        for (position, test) in only.when.iter_mut().enumerate() {
            if Some(position) != column {
                *test = crate::rules::Test::Any;
            }
        }
        matching(&small.book, &only, std::slice::from_ref(&small.cases[case]))[0]
    })
}

fn overlapping(small: &Small, finding: &Finding) -> Option<(usize, usize)> {
    let (one, two) = match finding {
        Finding::Overlap { rules: [one, two], .. } | Finding::Conflict { rules: [one, two], .. } => (one, two),
        Finding::Subsumed { rule, by, .. } => (rule, by),
        _ => return None,
    };
    let (one, two) = (small.rule(one), small.rule(two));
    let is_conflict = matches!(finding, Finding::Conflict { .. });
    assert_eq!(is_conflict, !small.same_outcome(one, two), "{finding:?}");
    let is_within = small.contains(one, two) || small.contains(two, one);
    assert_eq!(matches!(finding, Finding::Subsumed { .. }), is_within && !is_conflict, "{finding:?}");
    Some((one.min(two), one.max(two)))
}

/// A later rule contains it, and none from it to there that overlaps it has another outcome.
fn redundant(small: &Small, rule: usize) -> bool {
    let later = (rule + 1..small.rules().len()).filter(|later| small.overlap(rule, *later));
    let mut alike = later.take_while(|later| small.same_outcome(rule, *later));
    alike.any(|later| small.contains(later, rule))
}

fn decided_by_examples(small: &Small, examples: &[Option<Case>], seed: u64) {
    for (rule, example) in examples.iter().enumerate() {
        let alone = |case: usize| (0..small.rules().len()).all(|other| other == rule || !small.matches[other][case]);
        let decides = match small.book.tables[0].hit {
            HitPolicy::First => small.of(rule).any(|case| small.first(case) == Some(rule)),
            HitPolicy::Unique => !small.is_void(rule) && small.of(rule).all(alone),
        };
        assert_eq!(example.is_some(), decides, "seed {seed}: rule {rule}");
        if let Some(case) = example {
            assert_eq!(small.book.rule_for(case).unwrap().id, small.rules()[rule].id, "seed {seed}: {case}");
        }
    }
}

/// Carrying out what is suggested leaves no gap but those that nothing was suggested for, and changes no decision.
fn repairs_fill_gaps(small: &Small, findings: &[Finding], seed: u64) {
    let gaps = |findings: &[Finding]| -> Vec<Option<Repair>> {
        let repairs = findings.iter().map(|finding| match finding {
            Finding::Gap { repair, .. } => Some(repair.clone()),
            _ => None,
        });
        repairs.flatten().collect()
    };
    let mut book = small.book.clone();
    let mut open = gaps(findings);
    let is_first = book.tables[0].hit == HitPolicy::First;
    for round in 0..GAPS_MAX {
        if open.iter().all(Option::is_none) {
            break;
        }
        let all_listed = !findings.iter().any(|finding| matches!(finding, Finding::More { about: About::Gap, .. }));
        assert!(!is_first || !all_listed || round == 0, "seed {seed}: in one go, {open:?}");
        let adding = open.iter().flatten().filter(|repair| matches!(repair, Repair::Append { .. }));
        let chosen: Vec<Repair> = match adding.cloned().collect::<Vec<_>>() {
            none if none.is_empty() => open.iter().flatten().take(1).cloned().collect(),
            adding => adding,
        };
        chosen.iter().for_each(|repair| book.repair(repair));
        let proof = table::prove(&book, &book.tables[0], TABLE_STEPS_MAX, QUESTION_STEPS_MAX);
        open = gaps(&proof.findings);
    }
    assert!(open.iter().all(Option::is_none), "seed {seed}: {open:?}");
    let taken = cases(&book);
    for case in taken.iter().filter(|case| small.cases.contains(case)) {
        if let Ok(rule) = small.book.rule_for(case) {
            assert_eq!(book.rule_for(case).map(|rule| &rule.id), Ok(&rule.id), "seed {seed}: {case}");
        }
    }
    assert!(!is_first || open.is_empty(), "seed {seed}: everything can be filled at the end");
    let taken: BTreeSet<&Case> = taken.iter().collect();
    for (position, case) in small.cases.iter().enumerate().filter(|(_, case)| taken.contains(case)) {
        let is_decided = book.rule_for(case) != Err(Undecided::NoRule);
        assert!(is_decided || !open.is_empty() || !is_named(small, position), "seed {seed}: {case} is left");
    }
}

/// Of two rules written alike but for one column, whose cases one test could take together, the second is found.
fn mergeable_pairs_are_found(small: &Small, findings: &[Finding], seed: u64) {
    let rules = small.rules();
    for (second, later) in rules.iter().enumerate() {
        let found = findings
            .iter()
            .any(|finding| matches!(finding, Finding::Mergeable { rules: [_, id], .. } if *id == later.id));
        let expected = (0..second).any(|first| is_mergeable(small, first, second));
        assert!(found || !expected, "seed {seed}: {} could be merged", later.id);
    }
}

fn is_mergeable(small: &Small, first: usize, second: usize) -> bool {
    let (one, two) = (&small.rules()[first], &small.rules()[second]);
    let differing: Vec<usize> = (0..one.when.len()).filter(|column| one.when[*column] != two.when[*column]).collect();
    let [column] = differing[..] else {
        return false;
    };
    if one.then != two.then || small.contains(first, second) || small.contains(second, first) {
        return false;
    }
    let is_first = small.book.tables[0].hit == HitPolicy::First;
    let in_the_way = |rule: usize| small.overlap(rule, second) && !small.same_outcome(rule, second);
    if is_first && (first + 1..second).any(in_the_way) {
        return false;
    }
    let both: Vec<bool> =
        small.matches[first].iter().zip(&small.matches[second]).map(|(one, two)| *one || *two).collect();
    tests(&small.book.tables[0].columns[column]).into_iter().any(|test| {
        let mut merged: Rule = one.clone();
        merged.when[column] = test;
        matching(&small.book, &merged, &small.cases) == both
    })
}
