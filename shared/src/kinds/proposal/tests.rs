//! Claims about the life of a proposal: given these events, when this is asked, then that follows.

mod decided;

use chrono::{DateTime, TimeDelta, Utc};

use super::*;
use crate::actor::Role;
use crate::aggregate::{Rejection, execute, fold};
use crate::calendar::county_day;
use crate::id::{BodyId, MeetingId};
use crate::kinds::content::ContentFault;
use crate::org::{Directory, Post};
use crate::rules::charter::Standing;
use crate::rules::{Rulebook, Weight};
use crate::sample::deliberation::{draft, published};
use crate::sample::{self, grid, grid_member, holder_of, morning, noise_report, resident, staff, unit_id};
use crate::secret::Secret;

/// A proposal with the county around it.
struct Case {
    org: Directory,
    rules: Rulebook,
    now: DateTime<Utc>,
    id: ProposalId,
    state: Option<Proposal>,
}

type Outcome = Result<Vec<Event>, Rejection<Refusal>>;

impl Case {
    fn new() -> Self {
        let id = ProposalId::named("case");
        Self { org: sample::directory(), rules: sample::rulebook(), now: morning(), id, state: None }
    }

    fn submitted() -> Self {
        let mut case = Self::new();
        case.given(&author(), Command::Submit(Box::new(draft())));
        case
    }

    fn gathering() -> Self {
        let mut case = Self::submitted();
        case.given(&grid_member(0, 0), accept());
        case
    }

    /// … with the five supporters that the charter of a grid asks for.
    fn tabled() -> Self {
        let mut case = Self::gathering();
        for number in 0..5 {
            case.given(&neighbour(number), Command::Support);
        }
        case
    }

    fn noticed() -> Self {
        let mut case = Self::tabled();
        let at = case.now + TimeDelta::days(4);
        case.given(&Actor::system(), notice(at));
        case
    }

    fn objecting() -> Self {
        let mut case = Self::noticed();
        case.given(&Actor::system(), Command::Open { forum: forum() });
        case.given(&Actor::system(), decide(Verdict::Adopted { option: Some(0) }));
        case
    }

    fn executing() -> Self {
        let mut case = Self::objecting();
        let until = case.it().until;
        case.run_clock(until);
        case
    }

    fn when(&self, actor: &Actor, command: &Command) -> Outcome {
        let cx = Context { actor, now: self.now, rules: &self.rules, org: &self.org, prove: crate::rules::prove };
        execute(self.id, self.state.as_ref(), command, &cx)
    }

    fn given(&mut self, actor: &Actor, command: Command) -> &Proposal {
        let events = self.when(actor, &command).expect("the given command is accepted");
        self.state = fold(self.state.take(), self.id, &events, actor.person, self.now);
        self.it()
    }

