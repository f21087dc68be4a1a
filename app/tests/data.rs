//! The data layer in a real browser: its own IndexedDB, locks and channels, and a server that can be made to fail.
#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "browser/page.rs"]
mod page;
#[path = "browser/server.rs"]
mod server;

use leptos::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use weft::aggregate::Rejection;
use weft::kinds::ticket::{Command, Phase, Refusal};
use weft::org::Post;
use weft::registry::AnyRefusal;
use weft::sample;
use weft_app::data::{PhotoError, Reason, SessionState};

use page::Window;
use server::{Server, Weather};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
async fn a_report_made_offline_outlives_the_window_and_arrives_once() {
    let server = Server::start();
    let first = Window::open("outlives").await;
    first.until_pulled().await;
    server.weather.set(Weather::Offline);
    let (ticket, command) = first.report().await;
    first.close();

    let second = Window::open("outlives").await;
    assert_eq!(second.data.unsent().get_untracked(), 1);
    let held = second.data.ticket(ticket).get_untracked().unwrap();
    assert!(
        held.pending && held.state.phase == Phase::Routed,
        "shown from the queue: {held:?}"
    );
    server.weather.set(Weather::Fair);
    second.data.retry_now();
    second.until_sent().await;
    let shown = second.data.ticket(ticket);
    second
        .until(move || shown.get().is_some_and(|held| !held.pending))
        .await;
    assert_eq!(*server.carried_out.borrow(), [command]);
    second.close();
}

#[wasm_bindgen_test]
async fn a_command_leaves_only_on_its_receipt_and_is_carried_out_once() {
    let server = Server::start();
    let window = Window::open("receipt").await;
    window.until_pulled().await;
    server.weather.set(Weather::AnswersLost);
    let (ticket, command) = window.report().await;
    let online = window.data.online();
    window.until(move || !online.get()).await;
    assert_eq!(*server.carried_out.borrow(), [command], "the server has it");
    assert_eq!(
        window.data.unsent().get_untracked(),
        1,
        "the device does not know"
    );
    server.weather.set(Weather::Fair);
    window.data.retry_now();
    window.until_sent().await;
    assert_eq!(*server.carried_out.borrow(), [command]);
    assert!(window.data.inbox().get_untracked().is_empty());
    let shown = window.data.ticket(ticket);
    window
        .until(move || shown.get().is_some_and(|held| !held.pending))
        .await;
    window.close();
}

#[wasm_bindgen_test]
async fn the_anonymous_reporter_takes_the_server_s_id_after_the_first_push() {
    let _server = Server::start();
    let window = Window::open("stranger").await;
    window.until_pulled().await;
    window.report().await;
    let session = window.data.session();
    window
        .until(move || session.get() == SessionState::Anonymous(sample::resident("stranger")))
        .await;
    window.close();
}

#[wasm_bindgen_test]
async fn what_the_device_can_refuse_it_refuses_at_once() {
    let server = Server::start();
    let window = Window::open("at-once").await;
    window.until_pulled().await;
    let refusal = window
        .act(window.data.new_id().into(), Command::Follow)
        .await;
    assert_eq!(
        refusal,
        Err(Rejection::Refused(AnyRefusal::Ticket(Refusal::NotThere)))
    );
    assert_eq!(
        (
            window.data.unsent().get_untracked(),
            server.count("POST /api/push")
        ),
        (0, 0)
    );
    window.close();
}

