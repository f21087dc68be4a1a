//! Title, first day, limits that are no table's, and the services of departments.

use leptos::prelude::*;
use weft::rules::{Edit, Key, Member, MemberName, Service, Settings, fresh_name};
use weft::text::Text;

use super::cell::t_owned;
use super::editor::Editor;
use super::fields::{both, line};
use super::listed::orders;
use crate::component::{Look, Press, glyph};
use crate::text::staff::{edit as e, rules as w};
use crate::text::{Phrase, t, told};

/// A limit, how it is read and how it is set.
type Setting = (Phrase, fn(&Settings) -> u32, fn(&mut Settings, u16));

const SETTINGS: [Setting; 6] = [
    (e::SILENCE_DAYS, |known| known.silence_days.into(), |known, to| known.silence_days = to),
    (e::WAIT_DAYS, |known| known.wait_days.into(), |known, to| known.wait_days = to),
    (e::RATE_DAYS, |known| known.rate_days.into(), |known, to| known.rate_days = to),
    (e::DUPLICATE_DAYS, |known| known.duplicate_days.into(), |known, to| known.duplicate_days = to),
    (e::DUPLICATE_RADIUS, |known| known.duplicate_radius_m, |known, to| known.duplicate_radius_m = to.into()),
    (e::GRACE_DAYS, |known| known.grace_days.into(), |known, to| known.grace_days = to),
];

/// The part of the editor.
pub fn panel(editor: Editor) -> AnyView {
    let title = move || editor.book.with(|book| book.title.clone());
    let first = move || editor.book.with(|book| book.effective_from);
    let set = move |title, effective_from| {
        editor.apply(&Edit::SetTitle { title, effective_from });
    };
    let set_first = move |said: String| {
        if let Ok(day) = said.parse() {
            set(untrack(title), day);
        }
    };
    let head = if editor.may_edit {
        view! {
            {both(t_owned(e::TITLE), title, move |title| set(title, untrack(first)))}
            {line(t_owned(w::PUBLISH_FROM), "date", move || first().to_string(), set_first)}
        }
        .into_any()
    } else {
        view! { <h2>{move || told(&title())}</h2> }.into_any()
    };
    view! {
        <section class="card stack">{head}</section>
        <section class="card stack">
            <h2>{t(e::SETTINGS)}</h2>
            <div class="mini-pair">{SETTINGS.map(|setting| number(editor, setting)).into_iter().collect_view()}</div>
        </section>
        {services(editor)}
    }
    .into_any()
}

fn number(editor: Editor, (label, read, write): Setting) -> AnyView {
    let value = move || editor.book.with(|book| read(&book.settings)).to_string();
    if !editor.may_edit {
        return view! { <p>{t(label)} " " <b class="num">{value}</b></p> }.into_any();
    }
    let set = move |said: String| {
        if let Ok(to) = said.trim().parse() {
            let mut settings = editor.book.with_untracked(|book| book.settings.clone());
            write(&mut settings, to);
            editor.apply(&Edit::SetSettings(settings));
        }
    };
    line(t_owned(label), "number", value, set)
}

fn services(editor: Editor) -> AnyView {
    let keys = Memo::new(move |_| {
        editor.book.with(|book| book.services.iter().map(|service| service.key.clone()).collect::<Vec<Key>>())
    });
    let one = move |key: Key| {
        let found = key.clone();
        let now = move || {
            editor.book.with(|book| {
                book.services.iter().find(|service| service.key == found).map(|service| service.title.clone())
            })
        };
        let now = Memo::new(move |_| now().unwrap_or_default());
        if !editor.may_edit {
            return view! { <li>{move || told(&now.get())}</li> }.into_any();
        }
        let (shown, put) = (key.clone(), key.clone());
        let set = move |title: Text| {
            put_service(editor, &put, title);
        };
        let set = StoredValue::new(set);
        view! {
            <li class="row service">
                <code>{shown}</code>
                <div class="grow">{both(t_owned(e::TITLE), move || now.get(), move |title| set.with_value(|set| set(title)))}</div>
                {orders(editor, MemberName::Service(key))}
            </li>
        }
        .into_any()
    };
    let add = move |()| {
        let book = editor.book.get_untracked();
        let key = fresh_name("service", |name| book.services.iter().any(|service| service.key == name));
        put_service(editor, &key, Text::new("新服务", "New service"));
    };
    view! {
        <section class="card stack">
            <h2>{t(e::SERVICES)}</h2>
            <p class="faint">{t(e::SERVICES_HINT)}</p>
            <ul class="stack-s"><For each=move || keys.get() key=Clone::clone let(key)>{one(key)}</For></ul>
            {editor.may_edit.then(|| view! { <Press label=e::ADD_SERVICE look=Look::Text glyph=glyph::PLUS press=add/> })}
        </section>
    }
    .into_any()
}

fn put_service(editor: Editor, key: &Key, title: Text) {
    editor.apply(&Edit::Put(Box::new(Member::Service(Service { key: key.clone(), title }))));
}
