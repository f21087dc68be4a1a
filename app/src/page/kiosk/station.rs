//! Who is in charge where the kiosk stands.

use leptos::prelude::*;
use weft::calendar::county_day;
use weft::org::Unit;

use crate::data::use_data;
use crate::kiosk::use_kiosk;
use crate::text::{kiosk as k, t, told};
use crate::words;

/// The page.
pub fn station() -> AnyView {
    let (data, kiosk) = (use_data(), use_kiosk());
    let body = move || {
        let enrolled = kiosk.about.get()?.enrolled;
        let (org, day) = (data.org().get(), county_day(data.now().get()));
        let posted = |unit: &Unit| {
            let open = unit.appointments.iter().filter(|held| held.post.is_public() && held.holds_on(day));
            // Names in the county's records may already carry the post.
            let worded = |name: &str, post: &str| match name.contains(post) {
                true => name.to_owned(),
                false => format!("{post} {name}"),
            };
            let rows = open.map(|held| worded(&held.name, words::post(held.post).now())).collect::<Vec<_>>();
            (!rows.is_empty()).then(|| (told(&unit.name), rows))
        };
        let people: Vec<_> = org.path(enrolled.unit).iter().filter_map(|unit| posted(org.unit(*unit)?)).collect();
        Some(facts(&enrolled.name, &words::place_or_name(enrolled.unit, &org), people))
    };
    view! { <section class="card stack-l"><h1>{t(k::DOOR_STATION)}</h1> {body}</section> }.into_any()
}

fn facts(name: &str, place: &str, people: Vec<(String, Vec<String>)>) -> AnyView {
    let nobody = people.is_empty().then(|| view! { <dd>{t(k::STATION_NOBODY)}</dd> });
    let people = people.into_iter().map(|(unit, rows)| {
        view! { <dd><b>{unit}</b> {rows.into_iter().map(|row| view! { <div>{row}</div> }).collect_view()}</dd> }
    });
    view! {
        <dl class="facts">
            <dt>{t(k::STATION_NAME)}</dt>
            <dd>{name.to_owned()}</dd>
            <dt>{t(k::STATION_AREA)}</dt>
            <dd>{place.to_owned()}</dd>
            <dt>{t(k::STATION_PEOPLE)}</dt>
            {nobody}
            {people.collect_view()}
        </dl>
    }
    .into_any()
}
