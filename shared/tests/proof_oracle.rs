//! The proof against a SAT solver, which knows nothing of how the proof searches: on tables too big for brute force both find the same
//! gaps, overlaps and rules that never decide.
#![cfg(not(target_arch = "wasm32"))]

use std::collections::BTreeSet;

use batsat::{BasicSolver, Lit, SolverInterface, lbool};
use weft::org::{Directory, Post, Tier};
use weft::rules::{
    Category, Choice, DecisionTable, FactDef, FactKind, Finding, HitPolicy, Outcome, Question, Rule, Rulebook, Test,
    Weight, prove,
};
use weft::sample::commands::SplitMix64;

/// Tables of each hit policy.
const TABLES: u64 = if cfg!(debug_assertions) { 150 } else { 1_000 };
const FACTS: usize = 8;
const CATEGORIES: usize = 4;
const NUMBER_MAX: i64 = 11;
const OPTIONS: u64 = 5;

/// What a column can hold.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Held {
    Unknown,
    Category(usize),
    Answer(bool),
    Number(i64),
    Option(u64),
}

/// What a column can hold, whoever asks.
fn held(column: usize) -> Vec<Held> {
    if column == 0 {
        return (0..CATEGORIES).map(Held::Category).collect();
    }
    let known: Vec<Held> = match column % 3 {
        0 => [false, true].map(Held::Answer).into(),
        1 => (0..=NUMBER_MAX).map(Held::Number).collect(),
        _ => (0..OPTIONS).map(Held::Option).collect(),
    };
    std::iter::once(Held::Unknown).chain(known).collect()
}

/// The meaning of a test, written down a second time.
fn passes(test: &Test, held: Held) -> bool {
    let named = |keys: &[String]| match held {
        Held::Category(number) => Some(keys.contains(&format!("c{number}"))),
        Held::Option(number) => Some(keys.contains(&format!("o{number}"))),
        _ => None,
    };
    match test {
        Test::Any => true,
        Test::In(keys) => named(keys) == Some(true),
        Test::NotIn(keys) => named(keys) == Some(false),
        Test::Is(wanted) => held == Held::Answer(*wanted),
        Test::Between(low, high) => match held {
            Held::Number(number) => low.is_none_or(|low| low <= number) && high.is_none_or(|high| number <= high),
            _ => false,
        },
        Test::Within { .. } => unreachable!("these tables have whole numbers only"),
    }
}

fn test(column: usize, random: &mut SplitMix64) -> Test {
    let some = |prefix: &str, count: u64, random: &mut SplitMix64| -> Vec<String> {
        (0..count).filter(|_| random.one_in(2)).map(|number| format!("{prefix}{number}")).collect()
    };
    if column == 0 {
        return Test::In((0..CATEGORIES as u64).filter(|_| random.below(3) > 0).map(|one| format!("c{one}")).collect());
    }
    match column % 3 {
        0 => Test::Is(random.one_in(2)),
        1 => {
            let end = |random: &mut SplitMix64| (random.below(4) > 0).then(|| random.below(14) as i64 - 1);
            Test::Between(end(random), end(random))
        }
        _ if random.one_in(3) => Test::NotIn(some("o", OPTIONS, random)),
        _ => Test::In(some("o", OPTIONS, random)),
    }
}

