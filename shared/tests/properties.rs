//! What holds for every life of the county, not just for the examples.
#![cfg(not(target_arch = "wasm32"))]

use std::collections::BTreeMap;

use proptest::prelude::*;
use weft::actor::Actor;
use weft::calendar::county_day;
use weft::id::{PersonId, TicketId};
use weft::registry::{AnyEvent, AnyState, Target};
use weft::replica::{Basis, rebase};
use weft::sample::commands::{Life, SplitMix64, Tried};
use weft::sample::{directory, morning, rulebook};
use weft::wire::Envelope;

/// Every event that a life of this length brings about.
fn events(seed: u64, tries: usize) -> Vec<AnyEvent> {
    let mut life = Life::new(seed);
    (0..tries)
        .flat_map(|_| {
            let tried = life.next_try();
            let answer = life.run(&tried);
            let answer: serde_json::Value = serde_json::from_str(&answer).expect("answers are JSON");
            let events = answer.pointer("/Ok/Ok").and_then(|events| events.as_array().cloned()).unwrap_or_default();
            events.into_iter().map(|event| serde_json::from_value(event).expect("an event reads back"))
        })
        .collect()
}

/// Tickets are what a resident has on their device; units come from the server.
fn is_own(tried: &Tried) -> bool {
    tried.actor.person == PersonId::named("reporter") && tried.envelope.target().kind == weft::registry::Kind::Ticket
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn fold_is_total_on_any_order_of_events(seed in any::<u64>()) {
        let mut events = events(seed, 300);
        let mut random = SplitMix64(seed);
        for i in (1..events.len()).rev() {
            events.swap(i, usize::try_from(random.below(i as u64 + 1)).expect("small"));
        }
        let id = TicketId::named("any").0;
        let mut state: Option<AnyState> = None;
        for event in &events {
            let had = state.is_some();
            state = event.apply(id, state, PersonId::named("any"), morning());
            prop_assert!(state.is_some() || !had, "an event made a state vanish");
        }
    }

    #[test]
    fn envelopes_events_and_states_read_back_as_they_were_written(seed in any::<u64>()) {
        let mut life = Life::new(seed);
        for _ in 0..200 {
            let tried = life.next_try();
            let json = serde_json::to_string(&tried.envelope).expect("writes");
            prop_assert_eq!(&serde_json::from_str::<Envelope>(&json).expect("serde_json reads"), &tried.envelope);
            prop_assert_eq!(&weft::json::read::<Envelope>(&json).expect("the small reader reads"), &tried.envelope);
            life.run(&tried);
        }
        for state in life.states.values() {
            let json = serde_json::to_string(state).expect("writes");
            prop_assert_eq!(&serde_json::from_str::<AnyState>(&json).expect("serde_json reads"), state);
            prop_assert_eq!(&weft::json::read::<AnyState>(&json).expect("the small reader reads"), state);
        }
    }

    #[test]
    fn rebase_shows_what_the_server_will_say(seed in any::<u64>(), online in 0usize..150) {
        // The reporter's device has synced after `online` tries and then works alone.
        let mut life = Life::new(seed);
        for _ in 0..online {
            let tried = life.next_try();
            life.run(&tried);
        }
        let confirmed: BTreeMap<Target, AnyState> = life.states.clone();
        let org = life.org.clone();
        let mut pending = Vec::new();
        let mut actor: Option<Actor> = None;
        let mut truth = life.clone();
        for _ in 0..150 {
            let tried = life.next_try();
            if is_own(&tried) {
                truth.now = tried.envelope.issued_at;
                truth.run(&tried);
                actor.get_or_insert_with(|| tried.actor.clone());
                pending.push(tried.envelope);
            }
        }
        let actor = actor.unwrap_or_else(|| weft::sample::resident("reporter"));
        let rules = rulebook();
        let basis = Basis { actor: &actor, rules: &rules, books: &[], today: county_day(life.now), org: &org, prove: weft::rules::prove };
        let overlay = rebase(|target| confirmed.get(&target), pending.iter().map(weft::wire::Envelope::as_ref), &basis);
        for (target, state) in &overlay.states {
            prop_assert_eq!(Some(state), truth.states.get(target));
        }
        let touched = truth.states.iter().filter(|(target, state)| confirmed.get(target) != Some(*state));
        for (target, _) in touched {
            prop_assert!(overlay.states.contains_key(target));
        }
    }

    #[test]
    fn a_point_is_in_the_grid_whose_square_it_lies_in(column in 0i32..3, row in 0i32..2, east in 0i32..100_000, north in 0i32..100_000) {
        let point = weft::place::Point {
            lon_e7: weft::sample::CORNER.lon_e7 + column * weft::sample::SIDE_E7 + east,
            lat_e7: weft::sample::CORNER.lat_e7 + row * weft::sample::SIDE_E7 + north,
        };
        prop_assert_eq!(directory().locate(point), Some(weft::sample::grid(column, row)));
    }
}
