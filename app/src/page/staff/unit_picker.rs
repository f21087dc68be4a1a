//! Finding a unit among hundreds: by typing a part of its name or code, or from a few near ones.

use std::sync::Arc;

use leptos::prelude::*;
use weft::id::UnitId;
use weft::org::{Directory, Tier, Unit};
use weft::text::Language;

use crate::component::{Look, Press, fresh_id, glyph, icon};
use crate::data::use_data;
use crate::text::{staff as s, t};
use crate::words;

/// Most units listed at a time.
const FOUND_MAX: usize = 12;

/// Units in force whose name (in either language) or code contains the text, best first, and how many there are.
#[must_use]
pub fn found<'a>(org: &'a Directory, text: &str, fits: &dyn Fn(&Unit) -> bool) -> (Vec<&'a Unit>, usize) {
    let text = text.trim().to_lowercase();
    if text.is_empty() {
        return (Vec::new(), 0);
    }
    let rank = |unit: &Unit| {
        let (zh, en) = (unit.name.get(Language::Zh), unit.name.get(Language::En).to_lowercase());
        if zh == text || unit.code.value == text {
            Some(0)
        } else if zh.starts_with(&text) || en.starts_with(&text) {
            Some(1)
        } else if zh.contains(&text) || en.contains(&text) {
            Some(2)
        } else if unit.code.value.contains(&text) {
            Some(3)
        } else {
            None
        }
    };
    let open = org.units().filter(|unit| unit.to.is_none() && fits(unit));
    let mut ranked: Vec<(u8, &Unit)> = open.filter_map(|unit| Some((rank(unit)?, unit))).collect();
    ranked.sort_by(|a, b| (a.0, a.1.tier, &a.1.code.value).cmp(&(b.0, b.1.tier, &b.1.code.value)));
    let count = ranked.len();
    (ranked.into_iter().take(FOUND_MAX).map(|(_, unit)| unit).collect(), count)
}

/// Choosing a unit.
#[component]
pub fn UnitPicker(
    /// What is asked.
    #[prop(into)]
    label: Signal<String>,
    /// The unit chosen.
    chosen: RwSignal<Option<UnitId>>,
    /// Units offered before anything is typed.
    #[prop(optional)]
    near: Vec<UnitId>,
    /// Only of these tiers; of all if empty.
    #[prop(optional)]
    tiers: &'static [Tier],
    /// What is wrong with the answer.
    #[prop(optional, into)]
    error: MaybeProp<String>,
) -> impl IntoView {
    let org = use_data().org();
    let text = RwSignal::new(String::new());
    let id = fresh_id("unit");
    let (input_id, error_id) = (id.clone(), format!("{id}-error"));
    let body = move || match chosen.get() {
        Some(unit) => picked(org, chosen, unit),
        None => {
            let list = list(org, text, chosen, &near, tiers);
            view! { {search(input_id.clone(), error_id.clone(), text, error)} {list} }.into_any()
        }
    };
    let trouble = move || error.get().map(|error| view! { <span class="error">{icon(glyph::WARN)} {error}</span> });
    view! {
        <div class="field unit-picker" role="group" aria-labelledby=format!("{id}-label")>
            <span class="label" id=format!("{id}-label")>{move || label.get()}</span>
            {body}
            <span class="error-slot" id=format!("{id}-error")>{trouble}</span>
        </div>
    }
    .into_any()
}

fn picked(org: Signal<Arc<Directory>>, chosen: RwSignal<Option<UnitId>>, unit: UnitId) -> AnyView {
    let name = move || org.with(|org| words::place_or_name(unit, org));
    view! {
        <div class="picked row between">
            <span class="row-tight">{icon(glyph::CHECK)} <b>{name}</b></span>
            <Press label=s::PICK_UNIT_CLEAR look=Look::Text press=move |()| chosen.set(None)/>
        </div>
    }
    .into_any()
}

fn search(id: String, error_id: String, text: RwSignal<String>, error: MaybeProp<String>) -> AnyView {
    view! {
        <input
            id=id
            class="input"
            type="search"
            autocomplete="off"
            aria-label=t(s::PICK_UNIT_HINT)
            placeholder=t(s::PICK_UNIT_HINT)
            aria-describedby=error_id
            aria-invalid=move || error.get().map(|_| "true")
            prop:value=move || text.get()
            on:input:target=move |event| text.set(event.target().value())
        />
    }
    .into_any()
}

fn list(
    org: Signal<Arc<Directory>>,
    text: RwSignal<String>,
    chosen: RwSignal<Option<UnitId>>,
    near: &[UnitId],
    tiers: &'static [Tier],
) -> AnyView {
    let near = near.to_vec();
    let fits = move |unit: &Unit| tiers.is_empty() || tiers.contains(&unit.tier);
    let rows = move || {
        let org = org.get();
        let typed = text.get();
        let (units, count) = if typed.trim().is_empty() {
            (near.iter().filter_map(|id| org.unit(*id)).filter(|unit| fits(unit)).collect::<Vec<_>>(), 0)
        } else {
            found(&org, &typed, &fits)
        };
        let none = (units.is_empty() && !typed.trim().is_empty())
            .then(|| view! { <p class="quiet">{t(s::PICK_UNIT_NONE)}</p> });
        let more = count.saturating_sub(FOUND_MAX);
        let more = (more > 0).then(|| view! { <p class="faint">{s::PICK_UNIT_MORE.fill(&[&more.to_string()])}</p> });
        let row = |unit: &Unit| {
            let id = unit.id;
            view! {
                <li>
                    <button type="button" class="found" on:click=move |_| chosen.set(Some(id))>
                        <span>{words::place_or_name(id, &org)}</span>
                        <span class="faint">{words::tier(unit.tier).now()}</span>
                    </button>
                </li>
            }
        };
        let rows = units.into_iter().map(row).collect_view();
        view! { <ul class="founds">{rows}</ul> {none} {more} }
    };
    view! { <div aria-live="polite">{rows}</div> }.into_any()
}

#[cfg(test)]
mod tests {
    use weft::sample;

    use super::*;

    #[test]
    fn a_unit_is_found_by_name_in_either_language_or_by_code_and_exact_names_come_first() {
        let org = sample::directory();
        let all = |_: &Unit| true;
        assert_eq!(found(&org, "东村", &all).0.first().map(|unit| unit.id), Some(sample::unit_id("370-01-01")));
        let (grids, count) = found(&org, "网格", &all);
        assert_eq!((grids.len(), count), (6, 6));
        assert_eq!(found(&org, "370", &all).0.first().map(|unit| unit.id), Some(sample::unit_id("370")));
        assert_eq!(found(&org, "GRID-0-1", &all).0.len(), 1);
        assert!(found(&org, "  ", &all).0.is_empty() && found(&org, "没有", &all).0.is_empty());
        let towns = |unit: &Unit| unit.tier == Tier::Town;
        assert_eq!(found(&org, "370", &towns).0.len(), 1);
    }
}
