//! The only clock, randomness and timer of the app.

use chrono::{DateTime, Utc};
use uuid::{Builder, Uuid};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// The device's clock. A claim: it may be wrong by years.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is the app's clock")]
#[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 fit for 280,000 years")]
pub fn now() -> DateTime<Utc> {
    DateTime::from_timestamp_millis(js_sys::Date::now() as i64).unwrap_or_default()
}

/// Random bytes from the browser's generator.
#[must_use]
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    if let Some(crypto) = window().and_then(|window| window.crypto().ok()) {
        // Fails only beyond 65,536 bytes.
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    bytes
}

/// A random number to spread retries with.
#[must_use]
pub fn dice() -> u32 {
    u32::from_le_bytes(random())
}

/// A new id: UUID version 7 (RFC 9562), so that ids sort by the time at which they were made.
#[must_use]
pub fn new_id() -> Uuid {
    let millis = u64::try_from(now().timestamp_millis()).unwrap_or_default();
    Builder::from_unix_timestamp_millis(millis, &random()).into_uuid()
}

/// Waits this many milliseconds.
pub async fn sleep(ms: u32) {
    let promise = js_sys::Promise::new(&mut |resolve, _| call_later(&resolve, ms));
    let _ = JsFuture::from(promise).await;
}

/// Calls a function after this many milliseconds.
pub fn call_later(function: &js_sys::Function, ms: u32) {
    let ms = i32::try_from(ms).unwrap_or(i32::MAX);
    let waits = window().map(|window| window.set_timeout_with_callback_and_timeout_and_arguments_0(function, ms));
    if !matches!(waits, Some(Ok(_))) {
        // Without a timer it is better to be early than never.
        let _ = function.call0(&JsValue::UNDEFINED);
    }
}

fn window() -> Option<web_sys::Window> {
    web_sys::window()
}
