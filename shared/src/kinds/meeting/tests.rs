//! Claims about meetings: who comes in, when there are enough, and what they can decide.

use super::*;
use crate::actor::Role;
use crate::aggregate::{Rejection, execute, fold};
use crate::org::{Directory, Post};
use crate::rules::Rulebook;
use crate::sample::deliberation::{DOOR, call, member};
use crate::sample::{self, grid, grid_member, holder_of, morning, resident, staff};

struct Case {
    org: Directory,
    rules: Rulebook,
    now: DateTime<Utc>,
    id: MeetingId,
    state: Option<Meeting>,
}

type Answer = Result<Vec<Event>, Rejection<Refusal>>;

/// A meeting of five members, the chair and one on call, about two ordinary matters; its door is open.
fn called() -> Case {
    let id = MeetingId::named("case");
    let (org, rules) = (sample::directory(), sample::rulebook());
    let at = morning() + TimeDelta::days(4);
    let mut case = Case { org, rules, now: at - TimeDelta::minutes(30), id, state: None };
    let hold = case.hold("grid", Weight::Small, at);
    case.given(&Actor::system(), hold);
    case
}

/// … in session with so many members and the chair.
fn open(members: u32) -> Case {
    let mut case = called();
    (0..members).for_each(|number| case.come(number));
    case.given(&keeper(), Command::CheckInFor { person: chair().person });
    case.given(&keeper(), Command::Open);
    case
}

impl Case {
    fn hold(&self, charter: &str, weight: Weight, at: DateTime<Utc>) -> Command {
        let agenda = ["one", "two"].map(|name| (ProposalId::named(name), weight));
        let voting = (0..5).map(|number| Called { person: member(number), role: MemberRole::Member });
        let chair = Called { person: chair().person, role: MemberRole::Chair };
        let fire = Called { person: holder_of("fire", Post::Desk), role: MemberRole::OnCall };
        Command::Hold {
            body: BodyId::named("body"),
            call: Box::new(call(self.id, at, &agenda)),
            charter: charter.into(),
            members: voting.chain([chair, fire]).collect(),
            path: self.org.path(grid(0, 0)),
        }
    }

    fn when(&self, actor: &Actor, command: &Command) -> Answer {
        let cx = Context { actor, now: self.now, rules: &self.rules, org: &self.org, prove: crate::rules::prove };
        execute(self.id, self.state.as_ref(), command, &cx)
    }

    fn given(&mut self, actor: &Actor, command: Command) -> &Meeting {
        let events = self.when(actor, &command).expect("the given command is accepted");
        self.state = fold(self.state.take(), self.id, &events, actor.person, self.now);
        self.it()
    }

    fn come(&mut self, number: u32) {
        self.given(&comes(number), Command::CheckIn { code: DOOR.into() });
    }

    fn it(&self) -> &Meeting {
        self.state.as_ref().expect("called")
    }
}

fn comes(number: u32) -> Actor {
    Actor::resident(member(number))
}

fn chair() -> Actor {
    grid_member(0, 0)
}

fn keeper() -> Actor {
    staff(Role::Desk, "370-01-01", PersonId::named("keeper"))
}

fn settle(item: u8, verdict: Verdict, votes: [u32; 3]) -> Command {
    Command::Settle { item, verdict, votes }
}

fn adopt(item: u8, votes: [u32; 3]) -> Command {
    settle(item, Verdict::Adopted { option: None }, votes)
}

