//! Routine 平 or emergency 急: what it is, and switching it, never by one touch alone.

use leptos::prelude::*;
use weft::actor::Permission;
use weft::id::UnitId;
use weft::kinds::unit::Command;
use weft::org::Tier;

use super::change;
use super::unit::{may, name};
use crate::component::{Dialog, Look, Notice, Press, Tone, badge, glyph};
use crate::data::use_data;
use crate::text::staff::org as o;
use crate::text::{common as c, t};

/// The mode of a unit that has one.
#[component]
pub fn Mode(
    /// The unit.
    unit: UnitId,
    /// Whether it is itself switched to emergency.
    emergency: bool,
) -> impl IntoView {
    let data = use_data();
    let tier = data.org().with_untracked(|org| org.unit(unit).map(|unit| unit.tier));
    if matches!(tier, None | Some(Tier::Department | Tier::Station)) {
        return ().into_any();
    }
    let (sure, trouble) = (RwSignal::new(false), RwSignal::new(None));
    let above = move || !emergency && data.org().with(|org| org.in_emergency(unit));
    let state = move || {
        if emergency || above() {
            badge("red", glyph::BOLT, || o::MODE_EMERGENCY.now().to_owned())
        } else {
            badge("green", glyph::CHECK, || o::MODE_ROUTINE.now().to_owned())
        }
    };
    let (word, look, question) = if emergency {
        (o::MODE_TO_ROUTINE, Look::Default, o::MODE_SURE_OFF)
    } else {
        (o::MODE_TO_EMERGENCY, Look::Warn, o::MODE_SURE_ON)
    };
    let switch = move || {
        may(data, Permission::SwitchMode, unit).then(|| {
            view! { <Press label=word look=look glyph=glyph::BOLT press=move |()| sure.set(true)/> }
        })
    };
    let go = move |()| change(data, unit, Command::SwitchMode { emergency: !emergency }, o::MODE_DONE, sure, trouble);
    view! {
        <section class="card row between">
            <div class="stack-s">
                <h2>{t(o::MODE)}</h2>
                <div class="row-tight">
                    {state} {move || above().then(|| view! { <span class="quiet">{t(o::MODE_ABOVE)}</span> })}
                </div>
            </div>
            {switch}
            <Dialog open=sure title=word>
                <div class="stack">
                    <p>{move || question.fill(&[&name(data, unit)])}</p>
                    {move || trouble.get().map(|said: String| view! { <Notice tone=Tone::Bad>{said}</Notice> })}
                    <div class="actions">
                        <Press label=c::CANCEL look=Look::Default press=move |()| sure.set(false)/>
                        <Press label=word look=look press=go/>
                    </div>
                </div>
            </Dialog>
        </section>
    }
    .into_any()
}
