//! From the agenda to the answer.

use super::*;
use crate::kinds::proposal::model::NewMilestone;

fn work(days: i64, now: DateTime<Utc>) -> NewMilestone {
    NewMilestone {
        title: "安装棚架".into(),
        due: county_day(now + TimeDelta::days(days)),
        unit: grid(0, 0),
        post: Post::GridMember,
        cost_yuan: 900,
    }
}

fn finish(number: u32) -> Command {
    Command::Finish { number, note: "已完工".into(), cost_yuan: 950, photos: Vec::new() }
}

/// … planned, with one piece of work due in ten days and one in thirty.
fn planned() -> Case {
    let mut case = Case::executing();
    let milestones = vec![work(30, case.now), work(10, case.now)];
    case.given(&grid_member(0, 0), Command::Plan { milestones });
    case
}

fn done() -> Case {
    let mut case = planned();
    case.given(&grid_member(0, 0), finish(0));
    case.given(&grid_member(0, 0), finish(1));
    case
}

#[test]
fn it_is_on_an_agenda_no_sooner_than_the_notice_allows_and_by_its_own_charter() {
    let case = Case::tabled();
    let soon = case.now + TimeDelta::days(3) - TimeDelta::seconds(1);
    let earliest = case.now + TimeDelta::days(3);
    assert_eq!(refused(case.when(&Actor::system(), &notice(soon))), Refusal::TooSoon { earliest });
    assert!(case.when(&Actor::system(), &notice(earliest)).is_ok());
    let other = Command::Notice {
        forum: forum(),
        unit: grid(0, 0),
        at: earliest,
        ends: earliest,
        charter: "owners".into(),
        weight: Weight::Small,
    };
    let why = refused(case.when(&Actor::system(), &other));
    assert_eq!(why, Refusal::OtherCharter { charter: "grid".into(), weight: Weight::Small });
    let mut elsewhere = notice(earliest);
    if let Command::Notice { unit, .. } = &mut elsewhere {
        *unit = grid(0, 1);
    }
    let why = refused(case.when(&Actor::system(), &elsewhere));
    assert_eq!(why, Refusal::OtherPlace { unit: Some(grid(0, 0)) });
}

#[test]
fn only_a_meeting_or_ballot_decides_and_nobody_by_hand() {
    let case = Case::noticed();
    let root = staff(Role::Desk, "370", author().person);
    for command in [Command::Open { forum: forum() }, decide(Verdict::Rejected), notice(case.now)] {
        assert!(matches!(case.when(&root, &command), Err(Rejection::Forbidden { .. })));
    }
}

#[test]
fn each_verdict_leads_to_its_stage() {
    let verdicts = [
        (Verdict::Adopted { option: Some(1) }, Stage::Objecting),
        (Verdict::Amended { text: "改为八个车位".into() }, Stage::Objecting),
        (Verdict::Rejected, Stage::Rejected),
        (Verdict::Deferred, Stage::Tabled),
    ];
    for (verdict, stage) in verdicts {
        let mut case = Case::noticed();
        case.given(&Actor::system(), Command::Open { forum: forum() });
        assert_eq!(case.given(&Actor::system(), decide(verdict)).stage, stage);
    }
    let mut case = Case::noticed();
    case.given(&Actor::system(), Command::Open { forum: forum() });
    let none = decide(Verdict::Adopted { option: Some(2) });
    assert_eq!(refused(case.when(&Actor::system(), &none)), Refusal::NoSuch { number: 2 });
}

#[test]
fn what_was_taken_back_holds_up_no_meeting() {
    let mut case = Case::noticed();
    case.given(&author(), Command::Withdraw);
    for command in [Command::Open { forum: forum() }, decide(Verdict::Rejected)] {
        assert_eq!(case.when(&Actor::system(), &command), Ok(Vec::new()));
    }
}

#[test]
fn a_postponed_proposal_is_tabled_again_and_can_be_noticed_anew() {
    let mut case = Case::noticed();
    let put_off = Command::Postpone { forum: forum(), reason: "人数不足".into() };
    assert_eq!(case.given(&Actor::system(), put_off).stage, Stage::Tabled);
    let at = case.now + TimeDelta::days(4);
    assert_eq!(case.given(&Actor::system(), notice(at)).stage, Stage::Noticed);
}

