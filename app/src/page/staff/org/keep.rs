//! What a keeper of units changes: a name, who takes a post, who leaves it.

use chrono::NaiveDate;
use leptos::prelude::*;
use weft::calendar::county_day;
use weft::id::{PersonId, UnitId};
use weft::kinds::unit::{Command, NAME_CHARS_MAX};
use weft::org::{Appointment, Post};
use weft::secret::Secret;
use weft::text::Text;

use super::change;
use super::unit::names;
use crate::component::{Choices, Dialog, Look, Notice, Option2, Press, Select, TextField, Tone, glyph};
use crate::data::{Data, use_data};
use crate::text::staff::org as o;
use crate::text::{Phrase, common as c};
use crate::words;

fn foot(open: RwSignal<bool>, trouble: RwSignal<Option<String>>, label: Phrase, press: Callback<()>) -> AnyView {
    view! {
        {move || trouble.get().map(|said| view! { <Notice tone=Tone::Bad>{said}</Notice> })}
        <div class="actions">
            <Press label=c::CANCEL look=Look::Default press=move |()| open.set(false)/>
            <Press label=label press=press/>
        </div>
    }
    .into_any()
}

/// Another name.
#[component]
pub fn Rename(
    /// The unit.
    unit: UnitId,
) -> impl IntoView {
    let data = use_data();
    let (open, trouble) = (RwSignal::new(false), RwSignal::new(None));
    let (zh, en) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let begin = move |()| {
        let now = names(data, unit);
        zh.set(now.0);
        en.set(now.1);
        trouble.set(None);
        open.set(true);
    };
    let go = Callback::new(move |()| {
        let read = |value: RwSignal<String>| value.with_untracked(|value| value.trim().to_owned());
        let name = Text::new(read(zh), read(en));
        change(data, unit, Command::Rename { name }, o::RENAMED, open, trouble);
    });
    view! {
        <Press label=o::RENAME look=Look::Text press=begin/>
        <Dialog open=open title=o::RENAME>
            <div class="stack">
                <TextField label=o::NAME_ZH value=zh chars_max=NAME_CHARS_MAX/>
                <TextField label=o::NAME_EN value=en chars_max=NAME_CHARS_MAX/>
                {foot(open, trouble, o::RENAME, go)}
            </div>
        </Dialog>
    }
    .into_any()
}

