//! Taking down what somebody else says or what one sees oneself: the patrol report on a phone, the call at a desk.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use weft::id::TicketId;
use weft::query::Candidate;
use weft::receipt::ReceiptCode;
use weft::registry::AnyCommand;
use weft::rules::Category;

use super::act::nearby;
use crate::component::{Look, Notice, PageHead, Press, Select, Tone, glyph, icon, toast};
use crate::data::{Data, use_data};
use crate::page::report::{
    Form, Occasion, Report, Verdict, address_field, faults_of, place_picker, question_fields, telling_fields,
};
use crate::text::staff::act as a;
use crate::text::{common as c, report as r, t, told};
use crate::words;

/// A report from patrol: the steps of every report, sent as the grid member's own.
#[component]
pub fn Patrol() -> impl IntoView {
    view! { <Report occasion=Occasion::Patrol/> }.into_any()
}

/// A call: everything on one page, so that one can write while listening; then the code to read out.
#[component]
pub fn Call() -> impl IntoView {
    let data = use_data();
    let form = Form::restored(Occasion::Call);
    form.keep();
    let sent = RwSignal::new(None);
    form.drop_if_sent(data, sent);
    let entered = RwSignal::new(None::<(TicketId, ReceiptCode)>);
    let body = move || match entered.get() {
        Some((id, code)) => receipt(id, code, entered),
        None => taking(data, form, entered),
    };
    let notice = move || {
        let href = Occasion::Call.after(sent.get().filter(|_| entered.with(Option::is_none))?);
        Some(view! { <Notice tone=Tone::House>{t(r::DRAFT_SENT)} " " <a href=href>{t(r::RECEIPT_SEE)}</a></Notice> })
    };
    view! {
        <PageHead title=a::CALL_INTAKE/>
        {notice}
        {body}
    }
    .into_any()
}

fn taking(data: Data, form: Form, entered: RwSignal<Option<(TicketId, ReceiptCode)>>) -> AnyView {
    let faults = faults_of(form, u8::MAX);
    let (busy, trouble) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let save = move |()| {
        if faults.with_untracked(|faults| !faults.is_empty()) {
            form.tried.set(true);
            let count = faults.with_untracked(Vec::len).to_string();
            toast(untrack(|| r::FIX_FIRST.fill(&[&count])));
            return;
        }
        if form.was_sent(data) {
            form.renew();
            return trouble.set(Some(r::DRAFT_SENT.now().to_owned()));
        }
        let code = data.draw_receipt();
        let Some(command) = form.occasion.command(&form.read_untracked(), code) else {
            return;
        };
        let id = form.ticket.get_untracked();
        busy.set(true);
        trouble.set(None);
        spawn_local(async move {
            match data.dispatch(id.0, AnyCommand::Ticket(command)).await {
                Ok(_) => {
                    form.clear();
                    entered.set(Some((id, code)));
                }
                Err(rejection) => {
                    let (rules, org) = (data.rules().get_untracked(), data.org().get_untracked());
                    trouble.set(Some(untrack(|| words::rejection(&rejection, &rules, &org))));
                }
            }
            busy.set(false);
        });
    };
    let start_over = move |()| form.clear();
    view! {
        <p class="quiet">{t(a::CALL_LINE)}</p>
        <div class="call-columns">
            <div class="stack">
                {telling_fields(form, faults)}
                <div class="card stack">{kinds(data, form)} {question_fields(form, faults)}</div>
            </div>
            <div class="stack">
                <div class="card stack">{place_picker(form, faults)} {address_field(form)}</div>
                <Verdict form=form/>
                {same(data, form)}
                {move || trouble.get().map(|trouble| view! { <Notice tone=Tone::Bad>{trouble}</Notice> })}
                <div class="actions">
                    <Press label=r::DRAFT_DROP look=Look::Default press=start_over/>
                    <Press label=a::CALL_SAVE glyph=glyph::CHECK busy=busy press=save/>
                </div>
            </div>
        </div>
    }
    .into_any()
}

