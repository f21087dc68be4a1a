//! Claims about bodies: who sits in them, whom they call, and what they let be spent.

use chrono::TimeDelta;

use super::*;
use crate::aggregate::{Rejection, execute, fold};
use crate::sample::deliberation::{body, call, member};
use crate::sample::{self, grid, grid_member, holder_of, morning, resident};

fn when(state: Option<&Body>, actor: &Actor, command: &Command) -> Result<Vec<Event>, Rejection<Refusal>> {
    let (org, rules) = (sample::directory(), sample::rulebook());
    let cx = Context { actor, now: morning(), rules: &rules, org: &org, prove: crate::rules::prove };
    execute(BodyId::named("case"), state, command, &cx)
}

fn given(state: Option<Body>, actor: &Actor, command: &Command) -> Body {
    let events = when(state.as_ref(), actor, command).expect("the given command is accepted");
    fold(state, BodyId::named("case"), &events, actor.person, morning()).expect("founded")
}

fn founded() -> Body {
    given(None, &grid_member(0, 0), &Command::Found(Box::new(body())))
}

fn refused(answer: Result<Vec<Event>, Rejection<Refusal>>) -> Refusal {
    match answer {
        Err(Rejection::Refused(why)) => why,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

fn convene() -> Command {
    let agenda = [(ProposalId::named("one"), Weight::Small)];
    Command::Convene(Box::new(call(MeetingId::named("m"), morning() + TimeDelta::days(4), &agenda)))
}

#[test]
fn a_body_has_one_chair_a_charter_and_nobody_twice() {
    let found = |change: fn(&mut NewBody)| {
        let mut new = body();
        change(&mut new);
        refused(when(None, &grid_member(0, 0), &Command::Found(Box::new(new))))
    };
    assert_eq!(found(|new| new.members[0].role = MemberRole::Chair), Refusal::NotOneChair { chairs: 2 });
    assert_eq!(found(|new| new.members.push(new.members[0].clone())), Refusal::TwoSeats);
    assert_eq!(found(|new| new.charter = "none".into()), Refusal::NoCharter { charter: "none".into() });
    let elsewhere = when(None, &grid_member(1, 1), &Command::Found(Box::new(body())));
    assert!(matches!(elsewhere, Err(Rejection::Forbidden { .. })));
}

#[test]
fn a_call_reaches_whoever_holds_the_seats_on_that_day() {
    let events = when(Some(&founded()), &grid_member(0, 0), &convene()).expect("accepted");
    let [Event::Convened { members, charter, path, .. }] = &events[..] else { panic!("convened") };
    let chair = Called { person: holder_of("grid-0-0", Post::GridMember), role: MemberRole::Chair };
    assert!(members.contains(&chair) && members.contains(&Called { person: member(0), role: MemberRole::Member }));
    assert_eq!((charter.as_str(), path[0], members.len()), ("grid", grid(0, 0), 7));
}

#[test]
fn a_body_without_anybody_in_the_chair_calls_no_meeting() {
    let mut new = body();
    new.members[5].seat = Seat::Post { unit: grid(0, 0), post: Post::Secretary };
    let body = given(None, &grid_member(0, 0), &Command::Found(Box::new(new)));
    assert_eq!(refused(when(Some(&body), &grid_member(0, 0), &convene())), Refusal::NoChair);
}

#[test]
fn a_meeting_is_called_for_a_time_to_come_with_something_to_decide() {
    let call = |change: fn(&mut Call)| {
        let Command::Convene(mut call) = convene() else { panic!("a call") };
        change(&mut call);
        refused(when(Some(&founded()), &grid_member(0, 0), &Command::Convene(call)))
    };
    assert_eq!(call(|call| call.at = morning()), Refusal::BadTime);
    assert_eq!(call(|call| call.minutes = 0), Refusal::BadTime);
    assert_eq!(call(|call| call.agenda.clear()), Refusal::Content(ContentFault::Empty));
}

#[test]
fn small_works_of_a_year_end_where_the_charter_ends_them() {
    let spend = |year| Command::Spend {
        proposal: ProposalId::named("one"),
        place: vec![grid(0, 0)],
        year,
        cost_yuan: 1_800,
        year_yuan_max: 4_000,
    };
    let system = Actor::system();
    let mut body = founded();
    for _ in 0..2 {
        body = given(Some(body), &system, &spend(2026));
    }
    let full = Refusal::YearSpent { year: 2026, spent_yuan: 3_600, max_yuan: 4_000 };
    assert_eq!(refused(when(Some(&body), &system, &spend(2026))), full);
    assert!(when(Some(&body), &system, &spend(2027)).is_ok(), "another year begins anew");
    assert!(matches!(when(Some(&body), &grid_member(0, 0), &spend(2027)), Err(Rejection::Forbidden { .. })));
    let mut elsewhere = spend(2027);
    if let Command::Spend { place, .. } = &mut elsewhere {
        *place = vec![grid(1, 1)];
    }
    assert_eq!(refused(when(Some(&body), &system, &elsewhere)), Refusal::OtherPlace);
}

#[test]
fn a_representatives_name_is_seen_by_those_who_work_with_the_body() {
    let name = |who: &Actor| {
        let seen = founded().view(who, morning()).expect("seen");
        match &seen.about.members[0].seat {
            Seat::Person { name, .. } => name.clone(),
            Seat::Post { .. } => panic!("a person"),
        }
    };
    assert!(name(&grid_member(0, 0)).clear().is_some());
    assert_eq!(name(&resident("passer-by")), Secret::Withheld);
}
