//! The data layer in a real browser: its own IndexedDB, locks and channels, and a server that can be made to fail.
#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "browser/accounts.rs"]
mod accounts;
#[path = "browser/forms.rs"]
mod forms;
#[path = "browser/kept.rs"]
mod kept;
#[path = "browser/outbox.rs"]
mod outbox;
#[path = "browser/page.rs"]
mod page;
#[path = "browser/photos.rs"]
mod photos;
#[path = "browser/server.rs"]
mod server;
#[path = "browser/windows.rs"]
mod windows;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
