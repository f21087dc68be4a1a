//! What may have been reported already nearby: offered before sending, with following it as the easy way.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use weft::kinds::ticket::Command;
use weft::query::Candidate;
use weft::registry::AnyCommand;

use super::form::Form;
use crate::component::{Look, Notice, PhaseBadge, Press, Tone, toast, toast_phrase};
use crate::data::{Data, use_data};
use crate::page::Route;
use crate::prefs::prefs;
use crate::route::router;
use crate::text::{report as r, t};
use crate::when;
use crate::words;

/// Possible duplicates of the draft. Without a network there are none to offer, and nothing stands in the way of sending.
#[component]
pub fn Duplicates(
    /// The form.
    form: Form,
) -> impl IntoView {
    let data = use_data();
    let found = RwSignal::new(Vec::new());
    let dismissed = RwSignal::new(false);
    Effect::new(move || {
        let (Some(category), Some(point)) = (form.category.get(), form.place.get().and_then(|place| place.point))
        else {
            found.set(Vec::new());
            return;
        };
        spawn_local(async move {
            if let Ok(candidates) = data.duplicates(&category, point).await {
                found.set(candidates);
            }
        });
    });
    let body = move || {
        let candidates = found.get();
        (!candidates.is_empty() && !dismissed.get()).then(|| {
            view! {
                <section class="card stack rise">
                    <h2>{t(r::DUPLICATES)}</h2>
                    <p class="quiet">{t(r::DUPLICATES_LINE)}</p>
                    {candidates.into_iter().map(|candidate| item(data, form, candidate)).collect_view()}
                    <Press label=r::DUPLICATE_NOT look=Look::Text press=move |()| dismissed.set(true)/>
                </section>
            }
        })
    };
    view! { <div aria-live="polite">{body}</div> }.into_any()
}

fn item(data: Data, form: Form, candidate: Candidate) -> AnyView {
    let busy = RwSignal::new(false);
    let id = candidate.id;
    let follow = move |()| {
        busy.set(true);
        spawn_local(async move {
            match data.dispatch(id.0, AnyCommand::Ticket(Command::Follow)).await {
                Ok(_) => {
                    form.clear();
                    toast_phrase(r::DUPLICATE_FOLLOWED);
                    router().go(&Route::Mine.href());
                }
                Err(rejection) => {
                    let (rules, org) = (data.rules().get_untracked(), data.org().get_untracked());
                    toast(untrack(|| words::rejection(&rejection, &rules, &org)));
                }
            }
            busy.set(false);
        });
    };
    let (category, at) = (candidate.category.clone(), candidate.reported_at);
    let line = move || {
        let ago = when::ago(at, data.now().get(), prefs().language.get());
        format!("{} · {ago}", r::DISTANCE.fill(&[&candidate.distance_m.to_string()]))
    };
    view! {
        <Notice tone=Tone::House>
            <div class="row between">
                <div>
                    <b>{move || words::category(&category, &data.rules().get())}</b>
                    <div class="num">{line}</div>
                    {words::phase_named(&candidate.phase).map(|phase| view! { <PhaseBadge phase=phase/> })}
                </div>
                <Press label=r::DUPLICATE_FOLLOW look=Look::Default busy=busy press=follow/>
            </div>
        </Notice>
    }
    .into_any()
}
