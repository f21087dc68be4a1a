//! Lists, search, the ledger, rates, duplicates and receipt codes.

use chrono::{Datelike, NaiveDate, TimeDelta};
use weft::actor::{Actor, Grant, Role};
use weft::id::TicketId;
use weft::kinds::ticket::{Command, Submission};
use weft::place::Point;
use weft::query::{Rates, TicketQuery};
use weft::receipt::ReceiptCode;
use weft::rules::{FactValue, Facts};
use weft::sample::{self, grid_member, noise_report, resident};
use weft::secret::Secret;
use weft_server::engine::Engine;

use crate::harness::{Place, county_desk};

/// All pages of a query, one after the other.
async fn all(engine: &Engine, reader: &Actor, query: &TicketQuery) -> Vec<TicketId> {
    let mut query = query.clone();
    let mut found = Vec::new();
    for _ in 0..1_000 {
        let page = engine.tickets(reader, &query).await.unwrap();
        assert!(page.rows.len() <= query.limit.unwrap_or(50));
        found.extend(page.rows.iter().map(|row| TicketId(row.id)));
        match page.next {
            Some(next) => query.cursor = Some(next),
            None => return found,
        }
    }
    panic!("the pages do not end");
}

fn wall_report(column: i32, row: i32) -> Submission {
    Submission {
        category: "home.wall".to_owned(),
        facts: Facts::from([("danger".to_owned(), FactValue::Boolean(false))]),
        text: Secret::Clear("外墙有一道裂缝，Lift门口，楼号３０５。".to_owned()),
        ..noise_report(column, row)
    }
}

pub async fn pages_of_tickets_follow_one_another_without_gap_or_repeat(place: Place) {
    let engine = place.founded().await;
    let who = resident("甲");
    let mut reported = Vec::new();
    for number in 0..40 {
        // Several share one moment, as in one batch.
        if number % 3 == 0 {
            place.pass(TimeDelta::minutes(1));
        }
        reported.push((number, place.report(&engine, &who, noise_report(number % 3, number % 2)).await));
    }
    let newest_first = |keep: &dyn Fn(i32) -> bool| {
        let mut kept: Vec<_> = reported.iter().filter(|(number, _)| keep(*number)).collect();
        kept.sort_by_key(|(number, ticket)| std::cmp::Reverse((number / 3, *ticket)));
        kept.into_iter().map(|(_, ticket)| *ticket).collect::<Vec<_>>()
    };
    for limit in [1, 7, 40, 200] {
        let query = TicketQuery { limit: Some(limit), ..TicketQuery::default() };
        assert_eq!(all(&engine, &county_desk(), &query).await, newest_first(&|_| true), "limit {limit}");
        assert_eq!(all(&engine, &who, &query).await, newest_first(&|_| true));
        let mut two_grids = grid_member(0, 0);
        two_grids.grants.push(Grant { role: Role::GridMember, unit: sample::grid(1, 1) });
        let expected = newest_first(&|number| (number % 3, number % 2) == (0, 0) || (number % 3, number % 2) == (1, 1));
        assert_eq!(all(&engine, &two_grids, &query).await, expected);
        assert!(all(&engine, &resident("乙"), &query).await.is_empty());
        let elsewhere = in_grid(2, 1);
        assert!(all(&engine, &grid_member(0, 0), &elsewhere).await.is_empty(), "not this reader's grid");
    }
    // Asking for a unit where one may not read finds one's own there, and gives nothing of others away.
    let own_there = in_grid(0, 0);
    let expected = newest_first(&|number| (number % 3, number % 2) == (0, 0));
    assert_eq!(all(&engine, &who, &own_there).await, expected);
    let page = engine.tickets(&resident("乙"), &own_there).await.unwrap();
    assert_eq!(page.next, None);
    let bad = TicketQuery { cursor: Some("x".to_owned()), ..TicketQuery::default() };
    assert!(engine.tickets(&who, &bad).await.is_err());
}

fn in_grid(column: i32, row: i32) -> TicketQuery {
    TicketQuery { unit: Some(sample::grid(column, row)), ..TicketQuery::default() }
}

