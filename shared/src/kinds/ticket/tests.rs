//! Claims about the life of a ticket: given these events, when this is asked, then that follows.

mod outcome;

use chrono::{DateTime, TimeDelta, Utc};

use super::*;
use crate::actor::Role;
use crate::aggregate::{Rejection, execute, fold};
use crate::id::UnitId;
use crate::kinds::unit;
use crate::org::{Directory, Post};
use crate::rules::{FactValue, Facts, Rulebook};
use crate::sample::{self, grid, grid_member, middle_of, morning, noise_report, resident, staff};
use crate::secret::Secret;

/// A ticket with the county around it.
struct Case {
    org: Directory,
    rules: Rulebook,
    now: DateTime<Utc>,
    id: TicketId,
    state: Option<Ticket>,
}

type Outcome = Result<Vec<Event>, Rejection<Refusal>>;

impl Case {
    fn new() -> Self {
        let id = TicketId::named("case");
        Self { org: sample::directory(), rules: sample::rulebook(), now: morning(), id, state: None }
    }

    /// A case with a report of noise in grid 0-0.
    fn reported() -> Self {
        let mut case = Self::new();
        case.given(&reporter(), Command::Submit(noise_report(0, 0)));
        case
    }

    /// … accepted and resolved by its grid member.
    fn resolved() -> Self {
        let mut case = Self::reported();
        case.given(&grid_member(0, 0), Command::Accept);
        case.given(&grid_member(0, 0), resolve());
        case
    }

    fn when(&self, actor: &Actor, command: &Command) -> Outcome {
        let cx = Context { actor, now: self.now, rules: &self.rules, org: &self.org, prove: crate::rules::prove };
        execute(self.id, self.state.as_ref(), command, &cx)
    }

    fn given(&mut self, actor: &Actor, command: Command) -> &Ticket {
        let events = self.when(actor, &command).expect("the given command is accepted");
        self.state = fold(self.state.take(), self.id, &events, actor.person, self.now);
        self.ticket()
    }

    fn ticket(&self) -> &Ticket {
        self.state.as_ref().expect("reported")
    }

    fn later(&mut self, by: TimeDelta) -> &mut Self {
        self.now += by;
        self
    }

    /// Lets time ask what it has to ask until `until`.
    fn run_clock(&mut self, until: DateTime<Utc>) {
        while let Some((at, command)) = self.state.as_ref().and_then(Aggregate::due) {
            if at > until {
                break;
            }
            self.now = at;
            self.given(&Actor::system(), command);
        }
        self.now = until;
    }
}

fn reporter() -> Actor {
    resident("reporter")
}

fn desk(code: &str) -> Actor {
    staff(Role::Desk, code, sample::holder_of(code, Post::Desk))
}

fn resolve() -> Command {
    Command::Resolve { done: "已上门劝导，当场关闭音响。".into(), photos: Vec::new() }
}

fn words(text: &str) -> Secret<String> {
    Secret::Clear(text.into())
}

