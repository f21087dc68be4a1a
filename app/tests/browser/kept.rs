//! All that a device's database holds, as a file that can be kept and put back.

use std::collections::BTreeSet;

use js_sys::{Array, Object, Reflect, Uint8Array};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag};
use weft_app::data::database::MIGRATIONS;
use weft_app::data::idb::{Connection, Migration, Mode, Work};

/// The stores of `app/src/data/database.rs`: keys and values.
#[derive(Debug, Serialize, Deserialize)]
pub struct Kept {
    pub outbox: Vec<(u64, String)>,
    pub inbox: Vec<(String, String)>,
    pub rows: Vec<(String, String)>,
    pub meta: Vec<(String, String)>,
    pub photos: Vec<(String, KeptPhoto)>,
}

/// A photo's bytes, base64, and whether the server has confirmed them.
#[derive(Debug, Serialize, Deserialize)]
pub struct KeptPhoto {
    pub jpeg: String,
    pub uploaded: bool,
}

const STORES: [&str; 5] = ["outbox", "inbox", "rows", "meta", "photos"];

impl Kept {
    /// Puts it all into a new database of this name, made by these steps.
    pub async fn restore(&self, name: &str, steps: &'static [Migration]) {
        let connection = Connection::open(name, steps, || {}).await.unwrap();
        let work = connection.begin(&STORES, Mode::Strict).unwrap();
        for (seq, text) in &self.outbox {
            #[expect(clippy::cast_precision_loss, reason = "a small whole number")]
            work.store("outbox").unwrap().put(&JsValue::from_f64(*seq as f64), &text.into()).unwrap();
        }
        for (store, rows) in [("inbox", &self.inbox), ("rows", &self.rows), ("meta", &self.meta)] {
            for (key, text) in rows {
                work.store(store).unwrap().put(&key.into(), &text.into()).unwrap();
            }
        }
        for (hash, photo) in &self.photos {
            work.store("photos").unwrap().put(&hash.into(), &photo.value()).unwrap();
        }
        work.end(Ok(())).await.unwrap();
        connection.close();
    }

    /// Reads it all from the database of this name.
    pub async fn read(name: &str) -> Self {
        let connection = Connection::open(name, MIGRATIONS, || {}).await.unwrap();
        let work = connection.begin(&STORES, Mode::Read).unwrap();
        let outbox = entries(&work, "outbox").await;
        let (inbox, rows, meta) = (texts(&work, "inbox").await, texts(&work, "rows").await, texts(&work, "meta").await);
        let photos = entries(&work, "photos").await;
        work.end(Ok(())).await.unwrap();
        connection.close();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small whole number")]
        let outbox = outbox.iter().map(|(key, value)| (key.as_f64().unwrap() as u64, text(value))).collect();
        let mut kept = Self { outbox, inbox, rows, meta, photos: Vec::new() };
        for (key, value) in photos {
            kept.photos.push((text(&key), KeptPhoto::of(&value).await));
        }
        kept
    }

    /// The names and types of all that is in it, without what they say.
    pub fn shape(&self) -> BTreeSet<String> {
        let mut shape = BTreeSet::new();
        let outbox = self.outbox.iter().map(|(_, text)| ("outbox".to_owned(), text));
        let others = [("inbox", &self.inbox), ("rows", &self.rows)]
            .into_iter()
            .flat_map(|(store, rows)| rows.iter().map(move |(_, text)| (store.to_owned(), text)));
        let meta = self.meta.iter().map(|(name, text)| (format!("meta {name}"), text));
        for (path, text) in outbox.chain(others).chain(meta) {
            note(&mut shape, path, &serde_json::from_str(text).unwrap());
        }
        shape
    }
}

fn note(shape: &mut BTreeSet<String>, path: String, value: &Value) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, value)| note(shape, format!("{path}.{name}"), value)),
        Value::Array(items) => items.iter().for_each(|item| note(shape, format!("{path}[]"), item)),
        Value::String(_) => _ = shape.insert(format!("{path}: text")),
        Value::Number(_) => _ = shape.insert(format!("{path}: number")),
        Value::Bool(_) => _ = shape.insert(format!("{path}: yes or no")),
        Value::Null => _ = shape.insert(format!("{path}: nothing")),
    }
}

impl KeptPhoto {
    fn value(&self) -> JsValue {
        let window = web_sys::window().unwrap();
        // One character for each byte, as `atob` gives them.
        let bytes: Vec<u8> = window.atob(&self.jpeg).unwrap().chars().map(|byte| u8::try_from(byte).unwrap()).collect();
        let options = BlobPropertyBag::new();
        options.set_type("image/jpeg");
        let parts = Array::of1(&Uint8Array::from(bytes.as_slice()));
        let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options).unwrap();
        let value = Object::new();
        Reflect::set(&value, &"blob".into(), &blob).unwrap();
        Reflect::set(&value, &"uploaded".into(), &self.uploaded.into()).unwrap();
        value.into()
    }

    async fn of(value: &JsValue) -> Self {
        let blob: Blob = Reflect::get(value, &"blob".into()).unwrap().unchecked_into();
        let bytes = Uint8Array::new(&JsFuture::from(blob.array_buffer()).await.unwrap()).to_vec();
        let characters: String = bytes.into_iter().map(char::from).collect();
        let jpeg = web_sys::window().unwrap().btoa(&characters).unwrap();
        Self { jpeg, uploaded: Reflect::get(value, &"uploaded".into()).unwrap().is_truthy() }
    }
}

async fn entries(work: &Work, store: &str) -> Vec<(JsValue, JsValue)> {
    let store = work.store(store).unwrap();
    let keys = store.keys().await.unwrap();
    let values = store.values().await.unwrap();
    keys.iter().zip(values.iter()).collect()
}

async fn texts(work: &Work, store: &str) -> Vec<(String, String)> {
    entries(work, store).await.iter().map(|(key, value)| (text(key), text(value))).collect()
}

fn text(value: &JsValue) -> String {
    value.as_string().unwrap()
}
