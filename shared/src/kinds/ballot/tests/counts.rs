//! Properties of the count: on examples from the literature, and on many random profiles against an independent reference.

use super::*;
use crate::kinds::ballot::schulze::{preferences, strongest_paths, winners};
use crate::kinds::ballot::tally::tally;
use crate::rules::charter::{Hurdle, Method, Procedure, Share};
use crate::sample::commands::SplitMix64;

const PROFILES: u64 = 10_000;

/// Rankings of some options by some voters, at random: often cut short, often with the same few at the top.
fn profile(random: &mut SplitMix64, options: usize) -> Vec<Vec<u8>> {
    let voters = 1 + random.below(12);
    let ranking = |random: &mut SplitMix64| {
        let mut all: Vec<u8> = (0..options as u8).collect();
        for place in (1..options).rev() {
            all.swap(place, random.below(place as u64 + 1) as usize);
        }
        all.truncate(1 + random.below(options as u64) as usize);
        all
    };
    (0..voters).map(|_| ranking(random)).collect()
}

fn pairs(options: usize, rankings: &[Vec<u8>]) -> Vec<Vec<u64>> {
    preferences(options, rankings.iter().map(|ranking| (ranking.as_slice(), 1)))
}

/// The strength of the strongest path, found by trying every path there is: definition, not method.
fn by_all_paths(preferred: &[Vec<u64>], from: usize, to: usize, been: &mut Vec<usize>) -> u64 {
    let link = |one: usize, two: usize| if preferred[one][two] > preferred[two][one] { preferred[one][two] } else { 0 };
    let mut best = link(from, to);
    for over in 0..preferred.len() {
        if over != from && over != to && !been.contains(&over) && link(from, over) > 0 {
            been.push(over);
            best = best.max(link(from, over).min(by_all_paths(preferred, over, to, been)));
            been.pop();
        }
    }
    best
}

fn reference(preferred: &[Vec<u64>]) -> Vec<u8> {
    let count = preferred.len();
    let strength = |one: usize, two: usize| by_all_paths(preferred, one, two, &mut vec![one]);
    let wins = |one: usize| (0..count).all(|two| one == two || strength(one, two) >= strength(two, one));
    (0..count).filter(|one| wins(*one)).map(|one| one as u8).collect()
}

#[test]
fn the_example_of_schulzes_paper_comes_out_as_printed() {
    // Section 3, example 1 of the paper in its later versions: 45 voters, five candidates A to E, and E wins.
    let groups: [(u64, [u8; 5]); 8] = [
        (5, [0, 2, 1, 4, 3]),
        (5, [0, 3, 4, 2, 1]),
        (8, [1, 4, 3, 0, 2]),
        (3, [2, 0, 1, 4, 3]),
        (7, [2, 0, 4, 1, 3]),
        (2, [2, 1, 0, 3, 4]),
        (7, [3, 2, 4, 1, 0]),
        (8, [4, 1, 0, 3, 2]),
    ];
    let preferred = preferences(5, groups.iter().map(|(voters, ranking)| (&ranking[..], *voters)));
    assert_eq!(preferred[0], [0, 20, 26, 30, 22]);
    let paths = strongest_paths(&preferred);
    assert_eq!((paths[0][1], paths[1][0], paths[4][2], paths[2][4]), (28, 25, 28, 24));
    assert_eq!(winners(&preferred), [4]);
}

#[test]
fn schulzes_winners_are_those_of_the_definition_on_ten_thousand_profiles() {
    let random = &mut SplitMix64(42);
    for number in 0..PROFILES {
        let options = 2 + (number % 4) as usize;
        let preferred = pairs(options, &profile(random, options));
        assert_eq!(winners(&preferred), reference(&preferred), "{preferred:?}");
    }
}

#[test]
fn whoever_beats_every_other_wins_alone() {
    let random = &mut SplitMix64(7);
    let mut seen = 0;
    for _ in 0..PROFILES {
        let preferred = pairs(4, &profile(random, 4));
        let beats_all = |one: &usize| (0..4).all(|two| *one == two || preferred[*one][two] > preferred[two][*one]);
        if let Some(winner) = (0..4).find(beats_all) {
            assert_eq!(winners(&preferred), [winner as u8]);
            seen += 1;
        }
    }
    assert!(seen > PROFILES / 4, "the sample has such profiles: {seen}");
}

#[test]
fn a_winner_that_is_raised_on_some_rankings_still_wins() {
    let random = &mut SplitMix64(11);
    for _ in 0..PROFILES {
        let mut rankings = profile(random, 4);
        let before = winners(&pairs(4, &rankings));
        let [winner] = before[..] else { continue };
        let raised = random.below(rankings.len() as u64) as usize;
        let ranking = &mut rankings[raised];
        ranking.retain(|option| *option != winner);
        ranking.insert(0, winner);
        assert_eq!(winners(&pairs(4, &rankings)), [winner]);
    }
}

#[test]
fn the_count_does_not_depend_on_the_order_of_arrival() {
    let random = &mut SplitMix64(3);
    for method in [Method::YesNo, Method::Single, Method::Ranked] {
        for _ in 0..1_000 {
            let mut votes: Vec<(Choice, Measure)> = Vec::new();
            for _ in 0..=random.below(12) {
                let weight = Measure { heads: 1, area_cm2: random.below(1_000_000) };
                votes.push((choice(method, random), weight));
            }
            let count = |votes: &[(Choice, Measure)]| {
                tally(method, 4, Measure::default(), votes.iter().map(|(choice, weight)| (choice, *weight)))
            };
            let first = count(&votes);
            for place in (1..votes.len()).rev() {
                votes.swap(place, random.below(place as u64 + 1) as usize);
            }
            assert_eq!(count(&votes), first);
            assert_eq!(first.voted.heads, votes.len() as u64, "everybody counts once");
        }
    }
}