pub async fn filters_find_what_fits_and_nothing_else(place: Place) {
    let engine = place.founded().await;
    let who = resident("甲");
    let desk = county_desk();
    let start = place.now();
    let noise = place.report(&engine, &who, noise_report(0, 0)).await;
    place.pass(TimeDelta::hours(1));
    let wall = place.report(&engine, &who, wall_report(1, 0)).await;
    place.pass(TimeDelta::hours(1));
    let done = place.report(&engine, &who, noise_report(2, 0)).await;
    place.accepted(&engine, &who, place.on(done, Command::Withdraw)).await;
    let query = TicketQuery::default;
    let noisy = |category: &str| TicketQuery { category: Some(category.to_owned()), ..query() };
    assert_eq!(all(&engine, &desk, &noisy("noise")).await, [done, noise]);
    assert_eq!(all(&engine, &desk, &noisy("noise.night")).await, [done, noise]);
    assert!(all(&engine, &desk, &noisy("noise.ni")).await.is_empty());
    let phase = |phase: &str| TicketQuery { phase: Some(phase.to_owned()), ..query() };
    assert_eq!(all(&engine, &desk, &phase("withdrawn")).await, [done]);
    assert_eq!(all(&engine, &desk, &phase("routed")).await, [wall, noise]);
    assert_eq!(all(&engine, &desk, &TicketQuery { open: true, ..query() }).await, [wall, noise]);
    let unit = TicketQuery { unit: Some(sample::unit_id("370-01-02")), ..query() };
    assert_eq!(all(&engine, &desk, &unit).await, [done, wall]);
    let hour = TimeDelta::hours(1);
    let times = TicketQuery { from: Some(start + hour), to: Some(start + hour * 2), ..query() };
    assert_eq!(all(&engine, &desk, &times).await, [wall]);
    let overdue = TicketQuery { overdue: true, ..query() };
    assert!(all(&engine, &desk, &overdue).await.is_empty());
    // The noise's limit of 24 hours has passed, the wall's of 48 has not.
    place.pass(TimeDelta::hours(23));
    assert_eq!(all(&engine, &desk, &overdue).await, [noise]);
}

pub async fn chinese_text_is_found_by_those_who_may_read_it(place: Place) {
    let engine = place.founded().await;
    let (who, other) = (resident("甲"), resident("乙"));
    let noise = place.report(&engine, &who, noise_report(0, 0)).await;
    place.pass(TimeDelta::minutes(1));
    let wall = place.report(&engine, &other, wall_report(0, 0)).await;
    let reply = Command::Reply { text: Secret::Clear("广场舞音响太大".to_owned()) };
    place.accepted(&engine, &who, place.on(noise, reply)).await;
    engine.index().await.unwrap();
    let text = |text: &str| TicketQuery { text: Some(text.to_owned()), ..TicketQuery::default() };
    let desk = county_desk();
    for (sought, found) in [
        ("音乐", vec![noise]),
        ("放音乐，老人", vec![noise]),
        ("裂缝", vec![wall]),
        ("lift 305", vec![wall]),
        ("ＬＩＦＴ", vec![wall]),
        ("广场舞", vec![noise]),
        ("音裂", vec![]),
        ("3号楼", vec![wall, noise]),
        ("13900000001", vec![wall, noise]),
    ] {
        assert_eq!(all(&engine, &desk, &text(sought)).await, found, "{sought}");
    }
    assert_eq!(all(&engine, &who, &text("音乐")).await, [noise]);
    assert!(all(&engine, &other, &text("音乐")).await.is_empty());
    assert!(all(&engine, &grid_member(1, 1), &text("音乐")).await.is_empty());
    let narrowed = TicketQuery { category: Some("home".to_owned()), ..text("3号楼") };
    assert_eq!(all(&engine, &desk, &narrowed).await, [wall]);
    let one_by_one = TicketQuery { limit: Some(1), ..text("3号楼") };
    assert_eq!(all(&engine, &desk, &one_by_one).await, [wall, noise]);
}

pub async fn the_ledger_shows_nothing_personal(place: Place) {
    let engine = place.founded().await;
    let who = resident("甲");
    let first = place.report(&engine, &who, noise_report(0, 0)).await;
    place.handle(&engine, &grid_member(0, 0), first).await;
    place.pass(TimeDelta::minutes(1));
    let second = place.report(&engine, &who, noise_report(1, 0)).await;
    let withdrawn = place.report(&engine, &who, noise_report(1, 0)).await;
    place.accepted(&engine, &who, place.on(withdrawn, Command::Withdraw)).await;
    let page = engine.ledger(&TicketQuery::default()).await.unwrap();
    assert_eq!(page.rows.iter().map(|row| row.submitted_at).collect::<Vec<_>>().len(), 2);
    assert!(page.rows[0].submitted_at > page.rows[1].submitted_at);
    assert!(page.rows[1].resolved_at.is_some());
    let text = serde_json::to_string(&page).unwrap();
    for personal in ["13900000001", "居民测试甲", "音乐", "3号楼", &who.person.to_string()] {
        assert!(!text.contains(personal), "{personal}");
    }
    let grid = TicketQuery { unit: Some(sample::grid(1, 0)), ..TicketQuery::default() };
    assert_eq!(engine.ledger(&grid).await.unwrap().rows.len(), 1);
    let _ = second;
}

