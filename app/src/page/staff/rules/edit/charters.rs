//! Charters: how proposals are deliberated, begun from what the law asks for and held against it while they are changed.

mod parts;
mod procedure;

use leptos::prelude::*;
use weft::org::Tier;
use weft::rules::charter::{Basis, SUBJECT, Share, Standing};
use weft::rules::{Charter, Edit, Finding, Key, Member, MemberName, Weight, fresh_name};
use weft::text::{Language, Text};

use super::super::limit;
use super::cell::t_owned;
use super::editor::Editor;
use super::fields::{both, pick, tick_said};
use super::listed::orders;
use super::outcome::{tier_key, tier_of, tiers};
use crate::component::{Empty, Look, Notice, Press, Tone, glyph, icon};
use crate::prefs::prefs;
use crate::text::staff::{charters as h, edit as e};
use crate::text::{Phrase, t, told};

/// The part of the editor.
pub fn panel(editor: Editor) -> AnyView {
    let keys = Memo::new(move |_| {
        editor.book.with(|book| book.charters.iter().map(|charter| charter.key.clone()).collect::<Vec<Key>>())
    });
    let none = move || {
        keys.with(Vec::is_empty).then(|| {
            view! {
                <div class="card">
                    <Empty title=h::NONE text=h::NONE_TEXT/>
                </div>
            }
        })
    };
    view! {
        <p class="quiet">{t(h::HINT)}</p>
        {none}
        <div class="stack">
            <For each=move || keys.get() key=Clone::clone let(key)>{charter(editor, key)}</For>
        </div>
        {editor.may_edit.then(|| presets(editor))}
    }
    .into_any()
}

/// What the law offers to begin with, each with where it stands.
fn presets(editor: Editor) -> AnyView {
    let one = move |basis: Basis| {
        view! {
            <li class="row between">
                <div class="grow">
                    <b>{move || told(&basis.title())}</b>
                    <p class="faint">{move || asks(basis, Weight::Small)}</p>
                </div>
                <Press label=h::USE_PRESET look=Look::Default glyph=glyph::PLUS press=move |()| add(editor, basis)/>
            </li>
        }
    };
    view! {
        <section class="card stack-s" aria-label=t(h::PRESETS)>
            <h2>{t(h::PRESETS)}</h2>
            <p class="quiet">{t(h::PRESETS_HINT)}</p>
            <ul class="stack-s">{Basis::ALL.map(one).into_iter().collect_view()}</ul>
        </section>
    }
    .into_any()
}

fn add(editor: Editor, basis: Basis) {
    let book = editor.book.get_untracked();
    let key = fresh_name("charter", |name| book.charter(name).is_some());
    let subjects = book.values_of(SUBJECT);
    let subjects: Vec<&str> = subjects.iter().map(|(key, _)| key.as_str()).collect();
    let (tier, compounds): (Tier, &[&str]) = match basis {
        Basis::Owners => (Tier::Grid, &["new", "old", "resettlement", "commercial"]),
        Basis::Villagers | Basis::VillagerRepresentatives => (Tier::Grid, &["village"]),
        Basis::Residents | Basis::Consultation => (Tier::Community, &[]),
    };
    let title = Text::new(h::NEW_TITLE.get(Language::Zh), h::NEW_TITLE.get(Language::En));
    editor.apply(&put(basis.preset(&key, title, tier, compounds, &subjects)));
}

fn put(charter: Charter) -> Edit {
    Edit::Put(Box::new(Member::Charter(Box::new(charter))))
}

/// What the law asks for at least, in words.
fn asks(basis: Basis, weight: Weight) -> String {
    let least = basis.procedure(weight);
    h::LAW_ASKS.fill(&[&share(least.quorum.heads), &share(least.majority.heads), &limit(least.notice)])
}

fn share(Share { of, out_of, above }: Share) -> String {
    let phrase = if above { h::MORE_THAN } else { h::AT_LEAST };
    phrase.fill(&[&of.to_string(), &out_of.to_string()])
}

/// A charter that is followed by its key.
#[derive(Clone, Copy)]
struct Held {
    editor: Editor,
    key: StoredValue<Key>,
    charter: Memo<Option<Charter>>,
}

impl Held {
    /// What is read of it, as it is now.
    fn get<T: Default>(self, read: impl FnOnce(&Charter) -> T) -> T {
        self.charter.with(|charter| charter.as_ref().map(read).unwrap_or_default())
    }

    fn change(self, change: impl FnOnce(&mut Charter)) {
        if let Some(mut charter) = self.charter.get_untracked() {
            change(&mut charter);
            self.editor.apply(&put(charter));
        }
    }
}

