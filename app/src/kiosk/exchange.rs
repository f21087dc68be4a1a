//! The queue's way to the server: sent whenever there is a network, forgotten only when answered.

use std::rc::Rc;

use js_sys::{Function, Promise, Reflect};
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use weft::id::CommandId;
use weft::kiosk::{KIOSK_PUSH_MAX, KioskPush};
use weft::wire::PushResponse;

use super::plan::{BEAT_MS, answered, made_at, retry_ms};
use super::queue::QueueStore;
use super::{Contact, Kiosk, NAME};
use crate::clock;
use crate::data::StorageError;
use crate::data::http::{self, Body, HttpError, Method};

/// Reads the kiosk's database, then exchanges for as long as the page lives.
pub(super) fn start(kiosk: Kiosk) {
    hear_network(kiosk);
    spawn_local(async move {
        match open(kiosk).await {
            Ok(store) => {
                kiosk.loaded.set(true);
                ask_to_persist();
                run(kiosk, &store).await;
            }
            Err(error) => {
                kiosk.broken.set(Some(error));
                kiosk.loaded.set(true);
            }
        }
    });
}

async fn open(kiosk: Kiosk) -> Result<Rc<QueueStore>, StorageError> {
    let store = Rc::new(QueueStore::open(NAME).await?);
    kiosk.about.set(store.about().await?);
    count(kiosk, store.count().await?);
    kiosk.inner.with_value(|inner| *inner.store.borrow_mut() = Some(Rc::clone(&store)));
    Ok(store)
}

fn count(kiosk: Kiosk, (queued, oldest): (usize, Option<CommandId>)) {
    kiosk.queued.set(queued);
    kiosk.oldest_at.set(oldest.and_then(made_at));
}

async fn run(kiosk: Kiosk, store: &QueueStore) {
    let bell = |ms: Option<u32>| async move {
        let inner = kiosk.inner.get_value();
        match ms {
            None => inner.bell.wait().await,
            Some(ms) => _ = inner.bell.wait_until(clock::sleep(ms)).await,
        }
    };
    let mut failures = 0;
    loop {
        if kiosk.about.with_untracked(Option::is_none) {
            bell(None).await;
            continue;
        }
        measure(kiosk).await;
        match send(kiosk, store).await {
            Ok(true) => failures = 0,
            Ok(false) => {
                failures = 0;
                bell(Some(BEAT_MS)).await;
            }
            Err(error) => {
                let said = match error {
                    HttpError::Problem { status: 401 | 403, .. } => Contact::Refused(error.text()),
                    HttpError::Problem { .. } | HttpError::Unreadable | HttpError::NoAnswer => Contact::None,
                };
                kiosk.contact.set(said);
                bell(Some(retry_ms(failures, clock::dice()))).await;
                failures += 1;
            }
        }
    }
}

/// Sends as much as goes at once. Returns whether there is more.
async fn send(kiosk: Kiosk, store: &QueueStore) -> Result<bool, HttpError> {
    let Some(mut about) = kiosk.about.get_untracked() else {
        return Ok(false);
    };
    // What is read and counted does not grow with the queue: ten thousand reports leave as evenly as one.
    let sealed = read(kiosk, store.oldest(KIOSK_PUSH_MAX).await)?;
    let batch: Vec<_> = sealed.iter().map(|sealed| sealed.id).collect();
    let push = KioskPush { device: about.enrolled.device, health: kiosk.health(), sealed };
    let answer = http::send(Method::POST, "/api/kiosk/push", Body::json(&push)?, None).await?;
    let answer: PushResponse = http::read(&answer)?;
    let gone = answered(&batch, &answer.receipts);
    if !gone.is_empty() {
        read(kiosk, store.remove(&gone).await)?;
    }
    about.contact_at = Some(clock::now());
    // Only what is said of the last contact would be older.
    let _ = store.set_contact(&about).await;
    kiosk.about.set(Some(about));
    kiosk.contact.set(Contact::Good);
    let left = read(kiosk, store.count().await)?;
    count(kiosk, left);
    // An answer that settles nothing must not be asked for again without a pause.
    Ok(left.0 > 0 && !gone.is_empty())
}

/// What the database said; a failing one is shown.
fn read<T>(kiosk: Kiosk, result: Result<T, StorageError>) -> Result<T, HttpError> {
    result.map_err(|error| {
        kiosk.broken.set(Some(error));
        HttpError::Unreadable
    })
}

/// How much storage is in use and granted.
async fn measure(kiosk: Kiosk) {
    let asked = || -> Option<Promise> { web_sys::window()?.navigator().storage().estimate().ok() };
    let Some(promise) = asked() else {
        return;
    };
    if let Ok(estimate) = JsFuture::from(promise).await {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bytes, far below 2^53")]
        let bytes = |name: &str| {
            Reflect::get(&estimate, &name.into()).ok().and_then(|value| value.as_f64()).unwrap_or_default() as u64
        };
        kiosk.storage.set((bytes("usage"), bytes("quota")));
    }
}

/// Asks the browser not to clear the queue away when the disk gets full.
fn ask_to_persist() {
    if let Some(window) = web_sys::window() {
        // A browser that says no goes on as before; the operator's page shows the storage.
        let _ = window.navigator().storage().persist();
    }
}

/// Sends when the network returns.
fn hear_network(kiosk: Kiosk) {
    let online = Closure::<dyn Fn()>::new(move || kiosk.ring());
    let offline = Closure::<dyn Fn()>::new(move || kiosk.contact.set(Contact::None));
    if let Some(window) = web_sys::window() {
        let (online_function, offline_function): (&Function, &Function) =
            (online.as_ref().unchecked_ref(), offline.as_ref().unchecked_ref());
        // Listening fails only for a window that is gone.
        let _ = window.add_event_listener_with_callback("online", online_function);
        let _ = window.add_event_listener_with_callback("offline", offline_function);
    }
    online.forget();
    offline.forget();
}
