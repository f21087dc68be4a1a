//! What the person is handed as a file.

use js_sys::{Array, Uint8Array};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

/// The media type of JSON.
pub const JSON: &str = "application/json";

/// Hands bytes over as a file of this name. Without memory for the file nothing happens; what it is a copy of is untouched.
pub fn download(name: &str, media_type: &str, bytes: &[u8]) {
    let _ = hand_over(name, media_type, bytes);
}

fn hand_over(name: &str, media_type: &str, bytes: &[u8]) -> Result<(), JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    let parts = Array::of1(&Uint8Array::from(bytes));
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options)?;
    let address = Url::create_object_url_with_blob(&blob)?;
    let link: HtmlAnchorElement = document().create_element("a")?.dyn_into()?;
    link.set_href(&address);
    link.set_download(name);
    link.click();
    // The browser has taken its copy of the bytes by now.
    Url::revoke_object_url(&address)
}
