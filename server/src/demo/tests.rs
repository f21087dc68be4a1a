use std::collections::BTreeMap;

use weft::kinds::ticket::{Phase, Ticket};
use weft::org::{Post, Tier};
use weft::registry::AnyState;

use super::*;

/// Enough for every life to occur.
const TICKETS: usize = 120;

fn store(folder: &Path) -> StoreConfig {
    StoreConfig {
        data: folder.join("data"),
        database: None,
        county: "370830".to_owned(),
        county_name_zh: "汶上县".to_owned(),
        county_name_en: "Wenshang County".to_owned(),
        vault_key: None,
    }
}

#[test]
fn every_member_has_a_post_and_every_login_is_its_own() {
    let files = Files { units: Some(UNITS), outlines: Some(OUTLINES), appointments: None };
    let report = weft::import::import(files, &weft::org::Directory::default(), BadRows::Refuse);
    let units: Vec<(UnitId, NewUnit)> = { report.commands.into_iter() }
        .filter_map(|(id, command)| match command {
            Command::Create(unit) => Some((id, *unit)),
            _ => None,
        })
        .collect();
    let People { appointments_csv, accounts, .. } = people(&units);
    assert_eq!(appointments_csv.lines().count() - 1, people::MEMBERS);
    let mut logins: Vec<&str> = accounts.iter().map(|account| account.login.as_str()).collect();
    assert!(logins.iter().all(|login| crate::account::login_name(login).as_deref() == Some(*login)));
    logins.sort_unstable();
    logins.dedup();
    assert_eq!(logins.len(), accounts.len());
    let held: Vec<Role> = accounts.iter().flat_map(|account| &account.grants).map(|grant| grant.role).collect();
    assert!(Role::ALL.iter().all(|role| held.contains(role)), "an account for each role");
    let files = Files { appointments: Some(appointments_csv.as_bytes()), ..files };
    let report = weft::import::import(files, &weft::org::Directory::default(), BadRows::Refuse);
    assert_eq!((report.faults.len(), report.appointments), (0, people::MEMBERS));
}

#[tokio::test]
async fn the_demo_is_a_county_at_work() {
    let folder = tempfile::tempdir().unwrap();
    let config = store(folder.path());
    let now = "2026-03-18T08:30:00Z".parse().unwrap();
    let mut printed = Vec::new();
    fill(&config, now, TICKETS, &mut printed).await.unwrap();
    let printed = String::from_utf8(printed).unwrap();
    assert!(printed.contains(DEMO_PASSWORD) && printed.contains("wg001"), "{printed}");
    assert!(!printed.contains("refused"), "{printed}");
    assert!(std::fs::read_to_string(config.data.join(ACCOUNTS_FILE)).unwrap().contains("wg001"));

    let engine = open_engine(&config, Arc::new(ManualClock::at(now))).await.unwrap();
    everybody_is_there(&engine, now).await;
    let tickets = tickets(&engine).await;
    let is_answered_for = |ticket: &Ticket| ticket.overdue || ticket.awaiting().is_some_and(|(_, until)| until > now);
    assert!(tickets.iter().all(|ticket| !ticket.phase.is_open() || is_answered_for(ticket)));
    let mut phases: BTreeMap<Phase, usize> = BTreeMap::new();
    for ticket in &tickets {
        *phases.entry(ticket.phase).or_default() += 1;
    }
    assert_eq!(tickets.len(), TICKETS, "{printed}");
    assert!(phases[&Phase::Closed] > TICKETS / 2 && phases.len() >= 6, "{phases:?}");
    assert_eq!(engine.tick().await.unwrap(), 0, "nothing was left undone on the way");
    let again = fill_engine(&engine, &Arc::new(ManualClock::at(now)), now, 1, &mut Vec::new()).await;
    assert!(matches!(again, Err(DemoError::NotEmpty)));
    engine.shutdown().await;
}

/// Every grid has its member, the rulebook is in force, and the last of the accounts is there.
async fn everybody_is_there(engine: &Engine, now: DateTime<Utc>) {
    let org = engine.org();
    assert_eq!(org.units().filter(|unit| unit.tier == Tier::Grid).count(), 743);
    let day = weft::calendar::county_day(now);
    let grids = org.units().filter(|unit| unit.tier == Tier::Grid);
    assert!(grids.into_iter().all(|grid| org.holder(grid.id, Post::GridMember, day).is_some()));
    assert_eq!(engine.rules().version, 1);
    assert!(engine.store().account_by_login("wg743").await.unwrap().is_some());
}

async fn tickets(engine: &Engine) -> Vec<Ticket> {
    const ROWS_MAX: usize = 10_000;
    let rows = engine.store().all_states(None, ROWS_MAX).await.unwrap();
    let states = rows.iter().map(|row| serde_json::from_str(&row.body).unwrap());
    let tickets = states.filter_map(|state| match state {
        AnyState::Ticket(ticket) => Some(ticket),
        _ => None,
    });
    tickets.collect()
}
