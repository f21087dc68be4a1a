//! Looking a ticket up by its receipt code: shown once, kept nowhere.

use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use weft::kinds::ticket::Ticket;
use weft::receipt::{RECEIPT_DIGITS, ReceiptCode};

use super::keypad::{Keypad, shown};
use super::last_contact;
use crate::component::{Notice, PhaseBadge, Press, Timeline, Tone, glyph};
use crate::data::{Data, use_data};
use crate::kiosk::{Contact, use_kiosk};
use crate::page::matter::{resolution, standing};
use crate::text::{kiosk as k, matter as m, t, told};
use crate::words;

/// The page.
pub fn lookup() -> AnyView {
    let (data, kiosk) = (use_data(), use_kiosk());
    let code = RwSignal::new(String::new());
    let found = RwSignal::new(None::<Arc<Ticket>>);
    let (busy, trouble) = (RwSignal::new(false), RwSignal::new(None));
    let read = move || code.with(|code| code.parse::<ReceiptCode>());
    let fault = move || {
        let complete = code.with(|code| code.len() == RECEIPT_DIGITS);
        let fault = read().err().filter(|_| complete)?;
        Some(view! { <Notice tone=Tone::Bad>{words::receipt_fault(fault).now()}</Notice> })
    };
    let go = move |()| {
        if untrack(read).is_err() {
            return;
        }
        busy.set(true);
        trouble.set(None);
        spawn_local(async move {
            let answer = kiosk.lookup(&code.get_untracked()).await;
            // Whoever asked may have gone in the meantime, and the page with them.
            let _ = match answer {
                Ok(ticket) => found.try_set(Some(Arc::new(ticket))).is_none(),
                Err(text) => trouble.try_set(Some(text)).is_none(),
            };
            let _ = busy.try_set(false);
        });
    };
    let offline = Memo::new(move |_| kiosk.contact.with(|contact| *contact == Contact::None));
    let body = move || {
        match (found.get(), offline.get()) {
        (Some(ticket), _) => shown_ticket(data, &ticket),
        (None, true) => view! {
            <h1>{t(k::DOOR_LOOKUP)}</h1>
            <Notice tone=Tone::Mind>
                <p>{t(k::LOOKUP_OFFLINE)}</p>
                <p>{move || k::LAST_CONTACT.fill(&[&last_contact(data, kiosk)])}</p>
            </Notice>
        }
        .into_any(),
        (None, false) => view! {
            <h1>{t(k::LOOKUP_TITLE)}</h1>
            <p class="digits num" translate="no">{move || code.with(|code| shown(code, RECEIPT_DIGITS, 4))}</p>
            {fault}
            {move || trouble.with(|text| text.as_ref().map(told)).map(|said| view! { <Notice tone=Tone::Bad>{said}</Notice> })}
            <Keypad digits=code digits_max=RECEIPT_DIGITS/>
            <Press label=k::LOOKUP_GO glyph=glyph::SEARCH block=true busy=busy press=go/>
        }
        .into_any(),
    }
    };
    view! {
        <section class="card stack-l">{body}</section>
    }
    .into_any()
}

/// Where it stands and what happened; not what was written, which others in the room could read.
fn shown_ticket(data: Data, ticket: &Arc<Ticket>) -> AnyView {
    let late = ticket.is_overdue(data.now().get_untracked());
    let category = ticket.category.clone();
    let (entries, open) = (ticket.timeline.clone(), ticket.phase.is_open());
    view! {
        <h1>{move || words::category(&category, &data.rules().get())}</h1>
        <div class="row-tight">
            <PhaseBadge phase=ticket.phase overdue=late/>
        </div>
        {standing(data, ticket)}
        {resolution(data, ticket)}
        <h2>{t(m::MATTER_TIMELINE)}</h2>
        <Timeline entries=entries open=open now=data.now() rules=data.rules() org=data.org()/>
    }
    .into_any()
}
