//! The dialogs of accounts: a new one, roles, a password, barring and opening.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use weft::actor::{Grant, Role};
use weft::calendar::county_day;
use weft::id::UnitId;

use super::super::area::role;
use super::super::asked::Asked;
use super::super::unit_picker::UnitPicker;
use super::{Listed, grant_words};
use crate::component::{Dialog, Look, Notice, Option2, Press, Select, TextField, Tone, glyph, icon, toast_phrase};
use crate::data::accounts::NewAccount;
use crate::data::query::AccountRow;
use crate::data::{Data, ProblemText, use_data};
use crate::text::staff::{self as s, accounts as w};
use crate::text::{Phrase, common as c, t, told};
use crate::words;

/// What is changed at an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Its roles.
    Roles,
    /// Its password.
    Password,
    /// It is barred.
    Disable,
    /// It is opened again.
    Enable,
}

/// What the dialog is about.
#[derive(Clone, Debug, PartialEq)]
pub enum Changing {
    /// A new account.
    New,
    /// A change of one that is there.
    Account(AccountRow, Change),
}

/// The dialog's state.
#[derive(Clone, Copy)]
struct Sending {
    data: Data,
    open: RwSignal<bool>,
    busy: RwSignal<bool>,
    trouble: RwSignal<Option<ProblemText>>,
    list: Asked<Listed>,
}

impl Sending {
    /// Sends, and puts what the server answers into the list.
    fn send(self, done: Phrase, asking: impl Future<Output = Result<AccountRow, ProblemText>> + 'static) {
        self.busy.set(true);
        self.trouble.set(None);
        spawn_local(async move {
            match asking.await {
                Ok(row) => {
                    self.list.update(|listed| match listed.rows.iter_mut().find(|other| other.person == row.person) {
                        Some(other) => *other = row,
                        None => listed.rows.insert(0, row),
                    });
                    self.open.set(false);
                    toast_phrase(done);
                }
                Err(text) => self.trouble.set(Some(text)),
            }
            self.busy.set(false);
        });
    }

    fn foot(self, label: Phrase, press: impl Fn(()) + Send + Sync + 'static) -> AnyView {
        let trouble = move || self.trouble.get().map(|text| view! { <Notice tone=Tone::Bad>{told(&text)}</Notice> });
        view! {
            {trouble}
            <div class="actions">
                <Press label=c::CANCEL look=Look::Default press=move |()| self.open.set(false)/>
                <Press label=label busy=self.busy press=press/>
            </div>
        }
        .into_any()
    }
}

/// The dialog.
#[component]
pub fn ChangeDialog(
    /// What it is about; none while it is closed.
    changing: RwSignal<Option<Changing>>,
    /// The list to bring up to date.
    list: Asked<Listed>,
) -> impl IntoView {
    let sending = Sending {
        data: use_data(),
        open: RwSignal::new(false),
        busy: RwSignal::new(false),
        trouble: RwSignal::new(None),
        list,
    };
    Effect::new(move || {
        sending.trouble.set(None);
        sending.open.set(changing.with(Option::is_some));
    });
    Effect::new(move || {
        if !sending.open.get() && changing.with_untracked(Option::is_some) {
            changing.set(None);
        }
    });
    let title = Signal::derive(move || {
        let word = changing.with(|changing| match changing {
            None | Some(Changing::New) => w::NEW,
            Some(Changing::Account(_, Change::Roles)) => w::ROLES,
            Some(Changing::Account(_, Change::Password)) => w::PASSWORD,
            Some(Changing::Account(_, Change::Disable)) => w::DISABLE,
            Some(Changing::Account(_, Change::Enable)) => w::ENABLE,
        });
        word.now().to_owned()
    });
    let form = move || {
        changing.get().map(|changing| match changing {
            Changing::New => new(sending),
            Changing::Account(row, Change::Roles) => roles(sending, &row),
            Changing::Account(row, Change::Password) => password(sending, &row),
            Changing::Account(row, Change::Disable) => switch(sending, &row, true),
            Changing::Account(row, Change::Enable) => switch(sending, &row, false),
        })
    };
    view! {
        <Dialog open=sending.open title=title>
            {form}
        </Dialog>
    }
    .into_any()
}

fn switch(sending: Sending, row: &AccountRow, off: bool) -> AnyView {
    let (person, name) = (row.person, row.name.clone());
    let (word, done) = if off { (w::DISABLE, w::DISABLED) } else { (w::ENABLE, w::ACTIVE) };
    let go = move |()| sending.send(done, sending.data.bar_account(person, off));
    let said = off.then(|| view! { <p>{move || w::DISABLE_SURE.fill(&[&name])}</p> });
    view! { <div class="stack">{said} {sending.foot(word, go)}</div> }.into_any()
}

fn password(sending: Sending, row: &AccountRow) -> AnyView {
    let person = row.person;
    let value = RwSignal::new(String::new());
    let go = move |()| {
        let set = value.get_untracked();
        sending.send(w::PASSWORD_DONE, async move { sending.data.reset_password(person, &set).await });
    };
    view! {
        <div class="stack">
            <p><b>{row.name.clone()}</b></p>
            <TextField label=w::PASSWORD_NEW hint=s::PASSWORD_HINT value=value kind="password" autocomplete="new-password" chars_max=128/>
            {sending.foot(w::PASSWORD, go)}
        </div>
    }
    .into_any()
}

