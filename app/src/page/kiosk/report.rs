//! Reporting at the kiosk: the residents' steps, one question on a screen, kept nowhere until it is sealed.

use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use weft::kinds::ticket::{REASON_CHARS_MAX, Source, TEXT_CHARS_MAX};
use weft::kiosk::KIOSK_QUEUE_MAX;
use weft::org::{Directory, Tier};

use super::keypad::Keypad;
use super::{Screen, here, room_notice};
use crate::component::{Loading, Look, Notice, Press, TextArea, TextField, Tone, glyph};
use crate::data::{Data, use_data};
use crate::kiosk::{NotTaken, Room, storage_text, use_kiosk};
use crate::map::Spotted;
use crate::page::report::{Draft, Fault, Form, Verdict, dock, faults_of, focus_first_fault, progress, shared_step};
use crate::text::{Phrase, common as c, kiosk as k, matter as m, report as r, t, told};
use crate::words;

/// Digits of a telephone number with its country's code.
const PHONE_DIGITS_MAX: usize = 15;
const STEPS: [Phrase; 6] = [r::STEP_WHAT, r::STEP_DETAIL, r::STEP_WHERE, k::STEP_TEXT, k::STEP_CONTACT, k::STEP_CHECK];

/// The page.
pub fn report() -> AnyView {
    let (data, kiosk) = (use_data(), use_kiosk());
    // Of a draft, never restored and never kept: it lives as long as this screen.
    let form = Form::of(Draft::default());
    let step = Memo::new(move |_| form.step.get());
    // Once the units are here: where the kiosk stands is where most matters are.
    Effect::new(move || {
        let unit = kiosk.about.with(|about| about.as_ref().map(|about| about.enrolled.unit));
        let grid = unit.and_then(|unit| data.org().with(|org| grid_of(org, unit)));
        if form.place.with_untracked(Option::is_none)
            && let Some(unit) = grid
        {
            form.place.set(Some(Spotted { unit, point: None }));
        }
    });
    let ready = Memo::new(move |_| data.rules().with(|rules| !rules.categories.is_empty()));
    let body = move || match step.get() {
        shared @ 0..=2 => shared_step(form, shared),
        3 => telling(form),
        4 => contact(form),
        _ => check(data, form),
    };
    let full = Memo::new(move |_| kiosk.room() == Room::Full);
    let page = move || {
        if full.get() {
            ().into_any()
        } else if ready.get() {
            body()
        } else if data.loaded().get() && !data.online().get() {
            view! { <Notice tone=Tone::Mind>{t(k::NO_RULES)}</Notice> }.into_any()
        } else {
            view! { <Loading/> }.into_any()
        }
    };
    view! {
        {progress(&STEPS, step)}
        <div class="stack-l">{room_notice()} {page}</div>
    }
    .into_any()
}

/// The grid in which a unit lies, if it lies in one.
fn grid_of(org: &Directory, unit: weft::id::UnitId) -> Option<weft::id::UnitId> {
    org.above(unit, Tier::Grid).map(|grid| grid.id)
}

/// The faults of one screen.
fn faults_among(form: Form, mine: fn(&Fault) -> bool) -> Signal<Vec<Fault>> {
    let all = faults_of(form, 3);
    Signal::derive(move || all.get().into_iter().filter(mine).collect())
}

fn error(form: Form, faults: Signal<Vec<Fault>>, fault: Fault, phrase: Phrase) -> MaybeProp<String> {
    MaybeProp::derive(move || {
        let shown = form.tried.get() && faults.with(|faults| faults.contains(&fault));
        shown.then(|| phrase.now().to_owned())
    })
}

fn telling(form: Form) -> AnyView {
    let faults = faults_among(form, |fault| *fault == Fault::Text);
    view! {
        <section class="card stack-l">
            <TextArea
                label=k::TEXT_TITLE
                hint=r::TEXT_HINT
                value=form.text
                chars_max=TEXT_CHARS_MAX
                error=error(form, faults, Fault::Text, c::REQUIRED)
            />
        </section>
        {dock(form, faults)}
    }
    .into_any()
}