fn refused(answer: Answer) -> Refusal {
    match answer {
        Err(Rejection::Refused(why)) => why,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

#[test]
fn a_member_comes_in_by_the_code_at_the_door_and_nobody_else() {
    let mut case = called();
    let code = |code: &str| Command::CheckIn { code: code.into() };
    assert_eq!(refused(case.when(&comes(0), &code("00000000"))), Refusal::WrongCode);
    assert!(matches!(case.when(&resident("passer-by"), &code(DOOR)), Err(Rejection::Forbidden { .. })));
    case.come(0);
    assert_eq!(refused(case.when(&comes(0), &code(DOOR))), Refusal::Already);
    case.now = case.it().at - TimeDelta::minutes(61);
    assert!(matches!(refused(case.when(&comes(1), &code(DOOR))), Refusal::TooEarly { .. }));
}

#[test]
fn a_members_device_does_not_know_the_code_and_takes_theirs_for_good() {
    let mut case = called();
    assert!(case.it().clone().view(&keeper(), case.now).expect("staff").door.is_some());
    case.state = case.it().clone().view(&comes(0), case.now);
    assert_eq!(case.it().door, None);
    assert!(case.when(&comes(0), &Command::CheckIn { code: "anything".into() }).is_ok());
}

#[test]
fn it_opens_once_more_than_half_of_those_with_a_vote_are_here() {
    let mut case = called();
    (0..3).for_each(|number| case.come(number));
    case.given(&keeper(), Command::CheckInFor { person: holder_of("fire", Post::Desk) });
    let too_few = Refusal::NoQuorum { present: 3, entitled: 6, needed: 4 };
    assert_eq!(refused(case.when(&keeper(), &Command::Open)), too_few, "who is on call does not count");
    case.come(3);
    assert_eq!(case.given(&keeper(), Command::Open).stage, Stage::Open);
}

#[test]
fn what_the_votes_do_not_carry_is_not_adopted_and_what_they_carry_not_rejected() {
    let case = open(4);
    assert_eq!(refused(case.when(&keeper(), &adopt(0, [2, 0, 0]))), Refusal::NotCarried { votes: 2, needed: 3 });
    assert_eq!(refused(case.when(&keeper(), &settle(0, Verdict::Rejected, [3, 2, 0]))), Refusal::Carried { votes: 3 });
    assert_eq!(refused(case.when(&keeper(), &adopt(0, [4, 1, 1]))), Refusal::TooManyVotes { votes: 6, present: 5 });
    assert_eq!(refused(case.when(&keeper(), &adopt(2, [5, 0, 0]))), Refusal::NoItem { item: 2 });
    assert!(case.when(&keeper(), &adopt(0, [3, 2, 0])).is_ok());
    assert!(case.when(&keeper(), &settle(0, Verdict::Deferred, [0, 0, 0])).is_ok());
}

#[test]
fn whoever_has_an_interest_does_not_vote_and_counts_for_no_quorum_of_that_matter() {
    let mut case = open(4);
    case.given(&comes(0), Command::Declare { item: 0, person: None });
    case.given(&keeper(), Command::Declare { item: 0, person: Some(member(1)) });
    assert_eq!(case.it().quorum(&case.it().agenda[0]), (4, 3));
    assert_eq!(case.it().quorum(&case.it().agenda[1]), (6, 5));
    assert_eq!(refused(case.when(&keeper(), &adopt(0, [4, 0, 0]))), Refusal::TooManyVotes { votes: 4, present: 3 });
    assert!(case.when(&keeper(), &adopt(0, [2, 1, 0])).is_ok());
    let other = Command::Declare { item: 0, person: Some(PersonId::named("passer-by")) };
    assert_eq!(refused(case.when(&keeper(), &other)), Refusal::NotAMember);
}

#[test]
fn a_matter_is_decided_once_and_what_is_left_is_put_off() {
    let mut case = open(4);
    case.given(&keeper(), adopt(0, [5, 0, 0]));
    assert_eq!(refused(case.when(&keeper(), &adopt(0, [5, 0, 0]))), Refusal::Already);
    let events = case.when(&keeper(), &Command::Close).expect("accepted");
    assert_eq!(events, [Event::Closed { left: vec![ProposalId::named("two")] }]);
}

#[test]
fn only_the_chair_signs_and_only_what_is_written() {
    let mut case = open(4);
    case.given(&keeper(), Command::Close);
    assert!(matches!(refused(case.when(&chair(), &Command::Sign)), Refusal::Content(_)));
    case.given(&keeper(), Command::Minute { text: "逐项议决，记录在案。".into() });
    assert!(matches!(case.when(&keeper(), &Command::Sign), Err(Rejection::Forbidden { .. })));
    let it = case.given(&chair(), Command::Sign);
    assert_eq!((it.stage, it.signed.map(|(who, _)| who)), (Stage::Signed, Some(chair().person)));
}

#[test]
fn a_vote_by_area_or_in_secret_needs_a_ballot() {
    let case = called();
    let fresh = Case { state: None, ..called() };
    for (charter, weight) in [("owners", Weight::Small), ("residents", Weight::Small), ("village", Weight::Big)] {
        let hold = case.hold(charter, weight, case.now);
        assert_eq!(refused(fresh.when(&Actor::system(), &hold)), Refusal::NeedsBallot, "{charter}");
    }
}

#[test]
fn a_meeting_that_nobody_opened_is_cancelled_and_one_that_nobody_closed_ends() {
    for (mut case, stage) in [(called(), Stage::Cancelled), (open(4), Stage::Closed)] {
        let (at, command) = case.it().due().expect("waits");
        assert_eq!(refused(case.when(&Actor::system(), &command)), Refusal::NotDue);
        case.now = at;
        let it = case.given(&Actor::system(), command);
        assert_eq!((it.stage, it.due()), (stage, None));
    }
}
