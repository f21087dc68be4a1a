//! What time itself asks runs exactly once.

use chrono::TimeDelta;
use weft::id::{CommandId, TicketId, derive};
use weft::kinds::ticket::{Command, Event};
use weft::registry::AnyEvent;
use weft::sample::{grid_member, noise_report, resident};
use weft_server::engine::Engine;

use crate::harness::{Place, county_desk, target};

/// At which positions this ticket was escalated.
async fn escalations(engine: &Engine, ticket: TicketId) -> Vec<u64> {
    let history = engine.history(&county_desk(), target(ticket)).await.unwrap();
    let escalated =
        history.iter().filter(|recorded| matches!(recorded.event, AnyEvent::Ticket(Event::Escalated { .. })));
    escalated.map(|recorded| recorded.position).collect()
}

pub async fn what_is_due_runs_once_also_when_asked_at_the_same_time(place: Place) {
    let engine = place.founded().await;
    let who = resident("甲");
    let ticket = place.report(&engine, &who, noise_report(0, 0)).await;
    let handled = place.report(&engine, &who, noise_report(1, 0)).await;
    assert_eq!(engine.tick().await.unwrap(), 0);
    place.pass(TimeDelta::hours(23));
    place.accepted(&engine, &grid_member(1, 0), place.on(handled, Command::Accept)).await;
    place.pass(TimeDelta::hours(2));
    let ticks = (0..8).map(|_| {
        let engine = engine.clone();
        tokio::spawn(async move { engine.tick().await.unwrap() })
    });
    let mut ran = 0;
    for tick in ticks.collect::<Vec<_>>() {
        ran += tick.await.unwrap();
    }
    assert_eq!(ran, 1);
    assert_eq!(escalations(&engine, ticket).await.len(), 1);
    assert!(escalations(&engine, handled).await.is_empty());
    assert_eq!(engine.tick().await.unwrap(), 0);
    // The next rung has a limit of its own.
    place.pass(TimeDelta::hours(49));
    assert_eq!(engine.tick().await.unwrap(), 1);
    assert_eq!(escalations(&engine, ticket).await.len(), 2);
}

pub async fn what_came_due_while_the_server_was_down_runs_in_order(place: Place) {
    let engine = place.founded().await;
    let who = resident("甲");
    let mut tickets = Vec::new();
    for _ in 0..3 {
        tickets.push(place.report(&engine, &who, noise_report(0, 0)).await);
        place.pass(TimeDelta::minutes(10));
    }
    engine.shutdown().await;
    place.pass(TimeDelta::days(2));
    let engine = place.open().await;
    assert_eq!(engine.tick().await.unwrap(), 3);
    let mut positions = Vec::new();
    for ticket in tickets {
        positions.extend(escalations(&engine, ticket).await);
    }
    assert_eq!(positions.len(), 3);
    assert!(positions.is_sorted());
}

pub async fn a_used_up_id_does_not_stop_the_clock(place: Place) {
    let engine = place.founded().await;
    let who = resident("甲");
    let ticket = place.report(&engine, &who, noise_report(0, 0)).await;
    let bystander = place.report(&engine, &who, noise_report(1, 0)).await;
    let mut squatter = place.on(bystander, Command::Follow);
    squatter.id = CommandId(derive(ticket.0, "due/2"));
    place.accepted(&engine, &resident("乙"), squatter).await;
    place.pass(TimeDelta::hours(25));
    engine.tick().await.unwrap();
    assert_eq!(escalations(&engine, ticket).await.len(), 1);
}
