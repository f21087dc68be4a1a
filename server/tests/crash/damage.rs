//! Damaged files: the server says so and stops; it never serves from them.

use std::fs::{File, OpenOptions};
use std::os::unix::fs::FileExt;
use std::path::Path;

use weft_server::trouble::Trouble;

use crate::county::{County, Server};
use crate::phone::Phone;
use crate::process::Ended;

/// Bytes of a page of the database.
const PAGE_BYTES: u64 = 4_096;
/// Reports in the county that is damaged.
const REPORTS: usize = 60;

/// A process ended with this trouble's exit code and advice, named where it is, and did not panic.
pub fn is_said(ended: &Ended, trouble: Trouble, place: &str) {
    let (zh, en) = trouble.advice();
    assert_eq!(ended.code, Some(trouble.exit_code().into()), "{ended:?}");
    for text in [zh, en, place] {
        assert!(ended.said.contains(text), "`{text}` is missing: {ended:?}");
    }
    assert!(!ended.said.contains("panicked"), "{ended:?}");
}

/// A county with some tickets, its server stopped in good order, so that everything is in the files themselves.
async fn lived_in() -> County {
    let county = County::sqlite().await;
    let server = county.serve();
    Phone::new().push(&server.base, REPORTS).await.unwrap();
    server.stop();
    county
}

fn overwrite(file: &Path, from: u64, bytes: &[u8]) {
    OpenOptions::new().write(true).open(file).unwrap().write_all_at(bytes, from).unwrap();
}

fn length(file: &Path) -> u64 {
    file.metadata().unwrap().len()
}

/// The server refuses to start, or stops once its look at every page has found the damage.
fn stops(county: &County, place: &str) {
    let ended = match county.try_serve() {
        Ok(Server { mut process, .. }) => process.ended(),
        Err(ended) => ended,
    };
    is_said(&ended, Trouble::Damaged, place);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sound_county_passes_the_look_at_every_page() {
    let county = lived_in().await;
    let mut server = county.serve();
    server.process.heard("every page of the database was looked at").unwrap();
    server.stop();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_corrupted_last_page_stops_the_server() {
    for file in ["weft.sqlite3", "vault.sqlite3"] {
        let county = lived_in().await;
        let path = county.folder().join(file);
        overwrite(&path, length(&path) - PAGE_BYTES, &[0xA5; PAGE_BYTES as usize]);
        stops(&county, file);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_truncated_file_stops_the_server() {
    for file in ["weft.sqlite3", "vault.sqlite3"] {
        let county = lived_in().await;
        let path = county.folder().join(file);
        let half = length(&path) / 2;
        File::options().write(true).open(&path).unwrap().set_len(half).unwrap();
        stops(&county, file);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_no_database_stops_the_server() {
    let county = lived_in().await;
    overwrite(&county.folder().join("weft.sqlite3"), 0, &[0x5A; 100]);
    stops(&county, "weft.sqlite3");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_event_that_lost_its_newest_state_stops_the_server() {
    let county = lived_in().await;
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(county.folder().join("weft.sqlite3"));
    let mut log = <sqlx::SqliteConnection as sqlx::Connection>::connect_with(&options).await.unwrap();
    let newest = "DELETE FROM state WHERE position = (SELECT max(position) FROM event)";
    sqlx::query(newest).execute(&mut log).await.unwrap();
    sqlx::Connection::close(log).await.unwrap();
    stops(&county, "state");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_search_index_is_built_anew() {
    let county = lived_in().await;
    overwrite(&county.folder().join("search.sqlite3"), 0, &[0x5A; 100]);
    let mut server = county.serve();
    server.process.heard("every page of the database was looked at").unwrap();
    assert!(server.process.said.contains("the search index is built anew"), "{}", server.process.said);
    server.stop();
}
