//! Who stands in for an empty post, in which order.

use leptos::prelude::*;
use weft::org::{Post, Tier};
use weft::rules::{Edit, Member, MemberName, StandIn};

use super::super::post_at;
use super::cell::t_owned;
use super::editor::Editor;
use super::fields::{pick, small};
use super::listed::orders;
use super::outcome::{LEVELS, post_key, post_of, posts, tier_key, tier_of, tiers};
use crate::component::{Look, Press, glyph, icon};
use crate::text::staff::edit as e;
use crate::text::t;

/// The part of the editor.
pub fn panel(editor: Editor) -> AnyView {
    let names = Memo::new(move |_| {
        editor.book.with(|book| book.stand_ins.iter().map(|empty| (empty.tier, empty.post)).collect::<Vec<_>>())
    });
    let free = move || {
        let names = names.get_untracked();
        let all = LEVELS.into_iter().flat_map(|tier| Post::ALL.map(|post| (tier, post)));
        all.into_iter().find(|name| !names.contains(name))
    };
    let add = move |()| {
        if let Some((tier, post)) = free() {
            let instead = vec![(Tier::County, Post::Desk)];
            editor.apply(&Edit::Put(Box::new(Member::StandIn(StandIn { tier, post, instead }))));
        }
    };
    view! {
        <p class="quiet">{t(e::STAND_INS_HINT)}</p>
        <div class="cards-wide">
            <For each=move || names.get() key=Clone::clone let(name)>{one(editor, name.0, name.1)}</For>
        </div>
        {editor.may_edit.then(|| view! { <Press label=e::ADD_STAND_IN look=Look::Default glyph=glyph::PLUS press=add/> })}
    }
    .into_any()
}

fn one(editor: Editor, tier: Tier, post: Post) -> AnyView {
    let now = Memo::new(move |_| {
        editor.book.with(|book| book.stand_ins.iter().find(|empty| (empty.tier, empty.post) == (tier, post)).cloned())
    });
    let count = Memo::new(move |_| now.with(|now| now.as_ref().map_or(0, |now| now.instead.len())));
    let change = move |change: &dyn Fn(&mut StandIn)| {
        if let Some(mut empty) = now.get_untracked() {
            change(&mut empty);
            editor.apply(&Edit::Put(Box::new(Member::StandIn(empty))));
        }
    };
    let other = move |tier, post| {
        if let Some(empty) = now.get_untracked() {
            rename(editor, empty, tier, post);
        }
    };
    let rung = move |at| step(editor, now, at);
    let add = move |()| change(&|empty| empty.instead.push((empty.tier, Post::Desk)));
    let head = editor.may_edit.then(|| {
        view! {
            <div class="mini-pair">
                {pick(t_owned(e::TIER), tiers, move || tier_key(tier), move |key| if let Some(tier) = tier_of(&key) { other(tier, post) })}
                {pick(t_owned(e::POST), posts, move || post_key(post), move |key| if let Some(post) = post_of(&key) { other(tier, post) })}
            </div>
        }
    });
    let foot =
        editor.may_edit.then(|| view! { <Press label=e::ADD_INSTEAD look=Look::Text glyph=glyph::PLUS press=add/> });
    view! {
        <section class="card stack-s">
            <div class="row between">
                <h2>{move || post_at(tier, post)}</h2>
                {editor.may_edit.then(|| orders(editor, MemberName::StandIn(tier, post)))}
            </div>
            {head}
            <p class="mini-head">{t(e::INSTEAD)}</p>
            <ol class="stack-s">{move || (0..count.get()).map(rung).collect_view()}</ol>
            {foot}
        </section>
    }
    .into_any()
}

/// Another post instead: under another name it is another member, and the old one goes with the same step.
fn rename(editor: Editor, empty: StandIn, tier: Tier, post: Post) {
    let old = MemberName::StandIn(empty.tier, empty.post);
    let is_it = |known: &StandIn| (known.tier, known.post) == (tier, post);
    if editor.book.with_untracked(|book| book.stand_ins.iter().any(is_it)) {
        editor.trouble.set(Some(untrack(|| e::STAND_IN_TAKEN.fill(&[&post_at(tier, post)]))));
    } else {
        let new = StandIn { tier, post, ..empty };
        editor.apply(&Edit::All(vec![Edit::Remove(old), Edit::Put(Box::new(Member::StandIn(new)))]));
    }
}

/// One of those who stand in.
fn step(editor: Editor, now: Memo<Option<StandIn>>, at: usize) -> AnyView {
    let change = move |change: &dyn Fn(&mut StandIn)| {
        if let Some(mut empty) = now.get_untracked() {
            change(&mut empty);
            editor.apply(&Edit::Put(Box::new(Member::StandIn(empty))));
        }
    };
    let step = move || now.with(|now| now.as_ref().and_then(|now| now.instead.get(at).copied()));
    if !editor.may_edit {
        let said = move || step().map(|(tier, post)| post_at(tier, post));
        return view! { <li>{icon(glyph::FORWARD)} {said}</li> }.into_any();
    }
    let set = move |tier: Option<Tier>, post: Option<Post>| {
        change(&|empty| {
            if let Some(known) = empty.instead.get_mut(at) {
                *known = (tier.unwrap_or(known.0), post.unwrap_or(known.1));
            }
        });
    };
    let remove = move || {
        change(&|empty| {
            empty.instead.remove(at);
        })
    };
    let up = move || {
        change(&|empty| {
            if at > 0 {
                empty.instead.swap(at, at - 1)
            }
        })
    };
    view! {
        <li class="row-tight">
            <span class="rung-number num" aria-hidden="true">{at + 1}</span>
            {pick(t_owned(e::TIER), tiers, move || step().map(|(tier, _)| tier_key(tier)).unwrap_or_default(), move |key| set(tier_of(&key), None))}
            {pick(t_owned(e::POST), posts, move || step().map(|(_, post)| post_key(post)).unwrap_or_default(), move |key| set(None, post_of(&key)))}
            {small(t_owned(e::MOVE_UP), glyph::UP, "", up)}
            {small(t_owned(e::REMOVE), glyph::CROSS, "red", remove)}
        </li>
    }
    .into_any()
}
