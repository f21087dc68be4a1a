//! Choosing where something is: on the map, by the device's position, or from lists of town, village and grid.

use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use weft::id::UnitId;
use weft::org::{Directory, Tier};
use weft::place::Point;

use super::{GridMap, MapSpec};
use crate::component::{Look, Notice, Option2, Press, Segment, Select, Tone, glyph};
use crate::text::{Phrase, report as r, t, told};
use crate::words;

/// Longest wait for the device's position, milliseconds.
const POSITION_MS_MAX: u32 = 15_000;
/// `GeolocationPositionError.PERMISSION_DENIED`.
const PERMISSION_DENIED: u16 = 1;

/// A place that was chosen: its grid, and the exact spot if it was pointed at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spotted {
    /// The grid.
    pub unit: UnitId,
    /// The spot.
    pub point: Option<Point>,
}

/// Choosing a place.
#[component]
pub fn PlacePicker(
    /// The units.
    org: Signal<Arc<Directory>>,
    /// The place chosen.
    chosen: RwSignal<Option<Spotted>>,
) -> impl IntoView {
    let by = RwSignal::new(Some("map".to_owned()));
    let trouble = RwSignal::new(None::<Phrase>);
    let pick = move |point: Point| match org.with_untracked(|org| org.locate(point)) {
        Some(unit) => {
            trouble.set(None);
            chosen.set(Some(Spotted { unit, point: Some(point) }));
        }
        None => trouble.set(Some(r::WHERE_OUTSIDE)),
    };
    let spec = MapSpec {
        org,
        chosen: Signal::derive(move || chosen.get().and_then(|place| place.point)),
        tints: Signal::derive(super::Tints::new),
        spots: Signal::derive(Vec::new),
        picks: true,
        tapped: Callback::new(move |(point, _)| pick(point)),
    };
    let ways = || {
        let way = |key: &str, phrase: Phrase| (key.to_owned(), phrase.now().to_owned());
        vec![way("map", r::WHERE_MAP), way("list", r::WHERE_LIST)]
    };
    let said = move || {
        let place = chosen.get()?;
        let name = org.with(|org| words::place(&org.path(place.unit), org));
        let said = r::WHERE_CHOSEN.fill(&[&name]);
        Some(view! { <Notice tone=Tone::House>{said}</Notice> })
    };
    let on_map = move || by.with(|by| by.as_deref() == Some("map"));
    view! {
        <div class="stack">
            <Segment legend=r::WHERE_TITLE options=Signal::derive(ways) value=by/>
            <PositionButton found=Callback::new(pick) trouble=trouble/>
            <div aria-live="polite">
                {move || trouble.get().map(|phrase| view! { <Notice tone=Tone::Mind>{t(phrase)}</Notice> })} {said}
            </div>
            <Show when=on_map fallback=move || view! { <UnitLists org=org chosen=chosen/> }>
                <GridMap spec=spec/>
            </Show>
        </div>
    }
    .into_any()
}

/// The device's own position. Browsers give WGS84, as the outlines are.
#[component]
fn PositionButton(found: Callback<Point>, trouble: RwSignal<Option<Phrase>>) -> impl IntoView {
    let busy = RwSignal::new(false);
    let press = move |()| {
        let Ok(geolocation) = window().navigator().geolocation() else {
            trouble.set(Some(r::WHERE_GPS_FAILED));
            return;
        };
        busy.set(true);
        let success = Closure::once_into_js(move |position: web_sys::Position| {
            busy.set(false);
            let at = position.coords();
            match Point::from_degrees(at.longitude(), at.latitude()) {
                Some(point) => found.run(point),
                None => trouble.set(Some(r::WHERE_GPS_FAILED)),
            }
        });
        let failure = Closure::once_into_js(move |error: web_sys::PositionError| {
            busy.set(false);
            let denied = error.code() == PERMISSION_DENIED;
            trouble.set(Some(if denied { r::WHERE_GPS_DENIED } else { r::WHERE_GPS_FAILED }));
        });
        let options = web_sys::PositionOptions::new();
        options.set_enable_high_accuracy(true);
        options.set_timeout(POSITION_MS_MAX);
        let asked = geolocation.get_current_position_with_error_callback_and_options(
            success.unchecked_ref(),
            Some(failure.unchecked_ref()),
            &options,
        );
        if asked.is_err() {
            busy.set(false);
            trouble.set(Some(r::WHERE_GPS_FAILED));
        }
    };
    let label = Signal::derive(move || {
        let phrase = if busy.get() { r::WHERE_GPS_BUSY } else { r::WHERE_GPS };
        phrase.now().to_owned()
    });
    view! { <div class="position"><Press label=label look=Look::Default glyph=glyph::TARGET busy=busy block=true press=press/></div> }
        .into_any()
}

/// Town, village, grid: three drop-downs, for whoever does not use a map.
#[component]
fn UnitLists(org: Signal<Arc<Directory>>, chosen: RwSignal<Option<Spotted>>) -> impl IntoView {
    let start = chosen.get_untracked().map(|place| place.unit);
    let at = move |tier: Tier| {
        let id = start.and_then(|unit| org.with_untracked(|org| org.above(unit, tier).map(|unit| unit.id)));
        RwSignal::new(id.map(|id| id.to_string()).unwrap_or_default())
    };
    let (town, village, grid) = (at(Tier::Town), at(Tier::Community), at(Tier::Grid));
    let below = move |above: Option<RwSignal<String>>, tier: Tier| {
        Signal::derive(move || {
            let above = above.map(|above| above.get());
            org.with(|org| options(org, above.as_deref(), tier))
        })
    };
    // A choice above empties those below.
    Effect::new(move |before: Option<String>| {
        let now = town.get();
        if before.is_some_and(|before| before != now) {
            village.set(String::new());
        }
        now
    });
    Effect::new(move |before: Option<String>| {
        let now = village.get();
        if before.is_some_and(|before| before != now) {
            grid.set(String::new());
        }
        now
    });
    Effect::new(move |before: Option<String>| {
        let now = grid.get();
        if before.is_some_and(|before| before != now) {
            chosen.set(now.parse().ok().map(|unit| Spotted { unit, point: None }));
        }
        now
    });
    view! {
        <div class="stack">
            <Select label=r::WHERE_TOWN options=below(None, Tier::Town) value=town/>
            <Select label=r::WHERE_VILLAGE options=below(Some(town), Tier::Community) value=village/>
            <Select label=r::WHERE_GRID options=below(Some(village), Tier::Grid) value=grid/>
        </div>
    }
    .into_any()
}

/// The units of a tier in force below a unit (or anywhere, for the first list), by code.
fn options(org: &Directory, above: Option<&str>, tier: Tier) -> Vec<Option2> {
    let above: Option<UnitId> = match above {
        None => org.root(),
        Some(text) => text.parse().ok(),
    };
    let Some(above) = above else {
        return Vec::new();
    };
    let mut units: Vec<_> = org.children(above).filter(|unit| unit.tier == tier && unit.to.is_none()).collect();
    units.sort_by(|a, b| a.code.value.cmp(&b.code.value));
    units.into_iter().map(|unit| (unit.id.to_string(), told(&unit.name))).collect()
}