#[test]
fn a_fifth_of_those_entitled_sends_a_decision_back_and_fewer_do_not() {
    let object = || Command::Object { text: words("遮挡采光") };
    let mut case = Case::objecting();
    for number in 0..7 {
        assert_eq!(case.given(&neighbour(number), object()).stage, Stage::Objecting);
    }
    assert_eq!(refused(case.when(&neighbour(0), &object())), Refusal::Already);
    let it = case.given(&neighbour(7), object());
    assert_eq!((it.stage, it.objections.len()), (Stage::Tabled, 0), "8 of 40 are a fifth");
    let mut case = Case::objecting();
    case.given(&neighbour(0), object());
    let until = case.it().until;
    case.run_clock(until);
    assert_eq!(case.it().stage, Stage::Executing);
}

#[test]
fn a_plan_names_posts_that_are_held_and_days_to_come() {
    let case = Case::executing();
    let plan = |milestone| Command::Plan { milestones: vec![milestone] };
    let mut empty = work(3, case.now);
    empty.post = Post::Reserve;
    for bad in [empty, work(-1, case.now)] {
        assert_eq!(refused(case.when(&grid_member(0, 0), &plan(bad))), Refusal::BadMilestone { number: 0 });
    }
    assert!(case.when(&grid_member(0, 0), &plan(work(0, case.now))).is_ok());
    assert!(matches!(case.when(&author(), &plan(work(3, case.now))), Err(Rejection::Forbidden { .. })));
}

#[test]
fn the_next_piece_of_work_is_what_is_awaited_and_the_last_one_ends_it() {
    let mut case = planned();
    assert_eq!(county_day(case.it().until), county_day(case.now + TimeDelta::days(10)));
    let it = case.given(&grid_member(0, 0), finish(1));
    assert_eq!((it.stage, it.next_milestone().map(|next| next.until)), (Stage::Executing, Some(it.until)));
    assert_eq!(refused(case.when(&grid_member(0, 0), &finish(1))), Refusal::Already);
    let it = case.given(&grid_member(0, 0), finish(0));
    assert_eq!((it.stage, it.spent_yuan()), (Stage::Done, 1_900));
}

#[test]
fn a_new_plan_keeps_what_is_done() {
    let mut case = planned();
    case.given(&grid_member(0, 0), finish(1));
    let milestones = vec![work(60, case.now)];
    let it = case.given(&grid_member(0, 0), Command::Plan { milestones });
    assert_eq!((it.milestones.len(), it.spent_yuan()), (2, 950));
}

#[test]
fn work_that_stalls_goes_up_and_can_be_reopened_by_those_who_wanted_it() {
    let mut case = planned();
    let reopen = || Command::Reopen { reason: words("没人来做") };
    assert!(matches!(refused(case.when(&author(), &reopen())), Refusal::WrongStage { .. }));
    let until = case.it().until;
    case.run_clock(until);
    assert_eq!(case.it().settlement.charge.path[0], unit_id("370-01-01"), "the community answers now");
    case.run_clock(until + TimeDelta::days(120));
    assert!(case.it().overdue);
    assert_eq!(refused(case.when(&neighbour(9), &reopen())), Refusal::NotEntitled);
    let it = case.given(&neighbour(1), reopen());
    assert_eq!((it.stage, it.overdue, it.reopenings), (Stage::Executing, false, 1));
}

#[test]
fn authors_and_supporters_judge_once_and_silence_closes() {
    let judge = |stars| Command::Judge { stars, satisfied: stars > 2, comment: Some(words("方便多了")) };
    let mut case = done();
    assert_eq!(refused(case.when(&neighbour(9), &judge(5))), Refusal::NotEntitled);
    assert_eq!(refused(case.when(&author(), &judge(6))), Refusal::BadStars);
    case.given(&author(), judge(5));
    case.given(&neighbour(1), judge(2));
    assert_eq!(refused(case.when(&author(), &judge(5))), Refusal::Already);
    assert_eq!(case.it().public().map(|line| line.satisfied), Some((1, 2)));
    let until = case.it().until;
    case.run_clock(until);
    assert_eq!(case.it().stage, Stage::Closed);
}

#[test]
fn what_is_called_done_and_is_not_comes_back_with_the_level_above() {
    let mut case = done();
    let it = case.given(&author(), Command::Reopen { reason: words("插座没有电") });
    assert_eq!((it.stage, it.settlement.charge.path[0]), (Stage::Executing, unit_id("370-01-01")));
}
