//! Claims about ballots: one vote each, by whichever way; nothing known before closing; a count that anyone can make again.

mod counts;

use chrono::TimeDelta;

use super::*;
use crate::actor::Role;
use crate::aggregate::{Rejection, execute, fold};
use crate::id::derive;
use crate::org::Directory;
use crate::rules::Rulebook;
use crate::rules::charter::LateRule;
use crate::sample::deliberation::{ballot, code};
use crate::sample::{self, holder_of, morning, resident, staff};

const ELECTORS: u32 = 6;

/// A ballot with the county around it.
struct Case {
    org: Directory,
    rules: Rulebook,
    now: DateTime<Utc>,
    id: BallotId,
    state: Option<Ballot>,
}

type Outcome = Result<Vec<Event>, Rejection<Refusal>>;

impl Case {
    fn announced(secret: bool, change: impl FnOnce(&mut Rulebook)) -> Self {
        let id = BallotId::named("case");
        let mut case = Self { org: sample::directory(), rules: sample::rulebook(), now: morning(), id, state: None };
        change(&mut case.rules);
        let new = ballot(id, ProposalId::named("one"), ELECTORS, secret, case.now);
        case.given(&desk("one"), Command::Announce(Box::new(new)));
        case
    }

    fn open(secret: bool) -> Self {
        let mut case = Self::announced(secret, |_| {});
        case.now = case.it().opens;
        case.given(&Actor::system(), Command::TimeUp);
        case
    }

    /// A secret ballot of which so many slips are drawn.
    fn drawn(slips: u32) -> Self {
        let mut case = Self::open(true);
        (0..slips).for_each(|elector| _ = case.given(&desk("one"), Command::HandOut { elector }));
        case
    }

    fn when(&self, actor: &Actor, command: &Command) -> Outcome {
        let cx = Context { actor, now: self.now, rules: &self.rules, org: &self.org, prove: crate::rules::prove };
        execute(self.id, self.state.as_ref(), command, &cx)
    }

    fn given(&mut self, actor: &Actor, command: Command) -> &Ballot {
        let events = self.when(actor, &command).expect("the given command is accepted");
        self.state = fold(self.state.take(), self.id, &events, actor.person, self.now);
        self.it()
    }

    fn it(&self) -> &Ballot {
        self.state.as_ref().expect("announced")
    }

    fn close(&mut self) -> &Ballot {
        self.now = self.it().count_at;
        self.given(&Actor::system(), Command::TimeUp)
    }

    fn cast(&self, elector: Option<u32>, slip: u32, choice: Choice, way: Way) -> Command {
        let opening = Opening { choice, nonce: derive(self.id.0, &format!("nonce/{slip}")) };
        let commitment = opening.commitment(self.id);
        Command::Cast { elector, code: code(slip), way, cast_at: self.now, commitment, opening: Secret::Clear(opening) }
    }

    fn vote(&mut self, number: u32, choice: Choice) {
        let whose = (!self.it().is_secret()).then_some(number);
        let cast = self.cast(whose, number, choice, Way::Online);
        self.given(&voter(), cast);
    }

    fn openings(&self) -> Vec<Opening> {
        self.it().votes.iter().filter_map(|vote| vote.opening.clear().cloned()).collect()
    }
}

fn voter() -> Actor {
    resident("voter")
}

fn desk(name: &str) -> Actor {
    staff(Role::Desk, "370", PersonId::named(name))
}

fn enter(number: u32, choice: Choice) -> Command {
    Command::Enter { elector: Some(number), code: code(number), choice: Secret::Clear(choice) }
}

