//! Whatever happens to the process, what was acknowledged is there.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Command as Process, Stdio};
use std::sync::Arc;

use chrono::TimeDelta;
use uuid::Uuid;
use weft::actor::{Actor, Grant, Role};
use weft::id::{PersonId, PhotoHash, TicketId};
use weft::kinds::ticket::Command;
use weft::registry::AnyCommand;
use weft::sample::{self, commands::Life, grid_member, noise_report, resident};
use weft::text::Text;
use weft_server::clock::Clock;
use weft_server::store::{Account, Photo, Session, StoreError};
use weft_server::verify::verify;

use crate::harness::{Place, seen};

/// Tells a copy of this test that it is the process to be killed: data folder, county and database, in lines.
const CHILD: &str = "WEFT_CONTRACT_CRASH";

/// Reports without end and prints each ticket once it was acknowledged.
async fn report_until_killed(place: &Place) {
    let engine = place.founded().await;
    let who = resident("甲");
    loop {
        let ticket = place.report(&engine, &who, noise_report(0, 0)).await;
        let mut out = std::io::stdout().lock();
        writeln!(out, "acknowledged {ticket}").unwrap();
        out.flush().unwrap();
    }
}

pub async fn what_was_acknowledged_survives_a_crash(place: Place) {
    if let Ok(told) = std::env::var(CHILD) {
        let mut told = told.lines().map(str::to_owned);
        let (folder, county) = (PathBuf::from(told.next().unwrap()), told.next().unwrap());
        return report_until_killed(&Place::at(folder, told.next(), county)).await;
    }
    let module = if place.database().is_some() { "on_postgres" } else { "on_sqlite" };
    let mut told = format!("{}\n{}", place.folder().display(), place.county());
    told.extend(place.database().map(|url| format!("\n{url}")));
    let mut child = Process::new(std::env::current_exe().unwrap())
        .args(["--exact", "--nocapture", &format!("{module}::what_was_acknowledged_survives_a_crash")])
        .env(CHILD, told)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut acknowledged: Vec<TicketId> = Vec::new();
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        if let Some(ticket) = line.unwrap().split("acknowledged ").nth(1).and_then(|id| id.parse().ok()) {
            acknowledged.push(ticket);
        }
        if acknowledged.len() == 50 {
            child.kill().unwrap();
        }
    }
    child.wait().unwrap();
    assert!(acknowledged.len() >= 50);
    let engine = place.open().await;
    for ticket in acknowledged {
        assert!(seen(&engine, &resident("甲"), ticket).await.is_some(), "{ticket} was acknowledged and is lost");
    }
    assert_eq!(verify(&engine).await.unwrap().faults, Vec::<String>::new());
    place.report(&engine, &resident("甲"), noise_report(0, 0)).await;
}

pub async fn two_servers_share_one_log(place: Place) {
    let one = place.founded().await;
    let two = place.open().await;
    let who = resident("甲");
    let ticket = place.report(&one, &who, noise_report(0, 0)).await;
    let handler = grid_member(0, 0);
    if place.database().is_some() {
        // PostgreSQL tells the other server, which tells its readers.
        let head = *one.position().borrow();
        let mut position = two.position();
        position.wait_for(|position| *position == head).await.unwrap();
    }
    // The first server still has the ticket in memory as it was before the second one changed it.
    place.accepted(&two, &handler, place.on(ticket, Command::Accept)).await;
    let again = place.push(&one, &handler, vec![place.on(ticket, Command::Accept)]).await;
    assert!(!again[0].outcome.is_accepted(), "{again:?}");
    let rename = weft::kinds::unit::Command::Rename { name: Text::new("新网格", "New grid") };
    let renamed = sample::grid(0, 0);
    place.accepted(&two, &Actor::system(), place.envelope(renamed.0, AnyCommand::Unit(rename))).await;
    place.accepted(&one, &handler, place.on(ticket, Command::Start)).await;
    assert_eq!(one.org().unit(renamed).unwrap().name.zh, "新网格");
    let place = Arc::new(place);
    let pushes = (0..20).map(|number| {
        let engine = if number % 2 == 0 { one.clone() } else { two.clone() };
        let (place, who) = (Arc::clone(&place), who.clone());
        tokio::spawn(async move { place.report(&engine, &who, noise_report(1, 1)).await })
    });
    for push in pushes.collect::<Vec<_>>() {
        push.await.unwrap();
    }
    let report = verify(&one).await.unwrap();
    assert_eq!(report.faults, Vec::<String>::new());
    assert_eq!(report.tickets, 21);
}

