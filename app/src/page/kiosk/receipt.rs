//! The receipt of the report just made: large, as a QR code, and on paper.

use std::sync::Arc;

use leptos::prelude::*;
use weft::kinds::ticket::Ticket;

use super::here;
use crate::component::{Look, Notice, PaperHead, Press, Qr, Tone, glyph, stamp};
use crate::data::use_data;
use crate::kiosk::{Contact, use_kiosk};
use crate::page::Route;
use crate::text::{kiosk as k, matter as m, report as r, t};
use crate::words;

/// The page.
pub fn receipt(ticket: &Arc<Ticket>) -> AnyView {
    let (data, kiosk, here) = (use_data(), use_kiosk(), here());
    let code = ticket.receipt.map(|code| code.to_string()).unwrap_or_default();
    let origin = window().location().origin().unwrap_or_default();
    let address = format!("{origin}{}#{}", Route::Lookup.href(), code.replace(' ', ""));
    let offline = move || {
        kiosk
            .contact
            .with(|contact| *contact != Contact::Good)
            .then(|| view! { <Notice tone=Tone::Mind>{t(k::TAKEN_OFFLINE)}</Notice> })
    };
    let held = ticket.clone();
    let facts = move || {
        let (rules, org, now) = (data.rules().get(), data.org().get(), data.now().get());
        let charge = held.charge.as_ref()?;
        Some(view! {
            <dl class="facts">
                <dt>{t(m::MATTER)}</dt>
                <dd>{words::category(&held.category, &rules)}</dd>
                <dt>{t(r::RECEIPT_AT)}</dt>
                <dd class="num">{stamp(held.submitted_at, now)}</dd>
                <dt>{t(r::VERDICT_WHO)}</dt>
                <dd>{words::holder(&charge.holder, &org)}</dd>
                <dt>{t(r::VERDICT_WHEN)}</dt>
                <dd class="num">{stamp(charge.resolve_by, now)}</dd>
            </dl>
        })
    };
    view! {
        <section class="stack-l">
            <PaperHead title=r::RECEIPT/>
            <div class="no-print">
                <Notice tone=Tone::Good>
                    <b>{t(k::TAKEN)}</b>
                    <br/>
                    {t(k::TAKEN_LINE)}
                </Notice>
            </div>
            <section class="card receipt">
                <p class="digits num" translate="no">
                    {code}
                </p>
                <Qr text=address/>
                <p class="quiet">{t(r::RECEIPT_SCAN)}</p>
            </section>
            {offline}
            <section class="card">{facts}</section>
        </section>
        <div class="dock actions">
            <Press
                label=k::PRINT
                look=Look::Default
                glyph=glyph::PRINT
                press=|()| {
                    let _ = window().print();
                }
            />
            <Press label=k::DONE glyph=glyph::CHECK press=move |()| here.forget()/>
        </div>
    }
    .into_any()
}
