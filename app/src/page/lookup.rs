//! Looking a ticket up by its receipt code. A code scanned from a receipt arrives behind `#`, which browsers never send to a server.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::Route;
use crate::component::{CodeField, Notice, PageHead, Press, Tone, glyph};
use crate::data::use_data;
use crate::route::router;
use crate::text::{common, matter as m, t, told};

/// The page.
#[component]
pub fn Lookup() -> impl IntoView {
    let data = use_data();
    let code = RwSignal::new(scanned().unwrap_or_default());
    let busy = RwSignal::new(false);
    let trouble = RwSignal::new(None);
    let go = move || {
        let typed = code.get_untracked();
        if typed.parse::<weft::receipt::ReceiptCode>().is_err() {
            trouble.set(Some(weft::text::Text::new(common::CODE_LENGTH.zh, common::CODE_LENGTH.en)));
            return;
        }
        busy.set(true);
        trouble.set(None);
        spawn_local(async move {
            match data.lookup(&typed).await {
                Ok(id) => router().replace(&Route::Matter(id).href()),
                Err(text) => trouble.set(Some(text)),
            }
            busy.set(false);
        });
    };
    // Whoever scanned a receipt has said what they want.
    if code.with_untracked(|code| code.parse::<weft::receipt::ReceiptCode>().is_ok()) {
        go();
    }
    view! {
        <PageHead title=m::LOOKUP back=Route::Home.href()/>
        <form
            class="card stack"
            on:submit=move |event| {
                event.prevent_default();
                go();
            }
        >
            <p class="quiet">{t(m::LOOKUP_LINE)}</p>
            <CodeField value=code/>
            {move || {
                let said = trouble.with(|text| text.as_ref().map(told));
                said.map(|said| view! { <Notice tone=Tone::Bad>{said}</Notice> })
            }}
            <Press label=m::LOOKUP_GO glyph=glyph::SEARCH block=true busy=busy press=move |()| go()/>
        </form>
    }
    .into_any()
}

fn scanned() -> Option<String> {
    let hash = window().location().hash().ok()?;
    let text = crate::component::grouped(hash.trim_start_matches('#'));
    (!text.is_empty()).then_some(text)
}
