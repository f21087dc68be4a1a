//! Ladders, drawn as the path a matter climbs, and who stands in where nobody holds a post.

use std::sync::Arc;

use leptos::prelude::*;
use weft::rules::{Ladder, Rulebook, Rung, StandIn};

use super::{limit, post_at};
use crate::component::{glyph, icon};
use crate::text::staff::rules as w;
use crate::text::{t, told};

/// All ladders and stand-ins.
pub fn ladders_view(rules: &Arc<Rulebook>) -> AnyView {
    let ladders = rules.ladders.iter().map(ladder).collect_view();
    let stand_ins = rules.stand_ins.iter().cloned().map(stand_in).collect_view();
    let empty = rules.stand_ins.is_empty();
    view! {
        <div class="cards-wide">{ladders}</div>
        {(!empty).then(|| view! {
            <section class="card">
                <h2>{t(w::STAND_INS)}</h2>
                <ul class="stack-s">{stand_ins}</ul>
            </section>
        })}
    }
    .into_any()
}

fn ladder(ladder: &Ladder) -> AnyView {
    let title = ladder.title.clone();
    let last = ladder.rungs.len().saturating_sub(1);
    let rungs = ladder.rungs.iter().enumerate().map(|(index, rung)| one(rung, index, index == last)).collect_view();
    view! {
        <section class="card">
            <h2>{move || told(&title)}</h2>
            <ol class="rungs">{rungs}</ol>
        </section>
    }
    .into_any()
}

fn one(rung: &Rung, index: usize, last: bool) -> AnyView {
    let (tier, post, acknowledge, resolve) = (rung.tier, rung.post, rung.acknowledge, rung.resolve);
    let next = if last {
        view! { <span class="faint">{t(w::LADDER_TOP)}</span> }.into_any()
    } else {
        view! { <span class="due amber">{icon(glyph::UP)} {t(w::LADDER_UP)}</span> }.into_any()
    };
    view! {
        <li>
            <span class="rung-number num" aria-hidden="true">{index + 1}</span>
            <div>
                <b>{move || post_at(tier, post)}</b>
                <div class="limits">
                    <span>{move || w::LADDER_ACK.fill(&[&limit(acknowledge)])}</span>
                    <span>{move || w::LADDER_RESOLVE.fill(&[&limit(resolve)])}</span>
                </div>
                {next}
            </div>
        </li>
    }
    .into_any()
}

fn stand_in(empty: StandIn) -> AnyView {
    let line = move || {
        let instead: Vec<String> = empty.instead.iter().map(|(tier, post)| post_at(*tier, *post)).collect();
        w::STAND_IN_LINE.fill(&[&post_at(empty.tier, empty.post), &instead.join(" → ")])
    };
    view! { <li>{line}</li> }.into_any()
}
