//! Editing what a rule decides.

use leptos::prelude::*;
use weft::org::{Post, Tier};
use weft::rules::{Edit, Key, Outcome, Weight};

use super::cell::t_owned;
use super::editor::Editor;
use super::fields::{both, pick};
use crate::text::staff::{edit as e, rules as w};
use crate::text::{matter as m, t, told};
use crate::words;

/// The levels that a matter can be at, the lowest first.
pub const LEVELS: [Tier; 5] = [Tier::Compound, Tier::Grid, Tier::Community, Tier::Town, Tier::County];

/// The key of a tier on a select.
pub fn tier_key(tier: Tier) -> String {
    format!("{tier:?}")
}

/// The key of a post on a select.
pub fn post_key(post: Post) -> String {
    format!("{post:?}")
}

/// The levels as options.
pub fn tiers() -> Vec<(String, String)> {
    LEVELS.map(|tier| (tier_key(tier), words::tier(tier).now().to_owned())).into()
}

/// The posts as options.
pub fn posts() -> Vec<(String, String)> {
    Post::ALL.map(|post| (post_key(post), words::post(post).now().to_owned())).into()
}

/// The level of this key.
pub fn tier_of(key: &str) -> Option<Tier> {
    LEVELS.into_iter().find(|tier| tier_key(*tier) == key)
}

/// The post of this key.
pub fn post_of(key: &str) -> Option<Post> {
    Post::ALL.into_iter().find(|post| post_key(*post) == key)
}

/// Weight, level, post, ladder and joint services of a rule.
pub fn outcome(editor: Editor, table: &'static str, rule: &Key) -> AnyView {
    let id = StoredValue::new(rule.clone());
    let now = Memo::new(move |_| {
        let find = |id: &Key| {
            editor.book.with(|book| Some(book.table(table)?.rules.iter().find(|rule| rule.id == *id)?.then.clone()))
        };
        id.with_value(find)
    });
    let Some(first) = now.get_untracked() else {
        return ().into_any();
    };
    let then = move || now.get().unwrap_or_else(|| first.clone());
    let then = StoredValue::new(then);
    let then = move || then.with_value(|then| then());
    let set = move |then: Outcome| {
        editor.apply(&Edit::SetOutcome { table: table.to_owned(), rule: id.get_value(), then });
    };
    let weights = || {
        let both = [("small", m::SMALL), ("big", m::BIG)];
        both.map(|(key, phrase)| (key.to_owned(), phrase.now().to_owned())).into()
    };
    let weight = move || if then().weight == Weight::Big { "big".to_owned() } else { "small".to_owned() };
    let set_weight = move |key: String| {
        let weight = if key == "big" { Weight::Big } else { Weight::Small };
        set(Outcome { weight, ..untrack(then) });
    };
    let set_tier = move |key: String| {
        if let Some(tier) = tier_of(&key) {
            set(Outcome { tier, ..untrack(then) });
        }
    };
    let set_post = move |key: String| {
        if let Some(post) = post_of(&key) {
            set(Outcome { post, ..untrack(then) });
        }
    };
    let ladders = move || {
        editor.book.with(|book| book.ladders.iter().map(|known| (known.key.clone(), told(&known.title))).collect())
    };
    view! {
        <div class="mini-pair">
            {pick(t_owned(e::TIER), tiers, move || tier_key(then().tier), set_tier)}
            {pick(t_owned(e::POST), posts, move || post_key(then().post), set_post)}
            {pick(t_owned(e::WEIGHT), weights, weight, set_weight)}
            {pick(t_owned(w::COL_LADDER), ladders, move || then().ladder, move |ladder| set(Outcome { ladder, ..untrack(then) }))}
        </div>
        <p class="mini-head">{t(e::JOINT)}</p>
        <div class="pick-list" role="group" aria-label=t(e::JOINT)>{services(editor, then, set)}</div>
    }
    .into_any()
}

fn services(
    editor: Editor,
    then: impl Fn() -> Outcome + Copy + Send + Sync + 'static,
    set: impl Fn(Outcome) + Copy + 'static,
) -> AnyView {
    let services = editor.book.with_untracked(|book| book.services.clone());
    services
        .into_iter()
        .map(|service| {
            let (key, mine) = (service.key.clone(), service.key);
            let turn = move |on: bool| {
                let mut then = untrack(then);
                then.joint.retain(|other| *other != key);
                if on {
                    then.joint.push(key.clone());
                }
                set(then);
            };
            view! {
                <label class="pick-item">
                    <input
                        type="checkbox" prop:checked=move || then().joint.contains(&mine)
                        on:change:target=move |event| turn(event.target().checked())
                    />
                    <span>{move || told(&service.title)}</span>
                </label>
            }
        })
        .collect_view()
        .into_any()
}

/// Why the county decided so.
pub fn note(editor: Editor, table: &'static str, rule: &Key) -> AnyView {
    let id = StoredValue::new(rule.clone());
    let now = Memo::new(move |_| {
        let find = |id: &Key| {
            editor.book.with(|book| Some(book.table(table)?.rules.iter().find(|rule| rule.id == *id)?.note.clone()))
        };
        id.with_value(find).unwrap_or_default()
    });
    let set = move |note| {
        editor.apply(&Edit::SetNote { table: table.to_owned(), rule: id.get_value(), note });
    };
    both(t_owned(w::COL_NOTE), move || now.get(), set)
}