    fn it(&self) -> &Proposal {
        self.state.as_ref().expect("submitted")
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

fn forum() -> Forum {
    Forum::Meeting(MeetingId::named("meeting"))
}

fn author() -> Actor {
    resident("reporter")
}

fn neighbour(number: u32) -> Actor {
    resident(&format!("neighbour/{number}"))
}

fn accept() -> Command {
    Command::Accept { published: published(), entitled: 40 }
}

fn notice(at: DateTime<Utc>) -> Command {
    Command::Notice { forum: forum(), unit: grid(0, 0), at, ends: at, charter: "grid".into(), weight: Weight::Small }
}

fn decide(verdict: Verdict) -> Command {
    Command::Decide { forum: forum(), verdict, votes: Default::default() }
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

#[test]
fn a_proposal_goes_to_the_post_that_the_table_names_with_a_date_of_the_charter() {
    let case = Case::submitted();
    let (Awaiting::Post(holder), until) = case.it().awaiting().expect("open") else { panic!("a post") };
    assert_eq!(holder.person, holder_of("grid-0-0", Post::GridMember));
    // Five working days from a Wednesday, until work ends.
    assert_eq!(county_day(until), county_day(case.now) + TimeDelta::days(7));
    assert_eq!(case.it().settlement.charter, "grid");
}

#[test]
fn every_open_stage_has_somebody_and_a_date_and_no_ended_one_has() {
    for case in
        [Case::submitted(), Case::gathering(), Case::tabled(), Case::noticed(), Case::objecting(), Case::executing()]
    {
        let (_, until) = case.it().awaiting().expect("open");
        assert!(until > case.now, "{:?}", case.it().stage);
        assert!(case.it().due().is_some());
    }
    let mut case = Case::submitted();
    case.given(&author(), Command::Withdraw);
    assert_eq!(case.it().awaiting(), None);
    assert!(!case.it().is_live());
}

#[test]
fn what_the_charter_leaves_to_post_holders_a_resident_cannot_propose() {
    let mut case = Case::new();
    case.rules.charters[2].propose = Standing::PostHolder;
    let submit = Command::Submit(Box::new(draft()));
    assert_eq!(refused(case.when(&author(), &submit)), Refusal::NotEntitled);
    assert!(case.when(&grid_member(0, 0), &submit).is_ok());
}

#[test]
fn an_empty_text_a_picture_that_is_not_there_and_another_place_are_named() {
    let case = Case::new();
    let mut empty = draft();
    empty.text = words("  ");
    assert_eq!(refused(case.when(&author(), &Command::Submit(Box::new(empty)))), Refusal::Content(ContentFault::Empty));
    let mut odd = draft();
    odd.options[0].pictures = vec![2];
    assert_eq!(refused(case.when(&author(), &Command::Submit(Box::new(odd)))), Refusal::NoSuch { number: 2 });
    let mut town = draft();
    town.unit = unit_id("370-01");
    assert_eq!(refused(case.when(&author(), &Command::Submit(Box::new(town)))), Refusal::UnknownGrid);
}

#[test]
fn only_staff_of_the_responsible_unit_or_above_screen() {
    let case = Case::submitted();
    for stranger in [author(), grid_member(1, 0), staff(Role::Desk, "370-01-02", author().person)] {
        assert!(matches!(case.when(&stranger, &accept()), Err(Rejection::Forbidden { .. })));
    }
    for own in [grid_member(0, 0), staff(Role::Desk, "370-01-01", author().person)] {
        assert!(case.when(&own, &accept()).is_ok());
    }
}

#[test]
fn a_returned_proposal_says_why_and_how_to_mend_and_comes_back_mended() {
    let mut case = Case::submitted();
    let back = Command::Return { reason: "地点不明".into(), mend: "请补充楼号".into() };
    let it = case.given(&grid_member(0, 0), back);
    assert!(matches!(it.awaiting(), Some((Awaiting::Author, _))));
    assert_eq!(it.returned.as_ref().map(|(_, mend)| mend.as_str()), Some("请补充楼号"));
    let mut elsewhere = draft();
    elsewhere.unit = grid(1, 1);
    assert_eq!(refused(case.when(&author(), &Command::Revise(Box::new(elsewhere)))), Refusal::UnknownGrid);
    assert_eq!(case.given(&author(), Command::Revise(Box::new(draft()))).stage, Stage::Submitted);
}

#[test]
fn an_appeal_reaches_the_level_above() {
    let mut case = Case::submitted();
    case.given(&grid_member(0, 0), Command::Return { reason: "不受理".into(), mend: "无".into() });
    let it = case.given(&author(), Command::Appeal { reason: words("这是大家的事") });
    assert_eq!((it.stage, it.settlement.charge.path[0]), (Stage::Submitted, unit_id("370-01-01")));
    assert!(matches!(case.when(&grid_member(0, 0), &accept()), Err(Rejection::Forbidden { .. })));
}

#[test]
fn what_is_not_mended_or_not_supported_in_time_lapses() {
    let mut returned = Case::submitted();
    returned.given(&grid_member(0, 0), Command::Return { reason: "不清楚".into(), mend: "补充".into() });
    for mut case in [returned, Case::gathering()] {
        let until = case.it().until;
        assert_eq!(refused(case.when(&Actor::system(), &Command::TimeUp)), Refusal::NotDue);
        case.run_clock(until);
        assert_eq!(case.it().stage, Stage::Lapsed);
    }
}

#[test]
fn what_a_post_lets_lie_climbs_the_ladder_and_ends_overdue_at_the_top() {
    let mut case = Case::submitted();
    let mut seen = vec![case.it().settlement.charge.path[0]];
    while let Some((at, command)) = case.it().due() {
        case.now = at;
        seen.push(case.given(&Actor::system(), command).settlement.charge.path[0]);
    }
    assert_eq!(seen, ["grid-0-0", "370-01-01", "370-01", "370", "370"].map(unit_id));
    assert!(case.it().overdue && case.it().awaiting().is_some());
}

#[test]
fn the_last_supporter_needed_tables_it_and_nobody_supports_twice() {
    let mut case = Case::gathering();
    for number in 0..4 {
        assert_eq!(case.given(&neighbour(number), Command::Support).stage, Stage::Gathering);
    }
    assert_eq!(refused(case.when(&neighbour(0), &Command::Support)), Refusal::Already);
    assert_eq!(refused(case.when(&author(), &Command::Support)), Refusal::Already);
    assert_eq!(case.given(&neighbour(4), Command::Support).stage, Stage::Tabled);
    assert_eq!(case.given(&neighbour(5), Command::Support).stage, Stage::Tabled);
}

#[test]
fn only_those_invited_sign_and_only_the_author_takes_back() {
    let mut case = Case::submitted();
    assert_eq!(refused(case.when(&neighbour(0), &Command::CoSign)), Refusal::NotEntitled);
    let signer = resident("co-author");
    case.given(&signer, Command::CoSign);
    assert_eq!(refused(case.when(&signer, &Command::CoSign)), Refusal::Already);
    assert!(matches!(case.when(&signer, &Command::Withdraw), Err(Rejection::Forbidden { .. })));
}

#[test]
fn a_merged_proposal_tells_its_people_to_the_other() {
    let mut case = Case::gathering();
    case.given(&neighbour(1), Command::Follow);
    let into = ProposalId::named("other");
    assert_eq!(refused(case.when(&grid_member(0, 0), &Command::Merge { into: case.id })), Refusal::SameProposal);
    let events = case.when(&grid_member(0, 0), &Command::Merge { into }).expect("accepted");
    assert_eq!(events, [Event::Merged { into, people: vec![author().person, neighbour(1).person] }]);
}

#[test]
fn a_repair_is_passed_on_as_a_ticket() {
    let mut case = Case::submitted();
    let report = Command::PassOn { report: Box::new(noise_report(0, 0)) };
    let it = case.given(&grid_member(0, 0), report);
    assert_eq!((it.stage, it.tickets.len()), (Stage::PassedOn, 1));
}

#[test]
fn a_hidden_comment_shows_its_reason_and_not_its_words() {
    let mut case = Case::gathering();
    case.given(&neighbour(1), Command::Comment { text: words("不文明的话") });
    case.given(&neighbour(2), Command::ReportComment { number: 0 });
    assert_eq!(refused(case.when(&neighbour(2), &Command::ReportComment { number: 0 })), Refusal::Already);
    let hide = Command::HideComment { number: 0, reason: "不文明用语".into() };
    assert!(matches!(case.when(&neighbour(2), &hide), Err(Rejection::Forbidden { .. })));
    case.given(&grid_member(0, 0), hide);
    let seen = case.it().clone().view(&neighbour(1), case.now).expect("public");
    assert_eq!(seen.comments[0].text, Secret::Withheld);
    assert_eq!(seen.comments[0].hidden.as_ref().map(|hidden| hidden.reason.as_str()), Some("不文明用语"));
    let staff = case.it().clone().view(&grid_member(0, 0), case.now).expect("staff");
    assert_eq!(staff.comments[0].text, words("不文明的话"));
}

#[test]
fn a_department_answers_in_public_and_only_what_it_was_asked() {
    let mut case = Case::gathering();
    case.given(&neighbour(1), Command::Ask { service: "fire".into(), text: words("符合消防要求吗？") });
    let answer = |unit: &str| Command::Answer { number: 0, unit: unit_id(unit), text: "符合。".into() };
    let desk = |code: &str| staff(Role::DepartmentDesk, code, holder_of(code, Post::Desk));
    assert_eq!(refused(case.when(&desk("housing"), &answer("housing"))), Refusal::NotEntitled);
    assert!(matches!(case.when(&desk("housing"), &answer("fire")), Err(Rejection::Forbidden { .. })));
    case.given(&desk("fire"), answer("fire"));
    assert_eq!(refused(case.when(&desk("fire"), &answer("fire"))), Refusal::Already);
    let nobody = case.when(&neighbour(1), &Command::Ask { service: "space".into(), text: words("？") });
    assert_eq!(refused(nobody), Refusal::NoDepartment { service: "space".into() });
}

#[test]
fn an_amendment_is_taken_in_by_an_author_and_not_once_it_is_on_an_agenda() {
    let mut case = Case::noticed();
    case.given(&neighbour(3), Command::Amend { text: words("改到南侧") });
    assert!(matches!(refused(case.when(&author(), &Command::TakeAmendment { number: 0 })), Refusal::WrongStage { .. }));
    let mut case = Case::gathering();
    case.given(&neighbour(3), Command::Amend { text: words("改到南侧") });
    assert!(matches!(
        case.when(&neighbour(3), &Command::TakeAmendment { number: 0 }),
        Err(Rejection::Forbidden { .. })
    ));
    assert!(case.given(&author(), Command::TakeAmendment { number: 0 }).amendments[0].taken.is_some());
}

#[test]
fn before_it_is_public_only_its_people_and_staff_see_it_and_then_nobody_is_named() {
    let case = Case::submitted();
    let view = |case: &Case, who: &Actor| case.it().clone().view(who, case.now);
    assert_eq!(view(&case, &neighbour(1)), None);
    assert!(view(&case, &author()).is_some() && view(&case, &resident("co-author")).is_some());
    let case = Case::tabled();
    let seen = view(&case, &neighbour(1)).expect("public");
    assert_ne!(seen.author, author().person);
    let known = seen.supporters.iter().filter(|person| case.it().supporters.contains(person)).count();
    assert_eq!((known, seen.supporters.len()), (1, 5), "oneself, and nobody else");
    assert!(seen.draft.invited.is_empty() && seen.passages.iter().all(|passage| passage.by != author().person));
}

#[test]
fn the_public_line_holds_only_words_that_the_desk_wrote() {
    let line = Case::tabled().it().public().expect("public");
    assert_eq!((line.title.as_str(), line.supporters, line.needed), ("加建充电棚", 5, 5));
    let json = serde_json::to_string(&line).expect("writes");
    assert!(!json.contains("三号楼") && !json.contains(&author().person.to_string()));
    assert_eq!(Case::submitted().it().public(), None);
}

#[test]
fn every_secret_of_a_state_is_shown_once() {
    let mut case = Case::gathering();
    case.given(&neighbour(1), Command::Comment { text: words("好") });
    case.given(&neighbour(1), Command::Amend { text: words("改") });
    case.given(&neighbour(1), Command::Ask { service: "fire".into(), text: words("问") });
    let mut seen = 0;
    let mut it = case.it().clone();
    it.state_secrets(&mut |slot| {
        seen += 1;
        slot.withhold();
    });
    assert_eq!(seen, 7, "title, text, two options, a comment, a question, an amendment");
    assert!(!serde_json::to_string(&it).expect("writes").contains("clear"));
}

#[test]
fn a_small_work_is_decided_by_a_grid_member_within_the_limit_and_no_other() {
    let micro = || Command::DecideMicro { body: BodyId::named("body"), reason: "小事速办".into() };
    let case = Case::tabled();
    let events = case.when(&grid_member(0, 0), &micro()).expect("accepted");
    assert!(matches!(events[..], [Event::MicroDecided { year: 2026, cost_yuan: 1_800, year_yuan_max: 20_000, .. }]));
    let mut dear = draft();
    dear.cost_yuan = 2_001;
    let mut case = Case::new();
    case.given(&author(), Command::Submit(Box::new(dear)));
    case.given(&grid_member(0, 0), accept());
    assert_eq!(refused(case.when(&grid_member(0, 0), &micro())), Refusal::NotMicro { max: 2_000 });
    let mut weighty = draft();
    weighty.subject = "common".into();
    let mut case = Case::new();
    case.given(&author(), Command::Submit(Box::new(weighty)));
    case.given(&grid_member(0, 0), accept());
    assert_eq!(refused(case.when(&grid_member(0, 0), &micro())), Refusal::NotMicro { max: 0 });
}
