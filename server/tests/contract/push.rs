//! Pushing: exactly once, in order, durable, and never one's fault on another.

use std::collections::BTreeSet;
use std::sync::Arc;

use weft::actor::Role;
use weft::id::{DeviceId, PhotoHash, TicketId, derive};
use weft::kinds::ticket::{Command, Phase, Refusal};
use weft::registry::AnyRefusal;
use weft::sample::{self, grid_member, noise_report, resident};
use weft::secret::Secret;
use weft::wire::{Fault, Outcome, PushRequest};
use weft_server::engine::Busy;
use weft_server::verify::verify;

use crate::harness::{Place, position, seen};

pub async fn a_command_is_applied_once_however_often_it_is_sent(place: Place) {
    let engine = place.founded().await;
    let who = resident("甲");
    let envelope = place.on(TicketId::named("one"), Command::Submit(noise_report(0, 0)));
    let first = place.push(&engine, &who, vec![envelope.clone(), envelope.clone()]).await;
    let again = place.push(&engine, &who, vec![envelope]).await;
    assert!(!first[0].duplicate && first[1].duplicate && again[0].duplicate);
    assert_eq!(first[0].outcome, first[1].outcome);
    assert_eq!(first[0].outcome, again[0].outcome);
    assert_eq!(*engine.position().borrow(), position(&first[0]));
}

pub async fn the_same_id_with_another_body_is_refused(place: Place) {
    let engine = place.founded().await;
    let who = resident("甲");
    let envelope = place.on(TicketId::named("one"), Command::Submit(noise_report(0, 0)));
    place.accepted(&engine, &who, envelope.clone()).await;
    let mut other = envelope.clone();
    other.command = weft::registry::AnyCommand::Ticket(Command::Submit(noise_report(1, 0)));
    let mut elsewhere = envelope;
    elsewhere.target = TicketId::named("two").0;
    for reused in place.push(&engine, &who, vec![other, elsewhere]).await {
        assert_eq!(reused.outcome, Outcome::Malformed { fault: Fault::IdReused });
        assert!(!reused.duplicate);
    }
}

pub async fn a_refused_command_is_answered_the_same_way_again(place: Place) {
    let engine = place.founded().await;
    let who = resident("甲");
    let ticket = place.report(&engine, &who, noise_report(0, 0)).await;
    let accept = place.on(ticket, Command::Accept);
    let confirm = place.on(ticket, Command::Confirm);
    let first = place.push(&engine, &who, vec![accept.clone()]).await;
    assert!(matches!(first[0].outcome, Outcome::Forbidden { .. }), "{first:?}");
    let second = place.push(&engine, &who, vec![confirm.clone()]).await;
    let wrong_phase = AnyRefusal::Ticket(Refusal::WrongPhase { phase: Phase::Routed });
    assert_eq!(second[0].outcome, Outcome::Refused { reason: wrong_phase });
    // The ticket moves on, so that a fresh command would now be accepted; the answered one stays refused.
    let handler = grid_member(0, 0);
    place.accepted(&engine, &handler, place.on(ticket, Command::Accept)).await;
    let resolve = Command::Resolve { done: "已劝停".to_owned(), photos: Vec::new() };
    place.accepted(&engine, &handler, place.on(ticket, resolve)).await;
    let again = place.push(&engine, &who, vec![confirm]).await;
    assert_eq!(again[0].outcome, second[0].outcome);
    assert!(again[0].duplicate);
    let again = place.push(&engine, &who, vec![accept]).await;
    assert_eq!(again[0].outcome, first[0].outcome);
}

pub async fn one_bad_command_holds_up_only_what_depends_on_it(place: Place) {
    let engine = place.founded().await;
    let who = resident("甲");
    let (one, two) = (TicketId::named("one"), TicketId::named("two"));
    let mut empty = noise_report(0, 0);
    empty.text = Secret::Clear(" ".to_owned());
    let bad = place.on(one, Command::Submit(empty));
    let bad_id = bad.id;
    let commands = vec![
        bad,
        place.on(one, Command::Withdraw),
        place.on(two, Command::Submit(noise_report(1, 1))),
        place.on(one, Command::Submit(noise_report(0, 0))),
        place.on(two, Command::Withdraw),
    ];
    let receipts = place.push(&engine, &who, commands).await;
    assert!(matches!(receipts[0].outcome, Outcome::Refused { .. }), "{receipts:?}");
    assert_eq!(receipts[1].outcome, Outcome::Dependent { on: bad_id });
    assert!(receipts[2].outcome.is_accepted());
    assert_eq!(receipts[3].outcome, Outcome::Dependent { on: bad_id });
    assert!(receipts[4].outcome.is_accepted());
    assert_eq!(seen(&engine, &who, one).await, None);
}

pub async fn a_command_of_another_device_is_malformed(place: Place) {
    let engine = place.founded().await;
    let mut envelope = place.on(TicketId::named("one"), Command::Submit(noise_report(0, 0)));
    envelope.device = DeviceId::named("kiosk");
    let receipts = place.push(&engine, &resident("甲"), vec![envelope.clone()]).await;
    assert_eq!(receipts[0].outcome, Outcome::Malformed { fault: Fault::OtherDevice });
    envelope.device = DeviceId::named(crate::harness::DEVICE);
    place.accepted(&engine, &resident("甲"), envelope).await;
}

