//! Killed under load, again and again: the server, or its database.

use crate::cluster::Cluster;
use crate::county::County;
use crate::phone::{Load, Phone};

/// Phones that push at the same time.
const PHONES: usize = 6;
/// Turns of each loop when nobody asks for more.
const CYCLES: usize = 4;
/// Commands acknowledged before the blow: fewest, and by how much it differs from turn to turn, so that it falls at all moments.
const ACKNOWLEDGED_MIN: usize = 20;
const ACKNOWLEDGED_STEP: usize = 17;
const ACKNOWLEDGED_SPREAD: usize = 90;

fn cycles() -> usize {
    std::env::var("WEFT_CRASH_CYCLES").map_or(CYCLES, |count| count.parse().unwrap())
}

const fn acknowledged_before(cycle: usize) -> usize {
    ACKNOWLEDGED_MIN + cycle * ACKNOWLEDGED_STEP % ACKNOWLEDGED_SPREAD
}

fn phones() -> Vec<Phone> {
    (0..PHONES).map(|_| Phone::new()).collect()
}

async fn lost(phones: &mut [Phone], base: &str, all: bool) -> usize {
    let mut lost = 0;
    for phone in phones {
        lost += phone.lost(base, all).await;
    }
    lost
}

/// Sends what was never answered, asks about everything again, and lets `weft verify` look at the log.
async fn settle(county: &County, mut phones: Vec<Phone>, mut lost_before: usize, what: &str) {
    let server = county.serve();
    for phone in &mut phones {
        phone.push(&server.base, 1).await.unwrap();
    }
    lost_before += lost(&mut phones, &server.base, true).await;
    server.stop();
    let acknowledged: usize = phones.iter().map(Phone::acknowledged).sum();
    let reports: usize = phones.iter().map(|phone| phone.reports).sum();
    println!("{what}: {} cycles, {acknowledged} acknowledged, {lost_before} lost", cycles());
    assert_eq!(lost_before, 0);
    assert_eq!(county.verified_tickets(), reports, "each report is there once");
}

async fn server_killed(county: County, what: &str) {
    let (mut phones, mut lost_so_far) = (phones(), 0);
    for cycle in 0..cycles() {
        let server = county.serve();
        lost_so_far += lost(&mut phones, &server.base, false).await;
        let mut load = Load::begin(phones, &server.base);
        load.acknowledged(acknowledged_before(cycle)).await;
        load.strike();
        server.kill();
        phones = load.end().await;
    }
    settle(&county, phones, lost_so_far, what).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_killed_server_on_sqlite_loses_nothing_it_acknowledged() {
    server_killed(County::sqlite().await, "SQLite, server killed").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_killed_server_on_postgres_loses_nothing_it_acknowledged() {
    if let Ok(url) = std::env::var("WEFT_TEST_POSTGRES") {
        server_killed(County::postgres(url).await, "PostgreSQL, server killed").await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_killed_database_loses_nothing_acknowledged_and_the_server_outlives_it() {
    let Some(mut cluster) = Cluster::start() else { return };
    let county = County::postgres(cluster.url()).await;
    let server = county.serve();
    let (mut phones, mut lost_so_far) = (phones(), 0);
    for cycle in 0..cycles() {
        let mut load = Load::begin(phones, &server.base);
        load.acknowledged(acknowledged_before(cycle)).await;
        load.strike();
        cluster.kill();
        cluster.restart();
        load.acknowledged(PHONES * 2).await;
        phones = load.end().await;
        lost_so_far += lost(&mut phones, &server.base, false).await;
    }
    server.stop();
    settle(&county, phones, lost_so_far, "PostgreSQL, database killed").await;
}
