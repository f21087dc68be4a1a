//! Two rulebooks, one day apart from the other: claims about which one judges, and what is said of it.

use chrono::{DateTime, Utc};

use super::*;
use crate::actor::Actor;
use crate::id::{CommandId, DeviceId, PersonId, RulebookId, TicketId};
use crate::kinds::rulebook::Status;
use crate::org::{Directory, Post, Tier};
use crate::replica::{Basis, rebase};
use crate::sample::{self, noise_report, resident};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn noon(text: &str) -> DateTime<Utc> {
    format!("{text}T04:00:00Z").parse().unwrap()
}

/// A published rulebook of this version, deciding from this day on.
fn published(version: u32, from: &str, change: impl FnOnce(&mut Rulebook)) -> RulebookDoc {
    let mut book = Rulebook { version, effective_from: day(from), ..sample::rulebook() };
    change(&mut book);
    book.changed();
    let by = PersonId::named("approver");
    RulebookDoc {
        id: RulebookId::named(&format!("book {version}")),
        county: Vec::new(),
        drafted_by: by,
        drafted_at: noon(from),
        revised_by: Vec::new(),
        status: Status::Published { version, effective_from: book.effective_from, published_by: by, at: noon(from) },
        book,
    }
}

/// Noise goes to the community from version 2 on, within half the time, and what was done before keeps a week.
fn two() -> Vec<RulebookDoc> {
    let stricter = |book: &mut Rulebook| {
        let rest = book.tables[0].rules.iter_mut().find(|rule| rule.id == "rest").unwrap();
        (rest.then.tier, rest.then.post, rest.then.joint) = (Tier::Community, Post::Desk, vec!["housing".to_owned()]);
        for rung in &mut book.ladders[0].rungs {
            rung.resolve.amount /= 2;
        }
    };
    vec![published(1, "2026-01-01", |_| {}), published(2, "2026-03-10", stricter)]
}

fn report(rules_version: u32) -> Envelope {
    let ticket = TicketId::named("reported offline");
    Envelope {
        id: CommandId::named("a report"),
        device: DeviceId::named("a phone"),
        seq: 1,
        issued_at: noon("2026-03-09"),
        rules_version,
        target: ticket.0,
        command: AnyCommand::Ticket(ticket::Command::Submit(noise_report(1, 0))),
    }
}

fn version_for(docs: &[RulebookDoc], envelope: &Envelope, today: &str) -> Option<u32> {
    rules_for(docs, envelope, day(today)).map(|rules| rules.version)
}

fn told(docs: &[RulebookDoc], envelope: &Envelope, today: &str) -> Option<Judged> {
    let (org, actor): (Directory, Actor) = (sample::directory(), resident("甲"));
    let rules = rules_for(docs, envelope, day(today)).unwrap();
    judged(
        docs,
        envelope,
        None,
        &Context { actor: &actor, now: noon(today), rules, org: &org, prove: crate::rules::prove },
    )
}

#[test]
fn the_rules_someone_had_judge_until_the_grace_has_run_out() {
    let docs = two();
    assert_eq!(version_for(&docs, &report(1), "2026-03-09"), Some(1));
    assert_eq!(version_for(&docs, &report(1), "2026-03-10"), Some(1));
    assert_eq!(version_for(&docs, &report(1), "2026-03-16"), Some(1), "the seventh day");
    assert_eq!(version_for(&docs, &report(1), "2026-03-17"), Some(2));
    assert_eq!(version_for(&docs, &report(2), "2026-03-10"), Some(2));
}

#[test]
fn the_grace_is_that_of_the_rulebook_in_force_and_counts_from_the_day_the_older_was_replaced() {
    let mut docs = two();
    docs.push(published(3, "2026-03-12", |book| book.settings.grace_days = 3));
    assert_eq!(version_for(&docs, &report(1), "2026-03-12"), Some(1));
    assert_eq!(version_for(&docs, &report(1), "2026-03-13"), Some(3));
    assert_eq!(version_for(&docs, &report(2), "2026-03-14"), Some(2));
    assert_eq!(version_for(&docs, &report(2), "2026-03-15"), Some(3));
    docs.push(published(4, "2026-03-12", |book| book.settings.grace_days = 0));
    assert_eq!(version_for(&docs, &report(2), "2026-03-12"), Some(4), "rules that must end at once do");
}

#[test]
fn a_version_that_never_decided_or_has_not_begun_claims_nothing() {
    let mut docs = two();
    assert_eq!(version_for(&docs, &report(9), "2026-03-11"), Some(2));
    assert_eq!(version_for(&docs, &report(0), "2026-03-11"), Some(2));
    assert_eq!(version_for(&docs, &report(2), "2026-03-09"), Some(1), "a device whose clock is ahead");
    docs[0].status = Status::Draft;
    assert_eq!(version_for(&docs, &report(1), "2026-03-11"), Some(2));
    assert_eq!(version_for(&[], &report(1), "2026-03-11"), None);
}

#[test]
fn rulebooks_themselves_are_a_matter_of_today_s_rules() {
    let publish = crate::kinds::rulebook::Command::Publish { effective_from: None };
    let envelope = Envelope { command: AnyCommand::Rulebook(publish), ..report(1) };
    assert_eq!(version_for(&two(), &envelope, "2026-03-11"), Some(2));
    assert_eq!(told(&two(), &envelope, "2026-03-20"), None);
}

#[test]
fn who_is_judged_by_other_rules_is_told_what_came_out_differently() {
    let docs = two();
    assert_eq!(told(&docs, &report(1), "2026-03-16"), None, "within the grace nothing is different");
    let differs = vec![Differs::Answerer, Differs::Limits, Differs::Departments];
    assert_eq!(told(&docs, &report(1), "2026-03-17"), Some(Judged { made_under: 1, by: 2, differs }));
    let unknown = Some(Judged { made_under: 9, by: 2, differs: Vec::new() });
    assert_eq!(told(&docs, &report(9), "2026-03-17"), unknown);
    assert_eq!(told(&docs, &report(0), "2026-03-17"), None, "it had no rules");
}

#[test]
fn a_device_shows_by_the_rules_that_will_judge() {
    let (docs, org, actor) = (two(), sample::directory(), resident("甲"));
    let shown = |today: &str| {
        let rules = &docs[1].book;
        let basis =
            Basis { actor: &actor, rules, books: &docs, today: day(today), org: &org, prove: crate::rules::prove };
        let overlay = rebase(|_| None, [report(1).as_ref()], &basis);
        match overlay.states.into_values().next() {
            Some(AnyState::Ticket(ticket)) => ticket.why.unwrap().rules_version,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!((shown("2026-03-16"), shown("2026-03-17")), (1, 2));
}

#[test]
fn a_category_that_is_gone_is_a_refusal_that_was_not_foreseen() {
    let mut docs = two();
    docs.push(published(3, "2026-05-01", |book| book.categories.retain(|category| category.key != "noise.night")));
    let judged = Some(Judged { made_under: 2, by: 3, differs: vec![Differs::Refused] });
    assert_eq!(told(&docs, &report(2), "2026-06-01"), judged);
}

#[test]
fn rules_that_lead_to_the_same_say_so_by_an_empty_list() {
    let docs = [published(1, "2026-01-01", |_| {}), published(2, "2026-03-10", |_| {})];
    assert_eq!(told(&docs, &report(1), "2026-06-01"), Some(Judged { made_under: 1, by: 2, differs: Vec::new() }));
}
