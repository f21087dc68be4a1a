//! One unit: what it is, who holds its posts, where it lies, what is open in it.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use leptos::prelude::*;
use weft::actor::{Permission, Scope};
use weft::calendar::county_day;
use weft::id::UnitId;
use weft::org::{Appointment, CompoundKind, Directory, Tier, Unit};
use weft::place::Point;
use weft::text::Language;

use super::tree::in_order;
use super::{keep, mode};
use crate::component::{Empty, Look, Press, glyph, icon};
use crate::data::{Data, use_data};
use crate::map::{GridMap, MapSpec, Spot, Tints};
use crate::prefs::prefs;
use crate::text::staff::org as o;
use crate::text::{Phrase, t, told};
use crate::when;
use crate::words;

/// Holders listed at a time.
const HOLDERS: usize = 20;

/// A unit.
#[component]
pub fn UnitView(
    /// Which.
    id: UnitId,
) -> impl IntoView {
    let data = use_data();
    let unit = Memo::new(move |_| data.org().with(|org| org.unit(id).cloned()));
    let body = move || match unit.get() {
        None => view! {
            <div class="card">
                <Empty title=o::MISSING text=o::CHOOSE_TEXT broken=true/>
            </div>
        }
        .into_any(),
        Some(unit) => shown(data, &unit),
    };
    body.into_any()
}

/// Whether this person may, in this unit; read reactively.
pub fn may(data: Data, permission: Permission, unit: UnitId) -> bool {
    data.session().with(|session| {
        session.actor().is_some_and(|actor| data.org().with(|org| actor.may(permission, &Scope::Within(unit), org)))
    })
}

fn shown(data: Data, unit: &Unit) -> AnyView {
    view! {
        <div class="stack">
            {about(data, unit)} <mode::Mode unit=unit.id emergency=unit.emergency/> {holders(data, unit)}
            {below(data, unit)} {place(data, unit)}
        </div>
    }
    .into_any()
}

fn about(data: Data, unit: &Unit) -> AnyView {
    let id = unit.id;
    let above = move || {
        let org = data.org().get();
        let path = org.path(id);
        let link =
            |above: UnitId| view! { <li><a href=format!("/staff/org/{above}")>{words::unit(above, &org)}</a></li> };
        let links = path.iter().skip(1).rev().map(|above| link(*above)).collect_view();
        (path.len() > 1).then(|| view! { <dt>{t(o::PATH)}</dt><dd><ol class="crumbs">{links}</ol></dd> })
    };
    let open = Memo::new(move |_| {
        data.tickets().with(|tickets| {
            tickets.iter().filter(|held| held.state.phase.is_open() && held.state.place.contains(&id)).count()
        })
    });
    let compound = unit.compound.map(|kind| view! { <dt>{t(o::KIND)}</dt><dd>{t(compound_kind(kind))}</dd> });
    let service = unit.service.clone().map(|service| view! { <dt>{t(o::SERVICE)}</dt><dd>{service}</dd> });
    let (from, to) = (unit.from, unit.to);
    let day = move |day| when::date(day, county_day(data.now().get()), prefs().language.get());
    let ended = to.map(|to| view! { <dd class="due red">{move || o::ENDED.fill(&[&day(to)])}</dd> });
    let tier = unit.tier;
    let renames = Memo::new(move |_| may(data, Permission::KeepOrg, id));
    let rename = move || renames.get().then(|| view! { <keep::Rename unit=id/> });
    view! {
        <section class="card">
            <div class="card-head">
                <h2>{move || data.org().with(|org| words::unit(id, org))}</h2>
                {rename}
            </div>
            <dl class="facts">
                <dt>{t(o::TIER)}</dt>
                <dd>{t(words::tier(tier))}</dd>
                {above}
                <dt>{t(o::CODE)}</dt>
                <dd class="num">{unit.code.value.clone()} <span class="faint">" " {unit.code.system.clone()} " " {unit.code.version.clone()}</span></dd>
                {compound}
                {service}
                <dt>{t(o::SINCE)}</dt>
                <dd class="num">{move || day(from)}</dd>
                {ended}
                <dt>{t(o::OPEN_MATTERS)}</dt>
                <dd class="num">{move || open.get()}</dd>
            </dl>
        </section>
    }
    .into_any()
}

const fn compound_kind(kind: CompoundKind) -> Phrase {
    match kind {
        CompoundKind::New => o::KIND_NEW,
        CompoundKind::Old => o::KIND_OLD,
        CompoundKind::Resettlement => o::KIND_RESETTLEMENT,
        CompoundKind::Commercial => o::KIND_COMMERCIAL,
        CompoundKind::Village => o::KIND_VILLAGE,
    }
}