fn contact(form: Form) -> AnyView {
    let faults = faults_among(form, |fault| matches!(fault, Fault::Name | Fault::Phone));
    let phone = RwSignal::new(form.phone.get_untracked());
    Effect::new(move || form.phone.set(phone.get()));
    let call = |phrase: Phrase| {
        view! {
            <Press label=phrase look=Look::Default press=move |()| form.name.set(phrase.now().to_owned())/>
        }
    };
    view! {
        <section class="card stack-l">
            <div>
                <h2>{t(k::CONTACT_TITLE)}</h2>
                <p class="quiet">{t(k::CONTACT_LINE)}</p>
            </div>
            <TextField
                label=r::CONTACT_NAME
                value=form.name
                chars_max=REASON_CHARS_MAX
                error=error(form, faults, Fault::Name, c::REQUIRED)
            />
            <div class="row-tight">{call(k::SIR)} {call(k::MADAM)}</div>
            <TextField
                label=r::CONTACT_PHONE
                value=phone
                inputmode="none"
                chars_max=PHONE_DIGITS_MAX
                error=error(form, faults, Fault::Phone, r::CONTACT_BAD_PHONE)
            />
            <Keypad digits=phone digits_max=PHONE_DIGITS_MAX/>
        </section>
        {dock(form, faults)}
    }
    .into_any()
}

fn check(data: Data, form: Form) -> AnyView {
    let (kiosk, here) = (use_kiosk(), here());
    let faults = faults_of(form, u8::MAX);
    let (busy, trouble) = (RwSignal::new(false), RwSignal::new(None::<NotTaken>));
    let send = move |()| {
        if let Some(first) = faults.with_untracked(|faults| faults.first().cloned()) {
            form.tried.set(true);
            form.go(screen_of(&first));
            focus_first_fault();
            return;
        }
        let Some(submission) = form.read_untracked().submission(Source::Kiosk, data.draw_receipt()) else {
            return;
        };
        busy.set(true);
        trouble.set(None);
        spawn_local(async move {
            match kiosk.report(submission).await {
                Ok(ticket) => here.go(Screen::Receipt(Arc::new(ticket))),
                Err(why) => {
                    // The screen may have been wiped in the meantime.
                    let _ = trouble.try_set(Some(why));
                    let _ = busy.try_set(false);
                }
            }
        });
    };
    let said = move || {
        let why = trouble.get()?;
        Some(view! { <Notice tone=Tone::Bad>{in_words(data, &why)}</Notice> })
    };
    view! {
        <section class="stack-l">
            <h2>{t(k::CHECK_TITLE)}</h2>
            <div class="card">{summary(data, form)}</div>
            <Verdict form=form/>
            {said}
        </section>
        <div class="dock actions">
            <Press label=c::PREVIOUS look=Look::Default press=move |()| form.go(4)/>
            <Press label=k::SEND glyph=glyph::SEND busy=busy press=send/>
        </div>
    }
    .into_any()
}

/// The screen on which a fault is mended.
const fn screen_of(fault: &Fault) -> u8 {
    match fault {
        Fault::Name | Fault::Phone => 4,
        other => other.step(),
    }
}

fn summary(data: Data, form: Form) -> AnyView {
    let category = move || form.category.get().map(|key| words::category(&key, &data.rules().get()));
    let place = move || {
        let place = form.place.get()?;
        Some(data.org().with(|org| words::place_or_name(place.unit, org)))
    };
    let reach = move || {
        let (name, phone) = (form.name.get(), form.phone.get());
        if phone.is_empty() { k::CHECK_NO_CONTACT.now().to_owned() } else { format!("{name} {phone}") }
    };
    view! {
        <dl class="facts">
            <dt>{t(m::MATTER)}</dt>
            <dd>{category}</dd>
            <dt>{t(k::CHECK_PLACE)}</dt>
            <dd>{place} <div>{move || form.address.get()}</div></dd>
            <dt>{t(k::CHECK_TEXT)}</dt>
            <dd class="pre">{move || form.text.get()}</dd>
            <dt>{t(k::CHECK_CONTACT)}</dt>
            <dd>{reach}</dd>
        </dl>
    }
    .into_any()
}

fn in_words(data: Data, why: &NotTaken) -> String {
    match why {
        NotTaken::Rejected(rejection) => words::rejection(rejection, &data.rules().get(), &data.org().get()),
        NotTaken::Full => k::FULL.fill(&[&KIOSK_QUEUE_MAX.to_string()]),
        NotTaken::Storage(error) => told(&storage_text(error)),
        NotTaken::NotSealed => k::NOT_SEALED.now().to_owned(),
    }
}