fn choice(method: Method, random: &mut SplitMix64) -> Choice {
    match (method, random.below(5)) {
        (_, 0) => Choice::Abstain,
        (Method::YesNo, 1 | 2) => Choice::Against,
        (Method::YesNo, _) => Choice::For,
        (Method::Single, _) => Choice::Option(random.below(4) as u8),
        (Method::Ranked, _) => {
            let profile = profile(random, 4);
            Choice::Ranking(profile[0].clone())
        }
    }
}

#[test]
fn no_sequence_of_commands_gives_anybody_two_votes() {
    for seed in 0..300 {
        let random = &mut SplitMix64(seed);
        let mut case = if seed % 2 == 0 { Case::open(false) } else { Case::drawn(4) };
        for _ in 0..40 {
            let number = random.below(u64::from(ELECTORS)) as u32;
            let whose = (!case.it().is_secret()).then_some(number);
            let slip = if random.one_in(5) { number + 1 } else { number };
            let (actor, command) = match random.below(4) {
                0 => {
                    let name = *random.pick(&["one", "two", "three"]);
                    let choice = Secret::Clear(random.pick(&[Choice::For, Choice::Against]).clone());
                    (desk(name), Command::Enter { elector: whose, code: code(slip), choice })
                }
                1 => {
                    let to = random.below(u64::from(ELECTORS)) as u32;
                    (desk("one"), Command::Delegate { elector: number, to, paper: "委托书".into() })
                }
                _ => (voter(), case.cast(whose, slip, Choice::For, *random.pick(&[Way::Online, Way::Kiosk]))),
            };
            if case.when(&actor, &command).is_ok() {
                case.given(&actor, command);
            }
        }
        let it = case.it();
        let mut voters: Vec<(Option<u32>, Uuid)> =
            it.votes.iter().map(|vote| (vote.elector, if it.is_secret() { vote.slip } else { Uuid::nil() })).collect();
        let all = voters.len();
        voters.sort_unstable();
        voters.dedup();
        assert_eq!(voters.len(), all, "seed {seed}");
        assert!(it.turnout().heads <= it.entitled().heads);
    }
}

fn procedure(method: Method) -> Procedure {
    let mut procedure = crate::rules::charter::Basis::Owners.procedure(Weight::Big);
    procedure.method = method;
    procedure
}

fn count(procedure: &Procedure, options: usize, votes: &[(Choice, u64)]) -> Option<Verdict> {
    let weigh = |area: &u64| Measure { heads: 1, area_cm2: *area };
    let entitled = Measure { heads: 6, area_cm2: 600 };
    let votes = votes.iter().map(|(choice, area)| (choice, weigh(area)));
    tally(procedure.method, options, entitled, votes).verdict(procedure).0
}

#[test]
fn owners_need_two_thirds_and_three_quarters_of_both_heads_and_area() {
    let by_law = procedure(Method::YesNo);
    let votes = |yes: &[u64], no: &[u64]| -> Vec<(Choice, u64)> {
        yes.iter().map(|area| (Choice::For, *area)).chain(no.iter().map(|area| (Choice::Against, *area))).collect()
    };
    assert_eq!(count(&by_law, 0, &votes(&[100, 100, 100], &[100])), Some(Verdict::Adopted { option: None }));
    assert_eq!(count(&by_law, 0, &votes(&[100, 100, 99], &[101])), Some(Verdict::Rejected), "area falls short");
    assert_eq!(count(&by_law, 0, &votes(&[300, 200], &[50, 50])), Some(Verdict::Rejected), "heads fall short");
    assert_eq!(count(&by_law, 0, &votes(&[100, 100, 100, 99], &[])), None, "399 of 600 are no two thirds");
    assert_eq!(count(&by_law, 0, &votes(&[300, 200, 100], &[])), None, "three of six are no two thirds");
}

#[test]
fn options_win_with_the_majority_and_a_tie_waits_for_another_session() {
    let mut single = procedure(Method::Single);
    single.majority = Hurdle::both(Share::more_than(1, 2));
    let vote = |option| (Choice::Option(option), 100);
    assert_eq!(count(&single, 3, &[vote(1), vote(1), vote(1), vote(0)]), Some(Verdict::Adopted { option: Some(1) }));
    assert_eq!(count(&single, 3, &[vote(1), vote(1), vote(0), vote(0)]), Some(Verdict::Deferred));
    assert_eq!(
        count(&single, 3, &[vote(1), vote(1), vote(0), vote(2)]),
        Some(Verdict::Rejected),
        "half is no majority"
    );
    let ranked = Procedure { method: Method::Ranked, ..single };
    let ranking = |ranking: &[u8]| (Choice::Ranking(ranking.to_vec()), 100);
    let votes = [ranking(&[0, 1]), ranking(&[1]), ranking(&[2, 1]), ranking(&[1, 2])];
    assert_eq!(count(&ranked, 3, &votes), Some(Verdict::Adopted { option: Some(1) }));
}
