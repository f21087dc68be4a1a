//! Who will answer and until when: worked out on this device by the same rules as on the server.

use leptos::prelude::*;
use weft::rules::{Decision, Matter, Mode, Undecided};

use super::form::Form;
use crate::component::{Notice, Tone};
use crate::data::{Data, use_data};
use crate::prefs::prefs;
use crate::text::{report as r, t};
use crate::when;
use crate::words;

/// What the rules say of the draft; none while category or place are open.
fn decide(form: Form, data: Data) -> Option<Result<Decision, Undecided>> {
    let category = form.category.get()?;
    let unit = form.place.get()?.unit;
    let (rules, org, at) = (data.rules().get(), data.org().get(), data.now().get());
    let mode = if org.in_emergency(unit) { Mode::Emergency } else { Mode::Routine };
    form.facts.with(|facts| {
        let matter = Matter { category: &category, facts, unit, mode, at };
        Some(rules.route(&matter, &org))
    })
}

/// The preview.
#[component]
pub fn Verdict(
    /// The form.
    form: Form,
) -> impl IntoView {
    let data = use_data();
    let decision = Memo::new(move |_| decide(form, data));
    let body = move || match decision.get() {
        None => view! { <Notice>{t(r::VERDICT_WAIT)}</Notice> }.into_any(),
        Some(Err(undecided)) => {
            let why = words::undecided(&undecided, &data.rules().get());
            let said = r::VERDICT_NONE.fill(&[&why]);
            view! { <Notice tone=Tone::Mind>{said}</Notice> }.into_any()
        }
        Some(Ok(decision)) => decided(data, &decision),
    };
    view! { <div aria-live="polite">{body}</div> }.into_any()
}

fn decided(data: Data, decision: &Decision) -> AnyView {
    let (rules, org, now) = (data.rules().get(), data.org().get(), data.now().get());
    let language = prefs().language.get();
    let charge = &decision.charge;
    let joint = (!decision.joint.is_empty()).then(|| {
        view! {
            <dt>{t(r::VERDICT_JOINT)}</dt>
            <dd>{words::units(&decision.joint, &org)}</dd>
        }
    });
    view! {
        <section class="verdict rise">
            <h2>{t(r::VERDICT)}</h2>
            <dl>
                <dt>{t(r::VERDICT_WHO)}</dt>
                <dd><b>{words::holder(&charge.holder, &org)}</b></dd>
                {joint}
                <dt>{t(r::VERDICT_ACK)}</dt>
                <dd class="num">{when::moment(charge.acknowledge_by, now, language)}</dd>
                <dt>{t(r::VERDICT_WHEN)}</dt>
                <dd class="num"><b>{when::moment(charge.resolve_by, now, language)}</b></dd>
                <dt>{t(r::VERDICT_WHY)}</dt>
                <dd>{words::why(&decision.why, &rules)}</dd>
            </dl>
            <p class="faint">{t(r::VERDICT_ON_DEVICE)}</p>
        </section>
    }
    .into_any()
}
