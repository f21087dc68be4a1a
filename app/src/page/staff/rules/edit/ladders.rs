//! Ladders, drawn as the path that a matter climbs, with their limits to be set.

use leptos::prelude::*;
use weft::org::{Post, Tier};
use weft::rules::{Edit, Key, Ladder, Limit, LimitUnit, Member, MemberName, Renamed, Rung, fresh_name};
use weft::text::Text;

use super::cell::t_owned;
use super::editor::Editor;
use super::fields::{both, line, pick, small};
use super::outcome::{LEVELS, post_key, post_of, posts, tier_key, tier_of, tiers};
use crate::component::{Look, Press, glyph, icon};
use crate::text::staff::{edit as e, rules as w};
use crate::text::{Phrase, t, told};

/// How a limit is counted, in the order of the drop-down.
const UNITS: [(LimitUnit, &str, Phrase); 5] = [
    (LimitUnit::Minutes, "minutes", e::UNIT_MINUTES),
    (LimitUnit::Hours, "hours", e::UNIT_HOURS),
    (LimitUnit::Days, "days", e::UNIT_DAYS),
    (LimitUnit::WorkingHours, "working_hours", e::UNIT_WORKING_HOURS),
    (LimitUnit::WorkingDays, "working_days", e::UNIT_WORKING_DAYS),
];

/// The part of the editor.
pub fn panel(editor: Editor) -> AnyView {
    let keys = Memo::new(move |_| {
        editor.book.with(|book| book.ladders.iter().map(|ladder| ladder.key.clone()).collect::<Vec<Key>>())
    });
    let add = move |()| {
        let book = editor.book.get_untracked();
        let key = fresh_name("ladder", |name| book.ladder(name).is_some());
        let day = Limit { amount: 1, unit: LimitUnit::WorkingDays };
        let rungs = vec![Rung { tier: Tier::Grid, post: Post::GridMember, acknowledge: day, resolve: day }];
        let title = Text::new("新路径", "New ladder");
        editor.apply(&Edit::Put(Box::new(Member::Ladder(Ladder { key, title, rungs }))));
    };
    view! {
        <div class="cards-wide">
            <For each=move || keys.get() key=Clone::clone let(key)>{ladder(editor, key)}</For>
        </div>
        {editor.may_edit.then(|| view! { <Press label=e::ADD_LADDER look=Look::Default glyph=glyph::PLUS press=add/> })}
    }
    .into_any()
}

/// A ladder that is followed by its key.
#[derive(Clone, Copy)]
struct Held {
    editor: Editor,
    key: StoredValue<Key>,
    ladder: Memo<Option<Ladder>>,
}

impl Held {
    fn change(self, change: impl FnOnce(&mut Ladder)) {
        if let Some(mut ladder) = self.ladder.get_untracked() {
            change(&mut ladder);
            self.editor.apply(&Edit::Put(Box::new(Member::Ladder(ladder))));
        }
    }

    fn rung(self, at: usize) -> Option<Rung> {
        self.ladder.with(|ladder| ladder.as_ref().and_then(|ladder| ladder.rungs.get(at).cloned()))
    }

    fn set_rung(self, at: usize, change: impl FnOnce(&mut Rung)) {
        self.change(|ladder| {
            if let Some(rung) = ladder.rungs.get_mut(at) {
                change(rung);
            }
        });
    }
}

fn ladder(editor: Editor, key: Key) -> AnyView {
    let found = key.clone();
    let ladder = Memo::new(move |_| editor.book.with(|book| book.ladder(&found).cloned()));
    let held = Held { editor, key: StoredValue::new(key), ladder };
    let title = move || ladder.with(|ladder| ladder.as_ref().map(|ladder| ladder.title.clone()).unwrap_or_default());
    let count = Memo::new(move |_| ladder.with(|ladder| ladder.as_ref().map_or(0, |ladder| ladder.rungs.len())));
    let used = move || {
        let key = held.key.get_value();
        let rules = editor.book.with(|book| {
            book.tables.iter().flat_map(|table| &table.rules).filter(|rule| rule.then.ladder == key).count()
        });
        e::USED_BY_RULES.fill(&[&rules.to_string()])
    };
    let foot = editor.may_edit.then(|| foot(held));
    view! {
        <section class="card stack-s">
            <div class="row between">
                <h2>{move || told(&title())}</h2>
                <span class="faint num">{used}</span>
            </div>
            <ol class="rungs edit-rungs">
                {move || (0..count.get()).map(|at| rung(held, at, at + 1 == count.get())).collect_view()}
            </ol>
            {foot}
        </section>
    }
    .into_any()
}