/// Both levels of the category as drop-downs, quicker than tiles for somebody who knows them.
fn kinds(data: Data, form: Form) -> AnyView {
    let start = form.category.get_untracked().unwrap_or_default();
    let first = RwSignal::new(start.split('.').next().unwrap_or_default().to_owned());
    let second = RwSignal::new(start);
    let under = move |parent: Option<String>| {
        let title = |category: &Category| (category.key.clone(), told(&category.title));
        data.rules().with(|rules| rules.categories_under(parent.as_deref()).map(title).collect::<Vec<_>>())
    };
    let seconds = Memo::new(move |_| under(Some(first.get())));
    Effect::new(move |before: Option<String>| {
        let now = first.get();
        if before.is_some_and(|before| before != now) {
            second.set(String::new());
        }
        now
    });
    Effect::new(move || {
        let chosen = if seconds.with(Vec::is_empty) { first.get() } else { second.get() };
        form.category.set((!chosen.is_empty()).then_some(chosen));
        let fitting = data.rules().with_untracked(|rules| form.read_untracked().fitting(rules));
        form.facts.set(fitting.facts);
    });
    // When the form is emptied, so are the lists.
    Effect::new(move |before: Option<bool>| {
        let empty = form.category.with(Option::is_none) && form.text.with(String::is_empty);
        if empty && before == Some(false) {
            first.set(String::new());
        }
        empty
    });
    let error = MaybeProp::derive(move || {
        let missing = form.tried.get() && form.category.with(Option::is_none);
        missing.then(|| c::CHOOSE_ONE.now().to_owned())
    });
    view! {
        <Select label=a::CALL_KIND_FIRST options=Signal::derive(move || under(None)) value=first error=error/>
        <Show when=move || seconds.with(|seconds| !seconds.is_empty())>
            <Select label=a::CALL_KIND_SECOND options=seconds value=second error=error/>
        </Show>
    }
    .into_any()
}

/// What may have been reported already: then the caller can be told at once.
fn same(data: Data, form: Form) -> AnyView {
    let found = RwSignal::new(Vec::<Candidate>::new());
    Effect::new(move || {
        let (Some(category), Some(point)) = (form.category.get(), form.place.get().and_then(|place| place.point))
        else {
            found.set(Vec::new());
            return;
        };
        spawn_local(async move {
            // Without a network there are none to offer.
            if let Ok(candidates) = data.duplicates(&category, point).await {
                let _ = found.try_set(candidates);
            }
        });
    });
    let list = move || {
        let candidates = found.get();
        (!candidates.is_empty()).then(|| {
            let rows =
                candidates.into_iter().map(|candidate| view! { <li>{nearby(data, candidate)}</li> }).collect_view();
            view! {
                <section class="card rise">
                    <h2>{t(r::DUPLICATES)}</h2>
                    <ul class="nears">{rows}</ul>
                </section>
            }
        })
    };
    view! { <div aria-live="polite">{list}</div> }.into_any()
}

/// The code to read out.
fn receipt(id: TicketId, code: ReceiptCode, entered: RwSignal<Option<(TicketId, ReceiptCode)>>) -> AnyView {
    view! {
        <section class="card receipt rise">
            <span class="tile solid">{icon(glyph::CHECK)}</span>
            <h2>{t(a::CALL_DONE)}</h2>
            <p class="quiet">{t(a::CALL_READ)}</p>
            <p class="digits num">{code.to_string()}</p>
            <div class="actions">
                <a class="weui-btn weui-btn_default" href=format!("/staff/ticket/{id}")>
                    {t(r::RECEIPT_SEE)}
                </a>
                <Press label=a::CALL_NEXT glyph=glyph::PHONE press=move |()| entered.set(None)/>
            </div>
        </section>
    }
    .into_any()
}
