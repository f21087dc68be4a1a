//! Step three: where it is.

use leptos::prelude::*;
use weft::kinds::ticket::REASON_CHARS_MAX;

use super::draft::Fault;
use super::form::Form;
use super::{dock, faults_of};
use crate::component::{Notice, TextField, Tone};
use crate::data::use_data;
use crate::map::PlacePicker;
use crate::text::{report as r, t};

/// Step three.
#[component]
pub fn Place(
    /// The form.
    form: Form,
) -> impl IntoView {
    let faults = faults_of(form, 2);
    view! {
        <section class="stack">
            <div>
                <h2>{t(r::WHERE_TITLE)}</h2>
                <p class="quiet">{t(r::WHERE_LINE)}</p>
            </div>
            {picker(form, faults)}
            <div class="card">{address(form)}</div>
        </section>
        {dock(form, faults)}
    }
    .into_any()
}

/// The place on the map or from lists, and that it is missing.
pub fn picker(form: Form, faults: Signal<Vec<Fault>>) -> AnyView {
    let missing = move || {
        let missing = form.tried.get() && faults.with(|faults| faults.contains(&Fault::Place));
        missing.then(|| view! { <Notice tone=Tone::Bad>{t(r::WHERE_MISSING)}</Notice> })
    };
    view! {
        {missing}
        <PlacePicker org=use_data().org() chosen=form.place/>
    }
    .into_any()
}

/// The place in words.
pub fn address(form: Form) -> AnyView {
    view! {
        <TextField
            label=r::WHERE_ADDRESS
            hint=r::WHERE_ADDRESS_HINT
            value=form.address
            optional=true
            chars_max=REASON_CHARS_MAX
        />
    }
    .into_any()
}
