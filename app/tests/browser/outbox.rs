//! What a person enters is kept, sent once, and answered.

use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use weft::aggregate::Rejection;
use weft::kinds::ticket::{Command, Phase, Refusal};
use weft::org::Post;
use weft::registry::{AnyCommand, AnyRefusal};
use weft::sample;
use weft::secret::Secret;
use weft_app::data::{Reason, Storage, StorageError};

use crate::page::{self, Window};
use crate::server::{Server, Weather};

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
    assert!(held.pending && held.state.phase == Phase::Routed, "shown from the queue: {held:?}");
    server.weather.set(Weather::Fair);
    second.data.retry_now();
    second.until_sent().await;
    let shown = second.data.ticket(ticket);
    second.until(move || shown.get().is_some_and(|held| !held.pending)).await;
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
    assert_eq!(window.data.unsent().get_untracked(), 1, "the device does not know");
    server.weather.set(Weather::Fair);
    window.data.retry_now();
    window.until_sent().await;
    assert_eq!(*server.carried_out.borrow(), [command]);
    assert!(window.data.inbox().get_untracked().is_empty());
    let shown = window.data.ticket(ticket);
    window.until(move || shown.get().is_some_and(|held| !held.pending)).await;
    window.close();
}

#[wasm_bindgen_test]
async fn what_the_device_can_refuse_it_refuses_at_once() {
    let server = Server::start();
    let window = Window::open("at-once").await;
    window.until_pulled().await;
    let mut report = sample::noise_report(1, 0);
    report.text = Secret::Clear(String::new());
    let refusal = window.act(window.data.new_id().into(), Command::Submit(report)).await;
    assert_eq!(refusal, Err(Rejection::Refused(AnyRefusal::Ticket(Refusal::Empty))));
    assert_eq!((window.data.unsent().get_untracked(), server.count("POST /api/push")), (0, 0));
    window.close();
}

#[wasm_bindgen_test]
async fn what_the_device_does_not_hold_the_server_decides() {
    let server = Server::start();
    let window = Window::open("not-held").await;
    window.until_pulled().await;
    let follow = window.act(window.data.new_id().into(), Command::Follow).await.unwrap();
    window.until_sent().await;
    assert_eq!(server.count("POST /api/push"), 1);
    let inbox = window.data.inbox();
    window.until(move || !inbox.get().is_empty()).await;
    assert_eq!(inbox.get_untracked()[0].id(), follow);
    window.close();
}

#[wasm_bindgen_test]
async fn a_mended_command_takes_the_place_of_the_refused_one() {
    let server = Server::start();
    let window = Window::open("mend").await;
    window.until_pulled().await;
    let refused = window.act(window.data.new_id().into(), Command::Follow).await.unwrap();
    let inbox = window.data.inbox();
    window.until(move || !inbox.get().is_empty()).await;
    let command = AnyCommand::Ticket(Command::Submit(sample::noise_report(1, 0)));
    let mended = window.data.mend(refused, window.data.new_id(), command).await.unwrap();
    assert!(inbox.get_untracked().is_empty());
    window.until_sent().await;
    assert_eq!(*server.carried_out.borrow(), [mended]);
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
    assert_eq!(refused.iter().map(|refused| refused.id()).collect::<Vec<_>>(), [accept]);
    assert!(matches!(refused[0].reason, Reason::Forbidden(_)), "{:?}", refused[0].reason);
    assert_eq!(again.data.unsent().get_untracked(), 0);
    again.data.dismiss(accept).await;
    assert!(again.data.inbox().get_untracked().is_empty());
    again.close();
    let last = Window::open("inbox").await;
    assert!(last.data.inbox().get_untracked().is_empty());
    last.close();
}

#[wasm_bindgen_test]
async fn a_command_is_written_with_strict_durability() {
    let server = Server::start();
    let window = Window::open("strict").await;
    window.until_pulled().await;
    server.weather.set(Weather::Offline);
    let opened = page::watch_transactions();
    window.report().await;
    let strict = opened.iter().filter(page::is_strict).count();
    assert_eq!(strict, 1, "the one that added the command");
    window.close();
}

#[wasm_bindgen_test]
async fn on_a_full_disk_the_replica_gives_way_to_the_command() {
    let server = Server::start();
    let first = Window::open("full").await;
    first.until_pulled().await;
    server.weather.set(Weather::Offline);
    page::fill_disk_once();
    first.report().await;
    assert!(first.data.storage().get_untracked().warning().is_none());
    assert!(first.data.org().get_untracked().root().is_some(), "still shown from memory");
    first.close();
    let second = Window::open("full").await;
    assert_eq!(second.data.unsent().get_untracked(), 1);
    server.weather.set(Weather::Fair);
    second.data.retry_now();
    second.until_sent().await;
    second.until_pulled().await;
    second.close();
}

#[wasm_bindgen_test]
async fn a_database_taken_away_is_said_at_once_and_comes_back_with_all_that_waits() {
    let server = Server::start();
    let window = Window::open("closed").await;
    window.until_pulled().await;
    server.weather.set(Weather::Offline);
    let (_, before) = window.report().await;
    assert!(window.data.storage().get_untracked().warning().is_none());
    weft_app::data::idb::delete("closed").await.unwrap();
    let storage = window.data.storage();
    window.until(move || storage.get() == Storage::MemoryOnly(StorageError::Closed)).await;
    let (_, meanwhile) = window.report().await;
    window.until(move || storage.get() == Storage::KeptAgain).await;
    let (_, after) = window.report().await;
    window.close();

    // All of it is on the disk: another window has it, the county included, without the server.
    let again = Window::open("closed").await;
    assert_eq!(again.data.unsent().get_untracked(), 3);
    assert!(again.data.complete().get_untracked() && !again.data.org().get_untracked().is_empty());
    server.weather.set(Weather::Fair);
    again.data.retry_now();
    again.until_sent().await;
    assert_eq!(*server.carried_out.borrow(), [before, meanwhile, after]);
    again.close();
}

#[wasm_bindgen_test]
async fn a_window_without_its_database_takes_over_what_another_window_has_kept_meanwhile() {
    let server = Server::start();
    let (one, two) = (Window::open("both").await, Window::open("both").await);
    one.until_pulled().await;
    two.until_pulled().await;
    server.weather.set(Weather::Offline);
    let (_, before) = one.report().await;
    let unsent = two.data.unsent();
    two.until(move || unsent.get() == 1).await;
    // Both lose it. Both have the first command; whichever is back first keeps it.
    weft_app::data::idb::delete("both").await.unwrap();
    let (first, second) = (one.data.storage(), two.data.storage());
    one.until(move || first.get() == Storage::MemoryOnly(StorageError::Closed)).await;
    let (_, from_one) = one.report().await;
    let (_, from_two) = two.report().await;
    one.until(move || first.get() == Storage::KeptAgain).await;
    two.until(move || second.get() == Storage::KeptAgain).await;
    two.until(move || unsent.get() >= 3).await;
    server.weather.set(Weather::Fair);
    one.data.retry_now();
    one.until_sent().await;
    two.until_sent().await;
    let mut carried_out = server.carried_out.borrow().clone();
    carried_out.sort_unstable();
    let mut made = [before, from_one, from_two];
    made.sort_unstable();
    assert_eq!(carried_out, made);
    one.close();
    two.close();
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
