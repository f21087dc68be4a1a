//! The map of one's own grid, with what is open in it.

use std::sync::Arc;

use leptos::prelude::*;
use weft::actor::{Actor, Permission};
use weft::calendar::county_day;
use weft::id::{TicketId, UnitId};
use weft::kinds::ticket::Ticket;
use weft::org::{Directory, Tier, Unit};
use weft::place::Point;

use super::area::units_permitting;
use super::awaited;
use super::cards::TicketCards;
use crate::component::{Empty, PageHead, glyph, icon};
use crate::data::{Held, use_data};
use crate::map::{GridMap, MapSpec, Spot, Tints};
use crate::route::router;
use crate::text::{staff as s, t};
use crate::words;

/// The grids of an actor: those at which a role is held, or all below it.
fn own_grids(actor: &Actor, org: &Directory) -> Vec<UnitId> {
    let units = units_permitting(actor, Permission::ReadTicket);
    let own = |unit: &&Unit| {
        unit.tier == Tier::Grid && unit.to.is_none() && org.path(unit.id).iter().any(|above| units.contains(above))
    };
    org.units().filter(own).map(|unit| unit.id).collect()
}

/// Only these grids and what is above them, so that the map is as large as they allow.
fn only(org: &Directory, grids: &[UnitId]) -> Directory {
    // The names of what is above help among many grids; on one alone they would only stand in the way.
    let levels = if grids.len() > 1 { usize::MAX } else { 1 };
    let above = grids.iter().flat_map(|grid| org.path(*grid).into_iter().take(levels));
    let mut kept: Vec<UnitId> = above.collect();
    kept.sort_unstable();
    kept.dedup();
    Directory::new(kept.into_iter().filter_map(|id| org.unit(id).cloned()))
}

/// The page.
#[component]
pub fn MyGrid() -> impl IntoView {
    let data = use_data();
    let grids = Memo::new(move |_| {
        data.session()
            .with(|session| session.actor().map(|actor| data.org().with(|org| own_grids(actor, org))))
            .unwrap_or_default()
    });
    let part: Signal<Arc<Directory>> = {
        let part = RwSignal::new(Arc::<Directory>::default());
        Effect::new(move || part.set(Arc::new(data.org().with(|org| only(org, &grids.get())))));
        part.into()
    };
    let open = Memo::new(move |_| {
        let grids = grids.get();
        let here = |held: &&Held<Ticket>| {
            held.state.phase.is_open() && held.state.grid().is_some_and(|grid| grids.contains(&grid))
        };
        data.tickets().with(|tickets| tickets.iter().filter(here).cloned().collect::<Vec<_>>())
    });
    let body = move || {
        if grids.with(Vec::is_empty) && !data.complete().get() {
            return awaited(data, 3);
        }
        if grids.with(Vec::is_empty) {
            return view! {
                <div class="card">
                    <Empty title=s::GRID_NONE text=s::GRID_NONE_TEXT/>
                </div>
            }
            .into_any();
        }
        view! {
            <div class="stack">
                {map(part, open)} {said(open)} {without_spot(open)} {members(part, grids)}
            </div>
        }
        .into_any()
    };
    let title = Signal::derive(move || {
        let one = grids.with(|grids| if let [grid] = grids.as_slice() { Some(*grid) } else { None });
        one.map_or_else(|| s::NAV_GRID.now().to_owned(), |grid| data.org().with(|org| words::unit(grid, org)))
    });
    view! {
        <PageHead title=title/>
        {body}
    }
    .into_any()
}

