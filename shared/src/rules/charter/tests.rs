//! Claims about charters: what leads to them, what they ask, and what is found when they are wrong.

use super::*;
use crate::calendar::{Limit, LimitUnit};
use crate::org::{Directory, Post};
use crate::rules::{FactKind, Finding, Test, Undecided, prove};
use crate::sample::{charters, directory, first_day, grid, morning, rulebook, unit_id, units};

fn motion(subject: &'static str, cost_yuan: u32, reach: &'static str) -> Motion<'static> {
    Motion { subject, cost_yuan, reach, unit: grid(0, 0), at: morning() }
}

/// The county with grid 0-0 a compound of this kind.
fn with_compound(kind: CompoundKind) -> Directory {
    let mut units = units();
    units.iter_mut().filter(|unit| unit.id == grid(0, 0)).for_each(|unit| unit.compound = Some(kind));
    Directory::new(units)
}

/// A change to a procedure.
type Lower = fn(&mut Procedure);

fn faults(change: impl FnOnce(&mut Rulebook)) -> Vec<CharterFault> {
    let mut book = rulebook();
    change(&mut book);
    let fault = |finding| match finding {
        Finding::Charter { fault, .. } => Some(fault),
        _ => None,
    };
    prove(&book, &directory(), first_day()).into_iter().filter_map(fault).collect()
}

#[test]
fn a_share_counts_exactly_and_more_than_half_is_not_half() {
    assert!(Share::at_least(2, 3).is_met(2, 3) && !Share::at_least(2, 3).is_met(66, 100));
    assert!(Share::more_than(1, 2).is_met(51, 100) && !Share::more_than(1, 2).is_met(50, 100));
    assert!(!Share::at_least(0, 1).is_met(0, 0));
    let huge = u64::MAX;
    assert!(Share::at_least(3, 4).is_met(huge / 4 * 3 + 3, huge) && !Share::at_least(3, 4).is_met(huge / 4 * 3, huge));
    for whole in 1..200 {
        for share in [Share::at_least(2, 3), Share::more_than(1, 2), Share::at_least(1, 5), Share::more_than(3, 4)] {
            let least = share.least(whole);
            assert!(share.is_met(least, whole) && (least == 0 || !share.is_met(least - 1, whole)), "{share:?} {whole}");
        }
    }
}

#[test]
fn subject_cost_and_reach_say_which_level_decides_and_by_which_majority() {
    let (book, org) = (rulebook(), directory());
    let settled =
        |motion| book.settle(&motion, &org).map(|it| (it.charter, it.weight, it.charge.path[0])).expect("settled");
    assert_eq!(settled(motion("shed", 800, "compound")), ("grid".into(), Weight::Small, grid(0, 0)));
    assert_eq!(settled(motion("shed", 60_000, "compound")), ("grid".into(), Weight::Big, grid(0, 0)));
    assert_eq!(settled(motion("shed", 800, "community")), ("residents".into(), Weight::Small, unit_id("370-01-01")));
    assert_eq!(settled(motion("wall", 0, "town")), ("town".into(), Weight::Small, unit_id("370-01")));
}

#[test]
fn the_kind_of_compound_picks_the_charter() {
    let book = rulebook();
    let charter = |kind| book.settle(&motion("wall", 900, "compound"), &with_compound(kind)).expect("settled").charter;
    assert_eq!(charter(CompoundKind::Old), "owners");
    assert_eq!(charter(CompoundKind::Village), "village");
}

#[test]
fn who_answers_is_a_post_holder_with_a_reason() {
    let settled = rulebook().settle(&motion("common", 0, "building"), &directory()).expect("settled");
    assert_eq!(settled.charge.holder.post, Post::GridMember);
    assert_eq!((settled.why.rule.as_str(), settled.why.table.as_str()), ("common", "proposal"));
    assert_eq!(settled.why.facts, [("subject".to_owned(), crate::rules::FactValue::Choice("common".into()))]);
}

#[test]
fn a_subject_off_the_catalogue_or_the_agenda_is_refused() {
    let mut book = rulebook();
    let unknown = book.settle(&motion("palace", 0, "compound"), &directory());
    assert_eq!(unknown, Err(Undecided::BadFact { fact: SUBJECT.into() }));
    book.charters[2].subjects.retain(|subject| subject != "shed");
    assert_eq!(
        book.settle(&motion("shed", 0, "compound"), &directory()),
        Err(Undecided::BadFact { fact: SUBJECT.into() })
    );
}

#[test]
fn the_presets_and_the_sample_charters_are_proved() {
    assert_eq!(faults(|_| {}), []);
}

