//! What differs between two rulebooks.

use chrono::Days;

use super::*;
use crate::rules::{Difference, How, Section, Test, compare};
use crate::sample::commands::SplitMix64;
use crate::sample::rulebooks::small_rulebook;

fn after(change: impl FnOnce(&mut Rulebook)) -> Vec<Difference> {
    let was = book();
    let mut is = was.clone();
    change(&mut is);
    compare(&was, &is)
}

/// Every kind of edit, with the part it is in.
#[expect(clippy::type_complexity, reason = "a list of edits")]
fn edits() -> Vec<(Section, fn(&mut Rulebook))> {
    vec![
        (Section::Title, |book| book.title.en += "!"),
        (Section::Table, |book| book.tables[0].hit = crate::rules::HitPolicy::Unique),
        (Section::Table, |book| {
            book.tables[0].columns.push("weather".into());
            book.tables[0].rules.iter_mut().for_each(|rule| rule.when.push(Test::Any));
        }),
        (Section::Rule, |book| _ = book.tables[0].rules.remove(3)),
        (Section::Rule, |book| {
            let copy = crate::rules::Rule { id: "R-new".into(), ..book.tables[0].rules[7].clone() };
            book.tables[0].rules.insert(4, copy);
        }),
        (Section::Rule, |book| book.tables[0].rules[0].when[3] = Test::Any),
        (Section::Rule, |book| book.tables[0].rules[0].then.tier = Tier::County),
        (Section::Rule, |book| book.tables[0].rules[0].note.zh += "！"),
        (Section::Rule, |book| {
            let rule = book.tables[0].rules.remove(30);
            book.tables[0].rules.insert(2, rule);
        }),
        (Section::Rule, |book| {
            let rule = book.tables[0].rules.remove(2);
            book.tables[0].rules.push(rule);
        }),
        (Section::Category, |book| book.categories[1].questions[0].required = true),
        (Section::Category, |book| _ = book.categories.pop()),
        (Section::Fact, |book| book.facts[0].title.zh += "？"),
        (Section::Ladder, |book| book.ladders[0].rungs[0].resolve.amount += 1),
        (Section::StandIn, |book| book.stand_ins[0].instead.reverse()),
        (Section::Service, |book| _ = book.services.remove(0)),
        (Section::Hours, |book| _ = book.calendar.weekend.pop()),
        (Section::Year, |book| book.calendar.years[0].notice += "号"),
        (Section::Holiday, |book| {
            let holiday = &mut book.calendar.years[0].holidays[0];
            holiday.to = holiday.to + Days::new(1);
        }),
        (Section::Holiday, |book| _ = book.calendar.years[0].holidays.pop()),
        (Section::MakeUp, |book| _ = book.calendar.years[0].make_up.pop()),
        (Section::Setting, |book| book.settings.silence_days += 1),
        (Section::Setting, |book| book.settings.grace_days = 0),
        (Section::Example, |book| _ = book.examples.remove(1)),
        (Section::Example, |book| book.examples[0].expect.tier = Some(Tier::Grid)),
    ]
}

#[test]
fn a_rulebook_does_not_differ_from_itself_nor_by_its_version_or_first_day() {
    assert_eq!(after(|_| {}), []);
    assert_eq!(after(|book| (book.version, book.effective_from) = (9, NaiveDate::MAX)), []);
    for seed in 0..200 {
        assert_eq!(compare(&small_rulebook(seed), &small_rulebook(seed)), [], "seed {seed}");
    }
}

#[test]
fn every_edit_shows_up_once_in_its_part_and_backwards_as_its_opposite() {
    for (number, (section, edit)) in edits().into_iter().enumerate() {
        let was = book();
        let mut is = was.clone();
        edit(&mut is);
        let found = compare(&was, &is);
        assert_eq!(found.iter().map(|found| found.section).collect::<Vec<_>>(), [section], "edit {number}: {found:?}");
        let back = compare(&is, &was);
        assert_eq!(back.len(), 1, "edit {number}: {back:?}");
        let opposite = match (&found[0].how, &back[0].how) {
            (How::Added, How::Removed) | (How::Removed, How::Added) | (How::Moved { .. }, How::Moved { .. }) => true,
            (How::Changed { fields }, How::Changed { fields: back }) => {
                fields.iter().zip(back).all(|(one, two)| one.was == two.is && one.is == two.was)
            }
            _ => false,
        };
        assert!(opposite, "edit {number}: {found:?} {back:?}");
    }
}

#[test]
fn edits_in_several_places_show_up_each_once() {
    let all = edits();
    for seed in 0..60 {
        let random = &mut SplitMix64(seed);
        let mut sections = std::collections::BTreeSet::new();
        let was = book();
        let mut is = was.clone();
        let mut wanted = Vec::new();
        for _ in 0..4 {
            let (section, edit) = all[random.below(all.len() as u64) as usize];
            if sections.insert(section) {
                edit(&mut is);
                wanted.push(section);
            }
        }
        wanted.sort_unstable();
        let found: Vec<Section> = compare(&was, &is).iter().map(|found| found.section).collect();
        assert_eq!(found, wanted, "seed {seed}");
    }
}

#[test]
fn a_changed_cell_is_named_by_its_column_with_what_it_was_and_is() {
    let found = after(|book| book.tables[0].rules[0].when[3] = Test::Any);
    let [Difference { table, name, how: How::Changed { fields }, .. }] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((table.as_deref(), name.as_str()), (Some("ticket"), "R-001"));
    assert_eq!(fields.len(), 1);
    assert_eq!(fields[0].name, "when.danger_to_life");
    assert_eq!((&fields[0].was, &fields[0].is), (&Some(serde_json::json!({"is": true})), &None));
}

#[test]
fn what_moved_says_after_which_it_stands_and_the_fewest_have_moved() {
    let found = after(|book| {
        let rule = book.tables[0].rules.remove(0);
        book.tables[0].rules.insert(2, rule);
    });
    let moved = Difference {
        section: Section::Rule,
        table: Some("ticket".into()),
        name: "R-001".into(),
        how: How::Moved { after: Some("R-003".into()) },
    };
    assert_eq!(found, [moved]);
    let found = after(|book| book.tables[0].rules.swap(4, 9));
    assert_eq!(found.len(), 2, "{found:?}");
}

#[test]
fn members_of_the_same_name_are_compared_one_by_one() {
    let twice = |book: &mut Rulebook| {
        let rule = book.tables[0].rules[5].clone();
        book.tables[0].rules.push(rule);
    };
    let mut was = book();
    twice(&mut was);
    assert_eq!(compare(&was, &was.clone()), []);
    let found = compare(&book(), &was);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].how, How::Added);
}
