//! Any steps, in any order.

use super::*;
use crate::rules::{Choice, FactDef};

/// What a step is made of: numbers that pick among what the book has.
type Dice = (u8, usize, usize, usize);

fn pick<T: Clone>(from: &[T], at: usize) -> Option<T> {
    (!from.is_empty()).then(|| from[at % from.len()].clone())
}

fn test_for(book: &Rulebook, column: &str, at: usize) -> Test {
    let values = book.values_of(column);
    let number = i64::try_from(at % 7).unwrap();
    match (pick(&values, at), book.fact(column).map(|fact| &fact.kind)) {
        _ if at.is_multiple_of(5) => Test::Any,
        (Some((value, _)), _) if at.is_multiple_of(2) => Test::In(vec![value]),
        (Some((value, _)), _) => Test::NotIn(vec![value]),
        (None, Some(FactKind::Boolean)) => Test::Is(at.is_multiple_of(2)),
        (None, _) => Test::Between(Some(number), None),
    }
}

/// A step on a rule or a column.
fn in_table(book: &Rulebook, (kind, one, two, three): Dice) -> Option<Edit> {
    let known = book.table(TABLE)?;
    let ids: Vec<Key> = known.rules.iter().map(|rule| rule.id.clone()).collect();
    let (table, rule, column) = (key(TABLE), pick(&ids, one), pick(&known.columns, two));
    Some(match kind % 10 {
        0 => Edit::AddRule { table, at: one % (ids.len() + 1) },
        1 => Edit::CopyRule { table, rule: rule? },
        2 => Edit::MoveRule { table, rule: rule?, to: two % (ids.len() + 1) },
        3 => Edit::SplitRule { table, rule: rule?, part: test_for(book, column.as_ref()?, three), column: column? },
        4 => Edit::RemoveRule { table, rule: rule? },
        5 => Edit::SetTest { table, rule: rule?, test: test_for(book, column.as_ref()?, three), column: column? },
        6 => {
            let then = pick(&known.rules, one)?.then;
            let joint = pick(&book.services, three).map(|service| service.key).into_iter().collect();
            let ladder = pick(&book.ladders, two)?.key;
            Edit::SetOutcome { table, rule: rule?, then: Outcome { ladder, joint, weight: Weight::Big, ..then } }
        }
        7 => Edit::RemoveColumn { table, column: column? },
        8 => Edit::AddColumn { table, column: pick(&book.facts, two)?.key },
        _ => Edit::ShiftColumn { table, column: column?, left: three.is_multiple_of(2) },
    })
}

/// A step on a member or a name.
fn on_part(book: &Rulebook, (kind, one, two, three): Dice) -> Option<Edit> {
    let (category, fact, ladder) = (pick(&book.categories, two), pick(&book.facts, two), pick(&book.ladders, two));
    let to = key(["first", "second", "third", "fire", "floor", "a b", ""][three % 7]);
    Some(match kind % 12 {
        0 => Edit::Remove(MemberName::Category(category?.key)),
        1 => Edit::Remove(MemberName::Fact(fact?.key)),
        2 => Edit::Remove(MemberName::Ladder(ladder?.key)),
        3 => Edit::Remove(MemberName::Service(pick(&book.services, two)?.key)),
        4 => Edit::Rename { of: Renamed::Category(category?.key), to },
        5 => Edit::Rename { of: Renamed::Fact(fact?.key), to },
        6 => Edit::Rename { of: Renamed::Ladder(ladder?.key), to },
        7 => {
            let rule = pick(&book.table(TABLE)?.rules, one)?.id;
            Edit::Rename { of: Renamed::Rule { table: key(TABLE), rule }, to }
        }
        8 => {
            let kinds = [FactKind::Boolean, FactKind::Integer { min: 0, max: 9 }, FactKind::Choice { options: vec![] }];
            Edit::Put(Box::new(Member::Fact(FactDef { kind: pick(&kinds, three)?, ..fact? })))
        }
        9 => {
            let mut category = category?;
            category.questions.retain(|_| three.is_multiple_of(2));
            category.parent = pick(&book.categories, three).map(|parent| parent.key);
            Edit::Put(Box::new(Member::Category(category)))
        }
        10 => Edit::Shift { of: MemberName::Category(category?.key), up: three.is_multiple_of(2) },
        _ if three.is_multiple_of(2) => {
            let value = key(["day", "night"][one % 2]);
            Edit::Rename { of: Renamed::Value { fact: key("hour"), value }, to }
        }
        _ => {
            let options = vec![Choice { key: key("day"), title: Text::new("白天", "day") }];
            let known = book.fact("hour")?.clone();
            Edit::Put(Box::new(Member::Fact(FactDef { kind: FactKind::Choice { options }, ..known })))
        }
    })
}