fn refused(outcome: Outcome) -> Refusal {
    match outcome {
        Err(Rejection::Refused(why)) => why,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

#[test]
fn a_vote_by_one_way_closes_the_others() {
    let mut case = Case::open(false);
    case.vote(0, Choice::For);
    let again = |way| case.cast(Some(0), 0, Choice::Against, way);
    for second in [again(Way::Online), again(Way::Kiosk)] {
        assert_eq!(refused(case.when(&voter(), &second)), Refusal::AlreadyVoted { way: Way::Online, at: case.now });
    }
    let paper = refused(case.when(&desk("one"), &enter(0, Choice::Against)));
    assert_eq!(paper, Refusal::AlreadyVoted { way: Way::Online, at: case.now });
    case.given(&desk("one"), enter(1, Choice::For));
    case.given(&desk("two"), enter(1, Choice::For));
    let after = case.cast(Some(1), 1, Choice::Against, Way::Kiosk);
    assert_eq!(refused(case.when(&voter(), &after)), Refusal::AlreadyVoted { way: Way::Paper, at: case.now });
}

#[test]
fn a_slip_is_needed_and_must_be_the_electors_own() {
    let case = Case::open(false);
    let other = case.cast(Some(0), 1, Choice::For, Way::Online);
    assert_eq!(refused(case.when(&voter(), &other)), Refusal::WrongCode);
    let nobody = case.cast(None, 0, Choice::For, Way::Online);
    assert_eq!(refused(case.when(&voter(), &nobody)), Refusal::WrongCode);
    let beyond = case.cast(Some(ELECTORS), 0, Choice::For, Way::Online);
    assert_eq!(refused(case.when(&voter(), &beyond)), Refusal::NoElector { elector: ELECTORS });
}

#[test]
fn two_people_must_read_the_same_from_a_paper_and_differences_are_shown_to_those_who_keep_it() {
    let mut case = Case::open(false);
    case.given(&desk("one"), enter(2, Choice::For));
    assert_eq!(refused(case.when(&desk("one"), &enter(2, Choice::For))), Refusal::Already);
    case.given(&desk("two"), enter(2, Choice::Against));
    assert!(case.it().votes.is_empty());
    let shown = |who: &Actor| case.it().clone().view(who, case.now).expect("public").papers[0].entries.clone();
    assert!(shown(&desk("three")).iter().all(|entry| entry.choice.clear().is_some()));
    assert!(shown(&voter()).iter().all(|entry| entry.choice == Secret::Withheld));
    case.now = case.it().count_at;
    assert_eq!(case.it().due(), None, "an open paper is waited for");
    assert_eq!(refused(case.when(&Actor::system(), &Command::TimeUp)), Refusal::PapersOpen { papers: 1 });
    case.given(&desk("three"), enter(2, Choice::For));
    assert_eq!((case.it().votes.len(), case.it().papers.len()), (1, 0));
    assert!(case.it().due().is_some());
}

#[test]
fn before_closing_nobody_sees_a_vote_nor_its_receipt_and_afterwards_everybody_all() {
    let mut case = Case::open(false);
    case.vote(0, Choice::For);
    case.vote(1, Choice::Against);
    for who in [voter(), desk("one"), staff(Role::CommandCentre, "370", holder_of("370", crate::org::Post::Desk))] {
        let seen = case.it().clone().view(&who, case.now).expect("public");
        assert!(seen.votes.iter().all(|vote| vote.opening == Secret::Withheld && vote.commitment.0.is_empty()));
        assert_eq!(seen.turnout().heads, 2, "turnout is live");
        assert!(seen.tally.is_none() && seen.roll.iter().all(|elector| elector.slip.is_none()));
    }
    assert!(matches!(
        refused(case.when(&voter(), &Command::Declare { openings: case.openings() })),
        Refusal::WrongStage { .. }
    ));
    case.close();
    let seen = case.it().clone().view(&voter(), case.now).expect("public");
    assert!(seen.votes.iter().all(|vote| vote.opening.clear().is_some() && vote.slip.is_nil()));
}

#[test]
fn a_secret_ballot_tells_neither_whose_a_vote_is_nor_when_it_came() {
    let mut case = Case::drawn(3);
    for number in [2, 0, 1] {
        case.now += TimeDelta::hours(1);
        case.vote(number, if number == 0 { Choice::Against } else { Choice::For });
    }
    case.close();
    let seen = case.it().clone().view(&voter(), case.now).expect("public");
    let first = &seen.votes[0];
    for vote in &seen.votes {
        assert_eq!((vote.elector, vote.slip, vote.at, vote.cast_at), (None, Uuid::nil(), first.at, first.cast_at));
    }
    assert!(seen.votes.is_sorted_by_key(|vote| &vote.commitment));
    assert!(seen.slips.is_empty());
}

#[test]
fn a_secret_ballot_takes_no_more_votes_than_slips_are_out() {
    let mut case = Case::drawn(1);
    case.vote(4, Choice::For);
    let more = case.cast(None, 5, Choice::For, Way::Kiosk);
    assert_eq!(refused(case.when(&voter(), &more)), Refusal::NoSlipOut);
    assert_eq!(refused(case.when(&desk("one"), &Command::HandOut { elector: 0 })), Refusal::Already);
    case.given(&desk("one"), Command::HandOut { elector: 1 });
    let again = case.cast(None, 4, Choice::For, Way::Kiosk);
    assert!(matches!(refused(case.when(&voter(), &again)), Refusal::AlreadyVoted { way: Way::Online, .. }));
    let foreign = case.cast(None, 99, Choice::For, Way::Kiosk);
    assert_eq!(refused(case.when(&voter(), &foreign)), Refusal::WrongCode);
}

#[test]
fn late_votes_count_by_the_charters_rule() {
    let mut case = Case::open(false);
    let early = case.cast(Some(0), 0, Choice::For, Way::Kiosk);
    case.now = case.it().closes + TimeDelta::days(2);
    let late = case.cast(Some(0), 0, Choice::For, Way::Kiosk);
    assert!(matches!(refused(case.when(&voter(), &late)), Refusal::TooLate { .. }));
    assert!(case.when(&voter(), &early).is_ok(), "cast in time, received within three days");
    let mut strict = Case::announced(false, |book| book.charters[0].ordinary.late = LateRule::Received);
    strict.now = strict.it().opens;
    strict.given(&Actor::system(), Command::TimeUp);
    strict.now = strict.it().closes + TimeDelta::seconds(1);
    assert!(matches!(refused(strict.when(&voter(), &early)), Refusal::TooLate { .. }));
}

#[test]
fn a_commitment_must_be_that_of_the_vote_and_the_vote_one_of_the_method() {
    let case = Case::open(false);
    let mut cast = case.cast(Some(0), 0, Choice::For, Way::Online);
    if let Command::Cast { opening, .. } = &mut cast {
        *opening = Secret::Clear(Opening { choice: Choice::Against, nonce: Uuid::nil() });
    }
    assert_eq!(refused(case.when(&voter(), &cast)), Refusal::BadCommitment);
    let odd = case.cast(Some(0), 0, Choice::Option(0), Way::Online);
    assert_eq!(refused(case.when(&voter(), &odd)), Refusal::BadChoice);
    let sealed = Secret::Sealed(crate::id::SecretId::named("x"));
    if let Command::Cast { opening, .. } = &mut cast {
        *opening = sealed;
    }
    assert_eq!(refused(case.when(&voter(), &cast)), Refusal::BadCommitment);
}

#[test]
fn a_delegate_votes_with_their_own_slip_for_no_more_than_the_charter_allows() {
    let mut case = Case::open(false);
    let delegate = |elector, to| Command::Delegate { elector, to, paper: "委托书".into() };
    case.given(&desk("one"), delegate(0, 1));
    for bad in [delegate(2, 1), delegate(1, 2), delegate(2, 0), delegate(3, 3)] {
        assert_eq!(refused(case.when(&desk("one"), &bad)), Refusal::NoDelegation { max: 1 });
    }
    let own = case.cast(Some(0), 0, Choice::For, Way::Online);
    assert_eq!(refused(case.when(&voter(), &own)), Refusal::WrongCode);
    let by_delegate = case.cast(Some(0), 1, Choice::For, Way::Online);
    case.given(&voter(), by_delegate);
    case.vote(1, Choice::For);
    assert_eq!(case.it().turnout().heads, 2);
}

#[test]
fn a_roll_that_is_not_in_order_is_named() {
    let case = Case::announced(false, |_| {});
    let announce = |change: fn(&mut NewBallot), secret| {
        let mut new = ballot(case.id, ProposalId::named("one"), 3, secret, case.now);
        change(&mut new);
        let fresh = Case { state: None, ..Case::announced(false, |_| {}) };
        fresh.when(&desk("one"), &Command::Announce(Box::new(new)))
    };
    assert_eq!(refused(announce(|new| new.roll[1].area_cm2 = 0, false)), Refusal::BadElector { elector: 1 });
    assert_eq!(refused(announce(|new| new.roll[2].slip = new.roll[0].slip, false)), Refusal::BadElector { elector: 2 });
    assert_eq!(refused(announce(|new| _ = new.slips.pop(), true)), Refusal::BadSlips { slips: 2, electors: 3 });
    assert_eq!(refused(announce(|new| new.slips[1] = new.slips[0], true)), Refusal::BadSlips { slips: 3, electors: 3 });
    assert_eq!(refused(announce(|new| new.closes = new.opens, false)), Refusal::BadTime);
}

#[test]
fn the_result_takes_all_openings_and_only_those() {
    let mut case = Case::open(false);
    (0..5).for_each(|number| case.vote(number, Choice::For));
    case.close();
    let all = case.openings();
    let foreign = Opening { choice: Choice::Against, nonce: Uuid::nil() };
    let fewer = Command::Declare { openings: all[1..].to_vec() };
    assert_eq!(refused(case.when(&voter(), &fewer)), Refusal::Incomplete { missing: 1, foreign: 0 });
    let swapped = Command::Declare { openings: all[1..].iter().cloned().chain([foreign]).collect() };
    assert_eq!(refused(case.when(&voter(), &swapped)), Refusal::Incomplete { missing: 1, foreign: 1 });
    let twice = Command::Declare { openings: all.iter().chain(&all[..1]).cloned().collect() };
    assert_eq!(refused(case.when(&voter(), &twice)), Refusal::Incomplete { missing: 0, foreign: 1 });
    let it = case.given(&voter(), Command::Declare { openings: all });
    assert_eq!(it.tally.as_ref().map(|tally| tally.answers[0].heads), Some(5));
}
