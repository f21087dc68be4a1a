//! The operator's page: how the kiosk fares, and its queue as a file.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use weft::kiosk::KIOSK_QUEUE_MAX;

use super::keypad::{Keypad, shown};
use super::last_contact;
use crate::clock;
use crate::component::{JSON, Look, Notice, Press, Tone, download, glyph};
use crate::data::{ProblemText, use_data};
use crate::kiosk::plan::{PIN_DIGITS, PIN_REST_S, PIN_TRIES_FREE};
use crate::kiosk::{Contact, Kiosk, use_kiosk};
use crate::prefs::prefs;
use crate::text::{kiosk as k, t, told};
use crate::when;

const MEGABYTE: u64 = 1_000_000;

/// The page.
pub fn operator() -> AnyView {
    let open = RwSignal::new(false);
    (move || if open.get() { state() } else { door(open) }).into_any()
}

/// The PIN. After some wrong ones it rests.
fn door(open: RwSignal<bool>) -> AnyView {
    let kiosk = use_kiosk();
    let pin = RwSignal::new(String::new());
    let said = RwSignal::new(None);
    // Kept by the page's frame: going away and coming back gives no new tries.
    let wrong = use_context::<Tries>().unwrap_or(Tries(RwSignal::new(0))).0;
    Effect::new(move || {
        let typed = pin.get();
        if typed.len() < PIN_DIGITS {
            return;
        }
        pin.set(String::new());
        if wrong.get_untracked() >= PIN_TRIES_FREE {
            said.set(Some(k::PIN_REST));
        } else if kiosk.opens(&typed) {
            wrong.set(0);
            open.set(true);
        } else {
            wrong.update(|wrong| *wrong += 1);
            said.set(Some(k::PIN_WRONG));
            if wrong.get_untracked() == PIN_TRIES_FREE {
                spawn_local(async move {
                    clock::sleep(PIN_REST_S * 1_000).await;
                    wrong.set(0);
                });
            }
        }
    });
    view! {
        <section class="card stack-l">
            <h1>{t(k::PIN_TITLE)}</h1>
            <p class="digits num" aria-hidden="true">{move || shown(&"•".repeat(pin.with(String::len)), PIN_DIGITS, 3)}</p>
            {move || said.get().map(|phrase| view! { <Notice tone=Tone::Bad>{t(phrase)}</Notice> })}
            <Keypad digits=pin digits_max=PIN_DIGITS/>
        </section>
    }
    .into_any()
}

/// Wrong PINs since the last right one.
#[derive(Clone, Copy)]
pub struct Tries(pub RwSignal<u32>);

fn state() -> AnyView {
    let (data, kiosk) = (use_data(), use_kiosk());
    let about = move || kiosk.about.get().map(|about| about.enrolled);
    let queue = move || k::OP_QUEUE_OF.fill(&[&kiosk.queued.get().to_string(), &KIOSK_QUEUE_MAX.to_string()]);
    let oldest = move || match kiosk.oldest_at.get() {
        Some(at) => when::moment(at, data.now().get(), prefs().language.get()),
        None => "—".to_owned(),
    };
    let connection = move || match kiosk.contact.get() {
        Contact::Good => k::OP_GOOD.now().to_owned(),
        Contact::None => k::OP_NONE.now().to_owned(),
        Contact::Unknown => k::OP_WAIT.now().to_owned(),
        Contact::Refused(text) => told(&text),
    };
    let storage = move || {
        let (used, quota) = kiosk.storage.get();
        k::OP_STORAGE_OF.fill(&[&used.div_ceil(MEGABYTE).to_string(), &(quota / MEGABYTE).to_string()])
    };
    view! {
        <section class="card stack-l">
            <h1>{t(k::OPERATOR)}</h1>
            <dl class="facts">
                <dt>{t(k::OP_NAME)}</dt>
                <dd>{move || about().map(|about| about.name)}</dd>
                <dt>{t(k::OP_DEVICE)}</dt>
                <dd class="num">{move || about().map(|about| about.device.to_string())}</dd>
                <dt>{t(k::OP_QUEUE)}</dt>
                <dd class="num">{queue}</dd>
                <dt>{t(k::OP_OLDEST)}</dt>
                <dd class="num">{oldest}</dd>
                <dt>{t(k::OP_CONTACT)}</dt>
                <dd class="num">{move || last_contact(data, kiosk)}</dd>
                <dt>{t(k::OP_STATE)}</dt>
                <dd>{connection}</dd>
                <dt>{t(k::OP_STORAGE)}</dt>
                <dd class="num">{storage}</dd>
                <dt>{t(k::OP_VERSION)}</dt>
                <dd class="num">{env!("CARGO_PKG_VERSION")}</dd>
            </dl>
            {exporting(kiosk)}
        </section>
    }
    .into_any()
}

fn exporting(kiosk: Kiosk) -> AnyView {
    let trouble = RwSignal::new(None::<ProblemText>);
    let export = move |()| {
        spawn_local(async move {
            match kiosk.export().await {
                Ok(text) => download(&file_name(kiosk), JSON, text.as_bytes()),
                Err(text) => _ = trouble.try_set(Some(text)),
            }
        });
    };
    view! {
        <p class="quiet">{t(k::OP_EXPORT_LINE)}</p>
        {move || trouble.with(|text| text.as_ref().map(told)).map(|said| view! { <Notice tone=Tone::Bad>{said}</Notice> })}
        <div class="actions">
            <Press label=k::OP_SEND look=Look::Default glyph=glyph::SEND press=move |()| kiosk.ring()/>
            <Press label=k::OP_EXPORT glyph=glyph::DOWNLOAD press=export/>
        </div>
    }
    .into_any()
}

/// A file's name that says from which kiosk it is.
fn file_name(kiosk: Kiosk) -> String {
    let device = kiosk.about.with_untracked(|about| about.as_ref().map(|about| about.enrolled.device.to_string()));
    format!("weft-queue-{}.json", device.unwrap_or_default())
}
