//! Pulling and reading: what `weft` lets a reader see, no more and no less.

use std::collections::BTreeMap;

use uuid::Uuid;
use weft::actor::{Actor, Grant, Role};
use weft::id::{PersonId, TicketId};
use weft::kinds::ticket::Command;
use weft::org::Post;
use weft::registry::{AnyState, Kind};
use weft::sample::{self, grid_member, noise_report, resident};
use weft::secret::Secret;
use weft::wire::{PULL_ROWS_MAX, Row};
use weft_server::engine::Engine;

use crate::harness::{Place, county_desk, seen, target};

/// What a device holds after pulling from nothing, page by page.
#[derive(Default)]
struct Device {
    rows: BTreeMap<Uuid, Row>,
    cursor: String,
}

impl Device {
    async fn pull(&mut self, engine: &Engine, reader: &Actor) -> bool {
        loop {
            let answer = engine.pull(reader, &self.cursor).await.unwrap();
            if answer.rebuild {
                return false;
            }
            assert!(answer.rows.len() + answer.removed.len() <= PULL_ROWS_MAX);
            self.rows.extend(answer.rows.into_iter().map(|row| (row.id, row)));
            for gone in answer.removed {
                self.rows.remove(&gone.id);
            }
            self.cursor = answer.cursor;
            if !answer.more {
                return true;
            }
        }
    }

    fn tickets(&self) -> Vec<Uuid> {
        self.rows.values().filter(|row| row.target().kind == Kind::Ticket).map(|row| row.id).collect()
    }
}

pub async fn a_pull_gives_every_reader_what_weft_lets_them_see(place: Place) {
    let engine = place.founded().await;
    let (one, two) = (resident("甲"), resident("乙"));
    let mine = place.report(&engine, &one, noise_report(0, 0)).await;
    let other = place.report(&engine, &two, noise_report(1, 0)).await;
    let note = Command::Note { text: Secret::Clear("内部备注".to_owned()) };
    place.accepted(&engine, &grid_member(0, 0), place.on(mine, note)).await;
    let readers = [one.clone(), two, resident("丙"), grid_member(0, 0), grid_member(1, 1), county_desk()];
    let expected: [&[TicketId]; 6] = [&[mine], &[other], &[], &[mine], &[], &[mine, other]];
    for (reader, tickets) in readers.iter().zip(expected) {
        let mut device = Device::default();
        assert!(device.pull(&engine, reader).await);
        let mut tickets: Vec<Uuid> = tickets.iter().map(|ticket| ticket.0).collect();
        tickets.sort_unstable();
        assert_eq!(device.tickets(), tickets);
        assert_eq!(device.rows.values().filter(|row| row.target().kind == Kind::Unit).count(), sample::units().len());
        for row in device.rows.values() {
            assert_eq!(engine.get(reader, row.target()).await.unwrap().as_ref(), Some(row));
        }
    }
    let own = seen(&engine, &one, mine).await.unwrap();
    assert_eq!(own.text, Secret::Clear("夜里十二点后楼下还在放音乐，老人睡不着。".to_owned()));
    assert!(own.notes.is_empty());
    let handled = seen(&engine, &grid_member(0, 0), mine).await.unwrap();
    assert_eq!(handled.notes[0].text, Secret::Clear("内部备注".to_owned()));
    assert_eq!(handled.contact.unwrap().phone, Secret::Clear("13900000001".to_owned()));
    assert_eq!(engine.get(&resident("丙"), target(mine)).await.unwrap(), None);
}

pub async fn pages_of_a_pull_miss_nothing_while_others_write(place: Place) {
    let engine = place.founded().await;
    let who = resident("甲");
    let desk = county_desk();
    let submit = |number: usize| {
        let ticket = TicketId::named(&format!("ticket-{number}"));
        place.on(ticket, Command::Submit(noise_report((number % 3) as i32, (number % 2) as i32)))
    };
    for chunk in 0..6 {
        let commands = (0..200).map(|number| submit(chunk * 200 + number)).collect();
        let receipts = place.push(&engine, &who, commands).await;
        let refused = receipts.iter().find(|receipt| !receipt.outcome.is_accepted());
        assert_eq!(refused, None);
    }
    let mut device = Device::default();
    let mut last = 1_200;
    loop {
        let answer = engine.pull(&desk, &device.cursor).await.unwrap();
        device.rows.extend(answer.rows.into_iter().map(|row| (row.id, row)));
        for gone in answer.removed {
            device.rows.remove(&gone.id);
        }
        device.cursor = answer.cursor;
        if !answer.more {
            break;
        }
        // Between two pages somebody withdraws what was already sent, and somebody reports anew.
        let withdrawn = TicketId::named(&format!("ticket-{}", last - 1_200));
        place.accepted(&engine, &who, place.on(withdrawn, Command::Withdraw)).await;
        place.accepted(&engine, &who, submit(last)).await;
        last += 1;
    }
    assert!(last > 1_201, "the pull must have had several pages");
    device.pull(&engine, &desk).await;
    let mut open: Vec<Uuid> =
        (last - 1_200..last).map(|number| TicketId::named(&format!("ticket-{number}")).0).collect();
    open.sort_unstable();
    assert_eq!(device.tickets(), open);
}

