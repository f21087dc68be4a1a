//! The exchange with the server: one window at a time pushes what waits, pulls what changed, and listens for pokes.
//!
//! What to do next and what to make of an answer is decided in [`plan`] and [`crate::data::holding`], both pure; here it is
//! only carried out.

pub mod bell;
mod live;
pub mod plan;
pub mod tabs;

use std::rc::Rc;

use js_sys::Function;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use weft::id::{PersonId, PhotoHash};
use weft::wire::{Envelope, PullResponse, PushRequest, PushResponse, Receipt};

use crate::clock;
use crate::data::Device;
use crate::data::holding::Write;
use crate::data::http::{self, Body, HttpError};
use crate::data::set;
use crate::outbox::plan::{PhotoState, delivered};
use crate::replica::{Copy, begin_anew};

use plan::{Round, Step, Verdict};
use tabs::Note;

/// Starts the data layer: reads the device, then exchanges for as long as the window lives.
pub(crate) fn start(device: &Rc<Device>) {
    let device = Rc::clone(device);
    spawn_local(async move {
        device.open().await;
        keep_awake(&device);
        take_lead(&device, false);
        spawn_local(live::listen(Rc::clone(&device)));
        spawn_local(tick(Rc::clone(&device)));
        run(&device).await;
    });
}

/// Sends what waits for the present account, as far as the server takes it now: before somebody signs in or out.
pub(crate) async fn send_waiting(device: &Device) {
    let mut round = Round { session: true, pulled: true, ..Round::default() };
    loop {
        let step = plan::next(&device.holding.borrow(), &round, 0);
        if !matches!(step, Step::Upload(_) | Step::Push(_)) || perform(device, &step, &mut round).await.is_err() {
            return;
        }
    }
}

async fn run(device: &Rc<Device>) {
    let mut round = Round::default();
    while !device.stopped.get() {
        if !device.exchanges() {
            device.bell.wait(None).await;
            continue;
        }
        if device.ask_session.take() {
            round = round.again();
        }
        if device.ask_pull.take() {
            round.pulled = false;
        }
        let step = plan::next(&device.holding.borrow(), &round, clock::now().timestamp_millis());
        if let Step::Rest(ms) = step {
            if !device.bell.wait(Some(ms)).await && ms == plan::REST_MS {
                round.pulled = false;
            }
            continue;
        }
        match perform(device, &step, &mut round).await {
            Ok(()) => {
                set(device.signals.online, true);
                set(device.signals.heard_at, Some(device.now()));
            }
            Err(error) => after_failure(device, &step, &error, &mut round).await,
        }
    }
}

async fn after_failure(device: &Device, step: &Step, error: &HttpError, round: &mut Round) {
    set(device.signals.online, error.status().is_some());
    round.failures = round.failures.saturating_add(1);
    match plan::judge(step, &error.failure(), round.failures, clock::dice()) {
        // The server is there but will not take it now: go on pulling meanwhile.
        Verdict::Retry(ms) if error.status().is_some() && matches!(step, Step::Push(_) | Step::Upload(_)) => {
            round.push_from_ms = clock::now().timestamp_millis() + i64::from(ms);
            round.asked = error.failure().retry_after_s.is_some();
        }
        Verdict::Retry(ms) => wait_out(device, ms).await,
        Verdict::AskSession => round.session = false,
        Verdict::Halve => round.push_max = (round.push_max.min(step.size()) / 2).max(1),
        Verdict::PutAside => put_aside(device, step, round).await,
    }
}

/// Waits before the next attempt. New work does not cut it short, so that nobody hurries a server that asked for time; the
/// network's return and the person's coming back do.
async fn wait_out(device: &Device, ms: u32) {
    device.hurry.hush();
    device.hurry.wait(Some(ms)).await;
}

async fn put_aside(device: &Device, step: &Step, round: &mut Round) {
    match step {
        Step::Upload(hash) => round.given_up.push(*hash),
        Step::Push(commands) => {
            if let [only] = commands.as_slice() {
                let now = device.now();
                device.settle(|holding| holding.after_unreadable(only.id, now)).await;
            }
            round.push_max = Round::default().push_max;
        }
        Step::Pull(_) => {
            // The server does not know the cursor any more: a new copy is begun beside the old one.
            device.settle(|holding| begin_anew(&holding.replica.head).into_iter().map(Write::Replica).collect()).await;
        }
        Step::SignOut | Step::Session | Step::Rest(_) => {}
    }
}

async fn perform(device: &Device, step: &Step, round: &mut Round) -> Result<(), HttpError> {
    match step {
        Step::SignOut => device.end_session().await?,
        Step::Session => {
            ask_session(device).await?;
            round.session = true;
        }
        Step::Upload(hash) => upload(device, *hash).await?,
        Step::Push(commands) => {
            push(device, commands).await?;
            round.pulled = false;
            // The first push of a browser makes it known to the server, under an id that the device has yet to learn.
            round.session &= device.holding.borrow().identity.known;
        }
        Step::Pull(copy) => round.pulled = pull(device, copy).await?,
        Step::Rest(_) => {}
    }
    // A pull that went well says nothing of pushes that wait.
    if round.push_from_ms == 0 || matches!(step, Step::Push(_)) {
        round.failures = 0;
        round.push_from_ms = 0;
        round.asked = false;
    }
    Ok(())
}

async fn ask_session(device: &Device) -> Result<(), HttpError> {
    match device.refresh_session().await {
        // No session at all: whoever signed in here is signed out, whoever did not stays unknown.
        Err(error) if matches!(error.status(), Some(401 | 404)) => {
            if device.holding.borrow().identity.name.is_some() {
                let fresh = PersonId(clock::new_id());
                device.settle(|holding| holding.after_sign_out(fresh, false, clock::now())).await;
            }
            Ok(())
        }
        other => other,
    }
}

