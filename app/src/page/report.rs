//! Reporting a matter in four steps. What is typed is kept on this device until it is sent, so that nothing is ever lost.

mod draft;
mod duplicates;
mod form;
mod send;
mod verdict;
mod what;
mod whereabouts;

use leptos::prelude::*;
use weft::actor::Actor;
use weft::aggregate::Context;
use weft::id::PersonId;
use weft::rules::unproven;

use super::Route;
use crate::component::{Loading, Look, Notice, PageHead, Press, Tone, glyph, icon, toast_phrase};
use crate::data::use_data;
use crate::text::{Phrase, common as c, report as r, t};

pub use draft::{Draft, Fault, Occasion};
pub use duplicates::Duplicates;
pub use form::Form;
pub use send::fields as telling_fields;
pub use verdict::Verdict;
pub use what::fields as question_fields;
pub use whereabouts::{address as address_field, picker as place_picker};

const STEPS: [Phrase; 4] = [r::STEP_WHAT, r::STEP_DETAIL, r::STEP_WHERE, r::STEP_SEND];

/// The page.
#[component]
pub fn Report(
    /// Who reports.
    #[prop(optional)]
    occasion: Occasion,
) -> impl IntoView {
    let data = use_data();
    let form = Form::restored(occasion);
    form.keep();
    let (title, back) = match occasion {
        Occasion::Resident => (r::REPORT, Route::Home.href()),
        Occasion::Patrol | Occasion::Call => (crate::text::staff::act::PATROL, "/staff/".to_owned()),
    };
    let restored = RwSignal::new(!form.read_untracked().is_empty());
    let sent = RwSignal::new(None);
    form.drop_if_sent(data, sent);
    let start_over = move |()| {
        form.clear();
        restored.set(false);
    };
    let step = Memo::new(move |_| form.step.get());
    let body = move || match step.get() {
        shared @ 0..=2 => shared_step(form, shared),
        _ => view! { <send::Send form=form/> }.into_any(),
    };
    let ready = move || data.rules().with(|rules| !rules.categories.is_empty());
    let page = move || {
        if ready() {
            body()
        } else if data.loaded().get() && !data.online().get() {
            view! { <Notice tone=Tone::Mind>{t(r::NO_RULES)}</Notice> }.into_any()
        } else {
            view! { <Loading/> }.into_any()
        }
    };
    let notice = move || {
        let (said, act) = match (sent.get(), restored.get()) {
            (Some(id), _) => (r::DRAFT_SENT, see(occasion.after(id))),
            (None, true) => {
                (r::DRAFT_FOUND, view! { <Press label=r::DRAFT_DROP look=Look::Text press=start_over/> }.into_any())
            }
            (None, false) => return None,
        };
        Some(view! {
            <Notice tone=Tone::House>
                <div class="row between"><span>{t(said)}</span> {act}</div>
            </Notice>
        })
    };
    view! {
        <PageHead title=title back=back/>
        {progress(&STEPS, step)}
        <div class="stack">
            {notice}
            {page}
        </div>
    }
    .into_any()
}

/// The way to a ticket that was sent.
fn see(href: String) -> AnyView {
    view! { <a href=href>{t(r::RECEIPT_SEE)}</a> }.into_any()
}

/// How far a report has come.
pub fn progress(steps: &'static [Phrase], step: Memo<u8>) -> AnyView {
    let item = move |(index, phrase): (usize, &Phrase)| {
        let at = move || usize::from(step.get());
        view! {
            <li
                class:done=move || index < at()
                aria-current=move || (index == at()).then_some("step")
            >
                {t(*phrase)}
            </li>
        }
    };
    let said = move || {
        let at = usize::from(step.get()).min(steps.len() - 1);
        r::STEP_OF.fill(&[&(at + 1).to_string(), &steps.len().to_string(), steps[at].now()])
    };
    view! {
        <ol class="progress" aria-label=said>
            {steps.iter().enumerate().map(item).collect_view()}
        </ol>
    }
    .into_any()
}

/// The steps that every way of reporting shares: category, questions, place.
pub fn shared_step(form: Form, step: u8) -> AnyView {
    match step {
        0 => view! { <what::Category form=form/> }.into_any(),
        1 => view! { <what::Questions form=form/> }.into_any(),
        _ => view! { <whereabouts::Place form=form/> }.into_any(),
    }
}

/// What is still wrong with the draft on this step; on all of them for [`u8::MAX`].
pub fn faults_of(form: Form, step: u8) -> Signal<Vec<Fault>> {
    let data = use_data();
    let faults = move || {
        let session = data.session().get();
        let nobody = Actor::resident(PersonId(uuid::Uuid::nil()));
        let (rules, org) = (data.rules().get(), data.org().get());
        let actor = session.actor().unwrap_or(&nobody);
        let cx = Context { actor, now: data.now().get(), rules: &rules, org: &org, prove: unproven };
        let mut faults = form.read().faults(&cx);
        faults.retain(|fault| step == u8::MAX || fault.step() == step);
        faults
    };
    Memo::new(move |_| faults()).into()
}

/// The buttons below a step. `faults` are those of this step: while there are any, "next" shows them instead of going on.
pub fn dock(form: Form, faults: Signal<Vec<Fault>>) -> AnyView {
    let next = move |()| {
        let open = faults.with_untracked(Vec::len);
        if open == 0 {
            form.tried.set(false);
            form.go(form.step.get_untracked() + 1);
        } else {
            form.tried.set(true);
            focus_first_fault();
        }
    };
    let previous = move || {
        (form.step.get() > 0).then(|| {
            view! {
                <Press label=c::PREVIOUS look=Look::Default press=move |()| form.go(form.step.get_untracked() - 1)/>
            }
        })
    };
    view! {
        {fault_count(form, faults)}
        <div class="dock actions">{previous} <Press label=c::NEXT press=next/></div>
    }
    .into_any()
}

/// How many things are still to be filled in, once the person tried to go on.
fn fault_count(form: Form, faults: Signal<Vec<Fault>>) -> AnyView {
    let said = move || {
        let count = faults.with(Vec::len);
        (form.tried.get() && count > 0).then(|| {
            view! {
                <p class="due red">
                    {icon(glyph::WARN)} {r::FIX_FIRST.fill(&[&count.to_string()])}
                </p>
            }
        })
    };
    view! { <div role="alert">{said}</div> }.into_any()
}

/// Puts the focus on the first field with an error, once it is drawn.
pub fn focus_first_fault() {
    request_animation_frame(|| {
        let wrong = "[aria-invalid=true], fieldset:has(.error) input";
        if let Ok(Some(field)) = document().query_selector(wrong) {
            use wasm_bindgen::JsCast;
            if let Some(field) = field.dyn_ref::<web_sys::HtmlElement>() {
                let _ = field.focus();
            }
        } else if let Ok(Some(notice)) = document().query_selector("main [role=alert]") {
            notice.scroll_into_view();
        }
    });
}

/// Says that the draft is safe.
fn saved() {
    toast_phrase(r::DRAFT_SAVED);
}