/// Somebody takes a post.
#[component]
pub fn Appoint(
    /// The unit.
    unit: UnitId,
) -> impl IntoView {
    let data = use_data();
    let (open, trouble) = (RwSignal::new(false), RwSignal::new(None));
    let post = RwSignal::new(None::<String>);
    let empty = || RwSignal::new(String::new());
    let (person, name, phone, from, to, tried) = (empty(), empty(), empty(), empty(), empty(), RwSignal::new(false));
    let begin = move |()| {
        post.set(Some("0".to_owned()));
        for field in [person, name, phone, to] {
            field.set(String::new());
        }
        from.set(county_day(data.now().get_untracked()).to_string());
        tried.set(false);
        trouble.set(None);
        open.set(true);
    };
    let posts = Signal::derive(posts);
    let known = Signal::derive(move || people(data, unit));
    // Somebody who holds a post already keeps their name.
    Effect::new(move || {
        let chosen = person.get();
        let named =
            known.with_untracked(|known| known.iter().find(|(key, _)| *key == chosen).map(|(_, name)| name.clone()));
        if let Some(named) = named {
            name.set(named);
        }
    });
    let wrong = move |is: fn(&str) -> bool, value: RwSignal<String>, said: Phrase| {
        MaybeProp::derive(move || (tried.get() && value.with(|value| is(value))).then(|| said.now().to_owned()))
    };
    let no_name = wrong(|name| name.trim().is_empty(), name, c::REQUIRED);
    let no_day = wrong(|day| day.parse::<NaiveDate>().is_err(), from, o::BAD_DAY);
    let go = Callback::new(move |()| {
        tried.set(true);
        let name = name.with_untracked(|name| name.trim().to_owned());
        let Some(first) = from.with_untracked(|from| from.parse().ok()).filter(|_| !name.is_empty()) else {
            return;
        };
        let index = post.with_untracked(|post| post.as_deref().and_then(|post| post.parse::<usize>().ok()));
        let phone = phone.with_untracked(|phone| phone.trim().to_owned());
        let appointment = Appointment {
            post: index.and_then(|index| Post::ALL.get(index).copied()).unwrap_or(Post::GridMember),
            person: person.with_untracked(|person| person.parse().ok()).unwrap_or_else(|| PersonId(data.new_id())),
            name,
            phone: (!phone.is_empty()).then_some(Secret::Clear(phone)),
            from: first,
            to: to.with_untracked(|to| to.parse().ok()),
        };
        change(data, unit, Command::Appoint { appointment }, o::APPOINTED, open, trouble);
    });
    let none = MaybeProp::derive(|| Some(o::APPOINT_NEW.now().to_owned()));
    view! {
        <Press label=o::APPOINT look=Look::Text glyph=glyph::PLUS press=begin/>
        <Dialog open=open title=o::APPOINT>
            <div class="stack">
                <Choices legend=o::APPOINT_POST options=posts value=post/>
                <Select label=o::APPOINT_PERSON options=known value=person none=none/>
                <TextField label=o::APPOINT_NAME value=name chars_max=NAME_CHARS_MAX error=no_name/>
                <TextField label=o::APPOINT_PHONE value=phone kind="tel" optional=true chars_max=20/>
                <div class="pair">
                    <TextField label=o::APPOINT_FROM value=from kind="date" error=no_day/>
                    <TextField label=o::END_ON value=to kind="date" optional=true/>
                </div>
                {foot(open, trouble, o::APPOINT, go)}
            </div>
        </Dialog>
    }
    .into_any()
}

/// Every post, by its place in the list.
fn posts() -> Vec<Option2> {
    Post::ALL.iter().enumerate().map(|(index, post)| (index.to_string(), words::post(*post).now().to_owned())).collect()
}

/// Those who hold or held a post here: id and name, each once.
fn people(data: Data, unit: UnitId) -> Vec<Option2> {
    data.org().with(|org| {
        let mut people: Vec<Option2> = Vec::new();
        for held in org.unit(unit).into_iter().flat_map(|unit| &unit.appointments) {
            let key = held.person.to_string();
            if people.iter().all(|(other, _)| *other != key) {
                people.push((key, held.name.clone()));
            }
        }
        people
    })
}

/// Somebody leaves a post.
#[component]
pub fn End(
    /// The unit.
    unit: UnitId,
    /// What they hold.
    held: Appointment,
) -> impl IntoView {
    let data = use_data();
    let (open, trouble) = (RwSignal::new(false), RwSignal::new(None));
    let on = RwSignal::new(String::new());
    let (post, person, name) = (held.post, held.person, held.name);
    let begin = move |()| {
        on.set(county_day(data.now().get_untracked()).to_string());
        trouble.set(None);
        open.set(true);
    };
    let go = Callback::new(move |()| match on.with_untracked(|on| on.parse::<NaiveDate>()) {
        Ok(on) => change(data, unit, Command::EndAppointment { post, person, on }, o::ENDED_DONE, open, trouble),
        Err(_) => trouble.set(Some(untrack(|| o::BAD_DAY.now().to_owned()))),
    });
    let said = StoredValue::new(name);
    view! {
        <Press label=o::END look=Look::Text press=begin/>
        <Dialog open=open title=o::END>
            <div class="stack">
                <p>{move || o::END_SURE.fill(&[&said.get_value(), words::post(post).now()])}</p>
                <TextField label=o::END_ON value=on kind="date"/>
                {foot(open, trouble, o::END, go)}
            </div>
        </Dialog>
    }
    .into_any()
}
