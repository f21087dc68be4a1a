//! Where the proof stops, and that it says so.

use crate::org::{Post, Tier};
use crate::rules::proof::space::{AXES_MAX, CELL_WORDS_MAX};
use crate::rules::proof::table;
use crate::rules::{
    About, Category, DecisionTable, FactDef, FactKind, Finding, HitPolicy, Outcome, Question, Rule, Rulebook, Test,
    Weight,
};

/// A book of one category and a table over so many facts.
fn book(facts: usize, kind: &FactKind, hit: HitPolicy, rules: Vec<Vec<Test>>) -> Rulebook {
    let name = |number: usize| format!("f{number}");
    let facts = (0..facts).map(name).collect::<Vec<_>>();
    let outcome = |number: usize| Outcome {
        weight: if number.is_multiple_of(2) { Weight::Small } else { Weight::Big },
        tier: Tier::Grid,
        post: Post::GridMember,
        joint: vec![],
        ladder: "any".into(),
    };
    let rule =
        |(number, when)| Rule { id: format!("R-{number}"), when, then: outcome(number), note: Default::default() };
    let category = Category {
        key: "only".into(),
        parent: None,
        title: Default::default(),
        hint: Default::default(),
        questions: vec![],
    };
    let rules = rules.into_iter().enumerate().map(rule).collect();
    Rulebook {
        categories: vec![category],
        facts: facts
            .iter()
            .map(|key| FactDef { key: key.clone(), title: Default::default(), kind: kind.clone() })
            .collect(),
        tables: vec![DecisionTable { key: "ticket".into(), hit, columns: facts, rules }],
        ..Rulebook::default()
    }
}

fn prove(book: &Rulebook, steps_max: u64) -> Vec<Finding> {
    table::prove(book, &book.tables[0], steps_max, steps_max).findings
}

fn whole_table_is_undecided() -> Vec<Finding> {
    vec![Finding::Undecided { table: "ticket".into(), about: About::Table, rules: vec![] }]
}

#[test]
fn a_table_of_too_many_tested_columns_is_undecided_as_a_whole() {
    let wide =
        |columns: usize| book(columns, &FactKind::Boolean, HitPolicy::First, vec![vec![Test::Is(true); columns]]);
    assert_eq!(prove(&wide(AXES_MAX + 1), u64::MAX), whole_table_is_undecided());
    assert!(!prove(&wide(AXES_MAX), u64::MAX).contains(&whole_table_is_undecided()[0]));
}

#[test]
fn a_table_of_too_many_cells_is_undecided_as_a_whole() {
    let rules = 2_000;
    let columns = CELL_WORDS_MAX / (rules * 2 * rules / 32) + 1;
    let when = |number: i64| vec![Test::Between(Some(number * 4), Some(number * 4 + 1)); columns];
    let kind = FactKind::Integer { min: 0, max: 1_000_000 };
    let book = book(columns, &kind, HitPolicy::First, (0..rules as i64).map(when).collect());
    assert_eq!(prove(&book, u64::MAX), whole_table_is_undecided());
}

/// Every pair of columns is forbidden to be true together by a rule, and a last rule wants them all apart: a search without bound
/// would go through all ways.
fn intricate(columns: usize) -> Rulebook {
    let mut rules = Vec::new();
    for (one, two, three) in (0..columns * columns * columns)
        .map(|number| (number % columns, number / columns % columns, number / columns / columns))
        .filter(|(one, two, three)| one < two && two < three)
        .filter(|(one, two, three)| (one * 7 + two * 11 + three * 13) % 5 == 0)
    {
        let mut when = vec![Test::Any; columns];
        for (column, answer) in [(one, true), (two, (one + two) % 2 == 0), (three, (two + three) % 3 == 0)] {
            when[column] = Test::Is(answer);
        }
        rules.push(when);
    }
    rules.push(vec![Test::Is(true); columns]);
    book(columns, &FactKind::Boolean, HitPolicy::First, rules)
}

#[test]
fn a_question_that_takes_too_many_steps_is_undecided_and_the_others_are_answered() {
    let book = intricate(12);
    let decided = prove(&book, u64::MAX);
    assert!(!decided.iter().any(|finding| matches!(finding, Finding::Undecided { .. })), "without a bound");
    let is_open = |finding: &&Finding| matches!(finding, Finding::Undecided { .. });
    let mut shares = Vec::new();
    for steps_max in [100, 300, 1_000, 3_000, 10_000] {
        let cut = prove(&book, steps_max);
        let partly = |finding: &&Finding| matches!(finding, Finding::PartlyMasked { .. });
        assert!(cut.iter().filter(partly).all(|finding| decided.contains(finding)), "{steps_max}");
        shares.push((cut.iter().filter(partly).count(), cut.iter().filter(is_open).count()));
    }
    assert!(shares.iter().any(|(decided, open)| *decided > 0 && *open > 0), "{shares:?}");
    assert!(shares.is_sorted_by_key(|(decided, _)| *decided), "more steps decide no less: {shares:?}");
}

#[test]
fn what_was_found_for_a_set_of_rules_holds_from_its_column_on_only() {
    let (no, yes, any) = (Test::Is(false), Test::Is(true), Test::Any);
    let wide = [yes.clone(), yes.clone(), any.clone(), any.clone()];
    let rules = [
        [any.clone(), any.clone(), no.clone(), no.clone()],
        [any.clone(), any.clone(), any.clone(), yes.clone()],
        [no.clone(), any.clone(), yes.clone(), any.clone()],
        [yes.clone(), yes.clone(), yes.clone(), any.clone()],
        wide.clone(),
        wide.clone(),
        wide,
    ];
    let mut book = book(4, &FactKind::Boolean, HitPolicy::First, rules.map(Vec::from).into());
    let question = |fact: &FactDef| Question { fact: fact.key.clone(), ask: Default::default(), required: true };
    book.categories[0].questions = book.facts.iter().map(question).collect();
    let found = prove(&book, u64::MAX);
    let gap = found.iter().find_map(|finding| match finding {
        Finding::Gap { case, .. } => Some(case.to_string()),
        _ => None,
    });
    // The first two rules match all that is left after `f2=false`, which is seen first, but not before.
    assert_eq!(gap.as_deref(), Some("category=only, mode=routine, f0=true, f1=false, f2=true, f3=false"));
}
