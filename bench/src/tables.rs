//! Tables of any size, drawn from a seed.

use weft::calendar::Calendar;
use weft::org::{Post, Tier};
use weft::rules::{
    Case, Category, Choice, DecisionTable, FactDef, FactKind, FactValue, Facts, HitPolicy, Mode, Outcome, Question,
    Rule, Rulebook, Test, Weight,
};
use weft::sample::commands::SplitMix64;
use weft::text::Text;

/// Columns of every table, the category among them.
pub const COLUMNS: usize = 10;
/// Options of a choice, and steps of a whole number.
const VALUES: u64 = 8;
/// Largest whole number; the smallest is 0.
const NUMBER_MAX: i64 = 9_999;

/// As counties write them: most rules name a category and one or two facts, and each category ends with a rule for the rest.
#[must_use]
pub fn by_category(rules: usize) -> Rulebook {
    let categories = rules.div_ceil(10);
    let mut random = SplitMix64(1);
    let rule = |number: usize| {
        let category = Test::In(vec![format!("c{}", number / 10)]);
        let is_last = number % 10 == 9 || number + 1 == rules;
        let mut when = vec![Test::Any; COLUMNS];
        when[0] = category;
        if !is_last {
            for _ in 0..2 {
                let column = 1 + random.below(COLUMNS as u64 - 1) as usize;
                when[column] = test(column, &mut random);
            }
        }
        when
    };
    book(HitPolicy::First, categories, (0..rules).map(rule).collect())
}

/// One rule for each combination of yes and no, so that every case is decided once: nothing can be left out of sight.
#[must_use]
pub fn partition(rules: usize) -> Rulebook {
    let bits = rules.ilog2().min(COLUMNS as u32 - 1) as usize;
    let rule = |number: usize| {
        let mut when = vec![Test::Any; COLUMNS];
        (0..bits).for_each(|bit| when[1 + bit] = half(1 + bit, number >> bit & 1 == 1));
        when
    };
    let mut book = book(HitPolicy::Unique, 1, (0..1 << bits).map(rule).collect());
    let required = |question: &mut Question| question.required = true;
    book.categories.iter_mut().flat_map(|category| &mut category.questions).for_each(required);
    book
}

/// Any test in any column, half of them `-`, and a last rule for the rest.
#[must_use]
pub fn scattered(rules: usize) -> Rulebook {
    any(rules, 2)
}

/// As `scattered`, with four tests of five.
#[must_use]
pub fn dense(rules: usize) -> Rulebook {
    any(rules, 5)
}

fn any(rules: usize, one_any_in: u64) -> Rulebook {
    let mut random = SplitMix64(2);
    let rule = |number: usize| {
        let is_last = number + 1 == rules;
        let tested = |column: usize, random: &mut SplitMix64| {
            if is_last || random.one_in(one_any_in) { Test::Any } else { test(column, random) }
        };
        (0..COLUMNS).map(|column| tested(column, &mut random)).collect()
    };
    book(HitPolicy::First, 20, (0..rules).map(rule).collect())
}

/// A column's facts by turns: yes or no, a choice, a whole number.
fn kind(column: usize) -> FactKind {
    let choice = |number: u64| Choice { key: format!("o{number}"), title: text() };
    match column % 3 {
        0 => FactKind::Boolean,
        1 => FactKind::Integer { min: 0, max: NUMBER_MAX },
        _ => FactKind::Choice { options: (0..VALUES).map(choice).collect() },
    }
}

fn test(column: usize, random: &mut SplitMix64) -> Test {
    if column == 0 {
        return Test::In((0..3).map(|_| format!("c{}", random.below(20))).collect());
    }
    match column % 3 {
        0 => Test::Is(random.one_in(2)),
        1 => {
            let from = random.below(VALUES) as i64 * 1_250;
            Test::Between(Some(from), Some(from + random.below(4) as i64 * 1_250 + 1_249))
        }
        _ => Test::In((0..3).map(|_| format!("o{}", random.below(VALUES))).collect()),
    }
}

/// One half of a column's values.
fn half(column: usize, upper: bool) -> Test {
    match column % 3 {
        0 => Test::Is(upper),
        1 if upper => Test::Between(Some(5_000), None),
        1 => Test::Between(None, Some(4_999)),
        _ => {
            let from = if upper { VALUES / 2 } else { 0 };
            Test::In((from..from + VALUES / 2).map(|number| format!("o{number}")).collect())
        }
    }
}

fn text() -> Text {
    Text::new("试", "try")
}

fn book(hit: HitPolicy, categories: usize, rules: Vec<Vec<Test>>) -> Rulebook {
    let fact = |column: usize| FactDef { key: format!("f{column}"), title: text(), kind: kind(column) };
    let questions: Vec<Question> =
        (1..COLUMNS).map(|column| Question { fact: format!("f{column}"), ask: text(), required: false }).collect();
    let category = |number: usize| Category {
        key: format!("c{number}"),
        parent: None,
        title: text(),
        hint: text(),
        questions: questions.clone(),
    };
    let outcome = |number: usize| Outcome {
        weight: if number.is_multiple_of(3) { Weight::Big } else { Weight::Small },
        tier: Tier::Grid,
        post: Post::GridMember,
        joint: Vec::new(),
        ladder: format!("l{}", number % 4),
    };
    let columns = std::iter::once("category".to_owned()).chain((1..COLUMNS).map(|column| format!("f{column}")));
    let rule = |(number, when)| Rule { id: format!("R-{number}"), when, then: outcome(number), note: text() };
    let rules = rules.into_iter().enumerate().map(rule).collect();
    Rulebook {
        title: text(),
        calendar: Calendar::default(),
        facts: (1..COLUMNS).map(fact).collect(),
        categories: (0..categories).map(category).collect(),
        tables: vec![DecisionTable { key: "ticket".into(), hit, columns: columns.collect(), rules }],
        ..Rulebook::default()
    }
}

/// A case that such a table can be asked about: any of its categories, with every fact.
#[must_use]
pub fn case(book: &Rulebook, random: &mut SplitMix64) -> Case {
    let value = |column: usize, random: &mut SplitMix64| match column % 3 {
        0 => FactValue::Boolean(random.one_in(2)),
        1 => FactValue::Integer(random.below(NUMBER_MAX as u64 + 1) as i64),
        _ => FactValue::Choice(format!("o{}", random.below(VALUES))),
    };
    let facts: Facts = (1..COLUMNS).map(|column| (format!("f{column}"), value(column, random))).collect();
    Case { category: random.pick(&book.categories).key.clone(), mode: Mode::Routine, compound: None, facts }
}
