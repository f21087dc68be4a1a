//! Photos: in before their command, out to those who see what they show.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, RgbImage};
use reqwest::{Method, Response, StatusCode, header};
use weft::actor::Role;
use weft::id::PhotoHash;
use weft::sample;
use weft::wire::{Fault, Outcome};

use crate::harness::{Browser, Server, is_problem};

fn drawing(shade: u8) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let picture = RgbImage::from_pixel(32, 24, image::Rgb([shade, 90, 60]));
    DynamicImage::ImageRgb8(picture).write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}

async fn keep(browser: &Browser, hash: PhotoHash, bytes: Vec<u8>) -> Response {
    browser.ask(Method::PUT, &format!("/api/photos/{hash}")).body(bytes).send().await.unwrap()
}

#[tokio::test]
async fn a_photo_goes_before_its_report_and_is_seen_by_those_who_see_the_ticket() {
    let server = Server::start().await;
    let resident = server.browser();
    let bytes = drawing(10);
    let hash = PhotoHash::of(&bytes);
    let mut report = sample::noise_report(0, 0);
    report.photos = vec![hash];
    let (ticket, envelope) = resident.draft(report);
    let early = resident.push(vec![envelope.clone()]).await;
    assert_eq!(early[0].outcome, Outcome::Malformed { fault: Fault::PhotoMissing });

    assert_eq!(keep(&resident, hash, bytes.clone()).await.status(), StatusCode::NO_CONTENT);
    assert_eq!(keep(&resident, hash, bytes.clone()).await.status(), StatusCode::NO_CONTENT, "again");
    resident.accepted(envelope).await;
    assert!(resident.ticket(ticket).await.is_some());

    let path = format!("/api/photos/{hash}");
    let member = server.staff("wanggeyuan", Role::GridMember, "grid-0-0").await;
    for browser in [&resident, &member] {
        let response = browser.get(&path).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()[header::CONTENT_TYPE], "image/jpeg");
        assert_eq!(response.headers()[header::CACHE_CONTROL], "private, no-cache");
        assert_eq!(response.bytes().await.unwrap(), bytes);
    }
    let known = member.ask(Method::GET, &path).header(header::IF_NONE_MATCH, format!("\"{hash}\""));
    assert_eq!(known.send().await.unwrap().status(), StatusCode::NOT_MODIFIED);
    let neighbour = server.staff("linju", Role::GridMember, "grid-0-1").await;
    for stranger in [&server.browser(), &neighbour] {
        is_problem(stranger.get(&path).await, 404, "not-found").await;
    }
}

#[tokio::test]
async fn what_is_no_clean_photo_is_refused_with_its_reason() {
    let server = Server::start().await;
    let browser = server.browser();
    let bytes = drawing(20);
    let other = PhotoHash::of(b"other");
    is_problem(keep(&browser, other, bytes.clone()).await, 422, "photo-hash-mismatch").await;
    let text = b"<svg onload='alert(1)'/>".to_vec();
    is_problem(keep(&browser, PhotoHash::of(&text), text).await, 422, "photo-unreadable").await;
    let mut located = bytes[..2].to_vec();
    located.extend(b"\xff\xe1\x00\x22Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x88\x25\0\x04\0\0\0\x01\0\0\0\x1a\0\0\0\0");
    located.extend(&bytes[2..]);
    is_problem(keep(&browser, PhotoHash::of(&located), located).await, 422, "photo-metadata").await;
    let heap = vec![0; weft_server::photo::PHOTO_BYTES_MAX + 1];
    is_problem(keep(&browser, PhotoHash::of(&heap), heap).await, 413, "photo-too-large").await;
    let path = browser.ask(Method::PUT, "/api/photos/nothash").body(bytes).send().await.unwrap();
    is_problem(path, 400, "bad-path").await;
}

#[tokio::test]
async fn uploads_of_one_person_are_limited() {
    let server = Server::start().await;
    let browser = server.browser();
    let burst = weft_server::http::limit::Allowances::default().photos.burst;
    for _ in 0..burst {
        let wrong = keep(&browser, PhotoHash([0; 32]), vec![1]).await;
        is_problem(wrong, 422, "photo-hash-mismatch").await;
    }
    is_problem(keep(&browser, PhotoHash([0; 32]), vec![1]).await, 429, "photo-quota").await;
}