/// A table whose rules test about one column in `sparse`; nearly complete ones have a few rules that together leave little.
fn book(seed: u64, hit: HitPolicy) -> Rulebook {
    let random = &mut SplitMix64(seed);
    let kind = |column: usize| match column % 3 {
        0 => FactKind::Boolean,
        1 => FactKind::Integer { min: 0, max: NUMBER_MAX },
        _ => FactKind::Choice {
            options: (0..OPTIONS).map(|one| Choice { key: format!("o{one}"), title: Default::default() }).collect(),
        },
    };
    let fact = |column: usize| FactDef { key: format!("f{column}"), title: Default::default(), kind: kind(column) };
    let mut question = |column: usize| {
        let required = random.below(4) > 0;
        Question { fact: format!("f{column}"), ask: Default::default(), required }
    };
    let mut category = |number: usize| Category {
        key: format!("c{number}"),
        parent: None,
        title: Default::default(),
        hint: Default::default(),
        questions: (1..=FACTS).map(&mut question).collect(),
    };
    let categories = (0..CATEGORIES).map(&mut category).collect();
    let (sparse, rules) = (2 + random.below(4), 6 + random.below(25));
    let mut when = || -> Vec<Test> {
        let any = |random: &mut SplitMix64| random.below(sparse) > 0;
        (0..=FACTS).map(|column| if any(random) { Test::Any } else { test(column, random) }).collect()
    };
    let outcome = |number: u64| Outcome {
        weight: if number.is_multiple_of(2) { Weight::Small } else { Weight::Big },
        tier: Tier::Grid,
        post: Post::GridMember,
        joint: vec![],
        ladder: "any".into(),
    };
    let rules = (0..rules).map(|number| Rule {
        id: format!("R-{number}"),
        when: when(),
        then: outcome(number),
        note: Default::default(),
    });
    let rules = rules.collect();
    let columns = std::iter::once("category".to_owned()).chain((1..=FACTS).map(|column| format!("f{column}")));
    Rulebook {
        facts: (1..=FACTS).map(fact).collect(),
        categories,
        tables: vec![DecisionTable { key: "ticket".into(), hit, columns: columns.collect(), rules }],
        ..Rulebook::default()
    }
}

/// What a column can hold, each with the literal that says so.
type Literals<'a> = Vec<&'a (Held, Lit)>;

/// A table as clauses: one variable for each thing a column may hold, one for each rule that says that it matches.
struct Oracle {
    solver: BasicSolver,
    rules: Vec<Lit>,
    /// That some rule names the category.
    named: Vec<Lit>,
}

impl Oracle {
    fn new(book: &Rulebook) -> Self {
        let mut solver = BasicSolver::default();
        let mut clauses: Vec<Vec<Lit>> = Vec::new();
        let columns: Vec<Vec<(Held, Lit)>> = (0..=FACTS)
            .map(|column| {
                held(column).into_iter().map(|held| (held, Lit::new(solver.new_var_default(), true))).collect()
            })
            .collect();
        for column in &columns {
            clauses.push(column.iter().map(|(_, lit)| *lit).collect());
            for (place, (_, one)) in column.iter().enumerate() {
                clauses.extend(column[..place].iter().map(|(_, other)| vec![!*one, !*other]));
            }
        }
        for (number, category) in book.categories.iter().enumerate() {
            for (column, question) in category.questions.iter().enumerate().filter(|(_, asked)| asked.required) {
                assert_eq!(question.fact, format!("f{}", column + 1));
                clauses.push(vec![!columns[0][number].1, !columns[column + 1][0].1]);
            }
        }
        let table = &book.tables[0];
        let mut rules = Vec::new();
        for rule in &table.rules {
            let matches = Lit::new(solver.new_var_default(), true);
            let mut otherwise = vec![matches];
            for (test, column) in rule.when.iter().zip(&columns) {
                let (passing, failing): (Literals<'_>, Literals<'_>) =
                    column.iter().partition(|(held, _)| passes(test, *held));
                clauses.push(std::iter::once(!matches).chain(passing.into_iter().map(|(_, lit)| *lit)).collect());
                otherwise.extend(failing.into_iter().map(|(_, lit)| *lit));
            }
            clauses.push(otherwise);
            rules.push(matches);
        }
        let is_named = |held: Held| table.rules.iter().any(|rule| passes(&rule.when[0], held));
        let named = columns[0].iter().filter(|(held, _)| !is_named(*held)).map(|(_, lit)| !*lit).collect();
        for mut clause in clauses {
            solver.add_clause_reuse(&mut clause);
        }
        Self { solver, rules, named }
    }

