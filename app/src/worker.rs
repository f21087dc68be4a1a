//! The service worker: keeps the app's shell so that it opens without a network, and sends what waits once no page is open.
//!
//! A new version waits until the person takes it over from a page whose queue is empty, or until all pages are closed: old code never
//! meets a new shell. A kiosk takes it over by itself.

use js_sys::{Function, Promise, Reflect};
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    RegistrationOptions, ServiceWorker, ServiceWorkerContainer, ServiceWorkerRegistration, ServiceWorkerState,
};

use crate::clock;

/// How often an open page looks for a new version, milliseconds. Browsers look whenever a page opens; a desk's stays open.
const LOOK_MS: u32 = 3_600_000;
/// What the worker calls the browser's later attempt to send; see `app/service-worker.js`.
const SYNC_TAG: &str = "weft-outbox";
/// What a page says to a new worker.
const TAKE_OVER: &str = "take-over";

/// A new version that waits to be taken over.
#[derive(Clone, Copy, Debug)]
pub struct NewVersion(RwSignal<Option<ServiceWorker>, LocalStorage>);

impl NewVersion {
    /// Whether there is one.
    #[must_use]
    pub fn is_ready(self) -> bool {
        self.0.with(Option::is_some)
    }

    /// Lets it take over, and loads the page anew by it.
    pub fn take_over(self) {
        let Some((workers, waiting)) = container().zip(self.0.get_untracked()) else {
            return;
        };
        let reload = Closure::once_into_js(|| {
            if let Some(window) = web_sys::window() {
                // Fails only for a window that is closing.
                let _ = window.location().reload();
            }
        });
        workers.set_oncontrollerchange(Some(reload.unchecked_ref()));
        // A worker that is gone was replaced by a newer one, which is found the next time.
        let _ = waiting.post_message(&TAKE_OVER.into());
    }
}

/// Registers the worker of the bundle served at `base`, where the browser has such a thing and this is a release.
pub fn start(base: &'static str) -> NewVersion {
    let new = NewVersion(RwSignal::new_local(None));
    if let Some(workers) = container().filter(|_| !cfg!(debug_assertions)) {
        spawn_local(async move {
            if let Ok(registration) = register(&workers, base).await {
                watch(&workers, &registration, new);
                look_now_and_then(registration).await;
            }
        });
    }
    new
}

/// Asks the browser to have the worker send what waits, should this page be closed before it is delivered.
pub fn send_when_closed() {
    let Some(workers) = container() else {
        return;
    };
    spawn_local(async move {
        if let Some(registration) = workers.ready().ok().map(JsFuture::from) {
            // Not every browser has it, and a person may have turned it off: then the next page sends.
            let _ = ask_to_sync(registration.await).await;
        }
    });
}

async fn ask_to_sync(registration: Result<JsValue, JsValue>) -> Result<JsValue, JsValue> {
    let manager = Reflect::get(&registration?, &"sync".into())?;
    let register: Function = Reflect::get(&manager, &"register".into())?.dyn_into()?;
    let promise: Promise = register.call1(&manager, &SYNC_TAG.into())?.dyn_into()?;
    JsFuture::from(promise).await
}

fn container() -> Option<ServiceWorkerContainer> {
    let navigator = web_sys::window()?.navigator();
    // Absent in private windows of some browsers, and on pages without TLS.
    Reflect::get(&navigator, &"serviceWorker".into()).ok()?.dyn_into().ok()
}

async fn register(workers: &ServiceWorkerContainer, base: &str) -> Result<ServiceWorkerRegistration, JsValue> {
    let options = RegistrationOptions::new();
    options.set_scope(base);
    JsFuture::from(workers.register_with_options(&format!("{base}sw.js"), &options)).await?.dyn_into()
}

/// Notices a version that waits already, and each that comes.
fn watch(workers: &ServiceWorkerContainer, registration: &ServiceWorkerRegistration, new: NewVersion) {
    // Without a page under its control a worker is this browser's first, and nothing is old.
    let is_update = workers.controller().is_some();
    if let Some(waiting) = registration.waiting().filter(|_| is_update) {
        new.0.set(Some(waiting));
    }
    let found = registration.clone();
    let workers = workers.clone();
    let on_found = Closure::<dyn Fn()>::new(move || {
        let Some(coming) = found.installing() else {
            return;
        };
        let (workers, worker) = (workers.clone(), coming.clone());
        let on_change = Closure::<dyn Fn()>::new(move || {
            if worker.state() == ServiceWorkerState::Installed && workers.controller().is_some() {
                new.0.set(Some(worker.clone()));
            }
        });
        coming.set_onstatechange(Some(on_change.as_ref().unchecked_ref()));
        on_change.forget();
    });
    registration.set_onupdatefound(Some(on_found.as_ref().unchecked_ref()));
    on_found.forget();
}

async fn look_now_and_then(registration: ServiceWorkerRegistration) {
    loop {
        clock::sleep(LOOK_MS).await;
        if let Ok(looked) = registration.update() {
            // Without a network there is no news.
            let _ = JsFuture::from(looked).await;
        }
    }
}
