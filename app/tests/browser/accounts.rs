//! One browser, several people.

use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use weft::sample;
use weft_app::data::SessionState;

use crate::page::Window;
use crate::server::{Server, Weather};

#[wasm_bindgen_test]
async fn the_anonymous_reporter_takes_the_server_s_id_after_the_first_push() {
    let _server = Server::start();
    let window = Window::open("stranger").await;
    window.until_pulled().await;
    window.report().await;
    let session = window.data.session();
    window.until(move || session.get() == SessionState::Anonymous(sample::resident("stranger"))).await;
    window.close();
}

#[wasm_bindgen_test]
async fn signing_out_keeps_what_is_unsent_for_its_own_account() {
    let server = Server::start();
    let window = Window::open("accounts").await;
    window.until_pulled().await;
    window.data.sign_in("grid-1-0", "password").await.unwrap();
    assert!(window.data.session().get_untracked().is_signed_in());
    window.until_pulled().await;
    server.weather.set(Weather::Offline);
    let (ticket, command) = window.report().await;
    window.data.sign_out().await;
    assert!(!window.data.session().get_untracked().is_signed_in());
    let counts = (window.data.unsent().get_untracked(), window.data.unsent_of_others().get_untracked());
    assert_eq!(counts, (0, 1));
    assert!(window.data.ticket(ticket).get_untracked().is_none(), "not shown to whoever comes next");

    server.weather.set(Weather::Fair);
    window.data.retry_now();
    let (_, anonymous) = window.report().await;
    window.until_sent().await;
    assert_eq!(server.count("DELETE /api/session"), 1, "the owed sign-out");
    assert_eq!(*server.carried_out.borrow(), [anonymous], "only what this account made");
    assert_eq!(window.data.unsent_of_others().get_untracked(), 1);

    window.data.sign_in("grid-1-0", "password").await.unwrap();
    window.until_sent().await;
    assert_eq!(*server.carried_out.borrow(), [anonymous, command]);
    window.close();
}

#[wasm_bindgen_test]
async fn a_session_that_ended_elsewhere_never_sends_another_s_commands() {
    let server = Server::start();
    server.session.replace(Some(Server::grid_member()));
    let window = Window::open("expired").await;
    window.until_pulled().await;
    server.weather.set(Weather::Offline);
    window.report().await;
    server.session.replace(None);
    server.weather.set(Weather::Fair);
    window.data.retry_now();
    let session = window.data.session();
    window.until(move || !session.get().is_signed_in()).await;
    assert_eq!(window.data.unsent_of_others().get_untracked(), 1);
    assert!(server.carried_out.borrow().is_empty());
    window.close();
}
