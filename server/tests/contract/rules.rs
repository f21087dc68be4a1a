//! Which rules judge what was made under earlier ones.

use chrono::TimeDelta;
use weft::actor::Actor;
use weft::calendar::county_day;
use weft::id::{RulebookId, TicketId};
use weft::kinds::rulebook;
use weft::kinds::ticket::{Command, Submission};
use weft::org::{Directory, Post, Tier};
use weft::registry::{AnyCommand, AnyRefusal};
use weft::rules::{Finding, Rulebook, Severity, prove};
use weft::sample::{self, noise_report, resident, units};
use weft::wire::{Differs, Envelope, Judged, Outcome};
use weft_server::clock::Clock;
use weft_server::engine::Engine;

use crate::harness::{Place, seen};

/// Days in which the rulebook of before still judges what was made under it.
const GRACE_DAYS: u16 = 3;

/// Version 2, from today on: noise is the community's.
async fn replaced(place: &Place, engine: &Engine) {
    let mut book = Rulebook { effective_from: county_day(place.now()), ..sample::rulebook() };
    book.settings.grace_days = GRACE_DAYS;
    let rest = book.tables[0].rules.iter_mut().find(|rule| rule.id == "rest").unwrap();
    (rest.then.tier, rest.then.post) = (Tier::Community, Post::Desk);
    book.changed();
    let id = RulebookId::named("second").0;
    let commands =
        [rulebook::Command::Draft { book: Box::new(book) }, rulebook::Command::Publish { effective_from: None }];
    for command in commands {
        place.accepted(engine, &Actor::system(), place.envelope(id, AnyCommand::Rulebook(command))).await;
    }
    assert_eq!(engine.rules().version, 2);
}

/// A report that was made while version 1 was in force.
fn made_before(place: &Place, submission: Submission) -> (TicketId, Envelope) {
    let clock: &dyn Clock = place.clock.as_ref();
    let ticket = TicketId(clock.new_id());
    (ticket, place.on(ticket, Command::Submit(submission)))
}

pub async fn a_rulebook_with_a_gap_is_refused_with_what_the_proof_finds(place: Place) {
    let engine = place.founded().await;
    let mut book = Rulebook { effective_from: county_day(place.now()), ..sample::rulebook() };
    book.tables[0].rules.retain(|rule| rule.id != "rest");
    book.changed();
    let id = RulebookId::named("broken").0;
    let draft = rulebook::Command::Draft { book: Box::new(book.clone()) };
    place.accepted(&engine, &Actor::system(), place.envelope(id, AnyCommand::Rulebook(draft))).await;
    let publish = AnyCommand::Rulebook(rulebook::Command::Publish { effective_from: None });
    let receipts = place.push(&engine, &Actor::system(), vec![place.envelope(id, publish)]).await;
    let mut findings = prove(&book, &Directory::new(units()), book.effective_from);
    findings.retain(|finding| finding.severity() == Severity::Error);
    assert!(findings.iter().any(|finding| matches!(finding, Finding::Gap { .. })), "{findings:?}");
    let reason = AnyRefusal::Rulebook(rulebook::Refusal::Findings { findings });
    assert_eq!(receipts[0].outcome, Outcome::Refused { reason });
    assert_eq!(engine.rules().version, 1);
}

pub async fn what_was_made_under_earlier_rules_is_judged_by_them_within_their_grace(place: Place) {
    let engine = place.founded().await;
    replaced(&place, &engine).await;
    let who = resident("甲");
    let version = async |ticket| seen(&engine, &who, ticket).await.unwrap().why.unwrap().rules_version;
    place.pass(TimeDelta::days(i64::from(GRACE_DAYS) - 1));
    let (early, envelope) = made_before(&place, noise_report(0, 0));
    let receipts = place.push(&engine, &who, vec![envelope]).await;
    assert!(receipts[0].outcome.is_accepted(), "{receipts:?}");
    assert_eq!((version(early).await, &receipts[0].judged), (1, &None));

    place.pass(TimeDelta::days(1));
    let (late, envelope) = made_before(&place, noise_report(1, 0));
    let receipts = place.push(&engine, &who, vec![envelope.clone()]).await;
    assert!(receipts[0].outcome.is_accepted(), "{receipts:?}");
    let told = Judged { made_under: 1, by: 2, differs: vec![Differs::Answerer, Differs::Limits] };
    assert_eq!((version(late).await, receipts[0].judged.as_ref()), (2, Some(&told)));
    let again = place.push(&engine, &who, vec![envelope]).await;
    assert!(again[0].duplicate);
    assert_eq!(again[0].judged, Some(told), "whoever missed the first answer is told by the second");
}