fn roles(sending: Sending, row: &AccountRow) -> AnyView {
    let person = row.person;
    let grants = RwSignal::new(row.grants.clone());
    let go = move |()| {
        let set = grants.get_untracked();
        sending.send(w::ROLES_DONE, async move { sending.data.regrant(person, &set).await });
    };
    view! {
        <div class="stack">
            <p><b>{row.name.clone()}</b></p>
            {grant_fields(sending.data, grants, RwSignal::new(None))}
            {sending.foot(w::ROLES, go)}
        </div>
    }
    .into_any()
}

/// Roles: those given, and fields for one more. `unit` is the unit chosen last.
fn grant_fields(data: Data, grants: RwSignal<Vec<Grant>>, unit: RwSignal<Option<UnitId>>) -> AnyView {
    let which = RwSignal::new(String::new());
    let options = Signal::derive(|| {
        Role::ALL
            .iter()
            .enumerate()
            .map(|(index, of)| (index.to_string(), role(*of).now().to_owned()))
            .collect::<Vec<_>>()
    });
    let chosen =
        move || which.with(|which| which.parse::<usize>().ok()).and_then(|index| Role::ALL.get(index).copied());
    let add = move |()| {
        if let (Some(role), Some(unit)) = (untrack(chosen), unit.get_untracked()) {
            grants.update(|grants| {
                let grant = Grant { role, unit };
                if !grants.contains(&grant) {
                    grants.push(grant);
                }
            });
            which.set(String::new());
        }
    };
    let incomplete = Signal::derive(move || chosen().is_none() || unit.with(Option::is_none));
    let given = move |grant: Grant| {
        let said = grant_words(data, grant);
        let remove = move |_| grants.update(|grants| grants.retain(|other| *other != grant));
        view! {
            <li class="row-tight between">
                <span class="grow">{said}</span>
                <button type="button" class="icon-btn" aria-label=move || w::ROLE_REMOVE.fill(&[&said()]) on:click=remove>
                    {icon(glyph::CROSS)}
                </button>
            </li>
        }
    };
    let none = move || grants.with(Vec::is_empty).then(|| view! { <p class="quiet">{t(w::ROLE_NONE)}</p> });
    view! {
        <fieldset class="stack-s grants">
            <legend class="label">{t(w::COL_ROLES)}</legend>
            {none}
            <ul>{move || grants.get().into_iter().map(given).collect_view()}</ul>
            <Select label=w::ROLE options=options value=which/>
            <UnitPicker label=s::PICK_UNIT chosen=unit/>
            <Press label=w::ROLE_ADD look=Look::Default glyph=glyph::PLUS disabled=incomplete press=add/>
        </fieldset>
    }
    .into_any()
}

fn new(sending: Sending) -> AnyView {
    let data = sending.data;
    let empty = || RwSignal::new(String::new());
    let (login, name, phone, password, person) = (empty(), empty(), empty(), empty(), empty());
    let (grants, unit) = (RwSignal::new(Vec::<Grant>::new()), RwSignal::new(None::<UnitId>));
    let people = Signal::derive(move || holders(data, unit.get()));
    // An account for somebody who is appointed bears their name.
    Effect::new(move || {
        let chosen = person.get();
        let posted = data.org().with_untracked(|org| {
            let held = &org.unit(unit.get_untracked()?)?.appointments;
            held.iter().find(|held| held.person.to_string() == chosen).map(|held| held.name.clone())
        });
        if let Some(posted) = posted.filter(|_| name.with_untracked(String::is_empty)) {
            name.set(posted);
        }
    });
    let read = |value: RwSignal<String>| value.with_untracked(|value| value.trim().to_owned());
    let go = move |()| {
        let phone = read(phone);
        let new = NewAccount {
            login: read(login),
            phone: (!phone.is_empty()).then_some(phone),
            password: password.get_untracked(),
            name: read(name),
            person: person.with_untracked(|person| person.parse().ok()),
            grants: grants.get_untracked(),
        };
        sending.send(w::NEW_DONE, async move { data.make_account(&new).await });
    };
    let nobody = MaybeProp::derive(|| Some(w::PERSON_NONE.now().to_owned()));
    view! {
        <div class="stack">
            <TextField label=w::NAME value=name chars_max=64/>
            <TextField label=w::LOGIN hint=w::LOGIN_HINT value=login chars_max=64/>
            <TextField label=w::PHONE hint=w::PHONE_HINT value=phone kind="tel" optional=true chars_max=20/>
            <TextField label=c::PASSWORD hint=s::PASSWORD_HINT value=password kind="password" autocomplete="new-password" chars_max=128/>
            {grant_fields(data, grants, unit)}
            <Show when=move || people.with(|people| !people.is_empty())>
                <Select label=w::PERSON options=people value=person none=nobody/>
            </Show>
            {sending.foot(w::NEW, go)}
        </div>
    }
    .into_any()
}

/// Who holds a post at a unit today: id and name with post.
fn holders(data: Data, unit: Option<UnitId>) -> Vec<Option2> {
    let today = county_day(data.now().get_untracked());
    data.org().with(|org| {
        let Some(unit) = unit.and_then(|unit| org.unit(unit)) else {
            return Vec::new();
        };
        let held = unit.appointments.iter().filter(|held| held.holds_on(today));
        held.map(|held| (held.person.to_string(), format!("{} {}", held.name, words::post(held.post).now()))).collect()
    })
}
