//! How ordinary and weighty matters are decided, with what the law asks for beside it.

use leptos::prelude::*;
use weft::calendar::{Limit, LimitUnit};
use weft::rules::Weight;
use weft::rules::charter::{Assembly, Hurdle, LateRule, Method, Procedure, Secrecy, Share};

use super::super::cell::t_owned;
use super::super::fields::{line, tick};
use super::super::ladders::limit_field;
use super::parts::share_field;
use super::{Held, asks, choose};
use crate::component::{Look, Press};
use crate::text::staff::charters as h;
use crate::text::{Phrase, t};

const ASSEMBLIES: &[(Assembly, Phrase)] = &[
    (Assembly::Owners, h::OWNERS),
    (Assembly::Villagers, h::VILLAGERS),
    (Assembly::VillagerRepresentatives, h::REPRESENTATIVES),
    (Assembly::Residents, h::RESIDENTS),
    (Assembly::Council, h::COUNCIL),
];
const METHODS: &[(Method, Phrase)] =
    &[(Method::YesNo, h::YES_NO), (Method::Single, h::SINGLE), (Method::Ranked, h::RANKED)];
const SECRECIES: &[(Secrecy, Phrase)] = &[(Secrecy::Secret, h::SECRET), (Secrecy::Named, h::NAMED)];
/// Whether late votes count.
const LATES: &[(bool, Phrase)] = &[(false, h::LATE_RECEIVED), (true, h::LATE_CAST)];
/// The time for late votes where somebody turns to admitting them.
const GRACE_FIRST: Limit = Limit { amount: 3, unit: LimitUnit::Days };

/// Which number of a hurdle.
type Counted = fn(&mut Procedure) -> &mut Hurdle;

/// Both sorts of matters.
pub fn both_sorts(held: Held) -> AnyView {
    view! { {sort(held, Weight::Small, h::ORDINARY)} {sort(held, Weight::Big, h::WEIGHTY)} }.into_any()
}

fn sort(held: Held, weight: Weight, title: Phrase) -> AnyView {
    let read = move || held.charter.with(|charter| charter.as_ref().map(|charter| charter.procedure(weight).clone()));
    let change = move |change: &dyn Fn(&mut Procedure)| {
        held.change(|charter| {
            change(match weight {
                Weight::Small => &mut charter.ordinary,
                Weight::Big => &mut charter.weighty,
            });
        });
    };
    let basis = move || held.charter.with(|charter| charter.as_ref().map(|charter| charter.basis));
    let law = move || basis().map(|basis| asks(basis, weight));
    let as_law = move |()| {
        if let Some(basis) = untrack(basis) {
            change(&|procedure| *procedure = basis.procedure(weight));
        }
    };
    let back = held.editor.may_edit.then(|| view! { <Press label=h::AS_LAW look=Look::Text press=as_law/> });
    let late = move || {
        read().and_then(|procedure| match procedure.late {
            LateRule::Received => None,
            LateRule::Cast(grace) => Some(grace),
        })
    };
    let is_late = Memo::new(move |_| late().is_some());
    let set_late = move |admits: bool| {
        let late = if admits { LateRule::Cast(GRACE_FIRST) } else { LateRule::Received };
        change(&|procedure| procedure.late = late);
    };
    let within = move || {
        is_late.get().then(|| {
            limit_field(h::LATE_WITHIN, late, move |grace| change(&|procedure| procedure.late = LateRule::Cast(grace)))
        })
    };
    let delegations = move || read().map(|procedure| procedure.delegations_max.to_string()).unwrap_or_default();
    let set_delegations = move |said: String| {
        if let Ok(most) = said.trim().parse() {
            change(&|procedure| procedure.delegations_max = most);
        }
    };
    view! {
        <section class="stack-s" aria-label=t(title)>
            <div class="row between">
                <h3>{t(title)}</h3>
                {back}
            </div>
            <p class="faint">{law}</p>
            <div class="mini-pair">
                {choose(h::ASSEMBLY, ASSEMBLIES, move || read().map(|now| now.assembly), move |to| change(&|now| now.assembly = to))}
                {choose(h::METHOD, METHODS, move || read().map(|now| now.method), move |to| change(&|now| now.method = to))}
                {choose(h::SECRECY, SECRECIES, move || read().map(|now| now.secrecy), move |to| change(&|now| now.secrecy = to))}
            </div>
            {hurdle(read, change, [h::QUORUM, h::QUORUM_AREA], |procedure| &mut procedure.quorum)}
            {hurdle(read, change, [h::MAJORITY, h::MAJORITY_AREA], |procedure| &mut procedure.majority)}
            {limit_field(h::NOTICE, move || read().map(|now| now.notice), move |notice| change(&|now| now.notice = notice))}
            <div class="mini-pair">
                {choose(h::LATE, LATES, move || read().map(|now| matches!(now.late, LateRule::Cast(_))), set_late)}
                {line(t_owned(h::DELEGATIONS), "number", delegations, set_delegations)}
            </div>
            {within}
        </section>
    }
    .into_any()
}

/// A share of the heads and, if it counts too, of the area.
fn hurdle(
    read: impl Fn() -> Option<Procedure> + Copy + Send + Sync + 'static,
    change: impl Fn(&dyn Fn(&mut Procedure)) + Copy + Send + Sync + 'static,
    [heads, area]: [Phrase; 2],
    counted: Counted,
) -> AnyView {
    let now = move || read().map(|mut procedure| *counted(&mut procedure));
    let by_area = move || now().and_then(|hurdle| hurdle.area);
    let counts_area = Memo::new(move |_| by_area().is_some());
    let set_heads = move |share: Share| change(&|procedure| counted(procedure).heads = share);
    let set_area = move |share: Option<Share>| change(&|procedure| counted(procedure).area = share);
    let turn = move |on: bool| set_area(if on { untrack(now).map(|hurdle| hurdle.heads) } else { None });
    let area = move || counts_area.get().then(|| share_field(area, by_area, move |share| set_area(Some(share))));
    view! {
        {share_field(heads, move || now().map(|hurdle| hurdle.heads), set_heads)}
        {tick(h::BY_AREA, move || counts_area.get(), turn)}
        {area}
    }
    .into_any()
}