    /// Whether there is a case for which all this holds.
    fn is_possible(&mut self, all: &[Lit]) -> bool {
        self.solver.solve_limited(all) == lbool::TRUE
    }

    fn has_gap(&mut self) -> bool {
        let all: Vec<Lit> = self.rules.iter().map(|rule| !*rule).chain(self.named.iter().copied()).collect();
        self.is_possible(&all)
    }

    /// Whether a rule matches something, but nothing that no rule before it matches.
    fn is_masked(&mut self, rule: usize) -> bool {
        let decides: Vec<Lit> = self.rules[..rule].iter().map(|earlier| !*earlier).chain([self.rules[rule]]).collect();
        self.is_possible(&[self.rules[rule]]) && !self.is_possible(&decides)
    }
}

fn findings(book: &Rulebook, seed: u64) -> Vec<Finding> {
    let found = prove(book, &Directory::default(), book.effective_from);
    let is_cut = |finding: &Finding| matches!(finding, Finding::Undecided { .. });
    assert!(!found.iter().any(is_cut), "seed {seed}: undecided");
    found
}

#[test]
fn a_sat_solver_finds_the_same_gaps_and_the_same_rules_that_never_decide() {
    let mut seen = [0; 3];
    for seed in 0..TABLES {
        let book = book(seed, HitPolicy::First);
        let (found, mut oracle) = (findings(&book, seed), Oracle::new(&book));
        let has_gap = found.iter().any(|finding| matches!(finding, Finding::Gap { .. }));
        assert_eq!(has_gap, oracle.has_gap(), "seed {seed}: gap");
        let masked: BTreeSet<&str> = found
            .iter()
            .filter_map(|finding| match finding {
                Finding::Masked { rule, .. } => Some(&**rule),
                _ => None,
            })
            .collect();
        let rules = &book.tables[0].rules;
        let wanted = (0..rules.len()).filter(|rule| oracle.is_masked(*rule)).map(|rule| &*rules[rule].id);
        assert_eq!(masked, wanted.collect(), "seed {seed}: masked");
        seen[0] += usize::from(has_gap);
        seen[1] += usize::from(!has_gap);
        seen[2] += masked.len();
    }
    assert!(seen.iter().all(|count| *count > 10), "tables of every kind: {seen:?}");
}

#[test]
fn a_sat_solver_finds_the_same_overlaps() {
    let mut pairs = 0;
    for seed in 0..TABLES {
        let mut book = book(seed, HitPolicy::Unique);
        // Few enough that all pairs are listed.
        book.tables[0].rules.truncate(14);
        let (found, mut oracle) = (findings(&book, seed), Oracle::new(&book));
        let place = |id: &str| id.trim_start_matches("R-").parse::<usize>().unwrap();
        let pair = |one: &str, two: &str| (place(one).min(place(two)), place(one).max(place(two)));
        let listed: BTreeSet<(usize, usize)> = found
            .iter()
            .filter_map(|finding| match finding {
                Finding::Overlap { rules: [one, two], .. } | Finding::Conflict { rules: [one, two], .. } => {
                    Some(pair(one, two))
                }
                Finding::Subsumed { rule, by, .. } => Some(pair(rule, by)),
                _ => None,
            })
            .collect();
        let all = (0..oracle.rules.len()).flat_map(|two| (0..two).map(move |one| (one, two)));
        let all: Vec<(usize, usize)> = all.collect();
        let wanted = all.into_iter().filter(|(one, two)| {
            let both = [oracle.rules[*one], oracle.rules[*two]];
            oracle.is_possible(&both)
        });
        assert_eq!(listed, wanted.collect(), "seed {seed}");
        pairs += listed.len();
    }
    assert!(pairs > 100, "{pairs}");
}