async fn upload(device: &Device, hash: PhotoHash) -> Result<(), HttpError> {
    if let Some(blob) = device.photo(hash) {
        let account = device.holding.borrow().account();
        http::send(http::Method::PUT, &format!("/api/photos/{hash}"), Body::Jpeg(blob), Some(account)).await?;
    }
    device.settle(|_| vec![Write::Photo(hash, PhotoState::Uploaded)]).await;
    Ok(())
}

async fn push(device: &Device, commands: &[Envelope]) -> Result<(), HttpError> {
    let (account, id) = {
        let holding = device.holding.borrow();
        (holding.account(), holding.device)
    };
    let request = PushRequest { device: id, commands: commands.to_vec() };
    let text = http::send(http::Method::POST, "/api/push", Body::json(&request)?, Some(account)).await?;
    let answer: PushResponse = http::read(&text)?;
    let differs = |receipt: &Receipt| receipt.judged.clone().filter(|judged| !judged.differs.is_empty());
    if let Some(judged) = answer.receipts.iter().find_map(differs) {
        set(device.signals.judged, Some(judged));
    }
    let now = device.now();
    let answered = !device.holding.borrow().after_push(&answer.receipts, now).is_empty();
    device.settle(|holding| holding.after_push(&answer.receipts, now)).await;
    // An answer that settles nothing must not be asked for again and again without a pause.
    if answered { Ok(()) } else { Err(HttpError::Unreadable) }
}

/// Pulls once. Returns whether the copy is complete now.
async fn pull(device: &Device, copy: &Copy) -> Result<bool, HttpError> {
    let (account, seen) = {
        let holding = device.holding.borrow();
        (holding.account(), delivered(&holding.queue))
    };
    let path = format!("/api/pull?cursor={}", js_sys::encode_uri_component(&copy.cursor));
    let answer: PullResponse = http::get(&path, Some(account)).await?;
    if device.holding.borrow().replica.head.pulling() != copy {
        // Somebody signed in or out meanwhile: this answer is for another copy.
        return Ok(false);
    }
    let complete = !answer.more && !answer.rebuild;
    if answer.rebuild {
        device.refresh_session().await?;
        if device.holding.borrow().replica.head.pulling() != copy {
            return Ok(false);
        }
    }
    if complete {
        refetch(device).await;
    }
    let writes = device.holding.borrow().after_pull(answer, &seen);
    Ok(device.commit(writes).await.is_ok() && complete)
}

/// Brings up to date what pages have fetched beside the replica.
async fn refetch(device: &Device) {
    for id in device.fetched_only() {
        // What fails is shown as it was; the page's own next fetch says why.
        let _ = device.fetch_ticket(id).await;
    }
}

/// Waits for this window's turn to exchange, or takes it.
pub(crate) fn take_lead(device: &Rc<Device>, take: bool) {
    let device = Rc::clone(device);
    spawn_local(async move {
        let weak = Rc::downgrade(&device);
        let lost = Rc::new(move || {
            if let Some(device) = weak.upgrade().filter(|device| !device.stopped.get()) {
                device.leads.set(false);
                device.live.ring();
                take_lead(&device, false);
            }
        });
        let lease = tabs::lead(&device.name, take, lost).await;
        if device.stopped.get() {
            return lease.end();
        }
        *device.lease.borrow_mut() = Some(lease);
        device.leads.set(true);
        device.ask_again();
        device.live.ring();
    });
}

/// Tells whoever exchanges. Another window that does not answer is frozen, and this one takes its place.
pub(crate) fn call(device: &Rc<Device>, note: &Note) {
    if device.exchanges() {
        return device.bell.ring();
    }
    device.awake.hush();
    device.tell(note);
    let device = Rc::clone(device);
    spawn_local(async move {
        if !device.awake.wait(Some(tabs::ANSWER_MS_MAX)).await && !device.exchanges() && !device.stopped.get() {
            take_lead(&device, true);
        }
    });
}

/// Begins again when the network returns or the person comes back to the window.
fn keep_awake(device: &Rc<Device>) {
    let Some(window) = web_sys::window() else {
        return;
    };
    let weak = Rc::downgrade(device);
    let again = Closure::<dyn Fn()>::new(move || {
        let visible = web_sys::window()
            .and_then(|window| window.document())
            .is_none_or(|document| document.visibility_state() == web_sys::VisibilityState::Visible);
        if let Some(device) = weak.upgrade().filter(|device| visible && !device.stopped.get()) {
            device.tick();
            if device.exchanges() {
                device.ask_again();
            } else {
                call(&device, &Note::Ask);
            }
        }
    });
    let weak = Rc::downgrade(device);
    let offline = Closure::<dyn Fn()>::new(move || {
        if let Some(device) = weak.upgrade() {
            set(device.signals.online, false);
        }
    });
    let (again_function, offline_function): (&Function, &Function) =
        (again.as_ref().unchecked_ref(), offline.as_ref().unchecked_ref());
    // Listening fails only for a window that is gone.
    let _ = window.add_event_listener_with_callback("online", again_function);
    let _ = window.add_event_listener_with_callback("offline", offline_function);
    if let Some(document) = window.document() {
        let _ = document.add_event_listener_with_callback("visibilitychange", again_function);
    }
    again.forget();
    offline.forget();
}

/// Moves the clock that pages read, at the start of each minute.
async fn tick(device: Rc<Device>) {
    while !device.stopped.get() {
        let into = device.now().timestamp_millis().rem_euclid(60_000);
        clock::sleep(60_000 - u32::try_from(into).unwrap_or(0) + 10).await;
        device.tick();
    }
}
