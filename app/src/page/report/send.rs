//! Step four: what happened, photos, contact; who will answer; sending.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use weft::kinds::ticket::{PHOTOS_MAX, REASON_CHARS_MAX, TEXT_CHARS_MAX};
use weft::registry::AnyCommand;

use super::draft::Fault;
use super::form::Form;
use super::verdict::Verdict;
use super::{fault_count, faults_of, focus_first_fault, saved};
use crate::component::{Look, Notice, PhotoPicker, Press, TextArea, TextField, Tone, glyph};
use crate::data::use_data;
use crate::route::router;
use crate::text::{Phrase, common as c, report as r, t};
use crate::words;

/// Step four.
#[component]
pub fn Send(
    /// The form.
    form: Form,
) -> impl IntoView {
    let data = use_data();
    // Here all faults count: one from an earlier step leads back to it.
    let faults = faults_of(form, u8::MAX);
    let busy = RwSignal::new(false);
    let trouble = RwSignal::new(None::<String>);
    let submit = move |()| {
        if let Some(first) = faults.get_untracked().first() {
            form.tried.set(true);
            if first.step() < 3 {
                form.go(first.step());
            }
            focus_first_fault();
            return;
        }
        if form.was_sent(data) {
            // By another window. What is written here stays, and is another report if it is sent all the same.
            form.renew();
            return trouble.set(Some(r::DRAFT_SENT.now().to_owned()));
        }
        let Some(command) = form.occasion.command(&form.read_untracked(), data.draw_receipt()) else {
            return;
        };
        busy.set(true);
        trouble.set(None);
        let id = form.ticket.get_untracked();
        spawn_local(async move {
            match data.dispatch(id.0, AnyCommand::Ticket(command)).await {
                Ok(_) => {
                    form.clear();
                    router().replace(&form.occasion.after(id));
                }
                Err(rejection) => {
                    let (rules, org) = (data.rules().get_untracked(), data.org().get_untracked());
                    trouble.set(Some(untrack(|| words::rejection(&rejection, &rules, &org))));
                }
            }
            busy.set(false);
        });
    };
    let other = move || {
        let others = faults.with(|faults| {
            faults.iter().find_map(|fault| match fault {
                Fault::Other(refusal) => Some(refusal.clone()),
                _ => None,
            })
        })?;
        let said = words::ticket_refusal(&others, &data.rules().get(), &data.org().get());
        form.tried.get().then(|| view! { <Notice tone=Tone::Bad>{said}</Notice> })
    };
    view! {
        <section class="stack">
            {fields(form, faults)} <super::duplicates::Duplicates form=form/> <Verdict form=form/> {other}
            {move || trouble.get().map(|trouble| view! { <Notice tone=Tone::Bad>{trouble}</Notice> })}
        </section>
        {fault_count(form, faults)}
        <div class="dock actions">
            <Press
                label=c::PREVIOUS
                look=Look::Default
                press=move |()| {
                    saved();
                    form.go(2);
                }
            />
            <Press label=r::SUBMIT glyph=glyph::SEND busy=busy press=submit/>
        </div>
    }
    .into_any()
}

/// The text, photos and contact.
pub fn fields(form: Form, faults: Signal<Vec<Fault>>) -> AnyView {
    let error = move |fault: Fault, phrase: Phrase| {
        MaybeProp::derive(move || {
            let shown = form.tried.get() && faults.with(|faults| faults.contains(&fault));
            shown.then(|| phrase.now().to_owned())
        })
    };
    let phone_error = MaybeProp::derive(move || {
        let shown = form.tried.get() && faults.with(|faults| faults.contains(&Fault::Phone));
        let phrase =
            if form.phone.with(|phone| phone.trim().is_empty()) { r::CONTACT_NEED_PHONE } else { r::CONTACT_BAD_PHONE };
        shown.then(|| phrase.now().to_owned())
    });
    view! {
        <div class="card stack-l">
            <TextArea
                label=r::TEXT_LABEL
                hint=r::TEXT_HINT
                value=form.text
                chars_max=TEXT_CHARS_MAX
                error=error(Fault::Text, c::REQUIRED)
            />
            <PhotoPicker photos=form.photos photos_max=PHOTOS_MAX/>
        </div>
        <div class="card stack" role="group" aria-label=t(r::CONTACT)>
            <div>
                <h2>{t(r::CONTACT)}</h2>
                <p class="quiet">{t(r::CONTACT_LINE)}</p>
            </div>
            <TextField
                label=r::CONTACT_NAME
                value=form.name
                autocomplete="name"
                chars_max=REASON_CHARS_MAX
                error=error(Fault::Name, c::REQUIRED)
            />
            <TextField
                label=r::CONTACT_PHONE
                value=form.phone
                kind="tel"
                autocomplete="tel"
                chars_max=20
                error=phone_error
            />
        </div>
    }
    .into_any()
}
