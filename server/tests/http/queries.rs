//! Lists, the ledger and rates.

use std::io::Read;

use reqwest::{Method, header};
use serde_json::Value;
use weft::actor::Role;
use weft::query::{LedgerPage, Rates, TicketPage};
use weft::sample;

use crate::harness::{Server, is_problem};

#[tokio::test]
async fn lists_filter_and_page_by_the_query() {
    let server = Server::start().await;
    let resident = server.browser();
    for column in 0..3 {
        resident.report(column, 0).await;
    }
    let desk = server.staff("zhiban", Role::Desk, "370").await;
    let all: TicketPage = desk.json("/api/query/tickets").await;
    assert_eq!(all.rows.len(), 3);
    let grid: TicketPage = desk.json(&format!("/api/query/tickets?unit={}&open=true", sample::grid(1, 0))).await;
    assert_eq!(grid.rows.len(), 1);
    let first: TicketPage = desk.json("/api/query/tickets?limit=2").await;
    let rest: TicketPage = desk.json(&format!("/api/query/tickets?limit=2&cursor={}", first.next.unwrap())).await;
    assert_eq!((first.rows.len(), rest.rows.len()), (2, 1));
    is_problem(desk.get("/api/query/tickets?limit=many").await, 400, "bad-query").await;
    is_problem(desk.get("/api/query/tickets?cursor=nonsense").await, 400, "bad-cursor").await;
    is_problem(desk.get("/api/pull?cursor=nonsense").await, 400, "bad-cursor").await;
    is_problem(desk.get("/api/query/ticket/nonsense").await, 400, "bad-path").await;
}

#[tokio::test]
async fn the_ledger_is_open_and_its_table_opens_in_a_spreadsheet() {
    let server = Server::start().await;
    let resident = server.browser();
    resident.report(0, 0).await;
    let anybody = server.browser();
    let page: LedgerPage = anybody.json("/api/query/ledger").await;
    assert_eq!(page.rows.len(), 1);
    let table = anybody.get("/api/query/ledger.csv?open=true").await;
    assert_eq!(table.headers()[header::CONTENT_TYPE], "text/csv; charset=utf-8");
    assert!(table.headers()[header::CONTENT_DISPOSITION].to_str().unwrap().contains("ledger.csv"));
    let bytes = table.bytes().await.unwrap();
    assert!(bytes.starts_with(b"\xef\xbb\xbf"), "a byte order mark, or spreadsheets take it for another encoding");
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    assert_eq!(text.lines().count(), 2, "{text}");
    for word in ["夜间噪声", "网格1", "待受理 routed"] {
        assert!(text.contains(word), "{word} in {text}");
    }
}

#[tokio::test]
async fn a_compressed_table_ends_like_a_plain_one() {
    let server = Server::start().await;
    let ask = server.browser().ask(Method::GET, "/api/query/ledger.csv");
    let table = ask.header(header::ACCEPT_ENCODING, "gzip").send().await.unwrap();
    assert_eq!(table.headers()[header::CONTENT_ENCODING], "gzip");
    let mut text = String::new();
    let bytes = table.bytes().await.unwrap();
    flate2::read::GzDecoder::new(&bytes[..]).read_to_string(&mut text).unwrap();
    assert_eq!(text.lines().count(), 1);
}

#[tokio::test]
async fn rates_and_units_are_public() {
    let server = Server::start().await;
    server.browser().report(0, 0).await;
    let anybody = server.browser();
    let rates: Vec<Rates> = anybody.json("/api/query/rates?from=2026-01-15&to=2026-12-15").await;
    let county = rates.iter().find(|rates| rates.unit == sample::unit_id("370")).unwrap();
    assert_eq!(county.reported, 1);
    is_problem(anybody.get("/api/query/rates?from=2026-02-01&to=2026-01-01").await, 400, "bad-query").await;
    is_problem(anybody.get("/api/query/rates?from=2020-01-01&to=2026-01-01").await, 400, "bad-query").await;
    let units: Value = anybody.json("/api/query/units").await;
    assert_eq!(units.as_array().unwrap().len(), sample::units().len());
    assert!(!units.to_string().contains("appointments"));
    let towns: Value = anybody.json(&format!("/api/query/units?outline=true&parent={}", sample::unit_id("370"))).await;
    assert!(towns[0]["outline"].is_array());
}

#[tokio::test]
async fn matters_nearby_are_offered_before_one_reports() {
    let server = Server::start().await;
    let ticket = server.browser().report(0, 0).await;
    let spot = sample::middle_of(0, 0);
    let path = format!("/api/query/duplicates?category=noise.night&lon_e7={}&lat_e7={}", spot.lon_e7, spot.lat_e7);
    let near: Value = server.browser().json(&path).await;
    assert_eq!(near[0]["id"], ticket.to_string());
    assert_eq!(near[0]["distance_m"], 0);
}