pub async fn the_three_rates_count_what_happened(place: Place) {
    let engine = place.founded().await;
    let who = resident("甲");
    let good = place.report(&engine, &who, noise_report(0, 0)).await;
    let late = place.report(&engine, &who, noise_report(1, 0)).await;
    let gone = place.report(&engine, &who, noise_report(1, 0)).await;
    place.accepted(&engine, &who, place.on(gone, Command::Withdraw)).await;
    place.handle(&engine, &grid_member(0, 0), good).await;
    place.accepted(&engine, &who, place.on(good, Command::Confirm)).await;
    let rate = Command::Rate { stars: 5, satisfied: true, comment: None };
    place.accepted(&engine, &who, place.on(good, rate)).await;
    place.pass(TimeDelta::hours(25));
    place.accepted(&engine, &grid_member(1, 0), place.on(late, Command::Accept)).await;
    let today = weft::calendar::county_day(sample::morning());
    let month = NaiveDate::from_ymd_opt(today.year(), today.month(), 1).unwrap();
    let rates = engine.three_rates(sample::unit_id("370-01"), today, today).await.unwrap();
    let counts = |unit: &str, counts: [u64; 7]| {
        let [reported, response_due, response_met, resolution_due, resolution_met, rated, satisfied] = counts;
        let unit = sample::unit_id(unit);
        Rates { unit, month, reported, response_due, response_met, resolution_due, resolution_met, rated, satisfied }
    };
    let mut expected = vec![
        counts("370-01", [2, 2, 1, 1, 1, 1, 1]),
        counts("370-01-01", [1, 1, 1, 1, 1, 1, 1]),
        counts("370-01-02", [1, 1, 0, 0, 0, 0, 0]),
    ];
    expected.sort_by_key(|rates| rates.unit);
    assert_eq!(rates, expected);
    let next_year = today + TimeDelta::days(400);
    assert!(engine.three_rates(sample::unit_id("370"), next_year, next_year).await.unwrap().is_empty());
}

pub async fn duplicates_are_near_recent_and_of_the_category(place: Place) {
    let engine = place.founded().await;
    let who = resident("甲");
    let old = place.report(&engine, &who, noise_report(0, 0)).await;
    place.pass(TimeDelta::days(15));
    let near = place.report(&engine, &who, noise_report(0, 0)).await;
    let mut next_door = noise_report(0, 0);
    let middle = sample::middle_of(0, 0);
    next_door.point = Some(Point { lon_e7: middle.lon_e7 + 4_000, ..middle });
    let nearby = place.report(&engine, &who, next_door).await;
    let mut far = noise_report(0, 0);
    far.point = Some(Point { lat_e7: middle.lat_e7 + 9_000, ..middle });
    let far = place.report(&engine, &who, far).await;
    let wall = place.report(&engine, &who, wall_report(0, 0)).await;
    let withdrawn = place.report(&engine, &who, noise_report(0, 0)).await;
    place.accepted(&engine, &who, place.on(withdrawn, Command::Withdraw)).await;
    let found = engine.duplicates("noise.night", middle).await.unwrap();
    let distances: Vec<u32> = found.iter().map(|candidate| candidate.distance_m).collect();
    assert_eq!(distances, [0, 36]);
    assert!(found.iter().all(|candidate| candidate.reported_at == place.now()));
    let _ = (old, near, nearby, far, wall);
}

pub async fn a_receipt_code_finds_its_ticket(place: Place) {
    let engine = place.founded().await;
    let ticket = place.report(&engine, &resident("甲"), noise_report(0, 0)).await;
    let code = crate::harness::seen(&engine, &county_desk(), ticket).await.unwrap().receipt.unwrap().to_string();
    assert_eq!(engine.find_receipt(&code).await.unwrap(), Some(ticket));
    assert_eq!(engine.find_receipt(&code.replace(' ', "－")).await.unwrap(), Some(ticket));
    let unknown = ReceiptCode::drawn(*b"unknown!").to_string();
    assert_eq!(engine.find_receipt(&unknown).await.unwrap(), None);
    assert_eq!(engine.find_receipt("12").await.unwrap(), None);
}