#[test]
fn a_charter_below_the_law_is_found_whichever_number_it_lowers() {
    let lowered: [(Lower, Threshold); 3] = [
        (|it| it.majority = Hurdle::both(Share::more_than(1, 2)), Threshold::WeightyMajority),
        (|it| it.quorum = Hurdle::heads(Share::at_least(2, 3)), Threshold::WeightyQuorum),
        (|it| it.notice = Limit { amount: 14, unit: LimitUnit::Days }, Threshold::WeightyNotice),
    ];
    for (lower, threshold) in lowered {
        let found = faults(|book| lower(&mut book.charters[0].weighty));
        assert_eq!(found, [CharterFault::BelowLaw { threshold, basis: Basis::Owners }]);
    }
    let stricter = faults(|book| book.charters[0].ordinary.majority = Hurdle::both(Share::at_least(9, 10)));
    assert_eq!(stricter, []);
}

#[test]
fn a_threshold_that_cannot_be_met_is_found() {
    let all_and_more = Share::more_than(1, 1);
    assert_eq!(
        faults(|book| book.charters[2].ordinary.majority = Hurdle::heads(all_and_more)),
        [CharterFault::Unmeetable { threshold: Threshold::OrdinaryMajority }]
    );
    assert_eq!(
        faults(|book| book.charters[2].objectors = Share::at_least(0, 5)),
        [CharterFault::Unmeetable { threshold: Threshold::Objectors }]
    );
    assert_eq!(
        faults(|book| book.charters[1].micro.as_mut().expect("has").matter_yuan_max = 30_000),
        [CharterFault::MicroOverYear]
    );
}

#[test]
fn a_secret_vote_by_area_is_found() {
    let found = faults(|book| book.charters[0].weighty.secrecy = Secrecy::Secret);
    assert_eq!(found, [CharterFault::SecretByArea]);
}

#[test]
fn a_period_of_nothing_and_one_beyond_the_calendar_are_found() {
    let nothing = faults(|book| book.charters[4].periods.screen.amount = 0);
    assert_eq!(nothing, [CharterFault::BadPeriod { period: "screen".into() }]);
    let beyond = faults(|book| {
        book.calendar.years.truncate(1);
        book.charters[4].periods.report = Limit { amount: 300, unit: LimitUnit::WorkingDays };
    });
    assert_eq!(beyond, [CharterFault::NotCovered { period: "report".into(), year: 2026 }]);
}

#[test]
fn a_level_without_a_charter_and_a_subject_off_its_agenda_are_found_with_a_case() {
    let found = faults(|book| book.charters.retain(|charter| charter.key != "town"));
    assert!(found.iter().all(|fault| matches!(fault, CharterFault::NoCharter { tier: Tier::Town, .. })), "{found:?}");
    assert!(!found.is_empty());
    let found = faults(|book| book.charters[3].subjects.retain(|subject| subject != "wall"));
    let [CharterFault::NotOnAgenda { subject, case }] = &found[..] else { panic!("{found:?}") };
    assert_eq!(
        (subject.as_str(), &case.facts["reach"]),
        ("wall", &crate::rules::FactValue::Choice("community".into()))
    );
}

#[test]
fn the_table_proof_covers_the_proposal_table() {
    let gap = |book: &Rulebook| {
        prove(book, &directory(), first_day())
            .into_iter()
            .find(|finding| matches!(finding, Finding::Gap { table, .. } if table == "proposal"))
    };
    let mut book = rulebook();
    assert_eq!(gap(&book), None);
    let table = book.tables.iter_mut().find(|table| table.key == "proposal").expect("there");
    table.rules[4].when[1] = Test::Between(None, Some(49_000));
    let Some(Finding::Gap { case, .. }) = gap(&book) else { panic!("a gap") };
    assert_eq!(case.facts["cost_yuan"], crate::rules::FactValue::Integer(49_001));
}

#[test]
fn without_its_table_or_its_facts_no_charter_is_reached() {
    assert_eq!(faults(|book| book.tables.retain(|table| table.key != "proposal")), [CharterFault::NoTable]);
    let found = faults(|book| {
        book.facts.iter_mut().filter(|fact| fact.key == COST).for_each(|fact| fact.kind = FactKind::Boolean);
    });
    assert_eq!(found, [CharterFault::NoFact { fact: COST.into() }]);
}

#[test]
fn every_basis_has_a_preset_that_keeps_its_law() {
    for basis in Basis::ALL {
        let charter = basis.preset("one", Text::new("一", "one"), Tier::Grid, &[], &charters::SUBJECTS);
        let found = faults(|book| book.charters[2] = charter);
        assert_eq!(found, [], "{basis:?}");
    }
}
