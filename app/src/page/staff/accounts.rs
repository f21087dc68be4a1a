//! Accounts: who may sign in, with which roles, and what an administrator does about them. Asked of the server directly: accounts are
//! no part of the replica.

mod forms;

use leptos::prelude::*;
use weft::actor::{Grant, Permission};
use weft::id::PersonId;

use super::area::role;
use super::asked::Asked;
use super::roster::{entry, roster};
use crate::component::{Empty, Loading, Look, PageHead, Press, badge, glyph, icon};
use crate::data::query::AccountRow;
use crate::data::{Data, use_data};
use crate::prefs::prefs;
use crate::text::staff::{self as s, accounts as w};
use crate::text::{Phrase, ledger as l, t};
use crate::when;
use crate::words;
use forms::{Change, Changing};

/// What has been listed, and where the list goes on.
#[derive(Clone, Debug, Default)]
pub struct Listed {
    rows: Vec<AccountRow>,
    next: Option<PersonId>,
}

/// The page.
#[component]
pub fn Accounts() -> impl IntoView {
    let data = use_data();
    let keeper = Memo::new(move |_| {
        data.session()
            .with(|session| session.actor().is_some_and(|actor| actor.holds_somewhere(Permission::ManageAccounts)))
    });
    let body = move || {
        if keeper.get() {
            list(data)
        } else {
            view! {
                <div class="card">
                    <Empty title=s::NOT_YOURS text=s::NOT_YOURS_TEXT broken=true/>
                </div>
            }
            .into_any()
        }
    };
    view! {
        <PageHead title=w::ACCOUNTS/>
        {body}
    }
    .into_any()
}

fn list(data: Data) -> AnyView {
    let (text, changing) = (RwSignal::new(String::new()), RwSignal::new(None::<Changing>));
    let asked = Asked::new(move || {
        let wanted = text.with(|text| text.trim().to_owned());
        async move { data.accounts(&wanted, None).await.map(|page| Listed { rows: page.rows, next: page.next }) }
    });
    let busy = RwSignal::new(false);
    let more = move |after: PersonId| {
        busy.set(true);
        wasm_bindgen_futures::spawn_local(async move {
            let wanted = text.with_untracked(|text| text.trim().to_owned());
            if let Ok(page) = data.accounts(&wanted, Some(after)).await {
                asked.update(|listed| {
                    // Something else may be looked for by now.
                    if listed.next == Some(after) {
                        listed.rows.extend(page.rows);
                        listed.next = page.next;
                    }
                });
            }
            let _ = busy.try_set(false);
        });
    };
    let shown = move |listed: Listed| {
        let count = listed.rows.len().to_string();
        let more = listed.next.map(|next| {
            view! { <Press label=l::SHOW_MORE look=Look::Default block=true busy=busy press=move |()| more(next)/> }
        });
        // An administrator of a part of the county may keep none of one page and some of the next.
        if listed.rows.is_empty() && more.is_none() {
            return view! { <div class="card"><Empty title=w::NONE text=w::NONE_TEXT/></div> }.into_any();
        }
        let rows = listed.rows.into_iter().map(|row| account(data, row, changing)).collect();
        view! {
            <p class="faint num" role="status">{move || w::COUNT.fill(&[&count])}</p>
            {roster(w::ACCOUNTS, &COLUMNS, rows)}
            {more}
        }
        .into_any()
    };
    view! {
        <div class="stack">
            <div class="card row between">
                <div class="grow">
                    <crate::component::TextField label=w::SEARCH value=text kind="search" chars_max=60/>
                </div>
                <Press label=w::NEW glyph=glyph::PLUS press=move |()| changing.set(Some(Changing::New))/>
            </div>
            {asked.shown(|| view! { <Loading rows=5/> }.into_any(), shown)}
            <forms::ChangeDialog changing=changing list=asked/>
        </div>
    }
    .into_any()
}

const COLUMNS: [Phrase; 4] = [w::COL_NAME, w::COL_ROLES, w::COL_LAST, w::COL_STATE];

fn account(data: Data, row: AccountRow, changing: RwSignal<Option<Changing>>) -> AnyView {
    let last = row.last_sign_in;
    let last = move || {
        last.map_or_else(|| w::NEVER.now().to_owned(), |at| when::moment(at, data.now().get(), prefs().language.get()))
    };
    let state = if row.disabled {
        badge("red", glyph::CROSS, || w::DISABLED.now().to_owned())
    } else {
        badge("green", glyph::CHECK, || w::ACTIVE.now().to_owned())
    };
    let grants = row.grants.iter().map(|grant| view! { <li>{grant_words(data, *grant)}</li> }).collect_view();
    let own = data.session().with(|session| session.actor().is_some_and(|actor| actor.person == row.person));
    let act = |change: Change, word| {
        let row = row.clone();
        let press = move |()| changing.set(Some(Changing::Account(row.clone(), change)));
        view! { <Press label=word look=Look::Text press=press/> }
    };
    let switch = if row.disabled { act(Change::Enable, w::ENABLE) } else { act(Change::Disable, w::DISABLE) };
    let acts = (!own).then(|| {
        view! { <div class="row-tight">{act(Change::Roles, w::ROLES)} {act(Change::Password, w::PASSWORD)} {switch}</div> }.into_any()
    });
    let phone = row.has_phone.then(|| view! { <span class="faint">{icon(glyph::PHONE)} {t(w::HAS_PHONE)}</span> });
    let head = view! { {row.name.clone()} <div class="faint">{row.login.clone()}</div> {phone} };
    let said = vec![
        (w::COL_ROLES, view! { <ul>{grants}</ul> }.into_any()),
        (w::COL_LAST, last.into_any()),
        (w::COL_STATE, state),
    ];
    entry(head.into_any(), said, acts)
}

/// A role at a unit, in words.
pub fn grant_words(data: Data, grant: Grant) -> impl Fn() -> String + Send + Sync + Copy + 'static {
    move || {
        let unit = data.org().with(|org| match org.unit(grant.unit) {
            Some(_) => words::place_or_name(grant.unit, org),
            // Roles given before there were units are for all of them.
            None if data.complete().get() => w::WHOLE_COUNTY.now().to_owned(),
            None => "…".to_owned(),
        });
        w::ROLE_AT.fill(&[role(grant.role).now(), &unit])
    }
}