#[wasm_bindgen_test]
async fn a_refused_command_lies_in_the_inbox_with_its_reason_until_dismissed() {
    let server = Server::start();
    server.session.replace(Some(Server::grid_member()));
    let window = Window::open("inbox").await;
    window.until_pulled().await;
    let (ticket, _) = window.report().await;
    window.until_sent().await;
    server.weather.set(Weather::Offline);
    let accept = window.act(ticket, Command::Accept).await.unwrap();
    // Meanwhile it went to somebody else.
    server.transfer(ticket, sample::unit_id("370-01-02"), Post::Desk);
    server.weather.set(Weather::Fair);
    window.data.retry_now();
    let inbox = window.data.inbox();
    window.until(move || !inbox.get().is_empty()).await;
    window.close();

    let again = Window::open("inbox").await;
    let refused = again.data.inbox().get_untracked();
    assert_eq!(
        refused
            .iter()
            .map(|refused| refused.id())
            .collect::<Vec<_>>(),
        [accept]
    );
    assert!(
        matches!(refused[0].reason, Reason::Forbidden(_)),
        "{:?}",
        refused[0].reason
    );
    assert_eq!(again.data.unsent().get_untracked(), 0);
    again.data.dismiss(accept).await;
    assert!(again.data.inbox().get_untracked().is_empty());
    again.close();
    let last = Window::open("inbox").await;
    assert!(last.data.inbox().get_untracked().is_empty());
    last.close();
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
    let counts = (
        window.data.unsent().get_untracked(),
        window.data.unsent_of_others().get_untracked(),
    );
    assert_eq!(counts, (0, 1));
    assert!(
        window.data.ticket(ticket).get_untracked().is_none(),
        "not shown to whoever comes next"
    );

    server.weather.set(Weather::Fair);
    window.data.retry_now();
    let (_, anonymous) = window.report().await;
    window.until_sent().await;
    assert_eq!(server.count("DELETE /api/session"), 1, "the owed sign-out");
    assert_eq!(
        *server.carried_out.borrow(),
        [anonymous],
        "only what this account made"
    );
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
    window
        .until(move || org.get().unit(sample::unit_id("fire")).is_none())
        .await;
    assert!(org.get_untracked().unit(sample::unit_id("370")).is_some());
    assert_eq!(window.data.unsent().get_untracked(), 1);
    assert!(
        window
            .data
            .ticket(ticket)
            .get_untracked()
            .is_some_and(|held| held.pending)
    );
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
        window
            .until(move || shown.get().is_some_and(|held| !held.pending))
            .await;
    }
    first.close();
    second.close();
}

#[wasm_bindgen_test]
async fn a_photo_is_made_small_kept_and_uploaded_before_its_command() {
    let server = Server::start();
    let window = Window::open("photo").await;
    window.until_pulled().await;
    server.weather.set(Weather::Offline);
    let hash = window
        .data
        .add_photo(page::picture(2_000, 1_000).await)
        .await
        .unwrap();
    assert!(window.data.photo_url(hash).starts_with("blob:"));
    let mut report = sample::noise_report(1, 0);
    report.photos.push(hash);
    let ticket = window.data.new_id();
    window
        .act(ticket.into(), Command::Submit(report))
        .await
        .unwrap();
    window.close();

    let again = Window::open("photo").await;
    assert_eq!(
        page::size_of(&again.data.photo_url(hash)).await,
        (1_600, 800)
    );
    server.weather.set(Weather::Fair);
    again.data.retry_now();
    again.until_sent().await;
    assert_eq!(*server.photos.borrow(), [hash.to_string()]);
    let requests = server.requests.borrow().clone();
    let first = |what: &str| {
        requests
            .iter()
            .position(|seen| seen.starts_with(what))
            .unwrap()
    };
    assert!(
        first("PUT /api/photos/") < first("POST /api/push"),
        "{requests:?}"
    );
    again.close();
}

#[wasm_bindgen_test]
async fn what_is_no_picture_is_refused_with_a_reason() {
    let _server = Server::start();
    let window = Window::open("no-picture").await;
    assert_eq!(
        window.data.add_photo(page::file(b"no picture")).await,
        Err(PhotoError::Unreadable)
    );
    window.close();
}

#[wasm_bindgen_test]
async fn without_a_database_the_app_works_in_memory_and_warns() {
    let server = Server::start();
    let give_back = page::hide_database();
    let window = Window::open("none").await;
    give_back();
    assert!(window.data.storage().get_untracked().warning().is_some());
    window.until_pulled().await;
    let (_, command) = window.report().await;
    window.until_sent().await;
    assert_eq!(*server.carried_out.borrow(), [command]);
    window.close();
}
