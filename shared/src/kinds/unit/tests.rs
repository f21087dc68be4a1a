//! Claims about who holds a post, who sees it, and the mode of a unit.

use super::*;
use crate::actor::Role;
use crate::aggregate::{Rejection, execute, fold};
use crate::org::Directory;
use crate::sample::{self, staff};

const CODE: &str = "grid-0-0";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn stand_in(from: &str, to: Option<&str>) -> Command {
    let appointment = Appointment {
        post: Post::GridMember,
        person: PersonId::named("stand-in"),
        name: "测试员".to_owned(),
        phone: None,
        from: day(from),
        to: to.map(day),
    };
    Command::Appoint { appointment }
}

fn end(on: &str) -> Command {
    Command::EndAppointment { post: Post::GridMember, person: PersonId::named("stand-in"), on: day(on) }
}

/// The unit after these commands, or why the last one was refused.
fn after(commands: &[Command]) -> Result<Unit, Refusal> {
    let (org, rules) = (sample::directory(), sample::rulebook());
    let actor = staff(Role::OrgKeeper, "370", PersonId::named("keeper"));
    let cx = Context { actor: &actor, now: sample::morning(), rules: &rules, org: &org, prove: crate::rules::prove };
    let id = sample::unit_id(CODE);
    let mut unit = org.unit(id).cloned();
    for command in commands {
        let events = match execute(id, unit.as_ref(), command, &cx) {
            Ok(events) => events,
            Err(Rejection::Refused(why)) => return Err(why),
            Err(other) => panic!("{other:?}"),
        };
        unit = fold(unit, id, &events, actor.person, cx.now);
    }
    Ok(unit.unwrap())
}

fn days(unit: &Unit) -> Vec<(NaiveDate, Option<NaiveDate>)> {
    let held = unit.appointments.iter().filter(|held| held.person == PersonId::named("stand-in"));
    held.map(|held| (held.from, held.to)).collect()
}

#[test]
fn a_stand_in_with_a_last_day_can_leave_earlier_but_not_before_the_first_nor_later() {
    let taken = || stand_in("2026-03-02", Some("2026-03-20"));
    let left = after(&[taken(), end("2026-03-05")]).unwrap();
    assert_eq!(days(&left), [(day("2026-03-02"), Some(day("2026-03-05")))]);
    assert_eq!(after(&[taken(), end("2026-03-01")]), Err(Refusal::BadDays));
    assert_eq!(after(&[taken(), end("2026-03-20")]), Err(Refusal::NotAppointed));
    assert_eq!(after(&[taken(), end("2026-03-05"), end("2026-03-10")]), Err(Refusal::NotAppointed));
}

#[test]
fn who_holds_a_post_openly_and_held_it_before_leaves_the_open_one() {
    let commands = [stand_in("2026-01-01", Some("2026-01-31")), stand_in("2026-03-02", None), end("2026-03-09")];
    let march = (day("2026-03-02"), Some(day("2026-03-09")));
    assert_eq!(days(&after(&commands).unwrap()), [(day("2026-01-01"), Some(day("2026-01-31"))), march]);
}

#[test]
fn an_emergency_comes_from_the_nearest_unit_that_is_switched() {
    let grid = sample::unit_id(CODE);
    let switched = |codes: &[&str]| {
        let units = sample::units().into_iter();
        Directory::new(units.map(|unit| Unit { emergency: codes.contains(&&*unit.code.value), ..unit }))
    };
    let source = |codes: &[&str]| switched(codes).emergency_of(grid).map(|unit| unit.id);
    assert_eq!(source(&[]), None);
    assert_eq!(source(&["370"]), Some(sample::unit_id("370")));
    assert_eq!(source(&["370", "370-01-01"]), Some(sample::unit_id("370-01-01")));
    assert_eq!(source(&["370-01-02"]), None, "a neighbour's");
}

/// The county with a liaison, whose post is not publicly posted.
fn county() -> Unit {
    let mut county = sample::units().into_iter().find(|unit| unit.tier == Tier::County).unwrap();
    let mut liaison = county.appointments[0].clone();
    (liaison.post, liaison.name) = (Post::Liaison, "联络员·测试".to_owned());
    county.appointments.push(liaison);
    county
}

/// The name of the liaison as this reader sees it, if they see that there is one.
fn liaison(reader: &Actor) -> Option<String> {
    let seen = county().view(reader, sample::morning()).unwrap();
    seen.appointments.into_iter().find(|held| held.post == Post::Liaison).map(|held| held.name)
}

#[test]
fn whoever_keeps_rules_sees_which_posts_are_held_and_not_by_whom() {
    let of = |role| staff(role, "370", PersonId::named("reader"));
    assert_eq!(liaison(&of(Role::OrgKeeper)).as_deref(), Some("联络员·测试"));
    for role in [Role::RuleKeeper, Role::RuleApprover] {
        assert_eq!(liaison(&of(role)).as_deref(), Some(""), "{role:?}");
    }
    assert_eq!(liaison(&of(Role::Desk)), None);
    assert_eq!(liaison(&sample::resident("anyone")), None);
}
