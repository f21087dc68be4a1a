//! The tree of units: branches open on demand, and any unit is found by typing.

use std::collections::BTreeSet;

use leptos::prelude::*;
use weft::id::UnitId;
use weft::org::{Directory, Unit};

use super::super::unit_picker::found;
use crate::component::{badge, fresh_id, glyph, icon};
use crate::data::{Data, use_data};
use crate::text::staff::org as o;
use crate::text::{t, told};
use crate::words;

/// Which branches are open.
type Open = RwSignal<BTreeSet<UnitId>>;

/// The tree.
#[component]
pub fn Tree(
    /// The unit shown beside it.
    chosen: Option<UnitId>,
) -> impl IntoView {
    let data = use_data();
    let text = RwSignal::new(String::new());
    let open: Open = RwSignal::new(BTreeSet::new());
    // The way down to the unit shown is open.
    Effect::new(move || {
        let path = data.org().with(|org| chosen.or(org.root()).map(|unit| org.path(unit)).unwrap_or_default());
        open.update(|open| open.extend(path));
    });
    let id = fresh_id("tree");
    let body = move || {
        let typed = text.get();
        if typed.trim().is_empty() {
            let root = data.org().with(|org| org.root());
            return root.map(|root| view! { <ul class="tree">{branch(data, open, chosen, root)}</ul> }.into_any());
        }
        Some(results(&data.org().get(), &typed))
    };
    view! {
        <section class="card tree-box" aria-label=t(o::TREE)>
            <div class="field">
                <label for=id.clone()>{t(o::SEARCH)}</label>
                <input
                    id=id
                    class="input"
                    type="search"
                    autocomplete="off"
                    prop:value=move || text.get()
                    on:input:target=move |event| text.set(event.target().value())
                />
            </div>
            <div aria-live="polite">{body}</div>
        </section>
    }
    .into_any()
}

fn results(org: &Directory, typed: &str) -> AnyView {
    let (units, count) = found(org, typed, &|_| true);
    if units.is_empty() {
        return view! { <p class="quiet">{t(o::FOUND_NONE)}</p> }.into_any();
    }
    let more = count - units.len();
    let more = (more > 0).then(|| view! { <p class="faint">{o::FOUND_MORE.fill(&[&more.to_string()])}</p> });
    let row = |unit: &Unit| {
        view! {
            <li>
                <a class="found" href=format!("/staff/org/{}", unit.id)>
                    <span>{words::place_or_name(unit.id, org)}</span>
                    <span class="faint">{words::tier(unit.tier).now()}</span>
                </a>
            </li>
        }
    };
    view! {
        <ul class="founds">{units.into_iter().map(row).collect_view()}</ul>
        {more}
    }
    .into_any()
}

/// A unit with those below it, if its branch is open.
fn branch(data: Data, open: Open, chosen: Option<UnitId>, id: UnitId) -> AnyView {
    let unit = Memo::new(move |_| data.org().with(|org| org.unit(id).map(|unit| (unit.name.clone(), unit.emergency))));
    let name = move || unit.get().map(|(name, _)| told(&name)).unwrap_or_default();
    let below = Memo::new(move |_| data.org().with(|org| in_order(org, id)));
    let is_open = Memo::new(move |_| open.with(|open| open.contains(&id)));
    let turn = move |_| {
        open.update(|open| {
            if !open.remove(&id) {
                open.insert(id);
            }
        });
    };
    let label = move || {
        let phrase = if is_open.get() { o::CLOSE_BRANCH } else { o::OPEN_BRANCH };
        phrase.fill(&[&name()])
    };
    let handle = move || {
        if below.with(Vec::is_empty) {
            return view! { <span class="twig"></span> }.into_any();
        }
        view! {
            <button type="button" class="twig" aria-expanded=move || is_open.get().to_string() aria-label=label on:click=turn>
                {icon(glyph::FORWARD)}
            </button>
        }
        .into_any()
    };
    let emergency = move || {
        unit.get().is_some_and(|(_, on)| on).then(|| badge("red", glyph::BOLT, || o::MODE_EMERGENCY.now().to_owned()))
    };
    let leaves = move || {
        is_open.get().then(|| {
            let leaves = below.get().into_iter().map(|id| branch(data, open, chosen, id)).collect_view();
            view! { <ul>{leaves}</ul> }
        })
    };
    let current = (chosen == Some(id)).then_some("page");
    view! {
        <li>
            <div class="leaf">
                {handle}
                <a href=format!("/staff/org/{id}") aria-current=current>
                    {name}
                </a>
                {emergency}
            </div>
            {leaves}
        </li>
    }
    .into_any()
}

/// The units directly below in force: places first, by code.
pub fn in_order(org: &Directory, id: UnitId) -> Vec<UnitId> {
    let mut units: Vec<&Unit> = org.children(id).filter(|unit| unit.to.is_none()).collect();
    units.sort_by(|a, b| (a.tier, &a.code.value).cmp(&(b.tier, &b.code.value)));
    units.into_iter().map(|unit| unit.id).collect()
}

#[cfg(test)]
mod tests {
    use weft::sample;

    use super::*;

    #[test]
    fn places_come_before_departments_and_in_the_order_of_their_codes() {
        let org = sample::directory();
        let below = in_order(&org, sample::unit_id("370"));
        let wanted = ["370-01", "fire", "housing"].map(sample::unit_id);
        assert_eq!(below, wanted);
    }
}