fn holders(data: Data, unit: &Unit) -> AnyView {
    let id = unit.id;
    let today = county_day(data.now().get_untracked());
    let (mut now, past): (Vec<_>, Vec<_>) =
        unit.appointments.iter().cloned().partition(|held| held.to.is_none_or(|to| to >= today));
    // Whoever answers to residents first, and whoever came last is not hidden behind hundreds of members.
    now.sort_by_key(|held| (held.post, Reverse(held.from)));
    let count = now.len();
    let keeper = Memo::new(move |_| may(data, Permission::KeepOrg, id));
    let shown = RwSignal::new(HOLDERS);
    let list = move || {
        let rows =
            now.iter().take(shown.get()).cloned().map(|held| holder(data, id, held, keeper.get())).collect_view();
        view! { <ul class="holders">{rows}</ul> }
    };
    let more = move || {
        let more = count.saturating_sub(shown.get());
        (more > 0).then(|| {
            let label = Signal::derive(move || o::MORE_HOLDERS.fill(&[&more.min(HOLDERS).to_string()]));
            view! { <Press label=label look=Look::Text press=move |()| shown.update(|shown| *shown += HOLDERS)/> }
        })
    };
    let none = (count == 0).then(|| view! { <p class="quiet">{t(o::HOLDERS_NONE)}</p> });
    let partly = move || (!keeper.get()).then(|| view! { <p class="faint">{t(o::PUBLIC_ONLY)}</p> });
    let past = (!past.is_empty()).then(|| {
        let rows = past.into_iter().rev().take(HOLDERS).map(|held| holder(data, id, held, false)).collect_view();
        view! {
            <details>
                <summary>{t(o::PAST)}</summary>
                <ul class="holders">{rows}</ul>
            </details>
        }
    });
    let appoint = move || keeper.get().then(|| view! { <keep::Appoint unit=id/> });
    view! {
        <section class="card">
            <div class="card-head">
                <h2>{t(o::HOLDERS)}</h2>
                {appoint}
            </div>
            {none}
            {list}
            {more}
            {past}
            {partly}
        </section>
    }
    .into_any()
}

fn holder(data: Data, unit: UnitId, held: Appointment, keeper: bool) -> AnyView {
    let (from, to, post) = (held.from, held.to, held.post);
    let days = move || {
        let language = prefs().language.get();
        let day = |day| when::date(day, county_day(data.now().get()), language);
        match to {
            Some(to) => o::FROM_TO.fill(&[&day(from), &day(to)]),
            None => o::FROM_ON.fill(&[&day(from)]),
        }
    };
    let phone = held.phone.as_ref().and_then(|phone| phone.clear().cloned());
    let phone = phone
        .map(|phone| view! { <a class="num" href=format!("tel:{phone}")>{icon(glyph::PHONE)} {phone.clone()}</a> });
    let lasts = to.is_none_or(|to| to > county_day(data.now().get_untracked()));
    let end = (keeper && lasts).then(|| view! { <keep::End unit=unit held=held.clone()/> });
    view! {
        <li>
            <span class="grow">
                <b>{held.name.clone()}</b>
                " "
                <span class="badge">{t(words::post(post))}</span>
                <span class="faint num block">{days}</span>
                {phone}
            </span>
            {end}
        </li>
    }
    .into_any()
}

fn below(data: Data, unit: &Unit) -> Option<AnyView> {
    let org = data.org().get_untracked();
    let units = in_order(&org, unit.id);
    if units.is_empty() {
        return None;
    }
    let mut by_tier: BTreeMap<Tier, Vec<UnitId>> = BTreeMap::new();
    for id in units {
        if let Some(unit) = org.unit(id) {
            by_tier.entry(unit.tier).or_default().push(id);
        }
    }
    let group = move |(tier, units): (Tier, Vec<UnitId>)| {
        let count = units.len().to_string();
        let link = move |id: UnitId| {
            view! { <li><a href=format!("/staff/org/{id}")>{move || words::unit(id, &data.org().get())}</a></li> }
        };
        view! {
            <h3 class="group-head">{t(words::tier(tier))} " " <span class="num">{count}</span></h3>
            <ul class="units">{units.into_iter().map(link).collect_view()}</ul>
        }
    };
    let view = view! {
        <section class="card">
            <h2>{t(o::BELOW)}</h2>
            {by_tier.into_iter().map(group).collect_view()}
        </section>
    };
    Some(view.into_any())
}

/// Where it lies: its grids, or its door.
fn place(data: Data, unit: &Unit) -> Option<AnyView> {
    let id = unit.id;
    let grids = data.org().with_untracked(|org| grids(org, id));
    let door = unit.point;
    // A place shows its borders, not a pin that would be zoomed in on.
    let pin = door.filter(|_| grids.is_empty());
    if grids.is_empty() && door.is_none() {
        return None;
    }
    let part = if grids.is_empty() { data.org() } else { Signal::stored(std::sync::Arc::new(Directory::new(grids))) };
    let spec = MapSpec {
        org: part,
        chosen: Signal::derive(move || pin),
        tints: Signal::derive(Tints::new),
        spots: Signal::derive(Vec::<Spot>::new),
        picks: false,
        tapped: Callback::new(|_: (Point, Option<usize>)| {}),
    };
    Some(view! { <GridMap spec=spec/> }.into_any())
}

/// The grids in or below a unit, and what is above them as far as the unit.
fn grids(org: &Directory, id: UnitId) -> Vec<Unit> {
    let within = |unit: &&Unit| {
        matches!(unit.tier, Tier::Grid | Tier::Community | Tier::Town)
            && unit.to.is_none()
            && org.path(unit.id).contains(&id)
    };
    let units: Vec<Unit> = org.units().filter(within).cloned().collect();
    if units.iter().any(|unit| unit.tier == Tier::Grid) { units } else { Vec::new() }
}

/// A name in both languages, for forms.
pub fn names(data: Data, unit: UnitId) -> (String, String) {
    data.org().with_untracked(|org| {
        let name = org.unit(unit).map(|unit| unit.name.clone()).unwrap_or_default();
        (name.get(Language::Zh).to_owned(), name.get(Language::En).to_owned())
    })
}

/// Its name in the language of the page.
pub fn name(data: Data, unit: UnitId) -> String {
    data.org().with(|org| org.unit(unit).map(|unit| told(&unit.name)).unwrap_or_default())
}
