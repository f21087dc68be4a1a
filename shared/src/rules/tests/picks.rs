//! Which rule decides, against asking every rule about every column.

use crate::org::CompoundKind;
use crate::rules::eval::{Value, compound_key, passes};
use crate::rules::index::{CATEGORY, COMPOUND, MODE, category_passes};
use crate::rules::{Case, Facts, HitPolicy, Mode, Rule, Rulebook, Test, Undecided};
use crate::sample::commands::SplitMix64;
use crate::sample::rulebooks::{CATEGORIES, small_rulebook};

const TABLES: u64 = if cfg!(debug_assertions) { 500 } else { 10_000 };
const CASES: u64 = 30;
/// More rules than two words hold.
const IDLE: usize = 150;

/// A case that the book takes.
fn case(book: &Rulebook, random: &mut SplitMix64) -> Case {
    loop {
        let mut facts = Facts::new();
        for fact in &book.facts {
            let value = random.pick(&fact.sample_values()).clone();
            if !random.one_in(3) {
                facts.insert(fact.key.clone(), value);
            }
        }
        let category = (*random.pick(&CATEGORIES[1..])).to_owned();
        if book.category(&category).is_some_and(|known| book.check_facts(known, &facts).is_ok()) {
            let compound = Some(*random.pick(&CompoundKind::ALL)).filter(|_| !random.one_in(3));
            return Case { category, mode: *random.pick(&Mode::ALL), compound, facts };
        }
    }
}

/// Whether each test of a rule holds, written down a second time.
fn matches(book: &Rulebook, rule: &Rule, case: &Case) -> bool {
    let parent = book.category(&case.category).and_then(|category| category.parent.as_deref());
    book.tables[0].columns.iter().zip(&rule.when).all(|(column, test)| match column.as_str() {
        CATEGORY => category_passes(test, &case.category, parent),
        MODE => passes(test, Some(Value::Key(case.mode.key()))),
        COMPOUND => passes(test, case.compound.map(|kind| Value::Key(compound_key(kind)))),
        fact => passes(test, case.facts.get(fact).map(Value::Fact)),
    })
}

#[test]
fn the_index_picks_what_asking_every_rule_picks() {
    let (mut decided, mut undecided, mut ambiguous) = (0, 0, 0);
    for seed in 0..TABLES {
        let (mut book, random) = (small_rulebook(seed), &mut SplitMix64(seed));
        let table = &mut book.tables[0];
        // Rules that match nothing put the others into the next words; without a column there are none of that kind.
        if let Some(mut idle) = table.rules.first().filter(|rule| !rule.when.is_empty()).cloned() {
            idle.when[0] = Test::In(Vec::new());
            let before = usize::try_from(seed).unwrap() % IDLE;
            table.rules.splice(0..0, (0..before).map(|number| Rule { id: format!("idle-{number}"), ..idle.clone() }));
        }
        book.changed();
        for _ in 0..CASES {
            let case = case(&book, random);
            let mut all = book.tables[0].rules.iter().filter(|rule| matches(&book, rule, &case));
            let wanted = match (all.next(), all.next()) {
                (None, _) => Err(Undecided::NoRule),
                (Some(first), Some(second)) if book.tables[0].hit == HitPolicy::Unique => {
                    Err(Undecided::Ambiguous { first: first.id.clone(), second: second.id.clone() })
                }
                (Some(first), _) => Ok(first),
            };
            match &wanted {
                Ok(_) => decided += 1,
                Err(Undecided::NoRule) => undecided += 1,
                Err(_) => ambiguous += 1,
            }
            assert_eq!(book.rule_for(&case), wanted, "seed {seed}: {case}");
        }
    }
    assert!([decided, undecided, ambiguous].iter().all(|count| *count > 100), "{decided} {undecided} {ambiguous}");
}
