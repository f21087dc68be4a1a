//! Claims about the life of a rulebook: given these events, when this is asked, then that follows.

mod reading;

use super::*;
use crate::actor::Role;
use crate::aggregate::{Rejection, execute, fold};
use crate::org::Directory;
use crate::rules::{Part, Prover, prove};
use crate::sample::{self, staff};

/// A rulebook with the county around it.
struct Case {
    org: Directory,
    in_force: Rulebook,
    now: DateTime<Utc>,
    state: Option<RulebookDoc>,
    prove: Prover,
}

const ID: &str = "case";

fn person(name: &str) -> PersonId {
    PersonId::named(name)
}

fn keeper() -> Actor {
    staff(Role::RuleKeeper, "370", person("keeper"))
}

fn approver() -> Actor {
    staff(Role::RuleApprover, "370", person("approver"))
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn book() -> Rulebook {
    serde_json::from_str(include_str!("../../../../demo/rulebook.json")).unwrap()
}

fn draft() -> Command {
    Command::Draft { book: Box::new(book()) }
}

fn publish(from: &str) -> Command {
    Command::Publish { effective_from: Some(day(from)) }
}

impl Case {
    /// A county that has version 3 in force, at noon of 2 March 2026.
    fn new() -> Self {
        let in_force = Rulebook { version: 3, ..book() };
        let now = "2026-03-02T04:00:00Z".parse().unwrap();
        Self { org: sample::directory(), in_force, now, state: None, prove }
    }

    fn drafted() -> Self {
        Self::new().given(&keeper(), draft())
    }

    fn when(&self, actor: &Actor, command: &Command) -> Result<Vec<Event>, Rejection<Refusal>> {
        let cx = Context { actor, now: self.now, rules: &self.in_force, org: &self.org, prove: self.prove };
        execute(RulebookId::named(ID), self.state.as_ref(), command, &cx)
    }

    fn given(mut self, actor: &Actor, command: Command) -> Self {
        let events = self.when(actor, &command).expect("the given command is accepted");
        let id = RulebookId::named(ID);
        self.state = fold(self.state.take(), id, &events, actor.person, self.now);
        self
    }

    fn refuses(&self, actor: &Actor, command: &Command) -> Refusal {
        match self.when(actor, command) {
            Err(Rejection::Refused(why)) => why,
            other => panic!("not refused: {other:?}"),
        }
    }

    fn forbids(&self, actor: &Actor, command: &Command) -> Permission {
        match self.when(actor, command) {
            Err(Rejection::Forbidden { permission }) => permission,
            other => panic!("not forbidden: {other:?}"),
        }
    }

    fn doc(&self) -> &RulebookDoc {
        self.state.as_ref().expect("drafted")
    }
}

#[test]
fn a_draft_belongs_to_the_county_and_decides_nothing() {
    let case = Case::drafted();
    assert_eq!(case.doc().county, [case.org.root().unwrap()]);
    assert_eq!((case.doc().drafted_by, &case.doc().status), (person("keeper"), &Status::Draft));
    assert_eq!(in_force([case.doc()].into_iter(), day("2099-01-01")), None);
}

#[test]
fn a_second_person_publishes_it_under_the_next_version() {
    let case = Case::drafted().given(&approver(), publish("2026-03-10"));
    let status = Status::Published {
        version: 4,
        effective_from: day("2026-03-10"),
        published_by: person("approver"),
        at: case.now,
    };
    assert_eq!(case.doc().status, status);
    assert_eq!((case.doc().book.version, case.doc().book.effective_from), (4, day("2026-03-10")));
}

#[test]
fn whoever_wrote_on_it_may_not_publish_it() {
    let unit = Case::new().org.root().unwrap();
    let both = |name: &str| {
        let grants = [Role::RuleKeeper, Role::RuleApprover];
        Actor::staff(person(name), grants.map(|role| crate::actor::Grant { role, unit }).into())
    };
    let case = Case::new().given(&both("first"), draft());
    let case = case.given(&both("second"), Command::Revise { book: Box::new(book()) });
    for author in ["first", "second"] {
        assert_eq!(case.refuses(&both(author), &publish("2026-03-10")), Refusal::SamePerson);
    }
    assert!(case.when(&both("third"), &publish("2026-03-10")).is_ok());
}

#[test]
fn the_system_may_publish_what_it_drafted() {
    let case = Case::new().given(&Actor::system(), draft());
    assert!(case.when(&Actor::system(), &Command::Publish { effective_from: None }).is_ok());
}

#[test]
fn each_act_needs_its_own_permission_at_the_county() {
    let case = Case::drafted();
    assert_eq!(case.forbids(&keeper(), &publish("2026-03-10")), Permission::PublishRules);
    assert_eq!(case.forbids(&approver(), &draft()), Permission::DraftRules);
    assert_eq!(case.forbids(&approver(), &Command::Withdraw), Permission::DraftRules);
    let in_town = staff(Role::RuleKeeper, "370-01", person("town"));
    assert_eq!(Case::new().forbids(&in_town, &draft()), Permission::DraftRules);
    let published = case.given(&approver(), publish("2026-03-10"));
    assert_eq!(published.forbids(&keeper(), &Command::Withdraw), Permission::PublishRules);
}

#[test]
fn an_empty_county_can_have_its_first_rulebook_drafted() {
    let mut case = Case::new();
    case.org = Directory::default();
    assert!(case.when(&keeper(), &draft()).is_ok());
    assert_eq!(case.forbids(&sample::resident("r"), &draft()), Permission::DraftRules);
}

#[test]
fn a_book_that_does_not_hang_together_is_not_published() {
    let mut broken = book();
    broken.ladders.retain(|ladder| ladder.key != "mediation");
    let case = Case::new().given(&keeper(), Command::Draft { book: Box::new(broken) });
    let Refusal::Findings { findings } = case.refuses(&approver(), &publish("2026-03-10")) else {
        panic!("refused for another reason");
    };
    let rule = Finding::Dangling { part: Part::Ladder, name: "mediation".into(), at: "ticket/R-100".into() };
    assert!(findings.contains(&rule));
}

#[test]
fn a_book_that_leaves_a_case_undecided_is_refused_with_that_case_and_mended_by_the_suggestion() {
    let mut gap = book();
    gap.tables[0].rules.retain(|rule| rule.id != "R-056");
    let case = Case::new().given(&keeper(), Command::Draft { book: Box::new(gap.clone()) });
    let Refusal::Findings { findings } = case.refuses(&approver(), &publish("2026-03-10")) else {
        panic!("refused for another reason");
    };
    for finding in &findings {
        let case = match finding {
            Finding::Gap { case, .. } | Finding::ExampleFails { case, .. } => case,
            other => panic!("{other:?}"),
        };
        assert_eq!(gap.rule_for(case), Err(crate::rules::Undecided::NoRule));
    }
    let repairs: Vec<_> = findings.iter().filter_map(|finding| finding.repair(&gap)).collect();
    repairs.iter().for_each(|repair| gap.repair(repair));
    let case = case.given(&keeper(), Command::Revise { book: Box::new(gap) });
    assert!(case.when(&approver(), &publish("2026-03-10")).is_ok());
}

#[test]
fn advice_does_not_stop_it() {
    let case = Case::drafted();
    let findings = prove(&case.doc().book, &case.org, day("2026-03-10"));
    assert!(!findings.is_empty() && findings.iter().all(|finding| finding.severity() == Severity::Advice));
    assert!(case.when(&approver(), &publish("2026-03-10")).is_ok());
}

#[test]
fn a_book_that_finds_nobody_on_its_first_day_is_refused() {
    let mut case = Case::drafted();
    let mut units = sample::units();
    units.iter_mut().flat_map(|unit| &mut unit.appointments).for_each(|held| held.to = Some(day("2026-03-10")));
    case.org = Directory::new(units);
    assert!(case.when(&approver(), &publish("2026-03-10")).is_ok());
    let Refusal::Findings { findings } = case.refuses(&approver(), &publish("2026-03-11")) else {
        panic!("refused for another reason");
    };
    assert!(findings.iter().all(|finding| matches!(finding, Finding::Vacant { .. })), "{findings:?}");
}

#[test]
fn an_approvers_device_finds_what_the_server_finds_though_it_is_not_told_who_holds_every_post() {
    let mut units = sample::units();
    for held in units.iter_mut().flat_map(|unit| &mut unit.appointments) {
        held.post = crate::org::Post::Liaison;
    }
    let mut book = book();
    for empty in &mut book.stand_ins {
        empty.instead = vec![(empty.tier, crate::org::Post::Liaison)];
    }
    let server = Directory::new(units.clone());
    let device = Directory::new(units.into_iter().filter_map(|unit| unit.view(&approver(), Case::new().now)));
    let day = day("2026-03-10");
    assert_eq!(prove(&book, &device, day), prove(&book, &server, day));
}

#[test]
fn who_does_not_carry_the_proof_publishes_nothing() {
    let mut case = Case::drafted();
    case.prove = crate::rules::unproven;
    let refused = case.refuses(&approver(), &publish("2026-03-10"));
    assert_eq!(refused, Refusal::Findings { findings: vec![Finding::NotProven] });
}

#[test]
fn the_check_is_of_the_day_on_which_it_begins() {
    let refused = Case::drafted().refuses(&approver(), &publish("2028-01-01"));
    assert_eq!(refused, Refusal::Findings { findings: vec![Finding::YearNotCovered { year: 2028 }] });
}

#[test]
fn a_book_too_big_to_look_at_is_not_even_drafted() {
    let mut endless = book();
    endless.services = vec![endless.services[0].clone(); crate::rules::PART_MEMBERS_MAX + 1];
    let refused = Case::new().refuses(&keeper(), &Command::Draft { book: Box::new(endless) });
    assert!(matches!(refused, Refusal::Findings { .. }));
}

#[test]
fn it_does_not_begin_in_the_past_unless_it_is_the_first() {
    let mut case = Case::drafted();
    let (effective_from, today) = (day("2026-03-01"), day("2026-03-02"));
    let refused = case.refuses(&approver(), &publish("2026-03-01"));
    assert_eq!(refused, Refusal::InThePast { effective_from, today });
    assert!(case.when(&approver(), &publish("2026-03-02")).is_ok());
    case.in_force = Rulebook::default();
    assert!(case.when(&approver(), &publish("2026-03-01")).is_ok());
}

#[test]
fn what_is_published_can_neither_be_changed_nor_published_again() {
    let case = Case::drafted().given(&approver(), publish("2026-03-10"));
    let revise = Command::Revise { book: Box::new(book()) };
    assert_eq!(case.refuses(&keeper(), &revise), Refusal::NotADraft);
    assert_eq!(case.refuses(&approver(), &publish("2026-03-11")), Refusal::NotADraft);
    assert_eq!(case.refuses(&keeper(), &draft()), Refusal::AlreadyThere);
}

#[test]
fn it_can_be_withdrawn_until_it_begins_to_decide() {
    let mut case = Case::drafted().given(&approver(), publish("2026-03-10"));
    assert_eq!(case.when(&approver(), &Command::Withdraw), Ok(vec![Event::Withdrawn]));
    case.now = "2026-03-09T16:00:00Z".parse().unwrap();
    assert_eq!(case.refuses(&approver(), &Command::Withdraw), Refusal::InForce);
    let draft = Case::drafted().given(&keeper(), Command::Withdraw);
    assert_eq!(draft.refuses(&keeper(), &Command::Withdraw), Refusal::NotADraft);
    assert!(!draft.doc().is_live());
}

#[test]
fn nothing_can_be_done_to_one_that_is_not_there() {
    let revise = Command::Revise { book: Box::new(book()) };
    assert_eq!(Case::new().refuses(&keeper(), &revise), Refusal::NotThere);
    assert_eq!(Case::new().refuses(&approver(), &publish("2026-03-10")), Refusal::NotThere);
}