pub async fn a_replayed_log_gives_the_same_states(place: Place) {
    let engine = place.founded().await;
    let mut life = Life::new(7);
    // The sample life speaks of photos that nobody stored.
    for number in 0..2_000u32 {
        let mut tried = life.next_try();
        for photo in tried.envelope.command.photos() {
            place.photos.add(*photo);
        }
        tried.envelope.device = weft::id::DeviceId::named(crate::harness::DEVICE);
        place.clock.set(life.now);
        life.run(&tried);
        place.push(&engine, &tried.actor, vec![tried.envelope]).await;
        if number % 500 == 0 {
            engine.tick().await.unwrap();
        }
    }
    let report = verify(&engine).await.unwrap();
    assert_eq!(report.faults, Vec::<String>::new());
    assert!(report.tickets > 30, "{report:?}");
    let mut lines = Vec::new();
    assert_eq!(weft_server::verify::export(&engine, &mut lines).await.unwrap(), report.events);
    let text = String::from_utf8(lines).unwrap();
    assert_eq!(text.lines().count() as u64, report.events);
    engine.shutdown().await;
    let engine = place.open().await;
    assert_eq!(verify(&engine).await.unwrap(), report);
    assert_eq!(*engine.position().borrow(), report.events);
}

fn account(name: &str, place: &Place) -> Account {
    Account {
        person: PersonId::named(name),
        login: name.to_owned(),
        phone: Some(format!("keyed-{name}")),
        name: "网格员·王一零三".to_owned(),
        password: "$argon2id$".to_owned(),
        grants: vec![Grant { role: Role::GridMember, unit: sample::grid(0, 0) }],
        disabled: false,
        created_at: place.now(),
        last_sign_in: None,
    }
}

pub async fn accounts_read_back_and_logins_are_unique(place: Place) {
    let engine = place.founded().await;
    let store = engine.store().clone();
    assert!(!store.has_accounts().await.unwrap());
    let mut one = account("one", &place);
    store.put_accounts(&[one.clone(), account("two", &place)]).await.unwrap();
    assert_eq!(store.account_by_login("one").await.unwrap(), Some(one.clone()));
    assert_eq!(store.account_by_phone("keyed-two").await.unwrap().unwrap().login, "two");
    one.disabled = true;
    one.last_sign_in = Some(place.now());
    store.put_account(&one).await.unwrap();
    assert_eq!(store.account(one.person).await.unwrap(), Some(one.clone()));
    let mut thief = account("thief", &place);
    thief.login = "one".to_owned();
    assert!(matches!(store.put_account(&thief).await, Err(StoreError::Taken { .. })));
    let found = async |text: &str| -> Vec<PersonId> {
        store.accounts(text, None, 10).await.unwrap().iter().map(|account| account.person).collect()
    };
    let people = found("").await;
    assert_eq!(store.accounts("", Some(people[0]), 10).await.unwrap()[0].person, people[1]);
    assert_eq!(found(" TW").await, [PersonId::named("two")]);
    assert_eq!(found("%").await, [], "what is typed is no pattern");
}

pub async fn sessions_end_when_they_should(place: Place) {
    let engine = place.founded().await;
    let store = engine.store().clone();
    let clock: &dyn Clock = place.clock.as_ref();
    let mut session = Session {
        hash: clock.new_id().to_string(),
        person: PersonId::named("one"),
        account: true,
        receipts: Vec::new(),
        created_at: place.now(),
        seen_at: place.now(),
        expires_at: place.now() + TimeDelta::days(1),
    };
    store.put_session(&session).await.unwrap();
    session.receipts.push(TicketId(Uuid::nil()));
    store.put_session(&session).await.unwrap();
    assert_eq!(store.session_by_hash(&session.hash).await.unwrap(), Some(session.clone()));
    assert_eq!(store.delete_expired_sessions(place.now()).await.unwrap(), 0);
    assert_eq!(store.delete_expired_sessions(place.now() + TimeDelta::days(2)).await.unwrap(), 1);
    store.put_session(&session).await.unwrap();
    store.delete_sessions_of(PersonId::named("one")).await.unwrap();
    assert_eq!(store.session_by_hash(&session.hash).await.unwrap(), None);
}

pub async fn settings_and_photos_read_back(place: Place) {
    let engine = place.founded().await;
    let store = engine.store().clone();
    store.put_setting("token", Some("a")).await.unwrap();
    store.put_setting("token", Some("b")).await.unwrap();
    assert_eq!(store.setting("token").await.unwrap().as_deref(), Some("b"));
    store.put_setting("token", None).await.unwrap();
    assert_eq!(store.setting("token").await.unwrap(), None);

    let photo = Photo {
        hash: PhotoHash::of(b"photo"),
        by: PersonId::named("one"),
        media_type: "image/jpeg".to_owned(),
        size_bytes: 5,
        at: place.now(),
    };
    store.put_photo(&photo).await.unwrap();
    store.put_photo(&Photo { by: PersonId::named("thief"), ..photo.clone() }).await.unwrap();
    assert_eq!(store.photo(photo.hash).await.unwrap(), Some(photo));
    // Writing beside the log does not disturb it.
    let ticket = place.report(&engine, &resident("甲"), noise_report(0, 0)).await;
    place.accepted(&engine, &resident("甲"), place.on(ticket, Command::Withdraw)).await;
}
