//! Units: the tree, one unit with its posts and borders, and what its keepers change.

mod keep;
mod mode;
mod tree;
mod unit;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use weft::id::UnitId;
use weft::kinds::unit::{Command, Refusal};
use weft::registry::{AnyCommand, AnyRefusal};

use super::awaited;
use crate::component::{Empty, PageHead, toast, toast_phrase};
use crate::data::{Data, use_data};
use crate::text::Phrase;
use crate::text::staff::org as o;
use crate::words;

/// The page: on a phone the tree or one unit, on a wide screen both.
#[component]
pub fn OrgPage(
    /// Which unit is shown.
    unit: Option<UnitId>,
) -> impl IntoView {
    let data = use_data();
    let title = Signal::derive(move || {
        unit.map_or_else(|| o::ORG.now().to_owned(), |unit| data.org().with(|org| words::unit(unit, org)))
    });
    let empty = Memo::new(move |_| data.org().with(|org| org.is_empty()));
    let body = move || {
        if empty.get() && !data.complete().get() {
            return awaited(data, 5);
        }
        if empty.get() {
            return view! {
                <div class="card">
                    <Empty title=o::NONE text=o::NONE_TEXT/>
                </div>
            }
            .into_any();
        }
        let chosen = match unit {
            Some(unit) => view! { <unit::UnitView id=unit/> }.into_any(),
            None => view! {
                <div class="card wide-only">
                    <Empty title=o::CHOOSE text=o::CHOOSE_TEXT/>
                </div>
            }
            .into_any(),
        };
        view! {
            <div class="org" class:one=unit.is_some()>
                <tree::Tree chosen=unit/>
                <div>{chosen}</div>
            </div>
        }
        .into_any()
    };
    let head = match unit {
        Some(_) => view! { <PageHead title=title back="/staff/org"/> }.into_any(),
        None => view! { <PageHead title=title/> }.into_any(),
    };
    view! {
        {head}
        {body}
    }
    .into_any()
}

/// Changes a unit, and says what came of it.
fn change(
    data: Data,
    unit: UnitId,
    command: Command,
    done: Phrase,
    open: RwSignal<bool>,
    trouble: RwSignal<Option<String>>,
) {
    trouble.set(None);
    spawn_local(async move {
        match data.dispatch(unit.0, AnyCommand::Unit(command)).await {
            Ok(_) => {
                toast_phrase(done);
                open.set(false);
            }
            Err(rejection) => {
                let said = match &rejection {
                    weft::aggregate::Rejection::Refused(AnyRefusal::Unit(refusal)) => untrack(|| refused(refusal)),
                    other => {
                        let (rules, org) = (data.rules().get_untracked(), data.org().get_untracked());
                        untrack(|| words::rejection(other, &rules, &org))
                    }
                };
                if open.get_untracked() { trouble.set(Some(said)) } else { toast(said) }
            }
        }
    });
}

/// Why a unit refuses.
fn refused(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Ended => o::NO_ENDED.now().to_owned(),
        Refusal::BadName { max } => o::NO_NAME.fill(&[&max.to_string()]),
        Refusal::BadDays => o::NO_DAYS.now().to_owned(),
        Refusal::AlreadyAppointed => o::NO_APPOINTED.now().to_owned(),
        Refusal::NotAppointed => o::NO_NOT_APPOINTED.now().to_owned(),
        Refusal::NothingChanges => o::NO_SAME.now().to_owned(),
        Refusal::Full { max } => o::NO_FULL.fill(&[&max.to_string()]),
        Refusal::NotThere | Refusal::UnknownParent => o::MISSING.now().to_owned(),
        _ => crate::text::matter::NO_OTHER.now().to_owned(),
    }
}