pub async fn a_missing_photo_holds_a_command_until_it_is_there(place: Place) {
    let engine = place.founded().await;
    let photo = PhotoHash::of(b"photo");
    let mut report = noise_report(0, 0);
    report.photos.push(photo);
    let ticket = TicketId::named("one");
    let submit = place.on(ticket, Command::Submit(report));
    let after = place.on(ticket, Command::Withdraw);
    let who = resident("甲");
    let receipts = place.push(&engine, &who, vec![submit.clone(), after.clone()]).await;
    assert_eq!(receipts[0].outcome, Outcome::Malformed { fault: Fault::PhotoMissing });
    assert_eq!(receipts[1].outcome, Outcome::Dependent { on: submit.id });
    place.photos.add(photo);
    for receipt in place.push(&engine, &who, vec![submit, after]).await {
        assert!(receipt.outcome.is_accepted() && !receipt.duplicate, "{receipt:?}");
    }
    assert_eq!(engine.store().photo_targets(photo).await.unwrap(), [crate::harness::target(ticket)]);
}

pub async fn concurrent_pushes_are_all_answered_and_positions_have_no_gap(place: Place) {
    let engine = place.founded().await;
    let before = *engine.position().borrow();
    let place = Arc::new(place);
    let pushes = (0..64).map(|number| {
        let (engine, place) = (engine.clone(), Arc::clone(&place));
        tokio::spawn(async move {
            let who = resident(&format!("居民{number}"));
            let (column, row) = (number % 3, number % 2);
            let mut receipts = Vec::new();
            for _ in 0..5 {
                let ticket = TicketId(derive(who.person.0, &receipts.len().to_string()));
                let submit = place.on(ticket, Command::Submit(noise_report(column, row)));
                receipts.extend(place.push(&engine, &who, vec![submit]).await);
            }
            receipts
        })
    });
    let mut ends = BTreeSet::new();
    for push in pushes.collect::<Vec<_>>() {
        for receipt in push.await.unwrap() {
            assert!(ends.insert(position(&receipt)), "two commands ended at the same position");
        }
    }
    assert_eq!(ends.len(), 320);
    let log = verify(&engine).await.unwrap();
    assert_eq!(log.events, *engine.position().borrow());
    assert!(*ends.first().unwrap() > before);
    assert_eq!(log.faults, Vec::<String>::new());
}

pub async fn a_refused_reaction_undoes_its_cause(place: Place) {
    let engine = place.founded().await;
    let who = resident("甲");
    let ticket = place.report(&engine, &who, noise_report(0, 0)).await;
    let nowhere = TicketId::named("never reported");
    let head = *engine.position().borrow();
    let desk = sample::staff(Role::Desk, "370", weft::id::PersonId::named("desk"));
    let receipts = place.push(&engine, &desk, vec![place.on(ticket, Command::Merge { into: nowhere })]).await;
    assert!(matches!(receipts[0].outcome, Outcome::Refused { .. }), "{receipts:?}");
    assert_eq!(*engine.position().borrow(), head);
    assert_eq!(seen(&engine, &who, ticket).await.unwrap().phase, Phase::Routed);
    // Nothing of it is left half done: the next command finds the log and state as they were.
    place.accepted(&engine, &grid_member(0, 0), place.on(ticket, Command::Accept)).await;
    assert_eq!(verify(&engine).await.unwrap().faults, Vec::<String>::new());
}

pub async fn a_merge_tells_the_other_ticket_in_the_same_commit(place: Place) {
    let engine = place.founded().await;
    let (first, second) = (resident("甲"), resident("乙"));
    let kept = place.report(&engine, &first, noise_report(0, 0)).await;
    let merged = place.report(&engine, &second, noise_report(0, 0)).await;
    let desk = sample::staff(Role::Desk, "370", weft::id::PersonId::named("desk"));
    let merge = place.on(merged, Command::Merge { into: kept });
    place.accepted(&engine, &desk, merge.clone()).await;
    let state = seen(&engine, &desk, kept).await.unwrap();
    assert!(state.followers.contains(&second.person));
    let head = *engine.position().borrow();
    assert!(place.push(&engine, &desk, vec![merge]).await[0].duplicate);
    assert_eq!(*engine.position().borrow(), head);
}

pub async fn a_full_queue_answers_busy_and_loses_nothing(place: Place) {
    let engine = place.founded().await;
    let who = Arc::new(resident("甲"));
    let clock: &dyn weft_server::clock::Clock = place.clock.as_ref();
    let new_ticket = || TicketId(clock.new_id());
    let mut pushes = Vec::new();
    for _ in 0..100 {
        // One that changes something among many that are refused, which is less work to wait for.
        let mut commands = vec![place.on(new_ticket(), Command::Submit(noise_report(0, 0)))];
        commands.extend((1..200).map(|_| place.on(new_ticket(), Command::Accept)));
        let first = commands[0].clone();
        let request = PushRequest { device: DeviceId::named(crate::harness::DEVICE), commands };
        let (engine, who) = (engine.clone(), Arc::clone(&who));
        pushes.push((first, tokio::spawn(async move { engine.push(who, request).await })));
    }
    let (mut answered, mut busy) = (Vec::new(), Vec::new());
    for (first, push) in pushes {
        match push.await.unwrap() {
            Ok(answer) => {
                assert_eq!(answer.receipts.len(), 200);
                assert!(answer.receipts[0].outcome.is_accepted());
                answered.push(first);
            }
            Err(Busy { retry_after_s, .. }) => {
                assert!(retry_after_s > 0);
                busy.push(first);
            }
        }
    }
    assert!(!busy.is_empty(), "20,000 commands at once must not all be taken in");
    let taken_in = verify(&engine).await.unwrap().tickets;
    assert_eq!(taken_in, answered.len() as u64);
    let receipts = place.push(&engine, &who, answered).await;
    assert!(receipts.iter().all(|receipt| receipt.duplicate));
    let receipts = place.push(&engine, &who, busy).await;
    assert!(receipts.iter().all(|receipt| receipt.outcome.is_accepted() && !receipt.duplicate));
}