fn foot(held: Held) -> AnyView {
    let editor = held.editor;
    let title =
        move || held.ladder.with(|ladder| ladder.as_ref().map(|ladder| ladder.title.clone()).unwrap_or_default());
    let key = move || held.key.get_value();
    let rename = move |to: String| {
        editor.apply(&Edit::Rename { of: Renamed::Ladder(held.key.get_value()), to: to.trim().to_owned() });
    };
    let add = move |()| {
        held.change(|ladder| {
            let last = ladder.rungs.last().cloned();
            let above = last.as_ref().and_then(|last| {
                let at = LEVELS.iter().position(|tier| *tier == last.tier)?;
                LEVELS.get(at + 1).copied()
            });
            let day = Limit { amount: 1, unit: LimitUnit::WorkingDays };
            let (acknowledge, resolve) = last.map_or((day, day), |last| (last.acknowledge, last.resolve));
            let tier = above.unwrap_or(Tier::County);
            ladder.rungs.push(Rung { tier, post: Post::Desk, acknowledge, resolve });
        });
    };
    let shift = move |up| {
        editor.apply(&Edit::Shift { of: MemberName::Ladder(held.key.get_value()), up });
    };
    let remove = move || {
        editor.apply(&Edit::Remove(MemberName::Ladder(held.key.get_value())));
    };
    view! {
        <div class="row-tight">
            <Press label=e::ADD_RUNG look=Look::Text glyph=glyph::PLUS press=add/>
            <span class="grow"></span>
            {small(t_owned(e::MOVE_UP), glyph::UP, "", move || shift(true))}
            {small(t_owned(e::MOVE_DOWN), glyph::UP, "down", move || shift(false))}
            {small(t_owned(e::REMOVE), glyph::CROSS, "red", remove)}
        </div>
        <details>
            <summary>{t(e::NAMES)}</summary>
            <div class="stack-s">
                {both(t_owned(e::TITLE), title, move |title| held.change(|ladder| ladder.title = title))}
                {line(t_owned(e::KEY), "text", key, rename)}
            </div>
        </details>
    }
    .into_any()
}

fn rung(held: Held, at: usize, is_last: bool) -> AnyView {
    let editor = held.editor;
    let now = move || held.rung(at);
    let limits =
        move |of: fn(&Rung) -> Limit| move || now().map(|rung| super::super::limit(of(&rung))).unwrap_or_default();
    let up = if is_last {
        view! { <span class="faint">{t(w::LADDER_TOP)}</span> }.into_any()
    } else {
        view! { <span class="due amber">{icon(glyph::UP)} {t(w::LADDER_UP)}</span> }.into_any()
    };
    let body = if editor.may_edit {
        let set_tier = move |key: String| {
            if let Some(tier) = tier_of(&key) {
                held.set_rung(at, |rung| rung.tier = tier);
            }
        };
        let set_post = move |key: String| {
            if let Some(post) = post_of(&key) {
                held.set_rung(at, |rung| rung.post = post);
            }
        };
        let remove = move || {
            held.change(|ladder| {
                ladder.rungs.remove(at);
            });
        };
        view! {
            <div class="mini-pair">
                {pick(t_owned(e::TIER), tiers, move || now().map(|rung| tier_key(rung.tier)).unwrap_or_default(), set_tier)}
                {pick(t_owned(e::POST), posts, move || now().map(|rung| post_key(rung.post)).unwrap_or_default(), set_post)}
            </div>
            {limit_field(e::ACCEPT_WITHIN, move || now().map(|rung| rung.acknowledge), move |limit| held.set_rung(at, |rung| rung.acknowledge = limit))}
            {limit_field(e::RESOLVE_WITHIN, move || now().map(|rung| rung.resolve), move |limit| held.set_rung(at, |rung| rung.resolve = limit))}
            <div class="row between">{up} {small(t_owned(e::REMOVE_RUNG), glyph::CROSS, "red", remove)}</div>
        }
        .into_any()
    } else {
        let who = move || now().map(|rung| super::super::post_at(rung.tier, rung.post)).unwrap_or_default();
        view! {
            <b>{who}</b>
            <div class="limits">
                <span>{move || w::LADDER_ACK.fill(&[&limits(|rung| rung.acknowledge)()])}</span>
                <span>{move || w::LADDER_RESOLVE.fill(&[&limits(|rung| rung.resolve)()])}</span>
            </div>
            {up}
        }
        .into_any()
    };
    view! {
        <li>
            <span class="rung-number num" aria-hidden="true">{at + 1}</span>
            <div class="stack-s">{body}</div>
        </li>
    }
    .into_any()
}

/// A limit: how much of which unit.
pub fn limit_field(
    label: Phrase,
    value: impl Fn() -> Option<Limit> + Copy + Send + Sync + 'static,
    set: impl Fn(Limit) + Copy + 'static,
) -> AnyView {
    let amount = move || value().map(|limit| limit.amount.to_string()).unwrap_or_default();
    let set_amount = move |said: String| {
        if let (Ok(amount), Some(limit)) = (said.trim().parse(), untrack(value)) {
            set(Limit { amount, ..limit });
        }
    };
    let units = || UNITS.map(|(_, key, phrase)| (key.to_owned(), phrase.now().to_owned())).into();
    let unit = move || {
        let unit = value().map(|limit| limit.unit);
        UNITS
            .into_iter()
            .find(|(known, ..)| Some(*known) == unit)
            .map_or_else(String::new, |(_, key, _)| key.to_owned())
    };
    let set_unit = move |key: String| {
        if let (Some((unit, ..)), Some(limit)) = (UNITS.into_iter().find(|(_, known, _)| *known == key), untrack(value))
        {
            set(Limit { unit, ..limit });
        }
    };
    view! {
        <div class="limit-field">
            {line(t_owned(label), "number", amount, set_amount)}
            {pick(t_owned(e::UNIT), units, unit, set_unit)}
        </div>
    }
    .into_any()
}