fn refused(outcome: Outcome) -> Refusal {
    match outcome {
        Err(Rejection::Refused(why)) => why,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

fn responsible(ticket: &Ticket) -> UnitId {
    match ticket.awaiting() {
        Some((Awaiting::Post(holder), _)) => holder.unit,
        other => panic!("expected a post, got {other:?}"),
    }
}

#[test]
fn a_report_goes_to_the_grid_member_of_the_spot_with_a_date() {
    let case = Case::reported();
    let ticket = case.ticket();
    let (awaiting, until) = ticket.awaiting().expect("open");
    let Awaiting::Post(holder) = awaiting else { panic!("a post answers") };
    assert_eq!(holder.person, sample::holder_of("grid-0-0", Post::GridMember));
    assert_eq!(until, case.now + TimeDelta::hours(24));
    assert_eq!(ticket.why.as_ref().map(|why| why.rule.as_str()), Some("rest"));
}

#[test]
fn a_spot_in_another_grid_or_outside_the_county_is_refused() {
    let mut report = noise_report(0, 0);
    report.point = Some(middle_of(1, 1));
    let case = Case::new();
    let other = refused(case.when(&reporter(), &Command::Submit(report.clone())));
    assert_eq!(other, Refusal::OtherGrid { lies_in: grid(1, 1) });
    report.point = Some(middle_of(-3, 0));
    assert_eq!(refused(case.when(&reporter(), &Command::Submit(report))), Refusal::OutsideCounty);
}

#[test]
fn an_empty_text_a_bad_phone_and_a_missing_answer_are_named() {
    let case = Case::new();
    let mut report = noise_report(0, 0);
    report.text = words("  ");
    assert_eq!(refused(case.when(&reporter(), &Command::Submit(report))), Refusal::Empty);
    let mut report = noise_report(0, 0);
    report.contact.as_mut().expect("has contact").phone = words("12a45");
    assert_eq!(refused(case.when(&reporter(), &Command::Submit(report))), Refusal::BadPhone);
    let mut report = noise_report(0, 0);
    report.facts = Facts::new();
    assert!(matches!(refused(case.when(&reporter(), &Command::Submit(report))), Refusal::Undecided(_)));
}

#[test]
fn only_staff_of_the_responsible_unit_or_above_may_handle() {
    let case = Case::reported();
    for stranger in
        [grid_member(1, 0), desk("370-01-02"), reporter(), staff(Role::RuleKeeper, "370", reporter().person)]
    {
        assert!(matches!(case.when(&stranger, &Command::Accept), Err(Rejection::Forbidden { .. })));
    }
    for own in [grid_member(0, 0), desk("370-01-01"), desk("370")] {
        assert_eq!(case.when(&own, &Command::Accept), Ok(vec![Event::Accepted]));
    }
}

#[test]
fn every_open_phase_has_somebody_responsible_and_a_date() {
    let mut case = Case::reported();
    assert!(case.ticket().awaiting().is_some());
    assert!(case.given(&grid_member(0, 0), Command::Accept).awaiting().is_some());
    assert!(case.given(&grid_member(0, 0), Command::Start).awaiting().is_some());
    assert!(case.given(&grid_member(0, 0), Command::Ask { question: "几楼？".into() }).awaiting().is_some());
    assert!(case.given(&reporter(), Command::Reply { text: words("三楼") }).awaiting().is_some());
    assert!(case.given(&grid_member(0, 0), resolve()).awaiting().is_some());
    assert_eq!(case.given(&reporter(), Command::Confirm).awaiting(), None);
}

#[test]
fn time_up_climbs_the_ladder_rung_by_rung_and_ends_overdue_at_the_top() {
    let mut case = Case::reported();
    let mut seen = vec![responsible(case.ticket())];
    while let Some((at, command)) = case.ticket().due() {
        case.now = at;
        seen.push(responsible(case.given(&Actor::system(), command)));
    }
    let expected = ["grid-0-0", "370-01-01", "370-01", "370", "370"].map(sample::unit_id);
    assert_eq!(seen, expected);
    assert!(case.ticket().overdue);
}

#[test]
fn time_asks_nothing_before_the_limit() {
    let mut case = Case::reported();
    case.later(TimeDelta::hours(24) - TimeDelta::seconds(1));
    assert_eq!(refused(case.when(&Actor::system(), &Command::TimeUp)), Refusal::NotDue);
    assert!(matches!(case.when(&desk("370"), &Command::TimeUp), Err(Rejection::Forbidden { .. })));
}

#[test]
fn the_clock_stands_while_the_resident_is_asked() {
    let mut case = Case::reported();
    let before = case.given(&grid_member(0, 0), Command::Accept).awaiting().map(|(_, until)| until);
    case.given(&grid_member(0, 0), Command::Ask { question: "哪个单元？".into() });
    case.later(TimeDelta::hours(30));
    let after = case.given(&reporter(), Command::Reply { text: words("二单元") });
    assert_eq!(after.phase, Phase::Accepted);
    assert_eq!(after.awaiting().map(|(_, until)| until), before.map(|until| until + TimeDelta::hours(30)));
}

#[test]
fn a_resident_who_never_answers_does_not_stop_the_clock_for_ever() {
    let mut case = Case::reported();
    case.given(&grid_member(0, 0), Command::Ask { question: "哪个单元？".into() });
    let wait = case.ticket().pause.as_ref().expect("paused").until;
    case.run_clock(wait);
    assert_eq!(case.ticket().phase, Phase::Accepted);
}

#[test]
fn a_wrong_category_and_its_facts_are_routed_once_together() {
    let mut case = Case::reported();
    let facts = Facts::from([("danger".into(), FactValue::Boolean(true)), ("floor".into(), FactValue::Integer(3))]);
    let reroute = Command::Reroute { category: "fire.exit".into(), facts, reason: "是消防通道被堵".into() };
    let events = case.when(&grid_member(0, 0), &reroute).expect("accepted");
    let routed = events.iter().filter(|event| matches!(event, Event::Routed { .. })).count();
    assert_eq!(routed, 1);
    let ticket = case.given(&grid_member(0, 0), reroute.clone());
    assert_eq!(responsible(ticket), sample::unit_id("370-01"));
    assert_eq!(ticket.parts.iter().map(|part| part.unit).collect::<Vec<_>>(), [sample::unit_id("fire")]);
    assert_eq!(refused(case.when(&desk("370"), &reroute)), Refusal::NothingChanges);
}

#[test]
fn a_joint_ticket_is_resolved_only_when_every_department_has_answered_or_was_let_go() {
    let mut case = Case::reported();
    let services = vec!["fire".into(), "housing".into()];
    case.given(&desk("370-01-01"), Command::BringIn { services, request: "请现场核查".into() });
    let open = refused(case.when(&grid_member(0, 0), &resolve()));
    assert_eq!(open, Refusal::PartsOpen { units: vec![sample::unit_id("fire"), sample::unit_id("housing")] });
    let fire = staff(Role::DepartmentDesk, "fire", sample::holder_of("fire", Post::Desk));
    let answer = |unit| Command::AnswerPart { unit: sample::unit_id(unit), answer: "已核查".into() };
    assert!(matches!(case.when(&fire, &answer("housing")), Err(Rejection::Forbidden { .. })));
    case.given(&fire, answer("fire"));
    let housing = sample::unit_id("housing");
    case.given(&desk("370-01-01"), Command::ReleasePart { unit: housing, reason: "不涉及房屋安全".into() });
    assert_eq!(case.given(&grid_member(0, 0), resolve()).phase, Phase::Resolved);
}

#[test]
fn a_department_sees_the_ticket_only_while_it_is_a_part_of_it() {
    let mut case = Case::reported();
    let fire = staff(Role::DepartmentDesk, "fire", sample::holder_of("fire", Post::Desk));
    assert_eq!(case.ticket().clone().view(&fire, case.now), None);
    case.given(&desk("370-01-01"), Command::BringIn { services: vec!["fire".into()], request: "请协助".into() });
    assert!(case.ticket().clone().view(&fire, case.now).is_some());
}
