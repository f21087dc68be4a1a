//! The replica, and several windows over it.

use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use weft::kinds::ticket::Command;
use weft::org::Post;
use weft::sample;
use weft_app::sync::tabs;

use crate::page::{self, Window};
use crate::server::{Server, Weather};

#[wasm_bindgen_test]
async fn a_rebuild_exchanges_the_replica_and_leaves_the_queue() {
    let server = Server::start();
    let window = Window::open("rebuild").await;
    window.until_pulled().await;
    server.weather.set(Weather::Busy);
    let (ticket, command) = window.report().await;
    server.rebuild.set(true);
    server.forget(sample::unit_id("fire"));
    window.data.retry_now();
    let org = window.data.org();
    window.until(move || org.get().unit(sample::unit_id("fire")).is_none()).await;
    assert!(org.get_untracked().unit(sample::unit_id("370")).is_some());
    assert_eq!(window.data.unsent().get_untracked(), 1);
    assert!(window.data.ticket(ticket).get_untracked().is_some_and(|held| held.pending));
    window.close();

    let again = Window::open("rebuild").await;
    assert_eq!(again.data.unsent().get_untracked(), 1);
    server.weather.set(Weather::Fair);
    again.data.retry_now();
    again.until_sent().await;
    assert_eq!(*server.carried_out.borrow(), [command]);
    again.close();
}

#[wasm_bindgen_test]
async fn a_poke_brings_what_changed_on_the_server() {
    let server = Server::start();
    server.session.replace(Some(Server::grid_member()));
    let window = Window::open("poke").await;
    window.until_pulled().await;
    let (ticket, _) = window.report().await;
    window.until_sent().await;
    let shown = window.data.ticket(ticket);
    window.until(move || shown.get().is_some_and(|held| !held.pending)).await;
    let elsewhere = sample::unit_id("370-01-02");
    server.transfer(ticket, elsewhere, Post::Desk);
    server.poke();
    let with = move || shown.get().and_then(|held| Some(held.state.charge.as_ref()?.holder.unit));
    window.until(move || with() == Some(elsewhere)).await;
    window.close();
}

#[wasm_bindgen_test]
async fn a_frozen_window_is_replaced() {
    let server = Server::start();
    // Something holds the exchange and does not answer.
    let frozen = tabs::lead("frozen", false, std::rc::Rc::new(|| {})).await;
    let window = Window::open("frozen").await;
    let command = window.act(window.data.new_id().into(), Command::Follow).await.unwrap();
    let inbox = window.data.inbox();
    window.until(move || inbox.get().iter().any(|refused| refused.id() == command)).await;
    assert_eq!(server.count("POST /api/push"), 1);
    frozen.end();
    window.close();
}

#[wasm_bindgen_test]
async fn a_window_that_stood_still_catches_up_once_it_finds_itself_replaced() {
    let _server = Server::start();
    let still = Window::open("still").await;
    still.until_pulled().await;
    // What others say does not reach it, and so the other takes the exchange.
    let speak_again = page::silence_windows();
    let other = Window::open("still").await;
    let (ticket, _) = other.report().await;
    other.until_sent().await;
    let shown = still.data.ticket(ticket);
    still.until(move || shown.get().is_some()).await;
    speak_again();
    still.close();
    other.close();
}

#[wasm_bindgen_test]
async fn a_window_that_the_browser_lets_run_again_catches_up() {
    let _server = Server::start();
    let other = Window::open("resumed").await;
    other.until_pulled().await;
    let still = Window::open("resumed").await;
    let speak_again = page::silence_windows();
    let (ticket, _) = other.report().await;
    other.until_sent().await;
    let shown = still.data.ticket(ticket);
    assert!(shown.get_untracked().is_none());
    page::resume();
    still.until(move || shown.get().is_some()).await;
    speak_again();
    still.close();
    other.close();
}

#[wasm_bindgen_test]
async fn two_windows_share_one_exchange_and_lose_nothing() {
    let server = Server::start();
    let first = Window::open("windows").await;
    first.until_pulled().await;
    let second = Window::open("windows").await;
    let pushes = server.count("POST /api/push");
    assert_eq!(pushes, 0);
    let (one, two) = futures::future::join(first.report(), second.report()).await;
    first.until_sent().await;
    second.until_sent().await;
    let mut made = vec![one.1, two.1];
    made.sort_unstable();
    let mut carried_out = server.carried_out.borrow().clone();
    carried_out.sort_unstable();
    assert_eq!(carried_out, made);
    for (window, ticket) in [(&first, two.0), (&second, one.0)] {
        let shown = window.data.ticket(ticket);
        window.until(move || shown.get().is_some_and(|held| !held.pending)).await;
    }
    first.close();
    second.close();
}
