//! Photos, from the file to the server.

use wasm_bindgen_test::wasm_bindgen_test;
use weft::kinds::ticket::Command;
use weft::sample;
use weft_app::data::PhotoError;

use crate::page::{self, Window};
use crate::server::{Server, Weather};

#[wasm_bindgen_test]
async fn a_photo_is_made_small_kept_and_uploaded_before_its_command() {
    let server = Server::start();
    let window = Window::open("photo").await;
    window.until_pulled().await;
    server.weather.set(Weather::Offline);
    let hash = window.data.add_photo(page::picture(2_000, 1_000).await).await.unwrap();
    assert!(window.data.photo_url(hash).starts_with("blob:"));
    let mut report = sample::noise_report(1, 0);
    report.photos.push(hash);
    let ticket = window.data.new_id();
    window.act(ticket.into(), Command::Submit(report)).await.unwrap();
    window.close();

    let again = Window::open("photo").await;
    assert_eq!(page::size_of(&again.data.photo_url(hash)).await, (1_600, 800));
    server.weather.set(Weather::Fair);
    again.data.retry_now();
    again.until_sent().await;
    assert_eq!(*server.photos.borrow(), [hash.to_string()]);
    let requests = server.requests.borrow().clone();
    let first = |what: &str| requests.iter().position(|seen| seen.starts_with(what)).unwrap();
    assert!(first("PUT /api/photos/") < first("POST /api/push"), "{requests:?}");
    again.close();
}

#[wasm_bindgen_test]
async fn what_is_no_picture_is_refused_with_a_reason() {
    let _server = Server::start();
    let window = Window::open("no-picture").await;
    assert_eq!(window.data.add_photo(page::file(b"no picture")).await, Err(PhotoError::Unreadable));
    window.close();
}
