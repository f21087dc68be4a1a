//! A text handed to the person as a file.

use js_sys::Array;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

/// Hands JSON over as a file of this name. Without memory for the file nothing happens; what it is a copy of is untouched.
pub fn download(name: &str, json: &str) {
    let _ = hand_over(name, json);
}

fn hand_over(name: &str, json: &str) -> Result<(), JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type("application/json");
    let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&json.into()), &options)?;
    let address = Url::create_object_url_with_blob(&blob)?;
    let link: HtmlAnchorElement = document().create_element("a")?.dyn_into()?;
    link.set_href(&address);
    link.set_download(name);
    link.click();
    // The browser has taken its copy of the bytes by now.
    Url::revoke_object_url(&address)
}