fn map(part: Signal<Arc<Directory>>, open: Memo<Vec<Held<Ticket>>>) -> AnyView {
    let data = use_data();
    let placed = Memo::new(move |_| {
        let now = data.now().get();
        let spot =
            |held: &Held<Ticket>| Some((held.id, Spot { at: held.state.point?, late: held.state.is_overdue(now) }));
        open.with(|open| open.iter().filter_map(spot).collect::<Vec<_>>())
    });
    let tapped = Callback::new(move |(_, index): (Point, Option<usize>)| {
        let id: Option<TicketId> =
            index.and_then(|index| placed.with_untracked(|placed| placed.get(index).map(|(id, _)| *id)));
        if let Some(id) = id {
            router().go(&format!("/staff/ticket/{id}"));
        }
    });
    let spec = MapSpec {
        org: part,
        chosen: Signal::derive(|| None),
        tints: Signal::derive(Tints::new),
        spots: Signal::derive(move || placed.with(|placed| placed.iter().map(|(_, spot)| spot.clone()).collect())),
        picks: false,
        tapped,
    };
    view! { <GridMap spec=spec/> }.into_any()
}

fn said(open: Memo<Vec<Held<Ticket>>>) -> AnyView {
    let words = move || {
        let count = open.with(Vec::len);
        if count == 0 { s::GRID_CLEAR.now().to_owned() } else { s::GRID_OPEN.fill(&[&count.to_string()]) }
    };
    view! { <p class="quiet">{words}</p> }.into_any()
}

/// Open matters that the map cannot show.
fn without_spot(open: Memo<Vec<Held<Ticket>>>) -> AnyView {
    let ids = Memo::new(move |_| {
        let unplaced = |held: &&Held<Ticket>| held.state.point.is_none();
        open.with(|open| open.iter().filter(unplaced).map(|held| held.id).collect::<Vec<_>>())
    });
    let some = Memo::new(move |_| ids.with(|ids| !ids.is_empty()));
    (move || {
        some.get().then(|| {
            let count = move || ids.with(Vec::len).to_string();
            view! {
                <section>
                    <h2 class="group-head">{move || s::GRID_NO_SPOT.fill(&[&count()])}</h2>
                    <TicketCards ids=ids class="stack cards"/>
                </section>
            }
        })
    })
    .into_any()
}

/// Who holds the posts of the grid; for many grids the organisation page is the place.
fn members(part: Signal<Arc<Directory>>, grids: Memo<Vec<UnitId>>) -> AnyView {
    let data = use_data();
    (move || {
        let org = part.get();
        let grid = grids.with(|grids| if let [grid] = grids.as_slice() { Some(*grid) } else { None });
        let unit = grid.and_then(|grid| org.unit(grid).cloned())?;
        let today = county_day(data.now().get());
        let held = unit.appointments.into_iter().filter(move |held| held.holds_on(today));
        let rows = held.map(|held| view! { <li class="row-tight">{icon(glyph::PERSON)} <b>{held.name}</b> {words::post(held.post).now()}</li> });
        Some(view! {
            <section class="card">
                <h2>{t(s::GRID_MEMBERS)}</h2>
                <ul class="stack-s">{rows.collect_view()}</ul>
            </section>
        })
    })
    .into_any()
}

#[cfg(test)]
mod tests {
    use weft::actor::Role;
    use weft::id::PersonId;
    use weft::sample;

    use super::*;

    #[test]
    fn a_member_has_one_grid_a_community_desk_all_of_its_own_and_a_keeper_of_rules_none() {
        let org = sample::directory();
        assert_eq!(own_grids(&sample::grid_member(2, 1), &org), [sample::grid(2, 1)]);
        let desk = sample::staff(Role::Desk, "370-01-02", PersonId::named("desk"));
        assert_eq!(own_grids(&desk, &org).len(), 4);
        let keeper = sample::staff(Role::RuleKeeper, "370", PersonId::named("keeper"));
        assert!(own_grids(&keeper, &org).is_empty());
    }

    #[test]
    fn the_map_of_one_grid_has_that_grid_alone_and_of_several_what_is_above_them() {
        let part = only(&sample::directory(), &[sample::grid(0, 0)]);
        assert_eq!(part.units().filter(|unit| unit.tier == Tier::Grid).count(), 1);
        assert_eq!(part.locate(sample::middle_of(0, 0)), Some(sample::grid(0, 0)));
        assert_eq!(part.units().count(), 1);
        let both = only(&sample::directory(), &[sample::grid(0, 0), sample::grid(0, 1)]);
        assert_eq!(both.units().count(), 5);
    }
}
