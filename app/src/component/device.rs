//! This device: what is not delivered yet, what was refused, how much room there is, and a copy of it all to take along.

use js_sys::Reflect;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::StorageManager;

use super::{JSON, Look, Notice, Press, Tone, download, glyph, icon};
use crate::data::{Data, use_data};
use crate::prefs::prefs;
use crate::text::{Phrase, common as c, t};
use crate::when;

const BYTES_PER_MEGABYTE: f64 = 1e6;
const BYTES_PER_GIGABYTE: f64 = 1e9;

/// What a browser says of the room it gives this site.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Room {
    used_bytes: f64,
    all_bytes: f64,
    /// Whether it will not clear it by itself when the device runs short.
    lasting: bool,
}

/// The card.
#[component]
pub fn DeviceCard(
    /// Where what was refused is shown.
    inbox: &'static str,
) -> impl IntoView {
    let data = use_data();
    let room = RwSignal::new(None::<Room>);
    spawn_local(async move { room.set(ask_room().await) });
    view! {
        <section class="card stack" aria-label=t(c::ON_THIS_DEVICE)>
            <h2>{t(c::ON_THIS_DEVICE)}</h2>
            {move || undelivered(data)} {move || unreadable(data)} {move || refused(data, inbox)}
            <dl class="facts">{move || facts(data, room.get())}</dl>
            {move || exports(data)}
        </section>
    }
    .into_any()
}

fn undelivered(data: Data) -> Option<AnyView> {
    let count = data.unsent().get();
    if count == 0 {
        let all = data.unreadable().get() == 0;
        return all.then(|| view! { <p class="row-tight">{icon(glyph::CHECK)} {t(c::ALL_DELIVERED)}</p> }.into_any());
    }
    let view = view! {
        <Notice tone=Tone::Mind>
            <div class="row between">
                <span>{c::UNSENT.fill(&[&count.to_string()])}</span>
                <Press label=c::RETRY look=Look::Text press=move |()| data.retry_now()/>
            </div>
        </Notice>
    };
    Some(view.into_any())
}

/// What waits for a version that can read it.
fn unreadable(data: Data) -> Option<AnyView> {
    let count = data.unreadable().get();
    (count > 0).then(|| {
        view! {
            <Notice tone=Tone::Bad>
                <b>{c::UNREADABLE.fill(&[&count.to_string()])}</b>
                <br/>
                {t(c::UNREADABLE_TEXT)}
            </Notice>
        }
        .into_any()
    })
}

fn refused(data: Data, inbox: &'static str) -> Option<AnyView> {
    let count = data.inbox().with(Vec::len);
    (count > 0).then(|| {
        view! { <a class="weui-btn weui-btn_warn" href=inbox>{icon(glyph::WARN)} {t(c::INBOX)} " " {count}</a> }
            .into_any()
    })
}

fn facts(data: Data, room: Option<Room>) -> Vec<AnyView> {
    let mut facts = Vec::new();
    let mut say = |name: Phrase, value: String| {
        facts.push(view! { <dt>{t(name)}</dt> <dd class="num">{value}</dd> }.into_any());
    };
    // A window that leaves the exchange to another one has not heard the server itself.
    if let Some(at) = data.heard_at().get() {
        say(c::LAST_CONTACT, when::moment(at, data.now().get(), prefs().language.get()));
    }
    let others = data.unsent_of_others().get();
    if others > 0 {
        say(c::UNSENT_OF_OTHERS, others.to_string());
    }
    if let Some(room) = room {
        say(c::ROOM, c::ROOM_OF.fill(&[&size(room.used_bytes), &size(room.all_bytes)]));
        say(c::ROOM_LASTS, if room.lasting { c::YES } else { c::ROOM_MAY_GO }.now().to_owned());
    }
    facts
}

fn size(bytes: f64) -> String {
    if bytes < BYTES_PER_GIGABYTE {
        format!("{:.1} MB", bytes / BYTES_PER_MEGABYTE)
    } else {
        format!("{:.1} GB", bytes / BYTES_PER_GIGABYTE)
    }
}

/// A copy of what exists only here, for the case that this device never reaches the network again.
fn exports(data: Data) -> Option<AnyView> {
    let unread = data.unreadable().get();
    let some = data.unsent().get() + unread > 0 || data.inbox().with(|inbox| !inbox.is_empty());
    some.then(|| {
        let save = move |()| download("weft-undelivered.json", JSON, data.undelivered_json().as_bytes());
        view! {
            <div class="stack-s">
                <Press label=c::EXPORT_UNSENT look=Look::Default press=save/>
                <p class="quiet">{t(c::EXPORT_UNSENT_TEXT)}</p>
            </div>
        }
        .into_any()
    })
}

async fn ask_room() -> Option<Room> {
    let storage = web_sys::window()?.navigator().storage();
    // Absent on pages without TLS, whatever the type says.
    let storage: StorageManager = wasm_bindgen::JsValue::from(storage).dyn_into().ok()?;
    let estimate = JsFuture::from(storage.estimate().ok()?).await.ok()?;
    let number = |name: &str| Reflect::get(&estimate, &name.into()).ok()?.as_f64();
    let lasting = JsFuture::from(storage.persisted().ok()?).await.ok()?.as_bool()?;
    Some(Room { used_bytes: number("usage")?, all_bytes: number("quota")?, lasting })
}