pub async fn what_leaves_a_readers_scope_is_removed(place: Place) {
    let engine = place.founded().await;
    let owner = resident("甲");
    let (grid, other, desk) = (grid_member(0, 0), grid_member(2, 1), county_desk());
    let ticket = place.report(&engine, &owner, noise_report(0, 0)).await;
    let closing = place.report(&engine, &owner, noise_report(0, 0)).await;
    let mut devices = [&grid, &other, &desk, &owner].map(|reader| (reader, Device::default()));
    for (reader, device) in &mut devices {
        assert!(device.pull(&engine, reader).await);
    }
    let transfer =
        Command::Transfer { unit: sample::grid(2, 1), post: Post::GridMember, reason: "地点在邻格".to_owned() };
    place.accepted(&engine, &desk, place.on(ticket, transfer)).await;
    place.accepted(&engine, &owner, place.on(closing, Command::Withdraw)).await;
    for (reader, device) in &mut devices {
        assert!(device.pull(&engine, reader).await);
        let held: Vec<Uuid> = device.tickets();
        let mut should: Vec<Uuid> = Vec::new();
        for id in [ticket, closing] {
            let row = engine.get(reader, target(id)).await.unwrap();
            let is_held = row.is_some_and(|row| {
                let AnyState::Ticket(ticket) = &row.state else {
                    return false;
                };
                ticket.phase.is_open()
            });
            should.extend(is_held.then_some(id.0));
        }
        assert_eq!(held, should);
    }
    assert_eq!(devices[1].1.tickets(), [ticket.0]);
    assert_eq!(devices[3].1.tickets(), [ticket.0]);
    // A device that starts now is not told of what it never had.
    let fresh = engine.pull(&desk, "").await.unwrap();
    assert!(fresh.removed.is_empty() && fresh.rows.iter().all(|row| row.id != closing.0));
}

pub async fn new_grants_ask_for_a_rebuild(place: Place) {
    let engine = place.founded().await;
    let ticket = place.report(&engine, &resident("甲"), noise_report(1, 1)).await;
    let mut reader = grid_member(0, 0);
    let mut device = Device::default();
    assert!(device.pull(&engine, &reader).await);
    assert!(device.tickets().is_empty());
    reader.grants.push(Grant { role: Role::GridMember, unit: sample::grid(1, 1) });
    assert!(!device.pull(&engine, &reader).await, "the old cursor must ask for a rebuild");
    let mut rebuilt = Device::default();
    assert!(rebuilt.pull(&engine, &reader).await);
    assert_eq!(rebuilt.tickets(), [ticket.0]);
    reader.grants.reverse();
    assert!(rebuilt.pull(&engine, &reader).await, "the order of grants does not matter");
    assert!(engine.pull(&reader, "nonsense").await.is_err());
}

pub async fn whoever_was_nobody_goes_on_as_a_resident_without_starting_again(place: Place) {
    let engine = place.founded().await;
    let (resident, other) = (resident("甲"), resident("乙"));
    let before = place.report(&engine, &resident, noise_report(0, 0)).await;
    let mut device = Device::default();
    assert!(device.pull(&engine, &Actor::nobody()).await);
    let public = device.rows.len();
    place.report(&engine, &other, noise_report(1, 0)).await;
    let after = place.report(&engine, &resident, noise_report(1, 1)).await;
    let answer = engine.pull(&resident, &device.cursor).await.unwrap();
    let sent: Vec<Uuid> = answer.rows.iter().map(|row| row.id).collect();
    assert_eq!(sent, [before.0, after.0], "its own, also what is older, and nothing again");
    assert!(device.pull(&engine, &resident).await);
    assert_eq!((device.tickets().len(), device.rows.len()), (2, public + 2));
    assert!(!device.pull(&engine, &other).await, "the cursor is this person's now");
    let mut fresh = Device::default();
    assert!(fresh.pull(&engine, &Actor::nobody()).await);
    assert!(!fresh.pull(&engine, &grid_member(0, 0)).await, "roles see more than the public");
}

pub async fn a_receipt_holder_follows_the_ticket(place: Place) {
    let engine = place.founded().await;
    let ticket = place.report(&engine, &resident("甲"), noise_report(0, 0)).await;
    let mut holder = Actor::resident(PersonId::named("街上拾到回执的人"));
    let mut device = Device::default();
    assert!(device.pull(&engine, &holder).await);
    holder.receipts.push(ticket);
    assert!(engine.get(&holder, target(ticket)).await.unwrap().is_some());
    place.accepted(&engine, &grid_member(0, 0), place.on(ticket, Command::Accept)).await;
    assert!(device.pull(&engine, &holder).await, "showing a receipt changes no grants");
    assert_eq!(device.tickets(), [ticket.0]);
    let AnyState::Ticket(state) = &device.rows[&ticket.0].state else { panic!("not a ticket") };
    assert_eq!(state.contact.as_ref().unwrap().phone, Secret::Withheld);
}

pub async fn history_opens_for_handlers_and_stays_shut_for_others(place: Place) {
    let engine = place.founded().await;
    let owner = resident("甲");
    let ticket = place.report(&engine, &owner, noise_report(0, 0)).await;
    let note = Command::Note { text: Secret::Clear("内部备注".to_owned()) };
    place.accepted(&engine, &grid_member(0, 0), place.on(ticket, note)).await;
    let history = engine.history(&grid_member(0, 0), target(ticket)).await.unwrap();
    assert_eq!(history.iter().map(|recorded| recorded.version).collect::<Vec<_>>(), [1, 2, 3]);
    let text = serde_json::to_string(&history).unwrap();
    assert!(text.contains("内部备注") && text.contains("13900000001"));
    for reader in [owner, resident("乙"), grid_member(1, 1)] {
        assert!(engine.history(&reader, target(ticket)).await.unwrap().is_empty());
    }
}
