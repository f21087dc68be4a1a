//! The receipt of a report: its code, large, with a QR code, to keep or print.

use leptos::prelude::*;
use weft::id::TicketId;
use weft::kinds::ticket::Ticket;

use super::Route;
use crate::component::{Look, Notice, PageHead, PaperHead, Press, Qr, Tone, glyph, stamp, toast_phrase};
use crate::data::{Data, Storage, use_data};
use crate::text::{common, report as r, t, told};
use crate::words;

/// The page.
#[component]
pub fn ReceiptPage(
    /// Whose.
    id: TicketId,
) -> impl IntoView {
    let data = use_data();
    let held = data.ticket(id);
    let code = Memo::new(move |_| Some(held.get()?.state.receipt?.to_string()));
    let copy = move |()| {
        // Without permission nothing is copied; the code stays on the screen.
        let _ = window().navigator().clipboard().write_text(&code.get_untracked().unwrap_or_default());
        toast_phrase(common::COPIED);
    };
    let pending = move || held.get().is_none_or(|held| held.pending);
    let state = move || {
        if !pending() {
            return view! { <div class="no-print"><Notice tone=Tone::Good><b>{t(r::RECEIPT_DONE)}</b></Notice></div> }
                .into_any();
        }
        match data.storage().with(Storage::warning) {
            Some(warning) => {
                view! { <Notice tone=Tone::Bad><b>{t(r::RECEIPT_NOT_KEPT)}</b> <br/> {told(&warning)}</Notice> }.into_any()
            }
            None => {
                view! { <Notice tone=Tone::Mind><b>{t(r::RECEIPT_PENDING)}</b> <br/> {t(common::PENDING_HELP)}</Notice> }
                    .into_any()
            }
        }
    };
    let facts = move || facts(data, &held.get()?.state);
    view! {
        <PageHead title=r::RECEIPT back=Route::Home.href()/>
        <PaperHead title=r::RECEIPT/>
        <div class="stack">
            <div aria-live="polite">{state}</div>
            <section class="card receipt">
                <p class="quiet">{t(common::CODE)}</p>
                {move || code.get().map(shown)}
                <p class="faint">{t(r::RECEIPT_SCAN)}</p>
            </section>
            <section class="card">{facts}</section>
            <Notice>{t(r::RECEIPT_KEEP)}</Notice>
            <div class="actions">
                <a class="weui-btn weui-btn_primary" href=Route::Matter(id).href()>
                    {t(r::RECEIPT_SEE)}
                </a>
                <Press label=r::RECEIPT_COPY look=Look::Default glyph=glyph::COPY press=copy/>
                <Press
                    label=r::RECEIPT_PRINT
                    look=Look::Default
                    glyph=glyph::PRINT
                    press=move |()| {
                        let _ = window().print();
                    }
                />
            </div>
        </div>
    }
    .into_any()
}

/// The code, large, and as a QR code that opens the look-up page with it.
fn shown(code: String) -> impl IntoView {
    let origin = window().location().origin().unwrap_or_default();
    let address = format!("{origin}{}#{}", Route::Lookup.href(), code.replace(' ', ""));
    view! {
        <p class="digits num" translate="no">
            {code}
        </p>
        <Qr text=address/>
    }
}

/// What was reported, when, who answers and until when.
fn facts(data: Data, ticket: &Ticket) -> Option<impl IntoView + use<>> {
    let (rules, org, now) = (data.rules().get(), data.org().get(), data.now().get());
    let charge = ticket.charge.as_ref()?;
    Some(view! {
        <dl class="facts">
            <dt>{t(crate::text::matter::MATTER)}</dt>
            <dd>{words::category(&ticket.category, &rules)}</dd>
            <dt>{t(r::RECEIPT_AT)}</dt>
            <dd class="num">{stamp(ticket.submitted_at, now)}</dd>
            <dt>{t(r::VERDICT_WHO)}</dt>
            <dd>{words::holder(&charge.holder, &org)}</dd>
            <dt>{t(r::VERDICT_WHEN)}</dt>
            <dd class="num">{stamp(charge.resolve_by, now)}</dd>
        </dl>
    })
}