fn charter(editor: Editor, key: Key) -> AnyView {
    let found = key.clone();
    let charter = Memo::new(move |_| editor.book.with(|book| book.charter(&found).cloned()));
    let held = Held { editor, key: StoredValue::new(key.clone()), charter };
    let title = move || held.get(|charter| charter.title.clone());
    let faults = Memo::new(move |_| {
        let key = held.key.get_value();
        editor
            .findings
            .with(|found| found.iter().filter(|finding| is_about(finding, &key)).cloned().collect::<Vec<_>>())
    });
    let wrong = move || {
        let say = |finding: Finding| {
            let text = editor.book.with(|book| finding.text_in(prefs().language.get(), book));
            view! { <Notice tone=Tone::Bad>{text}</Notice> }
        };
        faults.get().into_iter().map(say).collect_view()
    };
    let law = move || held.charter.with(|charter| charter.as_ref().map(|charter| told(&charter.basis.title())));
    let head = editor.may_edit.then(|| orders(editor, MemberName::Charter(key.clone())));
    view! {
        <section class="card stack charter" class:found-red=move || !faults.with(Vec::is_empty) data-charter=key>
            <div class="row between">
                <h2>
                    {move || (!faults.with(Vec::is_empty)).then(|| icon(glyph::WARN))} {move || told(&title())}
                </h2>
                {head}
            </div>
            <p class="faint">{law}</p>
            <div class="stack-s" aria-live="polite">{wrong}</div>
            <details>
                <summary>{t(if editor.may_edit { h::CHANGE } else { h::READ })}</summary>
                <fieldset class="stack" disabled=!editor.may_edit>
                    {basics(held)}
                    {parts::standing(held)}
                    {procedure::both_sorts(held)}
                    {parts::periods(held)}
                    {parts::micro(held)}
                </fieldset>
            </details>
        </section>
    }
    .into_any()
}

fn is_about(finding: &Finding, key: &str) -> bool {
    match finding {
        Finding::Charter { charter, .. } => charter == key,
        Finding::MissingText { at } | Finding::NotALevel { at, .. } | Finding::Dangling { at, .. } => at == key,
        _ => false,
    }
}

fn basics(held: Held) -> AnyView {
    let bases = || Basis::ALL.map(|basis| (basis_key(basis), told(&basis.title()))).into();
    let set_basis = move |key: String| {
        if let Some(basis) = Basis::ALL.into_iter().find(|basis| basis_key(*basis) == key) {
            held.change(|charter| charter.basis = basis);
        }
    };
    let set_tier = move |key: String| {
        if let Some(tier) = tier_of(&key) {
            held.change(|charter| charter.tier = tier);
        }
    };
    let tier =
        move || held.charter.with(|charter| charter.as_ref().map(|charter| tier_key(charter.tier)).unwrap_or_default());
    let basis = move || {
        held.charter.with(|charter| charter.as_ref().map(|charter| basis_key(charter.basis)).unwrap_or_default())
    };
    let names = move |column: &'static str, list: fn(&mut Charter) -> &mut Vec<Key>| {
        let all = Memo::new(move |_| held.editor.book.with(|book| book.values_of(column)));
        move || {
            let one = |(key, title): (Key, Text)| ticked(held, key, move || told(&title), list);
            all.get().into_iter().map(one).collect_view()
        }
    };
    let has_subjects = move || held.editor.book.with(|book| !book.values_of(SUBJECT).is_empty());
    view! {
        {both(t_owned(e::TITLE), move || held.get(|charter| charter.title.clone()), move |title| held.change(|charter| charter.title = title))}
        <div class="mini-pair">
            {pick(t_owned(h::BASIS), bases, basis, set_basis)} {pick(t_owned(h::TIER), tiers, tier, set_tier)}
        </div>
        <p class="mini-head">{t(h::COMPOUNDS)}</p>
        <div class="ticks">{names("compound", |charter| &mut charter.compounds)}</div>
        <p class="mini-head">{t(h::SUBJECTS)}</p>
        <div class="ticks">{names(SUBJECT, |charter| &mut charter.subjects)}</div>
        {move || (!has_subjects()).then(|| view! { <p class="quiet">{t(h::NO_SUBJECTS)}</p> })}
    }
    .into_any()
}

/// Whether a name is on one of the charter's lists.
fn ticked(
    held: Held,
    key: Key,
    label: impl Fn() -> String + Send + 'static,
    list: fn(&mut Charter) -> &mut Vec<Key>,
) -> AnyView {
    let mine = key.clone();
    let is_on = move || {
        held.charter.with(|charter| charter.clone().is_some_and(|mut charter| list(&mut charter).contains(&mine)))
    };
    let set = move |on: bool| {
        held.change(|charter| {
            let list = list(charter);
            list.retain(|known| *known != key);
            if on {
                list.push(key.clone());
            }
        });
    };
    tick_said(label, is_on, set)
}

fn basis_key(basis: Basis) -> String {
    format!("{basis:?}")
}

/// A drop-down over a few values.
fn choose<T: Copy + PartialEq + Send + Sync + 'static>(
    label: Phrase,
    all: &'static [(T, Phrase)],
    value: impl Fn() -> Option<T> + Copy + Send + Sync + 'static,
    set: impl Fn(T) + 'static,
) -> AnyView {
    let options =
        move || all.iter().enumerate().map(|(at, (_, word))| (at.to_string(), word.now().to_owned())).collect();
    let at = move || {
        let value = value();
        all.iter().position(|(known, _)| Some(*known) == value).map(|at| at.to_string()).unwrap_or_default()
    };
    let chosen = move |at: String| {
        if let Some((value, _)) = at.parse::<usize>().ok().and_then(|at| all.get(at)) {
            set(*value);
        }
    };
    pick(t_owned(label), options, at, chosen)
}

/// Who has standing.
const STANDINGS: &[(Standing, Phrase)] = &[(Standing::Resident, h::RESIDENT), (Standing::PostHolder, h::POST_HOLDER)];
