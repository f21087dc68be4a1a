//! A browser becomes a kiosk: the desk's code, then a PIN for the operator.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use weft::kiosk::{ENROL_DIGITS, EnrolCode};
use weft::receipt::ReceiptFault;

use super::keypad::{Keypad, shown};
use crate::component::{Look, Notice, Press, Tone, glyph};
use crate::kiosk::plan::PIN_DIGITS;
use crate::kiosk::use_kiosk;
use crate::text::{common, kiosk as k, t, told};
use crate::words;

/// The page.
pub fn enrol() -> AnyView {
    let kiosk = use_kiosk();
    let (code, pin) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (busy, trouble) = (RwSignal::new(false), RwSignal::new(None));
    let read = move || code.with(|code| code.parse::<EnrolCode>());
    let typed = Memo::new(move |_| read().is_ok());
    let fault = move || match read() {
        Err(ReceiptFault::WrongCheckDigit) => {
            let said = words::receipt_fault(ReceiptFault::WrongCheckDigit).now();
            Some(view! { <Notice tone=Tone::Bad>{said}</Notice> })
        }
        _ => None,
    };
    let go = move |()| {
        if pin.with_untracked(String::len) < PIN_DIGITS {
            return;
        }
        busy.set(true);
        trouble.set(None);
        spawn_local(async move {
            let enrolled = kiosk.enrol(&code.get_untracked(), &pin.get_untracked()).await;
            // Once enrolled this page is gone, and its signals with it.
            if let Err(text) = enrolled {
                trouble.set(Some(text));
                busy.set(false);
            }
        });
    };
    let again = move |()| {
        code.set(String::new());
        pin.set(String::new());
        trouble.set(None);
    };
    let step = move || {
        if !typed.get() {
            return view! {
                <h1>{t(k::ENROL_TITLE)}</h1>
                <p>{t(k::ENROL_LINE)}</p>
                <p class="digits num" translate="no">{move || code.with(|code| shown(code, ENROL_DIGITS, 5))}</p>
                {fault}
                <Keypad digits=code digits_max=ENROL_DIGITS/>
            }
            .into_any();
        }
        view! {
            <h1>{t(k::ENROL_PIN)}</h1>
            <p>{t(k::ENROL_PIN_LINE)}</p>
            <p class="digits num" translate="no">{move || pin.with(|pin| shown(pin, PIN_DIGITS, 3))}</p>
            {move || trouble.with(|text| text.as_ref().map(told)).map(|said| view! { <Notice tone=Tone::Bad>{said}</Notice> })}
            <Keypad digits=pin digits_max=PIN_DIGITS/>
            <div class="actions">
                <Press label=common::PREVIOUS look=Look::Default press=again/>
                <Press label=k::ENROL_GO glyph=glyph::KEY busy=busy press=go/>
            </div>
        }
        .into_any()
    };
    view! { <section class="card stack-l">{step}</section> }.into_any()
}