proptest! {
    #[test]
    fn any_steps_keep_the_references_whole_and_undo_gives_back_every_book(
        dice in proptest::collection::vec((any::<u8>(), 0..64usize, 0..64usize, 0..64usize), 1..40)
    ) {
        let first = Arc::new(rulebook());
        prop_assert!(first.broken().is_empty());
        let mut history = History::new(first.clone());
        let mut books = vec![first];
        for dice in dice {
            let edit = if dice.0 < 128 { in_table(history.now(), dice) } else { on_part(history.now(), dice) };
            let Some(edit) = edit else { continue };
            if let Ok(book) = history.now().edited(&edit) {
                prop_assert!(book.broken().is_empty(), "{edit:?} broke {:?}", book.broken());
                history.record(Arc::new(book));
                if books.last() != Some(history.now()) {
                    books.push(history.now().clone());
                }
            }
        }
        for before in books.iter().rev().skip(1) {
            prop_assert_eq!(history.undo(), Some(before));
        }
        prop_assert!(!history.can_undo() && history.undo().is_none());
        for after in books.iter().skip(1) {
            prop_assert_eq!(history.redo(), Some(after));
        }
        prop_assert!(!history.can_redo() && history.redo().is_none());
    }
}

#[test]
fn a_new_step_gives_up_what_was_undone_and_the_same_book_is_no_step() {
    let book = |version| Arc::new(Rulebook { version, ..rulebook() });
    let mut history = History::new(book(1));
    history.record(book(1));
    assert!(!history.can_undo());
    history.record(book(2));
    history.undo();
    history.record(book(3));
    assert!(!history.can_redo());
    assert_eq!(history.undo(), Some(&book(1)));
}

#[test]
fn a_step_that_is_amended_is_undone_as_one_and_one_that_leads_back_is_none() {
    let book = |version| Arc::new(Rulebook { version, ..rulebook() });
    let mut history = History::new(book(1));
    history.record(book(2));
    history.amend(book(3));
    assert_eq!(history.now(), &book(3));
    history.amend(book(1));
    assert!(!history.can_undo());
}

#[test]
fn no_more_steps_are_kept_than_the_limit() {
    let mut history = History::new(Arc::new(rulebook()));
    for version in 2..200 {
        history.record(Arc::new(Rulebook { version, ..rulebook() }));
    }
    let undone = std::iter::from_fn(|| history.undo().map(|_| ())).count();
    assert_eq!(undone, UNDO_STEPS_MAX);
}

#[test]
fn a_step_of_several_is_done_whole_or_not_at_all() {
    let book = rulebook();
    let good = Edit::RemoveRule { table: key(TABLE), rule: key("wall") };
    let bad = Edit::RemoveRule { table: key(TABLE), rule: key("no such rule") };
    assert!(book.edited(&Edit::All(vec![good.clone(), bad])).is_err());
    assert_eq!(rules(&book.edited(&Edit::All(vec![good])).unwrap()).len(), 4);
}

#[test]
fn a_book_that_is_broken_already_can_be_edited_but_not_broken_further() {
    let mut book = rulebook();
    book.ladders.retain(|ladder| ladder.key != "urgent");
    assert!(!book.broken().is_empty());
    assert!(book.edited(&Edit::RemoveRule { table: key(TABLE), rule: key("wall") }).is_ok());
    let of = Renamed::Rule { table: key(TABLE), rule: key("danger") };
    assert!(book.edited(&Edit::Rename { of, to: key("d") }).is_ok());
    let refused = book.edited(&Edit::Remove(MemberName::Ladder(key("ordinary")))).unwrap_err();
    assert!(matches!(refused, EditRefused::Breaks { .. }));
}
